"""Growth of one initiative as a picture that a screen reader can tell, with the same figures as a table.

Days with fewer than five participants show only that they are fewer (LAW 7), in the picture as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

import altair as alt
import vl_convert

from frontdesk import svg
from frontdesk.desk import per_day
from frontdesk.stances import Balance
from frontdesk.words import count
from voorkant.clock import dutch_day, local_day
from voorkant.records import Alert, Document
from voorkant.settings import Settings
from voorkant.text import small_count
from voorkant.vocabulary import Stance

WIDTH, HEIGHT = 640, 180
DAYS = 60
LEAST_DAYS = 21  # so that a few days do not look like a trend
SPARK_DAYS = 30
#: of the bar of stances, in dots; each colour at least 3:1 on white, and a gap of white between
BAR_WIDTH, BAR_HEIGHT, BAR_GAP = 240.0, 14.0, 2.0
STANCES = {Stance.STEUN: "#1f7a3d", Stance.NEUTRAAL: "#76859a", Stance.VERZET: "#b3372f"}
BLUE, RED, INK, _GRID = (
    "#1f5fa8",
    "#a33a00",
    "#39465a",
    "#e3e8ee",
)  # each at least 4.5:1 on white, but grid
_LABEL_SHARE = 0.1  # of the width, for the word at an alert
_FONT = "Segoe UI, Arial, Helvetica, sans-serif"
_TAG = re.compile(r"<svg\b[^>]*>")
#: what Vega tells screen readers of every mark, in English; our title and description replace it
_INNER = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')


@dataclass(frozen=True, slots=True)
class Day:
    """One day: documents, participants as they may be shown, and whether an alert was raised."""

    day: date
    documents: int
    participants: int | str
    alert: bool


def days(
    documents: Iterable[Document], alerts: Iterable[Alert], settings: Settings, as_of: datetime
) -> tuple[Day, ...]:
    """Every day from the first document (21 to 60 days back) to `as_of`, days without any included."""
    found = per_day(documents, settings)
    raised = {local_day(a.raised_at, settings.zone) for a in alerts}
    last = local_day(as_of, settings.zone)
    oldest = min([date.fromisoformat(d) for d in found] or [last])
    first = max(last - timedelta(days=DAYS - 1), min(oldest, last - timedelta(days=LEAST_DAYS - 1)))
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return tuple(_day(d, *found.get(d.isoformat(), (0, 0)), d in raised) for d in span)


def _day(day: date, documents: int, participants: int, alert: bool) -> Day:
    return Day(day, documents, small_count(participants) if participants else 0, alert)


def growth_svg(shown: Sequence[Day], name: str, width: int = WIDTH) -> str:
    """An SVG some 45 px wider than `width`: documents a day, participants, alerts as lines."""
    chart = alt.vconcat(_documents(shown, width), _participants(shown, width), spacing=18)
    return picture(chart, f"Groei van {name}", describe(shown), "groei")


def picture(chart: Any, title: str, description: str, key: str) -> str:
    """A chart as an SVG in our style and in Dutch, with name and description; `key`: unique on its page."""
    styled = chart.configure(
        font=_FONT, background="white", view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(labelColor=INK, titleColor=INK, gridColor=_GRID, domainColor=INK,
                            labelFontSize=12, titleFontSize=12, titleFontWeight="normal"),
    )  # fmt: skip
    svg = vl_convert.vegalite_to_svg(styled.to_dict(), format_locale="nl-NL", time_format_locale="nl-NL")
    return _accessible(svg, title, description, key)


def describe(shown: Sequence[Day]) -> str:
    """The picture in a few sentences."""
    total, peak = sum(d.documents for d in shown), max(shown, key=lambda d: d.documents)
    size = f"{count(total, 'bericht', 'berichten')} in {count(len(shown), 'dag', 'dagen')}."
    said = f"{size} De meeste op {dutch_day(peak.day)}: {peak.documents}."
    raised = [dutch_day(d.day) for d in shown if d.alert]
    return said + (f" Signaal van snelle groei op {', '.join(raised)}." if raised else "")


def sparkline(documents: Iterable[Document], as_of: datetime, zone: ZoneInfo) -> list[int]:
    """Documents a day over the last 30 days, oldest first."""
    last = local_day(as_of, zone)
    counts = [0] * SPARK_DAYS
    for document in documents:
        back = (last - local_day(document.published, zone)).days
        if 0 <= back < SPARK_DAYS:
            counts[SPARK_DAYS - 1 - back] += 1
    return counts


def _rows(shown: Sequence[Day]) -> alt.InlineData:
    named = _named([d.day for d in shown if d.alert], timedelta(days=len(shown) * _LABEL_SHARE))
    values = [
        {
            "dag": f"{d.day}T12:00:00", "berichten": d.documents, "deelnemers": _height(d.participants),
            "aantal": "5 of meer" if isinstance(d.participants, int) else "minder dan 5",
            "iemand": d.participants != 0, "alarm": d.alert, "signaal": "signaal" if d.day in named else "",
        }
        for d in shown
    ]  # fmt: skip
    return alt.InlineData(values=values)


def _named(raised: Sequence[date], room: timedelta) -> set[date]:
    """The days of alerts that have room for a word beside their line; its neighbours have the line alone."""
    named: list[date] = []
    for day in raised:
        if not named or day - named[-1] > room:
            named.append(day)
    return set(named)


def _height(participants: int | str) -> float:
    return participants if isinstance(participants, int) else 2.5


def _x(shown: Sequence[Day], *, labels: bool) -> alt.X:
    axis = alt.Axis(format="%-d %b", title=None, grid=False, tickCount=7, labels=labels,
                    labelOverlap="greedy", labelSeparation=12)  # fmt: skip
    ends = (shown[0].day - timedelta(days=1), shown[-1].day + timedelta(days=1))
    domain = [alt.DateTime(year=d.year, month=d.month, date=d.day) for d in ends]
    # bars pad their scale and dots do not, unless told: then a day would lie elsewhere in each
    return alt.X("dag:T", axis=axis, scale=alt.Scale(domain=domain, nice=False, padding=0))


def _documents(shown: Sequence[Day], width: int) -> alt.LayerChart | alt.FacetChart:
    base = alt.Chart(_rows(shown), width=width, height=HEIGHT)
    size = max(3, min(24, width / max(len(shown), 1) * 0.7))
    top = max([d.documents for d in shown] + [4])
    y = alt.Y("berichten:Q", title="berichten per dag", scale=alt.Scale(domain=[0, top * 1.15]),
              axis=alt.Axis(format="d", tickMinStep=1, tickCount=5))  # fmt: skip
    bars = base.mark_bar(color=BLUE, size=size).encode(x=_x(shown, labels=False), y=y)
    raised = base.transform_filter("datum.alarm")
    rule = raised.mark_rule(color=RED, strokeDash=[4, 3], strokeWidth=2).encode(x=_x(shown, labels=False))
    text = raised.mark_text(color=RED, align="right", dx=-6, fontSize=12, fontWeight="bold").encode(
        x=_x(shown, labels=False), y=alt.value(8), text="signaal:N"
    )
    return alt.layer(bars, rule, text)


def _participants(shown: Sequence[Day], width: int) -> Any:
    counts = [d.participants for d in shown if isinstance(d.participants, int)]
    y = alt.Y("deelnemers:Q", title="deelnemers", scale=alt.Scale(domain=[0, max([*counts, 6]) * 1.1]),
              axis=alt.Axis(format="d", values=[5, 10, 20, 40, 80]))  # fmt: skip
    kinds = ["minder dan 5", "5 of meer"]
    fill = alt.Fill("aantal:N", scale=alt.Scale(domain=kinds, range=["white", BLUE]),
                    legend=alt.Legend(orient="bottom", title=None, labelFontSize=12, labelColor=INK,
                                      columnPadding=24, symbolStrokeColor=BLUE))  # fmt: skip
    base = alt.Chart(_rows(shown), width=width, height=70).transform_filter("datum.iemand")
    return base.mark_point(stroke=BLUE, size=46, strokeWidth=1.5, opacity=1).encode(
        x=_x(shown, labels=True), y=y, fill=fill
    )


def _accessible(svg: str, title: str, description: str, key: str) -> str:
    """Give an SVG its name and description, and let it shrink with the page."""
    size = re.search(r'viewBox="([^"]+)"', svg)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="vk-chart" role="img"'
        f' viewBox="{size[1] if size else ""}"'
        f' aria-labelledby="{key}-titel {key}-uitleg">'
        f'<title id="{key}-titel">{escape(title)}</title><desc id="{key}-uitleg">{escape(description)}</desc>'
    )
    return head + _INNER.sub("", svg[found.end() if (found := _TAG.search(svg)) else 0 :])


def balance_svg(balance: Balance, name: str) -> str:
    """How documents stand towards an initiative as a bar, support first; empty when nothing is counted."""
    shown = [(STANCES[Stance(stance)], number) for stance, number in balance.counted.items() if number]
    total = sum(number for _, number in shown)
    room = BAR_WIDTH - BAR_GAP * (len(shown) - 1)
    bars, x = [], 0.0
    for colour, number in shown:
        width = room * number / total
        bars.append(svg.element("rect", x=x, y=0.0, width=width, height=BAR_HEIGHT, fill=colour))
        x += width + BAR_GAP
    said = f"{balance}, van {count(total, 'bericht', 'berichten')}."
    drawn = svg.picture(
        "houding", BAR_WIDTH, BAR_HEIGHT, f"Houding tegenover {name}", said, *bars, css="vk-balance"
    )
    return drawn if total else ""
