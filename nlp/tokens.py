"""Words with their places in a text, as the rules for names and places walk them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import NamedTuple, TypeVar

from nlp.words import DOTTED

T = TypeVar("T")

_LETTER = r"[^\W\d_]"
_INITIALS = (
    r"(?:[A-Z]|Th|Chr|Ph|IJ|Tj|Sj|Joh|Wm|Jac|Herm|Corn|Math|Wilh)\."
    r"(?:[ -]?(?:[A-Z]|Th|Chr|Ph|IJ|Tj|Sj)\.)*(?!\w)"
)
_WORD = re.compile(
    rf"(?<![\w@#/])(?P<initials>{_INITIALS})|(?<!\w)[vV](?:\.\s?d\.?|/d|d\.?)(?=\s?[A-ZÀ-Þ])|['’]{_LETTER}(?!\w)|"
    rf"{_LETTER}+(?:['’\-‑]{_LETTER}+)*['’]?(?=\W|$|\d|_)"
)
#: no name is this long, nor is such a word kept in mind
_LONG = 40
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


def base_of(word: str) -> str:
    """A word without its genitive."""
    return _GENITIVE.sub("", word) if "'" in word or "’" in word else word


def remembered(of_word: Callable[[str], T]) -> Callable[[str], T]:
    """Keeps in mind what is said of a word, but for long ones, which are rare and would fill the memory."""
    kept = lru_cache(maxsize=50_000)(of_word)

    @wraps(of_word)
    def told(word: str) -> T:
        return kept(word) if len(word) < _LONG else of_word(word)

    return told


@remembered
def _told(text: str) -> tuple[str, bool, str]:
    """(in lower case, whether it is written like a name, without a genitive)."""
    proper = text[0].isupper() and 1 < len(text) < _LONG and not text[1:].replace("-", "").isupper()
    return text.lower(), proper, base_of(text)


def tokenise(text: str) -> list[Token]:
    """The words of a text; digits, URLs' punctuation and signs are gaps. Linear in the text's length."""
    tokens: list[Token] = []
    last, previous = 0, None
    for match in _WORD.finditer(text):
        (start, end), word = match.span(), match[0]
        gap, initials = text[last:start], match["initials"] is not None
        lower, proper, base = _told(word)
        opens = _opens(gap, previous)
        previous = Token(
            start, end, word, gap[-40:], initials, opens, lower, gap in _CLOSE, proper and not initials, base
        )
        tokens.append(previous)
        last = end
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
