"""What accounts post in step goes from documents to a remark, with figures and never who."""

from __future__ import annotations

from dataclasses import astuple, replace
from datetime import timedelta

from pipeline.following import watch
from pipeline.tools import Tools
from storage.store import Store
from tests.pipeline.small_town import NOW, come, document
from tests.texts import ARTICLE, FOLLOW_UP
from voorkant.records import Alert, Document, Synchronised
from voorkant.settings import Settings

MINUTE = timedelta(minutes=1)
PETITION = "https://petities.example/pompstation"


def replies(root: Document, number: int, said: str, link: str = "") -> list[Document]:
    """So many accounts that answer within as many minutes."""
    found = [
        document("plein", said, root.published + n * MINUTE, who=f"{n:032x}") for n in range(1, number + 1)
    ]
    links = (link,) if link else ()
    return [
        replace(d, url=f"{d.url}-{n}", reply_to=root.url, thread=root.url, links=links)
        for n, d in enumerate(found)
    ]


def remarks(store: Store, small: Settings, answers: list[Document], root: Document) -> list[Synchronised]:
    come(store, small, NOW, root, document("courant", FOLLOW_UP, NOW), *answers)
    watch(store, Tools(small), NOW)
    with store.begin() as db:
        return db.alerts.synchronised(NOW)


ROOT = document("bode", ARTICLE, NOW - timedelta(hours=3))


def test_a_link_that_six_accounts_bring(known: Store, small: Settings) -> None:
    answers = replies(ROOT, 6, "Teken deze petitie ook vandaag nog mee!", PETITION)
    (found,) = remarks(known, small, answers, ROOT)
    assert (found.kind, found.what, found.accounts, found.minutes) == ("link", PETITION, 6, 5)
    told = {str(part) for part in astuple(found)}
    assert not told & {d.participant for d in answers}
    with known.begin() as db:
        db.documents.drop([answers[0].id, answers[1].id])
    watch(known, Tools(small), NOW + MINUTE)
    with known.begin() as db:
        assert db.alerts.synchronised(NOW + MINUTE) == [], "four accounts are never told"


def test_a_text_that_six_accounts_bring_and_no_short_one(known: Store, small: Settings) -> None:
    (found,) = remarks(known, small, replies(ROOT, 6, "Teken deze petitie ook vandaag nog mee!"), ROOT)
    assert (found.kind, found.what) == ("tekst", "")
    with known.begin() as db:
        db.documents.drop([d.id for d in db.documents.between(NOW)])
    assert remarks(known, small, replies(ROOT, 6, "Helemaal mee eens!"), ROOT) == []


def test_a_text_to_which_each_adds_something_of_his_own(known: Store, small: Settings) -> None:
    said = "Het pompstation mag niet weg, dat is van ons allemaal."
    answers = [
        replace(d, text=f"{d.text} Groet uit de #straat{n}! @raad{n} {n}")
        for n, d in enumerate(replies(ROOT, 6, said))
    ]
    (found,) = remarks(known, small, answers, ROOT)
    assert (found.kind, found.accounts) == ("tekst", 6)


def test_the_address_of_a_person_is_not_told(known: Store, small: Settings) -> None:
    link = "https://mastodon.example/@bewoner"
    (found,) = remarks(known, small, replies(ROOT, 6, "Kijk eens wat hier staat over de buurt", link), ROOT)
    assert (found.kind, found.what) == ("link", "")


def test_a_wave_goes_on_where_its_initiative_went(known: Store, small: Settings) -> None:
    """Two that grow become one: the wave that was raised first goes on, and no other is raised for it."""
    come(known, small, NOW, ROOT, document("courant", FOLLOW_UP, NOW))
    with known.begin() as db:
        (keep,) = db.initiatives.all(NOW)
        gone = replace(keep, id="i-gone", merged_into=keep.id)
        db.initiatives.save([gone], NOW)
        first = Alert(
            "a-1", "initiative", "i-gone", NOW, 9, 1, 5, "r", (), NOW, raised_with=9,
        )  # fmt: skip
        second = replace(first, id="a-2", subject=keep.id, raised_at=NOW + MINUTE)
        db.alerts.save([first, second], NOW)
    watch(known, Tools(small), NOW + 2 * MINUTE)
    with known.begin() as db:
        states = {a.id: (a.subject, a.ended is None) for a in db.alerts.all(NOW + 2 * MINUTE)}
    assert states == {"a-1": (keep.id, True), "a-2": (keep.id, False)}


def test_a_wave_goes_on_in_the_initiative_that_is_left_of_its_network(known: Store, small: Settings) -> None:
    come(known, small, NOW, ROOT, document("courant", FOLLOW_UP, NOW))
    with known.begin() as db:
        [left] = db.initiatives.all(NOW)
        urls = tuple(d.url for d in db.documents.between(NOW))
        db.alerts.save([Alert("a-1", "network", "n-gone", NOW, 2, 1, 5, "r", urls, NOW)], NOW)
    watch(known, Tools(small), NOW + 2 * MINUTE)
    with known.begin() as db:
        [alert] = db.alerts.all(NOW + 2 * MINUTE)
    assert (alert.subject_kind, alert.subject, alert.ended) == ("initiative", left.id, None)
