"""What people decided about initiatives: it holds over all that the machine finds, until they undo it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from voorkant.records import Decision, PhaseChange
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


def rulings(decisions: Sequence[Decision], called: Callable[[str], str]) -> Rulings:
    """What these decisions, oldest first, come to; a later one on the same matter holds.

    `called` tells under which id an initiative goes on after merges.
    """
    by_action = {ruling: [d for d in decisions if d.action == ruling] for ruling in Ruling}
    pairs = [tuple(sorted((called(d.subject), called(d.value)))) for d in by_action[Ruling.SPLIT]]
    return Rulings(
        names={called(d.subject): d.value for d in by_action[Ruling.RENAME]},
        phases={called(d.subject): _reached(d) for d in by_action[Ruling.PHASE]},
        rejected=frozenset(called(d.subject) for d in by_action[Ruling.REJECT]),
        apart=frozenset((one, other) for one, other in pairs if one != other),
        joined=frozenset(called(d.subject) for d in by_action[Ruling.MERGE]),
    )


def _reached(decision: Decision) -> PhaseChange:
    """The phase that people set, with the first of the documents that they said show it."""
    return PhaseChange(Phase(decision.value), decision.at, next(iter(decision.documents), ""), decided=True)
