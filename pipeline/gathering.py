"""Gather: documents become initiatives, which later evidence merges, splits and mends."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from networks.gathering import SETTLED, Gatherer, Placement
from networks.groups import RECENT, Item
from networks.moving import MOVED, Move, rethink
from networks.rulings import Rulings
from networks.splitting import PARTED, split
from networks.tidying import Merge, tidy
from pipeline.doubles import find as find_copies
from pipeline.drawing import draw, going_on_as, ruled
from pipeline.evidence import count_terms, item, taken_from
from pipeline.progress import QUIET, Progress
from pipeline.tools import Tools
from storage.store import Database, Store
from voorkant.records import Annotation, Document, Membership, document_id, final
from voorkant.reports import Report
from voorkant.vocabulary import ON_DOCUMENTS, Ruling, Stance

#: gathering looks back so far; what is silent for longer starts anew, unless people decided on it
MEMORY = timedelta(days=180)
#: of that, so many documents are read back; and of what is older, so many of the newest of each initiative.
#: what a day costs has an end, and words stay about as rare as on the towns that the weights were learned on
NEWEST, OLDER, EACH = 10_000, 5_000, RECENT
ON_INITIATIVES = frozenset(Ruling) - ON_DOCUMENTS
#: what belongs nowhere, and may be about an initiative, is looked at again for so long
SECOND_LOOK = timedelta(days=14)
POSSIBLE = 0.1
#: so sure is only what people placed
BY_HAND = 1.0
#: a copy belongs where its original does
SURE_COPY, SAME = 0.97, "zegt hetzelfde als een ander bericht"


@dataclass(frozen=True, slots=True)
class Loose:
    """A document that belongs to no initiative yet."""

    document: Document
    annotation: Annotation
    item: Item


def gather(store: Store, tools: Tools, now: datetime, progress: Progress = QUIET) -> Report:
    """Let new documents join initiatives in the order they came, and draw the portraits anew."""
    placed: list[Placement] = []
    found: list[Membership] = []
    merges: list[Merge] = []
    moves: list[Move] = []
    parted: list[Move] = []
    with store.begin() as db:
        if waiting := db.documents.to_gather(now):
            gatherer, loose = _restore(db, tools, now)
            _know_answered(db, gatherer, [*waiting, *(one.document for one in loose)], now)
            placed = _place(db, gatherer, waiting, tools, now, progress=progress)
        if placed:
            found = _reconsider(db, gatherer, loose, now)
            found += _reunite(db, [*(d.id for d in waiting), *(m.document for m in found)], now)
            told, fixed = ruled(db, now), _by_hand(db, gatherer, now)
            parted = _split(db, gatherer, told, fixed, now)
            merges = _tidy(db, gatherer, told, now)
            moves, emptied = _rethink(db, gatherer, told, fixed, now)
            merges += emptied
        changed = draw(db, merges, now, {m.target: m.source for m in parted})
    founded = sum(p.founded for p in placed)
    joined = sum(p.group is not None for p in placed)
    return Report(
        "gather",
        {
            "bekeken": len(placed),
            "geplaatst": joined,
            "begonnen": founded,
            "samengevoegd": len(merges),
            "gesplitst": len(parted),
            "alsnog geplaatst": len(found),
            "verplaatst": sum(len(m.documents) for m in moves),
            "bijgewerkt": changed,
        },
    )


def _restore(db: Database, tools: Tools, now: datetime) -> tuple[Gatherer, list[Loose]]:
    """The gatherer as it stood after the last document, in the same order, and what belongs nowhere yet.

    It is made anew from what is kept each time, so that nothing has to be mended after an erasure, a merge or
    a decision.
    """
    gatherer, loose = Gatherer(tools.background), []
    counted = db.initiatives.terms_of(_decided(db, now), now, EACH)
    counted |= db.initiatives.terms(now - MEMORY, now, newest=NEWEST, older=OLDER, each=EACH)
    where = {m.document: m.initiative for m in db.initiatives.members(now, counted)}
    annotations = db.annotations.get(list(counted))
    families, told = db.copies.of(counted, now), set[str]()
    for document in db.documents.get(list(counted)):
        # each is let go as it is taken in, so that all of them never stand beside the groups
        annotation, group = annotations.pop(document.id), where.get(document.id)
        known = item(document, annotation, counted.pop(document.id), taken_from(tools.settings))
        family = families.get(document.id, document.id)
        if family in told:
            gatherer.follow(known.url, group)
        else:
            gatherer.restore(known, group)
        told.add(family)
        if group is None and known.relevance > POSSIBLE and document.published > now - SECOND_LOOK:
            loose.append(Loose(document, annotation, known))
    return gatherer, loose


def _decided(db: Database, now: datetime) -> set[str]:
    """Initiatives on which people decided: what was rejected or renamed does not begin a second time."""
    called = going_on_as(db, now)
    told = [d for d in db.humans.decisions(now) if d.action in ON_INITIATIVES]
    return {called(one) for d in told for one in (d.subject, d.value)}


def _know_answered(db: Database, gatherer: Gatherer, documents: Sequence[Document], now: datetime) -> None:
    """What these answer and link to may be older than what was read back."""
    links = {url for d in documents for url in (d.reply_to, d.thread, *d.links) if url}
    named = {document_id(url): url for url in links if not gatherer.knows(url)}
    for member in db.initiatives.members(now, named):
        if member.initiative in gatherer.groups:
            gatherer.follow(named[member.document], member.initiative)


def _membership(
    document: str, annotation: Annotation, placement: Placement, now: datetime
) -> Membership | None:
    if placement.group is None:
        return None
    stance = annotation.labels["stance"].value
    own = Stance(stance) if isinstance(stance, str) else None
    return Membership(document, placement.group, own, placement.probability, placement.reason, now)


def _place(
    db: Database,
    gatherer: Gatherer,
    waiting: Sequence[Document],
    tools: Tools,
    now: datetime,
    *,
    progress: Progress,
) -> list[Placement]:
    find_copies(db, waiting, now)
    ids = [d.id for d in waiting]
    annotations = db.annotations.get(ids)
    families = db.copies.of(ids, now)
    settled = {m.document: m.initiative for m in db.initiatives.members(now, {*ids, *families})}
    homes = {families[d]: group for d, group in settled.items() if d in families}
    placed: list[Placement] = []
    joined: list[Membership] = []
    counted = {}
    for document in progress.track(waiting, "initiatieven vinden", len(waiting)):
        annotation = annotations[document.id]
        found = count_terms(document, annotation)
        counted[document.id] = (document.content_hash, found)
        if document.id in settled:  # an edit: it stays where it was
            continue
        newcomer = item(document, annotation, found, taken_from(tools.settings))
        placement = _beside(gatherer, newcomer, homes.get(families.get(document.id, "")))
        placed.append(placement)
        if placement.group and document.id in families:
            homes.setdefault(families[document.id], placement.group)
        if member := _membership(document.id, annotation, placement, now):
            joined.append(member)
    db.initiatives.join(joined)
    db.initiatives.save_terms(counted, now)
    return placed


def _beside(gatherer: Gatherer, newcomer: Item, home: str | None) -> Placement:
    """A copy goes where another copy is; what is new is placed."""
    if home is None:
        return gatherer.place(newcomer)
    gatherer.follow(newcomer.url, home)
    return Placement(home, SURE_COPY, SAME)


def _reunite(db: Database, documents: Sequence[str], now: datetime) -> list[Membership]:
    """What belonged nowhere joins the initiative of its copies, where any of these is one of them."""
    families = db.copies.of(documents, now)
    where = {m.document: m.initiative for m in db.initiatives.members(now, families)}
    homes = {families[d]: group for d, group in where.items() if d in families}
    apart = [d for d, family in families.items() if d not in where and family in homes]
    annotations = db.annotations.get(apart)
    found = [
        member
        for d in apart
        if d in annotations
        and (member := _membership(d, annotations[d], Placement(homes[families[d]], SURE_COPY, SAME), now))
    ]
    db.initiatives.join(found)
    return found


def _tidy(db: Database, gatherer: Gatherer, told: Rulings, now: datetime) -> list[Merge]:
    """Merge what more evidence has shown to be one; its documents move, from now on.

    One round a day: a merged group has to prove itself with new documents before it merges on.
    """
    merges = tidy(gatherer, may_merge=told.may_merge)
    _carry_over(db, merges, now)
    return merges


def _carry_over(db: Database, merges: Sequence[Merge], now: datetime) -> None:
    """The documents of an initiative that is no more go where it lives on."""
    where = {m.gone: m.keep for m in merges}
    db.initiatives.join(
        replace(member, initiative=final(member.initiative, where), reason="samengevoegd", joined=now)
        for member in db.initiatives.holding(where, now)
    )


def _split(
    db: Database, gatherer: Gatherer, told: Rulings, fixed: Collection[str], now: datetime
) -> list[Move]:
    """Of what turned out to be two efforts, the smaller part goes on by itself."""
    parted = split(gatherer, now, fixed, told.may_split)
    _carry(db, parted, PARTED, now)
    return parted


def _rethink(
    db: Database, gatherer: Gatherer, told: Rulings, fixed: Collection[str], now: datetime
) -> tuple[list[Move], list[Merge]]:
    """What belongs elsewhere by now moves; what people placed stays."""
    moves, emptied = rethink(gatherer, now, fixed, told.may_merge)
    _carry(db, moves, MOVED, now)
    _carry_over(db, emptied, now)
    return moves, emptied


def _by_hand(db: Database, gatherer: Gatherer, now: datetime) -> set[str]:
    """Of the documents that may still move those that people placed."""
    recent = [one.item.id for one in gatherer.recent(now - SETTLED)]
    return {m.document for m in db.initiatives.members(now, recent) if m.probability == BY_HAND}


def _carry(db: Database, moves: Sequence[Move], reason: str, now: datetime) -> None:
    """Documents go where they moved, their copies with them."""
    going = {document: move for move in moves for document in move.documents}
    families = db.copies.of(going, now)
    by_family = {families[document]: move for document, move in going.items() if document in families}
    going |= {copy: by_family[family] for copy, family in families.items() if copy not in going}
    db.initiatives.join(
        replace(m, initiative=move.target, probability=move.probability, reason=reason, joined=now)
        for m in db.initiatives.members(now, going)
        if m.initiative == (move := going[m.document]).source and m.probability != BY_HAND
    )


def _reconsider(db: Database, gatherer: Gatherer, loose: Sequence[Loose], now: datetime) -> list[Membership]:
    """What was said before anybody knew of an initiative joins it when it is known by now."""
    found = []
    for one in loose:
        placement = gatherer.reconsider(one.item)
        if placement and (member := _membership(one.document.id, one.annotation, placement, now)):
            found.append(member)
    db.initiatives.join(found)
    return found
