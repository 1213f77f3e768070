"""Growth in any regular series: a streaming detector that never looks ahead (`voorkant try growth`).

Values go through a signed logarithm; what is usual at this hour or weekday is taken off where that
explains much. The residual is measured in robust units of two pasts: the last week's upper tail and the long
past's extreme tail (order statistics, so constants, bursts and outliers do no harm). Their sum is the
surprise. A wave speaks once: only the part of a wave that rises above all of the past day counts.

The alarm level follows the budget: the waves seen so far have exponential tails over a high threshold
(Pickands 1975; as a streaming alarm level: SPOT, Siffer and others 2017), and the level is where waves of
such height come as often as the budget allows. One alarm a wave.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np

from voorkant.errors import InputError

WARM_UP = 60
SHORT_TAIL, LONG_TAIL = 0.95, 0.997
#: the smallest robust unit, in logarithms: a constant series has none of its own
LEAST_UNIT = 0.3
LONG_PAST = 20_000
#: surprise at which the score is 1 - 1/e
SCALE = 2.5
#: waves kept for the level, and the share of them that counts as its tail
WAVES, TAIL = 400, 0.25
FIRST_LEVEL = 2.5
#: steps' worth of shrinkage of the season; a burst teaches it no more than BURST; it is used when it leaves
#: at most this share of the mean deviation (a weak season taken off is only noise put on)
SEASON_SHRINK, BURST, EXPLAINS = 6, 1.5, 0.6


@dataclass(frozen=True, slots=True)
class Point:
    """One step: how surprising it is (0 to 1), and whether it raises the alarm."""

    timestamp: datetime
    score: float
    alarm: bool


def score(values: Iterable[tuple[datetime, float]], false_alarms_per_30_days: float = 1.0) -> Iterator[Point]:
    """Score a series step by step; point n depends on values up to n alone.

    Gaps are left out. Raises InputError for a value that is no finite number and for times that do not
    go forward.
    """
    detector = _Detector(false_alarms_per_30_days)
    for number, (at, value) in enumerate(values, start=1):
        if not math.isfinite(value):
            raise InputError(
                f"Waarde {number} ({at.isoformat()}) is geen getal. Vul een getal in of laat de rij weg."
            )
        if detector.last is not None and at <= detector.last:
            raise InputError(
                f"Tijd {number} ({at.isoformat()}) komt niet na de vorige. Zet de rijen op volgorde van tijd."
            )
        yield detector.step(at, value)


@dataclass(slots=True)
class _Season:
    """What is usual at this hour, or weekday for steps over six hours; used where it explains much."""

    pace: timedelta | None = None
    mean: float = 0.0
    count: int = 0
    sums: dict[int, float] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)
    plain: float = 0.0
    seasonal: float = 0.0

    def take_off(self, at: datetime, value: float) -> float:
        """The value without its season as known before it, which is then learned."""
        if self.pace is None or self.pace > timedelta(days=1):
            return value
        self.count += 1
        self.mean += (value - self.mean) / self.count
        slot = at.weekday() if self.pace > timedelta(hours=6) else 10 + at.hour
        seen = self.counts.get(slot, 0)
        usual = self.sums.get(slot, 0.0) / (seen + SEASON_SHRINK)
        self.counts[slot] = seen + 1
        self.sums[slot] = self.sums.get(slot, 0.0) + max(-BURST, min(BURST, value - self.mean))
        self.plain += abs(value - self.mean)
        self.seasonal += abs(value - self.mean - usual)
        explains = self.seasonal < EXPLAINS * self.plain
        return value - usual if explains and len(self.counts) > 1 else value


@dataclass(slots=True)
class _Level:
    """Heights of the waves so far, and the height that comes as seldom as the budget asks."""

    peaks: deque[float] = field(default_factory=lambda: deque(maxlen=WAVES))
    since: datetime | None = None

    def add(self, at: datetime, novel: float, wave: timedelta) -> None:
        """Note a wave, or that the wave at hand climbs."""
        if novel <= 0:
            return
        if self.peaks and self.since is not None and at - self.since <= wave:
            self.peaks[-1] = max(self.peaks[-1], novel)
        else:
            self.peaks.append(novel)
        self.since = at

    def at(self, budget: float, days: float) -> float:
        """The alarm level: an exponential tail over the upper waves, drawn towards FIRST_LEVEL when few."""
        if budget <= 0:
            return math.inf
        heights = np.sort(np.fromiter(self.peaks, float))
        if len(heights) < 4:
            return FIRST_LEVEL
        base = float(np.quantile(heights, 1 - TAIL))
        over = heights[heights > base] - base
        mean = (float(over.sum()) + 0.5) / (len(over) + 1)
        a_month = 30 * max(1, len(over)) / max(days, 5.0)
        fitted = base + mean * math.log(max(1.0, a_month / budget))
        trust = len(heights) / (len(heights) + 8)
        return trust * fitted + (1 - trust) * FIRST_LEVEL


@dataclass(slots=True)
class _Detector:
    """The running state: bounded memory, whatever the length of the stream."""

    budget: float
    last: datetime | None = None
    first: datetime | None = None
    pace: timedelta | None = None
    count: int = 0
    past: deque[float] = field(default_factory=lambda: deque(maxlen=LONG_PAST))
    units: tuple[float, float, float, float] = (0.0, 1.0, 0.0, 1.0)
    season: _Season = field(default_factory=_Season)
    level: _Level = field(default_factory=_Level)
    recent: deque[tuple[datetime, float]] = field(default_factory=deque)
    alarmed: datetime | None = None

    def step(self, at: datetime, value: float) -> Point:
        """Take in one value."""
        self._learn_pace(at)
        residual = self.season.take_off(at, math.copysign(math.log1p(abs(value)), value))
        surprise = self._surprise(residual)
        novel = self._novelty(at, surprise)
        alarm = self._alarm(at, novel)
        self.past.append(residual)
        self.last, self.count = at, self.count + 1
        return Point(at, round(1 - math.exp(-novel / SCALE), 6), alarm)

    def _learn_pace(self, at: datetime) -> None:
        """The step is the smallest gap so far; larger ones are holes."""
        self.first = self.first or at
        if self.last is not None:
            gap = at - self.last
            self.pace = gap if self.pace is None else min(self.pace, gap)
        self.season.pace = self.pace

    @property
    def _a_day(self) -> float:
        """Steps a day (1 for daily and slower)."""
        return max(1.0, timedelta(days=1) / self.pace) if self.pace else 1.0

    @property
    def _wave(self) -> timedelta:
        """How far back a wave reaches: a day, and at least seven steps."""
        return max(timedelta(days=1), 7 * (self.pace or timedelta(0)))

    def _surprise(self, residual: float) -> float:
        warm = min(WARM_UP, 14) if self._a_day < 2 else WARM_UP
        if self.count < warm:
            return 0.0
        every = max(1, min(72, len(self.past) // 20))
        if self.count == warm or self.count % every == 0:
            self._measure()
        middle, unit, far_middle, far_unit = self.units
        near, far = (residual - middle) / unit, (residual - far_middle) / far_unit
        return max(0.0, near / 2 + far) if near > 1 else 0.0

    def _measure(self) -> None:
        everything = np.fromiter(self.past, float)
        week = everything[-max(WARM_UP, round(7 * self._a_day)) :]
        middle, high = np.quantile(week, (0.5, SHORT_TAIL))
        far_middle, extreme = np.quantile(everything, (0.5, LONG_TAIL))
        self.units = (
            float(middle), max(LEAST_UNIT, float(high - middle)),
            float(far_middle), max(LEAST_UNIT, float(extreme - far_middle)),
        )  # fmt: skip

    def _novelty(self, at: datetime, surprise: float) -> float:
        """The surprise when it is the highest within reach of a wave, else 0."""
        while self.recent and at - self.recent[0][0] > self._wave:
            self.recent.popleft()
        novel = surprise if not self.recent or surprise > self.recent[0][1] else 0.0
        while self.recent and self.recent[-1][1] <= surprise:
            self.recent.pop()
        self.recent.append((at, surprise))
        return novel

    def _alarm(self, at: datetime, novel: float) -> bool:
        days = (at - (self.first or at)) / timedelta(days=1)
        goes_on = self.alarmed is not None and at - self.alarmed <= self._wave
        alarm = novel > self.level.at(self.budget, days) and not goes_on
        if novel > 0 and (alarm or goes_on):
            self.alarmed = at  # a wave that still climbs is the same wave
        self.level.add(at, novel, self._wave)
        return alarm
