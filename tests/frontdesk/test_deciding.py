"""The forms to decide with, without carrying it out: what they ask for, and who may send them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from frontdesk import desk as desks
from frontdesk import digest
from frontdesk.app import create_app
from frontdesk.deciding import PAGE_SIZE, Deciding, page
from storage.store import Store
from tests.frontdesk.conftest import HOSTILE, annotation, document
from voorkant.errors import InputError
from voorkant.records import Argument, Decision, Document, Membership, document_id
from voorkant.reports import Wish
from voorkant.settings import Settings
from voorkant.vocabulary import Ruling, Stance

NOW = datetime(2026, 9, 10, 4, 30, tzinfo=UTC)


class Notes:
    """Takes down what is asked."""

    def __init__(self) -> None:
        self.wishes: list[Wish] = []
        self.undone: list[int] = []

    def decide(self, wish: Wish, now: datetime) -> int:
        """Takes a wish; refuses an empty name."""
        if wish.ruling is Ruling.RENAME and not wish.value:
            raise InputError("Een naam heeft 1 tot 120 tekens.")
        self.wishes.append(wish)
        return len(self.wishes)

    def undo(self, number: int, actor: str, now: datetime) -> None:
        """Takes a number."""
        self.undone.append(number)


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def client(town: Store, settings: Settings, notes: Notes) -> Iterator[TestClient]:
    deciding = Deciding("Noor", notes.decide, notes.undo)
    app = create_app(settings, town, lambda: NOW, deciding=deciding)
    with TestClient(app, base_url="http://127.0.0.1:8765", follow_redirects=False) as made:
        yield made


def proof(client: TestClient, page: str = "/initiatieven/zon") -> str:
    found = re.search(r'name="bewijs" value="([^"]+)"', client.get(page).text)
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("form", "wish", "goes_to"),
    [
        (
            {"besluit": "rename", "waarde": "Ons Park"},
            Wish("Noor", Ruling.RENAME, "zon", "Ons Park"),
            "/initiatieven/zon?besloten=ja",
        ),
        (
            {"besluit": "split", "bericht": ["https://a.example/1", "https://a.example/2"]},
            Wish("Noor", Ruling.SPLIT, "zon", "", ("https://a.example/1", "https://a.example/2")),
            "/initiatieven/zon?besloten=ja",
        ),
        (
            {"besluit": "phase", "waarde": "gestopt", "bericht": ""},
            Wish("Noor", Ruling.PHASE, "zon", "gestopt"),
            "/initiatieven/zon?besloten=ja",
        ),
        (
            {"besluit": "phase", "waarde": "gestopt", "bericht": "https://a.example/1"},
            Wish("Noor", Ruling.PHASE, "zon", "gestopt", ("https://a.example/1",)),
            "/initiatieven/zon?besloten=ja",
        ),
        (
            {"besluit": "answer", "punt": "p-1", "waarde": "Er komt een buurtbus."},
            Wish("Noor", Ruling.ANSWER, "zon", "Er komt een buurtbus.", (), "p-1"),
            "/initiatieven/zon?besloten=ja",
        ),
        ({"besluit": "reject"}, Wish("Noor", Ruling.REJECT, "zon"), "/initiatieven?afgekeurd=1"),
    ],
)
def test_a_form_asks_for_a_decision(
    client: TestClient, notes: Notes, form: dict[str, object], wish: Wish, goes_to: str
) -> None:
    answer = client.post("/initiatieven/zon/besluit", data={**form, "bewijs": proof(client)})
    assert (answer.status_code, answer.headers["location"]) == (303, goes_to)
    assert notes.wishes == [wish]


def test_what_holds_is_told_and_can_be_undone(client: TestClient, notes: Notes, town: Store) -> None:
    with town.begin() as db:
        number = db.humans.decide(Decision(0, NOW, "Noor", Ruling.RENAME, "zon", "Ons Park"))
    page = client.get("/initiatieven/zon").text
    assert "Naam gegeven, " in page
    assert f'name="terug" value="{number}"' in page
    told = client.post("/initiatieven/zon/besluit", data={"terug": str(number), "bewijs": proof(client)})
    assert notes.undone == [number]
    assert "Uw besluit is teruggedraaid." in client.get(told.headers["location"]).text


def test_each_argument_can_be_answered_and_shows_its_answer(client: TestClient, town: Store) -> None:
    with town.begin() as db:
        open_, answered = (
            Argument("zon", "voor", s, 2, NOW, ()) for s in ("Goedkope stroom", "Stille panelen")
        )
        answered = replace(answered, answer="Dat klopt.", answered=NOW - timedelta(days=2), heard=NOW)
        offered = replace(open_, offered="Dat rekenen wij na.", offered_from="bus")
        db.networks.save_arguments([offered, answered], NOW)
    page = client.get("/initiatieven/zon").text
    assert f'name="punt" value="{open_.id}"' in page
    assert "Misschien eerder beantwoord bij" in page and ">Dat rekenen wij na.</textarea>" in page
    assert "het argument kwam daarna terug: Dat klopt." in page


def test_what_cannot_be_is_told(client: TestClient) -> None:
    told = client.post("/initiatieven/zon/besluit", data={"besluit": "rename", "bewijs": proof(client)})
    assert told.status_code == 400
    assert "1 tot 120 tekens" in told.text
    told = client.post("/initiatieven/zon/besluit", data={"besluit": "x", "bewijs": proof(client)})
    assert told.status_code == 400


def test_a_form_from_elsewhere_is_refused(client: TestClient, notes: Notes) -> None:
    told = client.post("/initiatieven/zon/besluit", data={"besluit": "reject", "bewijs": "geraden"})
    assert told.status_code == 403
    headers = {"Sec-Fetch-Site": "cross-site"}
    data = {"besluit": "reject", "bewijs": proof(client)}
    assert client.post("/initiatieven/zon/besluit", data=data, headers=headers).status_code == 403
    assert notes.wishes == []


def test_without_somebody_who_decides_there_are_no_forms(town: Store, settings: Settings) -> None:
    app = create_app(settings, town, lambda: NOW)
    with TestClient(app, base_url="http://127.0.0.1:8765") as client:
        assert "Beslissen" not in client.get("/initiatieven/zon").text
        assert client.post("/initiatieven/zon/besluit").status_code == 404
        assert client.get("/besluiten").status_code == client.post("/besluiten").status_code == 404
        assert "/besluiten" not in client.get("/initiatieven/zon").text + client.get("/").text


def test_what_was_rejected_can_be_taken_back_at_once_and_later(
    client: TestClient, notes: Notes, town: Store
) -> None:
    with town.begin() as db:
        number = db.humans.decide(Decision(0, NOW, "Noor", Ruling.REJECT, "zon", ""))
    assert client.get("/initiatieven/zon").status_code == 404
    notice = client.get(f"/initiatieven?afgekeurd={number}").text
    assert "Zonnepark Veenbuurt is afgekeurd" in notice
    action = re.search(rf'action="([^"]+)">.*name="terug" value="{number}"', notice)
    assert action
    client.post(action[1], data={"terug": str(number), "bewijs": proof(client, "/besluiten")})
    later = client.get("/besluiten").text
    assert "Afgekeurd: Zonnepark Veenbuurt" in later
    told = client.post("/besluiten", data={"terug": str(number), "bewijs": proof(client, "/besluiten")})
    assert notes.undone == [number, number]
    assert "Het besluit is teruggedraaid." in client.get(told.headers["location"]).text
    for other in ("99", "x"):
        assert "is afgekeurd" not in client.get(f"/initiatieven?afgekeurd={other}").text


def test_what_waits_is_read_and_released_on_one_page_and_each_look_is_kept(
    client: TestClient, notes: Notes, town: Store
) -> None:
    page = client.get("/besluiten").text
    for said in (HOSTILE, "95% zeker", "basis-1", "Zonnepark Veenbuurt", "Er geldt nu geen besluit."):
        assert said in page
    for elsewhere in ("/", "/initiatieven/zon"):
        assert 'href="/besluiten">Lees en beslis' in client.get(elsewhere).text
    with town.begin() as db:
        looks = [(r["actor"], r["record"]) for r in db.humans.log() if r["action"].endswith("beoordelen")]
    angry = document_id("https://plein.example/boos")
    assert looks == [("Noor", f"document {angry}")]
    form = {"vrij": "https://plein.example/boos", "bewijs": proof(client, "/besluiten")}
    told = client.post("/besluiten", data=form)
    assert notes.wishes == [Wish("Noor", Ruling.RELEASE, "", urls=("https://plein.example/boos",))]
    with town.begin() as db:
        number = db.humans.decide(Decision(0, NOW, "Noor", Ruling.RELEASE, angry, ""))
    page = client.get(told.headers["location"]).text
    assert "Het bericht is vrijgegeven." in page and "Er wacht niets op beoordeling." in page
    assert "Vrijgegeven: <a " in page and f'name="terug" value="{number}"' in page


def test_what_a_human_keeps_inside_waits_no_more_and_is_shown_nowhere(
    client: TestClient, notes: Notes, town: Store, settings: Settings
) -> None:
    url = "https://plein.example/boos"
    with town.begin() as db:
        before = digest.waiting(desks.read(db, settings, NOW), "zon")
    assert "Houd verborgen" in client.get("/besluiten").text
    told = client.post("/besluiten", data={"verborgen": url, "bewijs": proof(client, "/besluiten")})
    assert notes.wishes == [Wish("Noor", Ruling.WITHHOLD, "", urls=(url,))]
    with town.begin() as db:
        number = db.humans.decide(Decision(0, NOW, "Noor", Ruling.WITHHOLD, document_id(url), ""))
        title = db.documents.get([document_id(url)])[0].title
    page = client.get(told.headers["location"]).text
    assert "Het bericht blijft verborgen en wacht niet meer." in page
    assert "Er wacht niets op beoordeling." in page
    assert f'Verborgen gehouden: <a class="utrecht-link" href="{url}"' in page
    assert f'name="terug" value="{number}"' in page
    assert HOSTILE not in page and f">{title}<" not in page, "no words of what stays inside"
    here = client.get("/initiatieven/zon").text
    assert "1 bericht blijft verborgen: zo is besloten." in here and HOSTILE not in here and url not in here
    assert "op beoordeling" not in here.partition('id="bewijs"')[2].partition("<ol")[0]
    with town.begin() as db:
        desk = desks.read(db, settings, NOW)
    assert (before, digest.waiting(desk, "zon")) == (1, 0), "nor is it counted in the digest"


def test_every_kind_of_decision_is_told(client: TestClient, town: Store) -> None:
    made = (
        (Ruling.RENAME, "Ons Park", "Naam gegeven: ", "<p>Ons Park</p>"),
        (Ruling.PHASE, "uitvoeren", "Fase gezet: ", "<p>Uitvoeren</p>"),
        (Ruling.MERGE, "bus", "Samengevoegd: ", "<p>Hierin opgegaan: Buurtbus</p>"),
        (Ruling.SPLIT, "bad", "Berichten apart gezet: ", "<p>2 berichten</p>"),
        (Ruling.ANSWER, "Er komt een bus.", "Antwoord gegeven: ", "<p>Er komt een bus.</p>"),
    )
    with town.begin() as db:
        for ruling, value, _, _ in made:
            documents = ("a", "b") if ruling is Ruling.SPLIT else ()
            db.humans.decide(Decision(0, NOW, "Noor", ruling, "zon", value, documents))
    page = client.get("/besluiten").text
    for _, _, what, gave in made:
        assert f'{what}<a class="utrecht-link" href="/initiatieven/zon">Zonnepark Veenbuurt</a>' in page
        assert gave in page
    assert page.index("Besluit 5") < page.index("Besluit 1"), "the newest first"
    assert "Noor" not in page, "who decided stands in the audit log"


@pytest.mark.parametrize(
    ("form", "said"),
    [({}, "Kies wat u wilt besluiten."), ({"terug": "²"}, "Dit besluit kennen we niet.")],
)
def test_what_the_page_cannot_do_is_told(client: TestClient, form: dict[str, str], said: str) -> None:
    told = client.post("/besluiten", data={**form, "bewijs": proof(client, "/besluiten")})
    assert (told.status_code, said in told.text) == (400, True)
    assert client.post("/besluiten", data={**form, "bewijs": "geraden"}).status_code == 403


def test_much_that_waits_stands_on_several_pages(client: TestClient, town: Store) -> None:
    with town.begin() as db:
        for n in range(PAGE_SIZE):
            found = document(f"woest{n}", f"Woest {n}", HOSTILE, NOW - timedelta(hours=5 + n))
            db.documents.save(found)
            db.annotations.save([(annotation(found, hostile=True), "h")], NOW)
            db.initiatives.join([Membership(found.id, "zon", Stance.VERZET, 0.9, "zelfde plek", NOW)])
    first, second = (client.get(f"/besluiten?pagina={n}").text for n in (1, 2))
    assert (first.count("Geef vrij"), second.count("Geef vrij")) == (PAGE_SIZE, 1)
    assert "Bladzijde 1 van 2" in first and f"Woest {PAGE_SIZE - 1}<" in second
    for odd, like in (("x", first), ("-1", first), ("9" * 40, first), ("²", first), ("99", second)):
        told = client.get("/besluiten", params={"pagina": odd, "genomen": odd})
        assert told.status_code == 200 and told.text.count("Geef vrij") == like.count("Geef vrij")


def test_many_decisions_stand_on_several_pages(client: TestClient, town: Store) -> None:
    with town.begin() as db:
        for n in range(PAGE_SIZE + 1):
            found = document(f"rustig{n}", f"Rustig {n}", "Tot morgen.", NOW - timedelta(hours=5))
            db.documents.save(found)
            db.humans.decide(Decision(0, NOW, "Noor", Ruling.RELEASE, found.id, ""))
    first = client.get("/besluiten").text
    assert first.count("Draai terug") == PAGE_SIZE and "Rustig 0<" not in first, "the newest first"
    [after] = re.findall(r'rel="next" href="([^"]+)"', first)
    assert after == "/besluiten?pagina=1&amp;genomen=2#genomen"
    second = client.get(after.replace("&amp;", "&")).text
    assert second.count("Draai terug") == 1 and "Rustig 0<" in second
    assert "Bladzijde 2 van 2" in second and second.count("Geef vrij") == first.count("Geef vrij")


def test_the_released_documents_of_a_page_are_asked_for_at_once(
    town: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with town.begin() as db:
        for n in range(3):
            found = document(f"rustig{n}", f"Rustig {n}", "Tot morgen.", NOW - timedelta(hours=5))
            db.documents.save(found)
            db.humans.decide(Decision(0, NOW, "Noor", Ruling.RELEASE, found.id, ""))
        desk = desks.read(db, settings, NOW)
        asked: list[Sequence[str]] = []
        get = db.documents.get

        def counted(ids: Sequence[str]) -> list[Document]:
            asked.append(ids)
            return get(ids)

        monkeypatch.setattr(db.documents, "get", counted)
        names = [told["name"] for told in page(db, desk)["taken"].shown]
    assert names == ["Rustig 2", "Rustig 1", "Rustig 0"]
    assert [len(ids) for ids in asked] == [3]
