"""Mastodon, Bluesky and Discourse as true servers speak: paged, with cursors, visited twice without gaps."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawlers.connectors import bluesky, mastodon
from voorkant.records import Query

DATA = Path(__file__).parents[2].parent / "shared" / "data"
START = datetime(2026, 9, 1, 8, tzinfo=UTC)


def stamp(number: int) -> str:
    return (START + timedelta(minutes=number)).isoformat().replace("+00:00", "Z")


# --- Mastodon ---------------------------------------------------------------------------------------------


def toot(number: int, **changes: Any) -> dict[str, Any]:
    account = {"username": "jan", "acct": "jan", "bot": False} | changes.pop("account", {})
    return {
        "id": str(1000 + number), "created_at": stamp(number), "visibility": "public", "language": "nl",
        "url": f"https://veen.social/@jan/{1000 + number}", "content": f"<p>Buurttuin <b>{number}</b></p>",
        "account": account, "tags": [{"name": "veenstad"}], "in_reply_to_id": None, "edited_at": None,
    } | changes  # fmt: skip


def mastodon_server(toots: list[dict[str, Any]]) -> Any:
    def answer(asked: Any) -> Any:
        below = int(asked.query.get("max_id", ["999999"])[0])
        limit = min(40, int(asked.query["limit"][0]))
        found = sorted((t for t in toots if int(t["id"]) < below), key=lambda t: -int(t["id"]))[:limit]
        link = f'<http://x/?max_id={found[-1]["id"]}>; rel="next"' if found else ""
        return 200, {"Link": link} if link else {}, json.dumps(found).encode()

    return answer


def test_mastodon_reads_every_post_once(town: Any, readers: Any) -> None:
    toots = [toot(n) for n in range(90)]
    town.pages["/sub/api/v1/timelines/tag/veenstad"] = mastodon_server(toots)
    reader = readers("mastodon", "/sub/", Query(hashtags=("veenstad",)))
    first = reader.visit()
    assert reader.error == "" and len(first) == 90
    assert first[0].url == f"{town.url}/sub/statuses/1089" and first[0].text == "Buurttuin 89"
    assert first[0].author == "jan@127.0.0.1" and first[0].language == "nl"
    assert reader.visit() == []
    toots += [toot(n, in_reply_to_id="1003") for n in range(90, 190)]
    second = reader.visit()
    assert sorted(d.text for d in second) == sorted(f"Buurttuin {n}" for n in range(90, 190))
    assert second[0].reply_to == f"{town.url}/sub/statuses/1003"
    toots[180] = toot(180, content="<p>Buurttuin gaat niet door</p>", edited_at=stamp(300))
    (edited,) = reader.visit()
    assert edited.text == "Buurttuin gaat niet door" and edited.updated is not None


def test_mastodon_leaves_out_who_does_not_want_to_be_found(town: Any, readers: Any) -> None:
    toots = [
        toot(1), toot(2, visibility="unlisted"), toot(3, reblog=toot(1)),
        toot(4, account={"discoverable": False}), toot(5, account={"indexable": False}),
        toot(6, account={"bot": True}), toot(7, account={"discoverable": True, "indexable": True}),
        toot(8) | {"account": None}, toot(9, content="<p>iets anders</p>"),
    ]  # fmt: skip
    town.pages["/api/v1/timelines/public"] = mastodon_server(toots)
    reader = readers("mastodon", "", Query(terms=("BUURTTUIN",), local=True))
    assert [d.text for d in reader.visit()] == ["Buurttuin 7", "Buurttuin 1"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://veen.social/@jan/5", "https://b.nl/statuses/1005"),
        ("https://veen.social/users/jan/statuses/5", "https://b.nl/statuses/1005"),
        ("https://veen.social/objects/5", "https://veen.social/objects/5"),
    ],
)
def test_no_address_carries_a_handle(url: str, expected: str) -> None:
    assert mastodon.status_url("https://b.nl", toot(5, url=url)) == expected


@pytest.mark.skipif(not DATA.exists(), reason="recordings are not here")
def test_mastodon_recordings_are_read(town: Any, readers: Any) -> None:
    recorded = json.loads((DATA / "mastodon" / "timeline_public_instance_local.json").read_text())
    body = json.dumps(recorded["body"]).encode()
    town.pages["/api/v1/timelines/public"] = lambda a: b"[]" if "max_id" in a.query else body
    reader = readers("mastodon", "", Query(local=True))
    reader.now = datetime(2025, 7, 18, tzinfo=UTC)
    reader.since = START.replace(year=2020)
    wanted = [s for s in recorded["body"] if mastodon.readable(s) and s["content"]]
    assert len(reader.visit()) == len(wanted) and reader.outcome.warnings == ()


# --- Bluesky ----------------------------------------------------------------------------------------------


def skeet(number: int, **changes: Any) -> dict[str, Any]:
    author = {"did": "did:plc:abc", "handle": "jan.bsky.social", "labels": changes.pop("labels", [])}
    record = {"text": f"Buurttuin {number}", "createdAt": stamp(number), "langs": ["nl-NL"]}
    return {
        "uri": f"at://did:plc:abc/app.bsky.feed.post/k{number}", "author": author, "labels": [],
        "indexedAt": stamp(number), "record": record | changes.pop("record", {}),
    } | changes  # fmt: skip


def bluesky_server(skeets: list[dict[str, Any]]) -> Any:
    def answer(asked: Any) -> Any:
        at, limit = int(asked.query.get("cursor", ["0"])[0]), int(asked.query["limit"][0])
        found = sorted(skeets, key=lambda s: s["indexedAt"], reverse=True)[at : at + limit]
        more = {"cursor": str(at + limit)} if len(skeets) > at + limit else {}
        return json.dumps({"posts": found, **more})

    return answer


def test_bluesky_reads_every_post_once(town: Any, readers: Any) -> None:
    parent = {"uri": "at://did:plc:q/app.bsky.feed.post/p"}
    facet = {"features": [{"$type": "app.bsky.richtext.facet#tag", "tag": "tuin"},
                          {"$type": "app.bsky.richtext.facet#link", "uri": "https://tuin.nl/a"},
                          {"$type": "app.bsky.richtext.facet#mention", "did": "did:plc:z"}]}  # fmt: skip
    skeets = [skeet(n) for n in range(249)]
    skeets.append(skeet(249, record={"reply": {"parent": parent, "root": parent}, "facets": [facet]}))
    town.pages["/xrpc/app.bsky.feed.searchPosts"] = bluesky_server(skeets)
    reader = readers("bluesky", "/", Query(terms=("Veenstad",), hashtags=("veenstad",)))
    first = reader.visit()
    assert reader.error == "" and len(first) == 250
    assert [a.query["q"][0] for a in town.asked if a.query][:4] == ["Veenstad"] * 3 + ["#veenstad"]
    newest = first[0]
    assert newest.url == "https://bsky.app/profile/did:plc:abc/post/k249" and newest.language == "nl"
    assert newest.reply_to == newest.thread == "https://bsky.app/profile/did:plc:q/post/p"
    assert newest.links == ("https://tuin.nl/a",) and newest.hashtags == ("tuin",)
    assert all("bsky.social" not in d.url for d in first)
    assert reader.visit() == []
    skeets += [skeet(n) for n in range(250, 400)]
    assert len(reader.visit()) == 150


def test_bluesky_leaves_out_who_is_for_members_only(town: Any, readers: Any) -> None:
    closed = [{"val": "!no-unauthenticated"}]
    skeets = [skeet(1), skeet(2, labels=closed), skeet(3) | {"labels": closed}, {"uri": "kapot"}]
    skeets[3]["indexedAt"] = stamp(4)
    town.pages["/xrpc/app.bsky.feed.searchPosts"] = bluesky_server(skeets)
    reader = readers("bluesky", "", Query(terms=("x",)))
    assert [d.text for d in reader.visit()] == ["Buurttuin 1"]
    assert reader.outcome.warnings == ("een bericht is niet te lezen",)


@pytest.mark.skipif(not DATA.exists(), reason="recordings are not here")
def test_bluesky_recordings_are_read(town: Any, readers: Any) -> None:
    body = (DATA / "bluesky" / "searchPosts_0e3ec.json").read_bytes()
    town.pages["/xrpc/app.bsky.feed.searchPosts"] = lambda a: '{"posts":[]}' if "cursor" in a.query else body
    reader = readers("bluesky", "", Query(terms=("x",)))
    reader.since = START.replace(year=2020)
    wanted = [p for p in json.loads(body)["posts"] if bluesky.readable(p) and p["record"]["text"]]
    assert len(reader.visit()) == len({p["uri"] for p in wanted}) and reader.outcome.warnings == ()


# --- Discourse --------------------------------------------------------------------------------------------


class Forum:
    """Topics of posts with ids over the whole forum, as Discourse keeps them."""

    def __init__(self, town: Any) -> None:
        self.town, self.next = town, 1
        self.topics: dict[int, list[dict[str, Any]]] = {}
        town.pages["/forum/latest.json"] = self.latest
        town.pages["/forum/posts.json"] = self.recent

    def post(self, topic: int, **changes: Any) -> None:
        posts = self.topics.setdefault(topic, [])
        number = len(posts) + 1
        posts.append({
            "id": self.next, "topic_id": topic, "post_number": number, "username": "jan", "post_type": 1,
            "created_at": stamp(self.next), "updated_at": stamp(self.next), "reply_to_post_number": None,
            "cooked": f"<p>Buurttuin {topic}.{number}</p>",
        } | changes)  # fmt: skip
        self.next += 1
        self.town.pages[f"/forum/t/{topic}.json"] = lambda _: self.topic(topic, posts[:20])
        self.town.pages[f"/forum/t/{topic}/posts.json"] = lambda a: self.topic(
            topic, [p for p in posts if str(p["id"]) in a.query["post_ids[]"]]
        )

    def topic(self, topic: int, posts: list[Any]) -> str:
        stream = {"posts": posts, "stream": [p["id"] for p in self.topics[topic]]}
        return json.dumps(
            {
                "id": topic,
                "slug": f"tuin-{topic}",
                "title": f"Tuin {topic}",
                "tags": ["groen"],
                "post_stream": stream,
            }
        )

    def latest(self, asked: Any) -> str:
        page = int(asked.query.get("page", ["0"])[0])
        rows = [{"id": t, "bumped_at": p[-1]["created_at"]} for t, p in self.topics.items()]
        rows.sort(key=lambda r: r["bumped_at"], reverse=True)
        shown = rows[page * 30 : page * 30 + 30]
        more = {"more_topics_url": "/latest?page=1"} if len(rows) > page * 30 + 30 else {}
        return json.dumps({"topic_list": {"topics": shown, **more}})

    def recent(self, asked: Any) -> str:
        before = int(asked.query.get("before", [self.next])[0])
        posts = [p for ps in self.topics.values() for p in ps if before - 50 < p["id"] <= before]
        return json.dumps({"latest_posts": sorted(posts, key=lambda p: -p["id"])})


def test_discourse_reads_every_post_once(town: Any, readers: Any) -> None:
    forum = Forum(town)
    for topic in range(1, 41):
        forum.post(topic)
    for _ in range(89):
        forum.post(7)
    reader = readers("discourse", "/forum")
    first = {d.url: d for d in reader.visit()}
    assert reader.error == "" and len(first) == 40 + 89
    base = f"{town.url}/forum/t/tuin-7/7"
    assert (
        first[base].title == "Tuin 7" and first[base].hashtags == ("groen",) and first[base].reply_to is None
    )
    assert first[f"{base}/2"].title == "" and first[f"{base}/2"].reply_to == base
    assert first[f"{base}/90"].thread == base
    assert reader.visit() == []
    for topic in range(1, 41):
        forum.post(topic, reply_to_post_number=1)
    forum.post(3, reply_to_post_number=2)
    second = reader.visit()
    assert len(second) == 41
    assert next(d for d in second if d.url.endswith("/3/3")).reply_to == f"{town.url}/forum/t/tuin-3/3/2"


def test_discourse_leaves_out_quotes_and_what_is_hidden(town: Any, readers: Any) -> None:
    forum = Forum(town)
    quote = '<aside class="quote no-group"><blockquote><p>Woorden van een ander</p></blockquote></aside>'
    forum.post(1, cooked=f"{quote}<p>Eigen woorden</p>")
    for changes in ({"hidden": True}, {"deleted_at": stamp(1)}, {"post_type": 4}, {"user_deleted": True}):
        forum.post(1, **changes)
    reader = readers("discourse", "/forum")
    assert [d.text for d in reader.visit()] == ["Eigen woorden"]


def test_discourse_behind_a_login_ends(town: Any, readers: Any) -> None:
    reader = readers("discourse", "/forum")
    town.pages["/forum/latest.json"] = (403, {}, b"{}")
    assert reader.visit() == [] and "403" in reader.error
    town.pages["/forum/latest.json"] = (302, {"Location": "/login"}, b"")
    town.pages["/login"] = (
        200,
        {"Content-Type": "text/html"},
        b"<html><form><input type=password></form></html>",
    )
    assert reader.visit() == [] and reader.error == "vraagt om in te loggen"
