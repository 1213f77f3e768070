"""Gathering on the towns of the corpus: how good it is on towns not learned from, and the weights.

    .venv/bin/python -m bench.streams

Weights are fitted by maximum likelihood of the right choices, documents in order, first with the true groups
and then with those that it made itself (DAgger, after Ross, Gordon and Bagnell 2011): true groups are purer
than what it will have to choose from. The groups that stand at the end of each day teach which to merge.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field, fields, replace
from datetime import timedelta

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.optimize import minimize

from bench.towns import FOLDS, Town, towns
from demo.measures import PURE, bcubed
from networks.choosing import WEIGHTS, Apart, Weights, doubt
from networks.gathering import Gatherer
from networks.groups import Item
from networks.moving import Move, rethink
from networks.similarity import Similarity
from networks.splitting import split
from networks.terms import Background
from networks.tidying import Kinship, PairWeights, kinship, pairs, tidy
from pipeline.evidence import item
from pipeline.gathering import POSSIBLE, SECOND_LOOK
from pipeline.modelling import ordinary_dutch

RIDGE, PAIR_RIDGE = 2e-4, 1e-5
ROUNDS = 2
TOLD, SIDES = len(fields(Apart)), len(fields(Similarity))
#: where in a row the numbers of founding begin, and those of joining
ALONE = 2 + TOLD
JOINING = ALONE + 1 + TOLD
#: what is shrunk: not the heights, nor the doubt
SHRUNK = np.ones(JOINING + SIDES)
SHRUNK[[0, 1, ALONE]] = 0
#: (item, key of the initiative that it is about or None), in order
Stream = Sequence[tuple[Item, str | None]]
Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Choice:
    """One true choice: what each alternative adds up (rows: none, founding, groups) and which was right."""

    rows: Vector
    right: int


@dataclass  # without slots, as is Played: workers send them back
class Lessons:
    """What a stream taught: choices of documents, and (kinship of two groups, whether they are one)."""

    choices: list[Choice] = field(default_factory=list)
    pairs: list[tuple[Vector, bool]] = field(default_factory=list)


@dataclass
class Played:
    """A stream as it went: the group of each document, and how many of each group are about what."""

    #: the initiative that each document is truly about
    keys: Mapping[str, str | None]
    groups: dict[str, str | None] = field(default_factory=dict)
    #: documents by initiative; what is about none stands by itself
    about: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    lessons: Lessons = field(default_factory=Lessons)

    def put(self, document: str, group: str | None) -> None:
        """A document went to a group, or to none."""
        if before := self.groups.get(document):
            self.about[before][self.keys[document] or document] -= 1
        self.groups[document] = group
        if group:
            self.about[group][self.keys[document] or document] += 1

    def join(self, keep: str, gone: str) -> None:
        """A group went on in another."""
        self.about[keep].update(self.about.pop(gone))
        self.groups = {d: keep if group == gone else group for d, group in self.groups.items()}


def stream(town: Town) -> Stream:
    """A town's documents as gathering sees them, with the truth."""
    return [(item(r.document, r.annotation), r.key) for r in town.documents]


def told(one: Stream) -> Stream:
    """Only what is about an initiative, and told so: as `try gather --all`."""
    return [(replace(i, relevance=1.0), key) for i, key in one if key]


def play(
    one: Stream, known: Background, weights: Weights | None, rule: PairWeights | None, *, learn: bool = False
) -> Played:
    """A stream day by day as the product does; without weights by the truth, without rule never merging."""
    gatherer, played = Gatherer(known, weights or WEIGHTS), Played({i.id: key for i, key in one})
    for day in _days(one):
        for document, key in day:
            if learn:
                played.lessons.choices += _choice(gatherer, document, key, played.about)
            played.put(document.id, _place(gatherer, document, key, played.about, by_truth=weights is None))
        if learn and weights:
            played.lessons.pairs += _pairs(gatherer, played.about)
        if rule and weights:
            _end_of_day(gatherer, one, day[-1][0], rule, played)
        gatherer.touched.clear()
    return played


def _days(one: Stream) -> Iterator[Stream]:
    days: defaultdict[object, list[tuple[Item, str | None]]] = defaultdict(list)
    for pair in one:
        days[(pair[0].published - timedelta(hours=6)).date()].append(pair)
    yield from days.values()


def _place(
    gatherer: Gatherer, document: Item, key: str | None, about: Mapping[str, Counter[str]], *, by_truth: bool
) -> str | None:
    if not by_truth:
        return gatherer.place(document).group
    true = next((g for g, keys in about.items() if key in keys), None)
    group = true or (f"i-{document.id}" if key else None)
    gatherer.restore(document, group)
    return group


def _choice(
    gatherer: Gatherer, document: Item, key: str | None, about: Mapping[str, Counter[str]]
) -> list[Choice]:
    """The choice that the document was, when it was one: an answer goes where its thread is."""
    if gatherer.answered(document) or not document.relevance:
        return []
    newcomer = gatherer.newcomer(document)
    candidates = gatherer.candidates(newcomer)
    similar = [
        astuple(gatherer.similarity(newcomer, gatherer.groups[g], linked=linked))
        for g, linked in candidates.items()
    ]
    told = astuple(gatherer.apart(document))
    rows = np.zeros((2 + len(similar), JOINING + SIDES))
    rows[0, :ALONE] = 1, doubt(document), *told
    rows[1, ALONE:JOINING] = 1, *told
    if similar:
        rows[2:, JOINING:] = similar
    if document.relevance >= 1:
        rows[0] = -np.inf
    return [Choice(rows, _right(list(candidates), about, key))]


def _right(candidates: Sequence[str], about: Mapping[str, Counter[str]], key: str | None) -> int:
    """The row of the candidate that is mostly about this initiative and has most of it; else 1, or 0."""
    if not key:
        return 0
    mine = [n for n, g in enumerate(candidates) if about[g].most_common(1)[0][0] == key]
    return 2 + max(mine, key=lambda n: (about[candidates[n]][key], -n)) if mine else 1


def _pairs(gatherer: Gatherer, about: Mapping[str, Counter[str]]) -> list[tuple[Vector, bool]]:
    found = []
    for a, b in sorted(pairs(gatherer)):
        kin = kinship(gatherer.groups[a], gatherer.groups[b], gatherer.vocabulary)
        main = [about[g].most_common(1)[0] for g in (a, b)]
        pure = all(n / about[g].total() > PURE for g, (_, n) in zip((a, b), main, strict=True))
        found.append((np.array([1.0, *astuple(kin)]), pure and main[0][0] == main[1][0]))
    return found


def _end_of_day(gatherer: Gatherer, one: Stream, last: Item, rule: PairWeights, played: Played) -> None:
    _second_look(gatherer, one, last, played)
    _move(split(gatherer, last.published, rule=rule), played)
    for merge in tidy(gatherer, rule):
        played.join(merge.keep, merge.gone)
    moves, emptied = rethink(gatherer, last.published)
    _move(moves, played)
    for merge in emptied:
        del played.about[merge.gone]


def _move(moves: Sequence[Move], played: Played) -> None:
    for move in moves:
        for document in move.documents:
            played.put(document, move.target)


def _second_look(gatherer: Gatherer, one: Stream, last: Item, played: Played) -> None:
    for document, _ in one:
        recent = last.published - SECOND_LOOK < document.published <= last.published
        loose = played.groups.get(document.id, "") is None
        if recent and loose and document.relevance > POSSIBLE:
            placement = gatherer.reconsider(document)
            if placement and placement.group:
                played.put(document.id, placement.group)


def taught(streams: Sequence[Stream], known: Background) -> tuple[Weights, PairWeights]:
    """Weights after the true groups and some rounds of its own, then the rule of merging."""
    lessons = _all(streams, known, None, None)
    weights = learn(lessons.choices)
    for _ in range(ROUNDS):
        own = _all(streams, known, weights, None)
        lessons.choices += own.choices
        lessons.pairs += own.pairs
        weights = learn(lessons.choices)
    rule = learn_pairs(lessons.pairs)
    lessons.pairs += _all(streams, known, weights, rule).pairs
    return weights, learn_pairs(lessons.pairs)


def _all(
    streams: Sequence[Stream], known: Background, weights: Weights | None, rule: PairWeights | None
) -> Lessons:
    found = Lessons()
    for played in Parallel(n_jobs=-1)(delayed(play)(s, known, weights, rule, learn=True) for s in streams):
        found.choices += played.lessons.choices
        found.pairs += played.lessons.pairs
    return found


def learn(choices: Sequence[Choice]) -> Weights:
    """The weights under which the true choices are most likely."""
    told_apart = [c for c in choices if np.isfinite(c.rows[c.right]).all()]
    sizes = [len(c.rows) for c in told_apart]
    rows = np.vstack([np.nan_to_num(c.rows, neginf=0.0) for c in told_apart])
    possible = np.concatenate([np.isfinite(c.rows[:, 0]) for c in told_apart])
    starts, number = np.cumsum([0, *sizes[:-1]]), len(sizes)
    right = starts + [c.right for c in told_apart]
    wanted = rows[right].sum(axis=0)

    def loss(w: Vector) -> tuple[float, Vector]:
        scores = np.where(possible, rows @ w, -np.inf)
        best = np.maximum.reduceat(scores, starts)
        odds = np.exp(scores - np.repeat(best, sizes))
        every = np.add.reduceat(odds, starts)
        slope = rows.T @ (odds / np.repeat(every, sizes)) - wanted
        shrink = w * SHRUNK
        total = float((np.log(every) + best - scores[right]).sum()) / number + RIDGE * float(shrink @ shrink)
        return total, slope / number + 2 * RIDGE * shrink

    best = minimize(loss, np.zeros(JOINING + SIDES), jac=True, method="L-BFGS-B").x
    none, odds, *rest = (round(float(x), 2) for x in best)
    none_told, alone, alone_told, group = rest[:TOLD], rest[TOLD], rest[TOLD + 1 : -SIDES], rest[-SIDES:]
    return Weights(none, odds, Apart(*none_told), alone, Apart(*alone_told), Similarity(*group))


def learn_pairs(found: Sequence[tuple[Vector, bool]]) -> PairWeights:
    """Logistic regression on pairs of groups."""
    rows = np.array([row for row, _ in found])
    same = np.array([one for _, one in found], dtype=float)

    def loss(w: Vector) -> tuple[float, Vector]:
        chance = 1 / (1 + np.exp(-rows @ w))
        lost = -np.mean(same * np.log(chance + 1e-12) + (1 - same) * np.log(1 - chance + 1e-12))
        shrink = np.r_[0.0, w[1:]]
        return float(lost + PAIR_RIDGE * shrink @ shrink), rows.T @ (chance - same) / len(
            same
        ) + 2 * PAIR_RIDGE * shrink

    best = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B").x
    bias, *kin = (round(float(x), 2) for x in best)
    return PairWeights(bias, Kinship(*kin))


def measured(one: Stream, played: Played) -> Vector:
    """(precision, recall, F1 of BCubed; initiatives, found, false, doubled among groups of two and more)."""
    keys = {i.id: key for i, key in one}
    score = bcubed(
        {i: key or f"- {i}" for i, key in keys.items()}, {i: g for i, g in played.groups.items() if g}
    )
    total = Counter(key for key in keys.values() if key)
    members: defaultdict[str, list[str | None]] = defaultdict(list)
    for document, group in played.groups.items():
        if group:
            members[group].append(keys[document])
    found, pure, false = set(), [], 0
    for held in members.values():
        key, number = Counter(held).most_common(1)[0]
        if len(held) < 2:
            continue
        if key is None or number / len(held) < PURE:
            false += 1
            continue
        pure.append(key)
        if number / total[key] >= 0.3:
            found.add(key)
    rest = (len(total), len(found), false, len(pure) - len(set(pure)))
    return np.array([score.precision or 0, score.recall or 0, score.f1 or 0, *rest])


def main() -> None:
    """Print held-out figures and the weights learned from all."""
    known, all_towns = ordinary_dutch(), towns()
    streams = {t.name: stream(t) for t in all_towns}
    rows: defaultdict[str, list[Vector]] = defaultdict(list)
    for fold in range(FOLDS):
        weights, rule = taught([streams[t.name] for t in all_towns if t.fold != fold], known)
        for town in (t for t in all_towns if t.fold == fold):
            whole = streams[town.name]
            ways = {
                "as a stream": (whole, rule),
                "as a stream, without tidying": (whole, None),
                "told what is relevant": (told(whole), None),
            }
            for way, (one, merging) in ways.items():
                rows[way].append(measured(one, play(one, known, weights, merging)))
                print(_line(way, town.name, rows[way][-1]), file=sys.stderr)
    for way, lines in rows.items():
        print(_line(way, "mean, sums", np.r_[np.mean(lines, axis=0)[:3], np.sum(lines, axis=0)[3:]]))
    print(*taught(list(streams.values()), known), sep="\n")


def _line(way: str, town: str, row: Vector) -> str:
    total, found, false, doubled = (int(n) for n in row[3:])
    return (
        f"{way:<30} {town:<18} precision {row[0]:.3f} recall {row[1]:.3f} F1 {row[2]:.3f}; "
        f"{found} of {total} found, {false} false, {doubled} doubled"
    )


if __name__ == "__main__":
    main()
