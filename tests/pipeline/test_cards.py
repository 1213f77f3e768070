"""Cards of models, whatever they hold, are kept by each database. No model is trained for it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from math import isnan, nan
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from models.classifiers import BINARY
from models.corpus import Example, load
from models.evaluation import Figures, figures
from pipeline.commands.modelling import _table
from pipeline.modelling import card, own, promote, remember, rollback
from storage.store import Store
from voorkant.errors import InputError
from voorkant.records import LABEL_FIELDS, Label
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
    told = card([], "klein", NOW, {"kind": Figures("kind", 0, nan, nan, nan, 0.0)}, [])
    assert json.loads(json.dumps(told, allow_nan=False))["figures"]["kind"]["f1"] is None
    _table(told["figures"])
    assert capsys.readouterr().out.splitlines()[1].split() == ["kind", "0", "-", "-", "-", "0.000"]


def test_a_field_with_nothing_to_find_has_no_figure() -> None:
    example = Example("a", "eigen", "Breda", "a", NOW, "Regen.")
    no = {field: Label(False if field in BINARY else None, 0.9) for field in LABEL_FIELDS}
    found = figures([example], [no])
    assert all(isnan(found[field].f1) for field in LABEL_FIELDS)
    assert found["initiative"].documents == 1 and found["initiative"].calibration_error == 0.1
    assert found["kind"].documents == 0 and isnan(found["kind"].calibration_error)


def test_a_wrong_day_is_told_with_its_remedy(tmp_path: Path) -> None:
    row = {"id": "a", "channel": "forum", "municipality": "Breda", "subject": "a", "published": "gisteren",
           "text": "Regen."}  # fmt: skip
    (tmp_path / "a.jsonl").write_text(json.dumps(row))
    with pytest.raises(InputError, match=r"regel 1.*2026-09-10T12:00:00"):
        load(tmp_path)


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
