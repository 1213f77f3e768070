"""Words that are glued to others: `vleermuis` begins `vleermuiskast`, `kast` ends it.

Dutch writes compounds as one word, so who speaks of the same thing often shares half of a word only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

#: a part has so many letters at least, and so has what is left of the whole without it
PART, REST = 4, 3


class Compounds:
    """All words met, by how they begin and end."""

    def __init__(self) -> None:
        self._words: set[str] = set()
        self._begin: defaultdict[str, list[str]] = defaultdict(list)
        self._end: defaultdict[str, list[str]] = defaultdict(list)

    def learn(self, word: str) -> None:
        """Meet one more word."""
        if len(word) < PART or word in self._words:
            return
        self._words.add(word)
        self._begin[word[:PART]].append(word)
        self._end[word[-PART:]].append(word)

    def related(self, word: str) -> set[str]:
        """The words met that begin or end with this one, or with which it begins or ends."""
        if len(word) < PART:
            return set()
        return {*self._wholes(word), *self._parts(word)}

    def _wholes(self, part: str) -> Iterator[str]:
        least = len(part) + REST
        yield from (w for w in self._begin[part[:PART]] if len(w) >= least and w.startswith(part))
        yield from (w for w in self._end[part[-PART:]] if len(w) >= least and w.endswith(part))

    def _parts(self, whole: str) -> Iterator[str]:
        for length in range(PART, len(whole) - REST + 1):
            yield from {whole[:length], whole[-length:]} & self._words
