"""Second thoughts: a document of the last days moves to where it belongs by now.

The first documents of an effort are placed when nobody knows it yet, and may sit with a neighbour that had a
word in common. Each thread of the last days is taken out, chooses anew between all groups that stand now (its
own without it among them), and moves when another is clearly likelier: one sweep a day of iterated
conditional modes (Besag 1986). A group that loses its last document goes on in the one that took it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from networks.gathering import CAUTION, SETTLED, Gatherer, Recent, share
from networks.tidying import Merge

#: another group has to be so much likelier than its own (a logarithm), so that nothing swings to and fro
MARGIN = 0.5
MOVED = "hoort bij nader inzien hierbij"


@dataclass(frozen=True, slots=True)
class Move:
    """These documents, a thread, belong in `target`."""

    documents: tuple[str, ...]
    source: str
    target: str
    probability: float


def rethink(
    gatherer: Gatherer,
    now: datetime,
    fixed: Collection[str] = (),
    may_move: Callable[[str, str], bool] = lambda _source, _target: True,
) -> tuple[list[Move], list[Merge]]:
    """What moves, and which groups are emptied by it and go on elsewhere.

    `fixed`: ids of documents that people placed; `may_move`: whether a pair of groups may exchange any.
    """
    moves, emptied = [], []
    for thread in threads(gatherer, now - SETTLED):
        if any(one.item.id in fixed for one in thread):
            continue
        move = _moved(gatherer, thread, may_move)
        if move is None:
            continue
        moves.append(move)
        if move.source not in gatherer.groups:
            emptied.append(Merge(move.target, move.source, move.probability))
    return moves, emptied


def threads(gatherer: Gatherer, since: datetime) -> list[list[Recent]]:
    """What was placed since then: each post, and behind it the answers that stand where it does."""
    recent = gatherer.recent(since)
    by_url = {one.item.url: one for one in recent}
    threads: defaultdict[str, list[Recent]] = defaultdict(list)
    for one in recent:
        root = one
        above = {one.item.url}
        while (
            (url := next((u for u in (root.item.reply_to, root.item.thread) if u in by_url), None))
            and url not in above
            and by_url[url].group == one.group
        ):
            above.add(url)
            root = by_url[url]
        if not gatherer.answered(root.item):
            threads[root.item.id].insert(0 if one is root else len(threads[root.item.id]), one)
    return list(threads.values())


def _moved(gatherer: Gatherer, thread: list[Recent], may_move: Callable[[str, str], bool]) -> Move | None:
    """The move of a thread, carried out; None when it stays."""
    first, source = thread[0], thread[0].group
    alone = gatherer.groups[source].size == len(thread)
    for one in thread:
        gatherer.take_out(one)
    scores = {
        group: score
        for group, score in gatherer.pulls(first.item).items()
        if group == source or may_move(source, group)
    }
    none, founding = gatherer.away(first.item)
    stay = founding + CAUTION if alone else scores.get(source, founding)
    best = max(scores, key=lambda g: (scores[g], g), default=source)
    enough = max(stay + MARGIN, founding + CAUTION, none)
    target = best if best != source and scores[best] > enough else source
    for one in thread:
        gatherer.put_in(one, target)
    if target == source:
        return None
    chance = share(scores[target], [none, founding, stay, *(s for g, s in scores.items() if g != source)])
    return Move(tuple(one.item.id for one in thread), source, target, chance)
