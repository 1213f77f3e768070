"""Where a text names office holders of the configuration: what is part of such a name is no place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from nlp.words import OFFICES
from voorkant.settings import OfficeHolder

_SURNAME_OF = re.compile(r"^\S+\s+(?:[A-Z]\.\s?)*(.+)$")


def surname(name: str) -> str:
    """The name without its first word and initials."""
    match = _SURNAME_OF.match(name.strip())
    return match[1] if match else name


class HolderNames:
    """Finds the names of office holders; built once."""

    def __init__(self, holders: Sequence[OfficeHolder]) -> None:
        names = {h.name.strip() for h in holders}
        surnames = {surname(name) for name in names}
        # a configured name of one word may be a town's as well
        self._whole = _any_of((n for n in names if " " in n), r"(?<!\w)")
        #: by the surname alone only after an office: `inwoners van Dalen` are of the town
        self._last = _any_of(surnames, rf"\b(?:{'|'.join(sorted(OFFICES, key=len, reverse=True))})\s")
        self._capital = {s[0].upper() + s[1:] for s in surnames if s[:1].islower()}

    def find(self, text: str) -> list[tuple[int, int]]:
        """Where they are named: in full, after an office, and once in full then by `Van Dalen` alone."""
        spans = [m.span("name") for p in (self._whole, self._last) if p for m in p.finditer(text)]
        written = {text[start:end] for start, end in spans}
        told = {name.casefold() for name in written | {surname(name) for name in written}}
        for name in sorted(n for n in self._capital if n.casefold() in told):
            spans += [m.span() for m in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)]
        return spans


def _any_of(names: Iterable[str], before: str) -> re.Pattern[str] | None:
    either = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    return re.compile(rf"{before}(?P<name>{either})(?!\w)", re.IGNORECASE) if either else None
