"""Dutch day phrases: where they stand and which calendar days they mean, seen from the day of publication."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum, auto
from functools import partial

from nlp.holidays import NAMES, holiday

_MONTH_WORDS = {
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
_WEEKDAY_WORDS = {
    "maandag": 0, "moandei": 0, "ma": 0, "dinsdag": 1, "tiisdei": 1, "di": 1, "woensdag": 2,
    "woansdei": 2, "wo": 2, "donderdag": 3, "tongersdei": 3, "do": 3, "vrijdag": 4, "freed": 4, "vr": 4,
    "zaterdag": 5, "sneon": 5, "za": 5, "zondag": 6, "snein": 6, "zo": 6,
}  # fmt: skip
_LONG = (
    "maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|moandei|tiisdei|woansdei|"
    "tongersdei|freed|sneon|snein"
)
_SHORT = rf"{_LONG}|ma|di|wo|do|vr|za|zo"
_PART = r"(?P<part>avond|middag|ochtend|morgen|nacht|jûn|nammiddag|moarn)?"
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTH_WORDS, key=len, reverse=True))})\b\.?"
_YEAR = r"(?:,?\s(?P<year>(?:19|20)\d\d)\b)?"
_DAY = r"(?:[0-2]?[1-9]|10|20|30|31)(?:e|ste|de)?"
#: between the first and the last of a row of days
_UNTIL = r"(?:-|–|t/m|tot en met|tot|oant en mei|oant)"
_I = re.IGNORECASE

_BEFORE = (
    r"(?P<before>(?:volgende|vorige|afgelopen|voorbije|deze|komende|over een|over twee|"
    r"nije|foarige)\s(?:week|weken|wike)\s(?:op\s)?|a\.?s\.?\s|aanstaande\s|aanst\.\s|komende\s|"
    r"komend\s|aankomende\s|eerstvolgende\s|eerstkomende\s|volgende\s|deze\s|afgelopen\s|"
    r"voorbije\s|verleden\s|vorige\s|nu\s|oankommende\s|kommende\s|ôfrûne\s|foarige\s|"
    r"(?:elke\s|iedere\s|alle\s|eltse\s)(?:eerste\s|tweede\s|derde\s|vierde\s|laatste\s|"
    r"1e\s|2e\s|3e\s|4e\s)?|(?:eerste|tweede|derde|laatste|vierde)\s)?"
)
_JUST_PAST = r"jl\b\.?|j\.l\.?|ll\b\.?|l\.l\.?|laatstleden|jongstleden"
_AHEAD = r"a\.?s\b\.?|aanstaande|aanst\.|eerstkomende|eerstvolgende"
_AFTER = (
    rf"(?P<after>,?\s(?:{_AHEAD}|{_JUST_PAST}|over een week|over twee weken|over "
    r"veertien dagen|over 14 dagen|in de even weken))?"
)
#: what before or after a day tells on which side of today it lies
_SAID_PAST = re.compile(rf"\b(?:{_JUST_PAST}|afgelopen|voorbije|vorige?|verleden|ôfrûne|foarige)(?=\W|$)", _I)
_SAID_AHEAD = re.compile(rf"\b(?:{_AHEAD}|(?:aan)?komende?|volgende?|oankommende|kommende|nije)(?=\W|$)", _I)
_TOLD_AFTER = re.compile(rf",?\s\(?(?:{_AHEAD}|{_JUST_PAST})(?=\W|$)", _I)
_ABSOLUTE = re.compile(
    rf"(?<![\w.,/-]){_BEFORE}(?:(?P<weekday>{_SHORT}){_PART}\.?,?\s(?:de\s|dy\s)?)?"
    rf"(?P<days>{_DAY}(?:(?:\s?(?:,|en|of|&|/)\s?(?:op\s)?(?:(?:{_LONG})(?:avond|middag|"
    rf"ochtend)?\s)?){_DAY}){{0,4}}(?:\s?{_UNTIL}\s?"
    rf"(?:(?:{_SHORT})\s)?{_DAY})?)\s{_MONTH}{_YEAR}",
    _I,
)
_NUMERIC = re.compile(
    rf"(?<![\w.,:/€-])(?<!€ )(?:{_BEFORE}(?P<weekday>{_SHORT}){_PART}\.?,?\s)?"
    r"(?P<day>[0-3]?\d)(?P<sep>[-/])(?P<month>[01]?\d)(?:(?P=sep)(?P<year>(?:20)?\d\d))?(?![\w/:-]|"
    r"[.,]\d)(?!\s?(?:uur|u\b|euro|procent|%|jaar))"
)
_RELATIVE = re.compile(
    r"\b(?P<word>eergisteren|gisteren|gister|vandaag|vanavond|vanmiddag|vanochtend|"
    r"vanmorgen|vannacht|overmorgen|morgen|hjoed|jûn|moarn|oermoarn|juster|fannejûn)"
    r"(?P<part>avond|middag|ochtend|vroeg|jûn)?\b",
    _I,
)
_WEEKDAY = re.compile(
    rf"(?<![\w-]){_BEFORE}(?P<weekday>{_LONG}){_PART}(?P<plural>en|s)?\b{_AFTER}(?=\W|$)", _I
)
_ORDINAL = re.compile(
    rf"\b(?:(?:{_LONG}|za|zo)\s(?:de\s)?|(?:op|nog)\sde\s|(?<=[a-z]\s)de\s(?=\d\de,?\s(?:en|in)\s))(?P<day>[0-3]?\d)(?:e|ste|de)\b(?!\s(?:{'|'.join(_MONTH_WORDS)})\b)",
    _I,
)
_WEEKEND = re.compile(
    r"\b(?P<before>dit|(?:aan|eerst)?komende?|aanstaande?|volgende?|vorige?|afgelopen|voorbije)\sweekend\b",
    _I,
)
_HOLIDAY = re.compile(
    rf"\b(?P<name>{'|'.join(sorted(map(re.escape, NAMES), key=len, reverse=True))})\b"
    rf"(?!\s?(?:20\d\d-)){_YEAR}",
    _I,
)
_EVERY = frozenset(["elke", "iedere", "alle", "eltse", "eerste", "tweede", "derde", "vierde"])
_NTH = {
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
_BETWEEN = re.compile(r"\s?(?:-|–|t/m|tot en met|oant en mei|(?P<bare>tot|oant))\s?(?:aan\s)?(?:de\s)?", _I)
_FROM = re.compile(r"\b(?:van|fan)\s(?:de\s)?$", _I)
#: days that a row of days of which both ends are told in full may last
_LONGEST = 62
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


def find_days(text: str, today: date) -> list[DayPhrase]:
    """All day phrases, in order, not overlapping; impossible days (31 februari) are left out."""
    found: list[DayPhrase] = []
    for finder in _finders(text):
        found += finder(text, today)
    kept: list[DayPhrase] = []
    for phrase in sorted(found, key=lambda p: (p.start, -p.end)):
        if not phrase.days or (kept and phrase.start < kept[-1].end):
            continue
        row = _row(text, kept[-1], phrase) if kept else None
        if row:
            kept[-1] = row
        else:
            kept.append(phrase)
    return kept


def _row(text: str, first: DayPhrase, last: DayPhrase) -> DayPhrase | None:
    """`30 mei t/m 2 juni`: two phrases that are the ends of one row of days.

    `maandag t/m vrijdag` is not: so opening hours are told.
    """
    if not (first.explicit or last.explicit):
        return None
    if len(first.days) > 1 or len(last.days) > 1 or first.last or last.last or first.recurs or last.recurs:
        return None
    between = _BETWEEN.fullmatch(text[first.end : last.start])
    if not between or (between["bare"] and not _FROM.search(text[: first.start][-12:])):
        return None
    day = last.days[0]
    if day < first.days[0] and not _DIGIT.search(text[last.start : last.end]):
        day += timedelta(days=7)
    if not 0 < (day - first.days[0]).days <= _LONGEST:
        return None
    return replace(first, end=last.end, last=day, bare=False)


def _group(match: re.Match[str], name: str) -> str:
    return (match[name] or "").lower() if name in match.re.groupindex else ""


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def nearest(make: Callable[[int], date | None], today: date, side: _Side) -> date | None:
    """Without a year: the last one when that is said (`12 januari jl.`), else a day of the last three weeks
    (half a year when looking back), else the next one."""
    options = [d for year in (today.year - 1, today.year, today.year + 1) if (d := make(year)) is not None]
    future = [d for d in options if d >= today]
    past = [d for d in options if d < today]
    if side is _Side.SAID_PAST:
        return today if today in future else past[-1] if past else None
    if past and (today - past[-1]).days <= (_HALF_YEAR if side is _Side.LOOKS_BACK else _RECENT):
        return past[-1]
    return future[0] if future else None


def _sentence(text: str, start: int, end: int) -> str:
    left = max(text.rfind(mark, max(0, start - 200), start) for mark in (". ", "\n", "? ", "! ")) + 1
    right = min(
        (p for mark in (". ", "\n", "? ", "! ") if (p := text.find(mark, end, end + 200)) >= 0),
        default=end + 200,
    )
    return text[max(left, start - 200) : right]


class _Side(Enum):
    """On which side of today a day lies, by the words around it."""

    SAID_PAST = auto()
    LOOKS_BACK = auto()
    OPEN = auto()


def _side(text: str, match: re.Match[str]) -> _Side:
    """A word beside the day says it (`jl.`, `komende`), else the verbs of its sentence may."""
    before = text[max(0, match.start() - 16) : match.start()].split(" ")[-2:-1]
    after = _TOLD_AFTER.match(text[match.end() : match.end() + 16])
    told = " ".join((*before, _group(match, "before"), after[0] if after else ""))
    if _SAID_PAST.search(told):
        return _Side.SAID_PAST
    if not _SAID_AHEAD.search(told) and _looks_back(text, match):
        return _Side.LOOKS_BACK
    return _Side.OPEN


def _looks_back(text: str, match: re.Match[str]) -> bool:
    return bool(_PAST_VERB.search(_sentence(text, match.start(), match.end())))


def _absolute(text: str, today: date) -> Iterator[DayPhrase]:
    for match in _ABSOLUTE.finditer(text):
        month = _MONTH_WORDS[_group(match, "month")]
        if (
            _group(match, "month") in ("jan", "jul", "jun", "mei", "ma")
            and match["month"][0].isupper()
            and not match["weekday"]
            and match["month"] == "Jan"
        ):
            continue
        side = _side(text, match)
        numbers = [int(n) for n in re.findall(r"\d+", match["days"])]
        found = [_dated(match["year"], month, number, today, side) for number in numbers]
        days, last = tuple(d for d in found if d), None
        if re.search(_UNTIL, match["days"], _I) and days:
            days, last = _first_and_last(days[-1], numbers)
        past = side is _Side.SAID_PAST
        yield DayPhrase(match.start(), match.end(), days, _group(match, "part"), past, last=last)


def _first_and_last(last: date, numbers: Sequence[int]) -> tuple[tuple[date], date | None]:
    """The last day tells the year: a row of days that began long ago may be going on."""
    first = _day(last.year, last.month, numbers[0])
    return ((first,), last) if first and first < last else ((first or last,), None)


def _dated(year: str | None, month: int, number: int, today: date, side: _Side) -> date | None:
    if year:
        full = int(year) if len(year) == 4 else 2000 + int(year)
        return _day(full, month, number)
    return nearest(lambda y: _day(y, month, number), today, side)


def _numeric(text: str, today: date) -> Iterator[DayPhrase]:
    for match in _NUMERIC.finditer(text):
        month, number = int(match["month"]), int(match["day"])
        if not 1 <= month <= 12 or not 1 <= number <= 31:
            continue
        if (
            not match["year"]
            and (match["sep"] == "-" or text[match.end() : match.end() + 2].strip()[:1].isalpha())
            and not _date_like(text, match)
        ):
            continue
        side = _side(text, match)
        day = _dated(match["year"], month, number, today, side)
        if day:
            past = side is _Side.SAID_PAST
            yield DayPhrase(match.start(), match.end(), (day,), _group(match, "part"), past)


def _date_like(text: str, match: re.Match[str]) -> bool:
    """A bare 12-3 or 12/3 is a day after a weekday or `op`, or before an hour; else a score or a fraction."""
    before = text[max(0, match.start() - 14) : match.start()].lower()
    after = text[match.end() : match.end() + 12]
    return bool(
        match["weekday"]
        or re.search(r"(?:\bop|datum:?)[.,]?\s$", before)
        or re.match(r",?\s(?:om\s)?\d{1,2}[.:]\d\d|,?\s(?:om|vanaf)\s", after)
    )


_OFFSETS = {
    "eergisteren": -2,
    "gisteren": -1,
    "gister": -1,
    "juster": -1,
    "vandaag": 0,
    "vanavond": 0,
    "vanmiddag": 0,
    "vanochtend": 0,
    "vanmorgen": 0,
    "vannacht": 0,
    "morgen": 1,
    "overmorgen": 2,
    "hjoed": 0,
    "jûn": 0,
    "fannejûn": 0,
    "moarn": 1,
    "oermoarn": 2,
}
_PART_OF = {
    "vanavond": "avond",
    "vanmiddag": "middag",
    "vanochtend": "ochtend",
    "vanmorgen": "ochtend",
    "jûn": "avond",
    "fannejûn": "avond",
}


def _relative(text: str, today: date) -> Iterator[DayPhrase]:
    for match in _RELATIVE.finditer(text):
        word = _group(match, "word")
        before = text[max(0, match.start() - 6) : match.start()].lower()
        if word == "morgen" and re.search(r"(?:'s|de|goede|elke|iedere)\s$", before):
            continue
        offset = _OFFSETS[word]
        yield DayPhrase(
            match.start(),
            match.end(),
            (today + timedelta(days=offset),),
            _group(match, "part") or _PART_OF.get(word, ""),
            offset < 0 or (offset == 0 and _looks_back(text, match)),
        )


def _weekday(text: str, today: date) -> Iterator[DayPhrase]:
    for match in _WEEKDAY.finditer(text):
        before, after = _group(match, "before").strip(), _group(match, "after").strip()
        wanted = _WEEKDAY_WORDS[_group(match, "weekday")]
        rhythm = before.split(" ")[0] in _EVERY or match["plural"] or after.startswith("in")
        past = (bool(_SAID_PAST.search(f"{before} {after}")) or before.endswith("laatste")) and not rhythm
        bare = not before and not after
        if bare and _looks_back(text, match):
            past = True
        if rhythm:
            told = before.split(" ")[-1]
            ahead = _NTH.get(told)
            day = next_in_month(today, wanted, ahead) if ahead else _resolve(wanted, "", "", False, today)
        else:
            day = _resolve(wanted, before, after, past, today)
        part = _group(match, "part")
        alone = bare and not past and not rhythm
        yield DayPhrase(match.start(), match.end(), (day,), part, past, not bare, bool(rhythm), bare=alone)


def next_in_month(today: date, weekday: int, n: int) -> date:
    """The next n-th such weekday of a month from today on; the last one for -1."""
    for months in (0, 1, 2):
        year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
        days = [
            d for number in range(1, 32) if (d := _day(year, month + 1, number)) and d.weekday() == weekday
        ]
        day = days[-1] if n < 0 else days[n - 1]
        if day >= today:
            return day
    return today


def _resolve(wanted: int, before: str, after: str, past: bool, today: date) -> date:
    ahead = (wanted - today.weekday()) % 7
    if past:
        return (
            today - timedelta(days=(today.weekday() - wanted) % 7 or 7)
            if "week" not in before
            else _in_week(today, wanted, -1)
        )
    if before.startswith(("volgende week", "nije wike")):
        return _in_week(today, wanted, 1)
    if before.startswith(("over een week", "over twee week", "over twee weken")):
        return _in_week(today, wanted, 1 if "een" in before else 2)
    if before == "volgende":
        return _in_week(today, wanted, 1)
    if before.startswith(("deze week",)):
        return _in_week(today, wanted, 0)
    if ahead == 0 and (before not in ("", "nu") or _SAID_AHEAD.search(after)):
        ahead = 7
    if "over" in after:
        ahead = (ahead or 7) + (7 if "een week" in after else 14) if "14" not in after else (ahead or 7) + 14
    return today + timedelta(days=ahead)


def _in_week(today: date, wanted: int, weeks: int) -> date:
    return today - timedelta(days=today.weekday()) + timedelta(days=wanted + 7 * weeks)


def _weekend(text: str, today: date) -> Iterator[DayPhrase]:
    for match in _WEEKEND.finditer(text):
        before = _group(match, "before")
        saturday = today + timedelta(days=(5 - today.weekday()) % 7)
        if _SAID_PAST.search(before):
            yield DayPhrase(match.start(), match.end(), (saturday - timedelta(days=7),), "", past=True)
        else:
            yield DayPhrase(
                match.start(), match.end(), (saturday + timedelta(days=7 * before.startswith("volgend")),)
            )


def _ordinal(text: str, today: date) -> Iterator[DayPhrase]:
    for match in _ORDINAL.finditer(text):
        for months in (0, 1, 2):
            year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
            day = _day(year, month + 1, int(match["day"]))
            if day is not None and day >= today:
                yield DayPhrase(match.start(), match.end(), (day,))
                break


def _holidays(text: str, today: date) -> Iterator[DayPhrase]:
    for match in _HOLIDAY.finditer(text):
        name, side = _group(match, "name"), _side(text, match)
        if match["year"]:
            day: date | None = holiday(name, int(match["year"]))
        else:
            day = nearest(partial(holiday, name), today, side)
        if day:
            part, past = "avond" if "avond" in name else "", side is _Side.SAID_PAST
            yield DayPhrase(match.start(), match.end(), (day,), part, past, explicit=False)


_Finder = Callable[[str, date], Iterator[DayPhrase]]
#: most sentences have no digit, and need not be searched for days with one
_BY_NUMBER: tuple[_Finder, ...] = (_absolute, _numeric, _ordinal)
#: nor has a sentence a day by name without one of these in it
_BY_NAME: tuple[tuple[_Finder, tuple[str, ...]], ...] = (
    (
        _relative,
        ("gister", "vanda", "vana", "vanm", "vano", "vann", "morgen", "hjoed", "jûn", "moarn", "juster"),
    ),
    (_weekday, ("dag", "dei", "freed", "sneon", "snein")),
    (_weekend, ("weekend",)),
    (_holidays, NAMES),
)
_DIGIT = re.compile(r"\d")


def _finders(text: str) -> list[_Finder]:
    """Those that may find a day in a text."""
    folded = text.casefold()
    by_name = [finder for finder, marks in _BY_NAME if any(mark in folded for mark in marks)]
    return [*_BY_NUMBER, *by_name] if _DIGIT.search(text) else by_name


def may_name_days(text: str) -> bool:
    """Whether a text may name a day at all, quickly told."""
    return bool(_finders(text))
