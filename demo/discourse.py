"""Plays a Discourse forum: its lists, topics and posts as JSON, and topics as pages.

The shape is that of https://docs.discourse.org/ without a login.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from demo.addresses import digest_number, iso
from demo.documents import TownDocument
from demo.markup import anchor, paragraphs
from demo.pages import simple_page
from demo.view import Answer, Request, View, json_answer

SOURCE = "forum"
LIST_SIZE = 30
CHUNK = 20
#: posts.json looks back over so many ids, however many of them are left
WINDOW = 50
CATEGORY = 5
Json = dict[str, Any]
Posts = Sequence[TownDocument]
Numbers = tuple[int, ...]


def answer(view: View, request: Request) -> Answer | None:
    """The answer to a request below the forum's prefix; None when there is nothing there."""
    for pattern, show in _ROUTES:
        if match := pattern.fullmatch(request.path):
            return show(view, request, tuple(int(group or 0) for group in match.groups()))
    return None


def _missing() -> Answer:
    errors = ["De opgevraagde URL of bron kon niet worden gevonden."]
    return json_answer({"errors": errors, "error_type": "not_found"}, 404)


def _latest(view: View, request: Request, _: Numbers) -> Answer:
    """Topics by last activity (or by creation), thirty a page."""
    created = request.first("order") == "created"
    newest = sorted(view.topics.values(), key=lambda p: p[0 if created else -1].published, reverse=True)
    page = request.number("page", 0, 0, 10_000)
    shown = newest[page * LIST_SIZE : (page + 1) * LIST_SIZE]
    entries = [_listed(view, posts) for posts in shown]
    if view.broken:
        entries[1:1] = [{"id": None, "title": None}]
    listing: Json = {"can_create_topic": False, "per_page": LIST_SIZE, "top_tags": [], "topics": entries}
    if (page + 1) * LIST_SIZE < len(newest):
        listing["more_topics_url"] = f"/latest?no_definitions=true&page={page + 1}"
    users = {d.author: _user(d.author) for posts in shown for d in posts}
    return json_answer(
        {"users": list(users.values()), "primary_groups": [], "flair_groups": [], "topic_list": listing}
    )


def _user(handle: str) -> Json:
    avatar = f"/letter_avatar_proxy/v4/letter/{handle[0]}/b4bc9f/{{size}}.png"
    return {
        "id": _user_id(handle),
        "username": handle,
        "name": "",
        "avatar_template": avatar,
        "trust_level": 1,
    }


def _user_id(handle: str) -> int:
    return digest_number(handle) % 90_000 + 10


def _about(view: View, posts: Posts) -> Json:
    """What lists and topics both tell about a topic."""
    first, last = posts[0], posts[-1]
    where = view.addresses.posts[first.id]
    return {
        "id": where.topic, "title": first.title, "fancy_title": escape(first.title), "slug": where.slug,
        "posts_count": len(posts), "reply_count": sum(1 for d in posts if _number(view, d.reply_to) > 1),
        "highest_post_number": len(posts), "image_url": None, "created_at": iso(first.published),
        "last_posted_at": iso(last.published), "archetype": "regular", "pinned": False,
        "pinned_globally": False, "unpinned": None, "visible": True, "closed": False, "archived": False,
        "bookmarked": None, "liked": None, "tags": [], "views": 20 * len(posts), "like_count": 0,
        "has_summary": False, "category_id": CATEGORY, "featured_link": None,
    }  # fmt: skip


def _number(view: View, document: str | None) -> int:
    return view.addresses.posts[document].number if document else 0


def _listed(view: View, posts: Posts) -> Json:
    return {
        **_about(view, posts),
        "bumped": True,
        "bumped_at": iso(posts[-1].published),
        "unseen": False,
        "last_poster_username": posts[-1].author,
        "posters": [
            {"extras": None, "description": "Geplaatst door", "user_id": _user_id(handle),
             "primary_group_id": None, "flair_group_id": None}
            for handle in dict.fromkeys(d.author for d in posts)
        ],
    }  # fmt: skip


def _posts(view: View, request: Request, _: Numbers) -> Answer:
    """The newest posts; with `before`, those of the ids up to it, within a window."""
    ids = view.addresses.posts
    everything = view.of(SOURCE)
    top = max((ids[d.id].id for d in everything), default=0)
    before = request.number("before", top, 0, 1 << 40)
    shown = [d for d in reversed(everything) if before - WINDOW < ids[d.id].id <= before]
    return json_answer({"latest_posts": [{**post(view, d), **_in_list(view, d)} for d in shown]})


def _in_list(view: View, document: TownDocument) -> Json:
    title = _opening(view, document).title
    return {
        "topic_title": title,
        "topic_html_title": escape(title),
        "category_id": CATEGORY,
        "raw": document.text,
    }


def _opening(view: View, document: TownDocument) -> TownDocument:
    while document.reply_to:
        document = view.by_id[document.reply_to]
    return document


def _some_posts(view: View, request: Request, numbers: Numbers) -> Answer:
    topic = numbers[0]
    posts = view.topics.get(topic)
    if posts is None:
        return _missing()
    wanted = {int(v) for v in request.query.get("post_ids[]", ()) if v.isdecimal()}
    chosen = [d for d in posts if view.addresses.posts[d.id].id in wanted] if wanted else posts[:CHUNK]
    return json_answer({"post_stream": {"posts": [post(view, d) for d in chosen]}, "id": topic})


def _topic(view: View, request: Request, numbers: Numbers) -> Answer:
    """A topic with one chunk of its posts (`page`, or around a post number) and the ids of all of them."""
    topic, number = numbers
    posts = view.topics.get(topic)
    if posts is None:
        return _missing()
    page = request.number("page", max(0, number - 1) // CHUNK + 1, 1, 10_000)
    ids = view.addresses.posts
    stream = [post(view, d) for d in posts[(page - 1) * CHUNK : page * CHUNK]]
    if view.broken:
        stream.append({"id": 0, "post_number": "x", "cooked": None, "created_at": "gisteren"})
    return json_answer({
        "post_stream": {"posts": stream, "stream": [ids[d.id].id for d in posts]},
        "timeline_lookup": [[1, (view.now - posts[0].published).days]],
        "suggested_topics": [],
        **_about(view, posts),
        "word_count": sum(len(d.text.split()) for d in posts),
        "deleted_at": None, "user_id": _user_id(posts[0].author), "pinned_at": None, "pinned_until": None,
        "slow_mode_seconds": 0, "draft": None, "draft_key": f"topic_{topic}", "draft_sequence": None,
        "posted": False, "current_post_number": (page - 1) * CHUNK + 1, "chunk_size": CHUNK,
        "bookmarks": [], "topic_timer": None, "message_bus_last_id": 0, "participant_count":
        len({d.author for d in posts}), "show_read_indicator": False, "thumbnails": None,
        "details": {"can_edit": False, "notification_level": 1,
                    "participants": [_user(h) for h in dict.fromkeys(d.author for d in posts)],
                    "created_by": _user(posts[0].author), "last_poster": _user(posts[-1].author)},
    })  # fmt: skip


def post(view: View, document: TownDocument) -> Json:
    """A post as the API shows it."""
    where = view.addresses.posts[document.id]
    parent = _number(view, document.reply_to)
    user = _user(document.author)
    return {
        "id": where.id, "name": "", "username": document.author, "avatar_template": user["avatar_template"],
        "created_at": iso(document.published), "cooked": cooked(view, document), "post_number": where.number,
        "post_type": 1, "posts_count": len(view.topics[where.topic]), "updated_at": iso(document.changed),
        "reply_count": len(view.replies(document)) if where.number > 1 else 0,
        "reply_to_post_number": parent if parent > 1 else None, "quote_count": 0, "incoming_link_count": 0,
        "reads": 12, "readers_count": 11, "score": 2.4, "yours": False, "topic_id": where.topic,
        "topic_slug": where.slug, "display_username": "", "primary_group_name": None, "flair_name": None,
        "flair_url": None, "flair_bg_color": None, "flair_color": None, "flair_group_id": None,
        "version": 2 if document.updated else 1, "can_edit": False, "can_delete": False,
        "can_recover": False, "can_see_hidden_post": False, "can_wiki": False, "read": True,
        "user_title": None, "bookmarked": False, "actions_summary": [], "moderator": False, "admin": False,
        "staff": False, "user_id": user["id"], "hidden": False, "trust_level": 1, "deleted_at": None,
        "user_deleted": False, "edit_reason": None, "can_view_edit_history": True, "wiki": False,
        "post_url": f"/t/{where.slug}/{where.topic}/{where.number}", "can_accept_answer": False,
    }  # fmt: skip


def cooked(view: View, document: TownDocument) -> str:
    """The HTML of a post, with what it links to at its end."""
    links = "".join(f"\n<p>{anchor(url, title)}</p>" for url, title in view.linked(document))
    return paragraphs(document.paragraphs, lambda t: escape(t, quote=False)) + links


def _topic_page(view: View, _: Request, numbers: Numbers) -> Answer | None:
    posts = view.topics.get(numbers[0])
    if posts is None:
        return None
    parts = [
        f'<div class="topic-body crawler-post" id="post_{n}"><span class="creator">{escape(d.author)}</span> '
        f'<time datetime="{iso(d.published)}"></time><div class="post">{cooked(view, d)}</div></div>'
        for n, d in enumerate(posts, start=1)
    ]
    return simple_page(posts[0].title, "\n".join(parts), posts[-1].changed)


def _start(view: View, _: Request, __: Numbers) -> Answer:
    newest = sorted(view.topics.values(), key=lambda p: p[-1].published, reverse=True)[:LIST_SIZE]
    items = [f"<li>{anchor(view.addresses.url_of(p[0].id), p[0].title)} ({len(p)})</li>" for p in newest]
    changed = newest[0][-1].changed if newest else None
    return simple_page("Buurtforum Lindewaarde", f"<ul>{''.join(items)}</ul>", changed)


def _site(view: View, _: Request, __: Numbers) -> Answer:
    category: Json = {
        "id": CATEGORY, "name": "Buurt", "color": "0088CC", "text_color": "FFFFFF", "slug": "buurt",
        "topic_count": len(view.topics), "post_count": len(view.of(SOURCE)), "position": 1,
        "description": "Alles over Lindewaarde", "topic_url": None, "read_restricted": False,
        "permission": None, "parent_category_id": None,
    }  # fmt: skip
    return json_answer({
        "default_archetype": "regular", "notification_types": {}, "post_types": {
            "regular": 1, "moderator_action": 2, "small_action": 3, "whisper": 4},
        "groups": [{"id": 0, "name": "everyone"}], "categories": [category], "trust_levels": {},
        "periods": ["all", "yearly", "quarterly", "monthly", "weekly", "daily"],
        "top_menu_items": ["latest", "new", "top"], "anonymous_top_menu_items": ["latest", "top"],
        "can_create_tag": False, "can_tag_topics": False, "archetypes": [],
    })  # fmt: skip


_SLUG = "(?:[a-z0-9-]*[a-z-][a-z0-9-]*/)?"
_ROUTES: tuple[tuple[re.Pattern[str], Callable[[View, Request, Numbers], Answer | None]], ...] = (
    (re.compile(r"/latest\.json"), _latest),
    (re.compile(r"/posts\.json"), _posts),
    (re.compile(r"/site\.json"), _site),
    (re.compile(r"/t/(\d+)/posts\.json"), _some_posts),
    (re.compile(rf"/t/{_SLUG}(\d+)(?:/(\d+))?\.json"), _topic),
    (re.compile(rf"/t/{_SLUG}(\d+)(?:/\d+)?"), _topic_page),
    (re.compile(r"/?|/latest"), _start),
)
