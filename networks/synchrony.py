"""Synchronised posting: many accounts bring the same link or text within minutes.

After research on coordinated link sharing (Giglietto, Righetti, Rossi and Marino 2020; Pacheco and others
2021): accounts that share the same within an interval that is unusually short. There the interval is
learned from a crowd of shares, and repetition tells who coordinates. Here nobody is told apart or
followed: one link or text at a time is looked at, against its own pace of that day (a scan statistic,
Naus 1965), and what comes out is a count. A neighbourhood that is called upon to share a petition does
the same, so this is a remark, no verdict.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from scipy.special import pdtrc

from nlp.contacts import HASHTAG, URL
from voorkant.text import fold

#: so many accounts within so short a time; fewer are never told (LAW 7)
ACCOUNTS = 5
WINDOW = timedelta(minutes=10)
#: a link is compared with its own pace of half a day before and after
AROUND = timedelta(hours=12)
#: chance, under that pace, that some window of that day holds so many
CHANCE = 0.01
_WINDOWS = 2 * AROUND / WINDOW
#: fewer words are nobody's
OWN_WORDS = 6
#: two who wrote so many words in a row alike have them from one place
RUN = 8
#: what each adds for himself: links, hashtags, accounts (masked or not)
_ADDED = re.compile(rf"{URL.pattern}|{HASHTAG.pattern}|@\w[\w.@-]*|\[[\w-]+\]", re.IGNORECASE)
_WORD, _STOP = re.compile(r"[^\W\d_]+"), re.compile(r"[.!?…\n]+")


@dataclass(frozen=True, slots=True)
class Post:
    """One post. `participant` is a pseudonym that never leaves; `keys` are what it shares with others."""

    at: datetime
    url: str
    participant: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Burst:
    """So many accounts with the same `key` from `began` to `ended`; `urls` of their posts, oldest first."""

    key: str
    began: datetime
    ended: datetime
    accounts: int
    urls: tuple[str, ...]

    @property
    def minutes(self) -> int:
        """How long it took, in whole minutes begun."""
        return max(1, math.ceil((self.ended - self.began) / timedelta(minutes=1)))

    @property
    def name(self) -> str:
        """Tells one burst of an initiative from another: 16 hexadecimal digits."""
        return sha256(f"{self.key} {self.began.isoformat()}".encode()).hexdigest()[:16]


def wordings(text: str) -> tuple[str, ...]:
    """What posts share that say the same: digests of all words, of each sentence and of each run of words.

    Each may add hashtags, accounts, numbers, signs and a sentence of his own, or change a word (after the
    fingerprints of Schleimer, Wilkerson and Aiken 2003, without leaving any out).

    >>> wordings("Teken deze petitie ook nog mee! #a") == wordings("Teken deze petitie ook nog mee 2")
    True
    >>> wordings("Helemaal mee eens!")
    ()
    """
    plain = fold(_ADDED.sub(" ", text))
    told = [" ".join(_WORD.findall(part)) for part in (plain, *_STOP.split(plain))]
    own = [part for part in told if part.count(" ") >= OWN_WORDS - 1]
    words = told[0].split()
    runs = (" ".join(words[n : n + RUN]) for n in range(len(words) - RUN + 1))
    return tuple(sha256(run.encode()).hexdigest()[:16] for run in dict.fromkeys((*own, *runs)))


def bursts(posts: Iterable[Post]) -> list[Burst]:
    """What was posted in step, oldest first; posts that share both link and text are told once."""
    sharing: defaultdict[str, list[Post]] = defaultdict(list)
    for post in posts:
        for key in post.keys:
            sharing[key].append(post)
    found = [burst for key, those in sharing.items() for burst in _of_key(key, those)]
    found.sort(key=lambda b: (-b.accounts, not b.key.startswith("link"), b.began, b.key))
    told: set[str] = set()
    once = []
    for burst in found:
        if 2 * len(told.intersection(burst.urls)) < len(burst.urls):
            once.append(burst)
            told.update(burst.urls)
    return sorted(once, key=lambda b: (b.began, b.key))


def _of_key(key: str, posts: Iterable[Post]) -> list[Burst]:
    ordered = sorted(posts, key=lambda p: (p.at, p.url))
    if len({p.participant for p in ordered}) < ACCOUNTS:
        return []
    marked: set[int] = set()
    end = 0
    for start, post in enumerate(ordered):
        while end < len(ordered) and ordered[end].at - post.at <= WINDOW:
            end += 1
        if _unusual(ordered, start, end):
            marked.update(range(start, end))
    return _joined(key, [ordered[n] for n in sorted(marked)])


def _unusual(ordered: Sequence[Post], start: int, end: int) -> bool:
    accounts = len({p.participant for p in ordered[start:end]})
    if accounts < ACCOUNTS:
        return False
    first = bisect_left(ordered, ordered[start].at - AROUND, key=lambda p: p.at)
    last = bisect_right(ordered, ordered[end - 1].at + AROUND, key=lambda p: p.at)
    others = {p.participant for p in (*ordered[first:start], *ordered[end:last])}
    # one more than were seen, as a pace of nothing would make anything unusual
    pace = (len(others) + 1) / _WINDOWS
    return float(pdtrc(accounts - 1, pace)) * _WINDOWS < CHANCE


def _joined(key: str, posts: Sequence[Post]) -> list[Burst]:
    """Windows that touch are one burst."""
    runs: list[list[Post]] = []
    for post in posts:
        if runs and post.at - runs[-1][-1].at <= WINDOW:
            runs[-1].append(post)
        else:
            runs.append([post])
    return [
        Burst(key, run[0].at, run[-1].at, len({p.participant for p in run}), tuple(p.url for p in run))
        for run in runs
    ]
