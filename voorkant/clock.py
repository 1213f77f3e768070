"""Time is an argument everywhere: a past day can be replayed and gives the same result."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from voorkant.errors import InputError

WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip


def utc_now() -> datetime:
    """The wall clock, in UTC. The command line and the DAGs alone may call it."""
    return datetime.now(UTC)


#: a clock far from these years is a slip of the pen, and has no day before or after it to compute with
FIRST_YEAR, LAST_YEAR = 1970, 2200


def parse_as_of(text: str | None, zone: ZoneInfo) -> datetime:
    """Read `--as-of`: a date (the end of that day) or a date and hour; without offset it is local time.

    Raises InputError for anything else; None gives the wall clock.
    """
    if not text:
        return utc_now()
    try:
        if len(text) == len("2026-09-01"):
            moment = datetime.combine(date.fromisoformat(text), time(23, 59, 59), zone)
        else:
            moment = datetime.fromisoformat(text)
        found = (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise ValueError
    except (ValueError, OverflowError):
        raise InputError(
            f"--as-of {text!r} is geen datum. Schrijf bijvoorbeeld 2026-09-01 of 2026-09-01T06:30."
        ) from None
    return found


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """The calendar day of a moment, as the municipality sees it."""
    return moment.astimezone(zone).date()


def day_start(day: date, zone: ZoneInfo) -> datetime:
    """Midnight local time at the start of a day, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def dutch_day(day: date, *, year: bool = False) -> str:
    """`donderdag 12 maart`, with the year when asked for."""
    text = f"{WEEKDAYS[day.weekday()]} {dutch_date(day)}"
    return f"{text} {day.year}" if year else text


def dutch_date(day: date) -> str:
    """`12 maart`."""
    return f"{day.day} {MONTHS[day.month - 1]}"


def dutch_moment(moment: datetime, zone: ZoneInfo) -> str:
    """`donderdag 12 maart, 20.00 uur`."""
    local = moment.astimezone(zone)
    return f"{dutch_day(local.date())}, {local:%H.%M} uur"
