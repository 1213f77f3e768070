"""Who speaks in a source: what the classifiers know of a text beside its words."""

from __future__ import annotations

from collections.abc import Mapping

from voorkant.vocabulary import PublisherKind, SourceKind, Speaker

#: where a source is read from says it, whoever runs it; of others the publisher does
_OF_KIND: Mapping[SourceKind, Speaker] = {
    **dict.fromkeys((SourceKind.MASTODON, SourceKind.BLUESKY, SourceKind.DISCOURSE), Speaker.PUBLIEK),
    **dict.fromkeys((SourceKind.YOUTUBE, SourceKind.REDDIT), Speaker.PUBLIEK),
    **dict.fromkeys((SourceKind.DECIDIM, SourceKind.CONSUL), Speaker.PUBLIEK),
    **dict.fromkeys((SourceKind.NOTUBIZ, SourceKind.IBABS, SourceKind.ORI), Speaker.OVERHEID),
    SourceKind.BEKENDMAKINGEN: Speaker.OVERHEID,
    SourceKind.PETITIES: Speaker.PETITIE,
}
_OF_PUBLISHER: Mapping[PublisherKind, Speaker] = {
    PublisherKind.MEDIA: Speaker.MEDIA,
    PublisherKind.OVERHEID: Speaker.OVERHEID,
    PublisherKind.ORGANISATIE: Speaker.GROEP,
    PublisherKind.BEWONERS: Speaker.GROEP,
    PublisherKind.PLATFORM: Speaker.PUBLIEK,
}


def speaker(kind: SourceKind, publisher: PublisherKind) -> Speaker:
    """Who speaks in a source."""
    return _OF_KIND.get(kind) or _OF_PUBLISHER[publisher]


def speaker_named(name: str) -> Speaker | None:
    """Who speaks, from the name of a speaker, of a kind of publisher or of a kind of source.

    None where that does not tell, as for a feed.
    """
    named = {s.value: s for s in Speaker}
    named |= {p.value: s for p, s in _OF_PUBLISHER.items()}
    return (named | {k.value: s for k, s in _OF_KIND.items()}).get(name)
