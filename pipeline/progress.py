"""Telling how far long work is: bars on a terminal, plain lines elsewhere, nothing in tests."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as RichProgress

T = TypeVar("T")
PLAIN_EVERY = 5.0


class Progress(Protocol):
    """Something that goes through items and tells how far it is."""

    def track(self, items: Iterable[T], label: str, total: int) -> Iterator[T]:
        """The same items, told as they pass."""
        ...


class Quiet:
    """Says nothing."""

    def track(self, items: Iterable[T], label: str, total: int) -> Iterator[T]:
        """The same items."""
        yield from items


class Bars:
    """A bar on a terminal."""

    def track(self, items: Iterable[T], label: str, total: int) -> Iterator[T]:
        """The same items, with a bar that goes when it is full."""
        columns = (
            TextColumn("{task.description:<24}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
        )
        console = Console(stderr=True)
        with RichProgress(*columns, console=console, transient=True) as bars:
            task = bars.add_task(label, total=total)
            for item in items:
                yield item
                bars.advance(task)


class Lines:
    """A plain line every few seconds, for logs."""

    def track(self, items: Iterable[T], label: str, total: int) -> Iterator[T]:
        """The same items, with a line now and then."""
        told = time.monotonic()
        for number, item in enumerate(items, start=1):
            yield item
            if time.monotonic() - told >= PLAIN_EVERY:
                told = time.monotonic()
                print(f"  {label}: {number} van {total}", file=sys.stderr, flush=True)


QUIET: Progress = Quiet()


def for_terminal() -> Progress:
    """Bars where somebody looks, lines elsewhere."""
    return Bars() if sys.stderr.isatty() else Lines()
