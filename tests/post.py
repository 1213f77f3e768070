"""A real mail server on loopback that keeps what it takes (the fixture `inbox`), and what is in a mail."""

from __future__ import annotations

from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any


class Inbox:
    """Keeps what the server took; `open` is whether it takes anything, `after` what happens when it did."""

    def __init__(self) -> None:
        self.taken: list[tuple[list[str], EmailMessage]] = []
        self.open = True
        self.after: Callable[[], None] = lambda: None

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if not self.open:
            return "451 later"
        parsed = message_from_bytes(envelope.content, policy=default)
        assert isinstance(parsed, EmailMessage)
        self.taken.append((envelope.rcpt_tos, parsed))
        self.after()
        return "250 OK"


def parts(got: EmailMessage) -> tuple[str, str, list[EmailMessage]]:
    """Plain text, HTML, and the pictures that belong to it."""
    assert [p.get_content_type() for p in got.iter_parts()] == ["text/plain", "multipart/related"]
    plain, page = got.get_body(("plain",)), got.get_body(("html",))
    assert plain is not None
    assert page is not None
    pictures = [p for p in got.walk() if p.get_content_maintype() == "image"]
    return plain.get_content(), page.get_content(), pictures
