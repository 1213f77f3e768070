"""Links to elsewhere that two networks share: what they say of strengthening and influence, and what not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from networks.evidence import Evidence
from networks.relating import look, relations, shown
from tests.networks.networks_support import NOW, START, network, said
from voorkant.records import Relation
from voorkant.vocabulary import PublisherKind, RelationKind, Ruling

People = dict[str, list[Evidence]]
PETITION = "https://petities.example/red-de-beek"
REPORT = "https://rekenkamer.example/rapport?nummer=7"
HOME = "https://www.lindewaarde.example/"
NETWORKS = [network(n.upper(), n) for n in "abcdef"]


def bring(
    initiative: str, days: Sequence[float], *links: str, stance: str = "steun", kind: str = ""
) -> People:
    """Each day somebody else of an initiative brings the links."""
    kind = kind or "zelforganisatie"
    return {
        initiative: [
            said(
                f"https://plein.example/{initiative}/{day}",
                day,
                f"{initiative}{day}",
                stance,
                links=links,
                kind=kind,
            )
            for day in days
        ]
    }


def town(*parts: People, kind: str = "zelforganisatie") -> People:
    """Six networks whose people keep to their own, with this besides."""
    found = {i: [said(f"{i}{n}", 2.5 * n, f"p{i}{n % 6}", kind=kind) for n in range(24)] for i in "abcdef"}
    for part in parts:
        for initiative, evidence in part.items():
            found[initiative] = found[initiative] + evidence
    return found


def kinds(found: list[Relation]) -> set[tuple[str, str, str]]:
    return {(r.origin, str(r.kind), r.target) for r in found}


def strengthens(people: People) -> set[tuple[str, str]]:
    return {
        (r.origin, r.target) for r in relations(NETWORKS, people, NOW) if r.kind is RelationKind.VERSTERKT
    }


def test_who_brings_the_petition_that_others_brought_strengthens_them() -> None:
    people = town(bring("b", (10, 11), PETITION), bring("a", (20, 21), PETITION))
    found = relations(NETWORKS, people, NOW)
    assert kinds(found) == {("A", "versterkt", "B")}
    assert found[0].strength == 0.5
    assert found[0].since == START + timedelta(days=20)
    where = "https://plein.example"
    assert found[0].evidence == (f"{where}/b/10", f"{where}/a/20", f"{where}/b/11", f"{where}/a/21")


def test_two_different_links_are_as_good_and_more_is_surer() -> None:
    two = town(bring("b", (10,), PETITION, REPORT), bring("a", (20,), PETITION, REPORT))
    assert strengthens(two) == {("A", "B")}
    often = town(bring("b", range(10, 16), PETITION), bring("a", range(20, 28), PETITION))
    assert [r.strength for r in relations(NETWORKS, often, NOW) if r.kind is RelationKind.VERSTERKT] == [0.75]


def test_one_link_by_one_on_either_side_is_too_little() -> None:
    assert not strengthens(town(bring("b", (10,), PETITION), bring("a", (20, 21, 22), PETITION)))


@pytest.mark.parametrize(
    "link",
    [
        HOME,
        "https://www.lindewaarde.example/nl",
        "https://www.lindewaarde.example/index.html",
        "https://www.facebook.com/dorpsraad",
        "https://nl.linkedin.com/company/dorpsraad/",
        "https://toot.example/@iemand/1234",
        "https://plein.example/regels",
        "mailto:info@lindewaarde.example",
    ],
)
def test_front_pages_accounts_and_the_own_site_say_nothing(link: str) -> None:
    people = town(bring("b", (10, 11, 12), link), bring("a", (20, 21, 22), link))
    assert relations(NETWORKS, people, NOW) == []


def test_a_page_on_a_platform_says_something() -> None:
    link = "https://www.facebook.com/events/1234"
    assert strengthens(town(bring("b", (10, 11), link), bring("a", (20, 21), link)))


def test_what_everybody_brings_says_nothing() -> None:
    everybody = town(*(bring(i, (10 + n, 11 + n, 12 + n), PETITION) for n, i in enumerate("abcd")))
    assert not strengthens(everybody)
    three = [bring(i, days, PETITION) for i, days in (("b", (10, 11)), ("a", (20, 21)), ("c", (30, 31)))]
    assert not strengthens(town(*three))
    more = [bring("b", range(10, 14), PETITION), bring("a", range(20, 24), PETITION), three[2]]
    assert strengthens(town(*more)) == {("A", "B")}
    few = [n for n in NETWORKS if n.id in "ABC"]
    assert not {r for r in relations(few, town(*more), NOW) if r.kind is RelationKind.VERSTERKT}


def test_where_all_bring_what_others_brought_it_is_chance() -> None:
    """Each pair of networks has two links of its own, each brought first by another of the two."""
    parts = []
    for one, other in permutations("abcdef", 2):
        days = range(10, 12) if one < other else range(20, 22)
        links = [f"https://elders.example/{min(one, other)}{max(one, other)}{n}" for n in range(2)]
        posts = bring(one, days, *links)[one]
        parts.append({one: [renamed(e, other) for e in posts]})
    assert not strengthens(town(*parts))
    assert strengthens(town(*(p for p in parts if p.keys() <= {"a", "b"}))) == {("B", "A")}


def renamed(proof: Evidence, other: str) -> Evidence:
    """By somebody else, at another address."""
    document = proof.document
    document = replace(document, url=document.url + other, participant=f"{document.participant}{other}")
    return replace(proof, document=document)


@pytest.mark.parametrize("stance", ["verzet", "neutraal"])
def test_who_does_not_approve_does_not_strengthen(stance: str) -> None:
    assert not strengthens(
        town(bring("b", (10, 11), PETITION), bring("a", (20, 21), PETITION, stance=stance))
    )


def test_a_page_that_one_of_them_opposes_is_no_sign() -> None:
    people = town(bring("b", (10, 11), PETITION), bring("a", (20, 21), PETITION))
    people["b"].append(said("no", 30, "pb1", "verzet", links=(PETITION,)))
    assert not strengthens(people)


def test_a_plan_that_one_makes_and_the_other_protests_against_is_no_sign() -> None:
    people = town(bring("b", (10, 11), REPORT))
    people["a"] = [replace_kind(e) for e in people["a"]] + bring("a", (20, 21), REPORT, kind="protest")["a"]
    assert not strengthens(people)
    both = town(
        bring("b", (10, 11), REPORT, kind="protest"),
        bring("a", (20, 21), REPORT, kind="protest"),
        kind="protest",
    )
    assert strengthens(both) == {("A", "B")}


def replace_kind(proof: Evidence) -> Evidence:
    labels = {**proof.annotation.labels, "kind": replace(proof.label("kind"), value="protest")}
    return replace(proof, annotation=replace(proof.annotation, labels=labels))


def test_who_opposes_the_other_does_not_strengthen_it() -> None:
    people = town(bring("b", (10, 11), PETITION), bring("a", (20, 21), PETITION))
    people["b"].append(said("no", 30, "pa1", "verzet"))
    assert not strengthens(people)


def test_one_account_that_goes_everywhere_counts_once() -> None:
    people = town()
    for n in range(3):
        people["b"].append(said(f"first{n}", 10 + n, "same", links=(PETITION,)))
        people["a"].append(said(f"then{n}", 20 + n, "same", links=(PETITION,)))
    assert not look(NETWORKS, people, NOW).shared


def test_a_text_that_was_copied_counts_once() -> None:
    people = town(bring("b", (10, 11), PETITION))
    first, *copies = bring("a", (20, 21, 22), PETITION)["a"]
    people["a"].append(replace(first, copies=tuple(c.document for c in copies)))
    assert not strengthens(people)


def test_what_is_posted_in_step_counts_once() -> None:
    minute = 1 / (24 * 60)
    in_step = bring("a", [20 + n * minute for n in range(8)], PETITION)
    assert not strengthens(town(bring("b", range(10, 18), PETITION), in_step))
    later = bring("a", [21], PETITION)
    assert strengthens(town(bring("b", range(10, 18), PETITION), in_step, later)) == {("A", "B")}


@pytest.mark.parametrize("kind", [PublisherKind.MEDIA, PublisherKind.OVERHEID])
def test_papers_and_authorities_strengthen_nobody(kind: PublisherKind) -> None:
    posts = bring("a", (20, 21), PETITION)["a"]
    told = [
        Evidence(replace(e.document, participant=None, source=f"s{n}"), e.annotation, kind)
        for n, e in enumerate(posts)
    ]
    assert not strengthens(town(bring("b", (10, 11), PETITION), {"a": told}))
    below = [replace(e, publisher=kind) for e in posts]
    assert strengthens(town(bring("b", (10, 11), PETITION), {"a": below})) == {("A", "B")}, "people there do"


def test_a_document_here_or_the_site_of_who_speaks_here_is_not_elsewhere() -> None:
    of_c = said(PETITION, 1, "pc1")
    people = town(bring("b", (10, 11), PETITION), bring("a", (20, 21), PETITION), {"c": [of_c]})
    assert ("A", "B") not in strengthens(people)
    site = replace(said("https://petities.example/over-ons", 1), publisher=PublisherKind.BEWONERS)
    assert not strengthens(
        town(bring("b", (10, 11), PETITION), bring("a", (20, 21), PETITION), {"c": [site]})
    )


def test_what_waits_for_a_human_is_no_sign() -> None:
    waiting = [
        said(f"https://plein.example/w{n}", 20 + n, f"w{n}", links=(PETITION,), hostile=True)
        for n in range(2)
    ]
    assert not strengthens(town(bring("b", (10, 11), PETITION), {"a": waiting}))
    released = [replace(e, ruling=Ruling.RELEASE) for e in waiting]
    assert strengthens(town(bring("b", (10, 11), PETITION), {"a": released})) == {("A", "B")}


def test_links_add_to_support() -> None:
    support = [said(f"yes{n}", 30 + n, f"pa{n}") for n in range(5)]
    alone = relations(NETWORKS, town({"b": support}), NOW)
    together = town({"b": support}, bring("b", (10, 11), PETITION), bring("a", (20, 21), PETITION))
    found = [r for r in relations(NETWORKS, together, NOW) if r.kind is RelationKind.VERSTERKT]
    assert kinds(found) == kinds(alone) == {("A", "versterkt", "B")}
    assert found[0].strength > max(alone[0].strength, 0.5)
    assert found[0].since == START + timedelta(days=20)
    assert {"yes0", "https://plein.example/b/10", "https://plein.example/a/20"} <= set(found[0].evidence)


def test_links_that_turn_up_in_the_other_network_are_influence() -> None:
    people = town(bring("a", (10, 11, 12), PETITION, REPORT, stance="neutraal"))
    people["b"] += bring("b", (20, 21, 22), PETITION, REPORT, stance="neutraal")["b"]
    found = relations(NETWORKS, people, NOW)
    assert kinds(found) == {("A", "beinvloedt", "B")}
    assert found[0].since == START + timedelta(days=20)
    assert all(url.startswith("https://plein.example/") for url in found[0].evidence)


def test_links_that_both_bring_at_once_are_none() -> None:
    days = {"a": (10, 12, 14, 16), "b": (9, 11, 13, 15)}
    people = town(*(bring(i, d, PETITION, REPORT, stance="neutraal") for i, d in days.items()))
    assert relations(NETWORKS, people, NOW) == []


def test_links_take_part_when_the_days_are_shuffled() -> None:
    """Two networks that bring the same links all the time: shuffled days give as many as the true ones."""
    pages = [f"https://elders.example/{n}" for n in range(4)]
    days = {"a": range(8), "b": range(20, 28)}
    people = {
        i: [e for n in d for e in bring(i, (n,), pages[n % 4], stance="neutraal")[i]] for i, d in days.items()
    }
    scene = look(NETWORKS[:2], people, NOW)
    numbers = scene.numbers["A", "B"]
    assert numbers["topics"] == numbers["hashtags"] > numbers["topics_by_chance"] > 0
    assert len(shown(scene, ("A", "B"), RelationKind.BEINVLOEDT)) == 16
    assert scene.numbers["B", "A"]["topics"] == 0 < scene.numbers["B", "A"]["topics_by_chance"]


def test_a_town_without_links_has_none_and_no_person_goes_out() -> None:
    assert relations(NETWORKS, town(), NOW) == []
    assert not look(NETWORKS, town(), NOW).shared
    people = town(bring("b", (10, 11), PETITION), bring("a", (20, 21), PETITION))
    turned = {k: list(reversed(v)) for k, v in reversed(people.items())}
    found = relations(list(reversed(NETWORKS)), turned, NOW)
    assert found == relations(NETWORKS, people, NOW) != []
    people_here = {str(e.document.participant) for v in people.values() for e in v}
    assert not people_here.intersection(repr(found).replace("'", " ").split())
