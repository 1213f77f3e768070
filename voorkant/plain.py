"""Records to plain JSON-able data and back, by the type hints of the dataclass."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """Dataclasses to dicts, tuples to lists, enums to values, times to ISO 8601 text."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(k): to_plain(v) for k, v in value.items()}
    if isinstance(value, tuple | list | set | frozenset):
        return [to_plain(v) for v in value]
    return _plain_scalar(value)


def _plain_scalar(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.total_seconds() if isinstance(value, timedelta) else value


def from_plain(kind: type[T], data: Mapping[str, Any]) -> T:
    """The dataclass `kind` from what `to_plain` gave (or a database row); unknown keys are passed over."""
    hints: dict[str, Any] = _hints(kind)  # type: ignore[arg-type]  # classes are hashable
    return kind(**{name: _value(hint, data[name]) for name, hint in hints.items() if name in data})


@cache
def _hints(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {f.name: hints[f.name] for f in fields(kind)}


def _value(hint: Any, value: Any) -> Any:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        options = [a for a in get_args(hint) if a is not type(None)]
        return None if value is None else _value(options[0], value) if len(options) == 1 else value
    if origin is tuple:
        inner = get_args(hint)[0]
        return tuple(_value(inner, v) for v in value or ())
    if origin is not None and issubclass(origin, Mapping):
        inner = get_args(hint)[1]
        return {k: _value(inner, v) for k, v in (value or {}).items()}
    if not isinstance(hint, type) or value is None:
        return value
    return _scalar(hint, value)


def _scalar(hint: type, value: Any) -> Any:
    if is_dataclass(hint):
        return value if isinstance(value, hint) else from_plain(hint, value)
    if issubclass(hint, Enum):
        return hint(value)
    if hint is datetime and isinstance(value, str):
        return datetime.fromisoformat(value)
    if hint is date and isinstance(value, str):
        return date.fromisoformat(value)
    if hint is timedelta and not isinstance(value, timedelta):
        return timedelta(seconds=value)
    return value
