"""Bluesky (AT Protocol): the public search for posts, without a login."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from crawlers.fetch import FetchError
from crawlers.plain import canonical, entry_hash, language_code, moment, unique
from crawlers.visit import Visit
from voorkant.errors import SourceError
from voorkant.records import RawDocument
from voorkant.sources import person_address
from voorkant.text import tidy
from voorkant.vocabulary import Presence

LIMIT = 100
MAX_PAGES = 50
#: getPosts takes no more
AT_ONCE = 25
_POST_URL = re.compile(r"https://bsky\.app/profile/(did:[^/]+)/post/([^/]+)")
#: an account or post with one of these labels is not for us
CLOSED = frozenset(("!no-unauthenticated", "!hide", "!takedown", "!suspend"))

Post = Mapping[str, Any]


async def read(visit: Visit) -> AsyncIterator[RawDocument]:
    """Search each term and hashtag, from the newest post back to where the last visit was."""
    query = visit.job.source.query
    done: set[str] = set()
    for question in unique((*query.terms, *(f"#{tag}" for tag in query.hashtags))):
        async for post in _search(visit, question):
            document = _safely(visit, post)
            if document and document.url not in done:
                done.add(document.url)
                yield document


async def _search(visit: Visit, question: str) -> AsyncIterator[Post]:
    """Posts that match, newest first. The newest moment seen is the cursor for the next visit."""
    seen = moment(visit.cursor(question))
    newest, cursor = seen, ""
    for number in range(MAX_PAGES):
        answer = await _page(visit, question, cursor, first=number == 0)
        posts = [p for p in answer.get("posts") or () if isinstance(p, dict)]
        for post in posts:
            yield post
        moments = [m for m in map(_shown, posts) if m]
        newest = max(filter(None, (newest, *moments)), default=None)
        cursor = str(answer.get("cursor") or "")
        if not posts or not cursor or (moments and min(moments) < (seen or visit.job.since)):
            break
    else:
        visit.warn("een zoekvraag heeft meer nieuwe berichten dan we in één keer lezen")
    if newest:
        visit.keep_cursor(**{question: newest.isoformat()})


async def _page(visit: Visit, question: str, cursor: str, *, first: bool) -> dict[str, Any]:
    base = visit.job.source.url.rstrip("/")
    asked = {"q": question, "sort": "latest", "limit": str(LIMIT), **({"cursor": cursor} if cursor else {})}
    try:
        page = await visit.web.get(f"{base}/xrpc/app.bsky.feed.searchPosts?{urlencode(asked)}")
    except FetchError as error:
        if first or error.status not in (400, 401, 403):
            raise
        visit.warn("laat zonder account niet verder terug zoeken; oudere berichten kunnen ontbreken")
        return {}
    answer = page.json()
    if not isinstance(answer, dict) or not isinstance(answer.get("posts"), list):
        raise SourceError("stuurde geen zoekresultaat maar andere gegevens")
    return answer


def _shown(post: Post) -> datetime | None:
    """When a post came to be in the search: the earlier of what its writer and the service say."""
    record = post.get("record") or {}
    found = [m for m in (moment(record.get("createdAt")), moment(post.get("indexedAt"))) if m]
    return min(found, default=None)


def _safely(visit: Visit, post: Post) -> RawDocument | None:
    """The document of a post, when it may be read and is new or changed."""
    try:
        document = _document(visit, post) if readable(post) else None
    except (KeyError, TypeError, ValueError, AttributeError):
        visit.warn("een bericht is niet te lezen")
        return None
    if document is None or visit.known(document.url, document.entry_hash):
        return None
    old = document.published < visit.job.since and document.url not in visit.job.known
    return None if old else document


def readable(post: Post) -> bool:
    """Whether neither the account nor the post asks to be kept from people without an account."""
    labels = [*(post["author"].get("labels") or ()), *(post.get("labels") or ())]
    return CLOSED.isdisjoint(str(label.get("val")) for label in labels)


def web_address(uri: str) -> str:
    """`at://did:…/app.bsky.feed.post/key` as an address on the web, with the DID and never the handle."""
    did, collection, key = uri.removeprefix("at://").split("/")
    if not did.startswith("did:") or collection != "app.bsky.feed.post":
        raise ValueError("geen bericht")
    return canonical(f"https://bsky.app/profile/{did}/post/{key}")


def _document(visit: Visit, post: Post) -> RawDocument | None:
    record = post["record"]
    url, text, published = web_address(post["uri"]), tidy(str(record.get("text") or "")), _shown(post)
    if not text or published is None:
        return None
    reply = record.get("reply") or {}
    return RawDocument(
        url=url,
        source=visit.job.source.id,
        title="",
        text=text,
        published=published,
        author=_account(post["author"]),
        reply_to=web_address(reply["parent"]["uri"]) if reply else None,
        thread=web_address(reply["root"]["uri"]) if reply else None,
        links=unique(_links(post, record)),
        hashtags=unique((*_features(record, "tag"), *map(str, record.get("tags") or ()))),
        language=language_code(next(iter(record.get("langs") or ()), None)),
        entry_hash=entry_hash(url, "", text),
    )


def _account(author: Mapping[str, Any]) -> str:
    """The handle, by which people know themselves and each other; the DID when it has none that holds."""
    handle = str(author.get("handle") or "handle.invalid")
    return str(author["did"]) if handle == "handle.invalid" else handle


def _features(record: Mapping[str, Any], field: str) -> Iterator[str]:
    for facet in record.get("facets") or ():
        for feature in facet.get("features") or ():
            if feature.get("$type") == f"app.bsky.richtext.facet#{'link' if field == 'uri' else field}":
                yield str(feature.get(field) or "")


def _links(post: Post, record: Mapping[str, Any]) -> Iterator[str]:
    """Links in the text, the card below it, and the post that is quoted; no accounts."""
    embed = record.get("embed") or {}
    found = [*_features(record, "uri"), str((embed.get("external") or {}).get("uri") or "")]
    for url in map(canonical, found):
        if url and not person_address(url):
            yield url
    quoted = str((embed.get("record") or {}).get("uri") or "")
    if "/app.bsky.feed.post/" in quoted:
        yield web_address(quoted)


async def search(visit: Visit, urls: Sequence[str]) -> None:
    """Ask for the posts by their addresses, 25 at once; what is not in the answer is gone."""
    for start in range(0, len(urls), AT_ONCE):
        part = urls[start : start + AT_ONCE]
        visit.seen |= dict.fromkeys(part, Presence.UNCLEAR)
        matches = {url: m for url in part if (m := _POST_URL.fullmatch(url))}
        uris = {url: f"at://{m[1]}/app.bsky.feed.post/{m[2]}" for url, m in matches.items()}
        posts = await _posts(visit, list(uris.values())) if uris else {}
        visit.seen |= {url: _presence(posts.get(uri)) for url, uri in uris.items()}


async def _posts(visit: Visit, uris: Sequence[str]) -> dict[str, Post]:
    base, query = visit.job.source.url.rstrip("/"), urlencode([("uris", uri) for uri in uris])
    answer = (await visit.web.get(f"{base}/xrpc/app.bsky.feed.getPosts?{query}")).json()
    if not isinstance(answer, dict) or not isinstance(answer.get("posts"), list):
        raise SourceError("stuurde geen berichten maar andere gegevens")
    return {str(p.get("uri")): p for p in answer["posts"] if isinstance(p, dict)}


def _presence(post: Post | None) -> Presence:
    """A post that has become one for members only is gone too."""
    try:
        return Presence.THERE if post and readable(post) else Presence.GONE
    except (KeyError, TypeError, AttributeError):
        return Presence.UNCLEAR
