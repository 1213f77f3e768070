"""The pictures in a mail: growth, the map of networks and what happened; and what makes any drawing one."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from frontdesk import atlas, charts, svg, timeline
from frontdesk import map as maps
from frontdesk.desk import Desk
from frontdesk.digest import Digest, weekly
from frontdesk.messages import Picture
from storage.store import Database

GROWTH_WIDTH, MAP_WIDTH, TIMELINE_WIDTH = 545, 600, 600
MOST_CHARTS = 3  # in one mail; the desk has them all
MAP, TIMELINE = "kaart", "tijdlijn"


def growth(desk: Desk, kind: str, subject: str, key: str) -> Picture | None:
    """The growth of an initiative or a network; None when there is nothing to draw. `key`: its alert."""
    network = desk.networks.get(subject) if kind == "network" else None
    ids = {subject, *map(desk.resolve, network.initiatives if network else ())}
    documents = {d.id: d for i in ids for d in desk.evidence(i)}
    name = network.name if network else desk.initiatives[subject].name if subject in desk.initiatives else ""
    if not documents or not name:
        return None
    alerts = [a for a in desk.alerts if desk.resolve(a.subject) == subject]
    days = charts.days(documents.values(), alerts, desk.settings, desk.as_of)
    return _growth(days, name, key)


def of_digest(db: Database, desk: Desk, paper: Digest) -> dict[str, Picture]:
    """The charts of what grows, by the id of the alert, and once a week the map and what happened."""
    found = {g.alert: growth(desk, g.kind, g.subject, g.alert) for g in paper.growing[:MOST_CHARTS]}
    if weekly(desk):
        found[MAP] = _map(atlas.atlas(desk, db.networks.bridges(desk.as_of), maps.NARROW.most))
        events = tuple(timeline.of_weeks(timeline.gather(db, desk)))
        found[TIMELINE] = _timeline(events, desk.settings.municipality, desk.as_of, desk.settings.zone)
    return {key: picture for key, picture in found.items() if picture}


# Kept, as many readers get the same pictures in one round of mail.
@lru_cache(maxsize=32)
def _growth(days: tuple[charts.Day, ...], name: str, key: str) -> Picture | None:
    alt = f"Groei van {name}: {charts.describe(days)}"
    return picture(key, alt, charts.growth_svg(days, name, GROWTH_WIDTH - 45), GROWTH_WIDTH)


@lru_cache(maxsize=4)
def _map(drawn: atlas.Atlas) -> Picture | None:
    made = maps.draw(drawn, maps.NARROW)
    return picture(MAP, f"Kaart van netwerken: {maps.describe(drawn)}", made, MAP_WIDTH) if made else None


@lru_cache(maxsize=4)
def _timeline(
    events: tuple[timeline.Event, ...], name: str, as_of: datetime, zone: ZoneInfo
) -> Picture | None:
    made = timeline.draw(events, name, as_of, zone)
    alt = f"Tijdlijn van vier weken, en wat gepland is: {timeline.describe(events)}"
    return picture(TIMELINE, alt, made, TIMELINE_WIDTH) if made else None


def picture(key: str, alt: str, drawn: str, width: int) -> Picture | None:
    """An SVG as a picture in a mail; None when it stays too large."""
    png = svg.png(drawn)
    return Picture(key, alt, png, width) if png else None
