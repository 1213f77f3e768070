"""Which sentences argue: how likely a sentence gives a reason for or against something, told by its signs.

Logistic regression over signs that a reader can check. What harms, what is missing, how far, how long and for
whom speaks for it; appeals, thanks, days, hours and counts of signatures against it. Discourse markers (Stab
and Gurevych 2017) tell nothing in what citizens write: "want" and "dus" mostly explain why one is to be on
time. Learned on sentences of the corpus by `python -m bench.arguments`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from enum import StrEnum

from voorkant.vocabulary import Kind, Stance

#: from this probability on a sentence is taken for an argument; half of these are (bench/arguments.py)
ARGUES = 0.3
SHORTEST, LONGEST = 5, 30
_MASK = re.compile(r"\[[a-z-]+\]")


def _words(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b", re.IGNORECASE)


SIGNS: Mapping[str, re.Pattern[str]] = {
    "harm": _words(
        r"gevaar\w*|onveilig\w*|overlast|herrie|lawaai|schad\w*|weg|kwijt|duur\w*|kapot|dood\w*|slap\w*|wakker",
        r"wacht\w*|verdwijn\w*|dicht|last|schimmel|ongeluk\w*|lek\w*|bang|zonde",
        r"te (?:veel|weinig|druk|hard|gevaarlijk|smal|duur|klein|groot|dicht|hoog|vol|heet|warm|koud|ver)",
    ),
    "missing": _words(r"niet meer|geen \w+ meer|niks meer|nergens|wachtlijst|dicht|zonder"),
    "denial": _words("niet", "geen", "niks", "niets", "nooit", "niemand", "nergens", "zonder"),
    "measure": re.compile(
        r"\b\d[\d.,]* ?(?:km|kilometer|meter|m2|db|decibel|kilo|kuub|jaar|procent|%)", re.IGNORECASE
    ),
    "since": _words(r"sinds", r"al (?:\w+ )?(?:jaar|jaren|maanden)", "nog steeds"),
    "always": _words(r"al (?:\w+ )?jaren", r"al \w+ jaar", "elke", "iedere", "dagelijks", "altijd"),
    "to_come": _words("straks", "blijft", "komt er", "komen er"),
    "then": _words("dan", "alleen maar", "nog", "al"),
    "whom": _words(
        r"kind\w*|ouderen?|gezin\w*|jongeren|huurders|bewoners|mensen|winkels?|klanten|huis\w*|woning\w*"
    ),
    "weak": _words(r"ouderen", "oude", r"kind\w*", r"gezinn\w*"),
    "more": _words(r"\w+er dan", "meer", "minder", "liever", "beter", "evenveel", "zo'n", "zoveel"),
    "must": _words("moet", "moeten", "mag", "mogen", "kan", "kunnen", "hoeft", "hoort", "past"),
    "here": _words("hier", "daar", "er"),
    "number": re.compile(r"\d"),
    "i": _words("ik", "mij", "me", "mijn", "m'n"),
    "we": _words("we", "wij", "ons", "onze"),
    "you": _words("je", "jij", "jullie", "u", "uw", "jouw"),
    "ask": _words("vragen", "verzoeken", "willen"),
    "day": _words(
        r"(?:maan|dins|woens|donder|vrij|zater|zon)dag|morgen|vandaag|gisteren|vanavond|vanmiddag|vanochtend",
        r"vanmorgen|gisteravond|vannacht|week|januari|februari|maart|april|mei|juni|juli|augustus|september",
        r"oktober|november|december",
    ),
    "hour": re.compile(
        r"\b\d{1,2}(?:[.:]\d\d)? ?uur\b|\b\d{1,2}[.:]\d\d\b|\bom (?:half|kwart)\b", re.IGNORECASE
    ),
    "signatures": _words(
        r"handteken\w*|namen|getekend|teken(?:en|t)?|leden|petitie|lijst|formulier\w*|aanmeld\w*",
        r"inschrij\w*|vrijwilligers?|bezwaarschrift\w*",
    ),
    "thanks": _words(
        r"dank\w*|bedankt|gefeliciteerd|trots|proost|mooi|prachtig|fijn|super|welkom|gelukt|hoera|succes"
    ),
    "join": _words(
        r"doe(?:n)? mee|meedoen|mee|helpen|helpt|help|wie|zoeken|gezocht|kom|komen|breng\w*",
        r"\d[\w .]* nodig|nog [\w .]*nodig|hulp (?:bij )?nodig",
    ),
    "appeal": re.compile(
        r"(?:kom|breng|teken|neem|zet|pak|hang|meld|geef|stuur|bel|mail|lees|schrijf|ga|help|doe|doneer|deel|"
        r"trek|zeg|vertel|laat|verzamel|haal|gooi|hou)\b",
        re.IGNORECASE,
    ),
}  # fmt: skip
APPEAL = "appeal"
#: learned by `python -m bench.arguments`
WEIGHTS: Mapping[str, float] = {
    "always_there": -2.16,
    "length": 0.52,
    "opponent": 1.02,
    "claimant": 0.0,
    "doer": -1.02,
    "harm": 0.77,
    "missing": 0.24,
    "denial": 0.57,
    "measure": 0.55,
    "since": 0.37,
    "always": 0.29,
    "to_come": 0.43,
    "then": 0.14,
    "whom": 0.4,
    "weak": 0.62,
    "more": 0.34,
    "must": 0.22,
    "here": 0.25,
    "number": 0.25,
    "i": -0.41,
    "we": -0.52,
    "you": -0.27,
    "ask": -0.31,
    "day": -0.16,
    "hour": -0.24,
    "signatures": -0.48,
    "thanks": -0.14,
    "join": -0.41,
    "appeal": -0.62,
}


class Arguer(StrEnum):
    """Who says it: opponents give reasons most, who carries something out for it mostly arranges things."""

    OPPONENT = "opponent"
    CLAIMANT = "claimant"
    DOER = "doer"


def arguer(stance: object, kind: object) -> Arguer:
    """Who argues in a document with this stance about an initiative of this kind."""
    if stance == Stance.VERZET:
        return Arguer.OPPONENT
    return Arguer.DOER if kind in (Kind.ZELFORGANISATIE, Kind.INZAMELING) else Arguer.CLAIMANT


def signs(sentence: str, by: Arguer) -> dict[str, float]:
    """The signs of a sentence, each 0 or 1 but for its `length` (in fifteens of words)."""
    said = {"always_there": 1.0, "length": len(sentence.split()) / 15}
    told = {by_.value: float(by is by_) for by_ in Arguer}
    return said | told | {name: float(_has(name, p, sentence)) for name, p in SIGNS.items()}


def _has(name: str, pattern: re.Pattern[str], sentence: str) -> bool:
    return bool(pattern.match(sentence) if name == APPEAL else pattern.search(sentence))


def likely(sentence: str, by: Arguer) -> float:
    """The probability that a sentence argues; 0 for what cannot stand by itself or speaks of a person."""
    words = len(sentence.split())
    if not SHORTEST <= words <= LONGEST or sentence.endswith("?") or _MASK.search(sentence):
        return 0.0
    pull = sum(WEIGHTS[name] * value for name, value in signs(sentence, by).items())
    return 1 / (1 + math.exp(-pull))
