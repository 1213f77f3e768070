"""Initiatives in versions, the documents that belong to them, and the terms that gathering compares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, exists, select

from storage.repositories.base import Repository
from storage.tables import decisions, documents, features, initiatives, memberships, traces, undrawn, waiting
from voorkant.lasting import Trace
from voorkant.plain import from_plain, to_plain
from voorkant.records import Initiative, Membership, final
from voorkant.vocabulary import Ruling

_COLUMNS = tuple(c.name for c in initiatives.c if c.name != "recorded")


class Initiatives(Repository):
    """Initiatives."""

    def save(self, found: Iterable[Initiative], now: datetime) -> int:
        """Write a version of each that changed; returns how many did."""
        rows = []
        for initiative in found:
            plain = to_plain(initiative)
            times = {k: getattr(initiative, k) for k in ("first_seen", "last_seen", "appeared")}
            rows.append({**{k: plain[k] for k in _COLUMNS}, **times})
        return self.record_versions(initiatives, ("id",), rows, now, whole=False)

    def all(self, as_of: datetime, *, merged: bool = False, rejected: bool = False) -> list[Initiative]:
        """All initiatives as they were known; those merged into another, and those of which people said that
        they are none, only when asked for.
        """
        found = [from_plain(Initiative, row) for row in self.latest(initiatives, ("id",), as_of)]
        hidden = frozenset() if rejected else self._rejected(as_of, found)
        return [i for i in found if (merged or i.merged_into is None) and i.id not in hidden]

    def get(self, ids: Iterable[str], as_of: datetime) -> dict[str, Initiative]:
        """These initiatives as they were known, those merged into another and rejected ones too."""
        found = self.newest(initiatives, ("id",), as_of, ids)
        return {row["id"]: from_plain(Initiative, row) for row in found}

    def merged(self, as_of: datetime) -> dict[str, str]:
        """From each initiative that went on in another to that other."""
        later = initiatives.alias()
        newer = exists().where(
            later.c.id == initiatives.c.id,
            later.c.recorded > initiatives.c.recorded,
            later.c.recorded <= as_of,
        )
        query = select(initiatives.c.id, initiatives.c.merged_into).where(
            initiatives.c.merged_into.is_not(None), initiatives.c.recorded <= as_of, ~newer
        )
        return {row["id"]: row["merged_into"] for row in self.rows(query)}

    def _rejected(self, as_of: datetime, found: Iterable[Initiative]) -> frozenset[str]:
        query = select(decisions.c.subject).where(
            decisions.c.action == Ruling.REJECT, decisions.c.at <= as_of, decisions.c.undone.is_(False)
        )
        gone = {i.id: i.merged_into for i in found if i.merged_into}
        return frozenset(final(row["subject"], gone) for row in self.rows(query))

    def versions(self, initiative: str) -> list[tuple[datetime, Initiative]]:
        """The history of one initiative, oldest first."""
        query = select(initiatives).where(initiatives.c.id == initiative)
        rows = self.rows(query.order_by(initiatives.c.recorded))
        return [(row["recorded"], from_plain(Initiative, row)) for row in rows]

    def traces(self, as_of: datetime) -> list[Trace]:
        """When initiatives began at each source, of documents whose term is over."""
        return [from_plain(Trace, row) for row in self.rows(select(traces).where(traces.c.first <= as_of))]

    def join(self, members: Iterable[Membership]) -> int:
        """Let documents belong to initiatives; one that already belongs somewhere moves from then on."""
        rows = [{**to_plain(m), "joined": m.joined} for m in members]
        written = self.upsert(memberships, rows)
        self.undraw(row["document"] for row in rows)
        return written

    def members(self, as_of: datetime, documents: Iterable[str] | None = None) -> list[Membership]:
        """Where each document, or each of these, belonged at `as_of`."""
        query = select(memberships).where(memberships.c.joined <= as_of)
        if documents is None:
            rows = self.rows(query)
        else:
            rows = self.rows_of(query, memberships.c.document, documents)
        rows.sort(key=lambda row: (row["joined"], row["document"]))
        newest = {row["document"]: from_plain(Membership, row) for row in rows}
        return list(newest.values())

    def holding(self, wanted: Iterable[str], as_of: datetime) -> list[Membership]:
        """What belonged to these initiatives at `as_of`."""
        names = frozenset(wanted)
        ever = self.rows_of(select(memberships.c.document).distinct(), memberships.c.initiative, names)
        members = self.members(as_of, (row["document"] for row in ever))
        return [m for m in members if m.initiative in names]

    def held(self, among: Iterable[str] | None = None) -> set[str]:
        """Initiatives, or those of these, to which a document belongs as things stand; none that all left."""
        later = memberships.alias()
        moved = exists().where(
            later.c.document == memberships.c.document, later.c.joined > memberships.c.joined
        )
        query = select(memberships.c.initiative).distinct().where(~moved)
        rows = self.rows(query) if among is None else self.rows_of(query, memberships.c.initiative, among)
        return {row["initiative"] for row in rows}

    def undrawn(self) -> frozenset[str]:
        """Initiatives of which something changed since their portrait was drawn."""
        return frozenset(row["initiative"] for row in self.rows(select(undrawn)))

    def draw_anew(self, wanted: Iterable[str]) -> None:
        """Let the portraits of these initiatives wait to be drawn."""
        self.upsert(undrawn, [{"initiative": name} for name in set(wanted)], update=False)

    def drawn(self) -> None:
        """No portrait waits any more."""
        self.connection.execute(delete(undrawn))

    def save_terms(self, terms: Mapping[str, tuple[str, Mapping[str, float]]], now: datetime) -> None:
        """Document id to (content hash, terms): marks these documents as gathered."""
        rows = [
            {"document": d, "content_hash": digest, "terms": dict(t), "gathered": now}
            for d, (digest, t) in terms.items()
        ]
        self.upsert(features, rows)
        for part in self._parts(terms):
            self.connection.execute(delete(waiting).where(waiting.c.document.in_(part)))

    def counted(self, wanted: Iterable[str]) -> dict[str, dict[str, float]]:
        """Terms by document id, of those whose present text was gathered: they outlive the text."""
        query = select(features.c.document, features.c.terms).join(
            documents, documents.c.id == features.c.document
        )
        same = query.where(features.c.content_hash == documents.c.content_hash)
        return {r["document"]: r["terms"] for r in self.rows_of(same, features.c.document, wanted)}

    def terms(
        self, since: datetime, as_of: datetime, *, newest: int, older: int, each: int
    ) -> dict[str, dict[str, float]]:
        """Terms by document id of what was gathered in a period: the `newest` documents, and of what came
        before those at most `older` of the `each` newest documents of an initiative.
        """
        period = and_(features.c.gathered >= since, features.c.gathered <= as_of)
        last = select(features.c.document, features.c.terms).where(period)
        last = last.order_by(features.c.gathered.desc(), features.c.document.desc()).limit(newest)
        found = {row["document"]: row["terms"] for row in self.rows(last)}
        if len(found) == newest:
            long_ago = self._belonging(period, since, as_of, found, each)[:older]
            query = select(features.c.document, features.c.terms)
            rows = self.rows_of(query, features.c.document, long_ago)
            found |= {row["document"]: row["terms"] for row in rows}
        return found

    def terms_of(self, wanted: Iterable[str], as_of: datetime, each: int) -> dict[str, dict[str, float]]:
        """Terms by document id of the `each` newest documents of these initiatives, however old."""
        homes = {m.document: m.initiative for m in self.holding(wanted, as_of)}
        query = select(features.c.document, features.c.terms, features.c.gathered)
        rows = self.rows_of(query.where(features.c.gathered <= as_of), features.c.document, homes)
        seen, found = Counter[str](), {}
        for row in sorted(rows, key=lambda r: (r["gathered"], r["document"]), reverse=True):
            seen[homes[row["document"]]] += 1
            if seen[homes[row["document"]]] <= each:
                found[row["document"]] = row["terms"]
        return found

    def _belonging(
        self, period: ColumnElement[bool], since: datetime, as_of: datetime, but: Collection[str], each: int
    ) -> list[str]:
        """The newest documents of each initiative: first the newest of all, then the next of all..."""
        query = select(memberships.c.document, memberships.c.initiative, features.c.gathered)
        query = query.join(features, features.c.document == memberships.c.document)
        query = query.where(period, memberships.c.joined >= since, memberships.c.joined <= as_of)
        belongs = {row["document"]: row for row in self.rows(query.order_by(memberships.c.joined))}
        seen, ranked = Counter[str](), []
        for document in sorted(belongs, key=lambda d: (belongs[d]["gathered"], d), reverse=True):
            initiative = belongs[document]["initiative"]
            seen[initiative] += 1
            if seen[initiative] <= each and document not in but:
                ranked.append((seen[initiative], document))
        return [document for _, document in sorted(ranked, key=lambda r: r[0])]
