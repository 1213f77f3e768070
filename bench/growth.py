"""Growth on the towns of the corpus, the initiatives as they truly are, watched day by day.

.venv/bin/python -m bench.growth
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bench.towns import by_town, truth_of
from demo.measures import GRACE
from models import corpus
from networks.watching import Event, Subject, watch
from voorkant.records import Alert
from voorkant.text import content_hash

ZONE = ZoneInfo("Europe/Amsterdam")
BUDGET = 1.0


@dataclass(frozen=True, slots=True)
class Seen:
    """What watching a town gave: `late` are days from the start of each planted growth that was seen."""

    planted: int
    late: tuple[int, ...]
    right: int
    wrong: tuple[str, ...]
    days: int


def subjects(examples: Sequence[corpus.Example], told: Mapping[str, Any]) -> list[Subject]:
    """The true initiatives (by key) and networks of a town with all their documents."""
    events: defaultdict[tuple[str, str], list[Event]] = defaultdict(list)
    for one in examples:
        if one.initiative and one.subject in told:
            keys = (*(f"link:{link}" for link in one.links), f"tekst:{content_hash(one.title, one.text)}")
            event = Event(one.published, one.id, one.author, one.source, keys)
            events["initiative", one.subject].append(event)
            events["network", told[one.subject]["network"]].append(event)
    return [Subject(kind, name, name, found) for (kind, name), found in sorted(events.items())]


def raised(watched: Sequence[Subject], day: date, last: date) -> list[tuple[date, Alert]]:
    """Every alert with the day on which it was raised, looking each evening from the first day on."""
    found: list[tuple[date, Alert]] = []
    going: list[Alert] = []
    while day <= last:
        now = datetime.combine(day, time(22), ZONE)
        known = {a.id for a in going}
        states = watch(watched, going, now, ZONE, BUDGET)
        found += [(day, a) for a in states if a.id not in known]
        going = [a for a in states if a.ended is None]
        day += timedelta(days=1)
    return found


def seen(examples: Sequence[corpus.Example], truth: Mapping[str, Any]) -> Seen:
    """Alerts against the growth that was planted; one about a network is right when one of its own grows."""
    told = truth["initiatives"]
    planted = {k: tuple(map(date.fromisoformat, i["growth"])) for k, i in told.items() if i["growth"]}
    first, last = (date.fromisoformat(truth[key]) for key in ("first", "last"))
    late: dict[str, int] = {}
    right, wrong = 0, []
    for day, alert in raised(subjects(examples, told), first, last):
        about = [
            key
            for key, (start, end) in planted.items()
            if alert.subject in (key, told[key]["network"]) and start <= day <= end + GRACE
        ]
        right += bool(about)
        if not about:
            wrong.append(f"{day} {alert.subject_kind} {alert.subject}: {alert.reason}")
        for key in about:
            late.setdefault(key, (day - planted[key][0]).days)
    return Seen(len(planted), tuple(late.values()), right, tuple(wrong), (last - first).days + 1)


def main() -> None:
    """Print both per town and in all."""
    every = []
    for name, examples in by_town(corpus.load()).items():
        if not (truth := truth_of(name)):
            continue
        one = seen(examples, truth)
        every.append(one)
        print(f"{name:<18} {one.planted} planted, seen after {list(one.late)} days; {one.right} alerts right")
        for line in one.wrong:
            print(f"    false: {line}")
    planted, soon = sum(s.planted for s in every), sum(d <= 3 for s in every for d in s.late)
    months = sum(s.days for s in every) / 30
    false = sum(len(s.wrong) for s in every)
    print(f"in all: {soon} of {planted} within 3 days, {false / months:.2f} false alarms per 30 days")


if __name__ == "__main__":
    main()
