"""What finds names and gatherings in a document, learned from the corpus: a nlp.finder.Finder.

Names: an averaged structured perceptron (Collins 2002) with a margin (a wrong path must lose by some for
every wrong word), over the words of documents whose told persons and contacts are masked; of persons over the
words as they were written. Gatherings: logistic regression over the signs of each day that a text names. The
same examples give the same weights.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from models.corpus import Example
from nlp.dates import candidates
from nlp.finder import Finder, Weighed
from nlp.spans import BEGINS, INSIDE, OUTSIDE, Signs, Tagger, begins, best_path, signs, stretches, words

#: the corpus tells its days and hours in this zone
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
#: rounds over the corpus, and by how much the right path must win for each wrong word
ROUNDS, MARGIN = 5, 5.0
#: words before a name in a label that are no part of it (`buurman Henk`), a label for two, a part of a name
_BEFORE_NAME = re.compile(r"^(?:(?!(?:van|de|der|den|ten|ter|te)\s)[a-z]\S*\s)+(?=.*[A-ZÀ-Þ])")
_TWO, _PART = re.compile(r"\s(?:en|&)\s"), re.compile(r"[A-ZÀ-Þ][^\W\d_][\w'’-]+$")
#: a sign counts from this many words on
RARE = 3
#: below this a weight says nothing
SMALL = 0.05
#: what is taken from "no name" when reading: names that are missed cost more than one too many (chosen by
#: cross-validation over halves of the municipalities; for persons on a fifth of the documents)
BOLDNESS, BOLDNESS_PERSONS = 3.0, 6.0
#: inverse strength of regularisation and the sum from which on a day is a gathering's
STRENGTH, GATHERING_FROM = 0.3, -0.4


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Words in a row: where they stand in their text, the columns of all signs, where each word's begin."""

    text: int
    words: range
    columns: NDArray[np.int32]
    begins: NDArray[np.intp]


def learn(examples: Sequence[Example]) -> Finder:
    """The finder of names and gatherings, with a tagger of persons."""
    return _learned(examples, delayed(learn_persons)(examples))


def learn_names(examples: Sequence[Example]) -> Finder:
    """The finder without a tagger of persons, which takes nearly half of the time."""
    return _learned(examples)


def _learned(examples: Sequence[Example], *persons: Any) -> Finder:
    texts = [masked(e) for e in examples]
    names = [[e.organisations for e in examples], [e.places for e in examples]]
    jobs = [delayed(_tagger)(texts, names, BOLDNESS), *persons, delayed(_gatherings)(examples, texts)]
    tagger, *known, gatherings = Parallel(n_jobs=-1)(jobs)
    return Finder(tagger, gatherings, *known)


def learn_persons(examples: Sequence[Example]) -> Tagger:
    """The tagger of persons, who have no placeholders yet."""
    return _tagger([_whole(e) for e in examples], [[_forms(e) for e in examples]], BOLDNESS_PERSONS)


def _tagger(texts: Sequence[str], told: Sequence[Sequence[Collection[str]]], boldness: float) -> Tagger:
    """A tagger; `told`: for each kind the names in each text. Of two in one spot the first kind counts."""
    seen = [words(text) for text in texts]
    found = [signs(w) for w in seen]
    columns = _columns(one.all() for row in found for one in row if one is not None)
    rows = [_stretch(n, s, row, columns) for n, row in enumerate(found) for s in stretches(row)]
    tags = [
        _together([_tags(text, w.spans, kind[n]) for kind in told])
        for n, (text, w) in enumerate(zip(texts, seen, strict=True))
    ]
    truth = [_from_its_beginning([tags[row.text][n] for n in row.words]) for row in rows]
    weights, steps = _perceptron(rows, truth, len(columns), begins(len(told)))
    kept = np.abs(weights).max(axis=1) > SMALL
    known = [sign for sign, n in columns.items() if kept[n]]
    return Tagger(known, weights[kept].astype(np.float32), steps.tolist(), -boldness)


def _together(kinds: Sequence[Sequence[int]]) -> list[int]:
    """The tags of several kinds as one row."""
    return [
        next((tag + begins(kind) - BEGINS for kind, tag in enumerate(at) if tag), OUTSIDE)
        for at in zip(*kinds, strict=True)
    ]


def _from_its_beginning(tags: Sequence[int]) -> tuple[int, ...]:
    """What goes on where nothing began, as the beginning lies elsewhere, begins here."""
    found: list[int] = []
    for tag in tags:
        goes_on = tag and not tag % 2
        found.append(tag - 1 if goes_on and not (found and found[-1] in (tag - 1, tag)) else tag)
    return tuple(found)


def _whole(example: Example) -> str:
    return f"{example.title}\n{example.text}"


def _forms(example: Example) -> set[str]:
    """How the text may name its persons and office holders: the whole name, its parts, its end (`De Wit`).

    A word that is told in the name of a place or organisation is left out.
    """
    forms: set[str] = set()
    for told in (*example.persons, *example.office_holders):
        for name in _TWO.split(_BEFORE_NAME.sub("", told)):
            parts = name.split(" ")
            ends = [" ".join(parts[n:]) for n in range(1, len(parts))]
            forms |= {
                name,
                *(p for p in parts if _PART.match(p)),
                *ends,
                *(e[:1].upper() + e[1:] for e in ends),
            }
    return (
        forms
        - {word for name in (*example.places, *example.organisations) for word in name.split(" ")}
        - {""}
    )


def masked(example: Example) -> str:
    """Title and text as the product reads them: told persons and contacts are placeholders."""
    text = _whole(example)
    for person in sorted(example.persons, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(person)}(?!\w)", "[persoon]", text)
    for contact in example.contacts:
        text = text.replace(contact, "[telefoon]")
    return text


def _columns(found: Iterable[Iterable[str]]) -> dict[str, int]:
    counts = Counter(sign for row in found for sign in row)
    return {sign: n for n, sign in enumerate(s for s, count in counts.items() if count >= RARE)}


def _tags(text: str, spans: Sequence[tuple[int, int]], names: Collection[str]) -> list[int]:
    """The told names where they stand, the longest first; as written, else in any case."""
    taken = bytearray(len(text))
    ends: dict[int, int] = {}
    for name in sorted(set(names), key=lambda n: (-len(n), n)):
        pattern = rf"(?<!\w){re.escape(name)}(?!\w)"
        for match in list(re.finditer(pattern, text)) or re.finditer(pattern, text, re.IGNORECASE):
            if not any(taken[match.start() : match.end()]):
                taken[match.start() : match.end()] = b"\1" * len(match[0])
                ends[match.start()] = match.end()
    tags, end = [], -1
    for start, _ in spans:
        tags.append(BEGINS if start in ends else INSIDE if start < end else OUTSIDE)
        end = ends.get(start, end)
    return tags


def _stretch(text: int, at: range, found: Sequence[Signs | None], columns: Mapping[str, int]) -> _Stretch:
    """Every word has a known sign: its shape."""
    seen = (found[n] for n in at)
    known = [[columns[s] for s in one.all() if s in columns] for one in seen if one is not None]
    begins = np.cumsum([0, *(len(k) for k in known[:-1])])
    return _Stretch(text, at, np.array([c for k in known for c in k], dtype=np.int32), begins)


def _perceptron(
    rows: Sequence[_Stretch], truth: Sequence[tuple[int, ...]], size: int, tagged: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Averaged weights (signs by tags) and steps (tag to tag); `tagged`: how many tags there are."""
    weights, late = np.zeros((size, tagged)), np.zeros((size, tagged))
    steps, late_steps = np.zeros((tagged, tagged)), np.zeros((tagged, tagged))
    order, chance, at = np.arange(len(rows)), np.random.default_rng(0), 1
    for _ in range(ROUNDS):
        chance.shuffle(order)
        for row, tags in ((rows[n], truth[n]) for n in order.tolist()):
            sums = np.add.reduceat(weights[row.columns], row.begins, axis=0) + MARGIN
            sums[np.arange(len(tags)), tags] -= MARGIN
            path = best_path(sums.tolist(), steps.tolist())
            if tuple(path) != tags:
                change = np.zeros((len(path), tagged))
                change[np.arange(len(path)), tags] += 1
                change[np.arange(len(path)), path] -= 1
                each = np.repeat(change, np.diff([*row.begins, len(row.columns)]), axis=0)
                np.add.at(weights, row.columns, each)
                np.add.at(late, row.columns, at * each)
                for steps_taken, sign in ((tags, 1), (path, -1)):
                    for pair in zip((OUTSIDE, *steps_taken), steps_taken, strict=False):
                        steps[pair] += sign
                        late_steps[pair] += sign * at
            at += 1
    return weights - late / at, steps - late_steps / at


def _gatherings(examples: Sequence[Example], texts: Sequence[str]) -> Weighed:
    found, truth = [], []
    for example, text in zip(examples, texts, strict=True):
        told = {date.fromisoformat(m.start[:10]) for m in example.meetings}
        for candidate in candidates(text, example.published, AMSTERDAM):
            found.append(sorted(set(candidate.signs)))
            truth.append(not told.isdisjoint(candidate.days))
    columns = _columns(found)
    known = [[columns[s] for s in row if s in columns] for row in found]
    ends = np.cumsum([0, *(len(k) for k in known)])
    flat = np.array([c for k in known for c in k], dtype=np.int32)
    matrix = csr_matrix((np.ones(len(flat)), flat, ends), shape=(len(known), len(columns)))
    model = LogisticRegression(
        C=STRENGTH, solver="liblinear", dual=True, tol=0.1, max_iter=1000, random_state=0
    )
    model.fit(matrix, np.array(truth))
    weights = {sign: float(np.float32(model.coef_[0][n])) for sign, n in columns.items()}
    return Weighed(weights, float(model.intercept_[0]) - GATHERING_FROM)
