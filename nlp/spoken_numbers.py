"""Telephone numbers of which a part is told in words: `nul zes 12 34 56 78`, `06 twaalf 34 56 78`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.addresses import Span

_ONES = "nul|een|één|twee|drie|vier|vijf|zes|zeven|acht|negen"
_TEENS = "tien|elf|twaalf|dertien|veertien|vijftien|zestien|zeventien|achttien|negentien"
_TENS = "twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig|negentig"
_TWO_DIGITS = rf"(?:(?:{_ONES})[eë]n)?(?:{_TENS})|{_TEENS}"
_PIECE = re.compile(rf"(?P<two>\d\d|{_TWO_DIGITS})|\d|{_ONES}", re.IGNORECASE)
#: any text with such a number has this
_MARK = re.compile(r"\b(?:zes|0 ?6)", re.IGNORECASE)
_SPOKEN = re.compile(
    rf"\b(?:nul[ -]?zes|0 ?6)(?P<rest>(?:[ ,.-]{{1,2}}(?:\d{{1,8}}|{_TWO_DIGITS}|{_ONES})\b){{1,8}})",
    re.IGNORECASE,
)


def spoken_phones(text: str) -> Iterator[Span]:
    """Mobile numbers with all their digits, at least one of them in words."""
    for match in _SPOKEN.finditer(text) if _MARK.search(text) else ():
        digits, end = 0, match.start("rest")
        for piece in _PIECE.finditer(text, end, match.end()):
            digits, end = digits + (2 if piece["two"] else 1), piece.end()
            if digits == 8:
                break
        if digits == 8 and any(c.isalpha() for c in text[match.start() : end]):
            yield Span(match.start(), end, "telefoon")
