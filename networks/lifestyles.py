"""The lifestyle of a network: what its members share beyond one initiative (LABELS.md). Never of a person.

A choice between the lifestyles (a conditional logit, McFadden 1974) by how much more of the words of each
are in the network's initiatives than in initiatives at large, by the themes that point at it, and by how
common it is. Learned on the towns of the corpus by `python -m bench.lifestyles`.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from voorkant.themes import in_sentence
from voorkant.vocabulary import Lifestyle, Theme

#: accounts from which on a network has a lifestyle
LEAST_ACCOUNTS = 5
#: initiatives from which on one can say what they share beyond one
LEAST_INITIATIVES = 2
#: a lifestyle that is less likely than this is not told
LEAST_CHANCE = 0.4
#: another has to be so much likelier to take the place of the one that a network had
CLEARLY = 2.0
#: beginnings of words that point at what people share; with a trailing `=` the whole word
_BEGINNINGS = {
    Lifestyle.DUURZAAM: "energie zonnepaneel duurzam circulair repar kringloop klimaat compost milieu "
    "stroom= voedselbos warmtepomp isol moestuin afval zonne",
    Lifestyle.GEZIN: "kind ouder= school speeltuin gezin jeugd spelen moeder vader jongeren baby",
    Lifestyle.ZORGZAAM: "eenzaam zorg buurthulp maaltijd soep mantelzorg helpen taalmaatje armoede "
    "vluchteling welkom kleding jas= jassen voedselbank",
    Lifestyle.SPORTIEF: "sport zwem voetbal schaats hardlo gym= gymzaal baan= wedstrijd training ijsbaan",
    Lifestyle.CREATIEF: "kunst muziek muurschilder theater cultuur atelier molen koor= festival museum",
    Lifestyle.ONDERNEMEND: "winkel ondernem markt= marktkra horeca klant parkeer middenstand economie omzet",
    Lifestyle.DORPS: "dorp dorpshuis dorpsbelang kermis noaber leefbaarheid",
    Lifestyle.ACTIVISTISCH: "actie= actiegroep protest referendum demonstr gehoord handtekening bezwaar eis=",
    Lifestyle.MOBILITEIT: "fiets auto= verkeer bus= buslijn bushalte autoluw deelauto rijden stoep= station= "
    "trein= laadpaal",
    Lifestyle.DIGITAAL: "data= digitaal software sensor= website computer maker= programmeur wifi online",
    Lifestyle.NATUUR: "boom= bomen linden vogel natuur biodivers weidevogel groen plant= insect egel kap= "
    "kapver",
}
#: the theme that points at a lifestyle; public order points at none
_THEMES = {
    Theme.VERKEER: Lifestyle.MOBILITEIT,
    Theme.SPORT: Lifestyle.SPORTIEF,
    Theme.JEUGD_ONDERWIJS: Lifestyle.GEZIN,
    Theme.GROEN_NATUUR: Lifestyle.NATUUR,
    Theme.ENERGIE: Lifestyle.DUURZAAM,
    Theme.MILIEU: Lifestyle.DUURZAAM,
    Theme.ZORG_WELZIJN: Lifestyle.ZORGZAAM,
    Theme.BESTUUR_PARTICIPATIE: Lifestyle.ACTIVISTISCH,
    Theme.WONEN_RUIMTE: Lifestyle.ACTIVISTISCH,
    Theme.ECONOMIE: Lifestyle.ONDERNEMEND,
    Theme.CULTUUR_ERFGOED: Lifestyle.CREATIEF,
}
#: keeps the ratio of two small shares from running wild
TRACE = 0.002
REASONS = 5


class Member(Protocol):
    """What the choice needs of an initiative: its theme, and its words with how often they stand there."""

    @property
    def theme(self) -> Theme | None:
        """The theme, where it has one."""

    @property
    def words(self) -> Mapping[str, float]:
        """Each word with how often it stands there."""


@dataclass(frozen=True, slots=True)
class LifestyleWeights:
    """Of the choice. `ordinary`: the share of a lifestyle's words among all words of initiatives; `known`:
    how common the lifestyle is (a logarithm, against the others).
    """

    words: float
    theme: float
    ordinary: Mapping[Lifestyle, float]
    known: Mapping[Lifestyle, float]


WEIGHTS = LifestyleWeights(
    words=1.71,
    theme=2.22,
    ordinary={
        Lifestyle.DUURZAAM: 0.0011, Lifestyle.GEZIN: 0.01165, Lifestyle.ZORGZAAM: 0.00263,
        Lifestyle.SPORTIEF: 0.00226, Lifestyle.CREATIEF: 0.00049, Lifestyle.ONDERNEMEND: 0.00399,
        Lifestyle.DORPS: 0.00372, Lifestyle.ACTIVISTISCH: 0.00664, Lifestyle.MOBILITEIT: 0.00897,
        Lifestyle.DIGITAAL: 0.0001, Lifestyle.NATUUR: 0.00263,
    },
    known={
        Lifestyle.DUURZAAM: -0.09, Lifestyle.GEZIN: 0.35, Lifestyle.ZORGZAAM: 0.31,
        Lifestyle.SPORTIEF: -0.43, Lifestyle.CREATIEF: 0.01, Lifestyle.ONDERNEMEND: -0.19,
        Lifestyle.DORPS: 1.08, Lifestyle.ACTIVISTISCH: 0.14, Lifestyle.MOBILITEIT: -0.68,
        Lifestyle.DIGITAAL: -0.47, Lifestyle.NATUUR: -0.03,
    },
)  # fmt: skip


def find_lifestyle(
    group: Sequence[Member],
    participants: int,
    weights: LifestyleWeights = WEIGHTS,
    before: Lifestyle | None = None,
) -> tuple[Lifestyle | None, str]:
    """The lifestyle of a network with the reason, in Dutch; None for fewer than five accounts, for a single
    initiative, and when none is likely. `before`: the one it had, which stays unless another is clearly
    likelier.
    """
    if participants < LEAST_ACCOUNTS or len(group) < LEAST_INITIATIVES:
        return None, ""
    pulls = {
        lifestyle: _pull(lifestyle, sides, weights) for lifestyle, sides in sides_of(group, weights).items()
    }
    best = max(pulls, key=lambda k: (pulls[k], k))
    least = LEAST_CHANCE
    if before and pulls[best] - pulls[before] < math.log(CLEARLY) and _reason(group, before):
        best, least = before, LEAST_CHANCE / CLEARLY
    if 1 / sum(math.exp(p - pulls[best]) for p in pulls.values()) < least:
        return None, ""
    return best, _reason(group, best)


def sides_of(group: Sequence[Member], weights: LifestyleWeights) -> dict[Lifestyle, tuple[float, float]]:
    """Per lifestyle: how much more of its words there are than at large (a logarithm), and the share of the
    initiatives whose theme points at it.
    """
    return {
        lifestyle: (
            math.log((share(group, lifestyle) + TRACE) / (weights.ordinary.get(lifestyle, 0.0) + TRACE)),
            sum(_themed(m, lifestyle) for m in _pointing(group, lifestyle)) / len(group),
        )
        for lifestyle in Lifestyle
    }


def share(group: Sequence[Member], lifestyle: Lifestyle) -> float:
    """The share of a lifestyle's words among all, as a mean over the initiatives: a loud one counts once."""
    return sum(_hits(group, lifestyle).values()) / len(group)


def _pull(lifestyle: Lifestyle, sides: tuple[float, float], weights: LifestyleWeights) -> float:
    words, theme = sides
    return weights.words * words + weights.theme * theme + weights.known.get(lifestyle, 0.0)


def _reason(group: Sequence[Member], lifestyle: Lifestyle) -> str:
    hits = _hits(group, lifestyle)
    words = sorted(hits, key=lambda w: (-hits[w], w))[:REASONS]
    pointing = _pointing(group, lifestyle)
    themes = sorted({in_sentence(m.theme) for m in pointing if m.theme and _themed(m, lifestyle)})
    parts = [f"woorden: {', '.join(words)}"] if words else []
    return "; ".join([*parts, *([f"thema: {', '.join(themes)}"] if themes else [])])


def _hits(group: Sequence[Member], lifestyle: Lifestyle) -> dict[str, float]:
    """Share of each telling word in the words of an initiative, added up over the initiatives."""
    hits: defaultdict[str, float] = defaultdict(float)
    for member in _pointing(group, lifestyle):
        total = sum(member.words.values()) or 1.0
        for word in filter(_FORMS[lifestyle], member.words):
            hits[word] += member.words[word] / total
    return hits


def _pointing(group: Sequence[Member], lifestyle: Lifestyle) -> list[Member]:
    """The initiatives that point at it by a word or their theme; none when it is one: nothing is shared."""
    found = [m for m in group if _themed(m, lifestyle) or any(map(_FORMS[lifestyle], m.words))]
    return found if len(found) >= LEAST_INITIATIVES else []


def _themed(member: Member, lifestyle: Lifestyle) -> bool:
    return member.theme is not None and _THEMES.get(member.theme) == lifestyle


def _forms(listed: str) -> Callable[[str], bool]:
    """Whether a word is one of those listed."""
    words = listed.split()
    beginnings = tuple(w for w in words if w[-1] != "=")
    whole = frozenset(w[:-1] for w in words if w[-1] == "=")
    return lambda word: word in whole or word.startswith(beginnings)


_FORMS = {lifestyle: _forms(listed) for lifestyle, listed in _BEGINNINGS.items()}
