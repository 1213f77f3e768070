"""Which language a text is in: py3langid, limited to languages that matter in a Dutch municipality."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import copy
from functools import cache
from threading import Lock
from typing import Any

from nlp.words import word_set

LANGUAGES = ("nl", "af", "de", "en", "fr", "tr", "pl", "ar", "uk", "es")
#: what a text without Dutch words may be in besides, as the model of all languages takes it
_LIKE_DUTCH = frozenset({"nl", "af", "fy", "li", "nds", "lb"})
_SURE = 0.9
UNKNOWN = ("und", 0.0)
_MOST = 4000
_NOISE = re.compile(r"https?://\S{1,2000}|[@#]\w{1,200}|\[[a-z-]{1,12}\]")
_LETTERS = re.compile(r"[^\W\d_]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_NOT_LATIN = re.compile("[^\\W\\d_A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_WORD = re.compile(r"\w+")
#: fewer different words than these tell nothing of what a text is about
ENOUGH = 3
_ONLY_FRISIAN = word_set(
    "it fan foar wy hja yn oan ús wurdt wurde hat binne hawwe gjin út troch moatte doarp nei ek hjir dêr "
    "moarn jûn skoalle wolle kinne frysk fryske sjoch graach"
)
_DUTCH = word_set(
    "het van voor een wij zij worden wordt heeft zijn hebben geen uit door moeten ook naar we ik je niet op "
    "aan met bij om er deze onze nog wel wat maar als dan kom"
)
_lock = Lock()


@cache
def _load() -> tuple[Any, Any]:
    """(a model of the languages that matter here, one of all 97): the tables are read once."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415  (20 MB, only when needed)

    every = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    ours = copy(every)
    ours.set_languages(list(LANGUAGES))
    return ours, every


def _classify(text: str, *, every: bool = False) -> tuple[str, float]:
    """(code, probability) among the languages that matter here, or among all 97."""
    with _lock:
        model = _load()[every]
    code, probability = model.classify(text if not text.isupper() else text.lower())
    return ("nl" if code == "af" else str(code)), float(probability)


def detect(text: str) -> tuple[str, float]:
    """(ISO 639-1 code, probability). Short or letterless text gives ``("und", 0.0)``.

    Afrikaans counts as Dutch. Reads the first 4,000 characters,
    without addresses, accounts, hashtags and placeholders. A text in another script, or without Dutch words
    and unlike Dutch, is looked for among all languages; by its script alone it is surely not Dutch. With
    Dutch words enough it is Dutch, and no model is asked.
    """
    words = list(_words(text))
    plain = " ".join(words)
    if _in_other_letters(plain):
        code, probability = _classify(plain, every=True)
        return code, max(probability, _SURE)
    if len(words) < 2 or sum(len(w) for w in words) < 8:
        return UNKNOWN
    parts = _WORD.findall(plain.lower())
    frisian, dutch = (sum(map(known.__contains__, parts)) for known in (_ONLY_FRISIAN, _DUTCH))
    if frisian >= 2 and frisian > 2 * dutch:
        return "fy", min(0.99, 0.6 + 0.05 * frisian)
    if dutch >= 2 and dutch >= len(words) / 6:
        return "nl", _SURE
    if dutch <= len(words) / 20:
        code, probability = _classify(plain, every=True)
        if probability >= _SURE and code not in _LIKE_DUTCH:
            return code, probability
    return _classify(plain)


def _in_other_letters(plain: str) -> bool:
    """Whether most letters are of another script than the Latin one."""
    if plain.isascii() or not _NOT_LATIN.search(plain):
        return False
    letters = len(_LETTERS.findall(plain))
    return letters >= 4 and 2 * len(_LATIN.findall(plain)) < letters


def says_enough(text: str) -> bool:
    """Whether there are words enough to tell what a text is about: not one word, however often."""
    found = set()
    for word in _words(text):
        found.add(word.casefold())
        if len(found) == ENOUGH:
            return True
    return False


def _words(text: str) -> Iterator[str]:
    plain = _NOISE.sub(" ", text[:_MOST])
    return (w for w in plain.split() if (w.isalpha() or _LETTERS.search(w)) and len(w) <= 60)
