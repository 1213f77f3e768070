"""The tables. What changes with the days is kept in versions (`recorded`), so that a past day can be asked.

A version row says: from `recorded` on this is what we knew. Times are UTC; JSON holds what is only ever
read as a whole.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime; stored in UTC, given back in UTC, on SQLite as well. A naive one is a bug."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware to naive UTC; raises ValueError for a naive value."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Naive UTC to aware."""
        return None if value is None else value.replace(tzinfo=UTC)


def _document_key(*, primary_key: bool = True) -> Column[str]:
    key: ForeignKey = ForeignKey("documents.id", ondelete="CASCADE")
    return Column("document", String(16), key, primary_key=primary_key, nullable=False)


sources = Table(
    "sources", metadata,
    Column("id", String(64), primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("url", Text, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("publisher_kind", String(32), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("legal_basis", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("review_by", String(10), nullable=False),
    Column("every", Float, nullable=False),
)  # fmt: skip

fetch_states = Table(
    "fetch_states", metadata,
    Column("source", String(64), ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True),
    Column("etag", Text, nullable=False),
    Column("last_modified", Text, nullable=False),
    Column("body_hash", Text, nullable=False),
    Column("cursor", JSON, nullable=False),
    Column("fetched", UtcDateTime),
    Column("failures", Integer, nullable=False),
)  # fmt: skip

fetches = Table(
    "fetches", metadata,
    Column("source", String(64), ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True),
    Column("at", UtcDateTime, primary_key=True),
    Column("requests", Integer, nullable=False),
    Column("documents", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Column("warnings", JSON, nullable=False),
    Column("law", JSON, nullable=False),
)  # fmt: skip

documents = Table(
    "documents", metadata,
    Column("id", String(16), primary_key=True),
    Column("url", Text, nullable=False, unique=True),
    Column("source", String(64), ForeignKey("sources.id"), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("published", UtcDateTime, nullable=False, index=True),
    Column("collected", UtcDateTime, nullable=False, index=True),
    Column("updated", UtcDateTime),
    Column("participant", String(32), index=True),
    Column("reply_to", Text),
    Column("thread", Text),
    Column("links", JSON, nullable=False),
    Column("hashtags", JSON, nullable=False),
    Column("language", String(16)),
    Column("content_hash", String(64), nullable=False, index=True),
    Column("entry_hash", String(64), nullable=False),
    Column("excerpt", Text, nullable=False, server_default=""),
)  # fmt: skip

document_hashes = Table(
    "document_hashes", metadata,
    _document_key(),
    Column("content_hash", String(64), primary_key=True),
    Column("seen", UtcDateTime, nullable=False),
)  # fmt: skip

checks = Table(
    "checks", metadata,
    _document_key(),
    Column("looked", UtcDateTime, nullable=False),
    Column("missed", Integer, nullable=False),
)  # fmt: skip

copies = Table(
    "copies", metadata,
    Column("url", Text, primary_key=True),
    _document_key(primary_key=False),
    Column("source", String(64), nullable=False),
    Column("entry_hash", String(64), nullable=False),
    Column("seen", UtcDateTime, nullable=False),
)  # fmt: skip

annotations_table = Table(
    "annotations", metadata,
    _document_key(),
    Column("content_hash", String(64), nullable=False),
    Column("language", String(16), nullable=False),
    Column("labels", JSON, nullable=False),
    Column("places", JSON, nullable=False),
    Column("organisations", JSON, nullable=False),
    Column("model", Text, nullable=False),
    Column("made", UtcDateTime, nullable=False),
)  # fmt: skip

meetings = Table(
    "meetings", metadata,
    _document_key(),
    Column("start", UtcDateTime, primary_key=True),
    Column("place", Text, primary_key=True),
    Column("state", String(16), nullable=False),
    Column("all_day", Boolean, nullable=False),
    Column("end", UtcDateTime),
)  # fmt: skip

features = Table(
    "features", metadata,
    _document_key(),
    Column("content_hash", String(64), nullable=False),
    Column("terms", JSON, nullable=False),
    Column("gathered", UtcDateTime, nullable=False, index=True),
)  # fmt: skip

#: what was read and not gathered since
waiting = Table("waiting", metadata, _document_key())

families = Table(
    "families", metadata,
    _document_key(),
    Column("family", String(16), nullable=False, index=True),
)  # fmt: skip

sketches = Table(
    "sketches", metadata,
    _document_key(),
    Column("size", Integer, nullable=False),
    Column("whole", LargeBinary, nullable=False),
    Column("start", LargeBinary, nullable=False),
    Column("marks", JSON, nullable=False),
    Column("made", UtcDateTime, nullable=False, index=True),
)  # fmt: skip

bands = Table(
    "bands", metadata,
    _document_key(),
    Column("band", BigInteger, primary_key=True, index=True),
)  # fmt: skip

memberships = Table(
    "memberships", metadata,
    _document_key(),
    Column("initiative", String(32), nullable=False, index=True),
    Column("stance", String(16)),
    Column("probability", Float, nullable=False),
    Column("reason", Text, nullable=False),
    Column("joined", UtcDateTime, primary_key=True, index=True),
)  # fmt: skip

#: initiatives of which something changed since their portrait was drawn
undrawn = Table("undrawn", metadata, Column("initiative", String(32), primary_key=True))

initiatives = Table(
    "initiatives", metadata,
    Column("id", String(32), primary_key=True),
    Column("recorded", UtcDateTime, primary_key=True),
    Column("name", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("kind", String(32)),
    Column("theme", String(32)),
    Column("phase", String(32)),
    Column("phases", JSON, nullable=False),
    Column("places", JSON, nullable=False),
    Column("organisations", JSON, nullable=False),
    Column("first_seen", UtcDateTime, nullable=False),
    Column("last_seen", UtcDateTime, nullable=False),
    Column("appeared", UtcDateTime, nullable=False),
    Column("documents", Integer, nullable=False),
    Column("merged_into", String(32), index=True),
    Column("need", JSON(none_as_null=True)),
    Column("quotes", JSON, nullable=False, server_default="[]"),
)  # fmt: skip

#: of documents whose term is over; no foreign key: it is what outlives them
traces = Table(
    "traces", metadata,
    Column("initiative", String(32), primary_key=True),
    Column("source", String(64), primary_key=True),
    Column("first", UtcDateTime, nullable=False),
)  # fmt: skip

#: initiatives of which no document is left, and since when `retain` finds so
emptied = Table(
    "emptied", metadata,
    Column("initiative", String(32), primary_key=True),
    Column("since", UtcDateTime, nullable=False),
)  # fmt: skip

#: of each initiative that is gone the year in which it began and its lead in days; nothing tells which it was
begun = Table(
    "begun", metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("year", Integer, nullable=False),
    Column("lead", Integer),
)  # fmt: skip

#: which points documents made, as `connect` last found
made = Table(
    "made", metadata,
    _document_key(),
    Column("text", Text, primary_key=True),
    Column("quoted", String(16), ForeignKey("documents.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("hint", String(32)),
)  # fmt: skip

networks = Table(
    "networks", metadata,
    Column("id", String(32), primary_key=True),
    Column("recorded", UtcDateTime, primary_key=True),
    Column("name", Text, nullable=False),
    Column("lifestyle", String(32)),
    Column("lifestyle_reason", Text, nullable=False),
    Column("first_seen", UtcDateTime, nullable=False),
    Column("last_seen", UtcDateTime, nullable=False),
    Column("state", String(32), nullable=False),
    Column("initiatives", JSON, nullable=False),
    Column("organisations", JSON, nullable=False),
    Column("channels", JSON, nullable=False),
    Column("participants", Integer, nullable=False),
)  # fmt: skip

relations = Table(
    "relations", metadata,
    Column("origin", String(32), primary_key=True),
    Column("target", String(32), primary_key=True),
    Column("kind", String(32), primary_key=True),
    Column("recorded", UtcDateTime, primary_key=True),
    Column("strength", Float, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("evidence", JSON, nullable=False),
    Column("why", Text, nullable=False, server_default=""),
    Column("ended", Boolean, nullable=False),
)  # fmt: skip

bridges = Table(
    "bridges", metadata,
    Column("origin", String(32), primary_key=True),
    Column("target", String(32), primary_key=True),
    Column("recorded", UtcDateTime, primary_key=True),
    Column("why", Text, nullable=False),
    Column("through", JSON, nullable=False),
    Column("ended", Boolean, nullable=False),
)  # fmt: skip

brokers = Table(
    "brokers", metadata,
    Column("name", Text, primary_key=True),
    Column("recorded", UtcDateTime, primary_key=True),
    Column("networks", JSON, nullable=False),
    Column("initiatives", JSON, nullable=False),
    Column("documents", Integer, nullable=False),
    Column("constraint", Float, nullable=False),
    Column("core", Integer, nullable=False),
    Column("why", Text, nullable=False),
    Column("ended", Boolean, nullable=False),
)  # fmt: skip

arguments = Table(
    "arguments", metadata,
    Column("initiative", String(32), primary_key=True),
    Column("side", String(8), primary_key=True),
    Column("summary", Text, primary_key=True),
    Column("recorded", UtcDateTime, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("first_seen", UtcDateTime, nullable=False),
    Column("examples", JSON, nullable=False),
    Column("answer", Text),
    Column("answered", UtcDateTime),
    Column("offered", Text),
    Column("offered_from", String(32)),
    Column("heard", UtcDateTime),
    Column("hint", String(32)),
    Column("ended", Boolean, nullable=False),
)  # fmt: skip

alerts = Table(
    "alerts", metadata,
    Column("id", String(48), primary_key=True),
    Column("recorded", UtcDateTime, primary_key=True),
    Column("subject_kind", String(16), nullable=False),
    Column("subject", String(32), nullable=False, index=True),
    Column("raised_at", UtcDateTime, nullable=False, index=True),
    Column("observed", Float, nullable=False),
    Column("expected", Float, nullable=False),
    Column("score", Float, nullable=False),
    Column("reason", Text, nullable=False),
    Column("documents", JSON, nullable=False),
    Column("last_active", UtcDateTime, nullable=False),
    Column("ended", UtcDateTime),
    Column("level", Integer, nullable=False, server_default="1"),
    Column("raised_with", Float, nullable=False, server_default="0"),
)  # fmt: skip

synchronised = Table(
    "synchronised", metadata,
    Column("initiative", String(32), primary_key=True),
    Column("id", String(16), primary_key=True),
    Column("recorded", UtcDateTime, primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("what", Text, nullable=False),
    Column("began", UtcDateTime, nullable=False),
    Column("accounts", Integer, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("ended", Boolean, nullable=False),
)  # fmt: skip

deliveries = Table(
    "deliveries", metadata,
    Column("recipient", String(200), primary_key=True),
    Column("what", String(80), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("sent", UtcDateTime),
)  # fmt: skip

decisions = Table(
    "decisions", metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", String(200), nullable=False),
    Column("action", String(32), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("value", Text, nullable=False),
    Column("documents", JSON, nullable=False, server_default="[]"),
    Column("undone", Boolean, nullable=False),
)  # fmt: skip

answered = Table(
    "answered", metadata,
    Column("decision", Integer, ForeignKey("decisions.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("side", String(8), nullable=False),
    # no foreign key: an answer holds longer than the documents; what is erased is taken out by hand
    Column("document", String(16), nullable=False, index=True),
    Column("words", JSON, nullable=False),
)  # fmt: skip

labels = Table(
    "labels", metadata,
    _document_key(),
    Column("field", String(32), primary_key=True),
    Column("labeller", String(200), primary_key=True),
    Column("value", JSON, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("content_hash", String(64), nullable=False),
)  # fmt: skip

names = Table(
    "names", metadata,
    _document_key(),
    Column("labeller", String(200), primary_key=True),
    Column("named", JSON, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("content_hash", String(64), nullable=False),
)  # fmt: skip

models = Table(
    "models", metadata,
    Column("version", Text, primary_key=True),
    Column("card", JSON, nullable=False),
)  # fmt: skip

promotions = Table(
    "promotions", metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    # no foreign key: a rollback may go to the model of this software before it was made
    Column("version", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("who", String(200), nullable=False),
    Column("because", Text, nullable=False),
)  # fmt: skip

audit = Table(
    "audit", metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", String(200), nullable=False),
    Column("action", String(64), nullable=False),
    Column("record", String(200), nullable=False),
    Column("purpose", Text, nullable=False),
)  # fmt: skip

runs = Table(
    "runs", metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("stage", String(32), nullable=False),
    Column("as_of", UtcDateTime, nullable=False, index=True),
    Column("seconds", Float, nullable=False),
    Column("counts", JSON, nullable=False),
    Column("unread", JSON, nullable=False),
    Column("error", Text, nullable=False),
)  # fmt: skip

blocks = Table(
    "blocks", metadata,
    Column("digest", String(64), primary_key=True),
    Column("what", String(16), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)  # fmt: skip

Index("ix_fetches_at", fetches.c.at)

#: what is kept of one initiative beside its documents and what people decided
OF_INITIATIVE = (
    arguments.c.initiative, alerts.c.subject, synchronised.c.initiative, traces.c.initiative,
    initiatives.c.id,
)  # fmt: skip
