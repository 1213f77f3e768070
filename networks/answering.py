"""What the municipality answered before: a point that comes back in other words is recognised.

A point is the same when one of its sentences has two content words or more in common with one that the answer
was written for, and their cosine over rare words is high: half of the meaning of so short a text is in one
word, which two quite different points may share. Chosen on pairs of sentences of the towns that were read by
hand (`python -m bench.arguments`): of the five of one initiative that reach it four want the same answer, and
it finds a seventh of those that do; so people always see which answer was given, and to what.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from networks.arguing import Point, cosine, counted, points, told, weighing
from networks.evidence import Evidence
from networks.fallacies import hint, shows
from networks.terms import Background, Vocabulary
from voorkant.records import Answer, Argument, Initiative, Made

#: cosine from which on two sentences make the same point
RECOGNISED = 0.35
SHARED = 2
#: so many points a side are shown, and all that were answered
MOST_POINTS = 6


def arguments(
    initiatives: Sequence[Initiative],
    evidence: Mapping[str, Sequence[Evidence]],
    background: Background | None = None,
    answers: Sequence[Answer] = (),
) -> list[Argument]:
    """What `talk` finds, as it is shown."""
    return [argument for _, argument in talk(initiatives, evidence, background, answers)]


def talk(
    initiatives: Sequence[Initiative],
    evidence: Mapping[str, Sequence[Evidence]],
    background: Background | None = None,
    answers: Sequence[Answer] = (),
) -> list[tuple[Point, Argument]]:
    """Talking points per initiative and side, the most heard first, with what was answered to them.

    `evidence` goes by initiative id; withheld documents are left out altogether.
    """
    weigh = weighing(evidence, background)
    found: list[tuple[Point, Argument]] = []
    for initiative in sorted(initiatives, key=lambda i: i.id):
        seen: Counter[str] = Counter()
        for point in points(initiative.id, evidence.get(initiative.id, ()), weigh):
            seen[point.side] += 1
            argument = _with_answer(point, answers, weigh)
            if argument.answer or seen[point.side] <= MOST_POINTS:
                found.append((point, argument))
    return found


def made(shown: Iterable[Point]) -> list[Made]:
    """Who made each point, in the words that are quoted for it: for when the texts are gone."""
    found: dict[tuple[str, str], Made] = {}
    for point in shown:
        central = point.central
        for sentence in point.sentences:
            one = Made(
                sentence.source.document.id, central.text, central.quoted, next(iter(shows(sentence)), None)
            )
            former = found.get((one.document, one.text))
            found[one.document, one.text] = one if former is None or former.hint is None else former
    return list(found.values())


def _with_answer(point: Point, answers: Sequence[Answer], weigh: Vocabulary) -> Argument:
    argument = replace(told(point), hint=hint(point))
    if known := recognise(point, answers, weigh):
        return replace(argument, answer=known.text, answered=known.at)
    if elsewhere := offer(point, answers, weigh):
        return replace(argument, offered=elsewhere.text, offered_from=elsewhere.initiative)
    return argument


def recognise(point: Point, answers: Iterable[Answer], weigh: Vocabulary) -> Answer | None:
    """The answer that was given to this point of this initiative; of two the closest, then the newest."""
    fit = [a for a in answers if a.side == point.side and a.initiative == point.initiative]
    return _closest(point, fit, weigh)


def offer(point: Point, answers: Iterable[Answer], weigh: Vocabulary) -> Answer | None:
    """An answer that was given to the same point about another initiative, on whichever side it was there."""
    return _closest(point, [a for a in answers if a.initiative != point.initiative], weigh)


def _closest(point: Point, answers: Sequence[Answer], weigh: Vocabulary) -> Answer | None:
    rated = [(likeness(point, a, weigh), a.at, a.decision, a) for a in answers]
    best = max(rated, key=lambda r: r[:3], default=None)
    return best[3] if best and best[0] >= RECOGNISED else None


def likeness(point: Point, answer: Answer, weigh: Vocabulary) -> float:
    """How alike the closest two sentences are, from 0 to 1."""
    return max(alike(s.about, said, weigh) for s in point.sentences for _, said in answer.said)


def alike(one: Sequence[str], other: Sequence[str], weigh: Vocabulary) -> float:
    """The cosine of two sentences' content words; 0 for those that share one word."""
    if len({*one} & {*other}) < SHARED:
        return 0.0
    return cosine(weigh.weigh(counted(one)), weigh.weigh(counted(other)))
