"""The engine among sources that misbehave."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from typing import Any

import pytest

from crawlers.engine import Engine
from voorkant.records import RawDocument, SourceOutcome

LONG = "De bewoners van de Kanaalkade willen samen een buurttuin beginnen. " * 12
FEED = (
    '<rss version="2.0"><channel><title>V</title><item><title>A</title><link>/a</link>'
    f"<description>{LONG}</description></item></channel></rss>"
)


def outcomes(results: Any) -> dict[str, SourceOutcome]:
    return {r.source: r for r in results if isinstance(r, SourceOutcome)}


def jobs(reader: Any, town: Any, **paths: str) -> list[Any]:
    base = reader.job()
    return [
        replace(base, source=replace(base.source, id=name, url=town.url + path))
        for name, path in paths.items()
    ]


def test_bad_sources_do_not_stop_the_good(town: Any, readers: Any) -> None:
    hang = threading.Event()
    town.pages |= {
        "/good": FEED,
        "/error": (500, {}, b"stuk"),
        "/closed": (403, {}, b""),
        "/hang": lambda _: (hang.wait(8) and b"") or b"",
        "/garbage": os.urandom(5000),
    }
    reader = readers("feed", timeout=1.0)
    paths = {"goed": "/good", "fout": "/error", "dicht": "/closed", "hangt": "/hang", "rommel": "/garbage"}
    results = list(reader.engine.visit(jobs(reader, town, **paths)))
    hang.set()
    found = outcomes(results)
    assert found["goed"].error == "" and found["goed"].documents == 1
    assert found["fout"].error == "antwoordt met fout 500"
    assert found["dicht"].error == "laat ons niet toe (fout 403)"
    assert found["hangt"].error == "gaf binnen 1 seconden geen antwoord"
    assert found["rommel"].error.startswith("stuurde geen")
    place = next(n for n, r in enumerate(results) if isinstance(r, RawDocument))
    assert isinstance(results[place + 1], SourceOutcome) and results[place + 1].source == "goed"


def test_a_source_that_takes_too_long_ends(town: Any, readers: Any) -> None:
    def slow(_: Any) -> str:
        time.sleep(3)
        return FEED

    town.pages["/feed"] = slow
    reader = readers("feed", timeout=10.0, source_timeout=1.0)
    began = time.monotonic()
    assert reader.visit() == []
    assert reader.error == "was na 1 seconden nog niet klaar"
    assert time.monotonic() - began < 15


def test_retries_wait_as_asked(town: Any, readers: Any) -> None:
    answers: list[Any] = [(503, {"Retry-After": "1"}, b""), (500, {}, b""), FEED]
    town.pages["/feed"] = lambda _: answers.pop(0)
    reader = readers("feed", retries=2)
    began = time.monotonic()
    assert len(reader.visit()) == 1
    assert time.monotonic() - began >= 1 and reader.outcome.requests == 5


def test_a_long_retry_after_is_for_the_next_visit(town: Any, readers: Any) -> None:
    town.pages["/feed"] = (429, {"Retry-After": "86400"}, b"")
    reader = readers("feed", retries=2)
    reader.visit()
    assert reader.error == "antwoordt met fout 429" and town.paths() == ["/feed"]


def test_bombs_and_large_answers_are_refused(town: Any, readers: Any) -> None:
    bomb = gzip.compress(b" " * 30_000_000)
    town.pages["/feed"] = (200, {"Content-Encoding": "gzip"}, bomb)
    reader = readers("feed", max_bytes=1_000_000)
    assert len(bomb) < 100_000
    reader.visit()
    assert reader.error == "stuurde meer dan 1 MB"
    town.pages["/feed"] = b"x" * 2_000_000
    reader.visit()
    assert reader.error == "stuurde meer dan 1 MB"


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"]
)
def test_a_private_address_is_not_asked(town: Any, readers: Any, host: str) -> None:
    town.pages["/feed"] = FEED
    reader = readers("feed", allow=())
    reader.source = replace(reader.source, url=f"http://{host}:{town.port}/feed")
    assert reader.visit() == []
    assert reader.error == "adres is niet openbaar" and town.asked == []


def test_redirects_meet_the_same_gate(town: Any, readers: Any) -> None:
    reader = readers("feed")
    for target, error in (
        (f"http://localhost:{town.port}/good", "adres is niet openbaar"),
        ("http://169.254.169.254/latest/meta-data", "adres is niet openbaar"),
        ("file:///etc/passwd", "adres is geen gewoon webadres"),
        ("/feed", "verwijst steeds door"),
    ):
        town.pages["/feed"] = (302, {"Location": target}, b"")
        town.pages["/good"] = FEED
        assert reader.visit() == [] and reader.error == error
    town.pages["/feed"] = (301, {"Location": "/good"}, b"")
    assert len(reader.visit()) == 1 and reader.error == ""


def test_unreachable(town: Any, readers: Any) -> None:
    reader = readers("feed", allow=("127.0.0.1:9",))
    reader.source = replace(reader.source, url="http://127.0.0.1:9/feed")
    reader.visit()
    assert "is niet bereikbaar" in reader.error


def test_honest_headers(town: Any, readers: Any) -> None:
    town.pages["/feed"] = (200, {"Set-Cookie": "volg=mij"}, FEED.encode())
    reader = readers("feed")
    reader.visit()
    reader.visit()
    for asked in town.asked:
        assert asked.headers["user-agent"].startswith("Voorkant/")
        assert "cookie" not in asked.headers and "referer" not in asked.headers


def test_requests_to_one_host_keep_their_distance(town: Any, readers: Any) -> None:
    town.pages["/feed"] = FEED
    reader = readers("feed", delay=0.3)
    began = time.monotonic()
    reader.visit()
    assert reader.outcome.requests == 3 and time.monotonic() - began >= 0.6


def test_a_kind_that_is_not_read_yet(readers: Any) -> None:
    reader = readers("ical")
    assert reader.visit() == [] and reader.error == "soort ical wordt nog niet gelezen"


@pytest.mark.slow
def test_a_dying_child_costs_no_source(town: Any, readers: Any) -> None:
    """Killed once, the sources under way are read again; killed each time, they end with an error."""
    reader = readers("feed")
    kills = [True]

    def fatal(_: Any) -> Any:
        if kills:
            kills.pop()
            os.kill(reader.engine._child.process.pid, signal.SIGKILL)
        return FEED

    town.pages |= {"/feed": FEED, "/fatal": fatal}
    found = outcomes(reader.engine.visit(jobs(reader, town, een="/feed", twee="/fatal")))
    assert [found[n].error for n in ("een", "twee")] == ["", ""]
    kills += [True] * 5
    town.pages["/feed"] = FEED
    found = outcomes(reader.engine.visit(jobs(reader, town, een="/feed", twee="/fatal", drie="/feed")))
    assert found["een"].error == found["drie"].error == ""
    assert found["twee"].error == "het leesproces viel weg tijdens deze bron"


@pytest.mark.slow
def test_a_child_that_answers_no_more_is_ended(
    town: Any, readers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawlers.engine.GRACE", 0.5)
    reader = readers("feed", source_timeout=1.0)

    def stop(_: Any) -> Any:
        os.kill(reader.engine._child.process.pid, signal.SIGSTOP)
        return FEED

    town.pages["/feed"] = stop
    assert reader.visit() == []
    assert reader.error == "het leesproces viel weg tijdens deze bron"


def test_the_child_ends_with_its_parent_and_says_nothing(town: Any) -> None:
    line = b'{"network": {"allow": []}, "user_agent": "Voorkant/0"}\n'
    done = subprocess.run(
        [sys.executable, "-m", "crawlers.child"], input=line, capture_output=True, timeout=60, check=False
    )
    assert done.stdout == b'{"ready": true}\n' and done.stderr == b""


def test_one_child_serves_many_visits(town: Any, readers: Any) -> None:
    town.pages["/feed"] = FEED
    reader = readers("feed")
    reader.visit()
    first = reader.engine._child.process
    reader.visit()
    assert reader.engine._child.process is first
    with Engine(reader.engine._network, "x") as other:
        list(other.visit([reader.job()]))
        child = other._child
    assert child is not None and child.process.poll() is not None
