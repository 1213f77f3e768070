"""Watch: what grows faster than its own past, with a budget of false alarms for the whole municipality.

Every subject (initiative, network) is a series of daily counts since its first document. Its normal rate is
a gamma posterior: the prior comes from all subjects (empirical Bayes, so a young one borrows from the
others), the data are its own days before the window, older ones fading. Weekday effects are pooled (a
public holiday is as a Sunday), overdispersion is shrunk to the pool's. Windows of 1 to 7 days are scanned
with a negative-binomial likelihood ratio (scan statistics after Kulldorff 1997; negative binomial: Tango,
Takahashi and Kohriyama 2011), on documents and on voices (people; a document without one speaks for its
source). Both must be unusual (intersection-union test, Berger 1982), so one loud account raises nothing; or
the sources that speak of it must be (two looks, so the better of the two chances counts double:
Bonferroni). What many accounts post in step (`synchrony.py`) counts as one post.

Who has no past yet borrows all of it: the first week of a subject, from its first document on, is set
against the first weeks of the others, so that what explodes at once is seen and an ordinary start is not.

The budget. A window of w days that moves on by a day sees 1/w new data, so the scan takes
1 + 1/2 + … + 1/7 = 2.6 fresh looks a day; the p-value of the best window is multiplied by that. With n
subjects that can raise anything there are 30 n subject-days in 30 days; at a threshold of budget / (30 n)
the expected number of false alarms is at most the budget (linearity of expectation: dependence between
subjects does no harm).
Counts are whole numbers, so the true rate is lower still. Today counts as a whole day from its first hour:
its count can only rise, so looking at it every hour costs no more than looking once in the evening.

A wave is one alert until a week has passed in which it was calm: the longest window is a week, so after
that nothing of the wave can be found again. It steps up once, when it has grown to twice what it was raised
with. When its subject is not watched any more, it goes on in what holds most of its documents. A network
whose wave its initiatives bring is told by whichever was found first, the network or they.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from hashlib import sha256
from zoneinfo import ZoneInfo

from scipy.special import betainc

from networks.synchrony import Burst, Post, bursts
from nlp.holidays import public_holiday
from voorkant.clock import local_day
from voorkant.records import CALM, Alert
from voorkant.text import in_step

LONGEST = 7
SUNDAY = 6
#: fresh looks a day, see above
LOOKS = sum(1 / days for days in range(1, LONGEST + 1))
#: days of own history before a window, and documents in it, below which nothing is called growth
HISTORY = 5
LEAST = 5
#: an ordinary first week, in documents, and how many such stand behind those that were seen here
FIRST_WEEK, STARTS = 4.0, 8
#: the size of the negative binomial of first weeks is at most so much: real ones differ more than those of
#: the towns of the corpus (8 in the median)
STEADY = 2.0
#: an own day weighs half after so many days
HALF_LIFE = 42.0
#: documents' worth of shrinkage of the weekday effect and of a subject's overdispersion
WEEKDAY_SHRINK = 30.0
SPREAD_SHRINK = 8.0
#: over the last few days, this chance under the old rate still counts as "it goes on"
ACTIVE = 0.05
ACTIVE_DAYS = 3
SHOWN_FROM = 5
DOCUMENTS = 50
#: an alert steps up when its wave is so many times what it was raised with
STEP = 2.0
#: a wave is that of what holds more of its documents than this share
SAME_WAVE = 0.5


@dataclass(frozen=True, slots=True)
class Event:
    """One document of a subject. `participant` is a pseudonym that never leaves this module.

    `keys` (`link:...`, `tekst:...`) are what it shares with documents that say or point at the same.
    """

    at: datetime
    url: str
    participant: str | None
    source: str
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """What is watched: `kind` is initiative or network."""

    kind: str
    id: str
    name: str
    events: Sequence[Event]


@dataclass(frozen=True, slots=True)
class _Series:
    """Daily counts from the first day on; the last day is today. A burst is counted by its first post."""

    subject: Subject
    first: date
    events: tuple[Event, ...]
    days: tuple[int, ...]
    documents: tuple[int, ...]
    voices: tuple[int, ...]
    sources: tuple[int, ...]
    #: 0 to 6, Monday to Sunday, of each day; a public holiday is as a Sunday
    weekdays: tuple[int, ...]
    bursts: tuple[Burst, ...] = ()


@dataclass(frozen=True, slots=True)
class _Norm:
    """What is normal in this municipality, for one of the counts.

    `starts`: (mean, size) of the count in the first 1 to 7 days of a subject.
    """

    weekdays: tuple[float, ...]
    shape: float
    exposure: float
    spread: float
    starts: tuple[tuple[float, float], ...]


#: what is watched, by kind and id
_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Window:
    """Days `start` up to and including `end` (indices), set against what was normal before `start`."""

    start: int
    end: int
    observed: int
    expected: float
    ratio: float
    chance: float


def watch(
    subjects: Sequence[Subject],
    open_alerts: Sequence[Alert],
    now: datetime,
    zone: ZoneInfo,
    false_alarms_per_30_days: float,
) -> list[Alert]:
    """New alerts, and the open ones as they stand now: gone on, escalated, or `ended`.

    Events after `now` are not looked at. Of two alerts that come to be of one subject the first goes on; the
    other ends, as does one of which nothing holds the wave any more: both before they were calm, which tells
    them from a wave that is over. Run it at least daily.
    """
    series = [s for s in (_series(subject, now, zone) for subject in subjects) if s]
    norms = {field: _norm(series, field) for field in ("documents", "voices", "sources")}
    # after its first week the first document lies before every window: one more than `LEAST` is needed then
    tested = sum(len(s.events) >= LEAST + (len(s.documents) > LONGEST) for s in series)
    threshold = false_alarms_per_30_days / (30 * max(1, tested))
    watched = {(s.subject.kind, s.subject.id): s for s in series}
    going, stopped = _settled(open_alerts, watched, norms, now, zone)
    waves = [_go_on(a, watched[key], norms, now, zone) for key, a in going.items()]
    known = {a.id for a in open_alerts}
    new = [
        alert
        for key, one in watched.items()
        if key not in going
        for alert in _raise(one, norms, threshold, now, zone)
        if alert.id not in known
    ]
    found = [*waves, *stopped, *_untold(new, waves, watched, zone)]
    return sorted(found, key=lambda a: (a.raised_at, a.id))


def _key(alert: Alert) -> _Key:
    return alert.subject_kind, alert.subject


def _settled(
    alerts: Iterable[Alert], watched: Mapping[_Key, _Series], norms: Mapping[str, _Norm], now: datetime,
    zone: ZoneInfo,
) -> tuple[dict[_Key, Alert], list[Alert]]:  # fmt: skip
    """Open alerts by what they are about now; and those that end, as nothing or another tells them."""
    going: dict[_Key, Alert] = {}
    stopped = []
    for alert in sorted((a for a in alerts if a.ended is None), key=lambda a: (a.raised_at, a.id)):
        carried = _carried(alert, watched, norms, zone)
        if carried and _key(carried) not in going:
            going[_key(carried)] = carried
        else:
            stopped.append(replace(alert, ended=now))
    return going, stopped


def _carried(
    alert: Alert, watched: Mapping[_Key, _Series], norms: Mapping[str, _Norm], zone: ZoneInfo
) -> Alert | None:
    """The alert about its own subject, or else about the smallest that holds most of its documents."""
    if _key(alert) in watched:
        return alert
    known = set(alert.documents)
    held = {key: len(known & {e.url for e in s.events}) for key, s in watched.items()}
    best = min(held, key=lambda key: (-held[key], len(watched[key].events), key), default=None)
    if best is None or held[best] <= SAME_WAVE * len(known):
        return None
    series, moved = watched[best], replace(alert, subject_kind=best[0], subject=best[1])
    wave = _both(series, norms, _start(moved, series, zone), len(series.documents) - 1)
    return _describe(moved, series, wave, zone)


def _untold(
    new: Sequence[Alert], waves: Sequence[Alert], watched: Mapping[_Key, _Series], zone: ZoneInfo
) -> list[Alert]:
    """New alerts but of what is told already: a network's wave by its initiatives, or theirs by it."""
    documents = {a.id: _wave(a, watched[_key(a)], zone) for a in (*waves, *new) if a.ended is None}

    def of(kind: str, alerts: Iterable[Alert]) -> list[frozenset[str]]:
        return [documents[a.id] for a in alerts if a.subject_kind == kind and a.id in documents]

    networks = of("network", waves)
    ones = [a for a in new if a.subject_kind == "initiative"]
    ones = [a for a in ones if not any(_is_of(wave, documents[a.id]) for wave in networks)]
    told = frozenset[str]().union(*of("initiative", [*waves, *ones]))
    return ones + [a for a in new if a.subject_kind == "network" and not _is_of(documents[a.id], told)]


def _is_of(wave: Set[str], others: Set[str]) -> bool:
    return len(wave & others) > SAME_WAVE * len(wave)


def _wave(alert: Alert, series: _Series, zone: ZoneInfo) -> frozenset[str]:
    """The documents of a wave as they are now: an alert keeps those of its height, and not all."""
    start = _start(alert, series, zone)
    return frozenset(e.url for day, e in zip(series.days, series.events, strict=True) if day >= start)


def _series(subject: Subject, now: datetime, zone: ZoneInfo) -> _Series | None:
    events = tuple(sorted((e for e in subject.events if e.at <= now), key=lambda e: (e.at, e.url)))
    if not events:
        return None
    together = synchronised(events)
    repeated = {url for burst in together for url in burst.urls[1:]}
    events = tuple(e for e in events if e.url not in repeated)
    first = local_day(events[0].at, zone)
    length = (local_day(now, zone) - first).days + 1
    days = tuple((local_day(e.at, zone) - first).days for e in events)
    documents = Counter(days)
    voices = Counter(day for day, _ in {(d, _voice(e)) for d, e in zip(days, events, strict=True)})
    sources = Counter(day for day, _ in {(d, e.source) for d, e in zip(days, events, strict=True)})
    return _Series(
        subject, first, events, days,
        tuple(documents[d] for d in range(length)), tuple(voices[d] for d in range(length)),
        tuple(sources[d] for d in range(length)),
        tuple(_weekday(first + timedelta(days=d)) for d in range(length)), tuple(together),
    )  # fmt: skip


@cache
def _weekday(day: date) -> int:
    return SUNDAY if public_holiday(day) else day.weekday()


def synchronised(events: Iterable[Event]) -> list[Burst]:
    """What accounts brought in step; what has no account (a paper) has no part in it."""
    return bursts(Post(e.at, e.url, e.participant, e.keys) for e in events if e.participant and e.keys)


def _voice(event: Event) -> str:
    return f"p:{event.participant}" if event.participant else f"s:{event.source}"


def _counts(series: _Series, field: str) -> tuple[int, ...]:
    return {"documents": series.documents, "voices": series.voices, "sources": series.sources}[field]


def _norm(series: Sequence[_Series], field: str) -> _Norm:
    """Pooled weekday effect, gamma prior and overdispersion of all subjects, by moments."""
    rows = [(s, _counts(s, field)) for s in series]
    total, days = sum(sum(c) for _, c in rows), sum(len(c) for _, c in rows)
    mean = max(total / days, 0.01) if days else 0.1
    weekdays = _weekdays(rows, mean)
    rates = [sum(c) / len(c) for _, c in rows if len(c) > HISTORY]
    between = sum((r - mean) ** 2 for r in rates) / len(rates) if rates else mean**2
    shape = min(4.0, max(0.5, mean**2 / max(between, 1e-9)))
    excess = sum((y - sum(c) / len(c)) ** 2 for _, c in rows for y in c)
    spread = min(4.0, max(1.05, (excess + WEEKDAY_SHRINK) / (total + WEEKDAY_SHRINK)))
    return _Norm(weekdays, shape, shape / mean, spread, tuple(_starts([c for _, c in rows])))


def _starts(counts: Sequence[tuple[int, ...]]) -> Iterator[tuple[float, float]]:
    """By moments, of the subjects whose first week is over: one that is in it is not set against itself."""
    known = [c[:LONGEST] for c in counts if len(c) > LONGEST]
    for days in range(1, LONGEST + 1):
        sums = [float(sum(c[:days])) for c in known] + [FIRST_WEEK] * STARTS
        mean = sum(sums) / len(sums)
        beyond = sum((x - mean) ** 2 for x in sums) / len(sums) - mean
        yield mean, min(STEADY, mean**2 / beyond) if beyond > 0 else STEADY


def _weekdays(rows: Sequence[tuple[_Series, tuple[int, ...]]], mean: float) -> tuple[float, ...]:
    seen, due = [WEEKDAY_SHRINK] * 7, [WEEKDAY_SHRINK] * 7
    for series, counts in rows:
        for weekday, count in zip(series.weekdays, counts, strict=True):
            seen[weekday] += count
            due[weekday] += mean
    raw = [s / d for s, d in zip(seen, due, strict=True)]
    return tuple(r * 7 / sum(raw) for r in raw)


def _raise(
    series: _Series, norms: Mapping[str, _Norm], threshold: float, now: datetime, zone: ZoneInfo
) -> list[Alert]:
    """A new alert when a window that ends today or yesterday is beyond the threshold."""
    today = len(series.documents) - 1
    if sum(series.documents[-LONGEST - 1 :]) < LEAST:
        return []
    windows = [
        window
        for end in (today - 1, today)
        for start in _beginnings(end)
        if (window := _both(series, norms, start, end)).observed >= LEAST
    ]
    best = max(windows, key=lambda w: (w.ratio, -w.start), default=None)
    if best is None or best.chance * LOOKS > threshold:
        return []
    digest = sha256(f"{series.subject.kind} {series.subject.id} {_day(series, best.start)}".encode())
    blank = Alert(
        "a-" + digest.hexdigest()[:12], series.subject.kind, series.subject.id, now, 0, 0, 0, "", (), now
    )
    raised = _describe(blank, series, best, zone)
    return [replace(raised, raised_with=raised.observed)]


def _beginnings(end: int) -> Iterator[int]:
    """The first day of each window that ends on a day: after enough of its own past, or the very first."""
    yield from range(end, max(HISTORY, end - LONGEST + 1) - 1, -1)
    if 0 <= end < LONGEST:
        yield 0


def _both(series: _Series, norms: Mapping[str, _Norm], start: int, end: int) -> _Window:
    """The window by documents: unusual by documents and voices, or by sources (two looks, so Bonferroni)."""
    documents, voices, sources = (
        _window(series, field, norms[field], start, end) for field in ("documents", "voices", "sources")
    )
    return replace(
        documents,
        ratio=max(min(documents.ratio, voices.ratio), sources.ratio),
        chance=min(1.0, 2 * min(max(documents.chance, voices.chance), sources.chance)),
    )


def _window(series: _Series, field: str, norm: _Norm, start: int, end: int) -> _Window:
    counts = _counts(series, field)
    if start == 0 and end < LONGEST:
        mean, size = norm.starts[end]
        observed = sum(counts[: end + 1])
        return _Window(0, end, observed, mean, _ratio(observed, mean, size), tail(observed, mean, size))
    usual = [norm.weekdays[weekday] for weekday in series.weekdays[: end + 1]]
    fade = [0.5 ** ((start - day) / HALF_LIFE) for day in range(start)]
    shape = norm.shape + sum(f * y for f, y in zip(fade, counts, strict=False))
    exposure = norm.exposure + sum(f * u for f, u in zip(fade, usual, strict=False))
    rate = shape / exposure
    excess = sum(f * (y - rate * u) ** 2 for f, y, u in zip(fade, counts, usual, strict=False))
    due = rate * sum(f * u for f, u in zip(fade, usual, strict=False))
    spread = max(1.05, (excess + SPREAD_SHRINK * norm.spread) / (due + SPREAD_SHRINK))
    observed, expected = sum(counts[start : end + 1]), rate * sum(usual[start:])
    # a bursty past tells less about the rate: its information counts for 1 / spread
    size = expected / (spread - 1 + expected * spread / shape)
    return _Window(
        start, end, observed, expected, _ratio(observed, expected, size), tail(observed, expected, size)
    )


def tail(observed: int, expected: float, size: float) -> float:
    """Chance of at least so many under a negative binomial with this mean and size (both above 0)."""
    return float(betainc(observed, size, expected / (expected + size))) if observed > 0 else 1.0


def _ratio(observed: int, expected: float, size: float) -> float:
    """Log-likelihood ratio (nats) of the observed mean against the expected one; 0 when not above it."""
    if observed <= expected:
        return 0.0
    return observed * math.log(observed / expected) - (observed + size) * math.log(
        (observed + size) / (expected + size)
    )


def _go_on(alert: Alert, series: _Series, norms: Mapping[str, _Norm], now: datetime, zone: ZoneInfo) -> Alert:
    """The same wave today: still active, escalated, calm, or ended; its norm is from before it began."""
    today = len(series.documents) - 1
    start = _start(alert, series, zone)
    if _elevated(series, norms["documents"], start, today):
        alert = replace(alert, last_active=now)
        wave = _both(series, norms, start, today)
        if wave.observed <= alert.observed:
            return alert
        grown = _describe(alert, series, wave, zone)
        return replace(grown, level=2) if grown.observed >= STEP * alert.raised_with > 0 else grown
    return replace(alert, ended=now) if now - alert.last_active >= CALM else alert


def _start(alert: Alert, series: _Series, zone: ZoneInfo) -> int:
    """The wave's first day: that of its first document, else (all removed since) of its raising."""
    known = set(alert.documents)
    days = [d for d, e in zip(series.days, series.events, strict=True) if e.url in known]
    return max(0, min(days, default=(local_day(alert.raised_at, zone) - series.first).days))


def _elevated(series: _Series, norm: _Norm, start: int, today: int) -> bool:
    """Whether the last days are above what was normal before the wave, at a lenient level."""
    before = _window(series, "documents", norm, start, start)
    observed = sum(series.documents[max(start, today - ACTIVE_DAYS + 1) :])
    days = min(ACTIVE_DAYS, today - start + 1)
    expected = before.expected * days
    return observed > 1 and tail(observed, expected, max(expected, 0.5)) < ACTIVE


def _describe(alert: Alert, series: _Series, window: _Window, zone: ZoneInfo) -> Alert:
    inside = [e for d, e in zip(series.days, series.events, strict=True) if window.start <= d <= window.end]
    return replace(
        alert,
        observed=float(window.observed),
        expected=round(window.expected, 2),
        score=round(window.ratio, 3),
        reason=_reason(inside, window) + _remarks(series, window, zone),
        documents=tuple(dict.fromkeys(e.url for e in inside))[:DOCUMENTS],
    )


def _reason(inside: Sequence[Event], window: _Window) -> str:
    people = {e.participant for e in inside if e.participant}
    sources = {e.source for e in inside}
    days = window.end - window.start + 1
    normal = f"{window.expected:.0f}" if window.expected >= 0.95 else "minder dan 1"
    where = f" in {len(sources)} bronnen" if len(sources) > 1 else ""
    return (
        f"{window.observed} berichten{_people(people)}{where} in {days} {'dag' if days == 1 else 'dagen'}; "
        f"normaal {'is er' if normal == '1' else 'zijn er'} {normal}"
    )


def _remarks(series: _Series, window: _Window, zone: ZoneInfo) -> str:
    """What of the window was posted in step, as sentences."""
    said = [
        f" {in_step(b.accounts, b.key.partition(':')[0], b.minutes)}"
        for b in series.bursts
        if window.start <= (local_day(b.began, zone) - series.first).days <= window.end
    ]
    count = "telt hier als 1 bericht" if len(said) == 1 else "telt hier elk als 1 bericht"
    return f".{''.join(said)} Dat kan een gewone actie zijn en {count}." if said else ""


def _people(people: Iterable[str]) -> str:
    """LAW 7: fewer than five are not counted out."""
    count = len(set(people))
    return f" van {count if count >= SHOWN_FROM else f'minder dan {SHOWN_FROM}'} mensen" if count else ""


def _day(series: _Series, index: int) -> date:
    return series.first + timedelta(days=index)
