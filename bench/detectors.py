"""Growth beside three well-known detectors on labelled series of mentions (../shared/data/counts).

    python -m bench.detectors [folder]

None looks ahead: score n depends on values up to n alone. All ask the same question: is this *more* than
usual? So only the upper tail counts. All are judged by `bench.nab` and by one rule for alarms: the lowest
threshold, chosen with hindsight, at which false waves (alarms outside the windows, a day apart) come no more
than once per 30 days per series. That is done twice: with a threshold for each series, and with one for all.

Growth speaks once a wave; the others go on for as long as it lasts, for which the benchmark makes them pay.
So each is also judged with its scores passed through `once_a_wave`.
"""

from __future__ import annotations

import sys
from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr

from bench import nab
from networks import growth

COUNTS = Path(__file__).parents[2] / "shared" / "data" / "counts"
DAY = timedelta(days=1)
#: the smallest spread, in counts: a constant series has none of its own
LEAST_SPREAD = 0.5
#: steps of the windowed Gaussian as the benchmark runs it, and how many it needs before it speaks
GAUSSIAN_WINDOW, GAUSSIAN_LEAST = 6400, 10
C2_LAG, C2_BASELINE, C2_LEVEL = 2 * DAY, 7 * DAY, 3.0
ESD_WINDOW, ESD_LEVEL = 14 * DAY, 3.0
#: makes the median absolute deviation a standard deviation where the noise is normal
MAD_TO_DEVIATION = 1.4826

Detector = Callable[[Sequence[datetime], Sequence[float]], list[float]]


def ours(times: Sequence[datetime], values: Sequence[float]) -> list[float]:
    """`voorkant try growth`."""
    return [p.score for p in growth.score(zip(times, values, strict=True))]


def windowed_gaussian(times: Sequence[datetime], values: Sequence[float]) -> list[float]:
    """How small the upper tail beyond a value is, of a normal distribution over the 6400 steps before it.

    The benchmark's baseline. Its score 1 - p is 1 for all that is far out; x / (1 + x) with x = -ln p puts
    values in the same order and keeps them apart.
    """
    del times  # its window is told in steps
    told = np.asarray(values, float)
    sums, squares = (np.concatenate([[0.0], np.cumsum(told**p)]) for p in (1, 2))
    scores = [0.0] * len(told)
    for n in range(GAUSSIAN_LEAST, len(told)):
        start = max(0, n - GAUSSIAN_WINDOW)
        mean = (sums[n] - sums[start]) / (n - start)
        variance = max(0.0, (squares[n] - squares[start]) / (n - start) - mean**2)
        far = (told[n] - mean) / max(LEAST_SPREAD, variance**0.5)
        scores[n] = _squeezed(-float(log_ndtr(-far)) if far > 0 else 0.0)
    return scores


def ears_c2(times: Sequence[datetime], values: Sequence[float]) -> list[float]:
    """EARS C2 (Hutwagner and others 2003): standard deviations above the mean of a lagged week.

    Made for daily counts: baseline day t-9 to t-3. At a smaller step the baseline is all steps of the same
    seven days, from nine days before the step up to (not with) two days before it; at a step of a day that
    is C2 itself. Silent until the baseline is whole. Its own level, 3, scores .5.
    """
    told = np.asarray(values, float)
    sums, squares = (np.concatenate([[0.0], np.cumsum(told**p)]) for p in (1, 2))
    scores, start, end = [], 0, 0
    for at, value in zip(times, values, strict=True):
        while times[end] < at - C2_LAG:
            end += 1
        while times[start] < at - C2_LAG - C2_BASELINE:
            start += 1
        size = end - start
        if size < 2 or at - times[0] < C2_LAG + C2_BASELINE:
            scores.append(0.0)
            continue
        mean = (sums[end] - sums[start]) / size
        variance = max(0.0, (squares[end] - squares[start] - size * mean**2) / (size - 1))
        scores.append(_squeezed((value - mean) / max(LEAST_SPREAD, variance**0.5) / C2_LEVEL))
    return scores


def seasonal_hybrid_esd(times: Sequence[datetime], values: Sequence[float]) -> list[float]:
    """S-H-ESD (Hochenbaum, Vallis and Kejariwal 2017; Twitter's ADVec), made to run without looking ahead.

    The residual is the value less the median at this hour (this weekday, when steps are over six hours) in
    the two weeks before; the score is how far it lies above the median of the residuals of those weeks, in
    median absolute deviations. ESD's taking away of one outlier after another is left out: it matters
    little to medians. Silent until it has seen two periods. Three deviations score .5.
    """
    season: defaultdict[int, deque[tuple[datetime, float]]] = defaultdict(deque)
    residuals = np.zeros(len(values))
    scores, step, start = [], DAY, 0
    for n, (at, value) in enumerate(zip(times, values, strict=True)):
        step = min(step, at - times[n - 1]) if n else step
        daily = step > DAY / 4
        like = season[at.weekday() if daily else 10 + at.hour]
        _forget(like, at - ESD_WINDOW)
        while times[start] < at - ESD_WINDOW:
            start += 1
        residuals[n] = value - np.median([v for _, v in like]) if like else np.nan
        ready = like and at - times[0] >= (14 if daily else 2) * DAY
        far = _deviations(residuals[n], residuals[start:n]) if ready else 0.0
        scores.append(_squeezed(far / ESD_LEVEL))
        like.append((at, value))
    return scores


def _forget(past: deque[tuple[datetime, float]], before: datetime) -> None:
    while past and past[0][0] < before:
        past.popleft()


def _deviations(value: float, past: NDArray[np.float64]) -> float:
    known = past[~np.isnan(past)]
    if not len(known):
        return 0.0
    middle = np.median(known)
    spread = MAD_TO_DEVIATION * np.median(np.abs(known - middle))
    return float((value - middle) / max(LEAST_SPREAD, spread))


def _squeezed(x: float) -> float:
    """From 0 up to 1, in the same order; below 0 is 0."""
    return max(0.0, x) / (1 + max(0.0, x))


def once_a_wave(times: Sequence[datetime], scores: Sequence[float]) -> list[float]:
    """Only the scores above all of the day before them; the rest is 0. As growth does by itself."""
    kept: list[float] = []
    higher: deque[tuple[datetime, float]] = deque()  # falling scores of the past day
    for at, score in zip(times, scores, strict=True):
        _forget(higher, at - DAY)
        kept.append(score if not higher or score > higher[0][1] else 0.0)
        while higher and higher[-1][1] <= score:
            higher.pop()
        higher.append((at, score))
    return kept


DETECTORS: Mapping[str, Detector] = {
    "growth": ours,
    "windowed Gaussian": windowed_gaussian,
    "EARS C2": ears_c2,
    "S-H-ESD (ADVec-like)": seasonal_hybrid_esd,
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A detector on all series: the benchmark's standard profile (0 to 100), also with its scores once a
    wave; and windows found and false alarms per 30 days per series, with a threshold for each and for all.
    """

    standard: float
    standard_once_a_wave: float
    windows: int
    found: int
    false_per_30_days: float
    found_one_threshold: int
    false_per_30_days_one_threshold: float


def judge(detector: Detector, data: Mapping[str, tuple[nab.Series, nab.Truth]]) -> Judged:
    """Run a detector over labelled series."""
    plain: dict[str, nab.Scored] = {}
    waves: dict[str, nab.Scored] = {}
    for name, (rows, truth) in data.items():
        times = [at for at, _ in rows]
        scores = detector(times, [value for _, value in rows])
        plain[name] = scores, rows, truth
        waves[name] = once_a_wave(times, scores), rows, truth
    each = [nab.at_budget({name: one}) for name, one in plain.items()]
    common = nab.at_budget(plain)
    return Judged(
        nab.standard(plain),
        nab.standard(waves),
        sum(truth.windows for _, truth in data.values()),
        sum(b.found for b in each),
        30 * sum(b.false for b in each) / common.days,
        common.found,
        30 * common.false / common.days,
    )


def growth_beside_others(folder: Path = COUNTS) -> dict[str, dict[str, float]]:
    """The table, printed and returned by detector; empty, and said so, where the series are not here."""
    if not (folder / "windows.json").exists():
        print(
            "growth beside other detectors is left out: ../shared/data/counts, the labelled series, is absent"
        )
        return {}
    data = nab.load(folder)
    print(f"{'':<22}{'NAB':>6}{'once a wave':>13}   windows found, false alarms per 30 days per series at")
    print(f"{'':<22}{'':>6}{'':>13}   {'a threshold for each':<24}one threshold for all")
    found = {}
    for name, detector in DETECTORS.items():
        one = judge(detector, data)
        found[name] = asdict(one)
        each = f"{one.found} of {one.windows}, {one.false_per_30_days:.2f}"
        common = f"{one.found_one_threshold} of {one.windows}, {one.false_per_30_days_one_threshold:.2f}"
        print(f"{name:<22}{one.standard:>6.1f}{one.standard_once_a_wave:>13.1f}   {each:<24}{common}")
    return found


if __name__ == "__main__":
    growth_beside_others(*map(Path, sys.argv[1:2]))
