"""Names and gatherings on halves of the municipalities, by a finder that learned on the other half.

    .venv/bin/python -m bench.finding [-v] [--apart] [meetings] [places] [organisations]

`-v` shows the misses of half A only, so that B says what it does on texts that nobody looked at. `--apart`:
of the documents apart, set by set, by the model that ships.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

from models import corpus
from models.corpus import APART, Example
from models.finding import learn_names
from models.matching import matches
from models.registry import Match
from nlp.finder import Finder
from nlp.masking import Masker
from pipeline.modelling import load_classifier
from voorkant.named import NAMED_FIELDS

Part = tuple[str, Finder, Sequence[Example]]


def half(example: Example) -> str:
    """A or B, by municipality: what is looked at while working is A."""
    return "AB"[sha256(example.municipality.encode()).digest()[0] % 2]


def by_half(examples: Sequence[Example]) -> Iterator[Part]:
    """Per half of the municipalities: a finder that learned on the other, and the documents."""
    for name in "AB":
        finder = learn_names([e for e in examples if half(e) != name])
        yield name, finder, [e for e in examples if half(e) == name]


def apart() -> Iterator[Part]:
    """Each set of documents apart with the finder that ships."""
    finder, examples = load_classifier().finder, corpus.load(APART)
    for file in sorted(APART.glob("*.jsonl")):
        if finder is not None:
            yield file.stem, finder, [e for e in examples if e.id.startswith(f"{file.stem}-")]


def matched(examples: Sequence[Example], finder: Finder | None) -> list[dict[str, Match]]:
    """Per document what is told and found, in the text as the product reads it."""
    mask = Masker().mask
    return [matches(e, f"{mask(e.title)}\n{mask(e.text)}", finder) for e in examples]


def counted(found: Iterable[Match]) -> Counter[str]:
    """How many are told, found and right (`right_day`: of gatherings the day alone), and of the documents how
    many are right as a whole.
    """
    counts = Counter[str]()
    for match in found:
        told, seen = set(match.told), set(match.found)
        counts.update(told=len(told), found=len(seen), right=len(told & seen))
        counts["right_day"] += len({t[:10] for t in told} & {s[:10] for s in seen})
        counts.update(documents=1, exact=told == seen)
    return counts


def shown(kind: str, counts: Counter[str]) -> str:
    """Precision, recall and F1 with the counts."""
    p, r = counts["right"] / max(1, counts["found"]), counts["right"] / max(1, counts["told"])
    told = {name: n for name, n in counts.items() if name != "right_day" or kind == "meetings"}
    return f"P {p:.3f} R {r:.3f} F1 {2 * p * r / max(1e-9, p + r):.3f} {told}"


def measure(parts: Iterable[Part], kinds: Sequence[str], *, verbose: bool) -> None:
    """Per part by the rules and by the finder; misses are shown of half A alone."""
    for name, finder, examples in parts:
        for how, used in (("rules", None), ("learned", finder)):
            found = matched(examples, used)
            for kind in kinds:
                print(
                    f"{kind:<14}{name:<7}{how:<9}{shown(kind, counted(m[kind] for m in found))}", flush=True
                )
            if verbose and used is not None and name == "A":
                show(examples, found, kinds)


def show(examples: Sequence[Example], found: Sequence[dict[str, Match]], kinds: Sequence[str]) -> None:
    """Print what is missed and what is found wrongly."""
    for example, match in zip(examples, found, strict=True):
        for kind in kinds:
            told, seen = set(match[kind].told), set(match[kind].found)
            if told != seen:
                print(f"{kind} {example.id} missed {sorted(told - seen)} extra {sorted(seen - told)}")


if __name__ == "__main__":
    asked = [a for a in sys.argv[1:] if not a.startswith("-")] or NAMED_FIELDS
    measure(apart() if "--apart" in sys.argv else by_half(corpus.load()), asked, verbose="-v" in sys.argv)
