"""What it costs to connect and to gather when a great deal is known.

    .venv/bin/python -m bench.cost connecting
    .venv/bin/python -m bench.cost connecting --mixed    # nobody has a circle of their own
    .venv/bin/python -m bench.cost gathering             # a day of 2,000, after 10,000 to a million documents
    .venv/bin/python -m bench.cost gathering 10000 50000

Seconds are of processor, so that a busy machine does not count; memory is the highest of the whole process.
"""

from __future__ import annotations

import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from bench.archive import A_DAY, FIRST, Archive, come, stream
from networks.connecting import Profile, connect, edges
from pipeline.gathering import gather
from pipeline.modelling import ordinary_dutch
from pipeline.tools import Tools
from storage.store import Store
from voorkant.settings import Settings

START = datetime(2026, 1, 1, tzinfo=UTC)
PAIRS, PARTICIPANTS, INITIATIVES, CIRCLES = 1_000_000, 50_000, 20_000, 400
ARCHIVES = (10_000, 100_000, 1_000_000)
#: days that are made and put in the store at a time
AT_ONCE = 10
Told = TypeVar("Told")


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
    drawn: NDArray[np.int64] = np.searchsorted(steps, dice.random(PAIRS) * steps[-1])
    return drawn


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


def gathering(sizes: Sequence[int]) -> None:
    """Print what a day of A_DAY documents costs on archives of these sizes, each in a process of its own."""
    first = 0.0
    for size in sizes:
        with TemporaryDirectory() as folder:
            began, days = time.monotonic(), size // A_DAY
            _apart(fill, Path(folder), days)
            filled = time.monotonic() - began
            told = _apart(day, Path(folder), days)
        first = first or told["seconds"]
        print(
            f"{size:>9,} documents (made in {filled:.0f} s): {told['seconds']:.1f} s, "
            f"{told['seconds'] / first:.2f} times the first, at most {told['megabytes']:.0f} MB; "
            f"{told['counts']}",
            flush=True,
        )


def _apart(work: Callable[[Path, int], Told], folder: Path, days: int) -> Told:
    """Do it in a process of its own: the most memory of this one, which a child begins with, stays low."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, folder, days).result()


def fill(folder: Path, days: int) -> None:
    """An archive of so many days, and one day more that was read and not gathered."""
    store, made = Store(_database(folder)), stream(ordinary_dutch())
    archive, over = Archive(store), FIRST + timedelta(days=days)
    for start in range(0, days, AT_ONCE):
        archive.add([next(made) for _ in range(min(AT_ONCE, days - start))], over)
    come(store, next(made), over + timedelta(hours=23))
    store.close()


def day(folder: Path, days: int) -> dict[str, Any]:
    """Gather the day that is there to be gathered."""
    store = Store(_database(folder))
    settings = Settings(folder, "Lindewaarde", "GM9999", ZoneInfo("Europe/Amsterdam"), "", folder)
    with Tools(settings) as tools:
        began = time.process_time()
        report = gather(store, tools, FIRST + timedelta(days=days, hours=23))
        seconds = time.process_time() - began
    return {"seconds": seconds, "megabytes": megabytes(), "counts": dict(report.counts)}


def _database(folder: Path) -> str:
    return f"sqlite:///{folder / 'archive.db'}"


def main(what: str, *arguments: str) -> None:
    """Measure one thing."""
    if what == "connecting":
        connecting(0.0 if "--mixed" in arguments else 0.9)
    elif what == "gathering":
        gathering([int(a) for a in arguments] or ARCHIVES)


if __name__ == "__main__":
    main(*sys.argv[1:])
