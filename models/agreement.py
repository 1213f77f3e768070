"""Do labellers agree more than chance would have them: Krippendorff's alpha for nominal values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence


def krippendorff_alpha(units: Iterable[Sequence[Hashable]]) -> float | None:
    """Alpha (Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011, section C): 1 is full agreement,
    0 what chance gives, below 0 worse than chance.

    `units`: per document the values that its labellers gave, missing ones left out. A document with one
    value tells nothing and is passed over. None when nothing can be said: nothing to compare, or all of it
    is one and the same value.
    """
    pairable = [Counter(unit) for unit in units if len(unit) > 1]
    # o_cc of the coincidence matrix, summed over c: pairs of equal values, each unit weighing as its values
    agreeing = sum(sum(n * (n - 1) for n in counts.values()) / (counts.total() - 1) for counts in pairable)
    totals = sum(pairable, Counter[Hashable]())
    n = totals.total()
    expected = sum(count * (count - 1) for count in totals.values())
    if n * (n - 1) == expected:  # one value only, or none: nothing varies
        return None
    return ((n - 1) * agreeing - expected) / (n * (n - 1) - expected)
