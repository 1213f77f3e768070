"""Dutch day phrases: where they stand and which calendar days they mean, seen from the day of publication."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from nlp.counted_days import from_now, nth_of_month
from nlp.day_words import (
    AHEAD,
    JUST_PAST,
    LONG,
    MONTH,
    MONTH_WORDS,
    NTH,
    PART,
    SAID_AHEAD,
    SAID_PAST,
    SHORT,
    WEEKDAY_WORDS,
    YEAR,
    DayPhrase,
    Side,
    day_of,
    group,
    in_week,
    looks_back,
    nearest,
    next_in_month,
    past_year,
    side_of,
)
from nlp.holidays import NAMES, holiday

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
_AFTER = (
    rf"(?P<after>,?\s(?:{AHEAD}|{JUST_PAST}|over een week|over twee weken|over "
    r"veertien dagen|over 14 dagen|in de even weken))?"
)
_ABSOLUTE = re.compile(
    rf"(?<![\w.,/-]){_BEFORE}(?:(?P<weekday>{SHORT}){PART}\.?,?\s(?:de\s|dy\s)?)?"
    rf"(?P<days>{_DAY}(?:(?:\s?(?:,|en|of|&|/)\s?(?:op\s)?(?:(?:{LONG})(?:avond|middag|"
    rf"ochtend)?\s)?){_DAY}){{0,4}}(?:\s?{_UNTIL}\s?"
    rf"(?:(?:{SHORT})\s)?{_DAY})?)\s{MONTH}{YEAR}",
    _I,
)
_NUMERIC = re.compile(
    rf"(?<![\w.,:/€-])(?<!€ )(?:{_BEFORE}(?P<weekday>{SHORT}){PART}\.?,?\s)?"
    r"(?:(?P<day>[0-3]?\d)(?P<sep>[-/])(?P<month>[01]?\d)(?:(?P=sep)(?P<year>(?:20)?\d\d))?|"
    r"(?P<dotted>[0-3]?\d\.[01]?\d\.20\d\d))(?![\w/:-]|[.,]\d)(?!\s?(?:uur|u\b|euro|procent|%|jaar))",
    _I,
)
_RELATIVE = re.compile(
    r"\b(?P<word>eergisteren|gisteren|gister|vandaag|vanavond|vanmiddag|vanochtend|"
    r"vanmorgen|vannacht|overmorgen|morgen|hjoed|jûn|moarn|oermoarn|juster|fannejûn)"
    r"(?P<part>avond|middag|ochtend|vroeg|jûn)?\b",
    _I,
)
_WEEKDAY = re.compile(rf"(?<![\w-]){_BEFORE}(?P<weekday>{LONG}){PART}(?P<plural>en|s)?\b{_AFTER}(?=\W|$)", _I)
_ORDINAL = re.compile(
    rf"\b(?:(?:{LONG}|za|zo)\s(?:de\s)?|(?:op|nog)\sde\s|(?<=[a-z]\s)de\s(?=\d\de,?\s(?:en|in)\s))(?P<day>[0-3]?\d)(?:e|ste|de)\b(?!\s(?:{'|'.join(MONTH_WORDS)}|{LONG})\b)",
    _I,
)
_WEEKEND = re.compile(
    r"\b(?P<before>dit|(?:aan|eerst)?komende?|aanstaande?|volgende?|vorige?|afgelopen|voorbije)\sweekend\b",
    _I,
)
_HOLIDAY = re.compile(
    rf"\b(?P<name>{'|'.join(sorted(map(re.escape, NAMES), key=len, reverse=True))})\b"
    rf"(?!\s?(?:20\d\d-)){YEAR}",
    _I,
)
_EVERY = frozenset(["elke", "iedere", "alle", "eltse", "eerste", "tweede", "derde", "vierde"])
_BETWEEN = re.compile(r"\s?(?:-|–|t/m|tot en met|oant en mei|(?P<bare>tot|oant))\s?(?:aan\s)?(?:de\s)?", _I)
_NOT_ON = re.compile(r"\bniet\s(?:meer\s)?(?:op\s)?(?:de\s)?$", _I)
_BUT_ON = re.compile(r"[^.;!?\n]{0,30}\bmaar\s(?:wel\s|nu\s)?(?:op\s)?(?:de\s)?", _I)
_FROM = re.compile(r"\b(?:van|fan)\s(?:de\s)?$", _I)
#: days that a row of days of which both ends are told in full may last
_LONGEST = 62


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
    return [
        phrase
        for n, phrase in enumerate(kept)
        if n + 1 == len(kept) or not _denied(text, phrase, kept[n + 1])
    ]


def _denied(text: str, phrase: DayPhrase, following: DayPhrase) -> bool:
    """`niet donderdag maar vrijdag`: only the second is meant."""
    before = text[max(0, phrase.start - 20) : phrase.start]
    return bool(_NOT_ON.search(before) and _BUT_ON.fullmatch(text, phrase.end, following.start))


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


def _absolute(text: str, today: date) -> Iterator[DayPhrase]:
    for match in _ABSOLUTE.finditer(text):
        month = MONTH_WORDS[group(match, "month")]
        if (
            group(match, "month") in ("jan", "jul", "jun", "mei", "ma")
            and match["month"][0].isupper()
            and not match["weekday"]
            and match["month"] == "Jan"
        ):
            continue
        side = side_of(text, match)
        numbers = [int(n) for n in re.findall(r"\d+", match["days"])]
        told = past_year(text, match, today)
        found = [_dated(match["year"] or told, month, number, today, side) for number in numbers]
        days, last = tuple(d for d in found if d), None
        if re.search(_UNTIL, match["days"], _I) and days:
            days, last = _first_and_last(days[-1], numbers)
        past = side is Side.SAID_PAST or bool(told)
        yield DayPhrase(match.start(), match.end(), days, group(match, "part"), past, last=last)


def _first_and_last(last: date, numbers: Sequence[int]) -> tuple[tuple[date], date | None]:
    """The last day tells the year: a row of days that began long ago may be going on."""
    first = day_of(last.year, last.month, numbers[0])
    return ((first,), last) if first and first < last else ((first or last,), None)


def _dated(year: str | None, month: int, number: int, today: date, side: Side) -> date | None:
    if year:
        full = int(year) if len(year) == 4 else 2000 + int(year)
        return day_of(full, month, number)
    return nearest(lambda y: day_of(y, month, number), today, side)


def _numeric(text: str, today: date) -> Iterator[DayPhrase]:
    for match in _NUMERIC.finditer(text):
        number, month, year = _numbers(match)
        if not 1 <= month <= 12 or not 1 <= number <= 31:
            continue
        if (
            not year
            and (match["sep"] == "-" or text[match.end() : match.end() + 2].strip()[:1].isalpha())
            and not _date_like(text, match)
        ):
            continue
        side = side_of(text, match)
        told = None if year else past_year(text, match, today)
        day = _dated(year or told, month, number, today, side)
        if day:
            past = side is Side.SAID_PAST or bool(told)
            yield DayPhrase(match.start(), match.end(), (day,), group(match, "part"), past)


def _numbers(match: re.Match[str]) -> tuple[int, int, str | None]:
    """Day, month and year; points are between them only when all three are told."""
    if match["dotted"]:
        day, month, year = match["dotted"].split(".")
        return int(day), int(month), year
    return int(match["day"]), int(match["month"]), match["year"]


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
        word = group(match, "word")
        before = text[max(0, match.start() - 6) : match.start()].lower()
        if word == "morgen" and re.search(r"(?:'s|de|goede|elke|iedere)\s$", before):
            continue
        offset = _OFFSETS[word]
        yield DayPhrase(
            match.start(),
            match.end(),
            (today + timedelta(days=offset),),
            group(match, "part") or _PART_OF.get(word, ""),
            offset < 0 or (offset == 0 and looks_back(text, match)),
        )


def _weekday(text: str, today: date) -> Iterator[DayPhrase]:
    for match in _WEEKDAY.finditer(text):
        before, after = group(match, "before").strip(), group(match, "after").strip()
        wanted = WEEKDAY_WORDS[group(match, "weekday")]
        rhythm = before.split(" ")[0] in _EVERY or match["plural"] or after.startswith("in")
        past = (bool(SAID_PAST.search(f"{before} {after}")) or before.endswith("laatste")) and not rhythm
        bare = not before and not after
        if bare and looks_back(text, match):
            past = True
        if rhythm:
            told = before.split(" ")[-1]
            ahead = NTH.get(told)
            day = next_in_month(today, wanted, ahead) if ahead else _resolve(wanted, "", "", False, today)
        else:
            day = _resolve(wanted, before, after, past, today)
        part = group(match, "part")
        alone = bare and not past and not rhythm
        yield DayPhrase(match.start(), match.end(), (day,), part, past, not bare, bool(rhythm), bare=alone)


def _resolve(wanted: int, before: str, after: str, past: bool, today: date) -> date:
    ahead = (wanted - today.weekday()) % 7
    if past:
        return (
            today - timedelta(days=(today.weekday() - wanted) % 7 or 7)
            if "week" not in before
            else in_week(today, wanted, -1)
        )
    if before.startswith(("volgende week", "nije wike")):
        return in_week(today, wanted, 1)
    if before.startswith(("over een week", "over twee week", "over twee weken")):
        return in_week(today, wanted, 1 if "een" in before else 2)
    if before == "volgende":
        return in_week(today, wanted, 1)
    if before.startswith(("deze week",)):
        return in_week(today, wanted, 0)
    if ahead == 0 and (before not in ("", "nu") or SAID_AHEAD.search(after)):
        ahead = 7
    if "over" in after:
        ahead = (ahead or 7) + (7 if "een week" in after else 14) if "14" not in after else (ahead or 7) + 14
    return today + timedelta(days=ahead)


def _weekend(text: str, today: date) -> Iterator[DayPhrase]:
    for match in _WEEKEND.finditer(text):
        before = group(match, "before")
        saturday = today + timedelta(days=(5 - today.weekday()) % 7)
        if SAID_PAST.search(before):
            yield DayPhrase(match.start(), match.end(), (saturday - timedelta(days=7),), "", past=True)
        else:
            yield DayPhrase(
                match.start(), match.end(), (saturday + timedelta(days=7 * before.startswith("volgend")),)
            )


def _ordinal(text: str, today: date) -> Iterator[DayPhrase]:
    for match in _ORDINAL.finditer(text):
        for months in (0, 1, 2):
            year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
            day = day_of(year, month + 1, int(match["day"]))
            if day is not None and day >= today:
                yield DayPhrase(match.start(), match.end(), (day,))
                break


def _holidays(text: str, today: date) -> Iterator[DayPhrase]:
    for match in _HOLIDAY.finditer(text):
        name, side = group(match, "name"), side_of(text, match)
        told = past_year(text, match, today)
        if year := match["year"] or told:
            day: date | None = holiday(name, int(year))
        else:
            day = nearest(partial(holiday, name), today, side)
        if day:
            part, past = "avond" if "avond" in name else "", side is Side.SAID_PAST or bool(told)
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
    (nth_of_month, ("dag", "dei", "freed", "sneon", "snein")),
    (from_now, ("over ",)),
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
