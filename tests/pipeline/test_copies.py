"""Copies through the stages: in the same initiative, counted once, shown once, each voice heard."""

from __future__ import annotations

from datetime import timedelta

from frontdesk import desk as desks
from frontdesk.digest import build, documents_of
from frontdesk.export import rows
from frontdesk.render import render
from pipeline.deciding import decide, undo
from pipeline.tools import Tools
from storage.store import Store
from tests.pipeline.small_town import DAY, NOW, come, document
from tests.texts import ARTICLE, FOLLOW_UP
from voorkant.records import Document
from voorkant.reports import Wish
from voorkant.settings import Settings
from voorkant.text import content_hash
from voorkant.vocabulary import Ruling


def test_three_papers_are_one_text_from_three_sources(known: Store, small: Settings) -> None:
    first = document("bode", ARTICLE, NOW - 2 * DAY, "Buurt wil pompstation")
    come(known, small, NOW - 2 * DAY, first)
    second = document("courant", "Van onze redactie. " + ARTICLE, NOW - DAY, "Pompstation voor de buurt?")
    third = document("plein", ARTICLE[:420], NOW, "Het pompstation")
    come(known, small, NOW, second, third)
    with known.begin() as db:
        desk = desks.read(db, small, NOW)
        assert {m.initiative for m in db.initiatives.members(NOW)} == {f"i-{first.id[:12]}"}
        assert not desk.initiatives, "one text in three papers is not yet two documents"
    more = document("bode", FOLLOW_UP, NOW + DAY, "Pompstation blijft van de buurt")
    come(known, small, NOW + DAY, more)
    with known.begin() as db:
        desk = desks.read(db, small, NOW + DAY)
        (home,) = desk.initiatives.values()
        assert home.documents == documents_of(desk, home) == 2
        assert [d.url for d in desk.shown(home.id)] == [more.url, first.url]
        assert [d.url for d in desk.also_in(first.id)] == [second.url, third.url]
        told = render(build(db, small, None, NOW + DAY), small, "text")
        assert "ook in: De Courant en Het Plein" in told
        assert "2 berichten uit 3 bronnen" in told
        exported = {row["url"]: row["copy_of"] for row in rows(db, small, "documents", NOW + DAY)}
        assert exported == {first.url: None, more.url: None, second.url: first.url, third.url: first.url}
        assert desks.read(db, small, NOW - DAY).copy_of == {}, "the day before knew of no copy"


def test_a_copy_brings_the_original_along(known: Store, small: Settings) -> None:
    """What the classifier missed in one paper and saw in the other belongs where the other does."""
    missed = document("bode", ARTICLE, NOW - DAY)
    come(known, small, NOW - DAY, missed, sure=0.01)
    with known.begin() as db:
        assert db.initiatives.members(NOW) == []
    seen = document("courant", "(persbericht) " + ARTICLE, NOW)
    come(known, small, NOW, seen)
    with known.begin() as db:
        homes = {m.document: m.initiative for m in db.initiatives.members(NOW)}
    assert homes[missed.id] == homes[seen.id]


def test_when_the_earliest_is_gone_the_next_stands_for_the_text(known: Store, small: Settings) -> None:
    found = [document("bode", ARTICLE, NOW + n * timedelta(hours=1), who=f"{n}" * 8) for n in range(4)]
    follow = document("courant", FOLLOW_UP, NOW + 5 * timedelta(hours=1))
    come(known, small, NOW + DAY, *found, follow)
    with known.begin() as db:
        db.documents.drop([found[0].id])
        desk = desks.read(db, small, NOW + DAY)
        assert set(desk.copy_of.values()) == {found[1].id}
        assert {d.id for d in desk.also_in(found[1].id)} == {found[2].id, found[3].id}


def test_an_edit_that_says_something_else_is_no_copy_any_more(known: Store, small: Settings) -> None:
    first = document("bode", ARTICLE, NOW - DAY)
    come(known, small, NOW, first, document("courant", ARTICLE + " Meer volgt.", NOW))
    with known.begin() as db:
        assert len(db.copies.families(NOW)) == 2
    changed = Document(
        first.url, "bode", "", FOLLOW_UP, first.published, first.collected, updated=NOW,
        content_hash=content_hash("", FOLLOW_UP), entry_hash="anders",
    )  # fmt: skip
    come(known, small, NOW + DAY, changed)
    with known.begin() as db:
        assert db.copies.families(NOW + DAY) == {}


def test_sketches_go_after_a_month_and_families_stay(known: Store, small: Settings) -> None:
    come(known, small, NOW, document("bode", ARTICLE, NOW), document("courant", ARTICLE + " Dus.", NOW))
    later = NOW + 31 * DAY
    come(known, small, later, document("plein", "Nogmaals. " + ARTICLE, later))
    with known.begin() as db:
        assert len(db.copies.families(later)) == 2, "after a month a text is not looked for any more"


def test_who_keeps_a_text_inside_keeps_its_copies_inside_and_lets_out_one_alone(
    known: Store, small: Settings
) -> None:
    first = document("bode", ARTICLE, NOW - DAY, "Buurt wil pompstation")
    copies = [document(source, f"{source}. {ARTICLE}", NOW) for source in ("courant", "plein")]
    follow = document("bode", FOLLOW_UP, NOW, "Pompstation blijft van de buurt")
    come(known, small, NOW, first, *copies, follow)

    def hidden() -> set[str]:
        with known.begin() as db:
            desk = desks.read(db, small, NOW)
            return {d.id for d in (first, *copies, follow) if desk.withheld(d.id) and not desk.waits(d.id)}

    def judge(ruling: Ruling, which: Document) -> int:
        return decide(known, Tools(small), Wish("Noor", ruling, "", urls=(which.url,)), NOW)

    def summary() -> str:
        with known.begin() as db:
            return " ".join(i.summary for i in desks.read(db, small, NOW).initiatives.values())

    assert "wil het gebouw verkopen" in summary()
    inside = judge(Ruling.WITHHOLD, first)
    assert "wil het gebouw verkopen" not in summary(), "nor from a copy"
    assert hidden() == {first.id, *(d.id for d in copies)}
    judge(Ruling.RELEASE, copies[0])
    assert hidden() == {first.id, copies[1].id}, "what was decided on itself counts"
    undo(known, Tools(small), inside, "Noor", NOW)
    assert hidden() == set()
    assert "wil het gebouw verkopen" in summary(), "its words are told again"
