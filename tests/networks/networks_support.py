"""What the tests of this room share: documents by hand, and the sample town's drafts where they are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from networks.evidence import Evidence
from voorkant.records import Annotation, Document, Initiative, Label, Network, PlaceMention
from voorkant.vocabulary import Kind, NetworkState, Theme

START = datetime(2026, 9, 1, 12, tzinfo=UTC)
NOW = START + timedelta(days=90)


def said(
    url: str,
    day: float,
    who: str | None = None,
    stance: str = "steun",
    text: str = "",
    *,
    kind: str = "zelforganisatie",
    hashtags: tuple[str, ...] = (),
    organisations: tuple[str, ...] = (),
    links: tuple[str, ...] = (),
    hostile: bool = False,
) -> Evidence:
    """One document with its annotation, so many days after the start."""
    at = START + timedelta(days=day)
    document = Document(
        url, "forum", "", text, at, at, participant=who, links=links, hashtags=hashtags, language="nl"
    )
    labels = {
        "initiative": Label(True, 0.9),
        "kind": Label(kind, 0.9),
        "theme": Label(None, 0.9),
        "phase": Label(None, 0.9),
        "stance": Label(stance, 0.9),
        "call_to_action": Label(False, 0.9),
        "hostile": Label(hostile, 0.9),
    }
    return Evidence(document, Annotation(document.id, "nl", labels, (), organisations))


def network(id_: str, *initiatives: str, organisations: tuple[str, ...] = ()) -> Network:
    """A living network."""
    return Network(id_, id_, None, "", START, NOW, NetworkState.STABIEL, initiatives, organisations, (), 9)


def initiative(
    id_: str, theme: Theme | None = None, places: tuple[str, ...] = (), kind: Kind = Kind.ZELFORGANISATIE
) -> Initiative:
    """An initiative with a theme and places."""
    found = tuple(PlaceMention(p) for p in places)
    return Initiative(id_, id_, "", kind, theme, None, (), found, (), START, NOW, START, 3)
