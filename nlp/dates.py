"""Gatherings that the public can go to, by a Dutch grammar of our own.

days (date_grammar.py) → the hour near each (time_grammar.py) → is it a gathering (a judge that learned to
weigh gatherings.py, else rules) → where (venues.py) → planned, past or cancelled.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache, partial
from zoneinfo import ZoneInfo

from nlp.anchoring import anchored
from nlp.cancellations import Fate, fate
from nlp.date_grammar import find_days, may_name_days
from nlp.day_words import DayPhrase
from nlp.gatherings import HELD, Around, signs
from nlp.time_grammar import Hour, find_hours
from nlp.venues import find_venue
from voorkant.clock import day_start
from voorkant.meetings import once, over
from voorkant.records import Meeting
from voorkant.vocabulary import MeetingState

_I = re.IGNORECASE
_MAX_TEXT = 200_000
_MAX_SENTENCE = 1_500
#: a sentence that names more days is a timetable, and what comes after them is left out
_MAX_DAYS = 40
_ENDS = re.compile(
    r"(?<=[.!?…])(?<!\ba\.s\.)(?<!\b[jl]l\.)(?<!\b[jl]\.l\.)(?<!\bdhr\.)(?<!\bmevr\.)(?<!\bca\.)(?<!\b[Ss]t\.)(?<!\bnr\.)[\"’”')]*\s+(?=[A-Z‘'“\"À-Þ\[(•*-]|"
    r"\d)|\n+"
)
_ABBREVIATED = re.compile(
    r"\b(?:ma|di|wo|do|vr|za|zo|jan|feb|mrt|apr|jun|jul|aug|sept?|okt|nov|dec|u)\.\s*$", _I
)
_GATHERING = re.compile(
    rf"{HELD}|"
    r"roept op|oproep|avond\b|jûn\b|markt|koffie|\bfeest|planten we|\bkom\b|\bkomt\b|\bkomen\b|"
    r"welkom|wolkom|meehelpen|startsein|aanvang|doe mee|prikken|\bloop\b|actie|staan we|gaan we|"
    r"beginnen we|starten we|zijn we|hâlde wy|bij elkaar|by elkoar|bij mekaar|informatie|"
    r"raadsvergadering|commissie|ontmoet|praat mee|meepraten|dag\b.{0,12}\bvan de|helpen|help mee|"
    r"soep|\b(?:mee-?)?eten\b|mee te doen|gehouden|plaatsvind|plaats\b|organis|houden|houdt|is er|"
    r"zijn er|geopend|les\b|lessen|film|start\b|gratis|toegang|iedereen|aanmelden|opgeven|geef je op|agenda|"
    r"verwacht|meedoen|afspreken|sjouw|tillen|snoei|bezet|aanbied|petitie|handtekening",
    _I,
)
_NO_GATHERING = re.compile(
    r"verkiezing|stembus|gestemd|geboren|overle(?:den|ed)|\bdeadline|uiterlijk|ter inzage|"
    r"zienswijze|reactietermijn|wegwerk|afgesloten|afsluiting|storing|ophaal|opgehaald|"
    r"aanhoud|aangehouden|inbraak|botsing|ongeluk|ongeval|\bbrand\b|gestolen|vermist|"
    r"gewond|vertrekt de|dienstregeling|verhuist|levering|sluitingsdatum|"
    r"in werking|gaat in\b|ingang van|overgenomen|faillissement|\bregen|graden|weerbericht|"
    r"code (?:geel|oranje|rood)|getuige|wedstrijd|competitie|uitslag|bezorgd|wordt "
    r"verwacht dat",
    _I,
)
_DEADLINE_BEFORE = re.compile(
    r"\b(?:v[oó]ór|voor|uiterlijk|tot|t/m|tot en met|sinds|sûnt|vanaf|per|na|sluit|tegen|"
    r"geboren op|d\.d\.|van|uit|dateert van|besluit van|brief van|mail van|verslag van|"
    r"gepubliceerd op|geplaatst op|foar)\s(?:uiterlijk\s)?(?:de\s|het\s)?$",
    _I,
)
_SOFT_BEFORE = re.compile(r"\b(?:vanaf|voor|van)\s(?:de\s)?$", _I)
_BARRED = frozenset(["deadline", "none"])
#: sentences after the day in which its hour may stand, and in which it may when the words leave no doubt
_LATER, _MUCH_LATER = 3, 7
#: characters from such a word to its hour
_NEAR = 40
_SURELY_BEGINS = re.compile(
    r"\b(?:aanvang|vertrek|vertrekken|(?:dag|avond|middag|ochtend|bijeenkomst|concert|voorstelling|lezing|les|"
    r"film|tocht|wandeling|optocht|vergadering|markt|feest|dienst|programma|we|wij|het) "
    r"(?:begint|beginnen|starten|duurt))\b",
    _I,
)
_BEGINS = re.compile(
    r"\b(?:aanvang|start|starten|begint|beginnen|inloop|welkom|verzamelen|vertrek|vertrekken|verzamel|open|staan|"
    r"vanaf|tussen|van|terecht|om|bel|tiid)\b",
    _I,
)
_EACH_TIME = re.compile(r"\b(?:telkens|steeds|elke keer|iedere keer|beide|allebei|alle)\b", _I)
_PRIVATE = re.compile(
    r"\b(?:raad|college|gemeenteraad|rechter|rechtbank|commissie|"
    r"staten)\s(?:\w+\s){0,4}(?:beslist|besluit|neemt|stemt|doet uitspraak)|uitspraak",
    _I,
)


@dataclass(frozen=True, slots=True)
class _Sentence:
    start: int
    text: str
    days: tuple[DayPhrase, ...] = ()


#: from the signs of a day (gatherings.py) to whether the public can go there
Judge = Callable[[Sequence[str]], bool]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Days that may be a gathering's, with what speaks for and against; `ruled`: the rules say it is."""

    days: tuple[date, ...]
    hour: Hour | None
    past: bool
    signs: tuple[str, ...]
    ruled: bool


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of a text: when it came out, and the hours of the days for which it tells just one."""

    published: datetime
    zone: ZoneInfo
    judge: Judge | None
    hours: Mapping[date, Hour]


def find_meetings(
    text: str, published: datetime, zone: ZoneInfo, judge: Judge | None = None
) -> tuple[Meeting, ...]:
    """The public gatherings that a text names, in its order, each once.

    `published` is aware; days are read as seen from its calendar day in `zone`. `start` comes in UTC; without
    an hour it is local midnight and `all_day` is True. What is over by `published` is `past`. `judge` tells
    what is a gathering, and then what recurs (`elke eerste zaterdag`) counts with its next day; without one
    the rules do, which leave that out. A gathering that is called off in so many words counts whatever a
    judge says.
    """
    today = published.astimezone(zone).date()
    sentences = _read(text, today)
    seen = [[_candidate(sentences, n, k, today) for k in range(len(s.days))] for n, s in enumerate(sentences)]
    asked = _Asked(published, zone, judge, _hours_of_days(candidate for row in seen for candidate in row))
    found: list[Meeting] = []
    for n, row in enumerate(seen):
        for k, candidate in enumerate(row):
            found += _meetings(sentences, n, k, candidate, asked)
    return tuple(meeting for _, meeting in once(found, zone))


def _hours_of_days(seen: Iterable[Candidate]) -> dict[date, Hour]:
    """The hour of each day for which the text tells one and no other.

    One sentence says that there is a gathering, the next at what hour.
    """
    told: dict[date, dict[time, Hour]] = {}
    for candidate in seen:
        if candidate.hour and candidate.ruled and not candidate.past:
            for day in candidate.days:
                told.setdefault(day, {}).setdefault(candidate.hour.at, candidate.hour)
    return {day: hour for day, hours in told.items() if len(hours) == 1 for hour in hours.values()}


def candidates(text: str, published: datetime, zone: ZoneInfo) -> list[Candidate]:
    """Every day that a text names, as a judge of gatherings gets to see it."""
    today = published.astimezone(zone).date()
    sentences = _read(text, today)
    return [_candidate(sentences, n, k, today) for n, s in enumerate(sentences) for k in range(len(s.days))]


def _read(text: str, today: date) -> list[_Sentence]:
    text = text[:_MAX_TEXT]
    if not may_name_days(text):
        return []
    sentences = [_with_days(s, today) for s in _bounded(_sentences(text))]
    placed = anchored(((s.days, partial(_may_anchor, s)) for s in sentences), today)
    return [replace(s, days=days) for s, days in zip(sentences, placed, strict=True)]


def _may_anchor(sentence: _Sentence, phrase: DayPhrase) -> bool:
    """Not a deadline, works, a day of birth: a weekday that follows is not one of those days."""
    before = sentence.text[max(0, phrase.start - 40) : phrase.start]
    until = _DEADLINE_BEFORE.search(before) and not (phrase.last and _SOFT_BEFORE.search(before))
    return not until and not _says(_NO_GATHERING, sentence.text)


def _candidate(sentences: list[_Sentence], n: int, k: int, today: date) -> Candidate:
    sentence, phrase = sentences[n], sentences[n].days[k]
    hour = _start(_hours(sentences, n, k))
    ruled = _is_gathering(sentences, n, k, hour) and not phrase.recurs
    around = Around(
        sentence.text,
        sentences[n - 1].text if n else "",
        sentences[n + 1].text if n + 1 < len(sentences) else "",
        first=n == 0,
        days=len(sentence.days),
    )
    told = tuple(signs(phrase, hour.at if hour else None, around, today, _spoken_of(sentence, phrase, ruled)))
    return Candidate(phrase.days, hour, phrase.past, told, ruled)


def _judged(candidate: Candidate, judge: Judge) -> bool:
    """A deadline in a sentence on objections and the like is never a gathering; that is too rare to learn."""
    return not _BARRED.issubset(candidate.signs) and judge(candidate.signs)


def _spoken_of(sentence: _Sentence, phrase: DayPhrase, ruled: bool) -> tuple[str, ...]:
    """Which of the rules' patterns are there."""
    before = sentence.text[max(0, phrase.start - 40) : phrase.start]
    found = (
        ("ruled", ruled),
        ("deadline", _DEADLINE_BEFORE.search(before)),
        ("soft", _SOFT_BEFORE.search(before)),
        ("gathering", _says(_GATHERING, sentence.text)),
        ("none", _says(_NO_GATHERING, sentence.text)),
        ("decides", _says(_PRIVATE, sentence.text)),
    )
    return tuple(name for name, there in found if there)


def _sentences(text: str) -> Iterator[_Sentence]:
    start = 0
    for match in _ENDS.finditer(text):
        if _ABBREVIATED.search(text[max(start, match.start() - 8) : match.start()]) and "\n" not in match[0]:
            continue
        if text[start : match.start()].strip():
            yield _Sentence(start, text[start : match.start()])
        start = match.end()
    if text[start:].strip():
        yield _Sentence(start, text[start:])


def _bounded(sentences: Iterator[_Sentence]) -> Iterator[_Sentence]:
    """Sentences of at most 1,500 characters: text without stops must not cost more than its length."""
    for sentence in sentences:
        for at in range(0, len(sentence.text), _MAX_SENTENCE):
            yield _Sentence(sentence.start + at, sentence.text[at : at + _MAX_SENTENCE])


def _with_days(sentence: _Sentence, today: date) -> _Sentence:
    return _Sentence(sentence.start, sentence.text, tuple(find_days(sentence.text, today)[:_MAX_DAYS]))


@lru_cache(maxsize=256)
def _says(pattern: re.Pattern[str], sentence: str) -> bool:
    """Asked for every day that a sentence names, so remembered."""
    return pattern.search(sentence) is not None


def _meetings(
    sentences: list[_Sentence], n: int, k: int, candidate: Candidate, asked: _Asked
) -> Iterator[Meeting]:
    """What the k-th day of the n-th sentence says."""
    sentence, phrase = sentences[n], sentences[n].days[k]
    judge, zone = asked.judge, asked.zone
    becomes, sure = _fate(sentences, n, k)
    if not (
        (sure and not phrase.recurs) or (candidate.ruled if judge is None else _judged(candidate, judge))
    ):
        return
    # the hour that follows what is called off is of something else
    told = _start(_beside(sentence, k)) if becomes is Fate.OFF else candidate.hour
    place = find_venue(sentence.text, phrase.end) or (
        find_venue(sentences[n + 1].text, 0) if _leads_on(sentences, n) else ""
    )
    for day in phrase.days:
        hour = told or (None if becomes is Fate.OFF or phrase.last else asked.hours.get(day))
        start = datetime.combine(day, hour.at if hour else time(), zone).astimezone(UTC)
        meeting = Meeting(start, place, all_day=hour is None, end=_end(day, phrase.last, hour, zone))
        yield replace(meeting, state=_state(meeting, becomes, phrase, asked.published, zone))


def _end(day: date, last: date | None, hour: Hour | None, zone: ZoneInfo) -> datetime | None:
    """The end hour on the last day, else the midnight after the last of a row of days, else nothing."""
    if hour and hour.until:
        night = timedelta(days=hour.until <= hour.at)
        return datetime.combine((last or day) + night, hour.until, zone).astimezone(UTC)
    return day_start(last + timedelta(days=1), zone) if last else None


def _state(
    meeting: Meeting, becomes: Fate, phrase: DayPhrase, published: datetime, zone: ZoneInfo
) -> MeetingState:
    if becomes is Fate.OFF:
        return MeetingState.CANCELLED
    return MeetingState.PAST if phrase.past or over(meeting, published, zone) else MeetingState.PLANNED


def _fate(sentences: list[_Sentence], n: int, k: int) -> tuple[Fate, bool]:
    sentence = sentences[n]
    heading = sentences[0].text if n == 1 and not sentences[0].days else ""
    after = sentences[n + 1].text if _leads_on(sentences, n) else ""
    other = _says(_NO_GATHERING, sentence.text)
    return fate(sentence.text, sentence.days, k, heading, after, other=other)


def _leads_on(sentences: list[_Sentence], n: int) -> bool:
    return n + 1 < len(sentences) and not sentences[n + 1].days


def _hours(sentences: list[_Sentence], n: int, k: int) -> list[Hour]:
    """The hours of the k-th day phrase: up to the next phrase, else before the first, else next sentence."""
    sentence = sentences[n]
    phrase = sentence.days[k]
    part = _part(phrase, sentence.text)
    if beside := _beside(sentence, k):
        return beside
    if k + 1 < len(sentence.days):  # `dinsdag 14 en woensdag 15 april om 20.00 uur`
        between = sentence.text[phrase.end : sentence.days[k + 1].start]
        if len(between) < 8:
            return _hours(sentences, n, k + 1)
        last = sentence.days[-1]  # `13 mei over zorg en 20 mei over groen, telkens om half acht`
        if _EACH_TIME.search(sentence.text[last.end :]):
            return find_hours(sentence.text[last.end :], part)
    if _leads_on(sentences, n):
        following = find_hours(sentences[n + 1].text, part)
        opens = (
            re.match(r"\W*(?:[\w’'-]+\W+){0,10}?$", sentences[n + 1].text[: following[0].start])
            if following
            else None
        )
        if following and (opens or len(sentences[n + 1].text) < 60):
            return following
    return _told_later(sentences, n, part)


def _beside(sentence: _Sentence, k: int) -> list[Hour]:
    """The hours up to the next day, else those before the first day."""
    phrase, part = sentence.days[k], _part(sentence.days[k], sentence.text)
    end = sentence.days[k + 1].start if k + 1 < len(sentence.days) else len(sentence.text)
    hours = find_hours(sentence.text[phrase.end : end], part)
    return hours or (find_hours(sentence.text[: phrase.start], part) if k == 0 else [])


def _told_later(sentences: list[_Sentence], n: int, part: str) -> list[Hour]:
    """`Aanvang 19.30 uur.` some sentences on, when no other day comes between."""
    for far, later in enumerate(sentences[n + 1 : n + 1 + _MUCH_LATER]):
        if later.days:
            return []
        leads = [m.start() for m in (_BEGINS if far < _LATER else _SURELY_BEGINS).finditer(later.text)]
        hours = find_hours(later.text, part if far < _LATER else "") if leads else []
        if told := [h for h in hours if any(0 <= h.start - lead < _NEAR for lead in leads)]:
            return told
    return []


def _part(phrase: DayPhrase, text: str) -> str:
    if phrase.part:
        return {
            "morgen": "ochtend",
            "vroeg": "ochtend",
            "jûn": "avond",
            "nammiddag": "middag",
            "moarn": "ochtend",
        }.get(phrase.part, phrase.part)
    near = text[max(0, phrase.start - 60) : phrase.end + 80].lower()
    return next(
        (p for w, p in (("ontbijt", "ochtend"), ("ochtend", "ochtend"), ("avond", "avond")) if w in near), ""
    )


def _start(hours: list[Hour]) -> Hour | None:
    """The stated start: not when the doors open when both are told, not the end of a range."""
    open_hours = [h for h in hours if not h.ends] or hours
    real = [h for h in open_hours if not h.walk_in] or open_hours
    return real[0] if real else None


def _is_gathering(sentences: list[_Sentence], n: int, k: int, hour: Hour | None) -> bool:
    sentence = sentences[n]
    phrase = sentence.days[k]
    before = sentence.text[max(0, phrase.start - 40) : phrase.start]
    if _DEADLINE_BEFORE.search(before) and not (hour is not None and _SOFT_BEFORE.search(before)):
        return False
    if _says(_NO_GATHERING, sentence.text) or (hour is None and _says(_PRIVATE, sentence.text)):
        return False
    if hour is not None and (not phrase.past or _says(_GATHERING, sentence.text)):
        return True
    context = (
        sentence.text
        if phrase.explicit or phrase.part
        else sentence.text[max(0, phrase.start - 50) : phrase.end + 60]
    )
    if phrase.part == "avond" or _GATHERING.search(context):
        return not (phrase.past and not phrase.explicit)
    return bool(n and len(sentence.text) < 60 and _GATHERING.search(sentences[n - 1].text))
