"""Pinned floors: below what no model made from the corpus that ships may fall, per field and slice.

A floor is the figure that was measured, less one standard error (bootstrap over municipalities). The file
tells which municipalities and which documents were judged (the test split and
what lies apart), and keeps each lowering with its reason.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from models.corpus import Example
from models.judging import APART_SLICE, Score, pin
from voorkant.errors import InputError
from voorkant.plain import from_plain, to_plain

FILE = Path(__file__).parent / "floors.json"
#: slices that have floors
SLICES = ("alles", "kanaal ", "met weggever", "zonder weggever", APART_SLICE)
#: standard errors below the figure
MARGIN = 1.0


@dataclass(frozen=True, slots=True)
class Floor:
    """The figure of one of `judging.MEASURES` on a slice: when it was pinned, and the least allowed.

    `error` is the standard error that the floor lies under the figure, so that a changed floor shows.
    """

    field: str
    slice: str
    documents: int
    figure: float
    floor: float
    error: float


@dataclass(frozen=True, slots=True)
class Lowered:
    """A floor that went down, from `before` to `after` (None: there is no floor any more)."""

    field: str
    slice: str
    before: float
    after: float | None


@dataclass(frozen=True, slots=True)
class Change:
    """The floors were pinned anew: when, what went down, and why that was right."""

    at: date
    because: str
    lowered: tuple[Lowered, ...]


@dataclass(frozen=True, slots=True)
class Floors:
    """All floors. `split`: digest of the municipalities judged on; `documents`: of their documents."""

    split: str
    documents: str
    floors: tuple[Floor, ...]
    changes: tuple[Change, ...] = ()


def digests(test: Sequence[Example]) -> tuple[str, str]:
    """(of the municipalities, of the documents with their labels) of what is judged on."""
    return digest({e.municipality for e in test}), digest(f"{e.id} {pin(e)}" for e in test)


def digest(lines: Iterable[str]) -> str:
    """Pins lines, whatever their order: 12 hexadecimal digits."""
    return sha256("\n".join(sorted(lines)).encode()).hexdigest()[:12]


def floors_of(scores: Iterable[Score]) -> tuple[Floor, ...]:
    """The floor of each score that has one; none for what is right too seldom to tell."""
    found = (
        Floor(s.field, s.slice, s.documents, s.figure, _floor(s.figure, s.error), s.error)
        for s in scores
        if s.slice.startswith(SLICES)
    )
    return tuple(f for f in found if f.floor > 0)


def _floor(figure: float, error: float) -> float:
    return round(figure - MARGIN * error, 4)


def failures(pinned: Floors, judged_on: tuple[str, str], scores: Iterable[Score]) -> list[str]:
    """What is wrong, a sentence each; empty when all is well. Figures of another split are not compared."""
    anew = 'Zet de ondergrenzen opnieuw vast: `voorkant model floors --write --because "..."`.'
    split, documents = judged_on
    if split != pinned.split:
        return [f"De testgemeenten zijn andere dan vastgelegd ({split}, was {pinned.split}). {anew}"]
    if documents != pinned.documents:
        return [f"De testdocumenten zijn andere dan vastgelegd ({documents}, was {pinned.documents}). {anew}"]
    scores = tuple(scores)
    now = {(s.field, s.slice): s.figure for s in scores}
    return [
        *_by_hand(pinned),
        *_unguarded(pinned, scores),
        *(
            f"{f.field}, {f.slice}: {now.get((f.field, f.slice), 0.0):.4f} ligt onder de ondergrens "
            f"{f.floor:.4f} (was {f.figure:.4f}, {f.documents} documenten)."
            for f in pinned.floors
            if now.get((f.field, f.slice), 0.0) < f.floor
        ),
    ]


def _by_hand(pinned: Floors) -> list[str]:
    """Floors that nobody pinned: not the figure less its margin, or lower than what was last allowed."""
    allowed = {(x.field, x.slice): x.after or 0.0 for change in pinned.changes for x in change.lowered}
    return [
        f"{f.field}, {f.slice}: de ondergrens {f.floor:.4f} is met de hand veranderd. "
        f"Haal {FILE.name} uit git, of leg alles opnieuw vast met `voorkant model floors --write`."
        for f in pinned.floors
        if f.floor != _floor(f.figure, f.error) or f.floor < allowed.get((f.field, f.slice), 0.0)
    ]


def _unguarded(pinned: Floors, scores: Iterable[Score]) -> list[str]:
    """What is measured and should have a floor, but has none."""
    guarded = {(f.field, f.slice) for f in pinned.floors}
    return [
        f"{f.field}, {f.slice}: er is geen ondergrens (nu {f.figure:.4f}). "
        "Leg die vast met `voorkant model floors --write`."
        for f in floors_of(scores)
        if (f.field, f.slice) not in guarded
    ]


def pin_anew(
    before: Floors | None, judged_on: tuple[str, str], scores: Iterable[Score], because: str, day: date
) -> Floors:
    """New floors. Raises InputError when one goes down, or others are judged on, and nobody says why."""
    found = floors_of(scores)
    lowered = _lowered(before.floors, found) if before else ()
    why = " ".join(because.split())
    other = before is not None and judged_on != (before.split, before.documents)
    if (lowered or other) and not why:
        told = "; ".join(f"{x.field}, {x.slice}: {x.before:.4f} -> {_spelt(x.after)}" for x in lowered[:3])
        down = f"Ondergrenzen die omlaag gaan: {len(lowered)} ({told})"
        what = down if lowered else "Het testdeel van het corpus is veranderd"
        raise InputError(f'{what}. Zeg waarom dat goed is: `voorkant model floors --write --because "..."`.')
    changes = before.changes if before else ()
    if lowered or other:
        changes = (*changes, Change(day, why, lowered))
    return Floors(*judged_on, found, changes)


def _lowered(before: Iterable[Floor], now: Iterable[Floor]) -> tuple[Lowered, ...]:
    after = {(f.field, f.slice): f.floor for f in now}
    pairs = [Lowered(f.field, f.slice, f.floor, after.get((f.field, f.slice))) for f in before]
    return tuple(x for x in pairs if x.after is None or x.after < x.before)


def _spelt(floor: float | None) -> str:
    return "geen" if floor is None else f"{floor:.4f}"


def load(file: Path = FILE) -> Floors | None:
    """The pinned floors; None when there are none yet. Raises InputError for a file that is damaged."""
    try:
        return from_plain(Floors, json.loads(file.read_text("utf-8")))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise InputError(
            f"{file.name} is geen bestand met ondergrenzen ({error}). Haal het uit git."
        ) from error


def save(floors: Floors, file: Path = FILE) -> None:
    """Write the floors, a line each, to be read in git. Raises InputError when the file cannot be written."""
    told = to_plain(floors)
    lists = ",\n".join(f' "{key}": {_lines(told[key])}' for key in ("floors", "changes"))
    head = "".join(f' "{key}": "{told[key]}",\n' for key in ("split", "documents"))
    text = f"{{\n{head}{lists}\n}}\n"
    try:
        file.write_text(text, "utf-8")
    except OSError as error:
        raise InputError(
            f"{file.name} is niet te schrijven ({error.strerror}). Doe dit in een checkout."
        ) from None


def _lines(rows: Sequence[object]) -> str:
    """A JSON list with a line for each of its elements."""
    return (
        "[\n  " + ",\n  ".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n ]" if rows else "[]"
    )
