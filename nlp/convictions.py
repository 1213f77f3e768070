"""Words that tell belief, origin, sexual life, party or union: the classifiers never read them (LAW 8).

They read people instead, so none of these groups is a sign of anything, and what is learned holds for each
alike (identity terms: Dixon et al. 2018). Buildings stay as they are: a church may be what an initiative is
about. Health stays too, as care is one of the themes (docs/labels.md).
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from nlp.tokens import remembered
from nlp.word_lists import WordLists
from nlp.words import PARTIES
from voorkant.text import fold

#: what is read in their place
PEOPLE = "mensen"
_FILE = Path(__file__).parent / "data" / "convictions.txt"
_WORD = re.compile(r"[^\W\d_]\w+(?:['’-]\w+)*")
#: by their spelling, capitals and all: `SP` is a party, `sp` is not
_PARTY = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, PARTIES), key=len, reverse=True))})(?!\w)")


@cache
def _lists() -> WordLists:
    whole: dict[str, tuple[str, ...]] = {}
    starts: dict[str, tuple[str, ...]] = {}
    for line in _FILE.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            group, words = line.split(":", 1)
            for word in fold(words).split():
                into, plain = (starts, word[:-1]) if word[-1] == "*" else (whole, word)
                into[plain] = (group,)
    return WordLists(whole, starts, {})


@remembered
def _tells(word: str) -> bool:
    return bool(_lists()(fold(word).replace("’", "'")))


def neutral(text: str) -> str:
    """The text with people in place of each of these words, and of such a part of a word with dashes."""
    return _WORD.sub(_word, _PARTY.sub(PEOPLE, text))


def _word(match: re.Match[str]) -> str:
    if _tells(match[0]):
        return PEOPLE
    return "-".join(PEOPLE if _tells(part) else part for part in match[0].split("-"))
