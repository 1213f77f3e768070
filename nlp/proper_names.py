"""What may be the name of something in Dutch text: hashtags, quoted words, runs of capitalised words.

Wide on purpose: most of it is the name of a street, a shop or nothing at all. Who gathers many texts on one
matter can tell which of them names it (networks/naming.py). Names of persons are masked before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from nlp.lexicon import municipalities
from nlp.organisations import KNOWN
from nlp.words import FUNCTION_WORDS, MONTHS, OFFICES, WEEKDAYS, word_set
from voorkant.text import fold

SHORTEST, LONGEST = 5, 45
#: words of a quoted name
QUOTED_WORDS = 6
_CAPITAL = r"(?:['’]?[A-ZÀ-Þ][\w’'-]*)"
_GLUE = (
    r"(?:van|de|den|der|het|voor|en|in|op|aan|te|ter|ten|tot|tegen|zonder|bij|om|rond|onder|uit|over|met|is|"
    r"zijn|geen|een|niet|['’]t|d['’]r)"
)
_RUN = re.compile(rf"(?<![\w#@-]){_CAPITAL}(?:[ ]+(?:{_GLUE}[ ]+){{0,3}}{_CAPITAL}){{0,5}}")
_GLUES = re.compile(rf"^(?:{_GLUE}\s)+")
_TAG = re.compile(r"#(\w{4,})")
_QUOTED = re.compile(r"[‘“\"„']([A-ZÀ-Þ0-9][^’”\"\n‘“]{2,50}?)[,.!?]?[’”\"']")
_SENTENCE_END = re.compile(r"(?:^|[.!?:|\n])[\s‘'“\"„(]*$")
_OFFICE_BEFORE = re.compile(rf"\b(?:{'|'.join(sorted(OFFICES))})\s$", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_EDGES = re.compile(r"^[\s‘'“\"]+|[\s.,;:!?’'\"”]+$")
_SQUEEZE = re.compile(r"[^a-z0-9]")
_NO_NAMES = word_set(
    "gemeente college raad gemeenteraad wethouder burgemeester provincie nederland europa update nieuws "
    "nieuwsbrief facebook instagram whatsapp google corona sinterklaas kerst kerstmis pasen pinksteren "
    "koningsdag politie brandweer rijkswaterstaat"
)
#: at the beginning of a sentence they tell where, not what something is called
_WHERE = word_set(
    "in op aan bij langs naar uit rond achter vanuit tussen te van door voor na sinds met om tot"
)
_INSTITUTIONS = OFFICES | {"gemeente", "provincie", "waterschap", "fractie"}


class Form(StrEnum):
    """How a name is written where it was met."""

    TAG = "tag"
    QUOTED = "quoted"
    TITLE = "title"
    TEXT = "text"
    #: capitalised because a sentence begins: hardly a sign of a name
    START = "start"


@dataclass(frozen=True, slots=True)
class Mention:
    """A name as written; `key` is the same for `#RedDeLinden` and `Red de linden`."""

    key: str
    spelling: str
    form: Form


def squeeze(text: str) -> str:
    """Letters and digits only, folded: how a hashtag writes a name."""
    return _SQUEEZE.sub("", fold(text))


def named_in_office(text: str) -> frozenset[str]:
    """Keys of names that follow an office: they are somebody's, and name no initiative."""
    runs = _RUN.finditer(text)
    return frozenset(squeeze(run[0]) for run in runs if _OFFICE_BEFORE.search(text[: run.start()][-40:]))


def mentions(title: str, text: str) -> list[Mention]:
    """All that may be a name, once per key and form."""
    found = dict.fromkeys(_mentions(title, text))
    return [m for m in found if SHORTEST <= len(m.key) <= LONGEST and m.key not in _ordinary()]


def _mentions(title: str, text: str) -> Iterator[Mention]:
    whole = f"{title}\n{text}"
    for tag in _TAG.findall(whole):
        yield _mention(_CAMEL.sub(" ", tag), Form.TAG)
    for quoted in _QUOTED.findall(whole):
        if len(quoted.split()) <= QUOTED_WORDS:
            yield _mention(quoted, Form.QUOTED)
    for part, form in ((title, Form.TITLE), (text, Form.TEXT)):
        for run in _RUN.finditer(part):
            before = part[: run.start()][-40:]
            if not _OFFICE_BEFORE.search(before):
                yield from _run(run[0], form, begins=bool(_SENTENCE_END.search(before)))


def _run(run: str, form: Form, *, begins: bool) -> Iterator[Mention]:
    words = run.split()
    if words[0].lower() in _INSTITUTIONS or all(w.lower() in FUNCTION_WORDS for w in words):
        return
    if not (begins and words[0].lower() in _WHERE):
        yield _mention(run, Form.START if begins and len(words) == 1 else form)
    if begins and len(words) > 1 and words[0].lower() in FUNCTION_WORDS - {"de", "het"}:
        rest = _GLUES.sub("", " ".join(words[1:]))
        yield _mention(rest, form)


def _mention(spelling: str, form: Form) -> Mention:
    clean = _EDGES.sub("", spelling)
    return Mention(squeeze(clean), clean, form)


@cache
def _ordinary() -> frozenset[str]:
    """Keys of what never names an initiative: months, towns, parties, institutions."""
    towns = {squeeze(m.name) for m in municipalities()}
    return frozenset({squeeze(w) for w in KNOWN} | towns | _NO_NAMES | set(MONTHS) | set(WEEKDAYS))
