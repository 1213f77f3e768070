"""Where two networks announce a gathering on the same day at the same place.

It stands beside a relation that was found by other signs and decides nothing: tried as a sign of its own, it
brought nothing (decision 0035). What waits for a human announces nothing here; what was called off is none.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from frontdesk.desk import ALL_TIME, Desk
from voorkant.clock import local_day
from voorkant.text import fold

#: so many of two networks at most, the newest
MOST = 3


@dataclass(frozen=True, slots=True)
class Together:
    """A day and a place that two networks have in common, and a document of each."""

    day: date
    place: str
    urls: tuple[str, str]


def together(desk: Desk, one: str, others: set[str]) -> dict[str, list[Together]]:
    """By the id of the other network, the newest first."""
    homes = {i: n.id for n in desk.networks.values() for i in map(desk.resolve, n.initiatives)}
    town = fold(desk.settings.municipality)
    held: defaultdict[tuple[date, str], dict[str, tuple[str, str]]] = defaultdict(dict)
    for gathering in desk.gatherings(*ALL_TIME):
        home, place = homes.get(gathering.initiative, ""), gathering.meeting.place
        if home in {one, *others} and fold(place) not in ("", town):
            day = local_day(gathering.meeting.start, desk.settings.zone)
            held[day, fold(place)].setdefault(home, (place, gathering.url))
    found: defaultdict[str, list[Together]] = defaultdict(list)
    for (day, _), by in sorted(held.items(), reverse=True):
        for other in sorted(others & by.keys() if one in by else ()):
            place, url = by[one]
            found[other].append(Together(day, place, (url, by[other][1])))
    return {other: joint[:MOST] for other, joint in found.items()}
