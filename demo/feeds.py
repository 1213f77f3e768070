"""The town's feeds: RSS 2.0 with teasers or whole texts, and Atom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

from demo.documents import TownDocument, last_change
from demo.pages import NAMES, answer, article_html
from demo.view import Answer, Request, View

FILES = {"veenbode": "feed.xml", "lindekrant": "atom.xml", "raad": "rss.xml", "petities": "atom.xml"}
#: how many of the newest entries a feed carries
SIZES = {"veenbode": 30, "lindekrant": 60, "raad": 60, "petities": 60}
TEASER_WORDS = 25
_RSS = (
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
)
#: an entry as a careless editor makes it: nothing in it, no date, an unknown entity
_BROKEN_RSS = "<item><title></title><link></link><pubDate>gisteren &nbsp;</pubDate></item>"
_BROKEN_ATOM = "<entry><title></title><updated>gisteren &nbsp;</updated></entry>"


def serve(view: View, request: Request, source: str) -> Answer | None:
    """The feed of a source at its file, else the page at that path."""
    if request.path != f"/{FILES[source]}":
        return answer(view, request, source)
    documents = list(reversed(view.of(source)))[: SIZES[source]]
    make = _atom if FILES[source] == "atom.xml" else _rss
    kind = "atom" if make is _atom else "rss"
    return Answer(
        make(view, source, documents).encode(),
        f"application/{kind}+xml; charset=utf-8",
        changed=last_change(documents),
    )


def teaser(text: str) -> str:
    """The first words of an article, as a paper shows it to lure readers to its page."""
    words = text.split()
    return " ".join(words[:TEASER_WORDS]) + (" …" if len(words) > TEASER_WORDS else "")


def _cdata(html: str) -> str:
    return f"<![CDATA[{html.replace(']]>', ']]]]><![CDATA[>')}]]>"


def _slip(entries: list[str], broken: str) -> list[str]:
    """A broken entry after the first good one."""
    return [*entries[:1], broken, *entries[1:]]


def _rss(view: View, source: str, documents: Sequence[TownDocument]) -> str:
    base = view.base(source)
    items = [_item(view, d, whole=source != "veenbode") for d in documents]
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        _RSS,
        f"<channel><title>{NAMES[source]}</title><link>{base}/</link>",
        f"<description>Nieuws van {NAMES[source]}</description><language>nl-NL</language>",
        f'<atom:link href="{base}/{FILES[source]}" rel="self" type="application/rss+xml"/>',
        f"<lastBuildDate>{_rfc822(last_change(documents))}</lastBuildDate>",
        *(_slip(items, _BROKEN_RSS) if view.broken else items),
        "</channel></rss>",
    ]
    return "\n".join(lines)


def _rfc822(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def _item(view: View, d: TownDocument, *, whole: bool) -> str:
    url = escape(view.addresses.url_of(d.id))
    parts = [
        f"<title>{escape(d.title)}</title><link>{url}</link>",
        f'<guid isPermaLink="true">{url}</guid><pubDate>{_rfc822(d.published)}</pubDate>',
        f"<dc:creator>{escape(d.author)}</dc:creator>" if d.author else "",
        f"<dcterms:modified>{d.updated.isoformat()}</dcterms:modified>" if d.updated else "",
        f"<description>{escape(teaser(d.text))}</description>",
        f"<content:encoded>{_cdata(article_html(view, d))}</content:encoded>" if whole else "",
    ]
    return f"<item>{''.join(parts)}</item>"


def _atom(view: View, source: str, documents: Sequence[TownDocument]) -> str:
    base = view.base(source)
    entries = [_entry(view, d) for d in documents]
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="nl">',
        f"<title>{NAMES[source]}</title><id>{base}/</id>",
        f'<link href="{base}/"/><link rel="self" href="{base}/{FILES[source]}"/>',
        f"<author><name>{NAMES[source]}</name></author>",
        f"<updated>{last_change(documents).isoformat()}</updated>",
        *(_slip(entries, _BROKEN_ATOM) if view.broken else entries),
        "</feed>",
    ]
    return "\n".join(lines)


def _entry(view: View, d: TownDocument) -> str:
    url = escape(view.addresses.url_of(d.id))
    author = f"<author><name>{escape(d.author)}</name></author>" if d.author else ""
    return (
        f'<entry><id>{url}</id><title>{escape(d.title)}</title><link rel="alternate" href="{url}"/>'
        f"<published>{d.published.isoformat()}</published><updated>{d.changed.isoformat()}</updated>{author}"
        f'<content type="html">{escape(article_html(view, d))}</content></entry>'
    )
