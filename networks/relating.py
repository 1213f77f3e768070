"""How networks stand to each other: `versterkt`, `bestrijdt`, `beinvloedt`, each with its evidence.

An association with documents under it, never a cause, and never a person: participants are pseudonyms
that are used inside this computation and do not leave it (LAW 5, 6).

- `bestrijdt`: people at home in A oppose B's initiatives, or A's protest names B's bodies or answers B.
- `versterkt`: people at home in A support B's initiatives, or A's documents link to B's with approval, or A
  brings the links to elsewhere that B brought (`sharing.py`).
- `beinvloedt`: words, hashtags and links to elsewhere that A had first turn up in B afterwards, beside how
  many do so when the days are shuffled (after the shuffle test of Anagnostopoulos, Kumar and Mahdian 2008).

How much of it is a relation depends on how busy the two are and on what they have in common: a sum for each
kind, learned on the towns of the corpus (`python -m bench.relations`), gives its probability, the strength.
The towns hold no links to elsewhere, so nothing is learned of these: a link that turns up in another network
counts as a hashtag does, as both are passed on as they are; what it says of strengthening is chosen.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import permutations

import numpy as np

from networks.evidence import Evidence
from networks.items import Item, spread
from networks.items import items as documents_of
from networks.sharing import SHARED, Shared, brought, once, shared
from voorkant.records import Network, Relation
from voorkant.text import fold
from voorkant.vocabulary import NetworkState, RelationKind, Stance

EVIDENCE = 8
#: documents that A had with a topic before B took it up
LEADS = 2
#: a topic is in SHARED networks at most, and in so many documents at least
RARE = 3
#: topics that are passed on as they are: hashtags and links
AS_THEY_ARE = ("h", "l")
#: how often the days are shuffled
PERMUTATIONS = 60
SEED = 20260101


@dataclass(slots=True)
class _Traffic:
    """What went from one network to another, as numbers of documents in the order of time."""

    opposed: list[int] = field(default_factory=list)
    supported: list[int] = field(default_factory=list)
    neutral: list[int] = field(default_factory=list)
    #: topics that the second took up from the first, with the documents that show it
    topics: dict[str, list[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Weights:
    """A sum for one kind of relation: what each number of `numbers` adds, and what is added anyway."""

    bias: float
    each: Mapping[str, float]
    #: the probability from which on it is told
    least: float

    def __call__(self, numbers: Mapping[str, float]) -> float:
        """The probability (logistic regression)."""
        total = self.bias + sum(weight * numbers[name] for name, weight in self.each.items())
        return 1 / (1 + math.exp(-total))


#: by `python -m bench.relations`. A false relation misleads more than one that is not told: it is told when
#: likelier than not; influence, which shows in few documents, from .3 on
WEIGHTS: Mapping[RelationKind, Weights] = {
    RelationKind.VERSTERKT: Weights(
        -2.57,
        {
            "supported": 3.79, "supported_expected": -2.73, "share_supported": 0.58, "neutral": 0.11,
            "places": -5.45,
        },
        0.5,
    ),
    RelationKind.BESTRIJDT: Weights(
        5.89,
        {
            "opposed": 1.40, "neutral": 0.62, "opposed_back": 1.25, "supported": 0.47, "words": 12.31,
            "size": -0.92, "size_other": -1.75,
        },
        0.5,
    ),
    RelationKind.BEINVLOEDT: Weights(
        -10.49,
        {"topics": 0.61, "hashtags": 3.61, "topics_by_chance": 0.06, "size": 1.38, "size_other": 0.30},
        0.3,
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Sign:
    """A probability, the documents that show it, those of them that it `began` with, and what shows it."""

    probability: float
    documents: Sequence[int]
    began: Sequence[int]
    why: str


@dataclass(frozen=True, slots=True)
class Scene:
    """All that the relations are read from."""

    items: Sequence[Item]
    traffic: Mapping[tuple[str, str], _Traffic]
    numbers: Mapping[tuple[str, str], Mapping[str, float]]
    #: links to elsewhere that the first brought after the second
    shared: Mapping[tuple[str, str], Shared] = field(default_factory=dict)


def relations(
    networks: Sequence[Network], evidence: Mapping[str, Sequence[Evidence]], now: datetime
) -> list[Relation]:
    """The relations between living networks, as the documents up to `now` show them; strength from 0 to 1.

    `evidence` goes by initiative id; withheld documents are left out altogether. Ordered by origin, target
    and kind.
    """
    scene = look(networks, evidence, now)
    found = [relation for kind in RelationKind for relation in _told(scene, kind)]
    return sorted(found, key=lambda r: (r.origin, r.target, r.kind))


def look(networks: Sequence[Network], evidence: Mapping[str, Sequence[Evidence]], now: datetime) -> Scene:
    """What went between the living networks up to `now`, in documents and in numbers."""
    alive = sorted((n for n in networks if n.state is not NetworkState.VERVAAGD), key=lambda n: n.id)
    items = documents_of(alive, evidence, now)
    pages = brought(items)
    carriers = _carriers(items, pages)
    traffic = _traffic(alive, items, carriers)
    numbers = _numbers(items, traffic, _by_chance(items, carriers))
    return Scene(items, traffic, numbers, shared(items, pages))


def shown(scene: Scene, pair: tuple[str, str], kind: RelationKind) -> list[int]:
    """The documents that can show a relation, shared links apart: without any there is none.

    Nor is there influence where the shuffled days give as many topics as the true ones.
    """
    traffic, numbers = scene.traffic[pair], scene.numbers[pair]
    if kind is RelationKind.BESTRIJDT:
        return traffic.opposed or traffic.neutral
    if kind is RelationKind.VERSTERKT:
        return traffic.supported
    if numbers["topics"] <= numbers["topics_by_chance"]:
        return []
    return sorted({n for taken in traffic.topics.values() for n in taken})


def _told(scene: Scene, kind: RelationKind) -> Iterator[Relation]:
    for pair in scene.traffic:
        signs = sorted(_signs(scene, pair, kind), key=lambda s: -s.probability)
        probability = 0.0
        for sign in signs:
            probability += (1 - probability) * sign.probability
        if signs and probability >= WEIGHTS[kind].least:
            urls = tuple(dict.fromkeys(scene.items[n].url for s in signs for n in s.documents))
            since = min(scene.items[n].at for s in signs for n in s.began)
            why = "; ".join(s.why for s in signs)
            yield Relation(*pair, kind, round(probability, 3), since, urls[:EVIDENCE], why)


def _signs(scene: Scene, pair: tuple[str, str], kind: RelationKind) -> Iterator[_Sign]:
    """What tells of a relation, each apart: it is there when either is right."""
    if documents := shown(scene, pair, kind):
        began = documents
        if kind is RelationKind.BEINVLOEDT:  # begins when the second network takes something up
            began = [n for n in documents if scene.items[n].network == pair[1]]
        why = _why(scene.traffic[pair], kind)
        yield _Sign(WEIGHTS[kind](scene.numbers[pair]), documents, began, why)
    links = scene.shared.get(pair)
    fought = scene.traffic[pair].opposed or scene.traffic[pair[1], pair[0]].opposed
    if kind is RelationKind.VERSTERKT and links and links.probability and not fought:
        told = f"{_documents({*links.later})} van de een met een pagina die de ander eerder bracht"
        yield _Sign(links.probability, links.documents, links.later, told)


def _why(traffic: _Traffic, kind: RelationKind) -> str:
    """What the documents of `shown` show: numbers alone, as words may be of what is withheld or erased."""
    if kind is RelationKind.VERSTERKT:
        return f"{_documents(traffic.supported)} van de een waarin men de ander steunt"
    if kind is RelationKind.BEINVLOEDT:
        tags, pages = (sum(topic[0] == sign for topic in traffic.topics) for sign in AS_THEY_ARE)
        words = len(traffic.topics) - tags - pages
        told = ((words, "woord", "woorden"), (tags, "hashtag", "hashtags"), (pages, "pagina", "pagina's"))
        taken = ", ".join(f"{n} {one if n == 1 else more}" for n, one, more in told if n)
        return f"{taken} van de een die de ander later overnam"
    if traffic.opposed:
        return f"{_documents(traffic.opposed)} van de een waarin men zich tegen de ander keert"
    return f"{_documents(traffic.neutral)} van de een bij de ander, over dezelfde zaak"


def _documents(numbers: Collection[int]) -> str:
    return f"{len(numbers)} {'bericht' if len(numbers) == 1 else 'berichten'}"


def _by_chance(items: Sequence[Item], carriers: Mapping[str, Sequence[int]]) -> dict[tuple[str, str], float]:
    """How many topics go from each network to each other when the days are shuffled, on average."""
    dice = np.random.default_rng(SEED)
    days = [i.at for i in items]
    found: Counter[tuple[str, str]] = Counter()
    for _ in range(PERMUTATIONS if carriers else 0):
        times = [days[n] for n in dice.permutation(len(days))]
        found.update(pair for pair, _, _ in _taken_up(items, carriers, times))
    return {pair: n / PERMUTATIONS for pair, n in found.items()}


def _homes(items: Iterable[Item]) -> dict[str, str]:
    """Each participant's home: the network with most of their documents that are not against it."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for item in items:
        if item.who and item.stance is not Stance.VERZET:
            counts[item.who][item.network] += 1
    return {who: min(c, key=lambda n: (-c[n], n)) for who, c in counts.items()}


def _traffic(
    networks: Sequence[Network], items: Sequence[Item], carriers: Mapping[str, Sequence[int]]
) -> dict[tuple[str, str], _Traffic]:
    """Per ordered pair of networks what went from the first to the second."""
    found = {pair: _Traffic() for pair in permutations([n.id for n in networks], 2)}
    homes, owners, network_of = _homes(items), _owners(networks), {i.url: i.network for i in items}
    for n, item in enumerate(items):
        home = homes.get(item.who, item.network)
        if home != item.network:
            _column(found[home, item.network], item.stance).append(n)
        for target in sorted(_addressed(item, network_of) | _named(item, owners)):
            if target != item.network and item.protest and item.stance is Stance.STEUN:
                found[item.network, target].opposed.append(n)
        for target in sorted(_addressed(item, network_of)):
            if target != item.network and not item.protest and item.stance is Stance.STEUN:
                found[item.network, target].supported.append(n)
    for pair, topic, numbers in _taken_up(items, carriers, [i.at for i in items]):
        found[pair].topics[topic] = numbers
    return found


def _column(traffic: _Traffic, stance: Stance) -> list[int]:
    if stance is Stance.VERZET:
        return traffic.opposed
    return traffic.supported if stance is Stance.STEUN else traffic.neutral


def _owners(networks: Sequence[Network]) -> dict[str, str]:
    """Organisations that one network alone has: naming them means naming that network."""
    holders: defaultdict[str, set[str]] = defaultdict(set)
    for network in networks:
        for organisation in network.organisations:
            holders[fold(organisation)].add(network.id)
    return {name: next(iter(ids)) for name, ids in holders.items() if len(ids) == 1}


def _named(item: Item, owners: Mapping[str, str]) -> set[str]:
    folded = (fold(o) for o in item.evidence.annotation.organisations)
    return {owners[name] for name in folded if name in owners}


def _addressed(item: Item, network_of: Mapping[str, str]) -> set[str]:
    document = item.evidence.document
    return {network_of[url] for url in (document.reply_to, *document.links) if url and url in network_of}


def _carriers(items: Sequence[Item], pages: Mapping[str, Sequence[int]]) -> dict[str, list[int]]:
    """Distinctive topics with their documents: in two or three networks."""
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for n, item in enumerate(items):
        for topic in item.topics:
            holders[topic].append(n)
    for page, numbers in pages.items():
        holders[f"l:{page}"] = once(items, numbers)
    return {
        topic: numbers
        for topic, numbers in sorted(holders.items())
        if len(numbers) >= RARE and 2 <= len({items[n].network for n in numbers}) <= SHARED
    }


def _taken_up(
    items: Sequence[Item], carriers: Mapping[str, Sequence[int]], times: Sequence[datetime]
) -> Iterator[tuple[tuple[str, str], str, list[int]]]:
    """(pair, topic, documents) where A had a topic in LEADS documents before B first had it."""
    for topic, numbers in carriers.items():
        ordered = sorted(numbers, key=lambda n: (times[n], n))
        first = items[ordered[0]].network
        for other in sorted({items[n].network for n in ordered} - {first}):
            after = [n for n in ordered if items[n].network == other]
            before = [n for n in ordered if items[n].network == first and times[n] < times[after[0]]]
            if len(before) >= LEADS:
                yield (first, other), topic, [*before, *after]


def _numbers(
    items: Sequence[Item],
    traffic: Mapping[tuple[str, str], _Traffic],
    by_chance: Mapping[tuple[str, str], float],
) -> dict[tuple[str, str], dict[str, float]]:
    """What the sums of `Weights` are made from; counts as logarithms."""
    size = Counter(i.network for i in items)
    words, places = _profiles(items, lambda i: i.topics), _profiles(items, _places)
    common = Counter(word for profile in words.values() for word in profile)
    most = max(SHARED, len({n for pair in traffic for n in pair}) // 2)
    own = {n: {w: c for w, c in p.items() if common[w] <= most} for n, p in words.items()}
    found = {}
    expected = _expected(items, traffic)
    for (one, other), there in traffic.items():
        back = traffic[other, one]
        visits = len(there.opposed) + len(there.supported) + len(there.neutral)
        hashtags = [t for t in there.topics if t[0] in AS_THEY_ARE]
        found[one, other] = {
            "opposed": math.log1p(len(there.opposed)),
            "supported": math.log1p(len(there.supported)),
            "supported_expected": math.log1p(expected[one, other]),
            "neutral": math.log1p(len(there.neutral)),
            "opposed_back": math.log1p(len(back.opposed)),
            "share_supported": len(there.supported) / (visits + 1),
            "words": _cosine(own.get(one, {}), own.get(other, {})),
            "places": _cosine(places.get(one, {}), places.get(other, {})),
            "size": math.log1p(size[one]),
            "size_other": math.log1p(size[other]),
            "topics": math.log1p(len(there.topics)),
            "hashtags": math.log1p(len(hashtags)),
            "topics_by_chance": math.log1p(by_chance.get((one, other), 0.0)),
        }
    return found


def _expected(
    items: Sequence[Item], traffic: Mapping[tuple[str, str], _Traffic]
) -> dict[tuple[str, str], float]:
    """How much support would go from each to each, were visits spread by how busy the two are."""
    return spread(items, traffic, sum(len(t.supported) for t in traffic.values()))


def _profiles(items: Sequence[Item], of: Callable[[Item], Iterable[str]]) -> dict[str, Counter[str]]:
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for item in items:
        found[item.network].update(of(item))
    return dict(found)


def _places(item: Item) -> list[str]:
    return [place.name for place in item.evidence.annotation.places]


def _cosine(one: Mapping[str, int], other: Mapping[str, int]) -> float:
    product = sum(n * other[k] for k, n in one.items() if k in other)
    lengths = math.sqrt(sum(n * n for n in one.values()) * sum(n * n for n in other.values()))
    return product / lengths if product else 0.0
