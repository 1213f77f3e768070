"""The growth detector: what it says of made series, and its figures on labelled real ones."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import numpy as np
import pytest

from bench import nab
from bench.detectors import COUNTS, judge, ours, windowed_gaussian
from networks.growth import Point, score
from voorkant.errors import InputError

START = datetime(2026, 1, 1)  # noqa: DTZ001  # the input may come without an offset
DRAWS: dict[str, Callable[[np.random.Generator], np.ndarray]] = {
    "poisson": lambda dice: dice.poisson(10, 2880),
    "lognormal": lambda dice: dice.lognormal(3, 1, 2880),
    "geometric": lambda dice: dice.geometric(0.1, 2880),
}


def series(values: list[float], step: timedelta = timedelta(hours=1)) -> list[tuple[datetime, float]]:
    return [(START + n * step, v) for n, v in enumerate(values)]


def noise(length: int, mean: float = 20, seed: int = 1) -> list[float]:
    return [float(v) for v in np.random.default_rng(seed).poisson(mean, length)]


def alarms(points: list[Point]) -> list[int]:
    return [n for n, p in enumerate(points) if p.alarm]


def test_a_jump_is_one_alarm() -> None:
    values = noise(1000)
    values[700:720] = [150.0 + 10 * n for n in range(20)]
    found = alarms(list(score(series(values))))
    assert len(found) == 1
    assert 700 <= found[0] <= 702


def test_scores_lie_between_0_and_1_and_come_one_a_step() -> None:
    points = list(score(series([*noise(500), 1e300, -1e300, 0.0])))
    assert len(points) == 503
    assert all(0 <= p.score <= 1 for p in points)


def test_never_looks_ahead() -> None:
    values = noise(600)
    values[400] = 500
    whole = list(score(series(values)))
    assert list(score(series(values[:450]))) == whole[:450]


def test_it_streams() -> None:
    def endless() -> Iterator[tuple[datetime, float]]:
        n = 0
        while True:
            yield START + timedelta(minutes=5 * n), float(n % 7)
            n += 1

    points = score(endless())
    assert [next(points).timestamp for _ in range(3)][2] == START + timedelta(minutes=10)


@pytest.mark.parametrize("value", [0.0, 7.0, -3.0])
def test_a_constant_is_silent(value: float) -> None:
    points = list(score(series([value] * 800)))
    assert alarms(points) == []
    assert max(p.score for p in points) == 0


def test_a_rise_from_nothing_is_seen() -> None:
    assert alarms(list(score(series([0.0] * 500 + [8.0] * 5)))) == [500]


def test_a_height_that_is_known_does_not_alarm_again_after_a_quiet_week() -> None:
    """Nor is it a surprise as large as the first of its kind: heights are remembered over the whole past."""
    values = noise(1400, 5)
    for at in (300, 460, 1100):
        values[at : at + 4] = [80.0, 90.0, 90.0, 80.0]
    values[1300:1304] = [300.0] * 4
    points = list(score(series(values)))
    assert {300, 1300} <= set(alarms(points))
    assert not set(alarms(points)) & set(range(1100, 1104))
    assert max(p.score for p in points[1100:1104]) < max(p.score for p in points[300:304]) - 0.2


def test_a_swell_is_seen_of_which_no_single_hour_is_much() -> None:
    found = 0
    for seed in range(10):
        values = [*noise(900, 20, seed), *noise(12, 30, seed + 100), *noise(50, 20, seed + 200)]
        found += bool(set(alarms(list(score(series(values))))) & set(range(900, 912)))
    assert found >= 7


def test_one_huge_value_does_not_deafen_for_good() -> None:
    values = noise(2000)
    values[1000] = 1e6
    values[1800:1815] = [100.0] * 15
    assert set(alarms(list(score(series(values))))) & set(range(1800, 1805))


def test_gaps_do_no_harm() -> None:
    values = series(noise(1000))
    holed = values[:300] + values[420:700] + values[730:]
    assert len(alarms(list(score(holed)))) <= 3


def test_daily_counts_work_too() -> None:
    values = noise(120, 3)
    values[100] = 60.0
    assert 100 in alarms(list(score(series(values, timedelta(days=1)))))


def test_a_daily_rhythm_is_learned() -> None:
    """A value usual at noon is a surprise at night."""
    dice = np.random.default_rng(3)
    values = [
        float(dice.poisson(5 + 200 * max(0.0, math.sin((n % 24 - 6) / 12 * math.pi)))) for n in range(1400)
    ]
    values[1200] = 150.0  # at midnight
    points = list(score(series(values)))
    assert 1200 in alarms(points)
    assert len(alarms(points)) <= 4


@pytest.mark.parametrize("draw", DRAWS)
def test_without_growth_the_budget_holds(draw: str) -> None:
    found, months = 0, 0.0
    for seed in range(6):
        values = DRAWS[draw](np.random.default_rng(seed))
        found += len(alarms(list(score(series([float(v) for v in values])))))
        months += 4
    assert found <= 1.3 * months


def test_a_larger_budget_gives_more_alarms() -> None:
    dice = np.random.default_rng(2)
    values = series([float(v) for v in dice.lognormal(3, 1, 4000)])
    few, many = (len(alarms(list(score(values, budget)))) for budget in (0.5, 10))
    assert few < many


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_what_is_no_number_is_refused(bad: float) -> None:
    with pytest.raises(InputError, match=r"Waarde 3 .*geen getal"):
        list(score(series([1.0, 2.0, bad])))


def test_times_go_forward() -> None:
    with pytest.raises(InputError, match=r"Tijd 2 .*volgorde"):
        list(score([(START, 1.0), (START, 2.0)]))


def test_the_benchmark_scorer_knows_null_and_perfect() -> None:
    times = [START + timedelta(minutes=5 * n) for n in range(1000)]
    t = nab.truth(times, [(times[400], times[499])])
    perfect = [1.0 if n == 400 else 0.0 for n in range(1000)]
    late = [1.0 if n == 499 else 0.0 for n in range(1000)]
    false = [1.0 if n == 900 else 0.0 for n in range(1000)]
    rows = [(at, 0.0) for at in times]
    assert nab.standard({"x": (perfect, rows, t)}) == pytest.approx(100)
    assert 49 < nab.standard({"x": (late, rows, t)}) < 53
    assert nab.standard({"x": (false, rows, t)}) < 1


def test_windows_are_found_within_the_budget_and_equal_scores_alarm_together() -> None:
    times = [
        START + timedelta(hours=n) for n in range(1000)
    ]  # a little over 35 days after probation: one wave
    t = nab.truth(times, [(times[400], times[420]), (times[600], times[620])])
    rows = [(at, 0.0) for at in times]

    def found(scores: dict[int, float]) -> tuple[int, int]:
        told = nab.at_budget({"x": ([scores.get(n, 0.0) for n in range(1000)], rows, t)})
        return told.found, told.false

    assert found({410: 0.9, 610: 0.5, 500: 0.7}) == (2, 1)
    assert found({410: 0.9, 610: 0.5, 500: 0.7, 510: 0.6}) == (2, 1)  # the same wave
    assert found({410: 0.9, 610: 0.5, 500: 0.7, 540: 0.6}) == (1, 1)
    assert found({410: 0.9, 610: 0.5, 500: 0.5, 540: 0.5}) == (1, 0)


@pytest.mark.slow
@pytest.mark.skipif(not COUNTS.exists(), reason="the shared series are not here")
def test_real_series_with_labelled_windows() -> None:
    """Five of the ten Twitter series; the constants of the detector were chosen on these same five."""
    data = nab.load(COUNTS)
    told, plain = judge(ours, data), judge(windowed_gaussian, data)
    assert told.standard > 82
    assert told.standard > plain.standard_once_a_wave
    assert told.found >= 16
    assert told.found_one_threshold >= 16


@pytest.mark.slow
@pytest.mark.skipif(not COUNTS.exists(), reason="the shared series are not here")
def test_its_own_alarms_keep_the_budget_on_real_series() -> None:
    false, days, hits = 0, 0.0, set()
    for name, (rows, t) in nab.load(COUNTS).items():
        days += (rows[-1][0] - rows[t.probation][0]).total_seconds() / 86400
        for n in alarms(list(score(rows, 1.0))):
            if t.window[n] >= 0:
                hits.add((name, t.window[n]))
            elif n >= t.probation:
                false += 1
    assert false <= 0.5 * days / 30
    assert len(hits) >= 11
