"""The configuration folder, read once and checked wholly: every mistake names file, line and remedy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import time
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from voorkant.errors import ConfigError
from voorkant.labels import LABEL_VALUES, UNSURE
from voorkant.marked import Marked, read_csv, read_yaml
from voorkant.records import Place, Source
from voorkant.sources import read_sources
from voorkant.vocabulary import Channel, PlaceKind, Theme

PLACE_COLUMNS = ("name", "kind", "code", "lat", "lon", "part_of")


@dataclass(frozen=True, slots=True)
class OfficeHolder:
    """Somebody in public office: the only persons whose names are kept."""

    name: str
    office: str = ""


@dataclass(frozen=True, slots=True)
class Processing:
    """Why and by which right personal data are processed (LAW 1, 13)."""

    purpose: str = ""
    legal_basis: str = ""
    register_id: str = ""
    privacy_officer: str = ""


@dataclass(frozen=True, slots=True)
class Register:
    """What the record for the Algoritmeregister needs beside the rest (LAW 16). `since`: yyyy-mm or empty."""

    status: str = "In gebruik"
    category: str = "Impactvolle algoritmes"
    contact: str = ""
    website: str = ""
    since: str = ""


#: the choices of the register's publication standard 1.0.0
REGISTER_STATUS = ("In ontwikkeling", "In gebruik", "Buiten gebruik")
REGISTER_CATEGORY = ("Hoog-risico AI-systeem", "Impactvolle algoritmes", "Overige algoritmes")


@dataclass(frozen=True, slots=True)
class NetworkSettings:
    """How politely and how carefully is fetched. Times in seconds, sizes in bytes.

    `allow` holds exact host:port pairs that may be private addresses.
    """

    allow: tuple[str, ...] = ()
    delay: float = 1.0
    timeout: float = 30.0
    source_timeout: float = 600.0
    max_bytes: int = 10_000_000
    retries: int = 2


@dataclass(frozen=True, slots=True)
class Retention:
    """How long each kind of record is kept, in days."""

    full_text_days: int = 30
    document_days: int = 365
    account_key_days: int = 92
    #: masked texts that people labelled, and what those answer: the models learn from them
    labelled_text_days: int = 365
    #: what is known of an initiative that no document is left of: a council's term of four years
    initiative_days: int = 1460


@dataclass(frozen=True, slots=True)
class Mail:
    """Where mail is handed in."""

    host: str
    port: int = 25
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Watch:
    """The budget of false alarms for the whole municipality."""

    false_alarms_per_30_days: float = 1.0


@dataclass(frozen=True, slots=True)
class EncoderSettings:
    """Which encoder reads whole texts beside the n-grams (models/encoders.py). `url`: of an endpoint."""

    kind: str
    name: str
    url: str = ""


#: among the thresholds: below which probability of what is said a label is unsure
_UNSURE = "unsure"
ENCODER_KINDS = ("spacy", "sentence-transformers", "openai")


#: from when on things go out when nothing else is said, and the last quarter of a day
MORNING, LATEST = time(6, 30), time(23, 45)


@dataclass(frozen=True, slots=True)
class Subscription:
    """Who gets what. Empty themes, places or networks mean all of them.

    `moment`: local time before which nothing goes out on a day.
    """

    name: str
    email: str = ""
    themes: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    moment: time = MORNING
    channel: Channel = Channel.DIGEST


@dataclass(frozen=True, slots=True)
class Settings:
    """All of the configuration. Paths are absolute."""

    folder: Path
    municipality: str
    code: str
    zone: ZoneInfo
    database: str
    state_dir: Path
    office_holders: tuple[OfficeHolder, ...] = ()
    #: local parties, which tie no initiatives together (LAW 8)
    parties: tuple[str, ...] = ()
    processing: Processing = Processing()
    register: Register = Register()
    network: NetworkSettings = NetworkSettings()
    retention: Retention = Retention()
    watch: Watch = Watch()
    mail: Mail | None = None
    encoder: EncoderSettings | None = None
    sources: tuple[Source, ...] = ()
    places: tuple[Place, ...] = ()
    subscriptions: tuple[Subscription, ...] = ()
    #: thresholds per label field on the probability of `true`; set by cost, see docs/labels.md
    thresholds: Mapping[str, float] = field(default_factory=dict)
    #: a label that is less likely than this is told to be unsure
    unsure_below: float = UNSURE
    #: keys nobody reads, with their place: likely misspelt
    unknown: tuple[str, ...] = ()


TOP_KEYS = {
    "municipality", "office_holders", "database", "state_dir", "processing", "register", "network",
    "retention", "watch", "mail", "thresholds", "model",
}  # fmt: skip


def bare(folder: Path) -> Settings:
    """What is known without a configuration: no municipality, no database, defaults for the rest."""
    return Settings(folder, "", "", ZoneInfo("Europe/Amsterdam"), "", folder / "state")


def load(folder: Path) -> Settings:
    """Read a configuration folder. Raises ConfigError for the first mistake in it."""
    folder = folder.resolve()
    if not folder.is_dir():
        raise ConfigError(folder, None, "deze map is er niet", "Geef met --config de map met voorkant.yaml")
    marked = read_yaml(folder / "voorkant.yaml")
    top = _mapping(marked, ())
    name, code, zone = _municipality(marked)
    return Settings(
        folder=folder,
        municipality=name,
        code=code,
        zone=zone,
        database=_database(marked, folder),
        state_dir=(folder / _text(marked, ("state_dir",), "state")).resolve(),
        office_holders=_office_holders(marked),
        parties=_parties(marked),
        processing=_processing(marked),
        register=_register(marked),
        network=_network(marked),
        retention=_retention(marked),
        watch=Watch(_number(marked, ("watch", "false_alarms_per_30_days"), 1.0, low=0.001)),
        mail=_mail(marked),
        encoder=_encoder(marked),
        sources=read_sources(folder / "sources.yaml"),
        places=_places(folder / "places.csv"),
        subscriptions=_subscriptions(folder / "subscriptions.yaml"),
        thresholds=_thresholds(marked),
        unsure_below=_number(marked, ("thresholds", _UNSURE), UNSURE, low=0.0, high=1.0),
        unknown=tuple(f"voorkant.yaml, regel {marked.line((k,))}: {k}" for k in top if k not in TOP_KEYS),
    )


def _thresholds(marked: Marked) -> dict[str, float]:
    """Per field of true or false; a key that nobody reads would be a threshold that does not count."""
    allowed = tuple(name for name, values in LABEL_VALUES.items() if True in values)
    told = [key for key in _mapping(marked, ("thresholds",)) if key != _UNSURE]
    for key in told:
        if key not in allowed:
            raise marked.error(
                ("thresholds", key), f"thresholds.{key} bestaat niet",
                f"Kies uit {', '.join((*allowed, _UNSURE))}",
            )  # fmt: skip
    return {key: _number(marked, ("thresholds", key), 0.5, low=0.0, high=1.0) for key in told}


def _get(marked: Marked, path: tuple[str | int, ...]) -> Any:
    value = marked.data
    for key in path:
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and isinstance(key, int):
            value = value[key]
        else:
            return None
    return value


def _mapping(marked: Marked, path: tuple[str | int, ...]) -> dict[str, Any]:
    value = _get(marked, path)
    if value is None and path:
        return {}
    if not isinstance(value, dict):
        what = ".".join(map(str, path)) or "dit bestand"
        raise marked.error(path, f"{what} moet sleutels met waarden hebben", "Schrijf `sleutel: waarde`")
    return value


def _text(marked: Marked, path: tuple[str | int, ...], default: str | None = None) -> str:
    value = _get(marked, path)
    label = ".".join(str(p) for p in path)
    if value is None or value == "":
        if default is None:
            raise marked.error(path, f"{label} ontbreekt", f"Vul {label} in")
        return default
    if isinstance(value, dict | list):
        raise marked.error(path, f"{label} moet een tekst zijn", f"Schrijf `{path[-1]}: ...`")
    return str(value)


def _time_of_day(marked: Marked, path: tuple[str | int, ...], default: time) -> time:
    """`7:05` or `07.05`; without quotes YAML reads 12:30 as a number of minutes, 750, and 7:05 too."""
    value = _get(marked, path)
    if isinstance(value, int) and value >= 60:
        value = "{}:{:02}".format(*divmod(value, 60))
    if value in (None, ""):
        return default
    written = re.fullmatch(r"(\d{1,2})[:.](\d{2})", str(value))
    hour, minute = (int(written[1]), int(written[2])) if written else (99, 0)
    if hour > 23 or minute > 59:
        raise marked.error(path, f"{path[-1]} {value!r} is geen tijd", 'Schrijf bijvoorbeeld "06:30"')
    if time(hour, minute) > LATEST:
        raise marked.error(
            path, f"{path[-1]} {value!r} is te laat", f"Om {LATEST:%H.%M} uur wordt voor het laatst bezorgd"
        )
    return time(hour, minute)


def _number(
    marked: Marked, path: tuple[str | int, ...], default: float, low: float = 0.0, high: float = 1e12
) -> float:
    value = _get(marked, path)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        label = ".".join(map(str, path))
        top = f" en hoogstens {high:g}" if high < 1e12 else ""
        raise marked.error(path, f"{label} is {value!r}", f"Geef een getal van minstens {low:g}{top}")
    return float(value)


def _municipality(marked: Marked) -> tuple[str, str, ZoneInfo]:
    zone = _text(marked, ("municipality", "timezone"), "Europe/Amsterdam")
    try:
        info = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise marked.error(
            ("municipality", "timezone"), f"tijdzone {zone!r} bestaat niet", "Schrijf Europe/Amsterdam"
        ) from None
    name = _text(marked, ("municipality", "name"))
    return name, _text(marked, ("municipality", "code"), ""), info


def _database(marked: Marked, folder: Path) -> str:
    url = _text(marked, ("database",), "sqlite:///voorkant.db")
    if url.startswith("sqlite:///"):
        return f"sqlite:///{(folder / url.removeprefix('sqlite:///')).resolve()}"
    if not url.startswith("postgresql"):
        raise marked.error(
            ("database",), f"database {url.split(':')[0]!r} kennen we niet",
            "Schrijf sqlite:///voorkant.db of postgresql+psycopg://gebruiker@host/naam",
        )  # fmt: skip
    return url


def _office_holders(marked: Marked) -> tuple[OfficeHolder, ...]:
    rows = _get(marked, ("office_holders",)) or []
    if not isinstance(rows, list):
        raise marked.error(
            ("office_holders",), "office_holders moet een lijst zijn", "Begin elke regel met -"
        )
    return tuple(
        OfficeHolder(
            _text(marked, ("office_holders", n, "name")), _text(marked, ("office_holders", n, "office"), "")
        )
        for n in range(len(rows))
    )


def _parties(marked: Marked) -> tuple[str, ...]:
    path = ("municipality", "parties")
    rows = _get(marked, path) or []
    if not isinstance(rows, list):
        raise marked.error(path, "municipality.parties moet een lijst zijn", "Begin elke regel met -")
    return tuple(_text(marked, (*path, n)) for n in range(len(rows)))


def _processing(marked: Marked) -> Processing:
    keys = ("purpose", "legal_basis", "register_id", "privacy_officer")
    return Processing(*(_text(marked, ("processing", key), "") for key in keys))


def _register(marked: Marked) -> Register:
    base = Register()
    since = _text(marked, ("register", "since"), "")
    if since and not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", since):
        raise marked.error(
            ("register", "since"), f"register.since is {since!r}", "Schrijf jaar en maand, zoals 2026-11"
        )
    website = _text(marked, ("register", "website"), "")
    if website and not website.startswith("https://"):
        raise marked.error(("register", "website"), f"register.website is {website!r}", "Begin met https://")
    return Register(
        _choice(marked, ("register", "status"), base.status, REGISTER_STATUS),
        _choice(marked, ("register", "category"), base.category, REGISTER_CATEGORY),
        _text(marked, ("register", "contact"), ""),
        website,
        since,
    )


def _choice(marked: Marked, path: tuple[str, ...], default: str, choices: tuple[str, ...]) -> str:
    value = _text(marked, path, default)
    if value not in choices:
        raise marked.error(path, f"{'.'.join(path)} is {value!r}", f"Kies uit {', '.join(choices)}")
    return value


def _network(marked: Marked) -> NetworkSettings:
    allow = _get(marked, ("network", "allow")) or []
    if not isinstance(allow, list) or not all(isinstance(a, str) and ":" in a for a in allow):
        raise marked.error(
            ("network", "allow"),
            "network.allow moet een lijst van host:poort zijn",
            'Schrijf ["127.0.0.1:8001"]',
        )
    base = NetworkSettings()
    return NetworkSettings(
        allow=tuple(allow),
        delay=_number(marked, ("network", "delay"), base.delay),
        timeout=_number(marked, ("network", "timeout"), base.timeout, low=0.1),
        source_timeout=_number(marked, ("network", "source_timeout"), base.source_timeout, low=1),
        max_bytes=int(_number(marked, ("network", "max_bytes"), base.max_bytes, low=1000)),
        retries=int(_number(marked, ("network", "retries"), base.retries, high=10)),
    )


def _retention(marked: Marked) -> Retention:
    base = Retention()
    return Retention(
        *(
            int(_number(marked, ("retention", key.name), getattr(base, key.name), low=1))
            for key in fields(Retention)
        )
    )


def _mail(marked: Marked) -> Mail | None:
    if not _mapping(marked, ("mail",)):
        return None
    port = int(_number(marked, ("mail", "port"), 25, low=1, high=65535))
    return Mail(_text(marked, ("mail", "host")), port, _text(marked, ("mail", "from"), ""))


def _encoder(marked: Marked) -> EncoderSettings | None:
    path = ("model", "encoder")
    if not _mapping(marked, ("model",)) or not _mapping(marked, path):
        return None
    kind = _choice(marked, (*path, "kind"), "", ENCODER_KINDS)
    url = _text(marked, (*path, "url"), None if kind == "openai" else "")
    if url and not _on_own_machine(url, _network(marked).allow):
        raise marked.error(
            (*path, "url"),
            f"model.encoder.url is {url!r}, en dat is niet op deze machine",
            "Schrijf http://127.0.0.1:8080/v1, of zet host:poort ook in network.allow",
        )
    return EncoderSettings(kind, _text(marked, (*path, "name")), url)


def _on_own_machine(url: str, allow: tuple[str, ...]) -> bool:
    """Whether texts may go there: this machine itself, or a host:port that is allowed by name."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or {"http": 80, "https": 443}[parts.scheme]
    except (ValueError, KeyError):
        return False
    if not host or parts.username or parts.query or parts.fragment:
        return False
    written = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    try:
        loopback = ip_address(host).is_loopback
    except ValueError:
        loopback = host == "localhost"
    return loopback or written in {entry.lower() for entry in allow}


def _places(file: Path) -> tuple[Place, ...]:
    places = []
    for line, row in read_csv(file, PLACE_COLUMNS):
        kinds = ", ".join(PlaceKind)
        if row["kind"] not in list(PlaceKind):
            raise ConfigError(file, line, f"soort {row['kind']!r} kennen we niet", f"Kies uit {kinds}")
        if not row["name"]:
            raise ConfigError(file, line, "de naam ontbreekt", "Vul de kolom name in")
        try:
            lat, lon = (float(row[c]) if row[c] else None for c in ("lat", "lon"))
        except ValueError:
            raise ConfigError(
                file, line, "lat of lon is geen getal", "Schrijf graden met een punt, zoals 52.14"
            ) from None
        kind = PlaceKind(row["kind"])
        places.append(Place(row["name"], kind, row["code"], lat, lon, row["part_of"]))
    return tuple(places)


def _subscriptions(file: Path) -> tuple[Subscription, ...]:
    if not file.exists():
        return ()
    marked = read_yaml(file)
    if marked.data is None:
        return ()
    if not isinstance(marked.data, list):
        raise marked.error((), "dit moet een lijst van abonnementen zijn", "Begin elk abonnement met - name:")
    return tuple(_subscription(marked, n) for n in range(len(marked.data)))


def _subscription(marked: Marked, n: int) -> Subscription:
    def many(key: str) -> tuple[str, ...]:
        value = _get(marked, (n, key)) or []
        if not isinstance(value, list):
            raise marked.error((n, key), f"{key} moet een lijst zijn", f"Schrijf {key}: [een, twee]")
        return tuple(str(v) for v in value)

    themes = many("themes")
    wrong = [t for t in themes if t not in list(Theme)]
    if wrong:
        raise marked.error((n, "themes"), f"thema {wrong[0]!r} bestaat niet", f"Kies uit {', '.join(Theme)}")
    channel = _text(marked, (n, "channel"), Channel.DIGEST)
    if channel not in list(Channel):
        raise marked.error(
            (n, "channel"), f"kanaal {channel!r} bestaat niet", f"Kies uit {', '.join(Channel)}"
        )
    return Subscription(
        name=_text(marked, (n, "name")),
        email=_text(marked, (n, "email"), ""),
        themes=themes,
        places=many("places"),
        networks=many("networks"),
        moment=_time_of_day(marked, (n, "moment"), MORNING),
        channel=Channel(channel),
    )
