"""Which language a text is in: py3langid, limited to languages that matter in a Dutch municipality."""

from __future__ import annotations

import re
from functools import cache
from threading import Lock
from typing import Any

LANGUAGES = ("nl", "af", "de", "en", "fr", "tr", "pl", "ar", "uk", "es")
UNKNOWN = ("und", 0.0)
_MOST = 4000
_NOISE = re.compile(r"https?://\S{1,2000}|[@#]\w{1,200}|\[[a-z-]{1,12}\]")
_LETTERS = re.compile(r"[^\W\d_]")
_FRISIAN = re.compile(
    r"\b(?:fan|foar|net|wy|jo|hja|dy|yn|oan|mei|ús|wurde|wurdt|hat|binne|wie|hawwe|sjen|"
    r"gjin|dit|in|dat|en|skoalle|doarp|ek|út|nei|moatte|kinne|by|wol|noch|troch|it)\b"
)
_ONLY_FRISIAN = re.compile(
    r"\b(?:it|fan|foar|wy|hja|yn|oan|ús|wurdt|wurde|hat|binne|hawwe|gjin|út|troch|moatte|"
    r"doarp|nei|ek|hjir|dêr|moarn|jûn|skoalle|wolle|kinne|frysk|fryske|sjoch|graach)\b"
)
_DUTCH = re.compile(
    r"\b(?:het|van|voor|een|wij|zij|worden|wordt|heeft|zijn|hebben|geen|uit|door|moeten|"
    r"ook|naar|we|ik|je|niet|op|aan|met|bij|om|er|deze|onze|nog|wel|wat|maar|als|dan|"
    r"kom)\b"
)
_lock = Lock()


@cache
def _load() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415  (0.1 s and 20 MB, only when needed)

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(LANGUAGES))
    return identifier


def _model() -> Any:
    with _lock:
        return _load()


def detect(text: str) -> tuple[str, float]:
    """(ISO 639-1 code, probability). Short or letterless text gives ``("und", 0.0)``.

    Afrikaans counts as Dutch. Reads the first 4,000 characters,
    without addresses, accounts, hashtags and placeholders.
    """
    plain = _NOISE.sub(" ", text[:_MOST])
    words = [w for w in plain.split() if _LETTERS.search(w) and len(w) <= 60]
    if len(words) < 2 or sum(len(w) for w in words) < 8:
        return UNKNOWN
    plain = " ".join(words)
    frisian, dutch = len(_ONLY_FRISIAN.findall(plain.lower())), len(_DUTCH.findall(plain.lower()))
    if frisian >= 2 and frisian > 2 * dutch:
        return "fy", min(0.99, 0.6 + 0.05 * frisian)
    code, probability = _model().classify(plain if not plain.isupper() else plain.lower())
    if dutch >= 2 and dutch >= len(words) / 6 and code not in ("nl", "af"):
        return "nl", 0.7
    return ("nl" if code == "af" else str(code)), float(probability)
