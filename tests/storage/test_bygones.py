"""The end of initiatives that no document is left of (LAW 10), on each database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from storage.store import Database, Store
from tests.storage.test_repositories import DAY, NOW, document, initiative
from tests.tables import everything
from voorkant.lasting import Begun
from voorkant.records import (
    Alert,
    Argument,
    Bridge,
    Broker,
    Decision,
    Membership,
    Network,
    Relation,
    Source,
    Synchronised,
)
from voorkant.vocabulary import NetworkState, RelationKind, Ruling

TERM = timedelta(days=100)
LATER = NOW + TERM
GONE, LIVES = "i-gone", "i-lives"


@pytest.fixture
def filled(store: Store, source: Source) -> Store:
    """One initiative with a document and one without, each with all that is ever kept of one."""
    with store.begin() as db:
        db.fetches.sync_sources([source])
        db.documents.save(document("a"))
        db.initiatives.join([Membership(document("a").id, LIVES, None, 0.9, "zo", NOW)])
        for one in (GONE, LIVES):
            _keep(db, one)
    return store


def _keep(db: Database, one: str) -> None:
    """What is found and decided of an initiative, each with its id or name in it."""
    db.initiatives.save([initiative(f"Plan {one}", id=one, organisations=(f"Club {one}",))], NOW)
    db.initiatives.save([initiative(f"Plan {one}!", id=one)], NOW + DAY)
    db.initiatives.draw_anew([one])
    db.alerts.save([_alert(one, "initiative", one)], NOW)
    for action, value in ((Ruling.RENAME, f"Plan {one}"), (Ruling.ANSWER, f"Antwoord aan {one}")):
        number = db.humans.decide(Decision(0, NOW, "Noor", action, one, value))
    db.humans.answer(number, "voor", [(f"d-{one}", ("bushalte", one))])


def _alert(key: str, kind: str, subject: str) -> Alert:
    return Alert(key, kind, subject, NOW, 5.0, 1.0, 0.9, f"Groei van {subject}", (), NOW)


def _network(key: str, *initiatives: str) -> Network:
    names, bodies = " en ".join(initiatives), tuple(f"Club {i}" for i in initiatives)
    return Network(
        key, f"Rond Plan {names}", None, f"woorden van {names}", NOW, NOW, NetworkState.STABIEL, initiatives,
        bodies, ("veenbode",), 6,
    )  # fmt: skip


def test_who_is_left_by_its_documents_is_without_any(filled: Store) -> None:
    moved = document("a").id
    with filled.begin() as db:
        assert db.initiatives.held() == {LIVES}
        db.initiatives.join([Membership(moved, "i-other", None, 0.9, "verplaatst", NOW + DAY)])
        assert db.initiatives.held() == {"i-other"} and db.initiatives.held([LIVES]) == set()
    assert _run(filled, [DAY, DAY + TERM]) == [frozenset(), frozenset({GONE, LIVES})]


def test_an_initiative_goes_with_its_last_document_also_when_another_left_it(filled: Store) -> None:
    with filled.begin() as db:
        db.documents.save(document("b"))
        db.initiatives.join([Membership(document("b").id, LIVES, None, 0.9, "zo", NOW)])
        db.initiatives.join([Membership(document("b").id, "i-other", None, 0.9, "verplaatst", NOW + DAY)])
        db.initiatives.save([initiative(id="i-other")], NOW + DAY)
        db.documents.drop([document("a").id])
        assert {i.id for i in db.initiatives.all(NOW + DAY)} == {GONE, "i-other"}


def test_what_went_up_in_another_stays_as_long_as_that_has_documents(filled: Store) -> None:
    with filled.begin() as db:
        db.documents.save(document("b"))
        db.initiatives.save([initiative(id="i-other")], NOW)
        db.initiatives.join([Membership(document("b").id, "i-other", None, 0.9, "zo", NOW)])
        db.initiatives.save([initiative(id=LIVES, merged_into="i-other")], NOW + 2 * DAY)
        db.documents.drop([document("a").id])
        assert LIVES in db.initiatives.merged(NOW + 2 * DAY), "who has its address is led on"
        db.documents.drop([document("b").id])
        assert {i.id for i in db.initiatives.all(NOW + 2 * DAY)} == {GONE}


def _run(store: Store, moments: Sequence[timedelta]) -> list[frozenset[str]]:
    """What is over at each of these moments after NOW, as `retain` asks each night."""
    found = []
    for after in moments:
        with store.begin() as db:
            db.bygones.note(NOW + after)
            found.append(db.bygones.over(NOW + after, TERM))
    return found


def test_a_term_counts_from_the_night_that_no_document_was_left(filled: Store) -> None:
    assert _run(filled, [10 * DAY, 109 * DAY, 110 * DAY]) == [set(), set(), {GONE}]
    with filled.begin() as db:  # a document is about it after all
        db.documents.save(document("b"))
        db.initiatives.join([Membership(document("b").id, GONE, None, 0.9, "zo", NOW)])
    assert _run(filled, [111 * DAY, 300 * DAY]) == [set(), set()]
    with filled.begin() as db:
        db.documents.drop([document("b").id], aged=True)
    assert _run(filled, [301 * DAY, 400 * DAY, 401 * DAY]) == [set(), set(), {GONE}]


def test_what_went_up_in_another_goes_with_it_and_not_before(filled: Store) -> None:
    with filled.begin() as db:
        db.initiatives.save([initiative("Oud plan", id="i-old", merged_into=LIVES)], NOW)
    assert _run(filled, [DAY, 200 * DAY]) == [set(), {GONE}], "it lives on in what has a document"
    with filled.begin() as db:
        db.documents.drop([document("a").id], aged=True)
    assert _run(filled, [201 * DAY, 301 * DAY]) == [{GONE}, {GONE, LIVES, "i-old"}]
    with filled.begin() as db:  # what has none longer went up in what has none since yesterday
        db.initiatives.save(
            [initiative(id=GONE, merged_into="i-new"), initiative(id="i-new")], NOW + 301 * DAY
        )
    assert _run(filled, [302 * DAY]) == [{LIVES, "i-old"}]


def test_it_goes_by_its_whole_history_and_nothing_else_goes(filled: Store) -> None:
    both, one, other = _network("n-both", GONE, LIVES), _network("n-gone", GONE), _network("n-other", LIVES)
    alone = replace(_network("n-both", LIVES), first_seen=NOW)
    relations = [
        Relation(a, b, RelationKind.VERSTERKT, 0.5, NOW, ())
        for a, b in (("n-both", "n-other"), ("n-gone", "n-other"))
    ]
    ended = Bridge("n-both", "n-other", f"Delen Plan {GONE}", (f"Club {GONE}",))
    fresh = [
        Bridge("n-both", "n-other", "Delen de Lindelaan", ("Club Goed",)),
        Bridge("n-gone", LIVES, "x", ()),
    ]
    brokers = [Broker(f"Club {i}", ("n-both", "n-other"), (i, LIVES), 3, 0.2, 1, "x") for i in (GONE, LIVES)]
    offered = [
        replace(Argument(i, "voor", f"Punt van {i}", 1, NOW, ()), offered=f"Antwoord aan {o}", offered_from=o)
        for i, o in ((GONE, LIVES), (LIVES, GONE))
    ]
    with filled.begin() as db:
        db.networks.save([both, one, other], NOW)
        db.networks.save([alone], LATER)
        db.networks.save_relations(relations, NOW)
        db.networks.save_bridges([ended], NOW)
        db.networks.save_bridges(fresh, LATER)
        db.networks.save_brokers(brokers, NOW)
        db.networks.save_arguments(offered, NOW)
        db.alerts.save_synchronised(
            [Synchronised(i, "s", "tekst", "", NOW, 9, 5) for i in (GONE, LIVES)], NOW
        )
        db.alerts.save([_alert("a-net", "network", "n-gone"), _alert("a-both", "network", "n-both")], NOW)
        split = Decision(0, NOW, "Noor", Ruling.SPLIT, LIVES, GONE, (document("a").id,))
        db.humans.decide(split)
        db.humans.note(NOW, "Noor", "besloten: rename", f"initiatief {GONE}")
        db.bygones.note(NOW)
        assert db.bygones.over(LATER, TERM) == {GONE}
        db.bygones.drop({GONE}, LATER - TERM)

    left = everything(filled, "audit")
    assert GONE not in left and "n-gone" not in left, "no id and no name, in no table"
    assert GONE in everything(filled), "that something was decided stays in the log, by its number alone"
    with filled.begin() as db:
        assert [i.id for i in db.initiatives.all(LATER)] == [LIVES]
        assert len(db.initiatives.versions(LIVES)) == 2
        assert db.networks.all(LATER) == [alone, other] and db.networks.all(NOW) == [other]
        assert db.networks.relations(LATER) == relations[:1]
        assert db.networks.bridges(LATER) == fresh[:1]
        assert db.networks.brokers(LATER) == brokers[1:]
        assert db.networks.arguments(LATER) == [replace(offered[1], offered=None, offered_from=None)]
        assert {a.id for a in db.alerts.all(LATER)} == {LIVES, "a-both"}
        assert [s.initiative for s in db.alerts.synchronised(LATER)] == [LIVES]
        assert [(d.action, d.subject) for d in db.humans.decisions(LATER)] == [
            (Ruling.RENAME, LIVES), (Ruling.ANSWER, LIVES),
        ]  # fmt: skip
        assert [a.initiative for a in db.humans.answers(LATER)] == [LIVES]
        assert db.initiatives.undrawn() == {LIVES}


def test_what_is_counted_comes_back_as_it_went_in(filled: Store) -> None:
    with filled.begin() as db:
        db.bygones.count([])
        assert db.bygones.counted(NOW) == ()
        found = [Begun(2026, 3), Begun(2026, None), Begun(2025, -1)]
        db.bygones.count([*found, Begun(2027, 0)])
        assert db.bygones.counted(NOW) == tuple(found), "what began later was not there yet"
