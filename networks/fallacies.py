"""Patterns of words that often go with a fallacy: a hint to look twice, never a verdict.

Only two are hinted at: for false dilemmas, straw men and appeals to the crowd no pattern was found that was
right more often than not in the corpus. A hint needs two documents of one point that have the pattern: what
one writer says once is nobody's business here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from networks.arguing import Point, Sentence
from voorkant.vocabulary import Fallacy

AT_LEAST = 2
PATTERNS: Mapping[Fallacy, re.Pattern[str]] = {
    Fallacy.SLOPE: re.compile(
        r"\bstraks (?:zit|mag|mogen|doen|lig\w+|kom\w*|sta\w+|moet\w*|wil\w*|word\w*|krijg\w*|hebben|brengen|"
        r"vervangen|is|zijn|ook nog)\b.*\b(?:ook|overal|heel|hele|alle|niemand|iedereen|nergens)\b"
        r"|\bhek (?:is )?van de dam\b|\bhellend vlak\b|\bbegin van het einde?\b"
        r"|\bde volgende stap is dat\b|\bwaar eindigt (?:dit|het|dat)\b|\bvoor je het weet\b",
        re.IGNORECASE,
    ),
    Fallacy.PERSON: re.compile(
        r"\bhand(?:je)?vol (?:klagers|schreeuwers|zeurders|zeurpieten|drammers|bang)\b"
        r"|\b(?:nimby\W?s|zeurpieten|azijnpissers|zuurpruimen|hobbyboeren|beroepsactievoerders|drammers)\b"
        r"|\b(?:jullie|ze|zij|die mensen) wonen (?:hier |er )?niet eens\b",
        re.IGNORECASE,
    ),
}


def hint(point: Point) -> Fallacy | None:
    """What a point of two documents or more may suffer from; None when nothing recurs in it."""
    shown = {(s.source.document.id, fallacy) for s in point.sentences for fallacy in shows(s)}
    often = Counter(fallacy for _, fallacy in shown)
    return next((fallacy for fallacy in PATTERNS if often[fallacy] >= AT_LEAST), None)


def shows(sentence: Sentence) -> list[Fallacy]:
    """What a document's own words show the pattern of."""
    if sentence.own:
        return [f for f, pattern in PATTERNS.items() if f == sentence.hint or pattern.search(sentence.text)]
    return [sentence.hint] if sentence.hint else []
