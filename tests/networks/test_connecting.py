from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from itertools import combinations

import pytest

from networks import connecting
from networks.connecting import (
    LEAST,
    ORGANISATION,
    Profile,
    communities,
    connect,
    edges,
    split,
)
from tests.networks.networks_support import NOW, START
from voorkant.vocabulary import NetworkState


def profile(id_: str, people: Iterable[str], words: dict[str, float] | None = None) -> Profile:
    return Profile(
        id=id_, name=id_.upper(), theme=None, supporters=Counter(people), organisations=frozenset(),
        channels=frozenset({"forum"}), words=words or {"woord": 1.0}, first_seen=START, last_seen=NOW,
    )  # fmt: skip


GREEN = [profile("a", "abcdefg"), profile("b", "abcdefh"), profile("c", "abcdeij")]
SPORT = [profile("x", "pqrstuv"), profile("y", "pqrstuw"), profile("z", "pqrstxy")]


def test_shared_supporters_make_networks_and_strangers_do_not() -> None:
    found = connect([*GREEN, *SPORT], [], NOW)
    assert sorted(n.initiatives for n in found) == [("a", "b", "c"), ("x", "y", "z")]
    assert {n.state for n in found} == {NetworkState.GEBOREN}
    assert {n.participants for n in found} == {10}


def test_an_edge_needs_something_shared() -> None:
    assert edges([profile("a", "abc"), profile("b", "def")]) == []


def test_participants_come_out_as_counts_only() -> None:
    secret = [profile("a", ["pseudoniem-een", "p2", "p3", "p4", "p5"]), profile("b", "vwxyz")]
    assert "pseudoniem-een" not in repr(connect(secret, [], NOW))


def test_a_network_keeps_its_id_while_it_changes() -> None:
    first = connect(GREEN, [], NOW)
    grown = connect([*GREEN, profile("d", "abcdekl")], first, NOW + timedelta(days=1))
    assert [n.id for n in grown] == [n.id for n in first]
    assert grown[0].state is NetworkState.GROEIT
    assert grown[0].initiatives == ("a", "b", "c", "d")


def test_a_network_that_is_gone_fades() -> None:
    first = connect([*GREEN, *SPORT], [], NOW)
    later = connect(GREEN, first, NOW)
    assert [n.state for n in later if "x" in n.initiatives] == [NetworkState.VERVAAGD]


def test_the_names_of_accounts_do_not_matter() -> None:
    other = str.maketrans("abcdefghijpqrstuvwxy", "9876543210zyxwvutsrq")
    renamed = [profile(p.id, "".join(p.supporters).translate(other)) for p in (*GREEN, *SPORT)]
    assert [n.initiatives for n in connect(renamed, [], NOW)] == [
        n.initiatives for n in connect([*GREEN, *SPORT], [], NOW)
    ]


def test_communities_are_the_same_each_time() -> None:
    nodes = [p.id for p in (*GREEN, *SPORT)]
    links = edges([*GREEN, *SPORT])
    assert communities(nodes, links) == communities(nodes, links)
    assert communities(nodes, []) != communities(nodes, links)


def test_split_finds_two_triangles_and_adds_up_parallel_edges() -> None:
    triangles = [("a", "b", 1), ("b", "c", 1), ("c", "a", 1), ("x", "y", 1), ("y", "z", 1), ("z", "x", 1)]
    found = split([(s, t, float(w)) for s, t, w in [*triangles, ("c", "x", 0.1), ("a", "b", 1)]])
    assert found["a"] == found["b"] == found["c"] != found["x"] == found["y"] == found["z"]
    assert sorted(set(found.values())) == [0, 1]


def test_split_of_nothing_is_nothing() -> None:
    assert split([]) == {}


def crowd(dice: random.Random, number: int) -> list[Profile]:
    """Initiatives with some of thirty accounts and some of six organisations each."""
    return [
        replace(
            profile(f"i{n}", ""),
            supporters=Counter(f"a{dice.randrange(30)}" for _ in range(dice.randrange(8))),
            organisations=frozenset(f"o{dice.randrange(6)}" for _ in range(dice.randrange(3))),
        )
        for n in range(number)
    ]


def plain(profiles: list[Profile]) -> dict[tuple[str, str], float]:
    """What two initiatives share, told pair by pair."""
    reach = Counter(s for p in profiles for s in p.supporters)
    bodies = Counter(o for p in profiles for o in p.organisations)
    writers = {p.id: {s: math.sqrt(n / reach[s]) for s, n in p.supporters.items()} for p in profiles}
    found = {}
    for one, other in combinations(profiles, 2):
        mine, theirs = writers[one.id], writers[other.id]
        lengths = math.hypot(*mine.values()) * math.hypot(*theirs.values())
        people = sum(mine[s] * theirs[s] for s in mine.keys() & theirs.keys()) / (lengths or 1)
        named = sum(1 / (bodies[o] - 1) for o in one.organisations & other.organisations)
        weight = people + ORGANISATION * min(1, named)
        if weight >= LEAST:
            found[one.id, other.id] = weight
    return found


@pytest.mark.parametrize("seed", range(5))
def test_what_is_shared_is_as_told_pair_by_pair(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connecting, "BLOCK", 7)  # more than one block
    profiles = crowd(random.Random(seed), 40)
    found = {(e.one, e.other): e.weight for e in edges(profiles)}
    assert found == pytest.approx(plain(profiles), abs=1e-8)
    assert len(found) > 100


def test_an_account_that_is_everywhere_ties_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connecting, "EVERYWHERE", 4)
    profiles = [profile(f"i{n}", "a") for n in range(5)]
    assert edges(profiles) == []
    assert len(edges(profiles[:4])) == 6


def test_the_larger_part_keeps_the_id_when_a_splinter_leaves() -> None:
    whole = [profile(name, "abcdef") for name in ("i1", "i2", "i3", "i4", "i5")]
    first = connect(whole, [], NOW)
    stayed = [*whole[:3], profile("i6", "abcdefg")]
    left = [profile("i4", "pqrst"), profile("i5", "pqrst")]
    later = connect([*stayed, *left], first, NOW + timedelta(days=1))
    home = {i: n.id for n in later for i in n.initiatives}
    assert home["i1"] == first[0].id != home["i4"]


def test_an_initiative_that_stands_between_two_stays_where_it_was() -> None:
    green, sport = (
        [profile(f"{k}{n}", people) for n in range(3)] for k, people in (("g", "abcd"), ("s", "pqrs"))
    )
    first = connect([*green, *sport, profile("x", "abcp")], [], NOW)
    home = {i: n.id for n in first for i in n.initiatives}
    assert home["x"] == home["g0"]
    later = connect([*green, *sport, profile("x", "abpqk")], first, NOW + timedelta(days=1))
    assert {i: n.id for n in later for i in n.initiatives}["x"] == home["g0"]


def test_split_does_not_mind_the_order_of_the_rows() -> None:
    dice = random.Random(4)
    rows = [(f"n{dice.randrange(60)}", f"n{dice.randrange(60)}", dice.random()) for _ in range(300)]
    turned = [(t, s, w) for s, t, w in dice.sample(rows, len(rows))]
    assert split(rows) == split(turned)
