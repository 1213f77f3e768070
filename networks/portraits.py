"""From the documents of an initiative to its portrait: name, summary, kind, theme, phase, places.

Pure: the same documents give the same portrait, whatever came in between.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from networks.evidence import Evidence
from networks.naming import Source, choose_name
from networks.needs import find_need
from voorkant.records import Initiative, PhaseChange, PlaceMention
from voorkant.text import fold
from voorkant.vocabulary import Kind, Phase, Theme

NAME_WORDS = 10
SUMMARY_WORDS = 45
_ORDER = (Phase.IDEE, Phase.MOBILISEREN, Phase.ORGANISEREN, Phase.UITVOEREN, Phase.RESULTAAT, Phase.GESTOPT)
#: from one document to the next: how likely a phase is to last, to become a later and an earlier one
STAYS, MOVES_ON, MOVES_BACK = 0.9, 0.05, 0.01
#: no label of a phase is believed more: that often it is right (docs/quality.md)
TRUSTED = 0.7
#: where an initiative stands before anything was read: most are met when others are sought
_FIRST = dict(zip(_ORDER, (0.3, 0.4, 0.12, 0.12, 0.04, 0.02), strict=True))
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z‘'\"“])")
_MASK = re.compile(r"\[[a-z-]+\]")


def portray(
    id_: str,
    evidence: Sequence[Evidence],
    appeared: datetime,
    name: str | None = None,
    phase: PhaseChange | None = None,
) -> Initiative:
    """The initiative that these documents (at least one, in any order) are about.

    `name` and `phase` are what people decided; they hold over what the documents say.
    """
    ordered = sorted(evidence, key=lambda e: (e.document.published, e.document.id))
    phases = phase_history(ordered)
    if phase:
        phases = (*(p for p in phases if p.at <= phase.at), phase)
    theme, kind = vote(ordered, "theme"), vote(ordered, "kind")
    return Initiative(
        id=id_,
        name=name or find_name(ordered),
        summary=summarise(ordered),
        kind=Kind(kind) if kind else None,
        theme=Theme(theme) if theme else None,
        phase=phases[-1].phase if phases else None,
        phases=phases,
        places=_places(ordered),
        organisations=_organisations(ordered),
        first_seen=ordered[0].document.published,
        last_seen=max(d.published for e in ordered for d in e.all),
        appeared=appeared,
        documents=len(ordered),
        need=find_need(ordered),
    )


def vote(evidence: Iterable[Evidence], field: str) -> str | None:
    """The value of a label with the most probability behind it; ties by the alphabet."""
    votes: defaultdict[str, float] = defaultdict(float)
    for item in evidence:
        label = item.label(field)
        if isinstance(label.value, str):
            votes[label.value] += label.probability
    return min(votes, key=lambda v: (-votes[v], v)) if votes else None


def phase_history(ordered: Sequence[Evidence]) -> tuple[PhaseChange, ...]:
    """When the initiative reached each phase: what is likeliest after each document, given all before it.

    A hidden Markov model, filtered forwards (Rabiner 1989): a phase lasts or moves on, seldom back, and each
    document tells it with the probability of its label. So one slip moves nothing, and two in a row do.
    """
    changes: list[PhaseChange] = []
    belief = dict(_FIRST)
    for item in ordered:
        label = item.label("phase")
        if not isinstance(label.value, str):
            continue
        belief = _updated(belief, Phase(label.value), min(label.probability, TRUSTED))
        phase = max(belief, key=lambda p: belief[p])
        if not changes or changes[-1].phase != phase:
            changes.append(PhaseChange(phase, item.document.published, item.document.id))
    return tuple(changes)


def _updated(belief: dict[Phase, float], told: Phase, probability: float) -> dict[Phase, float]:
    """The belief after one more document."""
    other = (1 - probability) / (len(_ORDER) - 1)
    moved = {
        to: sum(share * _step(before, to) for before, share in belief.items())
        * (probability if to is told else other)
        for to in _ORDER
    }
    total = sum(moved.values()) or 1.0
    return {phase: share / total for phase, share in moved.items()}


def _step(before: Phase, to: Phase) -> float:
    """How likely a phase is after another, not yet made to add up to 1."""
    if before is to:
        return STAYS
    return MOVES_ON if _ORDER.index(to) > _ORDER.index(before) else MOVES_BACK


def find_name(ordered: Sequence[Evidence]) -> str:
    """What it calls itself, else its clearest title."""
    sources = [
        Source(
            e.document.title,
            e.document.text,
            e.annotation.organisations,
            tuple(p.name for p in e.annotation.places),
        )
        for e in ordered
    ]
    return choose_name(sources) or _title(ordered)


def _title(ordered: Sequence[Evidence]) -> str:
    titles = [e for e in ordered if e.document.title] or list(ordered)
    surest = max(titles, key=lambda e: (e.label("initiative").probability, -e.document.published.timestamp()))
    words = _MASK.sub("", surest.document.title or surest.document.text).split()
    return " ".join(words[:NAME_WORDS]).strip(" .,:;!?-") + ("…" if len(words) > NAME_WORDS else "")


def summarise(ordered: Sequence[Evidence]) -> str:
    """A paragraph of its own sentences: those that share most with the rest, in their order.

    After LexRank's idea that a central sentence is like the others; hostile documents are left out.
    """
    fit = [e for e in ordered if e.label("hostile").value is not True and e.document.text]
    sentences = [s for e in fit[-30:] for s in _sentences(e.document.text)]
    if not sentences:
        return ""
    common = Counter(w for s in sentences for w in set(_content(s)))
    best = sorted(range(len(sentences)), key=lambda n: (-_centrality(sentences[n], common), n))
    chosen: list[int] = []
    length = 0
    for n in best:
        words = len(sentences[n].split())
        if length + words <= SUMMARY_WORDS and not any(_alike(sentences[n], sentences[c]) for c in chosen):
            chosen.append(n)
            length += words
    return " ".join(sentences[n] for n in sorted(chosen)) or " ".join(
        sentences[best[0]].split()[:SUMMARY_WORDS]
    )


def _sentences(text: str) -> list[str]:
    parts = [s.strip() for line in text.split("\n") for s in _SENTENCE.split(line)]
    return [s for s in parts if 6 <= len(s.split()) <= 30 and not _MASK.search(s) and s[-1] in ".!"]


def _content(sentence: str) -> list[str]:
    return re.findall(r"\w{4,}", fold(sentence))


def _centrality(sentence: str, common: Counter[str]) -> float:
    words = set(_content(sentence))
    return sum(common[w] - 1 for w in words) / (len(words) + 3) if words else 0.0


def _alike(one: str, other: str) -> bool:
    a, b = set(_content(one)), set(_content(other))
    return bool(a and b) and len(a & b) / len(a | b) > 0.5


def _places(ordered: Sequence[Evidence]) -> tuple[PlaceMention, ...]:
    counts: Counter[PlaceMention] = Counter(p for e in ordered for p in set(e.annotation.places))
    floor = max(1, len(ordered) * 0.15)
    named = [p for p, n in sorted(counts.items(), key=lambda x: (-x[1], x[0].name)) if n >= floor]
    return tuple(named[:6])


def _organisations(ordered: Sequence[Evidence]) -> tuple[str, ...]:
    counts: Counter[str] = Counter(o for e in ordered for o in set(e.annotation.organisations))
    return tuple(o for o, n in sorted(counts.items(), key=lambda x: (-x[1], x[0])) if n >= 2)[:8]
