"""How far an export agrees with a truth: pure functions over exported rows (DESIGN.md) and truth records.

Documents are told apart by the town's ids; `Export.id_of` turns an exported URL into one. A document that
is clearly about a second initiative too (`also`) counts as right under either.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Any

from sklearn.metrics import adjusted_mutual_info_score

from demo.documents import ZONE
from voorkant.vocabulary import Kind, Lifestyle, Phase, RelationKind, Stance, Theme

#: an exported initiative is about a true one when so much of it is from that one,
PURE = 0.5
#: and it stands for it when it holds so much of that one
COVERS = 0.3
#: an alert so many days after the growth still counts as being about it
GRACE = timedelta(days=3)

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DocumentTruth:
    """What is true of one document. `published` in local time."""

    id: str
    published: datetime
    initiative: str | None
    also: tuple[str, ...]
    kind: Kind | None
    theme: Theme | None
    phase: Phase | None
    stance: Stance | None
    call_to_action: bool
    hostile: bool

    @property
    def about(self) -> frozenset[str]:
        """The keys of all initiatives that it is about."""
        return frozenset((self.initiative, *self.also)) if self.initiative else frozenset()


@dataclass(frozen=True, slots=True)
class InitiativeTruth:
    """One true initiative. `start` is the day of its first document; no growth is None."""

    key: str
    name: str
    kind: Kind
    theme: Theme
    network: str
    start: date
    growth_from: date | None
    growth_to: date | None


@dataclass(frozen=True, slots=True)
class PhaseTruth:
    """From a day on, an initiative is in a phase."""

    initiative: str
    phase: Phase
    since: date


@dataclass(frozen=True, slots=True)
class RelationTruth:
    """How one network stands to another."""

    origin: str
    target: str
    kind: RelationKind


@dataclass(frozen=True, slots=True)
class Truth:
    """All that is true of the town; mappings by id, key and network."""

    documents: Mapping[str, DocumentTruth]
    initiatives: Mapping[str, InitiativeTruth]
    phases: tuple[PhaseTruth, ...]
    networks: Mapping[str, Lifestyle]
    relations: frozenset[RelationTruth]

    def phase_on(self, initiative: str, day: date) -> Phase | None:
        """The phase of an initiative on a day."""
        passed = [p for p in self.phases if p.initiative == initiative and p.since <= day]
        return max(passed, key=lambda p: p.since).phase if passed else None


@dataclass(frozen=True, slots=True)
class Export:
    """What the product says at `as_of`: exported rows, and when each initiative first appeared (by id)."""

    as_of: datetime
    id_of: Callable[[str], str | None]
    initiatives: Sequence[Row] = ()
    documents: Sequence[Row] = ()
    networks: Sequence[Row] = ()
    relations: Sequence[Row] = ()
    alerts: Sequence[Row] = ()
    appeared: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scores:
    """Precision, recall and their harmonic mean, 0 to 1; None where nothing was said or nothing is true."""

    precision: float | None
    recall: float | None

    @property
    def f1(self) -> float | None:
        """The harmonic mean; None when either is unknown."""
        if self.precision is None or self.recall is None:
            return None
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Share:
    """So many good of so many."""

    good: int
    all: int


@dataclass(frozen=True, slots=True)
class Delay:
    """Median days from the first and second document to appearing; None when none appeared.

    `in_time`: those in view within a day of their second document, of all that have two.
    """

    first: float | None
    second: float | None
    in_time: Share


@dataclass(frozen=True, slots=True)
class AlertScores:
    """`true` and `false` count alerts, `caught` growths; `silent` are keys; `days` is a median."""

    true: int
    false: int
    caught: int
    silent: tuple[str, ...]
    days: float | None


@dataclass(frozen=True, slots=True)
class Measures:
    """All measures. `found` maps a true initiative to the exported one that covers it best."""

    found: Mapping[str, str]
    missed: tuple[str, ...]
    false: int
    double: int
    grouping: Scores
    documents: Scores
    delay: Delay
    phase: Share
    kind: Share
    theme: Share
    networks: float | None
    relations: Scores
    alerts: AlertScores


@dataclass(frozen=True, slots=True)
class Match:
    """An exported initiative against the truth: the true one that most of its documents are about."""

    id: str
    key: str | None
    #: share of its documents that are about `key`
    pure: float
    #: share of the documents of `key` that it holds
    covers: float


def measure(export: Export, truth: Truth) -> Measures:
    """All measures of an export as of its moment; what is true later does not count."""
    truth = until(truth, export.as_of)
    groups = members(export)
    matches = [match(name, ids, truth) for name, ids in groups.items()]
    found = best(matches)
    rows = {str(r["id"]): r for r in export.initiatives}
    pairs = [(rows[name], truth.initiatives[key]) for key, name in found.items()]
    day = export.as_of.astimezone(ZONE).date()
    pure = [m for m in matches if m.key and m.pure >= PURE]
    return Measures(
        found=found,
        missed=tuple(k for k in truth.initiatives if k not in found),
        false=len(matches) - len(pure),
        double=len(pure) - len({m.key for m in pure}),
        grouping=bcubed(truth_classes(truth), clusters(groups)),
        documents=document_scores(export, truth),
        delay=delays(matches, export.appeared, truth),
        phase=agreeing((value(row, "phase"), truth.phase_on(t.key, day)) for row, t in pairs),
        kind=agreeing((value(row, "kind"), t.kind) for row, t in pairs),
        theme=agreeing((value(row, "theme"), t.theme) for row, t in pairs),
        networks=network_agreement(found, rows, truth),
        relations=relation_scores(export, matches, truth),
        alerts=alert_scores(export, matches, truth),
    )


def value(row: Row, name: str) -> Any:
    """The value of a closed label, whether it comes with its probability or bare."""
    found = row.get(name)
    return found.get("value") if isinstance(found, Mapping) else found


def until(truth: Truth, moment: datetime) -> Truth:
    """The truth without what comes after a moment."""
    documents = {k: d for k, d in truth.documents.items() if d.published <= moment}
    begun = {d.initiative for d in documents.values()}
    return Truth(
        documents=documents,
        initiatives={k: i for k, i in truth.initiatives.items() if k in begun},
        phases=truth.phases,
        networks=truth.networks,
        relations=truth.relations,
    )


def members(export: Export) -> dict[str, list[str]]:
    """The town's ids of the documents of every exported initiative."""
    found = {
        str(row["id"]): [export.id_of(str(d["url"])) for d in row.get("documents", ())]
        for row in export.initiatives
    }
    return {name: [i for i in ids if i] for name, ids in found.items()}


def match(name: str, ids: Sequence[str], truth: Truth) -> Match:
    """The true initiative that most documents of an exported one are about."""
    about = [truth.documents[i].about for i in ids if i in truth.documents]
    votes = Counter(key for keys in about for key in sorted(keys) if key in truth.initiatives)
    if not votes:
        return Match(name, None, 0.0, 0.0)
    key, number = votes.most_common(1)[0]
    own = {d.id for d in truth.documents.values() if d.initiative == key}
    return Match(name, key, number / len(ids), len(own & set(ids)) / len(own))


def best(matches: Iterable[Match]) -> dict[str, str]:
    """Each true initiative that is found, with the exported one that covers most of it."""
    good = [m for m in matches if m.key and m.pure >= PURE and m.covers >= COVERS]
    return {m.key: m.id for m in sorted(good, key=lambda m: (m.covers, m.id)) if m.key}


def truth_classes(truth: Truth) -> dict[str, str]:
    """The class of every document: its initiative, or itself when it is about none."""
    return {d.id: d.initiative or f"- {d.id}" for d in truth.documents.values()}


def clusters(groups: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """The exported initiative of every document that has one."""
    return {i: name for name, ids in groups.items() for i in ids}


def bcubed(classes: Mapping[str, str], found: Mapping[str, str]) -> Scores:
    """BCubed precision and recall (Bagga and Baldwin 1998) over documents that either side puts in a group.

    A document without a group is a group of its own on that side: noise that is taken in costs
    precision, documents that are left out cost recall.
    """
    items = [i for i in classes if i in found or not classes[i].startswith("- ")]
    cluster = {i: found.get(i, f"- {i}") for i in items}
    both = Counter((classes[i], cluster[i]) for i in items)
    by_class, by_cluster = Counter(classes[i] for i in items), Counter(cluster.values())
    if not items:
        return Scores(None, None)
    precision = sum(both[classes[i], cluster[i]] / by_cluster[cluster[i]] for i in items)
    recall = sum(both[classes[i], cluster[i]] / by_class[classes[i]] for i in items)
    return Scores(precision / len(items), recall / len(items))


def _scores(right: int, said: int, true: int) -> Scores:
    return Scores(right / said if said else None, right / true if true else None)


def document_scores(export: Export, truth: Truth) -> Scores:
    """Whether documents are about an initiative; a document that is not exported was not said to be."""
    said = set()
    for row in export.documents:
        document = export.id_of(str(row["url"]))
        if document in truth.documents and value(row.get("labels") or {}, "initiative") is True:
            said.add(document)
    true = {d.id for d in truth.documents.values() if d.initiative}
    return _scores(len(said & true), len(said), len(true))


def delays(matches: Sequence[Match], appeared: Mapping[str, datetime], truth: Truth) -> Delay:
    """Days from the first and the second document of each true initiative to its first pure appearance.

    Never below zero: a group that began with a document of another initiative appeared with its first own.
    """
    first, second, with_two = [], [], 0
    for key in truth.initiatives:
        shown = [appeared[m.id] for m in matches if m.key == key and m.pure >= PURE and m.id in appeared]
        moments = sorted(d.published for d in truth.documents.values() if d.initiative == key)
        with_two += len(moments) > 1
        if shown:
            first.append(max(0.0, (min(shown) - moments[0]) / timedelta(days=1)))
        if shown and len(moments) > 1:
            second.append(max(0.0, (min(shown) - moments[1]) / timedelta(days=1)))
    return Delay(
        median(first) if first else None,
        median(second) if second else None,
        Share(sum(days <= 1 for days in second), with_two),
    )


def agreeing(pairs: Iterable[tuple[Any, Any]]) -> Share:
    """How many pairs are equal."""
    equal = [said == true for said, true in pairs]
    return Share(sum(equal), len(equal))


def network_agreement(found: Mapping[str, str], rows: Mapping[str, Row], truth: Truth) -> float | None:
    """Adjusted mutual information (Vinh et al. 2010) of networks over the initiatives that were found.

    An initiative without a network is a network of its own. None with fewer than two initiatives.
    """
    if len(found) < 2:
        return None
    true = [truth.initiatives[key].network for key in found]
    said = [str(rows[name].get("network") or f"- {name}") for name in found.values()]
    return float(adjusted_mutual_info_score(true, said))


def network_matches(export: Export, matches: Sequence[Match], truth: Truth) -> dict[str, str]:
    """The true network that most of an exported network's initiatives belong to."""
    keys = {m.id: m.key for m in matches if m.key and m.pure >= PURE}
    found = {}
    for row in export.networks:
        votes = Counter(truth.initiatives[key].network for key in map(keys.get, row["initiatives"]) if key)
        if votes:
            found[str(row["id"])] = votes.most_common(1)[0][0]
    return found


def relation_scores(export: Export, matches: Sequence[Match], truth: Truth) -> Scores:
    """Relations between true networks; one whose network matches none counts as wrong."""
    names = network_matches(export, matches, truth)
    said = {
        (names.get(r["from"], r["from"]), names.get(r["to"], r["to"]), value(r, "relation"))
        for r in export.relations
    }
    true = {(r.origin, r.target, r.kind.value) for r in truth.relations}
    return _scores(len(said & true), len(said), len(true))


def alert_scores(export: Export, matches: Sequence[Match], truth: Truth) -> AlertScores:
    """An alert is true when what it is about grows fast at that moment, or did until GRACE ago."""
    subjects = _subjects(export, matches, truth)
    caught: dict[str, list[float]] = {}
    true = 0
    for row in export.alerts:
        raised = datetime.fromisoformat(str(row["raised_at"])).astimezone(ZONE)
        about = subjects.get((row["subject"]["kind"], row["subject"]["id"]), frozenset())
        grown = [i for i in map(truth.initiatives.__getitem__, about) if _growing(i, raised.date())]
        true += bool(grown)
        for initiative in grown:
            caught.setdefault(initiative.key, []).append(_days_into(initiative, raised))
    soonest = [min(days) for days in caught.values()]
    return AlertScores(
        true=true,
        false=len(export.alerts) - true,
        caught=len(caught),
        silent=tuple(k for k, i in truth.initiatives.items() if _grew(i, export.as_of) and k not in caught),
        days=median(soonest) if soonest else None,
    )


def _subjects(
    export: Export, matches: Sequence[Match], truth: Truth
) -> dict[tuple[str, str], frozenset[str]]:
    """The true initiatives behind whatever an alert may be about: an initiative, or all of a network."""
    found = {("initiative", m.id): frozenset((m.key,)) for m in matches if m.key and m.pure >= PURE}
    for name, network in network_matches(export, matches, truth).items():
        keys = (k for k, i in truth.initiatives.items() if i.network == network)
        found["network", name] = frozenset(keys)
    return found


def _grew(initiative: InitiativeTruth, moment: datetime) -> bool:
    return bool(initiative.growth_from and initiative.growth_from <= moment.astimezone(ZONE).date())


def _growing(initiative: InitiativeTruth, day: date) -> bool:
    start, end = initiative.growth_from, initiative.growth_to
    return bool(start and end and start <= day <= end + GRACE)


def _days_into(initiative: InitiativeTruth, moment: datetime) -> float:
    start = initiative.growth_from or initiative.start
    return (moment - datetime.combine(start, time(), ZONE)) / timedelta(days=1)
