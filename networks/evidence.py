"""A document of an initiative with what it says."""

from __future__ import annotations

from dataclasses import dataclass

from voorkant.records import Annotation, Document, Label
from voorkant.vocabulary import PublisherKind


@dataclass(frozen=True, slots=True)
class Evidence:
    """One document of an initiative with its annotation; `publisher` tells who speaks."""

    document: Document
    annotation: Annotation
    publisher: PublisherKind | None = None

    def label(self, field: str) -> Label:
        """A label of the document."""
        return self.annotation.labels[field]
