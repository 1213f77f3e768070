"""What tipped a model is told in words that a reader knows."""

from __future__ import annotations

import re

from frontdesk.reasons import told
from pipeline.modelling import load_classifier
from voorkant.vocabulary import Speaker


def test_no_name_of_a_signal_reaches_a_reader() -> None:
    spoken = (f"spreker:{speaker}" for speaker in Speaker)
    signals = (name for name in load_classifier().features.names() if ":" in name)
    for name in (*signals, *spoken):
        assert re.fullmatch(r"[\w ',+-]+", told([name])), (name, told([name]))


def test_words_are_quoted_and_what_stands_for_names_and_days_is_marked() -> None:
    assert told(["kom datum", "persoon vraagt"]) == "‘kom [dag]’, ‘[naam] vraagt’"


def test_a_subject_is_named_and_what_reads_the_same_is_told_once() -> None:
    assert told(["onderwerp:kapvergunning-en-bomen"]) == "het onderwerp kapvergunning en bomen"
    assert told(["aandeel:sport", "thema:sport", "signaal:wij"]) == "woorden over sport, wij en ons"


def test_a_word_of_the_text_is_no_signal_of_that_name() -> None:
    assert told(["titel", "signaal:titel"]) == "‘titel’, er staat een titel boven"


def test_why_nothing_was_judged_is_no_word_of_the_text() -> None:
    assert told(["te weinig tekst"]) == "te weinig tekst"
