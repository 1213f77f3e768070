"""What is called off or moved to another day, from the words around the day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum, auto

from nlp.day_words import DayPhrase
from nlp.gatherings import HELD

_I = re.IGNORECASE
#: said of gatherings and little else
_OFF = (
    r"ga(?:at|an)\s(?:helaas\s)?(?:[\w.]+\s){0,6}niet\sdoor|giet\snet\stroch|niet\sdoorga(?:at|an)|afgelast|"
    r"geannuleerd|annulering(?=\s?[:!–—])|afgeblazen|gecancel[l]?ed|gecanceld|vind(?:t|en)\sniet\splaats|afgezegd"
)
#: said of permits and plans too
_PUT_OFF = (
    r"(?:is|wordt|zijn|worden)\s(?:[\w.]+\s){0,6}?(?:verplaatst|verzet|verschoven)|"
    r"(?:verplaatst|verzet|verschoven)\snaar|uitgesteld|opgeschort|vervalt|vervallen|geschrapt"
)
_SAID = re.compile(rf"(?<!\bniet )(?<!\bnooit )(?:(?P<sure>\b(?:{_OFF}))|\b(?:{_PUT_OFF}))\b", _I)
#: `verplaatst naar de grote zaal`: the day stands
_ELSEWHERE = re.compile(r"(?:verplaatst|verzet|verschoven)\snaar\b", _I)
_LATER = re.compile(
    r"\snaar\s(?:(?:een\s)?(?:nog\s)?(?:nader|later|ander|nieuw|onbekend|volgend)|het\s(?:voor|na)jaar|de\s(?:herfst|winter|zomer|lente))",
    _I,
)
_IF = re.compile(
    r"\b(?:als|indien|mits|tenzij|wanneer|mocht|zonder)\b|"
    r"\bbij\s(?:te\s)?(?:\w+\s){0,2}(?:weer|regen|sneeuw|storm|wind|vorst|hitte|onweer|belangstelling|"
    r"aanmeldingen|deelnemers)\b",
    _I,
)
#: said of a call-off that is not one, in its sentence or beside it
_DENIED = re.compile(
    r"\b(?:niet\swaar|onwaar|geruchte?n?|nepnieuws|fabeltjes?|onzin|geen\ssprake\svan|klopt\s(?:\w+\s){0,2}niet)\b",
    _I,
)
#: in the clause of a call-off that nobody stands for
_PERHAPS = re.compile(
    r"\b(?:misschien|wellicht|waarschijnlijk|vermoedelijk|dreigt|zou|zouden|klopt\s(?:het\s)?dat|"
    r"(?:weet|weten|vraag|vraagt|benieuwd)\b.*\bof)\b",
    _I,
)
_CLAUSE = re.compile(r"[,.:;!?]\s|\bmaar\b", _I)
#: what the writer withdraws from, or what is theirs alone: for others it goes on
_OWN = re.compile(
    r"\b(?:ik\s(?:heb|had)|(?:heb|had)\sik)\b[^,.:;]*\b(?:afgezegd|geannuleerd|gecancel|afgeblazen|verzet|verplaatst)|"
    r"\b(?:ik\skan|kan\sik)\s(?:\w+\s){0,4}?niet\b|(?:^\W*|\b(?:gaat|is|dat|want|en|dus|helaas)\s)mijn\b",
    _I,
)
_GATHERING = re.compile(
    rf"{HELD}|\w{{3,}}(?<!dag)(?<!voor)(?:ochtend|middag)\b|feest|evenement|activiteit|kermis|marathon|tentoonstelling|expositie",
    _I,
)
_MOVED = re.compile(
    r"verplaatst|verzet|verschoven|uitgesteld|nieuwe datum|wordt nu|maar (?:op )?(?=\w+dag)|"
    r"in plaats daarvan|schuift (?:door|op)",
    _I,
)
#: right before the day on which it is held after all
_TO = re.compile(
    r"(?:\bnaar|nieuwe datum(?: is|:)?|wordt(?: nu)?|\bmaar(?: nu)?(?: op)?|is nu|in plaats daarvan(?: op)?|"
    r"komt op|nu op|(?:uitgesteld|opgeschort) tot)\s(?:de\s)?$",
    _I,
)
#: right before a day on which something else was, or will have been
_OTHER = re.compile(
    r"\b(?:uiterlijk|sinds|sûnt|na|tegen|geboren op|d\.d\.|dateert van|(?:besluit|brief|mail|verslag) van|"
    r"gepubliceerd op|geplaatst op)\s(?:de\s)?$",
    _I,
)
#: between days that share what is said of them: `28 maart en 4 april`, `die van 28 maart en die van 4 april`
_AND = re.compile(r"\s?(?:,|&|(?:,\s)?\b(?:en|of)\b)[^.,;:!?]{0,30}", _I)
_IT = re.compile(r"\W*(?:die|dat|deze|dit|het|de)\b", _I)


class Fate(Enum):
    """What becomes of a day: called off, the new day of what moved, or as it was told."""

    OFF = auto()
    NEW_DAY = auto()
    STANDS = auto()


def fate(
    text: str, days: Sequence[DayPhrase], k: int, before: str, after: str, *, other: bool
) -> tuple[Fate, bool]:
    """What becomes of the k-th day of a sentence, and whether that makes it a gathering's day by itself.

    `before`: the heading right before the sentence, `after`: the sentence that goes on about it; both without
    days, or empty. `other`: the sentence has words of what is no gathering. Without words of a gathering in
    the sentence or its heading nothing is one by itself.
    """
    start = days[k].start
    if _DENIED.search(f"{before} {text} {after}"):
        return Fate.STANDS, False
    here = _said(text, days)
    following = next(iter(_said(after, ())), None)
    gathering = _GATHERING.search(f"{before} {text}") is not None
    if here or following:
        if _TO.search(text[max(0, start - 40) : start]) and _MOVED.search(f"{text} {after}"):
            return Fate.NEW_DAY, False
        for match in here:
            if _concerns(text, days, k, match):
                sure = gathering and (bool(match["sure"]) or not other)
                return Fate.OFF, sure and not _OTHER.search(text[max(0, start - 40) : start])
    if following and not here:
        return Fate.OFF, bool(gathering and following["sure"] and _IT.match(after))
    heading = next(iter(_said(before, ())), None)
    off = heading and heading["sure"] and k == 0 and not here and not _MOVED.search(f"{before} {text}")
    return (Fate.OFF if off else Fate.STANDS), False


def _said(text: str, days: Sequence[DayPhrase]) -> list[re.Match[str]]:
    """Where it calls something off for all; what moves to a place and not to a day stays on its day."""
    if _IF.search(text) or _OWN.search(text):
        return []
    return [
        match
        for match in _SAID.finditer(text)
        if _stated(text, match)
        and (
            not (elsewhere := _ELSEWHERE.search(text, match.start(), match.end() + 5))
            or any(d.start >= elsewhere.end() for d in days)
            or _LATER.match(text, elsewhere.end() - len(" naar"))
        )
    ]


def _stated(text: str, match: re.Match[str]) -> bool:
    """It is no question, and its clause leaves no doubt."""
    begins = max((m.end() for m in _CLAUSE.finditer(text, 0, match.start())), default=0)
    return "?" not in text[match.end() :] and not _PERHAPS.search(text, begins, match.end())


def _concerns(text: str, days: Sequence[DayPhrase], k: int, match: re.Match[str]) -> bool:
    """It is said of the day in it or right before it, else of the first; days that `en` joins go together."""
    told = max((n for n, day in enumerate(days) if day.start < match.end()), default=0)
    low, high = min(k, told), max(k, told)
    return all(_AND.fullmatch(text[days[n].end : days[n + 1].start]) for n in range(low, high))
