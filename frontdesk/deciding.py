"""Deciding on the desk: from a form that was sent to what is wanted, and the page on what was decided.

That page shows the words of documents that wait for a human (LAW 14), as an excerpt like any other, to who
may let them out or keep them inside. Who improves the classifiers reads them too, as masked text: /labelen,
/labelen/{key} and /kwaliteit/fouten. No other page does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from frontdesk import desk as desks
from frontdesk import reasons, words
from frontdesk.desk import Desk
from frontdesk.paging import paged
from storage.store import Database
from voorkant.clock import dutch_moment
from voorkant.errors import InputError
from voorkant.records import Decision, Document
from voorkant.reports import Wish
from voorkant.vocabulary import ON_DOCUMENTS, Ruling

#: so many documents that wait stand on one page (each look at one is in the audit log), and so many decisions
PAGE_SIZE = 25
#: what can be decided of a document that waits, by the name of its button
_CHOICES = {"vrij": Ruling.RELEASE, "verborgen": Ruling.WITHHOLD}


@dataclass(frozen=True, slots=True)
class Deciding:
    """Who decides and how it is carried out.

    `decide` and `undo` (by number) raise InputError for what cannot be.
    """

    actor: str
    decide: Callable[[Wish, datetime], int]
    undo: Callable[[int, str, datetime], object]

    def carry_out(self, initiative: str, form: Mapping[str, str], urls: Sequence[str], now: datetime) -> str:
        """Do what a form on the page of an initiative asks; returns the address to go on to.

        What was rejected has no page any more: the list then offers to undo it.
        """
        if "terug" in form:
            self._undo(form["terug"], now)
            return f"/initiatieven/{initiative}?besloten=terug"
        ruling = form.get("besluit", "")
        if ruling not in list(Ruling):
            raise InputError("Kies wat u wilt besluiten.")
        wish = Wish(self.actor, Ruling(ruling), initiative, form.get("waarde", ""), tuple(urls),
                    form.get("punt", ""))  # fmt: skip
        number = self.decide(wish, now)
        if wish.ruling is Ruling.REJECT:
            return f"/initiatieven?afgekeurd={number}"
        return f"/initiatieven/{initiative}?besloten=ja"

    def settle(self, form: Mapping[str, str], now: datetime) -> str:
        """Do what a form on the page of decisions asks; returns the address to go on to."""
        if "terug" in form:
            self._undo(form["terug"], now)
            return "/besluiten?gedaan=terug"
        chosen = next((name for name in _CHOICES if name in form), None)
        if chosen is None:
            raise InputError("Kies wat u wilt besluiten.")
        self.decide(Wish(self.actor, _CHOICES[chosen], "", urls=(form[chosen],)), now)
        return f"/besluiten?gedaan={chosen}"

    def _undo(self, number: str, now: datetime) -> None:
        if not number.isdecimal() or len(number) > len("999999999"):
            raise InputError("Dit besluit kennen we niet.")
        self.undo(int(number), self.actor, now)


def waiting(desk: Desk) -> list[tuple[Document, str]]:
    """(document, initiative id) of what waits for a human, the newest first."""
    found = [(d, i) for i in desk.members for d in desk.evidence(i) if desk.waits(d.id)]
    return sorted(found, key=lambda pair: (pair[0].published, pair[0].url), reverse=True)


def page(db: Database, desk: Desk, held: str = "", taken: str = "") -> dict[str, Any]:
    """A page of what waits and a page of the decisions that hold, the newest first, each `Paged`.

    `held`, `taken`: which page of each, as the address has it.
    """
    waits = paged(waiting(desk), held, PAGE_SIZE)
    holding = paged(sorted(_holding(db, desk.as_of), key=lambda d: -d.id), taken, PAGE_SIZE)
    names = _names(db, desk)
    judged = {d.subject for d in holding.shown if d.action in ON_DOCUMENTS}
    found = {d.id: d for d in db.documents.get(sorted(judged))}
    return {
        "held": waits.told(lambda pair: _held(desk, *pair)),
        "taken": holding.told(lambda decision: _told(desk, names, found, decision)),
    }


def of_initiative(db: Database, desk: Desk, initiative: str) -> list[Decision]:
    """What people decided about an initiative and holds, the newest first."""
    found = [d for d in _holding(db, desk.as_of) if d.action not in ON_DOCUMENTS]
    mine = [d for d in found if initiative in (desk.resolve(d.subject), desk.resolve(d.value))]
    return sorted(mine, key=lambda d: -d.id)


def rejected(db: Database, desk: Desk, number: str) -> dict[str, str] | None:
    """What was rejected by the decision of this number, as long as that holds."""
    found = (d for d in _holding(db, desk.as_of) if str(d.id) == number and d.action == Ruling.REJECT)
    decision = next(found, None)
    if decision is None:
        return None
    return {"number": number, "id": decision.subject, "name": _names(db, desk).get(decision.subject, "")}


def _holding(db: Database, as_of: datetime) -> list[Decision]:
    return [d for d in db.humans.decisions(as_of) if d.action in set(Ruling)]


def _names(db: Database, desk: Desk) -> dict[str, str]:
    """What initiatives are called, also those that are shown no more."""
    gone = {i.id: i.name for i in db.initiatives.all(desk.as_of, merged=True, rejected=True)}
    return gone | {i.id: i.name for i in desk.initiatives.values()}


def _held(desk: Desk, document: Document, initiative: str) -> dict[str, Any]:
    annotation = desk.annotations[document.id]
    label = annotation.labels["hostile"]
    return {
        "d": document,
        "source": desk.publisher(document.source),
        "excerpt": desks.words_of(document),
        "i": desk.initiatives[initiative],
        "sure": round(label.probability * 100),
        "reason": reasons.told(label.reason),
        "model": annotation.model,
    }


def _told(
    desk: Desk, names: Mapping[str, str], documents: Mapping[str, Document], decision: Decision
) -> dict[str, Any]:
    """A decision, on what, and what it gave; `page` is where its subject is shown, `url` its document."""
    if decision.action in ON_DOCUMENTS:
        return {"d": decision, "page": "", **_judged(desk, documents.get(decision.subject), decision)}
    subject = desk.resolve(decision.subject)
    return {
        "d": decision,
        "name": names.get(decision.subject, decision.subject),
        "page": f"/initiatieven/{subject}" if subject in desk.initiatives else "",
        "url": "",
        "gave": _gave(decision, names),
    }


def _judged(desk: Desk, document: Document | None, decision: Decision) -> dict[str, str]:
    """What tells which document it is; of one that stays inside no words, but who brought it, and when."""
    if document is None:
        return {"name": "een bericht dat er niet meer is", "url": "", "gave": ""}
    source = desk.publisher(document.source)
    if decision.action == Ruling.RELEASE:
        return {"name": document.title or source, "url": document.url, "gave": ""}
    return {"name": source, "url": document.url, "gave": dutch_moment(document.published, desk.settings.zone)}


def _gave(decision: Decision, names: Mapping[str, str]) -> str:
    match Ruling(decision.action):
        case Ruling.PHASE:
            return words.phase(decision.value)
        case Ruling.MERGE:
            return f"Hierin opgegaan: {names.get(decision.value, decision.value)}"
        case Ruling.SPLIT:
            return words.count(len(decision.documents), "bericht", "berichten")
        case _:
            return decision.value
