"""Which model judges: the municipality's own, else the one made at set-up from the corpus that ships.

What is used is what was judged: no model learns from the test split (decision 0041).
"""

from __future__ import annotations

import json
import math
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from importlib.metadata import version as installed
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models import classifiers, corpus
from models.classifiers import Classifier
from models.encoders import Encoder, load_encoder
from models.registry import Judged, Registry
from networks.terms import Background, background, counted
from nlp.finder import Finder
from nlp.masking import Masker
from voorkant.clock import utc_now
from voorkant.errors import InputError
from voorkant.plain import from_plain, to_plain
from voorkant.records import LABEL_FIELDS
from voorkant.reports import Model, Promotion
from voorkant.settings import Settings

if TYPE_CHECKING:  # scikit-learn takes a second to import: only who trains or judges pays
    from models.evaluation import Figures
    from models.judging import Difference
    from storage.store import Database, Store  # `try` needs no database

_CHECKOUT = Path(__file__).parents[1] / "models"
#: examples of which one process counts the words at a time
SHARE = 2000
#: the channel of what a municipality labelled itself
OWN = "eigen"
#: the slice of the own sample that is measured on
OWN_SLICE = "eigen steekproef"


def shipped() -> Registry:
    """The models made from the corpus that ships: in the checkout, or in the cache when that is read-only."""
    writable = os.access(_CHECKOUT, os.W_OK)
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "voorkant"
    return Registry(_CHECKOUT / "trained" if writable else cache / "trained")


def own(settings: Settings) -> Registry:
    """The municipality's own models."""
    return Registry(settings.state_dir / "models", lambda: load_encoder(settings))


def load_classifier(settings: Settings | None = None) -> Classifier:
    """The municipality's promoted model, else the shipped one (made now when this corpus has none yet)."""
    if settings is not None and own(settings).in_use():
        return own(settings).load()
    registry = shipped()
    wanted = shipped_version()
    if all(entry.version != wanted for entry in registry.entries()):
        make(registry, corpus.load(), wanted, utc_now())
    return registry.load(wanted)


def ordinary_dutch() -> Background:
    """How often ordinary documents have each term; counted once per corpus, kept beside its model."""
    file = shipped().folder / f"woorden-{shipped_version()}.json"
    if not file.exists():
        from joblib import Parallel, delayed  # half a second, which only who counts pays

        examples = corpus.load()
        shares = [examples[n : n + SHARE] for n in range(0, len(examples), SHARE)]
        counts = Parallel(n_jobs=-1)(delayed(_words_of)(share) for share in shares)
        ordinary = background(len(examples), counts)
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(f".{os.getpid()}")
        part.write_text(json.dumps(to_plain(ordinary), ensure_ascii=False), "utf-8")
        part.replace(file)
    return from_plain(Background, json.loads(file.read_text("utf-8")))


def _words_of(examples: Sequence[corpus.Example]) -> Counter[str]:
    mask = Masker(()).mask
    return counted([(mask(e.title), mask(e.text)) for e in examples])


def shipped_version() -> str:
    """Names the corpus and the code that make the shipped model, cheaply: a digest of the files."""
    return f"basis-{_digest([*sorted(corpus.CORPORA.glob('*.jsonl')), *_code()])}"


def _code() -> list[Path]:
    """The files that say how a model is made."""
    return [
        *sorted(_CHECKOUT.glob("*.py")),
        *sorted((_CHECKOUT / "data").glob("*.txt")),
        *sorted((_CHECKOUT.parent / "nlp").glob("*.py")),
        *sorted((_CHECKOUT.parent / "nlp" / "data").iterdir()),
        _CHECKOUT.parent / "networks" / "terms.py",
    ]


def _digest(files: Sequence[Path]) -> str:
    digest = sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def make(registry: Registry, examples: list[corpus.Example], version: str, now: datetime) -> Classifier:
    """The shipped model: trained, judged on the test split, saved with its card."""
    from models import judging
    from models.training import prepared, train

    learn, test = judging.split(examples)
    lessons, unseen = [examples[n] for n in learn], [examples[n] for n in test]
    mask = Masker(()).mask
    classifier = train(lessons, mask, version)
    rows, figures = judging.judge(classifier, unseen, prepared(unseen, mask))
    registry.save(classifier, card(lessons, version, now, figures, rows), rows)
    return classifier


def make_own(
    settings: Settings,
    examples: list[corpus.Example],
    now: datetime,
    named: Sequence[corpus.Example] = (),
    sample: Sequence[corpus.Example] = (),
) -> Classifier:
    """A model of the municipality's own: judged on the test split, saved with its card, not yet in use.

    `named`: documents of which people told all places, organisations and gatherings; `sample`: own documents
    that it does not learn from, and is measured on. Its own municipality is not judged on.
    """
    from models import judging
    from models.training import fit, prepared

    version = f"{now:%Y%m%d-%H%M%S}-{corpus.digest([*examples, *named])[:6]}"
    learn, test = judging.split(examples, {settings.municipality})
    lessons = [examples[n] for n in learn]
    ready = prepared(examples, Masker(()).mask)
    encoder = load_encoder(settings)
    classifier = fit(lessons, [ready[n] for n in learn], version, encoder)
    classifier.finder = _finder(settings, named)
    rows, figures = judging.judge(classifier, [examples[n] for n in test], [ready[n] for n in test])
    told = {**card(lessons, version, now, figures, rows), "own_names": len(named)}
    if sample:
        measured = judging.judge(classifier, sample, prepared(sample, Masker(()).mask))[1]
        told["own_sample"] = {
            "documents": len(sample),
            "figures": _without_nan({f: to_plain(measured[f]) for f in LABEL_FIELDS}),
        }
    if encoder is not None:
        told["encoder"] = {"name": encoder.name, "dimension": encoder.dimension}
    own(settings).save(classifier, told, rows)
    return classifier


def _finder(settings: Settings, named: Sequence[corpus.Example]) -> Finder | None:
    """The shipped finder, or one that learned of these documents too.

    Persons it knows from the corpus alone: own texts are masked, and a name that was missed there would teach
    that it is none.
    """
    shipped_finder = load_classifier().finder
    if not named or shipped_finder is None:
        return shipped_finder
    from models import judging
    from models.finding import learn_names

    examples = corpus.load()
    learn, _ = judging.split(examples, {settings.municipality})
    lessons = [*(examples[n] for n in learn), *named]
    return replace(learn_names(lessons), persons=shipped_finder.persons)


def card(
    examples: Sequence[corpus.Example],
    version: str,
    now: datetime,
    figures: Mapping[str, Figures],
    rows: Sequence[Judged],
) -> dict[str, Any]:
    """What anyone should know of a model: data, code, parameters, figures, day, limits.

    `examples`: what it learned from; `rows`: how it judged what it is measured on.
    """
    from models import training

    return {
        "version": version,
        "trained": now.isoformat(),
        "documents": len(examples),
        "own_labels": sum(e.channel == OWN for e in examples),
        "data_digest": corpus.digest(examples),
        "municipalities": len({e.municipality for e in examples}),
        "about_initiatives": sum(e.initiative is True for e in examples),
        "code": {"voorkant": installed("voorkant"), "digest": _digest(_code())},
        "parameters": {
            "strength": dict(training.STRENGTH),
            "sharpness": dict(training.SHARPNESS),
            "naive": {"": training.NAIVE, **training.NAIVE_OF},
            "tolerance": training.TOLERANCE,
            "letter_weight": classifiers.LETTER_WEIGHT,
            "signal_weight": classifiers.SIGNAL_WEIGHT,
            "theme_floor": classifiers.THEME_FLOOR,
            "joint": {**training.JOINT.weights, "bias": training.JOINT.bias},
        },
        "figures": _without_nan(to_plain(figures)),
        "test_digest": _tested(rows),
        "figures_on": "gemeenten waar niet van geleerd is; elk label op zichzelf beoordeeld",
        "method": "logistische regressie op woorden, lettergroepen en signalen; namen met een perceptron",
        "limits": "Geleerd van korte Nederlandse teksten; ironie en verwijzingen gaan vaak mis.",
    }


def _without_nan(value: Any) -> Any:
    """None for what could not be measured: JSON, and so PostgreSQL, knows no NaN."""
    if isinstance(value, Mapping):
        return {key: _without_nan(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_without_nan(one) for one in value]
    return None if isinstance(value, float) and math.isnan(value) else value


def registry_of(settings: Settings, version: str) -> Registry:
    """Where a version is kept: among the municipality's own, else among the shipped ones."""
    mine = own(settings)
    return mine if any(entry.version == version for entry in mine.entries()) else shipped()


def in_use(settings: Settings) -> str:
    """The version that judges now."""
    return own(settings).in_use() or shipped_version()


def compare(settings: Settings, a: str, b: str, sample: Sequence[corpus.Example] = ()) -> list[Difference]:
    """Where two versions differ on the test split, and on own documents that neither learned from (`sample`).

    InputError when they cannot be compared.
    """
    from models import judging

    before, after = judged(settings, a), judged(settings, b)
    if sample:
        before, after = (
            [*rows, *_judged_own(settings, version, sample)] for version, rows in ((a, before), (b, after))
        )
    found = judging.compare(before, after)
    if not found:
        raise InputError(
            f"Modellen {a} en {b} zijn niet op dezelfde documenten gemeten. "
            "Train de oudste opnieuw met `voorkant model train`."
        )
    return found


def _judged_own(settings: Settings, version: str, sample: Sequence[corpus.Example]) -> list[Judged]:
    """How a version judges own documents. What is drawn again to tell chance is a document, not a town."""
    from models import judging
    from models.training import prepared

    classifier = registry_of(settings, version).load(version)
    rows, _ = judging.judge(classifier, sample, prepared(sample, Masker(()).mask))
    return [replace(row, municipality=row.id, slices=(OWN_SLICE,), named={}) for row in rows]


def remember(db: Database, settings: Settings, version: str) -> None:
    """The database keeps the card of a model, also when its folder is gone.

    With a version that is new to it come those that judged documents before.
    """
    if db.models.get(version):
        return
    cards = {entry.version: entry.card for entry in (*shipped().entries(), *own(settings).entries())}
    # a card of older software may hold NaN
    wanted = {version, *db.annotations.models()} & cards.keys()
    db.models.save(Model(one, _without_nan(cards[one])) for one in sorted(wanted))


def promote(
    settings: Settings, store: Store, taken: Promotion, sample: Sequence[corpus.Example] = ()
) -> None:
    """Take an own version into use. InputError when it is worse somewhere and nobody says why it must be.

    `sample`: own documents that no version learned from.
    """
    registry, version = own(settings), taken.version
    registry.card(version)
    before = in_use(settings)
    if not taken.because.strip() and before != version:
        worse = [d for d in compare(settings, before, version, sample) if d.worse]
        if worse:
            told = "; ".join(f"{d.field}, {d.slice}: van {d.a:.3f} naar {d.b:.3f}" for d in worse[:3])
            raise InputError(
                f"Model {version} is slechter dan {before} ({told}). Verbeter de labels en train opnieuw, "
                f'of zeg waarom het toch moet: `voorkant model promote {version} --because "..."`.'
            )
    with store.begin() as db:
        _note(db, settings, taken, f"model {version} in gebruik")
    registry.promote(version)  # after the commit: when the database does not take it, nothing changes


def rollback(settings: Settings, store: Store, who: str, now: datetime) -> str:
    """Back to the version before; returns it. InputError when no own version is in use."""
    registry, left = own(settings), in_use(settings)
    version = registry.before() or shipped_version()
    taken = Promotion(version, now, who, f"terug van {left}")
    with store.begin() as db:
        _note(db, settings, taken, f"terug naar model {version}")
    registry.rollback()
    return version


def _note(db: Database, settings: Settings, taken: Promotion, record: str) -> None:
    """A change of model is known in the database, and stands in the audit log (LAW 23)."""
    remember(db, settings, taken.version)
    db.models.promoted(taken)
    db.humans.note(taken.at, taken.who, "model", record, taken.because or settings.processing.purpose)


def judged(settings: Settings, version: str) -> list[Judged]:
    """How a version judged the test split. InputError when nobody kept that."""
    registry = registry_of(settings, version)
    if version == shipped_version():
        load_classifier()  # makes it, when this version was never used
    registry.card(version)
    if not (found := registry.judged(version)):
        raise InputError(
            f"Model {version} is nooit gemeten en dus niet te vergelijken. "
            "Train het opnieuw met `voorkant model train`."
        )
    return found


def _tested(rows: Sequence[Judged]) -> str:
    """Pins the documents that a model was judged on, with their labels."""
    from models.floors import digest

    return digest(f"{row.id} {row.pin}" for row in rows)


def evaluate(examples: list[corpus.Example], encoder: Encoder | None = None) -> dict[str, dict[str, Any]]:
    """Cross-validation by municipality: figures per field."""
    from models.evaluation import cross_validate

    found = cross_validate(examples, Masker(()).mask, encoder)
    told: dict[str, dict[str, Any]] = _without_nan(to_plain(found))
    return told


def evaluate_on(examples: list[corpus.Example], settings: Settings) -> dict[str, dict[str, Any]]:
    """The model in use on documents that it did not learn from: figures per field."""
    from models.evaluation import judge

    found = judge(load_classifier(settings), examples, Masker(()).mask)
    told: dict[str, dict[str, Any]] = _without_nan(to_plain(found))
    return told
