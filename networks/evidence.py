"""A document of an initiative with what it says."""

from __future__ import annotations

from dataclasses import dataclass

from voorkant.records import Annotation, Document, Label
from voorkant.vocabulary import PublisherKind


@dataclass(frozen=True, slots=True)
class Evidence:
    """One document of an initiative with its annotation; `publisher` tells who speaks.

    `copies` are later documents that say the same: the text counts once, who wrote it each time.
    """

    document: Document
    annotation: Annotation
    publisher: PublisherKind | None = None
    copies: tuple[Document, ...] = ()

    @property
    def all(self) -> tuple[Document, ...]:
        """The document and its copies."""
        return (self.document, *self.copies)

    def label(self, field: str) -> Label:
        """A label of the document."""
        return self.annotation.labels[field]
