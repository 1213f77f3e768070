"""The configurations that ship with Voorkant are read by its own reader."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import yaml

from demo.config import write_config
from demo.documents import LAST, SOURCES, load_documents
from demo.server import TownServer
from tests.demo.town_reader import Asker
from voorkant.clock import local_day
from voorkant.settings import TOP_KEYS, load
from voorkant.sources import OPTIONAL, REQUIRED
from voorkant.vocabulary import SourceKind

ROOT = Path(__file__).parents[2]


def test_the_towns_configuration_is_complete(tmp_path: Path, town: TownServer, ask: Asker) -> None:
    write_config(tmp_path / "config", town.url)
    settings = load(tmp_path / "config")
    assert (settings.municipality, settings.code, settings.unknown) == ("Lindewaarde", "GM9999", ())
    assert [s.id for s in settings.sources] == list(SOURCES)
    assert all(s.review_by > local_day(LAST, settings.zone) for s in settings.sources)
    assert settings.network.allow == (town.url.removeprefix("http://"),)
    assert (settings.network.delay, settings.network.timeout) == (0, 10)
    assert {h.name for h in settings.office_holders} >= {"Piet van Dalen", "Hanneke Terpstra"}
    assert settings.parties == ("Lokaal Lindewaarde",)
    assert {s.channel for s in settings.subscriptions} == {"digest", "alert"}
    for source in settings.sources:
        if source.kind in (SourceKind.FEED, SourceKind.SITE):
            assert ask(source.url).status == 200


def test_every_source_has_every_field(tmp_path: Path) -> None:
    write_config(tmp_path, "http://127.0.0.1:8001/")
    for source in yaml.safe_load((tmp_path / "sources.yaml").read_text(encoding="utf-8")):
        asks = source["kind"] in ("mastodon", "bluesky")
        assert set(source) == set(REQUIRED) | {"every"} | ({"query"} if asks else set())
        assert source["url"].startswith(f"http://127.0.0.1:8001/{source['id']}")


def test_the_town_mentions_its_places(tmp_path: Path) -> None:
    write_config(tmp_path, "http://127.0.0.1:8001")
    places = {p.name: p for p in load(tmp_path).places}
    words = "\n".join(d.title + " " + d.text for d in load_documents()).casefold()
    assert all(name.casefold() in words for name in places)
    assert {"Hoogveen", "Dalmeer"} <= set(places)
    assert all(p.part_of in places for p in places.values() if p.part_of)


def test_the_example_configuration_is_without_mistakes() -> None:
    settings = load(ROOT / "config")
    assert settings.municipality == "Zutphen" and settings.unknown == ()
    assert {s.kind for s in settings.sources} == {
        SourceKind.FEED, SourceKind.SITE, SourceKind.MASTODON, SourceKind.BLUESKY, SourceKind.DISCOURSE,
    }  # fmt: skip
    assert {s.review_by for s in settings.sources} == {date(2027, 11, 1)}
    assert settings.network.allow == ()


def test_the_example_explains_every_key_and_kind(tmp_path: Path) -> None:
    main = (ROOT / "config" / "voorkant.yaml").read_text(encoding="utf-8")
    assert all(f"{key}:" in main for key in TOP_KEYS)
    sources = (ROOT / "config" / "sources.yaml").read_text(encoding="utf-8")
    assert all(f"{key}" in sources.split("\n\n")[0] for key in REQUIRED + OPTIONAL)
    assert all(f"kind: {kind}" in sources for kind in SourceKind)


def test_what_is_commented_out_is_right_too(tmp_path: Path) -> None:
    sources = (ROOT / "config" / "sources.yaml").read_text(encoding="utf-8")
    later = sources[sources.index("# Soorten die") :].splitlines()[1:]
    (tmp_path / "voorkant.yaml").write_text((ROOT / "config" / "voorkant.yaml").read_text(encoding="utf-8"))
    (tmp_path / "sources.yaml").write_text("\n".join(line.removeprefix("#")[1:] for line in later))
    assert len(load(tmp_path).sources) == len(SourceKind) - 5
