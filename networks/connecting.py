"""Connect: initiatives whose supporters and organisations overlap more than chance are a network.

Participants come in as keyed pseudonyms, are used here alone, and go out as counts (LAW 5 to 7).
Edges are kept where the overlap is more than chance (hypergeometric test, Benjamini-Hochberg);
communities by Leiden (Traag, Waltman and Van Eck 2019), seeded; identity over the days by overlap
(Greene, Doyle and Cunningham 2010).
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
from scipy.stats import hypergeom

from voorkant.records import Network
from voorkant.vocabulary import Lifestyle, NetworkState, Theme

SEED = 20260101
#: with a handful of supporters each, a stricter share leaves hardly any tie; communities bear some noise
FALSE_DISCOVERY = 0.5
SAME = 0.3
FADES_AFTER = timedelta(days=60)
LIFESTYLE_FROM = 5


@dataclass(frozen=True, slots=True)
class Profile:
    """What connecting needs to know of one initiative. `supporters` are pseudonyms, without opponents."""

    id: str
    name: str
    theme: Theme | None
    supporters: frozenset[str]
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
    """Pairs of initiatives that share more supporters or organisations than chance would have it."""
    everybody = len(frozenset[str]().union(*(p.supporters for p in profiles))) if profiles else 0
    bodies = Counter(o for p in profiles for o in p.organisations)
    tested: list[tuple[float, Edge]] = []
    for n, one in enumerate(profiles):
        for other in profiles[n + 1 :]:
            shared = one.supporters & other.supporters
            orgs = sum(1 / (bodies[o] - 1) for o in one.organisations & other.organisations)
            chance = _chance(everybody, len(one.supporters), len(other.supporters), len(shared))
            if shared or orgs:
                weight = len(shared) / math.sqrt(len(one.supporters) * len(other.supporters)) if shared else 0
                tested.append((chance * math.exp(-2 * orgs), Edge(one.id, other.id, weight + 0.5 * orgs)))
    return [edge for edge in _significant(tested) if edge.weight > 0]


def _chance(everybody: int, one: int, other: int, shared: int) -> float:
    return float(hypergeom.sf(shared - 1, everybody, one, other)) if shared else 1.0


def _significant(tested: list[tuple[float, Edge]]) -> list[Edge]:
    """Benjamini-Hochberg: the share of chance edges among those kept is at most FALSE_DISCOVERY."""
    ordered = sorted(tested, key=lambda t: (t[0], t[1].one, t[1].other))
    keep = 0
    for rank, (p, _) in enumerate(ordered, start=1):
        if p <= FALSE_DISCOVERY * rank / len(ordered):
            keep = rank
    return [edge for _, edge in ordered[:keep]]


def communities(
    nodes: Sequence[str], links: Sequence[Edge], start: Mapping[str, int] | None = None
) -> list[int]:
    """A community number per node, in the order of `nodes`; `start` is yesterday's (warm start).

    Modularity, by Leiden with a fixed seed: the same graph gives the same communities.
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
        leidenalg.ModularityVertexPartition,
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
