"""Mastodon, Bluesky and Discourse as the town plays them: shape, moments, and paging without gaps."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from demo.bluesky import matches
from demo.documents import LAST, load_documents
from demo.markup import hashtags
from demo.server import TownServer
from tests.demo.town_reader import Asker

SEARCH = "/bluesky/xrpc/app.bsky.feed.searchPosts"
THREAD = "/bluesky/xrpc/app.bsky.feed.getPostThread"
TAG = "/mastodon/api/v1/timelines/tag/lindewaarde"
PUBLIC = "/mastodon/api/v1/timelines/public?local=true"
#: keys that only a logged-in reader or newer servers see
EXTRA = {"viewer", "threadgate", "verification", "favourited", "reblogged", "muted", "bookmarked",
         "filtered", "application", "noindex", "roles"}  # fmt: skip


def ids(source: str) -> list[str]:
    return [d.id for d in load_documents() if d.source == source]


def following(ask: Asker, path: str, rel: str) -> Iterator[list[dict[str, Any]]]:
    while True:
        answer = ask(path)
        yield answer.json()
        links = {r: u for u, r in re.findall(r'<([^>]+)>; rel="(\w+)"', answer.headers.get("Link", ""))}
        if rel not in links:
            return
        path = links[rel]


def test_the_local_timeline_is_paged_without_gaps(ask: Asker, town: TownServer) -> None:
    pages = list(following(ask, PUBLIC + "&limit=7", "next"))
    found = [town.id_of(s["url"]) for page in pages for s in page]
    assert found == ids("mastodon")[::-1]
    assert all(len(page) <= 7 for page in pages)


def test_min_id_walks_forward_and_since_id_does_not(ask: Asker, town: TownServer) -> None:
    everything = [town.addresses.status_ids[i] for i in ids("mastodon")]
    after = everything[10]
    forward = ask(f"{PUBLIC}&limit=3&min_id={after}").json()
    assert [int(s["id"]) for s in forward] == everything[13:10:-1]
    newest = ask(f"{PUBLIC}&limit=3&since_id={after}").json()
    assert [int(s["id"]) for s in newest] == everything[:-4:-1]
    assert ask(f"{PUBLIC}&since_id={everything[-1]}").json() == []


def test_a_hashtag_timeline_has_that_hashtag(ask: Asker) -> None:
    found = ask(TAG + "?limit=40").json()
    tagged = [d for d in load_documents() if "lindewaarde" in map(str.casefold, hashtags(d.text))]
    assert len(found) == len([d for d in tagged if d.source == "mastodon"]) >= 5
    assert all("lindewaarde" in [t["name"] for t in s["tags"]] for s in found)
    assert ask("/mastodon/api/v1/timelines/tag/LindeWaarde?limit=40").json() == found
    assert "#<span>" in found[0]["content"] and 'class="mention hashtag"' in found[0]["content"]


def test_statuses_tell_limits_and_wait_for_their_moment(ask: Asker, town: TownServer) -> None:
    third = load_documents()[[d.id for d in load_documents()].index(ids("mastodon")[2])]
    town.now = third.published - timedelta(seconds=1)
    answer = ask(PUBLIC)
    assert [town.id_of(s["url"]) for s in answer.json()] == ids("mastodon")[1::-1]
    assert answer.headers["X-RateLimit-Limit"] == "300"
    number = town.addresses.status_ids[third.id]
    assert ask(f"/mastodon/api/v1/statuses/{number}").status == 404
    town.now = third.published
    assert ask(f"/mastodon/api/v1/statuses/{number}").json()["id"] == str(number)


def test_replies_and_links_of_statuses_point_at_the_town(ask: Asker, town: TownServer) -> None:
    statuses = {
        town.id_of(s["url"]): s for page in following(ask, PUBLIC + "&limit=40", "next") for s in page
    }
    for d in load_documents():
        if d.source != "mastodon":
            continue
        parent = statuses[d.id]["in_reply_to_id"]
        assert parent == (str(town.addresses.status_ids[d.reply_to]) if d.reply_to else None)
        if d.links:
            assert statuses[d.id]["card"]["url"] == town.url_of(d.links[0])
            assert town.url_of(d.links[0]) in statuses[d.id]["content"]
        assert d.author not in statuses[d.id]["url"]


def test_a_status_has_the_keys_of_a_recorded_one(ask: Asker, recorded: Path) -> None:
    real = json.loads((recorded / "mastodon" / "timeline_public_instance_local.json").read_text())["body"]
    ours = [s for page in following(ask, PUBLIC + "&limit=40", "next") for s in page]
    assert set(ours[0]) == set(real[0]) - EXTRA
    assert set(ours[0]["account"]) == set(real[0]["account"]) - EXTRA
    card = next(s["card"] for s in real if s["card"])
    assert set(next(s["card"] for s in ours if s["card"])) == set(card)
    for key, value in real[0].items():
        if key not in EXTRA and value is not None and ours[0][key] is not None:
            assert type(ours[0][key]) is type(value), key


def test_search_pages_without_gaps_and_finds_only_the_word(ask: Asker, town: TownServer) -> None:
    path, found = f"{SEARCH}?q=Lindewaarde&sort=latest&limit=9", []
    cursor = ""
    while True:
        data = ask(path + cursor).json()
        found += [town.addresses.id_of(web(p["uri"])) for p in data["posts"]]
        if "cursor" not in data:
            break
        cursor = f"&cursor={data['cursor']}"
    expected = [d for d in load_documents() if d.source == "bluesky" and matches(d.text, "lindewaarde")]
    assert found == [d.id for d in reversed(expected)]
    assert all(d.reply_to for d in load_documents() if d.source == "bluesky" and d not in expected)


def web(uri: str) -> str:
    did, _, key = uri.removeprefix("at://").split("/")
    return f"https://bsky.app/profile/{did}/post/{key}"


def test_search_matches_words_and_hashtags() -> None:
    assert matches("Hoi LINDEWAARDE!", "lindewaarde")
    assert matches("Kom naar #Lindewaarde", "lindewaarde") and matches(
        "Kom naar #Lindewaarde", "#lindewaarde"
    )
    assert not matches("Kom naar Lindewaarde", "#lindewaarde")
    assert not matches("Lindewaardes bomen", "lindewaarde")
    assert not matches("Lindewaarde", "lindewaarde bomen")


@pytest.mark.parametrize(
    "query", ["", "?q=", "?q=x&limit=0", "?q=x&limit=101", "?q=x&limit=a", "?q=x&cursor=z"]
)
def test_search_refuses_what_the_service_refuses(ask: Asker, query: str) -> None:
    answer = ask(SEARCH + query)
    assert answer.status == 400 and answer.json()["error"] == "InvalidRequest"


def test_search_within_a_time(ask: Asker) -> None:
    data = ask(f"{SEARCH}?q=lindewaarde&since=2026-09-05T00:00:00Z&until=2026-09-08T00:00:00Z").json()
    assert data["posts"]
    assert all("2026-09-05" <= p["record"]["createdAt"] < "2026-09-08" for p in data["posts"])


def test_a_thread_shows_the_replies_that_the_search_does_not(ask: Asker, town: TownServer) -> None:
    reply = next(
        d
        for d in load_documents()
        if d.source == "bluesky" and d.reply_to and not matches(d.text, "lindewaarde")
    )
    assert reply.reply_to
    parent, child = (town.addresses.record_uris[i] for i in (reply.reply_to, reply.id))
    thread = ask(f"{THREAD}?uri={quote(parent)}").json()["thread"]
    assert child in [r["post"]["uri"] for r in thread["replies"]]
    above = ask(f"{THREAD}?uri={quote(child)}&depth=0").json()["thread"]
    assert above["parent"]["post"]["uri"] == parent and above["replies"] == []
    assert above["post"]["record"]["reply"]["parent"]["uri"] == parent
    assert ask(f"{THREAD}?uri=at://nergens").json()["error"] == "NotFound"
    town.now = reply.published - timedelta(seconds=1)
    assert ask(f"{THREAD}?uri={quote(child)}").status == 400


def test_facets_stand_where_they_say(ask: Asker) -> None:
    posts = ask(f"{SEARCH}?q=lindewaarde&limit=100").json()["posts"]
    kinds = set()
    for post in posts:
        text = post["record"]["text"].encode()
        for facet in post["record"].get("facets", ()):
            part = text[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode()
            feature = facet["features"][0]
            kinds.add(feature["$type"])
            assert part == f"#{feature['tag']}" if "tag" in feature else part[:20] in feature["uri"]
    assert len(kinds) == 2


def test_a_post_has_the_keys_of_a_recorded_one(ask: Asker, recorded: Path) -> None:
    real = json.loads((recorded / "bluesky" / "searchPosts_0e3ec.json").read_text())["posts"]
    ours = ask(f"{SEARCH}?q=lindewaarde&limit=100").json()["posts"]
    always = set.intersection(*(set(p) for p in real)) - EXTRA
    for post in ours:
        assert always <= set(post) <= set().union(*real)
        assert set(real[0]["author"]) - EXTRA == set(post["author"])
        assert set(post["record"]) <= set().union(*(p["record"] for p in real))
        assert re.fullmatch(r"at://did:plc:[a-z2-7]{24}/app\.bsky\.feed\.post/[a-z2-7]{13}", post["uri"])
        assert len(post["cid"]) == len(real[0]["cid"]) and post["cid"].startswith("bafyrei")
    thread = json.loads((recorded / "bluesky" / "getPostThread_aa665.json").read_text())["thread"]
    top = ask(f"{THREAD}?uri={quote(ours[0]['uri'])}").json()["thread"]
    assert set(top) | {"parent"} == set(thread) | {"parent"}


def test_topics_are_listed_by_activity_without_gaps(ask: Asker, town: TownServer) -> None:
    found, page = [], 0
    while True:
        listing = ask(f"/forum/latest.json?order=activity&page={page}").json()["topic_list"]
        found += listing["topics"]
        page += 1
        if "more_topics_url" not in listing:
            break
    openings = [d.id for d in load_documents() if d.source == "forum" and not d.reply_to]
    assert sorted(town.id_of(f"{town.url}/forum/t/{t['slug']}/{t['id']}") or "" for t in found) == openings
    assert [t["bumped_at"] for t in found] == sorted((t["bumped_at"] for t in found), reverse=True)


def test_posts_before_an_id_reach_every_post(ask: Asker) -> None:
    found: list[int] = []
    posts = ask("/forum/posts.json").json()["latest_posts"]
    while posts:
        found += [p["id"] for p in posts]
        posts = ask(f"/forum/posts.json?before={found[-1] - 1}").json()["latest_posts"]
    assert found == list(range(len(ids("forum")), 0, -1))


def test_a_topic_gives_its_posts_and_the_ids_of_all(ask: Asker, town: TownServer) -> None:
    for topic in {p.topic for p in town.addresses.posts.values()}:
        data = ask(f"/forum/t/{topic}.json").json()
        stream, posts = data["post_stream"]["stream"], data["post_stream"]["posts"]
        assert [p["id"] for p in posts] == stream[:20] and len(stream) == data["posts_count"]
        assert posts[0]["reply_to_post_number"] is None and data["title"]
        for post in posts:
            number = f"/{post['post_number']}" if post["post_number"] > 1 else ""
            url = f"{town.url}/forum/t/{data['slug']}/{topic}{number}"
            document = next(d for d in load_documents() if d.id == town.id_of(url))
            assert post["username"] == document.author and not post["hidden"] and post["deleted_at"] is None
            if document.reply_to:
                parent = town.addresses.posts[document.reply_to].number
                assert (post["reply_to_post_number"] or 1) == parent


def test_single_posts_and_slugs_lead_to_the_same_topic(ask: Asker) -> None:
    data = ask("/forum/t/1.json").json()
    assert ask(f"/forum/t/{data['slug']}/1.json").json() == data
    second = data["post_stream"]["stream"][-1]
    some = ask(f"/forum/t/1/posts.json?post_ids%5B%5D={second}").json()
    assert [p["id"] for p in some["post_stream"]["posts"]] == [second]
    assert data["title"] in ask(f"/forum/t/{data['slug']}/1").text
    assert ask("/forum/t/99999.json").json()["error_type"] == "not_found"
    assert ask("/forum/site.json").json()["categories"][0]["topic_count"] > 50


def test_a_topic_grows_with_time(ask: Asker, town: TownServer) -> None:
    reply = next(d for d in load_documents() if d.source == "forum" and d.reply_to)
    where = town.addresses.posts[reply.id]
    town.now = reply.published - timedelta(seconds=1)
    before = ask(f"/forum/t/{where.topic}.json").json()["posts_count"]
    town.now = reply.published
    assert ask(f"/forum/t/{where.topic}.json").json()["posts_count"] == before + 1
    town.now = LAST
    assert ask(f"/forum/t/{where.topic}.json").json()["posts_count"] > before
