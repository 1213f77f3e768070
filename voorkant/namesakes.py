"""Initiatives of one name: what is said of each to tell them apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from zoneinfo import ZoneInfo

from voorkant.clock import dutch_day, local_day
from voorkant.records import Initiative
from voorkant.text import fold


def told_apart(shown: Iterable[Initiative], zone: ZoneInfo) -> list[Initiative]:
    """The initiatives in their order, those of one name each with where it is, else since when, else its id.

    For all that is shown at once, not where a name is given: who bears the same name changes with the days,
    and the name itself is compared with what documents say.
    """
    found = list(shown)
    bearers: defaultdict[str, list[Initiative]] = defaultdict(list)
    for initiative in found:
        bearers[fold(initiative.name)].append(initiative)
    names = {i.id: name for same in bearers.values() for i, name in _named(same, zone)}
    return [i if names[i.id] == i.name else replace(i, name=names[i.id]) for i in found]


def _named(same: list[Initiative], zone: ZoneInfo) -> list[tuple[Initiative, str]]:
    if len(same) == 1:
        return [(same[0], same[0].name)]
    ways: tuple[Callable[[Initiative], str], ...] = (
        lambda i: i.places[0].name if i.places else "",
        lambda i: f"sinds {dutch_day(local_day(i.first_seen, zone), year=True).split(' ', 1)[1]}",
        lambda i: i.id,
    )
    told = ([way(i) for i in same] for way in ways)
    apart = next(words for words in told if all(words) and len({fold(w) for w in words}) == len(same))
    return [(i, f"{i.name} ({word})") for i, word in zip(same, apart, strict=True)]
