"""Who speaks is told by where a source is read, else by who publishes it."""

from __future__ import annotations

import pytest

from voorkant.speakers import speaker, speaker_named
from voorkant.vocabulary import PublisherKind, SourceKind, Speaker


@pytest.mark.parametrize(
    ("kind", "publisher", "who"),
    [
        (SourceKind.FEED, PublisherKind.MEDIA, Speaker.MEDIA),
        (SourceKind.SITE, PublisherKind.BEWONERS, Speaker.GROEP),
        (SourceKind.MASTODON, PublisherKind.OVERHEID, Speaker.PUBLIEK),
        (SourceKind.NOTUBIZ, PublisherKind.PLATFORM, Speaker.OVERHEID),
        (SourceKind.PETITIES, PublisherKind.PLATFORM, Speaker.PETITIE),
    ],
)
def test_where_it_is_read_comes_first(kind: SourceKind, publisher: PublisherKind, who: Speaker) -> None:
    assert speaker(kind, publisher) is who


def test_every_source_has_a_speaker() -> None:
    assert all(speaker(k, p) in Speaker for k in SourceKind for p in PublisherKind)


def test_names_that_tell_nothing_give_nobody() -> None:
    assert speaker_named("mastodon") is Speaker.PUBLIEK and speaker_named("overheid") is Speaker.OVERHEID
    assert speaker_named("feed") is speaker_named("site") is speaker_named("") is None
