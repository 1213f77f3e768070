"""Columns are scaled before a field learns from them, and its weights fit the columns as they are."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from models.training import NAIVE, _against_the_rest, _telling

TRUE = np.array([True] * 30 + [False] * 70)


def columns(*shares: tuple[float, float]) -> csr_matrix:
    """A column for each pair: in which share of the documents it stands, where true and where not."""
    chance = np.random.default_rng(3)
    made = [np.where(TRUE, chance.random(100) < true, chance.random(100) < false) for true, false in shares]
    return csr_matrix(np.column_stack(made).astype(np.float32))


def test_what_tells_more_weighs_more_and_all_weigh_one_on_average() -> None:
    matrix = columns((0.9, 0.1), (0.5, 0.45), (0.05, 0.8))
    told = _telling(matrix, TRUE, *NAIVE)
    assert told[1] < min(told[0], told[2]) and told[1] < 1 < max(told)
    written = np.asarray(matrix.sum(axis=0)).ravel()
    assert np.average(told, weights=written) == pytest.approx(1, abs=1e-5)
    assert _telling(matrix, TRUE, 0.0, 0.1) == pytest.approx(1), "without it all are alike"


def test_a_column_that_few_have_tells_less_when_more_is_added() -> None:
    matrix = csr_matrix(np.column_stack([np.eye(100)[0], TRUE, ~TRUE]).astype(np.float32))
    little, much = (_telling(matrix, TRUE, 1.0, added) for added in (0.1, 10.0))
    assert much[0] / much[1] < little[0] / little[1]


def test_columns_that_tell_nothing_or_that_nobody_has_break_nothing() -> None:
    assert np.isfinite(_telling(columns((1.0, 1.0), (0.0, 0.0)), TRUE, *NAIVE)).all()


def test_the_weights_fit_the_columns_as_they_are() -> None:
    matrix = columns((0.9, 0.1), (0.5, 0.5), (0.1, 0.7), (0.3, 0.3))
    weights, bias = _against_the_rest("theme", matrix, TRUE)
    right = (matrix @ weights + bias > 0) == TRUE
    assert right.mean() > 0.9
    assert weights[0] > 0 > weights[2] and abs(weights[1]) < 0.5
