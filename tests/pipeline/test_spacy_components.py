"""The reading of documents as a spaCy pipeline says the same as Voorkant itself."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import spacy
from spacy.language import Language

from pipeline.spacy_components import COMPONENTS
from pipeline.tools import Tools
from pipeline.understanding import annotate
from voorkant.records import Document
from voorkant.settings import bare

TEXT = (
    "Beste buren, stichting Groen Kattenbroek wil de speeltuin aan de Wezenstraat redden. "
    "Kom donderdag 4 december om half acht naar dorpshuis De Schakel. Vragen? Bel Wilma Postma, 06-12345678."
)
PUBLISHED = datetime(2026, 11, 27, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def nlp() -> Language:
    blank = spacy.blank("nl")
    for name in COMPONENTS:
        blank.add_pipe(name)
    return blank


def test_one_spacy_pipeline_reads_what_voorkant_reads(nlp: Language, tmp_path: Path) -> None:
    doc = nlp.make_doc(TEXT)
    doc._.published = PUBLISHED
    doc = nlp(doc)

    with Tools(bare(tmp_path)) as tools:
        masked = tools.reader.mask(TEXT)
        document = Document("urn:een", "forum", "", masked, PUBLISHED, PUBLISHED)
        (annotation,) = annotate([document], {}, tools)

    assert doc._.masked == masked
    assert "Wilma" not in masked
    assert doc._.places == annotation.places
    assert doc._.organisations == annotation.organisations
    assert doc._.meetings == annotation.meetings
    assert [m.start for m in doc._.meetings] == [datetime(2026, 12, 4, 18, 30, tzinfo=UTC)]


def test_nothing_is_read_unmasked() -> None:
    blank = spacy.blank("nl")
    blank.add_pipe("voorkant_places")
    with pytest.raises(ValueError, match="voorkant_masking must come before"):
        blank(TEXT)
