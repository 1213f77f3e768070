from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from traceback import format_exception

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from storage.store import Store
from storage.tables import documents
from voorkant.errors import StoreError
from voorkant.records import (
    Alert,
    Annotation,
    Answer,
    Argument,
    Broker,
    Decision,
    Document,
    FetchState,
    Initiative,
    Kept,
    Label,
    Made,
    Meeting,
    Membership,
    Need,
    Network,
    PlaceMention,
    Quote,
    Relation,
    Source,
    SourceOutcome,
)
from voorkant.reports import Model, Promotion, Report
from voorkant.text import content_hash, excerpt
from voorkant.vocabulary import (
    Channel,
    Kind,
    Lifestyle,
    NetworkState,
    Phase,
    RelationKind,
    Ruling,
    Stance,
    Theme,
)

NOW = datetime(2026, 9, 10, 6, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def document(name: str, text: str = "", **other: object) -> Document:
    text = text or f"Tekst van {name}."
    base = Document(
        url=f"https://veenbode.example/{name}", source="veenbode", title=name, text=text,
        published=NOW - DAY, collected=NOW, content_hash=content_hash(name, text), entry_hash=f"e-{text}",
        links=("https://a.example/",), hashtags=("linden",),
    )  # fmt: skip
    return replace(base, **other)  # type: ignore[arg-type]  # a test's shorthand


def initiative(name: str = "Red de Linden", **other: object) -> Initiative:
    base = Initiative(
        id="i-1", name=name, summary="Bewoners zijn tegen de kap.", kind=Kind.PROTEST,
        theme=Theme.GROEN_NATUUR, phase=Phase.MOBILISEREN, phases=(),
        places=(PlaceMention("Lindelaan"),), organisations=("Linden",),
        first_seen=NOW - DAY, last_seen=NOW, appeared=NOW, documents=2,
    )  # fmt: skip
    return replace(base, **other)  # type: ignore[arg-type]  # a test's shorthand


@pytest.fixture
def filled(store: Store, source: Source) -> Store:
    with store.begin() as db:
        db.fetches.sync_sources([source])
        db.fetches.sync_sources([source])
    return store


def test_a_document_comes_back_as_it_went_in(filled: Store) -> None:
    with filled.begin() as db:
        assert db.documents.save(document("a")) == "new"
    with filled.begin() as db:
        assert db.documents.get([document("a").id]) == [document("a")]
        assert db.documents.by_url(document("a").url) == document("a")


def test_more_ids_than_a_database_takes_in_one_question(filled: Store) -> None:
    with filled.begin() as db:
        db.documents.save(document("a"))
        many = [*(f"{n:016x}" for n in range(66_000)), document("a").id]
        assert db.documents.get(many) == [document("a")]
        assert db.annotations.get(many) == {}


def test_saving_twice_changes_nothing_and_an_edit_keeps_the_history(filled: Store) -> None:
    edited = document("a", "Andere tekst.", collected=NOW + DAY, updated=NOW + DAY)
    with filled.begin() as db:
        outcomes = [db.documents.save(d) for d in (document("a"), document("a"), edited, edited)]
        assert outcomes == ["new", "same", "changed", "same"]
        kept = db.documents.get([edited.id])[0]
        assert (kept.text, kept.collected) == ("Andere tekst.", NOW)
        assert db.documents.hashes(edited.id) == [document("a").content_hash, edited.content_hash]


def test_the_same_text_at_another_address_of_the_source_is_a_copy(filled: Store) -> None:
    twin = replace(document("a"), url="https://veenbode.example/amp/a")
    with filled.begin() as db:
        assert [db.documents.save(d) for d in (document("a"), twin, twin)] == ["new", "copy", "copy"]
        assert db.documents.count(NOW) == 1
        assert set(db.documents.known("veenbode", NOW - DAY)) == {twin.url, document("a").url}


def test_understanding_and_gathering_take_what_is_new(filled: Store) -> None:
    a = document("a")
    reading = Annotation(
        a.id, "nl", {"initiative": Label(True, 0.9, ("buren",))}, (PlaceMention("Oosterveen", "BU1"),),
        ("Stichting X",),
        (Meeting(NOW + DAY, "De Ark", end=NOW + 2 * DAY),), "m1",
    )  # fmt: skip
    with filled.begin() as db:
        db.documents.save(a)
        assert [d.id for d in db.documents.to_understand(NOW)] == [a.id]
        assert db.documents.to_understand(NOW - DAY) == []
        db.annotations.save([(reading, a.content_hash)], NOW)
        assert db.documents.to_understand(NOW) == []
        assert db.annotations.get() == {a.id: reading}
        assert db.annotations.meetings(NOW, NOW + 2 * DAY) == [(a.id, reading.meetings[0])]
        assert [d.id for d in db.documents.to_gather(NOW)] == [a.id]
        db.initiatives.save_terms({a.id: (a.content_hash, {"linde": 2.0})}, NOW)
        assert db.documents.to_gather(NOW) == []
        assert db.initiatives.terms(NOW - DAY, NOW, newest=9, older=9, each=9) == {a.id: {"linde": 2.0}}
        db.documents.save(document("a", "Andere tekst."))
        assert [d.id for d in db.documents.to_understand(NOW)] == [a.id]


def test_a_past_day_is_answered_as_it_was(filled: Store) -> None:
    later = initiative("Red de Linden!", documents=3)
    with filled.begin() as db:
        assert db.initiatives.save([initiative()], NOW) == 1
        assert db.initiatives.save([initiative()], NOW + DAY) == 0, "nothing changed, so no version"
        assert db.initiatives.save([later], NOW + 2 * DAY) == 1
        assert db.initiatives.all(NOW - DAY) == []
        assert db.initiatives.all(NOW + DAY) == [initiative()]
        assert db.initiatives.all(NOW + 3 * DAY) == [later]
        assert [i.name for _, i in db.initiatives.versions("i-1")] == ["Red de Linden", "Red de Linden!"]


def test_merged_initiatives_are_hidden_unless_asked_for(filled: Store) -> None:
    merged = initiative(merged_into="i-2")
    with filled.begin() as db:
        db.initiatives.save([merged], NOW)
        assert db.initiatives.all(NOW) == []
        assert db.initiatives.all(NOW, merged=True) == [merged]


def test_a_document_that_moves_belongs_to_one_initiative(filled: Store) -> None:
    first = Membership(document("a").id, "i-1", Stance.STEUN, 0.8, "zelfde naam", NOW)
    with filled.begin() as db:
        db.documents.save(document("a"))
        db.initiatives.join([first])
        db.initiatives.join([replace(first, initiative="i-2")])
        assert [m.initiative for m in db.initiatives.members(NOW)] == ["i-2"]


def test_relations_end_when_they_are_no_longer_found(filled: Store) -> None:
    relation = Relation("n-1", "n-2", RelationKind.BESTRIJDT, 0.7, NOW, ("https://a.example/",))
    with filled.begin() as db:
        db.networks.save_relations([relation], NOW)
        assert db.networks.save_relations([relation], NOW + DAY) == 0
        db.networks.save_relations([], NOW + 2 * DAY)
        assert db.networks.relations(NOW + DAY) == [relation]
        assert db.networks.relations(NOW + 3 * DAY) == []
        db.networks.save_relations([relation], NOW + 4 * DAY)
        assert db.networks.relations(NOW + 4 * DAY) == [relation], "it may come back"


def test_organisations_that_tie_are_kept_in_their_order_and_end(filled: Store) -> None:
    strong = Broker("Wijkraad", ("n-1", "n-2"), ("i-1", "i-2"), 5, 0.4, 2, "Komt voor in 2 netwerken.")
    weak = replace(strong, name="Buurtfonds", constraint=0.6)
    with filled.begin() as db:
        assert db.networks.save_brokers([weak, strong], NOW) == 2
        assert db.networks.brokers(NOW) == [strong, weak]
        db.networks.save_brokers([weak], NOW + DAY)
        assert db.networks.brokers(NOW + DAY) == [weak]


def test_versions_of_networks_by_the_moment_they_were_written(filled: Store) -> None:
    one = Network("n-1", "Een", None, "", NOW, NOW, NetworkState.GEBOREN, ("i-1",), (), (), 7)
    other = replace(one, id="n-2")
    with filled.begin() as db:
        db.networks.save([one], NOW)
        db.networks.save([one, other], NOW + DAY)
        grown = replace(one, participants=9)
        db.networks.save([grown, other], NOW + 2 * DAY)
        assert db.networks.written(NOW, NOW + 2 * DAY) == [(NOW + DAY, [other]), (NOW + 2 * DAY, [grown])]
        assert db.networks.written(NOW - DAY, NOW) == [(NOW, [one])]


def test_networks_fade_but_are_not_lost(filled: Store) -> None:
    network = Network(
        "n-1", "Groen", Lifestyle.NATUUR, "bomen", NOW, NOW, NetworkState.GEBOREN, ("i-1",), ("Linden",),
        ("forum",), 7,
    )  # fmt: skip
    faded = replace(network, state=NetworkState.VERVAAGD)
    with filled.begin() as db:
        db.networks.save([network], NOW)
        db.networks.save([faded], NOW + DAY)
        assert db.networks.all(NOW) == [network]
        assert db.networks.all(NOW + DAY) == []
        assert db.networks.all(NOW + DAY, faded=True) == [faded]


def test_an_alert_that_ended_later_was_still_on(filled: Store) -> None:
    alert = Alert(
        "a-1", "initiative", "i-1", NOW, 9.0, 2.5, 0.99, "groeit", ("https://a.example/",), NOW, None
    )
    ended = replace(alert, ended=NOW + 2 * DAY)
    with filled.begin() as db:
        assert db.alerts.save([alert], NOW) == 1
        assert db.alerts.save([alert], NOW + DAY) == 0
        db.alerts.save([ended], NOW + 2 * DAY)
        assert db.alerts.all(NOW + DAY) == [alert]
        assert db.alerts.all(NOW + 3 * DAY) == [ended]


def test_a_delivery_is_claimed_once(filled: Store) -> None:
    with filled.begin() as db:
        assert not db.alerts.claimed("regisseur", Channel.DIGEST, date(2026, 9, 10))
        assert db.alerts.claim("regisseur", Channel.DIGEST, date(2026, 9, 10), "x")
        assert db.alerts.claimed("regisseur", Channel.DIGEST, date(2026, 9, 10))
        assert not db.alerts.claim("regisseur", "digest", date(2026, 9, 10), "x")
        db.alerts.release("regisseur", "digest", date(2026, 9, 10))
        assert not db.alerts.claimed("regisseur", "digest", date(2026, 9, 10))
        assert db.alerts.claim("regisseur", "digest", date(2026, 9, 10), "x"), "it could not be made"
        db.alerts.sent("regisseur", "digest", date(2026, 9, 10), "x", NOW)
        db.alerts.release("regisseur", "digest", date(2026, 9, 10))
        assert db.alerts.delivered("regisseur", "digest") == ["2026-09-10"]


def test_cards_of_models_are_kept_once_and_promotions_in_their_order(store: Store) -> None:
    card = {"version": "b", "trained": "2026-09-10T06:00:00+00:00", "figures": {"kind": {"f1": 0.8}}}
    second, first = Model("b", card), Model("c", {**card, "trained": "2026-09-09T06:00:00+00:00"})
    taken = [
        Promotion("b", NOW + DAY, "Noor"),
        Promotion("c", NOW, "Sam", "beter op het forum"),
        Promotion("b", NOW + DAY, "Noor", "terug van c"),
    ]
    with store.begin() as db:
        assert db.models.save([second, first]) == 2
        assert db.models.save([Model("b", {}), first]) == 0, "what judged stays as it was"
        for one in taken:
            db.models.promoted(one)
    with store.begin() as db:
        assert db.models.all() == [first, second]
        assert (db.models.get("b"), db.models.get("x")) == (second, None)
        assert db.models.promotions() == taken


def test_what_was_not_read_is_named_until_it_is_read_again(filled: Store) -> None:
    bad = SourceOutcome(
        "veenbode", FetchState("veenbode", cursor={"tag": "1"}), 1, 0, "antwoordt met fout 500"
    )
    good = replace(bad, error="", documents=3)
    with filled.begin() as db:
        db.fetches.finish(bad, NOW)
        assert [(u.source, u.why) for u in db.fetches.unread(NOW, NOW - DAY)] == [("veenbode", bad.error)]
        assert db.fetches.state("veenbode").cursor == {"tag": "1"}
        db.fetches.finish(good, NOW + DAY)
        assert db.fetches.unread(NOW + DAY, NOW) == []


def test_decisions_hold_until_undone_and_the_audit_log_grows(filled: Store) -> None:
    with filled.begin() as db:
        number = db.humans.decide(Decision(0, NOW, "regisseur", "rename", "i-1", "De Linden"))
        db.humans.note(NOW, "regisseur", "rename", "initiative/i-1", "beheer")
        assert [d.value for d in db.humans.decisions(NOW)] == ["De Linden"]
        db.humans.undo(number)
        assert db.humans.decisions(NOW) == []
        assert db.humans.log()[0]["record"] == "initiative/i-1"


def test_of_a_long_past_the_newest_comes_back_and_of_each_initiative_its_newest(filled: Store) -> None:
    one, two = "aceg", "bd"  # from old to new, with f and h in none
    with filled.begin() as db:
        for n, name in enumerate("abcdefgh"):
            found, day = document(name), NOW + n * DAY
            db.documents.save(found)
            db.initiatives.save_terms({found.id: (found.content_hash, {name: 1.0})}, day)
            where = "i-1" if name in one else "i-2" if name in two else None
            if where:
                db.initiatives.join([Membership(found.id, where, None, 0.8, "x", day)])

        def told(newest: int, older: int, each: int, since: int = 0) -> str:
            of = db.initiatives.terms(NOW + since * DAY, NOW + 9 * DAY, newest=newest, older=older, each=each)
            return "".join(sorted(name for terms in of.values() for name in terms))

        assert told(8, 0, 0) == told(99, 9, 9) == "abcdefgh"
        assert told(2, 0, 9) == "gh"
        assert told(2, 9, 9) == "abcdegh"
        assert told(2, 9, 2) == "bdegh", "the newest two of each"
        assert told(2, 1, 2) == "dgh", "each its newest before any its second"
        assert told(2, 9, 9, since=3) == "degh"


def test_what_is_asked_of_some_is_what_all_would_tell(filled: Store) -> None:
    ids = [document(name).id for name in "abcd"]
    with filled.begin() as db:
        for name in "abcd":
            db.documents.save(document(name))
        for document_, family in zip(ids, ("x", "x", "y", "x"), strict=True):
            sketch = {"size": 1, "whole": b"", "start": b"", "marks": [], "made": NOW}
            db.copies.save(document_, family, sketch, [1])
        shared = dict.fromkeys((ids[0], ids[1], ids[3]), "x")
        assert db.copies.families(NOW) == db.copies.of(ids[:1], NOW) == shared
        assert db.copies.of(ids[2:3], NOW) == db.copies.of(ids[:1], NOW - DAY) == {}
        joined = [Membership(i, "i-1", None, 0.8, "x", NOW) for i in ids[:3]]
        moved = replace(joined[0], initiative="i-2", joined=NOW + DAY)
        db.initiatives.join([*joined, moved])
        assert {m.document: m for m in db.initiatives.members(NOW + DAY, ids[:2])} == {
            ids[0]: moved, ids[1]: joined[1],
        }  # fmt: skip
        assert db.initiatives.holding(["i-1"], NOW) == sorted(joined, key=lambda m: m.document)
        assert {m.document for m in db.initiatives.holding(["i-1"], NOW + DAY)} == set(ids[1:3])
        db.initiatives.save([initiative(), initiative(id="i-2", merged_into="i-1")], NOW)
        assert db.initiatives.merged(NOW) == {"i-2": "i-1"} and db.initiatives.merged(NOW - DAY) == {}
        assert db.initiatives.get(["i-2", "i-9"], NOW) == {"i-2": initiative(id="i-2", merged_into="i-1")}
        db.initiatives.save([initiative(id="i-2")], NOW + DAY)
        assert db.initiatives.merged(NOW + DAY) == {} and db.initiatives.merged(NOW) == {"i-2": "i-1"}


def test_a_failed_transaction_leaves_nothing(filled: Store) -> None:
    with pytest.raises(RuntimeError), filled.begin() as db:
        db.documents.save(document("a"))
        raise RuntimeError
    with filled.begin() as db:
        assert db.documents.count(NOW) == 0


def test_foreign_keys_are_on(filled: Store) -> None:
    with pytest.raises(StoreError) as caught, filled.begin() as db:
        db.documents.save(document("a", source="onbekend"))
    assert isinstance(caught.value.__context__, IntegrityError)


def test_law_21_an_error_tells_no_values(filled: Store) -> None:
    with filled.begin() as db:
        db.documents.save(document("a"))
    with pytest.raises(StoreError) as caught, filled.begin() as db:
        known = select(documents).where(documents.c.id == document("a").id)
        row = dict(db.connection.execute(known).mappings().one())
        with pytest.raises(IntegrityError) as inner:
            db.connection.execute(insert(documents).values({**row, "text": "Jan Jansen"}))
        assert "Jan Jansen" not in str(inner.value)
        raise inner.value
    logged = "".join(format_exception(caught.value))
    assert "De database werkt niet mee" in logged
    assert document("a").id not in logged


def test_dropping_a_document_takes_along_what_hangs_on_it(filled: Store) -> None:
    with filled.begin() as db:
        db.documents.save(document("a"))
        db.initiatives.join([Membership(document("a").id, "i-1", None, 0.8, "x", NOW)])
        assert db.documents.drop([document("a").id]) == 1
        assert db.initiatives.members(NOW) == []
        assert db.documents.hashes(document("a").id) == []


def test_an_initiative_without_any_document_left_goes_too(filled: Store) -> None:
    ids = [document(name).id for name in "ab"]
    alert = Alert("al-1", "initiative", "i-1", NOW, 9.0, 2.0, 0.9, "groei", (), NOW)
    with filled.begin() as db:
        for name in "ab":
            db.documents.save(document(name))
        db.initiatives.join([Membership(i, "i-1", None, 0.8, "x", NOW) for i in ids])
        db.initiatives.save([initiative()], NOW)
        db.alerts.save([alert], NOW)
        db.documents.drop(ids[:1])
        assert [i.summary for i in db.initiatives.all(NOW)] == [""], "its name and the rest stay"
        assert db.alerts.all(NOW) == [alert]
        db.documents.drop(ids[1:])
        assert db.initiatives.all(NOW) == [] and db.alerts.all(NOW) == []


def test_an_answer_outlives_documents_that_aged_and_not_those_that_are_erased(filled: Store) -> None:
    ids = [document(name).id for name in "abc"]
    said = [(i, ("bushalte", "dokter")) for i in ids]
    with filled.begin() as db:
        for name in "abc":
            db.documents.save(document(name))
        number = db.humans.decide(Decision(0, NOW, "Noor", Ruling.ANSWER, "i-1", "Er komt een buurtbus."))
        db.humans.answer(number, "voor", said)
        kept = Answer(number, NOW, "i-1", "voor", "Er komt een buurtbus.", tuple(said))
        assert db.humans.answers(NOW) == [kept]
        assert db.humans.answers(NOW - DAY) == []
        db.documents.drop(ids[:1], aged=True)
        assert db.humans.answers(NOW) == [kept]
        db.documents.drop(ids[1:2])
        assert db.humans.answers(NOW) == [replace(kept, said=(said[0], said[2]))]
        db.humans.undo(number)
        assert db.humans.answers(NOW) == []


def test_an_argument_goes_with_the_document_that_it_quotes(filled: Store) -> None:
    urls = [document(name).url for name in "ab"]
    point = Argument("i-1", "voor", "Er is geen bus.", 2, NOW, tuple(urls))
    with filled.begin() as db:
        for name in "ab":
            db.documents.save(document(name))
        db.networks.save_arguments([point], NOW)
        db.documents.drop([document("b").id])
        assert db.networks.arguments(NOW) == [replace(point, examples=(urls[0],))]
        db.documents.drop([document("a").id])
        assert db.networks.arguments(NOW) == []


def test_of_a_text_that_is_let_go_the_excerpt_stays_until_it_is_read_anew(filled: Store) -> None:
    text = " ".join(f"woord{n}" for n in range(60))
    one = replace(document("a"), text=text)
    with filled.begin() as db:
        db.documents.save(one)
        assert db.documents.blank_texts(NOW + DAY) == 1
        assert db.documents.blank_texts(NOW + DAY) == 0
        (kept,) = db.documents.get([one.id])
        assert (kept.text, kept.excerpt, kept.faded) == ("", excerpt(text), True)
        db.documents.save(replace(one, text="Anders.", content_hash="anders"))
        (fresh,) = db.documents.get([one.id])
        assert (fresh.text, fresh.excerpt, fresh.faded) == ("Anders.", "", False)


def test_what_is_masked_later_is_masked_in_all_that_is_kept(filled: Store) -> None:
    one = replace(document("a"), title="Zwaluw", text="De zwaluw komt.")
    terms = {"w:zwaluw": 1.0, "w:komt": 1.0, "k:zwaluwplan": 1.0, "k:plan": 1.0}
    with filled.begin() as db:
        db.documents.save(one)
        db.initiatives.save_terms({one.id: (one.content_hash, terms)}, NOW)
        db.networks.save_made([Made(one.id, "Er is geen zwaluw.", one.id)], [one.id])
        db.documents.blank_texts(NOW + DAY)
        (found,) = db.documents.naming(["zwaluw"])
        db.documents.mask(found, lambda part: re.sub("(?i)zwaluw", "[account]", part))
        (left,) = db.documents.get([one.id])
        assert (left.title, left.excerpt) == ("[account]", "De [account] komt.")
        assert db.networks.made([one.id]) == {one.id: [Made(one.id, "Er is geen [account].", one.id)]}
        assert db.initiatives.counted([one.id]) == {one.id: {"w:komt": 1.0, "k:plan": 1.0}}


def test_a_sentence_of_a_summary_goes_with_its_document(filled: Store) -> None:
    urls = [document(name).url for name in "ab"]
    quotes = tuple(Quote(f"Zin {n}.", url) for n, url in enumerate(urls))
    whole = replace(initiative(), summary="Zin 0. Zin 1.", quotes=quotes, need=Need("Zin 1.", urls[1]))
    with filled.begin() as db:
        for name in "ab":
            db.documents.save(document(name))
        members = [Membership(document(n).id, "i-1", None, 0.8, "x", NOW) for n in "ab"]
        db.initiatives.join(members)
        db.initiatives.save([whole], NOW)
        db.documents.drop([document("a").id])
        assert db.initiatives.all(NOW) == [replace(whole, summary="Zin 1.", quotes=quotes[1:])]
        db.documents.drop([document("b").id], aged=True)
        assert db.initiatives.all(NOW) == [replace(whole, summary="", quotes=(), need=None)]
        (trace,) = db.initiatives.traces(NOW)
        assert (trace.initiative, trace.first) == ("i-1", document("b").published)


def test_looks_at_what_is_kept(filled: Store) -> None:
    one, two = document("a", thread="https://veenbode.example/t"), document("b", collected=NOW + DAY)
    kept = Kept(one.id, one.url, NOW, one.thread)
    with filled.begin() as db:
        db.documents.save(one)
        db.documents.save(two)
        assert db.checks.kept("veenbode", NOW - DAY, NOW) == [kept], "what came later is of later"
        assert db.checks.kept("elders", NOW - DAY, NOW) == [] == db.checks.kept("veenbode", NOW + DAY, NOW)
        db.checks.save([(one.id, 1)], NOW + DAY)
        looked = replace(kept, looked=NOW + DAY, missed=1)
        assert looked in db.checks.kept("veenbode", NOW, NOW + DAY)
        assert db.checks.missing("veenbode") == 1 and db.checks.missing("elders") == 0
        db.documents.drop([one.id])
        assert db.checks.missing("veenbode") == 0


def test_runs_and_blocks_are_kept(filled: Store) -> None:
    with filled.begin() as db:
        db.runs.save(Report("collect", {"nieuw": 3}, (), 1.5), NOW)
        assert db.runs.last("collect") == (NOW, Report("collect", {"nieuw": 3}, (), 1.5))
        assert db.runs.last("watch") is None
        db.humans.block("url", ["ab"], NOW)
        assert db.humans.blocked() == {"ab"}
