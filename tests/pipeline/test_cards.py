"""Cards of models, whatever they hold, are kept by each database. No model is trained for it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from math import nan
from typing import Any

import pytest
from sqlalchemy import event

from models.evaluation import Figures
from pipeline.commands.modelling import _table
from pipeline.modelling import card, own, promote, remember, rollback
from storage.store import Store
from voorkant.reports import Promotion
from voorkant.settings import Settings

NOW = datetime(2026, 9, 10, 6, 0, tzinfo=UTC)
LONG = "eigen-" + "x" * 80


def keep(settings: Settings, version: str, told: dict[str, Any]) -> None:
    """A model of which nothing but the card is there."""
    folder = own(settings).folder / version
    folder.mkdir(parents=True)
    (folder / "card.json").write_text(json.dumps(told), "utf-8")


def test_a_card_says_none_of_what_could_not_be_measured(capsys: pytest.CaptureFixture[str]) -> None:
    told = card([], "klein", NOW, {"kind": Figures("kind", 0, nan, nan, nan, 0.0)})
    assert json.loads(json.dumps(told, allow_nan=False))["figures"]["kind"]["f1"] is None
    _table(told["figures"])
    assert capsys.readouterr().out.splitlines()[1].split() == ["kind", "0", "-", "-", "-", "0.000"]


def test_a_card_with_nan_and_a_long_version_are_kept(small: Settings, store: Store) -> None:
    keep(small, LONG, {"version": LONG, "figures": {"kind": {"f1": nan, "n": [1, nan]}}})
    with store.begin() as db:
        remember(db, small, LONG)
        db.models.promoted(Promotion(LONG, NOW, "Noor"))
    with store.begin() as db:
        kept = db.models.get(LONG)
        assert kept and kept.card["figures"] == {"kind": {"f1": None, "n": [1, None]}}
        assert [p.version for p in db.models.promotions()] == [LONG]


def test_what_the_database_does_not_take_is_not_in_use(small: Settings, store: Store) -> None:
    for version in ("a", "b"):
        keep(small, version, {"version": version})
        promote(small, store, Promotion(version, NOW, "Noor", "proef"))

    def refuse(_: object) -> None:
        raise OSError("de schijf is vol")

    event.listen(store.engine, "commit", refuse)
    with pytest.raises(OSError):
        promote(small, store, Promotion("a", NOW, "Noor", "proef"))
    assert own(small).in_use() == "b"
    with pytest.raises(OSError):
        rollback(small, store, "Noor", NOW)
    event.remove(store.engine, "commit", refuse)
    assert own(small).in_use() == "b"
    assert rollback(small, store, "Noor", NOW) == own(small).in_use() == "a"
    with store.begin() as db:
        assert [p.version for p in db.models.promotions()] == ["a", "b", "a"]
