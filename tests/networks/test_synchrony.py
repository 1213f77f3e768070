"""Posting in step: five accounts or more with the same within minutes, more than usual for that day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from networks.synchrony import Post, bursts, wordings

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
LINK, TEXT = "link:https://petities.example/park", "tekst:abc"


def posts(
    minutes: list[float], *, who: str = "p", keys: tuple[str, ...] = (LINK,), one: bool = False
) -> list[Post]:
    return [
        Post(START + timedelta(minutes=m), f"{who}-{n}", who if one else f"{who}{n}", keys)
        for n, m in enumerate(minutes)
    ]  # fmt: skip


def test_five_accounts_within_minutes_are_told_with_figures_and_no_account() -> None:
    (burst,) = bursts(posts([0, 1, 2, 2.5, 3.2]))
    assert (burst.key, burst.accounts, burst.minutes) == (LINK, 5, 4)
    assert burst.urls == tuple(f"p-{n}" for n in range(5))


@pytest.mark.parametrize(
    "found",
    [
        posts([0, 1, 2, 3]),
        posts([0, 1, 2, 3, 4, 5], one=True),
        posts([0, 5, 11, 16, 22, 27, 33]),
        [p for n in range(6) for p in posts([n], who=f"q{n}", keys=(f"link:{n}",))],
        posts([n * 6 for n in range(120)]) + posts([200, 201, 202], who="x"),
    ],
    ids=["four accounts", "one account", "too slow", "other links", "a link that goes round all day"],
)
def test_what_is_not_in_step(found: list[Post]) -> None:
    assert bursts(found) == []


def test_a_burst_stands_out_from_a_day_on_which_the_link_goes_round() -> None:
    (burst,) = bursts(posts([n * 30 for n in range(20)]) + posts([301 + n / 4 for n in range(12)], who="x"))
    assert burst.accounts >= 12
    assert burst.minutes <= 20


def test_windows_that_touch_are_one_burst_and_others_two() -> None:
    (long,) = bursts(posts([n * 0.8 for n in range(40)]))
    assert (long.accounts, long.minutes) == (40, 32)
    assert [b.accounts for b in bursts(posts([0, 1, 2, 3, 4, 3000, 3001, 3002, 3003, 3004, 3005]))] == [5, 6]


def test_the_same_link_and_the_same_words_are_one_burst() -> None:
    both = posts([0, 1, 2, 3, 4, 5], keys=(LINK, TEXT))
    assert [b.key for b in bursts(both)] == [LINK]
    assert [b.key for b in bursts(posts([0, 1, 2, 3, 4], keys=(TEXT,)))] == [TEXT]


def test_the_order_of_what_comes_in_changes_nothing() -> None:
    found = posts([0, 1, 2, 2, 2, 4], keys=(LINK, TEXT))
    assert bursts(found) == bursts(reversed(found))


def test_a_text_of_which_each_changes_a_word_is_in_step() -> None:
    streets = ("Dorpsstraat", "Kerkweg", "Molenlaan", "Lange Akker", "Schoolstraat")
    texts = [f"Ik woon aan de {s} en ik wil dat de bomen in ons park gewoon blijven staan." for s in streets]
    found = [
        Post(START + timedelta(minutes=n), f"p-{n}", f"p{n}", wordings(text)) for n, text in enumerate(texts)
    ]
    assert [b.accounts for b in bursts(found)] == [5]


def test_people_who_agree_in_their_own_words_are_not_in_step() -> None:
    texts = (
        "Laat de bomen in het park staan, ze stonden er al toen ik klein was.",
        "Ik fiets elke dag door het park en wil die bomen niet kwijt.",
        "De bomen in ons park weghalen voor een paar parkeerplaatsen? Nee.",
        "Mijn kinderen klimmen in die bomen, dus blijf er met je zaag van af.",
        "Zonder die bomen wordt het in de zomer niet uit te houden in het park.",
    )
    found = [Post(START + timedelta(minutes=n), f"p-{n}", f"p{n}", wordings(t)) for n, t in enumerate(texts)]
    assert bursts(found) == []
