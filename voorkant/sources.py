"""sources.yaml: each source checked against what the law asks before it may be read (LAW 1, 2, 4)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from voorkant.errors import ConfigError
from voorkant.marked import Marked, read_yaml
from voorkant.records import Query, Source
from voorkant.vocabulary import PublisherKind, SourceKind

REQUIRED = (
    "id",
    "kind",
    "url",
    "publisher",
    "publisher_kind",
    "purpose",
    "legal_basis",
    "owner",
    "review_by",
)
OPTIONAL = ("query", "every")
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_PERSON_PATH = re.compile(r"/(@[^/]+|users?/[^/]+|u/[^/]+|profile/[^/]+)(/|\.rss|\.atom|$)", re.IGNORECASE)


def read_sources(file: Path) -> tuple[Source, ...]:
    """All sources of a file. Raises ConfigError for the first mistake; a missing file is a mistake."""
    marked = read_yaml(file)
    if marked.data is None:
        return ()
    if not isinstance(marked.data, list):
        raise marked.error((), "dit moet een lijst van bronnen zijn", "Begin elke bron met - id:")
    sources: dict[str, Source] = {}
    for n in range(len(marked.data)):
        source = _source(marked, n)
        if source.id in sources:
            raise marked.error(
                (n, "id"), f"bron-id {source.id!r} komt twee keer voor", "Geef elke bron een eigen id"
            )
        sources[source.id] = source
    return tuple(sources.values())


def every(text: str) -> timedelta | None:
    """Read `30m`, `6h` or `1d`; None when it is none of these."""
    unit = {"m": "minutes", "h": "hours", "d": "days"}.get(text[-1:])
    return timedelta(**{unit: int(text[:-1])}) if unit and text[:-1].isdigit() and int(text[:-1]) else None


def person_address(url: str) -> bool:
    """Whether an address is that of one person's account or its feed (LAW 4)."""
    return bool(_PERSON_PATH.search(urlsplit(url).path))


def _source(marked: Marked, n: int) -> Source:
    row = marked.data[n]
    if not isinstance(row, dict):
        raise marked.error(
            (n,), "een bron moet sleutels met waarden hebben", "Schrijf - id: ... en daaronder de rest"
        )
    for key in REQUIRED:
        if row.get(key) in (None, ""):
            name = row.get("id") or f"nummer {n + 1}"
            raise marked.error(
                (n, key), f"bij bron {name} ontbreekt {key}",
                f"Vul {key} in; zonder dat wordt een bron nooit gelezen",
            )  # fmt: skip
    for key in row:
        if key not in REQUIRED + OPTIONAL:
            raise marked.error(
                (n, key), f"sleutel {key!r} kennen we niet", f"Kies uit {', '.join(REQUIRED + OPTIONAL)}"
            )
    return Source(
        id=_id(marked, n),
        kind=SourceKind(_choice(marked, (n, "kind"), SourceKind)),
        url=_url(marked, n),
        publisher=str(row["publisher"]),
        publisher_kind=PublisherKind(_choice(marked, (n, "publisher_kind"), PublisherKind)),
        purpose=str(row["purpose"]),
        legal_basis=str(row["legal_basis"]),
        owner=str(row["owner"]),
        review_by=_date(marked, (n, "review_by")),
        every=_every(marked, n),
        query=_query(marked, n),
    )


def _id(marked: Marked, n: int) -> str:
    text = str(marked.data[n]["id"])
    if not _ID.fullmatch(text):
        raise marked.error(
            (n, "id"), f"bron-id {text!r} kan niet", "Gebruik kleine letters, cijfers, - en _, hoogstens 63"
        )
    return text


def _choice(marked: Marked, path: tuple[int, str], choices: type[StrEnum]) -> str:
    value = marked.data[path[0]][path[1]]
    if value not in list(choices):
        raise marked.error(path, f"{path[1]} {value!r} kennen we niet", f"Kies uit {', '.join(choices)}")
    return str(value)


def _url(marked: Marked, n: int) -> str:
    text = str(marked.data[n]["url"])
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", text)
        good = good and (parts.port is None or parts.port > 0)
    except ValueError:
        good = False
    if not good:
        raise marked.error(
            (n, "url"), f"url {text!r} is geen webadres", "Schrijf een adres met https:// ervoor"
        )
    if parts.username or parts.password:
        raise marked.error(
            (n, "url"), "de url bevat inloggegevens", "Alleen openbare bronnen worden gelezen; haal ze weg"
        )
    if person_address(text):
        raise marked.error(
            (n, "url"),
            "dit adres volgt één persoon",
            "Voorkant volgt nooit personen; kies een tijdlijn of zoekvraag",
        )
    return text


def _date(marked: Marked, path: tuple[int, str]) -> date:
    value = marked.data[path[0]][path[1]]
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise marked.error(
            path, f"{path[1]} {value!r} is geen datum", "Schrijf jjjj-mm-dd, zoals 2027-01-01"
        ) from None


def _every(marked: Marked, n: int) -> timedelta:
    value = marked.data[n].get("every", "1h")
    interval = every(str(value))
    if interval is None:
        raise marked.error(
            (n, "every"), f"every {value!r} is geen tijd", "Schrijf bijvoorbeeld 30m, 6h of 1d"
        )
    return interval


def _query(marked: Marked, n: int) -> Query:
    value: Any = marked.data[n].get("query") or {}
    if not isinstance(value, dict):
        raise marked.error((n, "query"), "query moet sleutels hebben", "Schrijf query: {terms: [...]}")
    for key in value:
        if key not in ("hashtags", "terms", "local"):
            raise marked.error(
                (n, "query", key), f"{key!r} kennen we niet", "Kies uit hashtags, terms en local"
            )
    lists = {}
    for key in ("hashtags", "terms"):
        entries = value.get(key) or []
        if not isinstance(entries, list):
            raise marked.error((n, "query", key), f"{key} moet een lijst zijn", f"Schrijf {key}: [een, twee]")
        for entry in entries:
            _refuse_person(marked, (n, "query", key), str(entry))
        lists[key] = tuple(str(e).lstrip("#") if key == "hashtags" else str(e) for e in entries)
    return Query(lists["hashtags"], lists["terms"], bool(value.get("local", False)))


def _refuse_person(marked: Marked, path: tuple[int | str, ...], term: str) -> None:
    if re.search(r"(^|\s)@\w|^(from|author|van):", term, re.IGNORECASE) or term.startswith("did:"):
        error: ConfigError = marked.error(
            path, f"zoekterm {term!r} volgt een persoon", "Zoek op plaats of onderwerp, nooit op een account"
        )
        raise error
