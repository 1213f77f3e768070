"""Which arguments go round: talking points for and against each initiative.

A sentence argues when a discourse marker or a word of cost, safety or need stands in it (shallow markers
carry much of the signal: Stab and Gurevych 2017). Its side is the stance of its document, so a protest's
supporters argue for the protest. Sentences are grouped by shared content words (average-link agglomeration
over TF-IDF cosines); the most central one speaks for the group (the idea of LexRank, Erkan and Radev 2004).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from networks.portraits import Evidence
from networks.terms import terms, with_runs
from voorkant.records import Argument, Initiative
from voorkant.vocabulary import Stance

SIDES = {Stance.STEUN: "voor", Stance.VERZET: "tegen"}
#: mean cosine from which on two groups make one point
SAME = 0.1
MOST_SENTENCES = 150
MOST_POINTS = 6
EXAMPLES = 5
SHORTEST, LONGEST = 5, 30
_MARKERS = re.compile(
    r"\b(omdat|want|daardoor|dus|doordat|waardoor|zodat|immers|namelijk|"
    r"zorg(?:t|en) voor|leid(?:t|en) tot|kosten?|kost|bespaart?|duur|duurder|"
    r"te (?:veel|weinig|druk|hard|gevaarlijk|smal)|veilig(?:heid|er)?|onveilig(?:er)?|gevaar(?:lijk)?|"
    r"overlast|past niet|nodig|belangrijk|verdwijn(?:t|en)|eerlijk|oneerlijk|"
    r"gezond(?:er|heid)?|schad(?:e|elijk)|verlies|verliezen|hoort (?:niet )?bij)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z‘'\"“\[])|\n+")
_TAIL = re.compile(r"(?:\s*#\w+)+\s*$")

Vector = dict[str, float]


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    source: Evidence
    vector: Vector


def arguments(
    initiatives: Sequence[Initiative], evidence: Mapping[str, Sequence[Evidence]]
) -> list[Argument]:
    """Talking points per initiative and side, the most heard first; at most six a side.

    `evidence` goes by initiative id; hostile documents are left out altogether.
    """
    found: list[Argument] = []
    for initiative in sorted(initiatives, key=lambda i: i.id):
        documents = sorted(
            evidence.get(initiative.id, ()), key=lambda e: (e.document.published, e.document.id)
        )
        common = _rarity(documents)
        for stance, side in SIDES.items():
            sentences = _sentences([e for e in documents if _fit(e, stance)], common)
            points = [_point(initiative.id, side, group) for group in _groups(sentences)]
            found += sorted(points, key=lambda a: (-a.count, a.first_seen, a.summary))[:MOST_POINTS]
    return found


def _fit(evidence: Evidence, stance: Stance) -> bool:
    return evidence.label("stance").value == stance and evidence.label("hostile").value is not True


def argues(sentence: str) -> bool:
    """Whether a sentence gives a reason: a marker in it, no question, long enough to stand by itself."""
    words = len(sentence.split())
    return SHORTEST <= words <= LONGEST and not sentence.endswith("?") and bool(_MARKERS.search(sentence))


def _split(text: str) -> list[str]:
    return [_TAIL.sub("", s).strip() for s in _SENTENCE.split(text) if s.strip()]


def _sentences(documents: Sequence[Evidence], rarity: Mapping[str, float]) -> list[_Sentence]:
    """Arguing sentences, the newest MOST_SENTENCES; one said twice by one document counts once."""
    found: dict[tuple[str, str], _Sentence] = {}
    for item in documents:
        for text in _split(item.document.text):
            if argues(text):
                found.setdefault((item.document.id, text), _Sentence(text, item, _vector(text, rarity)))
    return list(found.values())[-MOST_SENTENCES:]


def _content(text: str) -> dict[str, float]:
    counted = {t: w for t, w in terms("", text).items() if t[0] == "w"}
    return {t: w * (0.3 if t[0] == "c" else 1.0) for t, w in with_runs(counted).items()}


def _rarity(documents: Sequence[Evidence]) -> dict[str, float]:
    frequency = Counter(t for e in documents for t in _content(e.document.text))
    return {t: math.log(1 + len(documents) / n) for t, n in frequency.items()}


def _vector(text: str, rarity: Mapping[str, float]) -> Vector:
    raw = {t: w * rarity.get(t, 0.0) for t, w in _content(text).items()}
    length = math.sqrt(sum(v * v for v in raw.values()))
    return {t: v / length for t, v in raw.items()} if length else {}


def _cosine(one: Vector, other: Vector) -> float:
    small, large = sorted((one, other), key=len)
    return sum(v * large.get(t, 0.0) for t, v in small.items())


def _groups(sentences: Sequence[_Sentence]) -> list[list[_Sentence]]:
    """Average-link agglomeration: the closest two groups join while they are alike enough."""
    groups: dict[int, list[int]] = {n: [n] for n in range(len(sentences))}
    sums = {
        (a, b): _cosine(sentences[a].vector, sentences[b].vector)
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


def _point(initiative: str, side: str, group: Sequence[_Sentence]) -> Argument:
    best = max(
        range(len(group)),
        key=lambda n: (sum(_cosine(group[n].vector, o.vector) for o in group), -n),
    )
    documents = {s.source.document.url: s.source.document.published for s in group}
    return Argument(
        initiative=initiative,
        side=side,
        summary=group[best].text,
        count=len(documents),
        first_seen=min(documents.values()),
        examples=tuple(list(documents)[:EXAMPLES]),
    )
