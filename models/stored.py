"""A model as a file: arrays and texts in NumPy's own form, read without pickle (decision 0020)."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.classifiers import ALONE, Classifier, Features, Head, Joint
from models.encoders import Encoder
from nlp.finder import Finder, Weighed
from nlp.spans import Tagger
from voorkant.errors import ModelError

FILE = "model.npz"
_SEPARATOR = "/"


def save(classifier: Classifier, folder: Path) -> None:
    """Write a model into a folder that exists."""
    parts: dict[str, Any] = {"features": classifier.features.state()}
    for field, head in classifier.heads.items():
        parts[f"head.{field}"] = {
            # true and false are kept as such, words as words
            "classes": np.array(head.classes),
            "weights": head.weights,
            "bias": head.bias,
            "sharpness": head.sharpness,
        }
    joint = classifier.joint
    parts["joint"] = {
        "fields": "\n".join(joint.weights),
        "weights": np.array(list(joint.weights.values())),
        "bias": joint.bias,
    }
    if classifier.finder is not None:
        parts |= {f"finder.{name}": found for name, found in _finder_state(classifier.finder).items()}
    np.savez_compressed(
        folder / FILE,
        allow_pickle=False,
        **{f"{part}{_SEPARATOR}{key}": _array(v) for part, row in parts.items() for key, v in row.items()},
    )


def _array(value: object) -> NDArray[Any]:
    """Texts as bytes: NumPy would give every letter four."""
    if isinstance(value, str):
        return np.frombuffer(value.encode(), dtype=np.uint8)
    return np.asarray(value)


def load(folder: Path, version: str, configured: Callable[[], Encoder | None] = lambda: None) -> Classifier:
    """The model in a folder. Raises ModelError when the file is missing or damaged.

    A model that was trained with an encoder asks for the `configured` one, and refuses another.
    """
    if not (folder / FILE).exists():
        raise ModelError(f"Model {version} is er niet. Kijk met `voorkant model list` welke er zijn.")
    try:
        with np.load(folder / FILE, allow_pickle=False) as file:
            parts = _nested({name: file[name] for name in file.files})
            return _classifier(parts, version, _encoder(version, parts["features"], configured))
    except (OSError, ValueError, KeyError, EOFError, UnicodeDecodeError, zipfile.BadZipFile) as error:
        raise ModelError(f"Model {version} is onleesbaar. Draai `voorkant model train` opnieuw.") from error


def _nested(found: Mapping[str, NDArray[Any]]) -> dict[str, dict[str, Any]]:
    parts: dict[str, dict[str, Any]] = {}
    for name, value in found.items():
        part, key = name.split(_SEPARATOR, 1)
        parts.setdefault(part, {})[key] = value.tobytes().decode() if value.dtype == np.uint8 else value
    return parts


def _encoder(
    version: str, features: Mapping[str, Any], configured: Callable[[], Encoder | None]
) -> Encoder | None:
    """The configured encoder, when the model was trained with it."""
    if "encoder" not in features:
        return None
    name, dimension = features["encoder"], int(features["dimension"])
    encoder = configured()
    if encoder is None or (encoder.name, encoder.dimension) != (name, dimension):
        now = f"{encoder.name} ({encoder.dimension})" if encoder else "geen"
        raise ModelError(
            f"Model {version} is getraind met encoder {name} ({dimension}), maar ingesteld is {now}. Zet "
            "model.encoder in voorkant.yaml terug, of train opnieuw met `voorkant model train`."
        )
    return encoder


def _classifier(parts: Mapping[str, Mapping[str, Any]], version: str, encoder: Encoder | None) -> Classifier:
    heads = {
        name.removeprefix("head."): Head(
            tuple(head["classes"].tolist()), head["weights"], head["bias"], float(head["sharpness"])
        )
        for name, head in parts.items()
        if name.startswith("head.")
    }
    found = {n.removeprefix("finder."): part for n, part in parts.items() if n.startswith("finder.")}
    return Classifier(
        Features.restored(parts["features"], encoder),
        heads,
        version,
        _finder(found) if found else None,
        _joint(parts["joint"]) if "joint" in parts else ALONE,  # models from before had none
    )


def _joint(state: Mapping[str, Any]) -> Joint:
    weights = dict(zip(state["fields"].split("\n"), state["weights"].tolist(), strict=True))
    return Joint(weights, float(state["bias"]))


def _finder_state(finder: Finder) -> dict[str, Any]:
    """What was learned, as texts (a sign a line) and arrays: quick to store and to read."""
    found: dict[str, Any] = {}
    taggers = {"names": finder.tagger, "persons": finder.persons}
    for field, tagger in taggers.items():
        if tagger is None:
            continue
        found[field] = {
            "signs": "\n".join(tagger.signs),
            "weights": tagger.weights,
            "steps": np.array(tagger.steps),
            "caution": tagger.caution,
        }
    judge = finder.is_gathering
    weights = np.array(list(judge.weights.values()), dtype=np.float32)
    found["gatherings"] = {"signs": "\n".join(judge.weights), "weights": weights, "bias": judge.bias}
    return found


def _finder(found: Mapping[str, Any]) -> Finder:
    """The finder that gave this state."""
    judge = found["gatherings"]
    weights = dict(zip(judge["signs"].split("\n"), judge["weights"].tolist(), strict=True))
    return Finder(
        _tagger(found["names"]),
        Weighed(weights, float(judge["bias"])),
        _tagger(found["persons"]) if "persons" in found else None,
    )


def _tagger(found: Mapping[str, Any]) -> Tagger:
    steps, caution = found["steps"].tolist(), float(found["caution"])
    return Tagger(found["signs"].split("\n"), found["weights"], steps, caution)
