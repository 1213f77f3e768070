"""Which words are accounts at the social sources (LAW 5, 6): from this run and from pseudonyms."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from urllib.parse import urlsplit

from voorkant.records import RawDocument, Source
from voorkant.vocabulary import SourceKind

SOCIAL = (SourceKind.MASTODON, SourceKind.BLUESKY, SourceKind.DISCOURSE)


def forms(source: Source, name: str) -> tuple[str, ...]:
    """What an account may be called at a source when somebody gives only its name."""
    if source.kind is SourceKind.MASTODON:
        return name, f"{name}@{urlsplit(source.url).hostname}"
    if source.kind is SourceKind.BLUESKY:
        return name, f"{name}.bsky.social"
    return (name,)


def nickname(kind: SourceKind, account: str) -> str:
    """What others call an account in running text."""
    ends = {SourceKind.MASTODON: "@", SourceKind.BLUESKY: "."}.get(kind)
    return account.split(ends, maxsplit=1)[0] if ends else account


class Nicknames:
    """Tells of a word whether it is an account at a social source. Holds names in memory, for one run only.

    `pseudonym` makes the keyed code of an account at a source, `stored` are the codes of who wrote before.
    A word that is `ordinary` is left alone: somebody calls himself `fiets`, and all others cycle.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        stored: Collection[str],
        pseudonym: Callable[[str, str], str],
        ordinary: Callable[[str], bool],
    ) -> None:
        self._sources = {s.id: s for s in sources if s.kind in SOCIAL}
        self._stored, self._pseudonym, self._ordinary = stored, pseudonym, ordinary
        self._met: set[str] = set()
        self._told: dict[str, bool] = {}

    def __call__(self, word: str) -> bool:
        """Whether somebody of that name writes at one of the sources."""
        key = word.casefold()
        if key not in self._told:
            self._told[key] = (key in self._met or self._kept(key)) and not self._ordinary(key)
        return self._told[key]

    def meet(self, source: str, raw: Iterable[RawDocument]) -> list[str]:
        """Take in who writes here; returns the names that were not known yet."""
        if source not in self._sources:
            return []
        kind = self._sources[source].kind
        names = {nickname(kind, r.author).casefold() for r in raw if r.author}
        new = sorted(n for n in names if not self(n) and not self._ordinary(n))
        self._met.update(new)
        self._told.clear()
        return new

    def write_at(self, source: str) -> bool:
        """Whether people are named by their accounts at a source; in a newspaper the same word is a word."""
        return source in self._sources

    def _kept(self, word: str) -> bool:
        return any(
            self._pseudonym(source.id, form) in self._stored
            for source in self._sources.values()
            for form in forms(source, word)
        )
