"""The closed vocabularies as a reader sees them: plain Dutch words, short explanations, whole sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from voorkant.clock import dutch_day
from voorkant.meetings import days
from voorkant.records import Synchronised
from voorkant.text import in_step
from voorkant.themes import THEMES
from voorkant.vocabulary import Fallacy, NetworkState, Phase, RelationKind, Ruling, Theme

PHASES = {
    Phase.IDEE: "Idee",
    Phase.MOBILISEREN: "Mobiliseren",
    Phase.ORGANISEREN: "Organiseren",
    Phase.UITVOEREN: "Uitvoeren",
    Phase.RESULTAAT: "Resultaat",
    Phase.GESTOPT: "Gestopt",
}

#: the phases of a life that goes well; `gestopt` can come after any of them
STEPS = (Phase.IDEE, Phase.MOBILISEREN, Phase.ORGANISEREN, Phase.UITVOEREN, Phase.RESULTAAT)

RELATIONS = {
    RelationKind.VERSTERKT: "versterkt",
    RelationKind.BESTRIJDT: "bestrijdt",
    RelationKind.BEINVLOEDT: "beïnvloedt",
}

STATES = {
    NetworkState.GEBOREN: "nieuw",
    NetworkState.STABIEL: "stabiel",
    NetworkState.GROEIT: "groeit",
    NetworkState.KRIMPT: "krimpt",
    NetworkState.VERVAAGD: "vervaagd",
}

LABELS = {
    "initiative": "Gaat over een initiatief",
    "kind": "Soort",
    "theme": "Thema",
    "phase": "Fase",
    "stance": "Houding",
    "call_to_action": "Oproep",
    "hostile": "Vijandig",
}

NAMED = {"places": "plaats", "organisations": "organisatie", "meetings": "bijeenkomst"}

FIELDS = LABELS | {kind: name.capitalize() for kind, name in NAMED.items()}

RULINGS: Mapping[Ruling, str] = {
    Ruling.RENAME: "Naam gegeven",
    Ruling.PHASE: "Fase gezet",
    Ruling.MERGE: "Samengevoegd",
    Ruling.SPLIT: "Berichten apart gezet",
    Ruling.REJECT: "Afgekeurd",
    Ruling.ANSWER: "Antwoord gegeven",
    Ruling.RELEASE: "Vrijgegeven",
    Ruling.WITHHOLD: "Verborgen gehouden",
}


HINTS: Mapping[Fallacy, str] = {
    Fallacy.SLOPE: "Let op: lijkt dit op een hellend vlak? Dan volgt het een niet vanzelf uit het ander.",
    Fallacy.PERSON: "Let op: lijkt dit op de man gespeeld? Dan gaat het over wie iets vindt, niet over wat.",
}


def hint(value: Fallacy) -> str:
    """A question to who reads an argument that may not hold."""
    return HINTS[value]


def theme(value: str | None) -> str:
    """The name of a theme; `Nog geen thema` when it is open."""
    return THEMES[Theme(value)] if value else "Nog geen thema"


def phase(value: str | None) -> str:
    """The name of a phase; `Fase onbekend` when it is open."""
    return PHASES[Phase(value)] if value else "Fase onbekend"


def relation(value: str) -> str:
    """The verb of a relation, with its diaeresis."""
    return RELATIONS[RelationKind(value)]


def state(value: str) -> str:
    """What last happened to a network."""
    return STATES[NetworkState(value)]


def ruling(value: str) -> str:
    """What people decided, as a past participle."""
    return RULINGS[Ruling(value)]


def label_value(value: str | bool | None) -> str:
    """The value of any label for a reader: ja, nee, the word itself, or a dash."""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    return "–" if value is None else str(value).replace("-", " en ", 1)


def said(field: str, value: str | bool | None) -> str:
    """What somebody says of a text: the value of a label, or a name as it is."""
    if value is None:
        return "geen"
    return str(value) if field in NAMED else label_value(value)


def count(number: int, one: str, many: str) -> str:
    """A number with its noun: `1 bericht`, `3 berichten`."""
    return f"{number} {one if number == 1 else many}"


def number(value: float) -> str:
    """A number as the Dutch write it, with at most one decimal: `3` or `3,5`."""
    return f"{value:.1f}".removesuffix(".0").replace(".", ",")


def percent(share: float) -> str:
    """A share as a whole percentage.

    >>> percent(0.256)
    '26%'
    """
    return f"{share:.0%}"


def two(value: float) -> str:
    """A number with two decimals, as the Dutch write it: `0,25`."""
    return f"{value:.2f}".replace(".", ",")


def enumerate_words(words: Sequence[str]) -> str:
    """`a`, `a en b`, `a, b en c`."""
    return " en ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def remark(found: Synchronised) -> str:
    """What was posted in step, as a remark and no verdict."""
    where = f" ({urlsplit(found.what).hostname})" if safe_link(found.what) else ""
    said = in_step(found.accounts, found.kind, found.minutes)
    return f"{said[:-1]}{where}. Dat kan een gewone actie zijn."


def meeting_hours(start: datetime, end: datetime | None, zone: ZoneInfo, *, all_day: bool) -> str:
    """`hele dag`, `20.00 uur`, `10.00-13.00 uur`: the same on each of its days."""
    if all_day:
        return "hele dag"
    first, last = start.astimezone(zone), end.astimezone(zone) if end else None
    if last is None or (last.time() == time() and len(days(start, end, zone)) > 1):
        return f"{first:%H.%M} uur"
    return f"{first:%H.%M}-{last:%H.%M} uur"


def meeting_days(start: datetime, end: datetime | None, zone: ZoneInfo) -> str:
    """`vrijdag 12 juni`, `vrijdag 12 juni t/m zondag 14 juni`."""
    found = days(start, end, zone)
    return " t/m ".join(dutch_day(day) for day in (found[0], found[-1])[: len(found)])


def meeting_moment(start: datetime, end: datetime | None, zone: ZoneInfo, *, all_day: bool) -> str:
    """`vrijdag 12 juni, 10.00-13.00 uur`."""
    when = meeting_days(start, end, zone)
    return when if all_day else f"{when}, {meeting_hours(start, end, zone, all_day=False)}"


def safe_link(url: str) -> str:
    """The address when it is a web address; else nothing (a feed may carry `javascript:`)."""
    return url if urlsplit(url).scheme in ("http", "https") else ""
