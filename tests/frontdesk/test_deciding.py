"""The forms to decide with, without carrying it out: what they ask for, and who may send them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from frontdesk.app import create_app
from frontdesk.deciding import Deciding
from storage.store import Store
from voorkant.errors import InputError
from voorkant.records import Argument, Decision, Wish
from voorkant.settings import Settings
from voorkant.vocabulary import Ruling

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


def proof(client: TestClient) -> str:
    found = re.search(r'name="bewijs" value="([^"]+)"', client.get("/initiatieven/zon").text)
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
        ({"besluit": "reject"}, Wish("Noor", Ruling.REJECT, "zon"), "/initiatieven"),
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
    client.post("/initiatieven/zon/besluit", data={"terug": str(number), "bewijs": proof(client)})
    assert notes.undone == [number]


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
