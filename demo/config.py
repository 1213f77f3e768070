"""The sample town's configuration: what a municipality would write, with the town's server as its sources."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from demo.feeds import FILES
from demo.pages import NAMES

REVIEW_BY = "2027-11-01"
OFFICE_HOLDERS = (
    ("Hanneke Terpstra", "burgemeester"),
    ("Piet van Dalen", "wethouder"),
    ("Samira el Idrissi", "wethouder"),
    ("Koert Wiersma", "wethouder"),
)
_PURPOSE = "Zien welke burgerinitiatieven er in Lindewaarde beginnen, om mee te kunnen doen"
_BASIS = "AVG artikel 6, eerste lid, onder e (taak van algemeen belang)"
#: kind, kind of publisher, how often, query
_SOURCES: Mapping[str, tuple[str, str, str, dict[str, Any]]] = {
    "veenbode": ("feed", "media", "30m", {}),
    "lindekrant": ("feed", "media", "6h", {}),
    "gemeente": ("site", "overheid", "1h", {}),
    "raad": ("feed", "overheid", "6h", {}),
    "forum": ("discourse", "platform", "30m", {}),
    "mastodon": ("mastodon", "platform", "30m", {"hashtags": ["lindewaarde"], "local": True}),
    "bluesky": ("bluesky", "platform", "30m", {"terms": ["Lindewaarde"]}),
    "petities": ("feed", "platform", "1h", {}),
    "dorpen": ("site", "bewoners", "6h", {}),
}
_PLACES = """\
name,kind,code,lat,lon,part_of
Lindewaarde,stad,GM9999,53.010,6.810,
Centrum,wijk,WK999901,53.010,6.810,Lindewaarde
Veenkwartier,wijk,WK999902,53.014,6.803,Lindewaarde
Zuiderkwartier,wijk,WK999903,53.001,6.812,Lindewaarde
Fabriekswijk,wijk,WK999904,53.016,6.825,Lindewaarde
Lindenoord,wijk,WK999905,53.023,6.811,Lindewaarde
Oosterveen,dorp,WK999906,53.018,6.872,Lindewaarde
Westerbroek,dorp,WK999907,53.006,6.745,Lindewaarde
Marktstraat,straat,,53.0102,6.8094,Centrum
Lindelaan,straat,,53.0121,6.8140,Centrum
Kanaalstraat,straat,,53.0134,6.8046,Veenkwartier
Tuinstraat,straat,,53.0129,6.8110,Centrum
Fabrieksweg,straat,,53.0160,6.8241,Fabriekswijk
Molendijk,straat,,53.0188,6.8530,Oosterveen
Sportlaan,straat,,53.0035,6.8190,Zuiderkwartier
Stationsstraat,straat,,53.0081,6.8062,Centrum
Havenkade,straat,,53.0149,6.8172,Fabriekswijk
de Brink,plein,,53.0106,6.8101,Centrum
Raadhuisplein,plein,,53.0099,6.8117,Centrum
Vaartpark,park,,53.0072,6.8158,Centrum
De Smederij,gebouw,,53.0142,6.8022,Veenkwartier
De Ark,gebouw,,53.0012,6.8131,Zuiderkwartier
de Jutefabriek,gebouw,,53.0166,6.8257,Fabriekswijk
't Anker,gebouw,,53.0182,6.8724,Oosterveen
De Wegwijzer,gebouw,,53.0137,6.8040,Veenkwartier
De Volharding,gebouw,,53.0191,6.8502,Oosterveen
De Plons,gebouw,,53.0031,6.8197,Zuiderkwartier
De Kikker,gebouw,,53.0236,6.8118,Lindenoord
Lindevaart,water,,53.0110,6.8200,Lindewaarde
Hoogveen,stad,,52.968,6.902,
Dalmeer,stad,,53.071,6.731,
"""


def write_config(folder: Path, base_url: str) -> None:
    """Write a whole configuration for Lindewaarde that reads the town at `base_url`. Makes the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "voorkant.yaml": _main(urlsplit(base_url).netloc),
        "sources.yaml": [_source(name, base_url.rstrip("/")) for name in _SOURCES],
        "subscriptions.yaml": _subscriptions(),
    }
    for name, data in files.items():
        text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=110)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "places.csv").write_text(_PLACES, encoding="utf-8")


def _main(host: str) -> dict[str, Any]:
    return {
        "municipality": {
            "name": "Lindewaarde",
            "code": "GM9999",
            "timezone": "Europe/Amsterdam",
            "parties": ["Lokaal Lindewaarde"],
        },
        "office_holders": [{"name": name, "office": office} for name, office in OFFICE_HOLDERS],
        "database": "sqlite:///voorkant.db",
        "state_dir": "state",
        "processing": {
            "purpose": _PURPOSE,
            "legal_basis": _BASIS,
            "register_id": "LW-2026-014",
            "privacy_officer": "fg@lindewaarde.example",
        },
        "network": {"allow": [host], "delay": 0, "timeout": 10},
        "retention": {"full_text_days": 30, "document_days": 365, "account_key_days": 92},
        "watch": {"false_alarms_per_30_days": 1.0},
    }


def source_url(source: str, base_url: str) -> str:
    """The address in sources.yaml: a feed's file, a site's start page, a service's base."""
    if source in FILES:
        return f"{base_url}/{source}/{FILES[source]}"
    return f"{base_url}/{source}/" if _SOURCES[source][0] == "site" else f"{base_url}/{source}"


def _source(source: str, base_url: str) -> dict[str, Any]:
    kind, publisher_kind, every, query = _SOURCES[source]
    return {
        "id": source,
        "kind": kind,
        "url": source_url(source, base_url),
        **({"query": query} if query else {}),
        "publisher": NAMES[source],
        "publisher_kind": publisher_kind,
        "every": every,
        "purpose": _PURPOSE,
        "legal_basis": _BASIS,
        "owner": "Team Gebied en Participatie",
        "review_by": REVIEW_BY,
    }


def _subscriptions() -> list[dict[str, Any]]:
    address = "@lindewaarde.example"
    return [
        {"name": "regisseur", "email": f"regisseur{address}", "moment": "06:30", "channel": "digest"},
        {"name": "wethouder", "email": f"bestuur{address}", "moment": "07:00", "channel": "alert"},
        {"name": "groen", "email": f"groen{address}", "themes": ["groen-natuur", "milieu", "energie"],
         "moment": "06:30", "channel": "digest"},
    ]  # fmt: skip
