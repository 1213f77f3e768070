"""Where a text names persons (LAW 9): the rules of name_rules.py, walked over a text once.

What follows from names that were found (later mentions, office holders) is masking.py's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.name_evidence import EVIDENCE
from nlp.name_rules import RULES
from nlp.name_walk import (
    HISTORICAL,
    SHOPS,
    Name,
    Walk,
    is_first,
    is_never,
    is_surname,
    last_word,
    make_name,
    surname_end,
)
from nlp.words import ORG_BEFORE, PARTICLES, TITLES

_SIGNATURE = re.compile(
    r"(?:\b(?:[Gg]roet(?:en|jes)?|GROET(?:EN|JES)?|[Gg]r\b|[Mm]vg|MVG|[Ll]iefs|[Nn]amens|"
    r"[Dd]ank(?:jewel)?|[Bb]edankt|[Hh]oogachtend|[Gg]roetnis|[Gg]etekend|[Tt]ot dan|"
    r"[Tt]ot zaterdag|[Aa]anmelden bij|"
    r"[Oo]pgeven bij|[Oo]pgave bij|[Ii]nfo bij|[Cc]ontact|[Bb]el|[Vv]raag naar|"
    r"[Cc]ontactpersoon|[Mm]eld je bij)\b[^\n,.!:]{0,40}[,.!:\n]{1,2}\s{0,3}|"
    r"(?:[Aa]anmelden|[Oo]pgeven|[Oo]pgave|[Mm]eld je|[Vv]raag) (?:bij|aan|naar) |"
    r"[Gg]roet(?:en|jes)? (?:van )?)(?=[A-ZÀ-Þ])"
)


def find_names(text: str, places: frozenset[str]) -> list[Name]:
    """All names of persons by the rules, in the text's order, not overlapping."""
    walk = Walk(text, places)
    found: list[Name] = []
    signed = {m.end() for m in _SIGNATURE.finditer(text)}
    i = 0
    while i < len(walk.tokens):
        if skip := _famous(walk, i):
            i += skip
            continue
        name = _signed(walk, i) if walk.tokens[i].start in signed else None
        name = name or _first_match(walk, i)
        if name is None:
            i += 1
            continue
        found.append(name)
        i = _position(walk, i, name.end)
        for partner in _partners(
            walk, i, signed_name=walk.tokens[i - 1].start in signed or name.start in signed
        ):
            found.append(partner)
            i = _position(walk, i, partner.end)
    return found


def _famous(walk: Walk, i: int) -> int:
    """How many words make a shop, street or figure of history here; 0 when none do."""
    if not walk.tokens[i].text[0].isupper():
        return 0
    before = walk.at(i - 1)
    if (
        before is not None
        and walk.tokens[i].close
        and (before.lower in SHOPS or (before.proper and before.lower in ORG_BEFORE))
    ):
        end = surname_end(walk, i) or i + 1
        return (surname_end(walk, end) or end) - i
    for n in (4, 3, 2):
        words = walk.tokens[i : i + n]
        if len(words) == n and " ".join(t.base.lower() for t in words) in HISTORICAL:
            return n
    return 0


def _first_match(walk: Walk, i: int) -> Name | None:
    for rule in (*RULES, *EVIDENCE):
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


def _partners(walk: Walk, i: int, *, signed_name: bool) -> Iterator[Name]:
    """Those named in one breath with a person: `Wilma en X`."""
    joiner, token = walk.at(i), walk.at(i + 1)
    if (
        joiner is None
        or token is None
        or joiner.lower not in ("en", "of")
        or not joiner.close
        or not token.close
    ):
        return
    if (
        not token.proper
        or is_never(token)
        or walk.is_place(token.base)
        or token.lower in PARTICLES
        or token.lower in TITLES
    ):
        return
    end = surname_end(walk, i + 2) or i + 2
    known = is_first(token.base) or is_surname(last_word(walk, end))
    if known or signed_name or end == i + 2:
        name = make_name(walk, i + 1, i + 2, end)
        if name is not None:
            yield name
