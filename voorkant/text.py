"""Small things about text and URLs that every room needs."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

from w3lib.url import canonicalize_url, url_query_cleaner

EXCERPT_WORDS = 40
TRACKING = (
    "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id",
    "fbclid", "gclid", "mc_cid", "mc_eid", "igshid", "ref_src", "ns_campaign", "ns_source",
)  # fmt: skip
_SPACE = re.compile(r"[^\S\n]+")
#: control characters that are no space, and lone surrogates
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")
_BLANK = re.compile(r"\n{3,}")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_PLAIN = str.maketrans("’‘–‑", "''--")
#: more accents on one letter than this is noise (the bound of UAX #15's stream-safe text)
_MOST_MARKS = 30
_MAYBE_MARKS = re.compile(rf"[^\w\s!-~]{{{_MOST_MARKS + 1},}}")


def canonical_url(url: str) -> str:
    """One spelling per address: no fragment, no tracking, sorted query, lower-case host, no default port.

    >>> canonical_url("HTTPS://Veenbode.nl:443/a?utm_source=x&b=2&a=1#top")
    'https://veenbode.nl/a?a=1&b=2'
    """
    cleaned = url_query_cleaner(url.strip(), TRACKING, remove=True)
    scheme, netloc, path, query, _ = urlsplit(canonicalize_url(cleaned))
    default = {"http": ":80", "https": ":443"}.get(scheme, "")
    netloc = netloc.removesuffix(default) if default else netloc
    return urlunsplit((scheme, netloc, path or "/", query, ""))


def composed(text: str, form: Literal["NFC", "NFKD"] = "NFC") -> str:
    """Normalised; of endless accents on one letter 30 stay, for putting those in order takes time squared."""
    return unicodedata.normalize(form, _MAYBE_MARKS.sub(_few_marks, text))


def _few_marks(match: re.Match[str]) -> str:
    kept: list[str] = []
    run = 0
    for char in match[0]:
        run = run + 1 if unicodedata.combining(char) else 0
        if run <= _MOST_MARKS:
            kept.append(char)
    return "".join(kept)


def tidy(text: str) -> str:
    """Plain text as it is stored: NFC, no control characters, single spaces, at most one blank line."""
    text = composed(text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _CONTROL.sub("", text)
    lines = (_SPACE.sub(" ", line).strip() for line in text.split("\n"))
    return _BLANK.sub("\n\n", "\n".join(lines)).strip()


def fold(text: str) -> str:
    """For comparing: case folded, accents dropped, dashes and quotes made plain.

    >>> fold("Coöperatie ’t Veen")
    "cooperatie 't veen"
    """
    return _BEYOND_ASCII.sub(_plain, text).casefold()


def _plain(match: re.Match[str]) -> str:
    decomposed = composed(match[0].translate(_PLAIN), "NFKD")
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def excerpt(text: str, words: int = EXCERPT_WORDS) -> str:
    """The first words, on one line; an ellipsis says that there was more."""
    parts = text.split()
    return " ".join(parts[:words]) + (" …" if len(parts) > words else "")


def content_hash(title: str, text: str) -> str:
    """Digest of what a document says, blind to case, spacing and punctuation."""
    words = re.findall(r"\w+", fold(f"{title} {text}"))
    return sha256(" ".join(words).encode()).hexdigest()


def in_step(accounts: int, kind: str, minutes: int) -> str:
    """The remark that many posted the same at once, in words.

    >>> in_step(5, "link", 4)
    '5 accounts plaatsten dezelfde link binnen 4 minuten.'
    """
    time = "1 minuut" if minutes == 1 else f"{minutes} minuten"
    return f"{accounts} accounts plaatsten dezelfde {kind} binnen {time}."


def small_count(count: int, least: int = 5) -> int | str:
    """A count of participants as it may be shown: under `least` only "<5" (LAW 7).

    >>> small_count(4), small_count(5)
    ('<5', 5)
    """
    return count if count >= least else f"<{least}"
