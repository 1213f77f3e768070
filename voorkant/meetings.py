"""What several tellings of meetings come to: each meeting once, and on which days it goes on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from voorkant.clock import local_day
from voorkant.records import Meeting
from voorkant.vocabulary import MeetingState


def once(told: Sequence[Meeting], zone: ZoneInfo) -> Iterator[tuple[int, Meeting]]:
    """Each meeting once, in order: where it is told best (its position in `told`), and what is known of it.

    One tells where, another at what hour: the same start is the same meeting, and a day without an hour is
    the meeting of that day that has one. A day that is called off calls off what is on that day.
    """
    groups: dict[datetime, list[int]] = {}
    for n, meeting in enumerate(told):
        groups.setdefault(meeting.start, []).append(n)
    vague: dict[date, list[Meeting]] = {}
    for meeting in told:
        if meeting.all_day:
            vague.setdefault(local_day(meeting.start, zone), []).append(meeting)
    timed = {local_day(m.start, zone) for m in told if not m.all_day}
    for group in groups.values():
        same = [told[n] for n in group]
        day, all_day = local_day(same[0].start, zone), all(m.all_day for m in same)
        if all_day and day in timed:
            continue
        best = next((n for n in group if told[n].place), group[0])
        yield best, _together(told[best], [*same, *vague.get(day, ())], all_day=all_day)


def _together(best: Meeting, told: Sequence[Meeting], *, all_day: bool) -> Meeting:
    off = any(m.state is MeetingState.CANCELLED for m in told)
    end = max((m.end for m in told if m.end), default=None)
    return replace(best, state=MeetingState.CANCELLED if off else best.state, end=end, all_day=all_day)


def days(start: datetime, end: datetime | None, zone: ZoneInfo) -> list[date]:
    """The local days on which it goes on; a night that runs into the next day is of the day it starts."""
    first = start.astimezone(zone).replace(tzinfo=None)
    over = end.astimezone(zone).replace(tzinfo=None) if end else first
    if over - first <= timedelta(days=1):
        return [first.date()]
    last = (over - timedelta(microseconds=1)).date()
    return [first.date() + timedelta(days=n) for n in range((last - first.date()).days + 1)]


def over(meeting: Meeting, now: datetime, zone: ZoneInfo) -> bool:
    """Whether it is too late to go there: it began, unless it lasts all of a day or goes on for more days."""
    if meeting.end is not None and len(days(meeting.start, meeting.end, zone)) > 1:
        return meeting.end <= now
    return local_day(meeting.start, zone) < local_day(now, zone) if meeting.all_day else meeting.start < now
