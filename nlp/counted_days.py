"""Days that are counted: the n-th weekday of a month, and so many days or weeks from now."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from nlp.day_words import (
    LONG,
    MONTH,
    MONTH_WORDS,
    NTH,
    NUMBERS,
    PART,
    WEEKDAY_WORDS,
    YEAR,
    DayPhrase,
    Side,
    day_of,
    group,
    in_week,
    nearest,
    past_year,
    side_of,
)

_I = re.IGNORECASE
_NTH_OF = re.compile(
    rf"\b(?P<nth>{'|'.join(NTH)})\s(?P<weekday>{LONG}){PART}\s(?:van|in)\s(?:de\smaand\s)?{MONTH}{YEAR}", _I
)
_FROM_NOW = re.compile(
    rf"\bover\s(?P<n>\d{{1,2}}|{'|'.join(NUMBERS)})\s(?:(?P<days>dag(?:en)?)\b|"
    rf"we(?:ek|ken),?\s(?:op\s)?(?P<weekday>{LONG}){PART}\b)",
    _I,
)


def nth_of_month(text: str, today: date) -> Iterator[DayPhrase]:
    """`de derde donderdag van oktober`, seen as any other day of a month."""
    for match in _NTH_OF.finditer(text):
        wanted, n = WEEKDAY_WORDS[group(match, "weekday")], NTH[group(match, "nth")]
        make = partial(_nth, MONTH_WORDS[group(match, "month")], wanted, n)
        side = side_of(text, match)
        told = past_year(text, match, today)
        year = match["year"] or told
        day = make(int(year)) if year else nearest(make, today, side)
        if day:
            past = side is Side.SAID_PAST or bool(told)
            yield DayPhrase(match.start(), match.end(), (day,), group(match, "part"), past)


def _nth(month: int, weekday: int, n: int, year: int) -> date | None:
    days = [d for number in range(1, 32) if (d := day_of(year, month, number)) and d.weekday() == weekday]
    return days[n if n < 0 else n - 1]


def from_now(text: str, today: date) -> Iterator[DayPhrase]:
    """`over tien dagen`, `over drie weken, op zaterdag`."""
    for match in _FROM_NOW.finditer(text):
        told = group(match, "n")
        n = NUMBERS.get(told) or int(told)
        day = (
            today + timedelta(days=n)
            if match["days"]
            else in_week(today, WEEKDAY_WORDS[group(match, "weekday")], n)
        )
        yield DayPhrase(match.start(), match.end(), (day,), group(match, "part"))
