"""Which arguments go round: talking points for and against each initiative.

Which sentences argue is told by their signs (networks/claims.py). The side is the stance of the document, so
a protest's supporters argue for the protest. Sentences are grouped by shared content words, weighed by how
rare they are in ordinary Dutch and in the town (average-link agglomeration over cosines); the most central
one speaks for the group (the idea of LexRank, Erkan and Radev 2004).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from networks.claims import ARGUES, likely, speaker
from networks.evidence import Evidence
from networks.terms import Background, Terms, Vocabulary, terms, with_runs
from voorkant.records import Argument, Document
from voorkant.vocabulary import Stance

SIDES = {Stance.STEUN: "voor", Stance.VERZET: "tegen"}
#: from this probability on a document takes a side. On towns not learned from it is right of nine in ten
#: that support from here on, and of six in ten that oppose; of those said to oppose with less, half support
SURE = {Stance.STEUN: 0.5, Stance.VERZET: 0.8}
#: mean cosine from which on two groups make one point: lower, and a shared "kinderen" makes one of two
SAME = 0.25
MOST_SENTENCES = 150
EXAMPLES = 5
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z‘'\"“\[])|\n+")
_TAIL = re.compile(r"(?:\s*#\w+)+\s*$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that argues, where it stands, what it is about, and how likely it argues."""

    text: str
    source: Evidence
    about: tuple[str, ...]
    vector: Terms
    chance: float


@dataclass(frozen=True, slots=True)
class Point:
    """Sentences of one side that say the same."""

    initiative: str
    side: str
    sentences: tuple[Sentence, ...]

    @property
    def central(self) -> Sentence:
        """The sentence that has most in common with the others."""
        rated = [sum(cosine(s.vector, o.vector) for o in self.sentences) for s in self.sentences]
        return self.sentences[rated.index(max(rated))]

    @property
    def documents(self) -> list[Document]:
        """The documents that make the point, each once: first the one that is quoted, then the oldest."""
        ordered = [self.central, *self.sentences]
        return list({s.source.document.id: s.source.document for s in ordered}.values())


def weighing(evidence: Mapping[str, Sequence[Evidence]], background: Background | None = None) -> Vocabulary:
    """How rare each word is in ordinary Dutch and in these documents."""
    vocabulary = Vocabulary(background)
    for proof in (e for _, held in sorted(evidence.items()) for e in held):
        vocabulary.learn(counted(words(proof.document.text)))
    return vocabulary


def points(initiative: str, evidence: Sequence[Evidence], weigh: Vocabulary) -> list[Point]:
    """The talking points of one initiative: per side the most heard first, of equals the likeliest."""
    documents = sorted(evidence, key=lambda e: (e.document.published, e.document.id))
    found: list[Point] = []
    for stance, side in SIDES.items():
        sentences = _sentences([e for e in documents if _fit(e, stance)], weigh)
        grouped = [Point(initiative, side, tuple(group)) for group in _groups(sentences)]
        found += sorted(grouped, key=_rank)
    return found


def _rank(point: Point) -> tuple[float, float, str]:
    return -len(point.documents), -max(s.chance for s in point.sentences), point.central.text


def _fit(evidence: Evidence, stance: Stance) -> bool:
    label = evidence.label("stance")
    sure = label.value == stance and label.probability >= SURE[stance]
    return sure and evidence.label("hostile").value is not True


def _split(text: str) -> list[str]:
    return [_TAIL.sub("", s).strip() for s in _SENTENCE.split(text) if s.strip()]


def _sentences(documents: Sequence[Evidence], weigh: Vocabulary) -> list[Sentence]:
    """Arguing sentences, the newest MOST_SENTENCES; one said twice by one document counts once."""
    found: dict[tuple[str, str], Sentence] = {}
    for item in documents:
        by = speaker(item.label("stance").value, item.label("kind").value)
        for text in _split(item.document.text):
            chance, about = likely(text, by), words(text)
            if chance >= ARGUES and len(about) > 1:
                vector = weigh.weigh(counted(about))
                found.setdefault((item.document.id, text), Sentence(text, item, about, vector, chance))
    return list(found.values())[-MOST_SENTENCES:]


def words(text: str) -> tuple[str, ...]:
    """The content words of a text, each once, by the alphabet: what it is about, and not what it says."""
    return tuple(sorted({t[2:] for t in terms("", text) if t[0] == "w"}))


def counted(said: Iterable[str]) -> Terms:
    """Content words with the runs of letters in them, to be weighed."""
    return with_runs({f"w:{word}": 1.0 for word in said})


def cosine(one: Terms, other: Terms) -> float:
    """From 0, nothing in common, to 1."""
    small, large = sorted((one, other), key=len)
    return sum(v * large.get(t, 0.0) for t, v in small.items())


def _groups(sentences: Sequence[Sentence]) -> list[list[Sentence]]:
    """Average-link agglomeration: the closest two groups join while they are alike enough."""
    groups: dict[int, list[int]] = {n: [n] for n in range(len(sentences))}
    sums = {
        (a, b): cosine(sentences[a].vector, sentences[b].vector)
        for a in range(len(sentences))
        for b in range(a + 1, len(sentences))
    }
    while sums:
        one, other = min(sums, key=lambda p: (-sums[p] / (len(groups[p[0]]) * len(groups[p[1]])), p))
        if sums[one, other] / (len(groups[one]) * len(groups[other])) < SAME:
            break
        groups[one] += groups.pop(other)
        del sums[one, other]
        for rest in groups:
            if rest != one:
                into, out = (min(one, rest), max(one, rest)), (min(other, rest), max(other, rest))
                sums[into] += sums.pop(out)
    return [[sentences[n] for n in sorted(members)] for members in groups.values()]


def told(point: Point) -> Argument:
    """The point as it is shown."""
    documents = point.documents
    return Argument(
        initiative=point.initiative,
        side=point.side,
        summary=point.central.text,
        count=len(documents),
        first_seen=min(d.published for d in documents),
        examples=tuple(d.url for d in documents[:EXAMPLES]),
        heard=max(d.collected for d in documents),
    )
