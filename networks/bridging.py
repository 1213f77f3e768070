"""Bridges worth making: networks, and initiatives in none, that ask for the same, work on the same theme or
place, and do not meet yet.

The gap between two groups on one subject is a structural hole (Burt 1992); an organisation around both,
or the one with most ties, is offered to close it. Organisations only, never persons.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from networks.evidence import Evidence
from networks.terms import terms
from voorkant.records import Bridge, Initiative, Network, Relation
from voorkant.text import fold
from voorkant.vocabulary import NetworkState, Stance

MOST = 10
#: a place or a word of a request that more than this share touch (the town itself) joins nobody in particular
COMMON = 0.4
THROUGH = 3
#: words of a request that are shorter say little
LONG = 6
#: what a shared request, theme and place say; a place less when more share it
NEED, THEME, PLACE = 3.0, 2.0, 2.0
#: an initiative in no network has to have more in common than a theme or a place alone
LONE = 3.0


@dataclass(frozen=True, slots=True)
class _Side:
    """A network or an initiative in none: what it works on, and the pseudonyms of its supporters, which stay
    here. `own`: the folded names of its organisations; `organisations`: all that it names.
    """

    id: str
    lone: bool
    initiatives: tuple[str, ...]
    own: frozenset[str]
    themes: Counter[str]
    places: Counter[str]
    needs: Counter[str]
    supporters: frozenset[str]
    organisations: Counter[str]


def bridges(
    networks: Sequence[Network],
    initiatives: Sequence[Initiative],
    evidence: Mapping[str, Sequence[Evidence]],
    relations: Sequence[Relation],
    leave_out: frozenset[str] = frozenset(),
) -> list[Bridge]:
    """At most ten pairs without any relation or shared supporter, best first.

    `evidence` goes by initiative id. `leave_out`: folded names that are no organisation of residents, as the
    municipality itself, parties and who publishes the sources: no bridge leads through them.
    """
    sides = list(_sides(networks, initiatives, evidence, leave_out))
    related = {frozenset((r.origin, r.target)) for r in relations}
    shared = Counter(p for s in sides for p in s.places)
    spelling = _spelling(evidence, networks)
    scored = []
    for one, other in combinations(sides, 2):
        pair = frozenset((one.id, other.id))
        if pair in related or one.supporters & other.supporters:
            continue
        needs, themes, places = (
            _common(getattr(one, of), getattr(other, of)) for of in ("needs", "themes", "places")
        )
        score = NEED * bool(needs) + THEME * len(themes) + sum(PLACE / shared[p] for p in places)
        if score >= (LONE if one.lone or other.lone else 0) and (needs or themes or places):
            why, through = _why(needs, themes, places), _through(one, other, sides, spelling)
            scored.append((-score, one.id, other.id, Bridge(one.id, other.id, why, through)))
    return [b for *_, b in sorted(scored, key=lambda s: s[:3])[:MOST]]


def _sides(
    networks: Sequence[Network],
    initiatives: Sequence[Initiative],
    evidence: Mapping[str, Sequence[Evidence]],
    leave_out: frozenset[str],
) -> Iterator[_Side]:
    """Networks and lone initiatives, without what most of them share."""
    known = {i.id: i for i in initiatives}
    alive = sorted((n for n in networks if n.state is not NetworkState.VERVAAGD), key=lambda n: n.id)
    taken = {i for n in alive for i in n.initiatives}
    found = [
        _side(n.id, [known[i] for i in n.initiatives if i in known], n.organisations, evidence, leave_out)
        for n in alive
    ]
    alone = [_side(i.id, [i], i.organisations, evidence, leave_out) for i in initiatives if i.id not in taken]
    found += [replace(s, lone=True) for s in sorted(alone, key=lambda s: s.id)]
    most = max(2, COMMON * len(found))
    places, needs = (Counter(p for s in found for p in getattr(s, of)) for of in ("places", "needs"))
    for side in found:
        yield replace(
            side,
            places=Counter({p: n for p, n in side.places.items() if places[p] <= most}),
            needs=Counter({w: n for w, n in side.needs.items() if needs[w] <= most}),
        )


def _side(
    name: str,
    own: Sequence[Initiative],
    bodies: Sequence[str],
    evidence: Mapping[str, Sequence[Evidence]],
    leave_out: frozenset[str],
) -> _Side:
    documents = [e for i in own for e in evidence.get(i.id, ())]
    people = {
        e.document.participant
        for e in documents
        if e.document.participant and e.label("stance").value != Stance.VERZET
    }
    named = Counter(fold(o) for e in documents for o in set(e.annotation.organisations))
    named.update(map(fold, bodies))
    return _Side(
        name,
        lone=False,
        initiatives=tuple(i.id for i in own),
        own=frozenset(map(fold, bodies)) - leave_out,
        themes=Counter(i.theme.value for i in own if i.theme),
        places=Counter(p.name for i in own for p in i.places),
        needs=Counter(w for i in own if i.need for w in _asked(i.need.text)),
        supporters=frozenset(people),
        organisations=Counter({o: n for o, n in named.items() if o not in leave_out}),
    )


def _asked(text: str) -> set[str]:
    """The words of a request that tell what it is about."""
    return {t[2:] for t in terms("", text) if t[0] == "w" and len(t) - 2 >= LONG and t[2:].isalpha()}


def _spelling(evidence: Mapping[str, Sequence[Evidence]], networks: Sequence[Network]) -> dict[str, str]:
    """The most common way of writing each organisation."""
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    named = [o for proofs in evidence.values() for e in proofs for o in e.annotation.organisations]
    for organisation in (*named, *(o for n in networks for o in n.organisations)):
        seen[fold(organisation)][organisation] += 1
    return {key: min(c, key=lambda o: (-c[o], o)) for key, c in seen.items()}


def _common(one: Counter[str], other: Counter[str]) -> list[str]:
    return sorted(one.keys() & other.keys(), key=lambda k: (-min(one[k], other[k]), k))


def _why(needs: Sequence[str], themes: Sequence[str], places: Sequence[str]) -> str:
    parts = []
    if needs:
        parts.append(f"vragen allebei om iets met {_list([f'‘{n}’' for n in needs[:2]])}")
    if themes:
        parts.append(f"werken allebei aan {_list(themes[:2])}")
    if places:
        parts.append(f"zijn allebei bezig in {_list(places[:3])}")
    return f"Ze {_list(parts)}, maar trekken nog niet samen op."


def _list(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} en {names[-1]}"


def _through(
    one: _Side, other: _Side, sides: Sequence[_Side], spelling: Mapping[str, str]
) -> tuple[str, ...]:
    """Organisations around both, else the one of either that most networks know."""
    both = _common(one.organisations, other.organisations)
    if both:
        return tuple(spelling[o] for o in both[:THROUGH])
    neighbours = Counter(o for s in sides for o in s.organisations)
    leading = one.own | other.own
    either = {o: n for o, n in (one.organisations + other.organisations).items() if o in leading}
    best = min(either, key=lambda o: (-neighbours[o], -either[o], o), default=None)
    return (spelling[best],) if best else ()
