"""Comparing two models pair by pair, on judgements whose differences are known."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from models import corpus
from models.floors import failures, pin_anew
from models.judging import compare, judge, scores, split
from models.registry import Judged, Match, Registry
from models.training import fit, prepared
from voorkant.errors import InputError
from voorkant.records import LABEL_FIELDS

TOWNS, EACH = 40, 10


def plain(text: str) -> str:
    return text


def rows(wrong: float, seed: int, *, towns: int = TOWNS) -> list[Judged]:
    """A field `initiative` of which a share is judged wrongly; half of the documents is a reply."""
    chance = np.random.default_rng(seed)
    found = []
    for n in range(towns * EACH):
        truth = bool(n % 2)
        said = truth != (chance.random() < wrong)
        slices = ("alles", "antwoord") if n % 4 < 2 else ("alles",)
        bare = dict.fromkeys(LABEL_FIELDS)
        found.append(Judged(f"d{n}", "p", f"stad {n // EACH}", slices, {**bare, "initiative": truth},
                            {**bare, "initiative": said}))  # fmt: skip
    return found


def test_a_model_equals_itself() -> None:
    same = compare(rows(0.1, 1), rows(0.1, 1))
    assert [(d.field, d.slice) for d in same] == [("initiative", "alles"), ("initiative", "antwoord")]
    assert all(d.a == d.b and d.low == d.high == 0 and not d.real and not d.worse for d in same)


def test_what_is_much_worse_is_called_so_and_the_other_way_round_it_is_not() -> None:
    down, up = compare(rows(0.05, 1), rows(0.3, 2)), compare(rows(0.3, 2), rows(0.05, 1))
    assert all(d.worse and d.real and d.high < 0 for d in down)
    assert all(d.real and d.low > 0 and not d.worse for d in up)
    assert [(d.a, d.b) for d in down] == [(u.b, u.a) for u in up]


def test_equal_models_are_seldom_called_worse() -> None:
    called = sum(any(d.worse for d in compare(rows(0.15, n), rows(0.15, 1000 + n))) for n in range(60))
    assert called <= 8, "5 in 100 is what is allowed; 3 are expected here"


def test_an_interval_holds_the_true_difference_most_of_the_time() -> None:
    """F1 of a field that is true for half and wrong by a share w on both sides is 1 - w."""
    held = 0
    for n in range(60):
        whole = compare(rows(0.1, n), rows(0.2, 1000 + n))[0]
        held += whole.low <= -0.1 <= whole.high
    assert held >= 50, "95 of 100 is what is promised"


def named(missed: float, seed: int) -> list[Judged]:
    """Documents that name two places each, of which a share is missed."""
    chance = np.random.default_rng(seed)
    return [
        replace(row, named={"places": Match(("a", "b"), tuple(p for p in "ab" if chance.random() >= missed))})
        for row in rows(0.1, 1)
    ]


def test_a_finder_that_is_worse_is_called_so_on_names_alone() -> None:
    found = {d.field: d for d in compare(named(0.05, 1), named(0.3, 2)) if d.slice == "alles"}
    assert found["places"].worse and not found["initiative"].worse
    assert found["places"].a > 0.95 and found["places"].b < 0.85
    assert {s.field for s in scores(named(0.05, 1))} == {"initiative", "places"}


def threats(missed: int, needless: int) -> list[Judged]:
    """A quarter threatens; of ten threats so many are missed, and of ten others so many seen as one."""
    found = []
    for n, row in enumerate(rows(0.1, 1)):
        truth, turn = n % 4 == 0, n // 4 % 10
        said = truth if turn >= (missed if truth else needless) else not truth
        found.append(
            replace(row, truth={**row.truth, "hostile": truth}, found={**row.found, "hostile": said})
        )
    return found


def test_lost_threats_are_worse_though_f1_rises_by_fewer_needless_looks() -> None:
    often, seldom = threats(missed=0, needless=2), threats(missed=2, needless=0)
    found = {d.field: d for d in compare(often, seldom) if d.slice == "alles"}
    assert found["hostile"].b > found["hostile"].a and not found["hostile"].worse
    recall = found["hostile recall"]
    assert (recall.a, recall.b, recall.worse) == (1.0, 0.8, True)
    pinned = pin_anew(None, ("a", "b"), scores(often), "", date(2026, 9, 10))
    assert any(
        told.startswith("hostile recall, alles:") for told in failures(pinned, ("a", "b"), scores(seldom))
    )
    assert not failures(pinned, ("a", "b"), scores(often))


def test_names_that_one_side_was_not_judged_on_are_not_compared() -> None:
    assert {d.field for d in compare(named(0.05, 1), rows(0.1, 1))} == {"initiative"}
    few = [replace(row, named={"places": Match((), ())}) for row in rows(0.1, 1)]
    assert {d.field for d in compare(few, few)} == {"initiative"}, "no name says nothing"


def test_only_what_both_judged_is_compared() -> None:
    other = [replace(row, pin="another text") for row in rows(0.3, 2)[:200]] + rows(0.05, 1)[200:]
    assert {d.documents for d in compare(rows(0.05, 1), other) if d.slice == "alles"} == {200}
    assert compare(rows(0.1, 1, towns=4), rows(0.3, 2, towns=4)) == [], "four towns say too little"


@pytest.fixture(scope="module")
def part() -> list[corpus.Example]:
    return [e for e in corpus.load() if e.id.startswith(("gemengd", "weekblad"))]


def test_a_town_is_learned_from_or_judged_on(part: list[corpus.Example]) -> None:
    learn, test = split(part)
    towns = {part[n].municipality for n in learn}, {part[n].municipality for n in test}
    assert not towns[0] & towns[1] and sorted(learn + test) == list(range(len(part)))
    assert 0.1 < len(towns[1]) / len(towns[0] | towns[1]) < 0.3
    own = min(towns[1])
    assert own not in {part[n].municipality for n in split(part, {own})[1]}


def test_judging_keeps_and_comes_back(part: list[corpus.Example], tmp_path: Path) -> None:
    learn, test = split(part)
    ready = prepared(part, plain)
    classifier = fit([part[n] for n in learn], [ready[n] for n in learn], "proef")
    judged, figures = judge(classifier, [part[n] for n in test], [ready[n] for n in test])
    assert figures["initiative"].f1 > 0.6 and figures["initiative"].documents == len(test)
    assert figures["kind"].documents == sum(part[n].initiative is True for n in test)
    assert all(row.found["kind"] is not None for row in judged), "each field by itself"
    registry = Registry(tmp_path)
    registry.save(classifier, {"version": "proef"}, judged)
    assert registry.judged("proef") == judged
    assert registry.judged("ander") == []


def test_the_last_that_was_taken_into_use_judges_until_it_is_rolled_back(tmp_path: Path) -> None:
    registry = Registry(tmp_path)
    for version in ("een", "weg", "twee"):
        (registry.folder / version).mkdir()
        (registry.folder / version / "card.json").write_text(json.dumps({"version": version}))
        registry.promote(version)
    assert registry.in_use() == "twee"
    with pytest.raises(InputError):
        registry.promote("onbekend")
    (registry.folder / "weg" / "card.json").unlink()
    assert registry.before() == "een", "what has no folder any more cannot judge"
    registry.rollback()
    assert registry.in_use() == "een"
    assert registry.before() is None, "the shipped model again"
    registry.rollback()
    assert registry.in_use() is None
    with pytest.raises(InputError):
        registry.before()


def test_lines_of_older_software_tell_the_version_first(tmp_path: Path) -> None:
    (tmp_path / "in-use").write_text("een\t2026-09-10T00:00:00+00:00\tNoor\t\n", "utf-8")
    assert Registry(tmp_path).in_use() == "een"
