"""Asks the town's server questions, as any reader would."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from demo.documents import ZONE
from demo.server import TownServer


@dataclass
class Reply:
    status: int
    headers: Message
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Asker:
    town: TownServer

    def __call__(self, path: str, timeout: float = 10, **headers: str) -> Reply:
        url = path if path.startswith("http") else self.town.url + path
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            with urlopen(Request(url, headers=named), timeout=timeout) as answer:
                return Reply(answer.status, answer.headers, answer.read())
        except HTTPError as error:
            return Reply(error.code, error.headers, error.read())

    def at(self, day: str) -> None:
        self.town.now = datetime.fromisoformat(day).replace(tzinfo=ZONE)
