"""model drift, errors, floors, curve."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.commands.common import add_as_of, moment, opened, settings_of
from pipeline.commands.learning import add_own, examples_of, own_labels
from voorkant.clock import local_day, utc_now
from voorkant.errors import InputError
from voorkant.labels import spell
from voorkant.plain import to_plain
from voorkant.quality import FIELDS, WEEKS, CurvePoint, Mistake, worst
from voorkant.records import LABEL_FIELDS
from voorkant.vocabulary import Direction

if TYPE_CHECKING:
    from models.floors import Floors

MOST_WEEKS = 52


def register(verbs: Any) -> None:
    """Add the commands to those of `model`."""
    _register_drift(verbs)
    _register_errors(verbs)
    _register_floors(verbs)
    curve = verbs.add_parser(
        "curve", help="helpt meer corpus nog: F1 als er van minder gemeenten geleerd is",
        description="Leert van 12, 25, 50 en 100 procent van de gemeenten en meet op gemeenten waar niet op "
        "geleerd is. Eigen mappen en de labels uit de database doen mee, zoals bij `model train`. Het duurt "
        "een paar keer zo lang als trainen.",
    )  # fmt: skip
    add_own(curve)
    curve.add_argument("--json", action="store_true", help="als JSON-regels")
    curve.add_argument("--svg", type=Path, metavar="BESTAND", help="ook als tekening")
    curve.set_defaults(run=_curve)


def _register_drift(verbs: Any) -> None:
    drift = verbs.add_parser(
        "drift", help="is wat er binnenkomt anders dan eerder",
        description="Deze week tegen de weken ervoor, per bron en in het geheel: de kans op een initiatief, "
        "de andere labels en de woorden. Kijkt alleen in de database. Vanaf een index van "
        "0,10 staat er let op, vanaf 0,25 alarm, als het geen toeval kan zijn.",
    )  # fmt: skip
    drift.add_argument("--weeks", type=int, default=WEEKS, metavar="N",
                       help=f"zo veel weken ervoor (anders {WEEKS})")  # fmt: skip
    drift.add_argument("--format", choices=("text", "html", "json"), default="text", help="anders text")
    add_as_of(drift)
    drift.set_defaults(run=_drift)


def _register_errors(verbs: Any) -> None:
    errors = verbs.add_parser(
        "errors", help="waar het model in gebruik het mis heeft",
        description="Waar het model het zekerst was staat bovenaan. Zonder meer: op de testgemeenten van het "
        "corpus. Met --labels: waar mensen in de database iets anders zeiden. Alle teksten zijn "
        "gemaskeerd.",
    )  # fmt: skip
    errors.add_argument("--labels", action="store_true", help="tegen de labels van mensen in de database")
    errors.add_argument("--field", choices=FIELDS, default="", metavar="LABEL",
                        help=f"alleen dit label: {', '.join(FIELDS)}")  # fmt: skip
    errors.add_argument(
        "--slice", default="", metavar="KANAAL", help="alleen dit kanaal, of met --labels deze bron"
    )
    errors.add_argument("--direction", choices=[d.value for d in Direction], default="", metavar="RICHTING",
                        help=", ".join(Direction))  # fmt: skip
    errors.add_argument("--limit", type=int, default=20, metavar="N", help="hoeveel (anders 20)")
    errors.add_argument("--format", choices=("text", "json"), default="text", help="anders text")
    add_as_of(errors)
    errors.set_defaults(run=_errors)


def _register_floors(verbs: Any) -> None:
    floors = verbs.add_parser(
        "floors", help="de ondergrenzen waar het model van het corpus niet onder mag zakken",
        description="Meet het meegeleverde corpus op de testgemeenten en noemt wat onder zijn ondergrens "
        "ligt. Met --write worden de ondergrenzen opnieuw vastgelegd; omlaag gaat alleen met "
        "een reden, en die blijft in het bestand staan.",
    )  # fmt: skip
    floors.add_argument("--write", action="store_true", help="opnieuw vastleggen")
    floors.add_argument("--because", default="", metavar="REDEN", help="waarom een ondergrens omlaag mag")
    floors.set_defaults(run=_floors)


def _drift(options: argparse.Namespace) -> None:
    from frontdesk import quality as shown
    from pipeline.tools import Tools

    if not 1 <= options.weeks <= MOST_WEEKS:
        raise InputError(f"--weeks {options.weeks} kan niet. Kies 1 tot en met {MOST_WEEKS}.")
    settings = settings_of(options)
    with Tools(settings) as tools, opened(settings) as store, store.begin() as db:
        found = tools.week(db, moment(options, settings), options.weeks)
    if options.format == "json":
        print(json.dumps(to_plain(found), ensure_ascii=False, indent=1))
    else:
        print({"text": shown.text, "html": shown.html}[options.format](found, settings), end="")


def _errors(options: argparse.Namespace) -> None:
    from pipeline.quality import in_corpus, in_store

    if options.limit < 1:
        raise InputError(f"--limit {options.limit} kan niet. Vraag er minstens één.")
    settings = settings_of(options)
    if options.labels:
        now, who = moment(options, settings), getpass.getuser()
        with opened(settings) as store, store.begin() as db:
            every = worst(in_store(db, now, settings.zone), options.field, options.slice, options.direction)
            chosen, total = every[: options.limit], len(every)
            for document in dict.fromkeys(m.document for m in chosen):
                record = f"document {document}"
                db.humans.note(now, who, "bekeken om fouten te zoeken", record, settings.processing.purpose)
    else:
        chosen, total = in_corpus(settings, options.field, options.slice, options.direction, options.limit)
    if options.format == "json":
        print(
            json.dumps(
                [{**to_plain(m), "direction": m.direction} for m in chosen], ensure_ascii=False, indent=1
            )
        )
    else:
        print("\n\n".join(map(_told, chosen)))
    print(f"{len(chosen)} van {total} fouten.", file=sys.stderr)


def _told(mistake: Mistake) -> str:
    from frontdesk import reasons

    said = f"{mistake.field}: mensen zeggen {spell(mistake.truth)}, het model zegt {spell(mistake.found)}"
    chance = "" if mistake.probability is None else f", kans {mistake.probability:.2f}".replace(".", ",")
    head = f"{said} ({mistake.direction}{chance})"
    why = f"reden: {reasons.told(mistake.reason)}" if mistake.reason else ""
    answers = f"antwoord op: {mistake.context}" if mistake.context else ""
    parts = (f"{mistake.document} · {mistake.channel}", head, why, mistake.title, mistake.text, answers)
    return "\n".join(filter(None, parts))


def _floors(options: argparse.Namespace) -> int:
    from models.floors import failures, load
    from pipeline.quality import measured, pin_floors

    settings = settings_of(options)
    if options.write:
        now = utc_now()
        _list_floors(pin_floors(settings, options.because, local_day(now, settings.zone)))
        return 0
    pinned = load()
    if pinned is None:
        raise InputError("Er zijn nog geen ondergrenzen. Leg ze vast met `voorkant model floors --write`.")
    _list_floors(pinned)
    wrong = failures(pinned, *measured(settings))
    for sentence in wrong:
        print(sentence, file=sys.stderr)
    return 1 if wrong else 0


def _list_floors(pinned: Floors) -> None:
    print(f"{'label':<24}{'deel':<22}{'n':>6}{'cijfer':>8}{'minstens':>10}")
    for f in pinned.floors:
        print(f"{f.field:<24}{f.slice:<22}{f.documents:>6}{f.figure:>8.3f}{f.floor:>10.3f}")
    for change in pinned.changes:
        print(f"{change.at}: {len(change.lowered)} omlaag, omdat: {change.because}")


def _curve(options: argparse.Namespace) -> None:
    from pipeline.quality import learning_curve

    examples, never = examples_of(options.corpus), set[str]()
    if options.config.is_dir():  # measuring the shipped corpus needs no configuration
        settings = settings_of(options)
        examples += own_labels(options, settings).learned
        never = {settings.municipality}
    points = [p for share in learning_curve(examples, never) for p in share]
    if options.svg:
        _draw(points, options.svg)
    if options.json:
        for point in points:
            print(json.dumps(to_plain(point)))
        return
    shares = sorted({p.share for p in points})
    print(f"{'label':<16}" + "".join(f"{share:>8.0%}" for share in shares))
    for field in LABEL_FIELDS:
        print(f"{field:<16}" + "".join(f"{p.f1:>8.3f}" for p in points if p.field == field))


def _draw(points: Sequence[CurvePoint], file: Path) -> None:
    from frontdesk.quality_charts import curve_svg

    try:
        file.write_text(curve_svg(points), "utf-8")
    except OSError as error:
        raise InputError(f"{file} is niet te schrijven ({error.strerror}). Kies een andere plek.") from None
