"""Looking whether what is kept is still at its source (LAW 11): only an answer 404 or 410 says it is not."""

from __future__ import annotations

from collections.abc import Sequence

from crawlers.fetch import FetchError
from crawlers.visit import Visit
from voorkant.vocabulary import Presence

GONE = frozenset((404, 410))


def told_by(error: FetchError) -> Presence:
    """What the error that an address gave says of the document there."""
    return Presence.GONE if error.status in GONE else Presence.UNCLEAR


async def pages(visit: Visit, urls: Sequence[str]) -> None:
    """Ask for each address itself. A site in trouble (5xx, too busy, no answer) is left alone: FetchError."""
    for url in urls:
        visit.seen[url] = Presence.UNCLEAR
        if "#" not in url:  # an entry of a feed without a page of its own
            visit.seen[url] = await page(visit, url)


async def page(visit: Visit, url: str) -> Presence:
    """Whether there is a page at an address. Raises FetchError when the site is in trouble."""
    try:
        await visit.web.get(url)
    except FetchError as error:
        if error.retry:
            raise
        return told_by(error)
    return Presence.THERE
