"""Connect: initiatives whose supporters and organisations overlap are a network.

Participants come in as keyed pseudonyms, are used here alone, and go out as counts (LAW 5 to 7).
Communities by Leiden (Traag, Waltman and Van Eck 2019), seeded, with a floor on how much is shared (constant
Potts model, Traag et al. 2011), so that what else goes on in town splits or joins nobody; identity over the
days by overlap (Greene, Doyle and Cunningham 2010).
"""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

import igraph
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from networks.lifestyles import LEAST_ACCOUNTS, find_lifestyle
from voorkant.records import Network
from voorkant.vocabulary import Lifestyle, NetworkState, Theme

SEED = 20260101
#: initiatives of one network share so much on average (0 to 1); measured by `python -m bench.networks`
TOGETHER = 0.1
#: what a shared organisation counts beside shared supporters
ORGANISATION = 0.05
#: pairs that share less are left out: they join nobody, and are most of what chance gives in a large town
LEAST = 0.02
#: an account or organisation of more initiatives ties none of them in particular
EVERYWHERE = 200
#: initiatives whose pairs are in memory at once
BLOCK = 1000
#: what a tie within yesterday's network counts more; measured by `python -m bench.communities`
STAYS = 0.05
SAME = 0.3
#: searches for communities of any graph, of which the best counts: as many as so many ties allow
STARTS, TIES = 20, 500_000
#: rounds of one search at most, and what a round has to gain
ROUNDS, LEAST_GAIN = 20, 1e-9


_Numbers = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Profile:
    """What connecting needs to know of one initiative.

    `supporters`: pseudonyms, without opponents, with the number of their documents.
    """

    id: str
    name: str
    theme: Theme | None
    supporters: Mapping[str, int]
    organisations: frozenset[str]
    channels: frozenset[str]
    words: Mapping[str, float]
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class Edge:
    """Two initiatives that belong together, with a weight of at least LEAST."""

    one: str
    other: str
    weight: float


def edges(profiles: Sequence[Profile]) -> list[Edge]:
    """Pairs of initiatives that share supporters or organisations.

    The weight is the cosine between who writes how often, and a little for organisations that few have.
    Square roots, so that one loud account does not decide, nor one that writes about everything.
    """
    ids = [p.id for p in profiles]
    rows, columns, weights = _shared(_writers(profiles), _bodies(profiles))
    pairs = zip(rows.tolist(), columns.tolist(), weights.tolist(), strict=True)
    return [Edge(ids[one], ids[other], weight) for one, other, weight in pairs]


def _writers(profiles: Sequence[Profile]) -> sparse.csr_array:
    """Initiatives by supporters, rows of length 1: the root of documents over how many each supports."""
    found = _table([p.supporters for p in profiles])
    reach = np.bincount(found.indices, minlength=found.shape[1])
    found.data = np.sqrt(found.data / reach[found.indices])
    lengths = np.sqrt(np.asarray(found.multiply(found).sum(axis=1)).ravel())
    found.data /= np.repeat(lengths, np.diff(found.indptr))
    return _telling(found)


def _bodies(profiles: Sequence[Profile]) -> sparse.csr_array:
    """Initiatives by organisations, such that a product of two rows is the sum of 1 / others that have it."""
    found = _table([dict.fromkeys(p.organisations, 1) for p in profiles])
    others = np.bincount(found.indices, minlength=found.shape[1]) - 1
    found.data = np.sqrt(1 / np.maximum(1, others[found.indices]))
    return _telling(found)


def _table(rows: Sequence[Mapping[str, int]]) -> sparse.csr_array:
    """Numbers by row and by name, names in order of appearance."""
    place: dict[str, int] = {}
    columns = [place.setdefault(name, len(place)) for row in rows for name in sorted(row)]
    values = np.fromiter((row[name] for row in rows for name in sorted(row)), float, len(columns))
    bounds = np.cumsum([0, *map(len, rows)])
    return sparse.csr_array((values, columns, bounds), shape=(len(rows), len(place)))


def _telling(table: sparse.csr_array) -> sparse.csr_array:
    """Without what is everywhere: its pairs would be most of the work, and say that all belong with all."""
    reach = np.bincount(table.indices, minlength=table.shape[1])
    table.data[reach[table.indices] > EVERYWHERE] = 0.0
    table.eliminate_zeros()
    return table


def _shared(writers: sparse.csr_array, bodies: sparse.csr_array) -> tuple[_Numbers, _Numbers, _Numbers]:
    """(rows, columns above them, weights) of the pairs that share LEAST or more, in order.

    A block of rows at a time, which bounds the memory that pairs below LEAST take.
    """
    found = []
    by_writer, by_body = writers.T.tocsr(), bodies.T.tocsr()
    for start in range(0, writers.shape[0], BLOCK):
        people = writers[start : start + BLOCK] @ by_writer
        named = bodies[start : start + BLOCK] @ by_body
        named.data = ORGANISATION * np.minimum(1.0, named.data)
        both = (people + named).tocsr()
        both.sort_indices()
        block = both.tocoo()
        # rounded, as sums differ in their last digits with the names of the accounts
        row, column, weight = block.row.astype(np.int64) + start, block.col, block.data.round(9)
        kept = (column > row) & (weight >= LEAST)
        found.append((row[kept], column[kept], weight[kept]))
    rows, columns, weights = (np.concatenate(part) for part in zip(*found, strict=True))
    return rows, columns, weights


def communities(
    nodes: Sequence[str], links: Sequence[Edge], start: Mapping[str, int] | None = None
) -> list[int]:
    """A community number per node, in the order of `nodes`; `start` is yesterday's.

    Yesterday is where the search starts, and its ties count a little more (temporal smoothness, after
    Chakrabarti, Kumar and Tomkins 2006), so that chance does not carry initiatives to and fro.
    Leiden with a fixed seed: the same graph gives the same communities.
    """
    place = {node: n for n, node in enumerate(nodes)}
    graph = igraph.Graph(n=len(nodes), edges=[(place[e.one], place[e.other]) for e in links])
    weights = [e.weight for e in links]
    before = None
    if start:
        fresh = iter(range(-1, -len(nodes) - 1, -1))
        old = [start[node] if node in start else next(fresh) for node in nodes]
        inside = [(a, b) for a, b in graph.get_edgelist() if old[a] == old[b]]
        # what is not tied together any more starts apart: node by node it would not come loose
        before = igraph.Graph(n=len(nodes), edges=inside).connected_components().membership
        stays = (STAYS * (before[place[e.one]] == before[place[e.other]]) for e in links)
        weights = [w + more for w, more in zip(weights, stays, strict=True)]
    igraph.set_random_number_generator(random.Random(SEED))  # noqa: S311 - chance, not secrecy
    return _leiden(graph, weights, before, objective_function="CPM", resolution=TOGETHER)


def _leiden(
    graph: igraph.Graph, weights: Sequence[float], membership: Sequence[int] | None = None, **goal: Any
) -> list[int]:
    """Leiden until a round improves nothing, ROUNDS at most: left to itself igraph may never stop."""
    best = -math.inf
    for _ in range(ROUNDS):
        found = graph.community_leiden(weights=weights, initial_membership=membership, n_iterations=1, **goal)
        if membership is not None and found.quality <= best + LEAST_GAIN:
            break
        membership, best = list(found.membership), found.quality
    return list(membership or ())


def split(source_target: Sequence[tuple[str, str, float]]) -> dict[str, int]:
    """Communities of any weighted graph (parallel edges add up): node to number, largest community first."""
    weights: defaultdict[tuple[str, str], float] = defaultdict(float)
    # sorted: the order of the rows, and with it that of sums and of nodes, must not matter
    for source, target, weight in sorted((min(s, t), max(s, t), w) for s, t, w in source_target):
        weights[source, target] += weight
    nodes = sorted({node for pair in weights for node in pair})
    place = {node: n for n, node in enumerate(nodes)}
    graph = igraph.Graph(n=len(nodes), edges=[(place[a], place[b]) for a, b in weights])
    igraph.set_random_number_generator(random.Random(SEED))  # noqa: S311 - chance, not secrecy
    ties = list(weights.values())
    starts = min(STARTS, 1 + TIES // max(1, len(ties)))
    tries = (_leiden(graph, ties, objective_function="modularity") for _ in range(starts))
    found = igraph.VertexClustering(graph, max(tries, key=lambda m: graph.modularity(m, weights=ties)))
    order = sorted(range(len(found)), key=lambda c: (-len(found[c]), min(found[c])))
    number = {community: rank for rank, community in enumerate(order)}
    return {node: number[found.membership[place[node]]] for node in nodes}


def connect(profiles: Sequence[Profile], before: Sequence[Network], now: datetime) -> list[Network]:
    """Today's networks, under the ids that they had yesterday; those that are gone are marked faded.

    An initiative without ties of its own is a network of one only when it has supporters enough to say so.
    """
    profiles = sorted(profiles, key=lambda p: p.id)
    ids = [p.id for p in profiles]
    known = set(ids)
    # those that live have the last word on an initiative that once was in another
    ordered = sorted(before, key=lambda n: n.state is not NetworkState.VERVAAGD)
    start = {i: n for n, network in enumerate(ordered) for i in network.initiatives if i in known}
    numbers = communities(ids, edges(profiles), start) if ids else []
    groups: defaultdict[int, list[Profile]] = defaultdict(list)
    for profile, number in zip(profiles, numbers, strict=True):
        groups[number].append(profile)
    fresh = [g for g in groups.values() if len(g) > 1 or len(g[0].supporters) >= LEAST_ACCOUNTS]
    names = _identify(fresh, before)
    found = [_network(group, names.get(n), now) for n, group in enumerate(fresh)]
    alive = {n.id for n in found}
    faded = [
        replace(n, state=NetworkState.VERVAAGD)
        for n in before
        if n.id not in alive and n.state is not NetworkState.VERVAAGD
    ]
    return sorted(found + faded, key=lambda n: n.id)


def _identify(groups: Sequence[Sequence[Profile]], before: Sequence[Network]) -> dict[int, Network]:
    """Which of yesterday's networks each group goes on as: greedily, most initiatives in common first.

    By number: by share, the smallest splinter would take the name along.
    """
    homes: defaultdict[str, list[int]] = defaultdict(list)
    for m, network in enumerate(before):
        for initiative in network.initiatives:
            homes[initiative].append(m)
    overlaps = []
    for n, group in enumerate(groups):
        for m, shared in Counter(m for p in group for m in homes[p.id]).items():
            old = before[m]
            if shared / min(len(group), len(old.initiatives)) > SAME:
                overlaps.append((-shared, old.first_seen, old.id, n, old))
    taken: dict[int, Network] = {}
    gone = set()
    for _, _, name, n, network in sorted(overlaps, key=lambda o: o[:4]):
        if n not in taken and name not in gone:
            taken[n] = network
            gone.add(name)
    return taken


def _network(group: Sequence[Profile], before: Network | None, now: datetime) -> Network:
    people = frozenset[str]().union(*(p.supporters for p in group))
    oldest = min(group, key=lambda p: (p.first_seen, p.id))
    lifestyle, reason = find_lifestyle(group, len(people), before=before.lifestyle if before else None)
    bodies = Counter(o for p in group for o in p.organisations)
    return Network(
        id=before.id if before else "n-" + sha256(oldest.id.encode()).hexdigest()[:10],
        name=_name(group, lifestyle),
        lifestyle=lifestyle,
        lifestyle_reason=reason,
        first_seen=before.first_seen if before else oldest.first_seen,
        last_seen=max(p.last_seen for p in group),
        state=_state(before, len(group), len(people)),
        initiatives=tuple(sorted(p.id for p in group)),
        organisations=tuple(o for o, _ in sorted(bodies.items(), key=lambda x: (-x[1], x[0]))[:12]),
        channels=tuple(sorted(frozenset[str]().union(*(p.channels for p in group)))),
        participants=len(people),
    )


def _state(before: Network | None, size: int, people: int) -> NetworkState:
    if before is None or before.state is NetworkState.VERVAAGD:
        return NetworkState.GEBOREN
    if size > len(before.initiatives) or people > before.participants * 1.1:
        return NetworkState.GROEIT
    if size < len(before.initiatives) or people < before.participants * 0.9:
        return NetworkState.KRIMPT
    return NetworkState.STABIEL


def _name(group: Sequence[Profile], lifestyle: Lifestyle | None) -> str:
    leading = sorted(group, key=lambda p: (-len(p.supporters), p.id))[:2]
    names = " en ".join(p.name for p in leading)
    more = f" (+{len(group) - 2})" if len(group) > 2 else ""
    return f"Rond {names}{more}" if lifestyle is None else f"{lifestyle.capitalize()}: {names}{more}"
