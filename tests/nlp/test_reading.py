from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from nlp.features import model_text, signals
from nlp.language import detect, says_enough
from nlp.lexicon import first_names, surnames
from nlp.reader import Reader
from voorkant.records import Place
from voorkant.settings import OfficeHolder, Settings
from voorkant.vocabulary import PlaceKind

TEXTS = [
    ("Wij willen een moestuin beginnen in onze wijk, wie helpt mee?", "nl"),
    ("Wie doet er zaterdag mee?", "nl"),
    ("Wy wolle in doarpstún foar ús doarp, it is tiid", "fy"),
    ("We would like to start a garden in our neighbourhood", "en"),
    ("Wir möchten einen Garten in unserem Viertel anlegen", "de"),
    ("Nous voulons créer un jardin dans notre quartier", "fr"),
    ("Mahallemizde birlikte bir bahçe kurmak istiyoruz", "tr"),
    ("Chcemy założyć ogród w naszej dzielnicy razem z sąsiadami", "pl"),
    ("نريد أن ننشئ حديقة في حينا مع الجيران", "ar"),
    ("Мы создаём общественный сад в нашем районе, приходите в субботу", "ru"),
    ("Ξεκινάμε έναν κήπο στη γειτονιά μας το Σάββατο", "el"),
    ("हम शनिवार को एक सामुदायिक उद्यान शुरू कर रहे हैं", "hi"),
    ("我们周六开始建一个社区花园，欢迎大家来参加", "zh"),
    ("Waxaan bilaabaynaa beer xaafadeed sabtida, qof walba waa la soo dhaweynayaa", "so"),
    ("Iniziamo un orto di quartiere sabato, tutti sono benvenuti", "it"),
    ("Începem o grădină comunitară sâmbătă, toată lumea este binevenită", "ro"),
]


@pytest.mark.parametrize(("text", "code"), TEXTS)
def test_language(text: str, code: str) -> None:
    found, probability = detect(text)
    assert found == code
    assert 0 < probability <= 1


@pytest.mark.parametrize(
    "text", ["", "ok", "😀😀😀", "1234 5678", "https://voorbeeld.nl/a/b", "a" * 1_000_000, "#tag @naam", "…"]
)
def test_language_that_cannot_be_told(text: str) -> None:
    started = time.process_time()
    assert detect(text) == ("und", 0.0)
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("text", "enough"),
    [
        ("", False),
        ("buurtmoestuin " * 500, False),
        ("van de van de van de", False),
        ("🎉🎉 #doemee https://voorbeeld.nl/a/b/c @iemand [persoon]", False),
        ("1 2 3 4 5 6 7", False),
        ("Kom je helpen?", True),
    ],
)
def test_what_says_enough(text: str, enough: bool) -> None:
    assert says_enough(text) is enough


def test_language_from_many_threads() -> None:
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(lambda _: detect(TEXTS[0][0])[0], range(40))) == {"nl"}


def test_homoglyphs_do_not_crash() -> None:
    assert detect("Wіj wіllеn еen tuіn іn оnzе wіjk")[0]


def test_model_text_carries_across_towns() -> None:
    one = model_text(
        "", "[persoon] uit Zutphen begint 12 maart om 20.00 uur aan de Kerkstraat met 300 buren en € 500."
    )
    two = model_text(
        "", "[persoon] uit Breda begint 3 april om 19.30 uur aan de Lindelaan met 20 buren en € 1.250."
    )
    assert one == two
    for word in ("PERSOON", "PLAATS", "DATUM", "TIJD", "GETAL", "BEDRAG"):
        assert word in one


def test_model_text_splits_hashtags_and_keeps_the_kind_of_organisation() -> None:
    text = model_text("Titel", "Stichting Groen Veen #RedDeLinden https://voorbeeld.nl")
    assert "Stichting ORG" in text
    assert "HASHTAG Red De Linden" in text
    assert "LINK" in text
    assert text.startswith("Titel")


def test_signals_tell_a_call_from_a_report() -> None:
    call = signals("", "Kom zaterdag helpen! Wij zoeken vrijwilligers, meld je aan. Doe mee?")
    report = signals(
        "Botsing",
        "De politie meldt een ongeval. Een verdachte is aangehouden, aldus een woordvoerder.",
    )
    assert call["oproep"] > report["oproep"]
    assert call["wij"] > report["wij"]
    assert report["nieuws"] > call["nieuws"]
    assert call.keys() == report.keys() == signals("", "").keys()


def test_features_are_fast_enough() -> None:
    text = "Wij zoeken zaterdag 14 maart om 10.00 uur mensen voor de tuin in Zutphen, doe je mee? #moestuin"
    started = time.process_time()
    for _ in range(500):
        model_text("", text)
        signals("", text)
    assert time.process_time() - started < 1.5


@pytest.mark.parametrize("unit", ["1.", "a", "#a", "A ", "€ 1", "[persoon]"])
def test_features_take_time_by_length(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    started = time.process_time()
    model_text("", text)
    signals("", text)
    assert time.process_time() - started < 6


def test_name_lists_are_long_enough() -> None:
    assert len(first_names().sure | first_names().common) >= 1500
    assert len(surnames().sure | surnames().common) >= 1500


def test_reader_does_it_all(tmp_path: Path) -> None:
    settings = Settings(
        folder=tmp_path,
        municipality="Lindewaarde",
        code="GM9999",
        zone=ZoneInfo("Europe/Amsterdam"),
        database="",
        state_dir=tmp_path,
        office_holders=(OfficeHolder("Piet van Dalen", "wethouder"),),
        places=(Place("Oosterveen", PlaceKind.DORP, "BU1"),),
    )
    reader = Reader(settings)
    text = (
        "Wilma Jansen en wethouder Van Dalen komen zaterdag 14 maart om 10.00 uur naar Oosterveen. "
        "Stichting Groen Oosterveen helpt."
    )
    masked = reader.mask(text)
    assert masked.startswith("[persoon] en wethouder Van Dalen komen")
    assert reader.language(text)[0] == "nl"
    assert [p.name for p in reader.places(masked)] == ["Oosterveen"]
    assert reader.organisations(masked) == ("Stichting Groen Oosterveen",)
    meetings = reader.meetings(masked, datetime(2026, 3, 4, tzinfo=UTC))
    assert [m.start for m in meetings] == [datetime(2026, 3, 14, 9, 0, tzinfo=UTC)]
