"""Who reads, and what of it they asked for: themes, places and networks of a subscription."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from frontdesk.desk import Desk
from voorkant.records import Alert, Initiative, Network, Place
from voorkant.settings import Subscription
from voorkant.text import fold


@dataclass(frozen=True, slots=True)
class Reader:
    """A subscription made ready for comparing; empty sets mean all. `places` are folded names and codes."""

    desk: Desk
    themes: frozenset[str]
    places: frozenset[str]
    networks: frozenset[str]

    @classmethod
    def of(cls, desk: Desk, subscription: Subscription | None) -> Reader:
        """The reader of a subscription; without one, somebody who wants everything."""
        wanted = subscription or Subscription(name="")
        places = within(frozenset(map(fold, wanted.places)), desk.settings.places)
        return cls(desk, frozenset(wanted.themes), places, frozenset(map(fold, wanted.networks)))

    def wants(self, initiative: Initiative) -> bool:
        """Whether an initiative is one of those asked for."""
        return (
            (not self.themes or initiative.theme in self.themes)
            and (not self.places or self._touches(initiative))
            and (not self.networks or self._listed(self.desk.network_of(initiative.id)))
        )

    def wants_network(self, network: Network) -> bool:
        """Whether a network is listed, or holds an initiative that was asked for."""
        if self.networks:
            return self._listed(network)
        held = [self.desk.initiatives[i] for i in network.initiatives if i in self.desk.initiatives]
        return not (self.themes or self.places) or any(self.wants(i) for i in held)

    def wants_alert(self, alert: Alert) -> bool:
        """Whether an alert is about something that was asked for, and that still exists."""
        if alert.subject_kind == "initiative":
            initiative = self.desk.initiatives.get(self.desk.resolve(alert.subject))
            return initiative is not None and self.wants(initiative)
        network = self.desk.networks.get(alert.subject)
        return network is not None and self.wants_network(network)

    def _touches(self, initiative: Initiative) -> bool:
        return any({fold(p.name), fold(p.code)} & self.places for p in initiative.places)

    def _listed(self, network: Network | None) -> bool:
        return network is not None and bool({fold(network.id), fold(network.name)} & self.networks)


def within(wanted: frozenset[str], places: tuple[Place, ...]) -> frozenset[str]:
    """The wanted places with all that lies in them (`part_of`), as folded names and codes.

    A name that a place elsewhere bears too goes by its code alone, unless it was asked for by name.
    """
    bearers = Counter(fold(p.name) for p in places)
    found = set(wanted)
    left = list(places)
    while inside := [p for p in left if {fold(p.name), fold(p.part_of), fold(p.code)} & found - {""}]:
        left = [p for p in left if p not in inside]
        found |= {fold(p.code) for p in inside if p.code}
        found |= {fold(p.name) for p in inside if bearers[fold(p.name)] == 1}
    return frozenset(found)
