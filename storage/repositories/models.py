"""What is known of models: their cards, and who took which into use. Which one judges is told on disk."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import insert, select

from storage.repositories.base import Repository
from storage.tables import models, promotions
from voorkant.plain import from_plain, to_plain
from voorkant.reports import Model, Promotion


class Models(Repository):
    """Cards and promotions; neither is ever changed."""

    def save(self, found: Iterable[Model]) -> int:
        """Keep cards; a version that is known stays as it is. Returns how many are new."""
        return self.upsert(models, map(to_plain, found), update=False)

    def get(self, version: str) -> Model | None:
        """The model of that version."""
        found = self.rows(select(models).where(models.c.version == version))
        return from_plain(Model, found[0]) if found else None

    def all(self) -> list[Model]:
        """All that is known, the first that was trained first."""
        found = [from_plain(Model, row) for row in self.rows(select(models))]
        return sorted(found, key=lambda m: (m.card.get("trained", ""), m.version))

    def promoted(self, taken: Promotion) -> None:
        """A version was taken into use; of the model of this software the card may come later."""
        self.connection.execute(insert(promotions).values({**to_plain(taken), "at": taken.at}))

    def promotions(self) -> list[Promotion]:
        """Who took which version into use, when and why, in that order."""
        return [from_plain(Promotion, row) for row in self.rows(select(promotions).order_by(promotions.c.id))]
