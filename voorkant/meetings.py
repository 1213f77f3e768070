"""What several tellings of meetings come to: each meeting once, and on which days it goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from voorkant.clock import local_day
from voorkant.records import Meeting
from voorkant.vocabulary import MeetingState

#: from the positions that tell of a meeting and those that call off its day, to whether those are believed
Believed = Callable[[Sequence[int], Sequence[int]], bool]


def once(
    told: Sequence[Meeting], zone: ZoneInfo, believed: Believed = lambda announced, off: True
) -> Iterator[tuple[int, Meeting]]:
    """Each meeting once, in order: where it is told best (its position in `told`), and what is known of it.

    One tells where, another at what hour: the same start is the same meeting, and a day without an hour is
    the meeting of that day that has one. A day that is called off calls off what is on that day, if
    `believed`; who names the hour too is always believed.
    """
    groups: dict[datetime, list[int]] = {}
    for n, meeting in enumerate(told):
        groups.setdefault(meeting.start, []).append(n)
    vague: dict[date, list[int]] = {}
    for n, meeting in enumerate(told):
        if meeting.all_day:
            vague.setdefault(local_day(meeting.start, zone), []).append(n)
    timed = {local_day(m.start, zone) for m in told if not m.all_day}
    for group in groups.values():
        day, all_day = local_day(told[group[0]].start, zone), all(told[n].all_day for n in group)
        if all_day and day in timed:
            continue
        of_day = dict.fromkeys([*group, *vague.get(day, ())])
        off = [n for n in of_day if told[n].all_day and told[n].state is MeetingState.CANCELLED]
        announced = [n for n in of_day if n not in off]
        heard = announced if announced and off and not believed(announced, off) else list(of_day)
        here = [n for n in group if n in heard]
        best = next((n for n in here if told[n].place), here[0])
        yield best, _together(told[best], [told[n] for n in heard], all_day=all_day)


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
