"""What a text names, on the page to label on: the text with its marks, the inputs, and reading them back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from frontdesk import words
from voorkant.errors import InputError
from voorkant.named import Gathering, Named, pieces, read_start, regions
from voorkant.records import Document

if TYPE_CHECKING:  # every command reads this module, few need the database (half a second)
    from storage.store import Database

#: the key that marks what is selected, per kind; in the text alone, so they may pick a value elsewhere
MARK_KEYS = {"places": "p", "organisations": "o", "meetings": "b"}
#: the inputs of one gathering
_ROW = ("woorden", "dag", "uur", "waar")


@dataclass(frozen=True, slots=True)
class Day:
    """Words of a text that tell a day: what is filled in when they are marked as a gathering."""

    words: str
    day: str
    hour: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the machine finds in a text, to begin with: what is named, and all days that are told."""

    named: Named = field(default_factory=Named)
    days: tuple[Day, ...] = ()


Look = Callable[["Database", Document], Seen]


def nothing_seen(db: Database, document: Document) -> Seen:
    """Where nobody looks there is nothing to begin with."""
    return Seen()


def read_named(fields: Sequence[tuple[str, str]], zone: ZoneInfo) -> Named | None:
    """What a form that was sent says the text names; None when nobody says that it was looked through.

    Raises InputError for a gathering without a day.
    """
    form = dict(fields)
    if form.get("nagekeken") != "ja":
        return None
    columns = [[value.strip() for name, value in fields if name == column] for column in _ROW]
    rows = (dict(zip(_ROW, row, strict=True)) for row in zip_longest(*columns, fillvalue=""))
    return Named(
        tuple(form.get("plaatsen", "").splitlines()),
        tuple(form.get("organisaties", "").splitlines()),
        tuple(_gathering(row, zone) for row in rows if any(row.values())),
    )


def _gathering(row: dict[str, str], zone: ZoneInfo) -> Gathering:
    if not row["dag"]:
        raise InputError("Geef van elke bijeenkomst de dag, of maak de hele regel leeg.")
    return Gathering(read_start(f"{row['dag']} {row['uur']}", zone), row["waar"], row["woorden"])


def whole(document: Document) -> str:
    """Title and text, as they are read for what they name."""
    return f"{document.title}\n{document.text}"


def marking(document: Document, named: Named, seen: Seen, *, checked: bool) -> dict[str, Any]:
    """What the page shows of what is named; `checked`: this person looked it through before."""
    found, below = regions(whole(document), named), len(document.title) + 1
    text = [replace(r, start=r.start - below, end=r.end - below) for r in found if r.start >= below]
    return {
        "kinds": [(kind, words.NAMED[kind], key) for kind, key in MARK_KEYS.items()],
        "title": list(pieces(document.title, [r for r in found if r.start < below])),
        "text": list(pieces(document.text, text)),
        "places": named.places,
        "organisations": named.organisations,
        "rows": [(g.words, g.start[:10], g.start[11:16], g.place) for g in named.meetings],
        "days": [asdict(day) for day in seen.days],
        "checked": checked,
    }
