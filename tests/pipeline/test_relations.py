"""A petition that two networks bring goes from documents to a relation whose evidence opens."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from frontdesk.export import rows
from networks.terms import Background
from pipeline.drawing import draw
from pipeline.following import connect
from pipeline.tools import Tools
from storage.store import Store
from tests.pipeline.small_town import DAY, NOW, document
from voorkant.records import Annotation, Document, Label, Membership
from voorkant.settings import Settings
from voorkant.vocabulary import Stance

PETITION = "https://petities.example/red-de-beek"
HOME = "https://lindewaarde.example/"


def posts(initiative: str, first: int) -> list[Document]:
    """What six people say of it; the last two of them bring the petition and the municipality's site."""
    found = [
        document(
            "plein",
            f"De {initiative} moet blijven, zegt buur {n}.",
            NOW - first * DAY,
            who=f"{initiative}{n}",
        )
        for n in range(6)
    ]
    return [replace(d, links=(PETITION, HOME) if n > 3 else (HOME,)) for n, d in enumerate(found)]


def belong(store: Store, initiative: str, found: list[Document], angry: Document | None = None) -> None:
    labels = {
        "initiative": Label(True, 0.99), "kind": Label("zelforganisatie", 0.9), "theme": Label(None, 0.9),
        "phase": Label("idee", 0.8), "stance": Label("steun", 0.9), "call_to_action": Label(False, 0.9),
    }  # fmt: skip
    said = [Annotation(d.id, "nl", {**labels, "hostile": Label(d == angry, 0.99)}, model="m") for d in found]
    with store.begin() as db:
        for one in found:
            db.documents.save(one)
        db.annotations.save([(a, d.content_hash) for a, d in zip(said, found, strict=True)], NOW)
        db.initiatives.join(Membership(d.id, initiative, Stance.STEUN, 0.9, "zo", NOW) for d in found)
        draw(db, (), NOW)


def relations(store: Store, settings: Settings) -> list[dict[str, Any]]:
    tools = Tools(settings)
    tools.background = Background()
    connect(store, tools, NOW)
    with store.begin() as db:
        return [dict(r) for r in rows(db, settings, "relations", NOW)]


def test_a_petition_that_two_networks_bring(known: Store, small: Settings) -> None:
    early, late = posts("beek", 9), posts("brug", 3)
    belong(known, "i-beek", early)
    belong(known, "i-brug", late)
    belong(known, "i-bus", [replace(d, links=()) for d in posts("bus", 5)])
    (told,) = relations(known, small)
    with known.begin() as db:
        of = {i: n.id for n in db.networks.all(NOW) for i in n.initiatives}
    assert (told["from"], told["relation"], told["to"]) == (of["i-brug"], "versterkt", of["i-beek"])
    assert told["strength"] == 0.5
    assert told["since"] == (NOW - 3 * DAY).astimezone(small.zone).isoformat()
    assert sorted(told["evidence"]) == sorted(d.url for d in (*early[4:], *late[4:]))
    with known.begin() as db:
        db.documents.drop([late[4].id])
    assert relations(known, small) == []


def test_what_waits_for_a_human_is_no_evidence(known: Store, small: Settings) -> None:
    early, late = posts("beek", 9), posts("brug", 3)
    belong(known, "i-beek", early)
    belong(known, "i-brug", late, late[5])
    belong(known, "i-bus", [replace(d, links=()) for d in posts("bus", 5)])
    assert relations(known, small) == []


def test_parties_tie_nothing_together(known: Store, small: Settings) -> None:
    """Three efforts that share what they name, once a party and once an organisation."""
    configured = replace(small, parties=("samen-sterk",))
    for name in ("Groen Links-PvdA", "Lokaal Lindewaarde", "Samen Sterk"):
        assert not _tied(known, configured, name), name
    assert _tied(known, small, "Samen Sterk")


def _tied(store: Store, settings: Settings, name: str) -> int:
    """How many networks and connectors there are that a name is part of."""
    for n, initiative in enumerate(("beek", "brug", "bus")):
        found = posts(initiative, 3 * n + 2)
        belong(store, f"i-{initiative}", found)
        with store.begin() as db:
            annotations = db.annotations.get([d.id for d in found])
            named = [(replace(annotations[d.id], organisations=(name,)), d.content_hash) for d in found]
            db.annotations.save(named, NOW)
    relations(store, settings)
    with store.begin() as db:
        held = [n for n in db.networks.all(NOW) if name in n.organisations or len(n.initiatives) > 1]
        return len(held) + len(db.networks.brokers(NOW))
