"""What happened to networks through time, from the versions in the store (decision 0002).

A network lives on under its id (`networks/connecting.py`). Of one that is gone, and of one that is new, the
initiatives tell whether it went up in another, fell apart, or came out of one (Greene, Doyle and Cunningham
2010).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from frontdesk import words
from frontdesk.desk import Desk
from storage.store import Database
from voorkant.records import Network, final
from voorkant.vocabulary import NetworkState

#: what merges and splits holds more than this share of the smaller one's initiatives
MOST_OF = 0.5
#: growing by participants alone is told once in so long
CALM = timedelta(days=14)
#: of what was seen in so long nobody says that it is not seen any more
LATELY = timedelta(days=14)


class Happened(StrEnum):
    """What can happen to a network."""

    BORN = "ontstaan"
    GREW = "gegroeid"
    SHRANK = "gekrompen"
    MERGED = "samengegaan"
    SPLIT = "gesplitst"
    APART = "uiteengevallen"
    FADED = "vervaagd"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened to one network.

    `into`: the network it went up in, or that it came out of; `out_of`: what went up in it, or came out of
    it. `came` and `went`: ids of initiatives; `moved`: those of a network that fell apart that are in another
    now, with that network.
    """

    at: datetime
    network: str
    kind: Happened
    into: str = ""
    out_of: str = ""
    came: tuple[str, ...] = ()
    went: tuple[str, ...] = ()
    moved: tuple[tuple[str, str], ...] = ()


def changes(
    before: Mapping[str, Network],
    after: Mapping[str, Network],
    at: datetime,
    moved_to: Mapping[str, str] | None = None,
) -> list[Change]:
    """What happened between two readings of all networks (faded ones included), by id.

    `moved_to`: what an initiative that was merged is called now.
    """
    old, new = _alive(before, moved_to or {}), _alive(after, moved_to or {})
    gone = {n: _most(old[n], new) for n in sorted(old.keys() - new.keys())}
    fresh = {n: _most(new[n], {k: old[k] for k in old.keys() & new.keys()}) for n in new.keys() - old.keys()}
    found = [Change(at, n, Happened.MERGED, into=home) for n, home in gone.items() if home]
    found += [Change(at, home, Happened.MERGED, out_of=n) for n, home in gone.items() if home]
    found += [_ended(at, n, old[n], new) for n, home in gone.items() if not home]
    found += [Change(at, n, Happened.SPLIT, into=home) for n, home in fresh.items() if home]
    found += [Change(at, home, Happened.SPLIT, out_of=n) for n, home in fresh.items() if home]
    found += [Change(at, n, Happened.BORN) for n, home in fresh.items() if not home]
    told = {n: frozenset[str]().union(*(old[g] for g, home in gone.items() if home == n)) for n in new}
    left = {n: frozenset[str]().union(*(new[f] for f, home in fresh.items() if home == n)) for n in new}
    for n in old.keys() & new.keys():
        came, went = new[n] - old[n] - told[n], old[n] - new[n] - left[n]
        found += _sizes(at, before[n], after[n], tuple(sorted(came)), tuple(sorted(went)))
    return sorted(found, key=lambda c: (c.network, c.kind, c.into, c.out_of))


def _alive(networks: Mapping[str, Network], moved_to: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """The initiatives of each network that lives, under the ids they have now."""
    return {
        key: frozenset(final(i, moved_to) for i in network.initiatives)
        for key, network in networks.items()
        if network.state is not NetworkState.VERVAAGD
    }


def _most(members: frozenset[str], homes: Mapping[str, frozenset[str]]) -> str:
    """The network that holds most of these initiatives; empty when none holds more than half."""
    shared = Counter({home: len(members & held) for home, held in homes.items()})
    best = min(shared, key=lambda home: (-shared[home], home), default="")
    return best if best and shared[best] > MOST_OF * len(members) else ""


def _ended(
    at: datetime, network: str, members: frozenset[str], homes: Mapping[str, frozenset[str]]
) -> Change:
    """The end of a network that no other holds most of."""
    moved = [(i, home) for i in sorted(members) for home in sorted(homes) if i in homes[home]]
    if moved:
        return Change(at, network, Happened.APART, moved=tuple(moved))
    return Change(at, network, Happened.FADED, went=tuple(sorted(members)))


def _sizes(
    at: datetime, before: Network, after: Network, came: tuple[str, ...], went: tuple[str, ...]
) -> Iterator[Change]:
    turned = after.state if after.state is not before.state else None
    if came or (turned is NetworkState.GROEIT and not went):
        yield Change(at, after.id, Happened.GREW, came=came)
    if went or (turned is NetworkState.KRIMPT and not came):
        yield Change(at, after.id, Happened.SHRANK, went=went)


def calm(found: Iterable[Change]) -> list[Change]:
    """Without growth or shrinking in participants alone shortly after it was told, or after the birth.

    Oldest first.
    """
    last: dict[tuple[str, Happened], datetime] = {}
    kept = []
    for change in sorted(found, key=lambda c: c.at):
        bare = change.kind in (Happened.GREW, Happened.SHRANK) and not change.came and not change.went
        key = change.network, change.kind
        if bare and key in last and change.at - last[key] < CALM:
            continue
        last[key] = change.at
        if change.kind is Happened.BORN:
            last[change.network, Happened.GREW] = change.at
        kept.append(change)
    return kept


def history(db: Database, desk: Desk, since: datetime) -> tuple[list[Change], dict[str, Network]]:
    """What happened from `since` on, oldest first; and every network of that time as it was last known."""
    known = {n.id: n for n in db.networks.all(since, faded=True)}
    found: list[Change] = []
    for at, versions in db.networks.written(since, desk.as_of):
        now = known | {n.id: n for n in versions}
        found += changes(known, now, at, desk.moved_to)
        known = now
    return calm(found), known


def goes_on(db: Database, desk: Desk, network: str) -> str:
    """The network that most initiatives of one that is gone are in now; empty when none holds any."""
    gone = next((n for n in db.networks.all(desk.as_of, faded=True) if n.id == network), None)
    homes = [desk.network_of(desk.resolve(i)) for i in gone.initiatives] if gone else []
    held = Counter(home.id for home in homes if home)
    return min(held, key=lambda home: (-held[home], home), default="")


def ending(desk: Desk, networks: Mapping[str, Network], change: Change) -> str:
    """How a network ended that went up in no other, as a clause: `uiteengevallen; de bus ging naar Groen`.

    Those that share too little any more to be a network are still there: only of what is not seen lately is
    that said.
    """
    if change.kind is Happened.APART:
        return f"uiteengevallen; {words.enumerate_words(list(_moves(desk, networks, change)))}"
    if not any(_seen(desk, i, change.at) for i in change.went):
        return "vervaagd: de laatste tijd is er niets meer van gezien"
    if len(change.went) > 1:
        return "uiteengevallen: de initiatieven delen te weinig mensen"
    return "geen netwerk meer: er doen te weinig mensen mee"


def _moves(desk: Desk, networks: Mapping[str, Network], change: Change) -> Iterator[str]:
    """Who went where, by network."""
    by_home: defaultdict[str, list[str]] = defaultdict(list)
    for initiative, home in change.moved:
        by_home[home].append(initiative)
    for home, ids in sorted(by_home.items(), key=lambda found: (-len(found[1]), found[0])):
        yield f"{names(desk, ids)} {'ging' if len(ids) == 1 else 'gingen'} naar {networks[home].name}"


def _seen(desk: Desk, initiative: str, at: datetime) -> bool:
    """Whether there is a document about it of shortly before."""
    return any(at - LATELY < d.published <= at for d in desk.evidence(desk.resolve(initiative)))


def names(desk: Desk, ids: Iterable[str]) -> str:
    """The initiatives that are still shown by name, else how many there were."""
    listed = list(ids)
    found = [desk.initiatives[i].name for i in map(desk.resolve, listed) if i in desk.initiatives]
    return words.enumerate_words(found) or words.count(len(listed), "initiatief", "initiatieven")
