"""Words with their places in a text, as the rules for names and places walk them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.words import DOTTED

_LETTER = r"[^\W\d_]"
_INITIALS = r"(?:[A-Z]|Th|Chr|Ph|IJ|Tj|Sj|Joh|Wm)\.(?:[ -]?(?:[A-Z]|Th|Chr|Ph|IJ|Tj|Sj)\.)*(?!\w)"
_WORD = re.compile(
    rf"(?<![\w@#/])(?P<initials>{_INITIALS})|(?<!\w)[vV](?:\.\s?d\.?|/d|d\.?)(?=\s?[A-ZÀ-Þ])|['’]{_LETTER}(?!\w)|"
    rf"{_LETTER}+(?:['’\-‑]{_LETTER}+)*['’]?(?=\W|$|\d|_)"
)
_GENITIVE = re.compile(r"(?:['’]s?)$")


@dataclass(frozen=True, slots=True)
class Token:
    """A word; `gap` is the text between the word before and this one."""

    start: int
    end: int
    text: str
    gap: str
    initials: bool
    opens: bool

    @property
    def lower(self) -> str:
        """The word in lower case."""
        return self.text.lower()

    @property
    def close(self) -> bool:
        """Only a space or two stand before it."""
        return 0 < len(self.gap) <= 2 and not self.gap.strip(" \u00a0")

    @property
    def proper(self) -> bool:
        """Written like a name: a capital first, then not all capitals."""
        text = self.text
        return (
            text[0].isupper()
            and not self.initials
            and 1 < len(text) < 40
            and not text[1:].replace("-", "").isupper()
        )

    @property
    def base(self) -> str:
        """Without a genitive: `Wilma's` gives `Wilma`."""
        return _GENITIVE.sub("", self.text)


def tokenise(text: str) -> list[Token]:
    """The words of a text; digits, URLs' punctuation and signs are gaps. Linear in the text's length."""
    tokens: list[Token] = []
    last = 0
    for match in _WORD.finditer(text):
        gap = text[last : match.start()]
        previous = tokens[-1] if tokens else None
        tokens.append(
            Token(
                match.start(),
                match.end(),
                match[0],
                gap[-40:],
                match["initials"] is not None,
                _opens(gap, previous),
            )
        )
        last = match.end()
    return tokens


def _opens(gap: str, previous: Token | None) -> bool:
    """Whether a word after this gap begins a sentence, line, quotation or list item."""
    if previous is None:
        return True
    if gap.startswith(". ") and (previous.lower in DOTTED or previous.initials):
        return False
    return any(c in gap for c in '.!?:;\n"“”„‘•|…–—*>[') or " - " in gap or " '" in gap or (" ’" in gap)
