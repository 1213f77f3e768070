"""Forgetting and retention: what goes, goes from everywhere, and a count proves it (LAW 10, 12)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from hashlib import sha256

from frontdesk import desk as desks
from frontdesk.lead import began
from networks.portraits import NAMELESS
from pipeline.nicknames import forms
from storage.store import Database, Store
from voorkant.errors import InputError
from voorkant.pseudonyms import Pseudonyms
from voorkant.settings import Settings
from voorkant.text import canonical_url, fold

NAMELESS_NETWORK = "Netwerk zonder naam"
#: with fewer, words stand in too many names
FEWEST_LETTERS = 3


def forget_url(db: Database, url: str, now: datetime) -> int:
    """Erase the document at an address with all that hangs on it, and block the address for good."""
    address = canonical_url(url)
    db.humans.block("url", [sha256(address.encode()).hexdigest()], now)
    found = db.documents.by_url(address)
    return db.documents.drop([found.id]) if found else 0


def forget_account(db: Database, settings: Settings, account: str, now: datetime) -> int:
    """Erase all documents of an account at any source, and block it under every key that there is.

    A bare name means the account of that name at each source; an address (`naam@dienst`) only that one.
    """
    keys = Pseudonyms(settings.state_dir / "keys", settings.retention.account_key_days)
    marks = [
        mark
        for source in settings.sources
        for form in forms(source, account.lstrip("@"))
        for mark in keys.all_for(source.id, form)
    ]
    db.humans.block("account", marks, now)
    return db.documents.drop(db.documents.of_participants(marks))


def forget_words(db: Database, words: str) -> tuple[int, int]:
    """Erase names with these words, whatever their case, of initiatives that no document is left of.

    Returns how many initiatives bore them, and how many that have documents still do: those names go with
    their documents. Raises InputError for words that would be in everything.
    """
    wanted = " ".join(fold(words).split())
    if sum(map(str.isalnum, wanted)) < FEWEST_LETTERS:
        raise InputError(f"Geef minstens {FEWEST_LETTERS} letters of cijfers van de naam die weg moet.")
    whole = re.compile(rf"(?<!\w){re.escape(wanted)}(?!\w)")

    def says(name: str) -> bool:
        return bool(whole.search(" ".join(fold(name).split())))

    erased = db.names.erase(says, NAMELESS, NAMELESS_NETWORK)
    return erased, db.names.borne(says)


def retain(store: Store, settings: Settings, now: datetime) -> dict[str, int]:
    """Let go of what is too old: full texts, then whole documents, then initiatives that have had none of
    these for long, then keys. Returns counts per kind.
    """
    terms = settings.retention
    with store.begin() as db:
        texts = db.documents.blank_texts(
            now - timedelta(days=terms.full_text_days), now - timedelta(days=terms.labelled_text_days)
        )
        old = db.documents.collected_before(now - timedelta(days=terms.document_days))
        documents = db.documents.drop(old, aged=True)
        initiatives = _part_with(db, settings, now)
    keys = Pseudonyms(settings.state_dir / "keys", terms.account_key_days).expire(now)
    return {"teksten": texts, "documenten": documents, "initiatieven": initiatives, "sleutels": keys}


def _part_with(db: Database, settings: Settings, now: datetime) -> int:
    """Initiatives without documents go when their term is over; in the figures of years they still count."""
    term = timedelta(days=settings.retention.initiative_days)
    db.bygones.note(now)
    going = db.bygones.over(now, term)
    if going:
        desk = desks.read(db, settings, now)
        db.bygones.count(began(desk, i) for i in desk.initiatives.values() if i.id in going)
        db.bygones.drop(going, now - term)
    return len(going)
