"""Trained models on disk: one folder a version, one of them in use."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from models import stored
from models.classifiers import Classifier
from models.encoders import Encoder
from voorkant.errors import InputError, ModelError
from voorkant.plain import from_plain, to_plain
from voorkant.records import LabelValue


@dataclass(frozen=True, slots=True)
class Entry:
    """One version in the registry."""

    version: str
    card: Mapping[str, Any]
    in_use: bool


@dataclass(frozen=True, slots=True)
class Promotion:
    """A version was taken into use; `because` is why it was, though worse somewhere."""

    version: str
    at: datetime
    who: str
    because: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """One document of the test split: its digest, what is true, and what a model said, how surely and why."""

    id: str
    pin: str
    municipality: str
    slices: tuple[str, ...]
    truth: Mapping[str, LabelValue]
    found: Mapping[str, LabelValue]
    probability: Mapping[str, float] = field(default_factory=dict)
    reason: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Registry:
    """The models under a folder. The file `in-use` names the promoted version, one line per promotion.

    `encoder` gives the configured encoder to a model that was trained with one; others never ask for it.
    """

    def __init__(self, folder: Path, encoder: Callable[[], Encoder | None] = lambda: None) -> None:
        self.folder = folder
        self._encoder = encoder
        self._promotions = folder / "in-use"

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

    def entries(self) -> list[Entry]:
        """All versions, oldest first."""
        cards = [(p.parent.name, json.loads(p.read_text("utf-8"))) for p in self.folder.glob("*/card.json")]
        cards.sort(key=lambda pair: (pair[1].get("trained", ""), pair[0]))
        return [Entry(version, card, version == self.in_use()) for version, card in cards]

    def card(self, version: str | None = None) -> Mapping[str, Any]:
        """The card of a version, or of the one in use."""
        wanted = version or self.in_use()
        entry = next((e for e in self.entries() if e.version == wanted), None)
        if entry is None:
            raise InputError(f"Model {wanted} is er niet. Kijk met `voorkant model list` welke er zijn.")
        return entry.card

    def in_use(self) -> str | None:
        """The promoted version."""
        lines = self._lines()
        return lines[-1].split("\t")[0] if lines else None

    def promote(self, version: str, who: str, at: datetime, because: str = "") -> None:
        """Use this version from now on."""
        self.card(version)
        why = " ".join(because.split())
        with self._promotions.open("a", encoding="utf-8") as file:
            file.write(f"{version}\t{at.isoformat()}\t{who}\t{why}\n")

    def promotions(self) -> list[Promotion]:
        """Who took which version into use and when, oldest first; what was rolled back is not in it."""
        rows = [(*line.split("\t"), "") for line in self._lines()]
        return [Promotion(v, datetime.fromisoformat(at), who, why) for v, at, who, why, *_ in rows]

    def rollback(self) -> str | None:
        """Back to the version before; returns it, or None when there was none.

        Raises InputError when no version is in use.
        """
        lines = self._lines()
        if not lines:
            raise InputError("Er is geen eigen model in gebruik, dus er is niets om van terug te gaan.")
        self._promotions.write_text("".join(f"{line}\n" for line in lines[:-1]), "utf-8")
        return self.in_use()

    def _lines(self) -> list[str]:
        return self._promotions.read_text("utf-8").splitlines() if self._promotions.exists() else []
