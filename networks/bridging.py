"""Bridges worth making: networks, and initiatives in none, that ask for the same, work on the same theme or
place, and do not meet yet.

The gap between two groups on one subject is a structural hole (Burt 1992); an organisation around both is
offered to close it. Organisations only, never persons.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import combinations

from networks.evidence import Evidence
from networks.terms import terms
from nlp.subjects import find_subjects
from voorkant.records import Bridge, Initiative, Network, Relation
from voorkant.text import fold
from voorkant.themes import in_sentence
from voorkant.vocabulary import NetworkState, Phase, Stance

MOST = 10
#: a place that more than this share touch (the town itself) joins nobody in particular
COMMON = 0.4
#: nor does a word that stands in the requests of more than so many
ASKED_BY = 3
THROUGH = 3
#: words of a request that are shorter say little
LONG = 6
#: what a shared request, theme and place say; a place less when more share it
NEED, THEME, PLACE = 3.0, 2.0, 2.0
#: an initiative in no network has to have more in common than a theme or a place alone
LONE = 3.0
#: such an initiative is offered while it is alive: of so late, and so many, the newest first
ALIVE, MOST_LONE = timedelta(days=30), 200
_WORD = re.compile(rf"[^\W\d_]{{{LONG},}}")
_AGAINST = re.compile(r"\b(?:geen|niet|nooit|tegen|stop|weg met)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Side:
    """A network or an initiative in none: what it works on, and the pseudonyms of its supporters, which stay
    here. `organisations`: the folded names of those that it has, or names without being against it. `needs`:
    the words of its requests as written, by stem and whether it asks for or against.
    """

    id: str
    themes: Counter[str]
    places: Counter[str]
    needs: Mapping[tuple[str, bool], str]
    supporters: frozenset[str]
    organisations: Counter[str]
    lone: bool = False
    #: all that it may share with another
    touched: frozenset[object] = field(default_factory=frozenset)


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
        together = one.touched & other.touched
        pair = frozenset((one.id, other.id))
        if not together or pair in related or one.supporters & other.supporters:
            continue
        needs = sorted(one.needs[key] for key in one.needs.keys() & other.needs.keys())
        themes, places = _common(one.themes, other.themes), _common(one.places, other.places)
        score = NEED * bool(needs) + THEME * len(themes) + sum(PLACE / shared[p] for p in places)
        if score >= (LONE if one.lone or other.lone else 0):
            # who is seen at one end alone brings nobody together
            through = _common(one.organisations, other.organisations)[:THROUGH]
            names = tuple(spelling[o] for o in through)
            scored.append(
                (-score, one.id, other.id, Bridge(one.id, other.id, _why(needs, themes, places), names))
            )
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
    found = [
        _side(n.id, [known[i] for i in n.initiatives if i in known], n.organisations, evidence, leave_out)
        for n in alive
    ]
    found += [
        replace(_side(i.id, [i], i.organisations, evidence, leave_out), lone=True)
        for i in _lone(initiatives, {i for n in alive for i in n.initiatives})
    ]
    places, needs = Counter(p for s in found for p in s.places), Counter(w for s in found for w in s.needs)
    for side in found:
        near = {p: n for p, n in side.places.items() if places[p] <= max(2, COMMON * len(found))}
        asked = {key: word for key, word in side.needs.items() if needs[key] <= ASKED_BY}
        touched = frozenset((*near, *asked, *side.themes))
        yield replace(side, places=Counter(near), needs=asked, touched=touched)


def _lone(initiatives: Sequence[Initiative], taken: set[str]) -> list[Initiative]:
    """Those in no network that are alive, by id."""
    newest = max((i.last_seen for i in initiatives), default=None)
    found = [
        i
        for i in initiatives
        if i.id not in taken and i.phase is not Phase.GESTOPT and newest and newest - i.last_seen <= ALIVE
    ]
    found.sort(key=lambda i: (i.last_seen, i.id), reverse=True)
    return sorted(found[:MOST_LONE], key=lambda i: i.id)


def _side(
    name: str,
    own: Sequence[Initiative],
    bodies: Sequence[str],
    evidence: Mapping[str, Sequence[Evidence]],
    leave_out: frozenset[str],
) -> _Side:
    documents = [e for i in own for e in evidence.get(i.id, ()) if e.label("stance").value != Stance.VERZET]
    people = {e.document.participant for e in documents if e.document.participant}
    named = Counter(fold(o) for e in documents for o in set(e.annotation.organisations))
    named.update(map(fold, bodies))
    return _Side(
        name,
        themes=Counter(in_sentence(i.theme) for i in own if i.theme),
        places=Counter(p.name for i in own for p in i.places),
        needs={key: word for i in own if i.need for key, word in _asked(i.need.text)},
        supporters=frozenset(people),
        organisations=Counter({o: n for o, n in named.items() if o not in leave_out}),
    )


def _asked(text: str) -> Iterator[tuple[tuple[str, bool], str]]:
    """The words of a request that name something one may ask for, by stem and whether it asks against."""
    against = bool(_AGAINST.search(text))
    for word in _WORD.findall(text):
        stem = next((t[2:] for t in terms("", word) if t[0] == "w"), "")
        if len(stem) >= LONG and find_subjects(word):
            yield (stem, against), word.lower()


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
        parts.append(f"vragen allebei iets over {_list([f'‘{n}’' for n in needs[:2]])}")
    if themes:
        parts.append(f"werken allebei aan {_list([f'‘{t}’' for t in themes[:2]])}")
    if places:
        parts.append(f"zijn allebei bezig in {_list(places[:3])}")
    return f"Ze {_list(parts)}, maar trekken nog niet samen op."


def _list(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} en {names[-1]}"
