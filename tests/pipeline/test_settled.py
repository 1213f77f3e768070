"""What most people say of a text, out of what each of them said."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pipeline.labelling import settled
from voorkant.reports import HumanLabel

NOW = datetime(2026, 9, 10, 6, 0, tzinfo=UTC)


def test_the_majority_counts_and_no_initiative_has_no_kind() -> None:
    def said(field: str, *values: Any) -> list[HumanLabel]:
        return [HumanLabel("d", field, str(n), v, NOW, "h") for n, v in enumerate(values)]

    assert settled(said("theme", "sport", "sport", "milieu")) == {"d": {"theme": "sport"}}
    assert settled(said("theme", "sport", "milieu")) == {}
    no = settled([*said("initiative", False, False, True), *said("kind", None, None, "petitie")])["d"]
    assert no == {"initiative": False, "kind": None, "phase": None, "stance": None}
    for value in (True, False):
        call = settled([*said("initiative", False), *said("call_to_action", value)])["d"].get(
            "call_to_action"
        )
        assert call is (None if value else False), "kept before it was refused: no mistake of the model"
