"""Answers to arguments: recognised in other words, kept to their initiative and side, offered elsewhere."""

from __future__ import annotations

from datetime import timedelta

from networks.answering import MOST_POINTS, arguments
from networks.arguing import words
from networks.evidence import Evidence
from tests.networks.networks_support import NOW, START, initiative, said
from voorkant.records import Answer, Argument

LINDEN, BUS = initiative("linden"), initiative("bus")
FIRST = "Zonder de bushalte moeten ouderen twee kilometer lopen naar de dokter."
AGAIN = "Ouderen kunnen straks niet meer naar de dokter als de bushalte weg is."
OTHER = "De kosten voor de gemeente lopen hiermee straks veel te hoog op."


def spoken(url: str, day: float, text: str, stance: str = "steun") -> Evidence:
    return said(url, day, url, stance, text, kind="protest")


def answer(text: str = "Er komt een buurtbus.", to: str = FIRST, number: int = 1, **changes: str) -> Answer:
    told = {"initiative": "linden", "side": "voor", **changes}
    at = START + timedelta(days=number)
    return Answer(number, at, told["initiative"], told["side"], text, (("x", words(to)),))


def talk(*texts: str, answers: tuple[Answer, ...] = ()) -> list[Argument]:
    evidence = [spoken(str(n), n, t) for n, t in enumerate(texts)]
    return arguments([LINDEN], {"linden": evidence}, answers=answers)


def test_a_point_in_other_words_has_the_answer_that_was_given() -> None:
    (point,) = talk(AGAIN, answers=(answer(),))
    assert point.answer == "Er komt een buurtbus."
    assert point.answered == START + timedelta(days=1)


def test_another_point_of_the_same_initiative_has_none() -> None:
    by = {a.summary: a.answer for a in talk(AGAIN, OTHER, answers=(answer(),))}
    assert by == {AGAIN: "Er komt een buurtbus.", OTHER: None}


def test_one_word_in_common_is_not_the_same_point() -> None:
    (point,) = talk("Voor de dokter is er straks geen plek meer in het dorp.", answers=(answer(),))
    assert point.answer is None and point.offered is None


def test_an_answer_is_for_its_own_side() -> None:
    (point,) = talk(AGAIN, answers=(answer(side="tegen"),))
    assert point.answer is None


def test_elsewhere_it_is_offered_and_not_given() -> None:
    (point,) = talk(AGAIN, answers=(answer(initiative="bus", side="tegen"),))
    assert (point.answer, point.offered, point.offered_from) == (None, "Er komt een buurtbus.", "bus")


def test_the_closest_answer_holds_and_of_equals_the_newest() -> None:
    near, later = answer("De dichtste.", AGAIN, 1), answer("De nieuwste.", AGAIN, 2)
    assert talk(AGAIN, answers=(answer("Ver.", FIRST, 3), near))[0].answer == "De dichtste."
    assert talk(AGAIN, answers=(near, later))[0].answer == "De nieuwste."


def test_a_point_that_was_answered_is_shown_however_seldom_it_is_heard() -> None:
    many = [f"Zonder {w} is er straks voor kinderen niets meer, alleen {w}leegte." for w in "abcdefg"]
    heard = [spoken(f"{n}-{t}", n, t.replace("Zonder ", "Zonder de wijk")) for t in many for n in (1, 2)]
    evidence = {"linden": [*heard, spoken("z", 3, AGAIN)]}
    assert AGAIN not in {a.summary for a in arguments([LINDEN], evidence)}
    found = arguments([LINDEN], evidence, answers=(answer(),))
    assert len(found) == MOST_POINTS + 1
    assert found[-1].answer == "Er komt een buurtbus."


def test_it_came_back_when_it_was_heard_after_the_answer() -> None:
    (point,) = talk(AGAIN, AGAIN, AGAIN, answers=(answer(),))
    assert point.heard == START + timedelta(days=2)
    assert point.came_back(START) and not point.came_back(NOW)
    (point,) = talk(AGAIN, answers=(answer(),))
    assert not point.came_back(START), "it was heard before the answer alone"
