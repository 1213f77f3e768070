"""Sites by sitemap or start page, and what sites say about being read."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

TEXT = "".join(
    f"<p>De bewoners van de Kanaalkade beginnen samen een tuin, deel {n}. {'Meer daarover. ' * 8}</p>"
    for n in range(6)
)
XML = {"Content-Type": "application/xml"}
HTML = {"Content-Type": "text/html; charset=utf-8"}


def page(title: str, text: str = TEXT, head: str = "", **headers: str) -> Any:
    head = f"<head><title>{title} | V</title>{head}</head>"
    html = f"<html lang=nl>{head}<body><article><h1>{title}</h1>{text}</article></body></html>"
    return 200, HTML | headers, html.encode()


def sitemap(base: str, **dates: str) -> bytes:
    rows = "".join(f"<url><loc>{base}/{n}</loc><lastmod>{d}</lastmod></url>" for n, d in dates.items())
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'.encode()


def test_a_sitemap_is_read_once_and_again_where_it_changed(town: Any, readers: Any) -> None:
    town.pages |= {
        "/a": page("A"),
        "/b": page("B"),
        "/lijst": page("Lijst", "<p>Kort.</p>"),
        "/oud": page("Oud"),
    }
    dates = {"a": "2026-09-02", "b": "2026-09-05T10:00:00+02:00", "lijst": "2026-09-03", "oud": "2020-01-01"}
    town.pages["/sitemap.xml"] = lambda _: (200, XML, sitemap(town.url, **dates))
    reader = readers("site", "/sitemap.xml")
    first = reader.visit()
    assert reader.error == "" and [d.title for d in first] == ["B", "A"]
    assert "deel 5" in first[0].text and first[0].language == "nl"
    town.asked.clear()
    assert reader.visit() == [] and town.paths() == ["/sitemap.xml"]
    dates["a"], town.pages["/a"] = "2026-09-09", page("A gaat door")
    assert [d.title for d in reader.visit()] == ["A gaat door"]


def test_an_index_of_packed_sitemaps_that_robots_names(town: Any, readers: Any) -> None:
    packed = gzip.compress(sitemap(town.url, a="2026-09-01"))
    index = f"<sitemapindex><sitemap><loc>{town.url}/1.xml.gz</loc></sitemap></sitemapindex>"
    town.pages |= {
        "/": page("Start", "<a href='/x'>x</a>"),
        "/a": page("A"),
        "/robots.txt": f"Sitemap: {town.url}/index.xml\n",
        "/index.xml": (200, XML, index.encode()),
        "/1.xml.gz": (200, {"Content-Type": "application/gzip"}, packed),
    }  # fmt: skip
    assert [d.title for d in readers("site", "/").visit()] == ["A"]


def test_a_start_page_with_links(town: Any, readers: Any) -> None:
    links = (
        "<a href='/a'>a</a><a href='b'>b</a><a href='https://elders.example/c'>c</a><a href='/d.pdf'>d</a>"
    )
    town.pages |= {"/": page("Start", links), "/a": page("A"), "/b": page("B")}
    reader = readers("site", "/")
    assert [d.title for d in reader.visit()] == ["A", "B"]
    assert reader.visit() == []
    town.pages["/a"] = page("A is anders")
    assert [d.title for d in reader.visit()] == ["A is anders"]
    assert "/d.pdf" not in town.paths()


ITEM = f"<item><title>A</title><link>/a</link><description>{'woord ' * 90}</description></item>"
FEED = f"<rss version='2.0'><channel><title>V</title>{ITEM}</channel></rss>"


def test_robots_txt_is_obeyed(town: Any, readers: Any) -> None:
    town.pages |= {"/feed": FEED, "/robots.txt": "\ufeffUser-agent: *\nDisallow: /feed\n"}
    reader = readers("feed")
    assert reader.visit() == [] and reader.error == "robots.txt staat lezen niet toe"
    assert town.paths() == [] and any("niet toegestaan" in line for line in reader.outcome.law)


def test_robots_txt_that_cannot_be_had_forbids(town: Any, readers: Any) -> None:
    town.pages |= {"/feed": FEED, "/robots.txt": (503, {}, b"")}
    reader = readers("feed")
    assert reader.visit() == [] and town.paths() == []
    assert reader.error == "is niet gelezen: robots.txt antwoordt met fout 503"
    town.pages["/robots.txt"] = (403, {}, b"")
    assert len(reader.visit()) == 1


def test_rules_for_us_by_name_win(town: Any, readers: Any) -> None:
    town.pages |= {
        "/feed": FEED,
        "/robots.txt": "User-agent: *\nAllow: /\n\nUser-agent: voorkant\nDisallow: /\n",
    }
    reader = readers("feed")
    assert reader.visit() == [] and reader.error == "robots.txt staat lezen niet toe"


@pytest.mark.parametrize(
    ("rules", "header", "read"),
    [
        ([{"location": "/*", "tdm-reservation": 1}], None, False),
        ([{"location": "/*", "tdm-reservation": 1}], "0", True),
        ([{"location": "/*", "tdm-reservation": 0}], "1", False),
        ([{"location": "/foto/*", "tdm-reservation": 1}], None, True),
        ("onzin", None, True),
    ],
)
def test_a_tdm_reservation_is_honoured(
    town: Any, readers: Any, rules: Any, header: str | None, read: bool
) -> None:
    town.pages["/.well-known/tdmrep.json"] = json.dumps(rules)
    town.pages["/feed"] = (200, {"tdm-reservation": header} if header else {}, FEED.encode())
    reader = readers("feed")
    assert bool(reader.visit()) is read
    assert reader.error == ("" if read else "heeft een voorbehoud voor tekst- en datamining")


@pytest.mark.parametrize(
    ("head", "headers", "kept"),
    [
        ("<meta name=robots content='noindex, follow'>", {}, False),
        ("<meta content='index' name='robots'>", {}, True),
        ("", {"X-Robots-Tag": "noarchive"}, False),
        ("", {"X-Robots-Tag": "googlebot: noindex"}, True),
        ("", {"X-Robots-Tag": "voorkant: nosnippet"}, False),
        ("<meta name='tdm-reservation' content='1'>", {}, False),
    ],
)
def test_pages_that_want_no_copy(
    town: Any, readers: Any, head: str, headers: dict[str, str], kept: bool
) -> None:
    town.pages |= {"/": page("Start", "<a href='/a'>a</a>"), "/a": page("A", TEXT, head, **headers)}
    reader = readers("site", "/")
    assert bool(reader.visit()) is kept and reader.error == ""
