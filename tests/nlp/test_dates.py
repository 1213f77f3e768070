from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from nlp.date_grammar import find_days
from nlp.dates import Judge, find_meetings
from nlp.holidays import easter, holiday
from nlp.time_grammar import find_hours
from voorkant.records import Meeting
from voorkant.vocabulary import MeetingState

ZONE = ZoneInfo("Europe/Amsterdam")
#: Wednesday 4 March 2026, 09.00 local time
PUBLISHED = datetime(2026, 3, 4, 8, 0, tzinfo=UTC)
TODAY = date(2026, 3, 4)

DAYS = [
    ("Vrijdag 25-9-2026", "2026-09-25"),
    ("Zaterdag 10/10", "2026-10-10"),
    ("vrijdag 25.9.2026", "2026-09-25"),
    ("op de 3e donderdag van oktober", "2026-10-15"),
    ("de derde donderdag van oktober", "2026-10-15"),
    ("de laatste vrijdagavond van oktober", "2026-10-30"),
    ("eerste maandag van oktober 2027", "2027-10-04"),
    ("over tien dagen", "2026-03-14"),
    ("over drie weken, op zaterdag", "2026-03-28"),
    ("12 maart", "2026-03-12"),
    ("donderdag 12 maart", "2026-03-12"),
    ("donderdag 12 maart 2026", "2026-03-12"),
    ("do. 12 maart", "2026-03-12"),
    ("12-3-2026", "2026-03-12"),
    ("12/3/2026", "2026-03-12"),
    ("12-03-2026", "2026-03-12"),
    ("op 12/3", "2026-03-12"),
    ("3 apr.", "2026-04-03"),
    ("3 april", "2026-04-03"),
    ("vrijdag 3 april a.s.", "2026-04-03"),
    ("vandaag", "2026-03-04"),
    ("vanavond", "2026-03-04"),
    ("vanmiddag", "2026-03-04"),
    ("morgen", "2026-03-05"),
    ("morgenavond", "2026-03-05"),
    ("overmorgen", "2026-03-06"),
    ("a.s. zaterdag", "2026-03-07"),
    ("zaterdag a.s.", "2026-03-07"),
    ("aanstaande zaterdag", "2026-03-07"),
    ("komende zaterdag", "2026-03-07"),
    ("eerstvolgende zaterdag", "2026-03-07"),
    ("komende woensdag", "2026-03-11"),
    ("volgende week dinsdag", "2026-03-10"),
    ("volgende week donderdag", "2026-03-12"),
    ("zaterdag over een week", "2026-03-14"),
    ("zaterdag over twee weken", "2026-03-21"),
    ("deze vrijdag", "2026-03-06"),
    ("zaterdagmiddag", "2026-03-07"),
    ("donderdagavond", "2026-03-05"),
    ("zondag", "2026-03-08"),
    ("zaterdag de 14e", "2026-03-14"),
    ("Koningsdag", "2026-04-27"),
    ("Goede Vrijdag", "2026-04-03"),
    ("eerste paasdag", "2026-04-05"),
    ("tweede paasdag", "2026-04-06"),
    ("Hemelvaartsdag", "2026-05-14"),
    ("eerste pinksterdag", "2026-05-24"),
    ("oudjaarsdag", "2026-12-31"),
    ("1 april", "2026-04-01"),
    ("10 januari", "2027-01-10"),
    ("2 januari 2027", "2027-01-02"),
    ("28 februari", "2026-02-28"),
    ("1 mei", "2026-05-01"),
    ("31 aug.", "2026-08-31"),
    ("sneon", "2026-03-07"),
    ("tongersdei 12 maart", "2026-03-12"),
    ("dit weekend", "2026-03-07"),
    ("afgelopen zaterdag", "2026-02-28"),
    ("gisteren", "2026-03-03"),
    ("vorige week dinsdag", "2026-02-24"),
    ("zaterdag jl.", "2026-02-28"),
    ("woensdag jl.", "2026-02-25"),
    ("woensdag a.s.", "2026-03-11"),
    ("woensdag aanstaande", "2026-03-11"),
    ("12 januari jl.", "2026-01-12"),
    ("12 januari j.l.", "2026-01-12"),
    ("12 januari ll.", "2026-01-12"),
    ("12 januari laatstleden", "2026-01-12"),
    ("maandag 12 januari jongstleden", "2026-01-12"),
    ("afgelopen maandag 12 januari", "2026-01-12"),
    ("vorige maandag 12-1-2026", "2026-01-12"),
    ("afgelopen Prinsjesdag", "2025-09-16"),
    ("komende vrijdag 20 maart", "2026-03-20"),
    ("volgende week vrijdag 13 maart", "2026-03-13"),
    ("12 november a.s.", "2026-11-12"),
    ("komend weekend", "2026-03-07"),
    ("vorig weekend", "2026-02-28"),
    ("Moederdag", "2026-05-10"),
    ("Vaderdag", "2026-06-21"),
    ("Kerstmis", "2026-12-25"),
    ("carnavalszondag 2027", "2027-02-07"),
    ("Aswoensdag 2027", "2027-02-10"),
    ("Witte Donderdag", "2026-04-02"),
    ("Dodenherdenking", "2026-05-04"),
    ("Sint-Maarten", "2026-11-11"),
    ("sinterklaasavond", "2026-12-05"),
    ("Dierendag", "2026-10-04"),
    ("Prinsjesdag", "2026-09-15"),
    ("Burendag", "2026-09-26"),
    ("Open Monumentendag", "2026-09-12"),
    ("oudejaarsdag", "2026-12-31"),
]

HOURS = [
    ("om halfacht", "19:30"),
    ("halfnegen", "20:30"),
    ("niet om 20.00 uur maar om 19.30 uur", "19:30"),
    ("20.00 uur", "20:00"),
    ("20:00", "20:00"),
    ("20u", "20:00"),
    ("om half acht", "19:30"),
    ("kwart voor acht", "19:45"),
    ("kwart over zeven", "19:15"),
    ("om 8 uur 's avonds", "20:00"),
    ("van 10 tot 13 uur", "10:00"),
    ("tussen 14.00 en 16.00 uur", "14:00"),
    ("vanaf 9 uur", "09:00"),
    ("om acht uur", "20:00"),
    ("om 10 uur", "10:00"),
    ("om 10 uur 's ochtends", "10:00"),
    ("om 3 uur", "15:00"),
    ("om half tien", "09:30"),
    ("half 8", "19:30"),
    ("8 uur 's ochtends", "08:00"),
    ("om 7.30 uur", "07:30"),
    ("14.00-16.00 uur", "14:00"),
    ("om elf uur", "11:00"),
    ("om 12 uur", "12:00"),
    ("19.30 u", "19:30"),
    ("van 12 tot 17 uur", "12:00"),
    ("om tien voor half acht", "19:20"),
    ("van tien tot vier", "10:00"),
    ("van half acht tot half tien", "19:30"),
    ("tussen vijf en zes", "17:00"),
    ("van 9 tot 12:", "09:00"),
    ("16-18u", "16:00"),
    ("om half achte", "19:30"),
    ("fan 10 oant 12", "10:00"),
]

MEETINGS = [
    ("Kom donderdag 12 maart om 20.00 uur naar de bijeenkomst in dorpshuis De Ark.", "2026-03-12T20:00"),
    ("De inloop is dinsdag 14 april, 19.30 uur inloop, 20.00 uur start.", "2026-04-14T20:00"),
    ("Zaterdag gaan we opruimen, verzamelen om 10 uur op de Brink.", "2026-03-07T10:00"),
    ("Vanavond bijeenkomst in het buurthuis, aanvang half acht.", "2026-03-04T19:30"),
    ("Wie helpt zaterdag mee opruimen?", "2026-03-07"),
    ("Op Koningsdag is er vrijmarkt op het plein.", "2026-04-27"),
    ("De opening is op 29 maart om 14.00 uur.", "2026-03-29T14:00"),
    ("Demonstratie! Morgenavond 19.00 uur voor het gemeentehuis.", "2026-03-05T19:00"),
    ("Volgende week dinsdag om 8 uur 's avonds praten we verder in de kantine.", "2026-03-10T20:00"),
    ("We planten bomen op zaterdag 14 maart. Om 9.30 uur verzamelen bij de molen.", "2026-03-14T09:30"),
]

NO_MEETINGS = [
    "Aanmelden kan voor 1 mei.",
    "Reageren kan uiterlijk 12 maart.",
    "Geplaatst op 4 maart 2026.",
    "De gemeenteraadsverkiezingen zijn op 18 maart.",
    "Zij werd geboren op 12 mei 1948.",
    "De weg is vanaf 12 maart afgesloten.",
    "Het plan ligt tot 20 april ter inzage.",
    "Het oud papier wordt zaterdag opgehaald.",
    "We zijn sinds 12 maart 2019 actief.",
    "De uitslag was 12-3.",
    "Een derde, 1/3, van de bewoners is voor.",
    "Het kost 12.50 per persoon.",
]


@pytest.mark.parametrize(("phrase", "day"), DAYS)
def test_day_phrases(phrase: str, day: str) -> None:
    found = find_days(f"Het is {phrase} te doen.", TODAY)
    assert [d.isoformat() for p in found for d in p.days] == [day]


@pytest.mark.parametrize(("phrase", "hour"), HOURS)
def test_hours(phrase: str, hour: str) -> None:
    found = find_hours(f"We beginnen {phrase} in de zaal.")
    assert f"{found[0].at:%H:%M}" == hour


@pytest.mark.parametrize(
    "text", ["kinderen van 10 tot 16 jaar", "van twee en drie kinderen", "van acht tot tien euro"]
)
def test_ages_and_amounts_are_no_hours(text: str) -> None:
    assert find_hours(f"Er is plaats voor {text}.") == []


def show(text: str, judge: Judge | None = None) -> list[str]:
    return [start(m) for m in find_meetings(text, PUBLISHED, ZONE, judge)]


def start(meeting: Meeting) -> str:
    return f"{meeting.start.astimezone(ZONE):{'%Y-%m-%d' if meeting.all_day else '%Y-%m-%dT%H:%M'}}"


@pytest.mark.parametrize(("text", "start"), MEETINGS)
def test_meetings(text: str, start: str) -> None:
    assert show(text) == [start]


RECURRING = [
    ("Elke eerste zaterdag repareren we vanaf 10.00 uur.", ["2026-03-07T10:00"]),
    ("Iedere derde dinsdag van de maand om 19.30 uur is er spreekuur.", ["2026-03-17T19:30"]),
    ("Elke donderdag tussen vijf en zes schenken we soep.", ["2026-03-05T17:00"]),
    ("De laatste woensdag was druk.", ["2026-02-25"]),
]


@pytest.mark.parametrize(("text", "starts"), RECURRING)
def test_what_recurs_counts_with_its_next_day_for_a_judge(text: str, starts: list[str]) -> None:
    assert show(text, lambda signs: True) == starts
    assert show(text, lambda signs: False) == []


def test_a_judge_sees_what_stands_around_a_day() -> None:
    seen: list[str] = []

    def judge(signs: Sequence[str]) -> bool:
        seen.extend(signs)
        return False

    assert show("Kom donderdag 12 maart om 20.00 uur naar de kantine.", judge) == []
    assert {"hour", "l1=kom", "ahead=14,hour", "hour=20", "ruled,hour"} <= set(seen)


LATER_HOURS = [
    ("Zaterdag 14 maart is het concert. Kaarten kosten zes euro. Aanvang 19.30 uur.", ["2026-03-14T19:30"]),
    (
        "Op 12 maart praten we over zorg en op 19 maart over groen, telkens om 19.00 uur.",
        ["2026-03-12T19:00", "2026-03-19T19:00"],
    ),
    (
        "Kom zaterdag 14 maart kijken. Op 18 maart is de markt. Aanvang 19.30 uur.",
        ["2026-03-14", "2026-03-18T19:30"],
    ),
]


@pytest.mark.parametrize(("text", "starts"), LATER_HOURS)
def test_hours_that_stand_further_on(text: str, starts: list[str]) -> None:
    assert show(text) == starts


@pytest.mark.parametrize("text", NO_MEETINGS)
def test_what_is_no_gathering(text: str) -> None:
    assert show(text) == []


def test_two_days_share_their_hour() -> None:
    text = "Inloop op dinsdag 14 en woensdag 15 april om 20.00 uur in de school."
    assert show(text) == ["2026-04-14T20:00", "2026-04-15T20:00"]


def test_start_is_in_utc_and_knows_summer_time() -> None:
    before = find_meetings("Bijeenkomst zaterdag 28 maart om 20.00 uur.", PUBLISHED, ZONE)[0]
    after = find_meetings("Bijeenkomst zondag 29 maart om 20.00 uur.", PUBLISHED, ZONE)[0]
    assert (before.start.hour, after.start.hour) == (19, 18)
    assert before.start.tzinfo is UTC


def test_without_an_hour_it_is_local_midnight() -> None:
    meeting = find_meetings("Kom zaterdag 7 maart naar de buurtmarkt.", PUBLISHED, ZONE)[0]
    assert meeting.all_day
    assert meeting.start == datetime(2026, 3, 6, 23, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("De bijeenkomst van donderdag 12 maart om 20.00 uur gaat niet door.", MeetingState.CANCELLED),
        ("De lezing op 12 maart om 20.00 uur is afgelast.", MeetingState.CANCELLED),
        ("Afgelopen zaterdag om 10.00 uur was er een opschoonactie.", MeetingState.PAST),
        ("De bijeenkomst is donderdag 12 maart om 20.00 uur.", MeetingState.PLANNED),
    ],
)
def test_state(text: str, state: MeetingState) -> None:
    assert [m.state for m in find_meetings(text, PUBLISHED, ZONE)] == [state]


def test_moved_to_a_new_date() -> None:
    text = "De bijeenkomst van 12 maart om 20.00 uur is verplaatst naar 19 maart om 20.00 uur."
    assert [m.state for m in find_meetings(text, PUBLISHED, ZONE)] == [
        MeetingState.CANCELLED,
        MeetingState.PLANNED,
    ]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Kom 12 maart om 20.00 uur in buurthuis De Ark.", "buurthuis De Ark"),
        ("Kom 12 maart om 20.00 uur op de Brink.", "de Brink"),
        ("Kom 12 maart om 20.00 uur bij de molen.", "de molen"),
        ("Kom 12 maart om 20.00 uur, Dorpshuis 't Anker.", "Dorpshuis 't Anker"),
        ("Kom 12 maart om 20.00 uur.", ""),
    ],
)
def test_place(text: str, place: str) -> None:
    assert [m.place for m in find_meetings(text, PUBLISHED, ZONE)] == [place]


def test_holidays() -> None:
    assert [easter(y).isoformat() for y in (2024, 2025, 2026, 2038)] == [
        "2024-03-31",
        "2025-04-20",
        "2026-04-05",
        "2038-04-25",
    ]
    assert holiday("koningsdag", 2025) == date(2025, 4, 26)
    assert holiday("burendag", 2026) == date(2026, 9, 26)


def test_impossible_days_and_garbage_are_left_out() -> None:
    assert show("Kom 31 februari om 25.00 uur, 99-99-2026, 0-0-0.") == []
    assert show("😀" * 1000 + "12" * 50_000) == []
