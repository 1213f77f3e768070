"""The words of a text and what can be told of each: first name, surname, street, place, function word."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from nlp.lexicon import first_names, municipalities, organisations, surnames, towns
from nlp.tokens import Token, remembered, tokenise
from nlp.words import (
    ANIMALS,
    ARTICLES,
    FIRM_AFTER,
    FUNCTION_WORDS,
    GROUP_LIKE,
    KNOWN_ORGANISATIONS,
    MONTHS,
    NATIONALITIES,
    OFFICES,
    ORG_BEFORE,
    PARTICLES,
    PARTIES,
    PLACE_BEFORE,
    ROLE_ENDS,
    ROLES,
    SPEECH,
    STREET_LIKE,
    THING_AFTER,
    WEEKDAYS,
    word_set,
)

_SURNAME_SHAPE = re.compile(
    r"(?:stra|[^aeiou]sma|[aeiou]jsma|inga|enga|[a-z]{2}ema|[bdfgklnprtvwz]jema|oğlu|oglu|wicz|witz|ński|"
    r"nski|wska|wski|czyk|lska|ńska|dijkstra|chuk|enko|poulos|dottir|ović|ovic|zadeh|shvili|[a-z]{3}nius)$"
)
_WHERE = PLACE_BEFORE - {"om", "te", "langs", "station"} | {"te"}
_ITEM = re.compile(r"^([A-Z]\.)\s", re.MULTILINE)
_STREETS = (
    "straat", "laan", "plein", "kade", "singel", "gracht", "steeg", "weg", "dreef", "plantsoen",
    "strjitte", "school",
    "-park", "sluizen",
)  # fmt: skip
#: first parts of surnames in two words: `Olde Riekerink`
_DOUBLE = word_set("Olde Oude Groot Groote Klein Kleine Lutje Nieuwe Scholte Te Ten Ter")
AGE = re.compile(r"^\s?\((?:1?\d\d|[6-9])(?:\sjaar)?\)|^, (?:1?\d\d)(?: jaar)?,|^ \(?1?\d\d jaar\)?,")
#: `mevrouw De Boer (CDA)`, as minutes of a council write
_PARTY = re.compile(rf"^\s?\((?:fractie )?(?:{'|'.join(map(re.escape, PARTIES))})\b")
_COMPOUND = re.compile(r"-(?!de$|van$|ter$|den$|der$)[a-zà-ÿ]{3,}")
_INNER_CAPITAL = re.compile(r"[a-zé][A-Z]")
SAYS = SPEECH - {
    "volgens",
    "aldus",
    "roept",
    "riep",
    "noemt",
    "vindt",
    "vond",
    "wijst",
    "besluit",
    "begint",
    "verwacht",
    "hoopt",
    "waarschuwt",
    "weet",
    "reageert",
    "schrijft",
    "stelt",
}
SHOPS = frozenset(
    [
        "stichting",
        "bakkerij",
        "slagerij",
        "café",
        "firma",
        "storm",
        "sint",
        "supermarkt",
        "restaurant",
        "camping",
        "hotel",
        "kapsalon",
    ]
)
#: shops, streets and figures of history: names that mean no person of today
HISTORICAL = frozenset(
    [
        "albert heijn",
        "anna paulowna",
        "albert cuyp",
        "jan linders",
        "willem barentsz",
        "bart smit",
        "vincent van gogh",
        "anne frank",
        "rembrandt van rijn",
        "willem van oranje",
        "johan cruijff",
        "michiel de ruyter",
        "zwarte piet",
        "jan modaal",
        "piet hein",
        "karel doorman",
        "max havelaar",
        "anton pieck",
        "maria magdalena",
        "johan de witt",
        "jan steen",
        "van gogh",
        "dirk van den broek",
        "leen bakker",
        "willem de zwijger",
        "hugo de groot",
        "jan van schaffelaar",
        "van dale",
        "jan klaassen",
        "jan rap",
        "klaas vaak",
        "gall gall",
        "de telegraaf",
        "jan splinter",
        "kees de jongen",
        "juliana bernhard",
        "charlie hebdo",
        "van der valk",
        "piet paulusma",
        "jan pelleboer",
    ]
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a text. `office` is the office word before it, `first` and `surname` its parts as written."""

    start: int
    end: int
    first: tuple[str, ...]
    surname: str
    office: str = ""
    text: str = ""


@dataclass(slots=True)
class Walk:
    """A text's words with what is known about the surroundings."""

    text: str
    places: frozenset[str]
    tokens: list[Token] = field(default_factory=list)
    ordinary: frozenset[str] = frozenset()
    #: what this text itself calls a place (`in Termunten`) or an animal (`geit Bella`)
    local: frozenset[str] = frozenset()
    animals: frozenset[str] = frozenset()
    #: letters that count paragraphs: `A.`, `B.`
    items: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.tokens = tokenise(self.text)
        #: words that this text itself also writes in lower case are hardly names
        self.ordinary = frozenset(t.text for t in self.tokens if t.text[0].islower())
        pairs = [(a.lower, b) for a, b in pairwise(self.tokens) if b.close and b.proper]
        self.animals = frozenset(b.base for a, b in pairs if a in ANIMALS)
        letters = frozenset(_ITEM.findall(self.text))
        self.items = letters if {"A.", "B."} <= letters else frozenset()
        self.local = frozenset(b.base for a, b in pairs if a in _WHERE and not _surely_named(b.base))

    def at(self, i: int) -> Token | None:
        """The word at a position, None beyond the ends."""
        return self.tokens[i] if 0 <= i < len(self.tokens) else None

    def after(self, i: int) -> Token | None:
        """The word at a position when it stands close to the one before it."""
        token = self.at(i)
        return token if token is not None and token.close else None

    def is_place(self, word: str) -> bool:
        """Whether a word is the name of a known place."""
        return word in self.places or word in self.local


@cache
def known_things() -> frozenset[str]:
    """Organisations, and places of more than one word, but for what may be somebody's name (`Van Gelder`)."""
    several = (name for name in towns() | {m.name for m in municipalities()} if " " in name)
    return frozenset(name for name in (*organisations().sure, *several) if not _personal(name))


def _personal(name: str) -> bool:
    first, *_, last = name.split() if " " in name else ("", name)
    if not first:
        return last in surnames() or last in first_names()
    may_begin = first in first_names() or (first.lower() in PARTICLES and first != "Den")
    return may_begin and (last in surnames() or last in first_names())


def after_article(walk: Walk, i: int) -> bool:
    """`de Odilia`, `een Frans bedrijf`: what has an article is no person."""
    before = walk.at(i - 1)
    if before is None or not walk.tokens[i].close or before.lower not in ARTICLES:
        return False
    return before.lower != "een" or walk.after(i + 1) is not None


def _surely_named(word: str) -> bool:
    return word in surnames().sure or word in first_names().sure


def is_role(word: str) -> bool:
    """Whether a word in lower case tells what somebody does: `voorzitter`, `rijschoolhouder`."""
    return word in ROLES or (len(word) > 7 and word.endswith(ROLE_ENDS))


def names_thing(word: str) -> bool:
    """Whether a name after this word in lower case is a firm's or a group's: `bakkerij`, `kaashandel`."""
    return word in ORG_BEFORE or (len(word) > 6 and word.endswith(GROUP_LIKE))


def is_first(word: str) -> bool:
    """Whether a word is a first name, its genitive, or two of them with a dash."""
    names = first_names()
    return word in names or (word.endswith("s") and word[:-1] in names.sure) or _double(word)


def _double(word: str) -> bool:
    parts = word.split("-")
    return len(parts) == 2 and all(p in first_names() for p in parts)


def is_sure_first(word: str) -> bool:
    """Whether a word is a first name and nothing else."""
    names = first_names().sure
    return word in names or _double(word) or (len(word) > 5 and word.endswith("s") and word[:-1] in names)


def is_surname(word: str) -> bool:
    """Whether a word is a known surname or ends like one (`-stra`, `-inga`)."""
    return word in surnames() or any(p in surnames() for p in word.split("-")[:1]) or _shaped(word)


def _shaped(word: str) -> bool:
    return len(word) > 5 and bool(_SURNAME_SHAPE.search(word.lower()))


def is_sure_surname(walk: Walk, word: str) -> bool:
    """Whether a word is a surname and neither a place nor an ordinary word here."""
    return (
        (word in surnames().sure or _shaped(word))
        and not walk.is_place(word)
        and word.lower() not in walk.ordinary
    )


def is_thing(word: str) -> bool:
    """A street, school, bridge and the like, by its end: `Heinstraat`."""
    lower = word.lower()
    if not lower.endswith(STREET_LIKE):
        return False
    last = word.rpartition("-")[2]  # `Lennep-Bos` is no wood
    return last not in surnames() and any(
        lower.endswith(end) and len(lower) > len(end) for end in STREET_LIKE
    )


def is_inhabitant(walk: Walk, i: int) -> bool:
    """`Dordtenaar Rob X`: where somebody lives, with first name and surname behind it."""
    first, last = walk.after(i + 1), walk.after(i + 2)
    told = walk.tokens[i].lower.endswith(("naar", "er", "ling", "iaan"))
    if told and walk.text.startswith(" [persoon]", walk.tokens[i].end):
        return True
    if not told or first is None or last is None or not is_first(first.base):
        return False
    return last.proper or last.lower in PARTICLES


def is_group(word: str) -> bool:
    """A club, party, service and the like, by its end: `Reizigersvereniging`."""
    named = word in surnames() or word in first_names()
    return len(word) > 7 and not named and word.lower().endswith(GROUP_LIKE)


def is_never(token: Token) -> bool:
    """No part of a person's name, whatever stands around it."""
    return never_named(token.text)


@remembered
def never_named(word: str) -> bool:
    """Whether a word is no part of a person's name, whatever stands around it."""
    lower = word.lower()
    return (
        lower in FUNCTION_WORDS
        or lower in KNOWN_ORGANISATIONS
        or lower in ORG_BEFORE
        or lower in NATIONALITIES
        or (lower in MONTHS and lower != "jan")
        or lower in WEEKDAYS
        or lower in ROLES
        or lower in OFFICES
        or is_thing(word)
        or is_group(word)
        or bool(_COMPOUND.search(word))
        or bool(
            _INNER_CAPITAL.search(word.replace("IJ", "Ij"))
            and not word.startswith(("Mc", "Mac", "De", "Van", "La", "Le"))
        )
    )


def surname_end(walk: Walk, i: int, *, loose: bool = False) -> int | None:
    """The position after a surname with its particles that begins at i.

    `loose`: after initials or a title, where `Lekkerkerk` can be no church.
    """
    j = i
    while j - i < 4 and (token := walk.after(j)) is not None and token.lower in PARTICLES:
        j += 1
    token = walk.after(j)
    if token is not None and token.initials and j > i:  # `Arie v.d. P.`, `Gerrit van S.`; not `J. Bakker`
        following = walk.after(j + 1)
        ends = following is None or not following.proper or following.lower in FUNCTION_WORDS
        return j + 1 if ends else surname_end(walk, j + 1, loose=loose)
    if (
        token is None
        or not token.proper
        or (_is_no_surname(walk, i, j, loose=loose) and token.base not in surnames())
    ):
        return None
    if token.text in _DOUBLE and (more := walk.after(j + 1)) is not None and more.proper:
        return surname_end(walk, j + 1, loose=True)
    if token.lower.endswith(("-de", "-van", "-ter", "-den")):
        return surname_end(walk, j + 1) or j + 1
    return _second_surname(walk, j) or j + 1


def _second_surname(walk: Walk, j: int) -> int | None:
    """`Vos de Wael`: the position after a second part, when a particle stands between two surnames."""
    first, particle, last = walk.tokens[j], walk.after(j + 1), walk.after(j + 2)
    if particle is None or last is None or particle.text != "de" or first.base != first.text:
        return None
    return j + 3 if is_surname(first.base) and last.proper and not is_never(last) else None


def _is_no_surname(walk: Walk, i: int, j: int, *, loose: bool) -> bool:
    """Whether the word at j, after the particles from i, cannot be one."""
    token = walk.tokens[j]
    if not loose:
        return is_never(token)
    if token.lower.endswith(_STREETS):
        return True
    return j == i and token.lower in FUNCTION_WORDS | KNOWN_ORGANISATIONS


def last_word(walk: Walk, end: int) -> str:
    """The last word before a position, without a genitive."""
    return walk.tokens[end - 1].base


def make_name(walk: Walk, i: int, split: int, end: int, office: str = "") -> Name | None:
    """The name of the words i to end, its surname beginning at `split`; None when it names a thing."""
    tokens = walk.tokens
    following = walk.after(end)
    whole = " ".join(t.base.lower() for t in tokens[i:end])
    before = walk.at(i - 1)
    if whole in HISTORICAL or (
        following is not None
        and following.lower in (THING_AFTER if following.proper else FIRM_AFTER)
        and tokens[end - 1].base == tokens[end - 1].text
    ):
        return None
    if following is not None and following.proper and is_thing(following.text) and not office:
        return None
    if not office and before is not None and tokens[i].close and names_thing(before.lower):
        return None
    last = tokens[end - 1]
    first = tuple(t.base for t in tokens[i:split] if not t.initials)
    surname = walk.text[tokens[split].start : last.start + len(last.base)] if split < end else ""
    stop = last.start + len(last.base)
    office = office or ("raadslid" if _PARTY.match(walk.text[last.end : last.end + 30]) else "")
    return Name(tokens[i].start, stop, first, surname, office, walk.text[tokens[i].start : stop])


def run_of(walk: Walk, i: int, *, loose: bool = False) -> tuple[int, int] | None:
    """(split, end) of a name after a title, role or verb: initials or first names, then a surname."""
    j = i
    while (token := walk.after(j)) is not None and (
        token.initials or (j - i < 3 and is_first(token.base) and token.proper)
    ):
        j += 1
    end = surname_end(walk, j, loose=loose or (j > i and is_sure_first(walk.tokens[j - 1].base)))
    if end is not None and not (end - j == 2 and walk.tokens[j].text == "van" and affiliation(walk, j + 1)):
        more = surname_end(walk, end) if j == i and end == i + 1 else None
        return (end, more) if more is not None else (j, end)
    if j > i and not walk.tokens[j - 1].initials:
        return j, j
    token = walk.after(i)
    if token is None or not token.proper or is_never(token):
        return None
    end = surname_end(walk, i + 1) or i + 1
    return i + 1, end


def affiliation(walk: Walk, i: int) -> bool:
    """`Wilma van Natuurmonumenten`: what she is of, no name. `Kees van Zutphen` may be his own: masked."""
    token = walk.tokens[i]
    word = token.base
    return is_never(token) and word not in surnames() and word not in towns()
