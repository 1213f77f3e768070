"""What an initiative calls itself; short texts written for these tests."""

from __future__ import annotations

from networks.naming import Source, choose_name
from nlp.proper_names import Form, mentions, squeeze


def test_a_hashtag_and_its_words_are_one_name() -> None:
    assert squeeze("#RedDeLinden") == squeeze("Red de linden") == "reddelinden"
    found = {(m.key, m.form) for m in mentions("Red de Linden", "Kom zaterdag! #reddelinden")}
    assert {("reddelinden", Form.TITLE), ("reddelinden", Form.TAG)} <= found


def test_names_are_met_quoted_and_capitalised_in_a_sentence() -> None:
    found = {
        m.spelling: m.form for m in mentions("", "Onder de naam ‘Kerk in Beeld’ helpt de Witte Kat mee.")
    }
    assert found["Kerk in Beeld"] in (Form.QUOTED, Form.TEXT)
    assert found["Witte Kat"] is Form.TEXT


def test_months_towns_and_parties_name_no_initiative() -> None:
    keys = {m.key for m in mentions("", "In Zutphen praat het CDA op 3 Maart met Rijkswaterstaat.")}
    assert not keys & {"zutphen", "cda", "maart", "rijkswaterstaat"}


def test_it_calls_itself_what_recurs_over_its_documents() -> None:
    sources = [
        Source("Wie bewaakt de padden?", "Elke avond lopen er honderden padden over de Aadijk."),
        Source("Padden over de streep zoekt helpers", "Meld je aan bij Padden over de Streep."),
        Source("", "Vannacht 86 overgezet op de Aadijk! #paddenoverdestreep"),
        Source("Vergunning verleend", "De gemeente geeft ‘Padden over de Streep’ een hek langs de Aadijk."),
    ]  # fmt: skip
    assert choose_name(sources) == "Padden over de Streep"


def test_a_hashtag_is_spelt_out_when_somebody_wrote_its_words() -> None:
    sources = [
        Source("", "veertig zakken vol, wat een dag #schonevloedlijn"),
        Source("", "Morgen weer op het strand #schonevloedlijn"),
        Source("", "Bij de schone vloedlijn kun je ook koffie krijgen."),
    ]
    assert choose_name(sources) == "Schone vloedlijn"


def test_what_is_left_of_an_article_keeps_its_apostrophe() -> None:
    spelt = [Source("", "Kom naar de oude bieb #thonk"), Source("", "Nog steeds open #thonk")]
    assert choose_name([*spelt, Source("", "Wij noemen het 't Honk, want daar hing je rond.")]) == "'t Honk"
    assert choose_name([Source("", "Ga mee naar ‘N 35 Nu’.")] * 2) == "N 35 Nu"


def test_a_name_is_spelt_as_people_write_it_not_as_a_hashtag() -> None:
    tagged = [Source("", f"Dag {n} onder de bomen #reddelinden") for n in range(4)]
    assert choose_name([*tagged, Source("Steun voor Red de Linden", "Een zaal vol.")]) == "Red de Linden"


def test_neither_an_official_nor_a_name_in_another_script_is_chosen() -> None:
    said = Source("", "Wethouder Van Dalen praat met de Witte Kat.")
    assert choose_name([said, Source("", "Volgens Van Dalen helpt de Witte Kat."), said]) == "Witte Kat"
    assert choose_name([Source("", "wij helpen mee", organisations=("Доброта",))] * 2) is None


def test_without_a_name_that_recurs_there_is_none() -> None:
    assert (
        choose_name([Source("Plan voor een bankje", "wie doet er mee met een bankje aan de vaart")]) is None
    )
    assert choose_name([]) is None


def test_a_name_it_had_lasts_unless_another_is_clearly_likelier() -> None:
    both = [Source("", f"Rit {n}: Zorgzaam Zuid helpt Tegenwind Oosterveen.") for n in range(6)]
    more = [*both, Source("", "Er rijdt weer een bus van Tegenwind Oosterveen.")]
    assert choose_name(more) == "Tegenwind Oosterveen"
    assert choose_name(more, former="Zorgzaam Zuid") == "Zorgzaam Zuid"
    most = [*more, *(Source("", f"Feest {n} met Tegenwind Oosterveen!") for n in range(12))]
    assert choose_name(most, former="Zorgzaam Zuid") == "Tegenwind Oosterveen"
    assert choose_name(more, former="De Smidse") == "Tegenwind Oosterveen", "nobody bears it"
