"""Which arguments go round: talking points for and against each initiative.

Which sentences argue is told by their signs (networks/claims.py). The side is the stance of the document, so
a protest's supporters argue for the protest. Sentences are grouped by shared content words, weighed by how
rare they are in ordinary Dutch and in the town (average-link agglomeration over cosines); the most central
one speaks for the group (the idea of LexRank, Erkan and Radev 2004).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from networks.claims import ARGUES, arguer, likely
from networks.evidence import Evidence
from networks.terms import Background, Terms, Vocabulary, terms, with_runs
from nlp.contacts import HASHTAG, PAGE
from voorkant.records import Argument, Document, Made
from voorkant.vocabulary import Fallacy, Stance

SIDES = {Stance.STEUN: "voor", Stance.VERZET: "tegen"}
#: from this probability on a document takes a side. On towns not learned from it is right of nine in ten
#: that support from here on, and of six in ten that oppose; of those said to oppose with less, half support
SURE = {Stance.STEUN: 0.5, Stance.VERZET: 0.8}
#: mean cosine from which on two groups make one point: lower, and a shared "kinderen" makes one of two
SAME = 0.25
MOST_SENTENCES = 150
EXAMPLES = 5
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z‘'\"“\[])|\n+")
#: at the end of many a post
_ADDED = re.compile(rf"{HASHTAG.pattern}|{PAGE.pattern}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that argues, where it stands, what it is about, and how likely it argues.

    `quoted`: the id of the document whose words these are. It is another than the source's when of that only
    the excerpt is left: it made the same point. `hint`: what its own words may have suffered from.
    """

    text: str
    source: Evidence
    about: tuple[str, ...]
    vector: Terms
    chance: float
    quoted: str
    hint: Fallacy | None = None

    @property
    def own(self) -> bool:
        """Whether the source said it in these words."""
        return self.quoted == self.source.document.id


@dataclass(frozen=True, slots=True)
class Point:
    """Sentences of one side that say the same."""

    initiative: str
    side: str
    sentences: tuple[Sentence, ...]

    @property
    def central(self) -> Sentence:
        """The sentence that has most in common with the others, where it is said in these words."""
        often = Counter(s.text for s in self.sentences)
        vectors = {s.text: s.vector for s in self.sentences}
        rated = {t: sum(n * cosine(vectors[t], vectors[o]) for o, n in often.items()) for t in often}
        best = max(rated, key=lambda t: rated[t])
        said = [s for s in self.sentences if s.text == best]
        return next((s for s in said if s.own), said[0])

    @property
    def documents(self) -> list[Document]:
        """The documents that make the point, each once: first the one that is quoted, then the oldest."""
        ordered = [self.central, *self.sentences]
        return list({s.source.document.id: s.source.document for s in ordered}.values())


def weighing(evidence: Mapping[str, Sequence[Evidence]], background: Background | None = None) -> Vocabulary:
    """How rare each word is in ordinary Dutch and in these documents."""
    vocabulary = Vocabulary(background)
    for proof in (e for _, held in sorted(evidence.items()) for e in held):
        vocabulary.learn(counted(_content(proof)))
    return vocabulary


def _content(proof: Evidence) -> Iterable[str]:
    """The content words of a document, also when its text is gone."""
    if proof.document.faded:
        return [t[2:] for t in proof.counted if t[0] == "w"]
    return words(proof.document.text)


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
    return sure and evidence.speaks


def _split(text: str) -> list[str]:
    return [_without_tail(s) for s in _SENTENCE.split(text) if s.strip()]


def _without_tail(sentence: str) -> str:
    """Up to its last word that is no hashtag and no link."""
    ends = [m.end() for m in re.finditer(r"\S+", sentence) if not _ADDED.fullmatch(m[0])]
    return sentence[: max(ends, default=0)].strip()


def _sentences(documents: Sequence[Evidence], weigh: Vocabulary) -> list[Sentence]:
    """Arguing sentences, the newest MOST_SENTENCES texts; one said twice by one document counts once.

    A document of which only the excerpt is left makes the points that it was known to make.
    """
    found: dict[tuple[str, str], Sentence] = {}
    own = {(m.quoted, m.text) for item in documents for m in _made(item) if m.quoted == item.document.id}
    for item in documents:
        by = arguer(item.label("stance").value, item.label("kind").value)
        for said in _made(item):
            chance, about = likely(said.text, by), words(said.text)
            argues = chance >= ARGUES or item.document.faded
            if argues and len(about) > 1 and (said.quoted, said.text) in own:
                vector = weigh.weigh(counted(about))
                sentence = Sentence(said.text, item, about, vector, chance, said.quoted, said.hint)
                found.setdefault((item.document.id, said.text), sentence)
    newest = set(list(dict.fromkeys(s.text for s in reversed(found.values())))[:MOST_SENTENCES])
    return [s for s in found.values() if s.text in newest]


def _made(proof: Evidence) -> Sequence[Made]:
    """What a document says that may argue."""
    if proof.document.faded:
        return proof.made
    me = proof.document.id
    return [Made(me, text, me) for text in _split(proof.document.text)]


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
    """Average-link agglomeration: the closest two groups join while they are alike enough.

    It begins with what was said in the same words.
    """
    same: defaultdict[str, list[int]] = defaultdict(list)
    for n, sentence in enumerate(sentences):
        same[sentence.text].append(n)
    groups = {held[0]: held for held in same.values()}
    sums = {
        (a, b): cosine(sentences[a].vector, sentences[b].vector) * len(groups[a]) * len(groups[b])
        for a, b in combinations(sorted(groups), 2)
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
