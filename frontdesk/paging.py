"""A long list, one page of it at a time: on every page of the front desk that has one, in the same way."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Paged(Generic[T]):
    """What stands on page `number` of `last`, of `total` in all; `first` counts its first, from 1."""

    shown: Sequence[T]
    number: int
    last: int
    first: int
    total: int

    def told(self, tell: Callable[[T], S]) -> Paged[S]:
        """The same page, with each thing on it as it is told."""
        return Paged([tell(one) for one in self.shown], self.number, self.last, self.first, self.total)


def paged(found: Sequence[T], asked: str, size: int) -> Paged[T]:
    """The page that an address asks for, with at most `size` on it.

    What is no number of a page is the first, and beyond the last is the last: an old or a mistyped address
    shows something.
    """
    last = max(1, -(-len(found) // size))
    number = min(max(int(asked), 1), last) if re.fullmatch("[0-9]{1,9}", asked) else 1
    start = (number - 1) * size
    return Paged(found[start : start + size], number, last, start + 1, len(found))
