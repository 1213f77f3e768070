"""Own models: trained, compared, taken into use or refused, rolled back; with part of the corpus."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from demo.config import write_config
from models import corpus
from models.judging import split
from pipeline.commands.common import opened
from pipeline.modelling import (
    OWN,
    OWN_SLICE,
    compare,
    judged,
    load_classifier,
    make_own,
    own,
    promote,
    registry_of,
    rollback,
    shipped_version,
)
from storage.store import Store
from tests.models.test_encoders import Endpoint
from tests.pipeline.town_support import Told
from voorkant.named import NAMED_FIELDS
from voorkant.reports import Promotion
from voorkant.settings import Settings, load

Ask = Callable[..., Told]
NOW = datetime(2026, 9, 10, 6, 0, tzinfo=UTC)
FILES = ("gemengd", "weekblad", "nieuws", "sociaal", "forum", "kort")

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Office:
    """A configuration with a good model and one that was taught nonsense."""

    folder: Path
    settings: Settings
    good: str
    bad: str
    some: list[corpus.Example]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    folder = tmp_path_factory.mktemp("office") / "config"
    write_config(folder, "http://127.0.0.1:9")
    settings = load(folder)
    with opened(settings, make=True):
        pass
    some = [e for e in corpus.load() if e.id.split("-")[0] in FILES]
    good = make_own(settings, some, NOW)
    # what is taught wrongly stands in towns that are learned from, so that both are judged on the same truth
    judged_on = set(split(some)[1])
    taught = [e if n in judged_on else replace(e, call_to_action=n % 2 == 0) for n, e in enumerate(some)]
    bad = make_own(settings, taught, NOW + timedelta(hours=1))
    with opened(settings) as store:
        promote(settings, store, Promotion(good.version, NOW, "test", "het eerste eigen model"))
    return Office(folder, settings, good.version, bad.version, some)


def test_an_own_model_finds_names_as_the_shipped_one_does(office: Office) -> None:
    text = "Stichting De Groene Kade zoekt hulp in de Molenstraat."
    found, shipped = own(office.settings).load().finder, load_classifier().finder
    assert found and shipped
    assert found.names(text) == shipped.names(text)
    assert found.names(text).organisations


def test_what_is_used_is_what_was_judged(office: Office) -> None:
    """No document that a model is measured on was learned from, nor its town, nor its subject."""
    examples = corpus.load()
    learn, test = split(examples)
    shipped = judged(office.settings, shipped_version())
    assert {row.id for row in shipped} == {examples[n].id for n in test}
    ships = registry_of(office.settings, shipped_version()).card(shipped_version())
    assert ships["data_digest"] == corpus.digest([examples[n] for n in learn])
    good = own(office.settings)
    assert good.card(office.good)["documents"] < len(office.some)
    assert {row.id for row in good.judged(office.good)} < {row.id for row in shipped}
    assert all(set(row.named) == set(NAMED_FIELDS) for row in (*shipped, *good.judged(office.good)))


def test_an_own_model_with_an_encoder(tmp_path: Path, ask: Ask) -> None:
    folder = tmp_path / "config"
    write_config(folder, "http://127.0.0.1:9")
    some = [e for e in corpus.load() if e.id.startswith(("gemengd", "weekblad"))][::4]
    with Endpoint() as endpoint:
        Thread(target=endpoint.serve_forever, daemon=True).start()
        bare = (folder / "voorkant.yaml").read_text("utf-8")
        encoder = f"\nmodel: {{encoder: {{kind: openai, name: proef, url: '{endpoint.url}'}}}}\n"
        (folder / "voorkant.yaml").write_text(bare + encoder, "utf-8")
        settings = load(folder)
        version = make_own(settings, some, NOW).version
        own(settings).promote(version)
        assert endpoint.seen, "the encoder read the texts"
        card = json.loads(ask(folder, "model", "card", version).out)
        assert card["encoder"] == {"name": "openai:proef", "dimension": 16}
        (tmp_path / "d.jsonl").write_text(
            '{"id": "a", "text": "Wie helpt zaterdag mee opruimen?"}\n', "utf-8"
        )
        assert ask(folder, "try", "classify", str(tmp_path / "d.jsonl")).code == 0
        assert "Wie helpt zaterdag mee opruimen?" in endpoint.seen[-1]
        endpoint.shutdown()
    (folder / "voorkant.yaml").write_text(bare, "utf-8")
    told = ask(folder, "try", "classify", str(tmp_path / "d.jsonl"))
    assert told.code != 0 and "openai:proef" in told.err and "model.encoder" in told.err


def _audit(office: Office) -> list[Any]:
    store = Store(office.settings.database)
    with store.begin() as db:
        rows = [(r["action"], r["record"], r["purpose"]) for r in db.humans.log()]
    store.close()
    return rows


def _promoted(ask: Ask, office: Office, version: str) -> list[str]:
    card = json.loads(ask(office.folder, "model", "card", version).out)
    return [p["because"] for p in card["promotions"]]


def test_a_card_tells_data_code_parameters_and_figures(office: Office, ask: Ask) -> None:
    card = json.loads(ask(office.folder, "model", "card", office.good).out)
    assert {"data_digest", "documents", "own_labels", "trained", "limits"} <= set(card)
    assert card["code"]["digest"] and card["parameters"]["strength"]["kind"] > 0
    assert card["figures"]["initiative"]["f1"] > 0.7
    assert [p["who"] for p in card["promotions"]] == ["test"]
    listed = ask(office.folder, "model", "list").out
    assert f"* {office.good}" in listed and "test op 2026-09-10" in listed


def test_compare_tells_what_is_really_worse(office: Office, ask: Ask) -> None:
    told = ask(office.folder, "model", "compare", office.good, office.bad, "--json")
    assert told.code == 0, told.err
    rows = {(r["field"], r["slice"]): r for r in map(json.loads, told.out.splitlines())}
    call = rows["call_to_action", "alles"]
    assert call["worse"] and call["real"] and call["high"] < 0
    assert not rows["theme", "alles"]["real"], "nothing was taught wrongly there"
    text = ask(office.folder, "model", "compare", office.good, office.bad).out
    assert "SLECHTER" in text and office.bad in text


def test_the_own_sample_is_a_slice_of_its_own(office: Office) -> None:
    apart = corpus.load(corpus.APART)
    sample = [replace(e, channel=OWN, municipality=office.settings.municipality) for e in apart]
    found = compare(office.settings, office.good, office.bad, sample)
    rows = {d.field: d for d in found if d.slice == OWN_SLICE}
    assert rows["initiative"].documents == len(sample) and rows["call_to_action"].worse
    assert not rows.keys() & set(NAMED_FIELDS), "of most own documents nobody told the names"
    assert all(d.slice != OWN_SLICE for d in compare(office.settings, office.good, office.bad, sample[:40]))


def test_a_worse_model_is_refused_unless_told_why(office: Office, ask: Ask) -> None:
    refused = ask(office.folder, "model", "promote", office.bad)
    assert refused.code == 2 and "call_to_action, alles: van" in refused.err and "--because" in refused.err
    assert own(office.settings).in_use() == office.good
    assert len(_audit(office)) == 1, "nothing changed"
    taken = ask(office.folder, "model", "promote", office.bad, "--because", "proef met de oproep")
    assert taken.code == 0 and own(office.settings).in_use() == office.bad
    assert _promoted(ask, office, office.bad) == ["proef met de oproep"]
    assert _audit(office)[0] == ("model", f"model {office.bad} in gebruik", "proef met de oproep")
    back = ask(office.folder, "model", "rollback")
    assert back.code == 0 and office.good in back.err and own(office.settings).in_use() == office.good
    assert _promoted(ask, office, office.bad) == ["proef met de oproep"], "that it was in use stays known"
    assert _promoted(ask, office, office.good)[-1] == f"terug van {office.bad}"
    assert ask(office.folder, "model", "promote", office.good).code == 0, "what is in use is not worse"
    assert ask(office.folder, "model", "rollback").code == 0


def test_back_to_the_model_of_the_software_is_known_too(office: Office) -> None:
    with opened(office.settings) as store:
        assert rollback(office.settings, store, "test", NOW + timedelta(days=1)) == shipped_version()
        with store.begin() as db:
            last, kept = db.models.promotions()[-1], {m.version: m.card for m in db.models.all()}
        assert (last.version, last.because) == (shipped_version(), f"terug van {office.good}")
        assert kept[shipped_version()]["code"]["digest"] == kept[office.good]["code"]["digest"]
        promote(office.settings, store, replace(last, version=office.good))


def test_mistakes(office: Office, ask: Ask) -> None:
    for words in (("compare", office.good, "onbekend"), ("promote", "onbekend"), ("card", "onbekend")):
        told = ask(office.folder, "model", *words)
        assert told.code == 2 and "model list" in told.err and told.err.count("\n") == 1, words
    unjudged = office.settings.state_dir / "models" / "oud"
    unjudged.mkdir()
    (unjudged / "card.json").write_text('{"version": "oud"}')
    told = ask(office.folder, "model", "promote", "oud")
    assert told.code == 2 and "nooit gemeten" in told.err and "model train" in told.err
