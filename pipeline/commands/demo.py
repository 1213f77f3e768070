"""demo: the sample town through all stages, day by day."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from pipeline.commands.delivery import PORT


def register(commands: Any) -> None:
    """Add the command."""
    demo = commands.add_parser("demo", help="de voorbeeldstad Lindewaarde, 60 dagen, met dagbericht en balie")
    demo.add_argument(
        "--folder", type=Path, default=Path(".demo"), help="waar de voorbeeldstad bewaard wordt"
    )
    demo.add_argument("--days", type=int, default=60, help="zoveel dagen (1 tot 60)")
    demo.add_argument("--truth", action="store_true", help="vergelijk met wat er echt speelde")
    demo.add_argument("--serve", action="store_true", help="open daarna de balie")
    demo.add_argument("--port", type=int, default=PORT)
    demo.set_defaults(run=_demo)


def _demo(options: argparse.Namespace) -> int:
    from pipeline.town import play

    return play(
        options.folder, options.days, truth=options.truth, serve_on=options.port if options.serve else None
    )
