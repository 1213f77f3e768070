"""Feeds, articles, lists, addresses: decided without a network."""

from __future__ import annotations

import gzip
import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers.articles import extract
from crawlers.feeds import parse_feed
from crawlers.guard import Gate, odd_host, public
from crawlers.opml import parse_opml
from crawlers.plain import links_of, to_text
from crawlers.sitemaps import unpack
from voorkant.errors import InputError, SourceError

FEEDS = Path(__file__).parents[2].parent / "shared" / "data" / "feeds"
URL = "https://veenbode.nl/feed"


@pytest.mark.skipif(not FEEDS.exists(), reason="recordings are not here")
def test_recorded_feeds_are_read() -> None:
    read = [parse_feed(file.read_bytes(), URL) for file in sorted(FEEDS.iterdir())]
    entries = [entry for feed in read for entry in feed.entries]
    assert len(entries) > 700 and sum(bool(feed.entries) for feed in read) == 38
    assert all(e.url.startswith("http") and "<p" not in e.title for e in entries)


@pytest.mark.parametrize(
    "body",
    [
        '<rss version="0.91"><channel><title>V</title>'
        "<item><title>Tuin</title><link>/a</link></item></channel></rss>",
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        '<channel><title>V</title></channel><item rdf:about="/a">'
        "<title>Tuin</title><link>/a</link></item></rdf:RDF>",
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>V</title>'
        '<entry><title>Tuin</title><link href="/a"/></entry></feed>',
        json.dumps(
            {
                "version": "https://jsonfeed.org/version/1.1",
                "items": [{"id": "1", "url": "/a", "title": "Tuin"}],
            }
        ),
    ],
)
def test_every_kind_of_feed(body: str) -> None:
    (entry,) = parse_feed(body.encode(), URL).entries
    assert (entry.title, entry.url, entry.published) == ("Tuin", "https://veenbode.nl/a", None)


def test_fields_are_cleaned() -> None:
    body = """<rss version="2.0"><channel><title>V</title><item>
    <title>&lt;b&gt;Tuin&lt;/b&gt;&#x202E; x</title>
    <link>javascript:alert(1)</link><guid isPermaLink="false">abc</guid><author>jan@v.nl (Jan)</author>
    <description>&lt;p&gt;Een&lt;script&gt;x()&lt;/script&gt;&lt;/p&gt;
    &lt;p hidden&gt;weg&lt;/p&gt;&lt;p&gt;Twee&lt;/p&gt;</description>
    </item></channel></rss>"""
    (entry,) = parse_feed(body.encode(), URL).entries
    assert entry.title.startswith("Tuin") and entry.text == "Een\n\nTwee"
    assert entry.url.startswith(f"{URL}#") and not entry.has_page and entry.author_kind == "persoon"


def test_json_feed_dates_and_broken_items() -> None:
    items = [
        {"id": "https://v.nl/1", "content_text": "1 < 2", "date_published": "2026-09-01T10:00:00+02:00"},
        "kapot",
        {"id": "2"},
    ]
    feed = parse_feed(json.dumps({"version": "https://jsonfeed.org/version/1", "items": items}).encode(), URL)
    assert feed.entries[0].text == "1 < 2" and feed.entries[0].published == datetime(
        2026, 9, 1, 8, tzinfo=UTC
    )
    assert len(feed.entries) == 1 and len(feed.broken) == 2


@pytest.mark.parametrize(
    "body", [b"", b" \n", b"{}", b"[1]", b"<html><p>x", b"/etc/passwd", b"http://127.0.0.1/", b"\xff" * 99]
)
def test_what_is_no_feed_is_refused(body: bytes) -> None:
    with pytest.raises(SourceError):
        parse_feed(body, URL)


def test_entities_of_a_feed_stay_shut(tmp_path: Path) -> None:
    secret = tmp_path / "geheim"
    secret.write_text("GEHEIM")
    body = f"""<!DOCTYPE r [<!ENTITY x SYSTEM "file://{secret}">]><rss version="2.0"><channel><title>V</title>
    <item><title>T &x;</title></item></channel></rss>"""
    assert all("GEHEIM" not in entry.title for entry in parse_feed(body.encode(), URL).entries)


def test_text_of_html() -> None:
    assert (
        to_text("<p>een<br>twee <b>drie</b></p><ul><li>a<li>b</ul>slot") == "een\ntwee drie\n\na\nb\n\nslot"
    )
    assert to_text("5 < 6 & 7") == "5 < 6 & 7"
    assert links_of('<a href="/x?utm_source=a">x</a><a href="javascript:1">', "https://a.nl/b/") == (
        "https://a.nl/x",
    )


def test_an_article() -> None:
    text = "".join(
        f"<p>Alinea {n} over de tuin die bewoners samen aan de kade beginnen.</p>" for n in range(9)
    )
    html = f"""<html lang="nl"><head><title>Tuin aan de kade - De Veenbode</title>
    <script type="application/ld+json">{{"datePublished": "2026-09-01T10:00:00+02:00"}}</script></head>
    <body><nav><a href="/menu">Menu</a></nav><article><h1>Tuin aan de kade</h1>{text}<a href="/meer">m</a>
    </article></body></html>"""
    article = extract(html.encode(), "https://veenbode.nl/a")
    assert article.title == "Tuin aan de kade" and article.text.startswith("Alinea 0")
    assert article.text.count("\n\n") >= 8 and "Menu" not in article.text
    assert article.published == datetime(2026, 9, 1, 8, tzinfo=UTC) and article.language == "nl"
    assert article.links == ("https://veenbode.nl/meer",)


@pytest.mark.parametrize(
    "garbage",
    [
        "",
        "<",
        "<html>",
        "\0\udcff" * 50,
        "<div>" * 100_000,
        "<!--" * 99_999,
        "<script type='application/ld+json'>" * 20_000,
        "<meta " * 99_999,
    ],
)
def test_garbage_gives_no_article_soon(garbage: str) -> None:
    began = time.monotonic()
    assert extract(garbage).text == "" and time.monotonic() - began < 5


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
     "224.0.0.1",
     "192.0.2.1", "198.51.100.1", "203.0.113.1", "255.255.255.255", "192.88.99.1", "::1", "::", "fe80::1",
     "fe80::1%eth0",
     "fc00::1", "fec0::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1",
     "64:ff9b::7f00:1",
     "64:ff9b:1::1", "2002:7f00:1::",
     "2001:0:1::1", "onzin", ""],
)  # fmt: skip
def test_not_public(address: str) -> None:
    assert not public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "145.100.1.1", "2a00:1450::1", "64:ff9b::808:808", "::ffff:8.8.8.8"]
)
def test_public(address: str) -> None:
    assert public(address)


def test_hosts_and_the_exact_exception() -> None:
    assert all(
        map(odd_host, ("2130706433", "0x7f.1", "127.1", "1.2.3", "0177.0.0.1", "x.0x7f", "127.0.0.1.1"))
    )
    assert not any(map(odd_host, ("veenbode.nl", "8.8.8.8", "2a00::1", "3voor12.nl")))
    gate = Gate(["127.0.0.1:8001"])
    assert gate.permits("127.0.0.1", 8001, "127.0.0.1")
    assert not gate.permits("127.0.0.1", 8002, "127.0.0.1")
    assert not gate.permits("veenbode.nl", 8001, "127.0.0.1") and gate.refused
    assert gate.permits("veenbode.nl", 443, "8.8.8.8")


def test_opml() -> None:
    body = b"""<opml version="2.0"><body><outline text="Krant"><outline text="A &amp; B" xmlUrl="https://a.nl/rss"/>
    <outline xmlUrl="https://a.nl/rss"/><outline xmlUrl="file:///etc/passwd"/></outline></body></opml>"""
    assert parse_opml(body) == [("A & B", "https://a.nl/rss")]
    for wrong in (b"", b"<html/>", b"\xff\xfe"):
        with pytest.raises(InputError):
            parse_opml(wrong)


def test_opml_opens_no_files(tmp_path: Path) -> None:
    (tmp_path / "geheim").write_text("GEHEIM")
    body = f"""<!DOCTYPE o [<!ENTITY x SYSTEM "file://{tmp_path}/geheim">]>
    <opml><body><outline text="a &x;" xmlUrl="https://a.nl/"/></body></opml>"""
    assert "GEHEIM" not in str(parse_opml(body.encode()))


def test_a_packed_bomb_is_not_unpacked() -> None:
    with pytest.raises(SourceError):
        unpack(gzip.compress(b" " * 200_000), limit=100_000)
