"""Floors: what falls under one is told by name, and none goes down in silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models import corpus
from models.floors import Floors, digests, failures, floors_of, load, pin_anew, save
from models.judging import Score, split
from voorkant.errors import InputError

DAY = date(2026, 9, 10)
ON = ("aaaa", "bbbb")
SCORES = [
    Score("initiative", "alles", 900, 0.9, 0.01),
    Score("initiative", "kanaal forum", 300, 0.85, 0.02),
    Score("hostile", "alles", 900, 0.7, 0.05),
    Score("initiative", "kort", 200, 0.8, 0.02),
    Score("hostile", "kanaal raad", 60, 0.01, 0.05),
]


def lower(by: float) -> list[Score]:
    return [Score(s.field, s.slice, s.documents, s.figure - by, s.error) for s in SCORES]


def test_a_floor_is_the_figure_less_one_standard_error() -> None:
    assert [(f.field, f.slice, f.floor) for f in floors_of(SCORES)] == [
        ("initiative", "alles", 0.89), ("initiative", "kanaal forum", 0.83), ("hostile", "alles", 0.65),
    ]  # fmt: skip


def test_what_falls_is_named_with_field_slice_floor_and_figure() -> None:
    pinned = pin_anew(None, ON, SCORES, "", DAY)
    assert failures(pinned, ON, SCORES) == [] and failures(pinned, ON, lower(0.009)) == []
    told = failures(pinned, ON, lower(0.03))
    assert len(told) == 2, "the floor of `hostile` is wider"
    assert all(word in told[0] for word in ("initiative", "alles", "0.8700", "0.8900"))
    assert "kanaal forum" in failures(pinned, ON, SCORES[:1])[0], "what is judged no more has fallen"


def test_a_file_that_was_changed_by_hand_is_told() -> None:
    pinned = pin_anew(pin_anew(None, ON, SCORES, "", DAY), ON, lower(0.03), "omdat", DAY)
    assert failures(pinned, ON, SCORES) == []
    [told] = failures(changed(pinned, floor=0.01), ON, SCORES)
    assert "hostile, alles" in told and "met de hand" in told
    [told] = failures(changed(pinned, floor=0.01, figure=0.06), ON, SCORES)
    assert "met de hand" in told, "lower than the last reason allows"


def changed(pinned: Floors, **values: Any) -> Floors:
    return replace(
        pinned, floors=tuple(replace(f, **values) if f.field == "hostile" else f for f in pinned.floors)
    )


def test_what_should_have_a_floor_and_has_none_is_told() -> None:
    pinned = pin_anew(None, ON, SCORES, "", DAY)
    [told] = failures(replace(pinned, floors=pinned.floors[1:]), ON, SCORES)
    assert told.startswith("initiative, alles: er is geen ondergrens")


def test_another_split_or_other_documents_fail_whatever_the_figures() -> None:
    pinned = pin_anew(None, ON, SCORES, "", DAY)
    for other in (("cccc", "bbbb"), ("aaaa", "cccc")):
        [told] = failures(pinned, other, SCORES)
        assert "cccc" in told and "floors --write" in told


def test_nothing_goes_down_in_silence_and_the_reason_stays() -> None:
    first = pin_anew(None, ON, SCORES, "", DAY)
    with pytest.raises(InputError, match=r"hostile, alles: 0.6500 -> 0.6200.*--because"):
        pin_anew(first, ON, lower(0.03), " ", DAY)
    second = pin_anew(first, ON, lower(0.03), "proef met\nminder woorden", DAY)
    [change] = second.changes
    assert (change.at, change.because) == (DAY, "proef met minder woorden")
    assert {(x.field, x.slice, x.before, x.after) for x in change.lowered} >= {
        ("hostile", "alles", 0.65, 0.62)
    }
    third = pin_anew(second, ON, SCORES, "", DAY)
    assert third.floors == first.floors and third.changes == second.changes, "up needs no reason"
    with pytest.raises(InputError, match="geen"):
        pin_anew(third, ON, SCORES[:2], "", DAY)
    with pytest.raises(InputError, match="testdeel"):
        pin_anew(third, ("cccc", "bbbb"), SCORES, "", DAY)
    assert (
        pin_anew(third, ("cccc", "bbbb"), SCORES, "nieuw corpus", DAY).changes[-1].because == "nieuw corpus"
    )


def test_the_file_comes_back_and_damage_is_told(tmp_path: Path) -> None:
    file = tmp_path / "floors.json"
    assert load(file) is None
    for kept in (
        Floors(*ON, ()),
        pin_anew(pin_anew(None, ON, SCORES, "", DAY), ON, lower(0.3), "omdat", DAY),
    ):
        save(kept, file)
        assert load(file) == kept
    file.write_text('{"split": 1')
    with pytest.raises(InputError, match=r"floors\.json"):
        load(file)
    with pytest.raises(InputError, match="checkout"):
        save(kept, tmp_path / "niets" / "floors.json")


def test_digests_see_a_moved_town_and_a_changed_label() -> None:
    some = [e for e in corpus.load() if e.id.startswith("gemengd")]
    test = [some[n] for n in split(some)[1]]
    towns, documents = digests(test)
    assert digests(test[::-1]) == (towns, documents)
    assert digests(test[1:])[1] != documents
    without = [e for e in test if e.municipality != test[0].municipality]
    assert digests(without)[0] != towns
