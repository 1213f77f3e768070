"""Feeds from a true server, through the true engine and its child process."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from typing import Any

LONG = "De bewoners van de Kanaalkade willen samen een buurttuin beginnen. " * 12
ARTICLE = "".join(f"<p>{LONG} Alinea {n}.</p>" for n in range(4))


def item(path: str, title: str, text: str, day: int = 9) -> str:
    return (
        f"<item><title>{escape(title)}</title><link>{path}</link>"
        f"<description>{escape(text)}</description>"
        f"<pubDate>{day:02d} Sep 2026 08:00:00 +0200</pubDate></item>"
    )


def rss(*items: str) -> str:
    return f'<rss version="2.0"><channel><title>De Veenbode</title>{"".join(items)}</channel></rss>'


def page(text: str, head: str = "") -> str:
    head = f"<head><title>Tuin | De Veenbode</title>{head}</head>"
    return f"<html lang=nl>{head}<body><article><h1>Tuin</h1>{text}</article></body></html>"


def test_entries_become_documents_once(town: Any, readers: Any) -> None:
    town.pages["/feed"] = rss(
        item("/a?utm_source=rss", "Tuin &amp; kas", f"<p>{LONG}</p>"), item("/b", "B", LONG)
    )
    reader = readers("feed")
    first = reader.visit()
    assert reader.error == ""
    assert [d.url for d in first] == [f"{town.url}/a", f"{town.url}/b"]
    assert first[0].title == "Tuin & kas" and first[0].text == LONG.strip()
    assert first[0].published == datetime(2026, 9, 9, 6, tzinfo=UTC)
    assert reader.visit() == []
    assert reader.error == "" and reader.outcome.requests == 1


def test_an_edited_entry_comes_again(town: Any, readers: Any) -> None:
    town.pages["/feed"] = rss(item("/a", "Tuin", LONG), item("/b", "B", LONG))
    reader = readers("feed")
    reader.visit()
    town.pages["/feed"] = rss(item("/a", "Tuin gaat door", LONG), item("/b", "B", LONG))
    assert [d.title for d in reader.visit()] == ["Tuin gaat door"]


def test_a_teaser_gets_the_article_of_its_page(town: Any, readers: Any) -> None:
    town.pages["/feed"] = rss(
        item("/a", "Tuin", "Bewoners beginnen een tuin… Lees meer"), item("/b", "B", "Kort…")
    )
    town.pages["/a"] = page(ARTICLE)
    reader = readers("feed")
    whole, teaser = reader.visit()
    assert "Alinea 3." in whole.text and "\n\n" in whole.text
    assert teaser.text == "Kort…"
    assert len(reader.outcome.warnings) == 1 and "404" in reader.outcome.warnings[0]
    town.asked.clear()
    town.pages["/feed"] = rss(
        item("/c", "C", LONG), item("/a", "Tuin", "Bewoners beginnen een tuin… Lees meer")
    )
    assert [d.title for d in reader.visit()] == ["C"]
    assert "/a" not in town.paths()


def test_a_page_that_wants_no_copy_leaves_the_teaser(town: Any, readers: Any) -> None:
    town.pages["/feed"] = rss(item("/a", "Tuin", "Bewoners beginnen een tuin…"))
    town.pages["/a"] = page(ARTICLE, '<meta name="robots" content="noarchive">')
    reader = readers("feed")
    assert reader.visit()[0].text == "Bewoners beginnen een tuin…"
    assert any("noarchive" in line for line in reader.outcome.law)


def test_nothing_new_is_a_304(town: Any, readers: Any) -> None:
    def answer(asked: Any) -> Any:
        if asked.headers.get("if-none-match") == '"1"':
            return 304, {"ETag": '"1"'}, b""
        return 200, {"ETag": '"1"'}, rss(item("/a", "A", LONG)).encode()

    town.pages["/feed"] = answer
    reader = readers("feed")
    assert len(reader.visit()) == 1
    assert reader.visit() == [] and reader.error == ""
    assert reader.state.etag == '"1"' and reader.state.failures == 0


def test_a_stale_etag_hides_nothing(town: Any, readers: Any) -> None:
    reader = readers("feed")
    town.pages["/feed"] = (200, {"ETag": '"altijd"'}, rss(item("/a", "A", LONG)).encode())
    assert len(reader.visit()) == 1
    town.pages["/feed"] = (200, {"ETag": '"altijd"'}, rss(item("/b", "B", LONG)).encode())
    assert [d.title for d in reader.visit()] == ["B"]


def test_a_broken_entry_among_good_ones_is_counted(town: Any, readers: Any) -> None:
    town.pages["/feed"] = rss(
        item("/a", "A", LONG), "<item><pubDate>gisteren</pubDate></item>", item("/b", "B", LONG)
    )
    reader = readers("feed")
    assert [d.title for d in reader.visit()] == ["A", "B"]
    assert reader.error == "" and reader.outcome.warnings == ("bericht 2 is niet te lezen",)


def test_what_is_no_feed(town: Any, readers: Any) -> None:
    reader = readers("feed")
    town.pages["/feed"] = (200, {"Content-Type": "text/html"}, b"<html><body>Hallo</body></html>")
    assert reader.visit() == [] and reader.error == "stuurde geen feed maar een webpagina"
    town.pages["/feed"] = bytes(range(256)) * 20
    assert reader.visit() == [] and reader.error.startswith("stuurde geen")
    assert reader.state.failures == 2
