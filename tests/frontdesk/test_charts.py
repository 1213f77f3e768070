"""The picture of growth: what lies below one another is of one day."""

from __future__ import annotations

import re
from datetime import date, timedelta
from xml.etree import ElementTree

from frontdesk import charts

DAYS = [charts.Day(date(2026, 9, 10) + timedelta(days=n), n % 13 + 1, "<5", n == 9) for n in range(40)]
SVG = "{http://www.w3.org/2000/svg}"


def places(drawn: ElementTree.Element, css: str) -> list[list[float]]:
    """How far to the right each thing of a class lies, by group."""
    groups = [g for g in drawn.iter(f"{SVG}g") if css in g.get("class", "").split()]
    return [[_right(thing) for thing in group] for group in groups if len(group)]


def _right(thing: ElementTree.Element) -> float:
    """The middle of a bar, or where something was put."""
    if bar := re.match(r"M([\d.]+),[\d.]+h([\d.]+)v", thing.get("d", "")):
        return float(bar[1]) + float(bar[2]) / 2
    put = re.match(r"translate\(([\d.]+),", thing.get("transform", ""))
    return float(put[1]) if put else 0.0


def test_the_participants_of_a_day_lie_below_its_documents() -> None:
    drawn = ElementTree.fromstring(charts.growth_svg(DAYS, "x"))
    [bars] = places(drawn, "concat_0_layer_0_marks")
    [dots] = places(drawn, "concat_1_marks")
    assert len(bars) == len(dots) == len(DAYS)
    assert all(abs(bar - dot) < 0.1 for bar, dot in zip(bars, dots, strict=True))
    across = [ticks for ticks in places(drawn, "role-axis-tick") if len(set(ticks)) > 1]
    assert len(across) == 2 and across[0] == across[1]
