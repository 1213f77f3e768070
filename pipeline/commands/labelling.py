"""label next, add, import, export, agreement: what people say that documents are."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pipeline import span_formats
from pipeline.commands.common import add_as_of, emit, json_lines, moment, opened, settings_of
from pipeline.label_formats import FORMATS, doccano_labels, read, studio_interface, write
from voorkant.errors import InputError, unreadable
from voorkant.labels import LABEL_VALUES, read_pair, refuse_contradiction, spell

_LOOP = """\
zo werkt het, elke week een uurtje:
  voorkant label next --count 20 > taken.jsonl   kiest wat het meest leert
  voorkant label add DOCUMENT initiative=ja theme=energie
  voorkant label agreement                       zijn we het eens?
  voorkant model train                           leert ook van uw labels
  voorkant model compare basis-... 2026...       is het echt beter?
  voorkant model promote 2026...

Wat de labels betekenen staat in docs/labels.md. Alle teksten zijn gemaskeerd.
"""


def register(commands: Any) -> None:
    """Add the commands."""
    room = commands.add_parser(
        "label", help="documenten labelen, om de classificaties te verbeteren", epilog=_LOOP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    verbs = room.add_subparsers(dest="verb", required=True, metavar="wat")
    _register_next(verbs)
    _register_add(verbs)
    _register_files(verbs)
    agree = verbs.add_parser(
        "agreement", help="hoe eens zijn labelaars het: Krippendorffs alfa en F1",
        description="Per label: hoeveel documenten twee of meer mensen labelden, Krippendorffs alfa (1 "
        "is helemaal eens, 0 is toeval) en hoe vaak ze allemaal hetzelfde zeiden. Vanaf "
        "0,80 zijn labels betrouwbaar; onder 0,67 is de uitleg van het label niet duidelijk "
        "genoeg. Van plaatsen, organisaties en bijeenkomsten: F1, het deel van wat zij noemen "
        "dat de ander ook noemt (1 is helemaal eens).",
    )  # fmt: skip
    agree.add_argument(
        "--disagreements", action="store_true", help="waar ze het oneens zijn, als JSON-regels"
    )
    add_as_of(agree)
    agree.set_defaults(run=_agreement)


def _register_next(verbs: Any) -> None:
    parser = verbs.add_parser(
        "next", help="wat nu het beste gelabeld kan worden, en waarom",
        description="Kiest documenten waar het model over twijfelt en die niet op elkaar lijken; een op "
        "de vijf is een willekeurige steekproef. Eén regel JSON per document, met waarom "
        "het gekozen is.",
    )  # fmt: skip
    parser.add_argument("--count", type=int, default=20, metavar="N", help="hoeveel (anders 20)")
    parser.add_argument("--second", action="store_true", help="wat een ander al labelde en u nog niet")
    _add_by(parser)
    _add_format(parser)
    add_as_of(parser)
    parser.set_defaults(run=_next)


def _register_add(verbs: Any) -> None:
    values = "\n".join(f"  {f:<15} {', '.join(map(spell, v))}" for f, v in LABEL_VALUES.items())
    parser = verbs.add_parser(
        "add", help="een document labelen", formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=f"labels en hun waarden:\n{values}\n\nvoorbeeld:\n"
        "  voorkant label add 3f2a9c0d1e4b5a67 initiative=ja kind=petitie theme=verkeer",
    )  # fmt: skip
    parser.add_argument("document", help="de code uit `label next`, of het webadres")
    parser.add_argument("labels", nargs="+", metavar="label=waarde")
    _add_by(parser)
    add_as_of(parser)
    parser.set_defaults(run=_add)


def _register_files(verbs: Any) -> None:
    parser = verbs.add_parser(
        "import", help="labels uit een bestand overnemen",
        description="Alles of niets: bij een fout in het bestand verandert er niets. Nog eens hetzelfde "
        "bestand overnemen verandert ook niets. Documenten die er niet meer zijn worden "
        "geteld en overgeslagen.",
    )  # fmt: skip
    parser.add_argument("file", metavar="BESTAND", help="of - voor de standaardinvoer")
    parser.add_argument(
        "--by", metavar="NAAM", default="", help="wie labelde, als dat niet in het bestand staat"
    )
    _add_format(parser)
    add_as_of(parser)
    parser.set_defaults(run=_import)
    parser = verbs.add_parser(
        "export", help="labels met gemaskeerde tekst, ook voor andere programma's",
        description="Wat mensen labelden, zolang de tekst bewaard wordt. Wis het bestand als u klaar "
        "bent: `voorkant forget` en `voorkant retain` komen er niet bij.",
    )  # fmt: skip
    parser.add_argument("--by", metavar="NAAM", default="", help="alleen van deze labelaar")
    parser.add_argument(
        "--interface",
        action="store_true",
        help="het labelscherm voor Label Studio, of met --format doccano de labels voor doccano",
    )
    _add_format(parser)
    add_as_of(parser)
    parser.set_defaults(run=_export)


def _add_by(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by", metavar="NAAM", default="", help="wie er labelt (anders uw gebruikersnaam)")


def _add_format(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=FORMATS, default="jsonl", help="anders jsonl")


def _name(options: argparse.Namespace) -> str:
    name = " ".join(options.by.split()) or getpass.getuser()
    if not 0 < len(name) <= 100:
        raise InputError("--by moet een naam zijn van hoogstens 100 tekens.")
    return name


def _next(options: argparse.Namespace) -> None:
    from pipeline.labelling import next_tasks

    if options.count < 1:
        raise InputError(f"--count {options.count} kan niet. Vraag er minstens één.")
    settings = settings_of(options)
    now, by = moment(options, settings), _name(options)
    with opened(settings) as store, store.begin() as db:
        tasks = next_tasks(db, by, options.count, now, second=options.second)
        for task in tasks:
            purpose = settings.processing.purpose
            db.humans.note(now, by, "bekeken om te labelen", f"document {task.document}", purpose)
    for line in write(options.format, tasks):
        print(line)
    if not tasks:
        print(_nothing(options.second), file=sys.stderr)


def _nothing(second: bool) -> str:
    if second:
        return "Er is niets dat een ander al labelde en u nog niet. Laat eerst een collega labelen."
    return "Er is niets te labelen. Draai eerst `voorkant run`."


def _add(options: argparse.Namespace) -> None:
    from frontdesk.labelling import Said, keep
    from pipeline.labelling import find

    pairs = [read_pair(one, "=") for one in options.labels]
    labels = dict(pairs)
    if len(labels) < len(pairs):
        raise InputError("Eén label staat er twee keer. Geef elk label één waarde.")
    refuse_contradiction(labels)
    settings = settings_of(options)
    now, by = moment(options, settings), _name(options)
    with opened(settings) as store, store.begin() as db:
        document = find(db, options.document)
        said = Said(document.id, document.content_hash, by, labels)
        changed = keep(db, said, getpass.getuser(), settings, now)
    print(f"{changed} label(s) bewaard voor {document.id}.", file=sys.stderr)


def _import(options: argparse.Namespace) -> None:
    from pipeline.labelling import keep_all

    settings = settings_of(options)
    by = _name(options) if options.by else ""
    given = read(options.format, _rows(options), by)
    with opened(settings) as store, store.begin() as db:
        changed, gone = keep_all(db, settings, given, getpass.getuser(), moment(options, settings))
    told = f"{len(given)} {'gelabeld document' if len(given) == 1 else 'gelabelde documenten'}"
    print(f"{changed} label(s) nieuw of veranderd, uit {told}.", file=sys.stderr)
    if gone:
        print(f"{gone} overgeslagen: die documenten zijn er niet (meer).", file=sys.stderr)


def _rows(options: argparse.Namespace) -> Iterator[tuple[str, dict[str, Any]]]:
    """(place, row) of a file: a line each, or for Label Studio an element of the list each."""
    if options.format != "label-studio":
        yield from json_lines(options.file)
        return
    name = "standaardinvoer" if options.file == "-" else options.file
    try:
        data = sys.stdin.buffer.read() if options.file == "-" else Path(options.file).read_bytes()
        tasks = json.loads(data.decode("utf-8-sig"))
    except OSError as error:
        raise unreadable(name, error) from None
    except json.JSONDecodeError as error:
        raise InputError(f"{name}, regel {error.lineno}: geen geldige JSON. Exporteer het opnieuw.") from None
    except (ValueError, RecursionError):
        raise InputError(f"{name}, regel 1: geen geldige JSON. Exporteer het opnieuw.") from None
    if not isinstance(tasks, list) or not all(isinstance(task, dict) for task in tasks):
        raise InputError(f"{name}, regel 1: geen lijst van taken. Kies in Label Studio de export JSON.")
    yield from ((f"{name}, taak {n}", task) for n, task in enumerate(tasks, start=1))


def _export(options: argparse.Namespace) -> None:
    from pipeline.labelling import labelled_tasks

    if options.interface:
        print(_interface(options.format))
        return
    settings = settings_of(options)
    now = moment(options, settings)
    with opened(settings) as store, store.begin() as db:
        tasks = labelled_tasks(db, now, options.by)
        note = f"labels van {len(tasks)} documenten"
        db.humans.note(now, getpass.getuser(), "label export", note, settings.processing.purpose)
    for line in write(options.format, tasks):
        print(line)


def _interface(form: str) -> str:
    """How a tool is told our labels; Label Studio's unless another tool is named."""
    if form.startswith("prodigy"):
        raise InputError("Prodigy leest de labels uit de taken zelf. Laat --interface weg.")
    told = {"doccano": doccano_labels, "doccano-spans": span_formats.doccano_labels}
    return told.get(form, studio_interface)()


def _agreement(options: argparse.Namespace) -> None:
    from pipeline.labelling import agreement, disagreements, human_labels, present_names
    from pipeline.marking import divided, overlap

    settings = settings_of(options)
    now = moment(options, settings)
    with opened(settings) as store, store.begin() as db:
        labels, names = human_labels(db, now), present_names(db, now)
    if options.disagreements:
        for document, field, said in (*disagreements(labels), *divided(names)):
            emit({"document": document, "field": field, "labels": dict(said)})
        return
    _table("alfa", [(row.field, row.documents, row.alpha, row.equal) for row in agreement(labels)])
    print()
    _table("F1", [(row.field, row.documents, row.f1, row.equal) for row in overlap(names)])


def _table(measure: str, rows: Iterable[tuple[str, int, float | None, float]]) -> None:
    """How far labellers agree, a line for each field; a dash where nothing can be said."""
    print(f"{'label':<16}{'documenten':>11}{measure:>8}{'gelijk':>9}")
    for field, documents, figure, equal in rows:
        told = "-" if figure is None else f"{figure:.2f}"
        print(f"{field:<16}{documents:>11}{told:>8}{f'{equal:.0%}' if documents else '-':>9}")
