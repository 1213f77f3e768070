"""Why a text was labelled as it was, for a reader: what tipped the model, in plain Dutch (LAW 15).

A model names the words and signals that it saw (models/lexicon.py, nlp/features.py). `try classify` and
exports give these names as they are, for tools.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from voorkant.themes import in_sentence
from voorkant.vocabulary import Speaker, Theme

#: what the model reads in place of names, days and numbers
_CLASSES: Mapping[str, str] = {
    "persoon": "naam", "account": "account", "contact": "contactgegevens", "org": "organisatie",
    "plaats": "plaats", "datum": "dag", "tijd": "uur", "bedrag": "bedrag", "getal": "getal",
    "nummer": "nummer", "rekening": "rekening", "link": "link", "hashtag": "hashtag",
}  # fmt: skip
_SPEAKERS: Mapping[Speaker, str] = {
    Speaker.MEDIA: "het staat in een krant of ander medium",
    Speaker.OVERHEID: "het komt van een overheid",
    Speaker.GROEP: "het komt van een groep of organisatie",
    Speaker.PETITIE: "het staat op een petitiesite",
    Speaker.PUBLIEK: "het staat waar iedereen kan schrijven",
}
#: why nothing was judged (pipeline/understanding.py)
_NOT_JUDGED = ("te weinig tekst", "andere taal")
#: plain signals (`signaal:`) and groups of phrases (`wending:`)
_SAID: Mapping[str, str] = {
    "wij": "wij en ons", "ik": "ik en mijn", "jij": "jij, u en jullie", "oproep": "woorden van een oproep",
    "oprichten": "woorden over beginnen", "draaien": "woorden over iets dat loopt",
    "stoppen": "woorden over stoppen", "gelukt": "woorden over iets dat lukte",
    "petitie": "woorden over een petitie", "protest": "woorden van protest",
    "voorstel": "woorden over een voorstel", "inzameling": "woorden over geld ophalen",
    "bewoners": "woorden voor bewoners", "overheid": "woorden voor de overheid",
    "instelling": "woorden voor bedrijven en instellingen", "nieuws": "woorden van een nieuwsbericht",
    "handel": "woorden van kopen en verkopen", "terugblik": "woorden over vroeger",
    "steun": "woorden van steun", "afkeer": "woorden van afkeer", "vijandig": "vijandige woorden",
    "handtekening": "een groet of ondertekening", "misschien": "woorden van twijfel of een wens",
    "lijdend": "lijdende vorm", "vraagteken": "vraagtekens", "uitroepteken": "uitroeptekens",
    "persoon": "namen van personen", "citaat": "een citaat", "link": "een link", "hashtags": "hashtags",
    "titel": "er staat een titel boven", "lengte": "hoe lang de tekst is",
    "act.call": "zinnen die oproepen", "act.complain": "zinnen die klagen",
    "act.start": "zinnen over een begin", "kind.inzameling": "zinnen over geld ophalen",
    "kind.petitie": "zinnen over een petitie", "kind.protest": "zinnen van protest",
    "kind.voorstel": "zinnen over een voorstel", "kind.zelforganisatie": "zinnen over zelf doen",
    "phase.idee": "zinnen over een idee", "phase.mobiliseren": "zinnen over mensen zoeken",
    "phase.organiseren": "zinnen over voorbereiden", "phase.uitvoeren": "zinnen over iets dat loopt",
    "phase.resultaat": "zinnen over iets dat lukte", "phase.gestopt": "zinnen over stoppen",
    "stance.steun": "zinnen van steun", "stance.verzet": "zinnen van verzet",
    "stance.neutraal": "zinnen zonder mening", "time.planned": "zinnen over wat nog komt",
    "time.past": "zinnen over wat geweest is", "time.long_ago": "zinnen over lang geleden",
    "tone.angry": "boze zinnen", "tone.hostile": "vijandige zinnen", "who.citizens": "bewoners aan het woord",
    "who.club": "een vereniging aan het woord", "who.company": "een bedrijf aan het woord",
    "who.government": "de overheid aan het woord", "who.institution": "een instelling aan het woord",
    "who.news": "een nieuwsbericht", "who.party": "een partij aan het woord",
    "who.private": "iets van één huishouden",
}  # fmt: skip


def told(reason: Iterable[str]) -> str:
    """All that tipped the model, the strongest first, each once.

    >>> told(("wending:act.call", "aandeel:groen-natuur", "kom datum", "signaal:oproep"))
    'zinnen die oproepen, woorden over groen en natuur, ‘kom [dag]’, woorden van een oproep'
    """
    return ", ".join(dict.fromkeys(map(_one, reason)))


def _one(name: str) -> str:
    kind, _, rest = name.partition(":")
    match kind:
        case "aandeel" | "thema":
            return f"woorden over {in_sentence(Theme(rest))}"
        case "onderwerp":
            return f"het onderwerp {rest.replace('-', ' ')}"
        case "signaal" | "wending":
            return _SAID.get(rest, rest)  # one of an older model
        case "spreker":
            return _SPEAKERS[Speaker(rest)]
    return name if name in _NOT_JUDGED else f"‘{' '.join(map(_word, name.split(' ')))}’"


def _word(word: str) -> str:
    return f"[{_CLASSES[word]}]" if word in _CLASSES else word
