"""Mail through a real SMTP server, and the alert that goes with it."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from frontdesk import alerts, desk, mail, pictures, svg
from frontdesk.messages import Message
from pipeline.delivering import digest_message
from storage.store import Store
from tests.post import Inbox, parts
from voorkant.errors import InputError
from voorkant.settings import Mail, Settings

NOW = datetime(2026, 9, 10, 4, 30, tzinfo=UTC)


def message(subject: str = "Nieuws", unsubscribe: str = "") -> Message:
    return Message("regie@example.nl", subject, "Tekst", "<p>Tekst</p>", unsubscribe)


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
    plain, page, [chart] = parts(got)
    assert "9 gezien, 2,5 verwacht" in plain
    assert "/boos" not in plain  # hostile: waits for a human
    told = "Groei van Zonnepark Veenbuurt: 9 berichten in 21 dagen."
    assert told in plain
    assert f'<img src="cid:alert-zon" alt="{told}' in page
    assert (chart["Content-ID"], chart.get_content_type()) == ("<alert-zon>", "image/png")
    assert chart.get_content_disposition() == "inline"
    assert size(chart.get_content())[0] >= 1000, "sharp on a screen with double pixels"


def size(png: bytes) -> tuple[int, int]:
    """Width and height of a PNG whose checksums all hold."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    at, kinds = 8, []
    while at < len(png):
        length = int.from_bytes(png[at : at + 4], "big")
        body = png[at + 4 : at + 8 + length]
        assert zlib.crc32(body) == int.from_bytes(png[at + 8 + length : at + 12 + length], "big")
        kinds.append(body[:4])
        at += 12 + length
    assert (kinds[0], kinds[-1], kinds.count(b"IDAT")) == (b"IHDR", b"IEND", 1)
    return int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")


def test_the_digest_has_its_charts_and_on_mondays_the_map_and_what_happened(
    town: Store, settings: Settings, inbox: tuple[Inbox, Mail]
) -> None:
    box, server = inbox
    monday = NOW + timedelta(days=4)
    for moment in (NOW, monday):
        with town.begin() as db:
            lying = desk.read(db, settings, moment)
            sent = digest_message(db, lying, settings.subscriptions[0])
        mail.send(server, sent)
    [(_, daily), (_, weekly)] = box.taken
    plain, page, pictures = parts(daily)
    assert [p["Content-ID"] for p in pictures] == ["<alert-zon>"]
    assert page.count("<img") == page.count('src="cid:alert-zon"') == 1
    assert "Groei van Zonnepark Veenbuurt: 9 berichten" in " ".join(plain.split())
    plain, page, pictures = parts(weekly)
    assert [p["Content-ID"] for p in pictures] == ["<alert-zon>", "<kaart>", "<tijdlijn>"]
    assert size(pictures[1].get_content())[0] == 1200
    assert max(len(p.get_content()) for p in pictures) < svg.MOST_BYTES
    map_told = "2 netwerken met 3 initiatieven. Groen Veen beïnvloedt Samen Onderweg."
    assert map_told in page
    assert map_told in " ".join(plain.split())
    assert "Tijdlijn van vier weken, en wat gepland is" in page
    assert "WAT ER GEBEURDE EN WAT KOMT" in plain and "gebeurtenissen: netwerk" in " ".join(plain.split())


def test_a_picture_that_stays_too_large_is_left_out(
    town: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    square = svg.picture("x", 40, 20, "x", "x", svg.element("rect", width=40, height=20, fill="#17457a"))
    assert size(svg.png(square)) == (80, 40)
    monkeypatch.setattr(svg, "MOST_BYTES", len(svg.png(square)) - 1)
    assert size(svg.png(square)) < (80, 40), "less sharp, so that it fits"
    monkeypatch.setattr(svg, "MOST_BYTES", 20)
    pictures._growth.cache_clear()
    with town.begin() as db:
        lying = desk.read(db, settings, NOW + timedelta(hours=1))
    sent = alerts.message(lying, lying.open_alerts()[0], "x@example.nl")
    assert (sent.pictures, "<img" in sent.html, "Groei van" in sent.text) == ((), False, False)
