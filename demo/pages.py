"""The town's web pages: articles with all that stands around them, start pages, a sitemap, an index."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape
from textwrap import dedent
from urllib.parse import quote

from demo.documents import SOURCES, ZONE, TownDocument
from demo.markup import anchor, paragraphs
from demo.view import Answer, Request, View
from voorkant.clock import dutch_day, dutch_moment

NAMES = {
    "veenbode": "De Veenbode",
    "lindekrant": "De Lindekrant",
    "gemeente": "Gemeente Lindewaarde",
    "raad": "Gemeenteraad Lindewaarde",
    "forum": "Buurtforum Lindewaarde",
    "mastodon": "Mastodon Lindewaarde",
    "bluesky": "Bluesky",
    "petities": "Petitieplein",
    "dorpen": "Dorpsbelang Oosterveen",
}
#: where each source starts for a reader
ENTRANCES = {
    "veenbode": "/veenbode/feed.xml",
    "lindekrant": "/lindekrant/atom.xml",
    "gemeente": "/gemeente/",
    "raad": "/raad/rss.xml",
    "forum": "/forum/latest",
    "mastodon": "/mastodon/api/v1/timelines/public?local=true",
    "bluesky": "/bluesky/xrpc/app.bsky.feed.searchPosts?q=Lindewaarde",
    "petities": "/petities/atom.xml",
    "dorpen": "/dorpen/",
}
MENUS = {
    "veenbode": ("Nieuws", "Regio", "Sport", "Familieberichten", "Abonneren"),
    "gemeente": ("Wonen", "Afval", "Paspoort en rijbewijs", "Bestuur", "Contact"),
    "dorpen": ("Over ons", "Agenda", "Contact"),
}
COOKIES = "Wij gebruiken cookies om onze site te verbeteren. Met een klik op Akkoord stemt u daarmee in."
#: the page that a broken site lists and cannot show
BROKEN_PAGE = "nieuws/kapotte-pagina"
_LISTED = {"gemeente": 12, "dorpen": 40}


def answer(view: View, request: Request, source: str) -> Answer | None:
    """The page at a path of a source that has pages of its own; None when there is none."""
    if source == "gemeente" and request.path == "/sitemap.xml":
        return sitemap(view)
    if view.broken and request.path == f"/{BROKEN_PAGE}":
        return Answer(b"<h1>Fout 500</h1>", status=500)
    if request.path in ("", "/"):
        return _start(view, source)
    if request.path in {f"/{quote(_menu_path(entry))}" for entry in MENUS.get(source, ())}:
        return simple_page(NAMES[source], "<p>Deze pagina is nog leeg.</p>", None)
    document = view.by_path.get(f"/{source}{request.path}")
    return article(view, document) if document else None


def _menu_path(entry: str) -> str:
    return entry.lower().replace(" ", "-")


def simple_page(title: str, body: str, changed: datetime | None) -> Answer:
    """A bare page around a piece of HTML."""
    return Answer(_shell(title, "", f"<main><h1>{escape(title)}</h1>\n{body}</main>"), changed=changed)


def _shell(title: str, head: str, body: str) -> bytes:
    top = dedent("""\
        <!DOCTYPE html>
        <html lang="nl">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        """)
    return f"{top}<title>{escape(title)}</title>\n{head}</head>\n<body>\n{body}\n</body>\n</html>\n".encode()


def article(view: View, document: TownDocument) -> Answer:
    """An article's page: header, menu, cookie text, the article, related links, footer."""
    source, name = document.source, NAMES[document.source]
    body = "\n".join((
        _header(source),
        f'<div class="cookie-banner" role="dialog" aria-label="Cookies"><p>{COOKIES}</p></div>',
        f'<main>\n<article>\n<h1>{escape(document.title)}</h1>',
        _byline(document),
        f'<div class="article-body">\n{article_html(view, document)}\n</div>\n</article>\n</main>',
        _related(view, document),
        _footer(source),
    ))  # fmt: skip
    page = _shell(f"{document.title} | {name}", _head(view, document, name), body)
    return Answer(page, changed=document.changed)


def article_html(view: View, document: TownDocument) -> str:
    """The paragraphs of an article, and below them what it refers to."""
    links = [f"<p>Lees ook: {anchor(url, title)}</p>" for url, title in view.linked(document)]
    return "\n".join([paragraphs(document.paragraphs, lambda t: escape(t, quote=False)), *links])


def _head(view: View, document: TownDocument, name: str) -> str:
    metas = {
        "og:type": "article",
        "og:site_name": name,
        "og:title": document.title,
        "og:url": view.addresses.url_of(document.id),
        "article:published_time": _local(document.published),
    }
    if document.updated:
        metas["article:modified_time"] = _local(document.updated)
    return "".join(f'<meta property="{k}" content="{escape(v)}">\n' for k, v in metas.items())


def _local(moment: datetime) -> str:
    return moment.astimezone(ZONE).isoformat()


def _header(source: str) -> str:
    menu = "".join(
        f'<li><a href="/{source}/{quote(_menu_path(e))}">{escape(e)}</a></li>' for e in MENUS.get(source, ())
    )
    home = f'<a href="/{source}/">{escape(NAMES[source])}</a>'
    return f'<header class="site-header">{home}</header>\n<nav class="menu"><ul>{menu}</ul></nav>'


def _byline(document: TownDocument) -> str:
    when = f'<time datetime="{_local(document.published)}">{dutch_moment(document.published, ZONE)}</time>'
    author = f'<span class="author">{escape(document.author)}</span> ' if document.author else ""
    return f'<p class="byline">{author}{when}</p>'


def _related(view: View, document: TownDocument) -> str:
    earlier = [d for d in view.of(document.source) if d.published < document.published][-4:]
    items = "".join(f"<li>{anchor(view.addresses.url_of(d.id), d.title)}</li>" for d in reversed(earlier))
    return f'<aside class="related"><h2>Meer nieuws</h2><ul>{items}</ul></aside>'


def _footer(source: str) -> str:
    return (
        f'<footer class="site-footer"><p>© 2026 {escape(NAMES[source])}. Alle rechten voorbehouden.</p>'
        "<p>Volg ons op sociale media of meld u aan voor de nieuwsbrief.</p></footer>"
    )


def _start(view: View, source: str) -> Answer:
    """A source's own start page: its newest articles as links."""
    newest = list(reversed(view.of(source)))[: _LISTED.get(source, 20)]
    items = [
        f"<li>{anchor(view.addresses.url_of(d.id), d.title)} "
        f"<span>{dutch_day(d.published.astimezone(ZONE).date())}</span></li>"
        for d in newest
    ]
    if view.broken:
        items[1:1] = [f"<li>{anchor(f'{view.base(source)}/{BROKEN_PAGE}', 'Kapotte pagina')}</li>"]
    body = f"<main><h1>{escape(NAMES[source])}</h1>\n<ul>\n{chr(10).join(items)}\n</ul></main>"
    changed = max((d.changed for d in newest), default=None)
    return Answer(_shell(NAMES[source], "", f"{_header(source)}\n{body}\n{_footer(source)}"), changed=changed)


def sitemap(view: View) -> Answer:
    """The municipality's sitemap: its start page and every article, with when it last changed."""
    base, documents = view.base("gemeente"), view.of("gemeente")
    entries = [f"<url><loc>{base}/</loc></url>", *(_listed(view, d) for d in reversed(documents))]
    if view.broken:
        entries.append(f"<url><loc>{base}/{BROKEN_PAGE}</loc><lastmod>{_local(view.now)}</lastmod></url>")
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    )
    body = "\n".join([head, *entries, "</urlset>"])
    changed = max((d.changed for d in documents), default=None)
    return Answer(body.encode(), "application/xml; charset=utf-8", changed=changed)


def _listed(view: View, document: TownDocument) -> str:
    url, changed = view.addresses.url_of(document.id), _local(document.changed)
    return f"<url><loc>{escape(url)}</loc><lastmod>{changed}</lastmod></url>"


def robots(view: View) -> Answer:
    """What crawlers may read, and where the municipality's sitemap is."""
    lines = ("User-agent: *", "Disallow: /forum/u/", "Disallow: /mastodon/users/", "",
             f"Sitemap: {view.base('gemeente')}/sitemap.xml", "")  # fmt: skip
    return Answer("\n".join(lines).encode(), "text/plain; charset=utf-8")


def index(view: View) -> Answer:
    """The town for people: its sources, and what was published last."""
    sources = "".join(f"<li>{anchor(ENTRANCES[s], NAMES[s])}: {len(view.of(s))}</li>" for s in SOURCES)
    newest = "".join(f"<li>{_line(view, d)}</li>" for d in _newest(view.documents))
    body = (
        f"<p>Dit is de voorbeeldgemeente van Voorkant. Het is {dutch_moment(view.now, ZONE)}. "
        f"Alles is verzonnen.</p>\n<h2>Bronnen en hun aantal berichten</h2>\n<ul>{sources}</ul>\n"
        f"<h2>Net verschenen</h2>\n<ul>{newest}</ul>"
    )
    return simple_page("Lindewaarde", body, None)


def _newest(documents: Sequence[TownDocument]) -> list[TownDocument]:
    return [d for d in reversed(documents) if d.title][:15]


def _line(view: View, document: TownDocument) -> str:
    when = dutch_moment(document.published, ZONE)
    return f"{anchor(view.addresses.url_of(document.id), document.title)} ({NAMES[document.source]}, {when})"
