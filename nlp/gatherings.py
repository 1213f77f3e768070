"""What speaks for and against a day in a text being a gathering that the public can still go to.

Signs are plain strings; what each weighs is learned from the corpus (models/finding.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import pairwise

from nlp.day_words import DayPhrase

_WORD = re.compile(r"[^\W\d_]+|\[[\w-]+\]|[?!:€]|\d+")
#: what people hold and go to, whatever the case; not `reactie`, `supermarkt` or `vrijdagavond`
HELD = (
    r"bijeenkomst|byienkomst|bezem|prikkers|vergader|inloop|opening|opschoon|opruim|schoonmaak|zwerfafval|"
    r"demonstrat|protest|\bmars\b|(?<!super)markt|workshop|rondleiding|lezing|wandel|tocht|repair|"
    r"excursie|plantdag|klus|borrel|verzamel|debat|presentatie|spreekuur|vertoning|concert|voorstelling|"
    r"barbecue|bbq|picknick|\bwake\b|braderie|ruil|festival|cursus|open dag|open huis|open tuin|kijkdag|"
    r"manifestatie|betoging|toernooi|sponsorloop|aksje|samenkom|samen komen|overleg|maaltijd|proeverij|quiz|"
    r"bingo|picket|blokkade|onthul|viering|herdenk|\bles(?:sen)?\b|training|overhandig|"
    r"(?<!re)(?<!ed)(?<!fr)(?<!tr)(?<!ns)actie|\w{3,}(?<!dag)(?<!gister)(?<!morgen)(?<!van)avond\b"
)
#: words of the sentence, at most this many, and of those next to it
_WORDS, _BESIDE = 60, 25


@dataclass(frozen=True, slots=True)
class Around:
    """The sentence of a day, the ones beside it, whether it is the first, how many days it names."""

    sentence: str
    before: str
    after: str
    first: bool
    days: int


def signs(
    phrase: DayPhrase, hour: time | None, around: Around, today: date, ruled: Sequence[str]
) -> Iterator[str]:
    """The signs of one day phrase; their number does not grow with the text. `ruled`: what the rules saw."""
    text = around.sentence
    left = _words(text[max(0, phrase.start - 120) : phrase.start])
    right = _words(text[phrase.end : phrase.end + 120])
    told = "hour" if hour else "day"
    for rule in ruled:
        yield rule
        yield f"{rule},{told}"
    yield from (
        told,
        f"past={phrase.past}",
        f"explicit={phrase.explicit}",
        f"part={phrase.part}",
        f"recurs={phrase.recurs},{told}",
        f"first={around.first}",
        f"days={min(3, around.days)}",
    )
    ahead = (phrase.days[0] - today).days
    yield f"ahead={_span(ahead)},{told}"
    yield f"bare={not re.search(r'[0-9]', text[phrase.start : phrase.end])},{told}"
    yield f"weekday={phrase.days[0].weekday()},{told}"
    if hour:
        yield f"hour={hour.hour}"
    for n, word in enumerate(reversed(left[-4:]), start=1):
        yield f"l{n}={word}"
        yield f"near={word}"
    for n, word in enumerate(right[:4], start=1):
        yield f"r{n}={word}"
        yield f"near={word}"
    yield "l=" + " ".join(left[-2:])
    yield "r=" + " ".join(right[:2])
    yield f"lr={' '.join(left[-1:])}_{' '.join(right[:1])}"
    inside = left[-10:] + right[:10]
    yield from {f"in={w}" for w in inside} | {f"end={w[-5:]}" for w in inside if len(w) > 6}
    yield from {f"s={w}" for w in _words(text[:600])[:_WORDS]}
    yield from {f"s2={a} {b}" for a, b in pairwise(inside)}
    yield from {f"b={w}" for w in _words(around.before[-200:])[-_BESIDE:]}
    yield from {f"a={w}" for w in _words(around.after[:200])[:_BESIDE]}


def _words(text: str) -> list[str]:
    return [w if not w.isdigit() else "0" for w in _WORD.findall(text.lower())]


def _span(days: int) -> str:
    limits = (-1, 0, 1, 3, 7, 14, 30, 60, 120, 200)
    return next((str(limit) for limit in limits if days <= limit), "far")
