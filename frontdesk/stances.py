"""How documents stand towards an initiative: support, opposition or neither.

It counts texts, each once, and never the people who wrote them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass

from frontdesk.desk import Desk
from frontdesk.words import enumerate_words


@dataclass(frozen=True, slots=True)
class Balance:
    """How many documents take each stance, by its name (`Stance`); one whose stance is open is in none."""

    steun: int = 0
    neutraal: int = 0
    verzet: int = 0

    @property
    def counted(self) -> dict[str, int]:
        """Stance to number, support first."""
        return asdict(self)

    def __str__(self) -> str:
        """`5 steun, 1 neutraal en 2 verzet`; empty when nothing is counted."""
        return enumerate_words([f"{number} {stance}" for stance, number in self.counted.items() if number])


def balance(desk: Desk, initiative: str) -> Balance:
    """The balance of an initiative, with what waits for a human: a count holds no words (LAW 14)."""
    originals = {d.id for d in desk.originals(initiative)}
    members = desk.members.get(initiative, ())
    return Balance(**Counter(m.stance.value for m in members if m.stance and m.document in originals))
