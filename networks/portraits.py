"""From the documents of an initiative to its portrait: name, summary, kind, theme, phase, places.

Pure: while their texts are there, the same documents give the same portrait, whatever came in between, but
for the name: a former one lasts as long as they bear it and no other is clearly likelier. Once texts are gone
and excerpts are left, what was drawn from them lasts as long as documents that may speak bear it, until new
texts give something better (docs/decisions/0031).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from networks.evidence import Evidence
from networks.naming import Source, choose_name
from networks.needs import find_need
from nlp.proper_names import squeeze
from voorkant.records import Initiative, PhaseChange, PlaceMention, Quote
from voorkant.text import fold
from voorkant.vocabulary import Kind, Phase, Theme

NAME_WORDS = 10
SUMMARY_WORDS = 45
#: a summary is drawn from so many of the newest documents
SUMMARISED = 30
#: as long as no document that may speak gives a name
NAMELESS = "Initiatief zonder naam"
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
    *,
    before: Initiative | None = None,
    began: datetime | None = None,
) -> Initiative:
    """The initiative that these documents (at least one, in any order) are about.

    `name` and `phase` are what people decided; they hold over what documents say. `before` is the portrait
    as it was, `began` when the first document whose term is over was published.
    """
    ordered = sorted(evidence, key=lambda e: (e.document.published, e.document.id))
    speaking = [e for e in ordered if e.speaks]
    first = ordered[0].document.published
    phases = phase_history(ordered, _reached(before, first) if began else ())
    quotes = _quotes(speaking, before)
    if phase:
        phases = (*(p for p in phases if p.at <= phase.at), phase)
    theme, kind = vote(ordered, "theme"), vote(ordered, "kind")
    return Initiative(
        id=id_,
        name=name or _name(speaking, before.name if before else "", aged=began is not None),
        summary=" ".join(q.text for q in quotes),
        kind=Kind(kind) if kind else None,
        theme=Theme(theme) if theme else None,
        phase=phases[-1].phase if phases else None,
        phases=phases,
        places=_places(speaking),
        organisations=_organisations(speaking),
        first_seen=min(began or first, first),
        last_seen=max(d.published for e in ordered for d in e.all),
        appeared=appeared,
        documents=len(ordered),
        need=find_need(ordered, before.need if before else None),
        quotes=quotes,
    )


def vote(evidence: Iterable[Evidence], field: str) -> str | None:
    """The value of a label with the most probability behind it; ties by the alphabet."""
    votes: defaultdict[str, float] = defaultdict(float)
    for item in evidence:
        label = item.label(field)
        if isinstance(label.value, str):
            votes[label.value] += label.probability
    return min(votes, key=lambda v: (-votes[v], v)) if votes else None


def _reached(before: Initiative | None, first: datetime) -> tuple[PhaseChange, ...]:
    """The phases that documents showed whose term is over."""
    return tuple(p for p in before.phases if not p.decided and p.at < first) if before else ()


def phase_history(
    ordered: Sequence[Evidence], reached: tuple[PhaseChange, ...] = ()
) -> tuple[PhaseChange, ...]:
    """When the initiative reached each phase: what is likeliest after each document, given all before it.

    A hidden Markov model, filtered forwards (Rabiner 1989): a phase lasts or moves on, seldom back, and each
    document tells it with the probability of its label. So one slip moves nothing, and two in a row do. It
    goes on from the phases that were `reached` before.
    """
    changes = list(reached)
    belief = {p: _step(reached[-1].phase, p) for p in _ORDER} if reached else dict(_FIRST)
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


def _name(speaking: Sequence[Evidence], former: str, *, aged: bool = False) -> str:
    """What it calls itself, else its clearest title; a former name lasts unless another is clearly likelier.

    Once texts, or whole documents, are gone the former name lasts, unless more documents bear another.
    """
    found = _own_name(speaking, former)
    gone = aged or any(e.document.faded for e in speaking)
    lasting = _bearing(former, speaking) if gone else 0
    if lasting and (not found or _bearing(found, speaking) <= lasting):
        return former
    return found or (former if _bearing(former, speaking) else _title(speaking))


def _own_name(speaking: Sequence[Evidence], former: str) -> str | None:
    return choose_name(
        [
            Source(
                e.document.title,
                e.document.words,
                e.annotation.organisations,
                tuple(p.name for p in e.annotation.places),
            )
            for e in speaking
        ],
        former=former,
    )


def _bearing(name: str, speaking: Sequence[Evidence]) -> int:
    """How many documents have a name in their words, or had it in those that are gone."""
    key = squeeze(name)
    return sum(key in squeeze(_said(e)) or f"k:{key}" in e.counted for e in speaking) if key else 0


def _said(proof: Evidence) -> str:
    return _MASK.sub("", f"{proof.document.title}\n{proof.document.words}")


def _title(speaking: Sequence[Evidence]) -> str:
    titles = [e for e in speaking if e.document.title] or list(speaking)
    titles.sort(key=lambda e: (-e.label("initiative").probability, e.document.published))
    words = _MASK.sub("", titles[0].document.title or titles[0].document.words).split() if titles else []
    title = " ".join(words[:NAME_WORDS]).strip(" .,:;!?-")
    return title + ("…" if len(words) > NAME_WORDS else "") or NAMELESS


def _quotes(speaking: Sequence[Evidence], before: Initiative | None) -> tuple[Quote, ...]:
    """A paragraph of its own sentences: those that share most with the rest, in their order.

    After LexRank's idea that a central sentence is like the others. Once most texts are gone the former ones
    last, and before that they have their chance beside the excerpts.
    """
    newest = [e for e in speaking if e.document.words][-SUMMARISED:]
    former = before.quotes if before else ()
    bare = sum(e.document.faded for e in newest) * 2 > len(newest)
    if former and bare and all(any(_says(e, q) for e in speaking) for q in former):
        return former
    said = [
        Quote(s, e.document.url)
        for e in newest
        for s in dict.fromkeys([*_sentences(e.document.words), *(q.text for q in former if _says(e, q))])
    ]
    return tuple(said[n] for n in _central([q.text for q in said]))


def _says(proof: Evidence, quote: Quote) -> bool:
    """Whether a document has a sentence of a summary, or had it in its text."""
    mine = proof.document.url == quote.url
    return mine and (proof.document.faded or quote.text in _sentences(proof.document.text))


def _central(sentences: Sequence[str]) -> list[int]:
    """Which of these sentences, together SUMMARY_WORDS words at most, share most with the rest, in order."""
    common = Counter(w for s in sentences for w in set(_content(s)))
    best = sorted(range(len(sentences)), key=lambda n: (-_centrality(sentences[n], common), n))
    chosen: list[int] = []
    length = 0
    for n in best:
        words = len(sentences[n].split())
        if length + words <= SUMMARY_WORDS and not any(_alike(sentences[n], sentences[c]) for c in chosen):
            chosen.append(n)
            length += words
    return sorted(chosen)


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
    """Who is named most; not the municipality, which nearly every effort turns to."""
    named = (o for e in ordered for o in set(e.annotation.organisations))
    counts: Counter[str] = Counter(o for o in named if not fold(o).startswith("gemeente "))
    return tuple(o for o, n in sorted(counts.items(), key=lambda x: (-x[1], x[0])) if n >= 2)[:8]
