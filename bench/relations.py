"""Learns what makes a relation between two networks, on the towns of the corpus; each town judged by what the
others taught, once with its true networks and once with those that connecting finds.

.venv/bin/python -m bench.relations
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from bench.networks import evidence
from bench.towns import Town, towns
from networks.connecting import connect
from networks.portraits import portray
from networks.relating import WEIGHTS, Scene, look, shown
from pipeline.following import profile
from voorkant.records import Network
from voorkant.vocabulary import NetworkState, RelationKind

#: the numbers that each kind is told by
NUMBERS = {
    RelationKind.BESTRIJDT: (
        "opposed",
        "neutral",
        "opposed_back",
        "supported",
        "words",
        "size",
        "size_other",
    ),
    RelationKind.VERSTERKT: ("supported", "supported_expected", "share_supported", "neutral", "places"),
    RelationKind.BEINVLOEDT: ("topics", "hashtags", "topics_by_chance", "size", "size_other"),
}
#: inverse strength of regularisation
STRENGTH = {RelationKind.BESTRIJDT: 0.1, RelationKind.VERSTERKT: 1.0, RelationKind.BEINVLOEDT: 0.1}

Pair = tuple[str, str]


@dataclass(frozen=True)
class Case:
    """A town: its scene with the true networks and with those found, and the true relations.

    `home` gives the true network of each found one.
    """

    name: str
    true: Scene
    found: Scene
    home: Mapping[str, str]
    relations: frozenset[tuple[str, str, str]]


def case(town: Town) -> Case:
    """A town made ready."""
    held = evidence(town)
    end = town.documents[-1].document.published + timedelta(days=1)
    profiles = [profile(portray(k, e, e[0].document.published), e) for k, e in held.items()]
    found = connect(profiles, [], end)
    of = {key: town.truth["initiatives"][key]["network"] for key in held}
    home = {n.id: Counter(of[i] for i in n.initiatives).most_common(1)[0][0] for n in found}
    return Case(
        town.name,
        look(_true_networks(found, of), held, end),
        look(found, held, end),
        home,
        frozenset((origin, target, kind) for origin, target, kind, _ in town.truth["relations"]),
    )


def _true_networks(found: Sequence[Network], of: Mapping[str, str]) -> list[Network]:
    members: defaultdict[str, list[str]] = defaultdict(list)
    for initiative, network in sorted(of.items()):
        members[network].append(initiative)
    pattern = found[0]
    return [
        replace(pattern, id=name, initiatives=tuple(ids), organisations=(), state=NetworkState.STABIEL)
        for name, ids in members.items()
    ]


def rows(scene: Scene, kind: RelationKind) -> list[tuple[Pair, list[float]]]:
    """The pairs that have documents to show, with their numbers."""
    return [
        (pair, [scene.numbers[pair][name] for name in NUMBERS[kind]])
        for pair in scene.traffic
        if shown(scene, pair, kind)
    ]


def learned(cases: Sequence[Case], kind: RelationKind) -> Pipeline:
    """The sum for a kind of relation."""
    found = [(r, (*pair, kind.value) in c.relations) for c in cases for pair, r in rows(c.true, kind)]
    model = make_pipeline(StandardScaler(), LogisticRegression(C=STRENGTH[kind], max_iter=1000))
    return model.fit([r for r, _ in found], [there for _, there in found])


def judged(
    cases: Sequence[Case], kind: RelationKind
) -> tuple[list[tuple[float, bool]], list[tuple[float, bool]]]:
    """(probability, whether it is true) of each pair, with the true networks and with those found."""
    true: list[tuple[float, bool]] = []
    found: list[tuple[float, bool]] = []
    for held_out in cases:
        model = learned([c for c in cases if c is not held_out], kind)
        for pair, probability in _probabilities(model, held_out.true, kind).items():
            true.append((probability, (*pair, kind.value) in held_out.relations))
        best: dict[Pair, float] = {}
        for (one, other), probability in _probabilities(model, held_out.found, kind).items():
            pair = held_out.home[one], held_out.home[other]
            if pair[0] != pair[1]:
                best[pair] = max(best.get(pair, 0.0), probability)
        found += [(p, (*pair, kind.value) in held_out.relations) for pair, p in best.items()]
    return true, found


def _probabilities(model: Pipeline, scene: Scene, kind: RelationKind) -> dict[Pair, float]:
    told = rows(scene, kind)
    if not told:
        return {}
    return dict(
        zip((p for p, _ in told), model.predict_proba([r for _, r in told])[:, 1].tolist(), strict=True)
    )


def told(found: Sequence[tuple[float, bool]], least: float) -> tuple[int, int]:
    """(right, said) from a probability on."""
    return sum(there for p, there in found if p >= least), sum(bool(p >= least) for p, _ in found)


def weights(model: Pipeline, kind: RelationKind, least: float) -> str:
    """As they stand in networks/relating.py: the scales of the numbers taken in."""
    scale, fit = model[0], model[1]
    each = fit.coef_[0] / scale.scale_
    bias = float(fit.intercept_[0] - (each * scale.mean_).sum())
    parts = ", ".join(f'"{name}": {weight:.2f}' for name, weight in zip(NUMBERS[kind], each, strict=True))
    return f"RelationKind.{kind.name}: Weights({bias:.2f}, {{{parts}}}, {least:.2f}),"


def main() -> None:
    """Print figures, and the weights that were learned on all towns."""
    cases = [case(town) for town in towns() if town.truth]
    lines = []
    for kind in RelationKind:
        true, found = judged(cases, kind)
        total = sum(k == kind.value for c in cases for _, _, k in c.relations)
        least = WEIGHTS[kind].least
        right, said = told(true, least)
        also, named = told(found, least)
        print(f"{kind.value:<11} {total} true; networks as they are: {right} right of {said} said; "
              f"as found: {also} of {named} (from a probability of {least:.2f})")  # fmt: skip
        lines.append(weights(learned(cases, kind), kind, least))
    print("\n".join(lines))


if __name__ == "__main__":
    main()
