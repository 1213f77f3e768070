"""What `model train` and `model curve` learn from: the corpus that ships, own folders, own labels."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.commands.common import opened
from voorkant.clock import utc_now
from voorkant.errors import InputError, StoreError
from voorkant.settings import Settings

if TYPE_CHECKING:
    from models.corpus import Example


def add_corpus(parser: Any) -> None:
    """The option that adds folders."""
    parser.add_argument(
        "--corpus", type=Path, action="append", default=[], metavar="MAP", help="nog een map met .jsonl"
    )


def add_own(parser: Any) -> None:
    """The options that say what is learned from besides the corpus that ships."""
    add_corpus(parser)
    parser.add_argument("--no-labels", action="store_true", help="zonder de labels uit de database")


def examples_of(folders: Sequence[Path]) -> list[Example]:
    """The corpus that ships and these folders. Raises InputError for what is no folder."""
    from models import corpus

    for folder in folders:
        if not folder.is_dir():
            raise InputError(f"{folder} is geen map. Geef een map met .jsonl-bestanden.")
    return [e for folder in (corpus.CORPORA, *folders) for e in corpus.load(folder)]


@dataclass(frozen=True, slots=True)
class Own:
    """What people labelled in the store: to learn labels and names from, and the sample to measure on."""

    learned: Sequence[Example] = ()
    named: Sequence[Example] = ()
    sample: Sequence[Example] = ()


def own_labels(options: argparse.Namespace, settings: Settings) -> Own:
    """What people labelled; nothing when there is no store yet or it is not wanted."""
    return Own() if options.no_labels else labelled(settings)


def labelled(settings: Settings) -> Own:
    """What people labelled; nothing when there is no store yet."""
    from pipeline.labelling import learnable, learnable_names, measurable

    try:
        with opened(settings) as store, store.begin() as db:
            now = utc_now()
            return Own(*(of(db, settings, now) for of in (learnable, learnable_names, measurable)))
    except StoreError as error:
        print(f"Zonder eigen labels: {error}", file=sys.stderr)
        return Own()
