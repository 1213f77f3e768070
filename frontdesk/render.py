"""A digest as plain text, as HTML that mail programs show well, and as JSON."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from frontdesk import reasons, words
from frontdesk.coverage import sources_in_words
from frontdesk.digest import (
    MEETING_DAYS,
    BrokerItem,
    Digest,
    Evidence,
    Growing,
    Item,
    MeetingItem,
    NetworkItem,
    Over,
    Recent,
    RelationItem,
    Returned,
)
from frontdesk.messages import Picture
from voorkant.clock import dutch_day, dutch_moment
from voorkant.errors import InputError
from voorkant.plain import to_plain
from voorkant.settings import Settings

WIDTH = 76
OVER = "De groei is voorbij"
FORMATS = ("text", "html", "json")
_NONE: Mapping[str, Picture] = {}
_TEMPLATES = Path(__file__).parent / "templates"


def render(digest: Digest, settings: Settings, form: str, pictures: Mapping[str, Picture] = _NONE) -> str:
    """The digest in one of FORMATS; raises InputError for any other.

    `pictures` go with it in a mail, by alert, and the map: HTML shows them, text tells them.
    """
    if form == "text":
        return text(digest, settings.zone, pictures)
    if form == "html":
        return html(digest, settings.zone, pictures)
    if form == "json":
        return json.dumps(plain(digest, settings.zone), ensure_ascii=False, indent=2) + "\n"
    raise InputError(f"De vorm {form!r} kennen we niet. Kies uit {', '.join(FORMATS)}.")


@cache
def templates() -> Environment:
    """The templates; everything that goes in is escaped, and a misspelt name is an error."""
    loader = FileSystemLoader(_TEMPLATES)
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True,
                       lstrip_blocks=True)  # fmt: skip
    made.globals |= {"words": words, "reasons": reasons}
    made.filters |= {"safe_link": words.safe_link, "number": words.number}
    return made


def plain(value: Any, zone: ZoneInfo) -> Any:
    """Records as JSON-able data in the order of their fields; times with the municipality's offset."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name), zone) for f in fields(value)}
    if isinstance(value, tuple | list):
        return [plain(v, zone) for v in value]
    if isinstance(value, datetime):
        return local(value, zone)
    return value.value if isinstance(value, Enum) else to_plain(value)


def local(moment: datetime, zone: ZoneInfo) -> str:
    """ISO 8601 with the municipality's offset."""
    return moment.astimezone(zone).isoformat()


def html(digest: Digest, zone: ZoneInfo, pictures: Mapping[str, Picture] = _NONE) -> str:
    """A whole HTML page with its styles inline."""
    template = templates().get_template("digest.html")
    return template.render(
        d=digest, day=dutch_day(digest.day, year=True), unread=sources_in_words(digest.unread),
        moment=lambda m: words.meeting_moment(m.start, m.end, zone, all_day=m.all_day),
        at=lambda t: dutch_moment(t, zone), facts=facts, observed=observed, counts=counts,
        opening=opening, came_back=came_back, pictures=pictures, ended=lambda o: ended(o, zone),
        recent_facts=lambda r: recent_facts(r, zone), waiting_sentence=waiting_sentence,
    )  # fmt: skip


def text(digest: Digest, zone: ZoneInfo, pictures: Mapping[str, Picture] = _NONE) -> str:
    """Plain text, no line wider than 76 columns but those that hold a long address."""
    lines = [*_head(digest), *_sections(digest, zone, pictures), *_coverage(digest)]
    return "\n".join(lines).rstrip() + "\n"


def facts(item: Item) -> str:
    """`Mobiliseren · Energie · Oostwijk`."""
    places = words.enumerate_words([p.name for p in item.places])
    return " · ".join(filter(None, (words.phase(item.phase), words.theme(item.theme), places)))


def counts(item: Item) -> str:
    """`12 berichten uit 3 bronnen · netwerk Veen`, the stances when there is opposition, and what waits."""
    read = f"{words.count(item.documents, 'bericht', 'berichten')} uit "
    read += words.count(item.sources, "bron", "bronnen")
    network = f"netwerk {item.network}" if item.network else ""
    held = f"{words.count(item.waiting, 'wacht', 'wachten')} op beoordeling" if item.waiting else ""
    stances = str(item.balance) if item.balance.verzet else ""
    return " · ".join(filter(None, (read, stances, network, held)))


def observed(growing: Growing) -> str:
    """`12 gezien, 3,5 verwacht`, and whether it grew on since it was first told."""
    on = "; groeit door" if growing.level > 1 else ""
    return f"{words.number(growing.observed)} gezien, {words.number(growing.expected)} verwacht{on}"


def ended(over: Over, zone: ZoneInfo) -> str:
    """`Plan Linde: 27 berichten sinds woensdag 28 oktober`."""
    day = dutch_day(over.raised_at.astimezone(zone).date())
    return f"{over.name}: {words.count(round(over.observed), 'bericht', 'berichten')}, signaal van {day}"


def _head(digest: Digest) -> list[str]:
    title = f"Voorkant · {digest.municipality} · {dutch_day(digest.day, year=True)}"
    lines = [*_wrap(title), "=" * min(len(title), WIDTH)]
    if digest.reader:
        lines += _wrap(f"Voor: {digest.reader}")
    for sentence in opening(digest):
        lines += _wrap(sentence)
    return lines


def opening(digest: Digest) -> list[str]:
    """How the day was, in a few sentences; each tells of which time it is."""
    if digest.first:
        known = words.count(digest.initiatives, "initiatief", "initiatieven")
        return [f"Dit is de eerste digest. Voorkant kent nu {known}; de grootste staan hieronder."]
    if digest.quiet:
        return ["Sinds de vorige dag is er niets nieuws en niets in beweging."]
    changed = len(digest.networks) + len(digest.relations)
    told = {
        "Nu": [(len(digest.growing), "snelle groeier", "snelle groeiers")],
        "Sinds de vorige dag": [
            (len(digest.over), "groeier die tot rust kwam", "groeiers die tot rust kwamen"),
            (len(digest.new), "nieuw initiatief", "nieuwe initiatieven"),
            (len(digest.moved), "initiatief in beweging", "initiatieven in beweging"),
            (
                len(digest.returned),
                "beantwoord argument dat terugkwam",
                "beantwoorde argumenten die terugkwamen",
            ),
            (changed, "verandering in netwerken", "veranderingen in netwerken"),
        ],
        f"In de komende {MEETING_DAYS} dagen": [(len(digest.meetings), "bijeenkomst", "bijeenkomsten")],
    }
    said = {when: [words.count(*p) for p in parts if p[0]] for when, parts in told.items()}
    return [f"{when}: {words.enumerate_words(parts)}." for when, parts in said.items() if parts]


def _sections(digest: Digest, zone: ZoneInfo, pictures: Mapping[str, Picture]) -> Iterator[str]:
    told: set[str] = set()
    yield from _section(
        "Groeit snel", [_growing(g, zone, told, pictures.get(g.alert)) for g in digest.growing]
    )
    yield from _section(OVER, [_wrap(f"* {ended(o, zone)}", "", "  ") for o in digest.over])
    yield from _section("Nieuw", [_item(i, zone, told) for i in digest.new])
    if digest.more_new:
        yield from ("", *_wrap(f"En nog {words.count(digest.more_new, 'initiatief', 'initiatieven')} meer."))
    yield from _section("Eerder deze week begonnen", [_recent(r, zone) for r in digest.recent])
    yield from _section("In beweging", [_item(i, zone, told) for i in digest.moved])
    yield from _section("Argumenten die terugkwamen", [_returned(r) for r in digest.returned])
    yield from _section(
        f"Bijeenkomsten in de komende {MEETING_DAYS} dagen", [_meeting(m, zone) for m in digest.meetings]
    )
    yield from _section("Netwerken", [_network(n) for n in digest.networks])
    yield from _section("Nieuwe verbanden tussen netwerken", [_relation(r) for r in digest.relations])
    for key, title in (("kaart", "Kaart van netwerken"), ("tijdlijn", "Wat er gebeurde en wat komt")):
        if drawn := pictures.get(key):
            yield from _section(title, [_wrap(drawn.alt)])
    yield from _section("Organisaties die netwerken verbinden", [_broker(b) for b in digest.brokers])


def _section(title: str, blocks: Sequence[Sequence[str]]) -> Iterator[str]:
    if not blocks:
        return
    yield from ("", title.upper(), "-" * len(title))
    for number, block in enumerate(blocks):
        yield from ("", *block) if number else block


def _growing(growing: Growing, zone: ZoneInfo, told: set[str], chart: Picture | None) -> list[str]:
    why = _wrap(f"Groei: {observed(growing)}. {growing.reason}", "  ")
    why += _wrap(chart.alt, "  ") if chart else []
    if growing.item:
        first, *rest = _item(growing.item, zone, told)
        return [first, *why, *rest]
    links = [f"  {words.safe_link(u)}" for u in growing.documents[:3]]
    return [*_wrap(f"* {growing.name} (netwerk)", "", "  "), *why, *links]


def _item(item: Item, zone: ZoneInfo, told: set[str]) -> list[str]:
    name = _wrap(f"* {item.name}", "", "  ")
    why = _wrap(item.change[:1].upper() + item.change[1:] + ".", "  ") if item.change else []
    if item.id in told:
        return [*name, *why, "  (staat hierboven)"]
    told.add(item.id)
    body = _wrap(facts(item), "  ") + _wrap(item.summary, "  ")
    body += _wrap(f"Vraagt: {item.need}" if item.need else "", "  ") + _wrap(counts(item), "  ")
    body += [line for said in item.remarks for line in _wrap(said, "  ")]
    return [*name, *why, *body, *(line for e in item.evidence for line in _evidence(e, zone))]


def _evidence(evidence: Evidence, zone: ZoneInfo) -> list[str]:
    said = evidence.title or evidence.excerpt
    day = dutch_day(evidence.published.astimezone(zone).date())
    lines = _wrap(f"- {evidence.source}, {day}: {said}", "    ", "      ")
    if evidence.also:
        lines += _wrap(f"ook in: {words.enumerate_words(evidence.also)}", "      ")
    return [*lines, f"      {words.safe_link(evidence.url)}"]


def _meeting(meeting: MeetingItem, zone: ZoneInfo) -> list[str]:
    when = words.meeting_moment(meeting.start, meeting.end, zone, all_day=meeting.all_day)
    where = f", {meeting.place}" if meeting.place else ""
    return [
        *_wrap(f"* {when}{where}", "", "  "),
        *_wrap(meeting.name, "  "),
        f"  {words.safe_link(meeting.url)}",
    ]


def _recent(recent: Recent, zone: ZoneInfo) -> list[str]:
    return _wrap(f"* {recent.name} ({recent_facts(recent, zone)})", "", "  ")


def recent_facts(recent: Recent, zone: ZoneInfo) -> str:
    """`woensdag 28 oktober · Mobiliseren`."""
    day = dutch_day(recent.appeared.astimezone(zone).date())
    return " · ".join(filter(None, (day, words.phase(recent.phase))))


def _returned(returned: Returned) -> list[str]:
    return [
        *_wrap(f"* {returned.name}, {returned.side}: {returned.summary}", "", "  "),
        *_wrap(came_back(returned), "  "),
    ]


def came_back(returned: Returned) -> str:
    """What the municipality said before to an argument that is heard again."""
    return f"Dit argument kwam terug; het antwoord van de gemeente: {returned.answer}"


def _network(network: NetworkItem) -> list[str]:
    size = (
        f"{words.count(network.initiatives, 'initiatief', 'initiatieven')}, {network.participants} deelnemers"
    )
    return [*_wrap(f"* {network.name} ({size})", "", "  "), *_wrap(f"{network.change}.", "  ")]


def _relation(relation: RelationItem) -> list[str]:
    said = f"* {relation.origin} {words.relation(relation.relation)} {relation.target}"
    why = _wrap(f"Waaruit dat blijkt: {relation.why}.", "  ") if relation.why else []
    return [*_wrap(said, "", "  "), *why, *(f"  {words.safe_link(u)}" for u in relation.evidence[:3])]


def _broker(broker: BrokerItem) -> list[str]:
    networks = words.enumerate_words(broker.networks)
    return [
        *_wrap(f"* {broker.name}", "", "  "),
        *_wrap(broker.why, "  "),
        *_wrap(f"Netwerken: {networks}.", "  "),
    ]


def _coverage(digest: Digest) -> Iterator[str]:
    if digest.waiting:
        yield from _section("Wacht op beoordeling", [_wrap(waiting_sentence(digest.waiting))])
    blocks = [_wrap(line, "", "  ") for line in sources_in_words(digest.unread)]
    title = "Niet of niet helemaal gelezen" if digest.unread else "Gelezen"
    yield from ("", title.upper(), "-" * len(title))
    yield from (line for block in blocks for line in block)


def waiting_sentence(count: int) -> str:
    """How many documents a human must look at first."""
    if count == 1:
        return "1 bericht met een vijandige toon wacht op beoordeling en staat hier niet."
    return f"{count} berichten met een vijandige toon wachten op beoordeling en staan hier niet."


def _wrap(said: str, first: str = "", rest: str | None = None) -> list[str]:
    indent = first if rest is None else rest
    return textwrap.wrap(
        " ".join(said.split()), WIDTH, initial_indent=first, subsequent_indent=indent,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
