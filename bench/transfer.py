"""How far each field falls on a channel or a theme that was never learned from.

    .venv/bin/python -m bench.transfer [channel|theme]

Everything is judged on the municipalities of the test split, from which nothing was learned. Three figures a
field: F1 of a model that did learn from that channel or theme (in other municipalities), of one that did
not, on the same documents, and the difference; `*`: more than chance (bootstrap over municipalities). A theme
that was never seen cannot be told, so there the field `theme` is left out.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from models import corpus
from models.classifiers import Prepared
from models.judging import Difference, compare, judge, split
from models.registry import Judged
from models.training import fit, prepared
from nlp.masking import Masker
from voorkant.records import LABEL_FIELDS

KINDS = ("channel", "theme")


@dataclass(frozen=True, slots=True)
class Material:
    """The corpus made ready: what may be learned from and what is judged on, by place."""

    examples: Sequence[corpus.Example]
    ready: Sequence[Prepared]
    learn: Sequence[int]
    test: Sequence[int]

    def judged(self, learn: Sequence[int], test: Sequence[int]) -> list[Judged]:
        """What a model that learned from these says of those."""
        classifier = fit([self.examples[n] for n in learn], [self.ready[n] for n in learn], "proef")
        return judge(classifier, [self.examples[n] for n in test], [self.ready[n] for n in test])[0]


def load() -> Material:
    """The corpus that ships."""
    examples = corpus.load()
    return Material(examples, prepared(examples, Masker(()).mask), *split(examples))


Rows = Iterator[tuple[str, list[Difference]]]


def left_out(material: Material, kind: str, ordinary: Sequence[Judged]) -> Rows:
    """(value, per field the fall) for each channel or theme; `ordinary`: the test split, all learned from."""
    values = [getattr(e, kind) for e in material.examples]
    for value in sorted({v for v in values if v is not None}):
        learn = [n for n in material.learn if values[n] != value]
        test = [n for n in material.test if values[n] == value]
        usual = {row.id: row for row in ordinary}
        found = compare([usual[material.examples[n].id] for n in test], material.judged(learn, test))
        yield value, [d for d in found if d.slice == "alles" and d.field != (kind if kind == "theme" else "")]


def table(kind: str, rows: Rows) -> None:
    """Print a line per channel or theme, and the mean fall."""
    fields = [f for f in LABEL_FIELDS if f != kind]
    print(f"{kind:<22}{'n':>6}  " + "".join(f"{f:<20}" for f in fields), flush=True)
    falls: defaultdict[str, list[float]] = defaultdict(list)
    for value, differences in rows:
        told = {d.field: d for d in differences}
        cells = []
        for field in fields:
            if d := told.get(field):
                falls[field].append(d.b - d.a)
                cells.append(f"{d.a:.3f} {d.b:.3f} {d.b - d.a:+.3f}{'*' if d.real else ' '}")
            else:
                cells.append("too few")
        size = max((d.documents for d in differences), default=0)
        print(f"{value:<22}{size:>6}  " + "".join(f"{c:<20}" for c in cells), flush=True)
    means = "".join(f"{np.mean(falls[f]):<+20.3f}" if falls[f] else f"{'-':<20}" for f in fields)
    print(f"{'mean fall':<28}  {means}", flush=True)


def main(kinds: Sequence[str]) -> None:
    """Both tables, or one."""
    material = load()
    ordinary = material.judged(material.learn, material.test)
    for kind in kinds:
        table(kind, left_out(material, kind, ordinary))


if __name__ == "__main__":
    main(sys.argv[1:] or KINDS)
