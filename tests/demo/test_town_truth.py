"""The truth fits the town, stays out of everybody's reach, and is measured rightly."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import astuple
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from demo.documents import FILE, FIRST, LAST, ZONE, load_documents
from demo.measures import (
    Delay,
    DocumentTruth,
    Export,
    InitiativeTruth,
    Match,
    PhaseTruth,
    RelationTruth,
    Scores,
    Share,
    Truth,
    alert_scores,
    bcubed,
    match,
    measure,
    until,
)
from demo.truth import FOLDER, load, report
from voorkant.vocabulary import Kind, Lifestyle, Phase, RelationKind, Theme

ROOT = Path(__file__).parents[2]
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def truth() -> Truth:
    return load()


def test_every_document_has_its_truth(truth: Truth) -> None:
    assert list(truth.documents) == [d.id for d in load_documents()]
    for d in truth.documents.values():
        about = d.initiative is not None
        assert (d.kind is not None) == (d.phase is not None) == (d.stance is not None) == about, d.id
        assert d.theme or not about
        assert d.initiative in truth.initiatives or not about
        assert set(d.also) <= set(truth.initiatives) - {d.initiative}
        assert not d.also or about


def test_the_town_is_as_large_as_promised(truth: Truth) -> None:
    about = [d for d in truth.documents.values() if d.initiative]
    assert len(truth.documents) >= 450 and len(about) * 2 <= len(truth.documents)
    assert len(truth.initiatives) >= 18 and len(truth.networks) >= 6
    assert sum(d.hostile for d in about) >= 3
    sizes = Counter(d.initiative for d in about)
    assert set(sizes) == set(truth.initiatives) and min(sizes.values()) >= 5


def test_initiatives_start_with_their_first_document(truth: Truth) -> None:
    for key, initiative in truth.initiatives.items():
        own = [d for d in truth.documents.values() if d.initiative == key]
        assert min(d.published for d in own).date() == initiative.start
        assert Counter(d.kind for d in own).most_common(1)[0][0] == initiative.kind
        assert {d.theme for d in own} == {initiative.theme}
        assert initiative.network in truth.networks


def test_growth_is_growth(truth: Truth) -> None:
    growing = [i for i in truth.initiatives.values() if i.growth_from]
    assert {i.key for i in growing} == {"tegenwind", "lindelaan", "fabriek", "plons"}
    for i in growing:
        assert i.growth_from and i.growth_to
        days = [d.published.date() for d in truth.documents.values() if d.initiative == i.key]
        inside = sum(i.growth_from <= d <= i.growth_to for d in days)
        before = sum(d < i.growth_from for d in days)
        rate = inside / ((i.growth_to - i.growth_from) / DAY + 1)
        assert rate > 3 * before / ((i.growth_from - i.start) / DAY), i.key


def test_phases_begin_at_the_start_and_follow_the_documents(truth: Truth) -> None:
    for key, initiative in truth.initiatives.items():
        own = [p for p in truth.phases if p.initiative == key]
        assert own[0].since == initiative.start
        assert [p.since for p in own] == sorted({p.since for p in own})
        assert all(a.phase != b.phase for a, b in pairwise(own))
        said = [d for d in truth.documents.values() if d.initiative == key]
        for phase in own:
            assert any(d.phase == phase.phase and d.published.date() == phase.since for d in said)
        assert said[-1].phase == own[-1].phase == truth.phase_on(key, date(2026, 10, 30))
    assert truth.phase_on("lindelaan", date(2026, 9, 1)) is None


def test_meetings_and_mentions_belong_to_documents(truth: Truth) -> None:
    texts = {d.id: f"{d.title} {d.text} {d.edit.text if d.edit else ''}" for d in load_documents()}
    with (FOLDER / "meetings.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            start = datetime.fromisoformat(row["start"]).replace(tzinfo=ZONE)
            assert start.date() >= truth.documents[row["id"]].published.date(), row
    with (FOLDER / "mentions.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert {r["what"] for r in rows} == {"place", "organisation", "person"}
    assert {r["id"] for r in rows} <= set(texts)


def test_relations_are_between_networks(truth: Truth) -> None:
    assert len(truth.relations) == 10
    assert {n for r in truth.relations for n in (r.origin, r.target)} <= set(truth.networks)
    assert {r.kind for r in truth.relations} == set(RelationKind)


def test_only_one_module_names_the_folder_of_the_truth() -> None:
    names = re.compile(r"""["'/]truth["'/]|demo[./]truth|import truth""")
    rooms = ("voorkant", "crawlers", "nlp", "models", "storage", "networks", "frontdesk", "dags", "demo")
    found = {
        str(file.relative_to(ROOT))
        for room in rooms
        for file in (ROOT / room).rglob("*.py")
        if names.search(file.read_text(encoding="utf-8"))
    }
    assert found == {"demo/truth.py"}


def test_the_pipeline_opens_the_truth_in_one_place_at_most() -> None:
    files = [f for f in (ROOT / "pipeline").rglob("*.py") if "demo.truth" in f.read_text(encoding="utf-8")]
    assert len(files) <= 1


def test_the_towns_folder_holds_no_truth(truth: Truth) -> None:
    assert [f.name for f in FILE.parent.iterdir()] == ["documents.jsonl"]
    keys = set(truth.initiatives)
    assert not any(d.id.rsplit("-", 1)[0] in keys for d in load_documents())


# measures, on a town of two initiatives


def moment(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 9, day, hour, tzinfo=ZONE)


def said(name: str, day: int, initiative: str | None, also: tuple[str, ...] = ()) -> DocumentTruth:
    kind = Kind.PROTEST if initiative else None
    return DocumentTruth(name, moment(day), initiative, also, kind, Theme.SPORT, None, None, False, False)


def initiative(key: str, network: str, growth: tuple[date, date] | tuple[None, None]) -> InitiativeTruth:
    return InitiativeTruth(
        key, key.upper(), Kind.PROTEST, Theme.SPORT, network, date(2026, 9, 1), growth[0], growth[1]
    )


SMALL = Truth(
    documents={
        d.id: d
        for d in (said("a1", 1, "a"), said("a2", 3, "a"), said("a3", 5, "a"), said("b1", 2, "b"),
                  said("b2", 4, "b", ("a",)), said("n1", 2, None), said("n2", 6, None))
    },
    initiatives={
        "a": initiative("a", "x", (date(2026, 9, 5), date(2026, 9, 7))),
        "b": initiative("b", "y", (None, None)),
    },
    phases=(PhaseTruth("a", Phase.IDEE, date(2026, 9, 1)), PhaseTruth("a", Phase.UITVOEREN, date(2026, 9, 5)),
            PhaseTruth("b", Phase.IDEE, date(2026, 9, 2))),
    networks={"x": Lifestyle.SPORTIEF, "y": Lifestyle.DORPS},
    relations=frozenset({RelationTruth("x", "y", RelationKind.BESTRIJDT),
                         RelationTruth("y", "x", RelationKind.VERSTERKT)}),
)  # fmt: skip


def row(name: str, documents: str, network: str | None = None, phase: str = "idee") -> dict[str, Any]:
    return {
        "id": name, "kind": {"value": "protest", "probability": 1.0}, "theme": {"value": "energie"},
        "phase": {"value": phase}, "network": network,
        "documents": [{"url": f"u/{d}"} for d in documents.split()],
    }  # fmt: skip


def alert(subject: str, name: str, day: int) -> dict[str, Any]:
    return {"id": f"{name}{day}", "subject": {"kind": subject, "id": name},
            "raised_at": moment(day).isoformat()}  # fmt: skip


def export(*initiatives: dict[str, Any], **rest: Any) -> Export:
    values: dict[str, Any] = {"as_of": moment(20), "id_of": lambda url: url.removeprefix("u/"), **rest}
    return Export(initiatives=initiatives, **values)


def test_perfect_is_perfect() -> None:
    rows = (row("A", "a1 a2 a3", "X", "uitvoeren"), row("B", "b1 b2", "Y"))
    labelled = [
        {"url": f"u/{d.id}", "labels": {"initiative": {"value": d.initiative is not None}}}
        for d in SMALL.documents.values()
    ]
    perfect = export(
        *rows,
        documents=labelled,
        networks=[{"id": "X", "initiatives": ["A"]}, {"id": "Y", "initiatives": ["B"]}],
        relations=[{"from": "X", "to": "Y", "relation": "bestrijdt"},
                   {"from": "Y", "to": "X", "relation": "versterkt"}],
        alerts=[alert("initiative", "A", 6)],
        appeared={"A": moment(3), "B": moment(2)},
    )  # fmt: skip
    m = measure(perfect, SMALL)
    assert m.found == {"a": "A", "b": "B"} and m.missed == () and (m.false, m.double) == (0, 0)
    assert (m.grouping, m.documents, m.relations) == (Scores(1, 1), Scores(1, 1), Scores(1, 1))
    assert m.grouping.f1 == 1 and m.networks == pytest.approx(1)
    assert (m.phase, m.kind, m.theme) == (Share(2, 2), Share(2, 2), Share(0, 2))
    assert m.delay == Delay(1.0, 0.0, Share(2, 2))
    assert (m.alerts.true, m.alerts.false, m.alerts.caught, m.alerts.silent) == (1, 0, 1, ())
    assert m.alerts.days == 1.5


def test_nothing_said_is_nothing_found() -> None:
    m = measure(export(), SMALL)
    assert m.found == {} and m.missed == ("a", "b") and m.alerts.silent == ("a",)
    assert m.grouping == Scores(1.0, (3 * (1 / 3) + 2 * (1 / 2)) / 5)
    assert m.documents == Scores(None, 0.0) and m.documents.f1 is None
    assert (
        m.networks is None and m.delay == Delay(None, None, Share(0, 2)) and m.relations == Scores(None, 0.0)
    )


def test_noise_costs_precision_and_gaps_cost_recall() -> None:
    classes = {"a1": "a", "a2": "a", "n1": "- n1", "n2": "- n2"}
    assert bcubed(classes, {"a1": "A", "a2": "A"}) == Scores(1.0, 1.0)
    noisy = bcubed(classes, {"a1": "A", "a2": "A", "n1": "A"})
    assert astuple(noisy) == (pytest.approx(5 / 9), 1.0)
    assert bcubed(classes, {"a1": "A"}) == Scores(1.0, 0.5)
    assert bcubed({}, {}) == Scores(None, None)


def test_false_double_and_thin_initiatives() -> None:
    m = measure(export(row("A", "a1 a2"), row("A2", "a3"), row("N", "n1 n2"), row("L", "")), SMALL)
    assert m.found == {"a": "A"} and (m.false, m.double) == (2, 1)
    thin = measure(export(row("A", "a1 n1 n2")), SMALL)
    assert thin.found == {} and thin.false == 1
    mixed = match("M", ["a1", "b1", "b2"], SMALL)
    assert astuple(mixed) == ("M", "a", pytest.approx(2 / 3), pytest.approx(1 / 3))


def test_alerts_count_within_the_growth_and_for_the_whole_network() -> None:
    made = export(
        networks=[{"id": "X", "initiatives": ["A"]}],
        alerts=[alert("initiative", "A", 4), alert("initiative", "A", 10), alert("network", "X", 6),
                alert("initiative", "B", 6), alert("initiative", "weg", 6), alert("initiative", "A", 11)],
    )  # fmt: skip
    found = alert_scores(made, [Match("A", "a", 1, 1), Match("B", "b", 1, 1)], SMALL)
    assert (found.true, found.false, found.caught, found.days) == (2, 4, 1, 1.5)


def test_a_day_in_the_past_knows_nothing_of_later() -> None:
    early = until(SMALL, moment(1))
    assert list(early.documents) == ["a1"] and list(early.initiatives) == ["a"]
    m = measure(export(row("A", "a1"), as_of=moment(1)), SMALL)
    assert m.missed == () and m.phase == Share(1, 1) and m.alerts.silent == ()


def test_the_report_is_plain_dutch(truth: Truth) -> None:
    text = report(export(row("A", "a1 a2"), alerts=[]), SMALL)
    assert "Initiatieven gevonden" in text and "1 van 2" in text
    assert "Niet gevonden: B" in text and "Groei zonder melding: A" in text
    assert "None" not in text and "0,50" not in text.splitlines()[0]


def test_the_whole_town_measured_against_itself(truth: Truth) -> None:
    documents = {k: [{"url": d.id} for d in truth.documents.values() if d.initiative == k]
                 for k in truth.initiatives}  # fmt: skip
    rows = [
        {"id": k, "kind": i.kind, "theme": i.theme, "phase": truth.phase_on(k, date(2026, 10, 30)),
         "network": i.network, "documents": documents[k]}
        for k, i in truth.initiatives.items()
    ]  # fmt: skip
    m = measure(Export(LAST, lambda url: url, rows, appeared=dict.fromkeys(truth.initiatives, FIRST)), truth)
    assert len(m.found) == len(truth.initiatives) and m.false == m.double == 0
    assert m.grouping == Scores(1, 1) and m.networks == pytest.approx(1)
    assert m.phase.good == m.kind.good == m.theme.good == len(truth.initiatives)
