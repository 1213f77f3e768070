"""Names and gatherings on halves of the municipalities, by a finder that learned on the other half.

    .venv/bin/python -m bench.finding [-v] [--apart] [meetings] [places] [organisations]

`-v` shows the misses of half A only, so that B says what it does on texts that nobody looked at. `--apart`:
of the documents apart, set by set, by the model that ships.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from bench.corpora import APART, rows
from models import corpus
from models.finding import learn
from nlp.dates import find_meetings
from nlp.finder import Finder
from nlp.masking import Masker
from nlp.organisations import find_organisations
from nlp.places import Gazetteer
from nlp.words import word_set
from pipeline.modelling import load_classifier

ZONE = ZoneInfo("Europe/Amsterdam")


KIND_WORDS = tuple(
    word_set(
        "stichting vereniging coöperatie comité werkgroep groep bureau bedrijf bakkerij slagerij bakker "
        "slager kapsalon café restaurant snackbar supermarkt winkel makelaar makelaardij firma garage "
        "rijschool school corporatie boekhandel tuincentrum ziekenhuis verpleeghuis zorgcentrum koor "
        "harmonie fanfare club buurthuis dorpshuis wijkcentrum installateur brouwerij modehuis gilde"
    )
)


def half(row: dict[str, Any]) -> str:
    """A or B, by municipality: what is looked at while working is A."""
    return "AB"[sha256(row["municipality"].encode()).digest()[0] % 2]


def by_half(documents: list[dict[str, Any]]) -> Iterator[tuple[str, Finder, list[dict[str, Any]]]]:
    """Per half of the municipalities: a finder that learned on the other, and the documents."""
    examples = corpus.load()
    for name in "AB":
        finder = learn([e for e in examples if half({"municipality": e.municipality}) != name])
        yield name, finder, [row for row in documents if half(row) == name]


def apart() -> Iterator[tuple[str, Finder, list[dict[str, Any]]]]:
    """Each set of documents apart with the finder that ships."""
    finder = load_classifier().finder
    for file in sorted(APART.glob("*.jsonl")):
        if finder is not None:
            yield file.stem, finder, [row for row in rows(APART) if row["id"].startswith(f"{file.stem}-")]


def _text(row: dict[str, Any]) -> str:
    """Masked, as the product reads it."""
    if "masked" not in row:
        mask = _masker().mask
        row["masked"] = f"{mask(row.get('title', ''))}\n{mask(row['text'])}"
    return str(row["masked"])


@cache
def _masker() -> Masker:
    return Masker()


def _meetings(row: dict[str, Any], finder: Finder | None) -> set[str]:
    judge = finder.is_gathering if finder else None
    found = find_meetings(_text(row), datetime.fromisoformat(row["published"]), ZONE, judge)
    return {
        f"{m.start.astimezone(ZONE):%Y-%m-%d}" + ("" if m.all_day else f"T{m.start.astimezone(ZONE):%H:%M}")
        for m in found
        if m.state == "planned"
    }


def measure_meetings(
    documents: list[dict[str, Any]], finder: Finder | None, *, verbose: bool = False
) -> Counter[str]:
    """Counts of meetings told, found, right, right in the day alone; of documents and those fully right."""
    counts = Counter[str]()
    for row in documents:
        told = {m["start"][:16] for m in row.get("meetings", ())}
        found = _meetings(row, finder)
        counts.update(told=len(told), found=len(found), right=len(told & found))
        counts["right_day"] += len({t[:10] for t in told} & {f[:10] for f in found})
        counts.update(documents=1, exact=told == found)
        if verbose and told != found:
            print(f"MEETING {row['id']} {row['published'][:10]} told {sorted(told)} found {sorted(found)}")
    return counts


def norm(name: str) -> str:
    """A name for comparing: without case, leading article, quotation marks and curls of the apostrophe."""
    plain = " ".join(name.casefold().replace("’", "'").replace("‘", "'").split()).strip(" '\".,")
    return re.sub(r"^(?:de|het|'t|een) (?=.)", "", plain)


def core(name: str) -> str:
    """An organisation's name without the word for its kind: `bakkerij Poortinga` and `Poortinga` are one.

    The labels write both; the product takes the fuller as well. Only a first word of a closed list goes, and
    never the whole name.
    """
    first, _, rest = norm(name).partition(" ")
    return norm(rest) if rest and first.endswith(KIND_WORDS) else norm(name)


def measure_sets(
    documents: list[dict[str, Any]], field: str, finder: Finder | None, *, verbose: bool = False
) -> Counter[str]:
    """Counts of places or organisations told, found, right. The municipality itself is left out."""
    counts = Counter[str]()
    for row in documents:
        text = _text(row)
        names = finder.names(text) if finder else None
        told = {norm(t) for t in row.get(field, ())}
        if field == "places":
            gazetteer = Gazetteer((), row["municipality"])
            found = {norm(p.name) for p in gazetteer.find(text, names.places if names else None)}
            found -= {norm(row["municipality"])}
            told -= {norm(row["municipality"])}
        else:
            told = {core(t) for t in row.get(field, ())}
            found = {core(o) for o in find_organisations(text, names.organisations if names else None)}
        counts.update(told=len(told), found=len(found), right=len(told & found))
        if verbose and told != found:
            print(f"{field} {row['id']} missed {sorted(told - found)} extra {sorted(found - told)}")
    return counts


def shown(counts: Counter[str]) -> str:
    """Precision, recall and F1 with the counts."""
    p, r = counts["right"] / max(1, counts["found"]), counts["right"] / max(1, counts["told"])
    return f"P {p:.3f} R {r:.3f} F1 {2 * p * r / max(1e-9, p + r):.3f} {dict(counts)}"


def measure_found(
    parts: Iterable[tuple[str, Finder, list[dict[str, Any]]]], wanted: list[str], *, verbose: bool
) -> None:
    """Per part by the rules and by the finder; misses are shown of half A alone."""
    for name, finder, part in parts:
        for how, used in (("rules", None), ("learned", finder)):
            show = verbose and used is not None and name == "A"
            for what in wanted:
                counts = (
                    measure_meetings(part, used, verbose=show)
                    if what == "meetings"
                    else measure_sets(part, what, used, verbose=show)
                )
                print(f"{what:<14}{name:<7}{how:<9}{shown(counts)}", flush=True)


if __name__ == "__main__":
    kinds = [a for a in sys.argv[1:] if not a.startswith("-")] or ["meetings", "places", "organisations"]
    measure_found(apart() if "--apart" in sys.argv else by_half(rows()), kinds, verbose="-v" in sys.argv)
