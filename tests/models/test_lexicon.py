"""What the classifiers know beforehand."""

from __future__ import annotations

import pytest

from models.lexicon import cue_signals, theme_signals


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("De windturbines en het warmtenet", "energie"),
        ("een mooi stuk natuur", "groen-natuur"),
        ("de dorpsschool en het schoolplein", "jeugd-onderwijs"),
        ("Coöperatieve buurtwinkel", "economie"),
    ],
)
def test_a_word_points_at_its_theme(text: str, theme: str) -> None:
    assert f"thema:{theme}" in theme_signals(text)


@pytest.mark.parametrize("text", ["natuurlijk", "verkeerd", "beschuldigd", "", "🎉"])
def test_a_longer_word_is_another_word(text: str) -> None:
    assert not theme_signals(text)


def test_shares_tell_which_theme_leads() -> None:
    told = theme_signals("zonnepanelen, windmolens en een speeltuin")
    assert told["aandeel:energie"] > told["aandeel:jeugd-onderwijs"]


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("Wij als omwonenden pikken dit niet", "who.citizens"),
        ("WIJ ALS OMWONENDEN", "who.citizens"),
    ],
)
def test_a_phrase_points_at_its_group(text: str, group: str) -> None:
    assert f"wending:{group}" in cue_signals(text)


def test_part_of_a_phrase_is_no_phrase() -> None:
    assert "wending:who.citizens" not in cue_signals("wij als")
    assert not cue_signals("")
