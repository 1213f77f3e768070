"""Where a text names persons (LAW 9): the rules of name_rules.py, walked over a text once, and a tagger.

What follows from names that were found (later mentions, office holders) is masking.py's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.lexicon import first_names, surnames
from nlp.name_evidence import EVIDENCE, PLAIN_EVIDENCE
from nlp.name_rules import PLAIN_RULES, RULES, end_after_particles
from nlp.name_walk import (
    HISTORICAL,
    SHOPS,
    Name,
    Walk,
    is_first,
    is_never,
    is_role,
    is_surname,
    is_thing,
    known_things,
    last_word,
    make_name,
    names_thing,
    never_named,
    surname_end,
)
from nlp.spans import Tagger, signs, words
from nlp.tokens import Token, base_of, remembered
from nlp.words import OFFICES, PARTICLES, TITLES, word_set

_SIGNATURE = re.compile(
    r"(?:\b(?:[Gg]roet(?:en|jes)?|GROET(?:EN|JES)?|[Gg]r\b|[Mm]vg|MVG|[Ll]iefs|[Nn]amens|"
    r"[Dd]ank(?:jewel)?|[Bb]edankt|[Hh]oogachtend|[Gg]roetnis|[Gg]etekend|[Tt]ot dan|"
    r"[Tt]ot zaterdag|[Aa]anmelden bij|"
    r"[Oo]pgeven bij|[Oo]pgave bij)\b[^\n,.!:]{0,40}[,.!:\n]{1,2}\s{0,3}|"
    r"\b(?:[Ii]nfo bij|[Cc]ontact|[Bb]el|[Vv]raag naar|[Cc]ontactpersoon|"
    r"[Mm]eld je bij)\b[^\n,.!:]{0,40}[,:]\s{1,3}|"
    r"(?:[Aa]anmelden|[Oo]pgeven|[Oo]pgave|[Mm]eld je|[Vv]raag) (?:bij|aan|naar) |"
    r"[Gg]roet(?:en|jes)? (?:van )?)(?=[A-ZÀ-Þ])"
)

#: a hashtag of two words or more, each with a capital
_TAG = re.compile(r"(?<![\w/])#((?:[A-ZÀ-Þ][a-zß-ÿ]{1,30}){2,6})(?!\w)")
_PART_OF_TAG = re.compile(r"[A-ZÀ-Þ][a-zß-ÿ]+")
_WORD_BEFORE = re.compile(r"([\w-]+)\s$")
_STREETS = (
    "straat", "laan", "plein", "kade", "singel", "gracht", "weg", "dreef", "plantsoen", "park",
    "school", "college",
    "brug", "tunnel", "fonds", "stichting",
)  # fmt: skip
_OF_STREETS = word_set("van de den der ter ten")
_AT_CAPITAL, _AT_PLAIN = (*RULES, *EVIDENCE), (*PLAIN_RULES, *PLAIN_EVIDENCE)
#: titles of more than one
_MANY = word_set("families heren dames gebroeders broers zusters zussen raadsleden wethouders fracties")
#: a line with nothing but a name ends a letter
_LAST_LINE = re.compile(
    r"\n[ ]?(?P<name>[A-ZÀ-Þ][a-zà-ÿ-]{2,15}(?:[ ](?:van|de|der|den|ten|ter|te|'t|el)){0,3}"
    r"[ ][A-ZÀ-Þ][\w-]{2,25})"
    r"(?:,[ ][A-ZÀ-Þ][\w '-]{2,25})?\s*$"
)


def find_names(text: str, places: frozenset[str]) -> list[Name]:
    """All names of persons by the rules, in the text's order, not overlapping."""
    walk = Walk(text, places)
    found: list[Name] = []
    signed = {m.end() for m in _SIGNATURE.finditer(text)}
    if last := _LAST_LINE.search(text):
        signed.add(last.start("name"))
    i = 0
    while i < len(walk.tokens):
        if not walk.tokens[i].text[0].isupper() and not _may_begin(walk.tokens[i].text):
            i += 1
            continue
        if skip := _famous(walk, i):
            i += skip
            continue
        name = _signed(walk, i) if walk.tokens[i].start in signed else None
        name = name or _first_match(walk, i)
        if name is None:
            i += 1
            continue
        many = walk.tokens[i].lower in _MANY
        while name is not None:
            found.append(name)
            closing = walk.tokens[i].start in signed
            i = _position(walk, i, name.end)
            name = _partner(walk, i, many=many, signed=closing)
    return found


@remembered
def _may_begin(word: str) -> bool:
    """Whether any rule but that for initials can begin at a word: hardly any at a word that is in no list."""
    lower, base = word.lower(), base_of(word)
    name = base.capitalize()
    if (
        lower in TITLES
        or lower in OFFICES
        or is_role(lower)
        or name in first_names().sure
        or name in surnames()
    ):
        return True
    listed = lower in PARTICLES or is_first(base) or is_first(word) or base in surnames()
    return word[0].isupper() and (listed or not never_named(word))


def more_names(text: str, found: Sequence[Name], tagger: Tagger) -> list[Name]:
    """`found` with what a tagger that learned from texts sees beside it, in the text's order."""
    seen = words(text)
    more = []
    (tagged,) = tagger.find(seen, signs(seen))
    for start, end in tagged:
        name = text[start:end]
        if end - start > 2 and not any(n.start < end and start < n.end for n in found):
            before = _WORD_BEFORE.search(text[max(0, start - 30) : start])
            office = before[1].lower() if before and before[1].lower() in OFFICES else ""
            first, _, rest = name.partition(" ")
            more.append(Name(start, end, (first,) if rest else (), rest or name, office, name))
    return sorted([*found, *more], key=lambda n: n.start)


def tagged_names(text: str) -> list[Name]:
    """Persons whose first name and surname make a hashtag: `#JanJansen`, `#FatimaElAmrani`."""
    found = []
    for match in _TAG.finditer(text):
        first, *rest = _PART_OF_TAG.findall(match[1])
        small, last = [part.lower() for part in rest[:-1]], rest[-1]
        if first in first_names().sure and is_surname(last) and all(part in PARTICLES for part in small):
            surname = match[1].removeprefix(first)
            found.append(Name(*match.span(1), (first,), surname, "", match[1]))
    return found


def _famous(walk: Walk, i: int) -> int:
    """How many words make a shop, street or figure of history here; 0 when none do."""
    if not walk.tokens[i].text[0].isupper():
        return 0
    before = walk.at(i - 1)
    if before is not None and before.lower == "st" and walk.tokens[i].gap == ". ":
        return 1  # `St. Antonius` is a church, a school or a band
    if before is not None and walk.tokens[i].close and (before.lower in SHOPS or names_thing(before.lower)):
        end = surname_end(walk, i) or i + 1
        return (surname_end(walk, end) or end) - i
    if thing := _named_thing(walk, i):
        return thing
    for n in (5, 4, 3, 2, 1):
        words = walk.tokens[i : i + n]
        if len(words) == n and (
            walk.text[words[0].start : words[-1].end] in known_things()
            or " ".join(t.base.lower() for t in words) in HISTORICAL
        ):
            return n
    return 0


def _named_thing(walk: Walk, i: int) -> int:
    """How many words make a street or school that is called after somebody: `Otto van Reesweg`."""
    j = i + 1
    while j - i < 5 and (t := walk.at(j)) is not None and t.gap in (" ", "-", "") and not _is_street(t):
        if not (t.initials or t.lower in _OF_STREETS) or (
            t.lower == "de" and walk.tokens[j - 1].lower == "van"
        ):
            return 0  # `Sjef van de Kerkweg` lives there
        j += 1
    return j + 1 - i if j > i + 1 and j < len(walk.tokens) and _is_street(walk.tokens[j]) else 0


def _is_street(token: Token) -> bool:
    return is_thing(token.text) and token.text[0].isupper() and token.lower.endswith(_STREETS)


def _first_match(walk: Walk, i: int) -> Name | None:
    token = walk.tokens[i]
    if not (token.initials or _may_begin(token.text)):
        return None
    for rule in _AT_CAPITAL if token.text[0].isupper() else _AT_PLAIN:
        name = rule(walk, i)
        if name is not None:
            return name
    return None


def _position(walk: Walk, i: int, end: int) -> int:
    while i < len(walk.tokens) and walk.tokens[i].start < end:
        i += 1
    return i


def _signed(walk: Walk, i: int) -> Name | None:
    """The name after a greeting, at the end of a line."""
    token = walk.tokens[i]
    if (
        not token.proper
        or token.lower in TITLES
        or (is_never(token) and not is_first(token.base))
        or walk.is_place(token.base)
    ):
        return None
    end = surname_end(walk, i + 1) or i + 1
    rest = walk.text[walk.tokens[end - 1].end : walk.tokens[end - 1].end + 2]
    known = is_first(token.base) or is_surname(last_word(walk, end))
    if not known and rest and not re.match(r"[\n,.!]|$| (?:en|&|\(|[0-9+-])?", rest):
        return None
    ends_line = (
        not rest or rest[0] in "\n,.!(" or rest[:2] in (" e", " &", " (", " 0", " +", " -", " o", " v", " x")
    )
    return make_name(walk, i, i + 1, end) if known or ends_line else None


def _partner(walk: Walk, i: int, *, many: bool, signed: bool) -> Name | None:
    """Who is named in one breath with a person: `Wilma en X`, `de families X, Y en Z`."""
    joiner, token = walk.at(i), walk.at(i + 1)
    if joiner is None:
        return None
    if joiner.lower in ("en", "of") and joiner.close and token is not None and token.close:
        start = i + 1
    elif joiner.gap == " & " or (many and joiner.gap == ", "):
        start, token = i, joiner
    else:
        return None
    return _together(walk, start, loose=many or signed)


def _together(walk: Walk, i: int, *, loose: bool) -> Name | None:
    token = walk.tokens[i]
    if not token.proper or walk.is_place(token.base) or token.lower in TITLES:
        return None
    if token.lower in PARTICLES:
        end = end_after_particles(walk, i)
        known = end is not None and (loose or is_surname(last_word(walk, end)))
        return make_name(walk, i, i, end) if known and end is not None else None
    if is_never(token) and not loose:
        return None
    if (name := _first_match(walk, i)) is not None and name.start == token.start:
        return name
    end = surname_end(walk, i + 1) or i + 1
    known = is_first(token.base) or is_surname(last_word(walk, end))
    return make_name(walk, i, i + 1, end) if known or loose or end == i + 1 else None
