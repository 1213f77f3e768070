"""`voorkant places import`: each convention of CBS, nothing made by hand lost, every mistake named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.neighbourhoods import read_regions, usable_name
from tests.pipeline.town_support import Told
from voorkant.settings import load

Ask = Callable[..., Told]
KEY_FIGURES = """gwb_code_10;gwb_code_8;regio;gm_naam;recs;gwb_code;a_inw
NL00;0;Nederland;Nederland;Land;NL00;17942942
GM9998;9998;Veenhorst;Veenhorst;Gemeente;GM9998;30000
WK999800;999800;Wijk 00 Veenhorst;Veenhorst;Wijk;WK999800;9000
BU99980000;99980000;Binnenstad;Veenhorst;Buurt;BU99980000;4000
BU99980009;99980009;Verspreide huizen Veenhorst;Veenhorst;Buurt;BU99980009;20
WK999801;999801;Wijk 01 Coöperatiebuurt;Veenhorst;Wijk;WK999801;5000
BU99980100;99980100;Coöperatiebuurt;Veenhorst;Buurt;BU99980100;3000
BU99980101;99980101;"Aan de Vliet, Noord";Veenhorst;Buurt;BU99980101;2000
WK999802;999802;Wijk 02;Veenhorst;Wijk;WK999802;10
WK777700;777700;Wijk 00 Elders;Elders;Wijk;WK777700;10
"""
STATLINE = """"ID";"WijkenEnBuurten";"Gemeentenaam_1";"SoortRegio_2";"Codering_3"
"0";"Nederland";"Nederland  ";"Land      ";"NL00      "
"1";"Wijk 01 Coöperatiebuurt";"Veenhorst  ";"Wijk      ";"WK999801  "
"2";"Binnenstad";"Veenhorst  ";"Buurt     ";"BU99980000"
"""
MAP = """GM_CODE,WK_CODE,BU_CODE,BU_NAAM,WK_NAAM
GM9998,WK999801,BU99980101,Vlietzicht,Wijk 01 Coöperatiebuurt
GM9998,WK999801,BU99980102,Vlietdal,Wijk 01 Coöperatiebuurt
GM7777,WK777700,BU77770000,Ver weg,Wijk 00 Elders
"""
BY_HAND = "name,kind,code,lat,lon,part_of\nBinnenstad,buurt,,52.1,6.1,hier gemaakt\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "voorkant.yaml").write_text("municipality: {name: Veenhorst, code: GM9998}\n", "utf-8")
    (tmp_path / "sources.yaml").write_text("[]\n", "utf-8")
    (tmp_path / "places.csv").write_text(BY_HAND, "utf-8")
    return tmp_path


def _file(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    file = folder / "cbs.csv"
    file.write_bytes(text.encode(encoding))
    return file


def test_key_figures(folder: Path, ask: Ask) -> None:
    told = ask(folder, "places", "import", str(_file(folder, KEY_FIGURES)))
    assert told.code == 0, told.err
    assert (folder / "places.csv").read_text("utf-8") == BY_HAND + (
        "Coöperatiebuurt,wijk,WK999801,,,Veenhorst\n"
        '"Aan de Vliet, Noord",buurt,BU99980101,,,Coöperatiebuurt\n'
    )
    assert "Erbij gekomen: 1 wijk en 1 buurt." in told.err
    assert "Stond er al: 1." in told.err
    for why in (
        "alleen een nummer",
        "geen naam die",
        "zoals de gemeente",
        "zoals de wijk",
        "andere gemeente",
    ):
        assert f"Overgeslagen: 1 ({why}" in told.err.replace("heet ", ""), why
    assert [p.name for p in load(folder).places][-1] == "Aan de Vliet, Noord"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
@pytest.mark.parametrize(
    ("text", "names"),
    [
        (KEY_FIGURES, ["Coöperatiebuurt", "Aan de Vliet, Noord"]),
        (STATLINE, ["Coöperatiebuurt"]),
        (MAP, ["Coöperatiebuurt", "Vlietzicht", "Vlietdal"]),
        (MAP.replace(",", ";").replace("\n", "\r\n"), ["Coöperatiebuurt", "Vlietzicht", "Vlietdal"]),
        (KEY_FIGURES.replace("gwb_code_10", "iets"), ["Coöperatiebuurt", "Aan de Vliet, Noord"]),
    ],
    ids=["key figures", "statline", "map", "map with semicolons", "gwb_code"],
)
def test_each_convention_in_each_encoding(
    text: str, names: list[str], encoding: str, folder: Path, ask: Ask
) -> None:
    assert ask(folder, "places", "import", str(_file(folder, text, encoding))).code == 0
    assert [p.name for p in load(folder).places] == ["Binnenstad", *names]


def test_again_changes_nothing_and_a_dry_run_neither(folder: Path, ask: Ask) -> None:
    file, places = str(_file(folder, MAP)), folder / "places.csv"
    told = ask(folder, "places", "import", file, "--dry-run")
    assert places.read_text("utf-8") == BY_HAND
    assert "Vlietzicht" in told.out and "Er zouden bij komen: 1 wijk en 2 buurten." in told.err
    ask(folder, "places", "import", file)
    once = places.read_bytes()
    assert "Erbij gekomen: 0 wijken en 0 buurten." in ask(folder, "places", "import", file).err
    assert places.read_bytes() == once
    assert not list(folder.glob("*.nieuw.csv"))


def test_what_is_there_keeps_its_bytes_and_its_columns(folder: Path, ask: Ask) -> None:
    by_hand = b"\xef\xbb\xbfcode,name,kind,part_of,lat,lon,nota\r\nWK999801,Mijn wijk,wijk,,,,van mij"
    (folder / "places.csv").write_bytes(by_hand)
    assert ask(folder, "places", "import", str(_file(folder, MAP))).code == 0
    added = (f"\r\n{code},{name},buurt,Coöperatiebuurt,,," for code, name in
             (("BU99980101", "Vlietzicht"), ("BU99980102", "Vlietdal")))  # fmt: skip
    assert (folder / "places.csv").read_bytes() == by_hand + "".join(added).encode() + b"\r\n"


def test_without_a_code_the_name_decides(folder: Path, ask: Ask) -> None:
    (folder / "voorkant.yaml").write_text("municipality: {name: Veenhorst}\n", "utf-8")
    (folder / "places.csv").unlink()
    assert ask(folder, "places", "import", str(_file(folder, STATLINE))).code == 0
    assert [p.name for p in load(folder).places] == ["Coöperatiebuurt", "Binnenstad"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("naam,iets\na,b\n", "regel 1"),
        ("", "regel 1"),
        (MAP + "GM9998,WK9998,BU99980103,Kort,Wijk 01\n", "regel 5"),
        (MAP + "GM9998,WK999801\n", "regel 5"),
        (MAP + 'GM9998,"' + "x" * 200_000 + '",,,\n', "regel 5"),
        (MAP.replace("9998", "7777"), "niets van gemeente Veenhorst GM9998"),
    ],
    ids=["other columns", "empty", "code", "short row", "endless field", "other municipality"],
)
def test_a_mistake_is_named_and_nothing_changes(text: str, line: str, folder: Path, ask: Ask) -> None:
    told = ask(folder, "places", "import", str(_file(folder, text)))
    assert told.code == 2 and "cbs.csv" in told.err and line in told.err, told
    assert len(told.err.strip().splitlines()) == 1
    assert (folder / "places.csv").read_text("utf-8") == BY_HAND


def test_a_missing_file(folder: Path, ask: Ask) -> None:
    told = ask(folder, "places", "import", str(folder / "nergens.csv"))
    assert told.code == 2 and "nergens.csv" in told.err


def test_codes_with_letters_and_two_of_one_name(folder: Path, ask: Ask) -> None:
    """Larger cities number on with letters; every city has more than one Centrum."""
    more = (
        "WK9998AA;9998AA;Wijk AA Dreven;Veenhorst;Wijk;WK9998AA;10\n"
        "BU9998AA0B;9998AA0B;Aan de Vliet, Noord;Veenhorst;Buurt;BU9998AA0B;10\n"
        "WK0363AA;0363AA;Elders;Amsterdam;Wijk;WK0363AA;10\n"
    )
    told = ask(folder, "places", "import", str(_file(folder, KEY_FIGURES + more)))
    assert told.code == 0, told.err
    found = {(p.name, p.code, p.part_of) for p in load(folder).places}
    assert ("Dreven", "WK9998AA", "Veenhorst") in found
    assert {f for f in found if f[0] == "Aan de Vliet, Noord"} == {
        ("Aan de Vliet, Noord", "BU99980101", "Coöperatiebuurt"),
        ("Aan de Vliet, Noord", "BU9998AA0B", "Dreven"),
    }
    again = ask(folder, "places", "import", str(folder / "cbs.csv"))
    assert again.code == 0 and len(load(folder).places) == len(found)


def test_names(tmp_path: Path) -> None:
    assert usable_name("Wijk 03 Centrum") == "Centrum"
    assert usable_name("Wijk 11 - De  Hoven") == "De Hoven"
    assert usable_name("Wijk bij Duurstede") == "Wijk bij Duurstede"
    assert usable_name("Wijk 04") == ""
    assert [r.code for r in read_regions(_file(tmp_path, STATLINE))] == ["WK999801", "BU99980000"]
