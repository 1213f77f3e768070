"""Pages and API without a browser: answers, headers, audit, and who may look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient

from frontdesk import charts
from frontdesk.app import create_app, run
from storage.store import Store
from voorkant.errors import InputError
from voorkant.records import Membership, PhaseChange, document_id
from voorkant.settings import Settings
from voorkant.vocabulary import NetworkState, Phase, Stance

NOW = datetime(2026, 9, 10, 4, 30, tzinfo=UTC)
PAGES = (
    "/", "/initiatieven", "/initiatieven/zon", "/netwerken", "/netwerken/n1", "/netwerken/n2", "/agenda",
    "/over",
)  # fmt: skip


@pytest.fixture
def client(town: Store, settings: Settings) -> Iterator[TestClient]:
    app = create_app(settings, town, lambda: NOW)
    with TestClient(app, base_url="http://127.0.0.1:8765") as made:
        yield made


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_safe_and_hold_no_hostile_words(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert "Steek" not in answer.text
    assert "f" * 32 not in answer.text
    assert "style=" not in answer.text  # the policy would block it
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


def test_initiative_shows_evidence_with_its_reasons(client: TestClient) -> None:
    page = client.get("/initiatieven/zon").text
    expected = (
        "Zonnepark stap 0", "De Veenbode", "basis-1", "97%", "‘zonnepark’, ‘bewoners’",
        "buurthuis De Turf", "Goedkope stroom", "Groen Veen", "Stichting Veen",
        "1 wacht op beoordeling", "<svg", "&lt;5",
    )  # fmt: skip
    for said in expected:
        assert said in page


def test_networks_show_a_map_that_is_text_too_and_who_ties_them(client: TestClient) -> None:
    page = client.get("/netwerken").text
    expected = (
        "Kaart van netwerken", ">beïnvloedt</text>", 'href="/netwerken/n2"', "Lees de kaart als tekst",
        "<strong>beïnvloedt</strong>", "Allebei in de Veenbuurt.", "Wie verbindt?",
        "Komt voor in 2 netwerken (2 initiatieven).", "Samen Onderweg · ontstaan als netwerk",
    )  # fmt: skip
    for said in expected:
        assert said in page
    assert page.count('role="img"') == 2, "wide and narrow; one of them is shown"


def test_a_network_shows_its_growth_and_what_happened(client: TestClient) -> None:
    page = client.get("/netwerken/n1").text
    expected = (
        "Groei van Groen Veen", "9 berichten in 21 dagen.", "<td>&lt;5</td>", "Tijdlijn van Groen Veen",
        "Zonnepark Veenbuurt groeit snel: 9 gezien, 2,5 verwacht", "Ontstaan als netwerk",
    )  # fmt: skip
    for said in expected:
        assert said in page
    assert "Waaruit dat blijkt: 2 hashtags." in page
    assert '<a class="utrecht-link" href="https://plein.example/zon1"' in page, "its words, not its address"
    assert ">https://plein.example" not in page
    small = client.get("/netwerken/n2").text
    assert "Groei van Samen Onderweg" in small
    assert "5 berichten in 21 dagen." in small


def test_the_page_of_a_network_that_is_gone_leads_to_where_most_of_it_went(
    client: TestClient, town: Store
) -> None:
    with town.begin() as db:
        one, two = db.networks.all(NOW)
        went = [
            replace(two, state=NetworkState.VERVAAGD),
            replace(one, initiatives=(*one.initiatives, "bus")),
        ]
        db.networks.save(went, NOW)
    led = client.get(f"/netwerken/{two.id}", follow_redirects=False)
    assert (led.status_code, led.headers["location"]) == (303, f"/netwerken/{one.id}")
    with town.begin() as db:
        db.networks.save([replace(one, initiatives=("zon",)), went[0]], NOW)
    assert client.get(f"/netwerken/{two.id}").status_code == 404
    assert client.get("/netwerken/onbekend").status_code == 404


def test_the_address_of_what_waits_stands_on_no_page(client: TestClient, town: Store) -> None:
    angry, calm = "https://plein.example/boos", "https://plein.example/zon1"
    with town.begin() as db:
        (known,) = db.networks.relations(NOW)
        db.networks.save_relations([replace(known, evidence=(angry, calm))], NOW)
        (said,) = db.networks.arguments(NOW)
        db.networks.save_arguments([replace(said, examples=(angry, calm))], NOW)
    pages = ("/", "/initiatieven", "/initiatieven/zon", "/netwerken", "/netwerken/n1", "/agenda")
    assert [p for p in pages if "/boos" in client.get(p).text] == []
    assert calm in client.get("/netwerken/n1").text


def test_every_look_is_in_the_audit_log(client: TestClient, town: Store) -> None:
    client.get("/initiatieven/zon")
    client.get("/netwerken/n2")
    client.get("/initiatieven/onbekend")
    with town.begin() as db:
        log = [(row["action"], row["record"], row["purpose"]) for row in db.humans.log()]
    purpose = "Initiatieven van inwoners vroeg zien."
    assert log == [("bekeken", "netwerk n2", purpose), ("bekeken", "initiatief zon", purpose)]


@pytest.mark.parametrize(
    ("query", "there", "gone"),
    [
        ("thema=sport", "Red het zwembad", "Buurtbus"),
        ("zoek=ZONNEPARK", "Zonnepark Veenbuurt", "Buurtbus"),
        ("fase=resultaat", "Niets gevonden", "Buurtbus"),
        ("plaats=Veenbuurt&sorteer=naam", "Buurtbus", "Niets gevonden"),
        ("thema=onzin", "Buurtbus", "Niets gevonden"),
    ],
)
def test_list_filters(client: TestClient, query: str, there: str, gone: str) -> None:
    page = client.get(f"/initiatieven?{query}").text
    assert there in page
    assert gone not in page


def test_list_escapes_what_is_searched(client: TestClient) -> None:
    page = client.get("/initiatieven", params={"zoek": '"><script>x</script>'}).text
    assert "<script>x" not in page


def test_about_tells_sources_and_whom_to_ask(client: TestClient) -> None:
    page = client.get("/over").text
    for said in ("De Veenbode", "Het Plein", "AVG 6(1)(e)", "fg@example.nl", "30 dagen", "team regie"):
        assert said in page


def test_about_tells_what_stays_and_that_it_can_be_erased(client: TestClient) -> None:
    page = client.get("/over").text
    assert "organisaties en wanneer het begon" in page
    assert (
        "Dit wissen we 1460 dagen nadat het laatste bericht" in page and "Vraag ons om het te wissen." in page
    )


def test_api_gives_the_export(client: TestClient) -> None:
    answer = client.get("/v1/initiatives?pageSize=2")
    assert answer.headers["api-version"] == "1.0.0"
    assert answer.headers["cache-control"] == "no-store"
    data = answer.json()
    assert (len(data["items"]), data["total"]) == (2, 3)
    assert client.get("/v1/initiatives?asOf=2026-09-08").json()["total"] == 1


@pytest.mark.parametrize("query", ["page=0", "pageSize=duizend", "asOf=gisteren"])
def test_api_says_400_as_a_problem(client: TestClient, query: str) -> None:
    answer = client.get(f"/v1/initiatives?{query}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 400


def test_api_tells_about_itself_to_all(client: TestClient) -> None:
    answer = client.get("/v1/openapi.json")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert {"name", "email", "url"} <= set(answer.json()["info"]["contact"])
    assert client.get("/v1/personen").headers["content-type"] == "application/problem+json"


def test_unknown_pages_are_kind(client: TestClient) -> None:
    answer = client.get("/initiatieven/niets")
    assert answer.status_code == 404
    assert "Dit initiatief kennen we niet." in answer.text


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "desk.example.nl", "::"])
def test_only_loopback_without_sign_in(town: Store, settings: Settings, host: str) -> None:
    with pytest.raises(InputError, match="aanmelding"):
        run(settings, town, host, 8765)


def test_a_name_from_elsewhere_is_refused(client: TestClient) -> None:
    assert client.get("/", headers={"host": "kwaad.example:8765"}).status_code == 421


def test_chart_hides_small_counts_and_describes_itself(client: TestClient) -> None:
    days = [charts.Day(NOW.date(), 3, "<5", alert=True)]
    svg = charts.growth_svg(days, "Zonnepark <b>")
    assert '<title id="groei-titel">Groei van Zonnepark &lt;b&gt;</title>' in svg
    assert "3 berichten in 1 dag." in svg
    assert svg.count("role=") == 1


def test_the_page_shows_what_each_phase_rests_on_and_the_balance(client: TestClient, town: Store) -> None:
    addresses = ("veenbode.example/zon0", "plein.example/boos", "plein.example/zon1")
    shown, angry, other = (document_id(f"https://{x}") for x in addresses)
    with town.begin() as db:
        now = db.initiatives.get(["zon"], NOW)["zon"]
        phases = [PhaseChange(Phase.IDEE, NOW, d) for d in (shown, angry, "gone")]
        phases += [PhaseChange(Phase.IDEE, NOW, d, decided=True) for d in ("", other)]
        db.initiatives.save([replace(now, phases=tuple(phases))], NOW)
        db.initiatives.join([Membership(shown, "zon", Stance.VERZET, 0.9, "zelfde plek", NOW)])
    page = client.get("/initiatieven/zon").text
    expected = (
        'href="https://veenbode.example/zon0" rel="noreferrer">Zonnepark stap 0</a></span></li>',
        "Uit een bericht dat wacht op beoordeling", "Uit een bericht dat er niet meer is",
        "Gezet door een mens</span>",
        'Gezet door een mens<br>Uit: <a class="utrecht-link" href="https://plein.example/zon1"',
        "8 steun en 1 verzet, van 9 berichten.",
        "Houding tegenover Zonnepark Veenbuurt",
        'vk-verzet">verzet</span> 1 bericht<', 'vk-neutraal">neutraal</span> 0 berichten',
    )  # fmt: skip
    for said in expected:
        assert said in page, said
    assert "/boos" not in page


def test_an_old_id_leads_to_the_initiative_it_went_up_in(client: TestClient, town: Store) -> None:
    with town.begin() as db:
        bus = db.initiatives.get(["bus"], NOW)["bus"]
        db.initiatives.save([replace(bus, merged_into="zon")], NOW)
    moved = client.get("/v1/initiatives/bus?asOf=2026-09-10T06:30", follow_redirects=False)
    assert moved.status_code == 308
    assert moved.headers["location"] == "/v1/initiatives/zon?asOf=2026-09-10T06:30"
    assert moved.headers["api-version"] == "1.0.0"
    found = client.get("/v1/initiatives/bus").json()
    assert (found["id"], found["merged_from"]) == ("zon", ["bus"])
    assert client.get("/v1/initiatives/bus?asOf=2026-09-10T06:00").json()["id"] == "bus", "as it was then"
    gone = client.get("/v1/initiatives/niets")
    assert (gone.status_code, gone.json()["detail"]) == (404, "Dit initiatief kennen we niet.")
    with town.begin() as db:
        looks = [row["record"] for row in db.humans.log()]
    assert looks == ["initiatief bus", "initiatief zon"]
