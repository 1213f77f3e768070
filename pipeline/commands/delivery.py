"""export, digest, serve."""

from __future__ import annotations

import argparse
import getpass
import sys
from typing import Any

from pipeline.commands.common import add_as_of, moment, opened, settings_of
from voorkant.clock import utc_now
from voorkant.errors import InputError
from voorkant.settings import Settings, Subscription
from voorkant.vocabulary import Channel

WHAT = (
    "initiatives", "documents", "networks", "relations", "alerts", "meetings", "bridges", "brokers",
    "arguments",
)  # fmt: skip
PORT = 8765


def register(commands: Any) -> None:
    """Add the commands."""
    export = commands.add_parser("export", help="gegevens uitvoeren als JSON-regels of CSV")
    export.add_argument("what", choices=WHAT, metavar="wat", help=", ".join(WHAT))
    export.add_argument("--format", choices=("jsonl", "csv"), default="jsonl")
    add_as_of(export)
    export.set_defaults(run=_export)
    digest = commands.add_parser("digest", help="het dagbericht van een abonnee")
    digest.add_argument(
        "--for", dest="name", required=True, metavar="NAAM", help="naam uit subscriptions.yaml"
    )
    digest.add_argument("--format", choices=("text", "html", "json"), default="text")
    add_as_of(digest)
    digest.set_defaults(run=_digest)
    serve = commands.add_parser("serve", help="de balie openen in de browser")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=PORT)
    add_as_of(serve)
    serve.set_defaults(run=_serve)


def _export(options: argparse.Namespace) -> None:
    from frontdesk.export import rows, write

    settings = settings_of(options)
    with opened(settings) as store, store.begin() as db:
        write(
            rows(db, settings, options.what, moment(options, settings)),
            options.format,
            sys.stdout,
            options.what,
        )


def _digest(options: argparse.Namespace) -> None:
    settings = settings_of(options)
    print(digest_text(settings, options.name, options), end="")


def digest_text(settings: Settings, name: str, options: argparse.Namespace) -> str:
    """The digest for one subscription in the form asked for. Raises InputError for who gets none."""
    from frontdesk.digest import build
    from frontdesk.render import render

    wanted = subscription(settings, name)
    if wanted.channel is Channel.DRIFT:
        raise InputError(
            f"Abonnee {name!r} krijgt geen dagbericht, maar elke week een bericht over het model. "
            "Kijk met `voorkant model drift`."
        )
    with opened(settings) as store, store.begin() as db:
        return render(build(db, settings, wanted, moment(options, settings)), settings, options.format)


def subscription(settings: Settings, name: str) -> Subscription:
    """The subscription of that name; without any in the configuration, a name gets everything."""
    found = next((s for s in settings.subscriptions if s.name == name), None)
    if found is None and settings.subscriptions:
        names = ", ".join(s.name for s in settings.subscriptions)
        raise InputError(f"Abonnee {name!r} staat niet in subscriptions.yaml. Kies uit {names}.")
    return found or Subscription(name)


def _serve(options: argparse.Namespace) -> None:
    from frontdesk.app import run
    from pipeline.deciding import on_desk
    from pipeline.labelling import on_desk as labelling_on_desk
    from pipeline.quality import on_desk as quality_on_desk
    from pipeline.tools import Tools

    settings = settings_of(options)
    fixed = moment(options, settings) if options.as_of else None
    who = getpass.getuser()
    # a past day can be looked at, but what is said now was not said then
    labelling = None if fixed else labelling_on_desk(who, settings.zone)
    with opened(settings) as store, Tools(settings) as tools:
        clock = (lambda: fixed) if fixed else utc_now
        deciding = None if fixed else on_desk(store, tools, who)
        run(settings, store, options.host, options.port, clock, labelling=labelling, deciding=deciding,
            quality=quality_on_desk(tools, who))  # fmt: skip
