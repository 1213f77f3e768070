"""What the classifiers get to see: a text that carries across towns, and plain signals.

Names, places, organisations, numbers, days, hours and amounts become classes, so that a model learns how
citizens write about what they start and not who lives where.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from nlp.contacts import HASHTAG, URL
from nlp.words import MONTHS, WEEKDAYS

_PLACEHOLDER = re.compile(r"\[(persoon|e-mail|telefoon|iban|bsn|adres|account)\]")
_CLASS = {
    "persoon": "PERSOON",
    "e-mail": "CONTACT",
    "telefoon": "CONTACT",
    "iban": "REKENING",
    "bsn": "NUMMER",
    "adres": "GETAL",
    "account": "ACCOUNT",
}
_AMOUNT = re.compile(
    r"(?:€|\beuro?\b)\s?\d[\d.,]{0,15}(?:,-)?(?:\s(?:miljoen|ton|mille))?|"
    r"(?<![\d.,])\d[\d.,]{0,15}\s?(?:euro\b|miljoen euro|ton\b)",
    re.IGNORECASE,
)
_HOUR = re.compile(
    r"\b\d{1,2}[.:]\d\d(?:\s?(?:uur|u)\b)?|\b\d{1,2}\s?(?:uur|u)\b|\bhalf (?:een|twee|drie|"
    r"vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf)\b",
    re.IGNORECASE,
)
_MONTHS = "|".join(sorted(MONTHS - {"mei"} | {"mei"}, key=lambda m: (-len(m), m)))
_WEEKDAYS = "|".join(sorted(WEEKDAYS))
_DAY = re.compile(
    rf"\b(?:(?:{_WEEKDAYS})(?:avond|middag|"
    rf"ochtend)?\s)?\d{{1,2}}\s(?:{_MONTHS})\b\.?(?:\s(?:19|20)\d\d)?|"
    rf"\b\d{{1,2}}-\d{{1,2}}-(?:20)?\d\d\b|\b(?:{_WEEKDAYS})(?:avond|middag|ochtend)?\b|"
    rf"\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\b\d[\d.,]*\b")
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z])|_|(?<=[a-z])(?=\d)")
_ORG = re.compile(
    r"\b((?:[Ss]tichting|[Vv]ereniging|[Cc]oöperatie|[Ee]nergiecoöperatie|"
    r"[Zz]orgcoöperatie|[Dd]orpsbelang(?:en)?|[Ww]ijkraad|[Dd]orpsraad|[Bb]uurtvereniging|"
    r"[Bb]ewonersvereniging|[Bb]ewonersgroep|[Ww]erkgroep|[Cc]omité|[Aa]ctiecomité|"
    r"[Aa]ctiegroep|[Pp]latform|[Ii]nitiatiefgroep|[Oo]ranjevereniging|"
    r"[Oo]ndernemersvereniging|[Hh]uurdersvereniging|Plaatselijk Belang|Vrienden van|"
    r"[Bb]uurthuis|[Dd]orpshuis|[Ww]ijkcentrum))"
    r"((?:\s(?:(?:van|de|den|der|het|voor|en|in|op|aan|'t|’t)\s){0,2}[A-ZÀ-Þ][\w’'-]*){1,5})"
)
_STREET = re.compile(
    r"\b[A-ZÀ-Þ][\w’-]{2,30}?(?:straat|laan|weg|plein|kade|dijk|singel|gracht|steeg|dreef|hof|pad|park)\b"
)
#: the capital comes first, and then what stands before it: that is looked at for few letters only
_TOWN = re.compile(
    r"[A-ZÀ-Þ](?:(?<=\b[Ii]n .)|(?<=\b[Tt]e .)|(?<=\bwijk .)|(?<=\bbuurt .)|(?<=\bgemeente .)|(?<=\buit .))"
    r"[\w’-]{2,30}\b"
)


def model_text(title: str, text: str) -> str:
    """Masked title and text as one line of words and classes (PERSOON, ORG, PLAATS, DATUM, TIJD, …).

    Expects masked text (`Masker.mask`); a name that was not masked stays as it is.
    """
    whole = f"{title}\n{text}" if title else text
    whole = URL.sub(" LINK ", whole)
    whole = HASHTAG.sub(_split_hashtag, whole)
    whole = _PLACEHOLDER.sub(lambda m: f" {_CLASS[m[1]]} ", whole)
    numbers = _DIGIT.search(whole) is not None
    for pattern, replacement in _STEPS:
        if numbers or pattern not in _OF_DIGITS:
            whole = pattern.sub(replacement, whole)
    return " ".join(whole.split())


def _split_hashtag(match: re.Match[str]) -> str:
    return " HASHTAG " + _CAMEL.sub(" ", match[0][1:])


_STEPS: tuple[tuple[re.Pattern[str], str], ...] = (
    (_ORG, r"\1 ORG"),
    (_STREET, "PLAATS"),
    (_TOWN, "PLAATS"),
    (_AMOUNT, " BEDRAG "),
    (_DAY, " DATUM "),
    (_HOUR, " TIJD "),
    (_NUMBER, " GETAL "),
)
_OF_DIGITS = frozenset((_AMOUNT, _NUMBER))
_DIGIT = re.compile(r"\d")


_WORD = re.compile(r"\w+")


class _Words:
    """Words, phrases and patterns of one signal, in lower case."""

    def __init__(self, alternatives: str) -> None:
        parts = _ALTERNATIVE.findall(alternatives)
        self.plain: frozenset[str] = frozenset(p for p in parts if _WORD.fullmatch(p))
        rest = [p for p in parts if p not in self.plain]
        self._rest = re.compile(rf"\b(?:{'|'.join(rest)})\b") if rest else None
        #: how each phrase or pattern begins: where none of these is, the slower search need not be made
        self._heads = tuple(dict.fromkeys(map(_head, rest)))

    def phrases(self, whole: str) -> int:
        """How often its phrases and patterns occur in a text in lower case."""
        if self._rest is None:
            return 0
        for head in self._heads:
            if head in whole:
                return sum(1 for _ in self._rest.finditer(whole))
        return 0


def _head(pattern: str) -> str:
    """The letters and spaces that every match of a pattern begins with."""
    plain = _LITERAL.match(pattern)
    head = plain[0] if plain else ""
    return head[:-1] if pattern[len(head) : len(head) + 1] in ("?", "*") else head


_LITERAL = re.compile(r"[\w ]+")
#: alternatives are separated by bars; bars within brackets belong to one alternative
_ALTERNATIVE = re.compile(r"(?:\([^)]*\)|\[[^\]]*\]|[^|(\[])+")


#: signal name to its words
_COUNTED: Mapping[str, _Words] = {
    "wij": _Words("wij|we|ons|onze|samen met buren|wy|ús"),
    "ik": _Words("ik|mijn|mij|me"),
    "jij": _Words("jij|je|jullie|u|uw|jouw"),
    "oproep": _Words(
        r"kom|doe mee|help|helpt|meld je|meldt u|geef je op|teken|tekenen|steun|doneer|word "
        r"lid|sluit je aan|deel dit|wie helpt|wie doet|gezocht|gevraagd|oproep|laat (?:je|het) "
        r"weten|stuur|mail|bel|app|schrijf je in|aanmelden|opgeven"
    ),
    "oprichten": _Words(
        r"opgericht|oprichten|oprichting|richten|gestart|starten|start|begonnen|beginnen|"
        r"initiatief|initiatiefnemers?|op poten|van de grond|bedacht|bedenken|idee|plan"
    ),
    "draaien": _Words(
        r"iedere week|elke week|elke maand|wekelijks|maandelijks|elke \w+dag|draait|runnen|"
        r"beheert|beheren|vrijwilligers?|onderhoudt|onderhouden|dienstdoen"
    ),
    "stoppen": _Words(
        r"gestopt|stopt|stoppen|opgeheven|opheffen|ophoudt|houdt op|ermee op|dissolved|einde|"
        r"sluit|laatste keer|trekt de stekker|opgegeven"
    ),
    "gelukt": _Words(
        r"gelukt|geopend|opgeleverd|toegekend|behaald|gewonnen|gered|jubileum|jarig|bestaat|"
        r"goedgekeurd|ingewilligd|gaat door|bereikt|opening"
    ),
    "petitie": _Words(
        r"petitie|handtekening(?:en)?|ondertekend|ondertekenen|teken|burgerinitiatief|stemmen|krabbels?"
    ),
    "protest": _Words(
        r"protest\w*|actiegroep|demonstr\w+|bezwaar\w*|tegen|verzet\w*|stop|geen|red|behoud|"
        r"zienswijze[n]?|woedend|boos|rechter|spandoek(?:en)?"
    ),
    "voorstel": _Words(
        r"uitdaagrecht|right to challenge|buurtbudget|wijkbudget|bewonersbudget|subsidie\w*|"
        r"voorstel\w*|aanvraag|inspraak|insprek\w+|raad|amendement|motie|plan"
    ),
    "inzameling": _Words(
        r"crowdfund\w*|doneer|doneren|donatie[s]?|inzamel\w*|ingezameld|collecte|sponsor\w*|"
        r"actie voor|geld|giften|tikkie|statiegeld|opbrengst|euro"
    ),
    "bewoners": _Words(
        r"bewoners?|buurtbewoners?|buren|buurt|omwonenden|inwoners?|dorpsgenoten|dorpelingen|"
        r"wijkbewoners|vrijwilligers|ouders|jongeren|ouderen"
    ),
    "overheid": _Words(
        r"gemeente|college|wethouder|burgemeester|raad|provincie|ministerie|rijk|ambtenaren|"
        r"waterschap|politie|brandweer|gemeenteraad"
    ),
    "instelling": _Words(
        r"school|ziekenhuis|woningcorporatie|corporatie|bedrijf|concern|ondernemer|bv|"
        r"directeur|universiteit|ggd|supermarkt|keten"
    ),
    "nieuws": _Words(
        r"aldus|meldt|woordvoerder|volgens|vertelt|zegt|liet weten|blijkt|verdachte|"
        r"aangehouden|ongeval|wedstrijd|punten"
    ),
    "handel": _Words(
        r"te koop|korting|aanbieding|verkoop|bestel|webshop|gratis bezorgd|actieprijs|bieden|"
        r"marktplaats|t\.k|abonnement"
    ),
    "terugblik": _Words(
        r"vroeger|destijds|eeuw|toen|in 19\d\d|geschiedenis|jaren (?:vijftig|zestig|zeventig|"
        r"tachtig|negentig)"
    ),
    "steun": _Words(
        r"mooi|prachtig|geweldig|top|super|goed (?:idee|initiatief|plan)|fijn|hulde|respect|"
        r"chapeau|succes|leuk|helemaal mee eens|eindelijk"
    ),
    "afkeer": _Words(
        r"onzin|belachelijk|schandalig|slecht plan|niet doen|tegen|weggegooid|flauwekul|zonde|"
        r"waanzin|bespottelijk|ophouden|idioot|dom"
    ),
    "vijandig": _Words(
        r"kapot|dood|opgeknoopt|afmaken|slaan|verrot|tuig|ongedierte|kogel|in elkaar|adres "
        r"uitzoeken|pakken|te grazen|in de fik|ratten|uitschot|galg|steen door|rot op"
    ),
    "handtekening": _Words(r"groet(?:en|jes)?|namens|mvg|hoogachtend|liefs"),
    "misschien": _Words(r"zouden?|zou|misschien|ooit|eventueel|lijkt me|waarom niet|idee"),
    "lijdend": _Words(r"wordt|worden|werd|werden|is besloten|zijn"),
}
#: which signals a word by itself counts for
_COUNTS_FOR: Mapping[str, tuple[str, ...]] = {
    word: tuple(name for name, counted in _COUNTED.items() if word in counted.plain)
    for word in frozenset().union(*(counted.plain for counted in _COUNTED.values()))
}


def signals(title: str, text: str) -> dict[str, float]:
    """Plain numbers about who speaks, what they do and how, always under the same keys.

    Word counts are per hundred words, capped at 10; lengths are logarithmic; marks are 0 or 1.
    """
    whole = f"{title}\n{text}"
    words = max(len(whole.split()), 1)
    lower = whole.lower()
    counts = Counter(
        name for word in _WORD.findall(lower) if word in _COUNTS_FOR for name in _COUNTS_FOR[word]
    )
    scale = 100 / max(words, 25)
    values = {
        name: min((counts[name] + told.phrases(lower)) * scale, 10.0) for name, told in _COUNTED.items()
    }
    values["vraagteken"] = min(whole.count("?") * scale, 10.0)
    values["uitroepteken"] = min(whole.count("!") * scale, 10.0)
    values["persoon"] = min(whole.count("[persoon]") * scale, 10.0)
    values["citaat"] = float(any(mark in whole for mark in '‘“„"'))
    values["link"] = float("http" in whole or "www." in whole)
    values["hashtags"] = min(float(whole.count("#")), 5.0)
    values["titel"] = float(bool(title))
    values["lengte"] = float(words.bit_length())
    return values
