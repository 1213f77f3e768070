"""The messages that an alert sends (it grows, it grows on, it is over), and who gets them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from frontdesk import words
from frontdesk.desk import Desk
from frontdesk.digest import Item, grown
from frontdesk.messages import Message
from frontdesk.pictures import growth
from frontdesk.reader import Reader
from frontdesk.render import counts, facts, templates
from voorkant.clock import dutch_date, dutch_moment, local_day
from voorkant.records import Alert
from voorkant.settings import Subscription
from voorkant.vocabulary import Channel

#: an end that is older is no news
RECENT = timedelta(days=7)
#: what is told of a subject that is gone
GONE = {"initiative": "een initiatief", "network": "een netwerk"}
GROWS, GROWS_ON, OVER = "groeit snel", "groeit door", "de groei is voorbij"


@dataclass(frozen=True, slots=True)
class Notice:
    """What an alert says. `item` is None when a network grows; `links` leave out what waits for a human.

    `when` tells since when it grows and of which day the figures are.
    """

    step: str
    name: str
    when: str
    observed: str
    reason: str
    item: Item | None
    links: tuple[str, ...]


def recipients(desk: Desk, alert: Alert) -> tuple[Subscription, ...]:
    """The subscriptions with channel `alert` that asked for what the alert is about."""
    listening = [s for s in desk.settings.subscriptions if s.channel is Channel.ALERT]
    return tuple(s for s in listening if Reader.of(desk, s).wants_alert(alert))


def step(alert: Alert) -> str:
    """Where its wave stands now."""
    return OVER if alert.ended else GROWS_ON if alert.level > 1 else GROWS


def key(alert: Alert) -> str:
    """The name under which this step of an alert is noted as delivered, once to each."""
    return {GROWS: alert.id, GROWS_ON: f"{alert.id} door", OVER: f"{alert.id} voorbij"}[step(alert)]


def news(desk: Desk) -> list[Alert]:
    """The alerts of which there may be something to tell: an end of long ago is no news."""
    return recent(desk.alerts, desk.as_of)


def recent(alerts: Iterable[Alert], as_of: datetime) -> list[Alert]:
    """Those that go on, or ended shortly before a moment."""
    return [a for a in alerts if a.ended is None or as_of - a.ended < RECENT]


def due(desk: Desk, alert: Alert, delivered: Collection[str]) -> bool:
    """Whether who got `delivered` (keys) is to hear of where this alert stands now.

    That it is over hears only who heard that it grew.
    """
    if key(alert) in delivered:
        return False
    if alert.ended is None:
        return True
    heard = alert.id in delivered or f"{alert.id} door" in delivered
    return heard and desk.over(alert)


def notice(desk: Desk, alert: Alert) -> Notice:
    """What there is to tell. A subject that is gone is told by the word for its kind."""
    kind = alert.subject_kind
    initiative = desk.initiatives.get(desk.resolve(alert.subject)) if kind == "initiative" else None
    return Notice(
        step=step(alert),
        name=desk.told_name(alert) or GONE[kind],
        when=_when(alert, desk.settings.zone),
        observed=f"{words.number(alert.observed)} gezien, {words.number(alert.expected)} verwacht",
        reason=alert.reason,
        item=grown(desk, initiative) if initiative else None,
        links=tuple(filter(None, map(words.safe_link, desk.shown_urls(alert.documents)))),
    )


def _when(alert: Alert, zone: ZoneInfo) -> str:
    """The moment; once there are figures of a later day, since when, and of which day they are.

    When it is over, the last day of the growth is also that of the figures.
    """
    since, last = local_day(alert.raised_at, zone), local_day(alert.last_active, zone)
    if alert.ended:
        return f"sinds {dutch_date(since)}; voorbij sinds {dutch_date(last)}"
    if last > since:
        return f"sinds {dutch_date(since)}; stand van {dutch_date(last)}"
    return dutch_moment(alert.raised_at, zone)


def message(desk: Desk, alert: Alert, to: str) -> Message:
    """The alert for one mail address, as text and as HTML."""
    told, town = notice(desk, alert), desk.settings.municipality
    subject = desk.resolve(alert.subject)
    chart = growth(desk, alert.subject_kind, subject, alert.id) if desk.settings.mail else None
    values = {"n": told, "municipality": town, "facts": facts, "counts": counts, "chart": chart}
    page = templates().get_template("alert.html").render(values)
    plain = text(told, town, chart.alt if chart else "")
    pictures = (chart,) if chart else ()
    return Message(to, f"{told.step.capitalize()}: {told.name}", plain, page, pictures=pictures)


def text(told: Notice, municipality: str, chart: str = "") -> str:
    """The alert in plain text; `chart`: what its picture tells."""
    lines = [f"Voorkant {municipality}: {told.step}", "", told.name, f"{told.observed}, {told.when}."]
    lines += [told.reason, chart] if chart else [told.reason]
    if told.item:
        lines += ["", facts(told.item), told.item.summary, counts(told.item)]
    return "\n".join([*lines, "", "Bewijs:", *(f"- {u}" for u in told.links)]) + "\n"
