"""How the classifiers do: drift of the week as page, text and HTML, and the mistakes that people found."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any
from urllib.parse import urlencode

from frontdesk import quality_charts, words
from frontdesk.messages import Message, Picture
from frontdesk.paging import paged
from frontdesk.pictures import MOST_CHARTS, picture
from frontdesk.render import WIDTH, templates
from storage.store import Database
from voorkant.clock import dutch_day, local_day
from voorkant.quality import (
    ALARM,
    FIELDS,
    LEAST,
    REMARK,
    Drift,
    Mistake,
    PartDrift,
    Vocabulary,
    worst,
)
from voorkant.settings import Settings
from voorkant.vocabulary import Direction, Verdict

#: mistakes on one page
SHOWN = 20
#: sources in the picture of unknown words
MOST_SOURCES = 12
UNKNOWN = "onbekend"
CHART_WIDTH = 600
VERDICTS: Mapping[Verdict, str] = {
    Verdict.STEADY: "Niets bijzonders: deze week lijkt op de weken ervoor.",
    Verdict.REMARK: "Let op: deze week is anders dan de weken ervoor. Lees een paar berichten na.",
    Verdict.ALARM: "Alarm: deze week is heel anders dan de weken ervoor. Label berichten en train opnieuw.",
}
DIRECTIONS: Mapping[Direction, str] = {
    Direction.MISSED: "gemist",
    Direction.WRONGLY: "ten onrechte gezien",
    Direction.MIXED_UP: "verwisseld",
}


@dataclass(slots=True)
class Quality:
    """Who looks, how the week is measured, where the mistakes are. A measured week is kept for the hour."""

    reader: str
    drift: Callable[[Database, datetime], Drift]
    mistakes: Callable[[Database, datetime], Sequence[Mistake]]
    _kept: tuple[datetime, Drift] | None = None
    _lock: Lock = field(default_factory=Lock)

    def week(self, db: Database, now: datetime) -> Drift:
        """The drift as it was at most an hour ago: measuring reads all texts of some weeks."""
        hour = now.replace(minute=0, second=0, microsecond=0)
        with self._lock:
            if self._kept is None or self._kept[0] != hour:
                self._kept = hour, self.drift(db, now)
            return self._kept[1]


def page(drift: Drift, settings: Settings) -> dict[str, Any]:
    """What the page of a week shows: what is told of it, with its drawings."""
    told = _told(drift, settings)
    parts = [{**x, "chart": _histogram(x) if x["drawn"] else ""} for x in (told["whole"], *told["sources"])]
    return {**told, "whole": parts[0], "sources": parts[1:], "unknown": _unknown_chart(told)}


def _told(drift: Drift, settings: Settings) -> dict[str, Any]:
    """What there is to tell of a week, nothing drawn yet: that takes seconds."""
    names = _names(settings)
    unknown = _unknown(drift, names)
    return {
        "drift": drift,
        "opening": opening(drift, settings),
        "whole": _part(drift.whole, "alle bronnen", "alles"),
        "sources": [_part(p, names.get(p.source, p.source), f"bron{n}") for n, p in enumerate(drift.sources)],
        "vocabularies": unknown,
        "unknown_key": UNKNOWN,
        "unknown_told": quality_charts.describe_unknown(unknown),
        "limits": {"remark": REMARK, "alarm": ALARM, "least": LEAST, "unsure": settings.unsure_below},
    }


def _names(settings: Settings) -> dict[str, str]:
    """The publisher of each source; where it has several, the source first: a long name is cut off."""
    many = Counter(s.publisher for s in settings.sources)
    return {
        s.id: f"{s.id} ({s.publisher})" if many[s.publisher] > 1 else s.publisher for s in settings.sources
    }


def _unknown(drift: Drift, names: Mapping[str, str]) -> list[tuple[str, Vocabulary]]:
    """What is told of unknown words: of all sources, and of those with enough texts, the most texts first."""
    enough = [p for p in drift.sources if min(p.vocabulary.documents, p.vocabulary.documents_before) >= LEAST]
    enough.sort(key=lambda p: -p.vocabulary.documents)
    told = [(names.get(p.source, p.source), p.vocabulary) for p in enough[:MOST_SOURCES]]
    return [("alle bronnen", drift.whole.vocabulary), *told] if told else []


def _part(part: PartDrift, name: str, key: str) -> dict[str, Any]:
    """A part with its name; `drawn` when there is something to see."""
    told = part.verdict is not Verdict.TOO_LITTLE
    drawn = told and (not part.source or part.verdict is not Verdict.STEADY)
    return {"p": part, "name": name, "key": key, "drawn": drawn, "bins": quality_charts.bins(part)}


def _histogram(part: Mapping[str, Any]) -> str:
    return quality_charts.histogram_svg(part["p"], part["name"], part["key"])


def _unknown_chart(told: Mapping[str, Any]) -> str:
    return quality_charts.unknown_svg(told["vocabularies"], UNKNOWN) if told["vocabularies"] else ""


def opening(drift: Drift, settings: Settings) -> list[str]:
    """The week in a few sentences."""
    whole = drift.whole
    first = local_day(drift.as_of - timedelta(days=7), settings.zone) + timedelta(days=1)
    last = local_day(drift.as_of, settings.zone)
    week = f"De week van {dutch_day(first)} tot en met {dutch_day(last, year=True)}"
    before = f"de {words.count(drift.weeks, 'week', 'weken')} ervoor"
    counted = f"{words.count(whole.documents, 'bericht', 'berichten')} tegen {whole.documents_before}"
    said = [f"{week}, tegen {before}: {counted}."]
    if whole.verdict is Verdict.TOO_LITTLE:
        said.append(f"Dat zijn te weinig berichten om iets te zeggen. Het kan vanaf {LEAST} aan elke kant.")
    else:
        said.append(VERDICTS[whole.verdict])
        names = _names(settings)
        other = [p.source for p in drift.sources if p.verdict in (Verdict.REMARK, Verdict.ALARM)]
        if other:
            said.append(f"Er is verschil bij {words.enumerate_words([names.get(s, s) for s in other])}.")
    if len(drift.models) > 1:
        said.append(
            f"Deze berichten zijn door {len(drift.models)} modellen beoordeeld. Daar kan een verschil van "
            "komen."
        )
    return said


def html(drift: Drift, settings: Settings) -> str:
    """A whole HTML page that needs nothing else."""
    return templates().get_template("kwaliteit-los.html").render(settings=settings, **page(drift, settings))


def text(drift: Drift, settings: Settings) -> str:
    """Plain text: the sentences, the fields, the sources and the new words."""
    names = _names(settings)
    lines = [*opening(drift, settings), "", *_fields(drift.whole), "", *_sources(drift, names)]
    new = drift.whole.vocabulary.new
    if new:
        lines += ["", "Nieuwe woorden (berichten deze week, ervoor):"]
        lines += [f"  {w.word:<30}{w.documents:>6}{w.documents_before:>6}" for w in new]
    return "\n".join(lines) + "\n"


def message(drift: Drift, settings: Settings, to: str) -> Message:
    """The week by mail; only the opening when there is too little to tell. Its pictures when it is mailed."""
    shown = _told(drift, settings)
    told = drift.whole.verdict is not Verdict.TOO_LITTLE
    drawn = _pictures(shown) if told and settings.mail else {}
    week = local_day(drift.as_of, settings.zone).isocalendar().week
    subject = f"Voorkant {settings.municipality}: het model in week {week} ({_worst(drift)})"
    template = templates().get_template("kwaliteit-mail.html")
    values = {"municipality": settings.municipality, "subject": subject, "told": told, "pictures": drawn}
    plain = text(drift, settings) if told else "\n".join(shown["opening"]) + "\n"
    plain += "".join(f"\n{textwrap.fill(p.alt, WIDTH)}\n" for p in drawn.values())
    return Message(to, subject, plain, template.render({**values, **shown}), pictures=tuple(drawn.values()))


def _worst(drift: Drift) -> Verdict:
    found = {p.verdict for p in (drift.whole, *drift.sources)}
    return next(v for v in (Verdict.ALARM, Verdict.REMARK, Verdict.STEADY, Verdict.TOO_LITTLE) if v in found)


def _pictures(told: Mapping[str, Any]) -> dict[str, Picture]:
    """By key the pictures of a mail: of all sources, of unknown words, of the sources that differ most."""
    most = sorted((x for x in told["sources"] if x["drawn"]), key=lambda x: -x["p"].shift.index)
    found = {
        x["key"]: picture(
            x["key"], f"{x['name']}: {quality_charts.describe(x['p'])}", _histogram(x), CHART_WIDTH
        )
        for x in (told["whole"], *most[:MOST_CHARTS])
    }
    if told["vocabularies"]:
        found[UNKNOWN] = picture(UNKNOWN, told["unknown_told"], _unknown_chart(told), CHART_WIDTH)
    return {key: one for key, one in found.items() if one}


def _fields(part: PartDrift) -> list[str]:
    lines = [
        f"{'label':<16}{'n':>6}{'ervoor':>8}{'zeker':>8}{'ervoor':>8}{'twijfel':>9}{'ervoor':>8}{'index':>8}"
        "  oordeel"
    ]
    lines.append(
        f"{'kans initiatief':<16}{part.documents:>6}{part.documents_before:>8}{'':>33}"
        f"{words.two(part.shift.index):>8}  {part.shift.verdict}"
    )
    for f in part.fields:
        shares = (words.percent(x) for x in (f.confidence, f.confidence_before, f.unsure, f.unsure_before))
        told = "".join(f"{x:>{width}}" for x, width in zip(shares, (8, 8, 9, 8), strict=True))
        index = f"{words.two(f.shift.index):>8}  {f.shift.verdict}"
        lines.append(f"{f.field:<16}{f.documents:>6}{f.documents_before:>8}{told}{index}")
        both = (f"{v} {words.percent(f.values[v])} ({words.percent(f.values_before[v])})" for v in f.values)
        lines.append(f"  {', '.join(both)}" if f.values else "  geen berichten")
    return lines


def _sources(drift: Drift, names: Mapping[str, str]) -> list[str]:
    lines = [f"{'bron':<28}{'n':>6}{'ervoor':>8}{'index':>8}{'onbekend':>10}{'ervoor':>8}  oordeel"]
    for p in (drift.whole, *drift.sources):
        name = names.get(p.source, p.source) if p.source else "alle bronnen"
        unknown, before = (words.percent(x) for x in (p.vocabulary.unknown, p.vocabulary.unknown_before))
        lines.append(
            f"{name[:27]:<28}{p.documents:>6}{p.documents_before:>8}{words.two(p.shift.index):>8}"
            f"{unknown:>10}{before:>8}  {p.verdict}"
        )
    return lines


def mistakes_page(
    found: Sequence[Mistake], wanted: Mapping[str, str], settings: Settings, number: str = ""
) -> tuple[dict[str, Any], Sequence[Mistake]]:
    """(what the page shows, the mistakes on it). Values to filter by that do not exist count as not given.

    `number`: which page, as the address has it.
    """
    names = _names(settings)
    channels = sorted({m.channel for m in found})
    name = wanted.get("veld", "") if wanted.get("veld") in FIELDS else ""
    channel = wanted.get("bron", "") if wanted.get("bron") in channels else ""
    direction = wanted.get("richting", "") if wanted.get("richting") in list(Direction) else ""
    chosen = worst(found, name, channel, direction)
    page = paged(chosen, number, SHOWN)
    kept = {"veld": name, "bron": channel, "richting": direction}
    values = {
        "wanted": kept,
        "fields": FIELDS,
        "channels": [(c, names.get(c, c)) for c in channels],
        "directions": DIRECTIONS,
        "names": names,
        "page": page,
        "page_address": lambda n: f"/kwaliteit/fouten?{urlencode({**_given(kept), 'pagina': n})}",
    }
    return values, page.shown


def _given(wanted: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in wanted.items() if value}
