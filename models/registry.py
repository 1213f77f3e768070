"""Trained models on disk: one folder a version, one of them in use.

Who took a version into use, when and why stands in the database (storage/repositories/models.py), which also
keeps the cards of versions whose folder is gone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from models import stored
from models.classifiers import Classifier
from models.encoders import Encoder
from voorkant.errors import InputError, ModelError
from voorkant.plain import from_plain, to_plain
from voorkant.records import LabelValue
from voorkant.reports import Model


@dataclass(frozen=True, slots=True)
class Match:
    """What people say that a text names of one kind, and what was found, in forms that can be compared."""

    told: tuple[str, ...]
    found: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """One document of the test split: its digest, what is true, and what a model said, how surely and why.

    `named`: per kind of `voorkant.named.NAMED_FIELDS`; empty where nobody looked for names.
    """

    id: str
    pin: str
    municipality: str
    slices: tuple[str, ...]
    truth: Mapping[str, LabelValue]
    found: Mapping[str, LabelValue]
    probability: Mapping[str, float] = field(default_factory=dict)
    reason: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    named: Mapping[str, Match] = field(default_factory=dict)


class Registry:
    """The models under a folder. The last line of the file `in-use` names the version that judges.

    `encoder` gives the configured encoder to a model that was trained with one; others never ask for it.
    """

    def __init__(self, folder: Path, encoder: Callable[[], Encoder | None] = lambda: None) -> None:
        self.folder = folder
        self._encoder = encoder
        self._stack = folder / "in-use"

    def save(self, classifier: Classifier, card: Mapping[str, Any], judged: Sequence[Judged] = ()) -> Path:
        """Write a version with its card and how it judged the test split; one of that name is replaced."""
        folder = self.folder / classifier.version
        folder.mkdir(parents=True, exist_ok=True)
        stored.save(classifier, folder)
        (folder / "card.json").write_text(json.dumps(card, ensure_ascii=False, indent=1), "utf-8")
        if judged:
            self.keep_judged(classifier.version, judged)
        return folder

    def keep_judged(self, version: str, judged: Sequence[Judged]) -> None:
        """Keep how a version judged the test split, document by document."""
        lines = [json.dumps(to_plain(row), ensure_ascii=False) for row in judged]
        (self.folder / version / "judged.jsonl").write_text("\n".join(lines), "utf-8")

    def judged(self, version: str) -> list[Judged]:
        """How a version judged the test split; empty when that was not kept."""
        file = self.folder / version / "judged.jsonl"
        lines = file.read_text("utf-8").splitlines() if file.exists() else []
        return [from_plain(Judged, json.loads(line)) for line in lines]

    def load(self, version: str | None = None) -> Classifier:
        """The version asked for, else the one in use. Raises ModelError when there is none to read."""
        wanted = version or self.in_use()
        if wanted is None:
            raise ModelError("Er is nog geen model. Draai eerst `voorkant model train`.")
        return stored.load(self.folder / wanted, wanted, self._encoder)

    def entries(self) -> list[Model]:
        """All versions, oldest first."""
        cards = [(p.parent.name, json.loads(p.read_text("utf-8"))) for p in self.folder.glob("*/card.json")]
        cards.sort(key=lambda pair: (pair[1].get("trained", ""), pair[0]))
        return [Model(version, card) for version, card in cards]

    def card(self, version: str | None = None) -> Mapping[str, Any]:
        """The card of a version, or of the one in use."""
        wanted = version or self.in_use()
        entry = next((e for e in self.entries() if e.version == wanted), None)
        if entry is None:
            raise InputError(f"Model {wanted} is er niet. Kijk met `voorkant model list` welke er zijn.")
        return entry.card

    def in_use(self) -> str | None:
        """The promoted version."""
        taken = self._taken()
        return taken[-1] if taken else None

    def promote(self, version: str) -> None:
        """Use this version from now on."""
        self.card(version)
        self._take([*self._taken(), version])

    def before(self) -> str | None:
        """The version that a rollback goes back to, if any: the last one before whose folder is still there.

        Raises InputError when no version is in use.
        """
        kept = self._kept()
        return kept[-1] if kept else None

    def rollback(self) -> None:
        """Use the version `before` from now on, or none."""
        self._take(self._kept())

    def _kept(self) -> list[str]:
        taken = self._taken()
        if not taken:
            raise InputError("Er is geen eigen model in gebruik, dus er is niets om van terug te gaan.")
        return [v for v in taken[:-1] if (self.folder / v / "card.json").exists()]

    def _taken(self) -> list[str]:
        """All versions that were taken into use and not rolled back, oldest first."""
        lines = self._stack.read_text("utf-8").splitlines() if self._stack.exists() else []
        return [line.partition("\t")[0] for line in lines]  # older software wrote more on a line

    def _take(self, versions: Sequence[str]) -> None:
        part = self._stack.with_suffix(".part")
        part.write_text("".join(f"{v}\n" for v in versions), "utf-8")
        part.replace(self._stack)  # whole or not at all: nothing judges without it
