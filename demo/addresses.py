"""Where each document stands: the same address at every moment, and back from the address to the document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256

from demo.documents import ZONE, TownDocument
from voorkant.text import canonical_url, fold

_BASE32 = "234567abcdefghijklmnopqrstuvwxyz"
_CID32 = "abcdefghijklmnopqrstuvwxyz234567"


def slug(title: str, words: int = 9) -> str:
    """The words of a title as they stand in an address.

    >>> slug("Vier molens? 'Néé', zegt Oosterveen")
    'vier-molens-nee-zegt-oosterveen'
    """
    return "-".join(re.findall(r"[a-z0-9]+", fold(title))[:words]) or "bericht"


def encode(number: int, length: int, alphabet: str = _BASE32) -> str:
    """A number in base 32, with leading zeros up to a length."""
    digits = []
    for _ in range(length):
        number, digit = divmod(number, 32)
        digits.append(alphabet[digit])
    return "".join(reversed(digits))


def digest_number(text: str) -> int:
    """A number that always belongs to the same text."""
    return int.from_bytes(sha256(text.encode()).digest()[:32])


def did(handle: str) -> str:
    """The decentralised identifier of an account on Bluesky."""
    return f"did:plc:{encode(digest_number(handle), 24, _CID32)}"


def record_key(moment: datetime, serial: int) -> str:
    """A TID (https://atproto.com/specs/tid): microseconds since 1970 and a clock number, sortable."""
    micros = int(moment.timestamp() * 1_000_000)
    return encode((micros << 10) | (serial & 0x3FF), 13)


def content_id(text: str) -> str:
    """Looks like, and changes with the text as, the content identifier of a record."""
    return "bafyrei" + encode(digest_number(text), 52, _CID32)


def snowflake(moment: datetime, serial: int) -> int:
    """A Mastodon id: milliseconds since 1970, then 16 bits that keep those of one moment apart."""
    return (int(moment.timestamp() * 1000) << 16) | (serial & 0xFFFF)


@dataclass(frozen=True, slots=True)
class Post:
    """Where a forum post stands: its topic's id and slug, its number in it, and its id in the forum."""

    id: int
    topic: int
    number: int
    slug: str


class Addresses:
    """Addresses of all documents under one base URL (`http://127.0.0.1:8001`)."""

    def __init__(self, base: str, documents: Iterable[TownDocument]) -> None:
        self.base = base.rstrip("/")
        self._documents = tuple(documents)

    def url_of(self, document_id: str) -> str:
        """The canonical URL of a document; raises KeyError for an unknown id."""
        return self._urls[document_id]

    def id_of(self, url: str) -> str | None:
        """The document at a URL, or None."""
        return self._ids.get(url) or self._ids.get(canonical_url(url))

    def path_of(self, document_id: str) -> str:
        """The path of a document on the town's server."""
        return self._urls[document_id].removeprefix(self.base)

    @cached_property
    def status_ids(self) -> Mapping[str, int]:
        """Mastodon's ids by document."""
        return {d.id: snowflake(d.published, n) for n, d in enumerate(self._of("mastodon"), start=1)}

    @cached_property
    def record_uris(self) -> Mapping[str, str]:
        """Bluesky's at:// addresses by document."""
        return {
            d.id: f"at://{did(d.author)}/app.bsky.feed.post/{record_key(d.published, n)}"
            for n, d in enumerate(self._of("bluesky"), start=1)
        }

    @cached_property
    def posts(self) -> Mapping[str, Post]:
        """The forum's posts by document."""
        found: dict[str, Post] = {}
        sizes: dict[int, int] = {}
        for n, d in enumerate(self._of("forum"), start=1):
            parent = found.get(d.reply_to or "")
            topic, name = (parent.topic, parent.slug) if parent else (len(sizes) + 1, slug(d.title))
            sizes[topic] = sizes.get(topic, 0) + 1
            found[d.id] = Post(n, topic, sizes[topic], name)
        return found

    def _of(self, source: str) -> list[TownDocument]:
        return [d for d in self._documents if d.source == source]

    @cached_property
    def _ids(self) -> Mapping[str, str]:
        return {url: name for name, url in self._urls.items()}

    @cached_property
    def _urls(self) -> Mapping[str, str]:
        urls: dict[str, str] = {}
        taken: set[str] = set()
        for d in self._documents:
            url = self._url(d)
            urls[d.id] = url if url not in taken else f"{url}-{d.id[-3:]}"
            taken.add(url)
        return urls

    def _url(self, d: TownDocument) -> str:
        if d.source == "mastodon":
            return f"{self.base}/mastodon/statuses/{self.status_ids[d.id]}"
        if d.source == "bluesky":
            author, _, key = self.record_uris[d.id].removeprefix("at://").split("/")
            return canonical_url(f"https://bsky.app/profile/{author}/post/{key}")
        if d.source == "forum":
            post = self.posts[d.id]
            number = f"/{post.number}" if post.number > 1 else ""
            return f"{self.base}/forum/t/{post.slug}/{post.topic}{number}"
        return f"{self.base}/{d.source}/{_folder(d)}/{slug(d.title)}"


def _folder(d: TownDocument) -> str:
    day = d.published.astimezone(ZONE)
    return {
        "veenbode": f"{day:%Y/%m/%d}",
        "lindekrant": f"week-{day.isocalendar().week}",
        "gemeente": "nieuws",
        "raad": f"stukken/{day:%Y-%m}",
        "petities": "petitie",
        "dorpen": f"nieuws/{day:%Y}",
    }[d.source]


def iso(moment: datetime) -> str:
    """A moment as APIs write it: UTC, milliseconds, Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
