"""What an initiative asks for: the clearest request of its own documents, and the newest of equals."""

from __future__ import annotations

from dataclasses import replace

import pytest

from networks.evidence import Evidence
from networks.needs import find_need
from tests.networks.networks_support import said
from voorkant.records import Need
from voorkant.vocabulary import PublisherKind

REQUEST = "Wij vragen de gemeenteraad om de bushalte te laten liggen."


def need(*texts: str) -> str | None:
    found = find_need([said(str(n), n, text=t) for n, t in enumerate(texts)])
    return found.text if found else None


@pytest.mark.parametrize(
    "sentence",
    [
        REQUEST,
        "en verzoeken de raad dit besluit terug te draaien.",
        "De actiegroep eist dat de halte blijft.",
        "Bewoners willen een zebrapad bij de school.",
        "Er moet voor de winter een bankje komen.",
        "Teken de petitie voor een veilige oversteek bij de school.",
    ],
)
def test_what_is_a_request(sentence: str) -> None:
    assert need(f"Goedemorgen allemaal.\n{sentence} Tot ziens!") == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "Wij vragen geen loonstrook van wie komt eten.",
        "Wie wil er zaterdag mee naar de gemeente?",
        "Daar overhandigde de groep drie eisen aan burgemeester en wethouders.",
        "Dat moet echt stil blijven, dus niet allemaal gaan kijken.",
        "Ik wil een brief sturen met zoveel mogelijk namen.",
        "Wij vragen de raad.",
        "Wij verzoeken de gemeente en het waterschap:",
        "Er moet dit jaar nog 9.000 euro komen.",
    ],
)
def test_what_is_none(sentence: str) -> None:
    assert need(sentence) is None


def test_the_clearest_words_count_first_and_then_the_newest() -> None:
    newer = "Wij vragen de gemeenteraad om twee bushaltes."
    assert need(REQUEST, newer, "Er moet straks weer een bus komen.") == newer
    assert find_need([said("a", 1, text=REQUEST)]) == Need(REQUEST, "a")


def test_only_its_own_documents_tell() -> None:
    others: list[Evidence] = [
        said("tegen", 1, stance="verzet", text=REQUEST),
        said("boos", 2, text=REQUEST, hostile=True),
        replace(said("raad", 3, text=REQUEST), publisher=PublisherKind.OVERHEID),
    ]
    assert find_need(others) is None
