"""The detectors that growth is measured beside."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from bench.detectors import DETECTORS, Detector, growth_beside_others, once_a_wave

START = datetime(2026, 1, 1)  # noqa: DTZ001  # as the labelled series, without an offset
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

every = pytest.mark.parametrize("detector", DETECTORS.values(), ids=DETECTORS.keys())
steps = pytest.mark.parametrize("step", [HOUR, DAY], ids=["hours", "days"])


def times(length: int, step: timedelta = HOUR) -> list[datetime]:
    return [START + n * step for n in range(length)]


def noise(length: int) -> list[float]:
    return [float(v) for v in np.random.default_rng(1).poisson(20, length)]


@every
@steps
def test_a_jump_scores_highest(detector: Detector, step: timedelta) -> None:
    values = noise(500)
    values[400] = 200.0
    scores = detector(times(500, step), values)
    assert len(scores) == 500
    assert all(0 <= s <= 1 for s in scores)
    assert max(range(500), key=scores.__getitem__) == 400
    assert scores[400] > 0.5


@every
@steps
@pytest.mark.parametrize("value", [0.0, 7.0])
def test_a_flat_series_is_silent(detector: Detector, step: timedelta, value: float) -> None:
    assert max(detector(times(500, step), [value] * 500)) == 0


@every
def test_a_jump_from_nothing_is_seen(detector: Detector) -> None:
    scores = detector(times(500), [0.0] * 400 + [8.0] * 100)
    assert max(scores[:400]) == 0
    assert scores[400] > 0.5


@every
def test_none_looks_ahead(detector: Detector) -> None:
    values = noise(500)
    values[390], values[450] = 100.0, 3000.0
    assert detector(times(400), values[:400]) == detector(times(500), values)[:400]


def test_a_wave_speaks_once_and_again_when_it_rises() -> None:
    scores = [0.0, 0.5, 0.4, 0.5, 0.6] + [0.0] * 24 + [0.3, 0.2]
    kept = [(n, s) for n, s in enumerate(once_a_wave(times(len(scores)), scores)) if s]
    assert kept == [(1, 0.5), (4, 0.6), (29, 0.3)]


def test_without_the_series_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert growth_beside_others(tmp_path) == {}
    assert "left out" in capsys.readouterr().out
