"""Krippendorff's alpha on the examples of his Computing Krippendorff's Alpha-Reliability (2011)."""

from __future__ import annotations

import pytest

from models.agreement import krippendorff_alpha


def test_binary_data_of_two_observers() -> None:
    meg, owen = "0100000010", "1110010000"
    assert krippendorff_alpha(zip(meg, owen, strict=True)) == pytest.approx(0.095, abs=5e-4)


def test_nominal_data_of_two_observers() -> None:
    ben, gerry = "aabbdcccedda", "babbbccceddd"
    assert krippendorff_alpha(zip(ben, gerry, strict=True)) == pytest.approx(0.692, abs=5e-4)


def test_nominal_data_of_four_observers_with_values_missing() -> None:
    observers = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")
    units = zip(*observers, strict=True)
    assert krippendorff_alpha([v for v in u if v != "."] for u in units) == pytest.approx(0.743, abs=5e-4)


def test_full_agreement_is_one_and_nothing_to_compare_is_none() -> None:
    assert krippendorff_alpha([("a", "a"), ("b", "b")]) == 1.0
    assert krippendorff_alpha([("a", "b"), ("b", "a")]) == pytest.approx(-0.5)
    assert krippendorff_alpha([("a", "a"), ("a", "a")]) is None, "nothing varies"
    assert krippendorff_alpha([("a",), ()]) is None
