"""Who ties networks together: organisations in networks that do not meet, never a slip or an outsider."""

from __future__ import annotations

from dataclasses import replace

from networks.brokering import MOST, brokers
from networks.evidence import Evidence
from tests.networks.networks_support import START, network, said
from voorkant.records import Network, Relation
from voorkant.vocabulary import NetworkState, RelationKind

NETWORKS = [network("n1", "a", "b"), network("n2", "c"), network("n3", "d")]


def named(initiative: str, times: int, *organisations: str, stance: str = "steun") -> list[Evidence]:
    """So many documents of an initiative that name these organisations."""
    return [
        said(f"https://x.nl/{initiative}/{organisations}/{n}", n, stance=stance, organisations=organisations)
        for n in range(times)
    ]


def town(**evidence: list[Evidence]) -> dict[str, list[Evidence]]:
    return {i: evidence.get(i, []) for i in "abcd"}


def names(evidence: dict[str, list[Evidence]], networks: list[Network] = NETWORKS) -> list[str]:
    return [b.name for b in brokers(networks, evidence, [])]


def test_who_reaches_more_groups_that_do_not_meet_comes_first() -> None:
    evidence = town(
        a=[*named("a", 2, "Wijkraad"), *named("a", 2, "Energie Samen")],
        b=named("b", 2, "Wijkraad"),
        c=[*named("c", 2, "Wijkraad"), *named("c", 2, "Energie Samen")],
        d=named("d", 2, "Energie Samen"),
    )
    first, second = brokers(NETWORKS, evidence, [])
    assert (first.name, first.networks, first.documents) == ("Energie Samen", ("n1", "n2", "n3"), 6)
    assert (second.name, second.initiatives) == ("Wijkraad", ("a", "b", "c"))
    assert 0 < first.constraint < second.constraint
    assert first.why.startswith(
        "Komt voor in 3 netwerken (3 initiatieven), waartussen verder geen verband is gevonden."
    )


def test_who_is_in_one_network_alone_ties_nothing() -> None:
    assert names(town(a=named("a", 5, "Wijkraad"), b=named("b", 5, "Wijkraad"))) == []


def test_a_slip_or_an_opponent_does_not_count() -> None:
    assert names(town(a=named("a", 1, "Weg"), c=named("c", 1, "Weg"))) == []
    assert names(town(a=named("a", 2, "Weg"), c=named("c", 1, "weg"))) == ["Weg"]
    against = named("c", 4, "Weg", stance="verzet")
    assert names(town(a=named("a", 4, "Weg"), c=against)) == []


def test_what_is_no_organisation_of_residents_is_left_out() -> None:
    evidence = town(a=named("a", 4, "Oosterveen", "Buurtzorg"), c=named("c", 4, "Oosterveen", "Buurtzorg"))
    found = brokers(NETWORKS, evidence, [], frozenset({"oosterveen"}))
    assert [b.name for b in found] == ["Buurtzorg"]


def test_faded_networks_and_those_that_meet_anyway() -> None:
    evidence = town(a=named("a", 2, "Wijkraad"), c=named("c", 2, "Wijkraad"))
    relation = Relation("n2", "n1", RelationKind.VERSTERKT, 0.5, START, ())
    [met] = brokers(NETWORKS, evidence, [relation])
    assert met.why == "Komt voor in 2 netwerken (2 initiatieven)."
    faded = [NETWORKS[0], replace(NETWORKS[1], state=NetworkState.VERVAAGD)]
    assert names(evidence, faded) == []


def test_the_core_is_told_and_the_order_of_evidence_does_not_matter() -> None:
    evidence = town(
        a=named("a", 2, "Wijkraad", "Energie Samen"), c=named("c", 2, "Wijkraad", "Energie Samen")
    )
    found = brokers(NETWORKS, evidence, [])
    assert [(b.name, b.core) for b in found] == [("Energie Samen", 2), ("Wijkraad", 2)]
    assert found[0].why.endswith("Duikt daar op met andere organisaties die op meer plekken zijn.")
    turned = {k: v[::-1] for k, v in reversed(evidence.items())}
    assert brokers(NETWORKS[::-1], turned, []) == found


def test_no_more_than_a_few_and_nothing_of_nothing() -> None:
    many = [f"Stichting {n}" for n in range(30)]
    assert len(names(town(a=named("a", 2, *many), d=named("d", 2, *many)))) == MOST
    assert brokers([], {}, []) == brokers(NETWORKS, {}, []) == []
