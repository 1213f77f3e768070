"""A message that goes to one reader, whatever the channel."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG inside a mail; the HTML shows it as `cid:key`, with `alt`, which the text tells too.

    `width` in pixels as it is shown.
    """

    key: str
    alt: str
    png: bytes
    width: int


@dataclass(frozen=True, slots=True)
class Message:
    """Text and HTML say the same; `pictures` are those in the HTML.

    `unsubscribe` is an https address that takes POST (RFC 8058), or empty.
    """

    to: str
    subject: str
    text: str
    html: str
    unsubscribe: str = ""
    pictures: tuple[Picture, ...] = ()
