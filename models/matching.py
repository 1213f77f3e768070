"""What is found in a text beside what people say that it names, in forms that can be compared."""

from __future__ import annotations

import re
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from models.corpus import Example
from models.finding import AMSTERDAM
from models.registry import Match
from nlp.dates import find_meetings
from nlp.finder import Finder
from nlp.organisations import find_organisations
from nlp.places import Gazetteer
from nlp.words import word_set
from voorkant.vocabulary import MeetingState

_KIND_WORDS = tuple(
    word_set(
        "stichting vereniging coöperatie comité werkgroep groep bureau bedrijf bakkerij slagerij bakker "
        "slager kapsalon café restaurant snackbar supermarkt winkel makelaar makelaardij firma garage "
        "rijschool school corporatie boekhandel tuincentrum ziekenhuis verpleeghuis zorgcentrum koor "
        "harmonie fanfare club buurthuis dorpshuis wijkcentrum installateur brouwerij modehuis gilde"
    )
)


def matches(example: Example, text: str, finder: Finder | None) -> dict[str, Match]:
    """Per kind (`voorkant.named.NAMED_FIELDS`) what an example tells and what is found in its masked text.

    `finder` None: by the rules alone. The municipality itself is no place here, as every text may name it;
    gatherings are those that are still planned, by day and hour.
    """
    names = finder.names(text) if finder else None
    town = _plain(example.municipality)
    places = Gazetteer((), example.municipality).find(text, names.places if names else None)
    bodies = find_organisations(text, names.organisations if names else None)
    return {
        "places": _match(
            (p for p in map(_plain, example.places) if p != town),
            (p for p in (_plain(place.name) for place in places) if p != town),
        ),
        "organisations": _match(map(_core, example.organisations), map(_core, bodies)),
        "meetings": _match((m.start[:16] for m in example.meetings), _planned(example, text, finder)),
    }


def _match(told: Iterable[str], found: Iterable[str]) -> Match:
    return Match(tuple(sorted(set(told))), tuple(sorted(set(found))))


def _planned(example: Example, text: str, finder: Finder | None, zone: ZoneInfo = AMSTERDAM) -> set[str]:
    seen = find_meetings(text, example.published, zone, finder.is_gathering if finder else None)
    planned = [(m.start.astimezone(zone), m.all_day) for m in seen if m.state is MeetingState.PLANNED]
    return {f"{start:%Y-%m-%d}" if all_day else f"{start:%Y-%m-%dT%H:%M}" for start, all_day in planned}


def _plain(name: str) -> str:
    """Without case, leading article, quotation marks and curls of the apostrophe."""
    plain = " ".join(name.casefold().replace("’", "'").replace("‘", "'").split()).strip(" '\".,")
    return re.sub(r"^(?:de|het|'t|een) (?=.)", "", plain)


def _core(name: str) -> str:
    """An organisation's name without the word for its kind: `bakkerij Poortinga` and `Poortinga` are one.

    The labels write both; the product takes the fuller as well. Only a first word of a closed list goes, and
    never the whole name.
    """
    first, _, rest = _plain(name).partition(" ")
    return _plain(rest) if rest and first.endswith(_KIND_WORDS) else _plain(name)
