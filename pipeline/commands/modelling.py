"""model train, evaluate, list, card, promote, rollback."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from pathlib import Path
from typing import Any

from pipeline.commands.common import settings_of
from voorkant.clock import utc_now
from voorkant.errors import InputError


def register(commands: Any) -> None:
    """Add the commands."""
    room = commands.add_parser("model", help="de classificaties: trainen, meten, in gebruik nemen")
    verbs = room.add_subparsers(dest="verb", required=True, metavar="wat")
    train = verbs.add_parser("train", help="trainen op het meegeleverde corpus en eigen labels")
    train.add_argument(
        "--corpus", type=Path, action="append", default=[], metavar="MAP", help="nog een map met .jsonl"
    )
    train.add_argument(
        "--shipped", action="store_true", help="alleen het model bij de software maken (bij installatie)"
    )
    train.set_defaults(run=_train)
    evaluate = verbs.add_parser(
        "evaluate", help="meten op gemeenten waar niet op geleerd is (kruisvalidatie)"
    )
    evaluate.add_argument("--corpus", type=Path, action="append", default=[], metavar="MAP")
    evaluate.add_argument(
        "--on",
        type=Path,
        metavar="MAP",
        help="het model in gebruik meten op gelabelde documenten in deze map",
    )
    evaluate.add_argument("--json", action="store_true")
    evaluate.set_defaults(run=_evaluate)
    verbs.add_parser("list", help="alle modellen").set_defaults(run=_list)
    card = verbs.add_parser("card", help="de modelkaart")
    card.add_argument("version", nargs="?")
    card.set_defaults(run=_card)
    promote = verbs.add_parser("promote", help="een model in gebruik nemen")
    promote.add_argument("version")
    promote.set_defaults(run=_promote)
    verbs.add_parser("rollback", help="terug naar het vorige model").set_defaults(run=_rollback)


def _examples(folders: list[Path]) -> Any:
    from models import corpus

    for folder in folders:
        if not folder.is_dir():
            raise InputError(f"{folder} is geen map. Geef een map met .jsonl-bestanden.")
    return [e for folder in (corpus.CORPORA, *folders) for e in corpus.load(folder)]


def _only(folder: Path) -> Any:
    from models import corpus

    found = corpus.load(folder) if folder.is_dir() else []
    if not found:
        raise InputError(f"{folder} is geen map met gelabelde documenten. Geef een map met .jsonl-bestanden.")
    return found


def _train(options: argparse.Namespace) -> None:
    from models.corpus import digest
    from pipeline.modelling import load_classifier, make, ordinary_dutch, own

    if options.shipped:
        ordinary_dutch()
        print(f"Model {load_classifier().version} is klaar.", file=sys.stderr)
        return
    settings = settings_of(options)
    examples = _examples(options.corpus)
    now = utc_now()
    classifier = make(own(settings), examples, f"{now:%Y%m%d-%H%M%S}-{digest(examples)[:6]}", now)
    print(
        f"Model {classifier.version} is getraind op {len(examples)} documenten en in gebruik.",
        file=sys.stderr,
    )


def _evaluate(options: argparse.Namespace) -> None:
    from pipeline.modelling import evaluate, evaluate_on

    examples = _only(options.on) if options.on else _examples(options.corpus)
    found = evaluate_on(examples, settings_of(options)) if options.on else evaluate(examples)
    if options.json:
        print(json.dumps(found, indent=1))
        return
    how = "het model in gebruik" if options.on else "kruisvalidatie over gemeenten waar niet op geleerd is"
    print(f"{len(examples)} documenten, {how}")
    print(f"{'veld':<16}{'n':>6}{'F1':>8}{'prec.':>8}{'recall':>8}{'ECE':>8}")
    for field, f in found.items():
        print(
            f"{field:<16}{f['documents']:>6}{f['f1']:>8.3f}{f['precision']:>8.3f}{f['recall']:>8.3f}"
            f"{f['calibration_error']:>8.3f}"
        )


def _list(options: argparse.Namespace) -> None:
    from pipeline.modelling import own, shipped

    settings = settings_of(options)
    mine = own(settings).entries()
    for entry in (*shipped().entries(), *mine):
        used = entry.in_use and (entry in mine or not own(settings).in_use())
        print(f"{'*' if used else ' '} {entry.version:<28} {entry.card.get('documents', '?')} documenten")


def _card(options: argparse.Namespace) -> None:
    from pipeline.modelling import own, shipped

    registry = own(settings_of(options))
    chosen = registry if registry.in_use() else shipped()
    print(json.dumps(dict(chosen.card(options.version)), ensure_ascii=False, indent=1))


def _promote(options: argparse.Namespace) -> None:
    from pipeline.modelling import own

    own(settings_of(options)).promote(options.version, getpass.getuser(), utc_now())
    print(f"Model {options.version} is in gebruik.", file=sys.stderr)


def _rollback(options: argparse.Namespace) -> None:
    from pipeline.modelling import own

    print(f"Terug naar model {own(settings_of(options)).rollback()}.", file=sys.stderr)
