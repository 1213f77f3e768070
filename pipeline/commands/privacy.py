"""forget, retain, register, stop, resume: what the law asks to be one command (LAW 10, 12, 16, 22)."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from typing import Any

from pipeline.commands.common import add_as_of, moment, opened, settings_of


def register(commands: Any) -> None:
    """Add the commands."""
    forget = commands.add_parser("forget", help="alles van één adres of account wissen en voorgoed weren")
    what = forget.add_mutually_exclusive_group(required=True)
    what.add_argument("--url", help="het webadres van een document")
    what.add_argument("--account", help="een account, zoals het bij de bron heet")
    what.add_argument("--words", help="woorden in de naam van een initiatief waarvan geen bericht meer is")
    forget.set_defaults(run=_forget)
    retain = commands.add_parser("retain", help="wissen waarvan de bewaartermijn voorbij is")
    add_as_of(retain)
    retain.set_defaults(run=_retain)
    record = commands.add_parser(
        "register", help="de beschrijving voor het Algoritmeregister maken en nakijken"
    )
    record.add_argument("--format", choices=("json", "text"), default="json", help="de vorm (anders json)")
    record.set_defaults(run=_record)
    commands.add_parser("stop", help="al het verzamelen stilzetten").set_defaults(run=_stop)
    commands.add_parser("resume", help="het verzamelen weer toestaan").set_defaults(run=_resume)


def _forget(options: argparse.Namespace) -> None:
    from frontdesk.words import count
    from pipeline.privacy import forget_account, forget_url, forget_words

    settings = settings_of(options)
    now = moment(options, settings)
    what = next(kind for kind in ("url", "account", "words") if getattr(options, kind) is not None)
    with opened(settings) as store, store.begin() as db:
        if what == "words":
            erased, left = forget_words(db, options.words)
            told = f"{count(erased, 'initiatief', 'initiatieven')} zonder berichten: naam gewist."
            if left:
                told += f" Nog {left} met berichten: wis die met --url, dan gaat de naam mee."
        else:
            found = (
                forget_url(db, options.url, now)
                if what == "url"
                else forget_account(db, settings, options.account, now)
            )
            told = f"{found} document(en) gewist; dit komt niet meer terug."
        db.humans.note(now, getpass.getuser(), "forget", what, "AVG art. 17, 21")
    print(told, file=sys.stderr)


def _retain(options: argparse.Namespace) -> None:
    from pipeline.privacy import retain

    settings = settings_of(options)
    with opened(settings) as store:
        counts = retain(store, settings, moment(options, settings))
    print(", ".join(f"{what} {n}" for what, n in counts.items()), file=sys.stderr)


def _record(options: argparse.Namespace) -> None:
    from pipeline.register import made, readable

    found = made(settings_of(options))
    print(json.dumps(found, ensure_ascii=False, indent=2) if options.format == "json" else readable(found))


def _stop(options: argparse.Namespace) -> None:
    from pipeline.switch import stop

    settings = settings_of(options)
    stop(settings, moment(options, settings))
    print("Al het verzamelen is stilgezet. `voorkant resume` zet het weer aan.", file=sys.stderr)


def _resume(options: argparse.Namespace) -> None:
    from pipeline.switch import resume

    was = resume(settings_of(options))
    print("Het verzamelen mag weer." if was else "Het verzamelen stond al aan.", file=sys.stderr)
