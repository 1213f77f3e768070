"""LAW 8: what tells belief, origin, sexual life, party or union is not read by the classifiers."""

from __future__ import annotations

import pytest

from models.classifiers import prepare
from nlp.convictions import neutral


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("Moslims en Christenen koken samen", "mensen en mensen koken samen"),
        ("de VVD-fractie, PvdA/GroenLinks en DENK", "de mensen-fractie, mensen en mensen"),
        ("Turks-Nederlandse ouders, non-binaire jongeren", "mensen-Nederlandse ouders, mensen jongeren"),
        ("een Roemeense buurvrouw en een homopaar", "een mensen buurvrouw en een mensen"),
        ("de FNV'er en een vakbondsbestuurder", "de mensen en een mensen"),
        ("Oekraïense gezinnen en Syriërs", "mensen gezinnen en mensen"),
    ],
)
def test_groups_are_read_as_people(said: str, read: str) -> None:
    assert neutral(said) == read


@pytest.mark.parametrize(
    "text",
    [
        "Ik denk dat de volt hoger moet, sp. 12", "romantisch en homogeen", "Poolsterhof",
        "het kerkje en de moskee", "rechts afslaan bij de kerk",
        "de huisarts en het verpleeghuis", "", "?!", "x" * 100_000,
    ],
)  # fmt: skip
def test_other_words_stay(text: str) -> None:
    assert neutral(text) == text


def test_no_group_changes_what_the_classifiers_read() -> None:
    """Whoever it is said of: text, signals, themes and subjects are the same."""
    said = "{} vragen geld voor een buurthuis. Die {} moeten hier weg, roept een buurman."
    groups = (
        "Moslims",
        "Katholieken",
        "Polen",
        "Homo's",
        "Marokkanen",
        "Socialisten",
        "Transgenders",
        "Joden",
    )
    read = [prepare("", said.format(group, group.lower())) for group in groups]
    assert len({(one.text, tuple(sorted(one.signals.items()))) for one in read}) == 1
    assert prepare("", said.format("Vrouwen", "vrouwen")).text != read[0].text, "other words are read"
