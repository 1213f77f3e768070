"""The pages in a real Chromium: axe, keyboard, small screens, and without the vendor files."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from frontdesk import assets, deciding, desk
from frontdesk.app import create_app
from frontdesk.deciding import Deciding
from frontdesk.labelling import Labelling, ToLabel
from frontdesk.quality import Quality
from pipeline.delivering import digest_message
from pipeline.marking import looker
from storage.store import Database, Store
from tests.frontdesk.conftest import annotation, document
from tests.frontdesk.quality_support import MISTAKES, WEEK
from voorkant.named import Gathering, Named
from voorkant.records import Decision, Document, Meeting, PlaceMention
from voorkant.reports import Wish
from voorkant.settings import Settings
from voorkant.vocabulary import Ruling

pytestmark = pytest.mark.slow

NOW = datetime(2026, 9, 10, 4, 30, tzinfo=UTC)
AXE = assets.ROOT / "node_modules" / "axe-core" / "axe.min.js"
OUTLINES = """[null, '::after'].map(x => getComputedStyle(document.activeElement, x).outlineStyle)"""
PAGES = (
    "/",
    "/initiatieven",
    "/initiatieven?afgekeurd=1",
    "/initiatieven/zon",
    "/voorsprong",
    "/netwerken",
    "/netwerken/n1",
    "/agenda",
    "/besluiten",
    "/over",
    "/labelen",
    "/kwaliteit",
    "/kwaliteit/fouten",
    "/niets",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assets.install()
    with sync_playwright() as play:
        chromium = play.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield chromium
        chromium.close()


def to_label(db: Database, now: datetime) -> list[ToLabel]:
    """Two documents, the first one an answer."""
    found = sorted(db.documents.between(now), key=lambda d: d.url)[:2]
    return [ToLabel(d.id, "steekproef", "Wie helpt mee?" if n == 0 else "") for n, d in enumerate(found)]


@pytest.fixture
def wishes() -> list[Wish]:
    return []


@pytest.fixture
def address(town: Store, settings: Settings, wishes: list[Wish]) -> Iterator[str]:
    def decide(wish: Wish, now: datetime) -> int:
        wishes.append(wish)
        return 1

    decides = Deciding("Noor", decide, lambda number, actor, now: None)
    quality = Quality("Noor", lambda db, now: WEEK, lambda db, now: MISTAKES)
    labelling = Labelling("Noor", to_label, look=looker(settings.zone))
    app = create_app(settings, town, lambda: NOW, labelling, decides, quality=quality)
    config = uvicorn.Config(app, port=0, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


def violations(page: Page) -> list[str]:
    script = AXE.read_text(encoding="utf-8")
    found = page.evaluate(
        script + "\n;axe.run().then(r => r.violations.map(v => v.id + ' ' + v.nodes[0].html))"
    )
    return list(found)


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_axe_finds_nothing_and_nothing_sticks_out(
    browser: Browser, address: str, town: Store, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deciding, "PAGE_SIZE", 1)
    with town.begin() as db:
        for ruling, subject in ((Ruling.REJECT, "bad"), (Ruling.ANSWER, "zon")):
            db.humans.decide(Decision(0, NOW, "Noor", ruling, subject, "Er komt een plan." * 9))
    page = browser.new_page(viewport={"width": width, "height": 900})
    errors: list[str] = []
    page.on("console", lambda m: errors.append(m.text) if "Content Security" in m.text else None)
    for path in PAGES:
        page.goto(address + path)
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert errors == []
    page.close()


def test_keyboard_reaches_all_and_focus_shows(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address + "/initiatieven")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Naar de inhoud"
    reached = set()
    for _ in range(19):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate("document.activeElement.getAttribute('href') || document.activeElement.name")
        )
        outline = page.evaluate(OUTLINES)
        assert "solid" in outline
    assert {"/netwerken", "zoek", "thema", "/initiatieven/zon"} <= reached
    page.close()


def test_filter_works_with_and_without_script(browser: Browser, address: str) -> None:
    for script in (True, False):
        page = browser.new_page(java_script_enabled=script)
        page.goto(address + "/initiatieven")
        page.select_option("#thema", "sport")
        if not script:
            page.click("text=Toon")
        page.wait_for_url("**thema=sport**")
        page.get_by_text("1 van 3 initiatieven").wait_for()
        page.close()


def test_pages_work_without_the_vendor_files(
    browser: Browser, address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("frontdesk.app.VENDOR", tmp_path)
    page = browser.new_page()
    page.goto(address + "/initiatieven/zon")
    assert page.locator("link[rel=stylesheet]").count() == 1
    assert violations(page) == []
    page.close()


def test_digest_mail_is_accessible(browser: Browser, town: Store, settings: Settings) -> None:
    with town.begin() as db:
        lying = desk.read(db, settings, NOW + timedelta(days=4))  # a Monday: with map and timeline
        mail = digest_message(db, lying, settings.subscriptions[0]).html
    assert mail.count("<img") == 3
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.set_content(mail)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()


def test_the_report_of_the_week_by_itself_is_accessible(browser: Browser, settings: Settings) -> None:
    from frontdesk import quality

    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.set_content(quality.html(WEEK, settings))
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()


def test_the_weekly_mail_on_the_model_is_accessible(browser: Browser, settings: Settings) -> None:
    from frontdesk import quality

    mail = quality.message(WEEK, settings, "data@example.nl").html
    assert mail.count("<img") == 3
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.set_content(mail)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()


def test_labels_are_given_with_the_keyboard_alone(browser: Browser, address: str, town: Store) -> None:
    page = browser.new_page()
    page.goto(address + "/labelen")
    assert page.evaluate("document.activeElement.name") == "initiative", "ready to begin"
    for key in "1", "2", "a":
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.name") == "phase", "each key goes on to the next question"
    page.keyboard.press("Enter")
    page.get_by_text("Bewaard. U labelde 1 bericht.").wait_for()
    with town.begin() as db:
        kept = {label.field: label.value for label in db.labels.get()}
    assert kept == {"initiative": True, "kind": "petitie", "theme": "cultuur-erfgoed"}
    page.wait_for_function("document.activeElement.name === 'initiative'")  # the new page listens
    page.keyboard.press("2")
    assert page.evaluate("document.activeElement.name") == "theme", "no initiative, so no kind is asked"
    assert page.locator("fieldset:visible").count() == 4
    page.keyboard.press("Enter")
    page.get_by_text("er is nu niets te labelen", exact=False).wait_for()
    page.close()


def listens(page: Page) -> None:
    """Waits until a page to label on takes keys: its script has run and the first question has the focus."""
    page.wait_for_load_state("load")
    page.wait_for_function("document.activeElement.name === 'initiative'")


def test_back_and_to_the_second_reading_by_key(browser: Browser, address: str, town: Store) -> None:
    page = browser.new_page()
    page.goto(address + "/labelen")
    listens(page)
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    page.get_by_text("Bewaard. U labelde 1 bericht.").wait_for()
    listens(page)
    page.keyboard.press("t")
    page.get_by_text("U labelde dit al").wait_for()
    assert page.is_checked("input[name=initiative][value=ja]") and violations(page) == []
    listens(page)
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    page.get_by_text("Bewaard. U labelde 1 bericht.").wait_for()
    listens(page)
    page.keyboard.press("w")
    page.get_by_role("heading", name="tweede lezing").wait_for()
    assert violations(page) == []
    with town.begin() as db:
        assert {label.field: label.value for label in db.labels.get()} == {"initiative": False}
    page.close()


def test_labels_are_given_without_script(browser: Browser, address: str, town: Store) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(address + "/labelen")
    page.check("input[name=hostile][value=nee]")
    page.click("text=Bewaar en ga verder")
    page.get_by_text("Bewaard. U labelde 1 bericht.").wait_for()
    page.click("text=Sla over")
    page.get_by_text("niets te labelen").wait_for()
    with town.begin() as db:
        assert [(label.field, label.value) for label in db.labels.get()] == [("hostile", False)]
    page.close()


@pytest.fixture
def trees(town: Store) -> Document:
    """The first document to label: the machine found two places, an organisation and a gathering in it."""
    text = (
        "De Groene Hoek plant zaterdag 19 september om 14.00 uur bomen op het Veldplein. Op dinsdag 22 "
        "september praat de gemeenteraad. Stichting Lommer brengt koffie. Breng schoppen naar 't Hof."
    )
    made = document("0bomen", "Bomen in Veenwijk", text, NOW - timedelta(days=1), source="plein")
    meeting = Meeting(datetime(2026, 9, 19, 12, 0, tzinfo=UTC), "het Veldplein")
    places = (PlaceMention("Veenwijk"), PlaceMention("Veldplein"))
    said = replace(annotation(made, meetings=(meeting,)), places=places, organisations=("De Groene Hoek",))
    with town.begin() as db:
        db.documents.save(made)
        db.annotations.save([(said, made.content_hash)], NOW)
    return made


def chosen(page: Page) -> str:
    return str(page.evaluate("getSelection().toString()"))


def marked(page: Page) -> list[tuple[str, str]]:
    found = page.evaluate(
        "[...document.querySelectorAll('mark')].map(m => [m.className.split('-').at(-1), m.textContent])"
    )
    return [(kind, words) for kind, words in found]


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_what_a_text_names_is_marked_with_the_keyboard_alone(
    browser: Browser, address: str, town: Store, trees: Document
) -> None:
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(address + "/labelen")
    listens(page)
    assert marked(page) == [
        ("places", "Veenwijk"), ("organisations", "De Groene Hoek"), ("meetings", "zaterdag 19 september"),
        ("places", "Veldplein"),
    ]  # fmt: skip
    press(page, "m", "ArrowDown")
    assert chosen(page) == "Veenwijk" and "Veenwijk: plaats." in page.inner_text("[data-vk-marked-now]")
    press(page, "x")  # no place any more
    press(page, "ArrowDown", "ArrowDown", "ArrowDown")
    assert chosen(page) == "Veldplein"
    press(page, "o")  # an organisation after all
    while chosen(page) != "Stichting":
        press(page, "ArrowRight")
    press(page, "Shift+ArrowRight", "o")
    while chosen(page) != "dinsdag":
        press(page, "ArrowLeft")
    press(page, "Shift+ArrowRight", "Shift+ArrowRight", "b")
    while chosen(page) != "'t":
        press(page, "ArrowRight")
    press(page, "Shift+ArrowRight", "p")
    assert marked(page) == [
        ("organisations", "De Groene Hoek"), ("meetings", "zaterdag 19 september"),
        ("organisations", "Veldplein"), ("meetings", "dinsdag 22 september"),
        ("organisations", "Stichting Lommer"), ("places", "'t Hof"),
    ]  # fmt: skip
    assert violations(page) == [] and errors == []
    press(page, "Enter")
    assert page.evaluate("document.activeElement.name") == "initiative", "on to the questions"
    press(page, "1", "Enter")
    page.get_by_text("Bewaard. U labelde 1 bericht.").wait_for()
    with town.begin() as db:
        [kept] = db.labels.names()
    assert (kept.document, kept.labeller, kept.content_hash) == (trees.id, "Noor", trees.content_hash)
    assert kept.named == Named(
        ("'t Hof",),
        ("De Groene Hoek", "Veldplein", "Stichting Lommer"),
        (
            Gathering("2026-09-19T14:00+02:00", "het Veldplein", "zaterdag 19 september"),
            Gathering("2026-09-22", "", "dinsdag 22 september"),
        ),
    )
    page.close()


def test_what_a_text_names_is_marked_with_the_mouse(browser: Browser, address: str, trees: Document) -> None:
    page = browser.new_page()
    page.goto(address + "/labelen")
    listens(page)
    page.get_by_text("Veldplein", exact=True).first.click()
    page.get_by_role("button", name="Haal weg").click()
    assert ("places", "Veldplein") not in marked(page) and page.is_checked("[name=nagekeken]")
    page.evaluate("""() => {
        const node = [...document.querySelectorAll('[data-vk-part]')].at(-1).lastChild;
        const at = node.data.indexOf('ichting Lomm');  // half words: whole ones are meant
        getSelection().setBaseAndExtent(node, at, node, at + 12);
    }""")
    page.get_by_role("button", name="plaats").click()
    assert ("places", "Stichting Lommer") in marked(page)
    page.get_by_label("Plaatsen").fill("koffie\nVeenwijk")
    assert [words for kind, words in marked(page) if kind == "places"] == ["Veenwijk", "koffie"]
    page.get_by_label("Plaatsen").fill("Veen")
    page.get_by_role("button", name="Bewaar").click()
    assert "staat niet in het bericht" in page.evaluate("document.activeElement.validationMessage")
    page.get_by_role("button", name="Sla over").click()
    page.wait_for_function("!document.body.innerText.includes('Bomen in Veenwijk')")
    page.close()


def test_what_a_text_names_is_told_without_script(
    browser: Browser, address: str, town: Store, trees: Document
) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(address + "/labelen")
    assert page.input_value("[name=plaatsen]") == "Veenwijk\nVeldplein"
    page.fill("[name=plaatsen]", "Veenwijk")
    page.locator("[name=uur]").first.fill("15:30")
    page.click("text=Bewaar en ga verder")
    page.get_by_text("U koos nog niets").wait_for()
    page.goto(address + "/labelen")
    page.fill("[name=plaatsen]", "Veenwijk")
    page.locator("[name=uur]").first.fill("15:30")
    page.check("[name=nagekeken]")
    page.click("text=Bewaar en ga verder")
    page.get_by_text("Bewaard. U labelde 1 bericht.").wait_for()
    with town.begin() as db:
        [kept] = db.labels.names()
    assert kept.named.places == ("Veenwijk",) and kept.named.organisations == ("De Groene Hoek",)
    assert [m.start for m in kept.named.meetings] == ["2026-09-19T15:30+02:00"]
    page.close()


def test_another_page_cannot_label(browser: Browser, address: str, town: Store) -> None:
    page = browser.new_page()
    page.goto(address + "/labelen")
    proof = page.get_attribute("input[name=bewijs]", "value")
    document = page.get_attribute("input[name=document]", "value")
    page.goto("about:blank")
    names = {"bewijs": proof, "document": document, "hostile": "ja"}
    inputs = "".join(f'<input name="{name}" value="{value}">' for name, value in names.items())
    page.set_content(f'<form method="post" action="{address}/labelen">{inputs}<button>Win!</button></form>')
    page.click("text=Win!")
    page.get_by_text("komt niet van deze balie").wait_for()
    with town.begin() as db:
        assert db.labels.get() == []
    page.close()


def test_documents_are_set_apart_without_script(browser: Browser, address: str, wishes: list[Wish]) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/initiatieven/zon")
    page.locator("label", has_text="hoort hier niet bij").nth(1).click()
    page.get_by_role("button", name="Zet apart").click()
    assert "Uw besluit geldt nu" in page.inner_text("main")
    context.close()
    assert [(w.ruling, w.initiative, len(w.urls)) for w in wishes] == [(Ruling.SPLIT, "zon", 1)]
