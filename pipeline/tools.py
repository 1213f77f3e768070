"""The heavy things that stages share: built when first needed, once a process."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from importlib.metadata import version
from types import TracebackType
from typing import TYPE_CHECKING

from pipeline.switch import stopped
from voorkant.pseudonyms import Pseudonyms
from voorkant.quality import WEEKS
from voorkant.settings import Settings
from voorkant.speakers import speaker, speaker_named
from voorkant.vocabulary import Speaker

if TYPE_CHECKING:  # Scrapy and scikit-learn cost a second to import: only stages that need them pay
    from crawlers.engine import Engine
    from models.classifiers import Classifier
    from networks.terms import Background
    from nlp.masking import Masker
    from nlp.reader import Reader
    from storage.store import Database
    from voorkant.quality import Drift


class Tools:
    """Reader, classifier, crawler and keys for one configuration. A context manager: it ends the crawler."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def reader(self) -> Reader:
        """Masking, language, places, organisations, meetings."""
        from nlp.reader import Reader

        finder = self.classifier.finder
        return Reader(self.settings, finder.persons if finder else None)

    @cached_property
    def rules(self) -> Masker:
        """Masking by the rules alone: what was learned from running text takes a bare name for a person's."""
        from nlp.masking import Masker

        return Masker(self.settings.office_holders, [p.name for p in self.settings.places])

    @cached_property
    def classifier(self) -> Classifier:
        """The model in use."""
        from pipeline.modelling import load_classifier

        return load_classifier(self.settings)

    def week(self, db: Database, now: datetime, weeks: int = WEEKS) -> Drift:
        """The week up to a moment against the weeks before: does the model still know what comes in?"""
        from models.drift import known_words
        from pipeline.quality import week

        limit = self.settings.unsure_below
        return week(db, known_words(self.classifier), now, weeks, unsure_below=limit)

    def speaker(self, source: str) -> Speaker | None:
        """Who speaks in a source; what `try` is told of one in place of its id."""
        return self.speakers.get(source) or speaker_named(source)

    @cached_property
    def speakers(self) -> Mapping[str, Speaker]:
        """Who speaks in each source that is configured."""
        return {s.id: speaker(s.kind, s.publisher_kind) for s in self.settings.sources}

    @cached_property
    def background(self) -> Background:
        """How common words are in ordinary Dutch."""
        from pipeline.modelling import ordinary_dutch

        return ordinary_dutch()

    @cached_property
    def engine(self) -> Engine:
        """The crawler's child process."""
        from crawlers.engine import Engine

        settings = self.settings
        return Engine(settings.network, user_agent(settings), lambda: stopped(settings))

    @cached_property
    def pseudonyms(self) -> Pseudonyms:
        """From account to pseudonym."""
        return Pseudonyms(self.settings.state_dir / "keys", self.settings.retention.account_key_days)

    def __enter__(self) -> Tools:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if "engine" in self.__dict__:
            self.engine.close()


def user_agent(settings: Settings) -> str:
    """One honest name with a contact address (LAW 3)."""
    contact = settings.processing.privacy_officer or "geen contactadres ingevuld"
    return f"Voorkant/{version('voorkant')} (gemeente {settings.municipality}; {contact})"
