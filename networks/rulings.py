"""What people decided about initiatives: it holds over all that the machine finds, until they undo it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from voorkant.records import Decision, PhaseChange, final
from voorkant.vocabulary import Phase, Ruling


@dataclass(frozen=True, slots=True)
class Rulings:
    """What holds now, by the id under which each initiative goes on."""

    names: Mapping[str, str]
    phases: Mapping[str, PhaseChange]
    rejected: frozenset[str]
    #: pairs, in order of id, that people took apart
    apart: frozenset[tuple[str, str]]
    #: what people made one with another
    joined: frozenset[str]

    def may_split(self, initiative: str) -> bool:
        """Whether the machine may take an initiative for two: not where people said what belongs together."""
        return initiative not in self.joined.union(self.rejected, *self.apart)

    def may_merge(self, one: str, other: str) -> bool:
        """Whether the machine may take two initiatives for one."""
        pair = (min(one, other), max(one, other))
        return pair not in self.apart and not self.rejected.intersection(pair)


def rulings(decisions: Sequence[Decision], merged: Mapping[str, str]) -> Rulings:
    """What these decisions, oldest first, come to; `merged`: from what was merged to what it went up in.

    What people said of an initiative itself goes before what they said of one that went up in it.
    """
    by_action = {ruling: [d for d in decisions if d.action == ruling] for ruling in Ruling}
    called = partial(final, merged_into=merged)
    pairs = [tuple(sorted((called(d.subject), called(d.value)))) for d in by_action[Ruling.SPLIT]]
    return Rulings(
        names={i: d.value for i, d in _holding(by_action[Ruling.RENAME], merged).items()},
        phases={i: _reached(d) for i, d in _holding(by_action[Ruling.PHASE], merged).items()},
        rejected=frozenset(called(d.subject) for d in by_action[Ruling.REJECT]),
        apart=frozenset((one, other) for one, other in pairs if one != other),
        joined=frozenset(called(d.subject) for d in by_action[Ruling.MERGE]),
    )


def _holding(decisions: Iterable[Decision], merged: Mapping[str, str]) -> dict[str, Decision]:
    """Of decisions on one matter, by initiative: the one with the fewest merges between, of equals the last.

    After a merge people decide on what stays, by whichever id they call it, so that decision is its own.
    """
    farthest_first = sorted(decisions, key=lambda d: -_merges(d.subject, merged))
    return {final(d.subject, merged): d for d in farthest_first}


def _merges(initiative: str, merged: Mapping[str, str]) -> int:
    """How many merges lie between an initiative and what it goes on as."""
    passed = {initiative}
    while (initiative := merged.get(initiative, "")) and initiative not in passed:
        passed.add(initiative)
    return len(passed) - 1


def _reached(decision: Decision) -> PhaseChange:
    """The phase that people set, with the first of the documents that they said show it."""
    return PhaseChange(Phase(decision.value), decision.at, next(iter(decision.documents), ""), decided=True)
