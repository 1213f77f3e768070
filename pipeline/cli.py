"""The command line: `voorkant`. Every command is a small function in pipeline/commands/."""

from __future__ import annotations

import argparse
import io
import os
import sys
from pathlib import Path

from pipeline.commands import (
    deciding,
    delivery,
    demo,
    labelling,
    modelling,
    places,
    privacy,
    running,
    sources,
    trying,
)
from voorkant.errors import VoorkantError

DESCRIPTION = """\
Voorkant laat een gemeente zien welke burgerinitiatieven er ontstaan en hoe ze groeien.
Het volgt initiatieven, organisaties en plaatsen, nooit personen.
"""
EPILOG = """\
zo begint u:
  voorkant init                 maakt de database en zegt wat er in de instellingen ontbreekt
  voorkant sources check        leest elke bron één keer op proef
  voorkant run                  doet alles: lezen, begrijpen, groeperen, verbinden, bewaken, bezorgen
  voorkant digest --for regisseur
  voorkant serve                opent de balie op http://127.0.0.1:8765

zonder database proberen:
  voorkant try classify documenten.jsonl
  voorkant demo                 speelt de voorbeeldstad Lindewaarde
"""


def parser() -> argparse.ArgumentParser:
    """All commands with their help."""
    main_parser = argparse.ArgumentParser(
        "voorkant",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    default = os.environ.get("VOORKANT_CONFIG", "config")
    main_parser.add_argument(
        "--config", type=Path, default=Path(default), metavar="MAP",
        help="map met voorkant.yaml en sources.yaml (anders $VOORKANT_CONFIG, anders ./config)",
    )  # fmt: skip
    commands = main_parser.add_subparsers(dest="command", required=True, metavar="opdracht")
    for room in (running, sources, places, delivery, deciding, trying, labelling, modelling, privacy, demo):
        room.register(commands)
    return main_parser


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code. No traceback reaches a user."""
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options) or 0)
    except VoorkantError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("\nAfgebroken. Niets is half bewaard; draai het gerust opnieuw.", file=sys.stderr)
        return 130
    except BrokenPipeError:  # the reader of our output went away, as `head` does
        sys.stderr.close()
        return 0


def exit_main() -> None:
    """The console script. What a terminal cannot show is escaped, not a crash."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(main())


if __name__ == "__main__":
    exit_main()
