"""Communities of made graphs beside igraph's own, and how long networks keep their identity.

.venv/bin/python -m bench.communities
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import igraph
import numpy as np
from sklearn.metrics import adjusted_mutual_info_score

from networks.connecting import Profile, connect, split
from voorkant.records import Network

START = datetime(2026, 1, 1, tzinfo=UTC)
SIZES = (20, 30, 40, 60, 80, 100, 120, 150)
#: share of a node's ties that leave its community
MIXING = (0.1, 0.3, 0.5, 0.6)
DEGREE = 12
DAYS, CHANGE = 60, 0.01
CIRCLES, INITIATIVES, PEOPLE, SUPPORT = 30, 8, 40, 12

Link = tuple[str, str, float]


def chance(seed: int) -> random.Random:
    """Seeded chance, of the kind that igraph takes."""
    return random.Random(seed)  # noqa: S311 - chance, not secrecy


def planted(mixing: float, seed: int) -> tuple[list[Link], dict[str, int]]:
    """A planted partition with communities of SIZES: links in chance order, and the truth."""
    dice = chance(seed)
    total = sum(SIZES)
    rates = [
        [
            min(1.0, DEGREE * (1 - mixing) / (a - 1)) if n == m else DEGREE * mixing / (total - a)
            for m in range(len(SIZES))
        ]
        for n, a in enumerate(SIZES)
    ]
    even = [[(rates[n][m] + rates[m][n]) / 2 for m in range(len(SIZES))] for n in range(len(SIZES))]
    igraph.set_random_number_generator(dice)
    graph = igraph.Graph.SBM(even, list(SIZES))
    names = [f"n{k}" for k in dice.sample(range(10 * total), total)]
    links = [(names[a], names[b], 1.0) for a, b in graph.get_edgelist()]
    truth = [n for n, size in enumerate(SIZES) for _ in range(size)]
    return links, dict(zip(names, truth, strict=True))


def modularity(links: Sequence[Link], found: Mapping[str, int]) -> float:
    """Of communities over the nodes of a graph."""
    nodes = sorted(found)
    place = {node: n for n, node in enumerate(nodes)}
    graph = igraph.Graph(n=len(nodes), edges=[(place[a], place[b]) for a, b, _ in links])
    return float(graph.modularity([found[n] for n in nodes], weights=[w for *_, w in links]))


def theirs(links: Sequence[Link], seed: int) -> float:
    """The modularity that igraph's Leiden reaches by itself, run until nothing improves."""
    graph = igraph.Graph.TupleList(links, weights=True)
    igraph.set_random_number_generator(chance(seed))
    found = graph.community_leiden("modularity", weights="weight", n_iterations=-1)
    return float(graph.modularity(found, weights="weight"))


def graphs() -> dict[str, Any]:
    """Per mixing the worst of five graphs: modularity beside igraph's, AMI of two runs and with the truth."""
    told = {}
    for mixing in MIXING:
        ratios, same, right = [], [], []
        for seed in range(5):
            links, truth = planted(mixing, seed)
            shuffled = [(b, a, w) for a, b, w in chance(seed).sample(links, len(links))]
            one, other = split(links), split(shuffled)
            nodes = sorted(one)
            ratios.append(modularity(links, one) / theirs(links, seed))
            same.append(_agreement([one[n] for n in nodes], [other[n] for n in nodes]))
            right.append(_agreement([one[n] for n in nodes], [truth[n] for n in nodes]))
        told[f"mixing {mixing}"] = {
            "modularity_of_igraphs": min(ratios),
            "ami_of_two_runs": min(same),
            "ami_with_truth": min(right),
        }
    return told


def _agreement(one: Sequence[int], other: Sequence[int]) -> float:
    return float(adjusted_mutual_info_score(one, other))


class Town:
    """Circles with initiatives and supporters, of which a share is replaced each day."""

    def __init__(self, seed: int) -> None:
        self.dice = chance(seed)
        self.made = 0
        self.held: dict[str, tuple[int, Counter[str]]] = {}
        for circle in range(CIRCLES):
            for _ in range(INITIATIVES):
                self._found(circle)

    def _found(self, circle: int) -> None:
        self.made += 1
        people = Counter(self._person(circle) for _ in range(SUPPORT))
        self.held[f"i{self.made}"] = circle, people

    def _person(self, circle: int) -> str:
        where = circle if self.dice.random() < 0.9 else self.dice.randrange(CIRCLES)
        return f"a{where}-{self.dice.randrange(PEOPLE)}"

    def pass_day(self) -> None:
        """One in a hundred initiatives ends and another begins; as many participations likewise."""
        for name, (circle, people) in list(self.held.items()):
            if self.dice.random() < CHANGE:
                del self.held[name]
                self._found(circle)
                continue
            for person in list(people.elements()):
                if self.dice.random() < CHANGE:
                    people -= Counter([person])
                    people[self._person(circle)] += 1
            self.held[name] = circle, people

    def profiles(self, now: datetime) -> list[Profile]:
        """As connecting sees them today."""
        return [
            Profile(n, n, None, people, frozenset(), frozenset(), {"w": 1.0}, START, now)
            for n, (_, people) in sorted(self.held.items())
        ]


def identities(seed: int = 1) -> dict[str, float]:
    """Over DAYS days: initiatives that are in the network that most of their circle was in on the first."""
    town, before = Town(seed), list[Network]()
    home: dict[int, str] = {}
    kept = total = moved = stayed = 0
    where: dict[str, str] = {}
    for day in range(DAYS + 1):
        now = START + timedelta(days=day)
        before = connect(town.profiles(now), before, now)
        today = {i: n.id for n in before if n.last_seen == now for i in n.initiatives}
        if not home:
            votes = [(circle, today.get(i, "")) for i, (circle, _) in town.held.items()]
            home = {c: Counter(n for k, n in votes if k == c).most_common(1)[0][0] for c in range(CIRCLES)}
        kept += sum(today.get(i) == home[circle] for i, (circle, _) in town.held.items())
        total += len(town.held)
        moved += sum(i in where for i in today)
        stayed += sum(where.get(i) == n for i, n in today.items())
        where = today
        town.pass_day()
    return {
        "in_the_network_of_the_first_day": kept / total,
        "in_the_network_of_the_day_before": stayed / moved,
    }


def communities() -> dict[str, Any]:
    """All of it."""
    means = [identities(seed) for seed in range(3)]
    return {**graphs(), "sixty_days": {k: float(np.mean([m[k] for m in means])) for k in means[0]}}


if __name__ == "__main__":
    for name, figures in communities().items():
        print(name, ", ".join(f"{key} {value:.3f}" for key, value in figures.items()))
