"""Feeds, sites and their pages, read back by their true readers."""

from __future__ import annotations

from datetime import timedelta
from email.utils import parsedate_to_datetime
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import feedparser
import lxml.html
import pytest
import trafilatura

from demo.documents import LAST, load_documents, visible
from demo.feeds import FILES, SIZES, teaser
from demo.server import TownServer
from tests.demo.town_reader import Asker

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def feed(ask: Asker, source: str) -> feedparser.FeedParserDict:
    return feedparser.parse(ask(f"/{source}/{FILES[source]}").body)


def tree_of(page: str | bytes) -> lxml.html.HtmlMixin:
    """A page that tells its text and links; the stubs have `fromstring` give any element of XML."""
    tree = lxml.html.fromstring(page)
    assert isinstance(tree, lxml.html.HtmlMixin)
    return tree


@pytest.mark.parametrize("source", FILES)
def test_a_feed_carries_its_newest_documents(ask: Asker, town: TownServer, source: str) -> None:
    parsed = feed(ask, source)
    expected = visible(load_documents(), LAST, source)[::-1][: SIZES[source]]
    assert not parsed.bozo
    assert parsed.version == ("atom10" if FILES[source] == "atom.xml" else "rss20")
    assert [town.id_of(e.link) for e in parsed.entries] == [d.id for d in expected]
    for entry, d in zip(parsed.entries, expected, strict=True):
        assert entry.title == d.title
        assert tuple(entry.published_parsed)[:6] == d.published.timetuple()[:6]


def test_the_paper_shows_teasers_and_the_others_whole_texts(ask: Asker) -> None:
    newest = {d.id: d for d in visible(load_documents(), LAST)}
    entry = feed(ask, "veenbode").entries[0]
    assert "content" not in entry and entry.summary.endswith(" …")
    assert teaser("een twee") == "een twee"
    assert len(feed(ask, "veenbode").entries) == 30
    for source in ("lindekrant", "raad", "petities"):
        for entry in feed(ask, source).entries:
            whole = tree_of(entry.content[0].value).text_content()
            document = newest[ask.town.id_of(entry.link) or ""]
            assert all(line in whole for line in document.text.splitlines())


def test_a_page_holds_the_article_among_other_things(ask: Asker, town: TownServer) -> None:
    d = next(d for d in reversed(load_documents()) if d.source == "veenbode" and len(d.text) > 500)
    page = ask(town.url_of(d.id))
    tree = lxml.html.fromstring(page.body)
    for tag in ("header", "nav", "footer", "aside"):
        assert len(list(tree.iter(tag))) == 1
    assert "cookies" in page.text
    (stamp,) = tree.iterfind(".//meta[@property='article:published_time']")
    assert stamp.get("content", "").startswith("2026-")
    text = trafilatura.extract(page.text, favor_recall=True) or ""
    assert d.paragraphs[0] in text and d.paragraphs[-1] in text
    assert "cookies" not in text and "Alle rechten" not in text


def test_an_edit_shows_from_its_moment_on(ask: Asker, town: TownServer) -> None:
    d = next(d for d in load_documents() if d.edit and d.source == "veenbode")
    assert d.edit
    for moment, changed in ((d.edit.at - timedelta(seconds=1), False), (d.edit.at, True)):
        town.now = moment
        page = ask(town.url_of(d.id))
        last = (d.edit.text if changed else d.text).split("\n\n")[-1]
        assert last in tree_of(page.body).text_content()
        assert ("modified_time" in page.text) is changed
        modified = parsedate_to_datetime(page.headers["Last-Modified"])
        assert modified == (d.edit.at if changed else d.published)
        entry = next(e for e in feed(ask, "veenbode").entries if town.id_of(e.link) == d.id)
        assert ("updated" in entry) is changed


def test_nothing_is_there_before_its_moment(ask: Asker, town: TownServer) -> None:
    d = next(d for d in load_documents() if d.source == "gemeente")
    town.now = d.published - timedelta(seconds=1)
    assert ask(town.url_of(d.id)).status == 404
    assert town.url_of(d.id) not in ask("/gemeente/sitemap.xml").text
    town.now = d.published
    assert ask(town.url_of(d.id)).status == 200
    assert town.url_of(d.id) in ask("/gemeente/sitemap.xml").text


@pytest.mark.parametrize("path", ["/veenbode/feed.xml", "/gemeente/sitemap.xml", "/dorpen/"])
def test_conditional_requests_are_honoured(ask: Asker, path: str) -> None:
    ask.at("2026-09-20")
    first = ask(path)
    etag, modified = first.headers["ETag"], first.headers["Last-Modified"]
    again = ask(path, If_None_Match=etag)
    assert (again.status, again.body) == (304, b"")
    assert ask(path, If_None_Match=f"W/{etag}").status == 304
    assert ask(path, If_Modified_Since=modified).status == 304
    assert ask(path, If_None_Match='"ander"', If_Modified_Since=modified).status == 200
    assert ask(path, If_Modified_Since="geen datum").status == 200
    ask.at("2026-10-20")
    assert ask(path, If_None_Match=etag).status == 200
    assert ask(path, If_Modified_Since=modified).status == 200


def test_the_municipality_has_a_sitemap_that_robots_names(ask: Asker, town: TownServer) -> None:
    robots = RobotFileParser()
    robots.parse(ask("/robots.txt").text.splitlines())
    assert robots.site_maps() == [f"{town.url}/gemeente/sitemap.xml"]
    assert all(robots.can_fetch("Voorkant", town.url_of(d.id)) for d in load_documents())
    tree = ElementTree.fromstring(ask("/gemeente/sitemap.xml").body)  # our own XML
    stamps = {u.findtext(f"{SITEMAP}loc"): u.findtext(f"{SITEMAP}lastmod") for u in tree}
    expected = visible(load_documents(), LAST, "gemeente")
    assert {town.id_of(u or "") for u in stamps} - {None} == {d.id for d in expected}
    edited = next(d for d in expected if d.updated)
    assert (stamps[town.url_of(edited.id)] or "").startswith("2026-09-24T15:00:00+02:00")


def test_the_village_has_a_start_page_and_no_sitemap(ask: Asker, town: TownServer) -> None:
    tree = tree_of(ask("/dorpen/").body)
    tree.make_links_absolute(f"{town.url}/dorpen/")
    links = {town.id_of(link) for _, _, link, _ in tree.iterlinks()} - {None}
    assert links == {d.id for d in load_documents() if d.source == "dorpen"}
    assert ask("/dorpen/sitemap.xml").status == 404
    assert ask("/dorpen/over-ons").status == 200


def test_every_document_with_a_page_is_served(ask: Asker, town: TownServer) -> None:
    for d in load_documents():
        if d.source != "bluesky":
            assert ask(town.url_of(d.id)).status == 200, d.id


def test_the_index_is_for_people(ask: Asker) -> None:
    ask.at("2026-09-02T12:00")
    page = ask("/").text
    assert "woensdag 2 september, 12.00 uur" in page and "De Veenbode" in page
    assert ask("/nergens").status == 404 and ask("/veenbode/nergens").status == 404
