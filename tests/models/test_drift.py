"""Drift on streams whose change is known: nothing changed, little, much, too few documents, and new words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from models.drift import Seen, drift, shift
from voorkant.labels import UNSURE
from voorkant.quality import Drift
from voorkant.records import LABEL_FIELDS, Label
from voorkant.vocabulary import Verdict

NOW = datetime(2026, 9, 10, 6, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
KNOWN = frozenset(["wie", "helpt", "mee", "met", "de", "tuin", "in", "buurt"])
TEXT = "Wie helpt mee met de tuin in de buurt"


def seen(
    n: int, back: int, chance: float, *, text: str = TEXT, source: str = "forum", writer: str = ""
) -> Seen:
    """A document of so many weeks back; `chance`: of being about an initiative."""
    yes = chance >= 0.5
    labels = {f: Label(None, 0.9) for f in LABEL_FIELDS} | {
        "initiative": Label(yes, chance if yes else 1 - chance),
        "kind": Label("petitie", 0.5) if yes else Label(None, 1 - chance),
        "call_to_action": Label(False, 0.95),
        "hostile": Label(False, 0.99),
    }
    at = NOW - back * WEEK - timedelta(hours=n % 160 + 1)
    return Seen(source, at, writer or f"w{n}", "basis-1", labels, "", text)


def stream(count: int, back: int, mean: float, seed: int) -> list[Seen]:
    chances = np.random.default_rng(seed).beta(mean * 4, (1 - mean) * 4, size=count)
    return [seen(n, back, float(p)) for n, p in enumerate(chances)]


def measure(documents: Sequence[Seen], known: frozenset[str] = KNOWN) -> Drift:
    return drift(documents, known, NOW - WEEK, NOW, 4, unsure_below=UNSURE)


def four_weeks(mean: float = 0.4) -> list[Seen]:
    return [d for back in range(1, 5) for d in stream(100, back, mean, back)]


def test_the_index_is_what_the_formula_gives() -> None:
    """With half a case added: (60.5, 40.5) of 101 against (30.5, 70.5) of 101."""
    p, q = (60.5 / 101, 40.5 / 101), (30.5 / 101, 70.5 / 101)
    wanted = sum((a - b) * np.log(a / b) for a, b in zip(p, q, strict=True))
    assert shift([60, 40, 0], [30, 70, 0]).index == pytest.approx(wanted, abs=1e-4)
    assert shift([60, 40, 0], [30, 70, 0]).verdict is Verdict.ALARM
    assert shift([100, 300], [100, 300]) == replace(shift([100, 300], [100, 300]), index=0.0)


def test_weeks_that_are_alike_are_seldom_a_remark() -> None:
    called = sum(
        measure([*stream(100, 0, 0.4, 100 + n), *four_weeks()]).whole.shift.verdict is not Verdict.STEADY
        for n in range(40)
    )
    assert called <= 2, "chance alone may do it once in a hundred"


def test_a_week_that_is_different_is_an_alarm_as_a_whole_and_in_its_source() -> None:
    found = measure([*stream(200, 0, 0.7, 9), *four_weeks()])
    assert found.whole.shift.verdict is Verdict.ALARM and found.whole.verdict is Verdict.ALARM
    [source] = found.sources
    assert (source.source, source.documents, source.documents_before) == ("forum", 200, 400)
    assert sum(source.histogram) == 200 and sum(source.histogram_before) == 400
    fields = {f.field: f for f in found.whole.fields}
    assert fields["initiative"].values["ja"] > fields["initiative"].values_before["ja"] + 0.2
    assert fields["initiative"].shift.verdict is Verdict.ALARM
    assert fields["kind"].documents == sum(source.histogram[5:]), "only what is about an initiative"
    assert fields["kind"].unsure == 1.0 and fields["call_to_action"].unsure == 0.0
    assert fields["call_to_action"].confidence == pytest.approx(0.95)


def test_too_few_documents_say_so() -> None:
    for documents in ([*stream(49, 0, 0.9, 1), *four_weeks(0.1)], stream(200, 0, 0.5, 1), []):
        whole = measure(documents).whole
        assert whole.verdict is Verdict.TOO_LITTLE and whole.vocabulary.verdict is Verdict.TOO_LITTLE


def test_unknown_words_are_counted_and_new_ones_told() -> None:
    fresh = [seen(n, 0, 0.4, text=f"{TEXT} warmtenet en PERSOON") for n in range(30)]
    found = measure([*stream(70, 0, 0.4, 5), *fresh, *four_weeks()], KNOWN | {"en", "persoon"})
    words = found.whole.vocabulary
    assert words.unknown == pytest.approx(0.3 / 12) and words.unknown_before == 0.0
    assert [(w.word, w.documents, w.documents_before) for w in words.new] == [("warmtenet", 30, 0)]
    more = [*stream(70, 0, 0.4, 5), *(replace(d, text=f"{TEXT} warmtenet") for d in four_weeks()), *fresh]
    assert measure(more, KNOWN | {"en", "persoon"}).whole.vocabulary.new == (), "it was there before"


def test_many_more_unknown_words_are_an_alarm() -> None:
    before = [replace(d, text=f"{TEXT} vreemd") if n % 10 == 0 else d for n, d in enumerate(four_weeks())]
    now = [
        replace(d, text=f"{TEXT} vreemd") if n % 4 == 0 else d for n, d in enumerate(stream(200, 0, 0.4, 5))
    ]
    assert measure([*now, *before]).whole.vocabulary.verdict is Verdict.ALARM
    assert measure([*now[:100], *before, *now[100:]]).whole.shift.verdict is Verdict.STEADY


@pytest.mark.parametrize(
    ("texts", "writers"),
    [
        (["karelsen kwam langs"] * 2, ["a", "b"]),  # two documents
        (["karelsen kwam langs"] * 9, ["a", "b"]),  # two writers
        (["gisteren kwam Karelsen langs"] * 9, ["a", "b", "c"]),  # written as a name
        (["karelsen karelsen karelsen"], ["a"]),  # often, in one document
    ],
)
def test_no_person_comes_out_with_the_new_words(texts: list[str], writers: list[str]) -> None:
    some = [seen(n, 0, 0.4, text=t, writer=writers[n % len(writers)]) for n, t in enumerate(texts)]
    told = {w.word for w in measure([*some, *four_weeks()]).whole.vocabulary.new}
    assert not {w for w in told if "karelsen" in w.lower()}
    enough = [seen(n, 0, 0.4, text="karelsen kwam langs", writer=f"w{n}") for n in range(3)]
    assert "karelsen" in {w.word for w in measure([*enough, *four_weeks()]).whole.vocabulary.new}


def test_documents_whose_text_is_gone_count_for_the_chances_alone() -> None:
    old = [replace(d, text="") for d in four_weeks()]
    whole = measure([*stream(100, 0, 0.4, 7), *old]).whole
    assert whole.documents_before == 400 and whole.vocabulary.documents_before == 0
    assert whole.shift.verdict is Verdict.STEADY and whole.vocabulary.verdict is Verdict.TOO_LITTLE
