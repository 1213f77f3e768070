"""Reading words and letters as columns: the same as scikit-learn's TfidfVectorizer, which learned them."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from models import corpus
from models.ngrams import LetterColumns, WordColumns, tokens, weighed

TEXTS = [
    "",
    "?",
    "a",
    "Hé, wie helpt er mee?!",
    "Op het Marktplein's plein   ‘zomaar’",
    "\u00e9\u00e9n " * 30,
]


@pytest.mark.parametrize("kind", ["words", "letters"])
def test_the_same_as_scikit_learn(kind: str) -> None:
    learned_from = [e.text for e in corpus.load()[::10]]
    theirs = TfidfVectorizer(sublinear_tf=True, dtype=np.float32, min_df=2, **_kind(kind)).fit(learned_from)
    terms = list(theirs.get_feature_names_out())
    columns = WordColumns(terms) if kind == "words" else LetterColumns(terms)
    texts = [*TEXTS, *(e.text for e in corpus.load()[1::40])]
    ours = weighed([columns(text.lower()) for text in texts], theirs.idf_.astype(np.float32))
    assert ours.shape == (len(texts), len(terms))
    assert abs(ours - theirs.transform(texts)).max() < 1e-5


def _kind(kind: str) -> dict[str, object]:
    if kind == "letters":
        return {"analyzer": "char_wb", "ngram_range": (3, 5)}
    return {"tokenizer": tokens, "token_pattern": None, "ngram_range": (1, 2)}
