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
from datetime import datetime, timedelta
from hashlib import sha256

import igraph
import leidenalg

from voorkant.records import Network
from voorkant.vocabulary import Lifestyle, NetworkState, Theme

SEED = 20260101
#: initiatives of one network share so much on average (0 to 1); measured by `python -m bench.networks`
TOGETHER = 0.1
#: what a shared organisation counts beside shared supporters
ORGANISATION = 0.05
SAME = 0.3
FADES_AFTER = timedelta(days=60)
LIFESTYLE_FROM = 5


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
    """Two initiatives that belong together, with a weight of at least 0."""

    one: str
    other: str
    weight: float


def edges(profiles: Sequence[Profile]) -> list[Edge]:
    """Pairs of initiatives that share supporters or organisations.

    The weight is the cosine between who writes how often, and a little for organisations that few have.
    Square roots, so that one loud account does not decide, nor one that writes about everything.
    """
    reach = Counter(s for p in profiles for s in p.supporters)
    writers = [_writers(p, reach) for p in profiles]
    bodies = Counter(o for p in profiles for o in p.organisations)
    found = []
    for n, one in enumerate(profiles):
        for m, other in enumerate(profiles[n + 1 :], start=n + 1):
            shared = writers[n].keys() & writers[m].keys()
            people = math.fsum(writers[n][s] * writers[m][s] for s in shared)
            named = math.fsum(1 / (bodies[o] - 1) for o in one.organisations & other.organisations)
            if people or named:
                found.append(Edge(one.id, other.id, people + ORGANISATION * min(1.0, named)))
    return found


def _writers(profile: Profile, reach: Mapping[str, int]) -> dict[str, float]:
    """A vector of length 1 over supporters. `reach`: how many initiatives each supports."""
    raw = {s: math.sqrt(n / reach[s]) for s, n in profile.supporters.items()}
    length = math.sqrt(math.fsum(v * v for v in raw.values()))
    return {s: v / length for s, v in raw.items()}


def communities(
    nodes: Sequence[str], links: Sequence[Edge], start: Mapping[str, int] | None = None
) -> list[int]:
    """A community number per node, in the order of `nodes`; `start` is yesterday's (warm start).

    Leiden with a fixed seed: the same graph gives the same communities.
    """
    place = {node: n for n, node in enumerate(nodes)}
    graph = igraph.Graph(n=len(nodes), edges=[(place[e.one], place[e.other]) for e in links])
    before = None
    if start:
        known = {number: n for n, number in enumerate(sorted(set(start.values())))}
        fresh = iter(range(len(known), len(known) + len(nodes)))
        before = [known[start[node]] if node in start else next(fresh) for node in nodes]
    partition = leidenalg.find_partition(
        graph,
        leidenalg.CPMVertexPartition,
        resolution_parameter=TOGETHER,
        weights=[e.weight for e in links] or None,
        seed=SEED,
        n_iterations=-1,
        initial_membership=before,
    )
    return list(partition.membership)


def split(source_target: Sequence[tuple[str, str, float]]) -> dict[str, int]:
    """Communities of any weighted graph (parallel edges add up): node to number, largest community first."""
    weights: defaultdict[tuple[str, str], float] = defaultdict(float)
    for source, target, weight in source_target:
        weights[min(source, target), max(source, target)] += weight
    nodes = sorted({node for pair in weights for node in pair})
    place = {node: n for n, node in enumerate(nodes)}
    graph = igraph.Graph(n=len(nodes), edges=[(place[a], place[b]) for a, b in weights])
    random.seed(SEED)
    igraph.set_random_number_generator(random)
    found = graph.community_leiden("modularity", weights=list(weights.values()), n_iterations=10)
    order = sorted(range(len(found)), key=lambda c: (-len(found[c]), min(found[c])))
    number = {community: rank for rank, community in enumerate(order)}
    return {node: number[found.membership[place[node]]] for node in nodes}


def connect(profiles: Sequence[Profile], before: Sequence[Network], now: datetime) -> list[Network]:
    """Today's networks, under the ids that they had yesterday; those that are gone are marked faded.

    An initiative without ties of its own is a network of one only when it has supporters enough to say so.
    """
    profiles = sorted(profiles, key=lambda p: p.id)
    ids = [p.id for p in profiles]
    start = {i: n for n, network in enumerate(before) for i in network.initiatives if i in set(ids)}
    numbers = communities(ids, edges(profiles), start) if ids else []
    groups: defaultdict[int, list[Profile]] = defaultdict(list)
    for profile, number in zip(profiles, numbers, strict=True):
        groups[number].append(profile)
    fresh = [g for g in groups.values() if len(g) > 1 or len(g[0].supporters) >= LIFESTYLE_FROM]
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
    """Which of yesterday's networks each group goes on as: greedily by overlap of initiatives."""
    overlaps = []
    for n, group in enumerate(groups):
        members = {p.id for p in group}
        for network in before:
            old = set(network.initiatives)
            shared = len(members & old) / min(len(members), len(old)) if old else 0.0
            overlaps.append((-shared, network.first_seen, network.id, n, network))
    taken: dict[int, Network] = {}
    for negative, _, _, n, network in sorted(overlaps, key=lambda o: o[:4]):
        if -negative > SAME and n not in taken and network.id not in {t.id for t in taken.values()}:
            taken[n] = network
    return taken


def _network(group: Sequence[Profile], before: Network | None, now: datetime) -> Network:
    people = frozenset[str]().union(*(p.supporters for p in group))
    oldest = min(group, key=lambda p: (p.first_seen, p.id))
    lifestyle, reason = find_lifestyle(group, len(people))
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


#: beginnings of words that point at what people share
_STEMS = {
    Lifestyle.DUURZAAM: "energie zonnepaneel duurzam circulair repar kringloop klimaat compost milieu stroom "
    "voedselbos warmtepomp isol moestuin afval zonne",
    Lifestyle.GEZIN: "kind ouder school speeltuin gezin jeugd spelen moeder vader jongeren baby",
    Lifestyle.ZORGZAAM: "eenzaam zorg buurthulp maaltijd soep mantelzorg helpen taalmaatje armoede "
    "vluchteling welkom kleding jassen voedselbank",
    Lifestyle.SPORTIEF: "sport zwem voetbal schaats hardlo gym baan wedstrijd training ijsbaan",
    Lifestyle.CREATIEF: "kunst muziek muurschilder theater cultuur atelier molen koor festival museum",
    Lifestyle.ONDERNEMEND: "winkel ondernem markt horeca klant parkeer middenstand economie omzet",
    Lifestyle.DORPS: "dorp dorpshuis dorpsbelang kermis noaber leefbaarheid",
    Lifestyle.ACTIVISTISCH: "actie protest referendum demonstr gehoord handtekening bezwaar eis",
    Lifestyle.MOBILITEIT: "fiets auto verkeer bus autoluw deelauto rijden stoep station trein laadpaal",
    Lifestyle.DIGITAAL: "data digitaal software sensor website computer maker programmer wifi online",
    Lifestyle.NATUUR: "boom bomen linden vogel natuur biodivers weidevogel groen plant insect egel kap",
}
LIFESTYLE_WORDS = {lifestyle: tuple(stems.split()) for lifestyle, stems in _STEMS.items()}


def find_lifestyle(group: Sequence[Profile], participants: int) -> tuple[Lifestyle | None, str]:
    """What the members share beyond one initiative, with the words that show it; never for fewer than five.

    A word counts once per initiative in which it stands, so that one loud initiative does not decide.
    """
    if participants < LIFESTYLE_FROM:
        return None, ""
    shown = {lifestyle: _hits(group, stems) for lifestyle, stems in LIFESTYLE_WORDS.items()}
    scores = {lifestyle: sum(hits.values()) for lifestyle, hits in shown.items()}
    best = max(scores, key=lambda k: (scores[k], k))
    if scores[best] <= 0:
        return None, ""
    words = sorted(shown[best], key=lambda w: (-shown[best][w], w))[:5]
    return best, "woorden: " + ", ".join(words)


def _hits(group: Sequence[Profile], stems: tuple[str, ...]) -> dict[str, float]:
    """Share of each telling word in the words of an initiative, added up over the initiatives."""
    hits: defaultdict[str, float] = defaultdict(float)
    for profile in group:
        total = sum(profile.words.values()) or 1.0
        for word, weight in profile.words.items():
            if word.startswith(stems):
                hits[word] += weight / total
    return hits
