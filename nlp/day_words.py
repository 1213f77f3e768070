"""The words of day phrases, and on which side of today a day lies by the words around it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto

MONTH_WORDS = {
    "januari": 1,
    "jan": 1,
    "jannewaris": 1,
    "februari": 2,
    "feb": 2,
    "febr": 2,
    "febrewaris": 2,
    "maart": 3,
    "mrt": 3,
    "april": 4,
    "apr": 4,
    "mei": 5,
    "maaie": 5,
    "juni": 6,
    "jun": 6,
    "juny": 6,
    "juli": 7,
    "jul": 7,
    "july": 7,
    "augustus": 8,
    "aug": 8,
    "september": 9,
    "sept": 9,
    "sep": 9,
    "septimber": 9,
    "oktober": 10,
    "okt": 10,
    "november": 11,
    "nov": 11,
    "novimber": 11,
    "december": 12,
    "dec": 12,
    "desimber": 12,
}
WEEKDAY_WORDS = {
    "maandag": 0, "moandei": 0, "ma": 0, "dinsdag": 1, "tiisdei": 1, "di": 1, "woensdag": 2,
    "woansdei": 2, "wo": 2, "donderdag": 3, "tongersdei": 3, "do": 3, "vrijdag": 4, "freed": 4, "vr": 4,
    "zaterdag": 5, "sneon": 5, "za": 5, "zondag": 6, "snein": 6, "zo": 6,
}  # fmt: skip
LONG = (
    "maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|moandei|tiisdei|woansdei|"
    "tongersdei|freed|sneon|snein"
)
SHORT = rf"{LONG}|ma|di|wo|do|vr|za|zo"
PART = r"(?P<part>avond|middag|ochtend|morgen|nacht|jûn|nammiddag|moarn)?"
MONTH = rf"(?P<month>{'|'.join(sorted(MONTH_WORDS, key=len, reverse=True))})\b\.?"
YEAR = r"(?:,?\s(?P<year>(?:19|20)\d\d)\b)?"
_I = re.IGNORECASE
JUST_PAST = r"jl\b\.?|j\.l\.?|ll\b\.?|l\.l\.?|laatstleden|jongstleden"
AHEAD = r"a\.?s\b\.?|aanstaande|aanst\.|eerstkomende|eerstvolgende"
#: what before or after a day tells on which side of today it lies
SAID_PAST = re.compile(rf"\b(?:{JUST_PAST}|afgelopen|voorbije|vorige?|verleden|ôfrûne|foarige)(?=\W|$)", _I)
SAID_AHEAD = re.compile(rf"\b(?:{AHEAD}|(?:aan)?komende?|volgende?|oankommende|kommende|nije)(?=\W|$)", _I)
_TOLD_AFTER = re.compile(rf",?\s\(?(?:{AHEAD}|{JUST_PAST})(?=\W|$)", _I)
NTH = {
    "eerste": 1,
    "1e": 1,
    "tweede": 2,
    "2e": 2,
    "derde": 3,
    "3e": 3,
    "vierde": 4,
    "4e": 4,
    "laatste": -1,
}
NUMBERS = {
    word: n
    for n, word in enumerate(
        ("twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf"), start=2
    )
} | {
    "een": 1,
    "één": 1,
    "veertien": 14,
    "vijftien": 15,
    "twintig": 20,
    "vijfentwintig": 25,
    "dertig": 30,
    "veertig": 40,
    "vijftig": 50,
    "honderd": 100,
}
_AGO = (
    rf"(?:(?P<last>(?:vorig|verleden)\sjaar|(?:foarich|ferline)\sjier)|"
    rf"(?P<ago>\d{{1,3}}|{'|'.join(NUMBERS)})\sjaar\s(?:geleden|terug)|in\s(?P<told>(?:19|20)\d\d))(?!\w)"
)
#: `In 2024 stonden we op `: a year, and in the same breath the day
_YEAR_BEFORE = re.compile(rf"\b{_AGO}(?P<rest>[^,.;:!?\n]{{0,90}})$", _I)
_YEAR_AFTER = re.compile(rf"\s{_AGO}", _I)
#: what comes after it is of this year again
_AGAIN = re.compile(r"\b(?:dit\sjaar|nu|maar|weer|opnieuw)\b", _I)
_CLAUSE_END = re.compile(r"[,.;:!?\n]")
#: how many days ago a day without a year may lie
_RECENT, _HALF_YEAR = 21, 200
_PAST_VERB = re.compile(
    r"\b(?:was|waren|werd|werden|vond|vonden|kwam|kwamen|had|hadden|hield|hielden|ging|"
    r"gingen|stond|stonden|deed|deden|kreeg|kregen|nam|"
    r"namen|begon|begonnen|zei|zat|zaten|trok|trokken|bracht|brachten|liep|liepen|"
    r"overhandigde|verzamelde|opende|geopend|organiseerde|"
    r"ontstond|brandde|stemde|besloot|zag|zagen|ontdekte|meldde|ruimde|ruimden|reden|won|"
    r"(?:heb|hebben|heeft|hebt)\b[^.!?\n]{1,90}\b(?:ge|be|ver|ont|op|aan|uit|in)\w{2,}(?:d|"
    r"t|en)|zijn\b[^.!?\n]{1,60}\b(?:geweest|vertrokken|volgelopen|begonnen|gestart)|"
    r"\w{3,}(?:de|te)n?\s(?:de|het|een|zich|in|op))\b",
    _I,
)


@dataclass(frozen=True, slots=True)
class DayPhrase:
    """A day phrase in a text, `text[start:end]`: its days, the part of the day, and whether it looks back."""

    start: int
    end: int
    days: tuple[date, ...]
    part: str = ""
    past: bool = False
    explicit: bool = True
    #: named for every week or month: the next one counts
    recurs: bool = False
    #: of a row of days (`12 t/m 14 juni`), which has one day in `days`: the first
    last: date | None = None
    #: a weekday to come and nothing else: `vrijdag`, not `vrijdag 14 mei` or `komende vrijdag`
    bare: bool = False


def group(match: re.Match[str], name: str) -> str:
    """What a named group matched in lower case, empty when nothing or when the pattern has none."""
    return (match[name] or "").lower() if name in match.re.groupindex else ""


def day_of(year: int, month: int, day: int) -> date | None:
    """The day, None when the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def nearest(make: Callable[[int], date | None], today: date, side: Side) -> date | None:
    """Without a year: the last one when that is said (`12 januari jl.`), else a day of the last three weeks
    (half a year when looking back), else the next one."""
    options = [d for year in (today.year - 1, today.year, today.year + 1) if (d := make(year)) is not None]
    future = [d for d in options if d >= today]
    past = [d for d in options if d < today]
    if side is Side.SAID_PAST:
        return today if today in future else past[-1] if past else None
    if past and (today - past[-1]).days <= (_HALF_YEAR if side is Side.LOOKS_BACK else _RECENT):
        return past[-1]
    return future[0] if future else None


def _sentence(text: str, start: int, end: int) -> str:
    left = max(text.rfind(mark, max(0, start - 200), start) for mark in (". ", "\n", "? ", "! ")) + 1
    right = min(
        (p for mark in (". ", "\n", "? ", "! ") if (p := text.find(mark, end, end + 200)) >= 0),
        default=end + 200,
    )
    return text[max(left, start - 200) : right]


class Side(Enum):
    """On which side of today a day lies, by the words around it."""

    SAID_PAST = auto()
    LOOKS_BACK = auto()
    OPEN = auto()


def side_of(text: str, match: re.Match[str]) -> Side:
    """A word beside the day says it (`jl.`, `komende`), else the verbs of its sentence may."""
    before = text[max(0, match.start() - 16) : match.start()].split(" ")[-2:-1]
    after = _TOLD_AFTER.match(text[match.end() : match.end() + 16])
    told = " ".join((*before, group(match, "before"), after[0] if after else ""))
    if SAID_PAST.search(told):
        return Side.SAID_PAST
    if not SAID_AHEAD.search(told) and looks_back(text, match):
        return Side.LOOKS_BACK
    return Side.OPEN


def past_year(text: str, match: re.Match[str], today: date) -> str | None:
    """The year that has been, when the clause of a day without a year tells one and tells of what was."""
    if group(match, "year"):
        return None
    start, end = match.span()
    before = text[max(0, start - 120) : start]
    told = _YEAR_AFTER.match(text, end)
    if told is None:
        told = _YEAR_BEFORE.search(before)
        if told is None or _AGAIN.search(told["rest"]):
            return None
        opening = _CLAUSE_END.split(before[: told.start()])[-1]
        if not _PAST_VERB.search(opening + told[0] + _CLAUSE_END.split(text[start : end + 60])[0]):
            return None
    year = _year_of(told, today)
    return str(year) if year < today.year else None


def _year_of(told: re.Match[str], today: date) -> int:
    if told["told"]:
        return int(told["told"])
    ago = group(told, "ago")
    return today.year - (1 if told["last"] else NUMBERS.get(ago) or int(ago))


def looks_back(text: str, match: re.Match[str]) -> bool:
    """Whether the verbs of its sentence tell of what was."""
    return bool(_PAST_VERB.search(_sentence(text, match.start(), match.end())))


def next_in_month(today: date, weekday: int, n: int) -> date:
    """The next n-th such weekday of a month from today on; the last one for -1."""
    for months in (0, 1, 2):
        year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
        days = [
            d for number in range(1, 32) if (d := day_of(year, month + 1, number)) and d.weekday() == weekday
        ]
        day = days[-1] if n < 0 else days[n - 1]
        if day >= today:
            return day
    return today


def in_week(today: date, weekday: int, weeks: int) -> date:
    """A weekday of the week that is so many weeks from this one."""
    return today - timedelta(days=today.weekday()) + timedelta(days=weekday + 7 * weeks)
