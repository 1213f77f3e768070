"""The server itself: moments that move, faults of one source, and a quiet end."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from urllib.error import URLError
from urllib.request import urlopen

import feedparser
import pytest

from demo.config import source_url
from demo.documents import LAST, SOURCES, load_documents, visible
from demo.feeds import FILES
from demo.server import TownServer
from tests.demo.town_reader import Asker

PATHS = {
    "mastodon": "/mastodon/api/v1/timelines/public?local=true",
    "bluesky": "/bluesky/xrpc/app.bsky.feed.searchPosts?q=Lindewaarde",
    "forum": "/forum/latest.json",
}


def path(source: str) -> str:
    return PATHS.get(source) or source_url(source, "")


@pytest.mark.parametrize("source", SOURCES)
def test_one_source_that_fails_leaves_the_others_alone(ask: Asker, town: TownServer, source: str) -> None:
    town.faults = {source: "500"}
    assert {s: ask(path(s)).status for s in SOURCES} == {s: 500 if s == source else 200 for s in SOURCES}
    assert ask("/robots.txt").status == 200
    town.faults = {}
    assert ask(path(source)).status == 200


def test_a_hanging_source_keeps_silent_and_the_rest_answers(ask: Asker, town: TownServer) -> None:
    town.faults = {"raad": "hang"}
    with pytest.raises((TimeoutError, URLError)):
        ask(path("raad"), timeout=0.3)
    assert ask(path("veenbode")).status == 200


def test_the_server_stops_although_a_source_hangs() -> None:
    with ThreadPoolExecutor(1) as pool:
        with TownServer() as town:
            town.faults = {"raad": "hang"}
            waiting = pool.submit(Asker(town), "/raad/rss.xml")
            while not town.asked:
                time.sleep(0.01)
        with pytest.raises((ConnectionError, URLError)):
            waiting.result(timeout=5)


def test_garbage_is_neither_feed_nor_json(ask: Asker, town: TownServer) -> None:
    town.faults = dict.fromkeys(SOURCES, "garbage")
    for source in SOURCES:
        answer = ask(path(source))
        assert answer.status == 200
        assert not feedparser.parse(answer.body).entries
        with pytest.raises(ValueError):
            answer.json()


@pytest.mark.parametrize("source", FILES)
def test_a_broken_entry_stands_among_the_good_ones(ask: Asker, town: TownServer, source: str) -> None:
    good = feedparser.parse(ask(path(source)).body).entries
    town.faults = {source: "broken-entry"}
    parsed = feedparser.parse(ask(path(source)).body)
    assert parsed.bozo and len(parsed.entries) == len(good) + 1
    rest = [e for e in parsed.entries if e.get("title")]
    assert [(e.title, e.link) for e in rest] == [(e.title, e.link) for e in good]


def test_broken_entries_of_services_and_sites(ask: Asker, town: TownServer) -> None:
    before = {s: ask(path(s)).json() for s in PATHS}
    town.faults = dict.fromkeys(SOURCES, "broken-entry")
    after = {s: ask(path(s)).json() for s in PATHS}
    assert [s for s in after["mastodon"] if s["account"]] == before["mastodon"]
    assert [p for p in after["bluesky"]["posts"] if p["record"]] == before["bluesky"]["posts"]
    listed = after["forum"]["topic_list"]["topics"]
    assert [t for t in listed if t["id"]] == before["forum"]["topic_list"]["topics"]
    assert ask("/forum/t/1.json").json()["post_stream"]["posts"][-1]["cooked"] is None
    assert "kapotte-pagina" in ask("/gemeente/sitemap.xml").text and "kapotte-pagina" in ask("/dorpen/").text
    assert ask("/gemeente/nieuws/kapotte-pagina").status == ask("/dorpen/nieuws/kapotte-pagina").status == 500


def test_readers_at_once_see_the_same(town: TownServer) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: Asker(town)("/forum/posts.json").body, range(24)))
    assert len(set(answers)) == 1
    assert town.asked["/forum/posts.json"] == 24


def test_the_town_begins_at_its_last_moment_and_its_port_is_free_afterwards() -> None:
    with TownServer() as town:
        assert town.now == LAST and town.id_of(town.url_of("raad-001")) == "raad-001"
        port = int(town.url.rsplit(":", 1)[1])
    with pytest.raises(URLError), urlopen(f"http://127.0.0.1:{port}/", timeout=2):
        pass
    with TownServer(port) as again:
        assert again.url.endswith(f":{port}")


def test_a_replay_shows_every_document_once_it_is_there(town: TownServer, ask: Asker) -> None:
    for day in ("2026-09-01T23:59", "2026-09-30T12:00", "2026-10-30T23:59"):
        ask.at(day)
        there = {d.id for d in visible(load_documents(), town.now, "raad")}
        for d in load_documents():
            if d.source == "raad":
                assert (ask(town.url_of(d.id)).status == 200) is (d.id in there)
