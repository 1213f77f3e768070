"""Weekdays that are told after a date: `Kermis van 29 augustus tot 2 september. Vrijdag om zes uur ...`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from nlp.day_words import DayPhrase

#: sentences for which a date stays what the text is about
_REACH = 8
#: how many days ahead such a date may lie: of what is months away nobody says `vrijdag`
_AHEAD = 28


def anchored(
    sentences: Iterable[tuple[Sequence[DayPhrase], Callable[[DayPhrase], bool]]], today: date
) -> Iterator[tuple[DayPhrase, ...]]:
    """The day phrases of each sentence, where a bare weekday is one of the days that the text named before.

    Beside the phrases of a sentence stands what says whether one of them may be what the text is about.
    Without such a day a weekday stays what it is alone: the next one from `today` on.
    """
    days: frozenset[date] = frozenset()
    left = 0
    for phrases, counts in sentences:
        placed = []
        for phrase in phrases:
            if phrase.bare:
                placed.append(_placed(phrase, days if left else frozenset()))
                continue
            placed.append(phrase)
            if (named := _ahead(phrase, today)) and counts(phrase):
                days, left = named, _REACH
        left = max(0, left - 1)
        yield tuple(placed)


def _ahead(phrase: DayPhrase, today: date) -> frozenset[date]:
    """The days to come of a date in full; nothing for what is over, recurs or is told by its name alone."""
    if phrase.past or phrase.recurs or not phrase.explicit:
        return frozenset()
    days = set(phrase.days)
    if phrase.last:
        length = min(_AHEAD, (phrase.last - phrase.days[0]).days)
        days |= {phrase.days[0] + timedelta(days=n) for n in range(length + 1)}
    return frozenset(d for d in days if 0 < (d - today).days <= _AHEAD)


def _placed(phrase: DayPhrase, days: frozenset[date]) -> DayPhrase:
    same = sorted(d for d in days if d.weekday() == phrase.days[0].weekday())
    return replace(phrase, days=(same[0],)) if same else phrase
