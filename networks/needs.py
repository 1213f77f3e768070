"""What an initiative asks for: one sentence of its own documents that states the request.

The clearest form of words counts first (a request to those who decide, then what is wanted, then what has to
be, then what one signs for), and of equals the newest document: what is asked changes with the days.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from networks.evidence import Evidence
from voorkant.records import Document, Need
from voorkant.vocabulary import PublisherKind, Stance

SHORTEST, LONGEST = 5, 40
_WHO = (
    r"(?:de |het |onze |deze )?(?:gemeente\w*|raad\w*|college\w*|wethouder\w*|burgemeester\w*|b en w|"
    r"provincie\w*|waterschap\w*|prorail|rijkswaterstaat|ns|minister\w*|politie\w*|\w*corporatie\w*)"
)
_THEY = (
    r"(?:wij|we|(?:de |een |onze |deze )?(?:\w*bewoners|omwonenden|inwoners|ouders|initiatiefnemers|\w*groep|"
    r"ondertekenaars|buurt|petitie|vereniging|stichting)|(?:het )?(?:\w*comité|collectief|dorp))"
)
_NOW = r"(?: nu| daarom| intussen| dus| dan ook| graag)?"


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


#: from the clearest form of words to the least clear
FORMS = (
    _form(rf"\b(?:vragen|vraagt|verzoeken|verzoekt|eisen|eist)\b(?! aan)(?: \w+){{0,3}}? {_WHO}\b"),
    _form(rf"\broep(?:en|t) {_WHO}\b.* op\b"),
    _form(
        rf"\b(?:{_THEY} (?:eisen|eist|willen|wil)|ik wil|(?:ze|zij) willen){_NOW},? dat\b"
        rf"|\b{_THEY} (?:eisen|eist|pleiten voor|pleit voor|vragen|vraagt){_NOW}"
        r" (?:een|meer|minder|om een|eerst|\d+)\b"
        r"|\bburgerinitiatief (?:indienen )?(?:op de agenda|bij de raad|zodat)\b"
    ),
    _form(rf"\b{_THEY} (?:willen|wil){_NOW} (?:een|geen|meer|minder|op|weer) \S+ \S+ "),
    _form(r"\b(?:er moet(?:en)?|moet(?:en)? (?:er|een))\b(?!.*\beuro\b)(?: \S+){1,10}? komen\b"),
    _form(r"\bteken (?:ook |nu |hier )?(?:de |onze |deze )?petitie (?:voor|tegen|om)\b"),
)
_SENTENCE = re.compile(r"(?:(?<=[.!?])|(?<=[.!?]['’\"”]))\s+(?=[A-Z‘'\"“\[])|\n+")
_TAIL = re.compile(r"(?:\s*#\w+)+\s*$")


def find_need(ordered: Sequence[Evidence], former: Need | None = None) -> Need | None:
    """The request of these documents, oldest first; None when none states it.

    Withheld documents, those of opponents, and those of authorities, who tell what others ask, have no say. A
    document of which only the excerpt is left still says the `former` need that was found in its text.
    """
    found = [
        (-form, number, -place, Need(sentence, proof.document.url))
        for number, proof in enumerate(ordered)
        if _own(proof)
        for place, (sentence, form) in enumerate(_said(proof.document, former))
    ]
    return max(found, key=lambda f: f[:3])[3] if found else None


def _own(proof: Evidence) -> bool:
    opposes = proof.label("stance").value == Stance.VERZET
    return proof.speaks and not opposes and proof.publisher != PublisherKind.OVERHEID


def _said(document: Document, former: Need | None) -> Iterator[tuple[str, int]]:
    yield from _requests(document.words)
    if former and document.faded and former.url == document.url:
        yield from _requests(former.text)


def _requests(text: str) -> Iterator[tuple[str, int]]:
    for part in _SENTENCE.split(text):
        sentence = _TAIL.sub("", part).strip()
        if not SHORTEST <= len(sentence.split()) <= LONGEST or sentence[-1] in "?:…":
            continue
        form = next((n for n, pattern in enumerate(FORMS) if pattern.search(sentence)), None)
        if form is not None:
            yield sentence, form
