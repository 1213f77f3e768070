"""Public holidays."""

from __future__ import annotations

from datetime import date

import pytest

from nlp.holidays import public_holiday


@pytest.mark.parametrize(
    "day", ["2026-01-01", "2026-04-06", "2026-04-27", "2025-04-26", "2026-05-14", "2026-05-25", "2026-12-26"]
)
def test_off(day: str) -> None:
    assert public_holiday(date.fromisoformat(day))


@pytest.mark.parametrize("day", ["2026-04-07", "2025-04-27", "2026-05-04", "2026-12-24", "2026-11-11"])
def test_not_off(day: str) -> None:
    assert not public_holiday(date.fromisoformat(day))
