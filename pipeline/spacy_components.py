"""Reading a document as one spaCy pipeline, for data teams who work in spaCy.

    nlp = spacy.blank("nl")
    for name in COMPONENTS:
        nlp.add_pipe(name, config={"folder": "mijn-gemeente"})
    doc = nlp.make_doc(text)
    doc._.published = datetime(2026, 11, 27, tzinfo=UTC)
    nlp(doc)._.meetings

`folder` holds `voorkant.yaml`; without one nothing is known of a municipality. Voorkant calls the same reader
and finder directly, as spaCy alone takes longer to start than a command may (docs/decisions/0033).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import cast

from spacy.language import Language
from spacy.tokens import Doc

from nlp.finder import Names
from pipeline.tools import Tools
from voorkant.settings import bare, load

#: in the order in which they need one another: all but the first read the masked text
COMPONENTS = ("voorkant_masking", "voorkant_places", "voorkant_organisations", "voorkant_meetings")
Component = Callable[[Doc], Doc]
_NAMES = "voorkant names"

for attribute in ("masked", "published", "places", "organisations", "meetings"):
    if not Doc.has_extension(attribute):
        Doc.set_extension(attribute, default=None)


@Language.factory("voorkant_masking", default_config={"folder": ""}, assigns=["doc._.masked"])
def masking(nlp: Language, name: str, folder: str) -> Component:
    """Sets `doc._.masked`: the text with placeholders for persons and contacts (str)."""
    tools = _tools(folder)
    return _setting("masked", lambda doc: tools.reader.mask(doc.text))


@Language.factory("voorkant_places", default_config={"folder": ""}, assigns=["doc._.places"])
def places(nlp: Language, name: str, folder: str) -> Component:
    """Sets `doc._.places`: the places that it touches (tuple of PlaceMention)."""
    tools = _tools(folder)

    def found(doc: Doc) -> object:
        names = _names(tools, doc)
        return tools.reader.places(_masked(doc), names.places if names else None)

    return _setting("places", found)


@Language.factory("voorkant_organisations", default_config={"folder": ""}, assigns=["doc._.organisations"])
def organisations(nlp: Language, name: str, folder: str) -> Component:
    """Sets `doc._.organisations`: the organisations that it names (tuple of str)."""
    tools = _tools(folder)

    def found(doc: Doc) -> object:
        names = _names(tools, doc)
        return tools.reader.organisations(_masked(doc), names.organisations if names else None)

    return _setting("organisations", found)


@Language.factory("voorkant_meetings", default_config={"folder": ""}, assigns=["doc._.meetings"])
def meetings(nlp: Language, name: str, folder: str) -> Component:
    """Sets `doc._.meetings` (tuple of Meeting), seen from `doc._.published`, aware; without it from now."""
    tools = _tools(folder)

    def found(doc: Doc) -> object:
        finder, published = tools.classifier.finder, doc._.published or datetime.now(UTC)
        return tools.reader.meetings(_masked(doc), published, finder.is_gathering if finder else None)

    return _setting("meetings", found)


def _setting(attribute: str, found: Callable[[Doc], object]) -> Component:
    """A component that sets one attribute of a document to what is found in it."""

    def read(doc: Doc) -> Doc:
        doc._.set(attribute, found(doc))
        return doc

    return read


@cache
def _tools(folder: str) -> Tools:
    return Tools(load(Path(folder)) if folder else bare(Path.cwd()))


def _masked(doc: Doc) -> str:
    if doc._.masked is None:
        raise ValueError("voorkant_masking must come before this component: nothing is read unmasked")
    return str(doc._.masked)


def _names(tools: Tools, doc: Doc) -> Names | None:
    """Where the finder sees names; two components ask, and the second gets the first one's answer."""
    finder = tools.classifier.finder
    if finder and _NAMES not in doc.user_data:
        doc.user_data[_NAMES] = finder.names(_masked(doc))
    return cast("Names | None", doc.user_data.get(_NAMES))
