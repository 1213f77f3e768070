"""Hints at fallacies: for points of two documents that have the pattern, and only then."""

from __future__ import annotations

import pytest

from networks.answering import arguments
from networks.fallacies import PATTERNS
from tests.networks.networks_support import initiative, said
from voorkant.vocabulary import Fallacy

SLOPE = "Straks mag de barbecue ook niet meer in het park."
AGAIN = "Straks mag er helemaal niemand meer in het park met een barbecue."
PLAIN = "De barbecue in het park mag niet meer, dat is zonde voor kinderen."


def hints(*texts: str) -> list[tuple[int, Fallacy | None]]:
    evidence = [said(str(n), n, str(n), "verzet", t) for n, t in enumerate(texts)]
    return [(a.count, a.hint) for a in arguments([initiative("vuur")], {"vuur": evidence})]


def test_a_pattern_in_two_documents_of_a_point_is_hinted_at() -> None:
    assert hints(SLOPE, AGAIN) == [(2, Fallacy.SLOPE)]


def test_what_one_document_says_is_not() -> None:
    assert hints(SLOPE) == [(1, None)]
    assert hints(SLOPE, PLAIN) == [(2, None)]


@pytest.mark.parametrize(
    ("sentence", "fallacy"),
    [
        ("Straks doen ze het overal.", Fallacy.SLOPE),
        ("Dan is het hek van de dam.", Fallacy.SLOPE),
        ("Het is maar een handvol klagers.", Fallacy.PERSON),
        ("Jullie wonen niet eens in het dorp.", Fallacy.PERSON),
        ("Ik hoor die ballen straks ook.", None),
        ("Iedereen uit het dorp mag straks spelen.", None),
        ("De klagers hebben gelijk.", None),
    ],
)
def test_patterns(sentence: str, fallacy: Fallacy | None) -> None:
    assert next((f for f, p in PATTERNS.items() if p.search(sentence)), None) == fallacy
