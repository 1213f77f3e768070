"""places import."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from pipeline.commands.common import settings_of
from voorkant.errors import InputError
from voorkant.vocabulary import PlaceKind


def register(commands: Any) -> None:
    """Add the commands."""
    room = commands.add_parser("places", help="plaatsen van de gemeente")
    verbs = room.add_subparsers(dest="verb", required=True, metavar="wat")
    imports = verbs.add_parser(
        "import", help="wijken en buurten uit een bestand van het CBS toevoegen aan places.csv",
        description="Leest Kerncijfers wijken en buurten of de Wijk- en buurtkaart als CSV en neemt de rijen "
        "van de eigen gemeente. Wat al in places.csv staat, blijft zoals het is.",
    )  # fmt: skip
    imports.add_argument("file", type=Path, metavar="BESTAND")
    imports.add_argument("--dry-run", action="store_true", help="alleen zeggen wat erbij zou komen")
    imports.set_defaults(run=_import)


def _import(options: argparse.Namespace) -> None:
    from pipeline.neighbourhoods import append, merge, read_regions

    settings = settings_of(options)
    found = merge(read_regions(options.file), settings.places, settings.municipality, settings.code)
    if not found.added and not found.present:
        raise InputError(
            f"{options.file}: niets van gemeente {settings.municipality} {settings.code}".rstrip()
            + ". Kijk of municipality.name en municipality.code in voorkant.yaml kloppen met het bestand."
        )
    if options.dry_run:
        for place in found.added:
            print(f"{place.kind.value:<7} {place.code:<11} {place.name}  ({place.part_of})")
    elif found.added:
        append(options.config / "places.csv", found.added)
    districts = sum(p.kind is PlaceKind.WIJK for p in found.added)
    would = "Er zouden bij komen" if options.dry_run else "Erbij gekomen"
    told = (
        f"{_count(districts, 'wijk', 'wijken')} en {_count(len(found.added) - districts, 'buurt', 'buurten')}"
    )
    print(f"{would}: {told}.", file=sys.stderr)
    print(f"Stond er al: {found.present}.", file=sys.stderr)
    for why, count in sorted(found.skipped.items()):
        print(f"Overgeslagen: {count} ({why}).", file=sys.stderr)


def _count(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"
