"""What each page shows, as plain values for the templates; no HTTP and no writing here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from frontdesk import atlas, charts, deciding, reasons, stances, timeline, words
from frontdesk import desk as desks
from frontdesk import map as maps
from frontdesk.coverage import not_read, sources_in_words
from frontdesk.desk import Desk
from frontdesk.digest import day_before, documents_of, kept_inside, upcoming, waiting
from frontdesk.export import stance
from frontdesk.lead import authorities, coverage, lead_days, years
from frontdesk.together import together
from storage.store import Database
from voorkant.clock import dutch_day, dutch_moment, local_day
from voorkant.labels import unsure
from voorkant.meetings import days
from voorkant.records import (
    Alert,
    Annotation,
    Bridge,
    Document,
    Initiative,
    Label,
    Membership,
    Network,
    PhaseChange,
    Relation,
    document_id,
)
from voorkant.text import fold, small_count
from voorkant.vocabulary import Phase

MONTH = timedelta(days=30)
#: how far the agenda looks ahead
AGENDA_DAYS = 56
SORTS = {"nieuwste": "Laatste bericht", "naam": "Naam", "berichten": "Aantal berichten", "gestart": "Gestart"}


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list of initiatives is narrowed to; empty means all."""

    theme: str = ""
    phase: str = ""
    place: str = ""
    search: str = ""
    sort: str = "nieuwste"


def cards(desk: Desk, initiatives: Iterable[Initiative]) -> list[dict[str, Any]]:
    """The initiatives as cards."""
    alerts = {desk.resolve(a.subject): a for a in desk.open_alerts() if a.subject_kind == "initiative"}
    return [card(desk, i, alerts.get(i.id)) for i in initiatives]


def card(desk: Desk, initiative: Initiative, alert: Alert | None) -> dict[str, Any]:
    """One initiative in short, with its last 30 days."""
    found = desk.evidence(initiative.id)
    spark = charts.sparkline(found, desk.as_of, desk.settings.zone)
    return {
        "i": initiative,
        "places": words.enumerate_words([p.name for p in initiative.places[:3]]),
        "documents": documents_of(desk, initiative),
        "sources": len({d.source for d in found}),
        "spark": spark,
        "points": points(spark),
        "network": desk.network_of(initiative.id),
        "alert": alert,
        "last": dutch_day(initiative.last_seen.astimezone(desk.settings.zone).date()).partition(" ")[2],
    }


def points(values: Sequence[int], width: int = 120, height: int = 28) -> str:
    """The points of a sparkline."""
    top, step = max([*values, 1]), width / (len(values) - 1)
    return " ".join(f"{n * step:.1f},{height - 2 - v / top * (height - 4):.1f}" for n, v in enumerate(values))


def listed(desk: Desk, wanted: Filter) -> list[Initiative]:
    """The initiatives that fit a filter, sorted."""
    found = [i for i in desk.initiatives.values() if _fits(i, wanted)]
    found.sort(key=lambda i: (i.name.casefold(), i.id))
    if wanted.sort == "berichten":
        found.sort(key=lambda i: -documents_of(desk, i))
    elif wanted.sort != "naam":
        found.sort(key=lambda i: i.first_seen if wanted.sort == "gestart" else i.last_seen, reverse=True)
    return found


def _fits(initiative: Initiative, wanted: Filter) -> bool:
    said = fold(" ".join((initiative.name, initiative.summary, *initiative.organisations)))
    return (
        wanted.theme in ("", initiative.theme)
        and wanted.phase in ("", initiative.phase)
        and (not wanted.place or wanted.place in {p.name for p in initiative.places})
        and all(word in said for word in fold(wanted.search).split())
    )


def places(desk: Desk) -> list[str]:
    """The names of all places that initiatives touch."""
    return sorted({p.name for i in desk.initiatives.values() for p in i.places}, key=str.casefold)


def initiative_page(db: Database, desk: Desk, initiative: Initiative) -> dict[str, Any]:
    """All that the page of one initiative tells."""
    members = {m.document: m for m in desk.members.get(initiative.id, ())}
    alerts = [a for a in desk.alerts if desk.resolve(a.subject) == initiative.id]
    found = desk.evidence(initiative.id)
    everything = desks.arguments(db, desk)
    balance = stances.balance(desk, initiative.id)
    return {
        **card(desk, initiative, next((a for a in alerts if a.ended is None), None)),
        "phases": [_phase(desk, p) for p in initiative.phases],
        "balance": balance.counted,
        "balance_drawn": charts.balance_svg(balance, initiative.name),
        "evidence": [_evidence(desk, d, members[d.id]) for d in desk.shown(initiative.id)],
        "waiting": waiting(desk, initiative.id),
        "kept_inside": kept_inside(desk, initiative.id),
        "meetings": upcoming(desk, {initiative.id}),
        **growth(desk, found, alerts, initiative.name),
        "alerts": alerts,
        "remarks": desk.remarks(initiative.id, desk.as_of - MONTH),
        "arguments": [a for a in everything if a.initiative == initiative.id],
        "need": desks.shown_need(desk, initiative),
        "lead": _lead(desk, initiative.id),
        "coverage": [(desk.publisher(s), n) for s, n in coverage(desk, initiative.id)],
        "names": {i.id: i.name for i in desk.initiatives.values()},
        "decisions": deciding.of_initiative(db, desk, initiative.id),
        "others": sorted(
            ((i.id, i.name) for i in desk.initiatives.values() if i.id != initiative.id),
            key=lambda one: (one[1].casefold(), one[0]),
        ),
        "all_phases": list(Phase),
    }


def _phase(desk: Desk, change: PhaseChange) -> dict[str, Any]:
    """A phase that was reached, who set it, and what shows it: a document that may speak, or why there is
    none.
    """
    there = desk.documents.get(change.document)
    shown = there if there and not desk.withheld(there.id) else None
    why = ""
    if change.document and not shown:
        why = f"Uit een bericht dat {_why_not(desk, there)}"
    return {
        "name": words.phase(change.phase),
        "at": change.at,
        "decided": change.decided,
        "why": why,
        "url": shown.url if shown else "",
        "title": (shown.title or desk.publisher(shown.source)) if shown else "",
    }


def _why_not(desk: Desk, document: Document | None) -> str:
    """Why a document is not shown."""
    if document is None:
        return "er niet meer is"
    return "wacht op beoordeling" if desk.waits(document.id) else "verborgen blijft"


def _lead(desk: Desk, initiative: str) -> str:
    """The lead of one initiative in words."""
    days = lead_days(desk, initiative)
    if not desk.authorities:
        return "Niet te meten: er wordt geen bron van een overheid gelezen"
    if days is None:
        return "Nog niet gezien in bronnen van de gemeente of een andere overheid"
    if days == 0:
        return "Op dezelfde dag of eerder in een bron van de overheid"
    return f"{words.count(days, 'dag', 'dagen')} eerder gezien dan in een bron van de overheid"


def lead_page(db: Database, desk: Desk) -> dict[str, Any]:
    """How much earlier initiatives were seen, per year, and which sources that is measured against."""
    named = authorities(desk)
    unread = not_read(db, desk.settings, desk.as_of, day_before(desk.as_of, desk.settings))
    missed = tuple(u for u in unread if u.source in named)
    told = sources_in_words(missed) if missed else []
    return {"years": years(desk), "authorities": named, "unread": told}


def growth(desk: Desk, documents: Sequence[Document], alerts: Iterable[Alert], name: str) -> dict[str, Any]:
    """The chart of growth and the figures behind it, newest day first."""
    days = charts.days(documents, alerts, desk.settings, desk.as_of)
    return {
        "chart": charts.growth_svg(days, name) if documents else "",
        "days": [d for d in reversed(days) if d.documents],
    }


def _evidence(desk: Desk, document: Document, member: Membership) -> dict[str, Any]:
    annotation = desk.annotations.get(document.id)
    return {
        "d": document,
        "source": desk.publisher(document.source),
        "excerpt": desks.words_of(document),
        "also": [(desk.publisher(d.source), d.url) for d in desk.also_in(document.id)],
        "stance": stance(member, annotation).value,
        "member": member,
        "labels": _labels(annotation, desk.settings.unsure_below),
        "model": annotation.model if annotation else "",
    }


def _labels(annotation: Annotation | None, unsure_below: float) -> list[tuple[str, str, int, str, bool]]:
    """(field, value, probability in per cent, reason, whether it is unsure) of each label (LAW 15)."""
    found: Mapping[str, Label] = annotation.labels if annotation else {}
    doubted = unsure(found, unsure_below)
    return [
        (
            words.LABELS[k],
            words.label_value(v.value),
            round(v.probability * 100),
            reasons.told(v.reason),
            k in doubted,
        )
        for k, v in found.items()
        if k in words.LABELS
    ]


def networks_page(db: Database, desk: Desk) -> dict[str, Any]:
    """The map of networks, wide and narrow, the same as words, and all networks."""
    bridges = db.networks.bridges(desk.as_of)
    drawn = [(atlas.atlas(desk, bridges, form.most), form) for form in (maps.WIDE, maps.NARROW)]
    return {
        "maps": [(maps.draw(*one), maps.hotspots(*one), maps.left_out(one[0])) for one in drawn],
        "names": {n.id: n.name for n in desk.networks.values()},
        "ties": [r for r in desk.relations if {r.origin, r.target} <= desk.networks.keys()],
        "bridges": bridge_lines(desk, bridges),
        "brokers": db.networks.brokers(desk.as_of),
        "networks": network_cards(desk),
        "events": timeline.of_all(timeline.gather(db, desk)),
    }


def network_cards(desk: Desk) -> list[dict[str, Any]]:
    """All networks, those with most initiatives first."""
    found = sorted(desk.networks.values(), key=lambda n: (-len(n.initiatives), n.name.casefold(), n.id))
    return [network_card(desk, n) for n in found]


def network_card(desk: Desk, network: Network) -> dict[str, Any]:
    """One network: initiatives, organisations, channels and a count, never a participant."""
    held = [desk.initiatives[i] for i in map(desk.resolve, network.initiatives) if i in desk.initiatives]
    return {
        "n": network,
        "initiatives": held,
        "participants": small_count(network.participants),
        "channels": [desk.publisher(c) for c in network.channels],
        "state": words.state(network.state),
    }


def network_page(db: Database, desk: Desk, network: Network) -> dict[str, Any]:
    """One network with its relations and the bridges worth making."""
    here = [r for r in desk.relations if network.id in (r.origin, r.target)]
    here = [r for r in here if r.origin in desk.networks and r.target in desk.networks]
    bridges = [b for b in db.networks.bridges(desk.as_of) if network.id in (b.origin, b.target)]
    shown = network_card(desk, network)
    ids = {i.id for i in shown["initiatives"]}
    documents = {d.id: d for i in ids for d in desk.evidence(i)}
    alerts = [a for a in desk.alerts if desk.resolve(a.subject) in {network.id, *ids}]
    events = timeline.of_network(timeline.gather(db, desk), network)
    return {
        **shown,
        **growth(desk, list(documents.values()), alerts, network.name),
        "cards": cards(desk, shown["initiatives"]),
        "timeline": timeline.draw(events, network.name, desk.as_of, desk.settings.zone),
        "events": events,
        "relations": _beside(desk, network.id, here),
        "bridges": bridge_lines(desk, bridges, network.id),
    }


def _beside(desk: Desk, here: str, found: Sequence[Relation]) -> list[dict[str, Any]]:
    """Relations of a network, each with the evidence that may be shown and with where both gathered."""
    others = {end for r in found for end in (r.origin, r.target)} - {here}
    joint = together(desk, here, others) if others else {}
    return [
        {
            "r": r,
            "evidence": _pointed_at(desk, r.evidence),
            "joint": joint.get(r.target if r.origin == here else r.origin, []),
        }
        for r in found
    ]


def _pointed_at(desk: Desk, urls: Iterable[str]) -> list[dict[str, Any]]:
    """The documents at these addresses that may be shown, in a line each, in the same order."""
    found = [desk.documents.get(document_id(url)) for url in desk.shown_urls(urls)]
    return [
        {"d": d, "source": desk.publisher(d.source), "said": d.title or desks.words_of(d)} for d in found if d
    ]


def bridge_lines(desk: Desk, bridges: Sequence[Bridge], here: str = "") -> list[dict[str, Any]]:
    """Each bridge with its ends (name and page), but for the end that one is looking at."""
    found = []
    for bridge in bridges:
        ends = [_end(desk, end) for end in (bridge.origin, bridge.target) if end != here]
        if all(ends):
            found.append({"ends": ends, "why": bridge.why, "through": bridge.through})
    return found


def _end(desk: Desk, name: str) -> tuple[str, str] | None:
    """The name and the page of a network or an initiative; None when it is not shown."""
    if name in desk.networks:
        return desk.networks[name].name, f"/netwerken/{quote(name, safe='')}"
    now = desk.resolve(name)
    if now not in desk.initiatives:
        return None
    return desk.initiatives[now].name, f"/initiatieven/{quote(now, safe='')}"


def agenda(desk: Desk) -> list[tuple[str, list[Any]]]:
    """Meetings of the coming eight weeks, grouped by day; one of more days stands on each of them."""
    zone = desk.settings.zone
    today = local_day(desk.as_of, zone)
    grouped: dict[date, list[Any]] = {}
    for meeting in upcoming(desk, set(desk.initiatives), days=AGENDA_DAYS):
        for day in days(meeting.start, meeting.end, zone):
            if today <= day <= today + timedelta(days=AGENDA_DAYS):
                grouped.setdefault(day, []).append(meeting)
    names = ((dutch_day(day), grouped[day]) for day in sorted(grouped))
    return [(name[:1].upper() + name[1:], found) for name, found in names]


def helpers(desk: Desk) -> dict[str, Any]:
    """Functions that templates call."""
    zone = desk.settings.zone
    return {
        "day": lambda t: dutch_day(t.astimezone(zone).date()),
        "moment": lambda t: dutch_moment(t, zone),
        "hour": lambda m: words.meeting_hours(m.start, m.end, zone, all_day=m.all_day),
        "meeting_days": lambda m: words.meeting_days(m.start, m.end, zone),
        "dutch_day": dutch_day,
    }
