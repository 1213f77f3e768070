"""Training, judging and keeping a model, on a part of the real corpus."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from models import corpus
from models.classifiers import READ_WITH_CONTEXT, Classifier, Head, Joint, Prepared, prepare
from models.evaluation import calibration_error, judge
from models.registry import Registry
from models.training import NO_VALUE, fit, lesson, train
from voorkant.errors import InputError, ModelError
from voorkant.records import LABEL_FIELDS
from voorkant.vocabulary import Speaker


def plain(text: str) -> str:
    """No masking: it is tested elsewhere and slow."""
    return text


@pytest.fixture(scope="module")
def examples() -> list[corpus.Example]:
    return [e for e in corpus.load() if e.id.startswith(("gemengd", "weekblad"))]


@pytest.fixture(scope="module")
def classifier(examples: list[corpus.Example]) -> Classifier:
    return train(examples, plain, "proef")


def ready() -> list[Prepared]:
    return [
        prepare("", "Wie helpt zaterdag mee de speeltuin op te knappen? Meld je aan!"),
        prepare("", "De raad stelde de begroting vast."),
        prepare("", "Doe ik mee!", "Wie helpt zaterdag mee de speeltuin op te knappen? Meld je aan!"),
        prepare("", ""),
    ]


def test_every_field_has_a_label_with_probability(classifier: Classifier) -> None:
    for labels in classifier.classify(ready()):
        assert set(labels) == set(LABEL_FIELDS)
        assert all(0 <= label.probability <= 1 for label in labels.values())
    assert classifier.classify([]) == []


def test_who_speaks_tells_and_is_guessed_where_it_is_not_known(classifier: Classifier) -> None:
    text = "Het college legt het plan voor aan de raad. De stukken liggen ter inzage."
    known = [classifier.classify([prepare("", text, speaker=who)])[0]["initiative"] for who in Speaker]
    [guessed] = classifier.classify([prepare("", text)])
    chances = [x.probability if x.value else 1 - x.probability for x in (*known, guessed["initiative"])]
    assert len({*chances[:-1]}) == len(Speaker), "it matters who says it"
    assert min(chances[:-1]) <= chances[-1] <= max(chances[:-1])
    official = chances[list(Speaker).index(Speaker.OVERHEID)]
    assert abs(chances[-1] - official) < 0.05, "an authority speaks like one"


def test_a_reply_is_read_with_what_it_answers(classifier: Classifier) -> None:
    above = "Wie helpt zaterdag mee de speeltuin op te knappen? Meld je aan!"
    texts = (("Doe ik mee!", above), ("Doe ik mee!", ""), (f"Doe ik mee!\n{above}", ""))
    reply, alone, whole = classifier.classify([prepare("", *text, Speaker.PUBLIEK) for text in texts])
    for field in LABEL_FIELDS:
        if field in READ_WITH_CONTEXT:
            assert reply[field] == whole[field] != alone[field], "what it is about"
        elif reply[field].value is not None and alone[field].value is not None:
            assert reply[field].reason == alone[field].reason, "how it speaks is its own"
    assert reply["hostile"] == alone["hostile"]


def test_a_call_needs_an_initiative(classifier: Classifier) -> None:
    text = prepare("", "Wie helpt zaterdag mee de speeltuin op te knappen? Meld je aan!")
    surely, doubted = (
        classifier.classify([text], {"initiative": cut, "call_to_action": 0.0})[0] for cut in (0.0, 1.1)
    )
    assert surely["initiative"].value is True and surely["call_to_action"].value is True
    assert doubted["initiative"].value is False and doubted["call_to_action"].value is False
    # the probability of a call is no higher than that of the initiative that it is for
    assert surely["call_to_action"].probability <= surely["initiative"].probability


def test_an_initiative_is_what_has_a_kind_of_one() -> None:
    joint = Joint({"initiative": 1.0, "kind": 0.5}, -1.0)
    sums = {"initiative": np.array([[0.0], [0.0]]), "kind": np.array([[-9.0, -9.0], [8.0, -9.0]])}
    none, petition = joint.sums(sums)[:, 0]
    assert none == pytest.approx(-1 - 0.5 * (9 - np.log(2))) and petition == pytest.approx(-1 + 0.5 * 8)


def test_its_reason_is_the_slope_of_its_sum() -> None:
    joint = Joint({"initiative": 0.6, "kind": 0.3}, 0.2)
    heads = {
        "initiative": Head((False, True), np.array([[0.5, -1.0]], np.float32), np.zeros(1, np.float32)),
        "kind": Head(("a", "b"), np.array([[2.0, 0.0], [-1.0, 1.0]], np.float32), np.zeros(2, np.float32)),
    }

    def sums(x: list[float]) -> dict[str, NDArray[np.float64]]:
        return {f: np.array([x]) @ h.weights.T.astype(float) for f, h in heads.items()}

    at, step = [0.4, 0.3], 1e-6
    pull = joint.pull(heads, {f: s[0] for f, s in sums(at).items()}, np.array([0, 1], np.int32))
    for n in (0, 1):
        moved = [v + step * (k == n) for k, v in enumerate(at)]
        slope = (joint.sums(sums(moved)) - joint.sums(sums(at))).item() / step
        assert pull[n] == pytest.approx(slope, abs=1e-4)


def test_what_is_about_none_teaches_that_it_has_no_kind(examples: list[corpus.Example]) -> None:
    about = next(e for e in examples if e.kind)
    none = next(e for e in examples if e.initiative is False)
    unknown = replace(about, initiative=None)  # labels of one's own may tell the kind alone
    assert (lesson(about, "kind"), lesson(none, "kind"), lesson(unknown, "kind")) == (
        about.kind, NO_VALUE, about.kind,
    )  # fmt: skip
    assert lesson(none, "theme") == none.theme and lesson(none, "call_to_action") is None
    assert lesson(unknown, "call_to_action") is None and lesson(none, "initiative") is False


def test_a_field_that_nobody_labelled_is_told(examples: list[corpus.Example]) -> None:
    none = [e for e in examples if e.initiative is False][:20]
    one = [next(e for e in examples if e.initiative and e.kind and not e.hostile)]
    for field, few in {"initiative": none, "kind": [replace(e, kind=None) for e in (*none, *one)]}.items():
        with pytest.raises(InputError, match=field):
            fit(few, [prepare(e.title, e.text) for e in few], "proef")


def test_thresholds_decide(classifier: Classifier) -> None:
    [strict] = classifier.classify(ready()[:1], {"initiative": 1.1})
    assert strict["initiative"].value is False and strict["kind"].value is None


def test_the_same_examples_give_the_same_model(
    classifier: Classifier, examples: list[corpus.Example]
) -> None:
    again = train(examples, plain, "proef")
    assert again.classify(ready()) == classifier.classify(ready())


def test_what_was_stored_judges_the_same(classifier: Classifier, tmp_path: Path) -> None:
    registry = Registry(tmp_path)
    registry.save(classifier, {"version": "proef"})
    assert registry.load("proef").classify(ready()) == classifier.classify(ready())
    (tmp_path / "proef" / "model.npz").write_bytes(b"geen model")
    with pytest.raises(ModelError):
        registry.load("proef")


def test_it_carries_over_to_texts_by_others(classifier: Classifier) -> None:
    apart = corpus.load(corpus.CORPORA / "apart")
    figures = judge(classifier, apart, plain)
    assert figures["initiative"].f1 > 0.6, "far above chance even from a part of the corpus"
    assert not {e.municipality + e.text for e in apart} & {e.municipality + e.text for e in corpus.load()}


def test_a_thread_gives_context() -> None:
    found = {e.id: e for e in corpus.load()}
    replies = [e for e in found.values() if e.reply_to]
    assert len(replies) > 500
    assert all(found[e.reply_to or ""].text in e.context for e in replies)


def test_a_thread_that_bites_its_tail_ends(tmp_path: Path) -> None:
    rows = [
        f'{{"id":"{one}","channel":"forum","municipality":"Zutphen","subject":"x",'
        f'"published":"2026-01-01T10:00+01:00","text":"tekst {one}","reply_to":"{other}"}}'
        for one, other in (("a", "b"), ("b", "a"), ("c", "c"))
    ]
    (tmp_path / "ring.jsonl").write_text("\n".join(rows), "utf-8")
    assert [e.context for e in corpus.load(tmp_path)][:2] == ["tekst b\ntekst a", "tekst a\ntekst b"]


def test_calibration_error() -> None:
    assert calibration_error([0.9] * 10, [True] * 9 + [False]) == 0
    assert calibration_error([1.0, 1.0], [False, False]) == 1
