from __future__ import annotations

import re
import time

import pytest

from nlp.lexicon import municipalities
from nlp.places import Gazetteer
from voorkant.records import Place, PlaceMention
from voorkant.settings import OfficeHolder
from voorkant.vocabulary import PlaceKind

GAZETTEER = Gazetteer(
    [
        Place("Oosterveen", PlaceKind.DORP, "BU0001"),
        Place("De Hoven", PlaceKind.WIJK, "WK0002"),
        Place("Marspad", PlaceKind.STRAAT),
        Place("Brink", PlaceKind.PLEIN),
    ],
    "Lindewaarde",
)


def names(text: str) -> list[str]:
    return [p.name for p in GAZETTEER.find(text)]


@pytest.mark.parametrize("sign", ["'", "’"])
def test_a_name_with_an_apostrophe_is_whole(sign: str) -> None:
    text = f"In {sign}s-Hertogenbosch, {sign}s-Gravenhage en {sign}s-Heerenberg"
    seen = [
        (text.index(part), text.index(part) + len(part)) for part in ("-Her", "Gravenhage", "-Heerenberg")
    ]
    seen[0] = (seen[0][0], seen[0][0] + len("-Hertogenbosch"))
    found = [p.name for p in GAZETTEER.find(text, seen)]
    assert found == ["'s-Hertogenbosch", "'s-Gravenhage", f"{sign}s-Heerenberg"]
    assert names(text)[:2] == ["'s-Hertogenbosch", "'s-Gravenhage"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Piet van Dalen komt naar Breda. Van Dalen is blij.", ["Breda"]),
        ("Wethouder Van Dalen sprak in Dalen.", ["Dalen"]),
        ("De inwoners van Dalen", ["Dalen"]),
        ("Burgemeester Breda ging naar Dalen.", ["Dalen"]),
        ("Kom naar Breda.", ["Breda"]),
    ],
)
def test_what_is_part_of_an_office_holders_name_is_no_place(text: str, wanted: list[str]) -> None:
    holders = [OfficeHolder("Piet van Dalen", "wethouder"), OfficeHolder("Breda", "burgemeester")]
    gazetteer = Gazetteer([], "Lindewaarde", holders)
    seen = [m.span() for m in re.finditer("Dalen|Breda", text)]
    assert [p.name for p in gazetteer.find(text, seen)] == wanted


def test_a_configured_name_is_found_with_either_apostrophe() -> None:
    gazetteer = Gazetteer([Place("’t Hof", PlaceKind.WIJK, "WK0009")], "Lindewaarde")
    assert [p.code for t in ("in 't Hof", "in ’t Hof") for p in gazetteer.find(t)] == ["WK0009"] * 2


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("In Oosterveen begint een moestuin.", ["Oosterveen"]),
        ("Dorpsbelang Oosterveen roept op.", ["Oosterveen"]),
        ("wij van oosterveen doen mee", ["Oosterveen"]),
        ("Bewoners van De Hoven en Oosterveen", ["De Hoven", "Oosterveen"]),
        ("Oosterveen, oosterveen en nog eens Oosterveen", ["Oosterveen"]),
        ("Wij wonen in Wijk bij Duurstede.", ["Wijk bij Duurstede"]),
        ("wie uit wijk bij duurstede doet mee", ["Wijk bij Duurstede"]),
        ("De gemeente Zutphen zegt nee.", ["Zutphen"]),
        ("Van Bergen op Zoom naar Breda", ["Bergen op Zoom", "Breda"]),
        ("Aan de Kerkstraat is het druk.", ["Kerkstraat"]),
        ("Aan het Wilhelminaplein en de Lindelaan", ["Wilhelminaplein", "Lindelaan"]),
        ("In de wijk Rozendonk is onrust.", ["Rozendonk"]),
        ("Het dorp Zwaagdam viert feest.", ["Zwaagdam"]),
        ("Mensen uit Retranchement komen ook.", ["Retranchement"]),
        ("Wij wonen in Best.", ["Best"]),
        ("Naar Goes en naar Houten", ["Goes", "Houten"]),
        ("Lindewaarde bruist.", ["Lindewaarde"]),
    ],
)
def test_finds(text: str, wanted: list[str]) -> None:
    assert names(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "Best een goed plan.",
        "Houten banken zijn mooi.",
        "De beste buren ooit.",
        "Het is leek, geen vakwerk.",
        "Hij goes fast.",
        "In mei beginnen we.",
        "In Nederland is het zo.",
        "Wij gaan bij Wilma eten.",
        "Alles is echt waar.",
        "De zon schijnt.",
        "Een supermarkt sluit.",
        "Oosterveense koeien",
        "mail@oosterveen.nl",
    ],
)
def test_leaves_ordinary_words(text: str) -> None:
    assert names(text) == []


def test_codes_come_from_the_lists() -> None:
    assert GAZETTEER.find("Van Oosterveen naar Utrecht") == (
        PlaceMention("Oosterveen", "BU0001"),
        PlaceMention("Utrecht", "GM0344"),
    )


def test_of_places_that_a_finder_saw_codes_and_spelling_come_from_the_lists() -> None:
    text = "UTRECHT - In Oosterveen, bij Goes en aan de Rozenlaan."
    seen = [(0, 7), (text.index("Rozen"), text.index("Rozen") + 9)]
    assert GAZETTEER.find(text, seen) == (
        PlaceMention("Utrecht", "GM0344"),
        PlaceMention("Oosterveen", "BU0001"),  # configured, so always there
        PlaceMention("Rozenlaan", ""),
    )


def test_which_of_several_is_told_by_what_else_is_named() -> None:
    both = Gazetteer(
        [
            Place("Noorderwijk", PlaceKind.WIJK, "WK01", part_of="Lindewaarde"),
            Place("Zuiderwijk", PlaceKind.WIJK, "WK02", part_of="Lindewaarde"),
            Place("Hoek", PlaceKind.BUURT, "BU0101", part_of="Noorderwijk"),
            Place("Kerkeland", PlaceKind.BUURT, "BU0102", part_of="Noorderwijk"),
            Place("Kerkeland", PlaceKind.BUURT, "BU0201", part_of="Zuiderwijk"),
            Place("Kerkstraat", PlaceKind.STRAAT, "s1", part_of="Hoek"),
            Place("Kerkstraat", PlaceKind.STRAAT, "s2", part_of="Zuiderwijk"),
        ],
        "Lindewaarde",
    )
    assert PlaceMention("Kerkeland", "BU0201") in both.find("In Zuiderwijk is Kerkeland van slag.")
    assert PlaceMention("Kerkstraat", "s1") in both.find("De Kerkstraat in Noorderwijk is open.")
    for untold in (
        "Iets in Kerkeland.",
        "Van Noorderwijk naar Kerkeland en naar Zuiderwijk.",
        "Kerkeland in Lindewaarde",
    ):
        assert PlaceMention("Kerkeland", "") in both.find(untold)


def test_all_municipalities_are_there_once() -> None:
    towns = municipalities()
    assert len(towns) == 342
    assert len({t.name for t in towns}) == 341  # Bergen in Noord-Holland and in Limburg
    assert len({t.code for t in towns}) == 342
    assert len({t.province for t in towns}) == 12


@pytest.mark.parametrize("unit", ["a", "Aa ", "in de Aa ", "Oosterveen", "Abstraat", "😀", "İ"])
def test_time_grows_with_length(unit: str) -> None:
    started = time.process_time()
    GAZETTEER.find(unit * (100_000 // len(unit)))
    assert time.process_time() - started < 5
