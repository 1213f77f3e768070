"""Names that only their surroundings give away: greetings, lower-case posts, lists, unknown pairs.

Each rule has the shape of those in name_rules.py. The words around a name decide.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from nlp.lexicon import first_names, surnames, towns
from nlp.name_walk import (
    AGE,
    SAYS,
    Name,
    Walk,
    after_article,
    is_first,
    is_group,
    is_inhabitant,
    is_never,
    is_role,
    is_surname,
    last_word,
    make_name,
    surname_end,
)
from nlp.tokens import Token
from nlp.words import (
    FUNCTION_WORDS,
    NATIONALITIES,
    PARTICLES,
    PERSON_VERBS,
    PLACE_BEFORE,
    PORTFOLIOS,
    ROLES,
    SPEECH,
    TITLES,
    WEEKDAYS,
    word_set,
)

_GREETING = word_set("beste lieve hallo hoi hey hee hai hi dag dear hé ha moi heej geachte sorry proficiat")
_CLOSING = word_set("groetjes groeten groet groetnis gr grt grtjs mvg liefs kus kusjes")
_ASK = word_set(
    "vraag vragen bel bellen app appen mail mailen stuur sturen contact opgeven opgave aanmelden meld info"
)
_LINK = word_set("aan bij naar met even maar voor via namens door en dank bedankt dankjewel")
#: verbs that things do as well
_ANYTHING = word_set(
    "is was heeft had gaat ging kwam komt wil wilde kan kon mag moet doet deed staat stond "
    "loopt liep brengt bracht maakt maakte kreeg krijgt nam neemt begon zit zat werkt werkte "
    "trekt liet laat begint klinkt stelt zag ziet"
)
_PERSONAL = PERSON_VERBS - _ANYTHING
_PERSONAL_TOO = _PERSONAL | word_set("treedt trad speelt studeert bakt rijdt")
#: what clubs, shops and services do too
_OF_GROUPS = word_set(
    "zoekt zoeken organiseert regelt stelt noemt roept riep verwacht stopt stopte vraagt "
    "opende hoopt besluit schrijft schreef meldt benadrukt waarschuwt reageert pleit helpt "
    "hielp verhuist trekt verzamelt legt stelde vindt vond wijst verklaarde concludeert "
    "constateert schat oppert betoogt antwoordt"
)
_NOUN_END = tuple(
    word_set(
        "er aar ster ist eur ing heid tie schap en tuin ling ent ant ie aard iet baas vrouw man kind meid "
        "jongen oog ade age iek isme sel"
    )
)
_TO_WHOM = word_set("mensen allemaal buren allen leden bewoners ouders lezers raadsleden collega's vrienden")
_GROUP = word_set("heren dames gezin echtpaar zussen zusjes broers gebroeders heer familie fam")
_DETERMINER = word_set("de het een 't 'n die dat deze dit elke iedere geen zijn haar te")
#: words that are nothing but first names with a capital
_WORDS = word_set("erna bas mees stan piet pier derin daar elles kees")
_NOT_NAMEABLE = PARTICLES | TITLES | PORTFOLIOS
_SAID_OR_ROLE = SPEECH | ROLES
_ONE_TITLED = TITLES - _GROUP
_SAYS_ALONE, _DOES_ALONE = SAYS - _OF_GROUPS, _PERSONAL - _OF_GROUPS
_SPOKEN_TO = _GREETING | _CLOSING
_ASK_OR_LINK = _ASK | _LINK
_NEAR = _ASK | {"dank", "bedankt", "dankjewel", "namens"}
_END = re.compile(r"^\s{0,2}(?:[,!.?)\n]|$)|^\s[^\w\s]")
_APPOSITION = re.compile(rf"^, (?:(?:de|een|onze|zelf|ook|oud-)\s?)?(?:{'|'.join(sorted(ROLES))})\b")
_FROM = re.compile(r"^ uit (?:de |het )?[A-ZÀ-Þ]")


def _greeted(walk: Walk, i: int) -> Name | None:
    """`Beste X,`, `Hoi X!`: an unknown name that is spoken to."""
    token, before = walk.tokens[i], walk.at(i - 1)
    if before is None or not token.close or before.lower not in _GREETING or not _nameable(walk, token):
        return None
    if token.lower in _TO_WHOM or token.lower.endswith(("ers", "leden", "genoten", "bewoners")):
        return None
    end = surname_end(walk, i + 1) or i + 1
    return make_name(walk, i, i + 1, end) if _END.match(_rest(walk, end)) else None


def _rest(walk: Walk, end: int) -> str:
    start = walk.tokens[end - 1].end
    return walk.text[start : start + 40]


def _somewhere(walk: Walk, i: int) -> bool:
    """`in Nettetal`: where something is."""
    before = walk.at(i - 1)
    return before is not None and walk.tokens[i].close and before.lower in PLACE_BEFORE


def _nameable(walk: Walk, token: Token) -> bool:
    """Written as a name is, and nothing that we know to be something else."""
    return (
        token.proper
        and not is_never(token)
        and not is_group(token.text)
        and not walk.is_place(token.base)
        and token.lower not in _NOT_NAMEABLE
        and token.lower not in walk.ordinary
        and len(token.base) > 2
    )


def _pair(walk: Walk, i: int) -> Name | None:
    """Two capitalised words of which we know neither, where persons stand: `X Y uit Z`, `X Y, voorzitter`."""
    token = walk.tokens[i]
    if not _nameable(walk, token) or _somewhere(walk, i) or is_inhabitant(walk, i):
        return None
    end = surname_end(walk, i + 1)
    if end is None or not _nameable(walk, walk.tokens[end - 1]) or _more(walk, end):
        return None
    if walk.is_place(walk.text[token.start : walk.tokens[end - 1].end]):
        return None
    return make_name(walk, i, i + 1, end) if _evident(walk, i, end) else None


def _more(walk: Walk, end: int) -> bool:
    following = walk.after(end)
    return following is not None and following.proper


def _evident(walk: Walk, i: int, end: int) -> bool:
    before, after, rest = walk.at(i - 1), walk.after(end), _rest(walk, end)
    if AGE.match(rest) or _APPOSITION.match(rest):
        return True
    if after is not None and after.lower in _PERSONAL:
        return True
    if before is None or not walk.tokens[i].close:
        return False
    return before.lower in _SAID_OR_ROLE or (
        before.lower in ("door", "en", "bij") and bool(_FROM.match(rest))
    )


def _listed(walk: Walk, i: int) -> Name | None:
    """`Youssef, Mees en Tygo`: a name that is also a word, or unknown, beside one that is certain."""
    token = walk.tokens[i]
    if not token.proper or walk.is_place(token.base) or not (is_first(token.base) or _nameable(walk, token)):
        return None
    before, following, joined = walk.at(i - 1), walk.at(i + 1), walk.after(i + 2)
    if token.lower in _CLOSING or after_article(walk, i) or (not is_first(token.base) and token.opens):
        return None
    left = before is not None and token.gap == ", " and _sure(before, walk)
    right = following is not None and following.gap == ", " and _sure(following, walk)
    if following is not None and following.lower in ("en", "of") and following.close:
        right = right or (joined is not None and _sure(joined, walk))
    return make_name(walk, i, i + 1, surname_end(walk, i + 1) or i + 1) if left or right else None


def _single(walk: Walk, i: int) -> Name | None:
    """`Filmon kookt`, `vertelt Filmon`, `ik heet Filmon`: one unknown word that does what only persons do."""
    token, after = walk.tokens[i], walk.after(i + 1)
    if not _nameable(walk, token) or token.lower in _CLOSING or _more(walk, i + 1):
        return None
    if _somewhere(walk, i) or after_article(walk, i) or token.base in towns():
        return None
    if token.lower.endswith(_NOUN_END) and token.opens:
        return None
    acts = after is not None and after.lower in (_SAYS_ALONE if token.opens else _DOES_ALONE)
    return make_name(walk, i, i + 1, i + 1) if acts or _introduced(walk, i) else None


def _introduced(walk: Walk, i: int) -> bool:
    before, previous = walk.at(i - 1), walk.at(i - 2)
    if before is None or previous is None or not walk.tokens[i].close:
        return False
    if before.lower == "door" and _FROM.match(_rest(walk, i + 1)):
        return True  # `gestart door X uit Y`
    return f"{previous.lower} {before.lower}" in ("ik ben", "ik heet", "naam is", "hier is", "heet ik")


def _sure(token: Token, walk: Walk) -> bool:
    return token.proper and token.base in first_names().sure and not walk.is_place(token.base)


def _does(walk: Walk, i: int) -> Name | None:
    """`Mo belt`, `(Har treedt af)`: a short or doubtful first name with a verb that only persons do."""
    token, after = walk.tokens[i], walk.after(i + 1)
    if after is None or after.lower not in _PERSONAL_TOO:
        return None
    if (
        not token.proper
        or not is_first(token.base)
        or walk.is_place(token.base)
        or token.lower in FUNCTION_WORDS
    ):
        return None
    return (
        None if token.lower in WEEKDAYS or token.lower in walk.ordinary else make_name(walk, i, i + 1, i + 1)
    )


def _lower(walk: Walk, i: int) -> Name | None:
    """`groetjes wilma`, `vraag maar aan henk`: names as they are typed in a hurry."""
    token = walk.tokens[i]
    if not token.text.islower() or not 2 < len(token.text) < 20 or token.lower in FUNCTION_WORDS:
        return None
    if _capital(token) not in first_names().sure:
        return _lower_surname(walk, i)
    end = _lower_end(walk, i + 1)
    told = end > i + 1 and len(token.text) > 3
    evident = token.lower not in _WORDS and _lower_evident(walk, i)
    return make_name(walk, i, i + 1, end) if told or evident else None


def _capital(token: Token) -> str:
    return token.base.capitalize()


def _lower_surname(walk: Walk, i: int) -> Name | None:
    before, token = walk.at(i - 1), walk.tokens[i]
    titled = before is not None and token.close and before.lower in _ONE_TITLED
    return make_name(walk, i, i, i + 1) if titled and _capital(token) in surnames() else None


def _lower_end(walk: Walk, i: int) -> int:
    """The position after a known surname in lower case (`de vries`) that begins at i, else i."""
    j = i
    while j - i < 3 and (token := walk.after(j)) is not None and token.text in PARTICLES:
        j += 1
    last = walk.after(j)
    if last is None or not last.text.islower() or last.text in FUNCTION_WORDS | ROLES:
        return i
    return j + 1 if _capital(last) in surnames() or (j > i and is_surname(_capital(last))) else i


def _lower_evident(walk: Walk, i: int) -> bool:
    token, before, after = walk.tokens[i], walk.at(i - 1), walk.after(i + 1)
    sure = True
    word = before.lower if before is not None and token.gap.strip(" ,.!:\n") == "" else ""
    if word in _ONE_TITLED and token.close:
        return True
    if word in _SPOKEN_TO:
        return sure or (word in _CLOSING and not walk.text[token.end : token.end + 20].strip(" .!x\n"))
    if not sure or word in _DETERMINER:
        return False
    if _asked(walk, i, word) or _in_list(walk, i):
        return True
    begins = token.opens or "," in token.gap
    return after is not None and after.lower in (PERSON_VERBS if begins else _PERSONAL)


def _asked(walk: Walk, i: int, word: str) -> bool:
    """`vraag maar aan henk`, `ik ben wilma`, `namens sanne`, `volgens peter`."""
    if word in ("namens", "heet", "heette", "genaamd", "volgens", "aldus"):
        return True
    previous = walk.at(i - 2)
    if word == "ben" and previous is not None and previous.lower == "ik":
        return True
    near = {t.lower for t in walk.tokens[max(0, i - 4) : i]}
    return word in _ASK_OR_LINK and not _NEAR.isdisjoint(near)


def _in_list(walk: Walk, i: int) -> bool:
    """`ik, daan, shanelle`, `henk en ria`."""
    before, after = walk.at(i - 1), walk.at(i + 1)
    left = before is not None and walk.tokens[i].gap == ", " and _lower_sure(before)
    right = after is not None and after.gap == ", " and _lower_sure(after)
    joined = (
        after is not None and after.lower == "en" and (t := walk.after(i + 2)) is not None and _lower_sure(t)
    )
    behind = (
        before is not None and before.lower == "en" and (t := walk.at(i - 2)) is not None and _lower_sure(t)
    )
    return left or right or joined or behind


def _lower_sure(token: Token) -> bool:
    return token.text == "ik" or (
        len(token.text) > 3 and token.text.islower() and _capital(token) in first_names().sure
    )


def _upper(walk: Walk, i: int) -> Name | None:
    """`WILMA JANSEN`, as headings and lists of those present are written."""
    token = walk.tokens[i]
    if (
        token.initials
        or len(token.text) < 3
        or not token.text.isupper()
        or _capital(token) not in first_names().sure
    ):
        return None
    j = i + 1
    while (t := walk.after(j)) is not None and t.text.isupper() and t.lower in PARTICLES and j - i < 4:
        j += 1
    last = walk.after(j)
    if last is None or not last.text.isupper() or not (is_surname(_capital(last)) or j > i + 1):
        return None
    return make_name(walk, i, i + 1, j + 1)


def _of_role(walk: Walk, i: int) -> Name | None:
    """`voorzitter Bos`, `makelaar Van Doorn`: a surname alone after what somebody does."""
    token, before = walk.tokens[i], walk.at(i - 1)
    if before is None or not token.close or not token.proper or not is_role(before.lower):
        return None
    if walk.is_place(token.base) or token.lower in NATIONALITIES:
        return None
    end = surname_end(walk, i)
    if end is None or _more(walk, end) or is_group(walk.tokens[end - 1].text):
        return None
    last = last_word(walk, end)
    return (
        make_name(walk, i, i, end)
        if last in surnames() or (is_surname(last) and not walk.is_place(last))
        else None
    )


EVIDENCE: tuple[Callable[[Walk, int], Name | None], ...] = (
    _of_role,
    _pair,
    _greeted,
    _listed,
    _single,
    _does,
    _upper,
)
#: those that begin at a word without a capital
PLAIN_EVIDENCE = (_lower,)
