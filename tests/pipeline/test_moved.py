"""What moves in the store, alone or as a part of its own; never what people placed or joined."""

from __future__ import annotations

import pytest

from networks.moving import MOVED
from networks.splitting import PARTED
from pipeline.gathering import BY_HAND
from storage.store import Store
from tests.pipeline.small_town import DAY, NOW, come, document
from voorkant.records import Decision, Membership
from voorkant.settings import Settings
from voorkant.vocabulary import Ruling

BATH = [
    "Houd het buitenbad De Waterlelie open, zonder zwembad leert geen kind zwemmen",
    "Al 300 namen voor zwembad De Waterlelie, het buitenbad blijft open",
    "De raad praat over de sluiting van zwembad De Waterlelie",
]
BUS = [
    "Voor de buurtbus naar Stevensweert zoeken we chauffeurs",
    "Acht chauffeurs besturen sinds vandaag de buurtbus naar Stevensweert",
    "De buurtbus naar Stevensweert rijdt ook op zaterdag, zeggen de chauffeurs",
    "De chauffeurs van de buurtbus naar Stevensweert staan zaterdag op de markt",
]


@pytest.mark.parametrize(("probability", "moves"), [(0.7, True), (BY_HAND, False)])
def test_a_document_moves_unless_people_placed_it(
    known: Store, small: Settings, probability: float, moves: bool
) -> None:
    bath = [document("bode", text, NOW + n * DAY) for n, text in enumerate(BATH)]
    bus = [document("plein", text, NOW + n * DAY) for n, text in enumerate(BUS)]
    with known.begin() as db:
        for group, found in (("i-bad", bath), ("i-bus", bus[:3]), ("i-bad", bus[3:])):
            for one in found:
                db.documents.save(one)
            sure = probability if found == bus[3:] else 0.9
            db.initiatives.join(Membership(d.id, group, None, sure, "", d.collected) for d in found)
    come(known, small, NOW + 4 * DAY, *bath, *bus)  # all are settled: nothing is placed, and so nothing moves
    more = document("bode", "Zwemmers van De Waterlelie vieren feest in het buitenbad", NOW + 5 * DAY)
    come(known, small, NOW + 5 * DAY, more)
    with known.begin() as db:
        (where,) = db.initiatives.members(NOW + 6 * DAY, [bus[3].id])
    assert (where.initiative, where.reason) == (("i-bus", MOVED) if moves else ("i-bad", ""))


@pytest.mark.parametrize(
    ("ruling", "sure"),
    [(None, 0.99), (None, 0.6), (Ruling.MERGE, 0.99), (Ruling.SPLIT, 0.99), (Ruling.REJECT, 0.99)],
)
def test_a_heap_goes_on_as_two_unless_people_decided_on_it(
    known: Store, small: Settings, ruling: Ruling | None, sure: float
) -> None:
    bath = [document("bode", text, NOW + n * DAY) for n, text in enumerate(BATH)]
    bus = [document("plein", text, NOW + n * DAY) for n, text in enumerate(BUS)]
    with known.begin() as db:
        for one in (*bath, *bus):
            db.documents.save(one)
        db.initiatives.join(Membership(d.id, "i-heel", None, 0.9, "", d.collected) for d in (*bath, *bus))
        if ruling:
            db.humans.decide(Decision(0, NOW, "regisseur", ruling, "i-heel", "i-ander"))
    come(known, small, NOW + 4 * DAY, *bath, *bus, sure=sure)
    more = document("plein", "De buurtbus naar Stevensweert heeft twaalf chauffeurs", NOW + 5 * DAY)
    come(known, small, NOW + 5 * DAY, more, sure=sure)
    with known.begin() as db:
        where = {m.document: m for m in db.initiatives.members(NOW + 6 * DAY, [d.id for d in (*bath, *bus)])}
        shown = {i.id for i in db.initiatives.all(NOW + 6 * DAY)}
    (new,) = {where[d.id].initiative for d in bath}
    assert (new == "i-heel") is bool(ruling)
    assert {where[d.id].initiative for d in bus} == {"i-heel"}
    assert {where[d.id].reason for d in bath} == ({""} if ruling else {PARTED})
    assert new in shown or ruling, "what was shown stays in view, also where a part alone convinces nobody"
