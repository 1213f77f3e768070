"""What stays of documents and initiatives that are gone (docs/decisions/0031, 0037)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Trace:
    """What stays of documents whose term is over: when the first of a source about an initiative appeared."""

    initiative: str
    source: str
    first: datetime


@dataclass(frozen=True, slots=True)
class Begun:
    """An initiative began in a year; `lead`: days until an authority's source had it, None if none had."""

    year: int
    lead: int | None
