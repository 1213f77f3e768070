"""Growth in any regular series: a streaming detector that never looks ahead (`voorkant try growth`).

What is usual at this hour or weekday is taken off where that explains much. Then two fading means look for
a burst (half of it the newest step) and a swell (over hours; exponentially weighted means: Roberts 1959).
Each is set against two pasts of its own. The long past, in counts: how far above its extreme tail, in mean
excesses over that (peaks over a threshold, Pickands 1975: with an exponential tail that is minus the
logarithm of the chance of so much). And the last week, in logarithms: how far above its middle, measured by
its upper tail. The sum is the surprise, the more surprising mean counts: a height that was never seen
matters, and the more so after a quiet week; a height that was seen before matters little.

A wave speaks once: only the part of a wave that rises above all of the past day counts. The alarm level
follows the budget: the waves seen so far have exponential tails over a high threshold (as a streaming alarm
level: SPOT, Siffer and others 2017), and the level is where waves of such height come as often as the
budget allows. One alarm a wave.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from voorkant.errors import InputError

WARM_UP = 60
#: of the fading means: the newest step's share in a burst, and the time in which a swell half forgets
BURST_SHARE, SWELL_HALF_LIFE = 0.5, timedelta(hours=4)
#: where the upper tail of the last week, and the extreme tail of the long past, begin
SHORT_TAIL, LONG_TAIL = 0.95, 0.995
#: the smallest unit for the week, in logarithms: a constant series has none of its own
LEAST_UNIT = 0.3
#: the smallest mean excess for the long past: in counts, and as a share of the way from middle to tail
LEAST_EXCESS, LEAST_SHARE = 1.0, 0.1
LONG_PAST = 20_000
#: steps between two looks at the pasts, at most
EVERY = 24
#: surprise at which the score is a half
SCALE = 5.0
#: larger logarithms are cut off, so that sums of counts stay finite
LARGEST = 300.0
#: waves kept for the level, and the share of them that counts as its tail
WAVES, TAIL = 400, 0.25
#: the level, and the mean height of waves over the threshold, while few are known
FIRST_LEVEL, FIRST_EXCESS = 5.0, 0.5
#: steps' worth of shrinkage of the season; a burst teaches it no more than LESSON; it is used when it leaves
#: at most this share of the mean deviation (a weak season taken off is only noise put on)
SEASON_SHRINK, LESSON, EXPLAINS = 6, 1.5, 0.6


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
        self.sums[slot] = self.sums.get(slot, 0.0) + max(-LESSON, min(LESSON, value - self.mean))
        self.plain += abs(value - self.mean)
        self.seasonal += abs(value - self.mean - usual)
        explains = self.seasonal < EXPLAINS * self.plain
        return value - usual if explains and len(self.counts) > 1 else value


@dataclass(frozen=True, slots=True)
class _Units:
    """Where usual ends: `middle` and `unit` of the week in logarithms, `tail` and mean `excess` in counts."""

    middle: float = 0.0
    unit: float = 1.0
    tail: float = 0.0
    excess: float = 1.0

    def surprise(self, value: float) -> float:
        """How unusual a value is against both pasts; the more the higher, below 0 for what is usual."""
        return (_log(value) - self.middle) / self.unit + (value - self.tail) / self.excess


def _measure(past: NDArray[np.float64], week: int) -> _Units:
    """The units of a past, of which the last `week` values are the near one.

    The mean excess is drawn by one value's worth towards the smallest, which it is when few are known.
    """
    low, high = np.quantile(past[-week:], (0.5, SHORT_TAIL))
    usual, tail = np.quantile(past, (0.5, LONG_TAIL))
    over = past[past > tail] - tail
    least = max(LEAST_EXCESS, LEAST_SHARE * float(tail - usual))
    excess = (float(over.sum()) + least) / (len(over) + 1)
    middle = _log(float(low))
    return _Units(middle, max(LEAST_UNIT, _log(float(high)) - middle), float(tail), max(least, excess))


def _log(value: float) -> float:
    """Signed logarithm; 0 stays 0."""
    return math.copysign(math.log1p(abs(value)), value)


def _count(logarithm: float) -> float:
    """What `_log` was taken of."""
    return math.copysign(math.expm1(min(LARGEST, abs(logarithm))), logarithm)


@dataclass(slots=True)
class _Fading:
    """A fading mean and the values it has had."""

    mean: float | None = None
    past: deque[float] = field(default_factory=lambda: deque(maxlen=LONG_PAST))
    units: _Units = field(default_factory=_Units)

    def take_in(self, value: float, share: float) -> float:
        """The mean once a value has come in with this share."""
        self.mean = value if self.mean is None else self.mean + share * (value - self.mean)
        return self.mean

    def measure(self, week: int) -> None:
        """Look at the past anew."""
        self.units = _measure(np.fromiter(self.past, float), week)


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
        """The alarm level: an exponential tail over the upper waves, drawn towards FIRST_LEVEL when few.

        Its mean comes from its median (which is log 2 times the mean), so that one huge wave does not deafen.
        """
        if budget <= 0:
            return math.inf
        heights = np.fromiter(self.peaks, float)
        if len(heights) < 4:
            return FIRST_LEVEL
        base = float(np.quantile(heights, 1 - TAIL))
        over = heights[heights > base] - base if heights.max() > base else np.zeros(1)
        mean = (len(over) * float(np.median(over)) / math.log(2) + FIRST_EXCESS) / (len(over) + 1)
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
    burst: _Fading = field(default_factory=_Fading)
    swell: _Fading = field(default_factory=_Fading)
    season: _Season = field(default_factory=_Season)
    level: _Level = field(default_factory=_Level)
    recent: deque[tuple[datetime, float]] = field(default_factory=deque)
    alarmed: datetime | None = None

    def step(self, at: datetime, value: float) -> Point:
        """Take in one value."""
        self._learn_pace(at)
        surprise = self._surprise(_count(self.season.take_off(at, _log(value))))
        novel = self._novelty(at, surprise)
        alarm = self._alarm(at, novel)
        self.last, self.count = at, self.count + 1
        return Point(at, round(novel / (novel + SCALE), 6), alarm)

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

    @property
    def _swell_share(self) -> float:
        """The newest step's share in the swell; where a step takes hours it is a burst's."""
        steps = SWELL_HALF_LIFE / self.pace if self.pace else 1.0
        return min(BURST_SHARE, 1 - math.pow(0.5, 1 / steps))

    def _surprise(self, value: float) -> float:
        """The larger surprise of burst and swell; both pasts then know the value."""
        warm = min(WARM_UP, 14) if self._a_day < 2 else WARM_UP
        every = max(1, min(EVERY, self.count // 20))
        surprise = 0.0
        for fading, share in ((self.burst, BURST_SHARE), (self.swell, self._swell_share)):
            if self.count == warm or (self.count > warm and self.count % every == 0):
                fading.measure(max(WARM_UP, round(7 * self._a_day)))
            mean = fading.take_in(value, share)
            if self.count >= warm:
                surprise = max(surprise, fading.units.surprise(mean))
            fading.past.append(mean)
        return surprise

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
        alarm = novel > 0 and not goes_on and novel > self.level.at(self.budget, days)
        if novel > 0 and (alarm or goes_on):
            self.alarmed = at  # a wave that still climbs is the same wave
        self.level.add(at, novel, self._wave)
        return alarm
