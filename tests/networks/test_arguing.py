"""Talking points: what argues, on which side, grouped, and never from a hostile document."""

from __future__ import annotations

import pytest

from networks.answering import arguments
from networks.arguing import points, weighing
from networks.claims import ARGUES, Arguer, likely
from networks.evidence import Evidence
from tests.networks.networks_support import START, initiative, said

LINDEN = initiative("linden")


def talk() -> list[Evidence]:
    said_here = [
        ("p1", "steun", "Wij blijven. De linden geven schaduw, want zonder bomen wordt de straat te heet."),
        ("p2", "steun", "Schaduw is nodig omdat de straat zonder linden te heet wordt."),
        ("p3", "steun", "De bomen geven schaduw en daardoor blijft de straat koel in de zomer."),
        ("p4", "verzet", "Het riool is lek, dus onze kelders staan bij elke bui blank."),
        ("p5", "verzet", "Door het lekke riool hebben onze kelders schade bij elke bui."),
        ("p6", "neutraal", "De gemeente kapt omdat het riool vervangen moet worden."),
        ("p7", "steun", "Wij slopen jullie, want de bomen en de schaduw in de straat zijn van ons."),
    ]
    return [
        said(str(n), 10 - n, who, stance, text, kind="protest", hostile=who == "p7")
        for n, (who, stance, text) in enumerate(said_here, start=1)
    ]


def test_points_are_grouped_by_side_with_documents_counted() -> None:
    found = arguments([LINDEN], {"linden": talk()})
    assert [(a.side, a.count) for a in found] == [("voor", 3), ("tegen", 2)]
    first = found[0]
    assert set(first.examples) == {"1", "2", "3"}
    assert (first.first_seen - START).days == 7
    assert "schaduw" in first.summary.lower()
    assert first.answer is None


def test_a_summary_is_a_sentence_that_was_said() -> None:
    texts = " ".join(e.document.text for e in talk())
    assert all(a.summary in texts for a in arguments([LINDEN], {"linden": talk()}))


def test_hostile_and_neutral_documents_say_nothing() -> None:
    urls = {u for a in arguments([LINDEN], {"linden": talk()}) for u in a.examples}
    assert urls.isdisjoint({"6", "7"})
    only = [e for e in talk() if e.document.url == "7"]
    assert arguments([LINDEN], {"linden": only}) == []


def test_different_points_stay_apart() -> None:
    documents = [
        *talk()[:3],
        said("8", 8, "p8", text="De winkels raken straks klanten kwijt op zaterdag.", kind="protest"),
    ]
    found = arguments([LINDEN], {"linden": documents})
    assert [(a.side, a.count) for a in found] == [("voor", 3), ("voor", 1)]


def test_one_document_counts_once() -> None:
    twice = "Zonder schaduw is het plein te heet. Er is voor kinderen geen schaduw meer op het plein."
    (point,) = arguments([LINDEN], {"linden": [said("1", 1, text=twice, kind="protest")]})
    assert point.count == 1


def test_at_most_six_points_a_side() -> None:
    words = ["molen", "fiets", "school", "zwembad", "markt", "bieb", "speeltuin", "haven", "park", "klok"]
    texts = [f"Zonder {w} is er straks voor de kinderen niets meer, alleen {w}loze leegte" for w in words]
    documents = [said(str(n), n, text=f"{t}.", stance="verzet") for n, t in enumerate(texts)]
    assert len(arguments([LINDEN], {"linden": documents})) == 6


@pytest.mark.parametrize(
    "sentence",
    [
        "Dat is gevaarlijk voor kinderen op de fiets.",
        "De bus rijdt niet in het weekend en het zwembad is 12 kilometer verderop.",
        "Sinds de winkel dicht is kunnen ouderen nergens meer terecht.",
    ],
)
def test_what_argues(sentence: str) -> None:
    assert likely(sentence, Arguer.CLAIMANT) >= ARGUES


@pytest.mark.parametrize(
    "sentence",
    [
        "Kom zaterdag allemaal naar de Brink!",
        "We zoeken nog iemand voor dinsdag, want we zijn maar met drie.",
        "Teken dus snel, we hebben nog 40 handtekeningen nodig.",
        "Kinderen, gevaar!",
        "Is dat wel veilig voor de kinderen?",
        "Zonder [persoon] is er straks voor de kinderen niets meer.",
        "gevaarlijk " * 31,
    ],
)
def test_what_does_not(sentence: str) -> None:
    assert likely(sentence, Arguer.CLAIMANT) < ARGUES


def test_who_opposes_gives_reasons_and_who_does_it_arranges_things() -> None:
    by = [likely("Hier staat straks een hal van zestien meter.", s) for s in Arguer]
    assert by == sorted(by, reverse=True)


def test_nothing_gives_nothing_and_order_changes_nothing() -> None:
    assert arguments([], {}) == arguments([LINDEN], {}) == []
    assert arguments([LINDEN], {"linden": talk()[::-1]}) == arguments([LINDEN], {"linden": talk()})


@pytest.mark.parametrize(
    "tail", ["#redhetbad", "https://petities.example/red-het-bad", "petities.example/petities/petit... #nu"]
)
def test_hashtags_and_links_at_the_end_are_no_part_of_a_point(tail: str) -> None:
    told = "Voor kinderen is de oversteek zonder zebra veel te gevaarlijk, elke dag weer."
    plain, tailed = ([said("a", 1, "p", text=text)] for text in (told, f"{told} {tail}"))
    weigh = weighing({"i": plain})
    [point] = points("i", plain, weigh)
    assert [p.central.text for p in points("i", tailed, weigh)] == [point.central.text]
