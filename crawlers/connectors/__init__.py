"""One file per kind of source; this table is the only place that knows them all."""

from __future__ import annotations

from crawlers.connectors import bluesky, discourse, feed, mastodon, site
from crawlers.visit import Connector
from voorkant.vocabulary import SourceKind

CONNECTORS: dict[SourceKind, Connector] = {
    SourceKind.FEED: feed.read,
    SourceKind.SITE: site.read,
    SourceKind.MASTODON: mastodon.read,
    SourceKind.BLUESKY: bluesky.read,
    SourceKind.DISCOURSE: discourse.read,
}
