"""The words that names are found in, and the way through them."""

from __future__ import annotations

import numpy as np
import pytest

from nlp import spans
from nlp.spans import BEGINS, INSIDE, OUTSIDE, Signs, Tagger, begins, best_path, signs, stretches, words

FLAT = [[0.0] * 3] * 3


def found(text: str, weights: dict[str, tuple[float, float, float]]) -> list[str]:
    seen = words(text)
    rows = np.array([*weights.values()], dtype=np.float32).reshape(-1, 3)
    (names,) = Tagger([*weights], rows, FLAT, 0.5).find(seen, signs(seen))
    return [text[a:b] for a, b in names]


def of(word: str, text: str) -> list[str]:
    seen = words(text)
    told = signs(seen)[seen.texts.index(word)]
    assert told is not None
    return list(told.all())


def test_words_keep_their_places() -> None:
    text = "Kom naar ’t Veer: D66 & [persoon]!\n\nTot dan"
    seen = words(text)
    assert [text[a:b].replace("\n\n", "¶") for a, b in seen.spans] == list(seen.texts)
    assert seen.texts[2:4] == ("’t", "Veer")
    assert "[persoon]" in seen.texts
    opening = [w for w, opens in zip(seen.texts, seen.opens, strict=True) if opens]
    assert opening == ["Kom", "D66", "¶", "Tot"]


def test_a_name_ends_at_a_line_and_at_a_strange_sign() -> None:
    begins_and_goes_on = {"s=Xx": (0.0, 1.0, 2.0)}
    assert found("Rozen Tuin\nGroot Veld", begins_and_goes_on) == ["Rozen Tuin", "Groot Veld"]
    assert found("Rozen Tuin 🌹 Veld", begins_and_goes_on) == ["Rozen Tuin", "Veld"]


def test_nothing_is_found_without_a_reason() -> None:
    assert found("Rozen Tuin", {}) == []
    assert found("", {"s=Xx": (0.0, 1.0, 2.0)}) == []


def test_the_best_path_goes_on_only_after_a_beginning() -> None:
    assert best_path([(0, 0, 9), (0, 0, 9)], FLAT) == [BEGINS, INSIDE]
    assert best_path([(1, 0, 0), (0, 2, 0), (0, 0, 3), (5, 0, 4)], FLAT) == [OUTSIDE, BEGINS, INSIDE, OUTSIDE]
    dear = [[0, -9, -9], [0, 0, 0], [0, 0, 0]]
    assert best_path([(0, 3, 0)], dear) == [OUTSIDE]


def test_words_far_from_names_have_no_signs() -> None:
    told = signs(words("wij gaan met zijn allen naar het plein lopen en dan weer naar huis"))
    assert set(told) == {None}
    some = Signs((), (), (), ["a"])
    assert stretches([None, some, some, None, some]) == [range(1, 3), range(4, 5)]


def test_towns_are_known_also_without_a_capital_when_they_are_no_other_word() -> None:
    assert "town B1Xx" in of("Vroomshoop", "Wij gaan naar Vroomshoop.")
    assert "town B3Xx" in of("Nederhorst", "Kom naar Nederhorst den Berg.")
    assert "town B1x" in of("vroomshoop", "wie komt er uit vroomshoop")
    assert signs(words("wij gaan een heel eind"))[2] is None


def test_what_stands_elsewhere_helps() -> None:
    told = of("Zilverveer", "Zilverveer wil meer. Wij van Zilverveer gaan door.")
    assert {"inside elsewhere", "once l1=van", "once r1=wil"} <= set(told)


def test_known_bodies_are_marked_and_words_that_may_be_something_else_only_with_a_capital() -> None:
    assert "body B3" in of("Raad", "De Raad van State wil het niet.")
    assert "body B1x" in of("vvd", "ook de vvd wil het")
    assert signs(words("er is weinig trouw en praxis"))[3] is None
    assert "body B1?" in of("Trouw", "Dat stond in Trouw.")


def test_a_tagger_of_two_kinds_tells_them_apart() -> None:
    weights = np.array([[0, 2, 0, 0, 0], [0, 0, 0, 2, 0], [0, 0, 1, 0, 1]], dtype=np.float32)
    tagger = Tagger(["w=rozen", "w=kampen", "w=tuin"], weights, [[0.0] * 5] * 5, 0.5)
    text = "Rozen Tuin in Kampen Tuin"
    seen = words(text)
    organisations, places = tagger.find(seen, signs(seen))
    assert [text[a:b] for a, b in organisations] == ["Rozen Tuin"]
    assert [text[a:b] for a, b in places] == ["Kampen Tuin"]
    assert [begins(kind) for kind in range(3)] == [1, 3, 5]


def test_sums_are_the_same_when_little_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = signs(words("Wij van Zilverveer gaan naar Vroomshoop en Kampen."))
    known = sorted({sign for one in seen if one is not None for sign in one.all()})
    weights = np.random.default_rng(0).normal(size=(len(known), 3)).astype(np.float32)
    plenty = Tagger(known, weights, FLAT, 0.0).sums(seen)
    monkeypatch.setattr(spans, "_KEPT", 2)
    few = Tagger(known, weights, FLAT, 0.0).sums(seen)
    assert np.allclose(plenty, few)
    each = [weights[[known.index(s) for s in one.all()]].sum(axis=0) for one in seen if one is not None]
    assert np.allclose(few, each, atol=1e-4)
