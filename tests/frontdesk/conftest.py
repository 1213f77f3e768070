"""A small town on SQLite: three initiatives, two networks, a meeting, an alert, one hostile post."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from storage.store import Store
from voorkant.records import (
    Alert,
    Annotation,
    Argument,
    Bridge,
    Broker,
    Document,
    FetchState,
    Initiative,
    Label,
    Meeting,
    Membership,
    Network,
    PhaseChange,
    Place,
    PlaceMention,
    Relation,
    Source,
    SourceOutcome,
)
from voorkant.settings import Mail, Processing, Settings, Subscription
from voorkant.text import content_hash
from voorkant.vocabulary import (
    Channel,
    Kind,
    Lifestyle,
    MeetingState,
    NetworkState,
    Phase,
    PlaceKind,
    PublisherKind,
    RelationKind,
    SourceKind,
    Stance,
    Theme,
)

YESTERDAY = datetime(2026, 9, 9, 4, 30, tzinfo=UTC)
NOW = datetime(2026, 9, 10, 4, 30, tzinfo=UTC)  # 06.30 uur in the town
HANDLE = "@bewoner_77@mastodon.example"
HOSTILE = "Steek die lui in brand"


def _source(key: str, publisher: str, kind: PublisherKind) -> Source:
    return Source(
        key, SourceKind.FEED, f"https://{key}.example/rss", publisher, kind, "initiatieven zien",
        "AVG 6(1)(e)", "team regie", date(2027, 1, 1), every=timedelta(hours=1),
    )  # fmt: skip


SOURCES = (
    _source("veenbode", "De Veenbode", PublisherKind.MEDIA),
    _source("plein", "Het Plein", PublisherKind.PLATFORM),
)


PROCESSING = Processing("Initiatieven van inwoners vroeg zien.", "AVG 6(1)(e)", "R-12", "fg@example.nl")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        folder=tmp_path, municipality="Lindewaarde", code="GM9999", zone=ZoneInfo("Europe/Amsterdam"),
        database=f"sqlite:///{tmp_path / 'stad.db'}", state_dir=tmp_path / "state",
        processing=PROCESSING,
        mail=Mail("127.0.0.1", 25, "voorkant@example.nl"), sources=SOURCES,
        places=(
            Place("Oostwijk", PlaceKind.WIJK, "WK01"),
            Place("Veenbuurt", PlaceKind.BUURT, "BU01", part_of="Oostwijk"),
        ),
        subscriptions=(
            Subscription("Regisseur", "regie@example.nl"),
            Subscription("Wethouder", "staf@example.nl", themes=("energie",), channel=Channel.ALERT),
            Subscription("Sportteam", "sport@example.nl", themes=("sport",), channel=Channel.ALERT),
        ),
    )  # fmt: skip


def document(
    name: str, title: str, text: str, at: datetime, *, source: str = "veenbode", who: str | None = None
) -> Document:
    return Document(
        f"https://{source}.example/{name}", source, title, text, at, at + timedelta(minutes=5),
        participant=who, content_hash=content_hash(title, text), entry_hash=name,
    )  # fmt: skip


def annotation(
    found: Document, phase: str = "mobiliseren", *, theme: str = "energie", hostile: bool = False,
    meetings: tuple[Meeting, ...] = (),
) -> Annotation:  # fmt: skip
    labels = {
        "initiative": Label(True, 0.97, ("zonnepark", "bewoners")), "kind": Label("zelforganisatie", 0.9),
        "theme": Label(theme, 0.8), "phase": Label(phase, 0.7), "stance": Label("steun", 0.66),
        "call_to_action": Label(True, 0.6), "hostile": Label(hostile, 0.95 if hostile else 0.99),
    }  # fmt: skip
    return Annotation(found.id, "nl", labels, (PlaceMention("Veenbuurt", "BU01"),), (), meetings, "basis-1")


def initiative(
    key: str, name: str, documents: int, phase: Phase, appeared: datetime, *, theme: Theme
) -> Initiative:
    return Initiative(
        key, name, f"Bewoners werken samen aan {name.lower()}.", Kind.ZELFORGANISATIE, theme, phase,
        (PhaseChange(Phase.IDEE, YESTERDAY - timedelta(days=9), "x"),),
        (PlaceMention("Veenbuurt", "BU01"),), ("Stichting Veen",), YESTERDAY - timedelta(days=9),
        NOW - timedelta(hours=2), appeared, documents,
    )  # fmt: skip


MEETING = Meeting(datetime(2026, 9, 17, 18, 0, tzinfo=UTC), "buurthuis De Turf")
#: the same meeting, in local days (17 September), without the hour
WHOLE_DAY = Meeting(datetime(2026, 9, 16, 22, 0, tzinfo=UTC), "De Turf", all_day=True)


def _solar(store: Store) -> None:
    """Zonnepark: known yesterday, moved, grows; one of its documents is hostile."""
    found = [
        document(f"zon{n}", f"Zonnepark stap {n}", "Bewoners van de Veenbuurt bouwen een zonnepark. " * 12,
                 NOW - timedelta(hours=3 + 14 * n), source=("veenbode", "plein")[n % 2], who=f"{n:032x}")
        for n in range(8)
    ]  # fmt: skip
    angry = document("boos", HOSTILE, f"{HOSTILE}!", NOW - timedelta(hours=4), source="plein", who="f" * 32)
    told = (MEETING, replace(MEETING, place=""), WHOLE_DAY)
    said = [annotation(d, meetings=told[n : n + 1]) for n, d in enumerate(found)]
    said.append(annotation(angry, hostile=True))
    off = Meeting(MEETING.start + timedelta(days=1), "kerkplein", MeetingState.CANCELLED)
    said[4] = annotation(found[4], meetings=(off,))
    with store.begin() as db:
        for d in [*found, angry]:
            db.documents.save(d)
        db.annotations.save([(a, "h") for a in said], NOW)
        db.initiatives.join(
            Membership(d.id, "zon", Stance.STEUN, 0.9, "zelfde naam en plek", d.collected)
            for d in [*found, angry]
        )
        old, new = YESTERDAY - timedelta(days=2), NOW - timedelta(hours=1)
        before = initiative("zon", "Zonnepark Veenbuurt", 3, Phase.IDEE, old, theme=Theme.ENERGIE)
        db.initiatives.save([before], old)
        now = initiative("zon", "Zonnepark Veenbuurt", 9, Phase.MOBILISEREN, old, theme=Theme.ENERGIE)
        db.initiatives.save([now], new)
        alert = Alert("alert-zon", "initiative", "zon", new, 9, 2.5, 0.98, "Veel meer berichten dan normaal.",
                      (found[0].url, angry.url), new)  # fmt: skip
        db.alerts.save([alert], alert.raised_at)


def _others(store: Store) -> None:
    """Two initiatives that are new today, and one network with them and one with the solar park."""
    today = NOW - timedelta(hours=1)
    fresh = (("bus", "Buurtbus", 2, Theme.VERKEER), ("bad", "Red het zwembad", 3, Theme.SPORT))
    with store.begin() as db:
        for key, name, many, theme in fresh:
            found = [
                document(
                    f"{key}{n}", f"{name} {n}", f"{name}: <b>doe mee</b> & kom.", NOW - timedelta(hours=2 + n)
                )
                for n in range(many)
            ]
            for d in found:
                db.documents.save(d)
            db.annotations.save([(annotation(d, theme=theme.value), "h") for d in found], NOW)
            db.initiatives.join(Membership(d.id, key, Stance.STEUN, 0.8, "zelfde naam", today) for d in found)
            db.initiatives.save([initiative(key, name, many, Phase.MOBILISEREN, today, theme=theme)], today)
        nets = [
            Network("n1", "Groen Veen", Lifestyle.DUURZAAM, "energie", YESTERDAY, NOW,
                    NetworkState.STABIEL, ("zon",), ("Stichting Veen",), ("plein",), 12),
            Network("n2", "Samen Onderweg", None, "", today, NOW, NetworkState.GEBOREN,
                    ("bus", "bad"), (), ("veenbode",), 3),
        ]  # fmt: skip
        db.networks.save(nets[:1], YESTERDAY - timedelta(hours=1))
        db.networks.save(nets, today)
        db.networks.save_relations(
            [
                Relation(
                    "n1",
                    "n2",
                    RelationKind.BEINVLOEDT,
                    0.6,
                    today,
                    ("https://plein.example/zon1", "https://plein.example/boos"),
                    "2 hashtags",
                )
            ],
            today,
        )
        db.networks.save_bridges([Bridge("n1", "n2", "Allebei in de Veenbuurt.", ("Stichting Veen",))], today)
        why = "Komt voor in 2 netwerken (2 initiatieven)."
        db.networks.save_brokers(
            [Broker("Stichting Veen", ("n1", "n2"), ("bus", "zon"), 4, 0.5, 1, why)], today
        )
        db.networks.save_arguments(
            [Argument("zon", "voor", "Goedkope stroom", 4, today, ("https://plein.example/zon1",))], today
        )


@pytest.fixture
def town(settings: Settings) -> Iterator[Store]:
    """The town as it is at NOW; Het Plein was not read."""
    store = Store(settings.database)
    store.upgrade()
    with store.begin() as db:
        db.fetches.sync_sources(SOURCES)
        db.fetches.finish(SourceOutcome("veenbode", FetchState("veenbode", fetched=NOW)), NOW)
        trouble = SourceOutcome("plein", FetchState("plein"), error="de server antwoordt niet")
        db.fetches.finish(trouble, NOW)
    _solar(store)
    _others(store)
    yield store
    store.close()
