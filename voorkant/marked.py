"""YAML and CSV with the line of every value, so that a mistake can be pointed at."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from voorkant.errors import ConfigError

Path_ = tuple[str | int, ...]


class _Loader(yaml.SafeLoader):
    """Leaves dates as text: the reader of each checks them, and an impossible one is no crash."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:timestamp"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True, slots=True)
class Marked:
    """Plain data from a YAML file, with the line on which each value stands."""

    file: Path
    data: Any
    lines: Mapping[Path_, int]

    def line(self, path: Path_) -> int | None:
        """The line of a value, or of the nearest parent that has one (a missing key has no line)."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)

    def error(self, path: Path_, message: str, remedy: str) -> ConfigError:
        """A ConfigError that points at a value."""
        return ConfigError(self.file, self.line(path), message, remedy)


def read_yaml(file: Path) -> Marked:
    """Read a YAML file; raises ConfigError when it is missing or no YAML."""
    try:
        text = file.read_text(encoding="utf-8")
        return _marked(file, text)
    except FileNotFoundError:
        raise ConfigError(
            file, None, "dit bestand is er niet", "Maak het, of wijs met --config een andere map aan"
        ) from None
    except UnicodeDecodeError:
        raise ConfigError(file, None, "dit bestand is geen UTF-8", "Sla het op als UTF-8") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise ConfigError(
            file, mark.line + 1 if mark else None, "dit is geen geldige YAML",
            "Kijk naar inspringing, dubbele punten en aanhalingstekens op en vlak boven deze regel",
        ) from error  # fmt: skip
    except (ValueError, RecursionError):
        raise ConfigError(
            file,
            1,
            "dit is niet te lezen",
            "Kijk naar heel diep geneste haken en onmogelijke getallen of tijden",
        ) from None


def _marked(file: Path, text: str) -> Marked:
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        lines = dict(_walk(node, ()))  # before the data, for making those puts merged keys into the nodes
        return Marked(file, loader.construct_document(node) if node is not None else None, lines)
    finally:
        loader.dispose()


def _walk(node: yaml.Node | None, path: Path_) -> Iterator[tuple[Path_, int]]:
    if node is None:
        return
    yield path, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _walk(value, (*path, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield from _walk(value, (*path, number))


def read_csv(file: Path, columns: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    """Rows of a CSV file with a header, each with its line; a missing file gives none.

    Raises ConfigError when the header lacks a column or a row has too many or too few fields.
    """
    if not file.exists():
        return []
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigError(file, None, "dit bestand is geen UTF-8", "Sla het op als UTF-8") from None
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        return list(_rows(file, reader, columns))
    except csv.Error:
        raise ConfigError(
            file, reader.line_num, "deze regel is geen CSV", "Kijk naar aanhalingstekens en heel lange velden"
        ) from None


def _rows(
    file: Path, reader: csv.DictReader[str], columns: tuple[str, ...]
) -> Iterator[tuple[int, dict[str, str]]]:
    missing = [c for c in columns if c not in (reader.fieldnames or ())]
    if missing:
        raise ConfigError(file, 1, f"kolom {missing[0]!r} ontbreekt", f"De kop is {','.join(columns)}")
    for row in reader:
        if None in row or None in row.values():
            raise ConfigError(
                file, reader.line_num, "het aantal velden klopt niet", f"De kop is {','.join(columns)}"
            )
        yield reader.line_num, {k: v.strip() for k, v in row.items()}
