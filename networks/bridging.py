"""Bridges worth making: networks that work on the same theme or place and do not meet yet.

The gap between two groups on one subject is a structural hole (Burt 1992); an organisation around both,
or the one with most ties, is offered to close it. Organisations only, never persons.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from networks.evidence import Evidence
from voorkant.records import Bridge, Initiative, Network, Relation
from voorkant.text import fold
from voorkant.vocabulary import NetworkState, Stance

MOST = 10
#: a place that more than this share of the networks touch (the town itself) joins nobody in particular
COMMON = 0.4
THROUGH = 3


@dataclass(frozen=True, slots=True)
class _Side:
    """What one network works on, and the pseudonyms of its supporters, which stay here."""

    network: Network
    themes: Counter[str]
    places: Counter[str]
    supporters: frozenset[str]
    organisations: Counter[str]


def bridges(
    networks: Sequence[Network],
    initiatives: Sequence[Initiative],
    evidence: Mapping[str, Sequence[Evidence]],
    relations: Sequence[Relation],
    leave_out: frozenset[str] = frozenset(),
) -> list[Bridge]:
    """At most ten pairs without any relation or shared supporter, best first.

    `evidence` goes by initiative id. `leave_out`: folded names that are no organisation of residents, as the
    municipality itself, parties and who publishes the sources: no bridge leads through them.
    """
    known = {i.id: i for i in initiatives}
    alive = sorted((n for n in networks if n.state is not NetworkState.VERVAAGD), key=lambda n: n.id)
    sides = [_side(n, known, evidence, leave_out) for n in alive]
    related = {frozenset((r.origin, r.target)) for r in relations}
    shared = Counter(p for s in sides for p in s.places)
    common = {p for p, n in shared.items() if n > max(2, COMMON * len(sides))}
    sides = [
        replace(s, places=Counter({p: n for p, n in s.places.items() if p not in common})) for s in sides
    ]
    spelling = _spelling(sides, evidence)
    scored = []
    for one, other in combinations(sides, 2):
        pair = frozenset((one.network.id, other.network.id))
        if pair in related or one.supporters & other.supporters:
            continue
        themes, places = _common(one.themes, other.themes), _common(one.places, other.places)
        score = 2 * len(themes) + sum(2 / shared[p] for p in places)
        if themes or places:
            bridge = Bridge(
                one.network.id, other.network.id, _why(themes, places), _through(one, other, sides, spelling)
            )
            scored.append((-score, bridge.origin, bridge.target, bridge))
    return [b for *_, b in sorted(scored, key=lambda s: s[:3])[:MOST]]


def _side(
    network: Network,
    known: Mapping[str, Initiative],
    evidence: Mapping[str, Sequence[Evidence]],
    leave_out: frozenset[str],
) -> _Side:
    own = [known[i] for i in network.initiatives if i in known]
    documents = list(_documents(network, evidence))
    people = {
        e.document.participant
        for e in documents
        if e.document.participant and e.label("stance").value != Stance.VERZET
    }
    bodies = Counter(fold(o) for e in documents for o in set(e.annotation.organisations))
    bodies.update(fold(o) for o in network.organisations)
    for name in leave_out & bodies.keys():
        del bodies[name]
    return _Side(
        network,
        Counter(i.theme.value for i in own if i.theme),
        Counter(p.name for i in own for p in i.places),
        frozenset(people),
        bodies,
    )


def _documents(network: Network, evidence: Mapping[str, Sequence[Evidence]]) -> Iterator[Evidence]:
    for initiative in network.initiatives:
        yield from evidence.get(initiative, ())


def _spelling(sides: Sequence[_Side], evidence: Mapping[str, Sequence[Evidence]]) -> dict[str, str]:
    """The most common way of writing each organisation."""
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for side in sides:
        for organisation in side.network.organisations:
            seen[fold(organisation)][organisation] += 1
        for item in _documents(side.network, evidence):
            for organisation in item.annotation.organisations:
                seen[fold(organisation)][organisation] += 1
    return {key: min(c, key=lambda o: (-c[o], o)) for key, c in seen.items()}


def _common(one: Counter[str], other: Counter[str]) -> list[str]:
    return sorted(one.keys() & other.keys(), key=lambda k: (-min(one[k], other[k]), k))


def _why(themes: Sequence[str], places: Sequence[str]) -> str:
    parts = []
    if themes:
        parts.append(f"werken allebei aan {_list(themes[:2])}")
    if places:
        parts.append(f"zijn allebei bezig in {_list(places[:3])}")
    return f"Ze {' en '.join(parts)}, maar trekken nog niet samen op."


def _list(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} en {names[-1]}"


def _through(
    one: _Side, other: _Side, sides: Sequence[_Side], spelling: Mapping[str, str]
) -> tuple[str, ...]:
    """Organisations around both, else the one of either that most networks know."""
    both = _common(one.organisations, other.organisations)
    if both:
        return tuple(spelling[o] for o in both[:THROUGH])
    neighbours = Counter(o for s in sides for o in s.organisations)
    leading = {fold(o) for side in (one, other) for o in side.network.organisations}
    either = {o: n for o, n in (one.organisations + other.organisations).items() if o in leading}
    best = min(either, key=lambda o: (-neighbours[o], -either[o], o), default=None)
    return (spelling[best],) if best else ()
