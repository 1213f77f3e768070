"""Words, pairs of words and runs of letters as weighted columns, read word by word.

Gives what scikit-learn's TfidfVectorizer gives that learned the vocabulary (a test compares them), with two
differences that the command line feels: what a word's letters give is kept in mind, as most words were seen
before, and reading starts without scikit-learn (decision 0020).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

_TOKEN = re.compile(r"(?u)\b\w[\w'-]*\b|[?!]")
#: lengths of the runs of letters
SHORTEST, LONGEST = 3, 5
#: the words whose letters are kept in mind: not the long ones, which are rare and would fill the memory
MOST_KEPT, LONGEST_KEPT = 100_000, 40


def tokens(text: str) -> list[str]:
    """Words, question and exclamation marks, as they are written."""
    return _TOKEN.findall(text)


def letter_runs(word: str) -> Iterator[str]:
    """All runs of 3 to 5 signs within a word with a space on both sides, as scikit-learn's `char_wb`."""
    padded = f" {word} "
    for size in range(SHORTEST, LONGEST + 1):
        last = len(padded) - size
        yield padded[:size]
        for start in range(1, last + 1):
            yield padded[start : start + size]
        if last <= 0:
            return


class WordColumns:
    """From a text in lower case to the columns of its words and pairs of words, one for every occurrence."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._at = dict(zip(vocabulary, range(len(vocabulary)), strict=True))

    def __call__(self, text: str) -> list[int]:
        """Columns, in no particular order."""
        found = tokens(text)
        pairs = map("{} {}".format, found, found[1:])
        return [n for term in (*found, *pairs) if (n := self._at.get(term)) is not None]


class LetterColumns:
    """From a text in lower case to the columns of its runs of letters, one for every occurrence."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._at = dict(zip(vocabulary, range(len(vocabulary)), strict=True))
        self._of: dict[str, tuple[int, ...]] = {}

    def __call__(self, text: str) -> list[int]:
        """Columns, in the text's order."""
        return list(chain.from_iterable(map(self._of_word, text.split())))

    def _of_word(self, word: str) -> tuple[int, ...]:
        known = self._of.get(word)
        if known is None:
            known = tuple(n for run in letter_runs(word) if (n := self._at.get(run)) is not None)
            if len(word) <= LONGEST_KEPT:
                if len(self._of) >= MOST_KEPT:
                    self._of.clear()
                self._of[word] = known
        return known


def weighed(rows: Sequence[Sequence[int]], idf: NDArray[np.float32]) -> csr_matrix:
    """TF-IDF of documents given as columns: logarithms of counts, each row of length 1 (or empty)."""
    ends = np.cumsum([0, *map(len, rows)])
    flat = np.fromiter(chain.from_iterable(rows), dtype=np.int32, count=int(ends[-1]))
    matrix = csr_matrix((np.ones(len(flat), dtype=np.float32), flat, ends), shape=(len(rows), len(idf)))
    matrix.sum_duplicates()
    matrix.data = (1 + np.log(matrix.data)) * idf[matrix.indices]
    row_of = np.repeat(np.arange(len(rows)), np.diff(matrix.indptr))
    squares = np.bincount(row_of, weights=matrix.data.astype(np.float64) ** 2, minlength=len(rows))
    matrix.data /= np.sqrt(squares)[row_of].astype(np.float32)
    return matrix
