"""Feeds: RSS 0.9x, 1.0 (RDF), 2.0 and Atom by feedparser on bytes, JSON Feed by our own code; all cleaned."""

from __future__ import annotations

import calendar
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from typing import Any

import feedparser

from crawlers.law import is_html
from crawlers.plain import canonical, language_code, links_of, moment, one_line, to_text, unique, web_url
from voorkant.errors import SourceError

#: an entry with fewer words than this may be a teaser of an article
TEASER_WORDS = 60
MAX_ENTRIES = 1000
_TEASER_END = re.compile(
    r"((…|\.\.\.)\]?|((lees|bekijk|read) (meer|verder|more)|verder lezen|continue reading)\W{0,9})$",
    re.IGNORECASE,
)
_EDITORS = re.compile(
    r"redactie|redactioneel|editor|gemeente|stichting|vereniging|persbureau|\badmin",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One item. Times in UTC, None when untold. `author_kind`: "" (none), "redactie" or "persoon"."""

    url: str
    title: str
    text: str
    published: datetime | None = None
    updated: datetime | None = None
    teaser_only: bool = False
    author_kind: str = ""
    #: whether `url` is an address of its own that can be fetched
    has_page: bool = True
    links: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed holds, in its own order; `broken` has a Dutch clause for each entry that was skipped."""

    entries: tuple[FeedEntry, ...]
    broken: tuple[str, ...] = ()


def parse_feed(body: bytes, url: str, content_type: str = "") -> Feed:
    """Read a feed. Raises SourceError when it is none; a broken entry is counted and skipped."""
    start = body[:2000].lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    if not start:
        raise SourceError("stuurde een lege pagina")
    if start[:1] in (b"{", b"["):
        return _collect(_json_items(body), lambda item: _json_entry(item, url))
    parsed = _parse_xml(body, url, content_type)
    if not parsed.get("version") and not parsed.entries:
        html = is_html({"content-type": content_type}, start) or b"<html" in start.lower()
        raise SourceError(f"stuurde geen feed maar {'een webpagina' if html else 'iets anders'}")
    base = web_url(parsed.feed.get("link", ""), url) or url
    language = language_code(parsed.feed.get("language"))
    site = one_line(str(parsed.feed.get("title", "")))
    return _collect(parsed.entries, lambda entry: _xml_entry(entry, url, base, site, language))


def _parse_xml(body: bytes, url: str, content_type: str) -> Any:
    """Hand feedparser a stream: given a string it would open a file or an address of that name."""
    headers = {"content-location": url}
    if content_type and "html" not in content_type.lower():
        headers["content-type"] = content_type
    try:
        return feedparser.parse(
            BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:  # feedparser lets errors of its parsers through on some garbage
        raise SourceError("stuurde geen leesbare feed") from error


def _collect(items: Iterable[Any], read: Callable[[Any], FeedEntry | None]) -> Feed:
    entries: dict[str, FeedEntry] = {}
    broken: list[str] = []
    for number, item in enumerate(items, start=1):
        if number > MAX_ENTRIES:
            broken.append(f"meer dan {MAX_ENTRIES} berichten; de rest is niet gelezen")
            break
        entry = _safely(read, item)
        if entry is None:
            broken.append(f"bericht {number} is niet te lezen")
        else:
            entries.setdefault(entry.url, entry)
    return Feed(tuple(entries.values()), tuple(broken))


def _safely(read: Callable[[Any], FeedEntry | None], item: Any) -> FeedEntry | None:
    try:
        return read(item)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, LookupError):
        return None


def _xml_entry(entry: Any, feed_url: str, base: str, site: str, language: str | None) -> FeedEntry | None:
    title = one_line(str(entry.get("title") or ""))
    html, whole = _longest(entry)
    text = to_text(html)
    link = _link(entry, base)
    if not (title or text):
        return None
    published, updated = _time(entry, "published"), _time(entry, "updated")
    return FeedEntry(
        url=link or _digest_url(feed_url, str(entry.get("id") or f"{title}\0{text}")),
        title=title,
        text=text,
        published=published or updated or _time(entry, "created"),
        updated=updated if published else None,
        teaser_only=teaser(text, whole),
        author_kind=_author_kind(str(entry.get("author") or ""), site),
        has_page=bool(link),
        links=links_of(html, link or base),
        hashtags=unique(one_line(str(tag.get("term") or "")) for tag in entry.get("tags") or ()),
        language=language_code(_content_language(entry)) or language,
    )


def _longest(entry: Any) -> tuple[str, bool]:
    """The longest text of an entry as HTML, and whether it is called its content rather than a summary."""
    contents = [str(c.get("value") or "") for c in entry.get("content") or ()]
    summary = str(entry.get("summary") or entry.get("description") or "")
    best = max([summary, *contents], key=len)
    return best, bool(contents) and best in contents


def teaser(text: str, whole: bool) -> bool:
    """Whether a text is only the start of an article: cut off, or short and not called the content."""
    return bool(_TEASER_END.search(text[-60:])) or (len(text.split()) < TEASER_WORDS and not (whole and text))


def _link(entry: Any, base: str) -> str:
    links = [
        entry.get("link"),
        *(x.get("href") for x in entry.get("links") or () if x.get("rel") == "alternate"),
    ]
    found = unique(canonical(str(link), base) for link in links if link)
    guid = str(entry.get("id") or "")
    return found[0] if found else canonical(guid) if guid.startswith(("http://", "https://")) else ""


def _digest_url(feed_url: str, key: str) -> str:
    """An address for an entry without one; the fragment keeps it apart from its feed."""
    return f"{canonical(feed_url)}#{sha256(key.encode(errors='replace')).hexdigest()[:16]}"


def _time(entry: Any, name: str) -> datetime | None:
    parsed = entry.get(f"{name}_parsed") if f"{name}_parsed" in entry else None
    if parsed:
        try:
            return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
        except (ValueError, OverflowError, OSError):
            return None
    return moment(entry.get(name)) if name in entry else None


def _content_language(entry: Any) -> Any:
    return next((c.get("language") for c in entry.get("content") or () if c.get("language")), None)


def _author_kind(author: str, site: str) -> str:
    name = one_line(author)
    if not name:
        return ""
    return "redactie" if name.casefold() == site.casefold() or _EDITORS.search(name) else "persoon"


def _json_items(body: bytes) -> list[Any]:
    """The items of a JSON Feed (https://www.jsonfeed.org/version/1.1/)."""
    try:
        data = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise SourceError("stuurde geen feed maar onleesbare gegevens") from None
    named = isinstance(data, dict) and "jsonfeed.org" in str(data.get("version"))
    if not named or not isinstance(data.get("items"), list):
        raise SourceError("stuurde geen feed maar andere gegevens")
    return list(data["items"])


def _json_entry(item: Mapping[str, Any], feed_url: str) -> FeedEntry | None:
    html = str(item.get("content_html") or "")
    plain = str(item.get("content_text") or item.get("summary") or "")
    text = to_text(html) or _plain(plain)
    title = one_line(str(item.get("title") or ""))
    guid = str(item.get("id") or "")
    links = (item.get("url"), item.get("external_url"), guid if guid.startswith("http") else "")
    link = next(iter(unique(canonical(str(u), feed_url) for u in links if u)), "")
    if not (title or text):
        return None
    published, updated = moment(item.get("date_published")), moment(item.get("date_modified"))
    return FeedEntry(
        url=link or _digest_url(feed_url, guid or f"{title}\0{text}"),
        title=title,
        text=text,
        published=published or updated,
        updated=updated if published else None,
        teaser_only=teaser(text, bool(item.get("content_html") or item.get("content_text"))),
        author_kind=_author_kind(" ".join(_json_authors(item)), ""),
        has_page=bool(link),
        links=links_of(html, link or feed_url),
        hashtags=unique(one_line(str(tag)) for tag in item.get("tags") or ()),
        language=language_code(item.get("language")),
    )


def _plain(text: str) -> str:
    """`content_text` is plain by definition: its `<` are no markup."""
    return to_text(text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "<br>"))


def _json_authors(item: Mapping[str, Any]) -> Iterator[str]:
    authors = item.get("authors") or [item.get("author") or {}]
    for author in authors if isinstance(authors, list) else ():
        if isinstance(author, dict) and author.get("name"):
            yield str(author["name"])
