"""The pages on how the classifiers do: the week, and where people and the model differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient

from frontdesk import quality, quality_charts
from frontdesk.app import create_app
from frontdesk.labelling import Labelling
from frontdesk.quality import Quality
from storage.store import Database, Store
from tests.frontdesk.quality_support import MISTAKES, NOW, WEEK, part
from voorkant.quality import CurvePoint, Drift, Mistake, worst
from voorkant.records import LABEL_FIELDS
from voorkant.settings import Mail, Settings
from voorkant.vocabulary import Verdict


@pytest.fixture
def measured() -> list[datetime]:
    return []


@pytest.fixture
def client(town: Store, settings: Settings, measured: list[datetime]) -> Iterator[TestClient]:
    def measure(db: Database, now: datetime) -> Drift:
        measured.append(now)
        return WEEK

    def mistakes(db: Database, now: datetime) -> Sequence[Mistake]:
        return MISTAKES

    app = create_app(settings, town, lambda: NOW, quality=Quality("Noor", measure, mistakes))
    with TestClient(app, base_url="http://127.0.0.1:8765") as made:
        yield made


def test_the_week_is_told_and_measured_once_an_hour(client: TestClient, measured: list[datetime]) -> None:
    page = client.get("/kwaliteit").text
    assert "De week van vrijdag 4 september tot en met donderdag 10 september 2026" in page
    assert "Alarm: deze week is heel anders" in page and "100 berichten tegen 400" in page
    assert "De Veenbode" in page and "warmtenet" in page and "te weinig" in page
    assert 'aria-current="page">Kwaliteit' in page
    assert re.findall(r'<title id="(\w+)-titel">', page) == ["alles", "bron0", "onbekend"], (
        "no picture of too little"
    )
    client.get("/kwaliteit")
    assert measured == [NOW]


def test_mistakes_are_filtered_the_surest_first_and_each_look_is_audited(
    client: TestClient, town: Store
) -> None:
    page = client.get("/kwaliteit/fouten").text
    heads = re.findall(r"<h2[^>]*>(.*?)</h2>", page)
    assert [h.split(":")[0] for h in heads] == [
        "Gaat over een initiatief",
        "Thema",
        "Gaat over een initiatief",
        "Thema",
    ]
    assert "mensen zeggen nee, het model zegt ja" in heads[0] and "mensen zeggen geen" in heads[3]
    assert "Bewoners &lt;b&gt;bouwen" in page and "reden: ‘zon’" in page and "4 verschillen" in page
    with town.begin() as db:
        log = [(r["actor"], r["record"]) for r in reversed(db.humans.log())]
    assert log == [("Noor", "document d1"), ("Noor", "document d2"), ("Noor", "document d3")]
    assert "1 verschil<" in client.get("/kwaliteit/fouten", params={"veld": "theme", "bron": "plein"}).text
    assert "Wie helpt mee?" in client.get("/kwaliteit/fouten", params={"richting": "gemist"}).text
    assert "4 verschillen" in client.get("/kwaliteit/fouten", params={"veld": "x", "bron": "<script>"}).text
    nothing = client.get("/kwaliteit/fouten", params={"veld": "hostile"}).text
    assert "geen verschillen" in nothing


def test_all_mistakes_are_reached_page_by_page(town: Store, settings: Settings) -> None:
    many = [replace(MISTAKES[2], document=f"m{n:02}", probability=1 - n / 100) for n in range(45)]

    def numbers(page: str) -> list[str]:
        return re.findall(r'href="/labelen/(m\d\d)"', page)

    quality = Quality("Noor", lambda db, now: WEEK, lambda db, now: [*many, MISTAKES[0]])
    app = create_app(settings, town, lambda: NOW, Labelling("Noor", lambda db, now: []), quality=quality)
    with TestClient(app, base_url="http://127.0.0.1:8765") as client:
        seen, address = [], "/kwaliteit/fouten?veld=theme"
        while address:
            page = client.get(address).text
            seen.append(numbers(page))
            after = re.search(r'rel="next" href="([^"]+)"', page)
            address = after[1].replace("&amp;", "&") if after else ""
        assert [len(x) for x in seen] == [20, 20, 5] and [x for y in seen for x in y] == [
            m.document for m in many
        ]
        assert "45 verschillen; hier staan 41 tot en met 45" in page and "pagina=2" in page
        for odd in ("4", "999999999", "9" * 40, "-1", "0", "x", "²"):
            told = client.get("/kwaliteit/fouten", params={"veld": "theme", "pagina": odd})
            assert told.status_code == 200 and len(numbers(told.text)) == (
                5 if odd in ("4", "999999999") else 20
            )
    bare = create_app(settings, town, lambda: NOW, quality=quality)
    with TestClient(bare, base_url="http://127.0.0.1:8765") as client:
        assert not numbers(client.get("/kwaliteit/fouten").text), "nobody labels here"


def test_the_pages_are_there_only_where_they_are_given(town: Store, settings: Settings) -> None:
    with TestClient(create_app(settings, town, lambda: NOW), base_url="http://127.0.0.1:8765") as bare:
        assert bare.get("/kwaliteit").status_code == 404
        assert 'href="/kwaliteit"' not in bare.get("/").text


def test_directions_and_order() -> None:
    assert [m.direction for m in MISTAKES] == ["onterecht", "gemist", "verwisseld", "onterecht"]
    assert [m.probability for m in worst(MISTAKES)] == [0.98, 0.7, 0.6, 0.4]
    assert [m.document for m in worst(MISTAKES, direction="onterecht", field="theme")] == ["d3"]


def test_text_and_html_stand_by_themselves(settings: Settings) -> None:
    text = quality.text(WEEK, settings)
    assert "De Veenbode" in text and "warmtenet" in text and "0,31" in text and "81%" in text
    html = quality.html(WEEK, settings)
    assert html.lstrip().startswith("<!doctype html>") and "<link" not in html and 'id="alles-titel"' in html
    assert "Er is verschil bij De Veenbode." in text
    twice = replace(settings, sources=tuple(replace(s, publisher="De Bode") for s in settings.sources))
    assert "veenbode (De Bode)" in quality.text(WEEK, twice)
    assert "plein (De Bode)" in quality.html(WEEK, twice)
    few = replace(WEEK, whole=part("", Verdict.TOO_LITTLE), models=("a", "b"))
    told = quality.text(few, settings)
    assert "te weinig berichten om iets te zeggen" in told and "2 modellen" in told
    assert 'id="alles-titel"' not in quality.html(few, settings)


def test_two_sources_of_one_publisher_with_a_long_name_are_told_apart(settings: Settings) -> None:
    long = "De Weekkrant van Groot Lindewaarde en Omstreken"
    twice = replace(settings, sources=tuple(replace(s, publisher=long) for s in settings.sources))
    both = replace(WEEK, sources=(part("veenbode", Verdict.ALARM), part("plein", Verdict.ALARM)))
    rows = [line for line in quality.text(both, twice).splitlines() if long[:12] in line and "alarm" in line]
    assert [row.split()[0] for row in rows] == ["veenbode", "plein"]
    drawn = ElementTree.fromstring(quality.page(both, twice)["unknown"])
    cut = [e.text for e in drawn.iter() if e.tag.endswith("}text") and (e.text or "").endswith("…")]
    assert [(name or "").split()[0] for name in cut] == ["veenbode", "plein"]


@pytest.mark.parametrize("verdict", [Verdict.ALARM, Verdict.TOO_LITTLE])
def test_nothing_is_drawn_for_what_is_not_mailed(
    verdict: Verdict, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def draw(*_: object) -> str:
        raise AssertionError("drawn")

    monkeypatch.setattr(quality_charts, "histogram_svg", draw)
    monkeypatch.setattr(quality_charts, "unknown_svg", draw)
    mail = Mail("127.0.0.1", 25, "a@example.nl") if verdict is Verdict.TOO_LITTLE else None
    week = replace(WEEK, whole=part("", verdict))
    assert not quality.message(week, replace(settings, mail=mail), "data@example.nl").pictures
    with pytest.raises(AssertionError, match="drawn"):
        quality.page(week, settings)


def test_pictures_tell_what_they_show() -> None:
    svg = quality_charts.histogram_svg(WEEK.whole, "alle <bronnen>", "alles")
    root = ElementTree.fromstring(svg)
    told = [e.text for e in root.iter() if e.tag.endswith(("}title", "}desc"))]
    assert told[0] == "Kans op een initiatief, alle <bronnen>"
    sentence = "Deze week kreeg 60% van 100 berichten een kans van 50% of meer, in de weken ervoor 50% van"
    assert (told[1] or "").startswith(sentence)
    unknown = quality_charts.unknown_svg([("Het <Plein>", WEEK.whole.vocabulary)], "onbekend")
    assert [e.text for e in ElementTree.fromstring(unknown).iter() if e.tag.endswith("}desc")] == [
        "Woorden die het model niet kent: Het <Plein> 8%, ervoor 4%."
    ]
    points = [CurvePoint(f, s, 10, 100, 0.5 + s / 4) for s in (0.12, 1.0) for f in LABEL_FIELDS]
    assert "Thema van 0,53 naar 0,75" in quality_charts.curve_svg(points)
