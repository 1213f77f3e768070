"""decide: what people know better than the machine, and what waits for them."""

from __future__ import annotations

import argparse
import getpass
import sys
from functools import partial
from typing import Any

from pipeline.commands.common import add_as_of, emit, moment, opened, settings_of
from voorkant.reports import Wish
from voorkant.vocabulary import Phase, Ruling

_EPILOG = """\
voorbeelden:
  voorkant export initiatives                            toont de codes (id) en de berichten
  voorkant decide rename i-3f2a9c0d1e4b "Red de Linden"
  voorkant decide merge i-3f2a9c0d1e4b i-77d0c2b19a3e    het tweede gaat op in het eerste
  voorkant decide split i-3f2a9c0d1e4b https://... https://...
  voorkant decide reject i-3f2a9c0d1e4b                  dit is geen burgerinitiatief
  voorkant decide answer i-3f2a9c0d1e4b p-5b0c2f7a91 "De bomen worden elders herplant."
  voorkant decide list
  voorkant decide undo 4

Een besluit geldt altijd, wat het programma ook vindt, tot u het terugdraait.
"""


def register(commands: Any) -> None:
    """Add the commands."""
    room = commands.add_parser(
        "decide", help="beter weten dan het programma: hernoemen, samenvoegen, splitsen, antwoorden, …",
        epilog=_EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    verbs = room.add_subparsers(dest="verb", required=True, metavar="wat")
    rename = _verb(verbs, Ruling.RENAME, "een andere naam geven")
    rename.add_argument("value", metavar="NAAM")
    phase = _verb(verbs, Ruling.PHASE, "zeggen in welke fase het is")
    phase.add_argument("value", metavar="FASE", help=", ".join(Phase))
    phase.add_argument("--shown-by", dest="urls", metavar="URL", action="append", default=[],
                       help="een bericht dat deze fase laat zien: daar leert het programma van")  # fmt: skip
    merge = _verb(verbs, Ruling.MERGE, "een ander initiatief hierin laten opgaan")
    merge.add_argument("value", metavar="ANDER", help="de code van het initiatief dat opgaat in het eerste")
    split = _verb(verbs, Ruling.SPLIT, "berichten apart zetten als eigen initiatief")
    split.add_argument("urls", metavar="URL", nargs="+", help="de webadressen van die berichten")
    _verb(verbs, Ruling.REJECT, "dit is geen burgerinitiatief: nergens meer tonen")
    answer = _verb(
        verbs, Ruling.ANSWER, "zeggen wat de gemeente op een argument antwoordt, ook als het terugkomt"
    )
    answer.add_argument("point", metavar="ARGUMENT", help="de code (id), zie `voorkant export arguments`")
    answer.add_argument("value", metavar="ANTWOORD")
    for name, ruling, told in (
        ("release", Ruling.RELEASE, "een bericht met een vijandige toon toch laten zien"),
        ("withhold", Ruling.WITHHOLD, "een bericht verborgen houden, wat het programma er ook van vindt"),
    ):
        judged = verbs.add_parser(name, help=told)
        judged.add_argument("urls", metavar="URL", nargs=1, help="het webadres van het bericht")
        _add_common(judged)
        judged.set_defaults(run=partial(_decide, ruling=ruling), initiative="")
    undo = verbs.add_parser("undo", help="een besluit terugdraaien")
    undo.add_argument("number", type=int, metavar="NUMMER", help="zie `voorkant decide list`")
    _add_common(undo)
    undo.set_defaults(run=_undo)
    listed = verbs.add_parser("list", help="de besluiten die nu gelden, als JSON-regels")
    add_as_of(listed)
    listed.set_defaults(run=_list)


def _verb(verbs: Any, ruling: Ruling, told: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(ruling.value, help=told)
    parser.add_argument("initiative", metavar="INITIATIEF", help="de code (id), of het begin ervan")
    _add_common(parser)
    parser.set_defaults(run=partial(_decide, ruling=ruling))
    return parser


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by", metavar="NAAM", default="", help="wie besluit (anders uw gebruikersnaam)")
    add_as_of(parser)


def _decide(options: argparse.Namespace, ruling: Ruling) -> None:
    from pipeline.deciding import decide
    from pipeline.tools import Tools

    settings = settings_of(options)
    wish = Wish(
        options.by or getpass.getuser(), ruling, options.initiative,
        getattr(options, "value", ""), tuple(getattr(options, "urls", ())), getattr(options, "point", ""),
    )  # fmt: skip
    with opened(settings) as store, Tools(settings) as tools:
        _told(decide(store, tools, wish, moment(options, settings)))


def _told(number: int) -> None:
    print(f"Besluit {number} geldt. Terugdraaien: voorkant decide undo {number}", file=sys.stderr)


def _undo(options: argparse.Namespace) -> None:
    from pipeline.deciding import undo
    from pipeline.tools import Tools

    settings = settings_of(options)
    now, by = moment(options, settings), options.by or getpass.getuser()
    with opened(settings) as store, Tools(settings) as tools:
        undo(store, tools, options.number, by, now)
    print(f"Besluit {options.number} is teruggedraaid.", file=sys.stderr)


def _list(options: argparse.Namespace) -> None:
    settings = settings_of(options)
    now = moment(options, settings)
    with opened(settings) as store, store.begin() as db:
        held = [d for d in db.humans.decisions(now) if d.action in set(Ruling)]
        names = {i.id: i.name for i in db.initiatives.all(now, merged=True, rejected=True)}
    for d in held:
        emit(
            {
                "number": d.id, "at": d.at.astimezone(settings.zone).isoformat(), "by": d.actor,
                "decision": d.action, "initiative": d.subject, "name": names.get(d.subject), "value": d.value,
            }
        )  # fmt: skip
