"""Records about the work itself: what people and models said about labels, which model is in use, and what a
stage did. What the work is about stands in records.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from voorkant.named import Named
from voorkant.records import LabelValue
from voorkant.vocabulary import Ruling


@dataclass(frozen=True, slots=True)
class HumanLabel:
    """The value that one labeller gave one field of one document.

    `content_hash` is that of the text that was judged; of a text that changed since, the label says nothing.
    """

    document: str
    field: str
    labeller: str
    value: LabelValue
    at: datetime
    content_hash: str


@dataclass(frozen=True, slots=True)
class HumanNames:
    """All that one labeller says the text with this digest names: places, organisations and gatherings."""

    document: str
    labeller: str
    named: Named
    at: datetime
    content_hash: str


@dataclass(frozen=True, slots=True)
class Model:
    """A trained model as its card tells of it: data, code, parameters, figures. Its folder may be gone."""

    version: str
    card: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Promotion:
    """A version was taken into use; `because` is why, when it is worse somewhere or was returned to."""

    version: str
    at: datetime
    who: str
    because: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants decided; `value`: a name, phase, other initiative or answer; `urls`: what to split
    off, what shows the phase, or the one document that it is about; `point`: the id of the argument that is
    answered.
    """

    actor: str
    ruling: Ruling
    #: empty where it is about a document
    initiative: str
    value: str = ""
    urls: tuple[str, ...] = ()
    point: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """A source that was not, or not wholly, read, and why: a Dutch clause."""

    source: str
    why: str


@dataclass(frozen=True, slots=True)
class Report:
    """What one stage did. `counts` are Dutch words to numbers, in the order to be shown."""

    stage: str
    counts: Mapping[str, int]
    unread: tuple[Unread, ...] = ()
    seconds: float = 0.0
    error: str = ""
