"""When a meeting is over, and what is called off or moved: by the rules and past a judge that rejects all."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from nlp.date_grammar import find_days
from nlp.dates import Judge, find_meetings
from voorkant.records import Meeting

ZONE = ZoneInfo("Europe/Amsterdam")
#: Friday 20 March 2026, 09.00 local time
PUBLISHED = datetime(2026, 3, 20, 8, 0, tzinfo=UTC)


def never(signs: Sequence[str]) -> bool:
    return False


def found(text: str, judge: Judge | None = None, published: datetime = PUBLISHED) -> list[str]:
    return [told(m) for m in find_meetings(text, published, ZONE, judge)]


def told(meeting: Meeting) -> str:
    """`2026-03-28 cancelled`, `2026-04-11T10:00 planned`."""
    return f"{meeting.start.astimezone(ZONE):{'%m-%d' if meeting.all_day else '%m-%dT%H:%M'}} {meeting.state}"


def end(text: str) -> str:
    [meeting] = find_meetings(text, PUBLISHED, ZONE)
    return f"{meeting.end.astimezone(ZONE):%m-%dT%H:%M}" if meeting.end else ""


ENDS = [
    ("Kom 12 juni van 10 tot 13 uur naar de Brink.", "06-12T13:00"),
    ("Kom 12 juni tussen 14.00 en 16.00 uur.", "06-12T16:00"),
    ("Kom 12 juni, 16-18u.", "06-12T18:00"),
    ("Kom 12 juni van half acht tot half tien.", "06-12T21:30"),
    ("Kom 12 juni van 20.00 - 01.00 uur.", "06-13T01:00"),
    ("Kom 12 juni om 10.00 en 14.00 uur.", ""),
    ("Kom 12 juni om 20.00 uur, aanmelden voor 12.00 uur.", ""),
    ("De markt is 12 t/m 14 juni, elke dag van 10 tot 13 uur.", "06-14T13:00"),
    ("Kom vrijdag 12 tot en met zondag 14 juni naar de markt.", "06-15T00:00"),
    ("Kom zaterdag 30 mei t/m dinsdag 2 juni naar de kermis.", "06-03T00:00"),
    ("Kom van 30 mei tot 2 juni om 10.00 uur naar de markt.", "06-03T00:00"),
    ("Kom 12 juni naar de markt.", ""),
]


@pytest.mark.parametrize(("text", "over"), ENDS)
def test_ends(text: str, over: str) -> None:
    assert end(text) == over


def test_a_row_of_days_that_goes_on_is_planned_until_its_last_day() -> None:
    text = "Kom 10 t/m 22 maart naar de tentoonstelling."
    assert found(text) == ["03-10 planned"]
    assert found(text, published=datetime(2026, 3, 23, 8, tzinfo=UTC)) == ["03-10 past"]
    assert found("Kom 1 t/m 31 maart naar de expositie, met koffie.")[0] == "03-01 planned"


OFF = [
    ("De opruimactie van zaterdag 28 maart gaat niet door.", ["03-28 cancelled"]),
    ("De braderie van 28 maart is afgelast wegens regen.", ["03-28 cancelled"]),
    ("De opruimactie op de Brink\nHelaas gaat zaterdag 28 maart niet door.", ["03-28 cancelled"]),
    ("Het dorpsfeest van 28 maart gaat niet door.", ["03-28 cancelled"]),
    ("Zaterdag 28 maart zouden we op de Brink opruimen. Dat gaat niet door.", ["03-28 cancelled"]),
    ("Tot mijn spijt is de lezing van 28 maart afgelast.", ["03-28 cancelled"]),
    ("De markt van 28 maart is afgelast. Misschien komt er een nieuwe dag.", ["03-28 cancelled"]),
    ("De bijeenkomst op 28 maart vervalt.", ["03-28 cancelled"]),
    ("De inloop van 28 maart om 10.00 uur is geannuleerd.", ["03-28T10:00 cancelled"]),
    ("De inloop van 28 maart gaat niet door. Bellen kan tot 17.00 uur.", ["03-28 cancelled"]),
    ("ANNULERING: de wandeling van 28 maart", ["03-28 cancelled"]),
    ("De acties van 28 maart en 4 april gaan niet door.", ["03-28 cancelled", "04-04 cancelled"]),
]


@pytest.mark.parametrize(("text", "days"), OFF)
def test_what_is_called_off_is_found_whatever_a_judge_says(text: str, days: list[str]) -> None:
    assert found(text) == found(text, never) == days


NOT_OFF = [
    "Ik heb de tandarts van 28 maart afgezegd.",
    "Ik heb de bijeenkomst van 28 maart afgezegd.",
    "Ik kan niet, dus de bijeenkomst van 28 maart is voor mij geannuleerd.",
    "Mijn trein van 28 maart is geannuleerd.",
    "Mijn cursus van 28 maart is geannuleerd.",
    "De trein van 28 maart is geannuleerd.",
    "De transactie van 28 maart is geannuleerd.",
    "De vlucht van vrijdagavond 27 maart is geannuleerd.",
    "Helaas gaat zaterdag 28 maart niet door.",
    "Gaat de opruimactie van 28 maart niet door?",
    "Weet iemand of de opruimactie van 28 maart is afgelast.",
    "Niet waar dat de actie van 28 maart is afgelast.",
    "De actie van 28 maart is afgelast. Dat is niet waar!",
    "Gerucht: de opruimactie van 28 maart is afgelast.",
    "De opruimactie van 28 maart zou zijn afgelast.",
    "De opruimactie van 28 maart gaat misschien niet door.",
    "Als het regent is de opruimactie van 28 maart afgelast.",
]


@pytest.mark.parametrize("text", NOT_OFF)
def test_what_is_no_gathering_or_stays_in_doubt_is_not_called_off(text: str) -> None:
    assert found(text, never) == []
    assert "cancelled" not in " ".join(found(text))


def test_a_heading_that_asks_or_denies_calls_nothing_off() -> None:
    for heading in ("Opruimactie afgelast?", "Niet waar: opruimactie afgelast"):
        assert found(f"{heading}\nZaterdag 28 maart om 10.00 uur op de Brink.") == ["03-28T10:00 planned"]


MOVED = [
    (
        "De opruimactie van zaterdag 28 maart is verplaatst naar zaterdag 4 april.",
        ["03-28 cancelled", "04-04 planned"],
    ),
    (
        "Omdat de bijeenkomst van 28 maart is geannuleerd, komen we 4 april om 20.00 uur bij elkaar.",
        ["03-28 cancelled", "04-04T20:00 planned"],
    ),
    ("De inloop op 28 maart om 10.00 uur is verplaatst naar de grote zaal.", ["03-28T10:00 planned"]),
    ("De inloop op 28 maart is verplaatst naar een later moment.", ["03-28 cancelled"]),
]


@pytest.mark.parametrize(("text", "days"), MOVED)
def test_what_is_moved(text: str, days: list[str]) -> None:
    assert found(text) == days


STANDS = [
    ("Kom 28 maart om 10.00 uur: de actie wordt niet afgelast.", ["03-28T10:00 planned"]),
    ("Kom 28 maart om 10.00 uur. Als het stormt gaat het niet door.", ["03-28T10:00 planned"]),
    ("De vergunning vervalt op 28 maart.", []),
    ("Het besluit van 28 maart is geschrapt.", []),
]


@pytest.mark.parametrize(("text", "days"), STANDS)
def test_what_stands(text: str, days: list[str]) -> None:
    assert found(text) == days


def test_a_heading_calls_off_the_first_day_after_it() -> None:
    text = "Opruimactie afgelast\nZaterdag 28 maart om 10.00 uur zouden we op de Brink verzamelen."
    assert found(text) == ["03-28T10:00 cancelled"]


TOGETHER = [
    # a weekday after a date is one of that date's days
    (
        "Van vrijdag 10 april tot en met dinsdag 14 april is er kermis. De opening is vrijdag om 18.00 uur.",
        ["04-10T18:00 planned"],
    ),
    ("Op 11 april is de braderie. Zaterdag om 10.00 uur begint de muziek.", ["04-11T10:00 planned"]),
    # another weekday is not, nor one after a deadline, works or a date months away
    ("Kom 11 april helpen. Dinsdag om 20.00 uur vergaderen we.", ["04-11 planned", "03-24T20:00 planned"]),
    (
        "Reageren kan tot donderdag 9 april. Kom donderdag om 20.00 uur naar de inloop.",
        ["03-26T20:00 planned"],
    ),
    (
        "De wegwerkzaamheden duren van 7 t/m 21 april. Kom dinsdag om 20.00 uur naar de avond.",
        ["03-24T20:00 planned"],
    ),
    (
        "Vrijdag 18 juni 2027 is het klaar. Kom dinsdag om 20.00 uur.",
        ["03-24T20:00 planned"],
    ),
    # the hour of what is none stays with that
    (
        "Kom 11 april naar het buurtfeest. Op 11 april is de straat vanaf 7.00 uur afgesloten.",
        ["04-11 planned"],
    ),
    # the hour stands far behind
    (
        "Op 27 maart is er een lezing. Wie? Een kenner. Hij weet veel. Alles. De aanvang is 20.00 uur.",
        ["03-27T20:00 planned"],
    ),
    ("Kom 28 maart. Kom langs op de markt van de gemeente, van 10 tot 14 uur.", ["03-28T10:00 planned"]),
    # other ways of writing it
    ("Kom vrijdag 28/3, vanaf 19u30.", ["03-28T19:30 planned"]),
    ("Donderdag 18 uur lopen we naar het kantoor.", ["03-26T18:00 planned"]),
    (
        "Kom 12 juni. De zaal gaat om 19.15 uur open, het concert begint om 20.00 uur.",
        ["06-12T20:00 planned"],
    ),
    ("Kom 12 juni! Voor iedereen van 12 tot 16, van 19.00 tot 22.00 uur.", ["06-12T19:00 planned"]),
]


@pytest.mark.parametrize(("text", "wanted"), TOGETHER)
def test_days_and_hours_that_stand_apart_are_brought_together(text: str, wanted: list[str]) -> None:
    assert found(text) == wanted


def test_the_hour_of_a_day_is_taken_from_another_sentence() -> None:
    text = "Woensdag is er een wake. Op woensdag om 20.00 uur staan we op de Brink."
    assert found(text, lambda signs: "first=True" in signs) == ["03-25T20:00 planned"]


ONCE = [
    ("In 2024 stonden we op 28 maart met tachtig buren op de markt.", "2024-03-28"),
    ("Vorig jaar hielden we op 28 maart een bijeenkomst.", "2025-03-28"),
    ("Tien jaar geleden stond op 3 oktober de markt hier om 14 uur.", "2016-10-03"),
    ("Op 28-3 vorig jaar was er een markt.", "2025-03-28"),
    ("Vorig jaar was op Koningsdag de markt.", "2025-04-26"),
]


@pytest.mark.parametrize(("text", "day"), ONCE)
def test_a_day_of_a_year_that_is_told_apart_has_been(text: str, day: str) -> None:
    [phrase] = find_days(text, PUBLISHED.date())
    assert phrase.past and phrase.days[0].isoformat() == day
    assert "planned" not in " ".join(found(text))


@pytest.mark.parametrize(
    "text",
    [
        "Net als vorig jaar is op 28 maart een markt.",
        "Vorig jaar was een succes, kom op 28 maart naar de markt.",
        "Vorig jaar kwamen er tien mensen en nu is op 28 maart weer een markt.",
        "In 2026 was er nog niets, kom op 28 maart naar de markt.",
    ],
)
def test_a_year_that_has_been_says_nothing_of_another_clause(text: str) -> None:
    assert found(text) == ["03-28 planned"]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("De bijeenkomst is niet donderdag maar vrijdag.", ["03-20 planned"]),
        ("De markt is niet op 28 maart maar op 4 april.", ["04-04 planned"]),
        ("De markt is niet alleen 28 maart maar ook 4 april.", ["03-28 planned", "04-04 planned"]),
    ],
)
def test_what_is_denied_before_another_day_is_none(text: str, days: list[str]) -> None:
    assert found(text) == days


@pytest.mark.parametrize(
    "unit", ["in 2024 ", "vorig jaar was op 3 mei ", "niet 3 mei maar ", "over tien dagen "]
)
def test_time_grows_with_length(unit: str) -> None:
    started = time.process_time()
    find_days(unit * (100_000 // len(unit)), PUBLISHED.date())
    assert time.process_time() - started < 6
