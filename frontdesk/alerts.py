"""The message that an alert sends, and who gets it."""

from __future__ import annotations

from dataclasses import dataclass

from frontdesk import words
from frontdesk.desk import Desk
from frontdesk.digest import Item, item
from frontdesk.messages import Message
from frontdesk.pictures import growth
from frontdesk.reader import Reader
from frontdesk.render import counts, facts, templates
from voorkant.clock import dutch_moment
from voorkant.records import Alert
from voorkant.settings import Subscription

CHANNEL = "alert"


@dataclass(frozen=True, slots=True)
class Notice:
    """What an alert says. `item` is None when a network grows; `links` leave out what waits for a human."""

    name: str
    when: str
    observed: str
    reason: str
    item: Item | None
    links: tuple[str, ...]


def recipients(desk: Desk, alert: Alert) -> tuple[Subscription, ...]:
    """The subscriptions with channel `alert` that asked for what the alert is about."""
    listening = [s for s in desk.settings.subscriptions if s.channel == CHANNEL]
    return tuple(s for s in listening if Reader.of(desk, s).wants_alert(alert))


def notice(desk: Desk, alert: Alert) -> Notice:
    """What there is to tell. A subject that is gone is told by the word for its kind."""
    subject = desk.resolve(alert.subject)
    initiative = desk.initiatives.get(subject) if alert.subject_kind == "initiative" else None
    network = desk.networks.get(subject)
    name = initiative.name if initiative else network.name if network else f"een {alert.subject_kind}"
    hidden = {d.url for d in desk.documents.values() if desk.withheld(d.id)}
    return Notice(
        name=name,
        when=dutch_moment(alert.raised_at, desk.settings.zone),
        observed=f"{words.number(alert.observed)} gezien, {words.number(alert.expected)} verwacht",
        reason=alert.reason,
        item=item(desk, initiative) if initiative else None,
        links=tuple(filter(None, (words.safe_link(u) for u in alert.documents if u not in hidden))),
    )


def message(desk: Desk, alert: Alert, to: str) -> Message:
    """The alert for one mail address, as text and as HTML."""
    told, town = notice(desk, alert), desk.settings.municipality
    chart = growth(desk, alert.subject_kind, desk.resolve(alert.subject), alert.id)
    values = {"n": told, "municipality": town, "facts": facts, "counts": counts, "chart": chart}
    page = templates().get_template("alert.html").render(values)
    plain = text(told, town, chart.alt if chart else "")
    return Message(to, f"Groeit snel: {told.name}", plain, page, pictures=(chart,) if chart else ())


def text(told: Notice, municipality: str, chart: str = "") -> str:
    """The alert in plain text; `chart`: what its picture tells."""
    lines = [f"Voorkant {municipality}: groeit snel", "", told.name, f"{told.observed}, {told.when}."]
    lines += [told.reason, chart] if chart else [told.reason]
    if told.item:
        lines += ["", facts(told.item), told.item.summary, counts(told.item)]
    return "\n".join([*lines, "", "Bewijs:", *(f"- {u}" for u in told.links)]) + "\n"
