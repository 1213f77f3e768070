"""LAW 11 at the source: what services answer for a thing that is there, gone, or not to be had."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.crawlers.conftest import Answer
from tests.crawlers.test_feed_source import LONG, item, rss
from tests.crawlers.test_social_sources import Forum, mastodon_server, skeet, toot
from voorkant.records import Query

PAGE: Answer = (200, {"Content-Type": "text/html"}, b"<html><body><p>Er is een tuin.</p></body></html>")
GONE: Answer = (410, {}, b"weg")
OUR_POST = "https://bsky.app/profile/did:plc:abc/post/"


@pytest.mark.parametrize(("kind", "start"), [("feed", rss(item("/x", "X", LONG))), ("site", PAGE)])
def test_only_404_and_410_say_that_a_page_is_gone(town: Any, readers: Any, kind: str, start: Any) -> None:
    town.pages |= {"/feed": start, "/a": PAGE, "/moved": (301, {"Location": "/feed"}, b""), "/gone": GONE,
                   "/members": (403, {}, b""), "/lost": (302, {"Location": "/nowhere"}, b""),
                   "/robots.txt": "User-agent: *\nDisallow: /closed\n"}  # fmt: skip
    seen = readers(kind).look("/a", "/moved", "/missing", "/gone", "/lost", "/members", "/closed", "/feed#b1")
    assert seen == {
        "a": "there", "moved": "there", "missing": "gone", "gone": "gone", "lost": "gone",
        "members": "unclear", "closed": "unclear", "feed#b1": "unclear",
    }  # fmt: skip
    assert "/closed" not in town.paths()


@pytest.mark.parametrize("trouble", [(500, {}, b""), (503, {}, b""), (429, {}, b"")])
def test_a_site_in_trouble_is_left_alone(town: Any, readers: Any, trouble: Any) -> None:
    town.pages |= {"/feed": rss(), "/a": PAGE, "/b": trouble}
    assert readers("feed").look("/a", "/b", "/c") == {"a": "there", "b": "unclear"}
    assert "/c" not in town.paths()


def test_a_source_that_cannot_be_read_is_not_searched(town: Any, readers: Any) -> None:
    reader = readers("feed")
    reader.again = (f"{town.url}/a",)
    reader.visit()
    assert reader.error == "antwoordt met fout 404" and not reader.outcome.seen
    assert town.paths() == ["/feed"]


def test_a_feed_that_goes_on_listing_what_is_gone(town: Any, readers: Any) -> None:
    town.pages |= {"/feed": rss(item("/a", "Tuin", LONG)), "/a": PAGE}
    reader = readers("feed")
    assert len(reader.visit()) == 1
    del town.pages["/a"]
    assert reader.look("/a") == {"a": "gone"}
    reader.known.clear()  # as it is let go here
    town.pages["/feed"] = rss(item("/b", "B", LONG), item("/a", "Tuin", LONG))
    assert [d.title for d in reader.visit()] == ["B"]
    town.pages |= {"/feed": rss(item("/c", "C", LONG), item("/a", "Tuin", LONG)), "/a": PAGE}
    assert [d.title for d in reader.visit()] == ["C", "Tuin"], "not kept out for ever"


def test_mastodon_posts(town: Any, readers: Any) -> None:
    town.pages["/api/v1/timelines/public"] = mastodon_server([toot(1)])
    changes: dict[int, dict[str, Any]] = {
        1: {}, 2: {"visibility": "private"}, 3: {"account": {"indexable": False}}, 4: {"id": "9"},
    }  # fmt: skip
    for n, changed in changes.items():
        town.pages[f"/api/v1/statuses/{1000 + n}"] = json.dumps(toot(n, **changed))
    town.pages["/api/v1/statuses/1005"] = (404, {}, b'{"error":"Record not found"}')
    town.pages["/api/v1/statuses/1006"] = (401, {}, b'{"error":"login"}')
    town.pages |= {"/objects/1": PAGE, "/objects/2": GONE}
    seen = readers("mastodon", "", Query(local=True)).look(
        *(f"/statuses/{n}" for n in range(1001, 1007)), "/objects/1", "/objects/2"
    )
    assert seen == {
        "1001": "there", "1002": "gone", "1003": "gone", "1004": "unclear", "1005": "gone",
        "1006": "unclear", "1": "there", "2": "gone",
    }  # fmt: skip


def test_bluesky_posts_25_at_once(town: Any, readers: Any) -> None:
    skeets = {s["uri"]: s for s in (skeet(n) for n in range(40))}
    closed = skeet(41, labels=[{"val": "!no-unauthenticated"}])
    skeets[closed["uri"]] = closed
    asked_for: list[int] = []

    def posts(asked: Any) -> Any:
        asked_for.append(len(asked.query["uris"]))
        return json.dumps({"posts": [skeets[u] for u in asked.query["uris"] if u in skeets]})

    town.pages |= {
        "/xrpc/app.bsky.feed.searchPosts": '{"posts":[]}',
        "/xrpc/app.bsky.feed.getPosts": posts,
    }
    reader = readers("bluesky", "", Query(terms=("x",)))
    seen = reader.look(*(f"{OUR_POST}k{n}" for n in range(42)), f"{town.url}/elders")
    assert asked_for == [25, 17]
    assert seen.pop("elders") == "unclear"
    assert {name for name, what in seen.items() if what != "there"} == {"k40", "k41"}
    assert seen["k40"] == seen["k41"] == "gone"


@pytest.mark.parametrize("answer", [(404, {}, b""), (400, {}, b'{"error":"InvalidRequest"}'), "{}", PAGE])
def test_bluesky_that_does_not_tell_of_single_posts(town: Any, readers: Any, answer: Any) -> None:
    town.pages |= {
        "/xrpc/app.bsky.feed.searchPosts": '{"posts":[]}',
        "/xrpc/app.bsky.feed.getPosts": answer,
    }
    assert readers("bluesky", "", Query(terms=("x",))).look(f"{OUR_POST}k1") == {"k1": "unclear"}


def test_discourse_posts_and_topics(town: Any, readers: Any) -> None:
    forum = Forum(town)
    for topic in (1, 2, 3, 4):
        for _ in range(30):
            forum.post(topic)
    forum.topics[1][4]["user_deleted"] = True
    del forum.topics[1][24]
    town.pages["/forum/t/2.json"] = (404, {}, b'{"error_type":"not_found"}')
    town.pages["/forum/t/3/posts.json"] = '{"post_stream":{"posts":[]}}'  # the rest of it is not to be had
    town.pages["/forum/t/4.json"] = "{}"
    base = "/forum/t/tuin"
    reader = readers("discourse", "/forum")
    seen = reader.look(
        f"{base}/1", *(f"{base}/1/{n}" for n in (5, 24, 25, 26)), f"{base}/2/7", f"{base}/3/8", f"{base}/4/9"
    )
    assert seen == {
        "1": "there", "5": "gone", "24": "there", "25": "gone", "26": "there",
        "7": "gone", "8": "unclear", "9": "unclear",
    }  # fmt: skip
