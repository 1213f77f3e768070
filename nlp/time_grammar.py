"""Dutch hours of the day: `20.00 uur`, `half acht`, `van 10 tot 13 uur`, `om 8 uur 's avonds`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import time

_WORDS = {
    "één": 1,
    "een": 1,
    "twee": 2,
    "drie": 3,
    "vier": 4,
    "vijf": 5,
    "zes": 6,
    "zeven": 7,
    "acht": 8,
    "negen": 9,
    "tien": 10,
    "elf": 11,
    "twaalf": 12,
    "njoggen": 9,
    "tsien": 10,
    "fjouwer": 4,
    "sân": 7,
}
_N = rf"(?:{'|'.join(_WORDS)}|1[0-2]|[1-9])"
_CLOCK = r"(?:[01]?\d|2[0-4])[.:uh][0-5]\d"
#: `19u30` and the like are hours from then on
_MORNING = 7
_DOTTED = re.compile(r"[.:]")
_UNIT = r"\s?(?:uur|oere|u\b\.?|h\b|hrs?\b)"
_PART = (
    r"(?:\s?(?:['’]s\s(?P<part>avonds|middags|ochtends|morgens|nachts|jûns)|in de "
    r"(?P<part2>avond|middag|ochtend)))?"
)
_TIME = re.compile(
    rf"(?<![\w.,:€/-])(?<!€ )(?:"
    rf"(?P<clock>{_CLOCK})(?:{_UNIT})?(?!\s?(?:euro|procent|%|km|meter|m2)|[.,]?\d|\w)"
    rf"|(?P<range>(?P<from>[01]?\d|2[0-4])\s?(?P<dash>-|–|tot|oant|en)\s?(?P<to>[01]?\d|"
    rf"2[0-4])(?!\d|[.:]\d))(?:{_UNIT}|(?<=(?:tot|ant) \d\d)(?=[\s:,.!?]|$)(?!\s(?:jaar|jr)\b)|"
    rf"(?<=(?:tot|ant) \d)(?=[\s:,.!?]|$)(?!\s(?:jaar|jr)\b))"
    rf"|(?P<span>\b(?:(?:van|fan)\s(?P<fromword>(?:half\s?)?{_N})\s(?:tot|oant)|"
    rf"tussen\s(?P<between>(?:half\s?)?{_N})\sen)\s(?P<toword>(?:half\s?)?{_N})\b)(?:{_UNIT})?(?!\s(?:jaar|jr|euro|procent|k?m)\b)"
    rf"|(?P<spoken>(?:(?P<min>kwart|vijf|tien|5|10)\s(?P<dir>voor|over|foar|"
    rf"oer)\s)?(?P<half>half\s?)?(?P<spokenhour>{_N})e?\b)(?:{_UNIT})?"
    rf"|(?P<hour>[01]?\d|2[0-4]){_UNIT}"
    rf"){_PART}",
    re.IGNORECASE,
)
_WALK_IN_BEFORE = re.compile(
    r"(?:inloop|zaal open|deur\w* (?:gaan |gaat )?open|ontvangst|welkom vanaf|koffie\w*|"
    r"binnenlopen|open)\W{0,3}(?:\w+\s){0,3}$",
    re.IGNORECASE,
)
_WALK_IN_AFTER = re.compile(
    r"^\s?\(?(?:inloop|ontvangst|zaal open|is de zaal open|staat de koffie|koffie|"
    r"open\b[^.\n]{1,30}\b(?:begint|aanvang|start))",
    re.IGNORECASE,
)
#: whom it is for, not when: `voor iedereen van 12 tot 16`
_AGES_BEFORE = re.compile(
    r"\b(?:iedereen|kinderen|kids|jongeren|jeugd|tieners|pubers|meiden|meisjes|jongens|ouderen|mensen|leeftijd)"
    r"\s(?:\w+\s)?(?:van|tussen)\s(?:de\s)?$",
    re.IGNORECASE,
)
_START_LEAD = re.compile(
    r"(?:\bom|vanaf|van|tussen|rond|tegen|aanvang:?|start:?|begint|klokslag|[-–,|(]|tot|"
    r"t/m|tiid:?|tijd:?|inloop|uur:?|begin:?|beginnen|foarôf|op)\s?$",
    re.IGNORECASE,
)
_END_LEAD = re.compile(r"(?:\btot|t/m|tot en met|uiterlijk|-|–|\ben|duurt|na|voor|vóór)\s?$", re.IGNORECASE)
_RANGE = re.compile(
    r",?\s?(?:(?P<and>en)|tot(?: en met)?(?: (?:uiterlijk|ongeveer|circa|ca\.?|rond))?|t/m|oant|-|–)\s?",
    re.IGNORECASE,
)
#: `niet om 20.00 uur maar om 19.30 uur`: the hour before `maar` is no longer
_NOT_AT = re.compile(r"\bniet\s(?:meer\s)?(?:om|vanaf)\s$", re.IGNORECASE)
_BUT_AT = re.compile(r"[^.!?\n]{0,20}\bmaar\b", re.IGNORECASE)
_DURATION = re.compile(
    r"^\s?(?:lang|per|later|durende|geduurd|duurt|in de week|achter elkaar|"
    r"(?:rijden|fietsen|lopen)(?! (?:we|wij|ze|wy)\b)|werk|vrijwillig|slaap|geleden|vertraging)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour at `text[start:end]`; `walk_in` when the doors open then, `ends` when it closes a range.

    `until`: when what begins at this hour is over, if told; not after `at` when that is on the next day.
    """

    start: int
    end: int
    at: time
    walk_in: bool = False
    ends: bool = False
    until: time | None = None


def find_hours(text: str, part: str = "") -> list[Hour]:
    """The hours in a stretch of text. `part` is the part of the day known from the day phrase."""
    found: list[Hour] = []
    after_last = False  # `19.30 inloop, 20.00`: the word belongs to the hour before it
    for match in _TIME.finditer(text):
        at = _read(text, match, part or _around(text, match))
        if at is None or _DURATION.match(text[match.end() :]):
            continue
        before = text[max(0, match.start() - 40) : match.start()]
        if _NOT_AT.search(before) and _BUT_AT.match(text, match.end()):
            continue
        if match["range"] and match[0][-1].isdigit() and _AGES_BEFORE.search(before):
            continue
        told_after = bool(_WALK_IN_AFTER.match(text[match.end() : match.end() + 60]))
        walk_in = told_after or (not after_last and bool(_WALK_IN_BEFORE.search(before)))
        after_last = told_after
        ends = bool(_END_LEAD.search(before)) and bool(
            found or re.search(r"(?:tot|uiterlijk|t/m|v[oó]{2}r)\s?$", before)
        )
        if found and _closes(text, found[-1], match.start()):
            found[-1] = replace(found[-1], until=_later(found[-1].at, at))
        found.append(Hour(match.start(), match.end(), at, walk_in, ends, _until(match, at, before)))
    return found


def _closes(text: str, first: Hour, start: int) -> bool:
    """`10.00 tot 13.00 uur`; `10.00 en 14.00 uur` are two beginnings unless `tussen` is before them."""
    between = _RANGE.fullmatch(text[first.end : start])
    return between is not None and (not between["and"] or _says_between(text[: first.start]))


def _says_between(before: str) -> bool:
    return before[-8:].lower().endswith("tussen ")


def _until(match: re.Match[str], at: time, before: str) -> time | None:
    """The end of a range that is written in one: `10-13 uur`, `van tien tot vier`."""
    if match["to"] and (match["dash"].lower() != "en" or _says_between(before)):
        return _later(at, time(int(match["to"]) % 24))
    if match["toword"]:
        hour, half = _spelled(match["toword"])
        return _later(at, time((hour - half) % 24, 30 if half else 0))
    return None


def _later(at: time, end: time) -> time:
    """`van half acht tot half tien`: twelve hours on when that makes it the end; else it is as told."""
    if end <= at and end.hour < 12 and end.replace(hour=end.hour + 12) > at:
        return end.replace(hour=end.hour + 12)
    return end


def _spelled(told: str) -> tuple[int, bool]:
    """The hour that is named, and whether it is only half of the way there: `half acht`."""
    word = told.lower().removeprefix("half").strip()
    return _WORDS.get(word) or int(word), told.lower().startswith("half")


def _around(text: str, match: re.Match[str]) -> str:
    """The part of the day that words near the hour tell."""
    near = text[max(0, match.start() - 60) : match.end() + 25].lower()
    for word, part in (
        ("ontbijt", "ochtend"),
        ("ochtend", "ochtend"),
        ("'s morgens", "ochtend"),
        ("vroeg", "ochtend"),
        ("middag", "middag"),
        ("avond", "avond"),
    ):
        if word in near:
            return part
    return ""


def _read(text: str, match: re.Match[str], part: str) -> time | None:
    told = (match["part"] or match["part2"] or "").lower()
    part = {"morgens": "ochtend", "jûns": "avond", "nachts": ""}.get(told, told.removesuffix("s")) or part
    before = text[max(0, match.start() - 14) : match.start()]
    if match["clock"]:
        return _clock(text, match, part, before)
    if match["span"]:
        return _span(match, part)
    if match["spoken"]:
        return _spoken(match, part, before)
    hour = int(match["from"] or match["hour"])
    if match["hour"] and re.search(
        r"\b(?:ca\.?|ongeveer|ruim|totaal|al|de|binnen|elke|iedere|paar)\s$", before, re.IGNORECASE
    ):
        return None
    return _settle(hour, 0, part, spoken=True)


def _span(match: re.Match[str], part: str) -> time | None:
    """`van tien tot vier`: no morning is half over before nine, so a span from 9 on begins in the morning."""
    hour, half = _spelled(match["fromword"] or match["between"])
    return _settle(hour - half, 30 if half else 0, part, spoken=True)


def _clock(text: str, match: re.Match[str], part: str, before: str) -> time | None:
    hour, minute = (int(n) for n in re.split(r"[.:uh]", match["clock"], flags=re.IGNORECASE))
    if hour < _MORNING and not _DOTTED.search(match["clock"]):
        return None  # `kamer 3u15`
    said = match["part"] or re.search(
        r"(?:uur|u|u\.|h|hrs?|oere)$|[uh]\d\d", match[0].rstrip(), re.IGNORECASE
    )
    leads = _START_LEAD.search(before) or not text[: match.start()].strip()
    if not said and "." in match["clock"] and not leads and len(match["clock"]) < 5:
        return None
    if (
        not said
        and "." in match["clock"]
        and not leads
        and not re.match(r"\s?(?:-|–|tot|en)\s?\d", text[match.end() :])
        and hour < 7
    ):
        return None
    explicit = match["part"] or match["part2"] or part == "avond"
    return _settle(hour, minute, part if explicit else "ochtend" if hour >= 7 else part, spoken=False)


def _spoken(match: re.Match[str], part: str, before: str) -> time | None:
    has_unit = bool(
        re.search(
            r"(?:uur|oere|u\.?|h)$",
            match["spoken"] + match[0][len(match["spoken"]) :].split("'")[0].rstrip(),
            re.IGNORECASE,
        )
    )
    if (
        match["half"]
        and word_is_digit(match)
        and not re.match(r"\s?(?:miljoen|jaar|procent|ton)", match.string[match.end() :])
    ):
        has_unit = True
    om = re.search(r"\b(?:om|vanaf|tegen|klokslag|rond|van|sinds)\s$", before, re.IGNORECASE)
    exact = re.search(r"\b(?:om|klokslag)\s$", before, re.IGNORECASE)
    if not (match["half"] or match["min"] or has_unit or exact):
        return None
    word = match["spokenhour"].lower()
    hour = _WORDS.get(word) or int(word)
    if (word == "een" and not (match["half"] or match["min"])) or (
        match["half"] and word.isdigit() and not (has_unit or om)
    ):
        return None
    if match["half"] and not (has_unit or om or match["min"]) and word in ("een", "één"):
        return None
    minute, hour = (30, hour - 1) if match["half"] else (0, hour)
    delta = {"kwart": 15, "vijf": 5, "5": 5, "tien": 10, "10": 10}.get((match["min"] or "").lower(), 0)
    total = hour * 60 + minute + (-delta if (match["dir"] or "").lower() in ("voor", "foar") else delta)
    return _settle(total // 60 % 24, total % 60, part, spoken=True)


def word_is_digit(match: re.Match[str]) -> bool:
    """Whether the hour is written as a digit: `half 8`."""
    return bool(match["spokenhour"].isdigit())


def _settle(hour: int, minute: int, part: str, *, spoken: bool) -> time | None:
    """Morning or evening: gatherings at 7 and 8 are in the evening, from 1 to 6 in the afternoon."""
    if hour == 24:
        hour = 0
    if (
        (hour < 12 and part == "avond" and hour >= 4)
        or (hour < 8 and part == "middag")
        or (spoken and part not in ("ochtend", "morgen", "moarn") and (1 <= hour <= 8))
    ):
        hour += 12
    return time(hour, minute) if hour < 24 else None
