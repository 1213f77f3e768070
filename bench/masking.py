"""Masking on the corpus, each half of the municipalities by what the other taught, and on documents apart.

    .venv/bin/python -m bench.masking

`-v` shows the misses of half 0 only, so that half 1 says what the rules do on texts they were not made on.
"""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any

from bench.corpora import APART, rows
from models import corpus
from models.finding import learn_persons
from nlp.addresses import Span
from nlp.masking import PERSON, Masker
from nlp.spans import Tagger
from voorkant.settings import OfficeHolder

_WORD = re.compile(r"[^\W\d_]+")
#: words before a name in a label that are no part of it: `buurman Henk`, `Oma Riek`
_BEFORE_NAME = re.compile(
    r"^(?:[a-z]\S*\s|(?:Oma|Opa|Moeke|Mevrouw|Meneer|Familie|[A-Z][a-z]{1,4}\.)\s)+(?=\S*[A-ZÀ-Þ])"
)
_AFTER_NAME = re.compile(r"\s(?:van|uit|bij|met)\s(?:(?:de|het)\s)?[a-z]\w+$")
#: a label for two
_AND = re.compile(r"\s(?:en|&)\s")
_OFFICE = re.compile(
    r"^(?:(?P<office>(?:loco-?)?burgemeester|weth(?:ouders?|\.)|minister|staatssecretaris|gedeputeerde|raads(?:lid|leden)|"
    r"dijkgraaf|fractievoorzitter|kamerlid|commissaris van de koning)\s)?(?P<name>.+)$",
    re.IGNORECASE,
)


def half(row: dict[str, Any]) -> int:
    """0 or 1 by the municipality, the same on every machine."""
    return sha256(row["municipality"].encode()).digest()[-1] % 2


def measure_masking(
    documents: Iterable[dict[str, Any]], persons: Tagger | None = None, *, verbose: bool = False
) -> Counter[str]:
    """Persons, contacts told and masked in every mention, office holders told and kept, spans and false ones.

    The office holders told of a document are its configuration. A false span touches nothing told. Accounts
    (`@wilma`) are not in the labels and not counted.
    """
    counts = Counter[str]()
    for row in documents:
        counts.update(_masked(row, persons, verbose=verbose))
    return counts


def _masked(row: dict[str, Any], persons: Tagger | None, *, verbose: bool) -> Iterator[str]:
    text = f"{row.get('title', '')}\n\n{row['text']}"
    holders = [_holder(h) for h in row.get("office_holders", ())]
    spans = Masker(holders, persons=persons).find(text)
    for field, told in _told(row):
        mentions = _mentions(row, text, told, field)
        if not mentions:
            continue
        masked = [_covered(text, m, spans, field) for m in mentions]
        good = not any(masked) if field == "office_holders" else all(masked)
        yield field
        if good:
            yield f"{field}_right"
        elif verbose:
            where = mentions[masked.index(field == "office_holders")]
            print(f"MISS {field} {row['id']}: {told!r} in {text[max(0, where[0] - 40) : where[1] + 25]!r}")
    for span in spans:
        field = "persons" if span.kind == PERSON else "contacts"
        if span.kind == "account":
            continue
        yield f"{field}_spans"
        if not _touches(row, text, span, field):
            yield f"{field}_false"
            if verbose:
                around = text[max(0, span.start - 40) : span.end + 25]
                print(f"FALSE {field} {row['id']}: {text[span.start : span.end]!r} in {around!r}")


def _holder(told: str) -> OfficeHolder:
    match = _OFFICE.match(told)
    if match is None:
        raise ValueError(f"no office holder: {told!r}")
    return OfficeHolder(match["name"], (match["office"] or "").lower().replace("weth.", "wethouder"))


def _told(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(field, what is to be masked or kept of a label)."""
    for field in ("persons", "contacts", "office_holders"):
        for told in row.get(field, ()):
            for name in _AND.split(told) if field == "persons" else [told]:
                yield field, _core(name) if field == "persons" else name


def _core(told: str) -> str:
    """The name alone: without `buurman`, `Zr.` before it and `van de kapsalon` after it."""
    return _AFTER_NAME.sub("", _BEFORE_NAME.sub("", told))


def _mentions(row: dict[str, Any], text: str, told: str, field: str) -> list[tuple[int, int]]:
    """Where the text says it; not inside something longer that was told, as `Bos` in `Hans Bos`."""
    longer = [t for f in ("places", "organisations", "persons", "office_holders") for t in row.get(f, ())]
    taken = [m for t in longer if told in t and told != _core(t) for m in _find(t, text)]
    found = _find(told, text)
    return [m for m in found if field == "contacts" or not any(s <= m[0] and m[1] <= e for s, e in taken)]


def _find(told: str, text: str) -> list[tuple[int, int]]:
    return [m.span() for m in re.finditer(rf"(?<![\w#@]){re.escape(told)}(?![^\W_])", text)]


def _covered(text: str, mention: tuple[int, int], spans: list[Span], field: str) -> bool:
    """Whether all of it is masked; of an address its number, as a street is no personal matter by itself."""
    start, end = mention
    number = re.search(r"\s(\d{1,4}\s?[a-z]?)\b", text[start:end]) if field == "contacts" else None
    if (
        number
        and text[start].isalpha()
        and "@" not in text[start:end]
        and not re.match(r"[A-Z]{2}\d\d", text[start:end])
    ):
        start, end = start + number.start(1), start + number.end(1)
    left = {n for n in range(start, end) if text[n].isalnum()}
    return not left - {n for s in spans if s.start < end and start < s.end for n in range(s.start, s.end)}


def _touches(row: dict[str, Any], text: str, span: Span, field: str) -> bool:
    told = row.get(field, ())
    if any(
        s < span.end and span.start < e
        for t in told
        for s, e in _find(_core(t) if field == "persons" else t, text)
    ):
        return True
    if field == "contacts":
        return False
    names = {w.casefold() for t in told for w in _WORD.findall(t)}
    return any(w[0].isupper() and w.casefold() in names for w in _WORD.findall(text[span.start : span.end]))


def report(documents: list[dict[str, Any]], *, verbose: bool = False) -> None:
    """Prints the figures of both halves and of the documents apart, and the time."""
    examples = corpus.load()
    for n in (0, 1):
        persons = learn_persons([e for e in examples if half({"municipality": e.municipality}) != n])
        mine = [r for r in documents if half(r) == n]
        _print(f"half {n}", measure_masking(mine, persons, verbose=verbose and n == 0))
    persons = learn_persons(examples)
    _print("apart", measure_masking(rows(APART), persons))
    masker, started = Masker(persons=persons), time.process_time()
    for row in documents:
        masker.find(f"{row.get('title', '')}\n\n{row['text']}")
    print(f"  {1000 * (time.process_time() - started) / len(documents):.3f} ms a document")


def _print(name: str, counts: Counter[str]) -> None:
    print(f"masking {name}", dict(sorted(counts.items())))
    for field in ("persons", "contacts"):
        recall = counts[f"{field}_right"] / max(1, counts[field])
        precision = 1 - counts[f"{field}_false"] / max(1, counts[f"{field}_spans"])
        print(f"  {field}: recall {recall:.4f}, precision {precision:.4f}")


if __name__ == "__main__":
    report(rows(), verbose="-v" in sys.argv)
