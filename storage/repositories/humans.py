"""What humans decided, the append-only audit log (LAW 23), and what is blocked for good (LAW 12)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import insert, select, update

from storage.repositories.base import Repository, Row
from storage.tables import answered, audit, blocks, decisions
from voorkant.plain import from_plain, to_plain
from voorkant.records import Answer, Decision
from voorkant.vocabulary import ON_DOCUMENTS, Ruling


class Humans(Repository):
    """Decisions, audit and blocks."""

    def decide(self, decision: Decision) -> int:
        """Keep a decision; returns its number, whatever number it came with."""
        values = {**to_plain(decision), "at": decision.at}
        del values["id"]
        result = self.connection.execute(insert(decisions).values(values))
        return int(result.inserted_primary_key[0]) if result.inserted_primary_key else 0

    def undo(self, decision: int) -> None:
        """A human takes a decision back."""
        self.connection.execute(update(decisions).where(decisions.c.id == decision).values(undone=True))

    def decisions(self, as_of: datetime) -> list[Decision]:
        """Decisions that hold, in the order they were made."""
        query = select(decisions).where(decisions.c.at <= as_of, decisions.c.undone.is_(False))
        return [from_plain(Decision, row) for row in self.rows(query.order_by(decisions.c.id))]

    def ruled(self, as_of: datetime) -> dict[str, Ruling]:
        """By document id what people last decided: that its words may go out, or that they stay inside."""
        return {d.subject: Ruling(d.action) for d in self.decisions(as_of) if d.action in ON_DOCUMENTS}

    def answer(self, decision: int, side: str, said: Iterable[tuple[str, Iterable[str]]]) -> None:
        """Keep what a decision answered: (document id, content words) of each sentence."""
        rows = [
            {"decision": decision, "position": n, "side": side, "document": document, "words": list(words)}
            for n, (document, words) in enumerate(said)
        ]
        self.upsert(answered, rows)

    def answers(self, as_of: datetime) -> list[Answer]:
        """Answers that hold and that something is left of to recognise them by, the oldest first."""
        said: dict[int, list[Row]] = {}
        for row in self.rows(select(answered).order_by(answered.c.decision, answered.c.position)):
            said.setdefault(row["decision"], []).append(row)
        return [
            Answer(
                d.id, d.at, d.subject, str(said[d.id][0]["side"]), d.value,
                tuple((row["document"], tuple(row["words"])) for row in said[d.id]),
            )
            for d in self.decisions(as_of)
            if d.action == Ruling.ANSWER and d.id in said
        ]  # fmt: skip

    def note(self, at: datetime, actor: str, action: str, record: str, purpose: str = "") -> None:
        """Add to the audit log; there is no way to change it."""
        values = {"at": at, "actor": actor, "action": action, "record": record, "purpose": purpose}
        self.connection.execute(insert(audit).values(values))

    def log(self, limit: int = 200) -> list[Row]:
        """The newest lines of the audit log."""
        return self.rows(select(audit).order_by(audit.c.id.desc()).limit(limit))

    def block(self, what: str, digests: Iterable[str], at: datetime) -> int:
        """Never store again what has these digests (of a URL or an account's pseudonym)."""
        rows = [{"digest": d, "what": what, "at": at} for d in digests]
        return self.upsert(blocks, rows, update=False)

    def blocked(self) -> frozenset[str]:
        """All blocked digests."""
        return frozenset(row["digest"] for row in self.rows(select(blocks.c.digest)))
