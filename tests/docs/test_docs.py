"""What the papers say of commands, keys, links, rooms and tests is so."""

from __future__ import annotations

import argparse
import ast
import re
import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.cli import parser
from storage.tables import metadata
from voorkant import records, reports
from voorkant.records import Query
from voorkant.settings import (
    PLACE_COLUMNS,
    TOP_KEYS,
    NetworkSettings,
    OfficeHolder,
    Processing,
    Register,
    Retention,
    Subscription,
    Watch,
)
from voorkant.sources import OPTIONAL, REQUIRED
from voorkant.vocabulary import Kind, Lifestyle, Phase, RelationKind, SourceKind, Stance, Theme

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(
    p
    for p in ROOT.rglob("*.md")
    if not any(
        part.startswith(".") or part in ("node_modules", "vendor") for part in p.relative_to(ROOT).parts
    )
)
SHELL = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def leaves(
    of: argparse.ArgumentParser, words: tuple[str, ...] = ()
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """(words of a command, its parser), without the groups that only hold others."""
    groups = [a for a in of._actions if isinstance(a, argparse._SubParsersAction)]
    if not groups:
        yield " ".join(words), of
    for group in groups:
        for name, child in group.choices.items():
            yield from leaves(child, (*words, name))


def shell_lines() -> list[tuple[str, str]]:
    return [
        (page.name, line.strip())
        for page in PAGES
        for block in SHELL.findall(page.read_text("utf-8"))
        for line in block.splitlines()
        if line.strip()
    ]


def test_every_command_and_option_is_told() -> None:
    text = read("docs/commands.md")
    found = dict(leaves(parser()))
    assert len(found) > 20
    missing = [c for c in found if not re.search(rf"voorkant {re.escape(c)}\b", text)]
    assert not missing
    options = {o for p in found.values() for a in p._actions for o in a.option_strings if o.startswith("--")}
    assert not [o for o in sorted(options - {"--help"}) if o not in text]


def test_every_command_has_an_example() -> None:
    used = [line for page, line in shell_lines() if page == "commands.md"]
    assert not [c for c, _ in leaves(parser()) if not any(f"voorkant {c}" in line for line in used)]


@pytest.mark.parametrize(
    ("page", "line"), [s for s in shell_lines() if re.search(r"(^|/|\| )voorkant ", s[1])]
)
def test_examples_are_taken_by_the_parser(page: str, line: str) -> None:
    if line.startswith("docker"):
        line = line.replace("docker", "", 1).rpartition(" voorkant ")[2]
    words = shlex.split(re.split(r"(?:^|/|\| )voorkant ", f"{line} ")[-1].split(" > ")[0], comments=True)
    parser().parse_args(words)  # leaves with SystemExit when wrong


def test_make_targets_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    named = {(p, t) for p, line in shell_lines() for t in re.findall(r"(?:^|&& )make ([a-z-]+)", line)}
    named |= {("commands.md", t) for t in re.findall(r"`make ([a-z-]+)", read("docs/commands.md"))}
    assert ("README.md", "demo") in named
    assert ("README.md", "test") in named
    assert not [n for n in named if n[1] not in targets]


def path_keys() -> set[str]:
    """Keys that settings.py asks of voorkant.yaml, from the paths written in its code."""
    keys = set()
    for node in ast.walk(ast.parse(read("voorkant/settings.py"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_text", "_number", "_get"):
            path = next((a for a in node.args if isinstance(a, ast.Tuple)), None)
            parts = path.elts if path else []
            texts = [p.value for p in parts if isinstance(p, ast.Constant) and isinstance(p.value, str)]
            if texts and len(texts) == len(parts):
                keys.add(".".join(texts))
    return keys - {"office_holders"}


def dataclass_keys() -> dict[str, Any]:
    """Dotted key to default, of the parts that are read field by field."""
    parts = {
        "network": NetworkSettings,
        "retention": Retention,
        "watch": Watch,
        "processing": Processing,
        "register": Register,
        "office_holders[]": OfficeHolder,
    }
    return {f"{name}.{f.name}": f.default for name, part in parts.items() for f in fields(part)}


def rows() -> dict[str, list[str]]:
    """Key to the cells of its row in configuration.md."""
    found: dict[str, list[str]] = {}
    for line in read("docs/configuration.md").splitlines():
        cells = [c.strip() for c in line.strip("|").split("|")]
        if line.startswith("| `"):
            found |= dict.fromkeys(re.findall(r"`([^`]+)`", cells[0]), cells)
    return found


def test_every_key_is_told() -> None:
    told = rows()
    keys = path_keys() | set(dataclass_keys())
    assert {"municipality.name", "mail.from", "network.allow", "database"} <= keys
    assert not [k for k in sorted(keys) if k not in told]
    assert not [k for k in TOP_KEYS if not any(t.split(".")[0].removesuffix("[]") == k for t in told)]
    assert not [k for k in (*REQUIRED, *OPTIONAL) if k not in told and k != "query"]
    assert not [f.name for f in fields(Query) if f"query.{f.name}" not in told]
    assert not [f.name for f in fields(Subscription) if f.name not in told]
    assert not [c for c in PLACE_COLUMNS if c not in told]
    assert not [k for k in SourceKind if k not in told]


def test_defaults_are_told_right() -> None:
    told = rows()
    numbers = {k: d for k, d in dataclass_keys().items() if d is not MISSING and isinstance(d, int | float)}
    assert len(numbers) >= 9
    assert not {k: told[k][1] for k, d in numbers.items() if told[k][1] != str(d)}


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    inner = [t.partition("#")[0] for t in LINK.findall(page.read_text("utf-8")) if not re.match(r"\w+:|#", t)]
    assert not [t for t in inner if not (page.parent / t).exists()]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_place_of_one_machine(page: Path) -> None:
    assert not re.search(r"(?<![\w.])/(work|root|home)/", page.read_text("utf-8"))


def test_the_index_names_every_page() -> None:
    linked = set(LINK.findall(read("docs/README.md")))
    assert not [p.name for p in DOCS.glob("*.md") if p.name not in linked | {"README.md"}]


def test_every_room_is_told() -> None:
    rooms = tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"]["root_packages"]
    text = read("docs/architecture.md")
    assert "voorkant" in rooms
    assert not [r for r in (*rooms, "config") if f"| `{r}/` |" not in text]


def test_files_named_in_the_architecture_are_there() -> None:
    named = set(re.findall(r"`((?:[a-z_]+/)+[\w.]*)`", read("docs/architecture.md") + read("docs/law.md")))
    assert len(named) > 30
    assert not [n for n in sorted(named) if not (ROOT / n).exists()]


def test_a_file_named_without_its_room_is_beside_the_one_named_before_it() -> None:
    folder, beside = ROOT, 0
    for name in re.findall(r"`([\w/]+\.py)`", read("docs/architecture.md")):
        if "/" in name:
            folder = (ROOT / name).parent
        else:
            beside += 1
            assert (folder / name).exists(), name
    assert beside > 10


def test_every_record_and_table_is_told() -> None:
    section = read("docs/architecture.md").partition("## The records")[2].partition("\n## ")[0]
    named = set(re.findall(r"`(\w+)`", section))
    kept = [
        one.__name__
        for one in {**vars(records), **vars(reports)}.values()
        if is_dataclass(one) and isinstance(one, type)
    ]
    assert len(kept) > 30 and len(metadata.tables) > 30
    assert not [name for name in (*kept, *metadata.tables) if name not in named]


def test_the_law_page_is_whole_and_its_tests_are_there() -> None:
    text = read("docs/law.md")
    assert [int(n) for n in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)] == list(range(1, 24))
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text)
    assert len(named) > 20
    assert not [n for n in named if not re.search(rf"^def {n[1]}\(", read(n[0]), re.MULTILINE)]
    states = [row.split("|")[3].strip() for row in text.splitlines() if re.match(r"\| \d+ \|", row)]
    assert all(re.match(r"kept|in part|not yet", s) for s in states)


def test_every_label_is_told() -> None:
    text = read("docs/labels.md")
    words = [w for words in (Kind, Theme, Phase, Stance, Lifestyle, RelationKind) for w in words]
    assert not [w for w in words if f"`{w}`" not in text]


def test_decisions_are_numbered_without_gaps() -> None:
    pages = sorted(p.name for p in (DOCS / "decisions").glob("0*.md"))
    assert [int(p[:4]) for p in pages] == list(range(1, len(pages) + 1))
    index = read("docs/decisions/README.md")
    for page in pages:
        assert read(f"docs/decisions/{page}").startswith(f"# {page[:4]} ")
        assert f"]({page})" in index


def test_publiccode() -> None:
    said = yaml.safe_load(read("publiccode.yml"))
    must = {
        "publiccodeYmlVersion", "name", "url", "platforms", "categories", "developmentStatus", "softwareType",
        "description", "legal", "maintenance", "localisation",
    }  # fmt: skip
    assert must <= set(said)
    assert said["publiccodeYmlVersion"] == "0.7"
    # no address that somebody else may come to own, and that a catalogue would then show as ours
    assert not re.search(r"//(www\.)?example\.", said["url"]) and said["url"].startswith("https://")
    assert said["developmentStatus"] in ("concept", "development", "beta", "stable", "obsolete")
    assert said["softwareType"] == "standalone/web" and said["platforms"] == ["web"]
    assert set(said["categories"]) <= {"digital-citizenship", "data-analytics", "data-visualization"}
    assert said["legal"]["license"] == tomllib.loads(read("pyproject.toml"))["project"]["license"]
    assert said["maintenance"]["type"] == "community"
    assert said["maintenance"]["contacts"]
    assert set(said["description"]) == {"en", "nl"}
    for told in said["description"].values():
        assert len(told["shortDescription"]) <= 150
        assert 150 <= len(told["longDescription"]) <= 10_000
        assert told["features"]
    assert isinstance(said["localisation"]["localisationReady"], bool)
    assert said["localisation"]["availableLanguages"]


def test_the_licence_is_whole() -> None:
    text = read("LICENSE")
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert not [n for n in range(1, 16) if not re.search(rf"^{n}\. \w", text, re.MULTILINE)]
    assert "Appendix" in text


def test_pictures_are_small() -> None:
    pictures = list((DOCS / "images").glob("*.png"))
    assert 1 <= len(pictures) <= 2
    assert all(p.stat().st_size < 300_000 for p in pictures)


def test_the_image_copies_what_is_there_and_every_room() -> None:
    text = read("Dockerfile")
    copied = [w for line in re.findall(r"^COPY (?!--)(.+)$", text, re.MULTILINE) for w in line.split()[:-1]]
    assert not [c for c in copied if not (ROOT / c).exists()]
    packages = tomllib.loads(read("pyproject.toml"))["tool"]["setuptools"]["packages"]["find"]["include"]
    assert {p.rstrip("*") for p in packages} <= set(copied)
    assert re.search(r"^USER (?!root)", text, re.MULTILINE)
    assert "HEALTHCHECK" in text
