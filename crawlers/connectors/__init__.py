"""One file per kind of source; these tables are the only place that knows them all."""

from __future__ import annotations

from crawlers.connectors import bluesky, discourse, feed, mastodon, site
from crawlers.presence import pages
from crawlers.visit import Connector, Search
from voorkant.vocabulary import SourceKind

CONNECTORS: dict[SourceKind, Connector] = {
    SourceKind.FEED: feed.read,
    SourceKind.SITE: site.read,
    SourceKind.MASTODON: mastodon.read,
    SourceKind.BLUESKY: bluesky.read,
    SourceKind.DISCOURSE: discourse.read,
}

#: how each kind looks for documents that are kept from it
SEARCHES: dict[SourceKind, Search] = {
    SourceKind.FEED: feed.search,
    SourceKind.SITE: pages,
    SourceKind.MASTODON: mastodon.search,
    SourceKind.BLUESKY: bluesky.search,
    SourceKind.DISCOURSE: discourse.search,
}
