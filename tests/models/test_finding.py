"""Learning to find names and gatherings, on a part of the real corpus; the sentences are of this test."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from models import corpus, stored
from models.finding import AMSTERDAM, learn, masked
from models.training import fit, prepared
from nlp.dates import find_meetings
from nlp.finder import Finder
from nlp.masking import Masker
from voorkant.settings import OfficeHolder

PARTS = ("gemengd", "weekblad", "noord", "oost", "zuid", "west", "midden")
PUBLISHED = datetime(2026, 3, 4, 8, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def examples() -> list[corpus.Example]:
    return [e for e in corpus.load() if e.id.startswith(PARTS)]


@pytest.fixture(scope="module")
def finder(examples: list[corpus.Example]) -> Finder:
    return learn(examples)


def organisations(finder: Finder, text: str) -> list[str]:
    return [text[a:b] for a, b in finder.names(text).organisations]


def places(finder: Finder, text: str) -> list[str]:
    return [text[a:b] for a, b in finder.names(text).places]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("De gemeente praat met Stichting Zilverveer over geld.", ["Stichting Zilverveer"]),
        ("De fractie van D66 stemde tegen, de VVD voor.", ["D66", "VVD"]),
        ("Woningcorporatie Bouwvast sloopt zestig huizen.", ["Bouwvast"]),
        ("Het is koud en de straat is leeg.", []),
    ],
)
def test_organisations(finder: Finder, text: str, wanted: list[str]) -> None:
    found = organisations(finder, text)
    assert len(found) == len(wanted)
    assert all(want in name for want, name in zip(wanted, found, strict=True))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Aan de Zilverlaan in Vroomshoop is het druk.", ["Zilverlaan", "Vroomshoop"]),
        ("In de wijk Merelhof willen ze bomen.", ["Merelhof"]),
        ("Inwoners van Krommenie willen een bakker.", ["Krommenie"]),
        ("Bewoners van het Rozenplein maken bezwaar.", ["Rozenplein"]),
        ("Het is koud en de straat is leeg.", []),
    ],
)
def test_places(finder: Finder, text: str, wanted: list[str]) -> None:
    assert places(finder, text) == wanted


def test_many_names_take_time_by_their_number(finder: Finder) -> None:
    took = []
    for many in (500, 4000):
        began = time.process_time()
        assert len(finder.names("Vrienden van Amstelpark komen. " * many).organisations) == many
        took.append(time.process_time() - began)
    assert took[1] < 16 * max(took[0], 0.2)


def test_a_form_that_leaves_no_doubt_is_an_organisation_and_no_place(finder: Finder) -> None:
    text = "Vrienden van Amstelpark bieden een petitie aan. 'Groen Doen' plant bomen in Zutphen."
    assert organisations(finder, text) == ["Vrienden van Amstelpark", "Groen Doen"]
    assert places(finder, text) == ["Zutphen"]


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("Iedereen is welkom op donderdag 12 maart om 20.00 uur in het dorpshuis.", 1),
        ("Kom zaterdag 14 maart om 10.00 uur helpen met opruimen.", 1),
        ("Zienswijzen indienen kan tot 12 maart om 17.00 uur.", 0),
        ("De raad besluit op donderdag 12 maart over het voorstel.", 1),  # council meetings are public
        ("Vanaf donderdag 12 maart geldt hier een parkeerverbod.", 0),
        ("De balie is maandag gesloten.", 0),
    ],
)
def test_gatherings(finder: Finder, text: str, starts: int) -> None:
    assert len(find_meetings(text, PUBLISHED, AMSTERDAM, finder.is_gathering)) == starts


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Nieuw lid: Floor, hoorn.", "Nieuw lid: [persoon], hoorn."),
        ("Roos en haar vader bouwen een hut.", "[persoon] en haar vader bouwen een hut."),
        ("Keizer Gerrit van Zwammerdam sprak het publiek toe.", "Keizer [persoon] sprak het publiek toe."),
    ],
)
def test_persons_whom_the_rules_miss(finder: Finder, text: str, wanted: str) -> None:
    assert Masker().mask(text) != wanted
    assert Masker(persons=finder.persons).mask(text) == wanted


def test_things_are_no_persons(finder: Finder) -> None:
    text = "De Boterhal en de Zilverlaan gaan dicht, de roos in de tuin bloeit."
    assert Masker(persons=finder.persons).mask(text) == text


def test_what_follows_from_a_learned_name(finder: Finder) -> None:
    text = "Keizer Gerrit van Zwammerdam sprak. Het podium is van Zwammerdam, en van goud."
    masked_text = Masker(persons=finder.persons).mask(text)
    assert "Zwammerdam" not in masked_text and "goud" in masked_text
    kept = Masker([OfficeHolder("Gerrit van Zwammerdam", "burgemeester")], persons=finder.persons).mask(text)
    assert kept == text


def test_the_same_examples_give_the_same_finder(examples: list[corpus.Example]) -> None:
    part = [e for e in examples if e.id.startswith("gemengd")]
    once, again = learn(part), learn(part)
    assert once.is_gathering == again.is_gathering
    assert once.tagger.signs == again.tagger.signs
    assert (once.tagger.weights == again.tagger.weights).all()
    assert once.tagger.steps == again.tagger.steps
    assert once.persons is not None and again.persons is not None
    assert (once.persons.weights == again.persons.weights).all()


def test_what_was_stored_finds_the_same(
    finder: Finder, examples: list[corpus.Example], tmp_path: Path
) -> None:
    classifier = fit(examples[:200], prepared(examples[:200], str), "proef")
    classifier.finder = finder
    stored.save(classifier, tmp_path)
    again = stored.load(tmp_path, "proef").finder
    assert again is not None
    for example in examples[::25]:
        text = masked(example)
        assert again.names(text) == finder.names(text)
    assert again.is_gathering == finder.is_gathering
    assert again.persons is not None and finder.persons is not None
    assert again.persons.signs == finder.persons.signs
    assert (again.persons.weights == finder.persons.weights).all()


def test_learning_reads_masked_texts(examples: list[corpus.Example]) -> None:
    for example in examples:
        text = masked(example)
        assert not any(re.search(rf"(?<!\w){re.escape(p)}(?!\w)", text) for p in example.persons)
