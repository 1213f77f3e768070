from __future__ import annotations

from dataclasses import replace

from networks.evidence import Evidence
from networks.portraits import phase_history, portray, vote
from tests.networks.networks_support import START, said
from voorkant.records import Label
from voorkant.vocabulary import Kind, Phase


def labelled(proof: Evidence, **labels: str) -> Evidence:
    given = {**proof.annotation.labels, **{k: Label(v, 0.8) for k, v in labels.items()}}
    return replace(proof, annotation=replace(proof.annotation, labels=given))


def test_the_name_is_what_it_calls_itself() -> None:
    proofs = [said(f"u{n}", n, organisations=("Red de Linden",)) for n in range(3)]
    proofs.append(said("u9", 9, organisations=("Red de linden",)))
    assert portray("i-1", proofs, START).name == "Red de Linden"


def test_the_municipality_is_none_of_its_organisations() -> None:
    named = ("gemeente Linde", "Stichting Linde")
    proofs = [said(f"u{n}", n, organisations=named) for n in range(3)]
    assert portray("i-1", proofs, START).organisations == ("Stichting Linde",)


def test_without_a_name_of_its_own_the_surest_title_stands_without_masks() -> None:
    proof = said("u1", 1, text="Kom zaterdag helpen")
    titled = replace(proof, document=replace(proof.document, title="[persoon] wil de speelplek opknappen"))
    assert portray("i-1", [titled], START).name == "wil de speelplek opknappen"


def test_a_title_lasts_as_a_name_while_a_document_bears_it() -> None:
    def titled(url: str, title: str, sure: float) -> Evidence:
        proof = said(url, 1, text="kom zaterdag helpen")
        labels = {**proof.annotation.labels, "initiative": Label(value=True, probability=sure)}
        told = replace(proof.annotation, labels=labels)
        return replace(proof, document=replace(proof.document, title=title), annotation=told)

    first, surer = titled("u1", "Wie helpt er mee", 0.7), titled("u2", "Speelplek gezocht", 0.9)
    before = portray("i-1", [first], START)
    assert portray("i-1", [first, surer], START, before=before).name == "Wie helpt er mee"
    assert portray("i-1", [surer], START, before=before).name == "Speelplek gezocht"


def test_one_slip_does_not_move_the_phase() -> None:
    phases = ["mobiliseren", "mobiliseren", "mobiliseren", "resultaat", "mobiliseren"]
    proofs = [labelled(said(f"u{n}", n), phase=p) for n, p in enumerate(phases)]
    assert [c.phase for c in phase_history(proofs)] == [Phase.MOBILISEREN]


def test_a_phase_that_lasts_is_reached() -> None:
    phases = ["mobiliseren"] * 3 + ["uitvoeren"] * 5
    proofs = [labelled(said(f"u{n}", n), phase=p) for n, p in enumerate(phases)]
    assert [c.phase for c in phase_history(proofs)] == [Phase.MOBILISEREN, Phase.UITVOEREN]


def test_the_vote_counts_probability_and_breaks_ties_by_the_alphabet() -> None:
    proofs = [said("a", 1, kind="protest"), said("b", 2, kind="petitie")]
    assert vote(proofs, "kind") == "petitie"


def test_the_summary_leaves_out_hostile_words_and_masks() -> None:
    good = "De buren van de Molenweg planten samen vijftig bomen langs het water."
    proofs = [
        said("a", 1, text=good),
        said("b", 2, text="Wij maken jullie allemaal kapot als die bomen er komen.", hostile=True),
        said("c", 3, text="Volgens [persoon] planten de buren zaterdag nog meer bomen langs het water."),
    ]
    assert portray("i-1", proofs, START).summary == good


def test_the_same_documents_give_the_same_portrait_in_any_order() -> None:
    proofs = [said(f"u{n}", n, organisations=("Stichting Linde",), kind="protest") for n in range(4)]
    portrait = portray("i-1", proofs, START)
    assert portray("i-1", proofs[::-1], START) == portrait
    assert (portrait.kind, portrait.documents, portrait.name) == (Kind.PROTEST, 4, "Stichting Linde")


def test_a_humans_name_holds() -> None:
    assert portray("i-1", [said("a", 1)], START, "De Linden").name == "De Linden"
