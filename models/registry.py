"""Trained models on disk: one folder a version, one of them in use. Stored with skops, never pickle."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import skops.io

from models.classifiers import Classifier, Features, Head
from models.finding import restored, state
from voorkant.errors import InputError, ModelError

_TRUSTED = ("sklearn", "numpy", "scipy")


@dataclass(frozen=True, slots=True)
class Entry:
    """One version in the registry."""

    version: str
    card: Mapping[str, Any]
    in_use: bool


class Registry:
    """The models under a folder. The file `in-use` names the promoted version, one line per promotion."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._promotions = folder / "in-use"

    def save(self, classifier: Classifier, card: Mapping[str, Any]) -> Path:
        """Write a version with its card; an existing one of that name is replaced."""
        folder = self.folder / classifier.version
        folder.mkdir(parents=True, exist_ok=True)
        heads = {field: asdict(head) for field, head in classifier.heads.items()}
        parts = {"features": classifier.features.state(), "heads": heads}
        if classifier.finder is not None:
            parts["finder"] = state(classifier.finder)
        skops.io.dump(parts, folder / "model.skops")
        (folder / "card.json").write_text(json.dumps(card, ensure_ascii=False, indent=1), "utf-8")
        return folder

    def load(self, version: str | None = None) -> Classifier:
        """The version asked for, else the one in use. Raises ModelError when there is none to read."""
        wanted = version or self.in_use()
        if wanted is None:
            raise ModelError("Er is nog geen model. Draai eerst `voorkant model train`.")
        file = self.folder / wanted / "model.skops"
        if not file.exists():
            raise ModelError(f"Model {wanted} is er niet. Kijk met `voorkant model list` welke er zijn.")
        try:
            unknown = skops.io.get_untrusted_types(file=file)
            trusted = [name for name in unknown if name.split(".")[0] in _TRUSTED]
            parts = skops.io.load(file, trusted=trusted)
        except Exception as error:  # skops raises whatever a damaged file makes it raise
            raise ModelError(
                f"Model {wanted} is onleesbaar. Draai `voorkant model train` opnieuw."
            ) from error
        heads = {
            field: Head(**{**head, "classes": tuple(head["classes"])})
            for field, head in parts["heads"].items()
        }
        finder = restored(parts["finder"]) if "finder" in parts else None
        return Classifier(Features.restored(parts["features"]), heads, wanted, finder)

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

    def promote(self, version: str, who: str, at: datetime) -> None:
        """Use this version from now on."""
        self.card(version)
        with self._promotions.open("a", encoding="utf-8") as file:
            file.write(f"{version}\t{at.isoformat()}\t{who}\n")

    def rollback(self) -> str:
        """Back to the version before; returns it. Raises InputError when there is none."""
        lines = self._lines()
        if len(lines) < 2:
            raise InputError("Er is geen eerder model om naar terug te gaan.")
        self._promotions.write_text("".join(f"{line}\n" for line in lines[:-1]), "utf-8")
        return lines[-2].split("\t")[0]

    def _lines(self) -> list[str]:
        return self._promotions.read_text("utf-8").splitlines() if self._promotions.exists() else []
