"""Which names are of political parties, however they are spelt, and which are not."""

from __future__ import annotations

import pytest

from networks.parties import parties

FOUND = parties(["Samen Vooruit"], ["Lindewaarde", "Oosterveen"])


@pytest.mark.parametrize(
    "name",
    [
        "VVD", "vvd", "Groen Links-PvdA", "GroenLinks - PvdA", "PvdA/GL", "D 66", "Christen Unie", "50 Plus",
        "fractie CDA", "CDA-fractie", "de VVD Lindewaarde", "VVD en CDA", "Partij voor de Dieren",
        "Partij van de Arbeid", "Lokaal Lindewaarde", "lokaal-lindewaarde", "Leefbaar Rotterdam",
        "Gemeentebelangen", "Gemeentebelangen Oost & West", "Burgerbelangen Oosterveen", "Samen Vooruit",
        "samen-vooruit Lindewaarde", "Stadspartij", "Algemeen Belang Zutphen",
    ],
)  # fmt: skip
def test_a_party(name: str) -> None:
    assert name in FOUND


@pytest.mark.parametrize(
    "name",
    [
        "", "Lindewaarde", "Dorpsbelang", "Dorpsbelangen Oosterveen", "VVD-pand",
        "Lokaal Voedsel Lindewaarde", "VV Lindewaarde", "Plus", "Volt Energie", "Samen",
        "Samen Vooruit met de Buurt", "Leefbare Wijk",
        "Huurdersbelangen Lindewaarde", "Fractie", "Partijtje", " ".join(["VVD"] * 40),
    ],
)  # fmt: skip
def test_no_party(name: str) -> None:
    assert name not in FOUND


def test_a_local_party_is_known_where_it_is_named() -> None:
    assert "Samen Vooruit" not in parties([], [])
