"""All that this room says about one document, built once from the settings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from nlp.dates import Judge, find_meetings
from nlp.language import detect, says_enough
from nlp.masking import Masker
from nlp.organisations import find_organisations
from nlp.places import Gazetteer
from nlp.spans import Span, Tagger
from voorkant.records import Meeting, PlaceMention
from voorkant.settings import Settings


class Reader:
    """Reads documents. Holds no state between them and is safe to share between threads."""

    def __init__(self, settings: Settings, persons: Tagger | None = None) -> None:
        """`persons` learned to see names of persons, beside the rules."""
        self._zone = settings.zone
        self._masker = Masker(settings.office_holders, [p.name for p in settings.places], persons)
        self._gazetteer = Gazetteer(settings.places, settings.municipality, settings.office_holders)

    def mask(self, text: str) -> str:
        """Everything personal replaced by placeholders (LAW 9)."""
        return self._masker.mask(text)

    def language(self, text: str) -> tuple[str, float]:
        """(ISO code, probability), ``("und", 0.0)`` when it cannot be told."""
        return detect(text)

    def says_enough(self, text: str) -> bool:
        """Whether there are words enough to tell what a text is about."""
        return says_enough(text)

    def places(self, text: str, named: Sequence[Span] | None = None) -> tuple[PlaceMention, ...]:
        """The places that the text touches, in order of appearance; `named`: where a finder saw them."""
        return self._gazetteer.find(text, named)

    def organisations(self, text: str, named: Sequence[Span] | None = None) -> tuple[str, ...]:
        """Organisations and groups by name, in order of appearance; `named`: where a finder saw them."""
        return find_organisations(text, named)

    def meetings(self, text: str, published: datetime, judge: Judge | None = None) -> tuple[Meeting, ...]:
        """Gatherings the public can go to; `published` is an aware datetime."""
        return find_meetings(text, published, self._zone, judge)
