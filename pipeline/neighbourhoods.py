"""Districts and neighbourhoods from a file of Statistics Netherlands (CBS) into places.csv.

Three conventions are known: "Kerncijfers wijken en buurten" (`gwb_code_10` or `gwb_code`, `regio`, `gm_naam`,
`recs`), the same from StatLine (`Codering_3`, `WijkenEnBuurten`, `Gemeentenaam_1`, `SoortRegio_2`), and the
"Wijk- en buurtkaart" (`GM_CODE`, `WK_CODE`, `BU_CODE` with names).
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from voorkant.errors import InputError, unreadable
from voorkant.records import Place
from voorkant.settings import PLACE_COLUMNS
from voorkant.text import fold
from voorkant.vocabulary import PlaceKind

KINDS = {"wijk": PlaceKind.WIJK, "buurt": PlaceKind.BUURT}
#: districts and neighbourhoods are numbered on with letters where a municipality has many
_CODE = re.compile(r"GM\d{4}|WK\d{4}[0-9A-Z]{2}|BU\d{4}[0-9A-Z]{4}")
_PREFIX = re.compile(r"^(?i:wijk|buurt)\s+(?:\d+|[A-Z\d]{2}(?=\s))\s*[-:.]?\s*")
#: what CBS calls what nobody lives in by that name
_NOBODY_SAYS = re.compile(
    r"^(?:verspreide huizen|overige?\b|buitenland\b|onbekend|niet ingedeeld)", re.IGNORECASE
)
#: per convention the columns of code, name, municipality's name and kind
_LISTS = (
    ("gwb_code_10", "regio", "gm_naam", "recs"),
    ("gwb_code", "regio", "gm_naam", "recs"),
    ("codering_3", "wijkenenbuurten", "gemeentenaam_1", "soortregio_2"),
)
_EXPECTED = "gwb_code_10, regio, gm_naam en recs, of GM_CODE, WK_CODE en BU_CODE met WK_NAAM of BU_NAAM"


@dataclass(frozen=True, slots=True)
class Region:
    """A district or neighbourhood as CBS has it; `code` is WK and 6 signs or BU and 8."""

    code: str
    name: str
    municipality: str = ""

    @property
    def kind(self) -> PlaceKind:
        """Its code tells."""
        return PlaceKind.WIJK if self.code.startswith("WK") else PlaceKind.BUURT

    @property
    def district(self) -> str:
        """The code of the district that it is, or lies in."""
        return f"WK{self.code[2:8]}"


@dataclass(frozen=True, slots=True)
class Merge:
    """What an import does: `added` comes behind what is there, `skipped` counts by reason."""

    added: tuple[Place, ...]
    present: int
    skipped: Mapping[str, int]


def read_regions(file: Path) -> list[Region]:
    """All districts and neighbourhoods in the file. InputError names file, line and remedy."""
    rows = _rows(file)
    header = next(rows, (1, {}))[1]
    columns = next((c for c in _LISTS if set(c) <= header.keys()), None)
    mapped = "gm_code" in header and bool({"bu_code", "wk_code"} & header.keys())
    if columns is None and not mapped:
        raise InputError(
            f"{file}, regel 1: dit is geen bestand met wijken en buurten. Verwacht: {_EXPECTED}."
        )
    found: dict[str, Region] = {}
    for line, row in rows:
        for region in _listed(row, columns) if columns else _mapped(row):
            if not _CODE.fullmatch(region.code):
                raise InputError(
                    f"{file}, regel {line}: {region.code!r} is geen code van CBS. "
                    "Schrijf WK met 6 tekens of BU met 8."
                )
            if not region.code.startswith("GM"):
                found.setdefault(region.code, region)
    return list(found.values())


def _rows(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, values by column in lower case); the first is the header itself."""
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise unreadable(file, error) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=first.count))
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        yield 1, dict.fromkeys(header, "")
        for fields in reader:
            if not any(map(str.strip, fields)):
                continue
            if len(fields) != len(header):
                raise InputError(
                    f"{file}, regel {reader.line_num}: {len(fields)} velden, de kop heeft er {len(header)}. "
                    "Kijk naar aanhalingstekens en scheidingstekens."
                )
            yield reader.line_num, dict(zip(header, map(str.strip, fields), strict=True))
    except csv.Error:
        raise InputError(
            f"{file}, regel {reader.line_num}: deze regel is geen CSV. Kijk naar aanhalingstekens."
        ) from None


def _listed(row: Mapping[str, str], columns: Sequence[str]) -> Iterator[Region]:
    code, name, municipality, kind = (row[c] for c in columns)
    if kind.lower() in KINDS:
        yield Region(code.upper(), name, municipality)


def _mapped(row: Mapping[str, str]) -> Iterator[Region]:
    for code, name in (("wk_code", "wk_naam"), ("bu_code", "bu_naam")):
        if row.get(code) and row.get(name):
            yield Region(row[code].upper(), row[name], row.get("gm_naam", ""))


def merge(regions: Sequence[Region], places: Sequence[Place], municipality: str, code: str) -> Merge:
    """What of the municipality's own is new. `code` is its CBS code; without one its name decides.

    A place that is there already, by code or by kind and name, stays as it is. Two neighbourhoods of one name
    in two districts are two places.
    """
    mine = [r for r in regions if _is_in(r, municipality, code)]
    codes = {p.code.upper() for p in places if p.code}
    names = {(p.kind, fold(p.name)) for p in places}
    districts = {r.code: usable_name(r.name) for r in mine if r.kind is PlaceKind.WIJK}
    added: list[Place] = []
    written: set[tuple[PlaceKind, str, str]] = set()
    present, skipped = 0, Counter[str]()
    for region in sorted(mine, key=lambda r: (r.kind is PlaceKind.BUURT, r.code)):
        name = usable_name(region.name)
        key = (region.kind, fold(name))
        home = districts.get(region.district, "") if region.kind is PlaceKind.BUURT else ""
        if region.code in codes or key in names or (*key, home) in written:
            present += 1
        elif why := _no_use(name, municipality, home):
            skipped[why] += 1
        else:
            added.append(Place(name, region.kind, region.code, None, None, home or municipality))
        written.add((*key, home))
    if len(regions) > len(mine):
        skipped["andere gemeente"] = len(regions) - len(mine)
    return Merge(tuple(added), present, skipped)


def _is_in(region: Region, municipality: str, code: str) -> bool:
    if code:
        return region.code[2:6] == code.upper().removeprefix("GM")
    return fold(region.municipality) == fold(municipality)


def usable_name(name: str) -> str:
    """As people say it: `Wijk 03 Centrum` is `Centrum`. Empty when only a number is left."""
    return " ".join(_PREFIX.sub("", name).split())


def _no_use(name: str, municipality: str, district: str) -> str:
    """Why nobody means this place by its name; empty when they do."""
    if not any(c.isalpha() for c in name):
        return "alleen een nummer"
    if _NOBODY_SAYS.match(name):
        return "geen naam die mensen gebruiken"
    if fold(name) == fold(municipality):
        return "heet zoals de gemeente"
    return "heet zoals de wijk" if fold(name) == fold(district) else ""


def append(file: Path, places: Sequence[Place]) -> None:
    """Add rows to places.csv, all or none; what is in it stays as it is, byte for byte."""
    before = file.read_bytes() if file.exists() else b""
    text = before.decode("utf-8-sig")
    header = next(csv.reader(io.StringIO(text, newline="")), None) or list(PLACE_COLUMNS)
    end = "\r\n" if "\r\n" in text else "\n"
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, header, restval="", lineterminator=end)
    if not text.strip():
        before = b""
        writer.writeheader()
    elif not text.endswith("\n"):
        out.write(end)
    writer.writerows(
        {"name": p.name, "kind": p.kind.value, "code": p.code, "part_of": p.part_of} for p in places
    )
    part = file.with_suffix(".nieuw.csv")
    try:
        part.write_bytes(before + out.getvalue().encode())
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
