"""Names of organisations and groups in Dutch text: where a finder saw them, else by rules.

As in the corpus every named body counts: groups, associations, foundations, shops and companies, parties,
institutions, community centres. The rules go by the words that names begin with and by what names do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nlp.lexicon import first_names, municipalities, surnames
from nlp.words import FUNCTION_WORDS, MONTHS, OFFICES, TITLES, WEEKDAYS
from voorkant.text import fold

TYPES = (
    "Stichting Vereniging Coöperatie Cooperatie Energiecoöperatie Energiecooperatie "
    "Zorgcoöperatie Wooncoöperatie Dorpscoöperatie Dorpsbelang Dorpsbelangen Wijkbelang "
    "Wijkbelangen Buurtbelang Wijkraad Dorpsraad Buurtraad "
    "Stadsdorp Zorgdorp Buurtvereniging Wijkvereniging Dorpsvereniging Bewonersvereniging "
    "Bewonersgroep Bewonerscomité Bewonersplatform Bewonersinitiatief Bewonerscollectief "
    "Bewonersraad Huurdersvereniging Huurdersraad Huurdersplatform Werkgroep Comité "
    "Actiecomité Actiegroep Platform Initiatiefgroep Buurtgroep Oranjevereniging "
    "Oranjecomité Ondernemersvereniging Winkeliersvereniging Oudervereniging Ouderraad "
    "Speeltuinvereniging "
    "Tuinvereniging Volkstuinvereniging Voedselbank Buurtpreventie Buurtpreventieteam "
    "Wijkteam Klankbordgroep Belangenvereniging Historische_Vereniging Historische_Kring "
    "Heemkundekring Oudheidkamer IVN KNNV Doarpsbelang Energiekollektyf "
    "Belangengroep Natuurvereniging Milieugroep Natuurwerkgroep Fietsersbond "
    "Burgercollectief Burgerinitiatief Burgerberaad Burgerraad Wijkcoöperatie "
    "Wijkplatform Dorpsplatform Buurtplatform Buurtcomité Straatcomité Dorpscomité "
    "Wijkcomité Gebiedscoöperatie Buurtbus Buurtbusvereniging "
    "Kunstkring Muziekvereniging Toneelvereniging Zangvereniging Sportvereniging "
    "Voetbalvereniging IJsclub IJsvereniging Zwembadvereniging Activiteitencommissie "
    "Feestcommissie Dorpsteam Dorpsfonds Dorpstuin Buurttuin Moestuinvereniging "
    "Repair_Café Repaircafé Leefbaarheidsgroep Vrouwenvereniging"
).replace("_", " ")
_MULTI = (
    "Plaatselijk Belang",
    "Vrienden van",
    "Repair Café",
    "Repair Cafe",
    "Historische Vereniging",
    "Historische Kring",
    "Vereniging van",
    "Vereniging Vrienden",
    "Bewoners voor",
    "Burgers voor",
    "Ouders voor",
    "Buren voor",
    "Moeders voor",
    "Lokale Energie",
    "Plaatselijk",
)
_LEADS = "|".join(
    sorted(
        {
            re.escape(t)
            for t in (*TYPES.split(), *_MULTI)
            if t not in ("Repair", "Café", "Historische", "Vereniging_", "Kring")
        },
        key=lambda t: (-len(t), t),
    )
)
_CAP = r"(?:['’]?[A-ZÀ-Þ0-9][\w’'&!+-]*|['’]t)"
_GLUE = (
    r"(?:van|de|den|der|het|voor|en|in|op|aan|te|ter|ten|tot|tegen|zonder|bij|om|fan|foar|"
    r"&|['’]t|rond|rondom|onder|uit|over|met)"
)
_TAIL = rf"(?:\s(?:{_GLUE}\s){{0,3}}{_CAP}){{1,6}}"
_TYPED = re.compile(rf"(?<![\w-])(?P<name>(?:{_LEADS}){_TAIL})")
_LOWER_TYPED = re.compile(
    rf"\b(?:{_LEADS.lower()}|groep|buurtgroep|collectief|initiatief|actiegroep|stichting|"
    rf"beweging|club|clubje|bewonersclub|koor|café|bewonersgroep|partij|buurthuis|"
    rf"dorpswinkel|buurtmoestuin|buurtwinkel|buurtkamer|inloophuis)\s"
    rf"(?:(?:genaamd|met de naam|onder de "
    rf"naam)\s)?(?:[‘'“\"„](?P<quoted>[A-ZÀ-Þ0-9][^’'”\"\n]{{2,60}}(?:['’][a-z "
    rf"][^’'”\"\n]{{0,40}})?)[’'”\"]|"
    rf"(?P<name>{_CAP}(?:\s(?:{_GLUE}\s){{0,2}}{_CAP}){{0,5}}))"
)
_NAMED = re.compile(
    rf"\b(?:[Oo]nder de naam|met de naam|genaamd|heet|heten|gedoopt tot|noemt zich|noemen zich|"
    rf"noemen ze zich|naam van|ûnder de "
    rf"namme)\s(?:[‘'“\"„](?P<quoted>[^’'”\"\n]{{3,60}})[’'”\"]|"
    rf"(?P<name>{_CAP}(?:\s(?:{_GLUE}\s){{0,2}}{_CAP}){{0,5}}))"
)
_IMPERATIVE = re.compile(
    rf"(?<![\w-])(?P<name>(?:Red|Houd|Hou|Behoud|Stop|Geen|Bescherm|Laat|Handen|Nee|Help|"
    rf"Rêd|Hâld)\s(?:(?:{_GLUE}|af|tegen|geen|ons|onze|"
    rf"ús)\s){{0,3}}{_CAP}(?:\s(?:{_GLUE}\s){{0,2}}{_CAP}){{0,4}}(?:\s(?:open|leefbaar|"
    rf"groen|autovrij|vrij|heel|veilig))?)"
)
_ACTS = (
    r"(?:wil|willen|roept|verzamelt|organiseert|houdt|zoekt|strijdt|voert|heeft|vindt|"
    r"startte|start|begon|begint|ontstond|eist|pleit|vraagt|stapt|dient|diende|haalt|"
    r"zamelt|kreeg|krijgt|plant|opent|nodigt|staat|gaat|is|maakt|werkt|bestaat|telt|hoopt)"
)
_ACTOR = re.compile(
    rf"(?<![\w-])(?P<name>[A-ZÀ-Þ][a-zà-ÿ]+(?:\s(?:{_GLUE}\s){{0,2}}[A-ZÀ-Þ][a-zà-ÿ]+){{1,3}}|"
    rf"[A-ZÀ-Þ][a-zà-ÿ]+[A-Z][a-zA-Z]+)\s{_ACTS}\b"
)
#: what only those do who are somebody: a name in quotation marks before it is no saying, event or title
_ONLY_GROUPS = (
    r"(?:wil|roept|organiseert|zoekt|strijdt|eist|pleit|vraagt|dient|diende|haalt|zamelt|plant|nodigt|hoopt|"
    r"verzet|protesteert|tekende|tekent|overhandigt|overhandigde|helpt|biedt|bood)"
)
_FRIENDS = rf"Vrienden van(?:\s(?:het|de|den|der|['’]t))?\s{_CAP}(?:\s(?:{_GLUE}\s){{0,2}}{_CAP}){{0,4}}"
_QUOTED_NAME = r"[A-ZÀ-Þ][\w-]*(?:\s[\w-]+){1,4}"
_SURE = (
    re.compile(rf"(?<![\w-])(?P<name>{_FRIENDS})"),
    re.compile(rf"(?<!\w)[‘'“\"„](?P<name>{_QUOTED_NAME})[’'”\"]\s{_ONLY_GROUPS}\b"),
)
KNOWN = [
    "VVD",
    "CDA",
    "D66",
    "PvdA",
    "GroenLinks",
    "SGP",
    "ChristenUnie",
    "Volt",
    "FNP",
    "BBB",
    "PVV",
    "DENK",
    "SP",
    "FvD",
    "PvdD",
    "GGD",
    "GGZ",
    "RET",
    "GVB",
    "HTM",
    "VNG",
    "KNVB",
    "ANWB",
    "TenneT",
    "Liander",
    "Enexis",
    "Stedin",
    "ProRail",
    "NS",
    "Vitens",
    "Waternet",
    "Rijkswaterstaat",
    "Staatsbosbeheer",
    "Natuurmonumenten",
    "Milieudefensie",
    "Greenpeace",
    "Arriva",
    "Qbuzz",
    "Connexxion",
    "Keolis",
    "PostNL",
    "Rabobank",
    "Schiphol",
    "Humanitas",
    "Fietsersbond",
    "Natuurvisserij",
    "Defensie",
    "Omrin",
    "GroenLinks-PvdA",
    "Vattenfall",
    "Eneco",
    "Gasunie",
    "NAM",
]
_KNOWN = re.compile(
    rf"(?<![\w-])(?P<name>{'|'.join(map(re.escape, KNOWN))}|Rode Kruis|Raad van State|Leger "
    rf"des Heils|Partij voor de Dieren|Tweede Kamer|Veilig Verkeer Nederland|"
    rf"Gemeentebelangen|It Fryske Gea|[A-Z][a-z]+s? Landschap)(?![\w-])"
)
_INSTITUTION = re.compile(
    rf"\b(?P<name>(?:[Gg]emeente|[Pp]rovincie|[Ww]aterschap|[Hh]oogheemraadschap|"
    rf"[Vv]eiligheidsregio|[Zz]orggroep|[Bb]ank|[Tt]uincentrum|[Ss]nackbar|[Bb]istro|"
    rf"[Cc]afé|[Ee]etcafé|[Bb]akkerij|[Ss]lagerij|[Ww]oningcorporatie|[Cc]orporatie|"
    rf"[Oo]mroep|[Bb]oekhandel|[Hh]ospice|[Oo]mgevingsdienst|Lokaal|Leefbaar|Hart voor|Trots|Stem van|"
    rf"(?:[a-zà-ÿ]+|[A-Z][a-z]+)(?:school|vereniging|corporatie|winkel|centrum|club|fonds|"
    rf"koor|college|coöperatie|huis|theater|stichting|comité))\s{_CAP}(?:\s(?:(?:van|de|den|"
    rf"der|het|en|&|'t|’t)\s){{0,2}}{_CAP}){{0,3}})"
)
_CAMEL = re.compile(r"(?<![\w#@/.-])(?P<name>[A-ZÀ-Þ][a-zà-ÿ]{2,}(?:[A-Z][a-zà-ÿ]+)+)(?![\w./-])")
_TRAIL = re.compile(rf"(?:\s(?:{_GLUE}))+$|\s(?:Zaterdag|Zondag|Maandag|Dinsdag|Woensdag|Donderdag|Vrijdag)$")
_NOT_CAMEL = (
    "WhatsApp",
    "YouTube",
    "GroenLinks",
    "LinkedIn",
    "McDonald",
    "DigiD",
    "PvdA",
    "TikTok",
    "OneDrive",
    "JavaScript",
    "GitHub",
    "ChristenUnie",
    "PowerPoint",
    "FaceTime",
    "PostNL",
    "ProRail",
    "iPhone",
)
_GENERIC = frozenset(
    [
        "de",
        "het",
        "een",
        "en",
        "wijk",
        "dorp",
        "buurt",
        "gemeente",
        "stichting",
        "vereniging",
        "sportvereniging",
    ]
)


def find_organisations(text: str, named: Sequence[tuple[int, int]] | None = None) -> tuple[str, ...]:
    """Names of organisations in order of appearance, one spelling each: the fullest that the text has.

    `named`: where a finder (finder.py) saw names; without one the rules of this file say.
    """
    if named is None:
        found = sorted(_candidates(text), key=lambda c: (c[0], -c[1], c[2]))
    else:
        found = [(start, end, _clean(text[start:end])) for start, end in named]
    names: dict[str, str] = {}
    last = 0
    for start, end, name in found:
        if start < last:
            continue
        last = end
        key = _key(name)
        if key and (key not in names or len(name) > len(names[key])):
            names[key] = name
    return tuple(_merge(names))


def surely_named(text: str) -> list[tuple[int, int]]:
    """Where organisations are named in forms that leave no doubt, also to who learned otherwise."""
    return sorted(match.span("name") for pattern in _SURE for match in pattern.finditer(text))


def _candidates(text: str) -> Iterator[tuple[int, int, str]]:
    for pattern in (_LOWER_TYPED, _NAMED, _TYPED, _IMPERATIVE, _INSTITUTION, _ACTOR, _CAMEL, _KNOWN):
        for match in pattern.finditer(text):
            groups = match.groupdict()
            group = "quoted" if groups.get("quoted") else "name"
            name = _clean(match[group] or "")
            if _fits(pattern, name):
                yield match.start(group), match.start(group) + len(match[group]), name


def _clean(name: str) -> str:
    return _TRAIL.sub("", name.replace("’s", "'s").strip(" .,;:!-")).strip().rstrip("’'\"")


def _fits(pattern: re.Pattern[str], name: str) -> bool:
    words = name.split()
    if not words or words[0].lower() in MONTHS | WEEKDAYS or len(name) < 3 or "[" in name:
        return False
    if pattern is _ACTOR:
        return _is_group(words)
    if pattern is _CAMEL:
        return not name.startswith(_NOT_CAMEL)
    if pattern is _NAMED or pattern is _LOWER_TYPED:
        return words[0].lower() not in FUNCTION_WORDS or len(words) > 1
    return True


def _is_group(words: list[str]) -> bool:
    """Two capitalised words that act and are no person (those are masked), place or plain sentence start."""
    first = words[0]
    plain = first.lower() in FUNCTION_WORDS or first.lower() in TITLES | OFFICES or first in first_names()
    towns = {m.name for m in municipalities()}
    return (
        not plain
        and " ".join(words) not in towns
        and words[-1] not in surnames().sure
        and first not in ("Gemeente", "Raad", "College")
    )


def _key(name: str) -> str:
    words = [w for w in re.findall(r"\w+", fold(name)) if w not in _GENERIC]
    return " ".join(words)


def _merge(names: dict[str, str]) -> Iterator[str]:
    """`Stichting Groen Veen` and `Groen Veen` are one; the fuller name stands."""
    keys = list(names)
    for n, key in enumerate(keys):
        longer = any(k != key and f" {k} ".find(f" {key} ") >= 0 for m, k in enumerate(keys) if m != n)
        if not longer:
            yield names[key]
