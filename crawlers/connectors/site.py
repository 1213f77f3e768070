"""Sites without a feed: their sitemap, or the links on their start page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from urllib.parse import urlsplit

from lxml import etree

from crawlers.articles import Article, extract
from crawlers.fetch import Page
from crawlers.law import is_html, origin
from crawlers.plain import canonical, entry_hash, parse_fragment, unique
from crawlers.sitemaps import Listed, parse_sitemap, unpack
from crawlers.visit import Visit
from voorkant.errors import SourceError
from voorkant.records import RawDocument

MAX_PAGES = 200
MAX_SITEMAPS = 20
#: pages without a date of change that are read once more on a visit
REREAD = 20
#: fewer characters than this is no article
MIN_TEXT = 200
#: pages that turned out to be no article are remembered by this many
MAX_REJECTED = 3000
_FILES = (".pdf", ".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".zip", ".mp3", ".mp4", ".doc", ".docx",
          ".xls", ".xlsx", ".css", ".js", ".xml", ".rss", ".ics", ".json")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """Which pages to read: in this order, at most MAX_PAGES."""

    pages: tuple[Listed, ...]
    left: int = 0


async def read(visit: Visit) -> AsyncIterator[RawDocument]:
    """Read the pages that are new or changed, newest first."""
    listed = await _listing(visit)
    rejected = dict.fromkeys(visit.cursor("rejected").split())
    todo = plan(visit, listed, frozenset(rejected))
    if todo.left:
        visit.warn(f"{todo.left} pagina's zijn voor een volgende keer")
    for listing in todo.pages:
        document, final = await _page(visit, listing)
        if document:
            yield document
        elif final:
            rejected[mark(listing)] = None
    visit.keep_cursor(rejected=" ".join(list(rejected)[-MAX_REJECTED:]))


def mark(listing: Listed) -> str:
    """A short digest of a page as it was listed, to remember that it was no article."""
    return sha256(f"{listing.url}\0{listing.stamp}".encode(errors="replace")).hexdigest()[:12]


def plan(visit: Visit, listed: tuple[Listed, ...], rejected: frozenset[str]) -> Plan:
    """Decide which pages to read: new and changed ones by date, then a few known ones without a date."""
    known = visit.job.known
    fresh, again = [], []
    for listing in listed:
        if mark(listing) in rejected or (listing.stamp and known.get(listing.url) == stamp_hash(listing)):
            continue
        if listing.stamp or listing.url not in known:
            if listing.url in known or not _too_old(listing.modified, visit.job.since):
                fresh.append(listing)
        else:
            again.append(listing)
    # a page without a date may be the newest of all
    fresh.sort(key=lambda p: p.modified.timestamp() if p.modified else float("inf"), reverse=True)
    return Plan((*fresh[:MAX_PAGES], *again[:REREAD]), max(0, len(fresh) - MAX_PAGES))


def _too_old(modified: datetime | None, since: datetime) -> bool:
    return modified is not None and modified < since


def stamp_hash(listing: Listed) -> str:
    """The entry hash of a page whose sitemap tells when it changed: no need to fetch it to know."""
    return entry_hash(listing.url, "lastmod", listing.stamp)


async def _page(visit: Visit, listing: Listed) -> tuple[RawDocument | None, bool]:
    """The document of a page, and whether it is certain that there is none."""
    try:
        page = await visit.web.get(listing.url)
    except SourceError as error:
        visit.warn(f"een pagina {error}")
        return None, False
    if not is_html(page.headers, page.body) or not visit.web.may_keep(page):
        return None, True
    article = extract(page.body, page.url)
    if len(article.text) < MIN_TEXT or _too_old(article.published, visit.job.since):
        return None, True
    document = _document(visit, listing, page, article)
    return (None if visit.known(document.url, document.entry_hash) else document), False


def _document(visit: Visit, listing: Listed, page: Page, article: Article) -> RawDocument:
    digest = stamp_hash(listing) if listing.stamp else entry_hash(listing.url, article.title, article.text)
    published = article.published or listing.modified or visit.job.now
    changed = listing.modified if listing.modified and listing.modified > published else None
    return RawDocument(
        url=listing.url,
        source=visit.job.source.id,
        title=article.title,
        text=article.text,
        published=published,
        updated=changed,
        links=tuple(link for link in article.links if link != listing.url),
        language=article.language or page.headers.get("content-language", "")[:2] or None,
        entry_hash=digest,
    )


async def _listing(visit: Visit) -> tuple[Listed, ...]:
    """The pages that a site lists: the given sitemap, one that robots.txt names, the usual one, or links."""
    url = visit.job.source.url
    first = await visit.web.get(url)
    if not is_html(first.headers, first.body):
        return await _sitemap(visit, [url], first)
    named = await visit.web.sitemaps(url)
    listed = await _sitemap(visit, named or [f"{origin(url)}/sitemap.xml"])
    base = urlsplit(first.url).path.rsplit("/", 1)[0] + "/"
    within = tuple(p for p in listed if urlsplit(p.url).path.startswith(base))
    return within or tuple(_linked(first))


async def _sitemap(visit: Visit, urls: list[str], first: Page | None = None) -> tuple[Listed, ...]:
    """All pages of sitemaps and the sitemaps that these name; one that fails is left out."""
    queue, pages = list(urls), dict[str, Listed]()
    hosts = {urlsplit(url).netloc for url in (*urls, visit.job.source.url)}
    for number, url in enumerate(queue):
        if number >= MAX_SITEMAPS:
            visit.warn("heeft meer sitemaps dan we lezen")
            break
        try:
            page = first if first and number == 0 else await visit.web.get(url)
            found = parse_sitemap(unpack(page.body), page.url)
        except SourceError as error:
            if first and number == 0:
                raise
            if number or str(error) != "antwoordt met fout 404":
                visit.warn(f"een sitemap {error}")
            continue
        queue += [u for u in newest_first(found.sitemaps, visit.job.since) if u not in queue]
        pages |= {p.url: p for p in found.pages if _readable(p.url, hosts)}
    return tuple(pages.values())


def newest_first(sitemaps: tuple[Listed, ...], since: datetime) -> Iterator[str]:
    """Sitemaps of an index by date of change, without those that did not change since."""
    dated = sorted(sitemaps, key=lambda s: s.modified.timestamp() if s.modified else 0.0, reverse=True)
    return (s.url for s in dated if not _too_old(s.modified, since))


def _readable(url: str, hosts: set[str]) -> bool:
    parts = urlsplit(url)
    return parts.netloc in hosts and not parts.path.lower().endswith(_FILES)


def _linked(page: Page) -> Iterator[Listed]:
    """The pages of the same host that a start page links to."""
    tree = parse_fragment(page.body.decode("utf-8", "replace"))
    anchors: list[etree._Element] = [] if tree is None else list(tree.iter("a"))
    urls = unique(canonical(a.get("href") or "", page.url) for a in anchors)
    here, host = canonical(page.url), {urlsplit(page.url).netloc}
    return (Listed(url) for url in urls if url != here and _readable(url, host))
