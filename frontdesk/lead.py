"""How long before the municipality's own news an initiative was seen: lead time, and coverage by source.

Lead is from the first document about an initiative to the first one of a source of a public authority
(`publisher_kind: overheid`), in local days. It says nothing of what such a source published before it was
read, nor of papers of the council that are no source here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from frontdesk.desk import Desk
from voorkant.clock import local_day
from voorkant.lasting import Begun
from voorkant.records import Initiative


@dataclass(frozen=True, slots=True)
class Year:
    """Initiatives that began in a year: how many, how many of these an authority's source has too, and how
    many of those were seen a day or more earlier; `days` is the median lead of the ones it has.
    """

    year: int
    begun: int
    official: int
    earlier: int
    days: float | None

    @property
    def share(self) -> int:
        """The share that was seen earlier, of what the authorities' sources have, in per cent."""
        return round(100 * self.earlier / self.official) if self.official else 0


def lead_days(desk: Desk, initiative: str) -> int | None:
    """Days from the first document to the first of an authority; None while there is none of these.

    Documents whose term is over count: when they were published stays.
    """
    found = [(d.published, d.source) for d in desk.evidence(initiative)]
    found += [(t.first, t.source) for t in desk.traces.get(initiative, ())]
    official = [at for at, source in found if source in desk.authorities]
    if not official:
        return None
    first, then = (local_day(moment, desk.settings.zone) for moment in (min(found)[0], min(official)))
    return (then - first).days


def began(desk: Desk, initiative: Initiative) -> Begun:
    """What the figure of a year counts of one initiative."""
    day = local_day(initiative.first_seen, desk.settings.zone)
    return Begun(day.year, lead_days(desk, initiative.id))


def years(desk: Desk) -> list[Year]:
    """The figure per year, the newest first; initiatives that are gone count as they did."""
    found: dict[int, list[Begun]] = {}
    for one in (*(began(desk, i) for i in desk.initiatives.values()), *desk.bygone):
        found.setdefault(one.year, []).append(one)
    return [_year(year, found[year]) for year in sorted(found, reverse=True)]


def _year(year: int, begun: Sequence[Begun]) -> Year:
    leads = [one.lead for one in begun if one.lead is not None]
    return Year(
        year, len(begun), len(leads), sum(n > 0 for n in leads), float(median(leads)) if leads else None
    )


def coverage(desk: Desk, initiative: str) -> list[tuple[str, int]]:
    """(source id, documents) of an initiative, the most first."""
    counted = Counter(d.source for d in desk.evidence(initiative))
    return sorted(counted.items(), key=lambda pair: (-pair[1], desk.publisher(pair[0]).casefold(), pair[0]))


def authorities(desk: Desk) -> list[str]:
    """Who speaks through the sources of public authorities that are read, by the alphabet."""
    return sorted({desk.publisher(s) for s in desk.authorities}, key=str.casefold)
