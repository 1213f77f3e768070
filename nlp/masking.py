"""Masking before anything is stored, logged, learned from or sent (LAW 9).

contacts (contacts.py) + names (persons.py) − office holders + later mentions → spans → placeholders.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from operator import attrgetter

from nlp.addresses import Span
from nlp.contacts import HASHTAG, URL, find_contacts
from nlp.disguises import undisguised
from nlp.lexicon import first_names, municipalities, surnames
from nlp.name_walk import Name
from nlp.office_holders import surname
from nlp.persons import find_names, more_names, tagged_names
from nlp.spans import Tagger
from nlp.words import FUNCTION_WORDS, ORG_BEFORE, SPEECH, THING_AFTER
from voorkant.settings import OfficeHolder
from voorkant.text import fold

PERSON = "persoon"
_WORD_BEFORE = re.compile(r"([\w’'-]+)\.?\s$")
_WORD_AFTER = re.compile(r"^\s([\w’'-]+)")
_MAX_PARTS = 400


class Masker:
    """Masks everything personal but the office holders of the configuration. Built once, thread-safe."""

    def __init__(
        self,
        office_holders: Sequence[OfficeHolder] = (),
        places: Iterable[str] = (),
        persons: Tagger | None = None,
    ) -> None:
        """`places` are known places, which are no persons by themselves; `persons` finds what rules miss."""
        self._holders = tuple((fold(h.name), fold(surname(h.name)), fold(h.office)) for h in office_holders)
        self._extra = frozenset(places)
        self._persons = persons

    @cached_property
    def _places(self) -> frozenset[str]:
        return self._extra | {m.name for m in municipalities()}

    def mask(self, text: str) -> str:
        """The text without disguises, with a placeholder (`[persoon]`, …) for each span.

        By the rules alone twice is as once; a tagger may see a name the second time that it missed.
        """
        text = undisguised(text)
        parts: list[str] = []
        last = 0
        for span in self.find(text):
            parts += [text[last : span.start], f"[{span.kind}]"]
            last = span.end
        return "".join([*parts, text[last:]])

    def find(self, text: str) -> list[Span]:
        """What is to be masked, in order, not overlapping."""
        if not text:
            return []
        kept_text = [Span(*m.span(), "") for p in (URL, HASHTAG) for m in p.finditer(text)]
        contacts = _disjoint(find_contacts(text))
        found = find_names(text, self._places)
        if self._persons is not None:
            found = more_names(text, found, self._persons)
        names = sorted(
            [*_outside(found, [*contacts, *kept_text]), *tagged_names(text)], key=attrgetter("start")
        )
        kept, private = self._divide(names)
        spans = [Span(n.start, n.end, PERSON) for n in private]
        blocked = sorted([*contacts, *kept_text, *spans, *(Span(n.start, n.end, "") for n in kept)])
        spans += self._later(text, private, blocked)
        return sorted([*contacts, *spans])

    def _divide(self, names: list[Name]) -> tuple[list[Name], list[Name]]:
        """(office holders, private persons)."""
        told = {fold(n.surname) for n in names if self._is_holder(n)}
        others = {fold(n.surname) for n in names if n.first and not self._is_holder(n)}
        kept: list[Name] = []
        private: list[Name] = []
        for name in names:
            lone = not name.first and not name.office and fold(name.surname) in told - others
            (kept if lone or self._is_holder(name) else private).append(name)
        return kept, private

    def _is_holder(self, name: Name) -> bool:
        whole = fold(" ".join([*name.first, name.surname]).strip())
        written, surname = fold(name.text), fold(name.surname)
        for full, last, office in self._holders:
            if full in (whole, written) and _same_office(name.office, office):
                return True
            if name.office and surname == last and not name.first and _same_office(name.office, office):
                return True
        return False

    def _later(self, text: str, private: list[Name], blocked: list[Span]) -> list[Span]:
        named = "\n".join(name.text for name in private)
        parts = [part for part in _parts(private) if text.count(part) > named.count(part)]
        if not parts:
            return []
        pattern = re.compile(rf"(?<![\w@#/-])(?:{'|'.join(map(re.escape, parts))})(?=['’]?s?(?![\w-]))")
        found = []
        edges = iter(blocked)
        block = next(edges, None)
        for match in pattern.finditer(text):
            while block is not None and block.end <= match.start():
                block = next(edges, None)
            if (block is None or match.end() <= block.start) and _is_mention(text, match, self._places):
                found.append(Span(*match.span(), PERSON))
        return found


def _same_office(told: str, held: str) -> bool:
    return not told or not held or fold(told).rstrip("s") in held


def _outside(names: list[Name], spans: list[Span]) -> list[Name]:
    """The names that touch none of the spans."""
    edges = sorted(spans)
    kept, k = [], 0
    for name in names:
        while k < len(edges) and edges[k].end <= name.start:
            k += 1
        if k == len(edges) or name.end <= edges[k].start:
            kept.append(name)
    return kept


def _disjoint(spans: Iterable[Span]) -> list[Span]:
    """Of spans that overlap, the one that begins first, then the longest."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _parts(names: list[Name]) -> list[str]:
    """What later mentions look like, longest first."""
    parts: set[str] = set()
    for name in names:
        parts.update(f for f in name.first if len(f) > 2)
        if name.surname:
            parts |= {name.surname, name.surname[0].upper() + name.surname[1:]}
    usable = {
        p for p in parts if (len(p) > 2 and p.lower() not in FUNCTION_WORDS and _later_form(p)) or " " in p
    }
    return sorted(usable, key=lambda p: (-len(p), p))[:_MAX_PARTS]


def _later_form(part: str) -> bool:
    """With a capital; in lower case only what is nothing but a name."""
    return part[0].isupper() or (len(part) > 3 and part.capitalize() in first_names().sure)


def _is_mention(text: str, match: re.Match[str], places: frozenset[str]) -> bool:
    """Whether a part of a masked name stands for the person here too, not for a street, place or thing."""
    before = _WORD_BEFORE.search(text[max(0, match.start() - 30) : match.start()])
    after = _WORD_AFTER.match(text[match.end() : match.end() + 30])
    word = match[0]
    if (before and before[1].lower() in ORG_BEFORE) or (after and after[1].lower() in THING_AFTER):
        return False
    if word in places:
        return bool(after and after[1].lower() in SPEECH)
    if word in first_names().common and word not in surnames():
        opens = not text[: match.start()].rstrip(" ") or text[: match.start()].rstrip(" ")[-1] in '.!?\n‘“"'
        return not opens or bool(after and after[1].lower() in SPEECH)
    return True
