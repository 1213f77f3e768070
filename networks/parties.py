"""Political parties, which tie nobody together: politics is never a feature (LAW 8).

A party is known by its name, however it is spelt (`Groen Links - PvdA`), with what is said around it
(`fractie VVD Lindewaarde`); a local one by what the municipality configured or by what such parties are
called.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from nlp.lexicon import municipalities, towns
from nlp.words import PARTIES
from voorkant.text import fold

_WORD = re.compile(r"\w+")
#: said of a party, no part of its name
_AROUND = frozenset({"de", "en", "fractie", "raadsfractie", "statenfractie", "afdeling", "partij"})
#: what a local party is called, before the name of its town or alone
_CALLED = frozenset({"lokaal", "leefbaar", "algemeenbelang", "lokaalbelang", "progressief"})
#: what only a party is called, whatever follows
_FORM = re.compile(
    r"(?:(?:gemeente|burger|inwoners|stads)belang(?:en)?|(?:dorps|stads|burger|ouderen|senioren)partij"
    r"|partij (?:voor|van)) ?\b"
)
#: of a longer name no more is looked at: so long is none
_LONGEST = 8


@dataclass(frozen=True, slots=True)
class Parties:
    """`names` of parties and `places` that stand beside them, spelt without spaces, dashes and capitals."""

    names: frozenset[str]
    places: frozenset[str]

    def __contains__(self, name: str) -> bool:
        said = fold(name)
        words = _WORD.findall(said)
        if len(words) > _LONGEST:
            return False
        bare = [w for w in words if w not in _AROUND]
        return bool(_FORM.match(said)) or self._made_of(words) or self._made_of(bare)

    def _made_of(self, words: Sequence[str], named: bool = False) -> bool:
        """Whether these are names of parties, one at least, and of places, and nothing else."""
        if not words:
            return named
        starts = [(n, "".join(words[:n])) for n in range(1, len(words) + 1)]
        return any(
            self._made_of(words[n:], named or start in self.names)
            for n, start in starts
            if start in self.names or start in self.places
        )


def parties(own: Iterable[str], places: Iterable[str]) -> Parties:
    """All parties: those of the country, and of a municipality its `own`, in its towns and villages."""
    names = frozenset(map(_plain, own)) | _national() | _CALLED
    return Parties(names, frozenset(map(_plain, places)) | _places())


def _plain(name: str) -> str:
    return "".join(_WORD.findall(fold(name)))


@cache
def _national() -> frozenset[str]:
    """Those that are known in the whole country, but for what is an ordinary word as well (`PRO?`)."""
    listed = files("nlp").joinpath("data/organisations.txt").read_text("utf-8")
    line = next(one for one in listed.splitlines() if one.startswith("parties:"))
    names = [name.strip() for name in line.removeprefix("parties:").split(",")]
    return frozenset(_plain(name) for name in (*PARTIES, *names) if not name.endswith("?"))


@cache
def _places() -> frozenset[str]:
    return frozenset(map(_plain, (*(m.name for m in municipalities()), *towns())))
