"""What masking does beside what people say is personal in a text: masked, kept, or masked for nothing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.corpus import Example
from models.registry import Match
from nlp.addresses import Span
from nlp.masking import PERSON, Masker
from nlp.spans import Tagger
from voorkant.settings import OfficeHolder

#: what is to be masked, and what is not though it is a name
MASKED_FIELDS = ("persons", "contacts", "office_holders")
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


@dataclass(frozen=True, slots=True)
class Told:
    """What people say is in a text, of one of `MASKED_FIELDS`: `right` when every mention is masked (of an
    office holder: kept). `at`: the first mention that is not right, else the first.
    """

    field: str
    name: str
    right: bool
    at: int


@dataclass(frozen=True, slots=True)
class Masking:
    """All that is told of a text, and what is masked there: `false` touches nothing that is told.

    Accounts (`@wilma`) are not told in the corpus and left out.
    """

    text: str
    told: tuple[Told, ...]
    spans: tuple[Span, ...]
    false: tuple[Span, ...]


def field_of(span: Span) -> str:
    """The field that a masked span belongs to."""
    return "persons" if span.kind == PERSON else "contacts"


def masking(example: Example, persons: Tagger | None) -> Masking:
    """How a text is masked when its told office holders are those of the configuration."""
    text = f"{example.title}\n\n{example.text}"
    spans = Masker([_holder(h) for h in example.office_holders], persons=persons).find(text)
    kept = tuple(s for s in spans if s.kind != "account")
    told = tuple(_all_told(example, text, spans))
    return Masking(text, told, kept, tuple(s for s in kept if not _touches(example, text, s)))


def matches(example: Example, persons: Tagger | None) -> dict[str, Match]:
    """Per field what is told and what of that is right, for `Judged.named`: its recall is what counts."""
    found: defaultdict[str, list[Told]] = defaultdict(list)
    for one in masking(example, persons).told:
        found[one.field].append(one)
    return {
        field: Match(
            tuple(sorted({t.name for t in found[field]})),
            tuple(sorted({t.name for t in found[field] if t.right})),
        )
        for field in MASKED_FIELDS
    }


def _all_told(example: Example, text: str, spans: Sequence[Span]) -> Iterator[Told]:
    for field in MASKED_FIELDS:
        for name in _names(example, field):
            mentions = _mentions(example, text, name, field)
            kept = field == "office_holders"
            wrong = [m for m in mentions if _covered(text, m, spans, field) is kept]
            if mentions:
                yield Told(field, name, not wrong, (wrong or mentions)[0][0])


def _holder(told: str) -> OfficeHolder:
    match = _OFFICE.match(told)
    if match is None:
        raise ValueError(f"no office holder: {told!r}")
    return OfficeHolder(match["name"], (match["office"] or "").lower().replace("weth.", "wethouder"))


def _names(example: Example, field: str) -> Iterator[str]:
    """What is to be masked or kept of each label."""
    for told in getattr(example, field):
        if field == "persons":
            yield from map(_core, _AND.split(told))
        else:
            yield told


def _core(told: str) -> str:
    """The name alone: without `buurman`, `Zr.` before it and `van de kapsalon` after it."""
    return _AFTER_NAME.sub("", _BEFORE_NAME.sub("", told))


def _mentions(example: Example, text: str, told: str, field: str) -> list[tuple[int, int]]:
    """Where the text says it; not inside something longer that was told, as `Bos` in `Hans Bos`."""
    every = (*example.places, *example.organisations, *example.persons, *example.office_holders)
    taken = [m for t in every if told in t and told != _core(t) for m in _find(t, text)]
    found = _find(told, text)
    return [m for m in found if field == "contacts" or not any(s <= m[0] and m[1] <= e for s, e in taken)]


def _find(told: str, text: str) -> list[tuple[int, int]]:
    return [m.span() for m in re.finditer(rf"(?<![\w#@]){re.escape(told)}(?![^\W_])", text)]


def _covered(text: str, mention: tuple[int, int], spans: Sequence[Span], field: str) -> bool:
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


def _touches(example: Example, text: str, span: Span) -> bool:
    told = example.persons if field_of(span) == "persons" else example.contacts
    forms = map(_core, told) if field_of(span) == "persons" else told
    if any(s < span.end and span.start < e for t in forms for s, e in _find(t, text)):
        return True
    if field_of(span) == "contacts":
        return False
    names = {w.casefold() for t in told for w in _WORD.findall(t)}
    return any(w[0].isupper() and w.casefold() in names for w in _WORD.findall(text[span.start : span.end]))
