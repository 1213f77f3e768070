"""Words that are glued to others."""

from __future__ import annotations

from networks.compounds import Compounds


def test_parts_and_wholes_are_related() -> None:
    compounds = Compounds()
    for word in ("vleermuiskast", "kast", "kasteel", "muis", "boekenkast", "kastanje"):
        compounds.learn(word)
    assert compounds.related("kast") == {"vleermuiskast", "boekenkast", "kasteel", "kastanje"}
    assert compounds.related("vleermuis") == {"vleermuiskast", "muis"}
    assert compounds.related("boekenkast") == {"kast"}


def test_a_word_of_few_letters_and_a_mere_ending_are_no_part() -> None:
    compounds = Compounds()
    for word in ("bus", "buurtbus", "tuin", "tuinen"):
        compounds.learn(word)
    assert compounds.related("bus") == set()
    assert compounds.related("tuin") == set()
    assert compounds.related("buurtbus") == set()
