"""What words point at, by lists of whole words, of beginnings of words and of parts of words."""

from __future__ import annotations

from collections.abc import Mapping

from ahocorasick_rs import AhoCorasick

#: what is pointed at, by the words that do
Pointers = Mapping[str, tuple[str, ...]]


class WordLists:
    """What a word points at, in a time that does not grow with the lists. Built once, thread-safe."""

    def __init__(self, whole: Pointers, starts: Pointers, parts: Pointers) -> None:
        self._whole, self._starts = whole, starts
        self._longest = max(map(len, starts), default=0)
        self._parts = AhoCorasick(list(parts))
        self._of_part = list(parts.values())

    def __call__(self, word: str) -> tuple[str, ...]:
        """Each once: by the whole word, by its beginnings, by its parts."""
        found = list(self._whole.get(word, ()))
        for length in range(2, min(len(word), self._longest) + 1):
            found += self._starts.get(word[:length], ())
        parts = {index for index, _, _ in self._parts.find_matches_as_indexes(word, overlapping=True)}
        for index in sorted(parts):
            found += self._of_part[index]
        return tuple(dict.fromkeys(found))
