"""model train, evaluate, compare, promote, rollback, list, card (the rest of `model` is in quality.py)."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.commands import quality
from pipeline.commands.common import emit, json_lines, opened, settings_of
from pipeline.commands.learning import add_corpus, add_own, examples_of, labelled, own_labels
from voorkant.clock import utc_now
from voorkant.errors import InputError, StoreError
from voorkant.plain import to_plain
from voorkant.reports import Model, Promotion
from voorkant.settings import Settings

if TYPE_CHECKING:
    from models.corpus import Example


def register(commands: Any) -> None:
    """Add the commands."""
    room = commands.add_parser("model", help="de classificaties: trainen, meten, in gebruik nemen")
    verbs = room.add_subparsers(dest="verb", required=True, metavar="wat")
    _register_train(verbs)
    _register_evaluate(verbs)
    compare = verbs.add_parser(
        "compare", help="twee modellen naast elkaar: is het verschil echt?",
        description="F1 per label en per deel van dezelfde testdocumenten, uit gemeenten waar geen van "
        "beide van leerde; van hostile ook de recall, het deel van de dreigementen dat het model ziet. Het "
        "verschil (B min A) staat er met het gebied waar het in 95 van de 100 gevallen in ligt; een * "
        "betekent dat het geen toeval is, SLECHTER dat `model promote` B om deze regel weigert.",
    )  # fmt: skip
    compare.add_argument("a", metavar="A", help="een versie uit `voorkant model list`")
    compare.add_argument("b", metavar="B", help="een andere versie")
    compare.add_argument("--json", action="store_true", help="als JSON-regels")
    compare.set_defaults(run=_compare)
    verbs.add_parser("list", help="alle modellen").set_defaults(run=_list)
    card = verbs.add_parser("card", help="de modelkaart: data, code, cijfers, wie het in gebruik nam")
    card.add_argument("version", nargs="?")
    card.set_defaults(run=_card)
    promote = verbs.add_parser(
        "promote", help="een model in gebruik nemen",
        description="Weigert een model dat ergens slechter is dan het model in gebruik, tenzij u zegt "
        "waarom.",
    )  # fmt: skip
    promote.add_argument("version")
    promote.add_argument(
        "--because", default="", metavar="REDEN", help="waarom toch, al is het ergens slechter"
    )
    promote.set_defaults(run=_promote)
    verbs.add_parser("rollback", help="terug naar het vorige model").set_defaults(run=_rollback)
    quality.register(verbs)


def _register_train(verbs: Any) -> None:
    train = verbs.add_parser(
        "train", help="trainen op het meegeleverde corpus en eigen labels",
        description="Traint zonder de testgemeenten en meet daarop. Het nieuwe model is daarna nog niet in "
        "gebruik: vergelijk het, en neem het in gebruik met `voorkant model promote`.",
    )  # fmt: skip
    add_own(train)
    train.add_argument(
        "--shipped", action="store_true", help="alleen het model bij de software maken (bij installatie)"
    )
    train.set_defaults(run=_train)


def _register_evaluate(verbs: Any) -> None:
    evaluate = verbs.add_parser(
        "evaluate", help="meten op gemeenten waar niet op geleerd is (kruisvalidatie)"
    )
    add_corpus(evaluate)
    evaluate.add_argument(
        "--on",
        type=Path,
        metavar="MAP",
        help="het model in gebruik meten op gelabelde documenten: een map, of wat `label export` schreef",
    )
    evaluate.add_argument(
        "--own", action="store_true",
        help="het model in gebruik meten op de eigen steekproef: wat `label next` willekeurig koos",
    )  # fmt: skip
    evaluate.add_argument(
        "--no-encoder", action="store_true", help="kruisvalidatie zonder de encoder uit voorkant.yaml"
    )
    evaluate.add_argument("--json", action="store_true")
    evaluate.set_defaults(run=_evaluate)


def _to_measure_on(options: argparse.Namespace) -> list[Example]:
    """The documents that the model in use is measured on. Raises InputError when there are none."""
    settings = settings_of(options)
    if options.on:
        return _only(options.on, settings.municipality)
    sample = list(labelled(settings).sample)
    if not sample:
        raise InputError(
            "Van de eigen steekproef is nog niets gelabeld. `voorkant label next` kiest een op de vijf "
            "documenten willekeurig: label die mee."
        )
    return sample


def _only(place: Path, municipality: str) -> list[Example]:
    """Documents in a folder or file, as a corpus has them or as `label export` writes them."""
    from models import corpus
    from pipeline.labelling import exported

    files = sorted(place.glob("*.jsonl")) if place.is_dir() else [place] if place.is_file() else []
    rows = [row for file in files for row in json_lines(str(file))]
    ours = any("labeller" in row for _, row in rows)
    found = exported(rows, municipality) if ours else corpus.load(place) if place.is_dir() else []
    if not found:
        raise InputError(
            f"In {place} staan geen gelabelde documenten. Geef een map met .jsonl-bestanden, of een bestand "
            "van `voorkant label export`."
        )
    return found


def _train(options: argparse.Namespace) -> None:
    from pipeline.modelling import in_use, load_classifier, make_own, ordinary_dutch, own

    if options.shipped:
        ordinary_dutch()
        print(f"Model {load_classifier().version} is klaar.", file=sys.stderr)
        return
    settings = settings_of(options)
    said = own_labels(options, settings)
    examples = [*examples_of(options.corpus), *said.learned]
    version = make_own(settings, examples, utc_now(), said.named, said.sample).version
    _remember(settings, version)
    card = own(settings).card(version)
    print(
        f"Model {version} is getraind op {card['documents']} documenten, waarvan {card['own_labels']} met "
        f"eigen labels. Namen en bijeenkomsten leerde het van {len(said.named)} eigen documenten erbij.\n"
        "Het is nog niet in gebruik.\n"
        f"Vergelijk:          voorkant model compare {in_use(settings)} {version}\n"
        f"Neem in gebruik:    voorkant model promote {version}",
        file=sys.stderr,
    )
    _table(card["figures"])
    if sample := card.get("own_sample"):
        print(f"\nOp de eigen steekproef ({sample['documents']} documenten waar het niet van leerde):")
        _table(sample["figures"])


def _remember(settings: Settings, version: str) -> None:
    """Keep the card in the store; without a store it is kept when the model is taken into use."""
    from pipeline.modelling import remember

    with suppress(StoreError), opened(settings) as store, store.begin() as db:  # kept when taken into use
        remember(db, settings, version)


def _evaluate(options: argparse.Namespace) -> None:
    from pipeline.modelling import evaluate, evaluate_on

    in_use = options.on or options.own
    examples = _to_measure_on(options) if in_use else examples_of(options.corpus)
    encoder = None if in_use or options.no_encoder else _encoder(options)
    found = evaluate_on(examples, settings_of(options)) if in_use else evaluate(examples, encoder)
    if options.json:
        print(json.dumps(found, indent=1))
        return
    how = "het model in gebruik" if in_use else "kruisvalidatie over gemeenten waar niet op geleerd is"
    print(f"{len(examples)} documenten, {how}{f', met encoder {encoder.name}' if encoder else ''}")
    _table(found)


def _encoder(options: argparse.Namespace) -> Any:
    """The configured encoder; measuring the shipped corpus needs no configuration."""
    from models.encoders import load_encoder

    return load_encoder(settings_of(options)) if options.config.is_dir() else None


def _table(figures: Mapping[str, Mapping[str, Any]]) -> None:
    print(f"{'veld':<16}{'n':>6}{'F1':>8}{'prec.':>8}{'recall':>8}{'ECE':>8}")
    for field, f in figures.items():
        rates = (f[name] for name in ("f1", "precision", "recall", "calibration_error"))
        told = "".join(f"{'-' if rate is None else format(rate, '.3f'):>8}" for rate in rates)
        print(f"{field:<16}{f['documents']:>6}{told}")


def _compare(options: argparse.Namespace) -> None:
    from pipeline.modelling import compare

    settings = settings_of(options)
    found = compare(settings, options.a, options.b, labelled(settings).sample)
    if options.json:
        for row in found:
            emit({**to_plain(row), "real": row.real})
        return
    print(f"A = {options.a}\nB = {options.b}\n")
    print(f"{'label':<16}{'deel':<22}{'n':>6}{'A':>8}{'B':>8}{'B - A':>9}   tussen")
    for row in found:
        mark = "SLECHTER" if row.worse else "*" if row.real else ""
        print(
            f"{row.field:<16}{row.slice:<22}{row.documents:>6}{row.a:>8.3f}{row.b:>8.3f}"
            f"{row.b - row.a:>+9.3f}   {row.low:+.3f} en {row.high:+.3f}  {mark}".rstrip()
        )


def _list(options: argparse.Namespace) -> None:
    from pipeline.modelling import in_use, own, shipped

    settings = settings_of(options)
    known, promotions = _known(settings)
    who = {p.version: f", {p.who} op {p.at:%Y-%m-%d}" for p in promotions}
    here = {e.version: e.card for e in (*shipped().entries(), *own(settings).entries())}
    gone = {m.version: m.card for m in known if m.version not in here}
    judges = in_use(settings)  # reads the corpus and the code: once
    for version, card in {**here, **gone}.items():
        star = "*" if version == judges else " "
        documents = f"{card.get('documents', '?')} documenten"
        folder = ", de map is er niet meer" if version in gone else ""
        print(f"{star} {version:<28} {documents}{who.get(version, '')}{folder}")


def _card(options: argparse.Namespace) -> None:
    from pipeline.modelling import in_use, registry_of

    settings = settings_of(options)
    version = options.version or in_use(settings)
    known, promotions = _known(settings)
    try:
        card = registry_of(settings, version).card(version)
    except InputError:
        kept = next((m for m in known if m.version == version), None)
        if kept is None:
            raise
        card = kept.card
        print(f"De map van model {version} is er niet meer. De kaart stond in de database.", file=sys.stderr)
    told = [p for p in promotions if p.version == version]
    print(json.dumps({**card, "promotions": to_plain(told)}, ensure_ascii=False, indent=1))


def _known(settings: Settings) -> tuple[list[Model], list[Promotion]]:
    """The models that the store knows of, and who took which into use; only told of without a store."""
    try:
        with opened(settings) as store, store.begin() as db:
            return db.models.all(), db.models.promotions()
    except StoreError as error:
        print(f"Alleen wat er op schijf staat: {error}", file=sys.stderr)
        return [], []


def _promote(options: argparse.Namespace) -> None:
    from pipeline.modelling import promote

    settings = settings_of(options)
    with opened(settings) as store:
        taken = Promotion(options.version, utc_now(), getpass.getuser(), options.because)
        promote(settings, store, taken, labelled(settings).sample)
    print(f"Model {options.version} is in gebruik.", file=sys.stderr)


def _rollback(options: argparse.Namespace) -> None:
    from pipeline.modelling import rollback

    settings = settings_of(options)
    with opened(settings) as store:
        version = rollback(settings, store, getpass.getuser(), utc_now())
    print(f"Terug naar model {version}.", file=sys.stderr)
