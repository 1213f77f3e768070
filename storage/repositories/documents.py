"""Documents: masked, one per canonical URL, identical texts of one source counted once."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    delete,
    func,
    not_,
    or_,
    select,
    update,
)

from storage.repositories.base import Repository
from storage.repositories.initiatives import Initiatives
from storage.tables import (
    OF_INITIATIVE,
    alerts,
    annotations_table,
    answered,
    arguments,
    copies,
    document_hashes,
    documents,
    features,
    initiatives,
    labels,
    made,
    memberships,
    names,
    relations,
    synchronised,
    traces,
    waiting,
)
from voorkant.plain import from_plain, to_plain
from voorkant.records import Document, final
from voorkant.text import excerpt

_JSON = ("links", "hashtags")
#: as things stand, whatever moment is replayed
LATEST = datetime.max.replace(tzinfo=UTC)


def _is_masked(named: str | Mapping[str, str], masked: Callable[[str], str]) -> bool:
    """Whether a name, or any word of a gathering, is masked by now."""
    words = [named] if isinstance(named, str) else named.values()
    return any(masked(word) != word for word in words)


class Documents(Repository):
    """What was read."""

    def save(self, document: Document) -> str:
        """Store one document; returns `new`, `changed`, `same` or `copy`.

        A known URL with another text is updated and its former hash is kept; the moment it was first
        collected stays. The same text under another URL of the same source is a copy of the first.
        """
        before = self.rows(select(documents).where(documents.c.id == document.id))
        if before:
            return self._update(document, before[0]["content_hash"], before[0]["entry_hash"])
        original = self._same_text(document)
        if original:
            self._copy(document, original)
            return "copy"
        self.upsert(documents, [self._row(document)], update=False)
        self._remember_hash(document)
        return "new"

    def get(self, ids: Sequence[str]) -> list[Document]:
        """The documents with these ids, oldest first."""
        found = [from_plain(Document, row) for row in self.rows_of(select(documents), documents.c.id, ids)]
        return sorted(found, key=lambda d: (d.collected, d.published, d.id))

    def by_url(self, url: str) -> Document | None:
        """The document at a canonical URL."""
        found = self._documents(select(documents).where(documents.c.url == url))
        return found[0] if found else None

    def known(self, source: str, since: datetime) -> dict[str, str]:
        """Canonical URL to entry hash of what a source gave since a moment, copies included."""
        own = select(documents.c.url, documents.c.entry_hash).where(
            documents.c.source == source, documents.c.collected >= since
        )
        doubles = select(copies.c.url, copies.c.entry_hash).where(
            copies.c.source == source, copies.c.seen >= since
        )
        return {row["url"]: row["entry_hash"] for row in self.rows(doubles) + self.rows(own)}

    def to_understand(self, as_of: datetime) -> list[Document]:
        """Documents whose present text was not annotated yet."""
        stale = or_(
            annotations_table.c.document.is_(None),
            annotations_table.c.content_hash != documents.c.content_hash,
        )
        query = select(documents).outerjoin(annotations_table, annotations_table.c.document == documents.c.id)
        return self._documents(query.where(stale, documents.c.collected <= as_of))

    def to_gather(self, as_of: datetime) -> list[Document]:
        """Annotated documents whose present text was not gathered yet, in the order they came."""
        query = (
            select(documents)
            .join(waiting, waiting.c.document == documents.c.id)
            .join(annotations_table, annotations_table.c.document == documents.c.id)
            .outerjoin(features, features.c.document == documents.c.id)
            .where(
                annotations_table.c.content_hash == documents.c.content_hash,
                or_(features.c.document.is_(None), features.c.content_hash != documents.c.content_hash),
                documents.c.collected <= as_of,
            )
        )
        return self._documents(query)

    def between(
        self, as_of: datetime, *, since: datetime | None = None, sources: Sequence[str] | None = None
    ) -> list[Document]:
        """Documents collected by `as_of` and published since a moment, oldest first."""
        wanted: list[ColumnElement[bool]] = [documents.c.collected <= as_of]
        if since is not None:
            wanted.append(documents.c.published >= since)
        if sources is not None:
            wanted.append(documents.c.source.in_(sources))
        return self._documents(select(documents).where(and_(*wanted)))

    def count(self, as_of: datetime) -> int:
        """How many were collected by then."""
        query = select(func.count()).select_from(documents).where(documents.c.collected <= as_of)
        return int(self.connection.execute(query).scalar_one())

    def hashes(self, document: str) -> list[str]:
        """The history of a document's content hashes, oldest first."""
        query = select(document_hashes.c.content_hash).where(document_hashes.c.document == document)
        return [r["content_hash"] for r in self.rows(query.order_by(document_hashes.c.seen))]

    def participants(self) -> frozenset[str]:
        """The pseudonyms of all who ever wrote."""
        query = select(documents.c.participant).where(documents.c.participant.is_not(None))
        return frozenset(row["participant"] for row in self.rows(query.distinct()))

    def naming(self, words: Iterable[str]) -> list[Document]:
        """The documents in whose title or text (or what is left of that) one of these words stands, whatever
        its case.
        """
        words = list(words)
        texts: list[ColumnElement[bool]] = [
            column.icontains(word, autoescape=True)
            for word in words
            for column in (documents.c.title, documents.c.text, documents.c.excerpt)
        ]
        texts += [
            documents.c.id.in_(select(made.c.quoted).where(made.c.text.icontains(word, autoescape=True)))
            for word in words
        ]
        return self._documents(select(documents).where(or_(*texts))) if texts else []

    def mask(self, document: Document, masked: Callable[[str], str]) -> None:
        """Mask more of a stored document. It says the same as before, so it is no new version of it.

        What was drawn from it, in every version, is masked as well.
        """
        self._reword([document.id], masked)
        values = {name: masked(getattr(document, name)) for name in ("title", "text", "excerpt")}
        self.connection.execute(update(documents).where(documents.c.id == document.id).values(values))
        quoting = self.rows(select(made).where(made.c.quoted == document.id))
        self.connection.execute(delete(made).where(made.c.quoted == document.id))
        self.upsert(made, [{**row, "text": masked(row["text"])} for row in quoting])
        self._mask_terms(document.id, masked)
        self._mask_named(document.id, masked)

    def _mask_terms(self, document: str, masked: Callable[[str], str]) -> None:
        """Take words that are masked by now out of the terms, and the names with these words in them."""
        mine = features.c.document == document
        for row in self.rows(select(features.c.terms).where(mine)):
            gone = {t[2:] for t in row["terms"] if masked(t[2:]) != t[2:]}
            left = {
                t: weight
                for t, weight in row["terms"].items()
                if t[2:] not in gone and not (t[0] == "k" and any(word in t for word in gone))
            }
            self.connection.execute(update(features).where(mine).values(terms=left))

    def _mask_named(self, document: str, masked: Callable[[str], str]) -> None:
        """Take what is masked by now out of what people said that the text names."""
        mine = names.c.document == document
        for row in self.rows(select(names).where(mine)):
            named = {
                field: [one for one in found if not _is_masked(one, masked)]
                for field, found in row["named"].items()
            }
            if named != row["named"]:
                self.connection.execute(update(names).where(self.same(names, row)).values(named=named))

    def of_participants(self, pseudonyms: Sequence[str]) -> list[str]:
        """Ids of the documents by these participants."""
        return self._ids(documents.c.participant.in_(pseudonyms))

    def collected_before(self, moment: datetime) -> list[str]:
        """Ids of the documents collected before a moment."""
        return self._ids(documents.c.collected < moment)

    def drop(self, ids: Iterable[str], *, aged: bool = False) -> int:
        """Remove documents with all that hangs on them or quotes them; returns how many there were.

        When documents have only `aged`, their initiatives stay, with when they began at which source, and so
        do the words by which an answer is recognised.
        """
        going = list(ids)
        if aged:
            self._trace(going)
        else:
            self.connection.execute(delete(answered).where(answered.c.document.in_(going)))
        urls = self._unquote(going)
        self._drop_quoting(urls)
        for column in (alerts.c.documents, relations.c.evidence, arguments.c.examples):
            self._unlist(column, urls)
        self.connection.execute(delete(synchronised).where(synchronised.c.what.in_(urls)))
        told = [] if aged else self._initiatives_of(going)
        dropped = self.connection.execute(delete(documents).where(documents.c.id.in_(going))).rowcount
        self._drop_emptied(told)
        return dropped

    def _initiatives_of(self, ids: Iterable[str]) -> list[str]:
        """The initiatives that these documents belong to, or once did."""
        query = select(memberships.c.initiative).distinct()
        return sorted({row["initiative"] for row in self.rows_of(query, memberships.c.document, ids)})

    def _drop_emptied(self, told: Collection[str]) -> None:
        """An initiative of which the last document was erased rests on nothing, whatever left it before.

        What went up in another goes when that does.
        """
        if not told:
            return
        kept = Initiatives(self.connection)
        into = kept.merged(LATEST)
        ends = {final(one, into) for one in told}
        family = {*told, *ends, *(one for one in into if final(one, into) in ends)}
        alive = {final(one, into) for one in kept.held(family)}
        self.drop_of(OF_INITIATIVE, {one for one in told if final(one, into) not in alive})

    def _trace(self, going: Sequence[str]) -> None:
        """Keep when what is shown began at each source, of documents whose term is over."""
        query = select(
            memberships.c.document, memberships.c.initiative, documents.c.source, documents.c.published
        ).join(documents, documents.c.id == memberships.c.document)
        rows = self.rows_of(query.add_columns(memberships.c.joined), memberships.c.document, going)
        last = {row["document"]: row for row in sorted(rows, key=lambda row: row["joined"])}
        homes = {row["initiative"] for row in last.values()}
        shown = {r["id"] for r in self.rows_of(select(initiatives.c.id).distinct(), initiatives.c.id, homes)}
        began = {
            (row["initiative"], row["source"]): row["first"]
            for row in self.rows_of(select(traces), traces.c.initiative, shown)
        }
        for row in last.values():
            key = row["initiative"], row["source"]
            if row["initiative"] in shown:
                began[key] = min(began.get(key, row["published"]), row["published"])
        kept = [{"initiative": i, "source": s, "first": first} for (i, s), first in began.items()]
        self.upsert(traces, kept)

    def _unquote(self, going: Sequence[str]) -> list[str]:
        """Take the words of these documents out of summaries and needs, which are drawn anew; their URLs."""
        return self._reword(going, lambda _: "")

    def _reword(self, ids: Sequence[str], other: Callable[[str], str]) -> list[str]:
        """Put other words, or none, for those of these documents in all versions of summaries and needs.

        Returns their URLs. Of a summary of before it was kept whose sentences it has, all goes.
        """
        self.undraw(ids)
        rows = self.rows_of(select(documents.c.url), documents.c.id, ids)
        told = self._initiatives_of(ids)
        unknown = and_(initiatives.c.summary != "", cast(initiatives.c.quotes, Text) == "[]")
        bare = update(initiatives).where(initiatives.c.id.in_(told), unknown)
        self.connection.execute(bare.values(summary="", need=None))
        for url in (row["url"] for row in rows):
            needs, quotes = (
                self._told_with(column, url, told) for column in (initiatives.c.need, initiatives.c.quotes)
            )
            for row in self.rows(select(initiatives).where(or_(needs, quotes))):
                self._reword_version(row, url, other)
        return [row["url"] for row in rows]

    def _reword_version(self, row: Mapping[str, Any], url: str, other: Callable[[str], str]) -> None:
        said = [{**q, "text": other(q["text"])} if q["url"] == url else q for q in row["quotes"]]
        left, need = [quote for quote in said if quote["text"]], row["need"]
        if need and need["url"] == url:
            asked = other(need["text"])
            need = {**need, "text": asked} if asked else None
        values = {"quotes": left, "summary": " ".join(quote["text"] for quote in left), "need": need}
        version = and_(initiatives.c.id == row["id"], initiatives.c.recorded == row["recorded"])
        self.connection.execute(update(initiatives).where(version).values(values))

    def _told_with(self, column: Column[Any], url: str, told: Sequence[str]) -> ColumnElement[bool]:
        """Versions of these initiatives in which a column holds an address."""
        quoting = cast(column, Text).contains(json.dumps(url), autoescape=True)
        return and_(initiatives.c.id.in_(told), quoting)

    def _drop_quoting(self, urls: Collection[str]) -> None:
        """Arguments in the words of these documents go: it is the first example that is quoted."""
        for url in urls:
            first = cast(arguments.c.examples, Text).startswith(f"[{json.dumps(url)}", autoescape=True)
            self.connection.execute(delete(arguments).where(first))

    def _unlist(self, column: Column[Any], urls: Collection[str]) -> None:
        """Take addresses out of a column that holds lists of them."""
        table = column.table
        for url in urls:
            quoting = cast(column, Text).contains(json.dumps(url), autoescape=True)
            for row in self.rows(select(table).where(quoting)):
                left = [other for other in row[column.name] if other != url]
                self.connection.execute(update(table).where(self.same(table, row)).values({column: left}))

    def blank_texts(self, before: datetime, labelled_before: datetime | None = None) -> int:
        """Let go of full texts collected before a moment (LAW 10), but for an excerpt; returns how many.

        What was drawn from them stays as it is. What people labelled, and what that answers, is learned from
        and has a term of its own.
        """
        old = documents.c.collected < before
        if labelled_before is not None and labelled_before < before:
            needed = and_(self._labelled(), documents.c.collected >= labelled_before)
            old = and_(old, not_(needed))
        written = select(documents.c.id, documents.c.text).where(old, documents.c.text != "")
        rows = [{"key": r["id"], "kept": excerpt(r["text"])} for r in self.rows(written)]
        going = update(documents).where(documents.c.id == bindparam("key"))
        if rows:
            self.connection.execute(going.values(text="", excerpt=bindparam("kept")), rows)
        return len(rows)

    def _labelled(self) -> ColumnElement[bool]:
        """Whether a document has labels by people, or stands above one that has, in its thread."""
        ids = select(labels.c.document).union(select(names.c.document))
        below = documents.alias()
        above = [
            select(column).where(below.c.id.in_(ids), column.is_not(None))
            for column in (below.c.reply_to, below.c.thread)
        ]
        return or_(documents.c.id.in_(ids), *(documents.c.url.in_(urls) for urls in above))

    def _ids(self, wanted: ColumnElement[bool]) -> list[str]:
        return [row["id"] for row in self.rows(select(documents.c.id).where(wanted))]

    def _update(self, document: Document, content_hash: str, entry_hash: str) -> str:
        if content_hash == document.content_hash and entry_hash == document.entry_hash:
            return "same"
        row = self._row(document)
        kept = ("id", "url", "source", "collected", "published", "participant")
        values = {k: v for k, v in row.items() if k not in kept}
        self.undraw([document.id])
        self.connection.execute(update(documents).where(documents.c.id == document.id).values(values))
        self._remember_hash(document)
        return "same" if content_hash == document.content_hash else "changed"

    def _same_text(self, document: Document) -> str | None:
        query = select(documents.c.id).where(
            documents.c.content_hash == document.content_hash,
            documents.c.source == document.source,
            documents.c.participant.is_(None) if document.participant is None
            else documents.c.participant == document.participant,
        )  # fmt: skip
        known_copy = select(copies.c.document).where(copies.c.url == document.url)
        return self.connection.execute(known_copy.union_all(query)).scalars().first()

    def _copy(self, document: Document, original: str) -> None:
        row = {
            "url": document.url, "document": original, "source": document.source,
            "entry_hash": document.entry_hash, "seen": document.collected,
        }  # fmt: skip
        self.upsert(copies, [row])

    def _remember_hash(self, document: Document) -> None:
        seen = document.updated or document.collected
        row = {"document": document.id, "content_hash": document.content_hash, "seen": seen}
        self.upsert(document_hashes, [row], update=False)

    def _row(self, document: Document) -> dict[str, Any]:
        row = {name: getattr(document, name) for name in documents.c.keys()}  # noqa: SIM118 - columns
        return {**row, **{name: to_plain(row[name]) for name in _JSON}}

    def _documents(self, query: Select[Any]) -> list[Document]:
        ordered = query.order_by(documents.c.collected, documents.c.published, documents.c.id)
        return [from_plain(Document, row) for row in self.rows(ordered)]
