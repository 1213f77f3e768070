"""The lifestyle of a network: of five accounts or more, shared beyond one initiative, with its reason."""

from __future__ import annotations

from dataclasses import dataclass, field

from networks.lifestyles import find_lifestyle
from voorkant.vocabulary import Lifestyle, Theme


@dataclass(frozen=True)
class Initiative:
    theme: Theme | None = None
    words: dict[str, float] = field(default_factory=lambda: {"straat": 1.0})


POOL = Initiative(Theme.SPORT, {"zwemmen": 3.0, "bad": 5.0, "raad": 9.0})
PITCH = Initiative(Theme.SPORT, {"voetbal": 2.0, "avond": 6.0})


def test_none_below_five_accounts() -> None:
    assert find_lifestyle([POOL, PITCH], 4) == (None, "")
    assert find_lifestyle([POOL, PITCH], 5) == (
        Lifestyle.SPORTIEF,
        "woorden: voetbal, zwemmen; thema: sport",
    )


def test_one_initiative_shares_nothing_beyond_itself() -> None:
    assert find_lifestyle([POOL], 500) == (None, "")


def test_what_nothing_points_at_has_none() -> None:
    assert find_lifestyle([Initiative(), Initiative()], 9) == (None, "")


def test_a_word_counts_for_what_it_is_more_than_elsewhere() -> None:
    """Everybody names children and cars; who names birds as often as that means birds."""
    words = {"kind": 1.0, "auto": 1.0, "vogel": 1.0, "weg": 60.0}
    assert find_lifestyle([Initiative(None, words)] * 3, 9)[0] is Lifestyle.NATUUR


def test_beginnings_do_not_catch_other_words() -> None:
    """A hairdresser is no felling of trees, a business no bus."""
    other = Initiative(None, {"kapper": 3.0, "business": 3.0, "stationair": 2.0})
    assert find_lifestyle([other, other], 9) == (None, "")
