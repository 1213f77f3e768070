"""What is called off leaves the agenda and is told to calendars; what lasts stands on each of its days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from frontdesk import digest, export, render
from frontdesk.app import create_app
from storage.store import Store
from voorkant.records import Meeting, document_id
from voorkant.settings import Settings
from voorkant.vocabulary import MeetingState, PublisherKind

NOW = datetime(2026, 9, 10, 4, 30, tzinfo=UTC)
#: a document of Zonnepark that names no meeting
SILENT = document_id("https://veenbode.example/zon6")
#: 20.00 hours on 17 September is planned (conftest); the same day in local days
THAT_DAY = datetime(2026, 9, 16, 22, 0, tzinfo=UTC)
#: Saturday 12 to Monday 14 September, 10 to 13 hours
THREE_DAYS = Meeting(
    datetime(2026, 9, 12, 8, 0, tzinfo=UTC), "de Brink", end=datetime(2026, 9, 14, 11, 0, tzinfo=UTC)
)


def tell(town: Store, *meetings: Meeting) -> None:
    """Let a document of the initiative say this too."""
    with town.begin() as db:
        said = replace(db.annotations.get([SILENT])[SILENT], meetings=meetings)
        db.annotations.save([(said, "h")], NOW)


def post(town: Store, source: str, *meetings: Meeting, who: str = "b" * 32) -> None:
    """Let an account at a source join the initiative, and say this."""
    url = f"https://{source}.example/{who}"
    with town.begin() as db:
        [like], said = db.documents.get([SILENT]), db.annotations.get([SILENT])[SILENT]
        other = replace(like, url=url, source=source, participant=who, content_hash=f"{source} {who}")
        db.documents.save(other)
        db.annotations.save([(replace(said, document=document_id(url), meetings=meetings), "h")], NOW)
        member = next(m for m in db.initiatives.members(NOW) if m.document == SILENT)
        db.initiatives.join([replace(member, document=document_id(url))])


def exported(town: Store, settings: Settings, as_of: datetime = NOW) -> list[dict[str, Any]]:
    with town.begin() as db:
        return list(export.rows(db, settings, "meetings", as_of))


def paper(town: Store, settings: Settings, as_of: datetime = NOW) -> digest.Digest:
    with town.begin() as db:
        return digest.build(db, settings, None, as_of)


def agenda(town: Store, settings: Settings, as_of: datetime) -> str:
    app = create_app(settings, town, lambda: as_of)
    with TestClient(app, base_url="http://127.0.0.1:8765") as client:
        return str(client.get("/agenda").text)


@pytest.fixture
def called_off(town: Store) -> Iterator[Store]:
    tell(town, Meeting(THAT_DAY, state=MeetingState.CANCELLED, all_day=True))
    yield town


def test_a_day_that_is_called_off_calls_off_the_meeting_of_that_day(
    called_off: Store, settings: Settings
) -> None:
    assert paper(called_off, settings).meetings == ()
    told = [(r["start"], r["place"], r["state"]) for r in exported(called_off, settings)]
    assert told[0] == ("2026-09-17T20:00:00+02:00", "buurthuis De Turf", "cancelled")


OFF = Meeting(THAT_DAY, state=MeetingState.CANCELLED, all_day=True)


def states(town: Store, settings: Settings) -> list[str]:
    """What is told of 17 September."""
    return [r["state"] for r in exported(town, settings) if r["start"].startswith("2026-09-17")]


def read_too(town: Store, settings: Settings, **publishers: tuple[str, PublisherKind]) -> Settings:
    """Settings with sources of these publishers too, by id."""
    like = settings.sources[1]
    more = [replace(like, id=k, publisher=p, publisher_kind=kind) for k, (p, kind) in publishers.items()]
    with town.begin() as db:
        db.fetches.sync_sources([*settings.sources, *more])
    return replace(settings, sources=(*settings.sources, *more))


def test_a_bystander_takes_no_meeting_of_others_off_the_agenda(town: Store, settings: Settings) -> None:
    post(town, "plein", OFF)
    assert [m.place for m in paper(town, settings).meetings] == ["buurthuis De Turf"]
    assert states(town, settings) == ["planned"]


def test_a_bystander_takes_no_day_without_an_hour_off_either(town: Store, settings: Settings) -> None:
    day = THAT_DAY + timedelta(days=2)
    tell(town, Meeting(day, "de Brink", all_day=True))
    post(town, "plein", replace(OFF, start=day))
    assert [m.place for m in paper(town, settings).meetings] == ["buurthuis De Turf", "de Brink"]


def test_the_account_that_announced_may_call_off(town: Store, settings: Settings) -> None:
    post(town, "plein", OFF, who=f"{1:032x}")  # whose zon1 names the hour
    assert states(town, settings) == ["cancelled"]


def test_a_document_may_call_off_what_it_announces_itself(town: Store, settings: Settings) -> None:
    evening = Meeting(THAT_DAY + timedelta(days=4, hours=20), "de Brink")
    post(town, "plein", evening, replace(OFF, start=THAT_DAY + timedelta(days=4)))
    assert [m.place for m in paper(town, settings).meetings] == ["buurthuis De Turf"]


def test_the_publisher_that_announced_may_call_off(town: Store, settings: Settings) -> None:
    wijk = ("De Wijk", PublisherKind.BEWONERS)
    read = read_too(town, settings, wijk=wijk, wijkblad=wijk)
    post(town, "wijkblad", OFF)
    assert states(town, read) == ["planned"]
    post(town, "wijk", Meeting(THAT_DAY + timedelta(hours=20)))
    assert states(town, read) == ["cancelled"]


def test_two_publishers_that_say_so_call_off(town: Store, settings: Settings) -> None:
    read = read_too(town, settings, dorp=("Het Dorp", PublisherKind.BEWONERS))
    post(town, "plein", OFF)
    post(town, "plein", OFF, who="c" * 32)
    assert states(town, read) == ["planned"]
    post(town, "dorp", OFF)
    assert states(town, read) == ["cancelled"]


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (PublisherKind.OVERHEID, "cancelled"),
        (PublisherKind.ORGANISATIE, "cancelled"),
        (PublisherKind.MEDIA, "cancelled"),
        (PublisherKind.BEWONERS, "planned"),
    ],
)
def test_who_answers_for_what_they_tell_may_call_off(
    town: Store, settings: Settings, kind: PublisherKind, state: str
) -> None:
    read = read_too(town, settings, ander=("Een ander", kind))
    post(town, "ander", OFF)
    assert states(town, read) == [state]


def test_a_cancellation_that_names_the_hour_counts(town: Store, settings: Settings) -> None:
    post(town, "plein", Meeting(THAT_DAY + timedelta(hours=20), state=MeetingState.CANCELLED))
    assert states(town, settings) == ["cancelled"]


def test_what_was_called_off_is_not_told_for_ever(called_off: Store, settings: Settings) -> None:
    assert exported(called_off, settings, NOW + timedelta(days=10)) == []


def test_what_is_over_is_past(town: Store, settings: Settings) -> None:
    assert [r["state"] for r in exported(town, settings, NOW + timedelta(days=10))] == ["past"]


def test_what_lasts_stands_on_each_of_its_days(town: Store, settings: Settings) -> None:
    tell(town, THREE_DAYS)
    second = agenda(town, settings, datetime(2026, 9, 13, 12, 0, tzinfo=UTC))
    assert "Zaterdag 12 september" not in second
    assert second.index("Zondag 13 september") < second.index("Maandag 14 september")
    assert second.count("10.00-13.00 uur") == 2
    assert "10.00-13.00 uur" not in agenda(town, settings, datetime(2026, 9, 14, 12, 0, tzinfo=UTC))
    assert exported(town, settings)[0]["end"] == "2026-09-14T13:00:00+02:00"


def test_mail_tells_the_days_and_the_hours(town: Store, settings: Settings) -> None:
    tell(town, THREE_DAYS)
    said = render.text(paper(town, settings), settings.zone)
    assert "zaterdag 12 september t/m maandag 14 september, 10.00-13.00 uur" in " ".join(said.split())


def test_days_without_an_hour_go_with_the_hour_of_the_first(town: Store, settings: Settings) -> None:
    until = datetime(2026, 9, 18, 22, 0, tzinfo=UTC)
    tell(town, Meeting(THAT_DAY, all_day=True, end=until))
    found = agenda(town, settings, NOW)
    assert found.count("20.00 uur") == 2  # 17 and 18 September
