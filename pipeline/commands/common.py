"""What commands share: opening settings and store, reading lines, telling reports."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voorkant.clock import parse_as_of
from voorkant.errors import InputError, StoreError, unreadable
from voorkant.reports import Report
from voorkant.settings import Settings, load

if TYPE_CHECKING:  # the database takes half a second to import, and `try` needs none
    from storage.store import Store

STAGE_NAMES = {
    "collect": "lezen", "understand": "begrijpen", "gather": "groeperen", "connect": "verbinden",
    "watch": "bewaken", "deliver": "bezorgen",
}  # fmt: skip


def settings_of(options: argparse.Namespace) -> Settings:
    """The checked configuration; likely misspelt keys are told once."""
    settings = load(options.config)
    for key in settings.unknown:
        print(f"Let op: {key} kennen we niet; misschien een tikfout?", file=sys.stderr)
    return settings


@contextmanager
def opened(settings: Settings, *, make: bool = False) -> Iterator[Store]:
    """The store in its newest form. Raises StoreError when it still has to be made."""
    from storage.store import Store

    store = Store(settings.database)
    try:
        if make:
            store.upgrade()
        elif not store.current():
            raise StoreError("De database is er nog niet of is verouderd. Draai eerst `voorkant init`.")
        yield store
    finally:
        store.close()


def moment(options: argparse.Namespace, settings: Settings) -> datetime:
    """`--as-of`, in UTC."""
    return parse_as_of(getattr(options, "as_of", None), settings.zone)


def add_as_of(parser: argparse.ArgumentParser) -> None:
    """The option that replays a past day."""
    parser.add_argument(
        "--as-of",
        metavar="ISO",
        help="doe alsof het dit moment is, bijvoorbeeld 2026-09-01 of 2026-09-01T06:30",
    )


def tell(report: Report) -> None:
    """One line for a stage, and one for each source that was not read."""
    counts = ", ".join(f"{word} {number}" for word, number in report.counts.items())
    name = STAGE_NAMES.get(report.stage, report.stage)
    print(f"{name:<11} {report.error or counts}  ({report.seconds:.1f} s)", file=sys.stderr)
    for unread in report.unread:
        print(f"  niet of niet helemaal gelezen: {unread.source}: {unread.why}", file=sys.stderr)


def json_lines(file: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """(where, object) per line of a JSON-lines file, or of standard input for `-`.

    `where` names file and line, for a message about the object; InputError names a line that is none.
    """
    text = sys.stdin.buffer.read() if file == "-" else _bytes(Path(file))
    name = "standaardinvoer" if file == "-" else file
    # not splitlines(): it also splits at U+2028 and the like, which may stand inside a JSON string
    for number, line in enumerate(text.decode("utf-8-sig", errors="replace").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = _whole(json.loads(line))
        except (ValueError, RecursionError):
            raise InputError(
                f"{name}, regel {number}: geen geldige JSON. Geef één object per regel."
            ) from None
        if not isinstance(row, dict):
            raise InputError(f'{name}, regel {number}: geen object. Schrijf {{"id": ..., "text": ...}}.')
        yield f"{name}, regel {number}", row


def _whole(value: Any) -> Any:
    """The same with U+FFFD for each lone half of a surrogate pair, which could not be written out again."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_whole(part) for part in value]
    if isinstance(value, dict):
        return {_whole(key): _whole(part) for key, part in value.items()}
    return value


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from None


def emit(row: dict[str, Any]) -> None:
    """One JSON line on standard output."""
    print(json.dumps(row, ensure_ascii=False), flush=False)
