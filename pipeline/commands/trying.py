"""try classify, gather, growth, communities, extract, feed: parts of the flow on files, no database."""

from __future__ import annotations

import argparse
import csv
import math
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pipeline.commands.common import emit, json_lines
from voorkant.errors import ConfigError, InputError, SourceError, unreadable
from voorkant.labels import closed, unsure
from voorkant.records import Annotation, Document
from voorkant.settings import Settings, bare, load
from voorkant.text import canonical_url, tidy

ZONE = ZoneInfo("Europe/Amsterdam")
BATCH = 256


def register(commands: Any) -> None:
    """Add the commands."""
    room = commands.add_parser("try", help="onderdelen proberen op bestanden, zonder database")
    verbs = room.add_subparsers(dest="verb", required=True, metavar="wat")
    classify = verbs.add_parser(
        "classify", help="regels {id, text, title?, published?, source_kind?} → labels"
    )
    classify.add_argument("file", nargs="?", default="-")
    classify.set_defaults(run=_classify)
    gather = verbs.add_parser(
        "gather", help="regels {id, text, title?, published?, source?, places?} → {id, group}"
    )
    gather.add_argument("file", nargs="?", default="-")
    gather.add_argument(
        "--all", action="store_true", help="groepeer elk document, ook wat geen initiatief lijkt"
    )
    gather.set_defaults(run=_gather)
    growth = verbs.add_parser("growth", help="CSV met timestamp,value → timestamp,score,alarm")
    growth.add_argument("file")
    growth.add_argument("--column", default="value")
    growth.add_argument("--false-alarms-per-30-days", type=float, default=1.0)
    growth.set_defaults(run=_growth)
    communities = verbs.add_parser("communities", help="CSV met source,target[,weight] → node,community")
    communities.add_argument("file")
    communities.set_defaults(run=_communities)
    extract = verbs.add_parser("extract", help="HTML-bestanden → titel, tekst, datum, taal")
    extract.add_argument("files", nargs="+")
    extract.add_argument("--url", default="")
    extract.set_defaults(run=_extract)
    feed = verbs.add_parser("feed", help="feedbestanden → een regel per bericht")
    feed.add_argument("files", nargs="+")
    feed.add_argument("--url", default="")
    feed.set_defaults(run=_feed)


def _settings(options: argparse.Namespace) -> Settings:
    """The configuration when there is one, else a bare one: `try` needs none."""
    try:
        return load(options.config)
    except ConfigError:
        if options.config.is_dir():
            raise
    return bare(Path.cwd())


def _document(row: dict[str, Any], where: str, settings: Settings) -> Document:
    """A row as a document. Raises InputError that says `where` for what is missing or of a wrong form."""
    for key in ("id", "text"):
        if not isinstance(row.get(key), str | int):
            raise InputError(f"{where}: {key} ontbreekt of is geen tekst. Geef id en text.")
    return Document(
        url=_address(row["url"], where) if row.get("url") else f"urn:voorkant:{row['id']}",
        source=str(row.get("source") or row.get("source_kind") or ""),
        title=tidy(str(row.get("title") or "")),
        text=tidy(str(row["text"])),
        published=_moment(row.get("published"), where, settings),
        collected=datetime(1970, 1, 1, tzinfo=UTC),
        reply_to=_target(row.get("reply_to"), where),
        thread=_target(row.get("thread"), where),
        links=tuple(_address(link, where) for link in _many(row, "links", where)),
        hashtags=tuple(str(t).lstrip("#") for t in _many(row, "hashtags", where)),
    )


def _many(row: dict[str, Any], key: str, where: str) -> list[Any]:
    value = row.get(key) or []
    if not isinstance(value, list):
        raise InputError(f"{where}: {key} is geen lijst. Schrijf [] of laat {key} weg.")
    return value


def _places(row: dict[str, Any], where: str) -> list[str]:
    """The names of the places that a row names: texts or objects with a name."""
    found = [p.get("name") if isinstance(p, dict) else p for p in _many(row, "places", where)]
    if not all(isinstance(name, str) for name in found):
        raise InputError(f'{where}: een plaats heeft geen naam. Schrijf places: ["Zutphen"].')
    return [str(name) for name in found]


def _address(value: object, where: str) -> str:
    try:
        return canonical_url(str(value))
    except ValueError:
        raise InputError(f"{where}: {str(value)!r} is geen webadres. Schrijf https://... .") from None


def _target(value: object, where: str) -> str | None:
    if not value:
        return None
    return _address(value, where) if "://" in str(value) else f"urn:voorkant:{value}"


def _moment(value: object, where: str, settings: Settings) -> datetime:
    if not value:
        return datetime.now(UTC)
    try:
        found = datetime.fromisoformat(str(value))
        return (found if found.tzinfo else found.replace(tzinfo=settings.zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise InputError(f"{where}: published {value!r} is geen datum. Schrijf ISO 8601.") from None


def _annotated(
    options: argparse.Namespace, settings: Settings
) -> Iterator[tuple[str, Document, Annotation, dict[str, Any]]]:
    """(id, masked document, annotation, row), in batches; texts are kept, for later ones may answer them."""
    from dataclasses import replace

    from pipeline.tools import Tools
    from pipeline.understanding import annotate

    above: dict[str, Document] = {}
    with Tools(settings) as tools:
        batch: list[tuple[str, Document, dict[str, Any]]] = []

        def flush() -> Iterator[tuple[str, Document, Annotation, dict[str, Any]]]:
            documents = [d for _, d, _ in batch]
            found = annotate(documents, above, tools)
            above.update((d.url, d) for d in documents)
            for (name, document, row), annotation in zip(batch, found, strict=True):
                yield name, document, annotation, row
            batch.clear()

        for where, row in json_lines(options.file):
            raw = _document(row, where, settings)
            _places(row, where)
            mask = tools.reader.mask
            batch.append((str(row["id"]), replace(raw, title=mask(raw.title), text=mask(raw.text)), row))
            if len(batch) >= BATCH:
                yield from flush()
        yield from flush()


def _classify(options: argparse.Namespace) -> None:
    from voorkant.plain import to_plain

    settings = _settings(options)
    for name, document, annotation, row in _annotated(options, settings):
        reason = {field: list(label.reason) for field, label in annotation.labels.items() if label.reason}
        emit(
            {
                "id": row.get("id", name),
                **{field: closed(label) for field, label in annotation.labels.items()},
                "unsure": unsure(annotation.labels, settings.unsure_below),
                "meetings": [
                    {
                        "start": m.start.astimezone(ZONE).isoformat(),
                        "place": m.place,
                        "state": m.state.value,
                        **({"end": m.end.astimezone(ZONE).isoformat()} if m.end else {}),
                    }
                    for m in annotation.meetings
                ],
                "places": to_plain(annotation.places),
                "organisations": [{"name": o} for o in annotation.organisations],
                "language": annotation.language,
                "masked_text": document.text,
                "reason": reason,
                "model": annotation.model,
            }
        )


def _gather(options: argparse.Namespace) -> None:
    from dataclasses import replace

    from networks.gathering import Gatherer
    from pipeline.evidence import item, taken_from
    from pipeline.modelling import ordinary_dutch
    from voorkant.records import PlaceMention

    settings = _settings(options)
    gatherer = Gatherer(ordinary_dutch())
    for _, document, annotation, row in _annotated(options, settings):
        places = tuple(dict.fromkeys((*annotation.places, *map(PlaceMention, _places(row, str(row["id"]))))))
        found = item(document, replace(annotation, places=places), threshold=taken_from(settings))
        if options.all:
            found = replace(found, relevance=1.0)
        emit({"id": row["id"], "group": gatherer.place(found).group})


def _table(file: str) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        with Path(file).open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.DictReader(handle)
            try:
                yield from ((reader.line_num, row) for row in reader)
            except csv.Error:
                raise InputError(
                    f"{file}, regel {reader.line_num + 1}: geen CSV. Kijk naar heel lange velden."
                ) from None
    except OSError as error:
        raise unreadable(file, error) from None
    except UnicodeDecodeError:
        raise InputError(f"{file} is geen UTF-8. Sla het op als UTF-8.") from None


def _cell(file: str, line: int, row: dict[str, str], column: str) -> str:
    value = row.get(column)
    if value is None:
        have = ", ".join(k for k in row if k)
        raise InputError(f"{file}, regel {line}: kolom {column!r} ontbreekt. Er zijn: {have}.")
    return value.strip()


def _number(file: str, line: int, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InputError(f"{file}, regel {line}: {text!r} is geen getal. Vul een getal in.")
    return value


def _check_order(where: str, before: datetime | None, at: datetime) -> None:
    """Raises InputError unless a time comes after the one before it, and both have an offset or neither."""
    if before is None:
        return
    if (before.tzinfo is None) is not (at.tzinfo is None):
        raise InputError(f"{where}: tijden met en zonder tijdzone door elkaar. Kies één van de twee.")
    if at <= before:
        raise InputError(f"{where}: deze tijd komt niet na de vorige. Zet de rijen op volgorde van tijd.")


def _growth(options: argparse.Namespace) -> None:
    from networks.growth import score

    if not 0 < options.false_alarms_per_30_days < math.inf:
        raise InputError("--false-alarms-per-30-days moet groter dan 0 zijn.")
    series: list[tuple[datetime, float]] = []
    given: list[str] = []
    for line, row in _table(options.file):
        stamp = _cell(options.file, line, row, "timestamp")
        try:
            at = datetime.fromisoformat(stamp)
        except ValueError:
            raise InputError(
                f"{options.file}, regel {line}: {stamp!r} is geen tijd. Schrijf ISO 8601."
            ) from None
        _check_order(f"{options.file}, regel {line}", series[-1][0] if series else None, at)
        series.append((at, _number(options.file, line, _cell(options.file, line, row, options.column))))
        given.append(stamp)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(("timestamp", "score", "alarm"))
    for stamp, point in zip(given, score(series, options.false_alarms_per_30_days), strict=True):
        out.writerow((stamp, f"{point.score:.6f}", int(point.alarm)))


def _communities(options: argparse.Namespace) -> None:
    from networks.connecting import split

    links = []
    for line, row in _table(options.file):
        source, target = (_cell(options.file, line, row, c) for c in ("source", "target"))
        weight = _number(options.file, line, row.get("weight") or "1")
        if weight < 0:
            raise InputError(f"{options.file}, regel {line}: een gewicht kan niet onder 0 zijn.")
        links.append((source, target, weight))
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(("node", "community"))
    out.writerows(sorted(split(links).items()))


def _read(file: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise unreadable(file, error) from None


def _extract(options: argparse.Namespace) -> None:
    from crawlers.articles import extract

    for file in options.files:
        article = extract(_read(file), options.url or None)
        published = article.published.astimezone(ZONE).isoformat() if article.published else None
        told = {
            "title": article.title,
            "text": article.text,
            "published": published,
            "language": article.language,
        }
        emit({"file": file, **told})


def _feed(options: argparse.Namespace) -> None:
    from crawlers.feeds import parse_feed

    for file in options.files:
        try:
            feed = parse_feed(_read(file), options.url)
        except SourceError as error:
            emit({"file": file, "error": str(error)})
            continue
        for entry in feed.entries:
            times = {
                key: value.astimezone(ZONE).isoformat() if value else None
                for key, value in (("published", entry.published), ("updated", entry.updated))
            }
            told = {"url": entry.url, "title": entry.title, "text": entry.text}
            emit({"file": file, **told, **times, "author_kind": entry.author_kind})
