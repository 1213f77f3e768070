"""Deliver: each subscription gets its digest once a day, each step of an alert once, or the model's week."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path

from frontdesk import alerts as alerting
from frontdesk import desk as desks
from frontdesk import quality
from frontdesk.desk import Desk
from frontdesk.digest import build
from frontdesk.mail import MailError, send
from frontdesk.messages import Message
from frontdesk.pictures import of_digest
from frontdesk.render import render
from pipeline.progress import QUIET, Progress
from pipeline.tools import Tools
from storage.store import Database, Store
from voorkant.clock import dutch_day, local_day
from voorkant.errors import InputError, VoorkantError
from voorkant.reports import Report, Unread
from voorkant.settings import Settings, Subscription
from voorkant.vocabulary import Channel


def deliver(store: Store, tools: Tools, now: datetime, progress: Progress = QUIET) -> Report:
    """Put what is due in the outbox and, where mail is set up, send it. Nothing goes out twice.

    A message that could not be sent stays in the outbox and is tried again at the next run.
    """
    settings, sent, failed = tools.settings, 0, []
    with store.begin() as db:
        waiting = _due(db, settings, now)
    for subscription, what, message in progress.track(waiting, "bezorgen", len(waiting)):
        day = local_day(now, settings.zone)
        if trouble := _hand_over(settings, subscription, what, day, message):
            failed.append(trouble)
            continue
        with store.begin() as db:
            db.alerts.sent(subscription.name, what, day, _digest(message), now)
        sent += 1
    weekly, unsent = _deliver_weekly(store, tools, now)
    asleep = len(settings.subscriptions) - len(_awake(settings, now))
    later = {"wachten op hun tijd": asleep} if asleep else {}
    return Report("deliver", {"bezorgd": sent + weekly, **later}, (*failed, *unsent))


def _hand_over(
    settings: Settings, subscription: Subscription, what: str, day: date, message: Message
) -> Unread | None:
    """Put a message in the outbox and send it; what went wrong, if anything did."""
    _outbox(settings, subscription, what, day, message)
    return _send(settings, subscription, message)


def _send(settings: Settings, subscription: Subscription, message: Message) -> Unread | None:
    try:
        if settings.mail and subscription.email:
            send(settings.mail, message)
    except (MailError, InputError) as error:  # a wrong address may not keep the others waiting
        return Unread(f"bezorgen aan {subscription.name}", str(error))
    return None


def _deliver_weekly(store: Store, tools: Tools, now: datetime) -> tuple[int, list[Unread]]:
    """How the model did last week, once in each ISO week: (to how many it went, what went wrong)."""
    settings = tools.settings
    monday = _monday(local_day(now, settings.zone))
    with store.begin() as db:
        drift = [s for s in _awake(settings, now) if s.channel is Channel.DRIFT]
        due = [s for s in drift if not db.alerts.claimed(s.name, Channel.DRIFT, monday)]
        if not due:
            return 0, []
        try:
            message = drift_message(db, tools, monday)
        except VoorkantError as error:  # who waits for a digest need not wait for a model
            return 0, [Unread("weekbericht over het model", str(error))]
    outcomes = [_deliver_week(store, tools, s, replace(message, to=s.email), now) for s in due]
    return outcomes.count(True), [told for told in outcomes if isinstance(told, Unread)]


def _deliver_week(
    store: Store, tools: Tools, subscription: Subscription, message: Message, now: datetime
) -> bool | Unread:
    """Whether it went to this one now (another process may be at it), or what went wrong.

    It stands in the outbox before it is noted, and is noted before it is sent: a process that dies in
    between sends it not at all, rather than twice.
    """
    settings = tools.settings
    day = local_day(now, settings.zone)
    key = (subscription.name, Channel.DRIFT, _monday(day))
    _outbox(settings, subscription, Channel.DRIFT, day, message)
    with store.begin() as db:
        if not db.alerts.claim(*key, _digest(message)):
            return False
    trouble = _send(settings, subscription, message)
    with store.begin() as db:
        if trouble:
            db.alerts.release(*key)
        else:
            db.alerts.sent(*key, _digest(message), now)
    return trouble or True


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def drift_message(db: Database, tools: Tools, monday: date) -> Message:
    """The week before that Monday against the weeks before it, as a mail to nobody yet."""
    # in local time: a week earlier is then the same hour on the clock, also when summer time ends
    sunday = datetime.combine(monday, time(), tools.settings.zone) - timedelta(microseconds=1)
    return quality.message(tools.week(db, sunday), tools.settings, "")


def _digest(message: Message) -> str:
    return sha256(message.text.encode()).hexdigest()


def _due(db: Database, settings: Settings, now: datetime) -> list[tuple[Subscription, str, Message]]:
    """(to whom, what, message) of all that was not delivered yet."""
    awake, day = _awake(settings, now), local_day(now, settings.zone).isoformat()
    morning = [
        s
        for s in awake
        if s.channel is Channel.DIGEST and day not in db.alerts.delivered(s.name, Channel.DIGEST)
    ]
    # reading the desk takes as long as the archive is large, and this is asked each quarter of an hour
    if not morning and not (awake and alerting.recent(db.alerts.all(now), now)):
        return []
    desk = desks.read(db, settings, now)
    had = {s.name: db.alerts.received(s.name) for s in awake}
    alerts = [
        (s, alerting.key(alert), alerting.message(desk, alert, s.email))
        for alert in alerting.news(desk)
        for s in alerting.recipients(desk, alert)
        if s in awake and alerting.due(desk, alert, had[s.name])
    ]
    return [(s, Channel.DIGEST, digest_message(db, desk, s)) for s in morning] + alerts


def _awake(settings: Settings, now: datetime) -> list[Subscription]:
    """Those whose moment of the day has come."""
    clock = now.astimezone(settings.zone).time()
    return [s for s in settings.subscriptions if clock >= s.moment]


def digest_message(db: Database, desk: Desk, subscription: Subscription) -> Message:
    """The digest as a mail, with its pictures when it is mailed: drawing them takes seconds a day."""
    settings, now = desk.settings, desk.as_of
    digest = build(db, settings, subscription, now)
    pictures = of_digest(db, desk, digest) if settings.mail else {}
    subject = f"Voorkant {settings.municipality}: {dutch_day(local_day(now, settings.zone))}"
    text, html = (render(digest, settings, form, pictures) for form in ("text", "html"))
    return Message(subscription.email, subject, text, html, pictures=tuple(pictures.values()))


def _outbox(settings: Settings, subscription: Subscription, what: str, day: date, message: Message) -> None:
    """The message as files; its pictures lie beside the page that shows them."""
    folder: Path = settings.state_dir / "outbox" / day.isoformat()
    folder.mkdir(parents=True, exist_ok=True)
    name = "".join(c if c.isalnum() else "-" for c in f"{subscription.name}-{what}".lower())
    (folder / f"{name}.txt").write_text(message.text, "utf-8")
    page = message.html
    for picture in message.pictures:
        file = f"{name}-{picture.key}.png"
        (folder / file).write_bytes(picture.png)
        page = page.replace(f'src="cid:{picture.key}"', f'src="{file}"')
    (folder / f"{name}.html").write_text(page, "utf-8")
