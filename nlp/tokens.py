"""Words with their places in a text, as the rules for names and places walk them."""

from __future__ import annotations

import re
from typing import NamedTuple

from nlp.words import DOTTED

_LETTER = r"[^\W\d_]"
_INITIALS = r"(?:[A-Z]|Th|Chr|Ph|IJ|Tj|Sj|Joh|Wm)\.(?:[ -]?(?:[A-Z]|Th|Chr|Ph|IJ|Tj|Sj)\.)*(?!\w)"
_WORD = re.compile(
    rf"(?<![\w@#/])(?P<initials>{_INITIALS})|(?<!\w)[vV](?:\.\s?d\.?|/d|d\.?)(?=\s?[A-ZÀ-Þ])|['’]{_LETTER}(?!\w)|"
    rf"{_LETTER}+(?:['’\-‑]{_LETTER}+)*['’]?(?=\W|$|\d|_)"
)
_GENITIVE = re.compile(r"(?:['’]s?)$")
_CLOSE = frozenset((" ", "\u00a0", "  ", " \u00a0", "\u00a0 ", "\u00a0\u00a0"))
_OPENERS = frozenset('.!?:;\n"“”„‘•|…–—*>[')


class Token(NamedTuple):
    """A word; `gap` is the text between the word before and this one. What rules ask of it is told once."""

    start: int
    end: int
    text: str
    gap: str
    initials: bool
    opens: bool
    #: in lower case
    lower: str
    #: only a space or two stand before it
    close: bool
    #: written like a name: a capital first, then not all capitals
    proper: bool
    #: without a genitive: `Wilma's` gives `Wilma`
    base: str


def _token(match: re.Match[str], gap: str, previous: Token | None) -> Token:
    text, initials = match[0], match["initials"] is not None
    proper = text[0].isupper() and not initials and 1 < len(text) < 40
    return Token(
        match.start(),
        match.end(),
        text,
        gap[-40:],
        initials,
        _opens(gap, previous),
        text.lower(),
        gap in _CLOSE,
        proper and not text[1:].replace("-", "").isupper(),
        _GENITIVE.sub("", text) if "'" in text or "’" in text else text,
    )


def tokenise(text: str) -> list[Token]:
    """The words of a text; digits, URLs' punctuation and signs are gaps. Linear in the text's length."""
    tokens: list[Token] = []
    last = 0
    for match in _WORD.finditer(text):
        gap = text[last : match.start()]
        tokens.append(_token(match, gap, tokens[-1] if tokens else None))
        last = match.end()
    return tokens


def _opens(gap: str, previous: Token | None) -> bool:
    """Whether a word after this gap begins a sentence, line, quotation or list item."""
    if previous is None:
        return True
    if gap == " ":
        return False
    if gap.startswith(". ") and (previous.lower in DOTTED or previous.initials):
        return False
    return not _OPENERS.isdisjoint(gap) or " - " in gap or " '" in gap or (" ’" in gap)
