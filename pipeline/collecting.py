"""Collect: sources become documents, masked and with pseudonyms before anything is stored (LAW 6, 9)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from crawlers.visit import Job
from nlp.nicknames import mask_nicknames
from pipeline.nicknames import Nicknames
from pipeline.progress import QUIET, Progress
from pipeline.switch import stopped
from pipeline.tools import Tools
from pipeline.vanishing import doubts, let_go, to_look_for
from storage.store import Database, Store
from voorkant.clock import local_day
from voorkant.records import Document, FetchState, Kept, RawDocument, Source, SourceOutcome
from voorkant.reports import Report, Unread
from voorkant.text import canonical_url, content_hash, tidy

#: how far a first visit looks back
FIRST_LOOK = timedelta(days=90)


def collect(
    store: Store,
    tools: Tools,
    now: datetime,
    progress: Progress = QUIET,
    only: Collection[str] | None = None,
) -> Report:
    """Visit the configured sources (or `only` those) and store what is new or changed.

    Each source is one transaction: its documents, what is gone from it (LAW 11) and the state for the next
    visit, or nothing.
    """
    wanted = [s for s in tools.settings.sources if only is None or s.id in only]
    with store.begin() as db:
        db.fetches.sync_sources(tools.settings.sources)
        blocked = db.humans.blocked()
        is_account = _nicknames(db, tools, now)
    counts: Counter[str] = Counter()
    unread: list[Unread] = []
    outcomes = _visits(store, tools, wanted, now)
    for outcome, raw in progress.track(outcomes, "bronnen lezen", len(wanted)):
        with store.begin() as db:
            met = is_account.meet(outcome.source, raw)
            documents = [
                d for d in (_document(r, tools, now, is_account) for r in raw) if not _is_blocked(d, blocked)
            ]
            kept = Counter(db.documents.save(d) for d in documents if d.published <= now)
            _mask_again(db, met, is_account)
            if outcome.seen:
                kept["gone"] = let_go(db, _kept(db, outcome.source, now, tools), outcome, now)
            warnings = (*outcome.warnings, *doubts(db, outcome.source))
            ended = replace(outcome, documents=kept["new"] + kept["changed"], warnings=warnings)
            db.fetches.finish(ended, now)
        counts += kept
        why = outcome.error or "; ".join(warnings)
        unread += [Unread(outcome.source, why)] if why else []
    told = {
        "bronnen": len(wanted),
        "nieuw": counts["new"],
        "gewijzigd": counts["changed"],
        "weg bij de bron": counts["gone"],
    }
    return Report("collect", told, tuple(sorted(unread, key=lambda u: u.source)))


def _visits(
    store: Store, tools: Tools, sources: list[Source], now: datetime
) -> Iterator[tuple[SourceOutcome, list[RawDocument]]]:
    """(how the visit ended, what it gave) per source."""
    allowed = []
    for source in sources:
        why = refusal(source, now, tools)
        if why:
            yield SourceOutcome(source.id, FetchState(source.id), error=why), []
        else:
            allowed.append(source)
    with store.begin() as db:
        jobs = [_job(db, s, now, tools) for s in allowed]
    gathered: defaultdict[str, list[RawDocument]] = defaultdict(list)
    for result in tools.engine.visit(jobs) if jobs else ():
        if isinstance(result, SourceOutcome):
            yield result, gathered.pop(result.source, [])
        else:
            gathered[result.source].append(result)


def refusal(source: Source, now: datetime, tools: Tools) -> str:
    """Why a source may not be read today (LAW 1, 22); empty when it may."""
    if stopped(tools.settings):
        return "al het verzamelen is stilgezet (`voorkant resume` zet het weer aan)"
    if source.review_by < local_day(now, tools.settings.zone):
        return f"moest voor {source.review_by} opnieuw beoordeeld worden en wordt tot dan niet gelezen"
    return ""


def _job(db: Database, source: Source, now: datetime, tools: Tools) -> Job:
    return Job(
        source=source,
        state=db.fetches.state(source.id),
        known=db.documents.known(source.id, _oldest(now, tools)),
        since=now - FIRST_LOOK,
        now=now,
        again=to_look_for(_kept(db, source.id, now, tools), now),
    )


def _kept(db: Database, source: str, now: datetime, tools: Tools) -> list[Kept]:
    return db.checks.kept(source, _oldest(now, tools), now)


def _oldest(now: datetime, tools: Tools) -> datetime:
    return now - timedelta(days=tools.settings.retention.document_days)


def _nicknames(db: Database, tools: Tools, now: datetime) -> Nicknames:
    """What is known by now of who writes at the social sources."""
    return Nicknames(
        tools.settings.sources,
        db.documents.participants(),
        lambda source, account: tools.pseudonyms(source, account, now),
        tools.background.knows,
    )


def _mask_again(db: Database, names: list[str], is_account: Nicknames) -> None:
    """Somebody may have been named before writing for the first time."""
    for document in db.documents.naming(names):
        if is_account.write_at(document.source):
            db.documents.mask(document, lambda part: mask_nicknames(part, is_account))


def _document(raw: RawDocument, tools: Tools, now: datetime, is_account: Nicknames) -> Document:
    """Masked, with a pseudonym in place of the account."""
    title, text = (tools.reader.mask(tidy(part)) for part in (raw.title, raw.text))
    if is_account.write_at(raw.source):
        title, text = (mask_nicknames(part, is_account) for part in (title, text))
    service = raw.source
    return Document(
        url=raw.url,  # the connectors made it canonical; feed entries without a page carry a fragment
        source=raw.source,
        title=title,
        text=text,
        published=raw.published,
        collected=now,
        updated=raw.updated,
        participant=tools.pseudonyms(service, raw.author, now) if raw.author else None,
        reply_to=canonical_url(raw.reply_to) if raw.reply_to else None,
        thread=canonical_url(raw.thread) if raw.thread else None,
        links=tuple(dict.fromkeys(canonical_url(link) for link in raw.links)),
        hashtags=raw.hashtags,
        language=raw.language,
        content_hash=content_hash(title, text),
        entry_hash=raw.entry_hash,
    )


def _is_blocked(document: Document, blocked: frozenset[str]) -> bool:
    marks = {sha256(document.url.encode()).hexdigest(), document.participant or ""}
    return bool(marks & blocked)
