"""The labelling page without a browser: what is next, what is kept and audited, and forged forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from frontdesk.app import create_app
from frontdesk.labelling import Labelling, ToLabel
from frontdesk.marking import Seen
from storage.store import Database, Store
from voorkant.named import Gathering, Named
from voorkant.reports import HumanLabel, HumanNames
from voorkant.settings import Settings

NOW = datetime(2026, 9, 10, 4, 30, tzinfo=UTC)


def choose(db: Database, now: datetime) -> Sequence[ToLabel]:
    """All documents, by address, those that nobody labelled."""
    done = {label.document for label in db.labels.get(now)}
    found = sorted(db.documents.between(now), key=lambda d: d.url)
    return [ToLabel(d.id, "steekproef", "Wie helpt <b>mee</b>?") for d in found if d.id not in done]


@pytest.fixture
def client(town: Store, settings: Settings) -> Iterator[TestClient]:
    app = create_app(settings, town, lambda: NOW, Labelling("Noor", choose))
    with TestClient(app, base_url="http://127.0.0.1:8765") as made:
        yield made


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))


def test_a_label_is_kept_and_the_next_one_comes(client: TestClient, town: Store) -> None:
    first = client.get("/labelen").text
    assert "Wie helpt &lt;b&gt;mee&lt;/b&gt;?" in first and "Gekozen om: steekproef" in first
    form = hidden(first)
    answer = client.post(
        "/labelen", data={**form, "initiative": "ja", "theme": "geen"}, follow_redirects=False
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/labelen?bewaard=ja")
    second = client.get(answer.headers["location"]).text
    assert "Bewaard. U labelde 1 bericht." in second
    assert hidden(second)["document"] != form["document"]
    with town.begin() as db:
        kept = {(x.document, x.field, x.value, x.labeller, x.content_hash) for x in db.labels.get()}
        assert kept == {
            (form["document"], "initiative", True, "Noor", form["versie"]),
            (form["document"], "theme", None, "Noor", form["versie"]),
        }
        log = [(r["actor"], r["action"], r["record"].split(",")[0]) for r in reversed(db.humans.log())]
    assert log == [
        ("Noor", "bekeken om te labelen", f"document {form['document']}"),
        ("Noor", "gelabeld", f"document {form['document']}"),
        ("Noor", "bekeken om te labelen", f"document {hidden(second)['document']}"),
    ]


def test_what_is_passed_over_stays_away_and_in_the_end_there_is_nothing(
    client: TestClient, town: Store
) -> None:
    seen = []
    for _ in range(50):
        page = client.get("/labelen").text
        if not (form := hidden(page)):
            break
        seen.append(form["document"])
        assert client.post("/labelen", data={**form, "overslaan": "ja"}).status_code == 200
    assert "niets te labelen" in page
    with town.begin() as db:
        assert len(seen) == len(set(seen)) == db.documents.count(NOW)
        assert db.labels.get() == []


@pytest.mark.parametrize(
    ("change", "headers", "status"),
    [
        ({"bewijs": "iets anders"}, {}, 403),
        ({"bewijs": ""}, {}, 403),
        ({"bewijs": "é"}, {}, 403),
        ({}, {"Sec-Fetch-Site": "cross-site"}, 403),
        ({}, {"Sec-Fetch-Site": "same-site"}, 403),
        ({}, {"Host": "elders.example"}, 421),
        ({"initiative": ""}, {}, 400),
        ({"initiative": "misschien"}, {}, 400),
        ({"initiative": "nee", "kind": "petitie"}, {}, 400),
        ({"document": "f" * 16}, {}, 400),
    ],
)
def test_forged_and_wrong_forms_change_nothing(
    client: TestClient, town: Store, change: dict[str, str], headers: dict[str, str], status: int
) -> None:
    form = {**hidden(client.get("/labelen").text), "initiative": "ja", **change}
    answer = client.post("/labelen", data=form, headers=headers)
    assert answer.status_code == status, answer.text
    with town.begin() as db:
        assert db.labels.get() == []


@pytest.mark.parametrize(
    ("field", "value", "remedy"),
    [("kind", "petitie", "‘Soort’ geen"), ("call_to_action", "ja", "‘Oproep’ nee")],
)
def test_what_only_an_initiative_has_is_refused_in_the_words_of_the_page(
    client: TestClient, town: Store, field: str, value: str, remedy: str
) -> None:
    form = hidden(client.get("/labelen").text)
    answer = client.post("/labelen", data={**form, "initiative": "nee", field: value})
    assert answer.status_code == 400 and "Gaat over een initiatief" in answer.text and remedy in answer.text
    assert "initiative ja" not in answer.text
    with town.begin() as db:
        assert db.labels.get() == []
    assert client.post("/labelen", data={**form, "initiative": "nee", "call_to_action": "nee"}).is_success


def by_another(db: Database, now: datetime) -> Sequence[ToLabel]:
    """What Sam labelled."""
    return [ToLabel(x.document, "tweede lezing") for x in db.labels.get(now) if x.labeller == "Sam"]


def test_what_another_labelled_is_read_blind(town: Store, settings: Settings) -> None:
    with town.begin() as db:
        [document, *_] = sorted(db.documents.between(NOW), key=lambda d: d.url)
        theirs = HumanLabel(document.id, "theme", "Sam", "sport", NOW, document.content_hash)
        db.labels.save([theirs])
    app = create_app(settings, town, lambda: NOW, Labelling("Noor", choose, by_another))
    with TestClient(app, base_url="http://127.0.0.1:8765") as client:
        assert hidden(client.get("/labelen").text)["document"] != document.id
        page = client.get("/labelen?lezing=tweede").text
        form = hidden(page)
        assert (form["document"], form["lezing"]) == (document.id, "tweede") and "tweede lezing" in page
        assert " checked" not in page and "Sam" not in page, "not what another said"
        data = {**form, "theme": "milieu", "initiative": "nee"}
        answer = client.post("/labelen", data=data, follow_redirects=False)
        assert answer.headers["location"] == "/labelen?bewaard=ja&lezing=tweede"
        after = client.get(answer.headers["location"]).text
        assert "een ander al las en u nog niet" in after and "Bewaard." in after
    with town.begin() as db:
        rows = {(x.labeller, x.field): x.value for x in db.labels.get()}
    assert rows["Sam", "theme"] == "sport" and rows["Noor", "theme"] == "milieu"


def back(page: str) -> str:
    found = re.search(r'href="(/labelen/[^"]+)" data-vk-go="t"', page)
    return found[1] if found else ""


def test_one_goes_back_and_corrects(client: TestClient, town: Store) -> None:
    start = client.get("/labelen").text
    first = hidden(start)
    assert not back(start), "nothing to go back to"
    client.post("/labelen", data={**first, "initiative": "ja", "kind": "petitie"})
    second = hidden(client.get("/labelen").text)
    third_page = client.post("/labelen", data={**second, "overslaan": "ja"}).text
    assert back(third_page) == f"/labelen/{second['document']}", "what was passed over too"
    again = client.get(back(third_page)).text
    assert "U labelde dit al" not in again and back(again) == f"/labelen/{first['document']}"
    page = client.get(back(again)).text
    assert hidden(page) == first and "U labelde dit al" in page and not back(page)
    assert re.findall(r'name="(\w+)" value="([^"]+)"[^>]* checked', page) == [
        ("initiative", "ja"),
        ("kind", "petitie"),
    ]
    client.post("/labelen", data={**hidden(page), "initiative": "nee"})
    with town.begin() as db:
        assert {x.field: x.value for x in db.labels.get()} == {"initiative": False, "kind": None}
        looks = [r["record"] for r in db.humans.log() if r["action"] == "bekeken om te labelen"]
    assert looks.count(f"document {first['document']}") == 2, "each look is audited"
    assert back(client.get("/labelen").text) == f"/labelen/{second['document']}"


def test_a_document_without_text_is_not_labelled(client: TestClient, town: Store) -> None:
    assert client.get(f"/labelen/{'f' * 16}").status_code == 404
    with town.begin() as db:
        [document, *_] = db.documents.between(NOW)
        db.documents.blank_texts(NOW + timedelta(days=400))
    assert client.get(f"/labelen/{document.id}").status_code == 404


FOUND = Named(("Veenbuurt",), ("Stichting Veen",), (Gathering("2026-09-17", "De Turf", "op 17 september"),))
TOLD = {
    "nagekeken": "ja", "plaatsen": " Veenbuurt \r\nVeenbuurt\r\n", "organisaties": "",
    "woorden": ["bouwen", ""], "dag": ["2026-09-17", ""], "uur": ["20:00", ""], "waar": ["de Veenbuurt", ""],
}  # fmt: skip


@pytest.fixture
def solar(client: TestClient, town: Store) -> tuple[str, str]:
    """(id, digest) of a document: `Bewoners van de Veenbuurt bouwen een zonnepark.`"""
    with town.begin() as db:
        document = next(d for d in db.documents.between(NOW) if "Bewoners van de Veenbuurt bouwen" in d.text)
    assert client.get(f"/labelen/{document.id}").status_code == 200
    return document.id, document.content_hash


def told(client: TestClient, solar: tuple[str, str], **change: object) -> tuple[int, str]:
    form = {**hidden(client.get(f"/labelen/{solar[0]}").text), **TOLD, **change}
    answer = client.post("/labelen", data=form, follow_redirects=False)
    return answer.status_code, answer.text


def test_what_a_text_names_is_kept_with_a_label_or_alone(
    client: TestClient, town: Store, solar: tuple[str, str]
) -> None:
    assert told(client, solar)[0] == 303
    with town.begin() as db:
        [kept] = db.labels.names()
        assert db.labels.get() == []
        assert [r["record"] for r in db.humans.log() if r["action"] == "gelabeld"] == [
            f"document {solar[0]}, label van Noor"
        ]
    meeting = Gathering("2026-09-17T20:00+02:00", "de Veenbuurt", "bouwen")
    assert kept == HumanNames(solar[0], "Noor", Named(("Veenbuurt",), (), (meeting,)), NOW, solar[1])
    page = client.get(f"/labelen/{solar[0]}").text
    assert "U labelde 1 bericht." in page and "Dit gaf u aan." in page
    assert '<mark class="vk-span vk-span-meetings">bouwen</mark>' in page and 'value="20:00"' in page
    assert hidden(client.get("/labelen").text)["document"] != solar[0], "it is done"
    assert told(client, solar, nagekeken="", initiative="ja")[0] == 303
    with town.begin() as db:
        assert db.labels.names() == [kept], "only what was looked through is kept"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"nagekeken": ""}, "U koos nog niets"),
        ({"plaatsen": "Veenwijk"}, "staat niet in het bericht"),
        ({"plaatsen": "Veen"}, "staat niet in het bericht"),
        ({"dag": ["", ""]}, "de dag"),
        ({"dag": ["17 september", ""]}, "geen dag en uur"),
        ({"uur": ["acht uur", ""]}, "geen dag en uur"),
        ({"woorden": ["", ""]}, "welke woorden"),
        ({"waar": ["bij Annelies Dekkers", ""]}, "staat niet in het bericht"),
        ({"versie": "een eerdere"}, "Open het opnieuw"),
    ],
)
def test_what_a_text_does_not_name_is_refused(
    client: TestClient, town: Store, solar: tuple[str, str], change: dict[str, object], said: str
) -> None:
    status, page = told(client, solar, **change)
    assert status == 400 and said in page
    with town.begin() as db:
        assert db.labels.names() == [] and db.labels.get() == []


def test_a_second_reader_begins_with_nothing(town: Store, settings: Settings) -> None:
    with town.begin() as db:
        [document, *_] = sorted(db.documents.between(NOW), key=lambda d: d.url)
        theirs = Named((document.text.split(" ")[0].strip("!."),))
        db.labels.save_names(HumanNames(document.id, "Sam", theirs, NOW, document.content_hash))

    def sams(db: Database, now: datetime) -> Sequence[ToLabel]:
        return [ToLabel(document.id, "tweede lezing")]

    labelling = Labelling("Noor", choose, sams, look=lambda db, document: Seen(FOUND))
    app = create_app(settings, town, lambda: NOW, labelling)
    with TestClient(app, base_url="http://127.0.0.1:8765") as client:
        page = client.get("/labelen?lezing=tweede").text
        first = client.get(f"/labelen/{document.id}").text
    assert "Stichting Veen" in first and 'value="2026-09-17"' in first and "Dit vond het programma." in first
    assert 'value="2026-09-17"' not in page and "Dit vond het programma." not in page
    assert not page.partition('name="organisaties"')[2].partition(">")[2].partition("</textarea>")[0].strip()
    assert theirs.places[0] not in page.partition('name="plaatsen"')[2].partition("</textarea>")[0]


def test_a_get_changes_nothing(client: TestClient, town: Store) -> None:
    form = {**hidden(client.get("/labelen").text), "initiative": "ja"}
    assert client.get("/labelen", params=form).status_code == 200
    with town.begin() as db:
        assert db.labels.get() == []


def test_the_page_is_there_only_where_somebody_labels(town: Store, settings: Settings) -> None:
    with TestClient(create_app(settings, town, lambda: NOW), base_url="http://127.0.0.1:8765") as bare:
        assert bare.get("/labelen").status_code == 404
        assert 'href="/labelen"' not in bare.get("/").text
