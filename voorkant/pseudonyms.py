"""The one code path from an account to its pseudonym (LAW 6): a keyed HMAC, its key outside the database.

A key lives for `account_key_days`. After that a new one is made, and what the old one linked cannot be
linked to what comes after. Deleting the old key's file ends it for good (`retain` does so).
"""

from __future__ import annotations

import hmac
import os
import secrets
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

_BYTES = 32


class Pseudonyms:
    """Pseudonyms under the keys in a folder. Making one writes a key file when none covers the day."""

    def __init__(self, folder: Path, days: int) -> None:
        self._folder = folder
        self._days = days
        self._of_day: dict[date, bytes] = {}

    def __call__(self, service: str, account: str, now: datetime) -> str:
        """The pseudonym (32 hexadecimal digits) of an account at a service, under the key of that day."""
        message = f"{service}\n{account.strip().lstrip('@').casefold()}".encode()
        return hmac.new(self._key(now.date()), message, sha256).hexdigest()[:32]

    def all_for(self, service: str, account: str) -> list[str]:
        """The account's pseudonym under every key that still exists, for `forget`."""
        message = f"{service}\n{account.strip().lstrip('@').casefold()}".encode()
        keys = [path.read_bytes() for path in sorted(self._folder.glob("*.key"))]
        return [hmac.new(key, message, sha256).hexdigest()[:32] for key in keys]

    def expire(self, now: datetime) -> int:
        """Delete the keys whose period is over; returns how many."""
        old = [p for p in self._folder.glob("*.key") if self._end(p) <= now.date()]
        for path in old:
            path.unlink()
        self._of_day.clear()
        return len(old)

    def _end(self, path: Path) -> date:
        return date.fromisoformat(path.stem) + timedelta(days=self._days)

    def _key(self, day: date) -> bytes:
        if day not in self._of_day:
            self._of_day[day] = self._find(day)
        return self._of_day[day]

    def _find(self, day: date) -> bytes:
        for path in sorted(self._folder.glob("*.key")):
            if date.fromisoformat(path.stem) <= day < self._end(path):
                return path.read_bytes()
        return self._make(day)

    def _make(self, day: date) -> bytes:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        key = secrets.token_bytes(_BYTES)
        try:
            handle = os.open(self._folder / f"{day}.key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process was first; its key counts
            return (self._folder / f"{day}.key").read_bytes()
        with os.fdopen(handle, "wb") as file:
            file.write(key)
        return key
