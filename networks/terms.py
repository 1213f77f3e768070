"""What gathering compares: the words of a document as weighted terms.

Dutch glues words together (zwembad, buitenbad, badwater), so beside whole words their runs of five
letters count too, and so does the subject that they belong to (`kapvergunning` and `schaduw`). Names,
hashtags, organisations and places have terms of their own, as they tell two efforts on one subject apart;
and so have the days that it names, the keys of all that may be what an effort calls itself, and its words of
founding, which are only compared, not weighed.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files

from networks.compounds import Compounds
from nlp.contacts import PAGE
from nlp.founding import count_founding
from nlp.proper_names import Form, mentions, squeeze
from nlp.subjects import find_subjects
from voorkant.text import fold

Terms = dict[str, float]

STOPWORDS = frozenset(
    line.strip() for line in (files("networks") / "stopwords.txt").read_text("utf-8").splitlines()
)
_WORD = re.compile(r"[^\W\d_][\w'-]*[^\W_]|\d{2,}", re.UNICODE)
_SENTENCE_START = re.compile(r"(?:^|[.!?:\n]\s*|[\"'“‘(]\s*)([^\W\d_][\w'-]*)", re.UNICODE)
_TAG = re.compile(r"#(\w+)")
_PLACEHOLDER = re.compile(r"\[(?:persoon|e-mail|telefoon|iban|bsn|adres|account)\]")
_CAMEL = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
RUN = 5
#: terms that are compared and not weighed
UNWEIGHED = frozenset("kdf")
#: how many words of founding a document has
FOUNDING = "f:"


def terms(
    title: str,
    text: str,
    organisations: Iterable[str] = (),
    places: Iterable[str] = (),
    *,
    hashtags: Iterable[str] = (),
    days: Iterable[date] = (),
) -> Terms:
    """Weighted terms: `w:` words, `n:` names, `s:` subjects, `h:` hashtags, `o:` organisations, `p:` places,
    `d:` days, `k:` keys of names (nlp/proper_names.py), `f:` how many words of founding (nlp/founding.py).

    The weight is 1 + ln(count); a word of the title counts twice.
    """
    counts: Counter[str] = Counter()
    clean_title, clean_text = map(_said, (title, text))
    for word in _words(clean_title):
        counts.update({f"w:{word}": 2})
    counts.update(f"w:{word}" for word in _words(clean_text))
    counts.update(f"n:{name}" for name in _names(clean_text))
    counts.update({f"s:{s}": n for s, n in find_subjects(f"{clean_title} {clean_text}").items()})
    tags = {fold(t) for t in hashtags} | {fold(t) for t in _TAG.findall(f"{clean_title} {clean_text}")}
    counts.update(f"h:{tag}" for tag in tags)
    counts.update(f"o:{fold(name)}" for name in organisations)
    counts.update(f"p:{fold(name)}" for name in places)
    counts.update({f"d:{day}" for day in days})
    if begun := count_founding(f"{clean_title}. {clean_text}"):
        counts[FOUNDING] = begun
    named = (m.key for m in mentions(clean_title, clean_text) if m.form is not Form.START)
    counts.update({f"k:{key}" for key in (*named, *map(squeeze, organisations))})
    return {term: round(1 + math.log(n), 4) for term, n in counts.items()}


def _said(text: str) -> str:
    """The text without placeholders, and with the last part of each address of a page in place of the whole.

    Many share a host, a folder or a date who say nothing alike; who links to one page shares its own name.
    """
    return PAGE.sub(_page, _PLACEHOLDER.sub(" ", text))


def _page(address: re.Match[str]) -> str:
    page = re.split(r"[?#]", address[0])[0].rpartition("://")[2].rstrip("/")
    return f" {page.rpartition('/')[2]} " if "/" in page else " "


def with_runs(counted: Mapping[str, float]) -> Terms:
    """The terms that are weighed, and `c:`, runs of letters inside words, made anew each time: no storage."""
    runs: defaultdict[str, float] = defaultdict(float)
    for term, weight in counted.items():
        word = f"_{term[2:]}_"
        if term[0] == "w" and len(word) > RUN:
            for start in range(len(word) - RUN + 1):
                runs[f"c:{word[start : start + RUN]}"] += weight
    return {**{t: w for t, w in counted.items() if t[0] not in UNWEIGHED}, **runs}


def made_of(tag: str, having: Mapping[str, object]) -> bool:
    """Whether a hashtag is a run of words: two or more, not all of them function words."""
    best: list[tuple[int, int] | None] = [(0, 0), *([None] * len(tag))]
    for start in range(len(tag)):
        if (so_far := best[start]) is None:
            continue
        for end in range(start + 2, len(tag) + 1):
            piece = tag[start:end]
            told = len(piece) > 2 and f"w:{_singular(piece)}" in having and piece not in STOPWORDS
            if told or piece in STOPWORDS:
                found = (so_far[0] + 1, so_far[1] + told)
                if (other := best[end]) is None or found[1] > other[1]:
                    best[end] = found
    last = best[-1]
    return last is not None and last[0] > 1 and last[1] > 0


def _words(text: str) -> list[str]:
    split = _TAG.sub(lambda m: " ".join(_CAMEL.findall(m[1])) or m[1], text)
    found = (fold(w).strip("'-") for w in _WORD.findall(split))
    return [_singular(w) for w in found if len(w) > 2 and w not in STOPWORDS]


def _singular(word: str) -> str:
    """Plural and diminutive endings off, roughly: only sameness counts, not grammar."""
    for ending in ("tjes", "jes", "tje", "je", "en", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            stem = word.removesuffix(ending)
            return stem[:-1] if ending == "en" and stem[-1] == stem[-2] else stem
    return word


def _names(text: str) -> set[str]:
    starts = {m.start(1) for m in _SENTENCE_START.finditer(text)}
    return {
        fold(m[0])
        for m in _WORD.finditer(text)
        if m[0][0].isupper() and m.start() not in starts and fold(m[0]) not in STOPWORDS
    }


#: how much a kind of term counts beside a plain word
KIND_WEIGHT = {"w": 1.0, "c": 0.3, "s": 1.5, "n": 1.0, "h": 1.2, "o": 1.6, "p": 0.7}


@dataclass(frozen=True, slots=True)
class Background:
    """How many documents of ordinary Dutch have each term: without it, the first documents look all alike."""

    documents: int = 0
    frequency: Mapping[str, int] = field(default_factory=dict)

    def knows(self, word: str) -> bool:
        """Whether ordinary documents have this word."""
        return f"w:{_singular(fold(word))}" in self.frequency


def counted(texts: Sequence[tuple[str, str]]) -> Counter[str]:
    """In how many of these (title, text) pairs each term is."""
    return Counter(term for title, text in texts for term in with_runs(terms(title, text)))


def background(documents: int, counts: Iterable[Counter[str]]) -> Background:
    """From what was `counted` in parts of so many documents; what only one document has is left out."""
    total: Counter[str] = Counter()
    for part in counts:
        total.update(part)
    return Background(documents, {term: n for term, n in sorted(total.items()) if n > 1})


#: a term that nobody had yet is as common as one in so many documents more
UNSEEN = 20
#: so many documents of ordinary Dutch count beside the municipality's own: a word that is rare in the land
#: may be in every message of a town, as its own name is
PRIOR = 1000


class Vocabulary:
    """How rare each term is, learned from the documents seen so far; never looks ahead."""

    def __init__(self, background: Background | None = None) -> None:
        self._background = background or Background()
        self._documents = 0
        self._frequency: Counter[str] = Counter()
        self._compounds = Compounds()

    def learn(self, seen: Iterable[str]) -> None:
        """Count one more document."""
        self._documents += 1
        terms = set(seen)
        self._frequency.update(terms)
        for term in terms:
            if term[0] == "w":
                self._compounds.learn(term[2:])

    def seen(self, term: str) -> int:
        """How many documents of the municipality have the term."""
        return self._frequency.get(term, 0)

    def rate(self, term: str) -> float:
        """The share of documents that have the term, between ordinary Dutch and what was seen here."""
        known = self._background.documents + UNSEEN
        prior = min(PRIOR, known)
        ordinary = (self._background.frequency.get(term, 0) + 1) / known
        return min(1.0, (prior * ordinary + self.seen(term)) / (prior + self._documents))

    def rarity(self, term: str) -> float:
        """The information of a term, times what its kind counts."""
        return -math.log(self.rate(term)) * KIND_WEIGHT[term[0]]

    def surprise(self, term: str) -> float:
        """From near 0 (every document has it) to 1 (nobody had it yet)."""
        return min(1.0, -math.log(self.rate(term)) / math.log(self._background.documents + UNSEEN))

    def related(self, term: str, surprise: float) -> list[str]:
        """The words that this one is glued to, of those that surprise as much."""
        if self.surprise(term) < surprise:
            return []
        others = (f"w:{other}" for other in self._compounds.related(term[2:]))
        return sorted(other for other in others if self.surprise(other) >= surprise)

    def weigh(self, counted: Mapping[str, float]) -> Terms:
        """A vector of length 1 (an empty one for no terms)."""
        raw = {term: weight * self.rarity(term) for term, weight in counted.items()}
        length = math.sqrt(sum(v * v for v in raw.values()))
        return {term: v / length for term, v in raw.items()} if length else {}
