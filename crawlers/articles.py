"""The article in a web page, by trafilatura; its title, moment and links by looking where sites put them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import trafilatura
from lxml import etree

from crawlers.law import metas
from crawlers.plain import canonical, moment, one_line, parse_fragment, unique
from voorkant.text import tidy

MAX_LINKS = 50
#: what of a page is read: characters, and elements
MAX_PAGE = 1_000_000
MAX_TAGS = 40_000
#: pages with more elements than this are read by trafilatura's own rules alone: those that it falls back on
#: take time squared (a list of 8,000 items took a minute)
MAX_FALLBACK = 3_000
_DATES = ("article:published_time", "datepublished", "dcterms.created", "dcterms.issued", "dc.date.issued",
          "dc.date", "date", "pubdate", "publishdate")  # fmt: skip
_SEPARATOR = re.compile(r"\s+[|–—·»•-]\s+")
_LANGUAGE = re.compile(r"<html[^>]*?\slang\s*=\s*[\"']?([a-zA-Z]{2})\b", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Article:
    """What a page says. `published` in UTC; `language` two letters; links canonical."""

    title: str = ""
    text: str = ""
    published: datetime | None = None
    language: str | None = None
    links: tuple[str, ...] = ()


def extract(html: bytes | str, url: str | None = None) -> Article:
    """The article in a page; empty text when there is none. Never raises.

    Pages are cut at MAX_PAGE characters and MAX_TAGS elements, so that time is bounded.
    Method: trafilatura (Barbaresi, ACL 2021), favouring recall, without comments.
    """
    page = _capped(_decode(html))
    if "<" not in page:
        return Article()
    try:
        found = trafilatura.bare_extraction(
            page,
            url=url,
            favor_recall=True,
            include_comments=False,
            with_metadata=True,
            fast=page.count("<") - page.count("</") > MAX_FALLBACK,
        )
    except Exception:  # the one boundary: other people's pages make every parser stumble somewhere
        found = None
    fields: dict[str, Any] = found.as_dict() if found is not None and not isinstance(found, dict) else {}
    return _article(page, url or "", fields)


def _article(page: str, url: str, fields: dict[str, Any]) -> Article:
    tree = parse_fragment(page)
    meta = metas(page.encode(errors="replace"))
    language = _LANGUAGE.search(page[:5000])
    title = _title(tree, meta, fields)
    text = tidy((fields.get("text") or "").replace("\n", "\n\n"))
    return Article(
        title=title,
        # the heading is often taken along as the first paragraph
        text=text.removeprefix(f"{title}\n\n") if title else text,
        published=_published(tree, meta) or moment(fields.get("date")),
        language=language.group(1).lower() if language else None,
        links=() if tree is None else _links(tree, url),
    )


def _capped(page: str) -> str:
    pieces = page[:MAX_PAGE].split("<", MAX_TAGS)
    return "<".join(pieces[:MAX_TAGS])


def _decode(html: bytes | str) -> str:
    if isinstance(html, str):
        return html
    html = html[: MAX_PAGE * 4]
    if html.startswith(b"\xff\xfe") or html.startswith(b"\xfe\xff"):
        return html.decode("utf-16", "replace")
    declared = _CHARSET.search(html[:4096])
    for encoding in ("utf-8-sig", declared.group(1).decode() if declared else "cp1252"):
        try:
            return html.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return html.decode("cp1252", "replace")


def _title(tree: etree._Element | None, meta: dict[str, str], fields: dict[str, Any]) -> str:
    heads = [] if tree is None else [one_line("".join(map(str, h.itertext()))) for h in tree.iter("h1")]
    whole = (
        ""
        if tree is None
        else next((one_line("".join(map(str, t.itertext()))) for t in tree.iter("title")), "")
    )
    site = one_line(meta.get("og:site_name", "") or str(fields.get("sitename") or ""))
    heading = heads[0] if len(heads) == 1 else ""
    chosen = one_line(meta.get("og:title", "")) or heading or whole or one_line(fields.get("title") or "")
    return _without_site(chosen, site, heads)


def _without_site(title: str, site: str, heads: list[str]) -> str:
    """Drop `| De Veenbode` at the end: the site's own name, or what stands after a heading of the page."""
    parts = _SEPARATOR.split(title)
    if len(parts) < 2:
        return title
    last = _SEPARATOR.search(title[: -len(parts[-1])][::-1])
    body = title[: -len(parts[-1]) - (last.end() if last else 0)].strip()
    named = bool(site) and parts[-1].casefold() == site.casefold()
    return body if body and (named or body in heads) else title


def _published(tree: etree._Element | None, meta: dict[str, str]) -> datetime | None:
    stamps = [meta.get(name, "") for name in _DATES[:1]]
    blocks = (
        [] if tree is None else [s for s in tree.iter("script") if s.get("type") == "application/ld+json"]
    )
    stamps += [stamp for block in blocks[:10] for stamp in _ld_dates(block.text or "")]
    stamps += [meta.get(name, "") for name in _DATES[1:]]
    if tree is not None:
        times = (t for t in tree.iter("time") if t.get("datetime"))
        stamps += [t.get("datetime") or "" for t, _ in zip(times, range(3), strict=False)]
    return next((m for m in map(moment, stamps) if m), None)


def _ld_dates(block: str) -> list[str]:
    try:
        data = json.loads(block)
    except (ValueError, RecursionError):
        return []
    nodes = data if isinstance(data, list) else data.get("@graph", [data]) if isinstance(data, dict) else []
    dates = [n.get("datePublished") for n in nodes if isinstance(n, dict)] if isinstance(nodes, list) else []
    return [d for d in dates if isinstance(d, str)]


def _links(tree: etree._Element, url: str) -> tuple[str, ...]:
    """Links in the article, or in the page outside its menus."""
    roots = list(tree.iter("article")) or list(tree.iter("main")) or [tree]
    skipped = {"nav", "header", "footer", "aside"}
    anchors = (
        a for a in roots[0].iter("a") if not any(up.tag in skipped for up in a.iterancestors() if up is not a)
    )
    return unique(canonical(a.get("href") or "", url) for a in anchors)[:MAX_LINKS]
