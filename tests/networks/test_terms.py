"""What gathering reads of a text, and what it does not."""

from __future__ import annotations

import time

import pytest

from networks.terms import terms


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://www.petities.example/petities/red-de-linden?utm_source=mail", "red-de-linden"),
        ("http://127.0.0.1:41351/veenbode/2026/10/15/kap-uitgesteld/", "kap-uitgesteld"),
        ("petities.example/red-de-linden#teken", "red-de-linden"),
        ("https://www.veenbode.example/", ""),
        ("www.veenbode.example", ""),
    ],
)
def test_of_the_address_of_a_page_its_own_name_counts(address: str, kept: str) -> None:
    assert terms("", f"Teken {address} voor de linden.") == terms("", f"Teken {kept} voor de linden.")


def test_words_with_a_stroke_or_a_dot_are_no_addresses() -> None:
    found = terms("", "De speeltuin/pluktuin bij de St.Jan: om 12.30 uur open. Daarna koffie.")
    assert {"w:speeltuin", "w:pluktuin", "w:koffie"} <= found.keys()


@pytest.mark.parametrize("unit", ["a.", "a-", "a.b/", "1."])
def test_terms_take_time_by_length(unit: str) -> None:
    began = time.process_time()
    terms("", unit * 40_000)
    assert time.process_time() - began < 3
