"""Dutch day phrases: where they stand and which calendar days they mean, seen from the day of publication."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
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
    "maandag": 0,
    "moandei": 0,
    "ma": 0,
    "dinsdag": 1,
    "tiisdei": 1,
    "di": 1,
    "woensdag": 2,
    "woansdei": 2,
    "wo": 2,
    "donderdag": 3,
    "tongersdei": 3,
    "do": 3,
    "vrijdag": 4,
    "freed": 4,
    "vr": 4,
    "zaterdag": 5,
    "sneon": 5,
    "za": 5,
    "zondag": 6,
    "snein": 6,
    "zo": 6,
}
_LONG = (
    "maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|moandei|tiisdei|woansdei|"
    "tongersdei|freed|sneon|snein"
)
_PART = r"(?P<part>avond|middag|ochtend|morgen|nacht|jûn|nammiddag|moarn)?"
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTH_WORDS, key=len, reverse=True))})\b\.?"
_YEAR = r"(?:,?\s(?P<year>(?:19|20)\d\d)\b)?"
_DAY = r"(?:[0-2]?[1-9]|10|20|30|31)(?:e|ste|de)?"
_I = re.IGNORECASE

_ABSOLUTE = re.compile(
    rf"(?<![\w.,/-])(?:(?P<weekday>{_LONG}|ma|di|wo|do|vr|za|zo){_PART}\.?,?\s(?:de\s|dy\s)?)?"
    rf"(?P<days>{_DAY}(?:(?:\s?(?:,|en|of|&|/)\s?(?:op\s)?(?:(?:{_LONG})(?:avond|middag|"
    rf"ochtend)?\s)?){_DAY}){{0,4}}(?:\s?(?:-|–|t/m|tot en "
    rf"met)\s?(?:(?:{_LONG})\s)?{_DAY})?)\s{_MONTH}{_YEAR}",
    _I,
)
_NUMERIC = re.compile(
    r"(?<![\w.,:/€-])(?<!€ "
    r")(?P<day>[0-3]?\d)(?P<sep>[-/])(?P<month>[01]?\d)(?:(?P=sep)(?P<year>(?:20)?\d\d))?(?![\w/:-]|"
    r"[.,]\d)(?!\s?(?:uur|u\b|euro|procent|%|jaar))"
)
_RELATIVE = re.compile(
    r"\b(?P<word>eergisteren|gisteren|gister|vandaag|vanavond|vanmiddag|vanochtend|"
    r"vanmorgen|vannacht|overmorgen|morgen|hjoed|jûn|moarn|oermoarn|juster|fannejûn)"
    r"(?P<part>avond|middag|ochtend|vroeg|jûn)?\b",
    _I,
)
_BEFORE = (
    r"(?P<before>(?:volgende|vorige|afgelopen|deze|komende|over een|over twee|"
    r"nije)\s(?:week|weken|wike)\s(?:op\s)?|a\.?s\.?\s|aanstaande\s|aanst\.\s|komende\s|"
    r"komend\s|eerstvolgende\s|eerstkomende\s|volgende\s|deze\s|afgelopen\s|verleden\s|"
    r"vorige\s|nu\s|oankommende\s|kommende\s|"
    r"(?:elke\s|iedere\s|alle\s|eltse\s)(?:eerste\s|tweede\s|derde\s|vierde\s|laatste\s|"
    r"1e\s|2e\s|3e\s|4e\s)?|(?:eerste|tweede|derde|laatste|vierde)\s)?"
)
_AFTER = (
    r"(?P<after>\s(?:a\.?s\.?|aanstaande|jl\.?|j\.l\.?|over een week|over twee weken|over "
    r"veertien dagen|over 14 dagen|in de even weken))?"
)
_WEEKDAY = re.compile(
    rf"(?<![\w-]){_BEFORE}(?P<weekday>{_LONG}){_PART}(?P<plural>en|s)?\b{_AFTER}(?=\W|$)", _I
)
_ORDINAL = re.compile(
    rf"\b(?:(?:{_LONG}|za|zo)\s(?:de\s)?|(?:op|nog)\sde\s|(?<=[a-z]\s)de\s(?=\d\de,?\s(?:en|in)\s))(?P<day>[0-3]?\d)(?:e|ste|de)\b(?!\s(?:{'|'.join(_MONTH_WORDS)})\b)",
    _I,
)
_WEEKEND = re.compile(r"\b(?P<before>dit|komend|aankomend|volgend|afgelopen)\sweekend\b", _I)
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
#: how many days ago a day without a year may lie
_RECENT, _HALF_YEAR = 21, 200
_PAST = re.compile(r"\b(?:jl|j\.l|afgelopen|vorige|verleden)\b|laatste", _I)
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


def find_days(text: str, today: date) -> list[DayPhrase]:
    """All day phrases, in order, not overlapping; impossible days (31 februari) are left out."""
    found: list[DayPhrase] = []
    for finder in _finders(text):
        found += finder(text, today)
    kept: list[DayPhrase] = []
    for phrase in sorted(found, key=lambda p: (p.start, -p.end)):
        if phrase.days and (not kept or phrase.start >= kept[-1].end):
            kept.append(phrase)
    return kept


def _group(match: re.Match[str], name: str) -> str:
    return (match[name] or "").lower() if name in match.re.groupindex else ""


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def nearest(make: Callable[[int], date | None], today: date, past_context: bool) -> date | None:
    """Without a year: a day of the last three weeks (half a year when looking back), else the next one."""
    options = [d for year in (today.year - 1, today.year, today.year + 1) if (d := make(year)) is not None]
    future = [d for d in options if d >= today]
    past = [d for d in options if d < today]
    if past and (today - past[-1]).days <= (_HALF_YEAR if past_context else _RECENT):
        return past[-1]
    return future[0] if future else None


def _sentence(text: str, start: int, end: int) -> str:
    left = max(text.rfind(mark, max(0, start - 200), start) for mark in (". ", "\n", "? ", "! ")) + 1
    right = min(
        (p for mark in (". ", "\n", "? ", "! ") if (p := text.find(mark, end, end + 200)) >= 0),
        default=end + 200,
    )
    return text[max(left, start - 200) : right]


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
        numbers = [int(n) for n in re.findall(r"\d+", match["days"])]
        if re.search(r"-|–|t/m|tot en met", match["days"]):
            numbers = numbers[:1]
        back = _looks_back(text, match)
        days = []
        for number in numbers:
            day = _dated(match["year"], month, number, today, back)
            if day:
                days.append(day)
        yield DayPhrase(match.start(), match.end(), tuple(days), _group(match, "part"))


def _dated(year: str | None, month: int, number: int, today: date, back: bool) -> date | None:
    if year:
        full = int(year) if len(year) == 4 else 2000 + int(year)
        return _day(full, month, number)
    return nearest(lambda y: _day(y, month, number), today, back)


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
        day = _dated(match["year"], month, number, today, _looks_back(text, match))
        if day:
            yield DayPhrase(match.start(), match.end(), (day,))


def _date_like(text: str, match: re.Match[str]) -> bool:
    """A bare 12-3 or 12/3 is a day after a weekday or `op`, or before an hour; else a score or a fraction."""
    before = text[max(0, match.start() - 14) : match.start()].lower()
    after = text[match.end() : match.end() + 12]
    return bool(
        re.search(rf"(?:{_LONG}|\bop|\bma|\bdi|\bwo|\bdo|\bvr|\bza|\bzo|datum:?)[.,]?\s$", before)
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
        past = bool(_PAST.search(f"{before} {after}")) and not rhythm
        bare = not before and not after
        if bare and _looks_back(text, match):
            past = True
        if rhythm:
            told = before.split(" ")[-1]
            ahead = _NTH.get(told)
            day = next_in_month(today, wanted, ahead) if ahead else _resolve(wanted, "", "", False, today)
        else:
            day = _resolve(wanted, before, after, past, today)
        yield DayPhrase(
            match.start(), match.end(), (day,), _group(match, "part"), past, not bare, bool(rhythm)
        )


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
    if before and before != "nu" and ahead == 0:
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
        if before == "afgelopen":
            yield DayPhrase(match.start(), match.end(), (saturday - timedelta(days=7),), "", past=True)
        else:
            yield DayPhrase(
                match.start(), match.end(), (saturday + timedelta(days=7 * (before == "volgend")),)
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
        name = _group(match, "name")
        if match["year"]:
            day: date | None = holiday(name, int(match["year"]))
        else:
            day = nearest(partial(holiday, name), today, _looks_back(text, match))
        if day:
            part = "avond" if "avond" in name else ""
            yield DayPhrase(match.start(), match.end(), (day,), part, explicit=False)


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
