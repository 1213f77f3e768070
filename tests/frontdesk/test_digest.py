"""The morning paper: what is in it, for whom, and in which words."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest

from frontdesk import desk as desks
from frontdesk import digest, render
from storage.store import Store
from voorkant.errors import InputError
from voorkant.records import Argument, Decision
from voorkant.settings import Settings, Subscription
from voorkant.vocabulary import NetworkState

NOW = datetime(2026, 9, 10, 4, 30, tzinfo=UTC)


def paper(
    town: Store, settings: Settings, subscription: Subscription | None = None, as_of: datetime = NOW
) -> digest.Digest:
    with town.begin() as db:
        return digest.build(db, settings, subscription, as_of)


def test_tells_what_is_new_moved_and_growing(town: Store, settings: Settings) -> None:
    d = paper(town, settings)
    assert [g.subject for g in d.growing] == ["zon"]
    assert (d.growing[0].observed, d.growing[0].expected) == (9, 2.5)
    assert [i.name for i in d.new] == ["Red het zwembad", "Buurtbus"]  # most documents first
    assert [(i.id, i.change) for i in d.moved] == [("zon", "van idee naar mobiliseren, 6 nieuwe berichten")]
    assert not d.first


def test_meetings_once_without_cancelled_ones(town: Store, settings: Settings) -> None:
    found = [(m.start.isoformat(), m.place, m.initiative) for m in paper(town, settings).meetings]
    assert found == [("2026-09-17T18:00:00+00:00", "buurthuis De Turf", "zon")]
    assert paper(town, settings, as_of=NOW + timedelta(days=8)).meetings == ()


def test_networks_and_relations_only_when_they_change(town: Store, settings: Settings) -> None:
    d = paper(town, settings)
    assert [(n.id, n.change, n.participants) for n in d.networks] == [("n2", "nieuw netwerk", "<5")]
    assert [(r.origin, r.relation, r.target) for r in d.relations] == [
        ("Groen Veen", "beinvloedt", "Samen Onderweg")
    ]
    tomorrow = paper(town, settings, as_of=NOW + timedelta(days=2))
    assert [r.name for r in tomorrow.recent] == ["Buurtbus", "Red het zwembad", "Zonnepark Veenbuurt"]
    assert "EERDER DEZE WEEK BEGONNEN" in render.text(tomorrow, settings.zone)
    assert "Eerder deze week begonnen" in render.html(tomorrow, settings.zone)
    assert paper(town, settings, as_of=NOW + timedelta(days=8)).recent == ()
    assert not any((tomorrow.networks, tomorrow.relations, tomorrow.new, tomorrow.moved))


def test_an_answered_argument_that_is_heard_again_comes_with_its_answer(
    town: Store, settings: Settings
) -> None:
    point = Argument("zon", "tegen", "De panelen nemen landbouwgrond in.", 3, NOW, (), "Alleen op daken.")
    before, since = NOW - timedelta(days=3), NOW - timedelta(days=1)
    heard = replace(point, answered=before, heard=NOW - timedelta(hours=1))
    silent = replace(point, summary="De panelen zijn lelijk.", answered=before, heard=since)
    early = replace(point, summary="De panelen zijn duur.", answered=NOW, heard=NOW - timedelta(hours=1))
    with town.begin() as db:
        db.networks.save_arguments([heard, silent, early], NOW)
    d = paper(town, settings)
    assert [(r.name, r.side, r.summary) for r in d.returned] == [
        ("Zonnepark Veenbuurt", "tegen", "De panelen nemen landbouwgrond in.")
    ]
    said = "Dit argument kwam terug; het antwoord van de gemeente: Alleen op daken."
    assert said in " ".join(render.text(d, settings.zone).split())
    assert said in render.html(d, settings.zone)


def test_that_a_network_came_to_rest_is_no_news(town: Store, settings: Settings) -> None:
    with town.begin() as db:
        [green, together] = db.networks.all(NOW)
        later = [replace(n, state=NetworkState.GROEIT) for n in (green, together)]
        db.networks.save(later, NOW + timedelta(hours=1))
        still = [replace(n, state=NetworkState.STABIEL) for n in later]
        db.networks.save([replace(still[0], initiatives=("zon", "bus")), still[1]], NOW + timedelta(days=2))
    grows = paper(town, settings, as_of=NOW + timedelta(hours=2)).networks
    assert {n.change for n in grows} >= {"groeit"}
    rests = paper(town, settings, as_of=NOW + timedelta(days=2))
    assert [(n.id, n.change) for n in rests.networks] == [("n1", "erbij: Buurtbus")]


def test_the_opening_tells_of_which_time_each_number_is(town: Store, settings: Settings) -> None:
    d = paper(town, settings)
    assert render.opening(d) == [
        "Nu: 1 snelle groeier.",
        "Sinds de vorige dag: 2 nieuwe initiatieven, 1 initiatief in beweging en 2 veranderingen in "
        "netwerken.",
        "In de komende 14 dagen: 1 bijeenkomst.",
    ]
    bare = replace(d, growing=(), new=(), moved=(), relations=(), meetings=())
    assert render.opening(bare) == ["Sinds de vorige dag: 1 verandering in netwerken."]
    assert "Vandaag" not in render.text(d, settings.zone) + render.html(d, settings.zone)


def test_tells_what_a_network_went_up_in_or_came_out_of(town: Store, settings: Settings) -> None:
    later = NOW + timedelta(days=1)
    with town.begin() as db:
        [green, together] = db.networks.all(NOW)
        apart = replace(together, id="n3", name="Buurtbus op pad", initiatives=("bus",))
        merged = replace(together, initiatives=("bad", "zon"))
        gone = replace(green, state=NetworkState.VERVAAGD)
        db.networks.save([apart, merged, gone], later - timedelta(hours=1))
    told = {n.name: n.change for n in paper(town, settings, as_of=later).networks}
    assert told == {
        "Groen Veen": "opgegaan in Samen Onderweg",
        "Buurtbus op pad": "afgesplitst van Samen Onderweg",
        "Samen Onderweg": "erbij: Zonnepark Veenbuurt; eruit: Buurtbus",
    }


def test_on_mondays_it_tells_who_ties_networks_together(town: Store, settings: Settings) -> None:
    assert paper(town, settings).brokers == ()
    monday = datetime(2026, 9, 13, 22, 30, tzinfo=UTC)  # half past midnight in the town
    told = paper(town, settings, as_of=monday)
    assert [(b.name, b.networks) for b in told.brokers] == [
        ("Stichting Veen", ("Groen Veen", "Samen Onderweg"))
    ]
    for form in render.FORMATS:
        assert "Komt voor in 2 netwerken (2 initiatieven)." in render.render(told, settings, form)
    sporty = paper(town, settings, Subscription("x", networks=("elders",)), as_of=monday)
    assert sporty.brokers == ()


def test_says_what_was_not_read_or_that_all_was(town: Store, settings: Settings) -> None:
    d = paper(town, settings)
    assert [(u.source, u.why) for u in d.unread] == [("Het Plein", "de server antwoordt niet")]
    late = paper(town, settings, as_of=NOW + timedelta(days=3))
    assert {u.source: u.why for u in late.unread} == {
        "De Veenbode": "niet bezocht", "Het Plein": "niet bezocht"
    }  # fmt: skip


def test_sentence_when_everything_was_read(town: Store, settings: Settings) -> None:
    text = render.text(_without_unread(paper(town, settings)), settings.zone)
    assert "Alle bronnen zijn gelezen." in text


def _without_unread(d: digest.Digest) -> digest.Digest:
    return replace(d, unread=())


def test_first_digest_is_no_flood(town: Store, settings: Settings) -> None:
    with town.begin() as db:
        d = digest.build(db, settings, None, NOW, NOW - timedelta(days=90))
    assert d.first
    assert len(d.new) <= digest.FIRST_LIMIT
    assert len(d.new) + d.more_new == 3
    assert "eerste digest" in render.text(d, settings.zone)


@pytest.mark.parametrize(
    ("subscription", "names"),
    [
        (Subscription("a", themes=("sport",)), {"bad"}),
        (Subscription("b", places=("Oostwijk",)), {"zon", "bus", "bad"}),  # Veenbuurt lies in it
        (Subscription("c", places=("wk01",)), {"zon", "bus", "bad"}),
        (Subscription("d", places=("Westwijk",)), set()),
        (Subscription("e", networks=("groen veen",)), {"zon"}),
    ],
)
def test_a_reader_gets_what_was_asked_for(
    town: Store, settings: Settings, subscription: Subscription, names: set[str]
) -> None:
    d = paper(town, settings, subscription)
    assert {i.id for i in (*d.new, *d.moved)} == names
    assert {g.subject for g in d.growing} <= names
    assert {m.initiative for m in d.meetings} <= names


@pytest.mark.parametrize("form", render.FORMATS)
def test_nothing_hostile_and_no_account_in_any_format(town: Store, settings: Settings, form: str) -> None:
    angry = "https://plein.example/boos"
    with town.begin() as db:
        (known,) = db.networks.relations(NOW)
        db.networks.save_relations([replace(known, evidence=(angry, *known.evidence))], NOW)
        (alert,) = db.alerts.all(NOW)
        db.alerts.save([replace(alert, id="net", subject_kind="network", subject="n1")], NOW)
    said = render.render(paper(town, settings), settings, form)
    assert "Steek" not in said
    assert known.evidence[0] in said and angry not in said
    assert "f" * 32 not in said
    assert "wacht op beoordeling" in said or json.loads(said)["waiting"] == 1


def test_a_network_that_fell_apart_is_no_network_that_is_not_seen(town: Store, settings: Settings) -> None:
    with town.begin() as db:
        one, two = db.networks.all(NOW)
        apart = [
            replace(two, state=NetworkState.VERVAAGD),
            replace(one, initiatives=(*one.initiatives, "bus")),
        ]
        db.networks.save(apart, NOW + timedelta(days=1))
    tomorrow = paper(town, settings, None, NOW + timedelta(days=1))
    assert [n.change for n in tomorrow.networks if n.id == two.id] == [
        f"uiteengevallen; Buurtbus ging naar {one.name}"
    ]


def test_two_of_one_name_are_told_apart_wherever_they_are_shown(town: Store, settings: Settings) -> None:
    with town.begin() as db:
        bus, sun = (i for i in db.initiatives.all(NOW) if i.id in ("bus", "zon"))
        db.initiatives.save([replace(bus, name=sun.name)], NOW)
        shown = {i.name for i in desks.read(db, settings, NOW).initiatives.values()}
    names = {n for n in shown if n.startswith(sun.name)}
    assert len(names) == 2 and sun.name not in names
    assert names & {i.name for i in paper(town, settings).new}


def test_no_relation_is_told_of_which_all_evidence_waits(town: Store, settings: Settings) -> None:
    angry = "https://plein.example/boos"
    assert paper(town, settings).relations
    with town.begin() as db:
        (known,) = db.networks.relations(NOW)
        db.networks.save_relations([replace(known, evidence=(angry,))], NOW)
        assert desks.read(db, settings, NOW).relations == ()
    assert not paper(town, settings).relations


@pytest.mark.parametrize(("many", "said"), [(1, "1 wacht op"), (3, "3 wachten op")])
def test_what_waits_is_told_by_number(town: Store, settings: Settings, many: int, said: str) -> None:
    (item, *_) = paper(town, settings).new
    assert render.counts(replace(item, waiting=many)).endswith(f"{said} beoordeling")


def test_a_human_can_let_a_document_through(town: Store, settings: Settings) -> None:
    before = paper(town, settings)
    with town.begin() as db:
        angry = db.documents.by_url("https://plein.example/boos")
        assert angry is not None
        db.humans.decide(Decision(0, NOW - timedelta(hours=1), "regisseur", "vrijgeven", angry.id, ""))
    assert (before.waiting, paper(town, settings).waiting) == (1, 0)


def test_text_is_narrow_and_tells_the_town(town: Store, settings: Settings) -> None:
    text = render.text(paper(town, settings), settings.zone)
    assert text.startswith("Voorkant · Lindewaarde · donderdag 10 september 2026\n====")
    assert max(len(line) for line in text.splitlines() if "://" not in line) <= 80
    assert "donderdag 17 september, 20.00 uur, buurthuis De Turf" in text
    assert "Groei: 9 gezien, 2,5 verwacht. Veel meer berichten dan normaal." in text
    assert "Het Plein: de server antwoordt niet." in text


def test_json_is_stable_and_has_the_offset(town: Store, settings: Settings) -> None:
    said = render.render(paper(town, settings), settings, "json")
    assert said == render.render(paper(town, settings), settings, "json")
    data = json.loads(said)
    assert data["as_of"] == "2026-09-10T06:30:00+02:00"
    assert data["growing"][0]["item"]["evidence"][0]["url"] == "https://veenbode.example/zon0"


class _Headings(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag in {"h1", "h2", "h3"}:
            self.levels.append(int(tag[1]))


def test_html_has_headings_and_escapes(town: Store, settings: Settings) -> None:
    page = render.render(paper(town, settings), settings, "html")
    parsed = _Headings()
    parsed.feed(page)
    assert parsed.levels[0] == 1
    assert parsed.levels.count(1) == 1
    assert all(b - a <= 1 for a, b in zip(parsed.levels, parsed.levels[1:], strict=False))
    assert "&lt;b&gt;doe mee&lt;/b&gt; &amp; kom" in page
    assert not {"b", "script", "style", "img"} & parsed.tags
    assert '<html lang="nl">' in page


def test_unknown_format(town: Store, settings: Settings) -> None:
    with pytest.raises(InputError, match="pdf"):
        render.render(paper(town, settings), settings, "pdf")
