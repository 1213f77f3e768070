"""A day and a place that two networks have in common stand beside their relation, with their documents."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from frontdesk import desk
from frontdesk.app import create_app
from frontdesk.together import Together, together
from storage.store import Store
from voorkant.records import Label, Meeting, document_id
from voorkant.settings import Settings
from voorkant.vocabulary import MeetingState

NOW = datetime(2026, 9, 10, 4, 30, tzinfo=UTC)
BUS = "https://veenbode.example/bus0"
AFTERNOON = Meeting(datetime(2026, 9, 17, 12, 0, tzinfo=UTC), "Buurthuis De Turf")


def announce(store: Store, meeting: Meeting, *, hostile: bool = False) -> None:
    """The neighbourhood bus, of the second network, announces a gathering."""
    with store.begin() as db:
        known = db.annotations.get([document_id(BUS)])[document_id(BUS)]
        labels = {**known.labels, "hostile": Label(hostile, 0.95)}
        db.annotations.save([(replace(known, meetings=(meeting,), labels=labels), "h")], NOW)


def found(store: Store, settings: Settings) -> dict[str, list[Together]]:
    with store.begin() as db:
        return together(desk.read(db, settings, NOW), "n1", {"n2"})


def test_the_same_day_and_place_with_a_document_of_each(town: Store, settings: Settings) -> None:
    assert found(town, settings) == {}
    announce(town, AFTERNOON)
    [[joint]] = found(town, settings).values()
    assert (joint.day, joint.place) == (date(2026, 9, 17), "buurthuis De Turf")
    assert joint.urls[0].startswith(("https://veenbode.example/zon", "https://plein.example/zon"))
    assert joint.urls[1] == BUS
    with town.begin() as db:
        lying = desk.read(db, settings, NOW)
    assert together(lying, "n1", set()) == {}
    assert [j.urls[0] for j in together(lying, "n2", {"n1"})["n1"]] == [BUS]


@pytest.mark.parametrize(
    "meeting",
    [
        replace(AFTERNOON, place="kerkplein"),
        replace(AFTERNOON, place=""),
        replace(AFTERNOON, start=AFTERNOON.start + timedelta(days=1)),
        replace(AFTERNOON, state=MeetingState.CANCELLED),
    ],
)
def test_another_day_or_place_is_not_together(town: Store, settings: Settings, meeting: Meeting) -> None:
    announce(town, meeting)
    assert found(town, settings) == {}


def test_the_town_itself_is_no_place(town: Store, settings: Settings) -> None:
    announce(town, AFTERNOON)
    assert found(town, replace(settings, municipality="Buurthuis De Turf")) == {}


def test_what_waits_for_a_human_announces_nothing(town: Store, settings: Settings) -> None:
    announce(town, AFTERNOON, hostile=True)
    assert found(town, settings) == {}


def test_the_page_of_a_network_tells_it_beside_the_relation(town: Store, settings: Settings) -> None:
    announce(town, AFTERNOON)
    said = "Beide kondigen een bijeenkomst aan op donderdag 17 september, "
    with TestClient(create_app(settings, town, lambda: NOW), base_url="http://127.0.0.1:8765") as client:
        assert said in client.get("/netwerken/n1").text
        page = client.get("/netwerken/n2").text
        assert said in page
        assert f'href="{BUS}" rel="noreferrer">bericht van dit netwerk</a>' in page
        with town.begin() as db:
            db.networks.save_relations([], NOW)
        assert said not in client.get("/netwerken/n1").text, "it is no relation of its own"
