"""LAW 16: the record for the Algoritmeregister, made from the configuration and checked by the standard."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.register import LIMITS, MANDATORY, STANDARD, TITLES, problems
from tests.pipeline.town_support import Told, change_yaml

Ask = Callable[..., Told]
#: as the register publishes them, not as our code has them
CHOICES = {
    "status": ("In ontwikkeling", "In gebruik", "Buiten gebruik"),
    "publication_category": ("Hoog-risico AI-systeem", "Impactvolle algoritmes", "Overige algoritmes"),
    "lang": ("nld",),
    "standard_version": ("1.0.0",),
}


def test_the_record_keeps_to_the_standard(bare: Path, ask: Ask) -> None:
    told = ask(bare, "register")
    assert told.code == 0, told.err
    found = json.loads(told.out)
    limits = {"name": 100, "description_short": 350, "source_data": 2500, "methods_and_models": 5000}
    assert all(0 < len(found[field]) < limit for field, limit in limits.items())
    assert all(found[field] in allowed for field, allowed in CHOICES.items())
    assert found["organization"] == "Gemeente Lindewaarde"
    assert found["contact_email"] == "fg@lindewaarde.example"
    assert "burgerinitiatieven er in Lindewaarde beginnen" in found["goal"]
    assert "artikel 6" in found["lawful_basis"] and "LW-2026-014" in found["lawful_basis"]
    assert "uit 9 bronnen" in found["source_data"] and "30 dagen" in found["source_data"]
    assert len(found["source_data_grouping"]) == 9
    assert problems(found) == []


def test_what_the_municipality_decides_is_taken_over(bare: Path, ask: Ask) -> None:
    site = "https://lindewaarde.example"
    own = {"status": "In ontwikkeling", "category": "Overige algoritmes", "since": "2026-11"}
    own |= {"contact": f"{site}/vragen", "website": f"{site}/voorkant"}
    change_yaml(bare / "voorkant.yaml", register=own)
    found = json.loads(ask(bare, "register").out)
    assert found["status"] == "In ontwikkeling" and found["publication_category"] == "Overige algoritmes"
    assert found["contact_email"] == own["contact"] and found["website"] == own["website"]
    assert found["begin_date"] == "2026-11"


def test_as_text_it_has_the_names_that_the_register_shows(bare: Path, ask: Ask) -> None:
    told = ask(bare, "register", "--format", "text")
    assert told.code == 0 and told.out.startswith("Naam\nBurgerinitiatieven")
    assert all(f"\n{TITLES[field]}\n" in f"\n{told.out}" for field in MANDATORY)
    assert "\nDe Veenbode: http" in told.out


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"processing": {"purpose": ""}}, "ontbreekt processing.purpose. Vul dat hier in"),
        (
            {"processing": {"legal_basis": None, "privacy_officer": ""}},
            "ontbreken processing.legal_basis, processing.privacy_officer",
        ),
        (
            {"processing": {"purpose": "Zien wat er begint. " * 130}},
            "Doel en impact (goal) heeft 3000 tekens. Maak het korter dan 2500 tekens bij processing",
        ),
        ({"municipality": {"name": "L" * 110}}, "Organisatie (organization) heeft 119 tekens"),
        (
            {"processing": {"privacy_officer": "bel de balie"}},
            "(contact_email) is 'bel de balie'. Schrijf een",
        ),
        ({"register": {"status": "aan"}}, "register.status is 'aan'. Kies uit In ontwikkeling, In gebruik"),
        ({"register": {"category": "groot"}}, "register.category is 'groot'. Kies uit Hoog-risico"),
        ({"register": {"since": "11-2026"}}, "register.since is '11-2026'. Schrijf jaar en maand"),
        (
            {"register": {"website": "lindewaarde.nl"}},
            "register.website is 'lindewaarde.nl'. Begin met https://",
        ),
    ],
)
def test_problems_name_field_and_remedy(changes: Any, said: str, bare: Path, ask: Ask) -> None:
    change_yaml(bare / "voorkant.yaml", **changes)
    told = ask(bare, "register")
    assert told.code == 2 and not told.out
    assert "voorkant.yaml" in told.err and said in told.err


def test_without_sources_there_is_nothing_to_tell(bare: Path, ask: Ask) -> None:
    (bare / "sources.yaml").write_text(yaml.safe_dump([]), "utf-8")
    told = ask(bare, "register")
    assert told.code == 2 and "sources.yaml" in told.err and "sources add" in told.err


def test_every_limit_and_every_mandatory_field_is_checked() -> None:
    good = dict.fromkeys(TITLES, "x") | {"contact_email": "a@b.nl", "standard_version": STANDARD}
    assert problems(good) == []
    for field, limit in LIMITS.items():
        assert any(f"({field})" in p for p in problems(good | {field: "x" * limit}))
        mail = "a@b.nl".rjust(limit - 1, "a") if field == "contact_email" else "x" * (limit - 1)
        assert problems(good | {field: mail}) == []
    for field in MANDATORY:
        assert any(f"({field}) is leeg" in p for p in problems(good | {field: " "}))
