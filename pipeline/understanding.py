"""Understand: each new document gets language, labels, places, organisations and meetings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from models.classifiers import Classifier, prepare
from nlp.reader import Reader
from pipeline.modelling import remember
from pipeline.progress import QUIET, Progress
from pipeline.tools import Tools
from voorkant.records import NOT_JUDGED, Annotation, Document, Label, document_id
from voorkant.reports import Report

if TYPE_CHECKING:  # `try` annotates without a database, and starts half a second sooner
    from storage.store import Database, Store

BATCH = 200
#: languages in which Dutch towns write and that the classifiers can follow; `und` is too short to tell
READABLE = frozenset({"nl", "fy", "af", "li", "und"})
SURE = 0.9


def understand(store: Store, tools: Tools, now: datetime, progress: Progress = QUIET) -> Report:
    """Annotate every document whose present text was not read yet; a batch is one transaction."""
    with store.begin() as db:
        waiting = db.documents.to_understand(now)
    about = 0
    batches = [waiting[n : n + BATCH] for n in range(0, len(waiting), BATCH)]
    for batch in progress.track(batches, "documenten begrijpen", len(batches)):
        with store.begin() as db:
            found = annotate(batch, posts_above(db, batch), tools)
            db.annotations.save(zip(found, (d.content_hash for d in batch), strict=True), now)
        about += sum(a.about_initiative for a in found)
    if waiting:  # by itself: what was understood stands, whatever becomes of a card
        with store.begin() as db:
            remember(db, tools.settings, tools.classifier.version)
    return Report("understand", {"gelezen": len(waiting), "over een initiatief": about})


def annotate(documents: Sequence[Document], above: Mapping[str, Document], tools: Tools) -> list[Annotation]:
    """What each document says. `above`: by URL what these documents may answer, beside one another."""
    classifier, reader = tools.classifier, tools.reader
    thread = {**above, **{d.url: d for d in documents}}
    answered = [context(d, thread) for d in documents]
    ready = [
        prepare(d.title, d.text, c, tools.speaker(d.source)) for d, c in zip(documents, answered, strict=True)
    ]
    labels = classifier.classify(ready, tools.settings.thresholds)
    return [
        _annotation(d, c, given, reader, classifier)
        for d, c, given in zip(documents, answered, labels, strict=True)
    ]


def context(document: Document, thread: Mapping[str, Document]) -> str:
    """The text of what it answers and of what began the thread."""
    urls = dict.fromkeys(u for u in (document.reply_to, document.thread) if u and u != document.url)
    return "\n".join(f"{thread[u].title}\n{thread[u].text}".strip() for u in urls if u in thread)


def _annotation(
    document: Document, answered: str, labels: dict[str, Label], reader: Reader, classifier: Classifier
) -> Annotation:
    whole = f"{document.title}\n{document.text}"
    language, sureness = reader.language(whole)
    if language not in READABLE and sureness >= SURE:
        labels = _unreadable(labels)
    elif not reader.says_enough(f"{whole}\n{answered}"):
        labels = _too_little(labels)
    finder = classifier.finder
    names = finder.names(whole) if finder else None
    return Annotation(
        document=document.id,
        language=language,
        labels=labels,
        places=reader.places(whole, names.places if names else None),
        organisations=reader.organisations(whole, names.organisations if names else None),
        meetings=reader.meetings(whole, document.published, finder.is_gathering if finder else None),
        model=classifier.version,
    )


def _unreadable(labels: dict[str, Label]) -> dict[str, Label]:
    """A text in another language is not judged."""
    return _not_judged(labels, "andere taal")


def _too_little(labels: dict[str, Label]) -> dict[str, Label]:
    """A word or two do not tell what a text is about; how it speaks they may (`rot op`)."""
    speaks = {field: labels[field] for field in ("call_to_action", "hostile") if labels[field].value}
    return {**_not_judged(labels, "te weinig tekst"), **speaks}


def _not_judged(labels: dict[str, Label], why: str) -> dict[str, Label]:
    empty = {field: Label(None, 0.0, (why,)) for field in labels}
    no = Label(value=False, probability=NOT_JUDGED, reason=(why,))
    return {**empty, "initiative": no, "call_to_action": no, "hostile": no}


def posts_above(db: Database, batch: Sequence[Document]) -> dict[str, Document]:
    """The posts that these answer, from earlier batches."""
    urls = sorted({u for d in batch for u in (d.reply_to, d.thread) if u})
    return {d.url: d for d in db.documents.get([document_id(u) for u in urls])}
