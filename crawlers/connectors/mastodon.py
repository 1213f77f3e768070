"""Mastodon and what speaks its API: hashtag timelines and the public local timeline, without a login."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from crawlers.fetch import FetchError, Page
from crawlers.plain import (
    canonical,
    entry_hash,
    language_code,
    moment,
    one_line,
    outward_links,
    to_text,
    unique,
)
from crawlers.presence import page, told_by
from crawlers.visit import Visit
from voorkant.errors import SourceError
from voorkant.records import RawDocument
from voorkant.text import fold
from voorkant.vocabulary import Presence

LIMIT = 40
MAX_PAGES = 100

Status = Mapping[str, Any]


async def read(visit: Visit) -> AsyncIterator[RawDocument]:
    """Read each timeline from its newest post back to where the last visit was."""
    done: set[str] = set()
    query = visit.job.source.query
    for tag in query.hashtags:
        async for status in _timeline(visit, f"tag/{quote(tag, safe='')}", {}):
            for document in _news(visit, status, done):
                yield document
    if query.local:
        wanted = [fold(term) for term in query.terms]
        async for status in _timeline(visit, "public", {"local": "true"}):
            text = fold(to_text(str(status.get("content") or "")))
            if not wanted or any(term in text for term in wanted):
                for document in _news(visit, status, done):
                    yield document


def _base(visit: Visit) -> str:
    return visit.job.source.url.rstrip("/")


async def _timeline(visit: Visit, name: str, options: Mapping[str, str]) -> AsyncIterator[Status]:
    """Posts of a timeline, newest first. The first page is always read: it shows edits."""
    seen, newest, before = visit.cursor(name), visit.cursor(name), ""
    for _ in range(MAX_PAGES):
        parameters = {**options, "limit": str(LIMIT), **({"max_id": before} if before else {})}
        page = await visit.web.get(f"{_base(visit)}/api/v1/timelines/{name}?{urlencode(parameters)}")
        statuses = _statuses(page)
        for status in statuses:
            yield status
        if not statuses:
            break
        newest = max(newest, *(str(s["id"]) for s in statuses), key=id_order)
        before = min((str(s["id"]) for s in statuses), key=id_order)
        if _far_enough(visit, statuses, before, seen) or not _more(page, statuses):
            break
    else:
        visit.warn(f"tijdlijn {name.partition('/')[0]} heeft meer nieuwe berichten dan we in één keer lezen")
    visit.keep_cursor(**{name: newest})


def _statuses(page: Page) -> list[Status]:
    data = page.json()
    if not isinstance(data, list):
        raise SourceError("stuurde geen tijdlijn maar andere gegevens")
    return [s for s in data if isinstance(s, dict) and s.get("id")]


def id_order(identifier: str) -> tuple[int, str]:
    """Ids are numbers in text, or sort as text when of equal length."""
    return len(identifier), identifier


def _far_enough(visit: Visit, statuses: list[Status], oldest: str, seen: str) -> bool:
    if seen:
        return id_order(oldest) <= id_order(seen)
    moments = [m for m in (moment(s.get("created_at")) for s in statuses) if m]
    return bool(moments) and min(moments) < visit.job.since


def _more(page: Page, statuses: list[Status]) -> bool:
    """Whether there is a next page: the Link header tells, else a full page does."""
    link = page.headers.get("link", "")
    return 'rel="next"' in link if link else len(statuses) >= LIMIT


def _news(visit: Visit, status: Status, done: set[str]) -> list[RawDocument]:
    """The document of a post, when it may be read and is new or changed."""
    try:
        document = _document(visit, status) if readable(status) else None
    except (KeyError, TypeError, ValueError, AttributeError):
        visit.warn("een bericht is niet te lezen")
        return []
    if document is None or document.url in done or visit.known(document.url, document.entry_hash):
        return []
    if document.published < visit.job.since and document.url not in visit.job.known:
        return []
    done.add(document.url)
    return [document]


def readable(status: Status) -> bool:
    """Whether a post is public, its own, by a person, and by an account that may be found by others."""
    account = status.get("account") or {}
    shy = account.get("discoverable") is False or account.get("indexable") is False
    return status.get("visibility") == "public" and not (status.get("reblog") or shy or account.get("bot"))


def status_url(base: str, status: Status) -> str:
    """The post's address, without the name of the account in it."""
    url = canonical(str(status.get("url") or ""))
    names = {str(status["account"].get(k) or "").casefold() for k in ("username", "acct")} - {""}
    if url and "@" not in url and not any(name in url.casefold() for name in names):
        return url
    return canonical(f"{base}/statuses/{status['id']}")


def _document(visit: Visit, status: Status) -> RawDocument | None:
    base, html = _base(visit), str(status.get("content") or "")
    spoiler = one_line(str(status.get("spoiler_text") or ""))
    text = "\n\n".join(filter(None, (spoiler, to_text(html))))
    published = moment(status["created_at"])
    if not text or published is None:
        return None
    url, parent = status_url(base, status), status.get("in_reply_to_id")
    acct = str(status["account"].get("acct") or status["account"]["username"])
    return RawDocument(
        url=url,
        source=visit.job.source.id,
        title="",
        text=text,
        published=published,
        updated=moment(status.get("edited_at")),
        author=acct if "@" in acct else f"{acct}@{urlsplit(base).hostname}",
        reply_to=canonical(f"{base}/statuses/{parent}") if parent else None,
        links=unique((*outward_links(html, base), _card(status))),
        hashtags=unique(str(tag.get("name") or "") for tag in status.get("tags") or ()),
        language=language_code(status.get("language")),
        entry_hash=entry_hash(url, "", text),
    )


async def search(visit: Visit, urls: Sequence[str]) -> None:
    """Ask the server for each post; one from elsewhere is asked for at its own address."""
    own = canonical(f"{_base(visit)}/statuses/0").removesuffix("0")
    for url in urls:
        visit.seen[url] = Presence.UNCLEAR
        visit.seen[url] = (
            await _presence(visit, url.removeprefix(own)) if url.startswith(own) else await page(visit, url)
        )


async def _presence(visit: Visit, identifier: str) -> Presence:
    """A post that is not public any more, or whose writer does not want to be found any more, is gone too."""
    try:
        status = (await visit.web.get(f"{_base(visit)}/api/v1/statuses/{identifier}")).json()
    except FetchError as error:
        if error.retry:
            raise
        return told_by(error)
    if not isinstance(status, dict) or str(status.get("id")) != identifier:
        return Presence.UNCLEAR
    return Presence.THERE if readable(status) else Presence.GONE


def _card(status: Status) -> str:
    return canonical(str((status.get("card") or {}).get("url") or ""))
