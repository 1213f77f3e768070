"""A message that goes to one reader, whatever the channel."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """Text and HTML say the same. `unsubscribe` is an https address that takes POST (RFC 8058), or empty."""

    to: str
    subject: str
    text: str
    html: str
    unsubscribe: str = ""
