"""Where a text holds the address of a home (LAW 9).

The street stays, as it tells where something plays; number and postcode go. A street with a number is a home,
unless its sentence says that something public stands there (`Dorpshuis De Ark, Kerkstraat 4`, or
`Kerkstraat 4 (bibliotheek)`): people must be able to find a meeting. What is somebody's own is a home all the
same (`mijn loods`, `de garage van Wilma`). A range of houses (`12 t/m 30`) is nobody's home. Where the last
word of a street does not tell a street (`Buorren 31`), and for a number by itself (`op nummer 12`), somebody
must be said to live there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from nlp.lexicon import first_names, municipalities, surnames
from nlp.words import COUNTED_BEFORE, PLURAL_VERBS, word_set


class Span(NamedTuple):
    """A stretch of text, `text[start:end]`, and what it holds: the word of its placeholder."""

    start: int
    end: int
    kind: str


_STREET_END = (
    r"(?:straat|straatje|str\.|str|laan|laantje|weg|wegje|plein|pleintje|kade|dijk|dijkje|singel|pad|paadje|"
    r"park|gracht|hof|"
    r"hofje|steeg|steegje|dreef|markt|wal|haven|kamp|baan|oord|wijk|burg|plantsoen|ring|brink|erf|"
    r"horst|akkers?|veld|"
    r"kwartier|boulevard|allee|strjitte|wei|weide|dyk|leane|reed|wetering|vaart|donk|heide|steen|"
    r"poort|brug|esch?|"
    r"meent|warande|passage|stoep|eind|einde|hoek|berg|kruis|gaarde?|hage|borg|zoom|waard|stede|"
    r"sloot|werf|bos|vliet|"
    r"oever|kolk|mate|maten|tuin|tuinen|rade|hoeve|schans|tille|gors|beemd|landen|lanen)"
)
_NUMBER = (
    r"(?P<number>\d{1,4}(?:[\s-]?[a-zA-Z](?![\w/]))?"
    r"(?:[-/]\d{1,3}|\s?[-/]?\s?(?:bis|hs|huis|rood|zwart|I{1,3})\b)?)"
)
_NR = r"(?:nr\.?[ ]|nummer[ ]|huisnummer[ ]|no\.?[ ])?"
_POSTCODE = r"[1-9]\d{3}[ ]?[A-Z]{2}"
_AFTER = rf"(?![\w:]|[.,]\d)(?P<postcode>,?\s{{1,2}}{_POSTCODE}\b)?"
_ADDRESS = re.compile(rf"\b[A-ZÀ-Þ'’][\w'’.-]{{1,40}}?{_STREET_END}[ ]{_NR}{_NUMBER}{_AFTER}")
#: streets that are called by the bare word
_BARE = re.compile(
    r"(?:(?<=[,(] )|(?<=\()|(?<=\n)|\b(?:aan|op)[ ](?:de[ ]|het[ ]|['’]t[ ])?|\badres:?[ ]|\b(?:Oude|Nieuwe|"
    r"Lange|Korte|Hoge|Lage|Grote|Kleine)[ ])"
    r"(?:Straat|Laan|Weg|Plein|Kade|Dijk|Singel|Gracht|Steeg|Brink|Markt|Dorp|Dam|Hof|Wal|Haven|"
    r"Buorren|Ring|Esdoorn|Voorhout|Zand)"
    rf"[ ]{_NR}{_NUMBER}{_AFTER}"
)
#: `Laan van Meerdervoort 14`
_STREET_OF = re.compile(
    r"\b(?:Straat|Laan|Weg|Plein|Kade|Dijk|Singel|Gracht|Steeg|Hof|Pad|Plantsoen|Dreef)(?=[ ])"
    r"(?:[ ](?:van|de|der|den|het|['’]t|ter|ten|tot|op|in|aan|naar|over|en)){0,3}"
    rf"(?:[ ][A-ZÀ-Þ][\w'’.-]{{1,30}}){{1,3}}[ ]{_NR}{_NUMBER}{_AFTER}"
)
#: in lower case only what is a street and little else, where somebody lives
_LOWER = re.compile(
    r"(?<![\w-])[a-zà-ÿ'’-]{2,30}?(?:straat|str\.|laan|weg|plein|kade|dijk|singel|pad|gracht|hof|steeg|dreef|plantsoen)"
    rf"[ ]{_NR}{_NUMBER}{_AFTER}"
)
_STREET_POSTCODE = re.compile(rf"\b[A-Za-zÀ-ÿ'’-]{{2,40}}[ ]{_NR}{_NUMBER},?\s{{1,2}}{_POSTCODE}\b")
#: any name with a number, where somebody lives or receives
_NAMED = re.compile(
    rf"(?<!\w)(?P<name>[A-ZÀ-Þ][a-zà-ÿ'’-]{{2,30}})[ ]{_NUMBER}(?=[.,;)\n?!]|[ ](?:in|te|waar)[ ]|$)"
)
_BY_NUMBER = re.compile(rf"\b(?P<word>huisnummer|nummer|nr\.?)[ ]{_NUMBER}(?![\w-]|[.,:]\d|%)", re.IGNORECASE)
_POSTCODE_NUMBER = re.compile(
    rf"(?<!\w){_POSTCODE}[,\s-]{{0,3}}(?:nr\.?\s|nummer\s|"
    rf"huisnummer\s)?\d{{1,4}}(?:\s?[a-zA-Z](?!\w))?(?!\w|[.:]\d)"
)
_YEAR = re.compile(r"(?:19|20)\d\d$")
_NO_STREETS = word_set(
    "Antwoord Voorwoord Nawoord Achterhoek Woord Noord Moord Record Akkoord Maatstaf Vraag"
)
_RANGE_AFTER = re.compile(r"^\s?(?:t/m|tot|t\.?e\.?m\.?|en\s\d|hoog\b)", re.IGNORECASE)
_COUNTED = re.compile(
    r"^\s?(?:%|(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|"
    r"december|uur|meter|"
    r"m2|km|kilometer|jaar|procent|euro|keer|graden|ton|kilo|miljoen|bij|x|werd|wordt)\b|"
    r"(?P<noun>(?:[a-zà-ÿ-]{3,20}e[ ])?[a-zà-ÿ-]{2,25}(?:en|s))\b)"
)
_HOME = re.compile(
    r"\b(?:thuis|huis aan huis|bij (?:mij|ons)|aan (?:onze|mijn) (?:keuken)?tafel|(?:mijn|ons|"
    r"m'n) (?:huis|adres|voordeur|deur)|"
    r"woon\w*|wonen\w*|wonend\w*|adres|afgeven|inleveren|afhalen|ophalen|op te halen|bezorg\w*|langsbrengen|"
    r"melden|kom langs|langskomen|sleutel|garage|keukentafel|"
    r"schuur|aanbellen|bel aan|brievenbus|in de bus (?:doen|gooien|stoppen)|deur|buurman|buurvrouw|buren|"
    r"familie|gezin|mijn (?:moeder|"
    r"vader|oma|opa|ouders)|koffie)\b"
)
_HIS = re.compile(r"\b(?:bij|naar|van|aan)[ ](?:(?:de )?(?:fam\.?|familie)[ ])?(?P<name>[A-ZÀ-Þ][a-zà-ÿ]+)\b")
#: what stands before the last word of a street, which may have two: `, Zeven Provinciën 88`
_LEADS_TO = re.compile(r"(?:, |\b(?:aan|op) (?:de |het |['’]t )?|: )(?:[A-ZÀ-Þ][\w'’-]+ )?$")
_SIGN_UP = re.compile(r"\b(?:aanmeld\w*|opgave|opgeven|inschrijven)\b", re.IGNORECASE)
_LIVES_AFTER = re.compile(r"[,.;]?\s(?:en )?(?:daar|waar|hier)\s(?:\w{1,15}\s){0,2}(?:woon|wonen|woont)\b")
_WRITER = re.compile(
    r"\b(?:[A-Z]\.|(?P<first>[A-ZÀ-Þ][a-zà-ÿ]+))[ ](?:[a-z]+[ ]){0,2}[A-ZÀ-Þ][\w-]+,\s{1,2}$"
)
_TOWN = re.compile(r"(?:,[ ]|[ ](?:in|te)[ ])([A-ZÀ-Þ][\w' -]+?)(?=[.,;)\n]|[ ][a-z]|$)")
_OWN = re.compile(
    r"\b(?:mijn|m['’]n|zijn|z['’]n|haar)[ ](?:\w{2,15}[ ])?(?:garage|loods|schuur|tuin|boerderij|"
    r"werkplaats|atelier|"
    r"huiskamer|kantoor|keuken|pand|oprit)\b"
)
_PUBLIC = re.compile(
    r"\b(?:dorpshuis|buurthuis|wijkcentrum|wijkgebouw|buurtcentrum|buurthûs|doarpshûs|mfc|mfa|"
    r"multifunctionele|"
    r"kulturhus|café|eetcafé|kerk|school|basisschool|zaal|bibliotheek|bieb|gemeentehuis|stadhuis|"
    r"stadskantoor|sporthal|"
    r"sportpark|kantine|clubhuis|restaurant|theater|museum|gymzaal|verenigingsgebouw|ontmoetingscentrum|"
    r"gemeenschapshuis|trefpunt|aula|hotel|winkel|apotheek|werkplaats|loods|gebouw|pand|kazerne|"
    r"station|inloophuis|"
    r"locatie|centrum|stichting|supermarkt|bakkerij|boekhandel|kantoor|hal|markthal|zwembad|speeltuin|manege|"
    r"boerderij|tuin|moestuin|kapel|synagoge|moskee|buurtkamer|cultuurhuis|poppodium|filmhuis|"
    r"galerie|atelier|"
    r"autogarage|parkeergarage|kringloop|dorpshuiskamer|repair|scouting|molen|brouwerij|depot|"
    r"gemeentewerf|milieustraat|gezondheidscentrum|"
    r"huisartsenpost|verzorgingshuis|verpleeghuis|ziekenhuis|bedrijf|salon)\w{0,12}\b"
)
#: `De Ark, Kerkstraat 4`: something with a name of its own
_VENUE = re.compile(r"\b(?:[Dd]e|[Hh]et|'t|’t)[ ](?:[A-ZÀ-Þ][\w'’-]+[ ]?){1,3}[,(]\s?(?:aan de |aan het )?$")
_VENUE_AFTER = re.compile(r"^,?[ ]?\((?:[^)\n]{0,30})")


def find_addresses(text: str) -> Iterator[Span]:
    """The numbers and postcodes of homes; spans may overlap."""
    for pattern in (_ADDRESS, _BARE, _STREET_OF, _STREET_POSTCODE):
        for match in pattern.finditer(text):
            if _is_home(text, match):
                yield Span(match.start("number"), match.end(), "adres")
    for match in _LOWER.finditer(text):
        if _lower_home(text, match):
            yield Span(match.start("number"), match.end(), "adres")
    for match in _NAMED.finditer(text):
        if match["name"].lower() not in COUNTED_BEFORE and _lived_at(text, match):
            yield Span(*match.span("number"), "adres")
    for match in _BY_NUMBER.finditer(text):
        if _is_house_number(text, match):
            yield Span(*match.span("number"), "adres")
    for match in _POSTCODE_NUMBER.finditer(text):
        if not _is_count(text, match):
            yield Span(*match.span(), "adres")


def _sentence_before(text: str, start: int, length: int) -> str:
    """What the sentence says before a position, at most so many characters of it."""
    return re.split(r"[!?\n]|\.\s", text[max(0, start - length) : start])[-1]


def _is_home(text: str, match: re.Match[str]) -> bool:
    if match[0].split(" ")[0] in _NO_STREETS or _YEAR.match(match["number"]) or _is_count(text, match):
        return False
    before = _sentence_before(text, match.start(), 110)
    return not _is_public(before, text[match.end() : match.end() + 32])


def _is_public(before: str, after: str) -> bool:
    inside = _VENUE_AFTER.match(after)
    if inside and _PUBLIC.search(inside[0].lower()):
        return True
    if (venue := _VENUE.search(before)) and not any(w in surnames() for w in re.findall(r"\w+", venue[0])):
        return True
    buildings = list(_PUBLIC.finditer(before.lower()))
    return bool(buildings) and not _OWN.search(before) and not _owner(before[buildings[-1].start() :])


def _owner(part: str) -> bool:
    """`garage van Wilma aan de`: whose it is."""
    return any(m["name"] in first_names().sure for m in _HIS.finditer(part)) or bool(_HOME.search(part))


def _is_count(text: str, match: re.Match[str]) -> bool:
    """A range of houses, a measure, or a number of things: `in de Herfterlaan 14 zieke essen`."""
    rest = text[match.end() : match.end() + 50]
    if "postcode" in match.re.groupindex and match["postcode"]:
        return False
    low, _, high = match[0].rpartition(" ")[2].partition("-")
    if low.isdigit() and high.isdigit() and int(high) > int(low) + 8:
        return True
    counted = _COUNTED.match(rest)
    if counted and counted["noun"]:
        return counted["noun"].split()[0] not in PLURAL_VERBS
    return bool(counted or _RANGE_AFTER.match(rest))


def _lived_at(text: str, match: re.Match[str]) -> bool:
    """Whether somebody lives or receives there: `bij mij thuis, Entinge 22`, `G. Poortinga, Lanen 17`."""
    start = match.start()
    if match["name"] in first_names() or _YEAR.match(match["number"]) or _is_count(text, match):
        return False
    if _own_line(text, match) or _town_after(text[match.end() : match.end() + 40]):
        return True
    writer = _WRITER.search(text[max(0, start - 50) : start])
    if writer and (writer["first"] is None or writer["first"] in first_names()):
        return True
    return bool(_LIVES_AFTER.match(text, match.end())) or _leads_home(text, start)


def _lower_home(text: str, match: re.Match[str]) -> bool:
    """Written in lower case a street must be said to be where somebody lives or takes names."""
    if not _is_home(text, match):
        return False
    before = _sentence_before(text, match.start(), 60)
    return _leads_home(text, match.start()) or bool(_LEADS_TO.search(before) and _SIGN_UP.search(before))


def _leads_home(text: str, start: int) -> bool:
    """Whether the sentence says before an address that somebody lives there: `bij mij thuis: `."""
    before = _sentence_before(text, start, 60)
    if not _LEADS_TO.search(before):
        return False
    opening = before.lstrip()
    lives = _HOME.search(opening[:1].lower() + opening[1:])
    return bool(lives or any(m["name"] in first_names().sure for m in _HIS.finditer(before)))


def _own_line(text: str, match: re.Match[str]) -> bool:
    """Below a letter, an address has a line of its own."""
    return text[match.start() - 1 : match.start()] == "\n" and text[match.end() : match.end() + 1] in (
        "",
        "\n",
    )


def _town_after(rest: str) -> bool:
    """`Entinge 22, Dalen`, `Entinge 22 in Dalen`."""
    town = _TOWN.match(rest)
    return town is not None and any(m.name == town[1] for m in municipalities())


def _is_house_number(text: str, match: re.Match[str]) -> bool:
    if match["word"].lower() == "huisnummer":
        return True
    before = text[max(0, match.start() - 60) : match.start()]
    after = text[match.end() : match.end() + 40]
    words = before.split()
    if (words and words[-1].lower() in COUNTED_BEFORE) or re.search(r"\b(?:\w*lijst|stem\w*|punt)\b", before):
        return False
    his = any(m["name"] in first_names() for m in _HIS.finditer(before))
    return his or bool(_HOME.search(before.lower()) or re.match(r"[, ]{0,2}(?:\w+ )?woon", after))
