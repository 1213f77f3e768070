"""A made archive: months of documents as the store keeps them, for measuring what a long past costs.

Words come as often as in ordinary Dutch, with new ones all the time. One document in ten is about an
initiative: these begin every day, have words and a name of their own, are answered, copied, and end. Some
documents are alone in theirs, as slips of the classifier are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any

import numpy as np
from sqlalchemy import Connection, Table, insert

from networks.copies import Sketch, bands, sketch
from networks.terms import Background, terms
from pipeline.doubles import LOOK_BACK
from storage.store import Store
from storage.tables import annotations_table, documents, families, features, initiatives, memberships
from storage.tables import bands as bands_table
from storage.tables import sketches as sketches_table
from voorkant.records import LABEL_FIELDS, Annotation, Document, Label, Source, document_id
from voorkant.settings import Retention
from voorkant.vocabulary import PublisherKind, SourceKind

FIRST = datetime(2024, 1, 1, tzinfo=UTC)
A_DAY, STARTS, LASTS = 2000, 5, 30.0
#: shares of the documents: about an initiative, alone in one, a copy of one of the same day, an answer
ABOUT, ALONE, COPIED, ANSWERS = 0.1, 0.005, 0.02, 0.2
WORDS, OWN, NEW = 55, 12, 3
SOURCE = Source(
    "bron", SourceKind.FEED, "https://bron.example/rss", "De Bron", PublisherKind.MEDIA, "meten",
    "AVG 6(1)(e)", "regie", date(2027, 1, 1),
)  # fmt: skip
SYLLABLES = ("ba", "do", "fi", "gu", "ke", "lo", "mi", "nu", "po", "ra", "si", "ta", "ve", "wo", "za", "hu")


@dataclass(frozen=True)
class Made:
    """One document, and the initiative that it is about or None."""

    number: int
    at: datetime
    words: tuple[str, ...]
    about: str | None
    relevance: float
    reply_to: str | None = None
    #: the number of the document that it is a copy of
    original: int | None = None

    @property
    def url(self) -> str:
        """Where it was read."""
        return address(self.number)

    @cached_property
    def id(self) -> str:
        """As the store has it."""
        return document_id(self.url)

    @property
    def text(self) -> str:
        """What it says; only names have a capital."""
        return " ".join(self.words)


@dataclass(slots=True)
class Effort:
    """An initiative while it lasts."""

    id: str
    ends: int
    busy: float
    words: tuple[str, ...]
    numbers: list[int] = field(default_factory=list)


def address(number: int) -> str:
    """Where the document with this number was read."""
    return f"https://bron.example/{number}"


def stream(known: Background, seed: int = 1) -> Iterator[list[Made]]:
    """Days of A_DAY documents, without end."""
    dice = np.random.default_rng(seed)
    common = ordinary(known)
    chance = np.array([known.frequency[f"w:{w}"] for w in common], float)
    steps = np.cumsum(chance / chance.sum())
    going: list[Effort] = []
    day = 0
    while True:
        for n in range(STARTS):
            begun = STARTS * day + n
            own = (
                *(common[k] for k in dice.integers(len(common), size=OWN)),
                name(10**6 + begun).capitalize(),
            )
            busy = 0.2 + dice.pareto(1.2)
            going.append(Effort(f"i-{begun:012d}", day + int(dice.exponential(LASTS)), busy, own))
        going = [e for e in going if e.ends >= day]
        yield _day(dice, day, going, common, steps)
        day += 1


def _day(
    dice: np.random.Generator, day: int, going: Sequence[Effort], common: Sequence[str], steps: Any
) -> list[Made]:
    busy = np.array([e.busy for e in going])
    made: list[Made] = []
    for n in range(A_DAY):
        number, at = day * A_DAY + n, FIRST + timedelta(days=day, seconds=80_000 * n / A_DAY)
        kind = dice.random()
        if made and kind > 1 - COPIED:
            first = made[int(dice.integers(len(made)))]
            of = first.number if first.original is None else first.original
            made.append(Made(number, at, ("eerder", *first.words), first.about, first.relevance, None, of))
            continue
        words = [common[k] for k in np.searchsorted(steps, dice.random(WORDS))]
        words += [name(10**7 + int(z)) for z in np.minimum(dice.zipf(1.15, NEW), 3_000_000)]
        about, reply = None, None
        if kind < ABOUT:
            effort = going[int(dice.choice(len(going), p=busy / busy.sum()))]
            words += [w for w in effort.words if dice.random() < 0.5]
            if effort.numbers and dice.random() < ANSWERS:
                reply = address(effort.numbers[-1 - int(dice.integers(min(20, len(effort.numbers))))])
            about = effort.id
            effort.numbers.append(number)
        elif kind < ABOUT + ALONE:
            about = f"i-{number:x}"
        sure = dice.beta(6, 2) if about else dice.beta(0.5, 12)
        made.append(Made(number, at, tuple(words), about, float(sure), reply))
    return made


def ordinary(known: Background) -> list[str]:
    """Ordinary words that are already as gathering compares them."""
    words = [t[2:] for t in known.frequency if t[0] == "w"]
    return [w for w in words if terms("", w) == {f"w:{w}": 1.0}]


def name(number: int) -> str:
    """A word of its own for a number."""
    return "".join(SYLLABLES[int(d, 16)] for d in f"{number:x}") + "k"


def counted(made: Made) -> dict[str, float]:
    """Its terms, about as they would be counted: that takes a millisecond each."""
    names = [w.lower() for w in made.words if w[0].isupper()]
    return dict.fromkeys(
        (*(f"w:{w.lower()}" for w in made.words), *(f"{kind}:{w}" for w in names for kind in "nk")), 1.0
    )


class Archive:
    """A store that is filled day by day with what was gathered as is true of it."""

    def __init__(self, store: Store) -> None:
        store.upgrade()
        with store.begin() as db:
            db.fetches.sync_sources([SOURCE])
        self.store = store
        self._sizes: defaultdict[str, int] = defaultdict(int)

    def add(self, days: Sequence[list[Made]], now: datetime) -> None:
        """Take in days that are over at `now`; what is too old has no text and no sketch any more."""
        full, known = now - timedelta(days=Retention().full_text_days), now - LOOK_BACK
        made = [one for day in days for one in day]
        with self.store.engine.begin() as db:
            db.exec_driver_sql("PRAGMA cache_size=-1000000")
            _insert(db, documents, [_document(m, full=m.at > full) for m in made])
            _insert(db, annotations_table, [_annotation(m) for m in made])
            _insert(db, features, [_features(m) for m in made])
            _insert(db, memberships, [_membership(m) for m in made if m.about])
            _insert(db, families, [_family(m) for m in made])
            drawn = [(m, s) for m in made if m.at > known and (s := sketch(m.text))]
            _insert(db, sketches_table, [_sketch(m, s) for m, s in drawn])
            _insert(db, bands_table, [{"document": m.id, "band": b} for m, s in drawn for b in set(bands(s))])
            for day in days:
                _insert(db, initiatives, self._portraits(day))

    def _portraits(self, day: list[Made]) -> list[dict[str, Any]]:
        touched = {m.about: m for m in day if m.about}
        for one in day:
            if one.about:
                self._sizes[one.about] += 1
        return [_portrait(k, m, self._sizes[k]) for k, m in touched.items() if self._sizes[k] > 1]


def come(store: Store, day: Sequence[Made], now: datetime) -> None:
    """A day comes in and is understood."""
    with store.begin() as db:
        for one in day:
            db.documents.save(
                Document(
                    one.url, SOURCE.id, "", one.text, one.at, one.at, participant=f"p{one.number % 9973}",
                    reply_to=one.reply_to, content_hash=one.id, entry_hash=one.id,
                )
            )  # fmt: skip
        said = [
            (Annotation(m.id, "nl", {f: Label(**v) for f, v in _labels(m).items()}, model="maaksel"), m.id)
            for m in day
        ]
        db.annotations.save(said, now)


def evening(made: Made) -> datetime:
    """When the day of a document was gathered."""
    return made.at.replace(hour=23, minute=0, second=0, microsecond=0)


def _insert(db: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        db.execute(insert(table), rows)


def _document(made: Made, *, full: bool) -> dict[str, Any]:
    return {
        "id": made.id, "url": made.url, "source": SOURCE.id, "title": "",
        "text": made.text if full else "", "published": made.at, "collected": made.at,
        "updated": None, "participant": f"p{made.number % 9973}", "reply_to": made.reply_to, "thread": None,
        "links": [], "hashtags": [], "language": None, "content_hash": made.id, "entry_hash": made.id,
    }  # fmt: skip


def _labels(made: Made) -> Mapping[str, dict[str, Any]]:
    told: dict[str, tuple[object, float]] = dict.fromkeys(LABEL_FIELDS, (None, 0.8))
    about = made.relevance >= 0.5
    told["initiative"] = (about, made.relevance if about else 1 - made.relevance)
    told |= {"kind": ("zelforganisatie", 0.8), "theme": ("wonen-ruimte", 0.3), "phase": ("idee", 0.6)}
    told |= {"stance": ("steun", 0.8), "call_to_action": (False, 0.9), "hostile": (False, 0.99)}
    return {f: {"value": v, "probability": p, "reason": ()} for f, (v, p) in told.items()}


def _annotation(made: Made) -> dict[str, Any]:
    return {
        "document": made.id, "content_hash": made.id, "language": "nl", "labels": _labels(made), "places": [],
        "organisations": [], "model": "maaksel", "made": evening(made),
    }  # fmt: skip


def _features(made: Made) -> dict[str, Any]:
    return {
        "document": made.id, "content_hash": made.id, "terms": counted(made), "gathered": evening(made),
    }  # fmt: skip


def _membership(made: Made) -> dict[str, Any]:
    return {
        "document": made.id, "initiative": made.about, "stance": "steun", "probability": 0.9,
        "reason": "maaksel", "joined": evening(made),
    }  # fmt: skip


def _family(made: Made) -> dict[str, Any]:
    original = made.number if made.original is None else made.original
    return {"document": made.id, "family": document_id(address(original))}


def _sketch(made: Made, of: Sketch) -> dict[str, Any]:
    return {
        "document": made.id, "size": of.size, "whole": of.whole.tobytes(), "start": of.start.tobytes(),
        "marks": sorted(of.marks), "made": evening(made),
    }  # fmt: skip


def _portrait(initiative: str, made: Made, size: int) -> dict[str, Any]:
    return {
        "id": initiative, "recorded": evening(made), "name": initiative, "summary": made.text[:200],
        "kind": "zelforganisatie", "theme": "wonen-ruimte", "phase": "idee", "phases": [], "places": [],
        "organisations": [], "first_seen": made.at, "last_seen": made.at, "appeared": made.at,
        "documents": size, "merged_into": None, "need": None,
    }  # fmt: skip
