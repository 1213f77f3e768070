"""sources list, check, add, import-opml."""

from __future__ import annotations

import argparse
import re
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

from pipeline.commands.common import moment, opened, settings_of
from voorkant.clock import local_day
from voorkant.errors import InputError, unreadable
from voorkant.records import FetchState, RawDocument
from voorkant.settings import load
from voorkant.sources import OPTIONAL, REQUIRED, read_sources

PROOF_DAYS = 14


def register(commands: Any) -> None:
    """Add the commands."""
    room = commands.add_parser("sources", help="bronnen bekijken, proberen en toevoegen")
    verbs = room.add_subparsers(dest="verb", required=True, metavar="wat")
    listing = verbs.add_parser("list", help="alle bronnen en hun laatste bezoek (plaatselijke tijd)")
    listing.set_defaults(run=_list)
    check = verbs.add_parser("check", help="elke bron één keer op proef lezen; bewaart niets")
    check.add_argument("ids", nargs="*", help="alleen deze bronnen")
    check.set_defaults(run=_check)
    add = verbs.add_parser("add", help="een bron toevoegen aan sources.yaml")
    for key in (*REQUIRED, *(k for k in OPTIONAL if k != "query")):
        add.add_argument(f"--{key.replace('_', '-')}", required=key in REQUIRED, metavar="WAARDE")
    add.set_defaults(run=_add)
    opml = verbs.add_parser("import-opml", help="feeds uit een OPML-bestand toevoegen")
    opml.add_argument("file", type=Path)
    for key in ("publisher_kind", "purpose", "legal_basis", "owner", "review_by"):
        opml.add_argument(f"--{key.replace('_', '-')}", required=True, metavar="WAARDE")
    opml.set_defaults(run=_opml)


def _list(options: argparse.Namespace) -> None:
    settings = settings_of(options)
    with opened(settings, make=True) as store, store.begin() as db:
        for source in settings.sources:
            visits = db.fetches.visits(source.id, 1)
            last = "nog niet gelezen"
            if visits:
                at = visits[0]["at"].astimezone(settings.zone)
                last = f"{at:%Y-%m-%d %H:%M} {visits[0]['error'] or 'goed'}"
            print(f"{source.id:<20} {source.kind:<10} {source.url}  [{last}]")


def _check(options: argparse.Namespace) -> int:
    """Exit 1 when a source could not be read."""
    from crawlers.visit import Job
    from pipeline.collecting import refusal
    from pipeline.tools import Tools

    settings = settings_of(options)
    now = moment(options, settings)
    wanted = [s for s in settings.sources if not options.ids or s.id in options.ids]
    unknown = set(options.ids) - {s.id for s in wanted}
    if unknown:
        raise InputError(
            f"Bron {min(unknown)!r} staat niet in sources.yaml. Kijk met `voorkant sources list`."
        )
    bad = 0
    with Tools(settings) as tools:
        for source in wanted:
            why = refusal(source, now, tools)
            if why:
                print(f"FOUT  {source.id}: {why}")
                bad += 1
                continue
            job = Job(source, FetchState(source.id), {}, now - timedelta(days=PROOF_DAYS), now)
            documents = []
            for result in tools.engine.visit([job]):
                if isinstance(result, RawDocument):
                    documents.append(result)
                    continue
                bad += bool(result.error)
                verdict = result.error or f"{len(documents)} documenten in {result.requests} verzoeken"
                print(f"{'FOUT' if result.error else 'goed'}  {source.id}: {verdict}")
                for line in (*result.law, *result.warnings):
                    print(f"      {line}")
            for document in documents[:3]:
                title = tools.reader.mask(document.title or document.text[:60])
                print(f"      {local_day(document.published, settings.zone)} {title}")
    return 1 if bad else 0


def _add(options: argparse.Namespace) -> None:
    row = {k: getattr(options, k) for k in REQUIRED + OPTIONAL if getattr(options, k, None)}
    _append(options.config, [row])


def _opml(options: argparse.Namespace) -> None:
    from crawlers.opml import parse_opml

    try:
        feeds = parse_opml(options.file.read_bytes())
    except OSError as error:
        raise unreadable(options.file, error) from None
    known = {s.url for s in load(options.config).sources}
    shared = {
        k: getattr(options, k) for k in ("publisher_kind", "purpose", "legal_basis", "owner", "review_by")
    }
    rows = [
        {"id": _slug(title or url), "kind": "feed", "url": url, "publisher": title or url, **shared}
        for title, url in feeds
        if url not in known
    ]
    _append(options.config, rows)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60] or "bron"


def _append(folder: Path, rows: list[dict[str, str]]) -> None:
    """Add rows to sources.yaml, or leave the file as it was when the result would be wrong."""
    file = folder / "sources.yaml"
    before = file.read_text("utf-8") if file.exists() else ""
    added = yaml.safe_dump(rows, allow_unicode=True, sort_keys=False) if rows else ""
    proof = file.with_suffix(".proef.yaml")
    proof.write_text(f"{before.rstrip()}\n\n{added}" if before.strip() else added, "utf-8")
    try:
        read_sources(proof)
        proof.replace(file)
    finally:
        proof.unlink(missing_ok=True)
    print(f"{len(rows)} bron(nen) toegevoegd aan {file.name}.", file=sys.stderr)
