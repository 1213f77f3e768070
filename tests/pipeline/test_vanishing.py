"""LAW 11: when documents are looked for again, and what is let go. The rules by themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from pipeline.vanishing import BUDGET, SAMPLE, due_at, judge, to_look_for
from voorkant.records import Kept
from voorkant.vocabulary import Presence

NOW = datetime(2026, 9, 1, 5, 30, tzinfo=UTC)
DAY = timedelta(days=1)
THERE, GONE, UNCLEAR = Presence.THERE, Presence.GONE, Presence.UNCLEAR


def kept(name: str, days: float = 10, **more: object) -> Kept:
    return Kept(name, f"https://bron.example/{name}", NOW - days * DAY, **more)  # type: ignore[arg-type]  # a test's shorthand


def test_looks_are_ever_further_apart_and_never_more_than_a_month() -> None:
    one, looks = kept("a", 0), []
    for day in range(1, 200):
        if due_at(one) <= NOW + day * DAY:
            looks.append(day)
            one = replace(one, looked=NOW + day * DAY)
    assert looks[:6] == [1, 2, 4, 8, 16, 32]
    assert {b - a for a, b in pairwise(looks[5:])} == {30}


def test_a_day_is_enough_also_for_who_reads_a_little_earlier_the_next_morning() -> None:
    assert to_look_for([kept("a", 0.99)], NOW) and not to_look_for([kept("a", 0.7)], NOW)


def test_a_second_look_at_the_same_moment_finds_nothing_to_do_and_neither_does_a_replay() -> None:
    looked = [kept(str(n), looked=NOW) for n in range(20)]
    assert to_look_for(looked, NOW) == () == to_look_for(looked, NOW - 5 * DAY)


def test_the_most_overdue_come_first_and_no_more_than_the_budget() -> None:
    many = [kept(f"{n:03}", 1 + n / 10) for n in range(BUDGET + 50)]
    found = to_look_for(many, NOW)
    assert len(found) == BUDGET
    assert found[0] == many[-1].url and many[0].url not in found


def test_a_few_more_are_looked_for_when_hardly_anything_is_due() -> None:
    due = [kept("due", 1)]
    quiet = [kept(f"q{n}", 40, looked=NOW - timedelta(days=n)) for n in range(1, 9)]
    assert to_look_for(quiet, NOW) == ()
    found = to_look_for(due + quiet, NOW)
    assert found == ("https://bron.example/due", *(f"https://bron.example/q{n}" for n in (8, 7, 6, 5)))
    thread = [replace(kept(f"t{n}", 1), thread="https://bron.example/t") for n in range(9)]
    assert len(to_look_for(thread + quiet, NOW)) == 9 + SAMPLE - 1, "a thread counts once"


def test_what_is_gone_goes_and_what_is_unclear_stays() -> None:
    all_ = [kept(str(n)) for n in range(6)]
    seen = dict(zip([k.url for k in all_], [GONE, THERE, THERE, THERE, UNCLEAR], strict=False))
    verdict = judge(all_, seen)
    assert verdict.gone == ("0",)
    assert verdict.missed == {"1": 0, "2": 0, "3": 0, "4": 0}, "what was not looked for is left alone"


@pytest.mark.parametrize("answer", [GONE, UNCLEAR])
def test_trouble_alone_never_lets_anything_go(answer: Presence) -> None:
    all_ = [kept(str(n)) for n in range(5)]
    seen = {k.url: UNCLEAR for k in all_} | {all_[0].url: answer}
    assert judge(all_, seen).gone == ()


def test_a_source_of_which_most_is_gone_is_looked_at_on_three_days() -> None:
    all_ = [kept(str(n)) for n in range(5)]
    seen = {k.url: GONE for k in all_[:3]} | {k.url: THERE for k in all_[3:]}
    for missed in (1, 2):
        verdict = judge(all_, seen)
        assert verdict.gone == () and verdict.missed == {**dict.fromkeys("012", missed), "3": 0, "4": 0}
        all_ = [replace(k, missed=verdict.missed[k.id], looked=NOW) for k in all_]
        assert due_at(all_[0]) == NOW + timedelta(hours=20) < due_at(all_[4])
    assert judge(all_, seen).gone == ("0", "1", "2")
    back = judge(all_, {k.url: THERE for k in all_})
    assert back.missed == dict.fromkeys("01234", 0), "it was back in time"


def test_a_thread_that_goes_takes_its_posts_along_at_once() -> None:
    thread = [replace(kept(f"t{n}"), thread="https://bron.example/t") for n in range(30)]
    others = [kept(str(n)) for n in range(4)]
    seen = {k.url: GONE for k in thread} | {k.url: THERE for k in others}
    assert len(judge([*thread, *others], seen).gone) == 30
