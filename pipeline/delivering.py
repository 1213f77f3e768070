"""Deliver: each subscription gets its digest once a day, and each step of an alert once."""

from __future__ import annotations

from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

from frontdesk import alerts as alerting
from frontdesk import desk as desks
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
from voorkant.errors import InputError
from voorkant.records import Report, Unread
from voorkant.settings import Settings, Subscription

DIGEST = "digest"


def deliver(store: Store, tools: Tools, now: datetime, progress: Progress = QUIET) -> Report:
    """Put what is due in the outbox and, where mail is set up, send it. Nothing goes out twice.

    A message that could not be sent stays in the outbox and is tried again at the next run.
    """
    settings, sent, failed = tools.settings, 0, []
    with store.begin() as db:
        waiting = _due(db, settings, now)
    for subscription, what, message in progress.track(waiting, "bezorgen", len(waiting)):
        day = local_day(now, settings.zone)
        _outbox(settings, subscription, what, day, message)
        try:
            if settings.mail and subscription.email:
                send(settings.mail, message)
        except (MailError, InputError) as error:  # a wrong address may not keep the others waiting
            failed.append(Unread(f"bezorgen aan {subscription.name}", str(error)))
            continue
        with store.begin() as db:
            db.alerts.sent(subscription.name, what, day, sha256(message.text.encode()).hexdigest(), now)
        sent += 1
    return Report("deliver", {"bezorgd": sent}, tuple(failed))


def _due(db: Database, settings: Settings, now: datetime) -> list[tuple[Subscription, str, Message]]:
    """(to whom, what, message) of all that was not delivered yet."""
    day = local_day(now, settings.zone).isoformat()
    desk = desks.read(db, settings, now)
    digests = [
        (s, DIGEST, digest_message(db, desk, s))
        for s in settings.subscriptions
        if s.channel == DIGEST and day not in db.alerts.delivered(s.name, DIGEST)
    ]
    had = {s.name: db.alerts.received(s.name) for s in settings.subscriptions}
    alerts = [
        (s, alerting.key(alert), alerting.message(desk, alert, s.email))
        for alert in alerting.news(desk)
        for s in alerting.recipients(desk, alert)
        if alerting.due(desk, alert, had[s.name])
    ]
    return digests + alerts


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
