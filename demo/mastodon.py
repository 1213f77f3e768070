"""Plays a Mastodon server: timelines of a hashtag and of the server itself, and single posts.

The shape is that of https://docs.joinmastodon.org/methods/timelines/ without a login.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import escape
from typing import Any
from urllib.parse import urlencode

from demo.addresses import digest_number, iso, snowflake
from demo.documents import FIRST, TownDocument
from demo.markup import hashtags, mastodon_link, mastodon_text, paragraphs
from demo.pages import simple_page
from demo.view import Answer, Request, View, json_answer

SOURCE = "mastodon"
Status = dict[str, Any]


def answer(view: View, request: Request) -> Answer | None:
    """The answer to a request below the server's prefix; None when there is nothing there."""
    path = request.path.rstrip("/")
    if path == "/api/v1/timelines/public":
        return _timeline(view, request, "public", lambda d: True)
    if match := re.fullmatch(r"/api/v1/timelines/tag/([^/]+)", path):
        wanted = match[1].casefold()
        return _timeline(view, request, f"tag/{match[1]}", lambda d: wanted in _tags(d))
    if match := re.fullmatch(r"/api/v1/statuses/(\d+)", path):
        return _one(view, int(match[1]), lambda d: json_answer(status(view, d)))
    if match := re.fullmatch(r"/statuses/(\d+)", path):
        return _one(view, int(match[1]), lambda d: _page(view, d))
    return None


def _tags(document: TownDocument) -> set[str]:
    return {t.casefold() for t in hashtags(document.text)}


def _one(view: View, number: int, show: Callable[[TownDocument], Answer]) -> Answer:
    ids = view.addresses.status_ids
    found = next((d for d in view.of(SOURCE) if ids[d.id] == number), None)
    return show(found) if found else json_answer({"error": "Record not found"}, 404)


def _page(view: View, document: TownDocument) -> Answer:
    return simple_page("Bericht", content(view, document), document.changed)


def _timeline(view: View, request: Request, name: str, wanted: Callable[[TownDocument], bool]) -> Answer:
    """Newest first. `max_id` and `since_id` bound the newest ones, `min_id` starts from the oldest."""
    limit = request.number("limit", 20, 1, 40)
    ids = view.addresses.status_ids
    below = request.number("max_id", 1 << 63, 0, 1 << 63)
    above = max(request.number(key, 0, 0, 1 << 63) for key in ("since_id", "min_id"))
    found = [d for d in reversed(view.of(SOURCE)) if wanted(d) and above < ids[d.id] < below]
    page = found[-limit:] if request.first("min_id") else found[:limit]
    headers = {"Cache-Control": "max-age=15, public", **_limits(view)}
    if page:
        headers["Link"] = _links(view, request, name, ids[page[0].id], ids[page[-1].id])
    statuses: list[Any] = [status(view, d) for d in page]
    if view.broken:
        statuses[1:1] = [_broken(view)]
    return json_answer(statuses, headers=headers)


def _limits(view: View) -> dict[str, str]:
    reset = view.now + timedelta(minutes=5)
    return {"X-RateLimit-Limit": "300", "X-RateLimit-Remaining": "299", "X-RateLimit-Reset": iso(reset)}


def _links(view: View, request: Request, name: str, newest: int, oldest: int) -> str:
    kept = {k: v[0] for k, v in request.query.items() if k not in ("max_id", "since_id", "min_id")}
    address = f"{view.base(SOURCE)}/api/v1/timelines/{name}"
    older = urlencode({**kept, "max_id": oldest})
    newer = urlencode({**kept, "min_id": newest})
    return f'<{address}?{older}>; rel="next", <{address}?{newer}>; rel="prev"'


def _broken(view: View) -> Status:
    """A post that lacks what every post has."""
    number = snowflake(view.now, 0)
    return {"id": str(number), "created_at": iso(view.now), "visibility": "public", "account": None,
            "content": "<p>Kapot bericht</p>"}  # fmt: skip


def status(view: View, document: TownDocument) -> Status:
    """A post as the API shows it."""
    parent = view.by_id.get(document.reply_to or "")
    ids, url = view.addresses.status_ids, view.addresses.url_of(document.id)
    linked = view.linked(document)
    return {
        "id": str(ids[document.id]),
        "created_at": iso(document.published),
        "in_reply_to_id": str(ids[parent.id]) if parent else None,
        "in_reply_to_account_id": account_id(parent.author) if parent else None,
        "sensitive": False,
        "spoiler_text": "",
        "visibility": "public",
        "language": "nl",
        "uri": url,
        "url": url,
        "replies_count": len(view.replies(document)),
        "reblogs_count": 0,
        "favourites_count": 0,
        "edited_at": iso(document.updated) if document.updated else None,
        "content": content(view, document),
        "reblog": None,
        "account": account(view, document.author),
        "media_attachments": [],
        "mentions": [],
        "tags": [{"name": t, "url": f"{view.base(SOURCE)}/tags/{t}"} for t in sorted(_tags(document))],
        "emojis": [],
        "quote": None,
        "card": card(*linked[0]) if linked else None,
        "poll": None,
    }


def content(view: View, document: TownDocument) -> str:
    """The HTML of a post: paragraphs, hashtags as links, and what it links to at its end."""
    html = paragraphs(document.paragraphs, mastodon_text(view.base(SOURCE)))
    links = "".join(f"<p>{mastodon_link(url)}</p>" for url, _ in view.linked(document))
    return html.replace("\n", "") + links


def card(url: str, title: str) -> dict[str, Any]:
    """The preview of a link."""
    texts = ("description", "author_name", "author_url", "provider_name", "provider_url", "html", "embed_url")
    return {
        "url": url, "title": title, "language": "nl", "type": "link", **dict.fromkeys(texts, ""),
        "width": 0, "height": 0, "image": None, "image_description": "", "blurhash": None,
        "published_at": None, "authors": [],
    }  # fmt: skip


def account_id(handle: str) -> str:
    """The number of an account."""
    return str(109_000_000_000_000_000 + digest_number(handle) % 900_000_000_000_000)


def account(view: View, handle: str) -> dict[str, Any]:
    """A local account as the API shows it."""
    base = view.base(SOURCE)
    posts = [d for d in view.of(SOURCE) if d.author == handle]
    avatar, header = f"{base}/avatars/original/missing.png", f"{base}/headers/original/missing.png"
    return {
        "id": account_id(handle),
        "username": handle,
        "acct": handle,
        "display_name": escape(handle.replace("_", " ")),
        "locked": False,
        "bot": False,
        "discoverable": True,
        "indexable": True,
        "group": False,
        "created_at": iso(FIRST - timedelta(days=400)),
        "note": "",
        "url": f"{base}/@{handle}",
        "uri": f"{base}/users/{handle}",
        "avatar": avatar,
        "avatar_static": avatar,
        "header": header,
        "header_static": header,
        "followers_count": digest_number(handle) % 90,
        "following_count": digest_number(handle) % 70,
        "statuses_count": len(posts),
        "last_status_at": posts[-1].published.date().isoformat() if posts else None,
        "hide_collections": False,
        "emojis": [],
        "fields": [],
    }
