"""The rules for names of persons: each looks at one position and answers with a `Name` or None."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nlp.lexicon import surnames
from nlp.name_walk import (
    AGE,
    SAYS,
    Name,
    Walk,
    affiliation,
    after_article,
    is_first,
    is_inhabitant,
    is_never,
    is_role,
    is_sure_first,
    is_sure_surname,
    is_surname,
    is_thing,
    known_things,
    last_word,
    make_name,
    names_thing,
    run_of,
    surname_end,
)
from nlp.tokens import Token
from nlp.words import (
    ARTICLES,
    DOTTED,
    FUNCTION_WORDS,
    MONTHS,
    OFFICES,
    PARTICLES,
    PERSON_BEFORE,
    PERSON_VERBS,
    PLACE_BEFORE,
    PORTFOLIOS,
    ROLES,
    SPEECH,
    TITLES,
    word_set,
)

_FROM = frozenset(("uit", "in", "aan", "op", "bij", "onder", "voor"))
_OF_A_PLACE = word_set("heren dames pastoor pastor dominee imam opa oma tante oom")
_PLURAL = word_set("heren dames zusters broers")
_TOWN_FIRST = word_set("Den Sint Nieuw Nieuwe Oud Oude Heel Half Hof Hollandse Overijsselse")
#: also after these a capital may be a place's, club's or thing's
_BEFORE_THINGS = (
    ARTICLES
    | PLACE_BEFORE
    | word_set("van naar voor tegen op aan over door via rijk merk team club met bij als de")
)
#: first names that are also verbs: `Wil niet`, `Ben best`
_VERBS = word_set("wil ben ken mark leen job just loop pak bel mik maak hoor kan mag bet rein floor")
_OPENERS = word_set(
    "klaver wolf zus broer beer linde bloem duif merel poes vos haas lieve anders elke allen an hart per "
    "storm zomer winter lente ooit"
)
_OF_PLACE_MORE = frozenset(("van", "voor", "uit", "in", "op", "bij", "aan", "te", "onder"))
_SAID_OR_ROLE = SPEECH | ROLES
_NO_VERBS = word_set(
    "best echt vast laat recht direct eerst gratis precies soort punt eind beide hele gelijkt wijde"
)
_OF_PLACE = frozenset(("van", "voor", "uit", "in", "op", "bij", "de", "het", "aan"))


def _titled(walk: Walk, i: int) -> Name | None:
    """`mevrouw X`, `dhr. J. X`, `familie X`, `wethouder X`."""
    token = walk.tokens[i]
    word = token.lower
    if word not in TITLES and word not in OFFICES:
        return None
    j = i + 1
    if word == "commissaris":
        while (t := walk.after(j)) is not None and t.lower in (
            "van",
            "de",
            "het",
            "der",
            "koning",
            "koningin",
        ):
            j += 1
    while (t := walk.at(j)) is not None and t.lower in TITLES and _follows(walk, j):
        j += 1
    first = walk.at(j)
    if first is None or not _follows(walk, j) or first.lower in PORTFOLIOS:
        return None
    if word in OFFICES and walk.is_place(first.base):
        return None
    if word in TITLES and _elsewhere(walk, j, word):
        return None
    return _after_title(walk, j, word)


def _elsewhere(walk: Walk, j: int, word: str) -> bool:
    """`een mevrouw uit Ohio`, `de pastoor van Souburg`: where somebody is from, no name."""
    particle, end = walk.tokens[j].text, end_after_particles(walk, j)
    if particle in _FROM:
        return True
    if particle != "van" or end is None or end - j > 2:
        return False
    last = walk.tokens[end - 1].base
    return walk.is_place(last) or (word in _OF_A_PLACE and not is_surname(last))


def _follows(walk: Walk, j: int) -> bool:
    """Whether a word stands right after a title: `dhr. X` too, but not the next sentence after `mevrouw.`."""
    token, title = walk.tokens[j], walk.tokens[j - 1]
    return _spaced(token) or (title.lower in DOTTED and token.gap in (". ", "."))


def _spaced(token: Token) -> bool:
    return token.gap in (" ", "\u00a0", "  ")


def _after_title(walk: Walk, j: int, word: str) -> Name | None:
    shifted = _Shifted(walk, j)
    run = shifted.run(loose=word not in _PLURAL)
    if run is None:
        return None
    split, end = run
    last = last_word(walk, end)
    if (
        word in OFFICES and walk.tokens[j].text in _OF_PLACE
    ):  # `burgemeester van Zutphen`, `wethouder van Sport`
        return _of_surname(walk, j, split, end, word)
    if last.lower() in PORTFOLIOS:
        return None
    return make_name(walk, j, split, end, word if word in OFFICES else "")


def _of_surname(walk: Walk, j: int, split: int, end: int, word: str) -> Name | None:
    last = last_word(walk, end)
    if walk.tokens[j].text != "van" or not is_surname(last) or walk.is_place(last):
        return None
    return make_name(walk, j, split, end, word)


@dataclass(slots=True)
class _Shifted:
    """A run that begins at j, whatever sign stands before it (`dhr. X`)."""

    walk: Walk
    j: int

    def run(self, *, loose: bool) -> tuple[int, int] | None:
        tokens = self.walk.tokens
        token = tokens[self.j]
        plain = token._replace(gap=" ", opens=False, close=True)
        tokens[self.j] = plain
        try:
            return run_of(self.walk, self.j, loose=loose)
        finally:
            tokens[self.j] = token


def _role(walk: Walk, i: int) -> Name | None:
    """`voorzitter Jan X`, `initiatiefnemer X Y`, `rijschoolhouder X`."""
    word = walk.tokens[i].lower
    first = walk.after(i + 1)
    if first is None or not (first.proper or first.initials) or not is_role(word):
        return None
    if (is_never(first) and first.lower not in PARTICLES) or first.text in known_things():
        return None
    if not first.initials and (first.lower in PORTFOLIOS or _inhabits(walk, i)):
        return None
    run = run_of(walk, i + 1)
    if run is None:
        return None
    split, end = run
    known = first.initials or is_first(first.base) or is_surname(last_word(walk, end)) or end - i > 2
    return make_name(walk, i + 1, split, end) if known or _one_person(walk, i) else None


def _inhabits(walk: Walk, i: int) -> bool:
    """`inwoner Berkel`, `coördinator Groningen` tell a place, `kweker Heemskerk` a name."""
    word, role = walk.tokens[i + 1].base, walk.tokens[i].lower
    return walk.is_place(word) and (
        role.endswith(("woner", "coördinator", "leider")) or word not in surnames()
    )


def _one_person(walk: Walk, i: int) -> bool:
    """Whether one role stands before one unknown word: `klompenmaker Spoolder`, not `bewoners Centrum`."""
    role, name = walk.tokens[i], walk.tokens[i + 1]
    following = walk.after(i + 2)
    if following is not None and following.proper:
        return False
    return (
        not role.lower.endswith(("ers", "en", "aars"))
        and name.lower not in walk.ordinary
        and len(name.base) > 2
    )


#: `C.V. De Blauwbuiken`: a carnival society, a firm
_LEGAL_FORMS = frozenset(("B.V.", "N.V.", "C.V.", "V.O.F.", "V.V.", "K.V.", "S.V.", "F.C.", "U.A.", "Z.V."))


def _initials(walk: Walk, i: int) -> Name | None:
    """`J. de Vries`."""
    if not walk.tokens[i].initials:
        return None
    end = surname_end(walk, i + 1, loose=True)
    if end and walk.tokens[i].text in _LEGAL_FORMS and not is_surname(last_word(walk, end)):
        return None
    if end is None or (_is_item(walk, i) and not is_surname(last_word(walk, end))):
        return None
    return make_name(walk, i, i + 1, end)


def _is_item(walk: Walk, i: int) -> bool:
    """`A. Rechtszaak.`: a letter that counts, at the beginning of a line."""
    token = walk.tokens[i]
    return len(token.text) == 2 and (i == 0 or "\n" in token.gap) and token.text in walk.items


def _full(walk: Walk, i: int) -> Name | None:
    """A known first name with a surname after it, known or not."""
    token = walk.tokens[i]
    if not token.proper or not is_first(token.text) or _is_thing_here(walk, i):
        return None
    j = i + 1
    while (
        (t := walk.after(j)) is not None
        and t.proper
        and j - i < 3
        and is_first(t.base)
        and surname_end(walk, j + 1)
    ):
        j += 1
    while (t := walk.after(j)) is not None and t.initials:
        j += 1
    certain = is_sure_first(token.text) and not walk.is_place(token.text) and not _a_thing(walk, i)
    end = surname_end(walk, j, loose=certain)
    if end is None and walk.tokens[j - 1].initials:  # `Siem T.`, as suspects are written
        return make_name(walk, i, j, j)
    if end is None or not _plausible(walk, i, j, end):
        return None
    return make_name(walk, i, j, end)


def _a_thing(walk: Walk, i: int) -> bool:
    """`het Anton Jansenhuis`, `de Stella Maris`."""
    before = walk.at(i - 1)
    return after_article(walk, i) or (before is not None and walk.tokens[i].close and before.lower == "het")


def _is_thing_here(walk: Walk, i: int) -> bool:
    """What this text itself calls an animal."""
    return walk.tokens[i].base in walk.animals


def _plausible(walk: Walk, i: int, split: int, end: int) -> bool:
    token, last = walk.tokens[i], last_word(walk, end)
    link = walk.tokens[split].text
    if AGE.match(walk.text[walk.tokens[end - 1].end :][:12]):
        return True
    if after_article(walk, i) and not is_surname(last):
        return False  # `de Anna Margaretha` is a ship
    if end - split == 2 and link in _OF_PLACE_MORE:
        if link not in ("van", "te") or affiliation(walk, end - 1):
            return False
        said = not token.opens and not walk.is_place(token.text) and token.lower not in walk.ordinary
        return (link == "van" and said) or _known_enough(walk, i, split, end)
    if (
        walk.tokens[split].text in ("in", "op", "aan", "bij", "uit", "onder", "de", "het")
        and last not in surnames()
        and not is_sure_first(token.text)
    ):
        return False
    return _known_enough(walk, i, split, end)


def _known_enough(walk: Walk, i: int, split: int, end: int) -> bool:
    token, last = walk.tokens[i], last_word(walk, end)
    if is_sure_first(token.text) and not walk.is_place(token.text):
        return not (end - split == 1 and walk.is_place(last) and last not in surnames())
    return is_surname(last) if token.opens or token.lower in walk.ordinary else not walk.is_place(last)


def _unknown_first(walk: Walk, i: int) -> Name | None:
    """A capitalised word we do not know, with a known surname."""
    token = walk.tokens[i]
    if (
        not token.proper
        or is_never(token)
        or token.lower in PARTICLES
        or walk.is_place(token.text)
        or token.lower in TITLES
    ):
        return None
    end = surname_end(walk, i + 1)
    if end is None or (token.opens and token.lower in walk.ordinary) or names_thing(token.lower):
        return None
    last, particles = last_word(walk, end), end - i - 2
    sure = is_sure_surname(walk, last) or (particles > 1 and is_surname(last))
    if particles == 1 and walk.tokens[i + 1].lower in ("de", "el", "ter", "ten"):
        sure = last in surnames()
    if not particles and last in surnames() and not token.opens and not walk.is_place(last):
        sure = sure or _acts(walk, i, end)
    if particles and walk.tokens[i + 1].lower in ("in", "op", "aan", "bij", "uit", "het", "onder"):
        sure = False
    return make_name(walk, i, i + 1, end) if sure else None


def _acts(walk: Walk, i: int, end: int) -> bool:
    """Words around that go with persons: `vraagt Alinda Kuiper`, `Alinda Kuiper vertelt`."""
    before, after = walk.at(i - 1), walk.after(end)
    named = before is not None and walk.tokens[i].close and before.lower in _SAID_OR_ROLE
    return named or (after is not None and after.lower in PERSON_VERBS)


def _lone_first(walk: Walk, i: int) -> Name | None:
    """A first name by itself; one that is also a word needs a sign that a person is meant."""
    token = walk.tokens[i]
    word = token.base
    if not token.proper or not is_first(word) or (token.lower in MONTHS and word != "Jan"):
        return None
    if after_article(walk, i) or _is_thing_here(walk, i) or _second_of_thing(walk, i):
        return None
    doubtful = not is_sure_first(word) or walk.is_place(word) or token.lower in walk.ordinary
    if doubtful and not (_person_signs(walk, i) or _capital_inside(walk, i) or _acts_first(walk, i)):
        return None
    following = walk.after(i + 1)
    if following is not None and following.proper and is_never(following):
        return None
    return make_name(walk, i, i + 1, i + 1)


def _second_of_thing(walk: Walk, i: int) -> bool:
    """`de Anna Margaretha`: the second name of a ship."""
    before = walk.at(i - 1)
    return (
        before is not None and walk.tokens[i].close and is_first(before.base) and after_article(walk, i - 1)
    )


def _capital_inside(walk: Walk, i: int) -> bool:
    """`Heel jammer Jo.`: within a sentence only names have a capital; nothing before it tells a place."""
    token, before, after = walk.tokens[i], walk.at(i - 1), walk.after(i + 1)
    if token.opens or before is None or walk.is_place(token.base) or (after is not None and after.proper):
        return False
    if not token.close:
        return token.gap == ", " and (after is None or not after.proper) and before.text[0].islower()
    return before.text[0].islower() and before.lower not in _BEFORE_THINGS


def _acts_first(walk: Walk, i: int) -> bool:
    """`Toon rekent`, `Hub reed`: a bare word that opens a sentence and has a verb is hardly a thing."""
    token, after = walk.tokens[i], walk.after(i + 1)
    if not token.opens or after is None or not after.text.islower() or walk.is_place(token.base):
        return False
    if after.lower in PERSON_VERBS:
        return token.lower not in _OPENERS
    past = after.lower.endswith(("de", "te")) and len(after.lower) > 5
    finite = (past or (after.lower.endswith("t") and len(after.lower) > 3)) and after.lower not in _NO_VERBS
    return finite and token.lower not in _VERBS | _OPENERS and after.lower not in FUNCTION_WORDS


def _person_signs(walk: Walk, i: int) -> bool:
    token = walk.tokens[i]
    before, after = walk.at(i - 1), walk.after(i + 1)
    if AGE.match(walk.text[token.end : token.end + 12]):
        return True
    if before is not None and token.close and before.lower in SPEECH:
        return True
    if after is not None and after.lower == "en" and _next_is_person(walk, i + 2):
        return True
    if (partner := walk.at(i + 1)) is not None and partner.gap == " & " and is_first(partner.base):
        return True
    if token.opens or before is None or walk.is_place(token.base):
        return token.opens and after is not None and after.lower in SPEECH
    return token.close and before.lower in PERSON_BEFORE and (after is None or not after.proper)


def _next_is_person(walk: Walk, i: int) -> bool:
    token = walk.after(i)
    return token is not None and token.proper and is_first(token.base) and not walk.is_place(token.base)


def _lone_surname(walk: Walk, i: int) -> Name | None:
    """`Hoekstra` or `Van der Meer` by itself."""
    token = walk.tokens[i]
    if _of_a_place(walk, i):
        return None
    start = i
    if token.lower in PARTICLES and token.proper:
        end = end_after_particles(walk, i)
        if end is None:
            return None
        last = last_word(walk, end)
        if walk.is_place(walk.text[token.start : walk.tokens[end - 1].end]) or is_thing(last):
            return None
        sure = is_sure_surname(walk, last) or (end - i > 2 and token.lower == "van")
        sure = sure or (last in surnames() and _speaks(walk, i, end))
        return make_name(walk, start, start, end) if sure else None
    if not token.proper or is_first(token.base) or not _surname_alone(walk, i):
        return None
    return make_name(walk, i, i, i + 1)


def _of_a_place(walk: Walk, i: int) -> bool:
    """`in Harkema`, `Den Helder`, `de Wetering`."""
    before = walk.at(i - 1)
    if before is None or not walk.tokens[i].close:
        return False
    return before.lower in PLACE_BEFORE or before.text in _TOWN_FIRST or after_article(walk, i)


def _surname_alone(walk: Walk, i: int) -> bool:
    token = walk.tokens[i]
    after = walk.after(i + 1)
    if after is not None and after.proper and not _speaks(walk, i, i + 1):
        return False
    if is_sure_surname(walk, token.base) and not is_never(token):
        return True
    return (
        token.base in surnames()
        and _speaks(walk, i, i + 1)
        and not token.opens
        and not walk.is_place(token.base)
    )


def end_after_particles(walk: Walk, i: int) -> int | None:
    """The position after a surname whose first particle stands at i, also after a comma (`, Te Winkel`)."""
    end = surname_end(walk, i + 1, loose=True)
    return None if end is None or last_word(walk, end).lower() in FUNCTION_WORDS - {"wijk", "dorp"} else end


def _speaks(walk: Walk, i: int, end: int) -> bool:
    before, after = walk.at(i - 1), walk.after(end)
    said = before is not None and walk.tokens[i].close and before.lower in SPEECH
    return said or (after is not None and after.lower in SPEECH)


def _spoken(walk: Walk, i: int) -> Name | None:
    """`zegt X`, `aldus X Y`, `X Y (43)`: an unknown name where persons stand."""
    token = walk.tokens[i]
    if (
        not token.proper
        or is_never(token)
        or walk.is_place(token.base)
        or token.lower in TITLES
        or token.lower in PARTICLES
    ):
        return None
    before = walk.at(i - 1)
    if names_thing(token.lower) or _of_a_place(walk, i) or is_inhabitant(walk, i):
        return None
    end = surname_end(walk, i + 1) if walk.after(i + 1) is not None and walk.tokens[i + 1].proper else None
    end = end or i + 1
    aged = bool(AGE.match(walk.text[walk.tokens[end - 1].end : walk.tokens[end - 1].end + 12]))
    said = (
        before is not None
        and token.close
        and before.lower in SPEECH
        and before.lower not in ("noemt", "is", "weet", "vindt", "wist")
    )
    phrase = walk.text[token.start : walk.tokens[end - 1].end]
    if any(walk.is_place(t.base) for t in walk.tokens[i:end]) or walk.is_place(phrase) or len(token.base) < 3:
        return None
    two_said = end - i == 2 and (after := walk.after(end)) is not None and after.lower in SAYS
    if not (aged or said or two_said) or (token.opens and token.lower in walk.ordinary):
        return None
    return make_name(walk, i, i + 1, end)


RULES: tuple[Callable[[Walk, int], Name | None], ...] = (
    _titled,
    _initials,
    _role,
    _full,
    _unknown_first,
    _lone_surname,
    _lone_first,
    _spoken,
)
#: those that can begin at a word without a capital
PLAIN_RULES = (_titled, _role)
