"""Feeds: asked for only when changed, and teasers completed from their pages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from hashlib import sha256

from crawlers.articles import Article, extract
from crawlers.feeds import FeedEntry, parse_feed
from crawlers.fetch import Page
from crawlers.plain import entry_hash, unique
from crawlers.presence import pages
from crawlers.visit import Visit
from voorkant.errors import SourceError
from voorkant.records import RawDocument
from voorkant.vocabulary import Presence

#: a page's article replaces the entry's text only when it is this much longer
LONGER = 1.2
#: pages that were gone are remembered by this many
MAX_MARKS = 1000


async def read(visit: Visit) -> AsyncIterator[RawDocument]:
    """Read a feed; entries stored with the same hash are left alone, their pages too."""
    source = visit.job.source
    page = await visit.web.get(source.url, _conditions(visit))
    if page.status == 304:
        return
    body_hash = sha256(page.body).hexdigest()
    # a 200 with the body of last time means nothing new, whatever its ETag says
    if body_hash != visit.job.state.body_hash:
        visit.web.may_keep(page)  # noted only: feeds are published to be read, and often carry noindex
        feed = parse_feed(page.body, page.url, page.headers.get("content-type", ""))
        for trouble in feed.broken:
            visit.warn(trouble)
        for entry in feed.entries:
            document = await _document(visit, entry)
            if document:
                yield document
    visit.keep(
        etag=page.headers.get("etag", ""),
        last_modified=page.headers.get("last-modified", ""),
        body_hash=body_hash,
    )


def _conditions(visit: Visit) -> dict[str, str]:
    state = visit.job.state
    asked = {"If-None-Match": state.etag, "If-Modified-Since": state.last_modified}
    return {name: value for name, value in asked.items() if value and state.body_hash}


async def _document(visit: Visit, entry: FeedEntry) -> RawDocument | None:
    """The document of an entry, or None when it is stored already or too old."""
    digest = entry_hash(entry.url, entry.title, entry.text)
    if visit.known(entry.url, digest) or too_old(visit, entry) or await _still_gone(visit, entry):
        return None
    document = RawDocument(
        url=entry.url,
        source=visit.job.source.id,
        title=entry.title,
        text=entry.text,
        published=entry.published or visit.job.now,
        updated=entry.updated,
        links=entry.links,
        hashtags=entry.hashtags,
        language=entry.language,
        entry_hash=digest,
    )
    article = await _article(visit, entry) if entry.teaser_only and entry.has_page else None
    return _completed(document, article, dated=entry.published is not None) if article else document


async def _still_gone(visit: Visit, entry: FeedEntry) -> bool:
    """Whether an entry was let go because its page was gone, and the page is still not to be had."""
    if entry.url in visit.job.known or mark(entry.url) not in visit.cursor("gone").split():
        return False
    try:
        await visit.web.get(entry.url)
    except SourceError:
        return True
    return False


async def search(visit: Visit, urls: Sequence[str]) -> None:
    """Look for pages; what is gone is remembered, as a feed goes on listing it for a while."""
    try:
        await pages(visit, urls)
    finally:
        gone = [mark(url) for url, what in visit.seen.items() if what is Presence.GONE]
        marks = dict.fromkeys((*visit.cursor("gone").split(), *gone))
        visit.keep_cursor(gone=" ".join(list(marks)[-MAX_MARKS:]))


def mark(url: str) -> str:
    """A short digest of an address, to know it again without keeping it."""
    return sha256(url.encode(errors="replace")).hexdigest()[:12]


def too_old(visit: Visit, entry: FeedEntry) -> bool:
    """Whether an entry that is not stored yet lies before the time that is asked for."""
    newest = max(filter(None, (entry.published, entry.updated)), default=None)
    return newest is not None and newest < visit.job.since and entry.url not in visit.job.known


async def _article(visit: Visit, entry: FeedEntry) -> Article | None:
    """The article on an entry's page; a page that fails leaves the teaser and a warning."""
    try:
        page: Page = await visit.web.get(entry.url)
    except SourceError as error:
        visit.warn(f"een pagina {error}; alleen de aankondiging is gelezen")
        return None
    return extract(page.body, page.url) if visit.web.may_keep(page) else None


def _completed(document: RawDocument, article: Article, *, dated: bool) -> RawDocument:
    if len(article.text) < len(document.text) * LONGER:
        return document
    return replace(
        document,
        title=document.title or article.title,
        text=article.text,
        published=document.published if dated else article.published or document.published,
        links=unique((*document.links, *article.links)),
        language=document.language or article.language,
    )
