"""Pictures of how the classifiers do: probabilities of two periods, and learning curves."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from frontdesk import words
from frontdesk.charts import BLUE, INK, RED, picture
from voorkant.quality import CurvePoint, PartDrift, Vocabulary

WIDTH, HEIGHT = 600, 170
_NAMES = 150  # px for the name of a source
PERIODS = ("deze week", "weken ervoor")
_LIGHT = "#8a97a8"  # 3:1 on white
_COLOURS = (BLUE, RED, "#2c6e49", "#6b3fa0", "#8a5a00", "#00707a", INK)


def bins(part: PartDrift) -> list[tuple[str, float, float]]:
    """(name of the bin, share this week, share in the weeks before) of the probability of an initiative."""
    step = 100 // len(part.histogram)
    names = [f"{n * step}–{(n + 1) * step}%" for n in range(len(part.histogram))]
    now, before = (
        [n / max(sum(counts), 1) for n in counts] for counts in (part.histogram, part.histogram_before)
    )
    return list(zip(names, now, before, strict=True))


def histogram_svg(part: PartDrift, name: str, key: str) -> str:
    """An SVG of about 660 px wide: for each bin the share of this week beside that of the weeks before."""
    values = [
        {"kans": label, "deel": share, "periode": period, "nummer": n}
        for n, (label, *both) in enumerate(bins(part))
        for period, share in zip(PERIODS, both, strict=True)
    ]
    chart = (
        alt.Chart(alt.InlineData(values=values), width=WIDTH, height=HEIGHT)
        .mark_bar()
        .encode(
            x=alt.X(
                "kans:N",
                sort=alt.SortField("nummer"),
                axis=alt.Axis(title="kans op een initiatief", labelAngle=0),
            ),
            xOffset=alt.XOffset("periode:N", sort=PERIODS),
            y=alt.Y("deel:Q", title="deel van de berichten", axis=alt.Axis(format=".0%", tickCount=4)),
            color=_periods(),
        )
    )
    return picture(chart, f"Kans op een initiatief, {name}", describe(part), key)


def describe(part: PartDrift) -> str:
    """The picture in a sentence."""
    now, before = (_upper_half(x) for x in (part.histogram, part.histogram_before))
    return f"Deze week kreeg {now} een kans van 50% of meer, in de weken ervoor {before}."


def unknown_svg(parts: Sequence[tuple[str, Vocabulary]], key: str) -> str:
    """An SVG of about 660 px wide: per named part the share of words that the model does not know."""
    values = [
        {"bron": name, "deel": share, "periode": period}
        for name, told in parts
        for period, share in zip(PERIODS, (told.unknown, told.unknown_before), strict=True)
    ]
    names = [name for name, _ in parts]
    chart = (
        alt.Chart(alt.InlineData(values=values), width=WIDTH + 50 - _NAMES, height=alt.Step(11))
        .mark_bar()
        .encode(
            y=alt.Y("bron:N", sort=names, axis=alt.Axis(title=None, labelLimit=_NAMES, minExtent=_NAMES)),
            yOffset=alt.YOffset("periode:N", sort=PERIODS),
            x=alt.X(
                "deel:Q", title="woorden die het model niet kent", axis=alt.Axis(format=".0%", tickCount=4)
            ),
            color=_periods(),
        )
    )
    return picture(chart, "Onbekende woorden per bron", describe_unknown(parts), key)


def describe_unknown(parts: Sequence[tuple[str, Vocabulary]]) -> str:
    """The picture in a sentence."""
    told = "; ".join(
        f"{name} {words.percent(v.unknown)}, ervoor {words.percent(v.unknown_before)}" for name, v in parts
    )
    return f"Woorden die het model niet kent: {told}."


def _periods() -> alt.Color:
    legend = alt.Legend(orient="bottom", title=None, labelFontSize=12, labelColor=INK)
    return alt.Color("periode:N", scale=alt.Scale(domain=PERIODS, range=[BLUE, _LIGHT]), legend=legend)


def _upper_half(counts: Sequence[int]) -> str:
    share = sum(counts[len(counts) // 2 :]) / max(sum(counts), 1)
    return f"{words.percent(share)} van {words.count(sum(counts), 'bericht', 'berichten')}"


def curve_svg(points: Sequence[CurvePoint]) -> str:
    """An SVG: F1 of each field against the share of the municipalities that was learned from."""
    fields = list(dict.fromkeys(p.field for p in points))
    values = [{"deel": p.share, "f1": p.f1, "label": words.LABELS[p.field]} for p in points]
    shares = sorted({p.share for p in points})
    axis = alt.Axis(title="deel van de gemeenten waarvan is geleerd", format=".0%", values=shares)
    colour = alt.Color("label:N", sort=[words.LABELS[f] for f in fields],
                       scale=alt.Scale(domain=[words.LABELS[f] for f in fields], range=_COLOURS),
                       legend=alt.Legend(title=None, labelFontSize=12, labelColor=INK))  # fmt: skip
    chart = (
        alt.Chart(alt.InlineData(values=values), width=480, height=280)
        .mark_line(point=True)
        .encode(
            x=alt.X("deel:Q", scale=alt.Scale(type="log", domain=[shares[0] * 0.9, 1.1]), axis=axis),
            y=alt.Y("f1:Q", title="F1 op andere gemeenten", scale=alt.Scale(zero=False)),
            color=colour,
        )
    )  # fmt: skip
    ends = [(p, q) for p, q in zip(points, points[-len(fields) :], strict=False)]
    told = "; ".join(
        f"{words.LABELS[p.field]} van {p.f1:.2f} naar {q.f1:.2f}".replace(".", ",") for p, q in ends
    )
    return picture(chart, "Leercurve", f"{told}.", "leercurve")
