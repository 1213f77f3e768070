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
    is_first,
    is_never,
    is_sure_first,
    is_sure_surname,
    is_surname,
    last_word,
    make_name,
    run_of,
    surname_end,
)
from nlp.tokens import Token
from nlp.words import (
    DOTTED,
    MONTHS,
    OFFICES,
    PARTICLES,
    PERSON_BEFORE,
    PERSON_VERBS,
    PORTFOLIOS,
    ROLES,
    SPEECH,
    TITLES,
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
    return _after_title(walk, j, word)


def _follows(walk: Walk, j: int) -> bool:
    """Whether a word stands right after a title: `dhr. X` too, but not the next sentence after `mevrouw.`."""
    token, title = walk.tokens[j], walk.tokens[j - 1]
    return _spaced(token) or (title.lower in DOTTED and token.gap in (". ", "."))


def _spaced(token: Token) -> bool:
    return token.gap in (" ", "\u00a0", "  ")


def _after_title(walk: Walk, j: int, word: str) -> Name | None:
    shifted = _Shifted(walk, j)
    run = shifted.run()
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

    def run(self) -> tuple[int, int] | None:
        tokens = self.walk.tokens
        token = tokens[self.j]
        plain = Token(token.start, token.end, token.text, " ", token.initials, False)
        tokens[self.j] = plain
        try:
            return run_of(self.walk, self.j)
        finally:
            tokens[self.j] = token


def _role(walk: Walk, i: int) -> Name | None:
    """`voorzitter Jan X`, `initiatiefnemer X Y`."""
    word = walk.tokens[i].lower
    first = walk.after(i + 1)
    if word not in ROLES or first is None or not (first.proper or first.initials) or is_never(first):
        return None
    run = run_of(walk, i + 1)
    if run is None:
        return None
    split, end = run
    known = first.initials or is_first(first.base) or is_surname(last_word(walk, end)) or end - i > 2
    single_place = end - i == 2 and walk.is_place(first.base)
    return make_name(walk, i + 1, split, end) if known and not single_place else None


def _initials(walk: Walk, i: int) -> Name | None:
    """`J. de Vries`."""
    if not walk.tokens[i].initials:
        return None
    end = surname_end(walk, i + 1)
    if end is None:
        return None
    return make_name(walk, i, i + 1, end)


def _full(walk: Walk, i: int) -> Name | None:
    """A known first name with a surname after it, known or not."""
    token = walk.tokens[i]
    if not token.proper or not is_first(token.text):
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
    end = surname_end(walk, j)
    if end is None and walk.tokens[j - 1].initials:  # `Siem T.`, as suspects are written
        return make_name(walk, i, j, j)
    if end is None or not _plausible(walk, i, j, end):
        return None
    return make_name(walk, i, j, end)


def _plausible(walk: Walk, i: int, split: int, end: int) -> bool:
    token, last = walk.tokens[i], last_word(walk, end)
    link = walk.tokens[split].text
    if end - split == 2 and link in (_OF_PLACE | {"te", "onder"}) - {"de", "het"}:
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
    if end is None or (token.opens and token.lower in walk.ordinary):
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
    named = before is not None and walk.tokens[i].close and before.lower in SPEECH | ROLES
    return named or (after is not None and after.lower in PERSON_VERBS)


def _lone_first(walk: Walk, i: int) -> Name | None:
    """A first name by itself; one that is also a word needs a sign that a person is meant."""
    token = walk.tokens[i]
    word = token.base
    if not token.proper or not is_first(word) or (token.lower in MONTHS and word != "Jan"):
        return None
    doubtful = not is_sure_first(word) or walk.is_place(word) or token.lower in walk.ordinary
    if doubtful and not _person_signs(walk, i):
        return None
    following = walk.after(i + 1)
    if following is not None and following.proper and is_never(following):
        return None
    return make_name(walk, i, i + 1, i + 1)


def _person_signs(walk: Walk, i: int) -> bool:
    token = walk.tokens[i]
    before, after = walk.at(i - 1), walk.after(i + 1)
    if AGE.match(walk.text[token.end : token.end + 12]):
        return True
    if before is not None and token.close and before.lower in SPEECH:
        return True
    if after is not None and after.lower == "en" and _next_is_person(walk, i + 2):
        return True
    if token.opens:
        return after is not None and after.lower in SPEECH
    if walk.is_place(token.base) or before is None:
        return False
    return token.close and before.lower in PERSON_BEFORE and (after is None or not after.proper)


def _next_is_person(walk: Walk, i: int) -> bool:
    token = walk.after(i)
    return token is not None and is_sure_first(token.base) and not walk.is_place(token.base)


def _lone_surname(walk: Walk, i: int) -> Name | None:
    """`Hoekstra` or `Van der Meer` by itself."""
    token = walk.tokens[i]
    start = i
    if token.lower in PARTICLES and token.proper:
        end = _end_after_particles(walk, i)
        if end is None:
            return None
        last = last_word(walk, end)
        sure = is_sure_surname(walk, last) or (end - i > 2 and token.lower == "van")
        sure = sure or (last in surnames() and _speaks(walk, i, end))
        return make_name(walk, start, start, end) if sure else None
    if not token.proper or is_first(token.base) or not _surname_alone(walk, i):
        return None
    return make_name(walk, i, i, i + 1)


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


def _end_after_particles(walk: Walk, i: int) -> int | None:
    j = i + 1
    while j - i < 3 and (t := walk.after(j)) is not None and t.lower in PARTICLES:
        j += 1
    token = walk.after(j)
    return (
        j + 1
        if token is not None and token.proper and not (is_never(token) and token.base not in surnames())
        else None
    )


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
