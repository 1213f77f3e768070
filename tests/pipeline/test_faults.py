"""Sources that fail do not stop a run, and are named. A mail server that fails does not either."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from demo.documents import load_documents, visible
from pipeline.town import evening
from tests.pipeline.town_support import DAYS, Town, change_yaml, exported, iso, voorkant

pytestmark = pytest.mark.slow
FAULTS = {"raad": "500", "lindekrant": "hang", "petities": "garbage", "veenbode": "broken-entry"}
NAMES = {"raad": "raad", "lindekrant": "Lindekrant", "petities": "petities", "veenbode": "Veenbode"}


@pytest.fixture
def faulty(town: Town) -> Iterator[Town]:
    town.server.faults = dict(FAULTS)
    yield town
    town.server.faults = {}


def test_the_run_stands_and_names_them(faulty: Town, tmp_path: Path) -> None:
    folder = faulty.fresh(tmp_path / "c", timeout=1.5, retries=0, source_timeout=20)
    faulty.server.now = evening(DAYS[0])
    told = voorkant(folder, "run", "--as-of", iso(DAYS[0]))
    assert told.code == 0, told.err
    for source in FAULTS:
        assert f"{source}: " in told.err, told.err
    assert "4 bron(nen) niet of niet helemaal gelezen" in told.err
    rows = [json.loads(line) for line in exported(folder, evening(DAYS[0]))["documents"].splitlines()]
    good = {faulty.server.url_of(d.id) for d in visible(load_documents(), evening(DAYS[0]))
            if d.source not in FAULTS}  # fmt: skip
    reference = {json.loads(x)["url"] for x in faulty.exports[DAYS[0]]["documents"].splitlines()}
    assert {r["url"] for r in rows} >= good & reference, "the rest is complete"
    assert any(r["source"] == "veenbode" for r in rows), "the good entries beside the broken one"
    digest = voorkant(folder, "digest", "--for", "regisseur", "--as-of", iso(DAYS[0]), "--format", "json")
    unread = json.loads(digest.out)["unread"]
    assert len(unread) == len(FAULTS), unread
    text = voorkant(folder, "digest", "--for", "regisseur", "--as-of", iso(DAYS[0])).out
    assert all(entry["source"] in text for entry in unread)
    faulty.server.faults = {}
    healed = voorkant(folder, "run", "--as-of", iso(DAYS[1]))
    assert healed.code == 0 and "niet gelezen" not in healed.err


class Post:
    """A real mail server that can refuse."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.open = True

    async def handle_DATA(self, server: object, session: object, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        if not self.open:
            return "451 later"
        self.taken += envelope.rcpt_tos
        return "250 OK"


def test_mail_goes_out_once_and_waits_when_the_server_refuses(town: Town, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    post = Post()
    controller = Controller(post, hostname="127.0.0.1", port=port)
    controller.start()
    folder = town.fresh(tmp_path / "c")
    change_yaml(folder / "voorkant.yaml", mail={"host": "127.0.0.1", "port": port, "from": "v@example.nl"})
    town.server.now = evening(DAYS[0])
    try:
        post.open = False
        told = voorkant(folder, "run", "--as-of", iso(DAYS[0]))
        assert told.code == 0 and "mailserver" in told.err and not post.taken
        assert list((folder / "state" / "outbox").rglob("*.txt"))
        post.open = True
        assert voorkant(folder, "deliver", "--as-of", iso(DAYS[0])).code == 0
        sent = sorted(post.taken)
        assert sent[:1] and len(sent) == len(set(sent)) == 2
        assert voorkant(folder, "deliver", "--as-of", iso(DAYS[0])).code == 0
        assert sorted(post.taken) == sent, "nothing twice"
    finally:
        controller.stop()
    told = voorkant(folder, "run", "--as-of", iso(DAYS[1]))
    assert told.code == 0, "a server that is gone"
    assert "mailserver" in told.err


def test_one_wrong_address_does_not_stop_the_others(town: Town, tmp_path: Path) -> None:
    folder = town.fresh(tmp_path / "c")
    change_yaml(folder / "voorkant.yaml", mail={"host": "127.0.0.1", "port": 9, "from": "v@example.nl"})
    text = (folder / "subscriptions.yaml").read_text("utf-8")
    (folder / "subscriptions.yaml").write_text(
        text.replace("regisseur@lindewaarde.example", "geen adres"), "utf-8"
    )
    assert voorkant(folder, "init").code == 0
    told = voorkant(folder, "deliver", "--as-of", iso(DAYS[0]))
    assert told.code == 0, told.err
