"""A document of an initiative with what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from networks.terms import terms
from voorkant.records import Annotation, Document, Label, Made, withheld
from voorkant.vocabulary import PublisherKind, Ruling


@dataclass(frozen=True, slots=True)
class Evidence:
    """One document of an initiative with its annotation; `publisher` tells who speaks.

    `copies` are later documents that say the same: the text counts once, who wrote it each time. `kept` are
    its terms and `made` the points it made, as they were found while its text was there. `ruling`: what
    people decided of its words.
    """

    document: Document
    annotation: Annotation
    publisher: PublisherKind | None = None
    copies: tuple[Document, ...] = ()
    ruling: Ruling | None = None
    kept: Mapping[str, float] | None = None
    made: tuple[Made, ...] = ()

    @property
    def all(self) -> tuple[Document, ...]:
        """The document and its copies."""
        return (self.document, *self.copies)

    @property
    def speaks(self) -> bool:
        """Whether its words, and the names in it, may go out (LAW 14)."""
        return not withheld(self.annotation, self.ruling)

    @property
    def counted(self) -> Mapping[str, float]:
        """Its terms (networks/terms.py) without days and places."""
        if self.kept is not None:
            return self.kept
        document, named = self.document, self.annotation.organisations
        return terms(document.title, document.words, named, hashtags=document.hashtags)

    def label(self, field: str) -> Label:
        """A label of the document."""
        return self.annotation.labels[field]
