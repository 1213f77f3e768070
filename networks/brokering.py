"""Decisive organisations: those that tie networks together which would not meet without them.

Organisations and initiatives are a graph, with the initiatives of one network tied to one another. In it
Burt's constraint (Burt 1992) is low for who reaches groups that do not reach each other; the core number
(Seidman 1983) is high for who is amid others that are in many places too. Organisations only, never persons.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import igraph

from networks.evidence import Evidence
from voorkant.records import Broker, Network, Relation
from voorkant.text import fold
from voorkant.vocabulary import NetworkState, Stance

MOST = 10
#: less may be a slip: a place or a slogan that was taken for an organisation
LEAST_INITIATIVES, LEAST_DOCUMENTS, LEAST_NETWORKS = 2, 3, 2


def brokers(
    networks: Sequence[Network],
    evidence: Mapping[str, Sequence[Evidence]],
    relations: Sequence[Relation],
    leave_out: frozenset[str] = frozenset(),
) -> list[Broker]:
    """At most ten organisations, who ties most together first.

    `evidence` goes by initiative id. `leave_out`: folded names that are no organisation of residents, as
    places, the municipality itself and who publishes the sources.
    """
    home = {
        i: n.id
        for n in sorted(networks, key=lambda n: n.id, reverse=True)
        if n.state is not NetworkState.VERVAAGD
        for i in n.initiatives
        if i in evidence
    }
    reach: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for initiative in sorted(home):
        for key, many in _named(evidence[initiative], leave_out).items():
            reach[key][initiative] = many
    constraint, core, spelling = _constraints(reach, home), _cores(reach), _spelling(evidence, home)
    related = {frozenset((r.origin, r.target)) for r in relations}
    found = []
    for key, held in reach.items():
        tied = {home[i] for i in held}
        if (
            len(held) < LEAST_INITIATIVES
            or sum(held.values()) < LEAST_DOCUMENTS
            or len(tied) < LEAST_NETWORKS
        ):
            continue
        why = _why(tied, len(held), core[key], related)
        where = tuple(sorted(tied)), tuple(sorted(held))
        found.append(Broker(spelling[key], *where, sum(held.values()), constraint[key], core[key], why))
    return sorted(found, key=lambda b: (b.constraint, -b.core, -b.documents, b.name))[:MOST]


def _named(proofs: Sequence[Evidence], leave_out: frozenset[str]) -> Counter[str]:
    """In how many documents of an initiative each organisation is named, but for those of opponents."""
    said: Counter[str] = Counter()
    for proof in proofs:
        if proof.label("stance").value != Stance.VERZET:
            said.update({fold(o) for o in proof.annotation.organisations} - leave_out)
    return said


def _constraints(reach: Mapping[str, Mapping[str, int]], home: Mapping[str, str]) -> dict[str, float]:
    """Burt's constraint of each organisation, about 0 to 1.

    Weighed by the square root of the documents, so that one initiative of which much is said does not decide.
    """
    nodes = [*sorted(reach), *sorted(home)]
    place = {node: n for n, node in enumerate(nodes)}
    edges = [(place[o], place[i], math.sqrt(n)) for o, held in reach.items() for i, n in held.items()]
    together: defaultdict[str, list[str]] = defaultdict(list)
    for initiative, network in sorted(home.items()):
        together[network].append(initiative)
    edges += [(place[a], place[b], 1.0) for held in together.values() for a, b in combinations(held, 2)]
    graph = igraph.Graph(n=len(nodes), edges=[e[:2] for e in edges])
    found = graph.constraint(range(len(reach)), weights=[e[2] for e in edges])
    return {o: round(value, 3) for o, value in zip(sorted(reach), found, strict=True)}


def _cores(reach: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """The core number of each organisation among organisations and initiatives alone."""
    nodes = [*sorted(reach), *sorted({i for held in reach.values() for i in held})]
    place = {node: n for n, node in enumerate(nodes)}
    graph = igraph.Graph(
        n=len(nodes), edges=[(place[o], place[i]) for o, held in reach.items() for i in held]
    )
    return dict(zip(nodes, graph.coreness(), strict=True))


def _spelling(evidence: Mapping[str, Sequence[Evidence]], home: Mapping[str, str]) -> dict[str, str]:
    """The most common way of writing each organisation."""
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for said in _said(evidence, home):
        seen[fold(said)][said] += 1
    return {key: min(c, key=lambda o: (-c[o], o)) for key, c in seen.items()}


def _said(evidence: Mapping[str, Sequence[Evidence]], home: Mapping[str, str]) -> Iterator[str]:
    for initiative in home:
        for proof in evidence[initiative]:
            yield from proof.annotation.organisations


def _why(networks: set[str], initiatives: int, core: int, related: set[frozenset[str]]) -> str:
    said = f"Komt voor in {len(networks)} netwerken ({initiatives} initiatieven)"
    if not any(frozenset(pair) in related for pair in combinations(networks, 2)):
        said += ", waartussen verder geen verband is gevonden"
    middle = " Duikt daar op met andere organisaties die op meer plekken zijn." if core > 1 else ""
    return f"{said}.{middle}"
