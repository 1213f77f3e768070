"""What people type at a decision is refused when it holds what is masked in documents (LAW 9)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nlp.masking import Masker
from pipeline.deciding import refuse_personal
from voorkant.errors import InputError
from voorkant.settings import OfficeHolder

TOWNS = Path(__file__).parents[2] / "bench" / "towns"
MASKER = Masker([OfficeHolder("Piet van Dalen", "wethouder")], ["Oosterveen"])
#: names of the towns of the corpus in which the rules see a person, two of them rightly so
MISTAKEN = {"Bij Drieka", "Kustlientje (Lientje)", "Meent Warm", "klaar-overs van De Tolboom"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Actie van Jan de Vries", "Er staat een naam van een persoon in. Laat dat weg"),
        ("Bel 06-12345678.", "Er staat een telefoonnummer in. Laat dat weg"),
        ("Mail naar j [at] voorbeeld [punt] nl", "Er staat een e-mailadres in."),
        (
            "Bel Jan de Vries (06-12345678), Dorpsstraat 4, IBAN NL91ABNA0417164300.",
            "Er staan een naam van een persoon, een telefoonnummer, een huisadres en een rekeningnummer in.",
        ),
        ("Zie @janvanhetplein", "een naam van een account"),
        ("BSN 111222333", "een burgerservicenummer"),
    ],
)
def test_what_is_personal_is_refused_by_its_kind(text: str, said: str) -> None:
    with pytest.raises(InputError) as told:
        refuse_personal(text, MASKER)
    assert said in str(told.value)


def test_office_holders_stay() -> None:
    refuse_personal("Wethouder Piet van Dalen licht het plan op 4 december toe; Van Dalen komt ook.", MASKER)


def test_ordinary_names_pass() -> None:
    refused = set()
    for file in TOWNS.glob("*.json"):
        for told in json.loads(file.read_text("utf-8"))["initiatives"].values():
            try:
                refuse_personal(told["name"], MASKER)
            except InputError:
                refused.add(told["name"])
    assert refused <= MISTAKEN
    for name in ("Stichting Jan van Galenstraat", "Vrienden van Anna Paulowna", "Prins Hendrikplein Groen"):
        refuse_personal(name, MASKER)


def test_a_name_that_only_looks_like_a_person_s_has_a_way_out() -> None:
    with pytest.raises(InputError, match="buurtgroep"):
        refuse_personal("Meent Warm", MASKER)
    refuse_personal("Buurtgroep Meent Warm", MASKER)
