"""A mistake in the configuration: one sentence with file, line and remedy, exit 2, nothing changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from pathlib import Path

import pytest

from tests.pipeline.town_support import Told, voorkant
from voorkant.settings import load

#: name: (file, what stands there, what is put there, what the sentence says)
MISTAKES = {
    "unknown kind": ("sources.yaml", "kind: feed", "kind: telepathie", "'telepathie' kennen we niet"),
    "missing purpose": ("sources.yaml", "  purpose:", "  #purpose:", "ontbreekt purpose"),
    "empty owner": ("sources.yaml", "owner: Team Gebied en Participatie", "owner: ''", "ontbreekt owner"),
    "no web address": ("sources.yaml", "url: http://", "url: htp:/", "is geen webadres"),
    "broken address": ("sources.yaml", "url: http://127.0.0.1:9", "url: http://[::1", "is geen webadres"),
    "bad port": ("sources.yaml", "127.0.0.1:9/", "127.0.0.1:999999/", "is geen webadres"),
    "credentials": ("sources.yaml", "url: http://", "url: http://piet:geheim@", "inloggegevens"),
    "person's address": ("sources.yaml", "/veenbode/feed.xml", "/@piet.rss", "volgt één persoon"),
    "person as a term": ("sources.yaml", "- Lindewaarde", "- '@piet'", "volgt een persoon"),
    "double id": ("sources.yaml", "id: lindekrant", "id: veenbode", "komt twee keer voor"),
    "bad id": ("sources.yaml", "id: veenbode", "id: Veen Bode", "bron-id"),
    "no date": ("sources.yaml", "review_by: '2027-11-01'", "review_by: morgen", "is geen datum"),
    "impossible date": ("sources.yaml", "review_by: '2027-11-01'", "review_by: 2027-13-45", "is geen datum"),
    "interval": ("sources.yaml", "every: 30m", "every: vaak", "is geen tijd"),
    "unknown key": ("sources.yaml", "owner:", "eigenaar: x\n  owner:", "'eigenaar' kennen we niet"),
    "publisher kind": ("sources.yaml", "publisher_kind: media", "publisher_kind: krant", "kennen we niet"),
    "bad yaml": ("sources.yaml", "kind: feed", "kind: [feed", "geen geldige YAML"),
    "tab": ("voorkant.yaml", "  code:", "\tcode:", "geen geldige YAML"),
    "no list": ("sources.yaml", "- id: veenbode", "bronnen:\n- id: veenbode", ""),
    "negative number": ("voorkant.yaml", "full_text_days: 30", "full_text_days: -1", "full_text_days"),
    "a word for a number": ("voorkant.yaml", "timeout: 10", "timeout: lang", "network.timeout"),
    "threshold": (
        "voorkant.yaml",
        "retention:",
        "thresholds: {hostille: 0.2}\nretention:",
        "thresholds.hostille",
    ),
    "timezone": ("voorkant.yaml", "Europe/Amsterdam", "Europa/Assen", "tijdzone"),
    "parties": ("voorkant.yaml", "parties:\n  - Lokaal", "parties: Lokaal", "municipality.parties"),
    "database": ("voorkant.yaml", "sqlite:///voorkant.db", "mysql://x", "database"),
    "no name": ("voorkant.yaml", "name: Lindewaarde", "naam: Lindewaarde", "municipality.name ontbreekt"),
    "allow": ("voorkant.yaml", "allow:", "allow: overal\n  x:", "network.allow"),
    "place kind": ("places.csv", ",wijk,", ",ruimteschip,", "'ruimteschip' kennen we niet"),
    "no coordinate": ("places.csv", "53.010,", "noord,", "geen getal"),
    "place columns": ("places.csv", "name,kind", "naam,kind", "kolom 'name' ontbreekt"),
    "too many fields": ("places.csv", "53.010,6.810,\n", "53.010,6.810,,,,\n", "aantal velden"),
    "theme": ("subscriptions.yaml", "- milieu", "- geluk", "thema 'geluk' bestaat niet"),
    "channel": ("subscriptions.yaml", "channel: alert", "channel: drfit", "kanaal 'drfit' bestaat niet"),
    "hour": ("subscriptions.yaml", "06:30", "26:30", "moment '26:30' is geen tijd"),
    "late hour": ("subscriptions.yaml", "06:30", "'23:50'", "moment '23:50' is te laat"),
    "minutes": ("subscriptions.yaml", "06:30", "7", "moment 7 is geen tijd"),
    "digits": ("subscriptions.yaml", "06:30", "'0630'", "moment '0630' is geen tijd"),
    "no hour": ("subscriptions.yaml", "06:30", "ochtend", "moment 'ochtend' is geen tijd"),
    "nobody": ("subscriptions.yaml", "- name: regisseur", "- naam: regisseur", "name ontbreekt"),
}


def _spoil(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text("utf-8")
    assert old in text, f"{old!r} is not in {file}"
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")


def _one_sentence(told: Told, file: str) -> None:
    assert told.code == 2, told
    assert "Traceback" not in told.err
    assert told.out == ""
    assert file in told.err
    assert len(told.err.strip().splitlines()) == 1, told.err
    assert told.err.strip().endswith("."), "a whole sentence"


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_one_sentence(name: str, bare: Path, ask: Callable[..., Told]) -> None:
    file, old, new, says = MISTAKES[name]
    _spoil(bare, file, old, new)
    told = ask(bare, "run", "--as-of", "2026-09-10")
    _one_sentence(told, file)
    assert "regel" in told.err
    assert says in told.err
    assert not (bare / "voorkant.db").exists(), "nothing was changed"


@pytest.mark.parametrize("file", ["voorkant.yaml", "sources.yaml"])
def test_a_missing_file(file: str, bare: Path, ask: Callable[..., Told]) -> None:
    (bare / file).unlink()
    _one_sentence(ask(bare, "run"), file)


@pytest.mark.parametrize("file", ["voorkant.yaml", "sources.yaml", "places.csv", "subscriptions.yaml"])
def test_bytes_that_are_no_text(file: str, bare: Path, ask: Callable[..., Told]) -> None:
    (bare / file).write_bytes(b"\xff\xfe\x00" + (bare / file).read_bytes())
    _one_sentence(ask(bare, "run"), file)


@pytest.mark.parametrize("file", ["voorkant.yaml", "sources.yaml", "subscriptions.yaml"])
def test_a_bottomless_file(file: str, bare: Path, ask: Callable[..., Told]) -> None:
    (bare / file).write_text("[" * 5000, "utf-8")
    _one_sentence(ask(bare, "run"), file)


@pytest.mark.parametrize(
    ("written", "read"), [("7:05", time(7, 5)), ('"07.15"', time(7, 15)), ("12:30", time(12, 30))]
)
def test_a_moment_may_be_written_as_people_do(written: str, read: time, bare: Path) -> None:
    file = bare / "subscriptions.yaml"
    file.write_text(f"- name: regisseur\n  moment: {written}\n", "utf-8")
    assert load(bare).subscriptions[0].moment == read


def test_the_line_is_the_right_one(bare: Path, ask: Callable[..., Told]) -> None:
    lines = (bare / "sources.yaml").read_text("utf-8").splitlines()
    where = max(n for n, line in enumerate(lines, start=1) if "kind: site" in line)
    lines[where - 1] = lines[where - 1].replace("site", "plek")
    (bare / "sources.yaml").write_text("\n".join(lines), "utf-8")
    assert f"sources.yaml, regel {where}: " in ask(bare, "sources", "list").err


def test_an_unknown_top_key_is_told_and_the_run_goes_on(bare: Path, ask: Callable[..., Told]) -> None:
    with (bare / "voorkant.yaml").open("a", encoding="utf-8") as file:
        file.write("maill: {host: x}\n")
    told = ask(bare, "init")
    assert told.code == 0
    assert "maill" in told.err and "regel" in told.err


def test_a_missing_folder(tmp_path: Path, ask: Callable[..., Told]) -> None:
    told = ask(tmp_path / "nergens", "run")
    assert told.code == 2 and "nergens" in told.err and "Traceback" not in told.err


@pytest.mark.parametrize(
    "moment",
    ["gisteren", "2026-13-01", "0001-01-01", "0001-01-01T00:00", "9999-12-31", "2026-09-01T25:00", "20"],
)
def test_a_moment_that_is_none(moment: str, bare: Path, ask: Callable[..., Told]) -> None:
    told = ask(bare, "run", "--as-of", moment)
    assert told.code == 2 and "--as-of" in told.err
    assert len(told.err.strip().splitlines()) == 1
    assert not (bare / "voorkant.db").exists()


def test_a_real_process_says_the_same(bare: Path) -> None:
    _spoil(bare, "sources.yaml", "kind: feed", "kind: telepathie")
    told = voorkant(bare, "run")
    _one_sentence(told, "sources.yaml")
    assert "feed, site" in told.err, "the remedy names the choices"
