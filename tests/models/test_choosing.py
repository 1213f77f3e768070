"""What to label next: unsure, spread, with a random slice, and the same when asked again."""

from __future__ import annotations

from hashlib import sha256

import pytest

from models.choosing import choose, doubt, is_measured_on
from voorkant.records import Label

SUBJECTS = ("windmolens en stroom", "zwembad en sport", "bomen en park", "bus en halte", "zorg voor ouderen")


def said(probability: float, *, theme: float = 1.0) -> dict[str, Label]:
    return {
        "initiative": Label(True, probability),
        "theme": Label("energie", theme),
        "kind": Label(None, 0.5),
    }


def test_doubt_is_of_the_field_that_could_be_anything() -> None:
    assert doubt(said(1.0)) == ("initiative", 0.0)
    assert doubt(said(0.5, theme=0.9))[0] == "initiative"
    assert doubt(said(0.99, theme=0.3)) == ("theme", 0.6)
    assert doubt({"kind": Label(None, 0.5)}) == ("", 0.0), "what does not apply is not in doubt"


def test_a_choice_covers_the_subjects_and_in_each_the_most_doubtful() -> None:
    texts = [f"{subject} bericht {n}" for subject in SUBJECTS for n in range(20)]
    labels = [said(0.55 if n % 20 == 7 else 0.95) for n in range(100)]
    found = choose(labels, texts, [], 6, 1)
    assert len({c.index for c in found}) == 6
    chosen = [c for c in found if c.field]
    assert len(chosen) == 5 and {c.index // 20 for c in chosen} == {0, 1, 2, 3, 4}
    assert found == choose(labels, texts, [], 6, 1)
    assert sum(c.index % 20 == 7 for c in chosen) >= 3, "mostly the most doubtful one"


def test_a_random_slice_is_taken_whatever_the_doubt() -> None:
    texts = [f"tekst {n} over {SUBJECTS[n % 5]}" for n in range(200)]
    labels = [said(0.5 if n < 100 else 1.0) for n in range(200)]
    audits = [c for seed in range(10) for c in choose(labels, texts, [], 20, seed) if not c.field]
    assert len(audits) == 40
    assert sum(c.index >= 100 for c in audits) >= 10, "also from what the model is sure of"


def test_what_is_measured_on_is_chosen_at_random_alone() -> None:
    texts = [f"tekst {n} over {SUBJECTS[n % 5]}" for n in range(100)]
    labels = [said(0.5 if n < 30 else 1.0) for n in range(100)]
    found = choose(labels, texts, [], 20, 1, measured=range(30))
    assert sum(not c.field for c in found) == 4
    assert all((c.index < 30) is (not c.field) for c in found), "however much is in doubt there"
    everywhere = choose(labels, texts, [], 200, 1, measured=range(100))
    assert len(everywhere) == 20 and not any(c.field for c in everywhere)


def test_one_document_in_five_is_measured_on() -> None:
    ids = [sha256(str(n).encode()).hexdigest()[:16] for n in range(1000)]
    assert 160 < sum(map(is_measured_on, ids)) < 240


def test_what_is_like_what_has_labels_waits() -> None:
    texts = ["de windmolens draaien en geven stroom"] * 10 + ["het zwembad gaat dicht na de zomer"] * 10
    labels = [said(0.5)] * 10 + [said(0.6)] * 10
    first = next(c for c in choose(labels, texts, texts[:3], 1, 3) if c.field)
    assert first.index >= 10


@pytest.mark.parametrize("texts", [[], ["één"], ["", ""], ["😀", "🎉", "🌳"] * 4, ["zelfde tekst"] * 30])
def test_strange_and_few_texts_are_chosen_from_all_the_same(texts: list[str]) -> None:
    for count in (1, 5, 100):
        found = choose([said(0.7)] * len(texts), texts, ["één"], count, 0)
        assert len({c.index for c in found}) == len(found) == min(count, len(texts))
