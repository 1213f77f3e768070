"""The lifestyle of a network: of five accounts or more, shared beyond one initiative, with its reason."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from networks.lifestyles import find_lifestyle
from pipeline.following import profile
from tests.networks.networks_support import initiative, said
from voorkant.records import PlaceMention
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


def test_what_one_initiative_is_about_is_not_shared() -> None:
    fair = Initiative(None, {"festival": 3.0, "muziek": 3.0, "straat": 9.0})
    assert find_lifestyle([fair, Initiative()], 9) == (None, "")
    assert find_lifestyle([fair, fair], 9)[0] is Lifestyle.CREATIEF
    theme = Initiative(Theme.CULTUUR_ERFGOED)
    assert find_lifestyle([fair, theme], 9)[0] is Lifestyle.CREATIEF, "by a word, and by its theme"


def test_a_lifestyle_stays_unless_another_is_clearly_likelier() -> None:
    both = Initiative(None, {"sport": 4.0, "vogel": 4.0, "weg": 30.0})
    first, _ = find_lifestyle([both, both], 9)
    other = Lifestyle.SPORTIEF if first is Lifestyle.NATUUR else Lifestyle.NATUUR
    assert find_lifestyle([both, both], 9, before=other)[0] is other
    assert find_lifestyle([POOL, PITCH], 9, before=Lifestyle.NATUUR)[0] is Lifestyle.SPORTIEF
    assert find_lifestyle([Initiative(), Initiative()], 9, before=Lifestyle.NATUUR) == (None, "")


def test_the_name_of_a_place_is_no_word_of_the_documents() -> None:
    touched = said("u", 1, "p", text="Lindenoord wil meer bankjes. Lindenoord begint.")
    placed = replace(touched, annotation=replace(touched.annotation, places=(PlaceMention("Lindenoord"),)))
    assert "lindenoord" in profile(initiative("a"), [touched]).words
    assert "lindenoord" not in profile(initiative("a"), [placed]).words
    assert profile(initiative("a"), [placed]).words
