"""A wave is told when it begins, once more when it grows on, and once when it is over; never twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from frontdesk import digest, render
from frontdesk.app import create_app
from frontdesk.export import rows
from pipeline.delivering import deliver
from pipeline.tools import Tools
from storage.store import Store
from voorkant.records import Alert, Decision, Synchronised
from voorkant.settings import Settings, Subscription
from voorkant.vocabulary import Channel, Ruling

NOW = datetime(2026, 9, 10, 4, 30, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
PETITION = "https://petities.example/zonnepark"
REMARK = Synchronised("zon", "ab", "link", PETITION, NOW - 5 * HOUR, 12, 4)
SAID = (
    "12 accounts plaatsten dezelfde link binnen 4 minuten (petities.example). Dat kan een gewone actie zijn."
)


@pytest.fixture
def quiet(settings: Settings) -> Settings:
    """One reader of alerts; no mail server, so that what goes out lies in the outbox."""
    reader = Subscription("Wethouder", "staf@example.nl", themes=("energie",), channel=Channel.ALERT)
    return replace(settings, mail=None, subscriptions=(reader,))


def told(town: Store, settings: Settings, now: datetime, change: Alert | None = None) -> str:
    """What the reader gets at a moment, after the alert became this; empty when nothing."""
    folder = settings.state_dir / "outbox"
    before = set(folder.rglob("*.txt"))
    if change:
        with town.begin() as db:
            db.alerts.save([change], now)
    deliver(town, Tools(settings), now)
    return "".join(Path(f).read_text("utf-8") for f in sorted(set(folder.rglob("*.txt")) - before))


def alert_of(town: Store, now: datetime) -> Alert:
    with town.begin() as db:
        return next(a for a in db.alerts.all(now) if a.subject == "zon")


def calm(alert: Alert, at: datetime) -> Alert:
    """The alert when its wave is over: a week has passed since it was active."""
    return replace(alert, last_active=at - 7 * DAY, ended=at)


def test_each_step_goes_out_once(town: Store, quiet: Settings) -> None:
    first = replace(alert_of(town, NOW), raised_with=9.0)
    assert "groeit snel" in told(town, quiet, NOW)
    assert told(town, quiet, NOW + HOUR) == ""
    assert told(town, quiet, NOW + 2 * HOUR, replace(first, observed=15.0)) == "", "the same wave"
    higher = replace(first, observed=20.0, level=2)
    assert "groeit door" in told(town, quiet, NOW + DAY, higher)
    assert told(town, quiet, NOW + 2 * DAY, replace(higher, observed=60.0)) == ""
    over = calm(replace(higher, observed=60.0), NOW + 10 * DAY)
    assert "de groei is voorbij" in told(town, quiet, NOW + 10 * DAY, over)
    assert told(town, quiet, NOW + 11 * DAY) == ""
    again = replace(first, id="alert-2", raised_at=NOW + 12 * DAY)
    assert "groeit snel" in told(town, quiet, NOW + 12 * DAY, again), "another wave is another alert"


def test_nothing_goes_out_before_the_moment_of_the_day(town: Store, quiet: Settings) -> None:
    """NOW is half past six."""
    late = replace(quiet, subscriptions=(replace(quiet.subscriptions[0], moment=time(7, 15)),))
    assert told(town, late, NOW) == ""
    assert told(town, late, NOW + 44 * MINUTE) == ""
    assert "groeit snel" in told(town, late, NOW + 45 * MINUTE)


def test_a_wave_that_grew_on_before_anything_went_out_is_one_message(town: Store, quiet: Settings) -> None:
    said = told(town, quiet, NOW, replace(alert_of(town, NOW), level=2, observed=20.0))
    assert said.count("Bewijs:") == 1 and "groeit door" in said
    assert told(town, quiet, NOW + HOUR) == ""


def test_who_did_not_hear_of_the_growth_does_not_hear_of_its_end(town: Store, quiet: Settings) -> None:
    over = calm(alert_of(town, NOW), NOW)
    assert told(town, quiet, NOW, over) == ""


def test_no_all_clear_while_another_wave_of_the_same_goes_on(town: Store, quiet: Settings) -> None:
    assert told(town, quiet, NOW)
    first = alert_of(town, NOW)
    with town.begin() as db:
        db.alerts.save([replace(first, id="alert-2", raised_at=NOW + HOUR)], NOW + HOUR)
    said = told(town, quiet, NOW + 2 * HOUR, calm(first, NOW + 2 * HOUR))
    assert "groeit snel" in said and "voorbij" not in said


def test_no_all_clear_of_what_ended_without_growing_calm(town: Store, quiet: Settings) -> None:
    """Its subject was gone, or another alert tells its wave: nobody knows that it is over."""
    assert told(town, quiet, NOW)
    stopped = replace(alert_of(town, NOW), last_active=NOW, ended=NOW + DAY)
    assert told(town, quiet, NOW + DAY, stopped) == ""
    with town.begin() as db:
        assert digest.build(db, quiet, None, NOW + DAY).over == ()


def test_no_all_clear_of_a_network_while_an_initiative_in_it_grows(town: Store, quiet: Settings) -> None:
    first = alert_of(town, NOW)
    network = replace(first, id="alert-net", subject_kind="network", subject="n1")
    assert "Groen Veen" in told(town, quiet, NOW, network)
    assert told(town, quiet, NOW + DAY, calm(network, NOW + DAY)) == ""
    said = told(town, quiet, NOW + 2 * DAY, calm(first, NOW + 2 * DAY))
    assert said.count("voorbij\n") == 2, "both are over"


def test_figures_come_with_their_own_day(town: Store, quiet: Settings) -> None:
    first = alert_of(town, NOW)
    assert "9 gezien, 2,5 verwacht, donderdag 10 september, 05.30 uur." in told(town, quiet, NOW)
    higher = replace(first, observed=20.0, level=2, last_active=NOW + 2 * DAY)
    said = told(town, quiet, NOW + 2 * DAY, higher)
    assert "20 gezien, 2,5 verwacht, sinds 10 september; stand van 12 september." in said
    said = told(town, quiet, NOW + 9 * DAY, replace(higher, ended=NOW + 9 * DAY))
    assert "20 gezien, 2,5 verwacht, sinds 10 september; voorbij sinds 12 september." in said


def test_the_end_is_told_by_the_name_of_the_beginning(town: Store, quiet: Settings) -> None:
    """Also when the wave went on in another, as in an initiative that was left of a network."""
    first = alert_of(town, NOW)
    network = replace(first, id="alert-net", subject_kind="network", subject="n1", raised_at=NOW)
    told(town, quiet, NOW, network)
    moved = replace(network, subject_kind="initiative", subject="zon")
    with town.begin() as db:
        [known] = db.initiatives.get(["zon"], NOW).values()
        db.initiatives.save([replace(known, name="Zonnepark nu")], NOW + HOUR)
        db.alerts.save([moved], NOW + HOUR)
        db.alerts.save([calm(first, NOW + DAY), calm(moved, NOW + DAY)], NOW + DAY)
        over = {o.name for o in digest.build(db, quiet, None, NOW + DAY).over}
    names = {"Zonnepark Veenbuurt (nu Zonnepark nu)", "Groen Veen (nu Zonnepark nu)"}
    assert over == names
    said = told(town, quiet, NOW + DAY)
    assert all(f"voorbij\n\n{name}\n" in said for name in names)


def test_what_was_rejected_is_shown_in_no_alert(town: Store, settings: Settings) -> None:
    """Nor its addresses and its name in those of a network that it was in."""
    first = alert_of(town, NOW)
    of_buses = ("https://veenbode.example/bus0",)
    alone = replace(first, id="alert-n1", subject_kind="network", subject="n1")
    both = replace(alone, id="alert-n2", subject="n2", documents=(*first.documents, *of_buses))
    with town.begin() as db:
        [green, together] = db.networks.all(NOW)
        db.networks.save([green, replace(together, initiatives=("bus", "zon"))], NOW)
        db.alerts.save([alone, both], NOW)
        db.humans.decide(Decision(0, NOW, "regisseur", Ruling.REJECT, "zon", ""))
        db.networks.save([replace(together, name="Alleen", initiatives=("bus",))], NOW + HOUR)
        found = list(rows(db, settings, "alerts", NOW + HOUR))
        [over] = digest.build(db, settings, None, NOW + HOUR).growing
    assert [(row["id"], row["documents"]) for row in found] == [("alert-n2", list(of_buses))]
    assert (over.name, over.documents) == ("Alleen", of_buses)


def test_an_old_end_is_no_news(town: Store, quiet: Settings) -> None:
    assert told(town, quiet, NOW)
    with town.begin() as db:
        db.alerts.save([calm(alert_of(town, NOW), NOW + DAY)], NOW + DAY)
    assert told(town, quiet, NOW + 9 * DAY) == ""


def test_the_digest_tells_the_step_and_the_end(town: Store, settings: Settings) -> None:
    first = alert_of(town, NOW)
    with town.begin() as db:
        db.alerts.save([replace(first, level=2)], NOW)
        paper = digest.build(db, settings, None, NOW)
        assert "Groei: 9 gezien, 2,5 verwacht; groeit door." in " ".join(
            render.text(paper, settings.zone).split()
        )
        db.alerts.save([calm(replace(first, level=2), NOW + HOUR)], NOW + HOUR)
        paper = digest.build(db, settings, None, NOW + 2 * HOUR)
        assert [(o.name, o.observed) for o in paper.over] == [("Zonnepark Veenbuurt", 9)]
        assert not paper.growing and not paper.quiet
        assert "DE GROEI IS VOORBIJ" in render.text(paper, settings.zone)
        assert "De groei is voorbij" in render.html(paper, settings.zone)
        assert digest.build(db, settings, None, NOW + 2 * DAY).over == ()


@pytest.fixture
def client(town: Store, settings: Settings) -> Iterator[TestClient]:
    with town.begin() as db:
        db.alerts.save_synchronised([REMARK], NOW - HOUR)
        db.alerts.save([calm(alert_of(town, NOW), NOW - HOUR)], NOW - timedelta(minutes=30))
    with TestClient(create_app(settings, town, lambda: NOW), base_url="http://127.0.0.1") as client:
        yield client


def test_what_was_posted_in_step_is_a_remark_everywhere(
    client: TestClient, town: Store, settings: Settings
) -> None:
    page = client.get("/initiatieven/zon").text
    assert SAID in page and PETITION in page
    assert "De groei is voorbij" in client.get("/").text
    with town.begin() as db:
        paper = digest.build(db, settings, None, NOW)
        assert SAID in " ".join(render.text(paper, settings.zone).split())
        assert SAID in render.html(paper, settings.zone)
        assert SAID not in render.text(digest.build(db, settings, None, NOW + 9 * DAY), settings.zone)
        found = {row["id"]: row["synchronised"] for row in rows(db, settings, "initiatives", NOW)}
    assert found == {"bus": [], "bad": [], "zon": [
        {"kind": "link", "what": PETITION, "began": "2026-09-10T01:30:00+02:00", "accounts": 12, "minutes": 4}
    ]}  # fmt: skip


def test_what_is_forgotten_is_no_remark(client: TestClient, town: Store) -> None:
    with town.begin() as db:
        gone = replace(REMARK, id="cd", what="https://veenbode.example/zon0")
        db.alerts.save_synchronised([gone], NOW)
        assert db.alerts.synchronised(NOW) == [gone]
        db.documents.drop([d.id for d in db.documents.between(NOW) if d.url.endswith("/zon0")])
        assert db.alerts.synchronised(NOW) == []
