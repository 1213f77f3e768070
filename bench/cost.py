"""What it costs to connect and to gather when a great deal is known.

    .venv/bin/python -m bench.cost connecting
    .venv/bin/python -m bench.cost connecting --mixed    # nobody has a circle of their own

Seconds are of processor, so that a busy machine does not count; memory is the highest of the whole process.
"""

from __future__ import annotations

import resource
import sys
import time
from collections import Counter, defaultdict
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from networks.connecting import Profile, connect, edges

START = datetime(2026, 1, 1, tzinfo=UTC)
PAIRS, PARTICIPANTS, INITIATIVES, CIRCLES = 1_000_000, 50_000, 20_000, 400


def megabytes() -> float:
    """The most memory that this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def participation(at_home: float) -> NDArray[np.int64]:
    """PAIRS different (participant, initiative), both with a heavy tail: a few are in thousands.

    `at_home`: the share that stays within the circle of the participant.
    """
    dice = np.random.default_rng(1)
    initiatives = dice.permutation(INITIATIVES)  # those of a circle are every CIRCLES-th
    found = np.empty(0, np.int64)
    while len(found) < PAIRS:
        who = _zipf(dice, PARTICIPANTS, 0.8)
        rank = _zipf(dice, INITIATIVES, 0.6)
        home = (who * 7919) % CIRCLES
        rank = np.where(dice.random(PAIRS) < at_home, rank - rank % CIRCLES + home, rank)
        found = np.unique(np.r_[found, who * INITIATIVES + initiatives[rank]])
    kept = dice.choice(found, PAIRS, replace=False)
    return np.column_stack(np.divmod(kept, INITIATIVES))


def _zipf(dice: np.random.Generator, number: int, power: float) -> NDArray[np.int64]:
    steps = np.cumsum(np.arange(1, number + 1) ** -power)
    return np.searchsorted(steps, dice.random(PAIRS) * steps[-1])


def profiles(pairs: NDArray[np.int64]) -> list[Profile]:
    """Initiatives with these supporters."""
    supporters: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for who, what in pairs.tolist():
        supporters[what][f"a{who}"] = 1
    return [
        Profile(f"i-{what}", f"I{what}", None, found, frozenset(), frozenset(), {"w": 1.0}, START, START)
        for what, found in sorted(supporters.items())
    ]


def connecting(at_home: float) -> None:
    """Print what two days of connecting cost."""
    pairs = participation(at_home)
    told = profiles(pairs)
    largest = np.bincount(pairs[:, 0]).max(), np.bincount(pairs[:, 1]).max()
    print(f"{len(pairs)} pairs; an account in up to {largest[0]} initiatives, one with up to {largest[1]}")
    began, held = time.process_time(), megabytes()
    links = len(edges(told))
    tied = time.process_time()
    found = connect(told, [], START)
    connected = time.process_time()
    again = connect(told, found, START)
    later = time.process_time()
    same = {i: n.id for n in found for i in n.initiatives}
    kept = np.mean([same.get(i) == n.id for n in again for i in n.initiatives])
    print(f"ties {tied - began:.1f} s ({links}), with networks {connected - tied:.1f} s ({len(found)})")
    print(
        f"the day after {later - connected:.1f} s, {kept:.1%} of the initiatives in the network they were in"
    )
    print(f"at most {megabytes():.0f} MB, of which {held:.0f} before")


if __name__ == "__main__":
    connecting(0.0 if "--mixed" in sys.argv else 0.9)
