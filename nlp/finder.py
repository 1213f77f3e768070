"""What was learned about names and gatherings, used together on one text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nlp.organisations import surely_named
from nlp.spans import Span, Tagger, signs, words


@dataclass(frozen=True, slots=True)
class Weighed:
    """A yes or no as a sum: what each sign adds, and what is added anyway."""

    weights: Mapping[str, float]
    bias: float

    def __call__(self, found: Sequence[str]) -> bool:
        """Whether the signs add up to more than nothing."""
        return self.bias + sum(self.weights.get(sign, 0.0) for sign in set(found)) > 0


@dataclass(frozen=True, slots=True)
class Names:
    """Where names stand in a text."""

    organisations: tuple[Span, ...]
    places: tuple[Span, ...]


@dataclass(frozen=True)
class Finder:
    """A tagger of organisations and places (in this order), the judge of gatherings, a tagger of persons.

    `persons` reads texts before they are masked, and helps the rules of masking.
    """

    tagger: Tagger
    is_gathering: Weighed
    persons: Tagger | None = None

    def names(self, text: str) -> Names:
        """Where organisations and places are named in masked text."""
        seen = words(text)
        organisations, places = self.tagger.find(seen, signs(seen))
        sure = _beside(surely_named(text), organisations)
        return Names(tuple(sorted([*organisations, *sure])), tuple(_beside(places, sure)))


def _beside(spans: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """Those that touch none of the others; both in order, neither overlapping itself."""
    kept, n = [], 0
    for start, end in spans:
        while n < len(others) and others[n][1] <= start:
            n += 1
        if n == len(others) or end <= others[n][0]:
            kept.append((start, end))
    return kept
