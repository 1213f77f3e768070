"""What was learned about names and gatherings, used together on one text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from nlp.spans import Sums, Tagger, signs, words


@dataclass(frozen=True, slots=True)
class Weighed:
    """A yes or no as a sum: what each sign adds, and what is added anyway."""

    weights: Mapping[str, float]
    bias: float

    def __call__(self, found: Sequence[str]) -> bool:
        """Whether the signs add up to more than nothing."""
        return self.bias + sum(self.weights.get(sign, 0.0) for sign in set(found)) > 0


#: where a name stands in a text: start, end
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Names:
    """Where names stand in a text."""

    organisations: tuple[Span, ...]
    places: tuple[Span, ...]


@dataclass(frozen=True)
class Finder:
    """Taggers of organisations, places and persons, and the judge of gatherings (nlp.dates.Judge).

    `persons` reads texts before they are masked, and helps the rules of masking; None in models from before.
    """

    organisations: Tagger
    places: Tagger
    is_gathering: Weighed
    persons: Tagger | None = None

    @cached_property
    def _sums(self) -> Sums:
        return Sums([self.organisations, self.places])

    def names(self, text: str) -> Names:
        """Where organisations and places are named in masked text."""
        seen = words(text)
        found = signs(seen)
        sums = self._sums(found)
        return Names(
            tuple(self.organisations.find(seen, found, sums[:, :3])),
            tuple(self.places.find(seen, found, sums[:, 3:])),
        )
