"""Sitemaps (https://www.sitemaps.org/protocol.html): XML, gzip and plain text, indexes too."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from crawlers.plain import canonical, moment
from voorkant.errors import SourceError

#: the protocol's own limit on an unpacked sitemap, in bytes
MAX_SITEMAP = 50_000_000


@dataclass(frozen=True, slots=True)
class Listed:
    """An address in a list. `stamp` is the date of change as written, `modified` the same in UTC."""

    url: str
    stamp: str = ""
    modified: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The pages that a sitemap lists, and the sitemaps that an index names."""

    pages: tuple[Listed, ...] = ()
    sitemaps: tuple[Listed, ...] = ()


def unpack(body: bytes, limit: int = MAX_SITEMAP) -> bytes:
    """Undo gzip, never making more than `limit` bytes. Raises SourceError beyond that or when damaged."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    reader = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        plain = reader.decompress(body, limit)
    except zlib.error as error:
        raise SourceError("stuurde een beschadigde sitemap") from error
    if reader.unconsumed_tail:
        raise SourceError("stuurde een te grote sitemap")
    return plain


def parse_sitemap(body: bytes, url: str) -> Sitemap:
    """Read a sitemap or an index. Raises SourceError when it is neither."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    try:
        tree = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        tree = None
    kind = "" if tree is None else etree.QName(tree).localname.lower()
    if tree is None or kind not in ("urlset", "sitemapindex"):
        return _text_sitemap(body)
    listed = {}
    for node in tree.iterchildren("{*}url", "{*}sitemap"):
        stamp = (node.findtext("{*}lastmod") or "").strip()
        address = canonical((node.findtext("{*}loc") or "").strip(), url)
        if address:
            listed[address] = Listed(address, stamp, moment(stamp))
    found = tuple(listed.values())
    return Sitemap(sitemaps=found) if kind == "sitemapindex" else Sitemap(pages=found)


def _text_sitemap(body: bytes) -> Sitemap:
    """A sitemap may be a plain list of addresses, one a line."""
    lines = body[:MAX_SITEMAP].decode("utf-8-sig", "replace").split()
    if not lines or not all(line.startswith(("http://", "https://")) for line in lines):
        raise SourceError("stuurde geen sitemap")
    return Sitemap(tuple(Listed(canonical(line)) for line in lines if canonical(line)))
