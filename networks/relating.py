"""How networks stand to each other: `versterkt`, `bestrijdt`, `beinvloedt`, each with its evidence.

An association with documents under it, never a cause, and never a person: participants are pseudonyms
that are used inside this computation and do not leave it (LAW 5, 6).

- `bestrijdt`: people at home in A oppose B's initiatives, or A's protest names B's bodies or answers B.
- `versterkt`: people at home in A support B's initiatives more often than the activity of the two would
  have it (Poisson tail against the expected count).
- `beinvloedt`: words and hashtags that A had first turn up in B afterwards, in more documents than when
  the days are shuffled (the shuffle test of Anagnostopoulos, Kumar and Mahdian 2008).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
from scipy.stats import poisson

from networks.evidence import Evidence
from networks.terms import terms
from voorkant.records import Network, Relation
from voorkant.text import fold
from voorkant.vocabulary import Kind, NetworkState, RelationKind, Stance

EVIDENCE = 8
#: beyond chance
LEVEL = 0.05
#: the same for topics taken up, of which only pairs with a hashtag or three words are tested at all
TAKEN_UP = 0.05
#: a fight shows in so many documents
FIGHTS = 2
SUPPORTS = 3
#: a topic: documents in the first network before the other has it, and in the other afterwards
LEADS, FOLLOWS = 2, 2
#: both within so many days of the first that took it up: what is taken up is taken up soon
SOON = timedelta(days=10)
#: a hashtag is chosen on purpose: it tells as much as so many words
HASHTAG = 5
#: less than so many words is nothing
TOLD = 3
PERMUTATIONS = 199
SEED = 20260101


@dataclass(frozen=True, slots=True)
class _Item:
    """One document with the network that its initiative belongs to."""

    network: str
    evidence: Evidence
    stance: Stance
    protest: bool
    topics: frozenset[str]

    @property
    def url(self) -> str:
        return self.evidence.document.url

    @property
    def at(self) -> datetime:
        return self.evidence.document.published

    @property
    def who(self) -> str:
        return self.evidence.document.participant or ""


@dataclass(frozen=True, slots=True)
class _Scene:
    """All that the three questions look at."""

    networks: Sequence[Network]
    items: Sequence[_Item]
    home: Mapping[str, str]
    network_of: Mapping[str, str]


def relations(
    networks: Sequence[Network], evidence: Mapping[str, Sequence[Evidence]], now: datetime
) -> list[Relation]:
    """The relations between living networks, as the documents up to `now` show them; strength from 0 to 1.

    `evidence` goes by initiative id. Ordered by origin, target and kind.
    """
    alive = [n for n in networks if n.state is not NetworkState.VERVAAGD]
    items = sorted(_items(alive, evidence, now), key=lambda i: (i.at, i.url, i.network))
    scene = _Scene(alive, items, _homes(items), {i.url: i.network for i in items})
    found = [*_fights(scene), *_strengthens(scene), *_influences(scene)]
    return sorted(found, key=lambda r: (r.origin, r.target, r.kind))


def _items(
    networks: Sequence[Network], evidence: Mapping[str, Sequence[Evidence]], now: datetime
) -> Iterator[_Item]:
    for network in networks:
        for initiative in network.initiatives:
            known = [e for e in evidence.get(initiative, ()) if e.document.published <= now]
            protest = sum(e.label("kind").value == Kind.PROTEST for e in known) * 2 > len(known)
            for one in known:
                yield _Item(network.id, one, _stance(one), protest, _topics(one))


def _stance(evidence: Evidence) -> Stance:
    value = evidence.label("stance").value
    return Stance(value) if isinstance(value, str) else Stance.NEUTRAAL


def _topics(evidence: Evidence) -> frozenset[str]:
    document = evidence.document
    found = terms(document.title, document.text, hashtags=document.hashtags)
    return frozenset(t for t in found if t[0] == "h" or (t[0] == "w" and len(t) > 6 and t[2:].isalpha()))


def _homes(items: Iterable[_Item]) -> dict[str, str]:
    """Each participant's home: the network with most of their documents that are not against it."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for item in items:
        if item.who and item.stance is not Stance.VERZET:
            counts[item.who][item.network] += 1
    return {who: min(c, key=lambda n: (-c[n], n)) for who, c in counts.items()}


def _relation(pair: tuple[str, str], kind: RelationKind, strength: float, items: Sequence[_Item]) -> Relation:
    urls = tuple(dict.fromkeys(i.url for i in items))
    return Relation(
        *pair, kind, round(min(1.0, max(0.0, strength)), 3), min(i.at for i in items), urls[:EVIDENCE]
    )


def _grouped(pairs: Iterable[tuple[tuple[str, str], _Item]]) -> dict[tuple[str, str], list[_Item]]:
    groups: defaultdict[tuple[str, str], list[_Item]] = defaultdict(list)
    for pair, item in pairs:
        if pair[0] != pair[1]:
            groups[pair].append(item)
    return dict(groups)


def _fights(scene: _Scene) -> Iterator[Relation]:
    """Strength: the share that each further document adds, 1 - 0.7 ** documents."""
    for pair, items in _grouped(_hits(scene)).items():
        distinct = {i.url for i in items}
        if len(distinct) >= FIGHTS:
            yield _relation(pair, RelationKind.BESTRIJDT, 1 - 0.7 ** len(distinct), items)


def _hits(scene: _Scene) -> Iterator[tuple[tuple[str, str], _Item]]:
    owners = _owners(scene.networks)
    for item in scene.items:
        if item.stance is Stance.VERZET and item.who in scene.home:
            yield (scene.home[item.who], item.network), item
        if item.protest and item.stance is Stance.STEUN:
            named = {owners.get(fold(o)) for o in item.evidence.annotation.organisations}
            for target in (named | _addressed(scene, item)) - {None}:
                yield (item.network, str(target)), item


def _owners(networks: Sequence[Network]) -> dict[str, str]:
    """Organisations that one network alone has: naming them means naming that network."""
    holders: defaultdict[str, set[str]] = defaultdict(set)
    for network in networks:
        for organisation in network.organisations:
            holders[fold(organisation)].add(network.id)
    return {name: next(iter(ids)) for name, ids in holders.items() if len(ids) == 1}


def _addressed(scene: _Scene, item: _Item) -> set[str | None]:
    document = item.evidence.document
    return {scene.network_of.get(url) for url in (document.reply_to, *document.links) if url}


def _strengthens(scene: _Scene) -> Iterator[Relation]:
    """Supporting documents from A in B, and approving links, against A's share in all support."""
    support = [i for i in scene.items if i.stance is Stance.STEUN]
    groups = _grouped(_support(scene, support))
    given = Counter(scene.home[i.who] for i in support if i.who in scene.home)
    taken = Counter(i.network for i in support if i.who in scene.home)
    abroad = sum(len(items) for items in groups.values())
    outward = Counter[str]()
    inward = Counter[str]()
    for (origin, target), items in groups.items():
        outward[origin] += len(items)
        inward[target] += len(items)
    everything = sum(given.values())
    for pair, items in groups.items():
        # visits abroad spread by how busy the two are, were there no preference
        share = (given[pair[0]] / everything) * (taken[pair[1]] / everything) if everything else 0.0
        apart = 1 - sum((given[n] / everything) * (taken[n] / everything) for n in given) if everything else 1
        expected = max(0.1, abroad * share / max(apart, 0.05))
        if len(items) >= SUPPORTS and poisson.sf(len(items) - 1, expected) < LEVEL:
            strength = (len(items) - expected) / (len(items) + 2)
            yield _relation(pair, RelationKind.VERSTERKT, strength, items)


def _support(scene: _Scene, support: Sequence[_Item]) -> Iterator[tuple[tuple[str, str], _Item]]:
    for item in support:
        if item.who in scene.home:
            yield (scene.home[item.who], item.network), item
        if not item.protest:
            for target in _addressed(scene, item) - {None}:
                yield (item.network, str(target)), item


def _influences(scene: _Scene) -> Iterator[Relation]:
    """Topics that went from A to B; the same count on shuffled days tells what chance gives."""
    carriers = _carriers(scene.items)
    observed = _passed(scene.items, carriers, [i.at for i in scene.items])
    if not observed:
        return
    dice = np.random.default_rng(SEED)
    beaten: Counter[tuple[str, str]] = Counter()
    days = [i.at for i in scene.items]
    for _ in range(PERMUTATIONS):
        shuffled = _passed(scene.items, carriers, [days[n] for n in dice.permutation(len(days))])
        beaten.update(p for p, found in observed.items() if _told(shuffled.get(p, {})) >= _told(found))
    for pair, found in observed.items():
        chance = (beaten[pair] + 1) / (PERMUTATIONS + 1)
        if chance <= TAKEN_UP:
            used = [scene.items[n] for n in sorted({n for ns in found.values() for n in ns})]
            strength = (1 - chance) * (1 - 0.8 ** _weight(found))
            since = min(i.at for i in used if i.network == pair[1])
            yield replace(_relation(pair, RelationKind.BEINVLOEDT, strength, used), since=since)


def _told(found: Mapping[str, Sequence[int]]) -> int:
    """What is compared with chance: the topics' weights times their documents."""
    return sum(_weight([topic]) * len(numbers) for topic, numbers in found.items())


def _weight(topics: Iterable[str]) -> int:
    return sum(HASHTAG if topic[0] == "h" else 1 for topic in topics)


def _carriers(items: Sequence[_Item]) -> dict[str, list[int]]:
    """Distinctive topics with their documents: in at least two networks, in few documents."""
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for n, item in enumerate(items):
        for topic in item.topics:
            holders[topic].append(n)
    most = max(12, len(items) // 12)
    return {
        t: ns
        for t, ns in sorted(holders.items())
        if LEADS + FOLLOWS <= len(ns) <= most and len({items[n].network for n in ns}) in (2, 3)
    }


def _passed(
    items: Sequence[_Item], carriers: Mapping[str, Sequence[int]], times: Sequence[datetime]
) -> dict[tuple[str, str], dict[str, list[int]]]:
    """Per pair the topics that A had in LEADS documents before B first had them, and B then took up."""
    passed: defaultdict[tuple[str, str], dict[str, list[int]]] = defaultdict(dict)
    for topic, numbers in carriers.items():
        ordered = sorted(numbers, key=lambda n: (times[n], n))
        order: defaultdict[str, list[int]] = defaultdict(list)
        for n in ordered:
            order[items[n].network].append(n)
        first = items[ordered[0]].network
        for other, uses in order.items():
            taken_up = times[uses[0]]
            before = [n for n in order[first] if taken_up - SOON <= times[n] < taken_up]
            after = [n for n in uses if times[n] <= taken_up + SOON]
            if other != first and len(before) >= LEADS and len(after) >= FOLLOWS:
                passed[first, other][topic] = before + after
    return {pair: found for pair, found in passed.items() if _weight(found) >= TOLD}
