"""What people decide about initiatives: kept with who and when (LAW 23), and seen everywhere at once.

A decision holds over what the machine finds (networks/rulings.py) until somebody undoes it. Documents that
moved with it go back then; what came in meanwhile stays where it is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from hashlib import sha256

from frontdesk.deciding import Deciding
from frontdesk.words import enumerate_words
from networks.arguing import Point, told
from networks.portraits import portray
from nlp.disguises import undisguised
from nlp.masking import PERSON, Masker
from pipeline.drawing import draw, going_on_as
from pipeline.evidence import archive
from pipeline.following import argued, connect, watch
from pipeline.gathering import BY_HAND
from pipeline.tools import Tools
from storage.store import Database, Store
from voorkant.errors import InputError
from voorkant.records import Decision, Initiative, Membership, final, withheld
from voorkant.reports import Wish
from voorkant.text import canonical_url
from voorkant.vocabulary import ON_DOCUMENTS, Phase, Ruling

#: longer fits no line
LONGEST_NAME = 120
LONGEST_ANSWER = 600
#: what people write themselves in these goes out as they wrote it
_WRITTEN = (Ruling.RENAME, Ruling.ANSWER)
#: by placeholder, what must not be in it (LAW 9)
_PERSONAL = {
    PERSON: "een naam van een persoon",
    "e-mail": "een e-mailadres",
    "telefoon": "een telefoonnummer",
    "iban": "een rekeningnummer",
    "bsn": "een burgerservicenummer",
    "adres": "een huisadres",
    "account": "een naam van een account",
}
#: how a name passes that only looks like a person's
_WAY_OUT = "Is het geen persoon? Zet er dan een woord als ‘buurtgroep’ of ‘stichting’ voor."
#: how a decision on a document is noted, and what is told when it holds already
_JUDGED = {
    Ruling.RELEASE: ("vrijgegeven", "Dit bericht is al vrijgegeven."),
    Ruling.WITHHOLD: ("verborgen gehouden", "Dit bericht blijft al verborgen."),
}


def decide(store: Store, tools: Tools, wish: Wish, now: datetime) -> int:
    """Carry out a wish and return the number of the decision.

    Raises InputError when it names something that is not there or cannot be.
    """
    with store.begin() as db:
        act = _judge if wish.ruling in ON_DOCUMENTS else _decide
        number = act(db, tools, wish, now)
        draw(db, (), now)
    _follow(store, tools, now)
    return number


def _decide(db: Database, tools: Tools, wish: Wish, now: datetime) -> int:
    """Decide on an initiative."""
    subject = find(db, wish.initiative, now)
    value = _CHECKS[wish.ruling](db, subject, wish, now)
    if wish.ruling in _WRITTEN:
        refuse_personal(value, tools.rules)
    named = _concerned(db, wish, subject, value, now)
    documents = tuple(m.document for m in named)
    number = db.humans.decide(Decision(0, now, wish.actor, wish.ruling, subject.id, value, documents))
    purpose = tools.settings.processing.purpose
    db.humans.note(now, wish.actor, f"besloten: {wish.ruling}", f"initiatief {subject.id}", purpose)
    if wish.ruling is Ruling.MERGE:
        _move(db, named, subject.id, "samengevoegd door een mens", now)
        db.initiatives.save([replace(find(db, value, now), merged_into=subject.id)], now)
    elif wish.ruling is Ruling.SPLIT:
        _move(db, named, value, "apart gezet door een mens", now)
        _show(db, value, now)
    elif wish.ruling is Ruling.ANSWER:
        point = _point(db, tools, subject, wish, now)
        said = [(s.source.document.id, s.about) for s in point.sentences]
        db.humans.answer(number, point.side, said)
    db.initiatives.draw_anew([subject.id])
    return number


def _judge(db: Database, tools: Tools, wish: Wish, now: datetime) -> int:
    """Decide whether a document may speak, in the place of what was decided of it before.

    What does not wait speaks, so it cannot be let out; but it can be kept inside.
    """
    url = next(iter(wish.urls), "")
    found = db.documents.by_url(canonical_url(url))
    if found is None:
        raise InputError(f"{url} kennen we niet. Neem het webadres van een bericht over.")
    before, annotation = db.ruled(now).get(found.id), db.annotations.get([found.id]).get(found.id)
    told, already = _JUDGED[wish.ruling]
    if before is wish.ruling:
        raise InputError(already)
    if wish.ruling is Ruling.RELEASE and not withheld(annotation, before):
        raise InputError("Dit bericht wacht niet op beoordeling.")
    _take_back(db, found.id, now)
    db.humans.note(now, wish.actor, told, f"document {found.id}", tools.settings.processing.purpose)
    _undraw(db, found.id, now)
    return db.humans.decide(Decision(0, now, wish.actor, wish.ruling, found.id, ""))


def on_desk(store: Store, tools: Tools, actor: str) -> Deciding:
    """How somebody at the front desk decides."""
    return Deciding(actor, partial(decide, store, tools), partial(undo, store, tools))


def _take_back(db: Database, document: str, now: datetime) -> None:
    """No decision on a document holds any more; two people may have made one at the same moment."""
    for one in db.humans.decisions(now):
        if one.action in ON_DOCUMENTS and one.subject == document:
            db.humans.undo(one.id)


def _undraw(db: Database, document: str, now: datetime) -> None:
    """What the document and its copies say is told anew."""
    db.documents.undraw([document, *(copy for copy in db.copies.of([document], now) if copy != document)])


def undo(store: Store, tools: Tools, number: int, actor: str, now: datetime) -> Decision:
    """Take a decision back; raises InputError when there is none that holds by that number."""
    with store.begin() as db:
        decision = next((d for d in db.humans.decisions(now) if d.id == number), None)
        if decision is None or decision.action not in set(Ruling):
            raise InputError(f"Besluit {number} geldt niet (meer). Zie `voorkant decide list`.")
        _refuse_tangled(db, decision, now)
        db.humans.undo(number)
        if decision.action in ON_DOCUMENTS:
            _take_back(db, decision.subject, now)
        purpose = tools.settings.processing.purpose
        db.humans.note(now, actor, "besluit teruggedraaid", f"besluit {number}", purpose)
        if decision.action == Ruling.MERGE:
            _return(db, decision.documents, decision.value, now)
            _part_again(db, decision.value, now)
        elif decision.action == Ruling.SPLIT:
            _return(db, decision.documents, find(db, decision.subject, now).id, now)
            if not _held(db, decision.value, now):
                part = find(db, decision.value, now)
                db.initiatives.save([replace(part, merged_into=decision.subject)], now)
        if decision.action in ON_DOCUMENTS:
            _undraw(db, decision.subject, now)
        else:
            db.initiatives.draw_anew([going_on_as(db, now)(decision.subject)])
        draw(db, (), now)
    _follow(store, tools, now)
    return decision


def find(db: Database, told: str, now: datetime) -> Initiative:
    """The initiative with this id (or the one that begins so); raises InputError when it is not clear."""
    everything = db.initiatives.all(now, merged=True, rejected=True)
    gone = {i.id: i.merged_into for i in everything if i.merged_into}
    known = {i.id: i for i in everything}
    meant = {final(i, gone) for i in known if i == told or (len(told) > 3 and i.startswith(told))}
    if told in known:
        meant = {final(told, gone)}
    if len(meant) != 1:
        why = "kennen we niet" if not meant else "kan meer dan één initiatief zijn"
        raise InputError(f"{told!r} {why}. De codes staan in `voorkant export initiatives` en op de balie.")
    return known[meant.pop()]


def refuse_personal(text: str, masker: Masker) -> None:
    """Raise InputError when a text holds what would be masked in a document (LAW 9).

    Refused, not masked: who wrote it can say it otherwise, and nobody wants a placeholder in an answer.
    """
    found = dict.fromkeys(span.kind for span in masker.find(undisguised(text)))
    if found:
        stands = "staat" if len(found) == 1 else "staan"
        told = f"Er {stands} {enumerate_words([_PERSONAL[kind] for kind in found])} in."
        way_out = f" {_WAY_OUT}" if PERSON in found else ""
        raise InputError(f"{told} Laat dat weg: zulke gegevens bewaart Voorkant niet.{way_out}")


def _name(db: Database, subject: Initiative, wish: Wish, now: datetime) -> str:
    name = " ".join(wish.value.split())
    if not name or len(name) > LONGEST_NAME:
        raise InputError(f"Een naam heeft 1 tot {LONGEST_NAME} tekens.")
    return name


def _phase(db: Database, subject: Initiative, wish: Wish, now: datetime) -> str:
    if wish.value not in list(Phase):
        raise InputError(f"{wish.value!r} is geen fase. Kies uit {', '.join(Phase)}.")
    return wish.value


def _other(db: Database, subject: Initiative, wish: Wish, now: datetime) -> str:
    other = find(db, wish.value, now)
    if other.id == subject.id:
        raise InputError("Dat is al hetzelfde initiatief.")
    if {subject.id, other.id} & _rejected(db, now):
        raise InputError("Een van de twee is afgekeurd. Draai dat eerst terug met `voorkant decide undo`.")
    return other.id


def _part(db: Database, subject: Initiative, wish: Wish, now: datetime) -> str:
    """The id of the new part: from what it is made of, so that it is no one else's."""
    moved = _named(db, subject, wish.urls, now)
    if len(moved) == len(_held(db, subject.id, now)):
        raise InputError("Dan blijft er niets over. Laat minstens één bericht staan.")
    told = " ".join([subject.id, now.isoformat(), *sorted(m.document for m in moved)])
    return f"i-{sha256(told.encode()).hexdigest()[:12]}"


def _nothing(db: Database, subject: Initiative, wish: Wish, now: datetime) -> str:
    if subject.id in _rejected(db, now):
        raise InputError("Dit is al afgekeurd.")
    return ""


def _answer(db: Database, subject: Initiative, wish: Wish, now: datetime) -> str:
    answer = " ".join(wish.value.split())
    if not answer or len(answer) > LONGEST_ANSWER:
        raise InputError(f"Een antwoord heeft 1 tot {LONGEST_ANSWER} tekens.")
    return answer


def _point(db: Database, tools: Tools, subject: Initiative, wish: Wish, now: datetime) -> Point:
    found = [p for p in argued(db, tools, subject.id, now) if told(p).id == wish.point]
    if not found:
        raise InputError(
            f"Argument {wish.point!r} kennen we niet (meer) bij {subject.name}. "
            "De codes staan in `voorkant export arguments` en op de balie."
        )
    return found[0]


_CHECKS: dict[Ruling, Callable[[Database, Initiative, Wish, datetime], str]] = {
    Ruling.RENAME: _name,
    Ruling.PHASE: _phase,
    Ruling.MERGE: _other,
    Ruling.SPLIT: _part,
    Ruling.REJECT: _nothing,
    Ruling.ANSWER: _answer,
}


def _rejected(db: Database, now: datetime) -> set[str]:
    shown = {i.id for i in db.initiatives.all(now)}
    return {i.id for i in db.initiatives.all(now, rejected=True)} - shown


def _refuse_tangled(db: Database, decision: Decision, now: datetime) -> None:
    """A split or merge on which another rests cannot be undone before that one."""
    later = [
        d
        for d in db.humans.decisions(now)
        if d.id > decision.id
        and decision.action in (Ruling.MERGE, Ruling.SPLIT)
        and d.action in (Ruling.MERGE, Ruling.SPLIT)
        and {d.subject, d.value} & {decision.subject, decision.value}
    ]
    if later:
        raise InputError(f"Besluit {later[-1].id} bouwt hierop voort. Draai eerst dat terug.")


def _held(db: Database, initiative: str, as_of: datetime) -> list[Membership]:
    return db.initiatives.holding([initiative], as_of)


def _named(db: Database, subject: Initiative, urls: Sequence[str], now: datetime) -> list[Membership]:
    """The memberships of documents of the subject at these addresses."""
    held = {m.document: m for m in _held(db, subject.id, now)}
    found = [db.documents.by_url(canonical_url(url)) for url in urls]
    strange = [u for u, d in zip(urls, found, strict=True) if d is None or d.id not in held]
    if strange or not found:
        what = f"{strange[0]} hoort niet bij {subject.name}" if strange else "Er is geen bericht genoemd"
        raise InputError(f"{what}. Noem webadressen van berichten van dit initiatief.")
    return [held[i] for i in dict.fromkeys(d.id for d in found if d)]


def _concerned(
    db: Database, wish: Wish, subject: Initiative, value: str, now: datetime
) -> Sequence[Membership]:
    """What moves when this wish is carried out, or shows that it is right."""
    if wish.ruling is Ruling.MERGE:
        return _held(db, value, now)
    shown = wish.ruling is Ruling.PHASE and wish.urls
    return _named(db, subject, wish.urls, now) if shown or wish.ruling is Ruling.SPLIT else []


def _move(db: Database, members: Collection[Membership], to: str, reason: str, now: datetime) -> None:
    moved = (replace(m, initiative=to, reason=reason, probability=BY_HAND, joined=now) for m in members)
    db.initiatives.join(moved)


def _return(db: Database, documents: Collection[str], to: str, now: datetime) -> None:
    """Send back what moved with a decision, as far as it is still there."""
    _move(db, db.initiatives.members(now, documents), to, "teruggezet door een mens", now)


def _part_again(db: Database, initiative: str, now: datetime) -> None:
    """What went up in another is there again, as it was then and no newer; it waits to be drawn."""
    if _held(db, initiative, now):
        gone = db.initiatives.get([initiative], now)
        db.initiatives.save([replace(i, merged_into=None) for i in gone.values()], now)


def _show(db: Database, initiative: str, now: datetime) -> None:
    """An initiative that people made is shown, however little says so."""
    evidence = archive(db, now, [initiative]).evidence.get(initiative)
    if evidence:
        db.initiatives.save([portray(initiative, evidence, now)], now)


def _follow(store: Store, tools: Tools, now: datetime) -> None:
    """Networks and growth as they are after the decision."""
    connect(store, tools, now)
    watch(store, tools, now)
