"""The Numenta Anomaly Benchmark's standard profile, from its published formula (Lavin and Ahmad 2015).

A window's earliest detection earns a sigmoid weight that falls from 1 at its left edge to 0 at its right; a
detection outside costs up to A_FP, the more the farther behind the last window; a missed window costs A_FN.
15 % of the series is probation. The threshold is the best one over all series; 0 is the null detector,
100 the perfect one.
"""

from __future__ import annotations

import csv
import json
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path

A_FP, A_FN = 0.11, 1.0
Series = list[tuple[datetime, float]]


@dataclass(frozen=True)
class Truth:
    """Per step: the number of the window it is in (or -1) and its weight."""

    probation: int
    window: Sequence[int]
    weight: Sequence[float]
    windows: int


#: the scores of a detector on a series, the series, and what is true of it
Scored = tuple[Sequence[float], Series, Truth]


def load(folder: Path) -> dict[str, tuple[Series, Truth]]:
    """Every series of the folder with its labelled windows."""
    labels = json.loads((folder / "windows.json").read_text("utf-8"))
    found = {}
    for name, spans in sorted(labels.items()):
        with (folder / name).open(encoding="utf-8", newline="") as handle:
            rows = [
                (datetime.fromisoformat(r["timestamp"]), float(r["value"])) for r in csv.DictReader(handle)
            ]
        edges = [(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in spans]
        found[name] = (rows, truth([t for t, _ in rows], edges))
    return found


def truth(times: Sequence[datetime], edges: Sequence[tuple[datetime, datetime]]) -> Truth:
    """Weights of every step of a series."""
    spans = [[n for n, t in enumerate(times) if a <= t <= b] for a, b in edges]
    window, weight, last = [-1] * len(times), [-1.0] * len(times), (0, 0)
    starts = {span[0]: (k, span[0], span[-1]) for k, span in enumerate(spans)}
    inside = None
    for n in range(len(times)):
        inside = starts.get(n, inside)
        if inside and n <= inside[2]:
            k, left, right = inside
            window[n], weight[n] = k, _sigmoid((n - right - 1) / (right - left + 1)) / _sigmoid(-1)
            last = (left, right)
        elif last[1]:
            weight[n] = _sigmoid((n - last[1]) / max(1, last[1] - last[0]))
    return Truth(int(0.15 * min(len(times), 5000)), window, weight, len(spans))


def _sigmoid(x: float) -> float:
    return 2 / (1 + math.exp(5 * x)) - 1


def standard(scored: Mapping[str, Scored]) -> float:
    """The normalised score (0 null, 100 perfect) at the best common threshold."""
    steps = sorted(
        (
            (s, name, n)
            for name, (scores, _, t) in scored.items()
            for n, s in enumerate(scores)
            if n >= t.probation
        ),
        key=lambda x: -x[0],
    )
    total = sum(t.windows for _, _, t in scored.values())
    best: dict[tuple[str, int], float] = {}
    raw = top = -A_FN * total
    for position, (score, name, n) in enumerate(steps):
        _, _, t = scored[name]
        if t.window[n] < 0:
            raw += A_FP * t.weight[n]
        else:
            key = (name, t.window[n])
            gain = t.weight[n] - best[key] if key in best else A_FN + t.weight[n]
            raw += max(0.0, gain)
            best[key] = max(best.get(key, -1.0), t.weight[n])
        if position + 1 == len(steps) or steps[position + 1][0] < score:
            top = max(top, raw)
    return 100 * (top + A_FN * total) / (total + A_FN * total)


@dataclass(frozen=True, slots=True)
class AtBudget:
    """Windows found and false waves at a threshold; days of all series together, probation left out."""

    found: int
    false: int
    days: float


def at_budget(scored: Mapping[str, Scored], per_30_days: float = 1.0) -> AtBudget:
    """What is found at the lowest common threshold, chosen with hindsight, that keeps to the budget a series.

    A false wave is an alarm outside the windows, a day or more from every other of its series. Steps with
    equal scores are alarms together or not at all.
    """
    days = sum((rows[-1][0] - rows[t.probation][0]) / timedelta(days=1) for _, rows, t in scored.values())
    waves: defaultdict[str, list[datetime]] = defaultdict(list)
    hits: set[tuple[str, int]] = set()
    found = false = 0
    steps = [
        (-score, name, n)
        for name, (scores, _, t) in scored.items()
        for n, score in enumerate(scores)
        if n >= t.probation and score > 0
    ]
    for _, together in groupby(sorted(steps), key=lambda step: step[0]):
        for _, name, n in together:
            _, rows, t = scored[name]
            at = rows[n][0]
            if t.window[n] >= 0:
                hits.add((name, t.window[n]))
            elif all(abs(at - wave) >= timedelta(days=1) for wave in waves[name]):
                waves[name].append(at)
        if sum(map(len, waves.values())) > per_30_days * days / 30:
            break
        found, false = len(hits), sum(map(len, waves.values()))
    return AtBudget(found, false, days)
