from __future__ import annotations

from collections import Counter
from datetime import timedelta

from networks_support import NOW, START

from networks.connecting import Profile, communities, connect, edges, find_lifestyle, split
from voorkant.vocabulary import Lifestyle, NetworkState


def profile(id_: str, people: str, words: dict[str, float] | None = None) -> Profile:
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
    secret = [profile("a", ["pseudoniem-een", "p2", "p3", "p4", "p5"]), profile("b", "vwxyz")]  # type: ignore[arg-type]  # letters are ids
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


def test_no_lifestyle_below_five() -> None:
    few = [profile("a", "abcd", {"zwemmen": 3.0})]
    assert find_lifestyle(few, 4) == (None, "")
    assert find_lifestyle(few, 5)[0] is Lifestyle.SPORTIEF


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
