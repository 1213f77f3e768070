"""What a text names: places, organisations and gatherings, as the corpus (models/corpora) tells them.

A name is told once for a text and stands wherever the text has it, so a label is a set of names and not of
positions: that is what the finder learns from, and what no tool that counts characters otherwise can upset.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from voorkant.errors import InputError

#: the kinds of what is named; where an organisation stands, no place does
NAMED_FIELDS = ("places", "organisations", "meetings")
#: of a name, in what is told of it
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Gathering:
    """`start`: a day (`2026-03-12`) or a moment (`2026-03-12T20:00+01:00`); `words`: what tells it."""

    start: str
    place: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """All that somebody says a text names: what is not in it, the text does not name."""

    places: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    meetings: tuple[Gathering, ...] = ()


@dataclass(frozen=True, slots=True)
class Region:
    """Where something that is named stands: `text[start:end]`. `gathering` for `meetings` alone."""

    kind: str
    start: int
    end: int
    gathering: Gathering | None = None


def stands(text: str, name: str) -> list[tuple[int, int]]:
    """Where a text has a name as whole words: as it is written, else in any case.

    >>> stands("De markt op de Markt", "Markt"), stands("in goes", "Goes")
    ([(15, 20)], [(3, 7)])
    """
    if not name.strip():
        return []
    words = r"\s+".join(map(re.escape, name.split()))  # a line may break within a name
    pattern = rf"(?<!\w){words}(?!\w)"
    found = list(re.finditer(pattern, text)) or re.finditer(pattern, text, re.IGNORECASE)
    return [m.span() for m in found]


def regions(text: str, named: Named) -> list[Region]:
    """Where all that is named stands, in order.

    A place within an organisation (`gemeente Breda`) is left out where it also stands by itself.
    """
    bodies = _spots(text, named.organisations)
    places = [spot for spot in _spots(text, named.places) if not _within(spot, bodies)]
    alone = {on_one_line(text[a:b]).casefold() for a, b in places}
    left_out = [n for n in named.places if n.casefold() not in alone]
    found = [
        *(Region("organisations", *spot) for spot in bodies),
        *(Region("places", *spot) for spot in [*places, *_spots(text, left_out)]),
        *(Region("meetings", *spot, g) for g in named.meetings for spot in stands(text, g.words)),
    ]
    return sorted(found, key=lambda r: (r.start, -r.end))


def _spots(text: str, names: Iterable[str]) -> list[tuple[int, int]]:
    """Where these names stand; the longest counts where several do, unless one stands nowhere else."""
    taken = bytearray(len(text))
    found = []
    for name in sorted(set(names), key=lambda n: (-len(n), n)):
        spots = stands(text, name)
        free = [(start, end) for start, end in spots if not any(taken[start:end])]
        for start, end in free:
            taken[start:end] = b"\1" * (end - start)
        found += free or spots
    return found


def _within(spot: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(start <= spot[0] and spot[1] <= end for start, end in others)


def gathered(found: Iterable[tuple[str, str, Gathering | None]]) -> Named:
    """Out of (kind, words, gathering) for each spot what is named, each once. Raises KeyError for a kind."""
    kinds: dict[str, dict[str, None]] = {"places": {}, "organisations": {}}
    meetings: dict[Gathering, None] = {}
    for kind, told, gathering in found:
        words = on_one_line(told)
        if gathering is not None:
            meetings[replace(gathering, words=words)] = None
        else:
            kinds[kind][words] = None
    return Named(tuple(kinds["places"]), tuple(kinds["organisations"]), tuple(meetings))


def settle(text: str, named: Named, zone: ZoneInfo) -> Named:
    """As it is kept: names without spaces around them, days and hours in one form, each once.

    Raises InputError, one Dutch sentence without a place, for what does not stand in the text, and for a
    gathering without a day. Where a gathering is stands there too: a text is masked, what one types is not.
    """
    tidy = Named(
        _clean(named.places),
        _clean(named.organisations),
        tuple(dict.fromkeys(_gathering(g, zone) for g in named.meetings)),
    )
    gatherings = (words for g in tidy.meetings for words in (g.words, g.place) if words)
    for words in (*tidy.places, *tidy.organisations, *gatherings):
        if not stands(text, words):
            raise InputError(
                f'"{words[:LONGEST]}" staat niet in het bericht. Neem de woorden over zoals ze er staan.'
            )
    return tidy


def on_one_line(words: str) -> str:
    """On one line, with single spaces."""
    return " ".join(words.split())


def _clean(names: Iterable[str]) -> tuple[str, ...]:
    tidy = map(on_one_line, names)
    return tuple(dict.fromkeys(name for name in tidy if name))


def _gathering(given: Gathering, zone: ZoneInfo) -> Gathering:
    words, place = map(on_one_line, (given.words, given.place))
    if not words:
        raise InputError("Zeg van elke bijeenkomst welke woorden in het bericht de dag noemen.")
    return Gathering(read_start(given.start, zone), place, words)


def read_start(written: str, zone: ZoneInfo) -> str:
    """A day, or a day and hour with offset, as the corpus has it; an hour without offset is one of `zone`.

    >>> read_start("2026-03-12 20:00", ZoneInfo("Europe/Amsterdam"))
    '2026-03-12T20:00+01:00'
    """
    plain = written.strip()
    try:
        if len(plain) <= len("2026-03-12"):
            return date.fromisoformat(plain).isoformat()
        moment = datetime.fromisoformat(plain)
        local = moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)
    except (ValueError, OverflowError):
        raise InputError(
            f"{plain[:40]!r} is geen dag en uur. Schrijf bijvoorbeeld 2026-03-12 of 2026-03-12 20:00."
        ) from None
    return local.isoformat(timespec="minutes")


def alike(named: Named, kind: str) -> frozenset[str]:
    """What two labellers must both have to agree: names in any case; of a gathering its day and hour."""
    if kind == "meetings":
        return frozenset(g.start for g in named.meetings)
    names: tuple[str, ...] = getattr(named, kind)
    return frozenset(name.casefold() for name in names)


def pieces(text: str, marked: Sequence[Region]) -> Iterator[tuple[str, str]]:
    """A text in pieces, each with its kind or empty; of regions that overlap the longest shows."""
    shown: list[Region] = []
    for region in sorted(marked, key=lambda r: r.start - r.end):
        if all(region.end <= r.start or r.end <= region.start for r in shown):
            shown.append(region)
    end = 0
    for region in sorted(shown, key=lambda r: r.start):
        yield "", text[end : region.start]
        yield region.kind, text[region.start : region.end]
        end = region.end
    yield "", text[end:]
