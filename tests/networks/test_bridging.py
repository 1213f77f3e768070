"""Bridges: between networks with something in common that do not meet, never between those that fight."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from networks.bridging import bridges
from tests.networks.networks_support import START, initiative, network, said
from voorkant.records import Need, Relation
from voorkant.vocabulary import Phase, RelationKind, Theme

NETWORKS = [network("A", "a"), network("B", "b"), network("C", "c")]
GREEN = [
    initiative("a", Theme.GROEN_NATUUR, ("Vaartpark",)),
    initiative("b", Theme.GROEN_NATUUR, ("Vaartpark",)),
    initiative("c", Theme.SPORT, ("Sportlaan",)),
]


def test_a_shared_theme_and_place_make_a_bridge() -> None:
    (bridge,) = bridges(NETWORKS, GREEN, {}, [])
    assert (bridge.origin, bridge.target) == ("A", "B")
    both = "Ze werken allebei aan ‘groen en natuur’ en zijn allebei bezig in Vaartpark"
    assert bridge.why == f"{both}, maar trekken nog niet samen op."
    assert bridge.through == ()


def test_never_between_networks_with_a_relation() -> None:
    for kind in RelationKind:
        fight = Relation("B", "A", kind, 0.5, START, ("u",))
        assert bridges(NETWORKS, GREEN, {}, [fight]) == []


def test_not_where_they_share_supporters_already() -> None:
    shared = {"a": [said("1", 1, "p")], "b": [said("2", 2, "p")]}
    assert bridges(NETWORKS, GREEN, shared, []) == []
    against = {"a": [said("1", 1, "p")], "b": [said("2", 2, "p", "verzet")]}
    assert len(bridges(NETWORKS, GREEN, against, [])) == 1


def test_through_the_organisation_around_both() -> None:
    named = {
        "a": [said("1", 1, "p", organisations=("Raakpunt", "Alleen A"))],
        "b": [said("2", 2, "q", organisations=("raakpunt",)), said("3", 2, "q", organisations=("Raakpunt",))],
    }
    assert bridges(NETWORKS, GREEN, named, [])[0].through == ("Raakpunt",)


def test_through_nobody_who_is_at_one_end_alone() -> None:
    networks = [
        network("A", "a", organisations=("Buurthuis", "Alleen A")),
        network("B", "b"),
        network("C", "c", organisations=("Buurthuis",)),
    ]
    assert bridges(networks, GREEN, {}, [])[0].through == ()
    named = {"b": [said("1", 1, "p", organisations=("Buurthuis",))]}
    assert bridges(networks, GREEN, named, [])[0].through == ("Buurthuis",)
    against = {"b": [said("1", 1, "p", "verzet", organisations=("Buurthuis",))]}
    assert bridges(networks, GREEN, against, [])[0].through == ()


def test_never_through_a_party_or_the_municipality() -> None:
    named = {
        "a": [said("1", 1, "p", organisations=("Partij X", "Gemeente Lindewaarde", "Raakpunt"))],
        "b": [said("2", 2, "q", organisations=("Partij X", "gemeente Lindewaarde"))],
    }
    networks = [network("A", "a", organisations=("Partij X",)), *NETWORKS[1:]]
    leave_out = frozenset({"partij x", "gemeente lindewaarde"})
    assert bridges(networks, GREEN, named, [])[0].through == ("Gemeente Lindewaarde", "Partij X")
    assert bridges(networks, GREEN, named, [], leave_out)[0].through == ()


def test_the_town_itself_joins_nobody() -> None:
    themes = list(Theme)
    many = [initiative(f"i{n}", themes[n], ("Lindewaarde",)) for n in range(6)]
    assert bridges([network(f"N{n}", f"i{n}") for n in range(6)], many, {}, []) == []


def test_at_most_ten_best_first() -> None:
    many = [initiative(f"i{n}", Theme.SPORT, ("Sportlaan",) if n in (3, 4) else ()) for n in range(8)]
    found = bridges([network(f"N{n}", f"i{n}") for n in range(8)], many, {}, [])
    assert len(found) == 10
    assert (found[0].origin, found[0].target) == ("N3", "N4")


def test_who_ask_for_the_same_may_meet() -> None:
    asks = {
        "a": "Wij vragen de gemeente om een zebrapad bij de school.",
        "b": "Bewoners willen een zebrapad aan de Dijk.",
        "c": "Wij willen geen zebrapad.",
    }
    own = [replace(initiative(k), need=Need(text, "u")) for k, text in asks.items()]
    (bridge,) = bridges(NETWORKS, own, {}, [])
    assert (bridge.origin, bridge.target) == ("A", "B")
    assert bridge.why == "Ze vragen allebei iets over ‘zebrapad’, maar trekken nog niet samen op."


def test_an_initiative_in_no_network_with_more_than_a_theme_in_common() -> None:
    lone = initiative("x", Theme.GROEN_NATUUR, ("Vaartpark",))
    found = bridges([network("A", "a"), network("C", "c")], [GREEN[0], GREEN[2], lone], {}, [])
    assert [(b.origin, b.target) for b in found] == [("A", "x")]
    only_theme = replace(lone, places=())
    assert bridges([network("A", "a")], [GREEN[0], only_theme], {}, []) == []


def test_an_initiative_that_stopped_or_fell_silent_is_not_offered() -> None:
    lone = initiative("x", Theme.GROEN_NATUUR, ("Vaartpark",))
    networks = [network("A", "a")]
    assert bridges(networks, [GREEN[0], lone], {}, [])
    assert bridges(networks, [GREEN[0], replace(lone, phase=Phase.GESTOPT)], {}, []) == []
    old = replace(lone, last_seen=GREEN[0].last_seen - timedelta(days=31))
    assert bridges(networks, [GREEN[0], old], {}, []) == []
