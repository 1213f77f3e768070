from __future__ import annotations

import pytest

from nlp.organisations import find_organisations, surely_named


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Stichting Groen Oosterveen plant bomen.", ("Stichting Groen Oosterveen",)),
        ("Dorpsbelang Oosterveen roept op.", ("Dorpsbelang Oosterveen",)),
        ("De leden van Plaatselijk Belang Zwaagdam kwamen.", ("Plaatselijk Belang Zwaagdam",)),
        ("Energiecoöperatie Zon op Zutphen groeit.", ("Energiecoöperatie Zon op Zutphen",)),
        ("Wij zijn Vrienden van het Marspark en wij zoeken hulp.", ("Vrienden van het Marspark",)),
        ("Repair Café Zutphen is open.", ("Repair Café Zutphen",)),
        ("De actiegroep ‘Red de Linden’ komt bijeen.", ("Red de Linden",)),
        ("Onder de naam ‘Samen Sterk’ gaan zij verder.", ("Samen Sterk",)),
        ("Ze begonnen onder de naam Buren aan Zet.", ("Buren aan Zet",)),
        ("Bewonersvereniging De Hoven tegen de weg.", ("Bewonersvereniging De Hoven",)),
        ("GroenDoen wil meer bomen.", ("GroenDoen",)),
        ("Werkgroep Leefbaar Marspad vraagt subsidie.", ("Werkgroep Leefbaar Marspad",)),
        ("Buurthuis en kerk werken samen.", ()),
        ("De vereniging bestaat lang.", ()),
        ("Zaterdag is er markt.", ()),
        ("Wij zitten op WhatsApp en YouTube.", ()),
    ],
)
def test_finds(text: str, wanted: tuple[str, ...]) -> None:
    assert find_organisations(text) == wanted


def test_one_spelling_per_organisation() -> None:
    text = "Stichting Groen Veen plant. De stichting 'Groen Veen' zoekt hulp. STICHTING Groen Veen is blij."
    assert find_organisations(text) == ("Stichting Groen Veen",)


def test_what_a_finder_saw_counts_instead_of_the_rules() -> None:
    text = "GroenDoen plant. Bakker Bolle en 'Bolle' helpen."
    start = text.index("Bakker")
    again = text.index("'Bolle") + 1
    assert find_organisations(text, [(start, start + 12), (again, again + 5)]) == ("Bakker Bolle",)
    assert find_organisations(text, []) == ()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Vrienden van het Vechtpark vragen om bankjes.", ["Vrienden van het Vechtpark"]),
        ("Vrienden van Amstelpark bieden de petitie aan.", ["Vrienden van Amstelpark"]),
        ("'Groen Doen' plant zaterdag bomen langs de Singel.", ["Groen Doen"]),
        ("‘Buren van Belang’ zoekt vrijwilligers.", ["Buren van Belang"]),
        ("Zij noemt het 'Een Drama' en gaat weg.", []),
        ("De dag heet ‘Samen Buiten’ en begint om tien uur.", []),
        ("vrienden van mij wonen daar", []),
        ("Vrienden van [persoon] kwamen ook.", []),
    ],
)
def test_some_forms_leave_no_doubt(text: str, wanted: list[str]) -> None:
    assert [text[start:end] for start, end in surely_named(text)] == wanted
