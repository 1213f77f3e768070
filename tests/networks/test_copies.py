"""Copies: what editors and people do to a text leaves it a copy; another text is none, however alike."""

from __future__ import annotations

import pytest

from networks.copies import Index, alikeness, closest, sketch
from tests.texts import ARTICLE, FOLLOW_UP, NOTICE


def alike(one: str, other: str) -> float:
    first, second = sketch(one), sketch(other)
    assert first and second
    index = Index()
    index.add("other", second)
    return alikeness(first, second) if index.candidates(first) else 0.0


@pytest.mark.parametrize(
    "edited",
    [
        ARTICLE,
        ARTICLE.upper().replace(".", " !"),
        "(Ingezonden persbericht) Van onze redactie. " + ARTICLE,
        ARTICLE[: len(ARTICLE) * 2 // 3],
        "Een buurt neemt het heft in handen. " + ARTICLE.partition(". ")[2],
        ARTICLE.partition("Volgens")[2] + " " + ARTICLE.partition("Volgens")[0],
        ARTICLE.replace("Pompen Maar", "[naam]"),
        "Teken allemaal!\n\n" + ARTICLE + "\n\nDeel dit bericht in je straat.",
    ],
)
def test_an_edited_text_is_a_copy(edited: str) -> None:
    assert alike(edited, ARTICLE) == alike(ARTICLE, edited) > 0


def test_an_extract_of_a_long_article_is_a_copy() -> None:
    others = " ".join(
        f"In zin {n} staat iets over onderwerp {n * 7} en niemand zei dat al." for n in range(60)
    )
    extract = " ".join(ARTICLE.split()[:50]) + " …"
    assert alike(extract, f"{ARTICLE} {others}") > 0


def test_another_text_about_the_same_is_no_copy() -> None:
    assert alike(FOLLOW_UP, ARTICLE) == 0


def test_a_form_filled_in_anew_is_no_copy() -> None:
    first = NOTICE.format(n=3, street="Turfkade", day=4, key=20931)
    assert alike(NOTICE.format(n=12, street="Brink", day=11, key=20944), first) == 0
    assert alike("Bekendmaking. " + first, first) > 0


def test_a_short_text_is_never_a_copy() -> None:
    assert sketch("Helemaal mee eens! Ik kom ook.") is None
    assert sketch(" ".join(["zomaar een woord of wat"] * 9)) is None


def test_the_most_alike_is_chosen() -> None:
    whole, part = sketch(ARTICLE), sketch(ARTICLE[: len(ARTICLE) // 2])
    other, mine = sketch(FOLLOW_UP), sketch(ARTICLE + " Tot dan.")
    assert whole and part and other and mine
    assert closest(mine, {"other": other}) is None
    assert closest(mine, {"other": other, "whole": whole}) == "whole"
    assert closest(mine, {}) is None
