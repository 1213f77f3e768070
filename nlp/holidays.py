"""Dutch holidays and fixed days by name."""

from __future__ import annotations

from datetime import date, timedelta

#: name (folded) to days after Easter
_MOVING = {
    "goede vrijdag": -2,
    "stille zaterdag": -1,
    "eerste paasdag": 0,
    "1e paasdag": 0,
    "pasen": 0,
    "paaszondag": 0,
    "witte donderdag": -3,
    "palmzondag": -7,
    "palmpasen": -7,
    "carnavalszaterdag": -50,
    "carnavalszondag": -49,
    "carnavalsmaandag": -48,
    "carnavalsdinsdag": -47,
    "vastenavond": -47,
    "aswoensdag": -46,
    "tweede paasdag": 1,
    "2e paasdag": 1,
    "paasmaandag": 1,
    "hemelvaart": 39,
    "hemelvaartsdag": 39,
    "eerste pinksterdag": 49,
    "pinksteren": 49,
    "tweede pinksterdag": 50,
    "2e pinksterdag": 50,
    "pinkstermaandag": 50,
}
_FIXED = {
    "nieuwjaarsdag": (1, 1),
    "bevrijdingsdag": (5, 5),
    "dodenherdenking": (5, 4),
    "dag van de arbeid": (5, 1),
    "sinterklaasavond": (12, 5),
    "pakjesavond": (12, 5),
    "sinterklaas": (12, 5),
    "kerstmis": (12, 25),
    "kerstavond": (12, 24),
    "eerste kerstdag": (12, 25),
    "1e kerstdag": (12, 25),
    "tweede kerstdag": (12, 26),
    "2e kerstdag": (12, 26),
    "oudjaarsdag": (12, 31),
    "oudjaarsavond": (12, 31),
    "oudjaar": (12, 31),
    "oudejaarsdag": (12, 31),
    "oudejaarsavond": (12, 31),
    "sint maarten": (11, 11),
    "sint-maarten": (11, 11),
    "sintmaarten": (11, 11),
    "dierendag": (10, 4),
    "werelddierendag": (10, 4),
    "allerheiligen": (11, 1),
    "allerzielen": (11, 2),
    "internationale vrouwendag": (3, 8),
    "keti koti": (7, 1),
    "driekoningen": (1, 6),
    "valentijnsdag": (2, 14),
}
#: name to month, weekday (Monday is 0), and which of those in the month
_NTH = {
    "moederdag": (5, 6, 2),
    "vaderdag": (6, 6, 3),
    "open monumentendag": (9, 5, 2),
    "prinsjesdag": (9, 1, 3),
    "burendag": (9, 5, 4),
}
NAMES = (*_MOVING, *_FIXED, *_NTH, "koningsdag")


def easter(year: int) -> date:
    """Easter Sunday (Gregorian calendar, the anonymous algorithm of 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def holiday(name: str, year: int) -> date:
    """The day of a name of NAMES in a year."""
    if name in _MOVING:
        return easter(year) + timedelta(days=_MOVING[name])
    if name == "koningsdag":
        day = date(year, 4, 27)
        return day - timedelta(days=1) if day.weekday() == 6 else day
    if name in _NTH:
        return _nth(year, *_NTH[name])
    month, number = _FIXED[name]
    return date(year, month, number)


def _nth(year: int, month: int, weekday: int, n: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))


#: the public holidays, on which most are off
_OFF = (
    "nieuwjaarsdag", "tweede paasdag", "koningsdag", "bevrijdingsdag", "hemelvaartsdag",
    "tweede pinksterdag", "eerste kerstdag", "tweede kerstdag",
)  # fmt: skip


def public_holiday(day: date) -> bool:
    """Whether it is one of the public holidays; those that always fall on a Sunday are not told apart."""
    return any(holiday(name, day.year) == day for name in _OFF)
