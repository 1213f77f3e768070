"""Relations between networks: who strengthens, fights, influences whom; evidence, and no persons."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from networks.evidence import Evidence
from networks.relating import look, relations, shown
from tests.networks.networks_support import NOW, START, network, said
from voorkant.records import Relation
from voorkant.vocabulary import NetworkState, RelationKind, Ruling

People = dict[str, list[Evidence]]


def kinds(found: list[Relation]) -> set[tuple[str, str, str]]:
    return {(r.origin, str(r.kind), r.target) for r in found}


def two_worlds() -> People:
    """Two networks whose people keep to their own."""
    return {
        "a": [said(f"a{n}", 2.5 * n, f"pa{n % 6}") for n in range(24)],
        "b": [said(f"b{n}", 2.5 * n, f"pb{n % 6}") for n in range(24)],
        "c": [said(f"c{n}", 2.5 * n, f"pc{n % 6}") for n in range(24)],
    }


def at_odds(who: str = "pa") -> People:
    """The same, and people (of the first) oppose the second in the matter that both speak of."""
    town = two_worlds()
    town["a"] += [said(f"ours{n}", n, f"pa{n}", text="De windmolens horen hier") for n in range(3)]
    town["b"] += [said(f"theirs{n}", n, f"pb{n}", text="Geen windmolens in ons dorp") for n in range(3)]
    town["b"] += [said(f"no{n}", 30 + n, f"{who}{n}", "verzet", "Dus geen windmolens?") for n in range(3)]
    return town


NETWORKS = [network("A", "a"), network("B", "b"), network("C", "c")]


def test_networks_that_keep_to_their_own_have_no_relation() -> None:
    assert relations(NETWORKS, two_worlds(), NOW) == []


def test_people_of_one_who_oppose_the_other_fight_it() -> None:
    found = relations(NETWORKS, at_odds(), NOW)
    assert kinds(found) == {("A", "bestrijdt", "B")}
    assert found[0].evidence == ("no0", "no1", "no2")
    assert found[0].since == START + timedelta(days=30)
    assert 0 < found[0].strength < 1
    assert found[0].why == "3 berichten van de een waarin men zich tegen de ander keert"


def test_what_waits_for_a_human_proves_nothing() -> None:
    town = two_worlds()
    town["a"] += at_odds()["a"][-3:]
    town["b"] += at_odds()["b"][-6:-3]
    town["b"] += [
        said(f"no{n}", 30 + n, f"pa{n}", "verzet", "Dus geen windmolens?", hostile=n != 2) for n in range(3)
    ]
    told = relations(NETWORKS, town, NOW)
    assert {(r.evidence, r.since) for r in told} <= {(("no2",), START + timedelta(days=32))}
    town["b"][-1] = replace(town["b"][-1], ruling=Ruling.WITHHOLD)
    assert relations(NETWORKS, town, NOW) == []
    town["b"][-3:] = [replace(e, ruling=Ruling.RELEASE) for e in town["b"][-3:]]
    assert relations(NETWORKS, town, NOW) == relations(NETWORKS, at_odds(), NOW) != []


def test_an_opponent_without_a_home_makes_no_fight() -> None:
    assert relations(NETWORKS, at_odds("stranger"), NOW) == []


def test_a_protest_that_names_the_others_organisation_fights_it() -> None:
    town = two_worlds()
    town["a"] = [
        said(f"a{n}", n, f"pa{n % 6}", kind="protest", organisations=("Lindestroom",) if n < 3 else ())
        for n in range(9)
    ]
    networks = [network("A", "a"), network("B", "b", organisations=("Lindestroom",)), network("C", "c")]
    assert kinds(relations(networks, town, NOW)) == {("A", "bestrijdt", "B")}


def test_an_organisation_around_both_names_neither() -> None:
    town = two_worlds()
    town["a"] = [said(f"a{n}", n, f"pa{n}", kind="protest", organisations=("gemeente",)) for n in range(6)]
    networks = [network(n, n.lower(), organisations=("gemeente",)) for n in "ABC"]
    assert relations(networks, town, NOW) == []


def test_support_beyond_chance_strengthens() -> None:
    town = two_worlds()
    town["b"] += [said(f"yes{n}", 30 + n, f"pa{n}") for n in range(5)]
    found = relations(NETWORKS, town, NOW)
    assert kinds(found) == {("A", "versterkt", "B")}
    assert set(found[0].evidence) == {f"yes{n}" for n in range(5)}
    assert found[0].why == "5 berichten van de een waarin men de ander steunt"


def test_links_with_approval_strengthen() -> None:
    town = two_worlds()
    town["a"] += [said(f"share{n}", 30 + n, None, links=(f"b{n}",)) for n in range(5)]
    assert kinds(relations(NETWORKS, town, NOW)) == {("A", "versterkt", "B")}


def test_people_who_go_everywhere_show_no_preference() -> None:
    town = two_worlds()
    for origin in "abc":
        for target in "abc":
            town[target] += [said(f"{origin}{target}{n}", 30 + n, f"p{origin}{n}") for n in range(3)]
    assert not {k for k in kinds(relations(NETWORKS, town, NOW)) if k[1] == "versterkt"}


def test_a_hashtag_that_goes_over_is_influence() -> None:
    town = two_worlds()
    town["a"] += [said(f"tag{n}", 10 + n, None, hashtags=("nietgehoord", "wijwillenwonen")) for n in range(3)]
    town["b"] += [
        said(f"later{n}", 15 + n, None, hashtags=("NietGehoord", "WijWillenWonen")) for n in range(4)
    ]
    found = relations(NETWORKS, town, NOW)
    assert kinds(found) == {("A", "beinvloedt", "B")}
    assert found[0].since == START + timedelta(days=15)
    assert found[0].why == "2 hashtags van de een die de ander later overnam"
    assert set(found[0].evidence) <= {f"tag{n}" for n in range(3)} | {f"later{n}" for n in range(4)}


def test_a_hashtag_used_by_both_at_once_is_none() -> None:
    town = two_worlds()
    for n in range(6):
        town["ab"[n % 2]].append(said(f"tag{n}", 10 + n, None, hashtags=("nietgehoord", "wijwillenwonen")))
    assert relations(NETWORKS, town, NOW) == []


def test_what_shuffled_days_give_as_well_is_no_influence() -> None:
    people = {
        "a": [said(f"a{n}", n, "pa", hashtags=(f"t{n % 4}",)) for n in range(8)],
        "b": [said(f"b{n}", 20 + n, "pb", hashtags=(f"t{n % 4}",)) for n in range(8)],
    }
    scene = look([network("A", "a"), network("B", "b")], people, NOW)
    pair = ("A", "B")
    assert shown(scene, pair, RelationKind.BEINVLOEDT)
    as_by_chance = {**scene.numbers[pair], "topics_by_chance": scene.numbers[pair]["topics"]}
    shuffled = replace(scene, numbers={**scene.numbers, pair: as_by_chance})
    assert shown(shuffled, pair, RelationKind.BEINVLOEDT) == []


def test_never_looks_ahead() -> None:
    assert relations(NETWORKS, at_odds(), START + timedelta(days=33)) != []
    assert relations(NETWORKS, at_odds(), START + timedelta(days=29)) == []


def test_faded_networks_have_no_relations() -> None:
    town = at_odds()
    faded = [replace(n, state=NetworkState.VERVAAGD) if n.id == "B" else n for n in NETWORKS]
    assert relations(faded, town, NOW) == []


def test_the_order_of_what_comes_in_changes_nothing_and_no_person_goes_out() -> None:
    town = two_worlds()
    town["b"] += [said(f"no{n}", 30 + n, f"pa{n}", "verzet") for n in range(12)]
    town["c"] += [said(f"tag{n}", 10 + n, None, hashtags=("x1y", "x2y")) for n in range(3)]
    town["a"] += [said(f"later{n}", 15 + n, None, hashtags=("x1y", "x2y")) for n in range(4)]
    found = relations(NETWORKS, town, NOW)
    turned = {k: list(reversed(v)) for k, v in reversed(town.items())}
    assert relations(list(reversed(NETWORKS)), turned, NOW) == found != []
    assert all(len(r.evidence) <= 8 for r in found)
    people = {e.document.participant for v in town.values() for e in v} - {None}
    assert not any(str(p) in repr(found).replace("'", " ").split() for p in people)


def test_nothing_gives_nothing() -> None:
    assert relations([], {}, NOW) == []
    assert relations(NETWORKS, {}, NOW) == []
    assert {k.value for k in RelationKind} == {"versterkt", "bestrijdt", "beinvloedt"}
