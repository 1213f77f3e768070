"""Networks and relations on the towns of the corpus, the initiatives as they truly are.

.venv/bin/python -m bench.networks
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta

import numpy as np
from sklearn.metrics import adjusted_mutual_info_score

from bench.towns import Town, towns
from networks.connecting import connect
from networks.evidence import Evidence
from networks.portraits import portray
from networks.relating import relations
from pipeline.following import profile
from voorkant.records import Network


def evidence(town: Town) -> dict[str, list[Evidence]]:
    """The documents of every true initiative."""
    found: defaultdict[str, list[Evidence]] = defaultdict(list)
    for read in town.documents:
        if read.key in town.truth["initiatives"]:
            found[read.key or ""].append(Evidence(read.document, read.annotation))
    return dict(sorted(found.items()))


def agreement(town: Town, found: list[Network]) -> float:
    """Adjusted mutual information (Vinh et al. 2010) of networks over the initiatives."""
    said = {i: n.id for n in found for i in n.initiatives}
    keys = sorted(evidence(town))
    true = [town.truth["initiatives"][k]["network"] for k in keys]
    return float(adjusted_mutual_info_score(true, [said.get(k, k) for k in keys]))


def related(town: Town, found: list[Network]) -> tuple[int, int, int]:
    """(relations that are right, that were said, that are true)."""
    end = town.documents[-1].document.published + timedelta(days=1)
    home = {}
    for network in found:
        votes = Counter(town.truth["initiatives"][i]["network"] for i in network.initiatives)
        home[network.id] = votes.most_common(1)[0][0]
    said = {(home[r.origin], home[r.target], r.kind.value) for r in relations(found, evidence(town), end)}
    true = {(origin, target, kind) for origin, target, kind, _ in town.truth["relations"]}
    return len(said & true), len(said), len(true)


def main() -> None:
    """Print both per town and in all."""
    scores, counts = [], []
    for town in (t for t in towns() if t.truth):
        held = evidence(town)
        end = town.documents[-1].document.published + timedelta(days=1)
        profiles = [profile(portray(k, e, e[0].document.published), e) for k, e in held.items()]
        found = connect(profiles, [], end)
        scores.append(agreement(town, found))
        counts.append(related(town, found))
        right, said, true = counts[-1]
        print(f"{town.name:<18} AMI {scores[-1]:.2f}; relations: {right} right of {said} said, {true} true")
    right, said, true = np.sum(counts, axis=0)
    print(f"{'all':<18} AMI {np.mean(scores):.2f}; relations: {right} right of {said} said, {true} true")


if __name__ == "__main__":
    main()
