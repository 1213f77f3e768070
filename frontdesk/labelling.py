"""The page on which the data team labels: what is next, the form, and keeping what was said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING, Any

from frontdesk import words
from frontdesk.marking import Look, marking, nothing_seen, whole
from voorkant.errors import InputError
from voorkant.labels import LABEL_VALUES, ONLY_INITIATIVE, ContradictionError, complete, read_value, spell
from voorkant.named import Named, settle
from voorkant.records import Document, LabelValue
from voorkant.reports import HumanLabel, HumanNames
from voorkant.settings import Settings

if TYPE_CHECKING:  # every command reads this module, few need the database (half a second)
    from storage.store import Database

#: the keys that pick the values of a field, in order
KEYS = "123456789abcdefgh"


@dataclass(frozen=True, slots=True)
class ToLabel:
    """A document that was chosen, why, and the masked text of what it answers."""

    document: str
    why: str
    context: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What one person said of the text of a document with this digest (empty: as it stands now).

    `named`: all that the text names, None when they did not say.
    """

    document: str
    version: str
    labeller: str
    labels: Mapping[str, LabelValue]
    named: Named | None = None


Choose = Callable[["Database", datetime], Sequence[ToLabel]]
Find = Callable[["Database", str], ToLabel | None]


def _nothing(db: Database, now: datetime) -> Sequence[ToLabel]:
    return ()


def _alone(db: Database, document: str) -> ToLabel | None:
    return ToLabel(document, "") if any(d.text for d in db.documents.get([document])) else None


@dataclass(slots=True)
class Labelling:
    """Who labels, and what is next for them.

    `choose` is asked again when all that it gave was labelled or passed over; `second` likewise, for what
    others labelled and this person did not. `find` gives one document, None when its text is gone, and
    `look` what the machine finds in it.
    """

    labeller: str
    choose: Choose
    second: Choose = _nothing
    find: Find = _alone
    look: Look = nothing_seen
    _queues: dict[bool, list[ToLabel]] = field(default_factory=dict)
    _passed: set[str] = field(default_factory=set)
    _handled: list[str] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def next(self, db: Database, now: datetime, *, second: bool = False) -> ToLabel | None:
        """The next one that is still there and that this person did not label or pass over."""
        with self._lock:
            queue = self._open(db, now, self._queues.get(second, ()))
            if not queue:
                queue = self._open(db, now, (self.second if second else self.choose)(db, now))
            self._queues[second] = queue
            return queue[0] if queue else None

    def labelled(self, document: str) -> None:
        """This one was labelled: it can be gone back to."""
        with self._lock:
            self._remember(document)

    def pass_over(self, document: str) -> None:
        """Not this one, for as long as the front desk runs; it can be gone back to."""
        with self._lock:
            self._passed.add(document)
            self._remember(document)

    def before(self, document: str) -> str | None:
        """What this person labelled or passed over before this one, since the front desk runs."""
        with self._lock:
            at = self._handled.index(document) if document in self._handled else len(self._handled)
            return self._handled[at - 1] if at else None

    def _remember(self, document: str) -> None:
        if document not in self._handled:
            self._handled.append(document)

    def _open(self, db: Database, now: datetime, offered: Sequence[ToLabel]) -> list[ToLabel]:
        ids = [one.document for one in offered]
        there = {d.id for d in db.documents.get(ids) if d.text} - self._passed
        done = {one for one, who in db.labels.labellers(now, documents=ids) if who == self.labeller}
        return [one for one in offered if one.document in there - done]


def read_form(form: Mapping[str, str]) -> dict[str, LabelValue]:
    """The labels in a form that was sent; raises InputError when there are wrong ones."""
    given = {f: read_value(f, form[f]) for f in LABEL_VALUES if form.get(f)}
    return complete({}, given)


def in_page_words(wrong: ContradictionError) -> InputError:
    """What cannot be true together, in the words of the form."""
    field, no = words.LABELS[wrong.field], words.LABELS["initiative"]
    return InputError(
        f"Bij ‘{no}’ koos u nee. Dan hoort er bij ‘{field}’ {spell(wrong.empty)}. "
        f"Kies dat, of kies ja bij ‘{no}’."
    )


def keep(db: Database, said: Said, actor: str, settings: Settings, now: datetime) -> int:
    """Keep what a person said of a document; returns how many labels are new or changed.

    `actor` is who hands it in, for the audit log (LAW 23). Raises InputError when the document is gone, when
    nothing was said, when the same person said before what cannot be true beside this, or when the text does
    not have what it is said to name. What an earlier text named is not kept: it cannot be looked up.
    """
    found = db.documents.get([said.document])
    if not found:
        raise InputError("Dit bericht is er niet meer. Ga verder met het volgende.")
    if not said.labels and said.named is None:
        raise InputError("U koos nog niets. Kies minstens één label, of sla het bericht over.")
    version = said.version or found[0].content_hash
    changed = db.labels.save(_labels(db, said, version, now))
    if said.named is not None and found[0].text and version == found[0].content_hash:
        named = settle(whole(found[0]), said.named, settings.zone)
        changed += db.labels.save_names(HumanNames(said.document, said.labeller, named, now, version))
    if changed:
        record = f"document {said.document}, label van {said.labeller}"
        db.humans.note(now, actor, "gelabeld", record[:200], settings.processing.purpose)
    return changed


def refuse_outdated(db: Database, said: Said) -> None:
    """Raise InputError when nothing is left to keep: names alone, of a text that is no more."""
    found = db.documents.get([said.document])
    current = any(d.text and said.version in ("", d.content_hash) for d in found)
    if said.named is not None and not said.labels and not current:
        raise InputError("Het bericht is veranderd of weg. Open het opnieuw en kijk het nog eens na.")


def _labels(db: Database, said: Said, version: str, now: datetime) -> list[HumanLabel]:
    before = [x for x in db.labels.get(documents=[said.document]) if x.labeller == said.labeller]
    labels = complete({x.field: x.value for x in before}, said.labels)
    return [HumanLabel(said.document, f, said.labeller, value, now, version) for f, value in labels.items()]


def page(
    db: Database, task: ToLabel | None, labelling: Labelling, now: datetime, *, second: bool = False
) -> dict[str, Any]:
    """What the page shows: the document, why it, the choices with their keys, and how far one is.

    What is filled in is what this person said of it before, never what another said; of what is named, else
    what the machine finds. A `second` reading begins empty: two who correct the same machine agree with it.
    """
    found = db.documents.get([task.document]) if task else []
    who = labelling.labeller
    return {
        "task": task,
        "document": found[0] if found else None,
        "fields": _fields(),
        "said": _said(db, found[0], who, now) if found else {},
        "marks": _marks(db, found[0], labelling, now, second) if found else None,
        "done": len({document for document, labeller in db.labels.labellers(now) if labeller == who}),
        "labeller": who,
    }


def _fields() -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "title": words.LABELS[name],
            "only": name in ONLY_INITIATIVE,
            "choices": [
                (spell(v), "geen" if v is None else words.label_value(v), key)
                for v, key in zip(values, KEYS, strict=False)
            ],
        }
        for name, values in LABEL_VALUES.items()
    ]


def _said(db: Database, document: Document, labeller: str, now: datetime) -> dict[str, str]:
    """The values that this person gave this very text."""
    given = db.labels.get(now, documents=[document.id])
    here = (labeller, document.content_hash)
    return {x.field: spell(x.value) for x in given if (x.labeller, x.content_hash) == here}


def _marks(
    db: Database, document: Document, labelling: Labelling, now: datetime, second: bool
) -> dict[str, Any]:
    """What this person said that this very text names, else what the machine finds in it, or nothing."""
    seen, here = labelling.look(db, document), (labelling.labeller, document.content_hash)
    given = db.labels.names(now, documents=[document.id])
    mine = [x.named for x in given if (x.labeller, x.content_hash) == here]
    return marking(document, mine[0] if mine else Named() if second else seen.named, seen, checked=bool(mine))
