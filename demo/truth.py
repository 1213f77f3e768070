"""The sample town's truth, for `voorkant demo` when all stages are done: no stage may open it.

`load` reads it; `report` says in plain Dutch how far an export agrees with it (the measures: measures.py).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from demo.documents import ZONE, load_documents
from demo.measures import (
    DocumentTruth,
    Export,
    InitiativeTruth,
    Measures,
    PhaseTruth,
    RelationTruth,
    Share,
    Truth,
    measure,
)
from voorkant.vocabulary import Kind, Lifestyle, Phase, RelationKind, Stance, Theme

FOLDER = Path(__file__).parent / "truth"


def load(folder: Path = FOLDER) -> Truth:
    """Read the truth. Raises KeyError or ValueError when its files do not fit each other."""
    moments = {d.id: d.published.astimezone(ZONE) for d in load_documents()}
    return Truth(
        documents={
            row["id"]: DocumentTruth(
                id=row["id"],
                published=moments[row["id"]],
                initiative=row["initiative"] or None,
                also=tuple(row["also"].split()),
                kind=Kind(row["kind"]) if row["kind"] else None,
                theme=Theme(row["theme"]) if row["theme"] else None,
                phase=Phase(row["phase"]) if row["phase"] else None,
                stance=Stance(row["stance"]) if row["stance"] else None,
                call_to_action=row["call_to_action"] == "true",
                hostile=row["hostile"] == "true",
            )
            for row in _rows(folder / "documents.csv")
        },
        initiatives={row["key"]: _initiative(row) for row in _rows(folder / "initiatives.csv")},
        phases=tuple(
            PhaseTruth(row["initiative"], Phase(row["phase"]), date.fromisoformat(row["from"]))
            for row in _rows(folder / "phases.csv")
        ),
        networks={row["network"]: Lifestyle(row["lifestyle"]) for row in _rows(folder / "networks.csv")},
        relations=frozenset(
            RelationTruth(row["from"], row["to"], RelationKind(row["relation"]))
            for row in _rows(folder / "relations.csv")
        ),
    )


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _initiative(row: dict[str, str]) -> InitiativeTruth:
    return InitiativeTruth(
        key=row["key"],
        name=row["name"],
        kind=Kind(row["kind"]),
        theme=Theme(row["theme"]),
        network=row["network"],
        start=date.fromisoformat(row["start"]),
        growth_from=date.fromisoformat(row["growth_from"]) if row["growth_from"] else None,
        growth_to=date.fromisoformat(row["growth_to"]) if row["growth_to"] else None,
    )


def report(export: Export, truth: Truth) -> str:
    """How far an export agrees with the truth: a table in plain Dutch, and what was missed."""
    found = measure(export, truth)
    rows = [*_found_rows(found, truth), *_label_rows(found), *_network_rows(found), *_alert_rows(found)]
    width = max(len(name) for name, _ in rows)
    lines = [f"{name.ljust(width)}  {value}" for name, value in rows]
    names = {key: i.name for key, i in truth.initiatives.items()}
    for title, keys in (("Niet gevonden", found.missed), ("Groei zonder melding", found.alerts.silent)):
        if keys:
            lines.append(f"{title}: {', '.join(names[k] for k in keys)}")
    return "\n".join(lines)


def _number(value: float | None, digits: int = 2) -> str:
    return "–" if value is None else f"{value:.{digits}f}".replace(".", ",")


def _share(share: Share) -> str:
    return f"{share.good} van {share.all}"


def _found_rows(m: Measures, truth: Truth) -> list[tuple[str, str]]:
    days, g = m.delay, m.grouping
    three = f"{_number(g.precision)} / {_number(g.recall)} / {_number(g.f1)}"
    return [
        ("Initiatieven gevonden", f"{len(m.found)} van {len(truth.initiatives)}"),
        ("Initiatieven die er niet zijn", str(m.false)),
        ("Initiatieven die dubbel staan", str(m.double)),
        ("Groepen: precisie / volledigheid / F1 (BCubed)", three),
        ("Dagen van eerste bericht tot in beeld (midden)", _number(days.first, 1)),
        ("Dagen van tweede bericht tot in beeld (midden)", _number(days.second, 1)),
        ("Binnen een dag na het tweede bericht in beeld", _share(days.in_time)),
    ]


def _label_rows(m: Measures) -> list[tuple[str, str]]:
    d = m.documents
    three = f"{_number(d.precision)} / {_number(d.recall)} / {_number(d.f1)}"
    return [
        ("Bericht gaat over initiatief: precisie / volledigheid / F1", three),
        ("Goede fase op de laatste dag", _share(m.phase)),
        ("Goede soort", _share(m.kind)),
        ("Goed thema", _share(m.theme)),
    ]


def _network_rows(m: Measures) -> list[tuple[str, str]]:
    r = m.relations
    return [
        ("Netwerken: overeenkomst (AMI)", _number(m.networks)),
        ("Relaties: precisie / volledigheid", f"{_number(r.precision)} / {_number(r.recall)}"),
    ]


def _alert_rows(m: Measures) -> list[tuple[str, str]]:
    a = m.alerts
    return [
        ("Snelle groei gemeld", f"{a.caught} van {a.caught + len(a.silent)}"),
        ("Meldingen terecht / onterecht", f"{a.true} / {a.false}"),
        ("Dagen van begin van de groei tot melding (midden)", _number(a.days, 1)),
    ]
