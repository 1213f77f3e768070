"""Discourse forums: which topics moved, and every post in them, as anyone can read without an account."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import lxml.html

from crawlers.fetch import FetchError
from crawlers.plain import (
    canonical,
    entry_hash,
    moment,
    one_line,
    outward_links,
    parse_fragment,
    tree_text,
    unique,
)
from crawlers.presence import told_by
from crawlers.visit import Visit
from voorkant.errors import SourceError
from voorkant.records import RawDocument
from voorkant.vocabulary import Presence

MAX_LISTS = 60
MAX_TOPICS = 300
#: ids asked for at once; also the width of the window that posts.json looks back
CHUNK = 50
_TOPIC_URL = re.compile(r"/t/([^/]+)/(\d+)(?:/(\d+))?$")

Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Topic:
    """A thread of posts. `url` is that of its first post."""

    id: int
    url: str
    title: str
    tags: tuple[str, ...]


async def read(visit: Visit) -> AsyncIterator[RawDocument]:
    """Read the topics that moved since the last visit, whole, so that no reply and no edit is missed."""
    topics = await _moved(visit)
    topics |= await _posted(visit)
    if len(topics) > MAX_TOPICS:
        visit.warn(f"{len(topics) - MAX_TOPICS} onderwerpen zijn niet gelezen")
    slugs = _known_slugs(visit.job.known)
    for topic_id in list(topics)[:MAX_TOPICS]:
        try:
            topic, posts = await _topic(visit, topic_id, slugs)
        except FetchError as error:
            if error.status not in (403, 404, 410):
                raise
            continue  # made private or deleted since it was listed
        for post in posts:
            document = _news(visit, topic, post)
            if document:
                yield document


async def _get(visit: Visit, path: str) -> dict[str, Any]:
    page = await visit.web.get(f"{visit.job.source.url.rstrip('/')}/{path}")
    data = page.json()
    if not isinstance(data, dict):
        raise SourceError("stuurde geen forum maar andere gegevens")
    return data


async def _moved(visit: Visit) -> dict[int, None]:
    """Topics with activity since the last visit, from the list that is sorted by it."""
    seen = moment(visit.cursor("moved"))
    newest, found = seen, dict[int, None]()
    for number in range(MAX_LISTS):
        data = await _get(visit, f"latest.json?{urlencode({'order': 'activity', 'page': number})}")
        listing = data.get("topic_list") or {}
        topics = [t for t in listing.get("topics") or () if isinstance(t, dict) and t.get("id")]
        moved = [t for t in topics if (_active(t) or visit.job.now) >= (seen or visit.job.since)]
        fresh = {int(t["id"]): None for t in moved}
        again = not fresh.keys() - found.keys()
        found |= fresh
        newest = max(filter(None, (newest, *map(_active, topics))), default=None)
        # pinned topics stand on top however old they are
        loose = [t for t in topics if not (t.get("pinned") or t.get("pinned_globally"))]
        if not topics or again or len(moved) < len(loose) or not listing.get("more_topics_url"):
            break
    if newest:
        visit.keep_cursor(moved=newest.isoformat())
    return found


def _active(topic: Fields) -> datetime | None:
    found = (moment(topic.get(k)) for k in ("bumped_at", "last_posted_at", "created_at"))
    return max(filter(None, found), default=None)


async def _posted(visit: Visit) -> dict[int, None]:
    """Topics of posts with an id above the last visit's: replies that do not move their topic up.

    posts.json looks back over a window of ids, so an empty answer is not the end. A forum may not offer it.
    """
    seen = int(visit.cursor("post") or 0)
    newest, before, found = seen, 0, dict[int, None]()
    for _ in range(MAX_LISTS):
        try:
            data = await _get(visit, f"posts.json?before={before}" if before else "posts.json")
        except SourceError:
            return found
        posts = [p for p in data.get("latest_posts") or () if isinstance(p, dict) and p.get("id")]
        found |= {int(p["topic_id"]): None for p in posts if int(p["id"]) > seen and _recent(visit, p)}
        newest = max([newest, *(int(p["id"]) for p in posts)])
        before = min((int(p["id"]) for p in posts), default=before - CHUNK + 1) - 1
        if not seen or before <= seen:  # on a first visit the list of topics tells all
            break
    visit.keep_cursor(post=str(newest))
    return found


def _recent(visit: Visit, fields: Fields) -> bool:
    return (moment(fields.get("created_at")) or visit.job.now) >= visit.job.since


def _known_slugs(known: Iterable[str]) -> dict[int, str]:
    """The slug under which each topic is stored: a new title must not make it another document."""
    matches = filter(None, map(_TOPIC_URL.search, known))
    return {int(m.group(2)): m.group(1) for m in matches}


async def _topic(visit: Visit, topic_id: int, slugs: Mapping[int, str]) -> tuple[Topic, list[Fields]]:
    data = await _get(visit, f"t/{topic_id}.json")
    posts = await _posts(visit, topic_id, data)
    slug = slugs.get(topic_id) or str(data.get("slug") or "topic")
    base = visit.job.source.url.rstrip("/")
    title = one_line(str(data.get("title") or ""))
    return Topic(topic_id, canonical(f"{base}/t/{slug}/{topic_id}"), title, _tags(data)), posts


async def _posts(visit: Visit, topic_id: int, data: Fields) -> list[Fields]:
    """All posts of a topic: those that came with it, and the rest of its stream."""
    stream = data.get("post_stream") or {}
    posts: list[Fields] = [p for p in stream.get("posts") or () if isinstance(p, dict)]
    have = {p.get("id") for p in posts}
    missing = [i for i in stream.get("stream") or () if i not in have]
    for start in range(0, len(missing), CHUNK):
        ids = urlencode([("post_ids[]", i) for i in missing[start : start + CHUNK]])
        more = await _get(visit, f"t/{topic_id}/posts.json?{ids}")
        posts += [p for p in (more.get("post_stream") or {}).get("posts") or () if isinstance(p, dict)]
    return posts


def _tags(data: Fields) -> tuple[str, ...]:
    tags = data.get("tags") or ()
    return unique(str(t.get("name") or "") if isinstance(t, dict) else str(t) for t in tags)


def readable(post: Fields) -> bool:
    """Whether a post is an ordinary one: not hidden, deleted, whispered or a notice of the forum itself."""
    gone = post.get("hidden") or post.get("deleted_at") or post.get("user_deleted")
    return not gone and int(post.get("post_type") or 1) == 1


def _news(visit: Visit, topic: Topic, post: Fields) -> RawDocument | None:
    """The document of a post, when it may be read and is new or changed."""
    try:
        document = _document(visit, topic, post) if readable(post) else None
    except (KeyError, TypeError, ValueError, AttributeError):
        visit.warn("een bericht is niet te lezen")
        return None
    if document is None or visit.known(document.url, document.entry_hash):
        return None
    old = document.published < visit.job.since and document.url not in visit.job.known
    return None if old else document


def _document(visit: Visit, topic: Topic, post: Fields) -> RawDocument | None:
    number, html = int(post["post_number"]), str(post.get("cooked") or "")
    text, published = own_words(html), moment(post["created_at"])
    if not text or published is None:
        return None
    first = number == 1
    url = topic.url if first else f"{topic.url}/{number}"
    title = topic.title if first else ""
    updated = moment(post.get("updated_at"))
    return RawDocument(
        url=url,
        source=visit.job.source.id,
        title=title,
        text=text,
        published=published,
        updated=updated if updated and updated > published else None,
        author=str(post["username"]),
        reply_to=None if first else _reply_to(topic, int(post.get("reply_to_post_number") or 1)),
        thread=topic.url,
        links=outward_links(html, topic.url),
        hashtags=topic.tags if first else (),
        entry_hash=entry_hash(url, title, text),
    )


def _reply_to(topic: Topic, number: int) -> str:
    return topic.url if number <= 1 else f"{topic.url}/{number}"


def own_words(cooked: str) -> str:
    """The text of a post without the blocks that it quotes from others."""
    tree = parse_fragment(cooked)
    if tree is None:
        return ""
    for aside in list(tree.iter("aside")):
        if isinstance(aside, lxml.html.HtmlElement) and "quote" in (aside.get("class") or "").split():
            aside.drop_tree()
    return tree_text(tree)


async def search(visit: Visit, urls: Sequence[str]) -> None:
    """Read the topics once more: a post is gone when its topic is, or when the topic does not show it."""
    topics: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for url in urls:
        if found := _TOPIC_URL.search(url):
            topics[int(found.group(2))][url] = int(found.group(3) or 1)
    for topic_id, numbers in topics.items():
        visit.seen |= dict.fromkeys(numbers, Presence.UNCLEAR)
        visit.seen |= await _presences(visit, topic_id, numbers)


async def _presences(visit: Visit, topic_id: int, numbers: Mapping[str, int]) -> dict[str, Presence]:
    """What became of the posts with these numbers, by URL."""
    try:
        data = await _get(visit, f"t/{topic_id}.json")
    except FetchError as error:
        if error.retry:
            raise
        return dict.fromkeys(numbers, told_by(error))
    posts = await _posts(visit, topic_id, data)
    stream = (data.get("post_stream") or {}).get("stream")
    if not stream or not {p.get("id") for p in posts} >= set(stream):
        return {}  # no whole topic: what is missing may be there
    shown = {p.get("post_number") for p in posts if readable(p)}
    return {u: Presence.THERE if n in shown else Presence.GONE for u, n in numbers.items()}
