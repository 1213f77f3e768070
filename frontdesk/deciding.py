"""The forms with which a regisseur decides on an initiative: from what was sent to what is wanted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from voorkant.errors import InputError
from voorkant.records import Wish
from voorkant.vocabulary import Ruling


@dataclass(frozen=True, slots=True)
class Deciding:
    """Who decides and how it is carried out.

    `decide` and `undo` raise InputError for what cannot be.
    """

    actor: str
    decide: Callable[[Wish, datetime], int]
    undo: Callable[[int, str, datetime], object]

    def carry_out(
        self, initiative: str, form: Mapping[str, str], urls: Sequence[str], now: datetime
    ) -> str | None:
        """Do what a form asks; returns the initiative to show then, None when it is shown no more."""
        if number := form.get("terug", ""):
            if not number.isdigit():
                raise InputError("Dit besluit kennen we niet.")
            self.undo(int(number), self.actor, now)
            return initiative
        ruling = form.get("besluit", "")
        if ruling not in list(Ruling):
            raise InputError("Kies wat u wilt besluiten.")
        wish = Wish(self.actor, Ruling(ruling), initiative, form.get("waarde", ""), tuple(urls),
                    form.get("punt", ""))  # fmt: skip
        self.decide(wish, now)
        return None if wish.ruling is Ruling.REJECT else initiative
