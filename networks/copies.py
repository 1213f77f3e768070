"""Near-duplicates: the same press release in three papers, an article and its extract, a pasted petition.

A text is a set of shingles (runs of three words). MinHash (Broder 1997) keeps a sketch of it that tells how
much two sets overlap; locality-sensitive hashing (Indyk and Motwani 1998) cuts sketches in bands, and only
texts that share a band are compared at all. What is told is containment, how much of the shorter stands in
the longer, as editors cut. An extract of a long article overlaps too little to share a band with it, so the
first words have a sketch of their own.

What repeats a form about something else (a notice, a weekly call) is no copy, however alike: copies share
their marks, the numbers and names in them. Thresholds are chosen by `python -m bench.copies`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from zlib import crc32

import numpy as np
from datasketch import MinHash
from numpy.typing import NDArray

from voorkant.text import fold

#: shorter texts are never copies: two people who write the same few words need not have copied
LEAST_WORDS = 48
SHINGLE = 3
#: values of a sketch that make a band; texts that share one are compared
ROWS = 3
_WHOLE = MinHash(num_perm=42 * ROWS)
_START = MinHash(num_perm=21 * ROWS)
#: this share of the shorter text stands in the longer
CONTAINED = 0.5
#: of a longer article only the first words are compared with an extract
EXTRACT = 4
STARTS_ALIKE = 0.5
#: this share of the marks of the text that has fewer stands in both
MARKS = 0.67
#: a number, or a capitalised word within a sentence
_MARK = re.compile(r"\d+|(?<=[^\W\d_] )[A-Z]\w+|(?<=, )[A-Z]\w+")

Signature = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is kept of a text to know its copies by; the words cannot be read from it.

    `size` is the number of different shingles; `marks` are digests of the numbers and names.
    """

    size: int
    whole: Signature
    start: Signature
    marks: frozenset[int]


def sketch(text: str) -> Sketch | None:
    """The sketch of a text; None when it is too short to say of anything that it is a copy."""
    words = re.findall(r"\w+", fold(text))
    if len(words) < LEAST_WORDS:
        return None
    shingles = _shingles(words)
    return Sketch(
        size=len(shingles),
        whole=_signature(_WHOLE, shingles),
        start=_signature(_START, _shingles(words[:LEAST_WORDS])),
        marks=frozenset(crc32(fold(mark).encode()) for mark in _MARK.findall(text)),
    )


def bands(of: Sketch) -> list[int]:
    """The keys under which a text is found: copies nearly always share one (64 bits each, signed)."""
    return [
        int.from_bytes(blake2b(name + band.tobytes(), digest_size=8).digest(), "big", signed=True)
        for side, signature in (("w", of.whole), ("s", of.start))
        for number, band in enumerate(signature.reshape(-1, ROWS))
        for name in [f"{side}{number}".encode()]
    ]


def closest(of: Sketch, candidates: Mapping[str, Sketch]) -> str | None:
    """The candidate that a text is most a copy of, if it is one of any."""
    found = {key: score for key, other in candidates.items() if (score := alikeness(of, other))}
    return min(found, key=lambda key: (-found[key], key), default=None)


def alikeness(one: Sketch, other: Sketch) -> float:
    """How much two texts are the same, from 0 (no copies of each other) to 1."""
    fewer = min(len(one.marks), len(other.marks))
    if len(one.marks & other.marks) < MARKS * fewer:
        return 0.0
    shorter, longer = sorted((one.size, other.size))
    if longer > EXTRACT * shorter:
        alike = _jaccard(one.start, other.start)
        return alike if alike >= STARTS_ALIKE else 0.0
    overlap = _jaccard(one.whole, other.whole)
    contained = min(1.0, overlap * (shorter + longer) / ((1 + overlap) * shorter))
    return contained if contained >= CONTAINED else 0.0


class Index:
    """Texts by their bands, in memory: what the store keeps in a table."""

    def __init__(self) -> None:
        self._sketches: dict[str, Sketch] = {}
        self._holding: dict[int, list[str]] = {}

    def add(self, key: str, one: Sketch) -> None:
        """Take in one text."""
        self._sketches[key] = one
        for band in bands(one):
            self._holding.setdefault(band, []).append(key)

    def candidates(self, one: Sketch) -> dict[str, Sketch]:
        """The texts that share a band with one."""
        keys = {key for band in bands(one) for key in self._holding.get(band, ())}
        return {key: self._sketches[key] for key in sorted(keys)}


def _shingles(words: list[str]) -> set[bytes]:
    return {" ".join(words[n : n + SHINGLE]).encode() for n in range(len(words) - SHINGLE + 1)}


def _signature(empty: MinHash, shingles: Iterable[bytes]) -> Signature:
    made = empty.copy()
    made.update_batch(sorted(shingles))
    return np.asarray(made.hashvalues, np.uint32)


def _jaccard(one: Signature, other: Signature) -> float:
    return float((one == other).mean())
