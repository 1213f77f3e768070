"""The word lists of this room, read once. All are written for this project."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"


def _rows(name: str) -> list[dict[str, str]]:
    text = (_DATA / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@dataclass(frozen=True, slots=True)
class Names:
    """Names: `sure` are nothing but names, `common` are ordinary words or places as well."""

    sure: frozenset[str]
    common: frozenset[str]

    def __contains__(self, word: str) -> bool:
        return word in self.sure or word in self.common


@dataclass(frozen=True, slots=True)
class Municipality:
    """A Dutch municipality; `code` is its CBS code (GM0344) or empty."""

    name: str
    code: str
    province: str


def _names(file: str) -> Names:
    # `name,0` a line, without quotes; csv takes four times as long for it, at every start
    lines = (_DATA / file).read_text("utf-8").splitlines()[1:]
    return Names(
        frozenset(line[:-2] for line in lines if line.endswith(",0")),
        frozenset(line[:-2] for line in lines if line.endswith(",1")),
    )


@cache
def first_names() -> Names:
    """First names, Dutch, Frisian, Turkish, Moroccan, Surinamese, Polish, English."""
    return _names("first_names.csv")


@cache
def surnames() -> Names:
    """Surnames without their particles, each part as it is written (`Vries` of `de Vries`)."""
    return _names("surnames.csv")


@cache
def municipalities() -> tuple[Municipality, ...]:
    """All municipalities of the Netherlands as of 2023."""
    return tuple(Municipality(r["name"], r["code"], r["province"]) for r in _rows("municipalities.csv"))


def _listed(file: str) -> frozenset[str]:
    """The names of a file of lines `group: name, name`."""
    lines = (_DATA / file).read_text("utf-8").splitlines()
    named = (line.split(":", 1)[1] for line in lines if line and not line.startswith("#"))
    return frozenset(name.strip() for names in named for name in names.split(","))


@cache
def towns() -> frozenset[str]:
    """Towns and villages that are no municipality by name."""
    return _listed("towns.txt")


@cache
def organisations() -> Names:
    """Parties, public bodies, companies, media, charities and unions that are known in the whole country."""
    found = _listed("organisations.txt")
    return Names(
        frozenset(name for name in found if not name.endswith("?")),
        frozenset(name[:-1] for name in found if name.endswith("?")),
    )
