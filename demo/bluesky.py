"""Plays Bluesky's public API: the search for posts, posts by their addresses, and the thread around one post.

The shape is that of https://docs.bsky.app/docs/api/app-bsky-feed-search-posts without a login.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from demo.addresses import content_id, did, digest_number, iso
from demo.documents import FIRST, TownDocument
from demo.markup import HASHTAG, short_link
from demo.view import Answer, Request, View, json_answer

SOURCE = "bluesky"
SEARCH = "/xrpc/app.bsky.feed.searchPosts"
POSTS = "/xrpc/app.bsky.feed.getPosts"
POSTS_AT_ONCE = 25
THREAD = "/xrpc/app.bsky.feed.getPostThread"
Json = dict[str, Any]


def answer(view: View, request: Request) -> Answer | None:
    """The answer to a request below the service's prefix; None when there is nothing there."""
    if request.path == SEARCH:
        return _search(view, request)
    if request.path == POSTS:
        return _posts(view, request)
    if request.path == THREAD:
        return _thread(view, request)
    return None


def _wrong(message: str, error: str = "InvalidRequest") -> Answer:
    return json_answer({"error": error, "message": message}, 400)


def _search(view: View, request: Request) -> Answer:
    question, limit, cursor = request.first("q"), request.first("limit", "25"), request.first("cursor", "0")
    if not question.strip():
        return _wrong('Error: Params must have the property "q"')
    if not limit.isdecimal() or not 1 <= int(limit) <= 100:
        return _wrong("Error: limit must be an integer between 1 and 100")
    if not cursor.isdecimal():
        return _wrong("Error: Invalid cursor")
    found = [d for d in reversed(view.of(SOURCE)) if matches(d.text, question) and _within(d, request)]
    start, size = int(cursor), int(limit)
    posts: list[Any] = [post_view(view, d) for d in found[start : start + size]]
    if view.broken and start == 0:
        posts[1:1] = [{"uri": "kapot", "record": None, "author": {}}]
    more = {"cursor": str(start + size)} if start + size < len(found) else {}
    return json_answer({"posts": posts, **more})


def _posts(view: View, request: Request) -> Answer:
    """Posts by their addresses; those that are not there are left out."""
    wanted = request.query.get("uris", [])
    if not 1 <= len(wanted) <= POSTS_AT_ONCE:
        return _wrong(f"Error: uris must have 1 to {POSTS_AT_ONCE} elements")
    uris = view.addresses.record_uris
    return json_answer({"posts": [post_view(view, d) for d in view.of(SOURCE) if uris[d.id] in wanted]})


def matches(text: str, question: str) -> bool:
    """Whether every word (or #hashtag) of a question is in a text, in whatever case.

    >>> matches("Goedemorgen Lindewaarde!", "lindewaarde"), matches("Lindewaarders", "lindewaarde")
    (True, False)
    """
    words = set(re.findall(r"\w+", text.casefold()))
    tags = {f"#{t.casefold()}" for t in HASHTAG.findall(text)}
    return all(
        part in tags if part.startswith("#") else part in words
        for part in re.findall(r"#?\w+", question.casefold())
    )


def _within(document: TownDocument, request: Request) -> bool:
    since, until = _moment(request.first("since")), _moment(request.first("until"))
    return (not since or document.published >= since) and (not until or document.published < until)


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def post_view(view: View, document: TownDocument) -> Json:
    """A post as the API shows it (`app.bsky.feed.defs#postView`)."""
    return {
        **_reference(view, document),
        "author": _author(document.author),
        "record": record(view, document),
        **_card(view, document, "app.bsky.embed.external#view"),
        "replyCount": len(view.replies(document)),
        "repostCount": 0,
        "likeCount": 0,
        "quoteCount": 0,
        "indexedAt": iso(document.published + timedelta(seconds=2)),
        "labels": [],
    }  # fmt: skip


def _reference(view: View, document: TownDocument) -> Json:
    return {"uri": view.addresses.record_uris[document.id], "cid": content_id(document.id + document.text)}


def _card(view: View, document: TownDocument, kind: str) -> Json:
    """The preview of the first thing a post links to."""
    cards = [{"uri": url, "title": title, "description": ""} for url, title in view.linked(document)]
    return {"embed": {"$type": kind, "external": cards[0]}} if cards else {}


def _author(handle: str) -> Json:
    return {
        "did": did(handle),
        "handle": f"{handle.replace('_', '-')}.bsky.example",
        "displayName": handle.replace("_", " "),
        "avatar": f"https://cdn.bsky.example/img/avatar/plain/{did(handle)}/leeg@jpeg",
        "associated": {"chat": {"allowIncoming": "following"}},
        "labels": [],
        "createdAt": iso(FIRST - timedelta(days=digest_number(handle) % 600)),
    }


def record(view: View, document: TownDocument) -> Json:
    """The post as its writer's server keeps it (`app.bsky.feed.post`)."""
    linked = view.linked(document)
    text = " ".join([document.text, *(short_link(url) for url, _ in linked)])
    facets = _facets(text, [url for url, _ in linked])
    return {
        "$type": "app.bsky.feed.post",
        "createdAt": iso(document.published),
        "langs": ["nl"],
        "text": text,
        **_card(view, document, "app.bsky.embed.external"),
        **({"facets": facets} if facets else {}),
        **_reply(view, document),
    }


def _reply(view: View, document: TownDocument) -> Json:
    above = _above(view, document)
    if not above:
        return {}
    return {"reply": {"parent": _reference(view, above[0]), "root": _reference(view, above[-1])}}


def _above(view: View, document: TownDocument) -> list[TownDocument]:
    """What a post answers, and what that answers, up to the root."""
    chain: list[TownDocument] = []
    parent = view.by_id.get(document.reply_to or "")
    while parent:
        chain.append(parent)
        parent = view.by_id.get(parent.reply_to or "")
    return chain


def _facets(text: str, urls: Sequence[str]) -> list[Json]:
    """Where the hashtags and links stand in a text, in UTF-8 bytes."""
    tags = [_facet(text, m.start(), m.end(), "tag", tag=m[1]) for m in HASHTAG.finditer(text)]
    links = []
    for url in urls:
        start = text.rindex(short_link(url))
        links.append(_facet(text, start, start + len(short_link(url)), "link", uri=url))
    return tags + links


def _facet(text: str, start: int, end: int, kind: str, **what: str) -> Json:
    begin, stop = len(text[:start].encode()), len(text[:end].encode())
    return {
        "features": [{"$type": f"app.bsky.richtext.facet#{kind}", **what}],
        "index": {"byteEnd": stop, "byteStart": begin},
    }


def _thread(view: View, request: Request) -> Answer:
    uri = request.first("uri")
    uris = view.addresses.record_uris
    found = next((d for d in view.of(SOURCE) if uris[d.id] == uri), None)
    if found is None:
        return _wrong(f"Post not found: {uri}", "NotFound")
    thread = _below(view, found, request.number("depth", 6, 0, 1000))
    node = thread
    for parent in _above(view, found)[: request.number("parentHeight", 80, 0, 1000)]:
        node["parent"] = _node(view, parent)
        node = node["parent"]
    return json_answer({"thread": thread})


def _node(view: View, document: TownDocument) -> Json:
    shown = post_view(view, document)
    return {"$type": "app.bsky.feed.defs#threadViewPost", "post": shown, "threadContext": {}}


def _below(view: View, document: TownDocument, depth: int) -> Json:
    replies = [_below(view, d, depth - 1) for d in view.replies(document)] if depth else []
    return {**_node(view, document), "replies": replies}
