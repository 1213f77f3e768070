"""Mail through a real SMTP server, and the alert that goes with it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from frontdesk import alerts, desk, mail
from frontdesk.messages import Message
from storage.store import Store
from voorkant.errors import InputError
from voorkant.settings import Mail, Settings

NOW = datetime(2026, 9, 10, 4, 30, tzinfo=UTC)


class Inbox:
    """Keeps what the server took."""

    def __init__(self) -> None:
        self.taken: list[tuple[list[str], EmailMessage]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        parsed = message_from_bytes(envelope.content, policy=default)
        assert isinstance(parsed, EmailMessage)
        self.taken.append((envelope.rcpt_tos, parsed))
        return "250 OK"


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, Mail]]:
    box = Inbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, Mail("127.0.0.1", port, "voorkant@example.nl")
    controller.stop()


def message(subject: str = "Nieuws", **changes: str) -> Message:
    return Message("regie@example.nl", subject, "Tekst", "<p>Tekst</p>", **changes)


def test_arrives_with_both_parts(inbox: tuple[Inbox, Mail]) -> None:
    box, server = inbox
    mail.send(server, message("Groeit snel: café ’t Veen"))
    [(to, got)] = box.taken
    assert to == ["regie@example.nl"]
    assert got["Subject"] == "Groeit snel: café ’t Veen"
    assert [p.get_content_type() for p in got.iter_parts()] == ["text/plain", "text/html"]
    assert got["List-Unsubscribe"] == "<mailto:voorkant@example.nl?subject=afmelden>"


@pytest.mark.parametrize(
    "subject",
    [
        "Hallo\r\nBcc: kwaad@example.com",
        "=?utf-8?q?Hallo=0D=0ABcc=3A_kwaad=40example=2Ecom?=",
        "=?utf-8?b?SGFsbG8NCkJjYzoga3dhYWRAZXhhbXBsZS5jb20=?=",
        "=?utf-8?q?=3D=3Futf-8=3Fq=3Fx=3D0D=3D0ABcc:_k=3D40e.nl=3F=3D?=",
        "Hallo\u2028Bcc: kwaad@example.com",
        "Hallo =?kapot?q?x?= \x00",
    ],
)
def test_a_subject_never_becomes_a_header(inbox: tuple[Inbox, Mail], subject: str) -> None:
    box, server = inbox
    mail.send(server, message(subject))
    [(to, got)] = box.taken
    assert to == ["regie@example.nl"]
    assert got["Bcc"] is None
    assert len(got.get_all("Subject", [])) == 1


@pytest.mark.parametrize("to", ["", "a@b.nl, c@d.nl", "a@b.nl\r\nBcc: c@d.nl", "geen adres", "a@b.nl>"])
def test_refuses_odd_addresses(to: str) -> None:
    with pytest.raises(InputError):
        mail.build(Mail("127.0.0.1", 25, "v@example.nl"), Message(to, "s", "t", "h"))


def test_unsubscribe_is_post_only() -> None:
    sender = Mail("127.0.0.1", 25, "v@example.nl")
    raw = mail.build(sender, message(unsubscribe="https://voorkant.example.nl/afmelden/x"))
    got = message_from_bytes(raw, policy=default)
    assert got["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    with pytest.raises(InputError):
        mail.build(sender, message(unsubscribe="http://voorkant.example.nl/x"))


def test_a_server_that_is_not_there_is_one_sentence() -> None:
    with pytest.raises(mail.MailError, match="nam het bericht niet aan"):
        mail.send(Mail("127.0.0.1", 1, "v@example.nl"), message())


def test_alert_goes_to_those_who_asked(town: Store, settings: Settings, inbox: tuple[Inbox, Mail]) -> None:
    with town.begin() as db:
        lying = desk.read(db, settings, NOW)
    [alert] = lying.open_alerts()
    readers = alerts.recipients(lying, alert)
    assert [s.name for s in readers] == ["Wethouder"]
    box, server = inbox
    mail.send(server, alerts.message(lying, alert, readers[0].email))
    got = box.taken[0][1]
    assert got["Subject"] == "Groeit snel: Zonnepark Veenbuurt"
    body = got.get_body(("plain",))
    assert body is not None
    assert "9 gezien, 2,5 verwacht" in body.get_content()
    assert "/boos" not in body.get_content()  # hostile: waits for a human
