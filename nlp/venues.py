"""Where a gathering is: the place named after (else before) its day."""

from __future__ import annotations

import re

_BUILDING = (
    r"(?:dorpshuis|doarpshûs|buurthuis|buurthûs|wijkcentrum|wijkgebouw|buurtcentrum|"
    r"wijkhuis|buurtkamer|mfc|mfa|multifunctioneel centrum|kulturhus|café|eetcafé|kerk|"
    r"tsjerke|"
    r"basisschool|school|zaal|bibliotheek|gemeentehuis|stadhuis|raadhuis|raadzaal|"
    r"stadskantoor|sporthal|sportpark|kantine|clubhuis|restaurant|theater|museum|"
    r"gymzaal|verenigingsgebouw|ontmoetingscentrum|gemeenschapshuis|trefpunt|aula|hotel|"
    r"molen|park|plein|speeltuin|moestuin|buurttuin|tuin|"
    r"hal|loods|boerderij|strand|haven|brug|markt|marktplein|station|watertoren|"
    r"gemeentewerf|stadhuisplein|dorpsplein|kapel|moskee|provinciehuis|schuur|kas|veld|"
    r"voetbalveld|grasveld|speelveld|parkeerplaats|ingang|brink|kade|wei|bos|hoek|winkel|"
    r"supermarkt|buurtsuper|voetbalkooi|kooi|poort|visafslag|centrum|kringloop|werkplaats|"
    r"sluis|dijk|vijver|huiskamer|hofje|dierenweide|zwembad|ijsbaan|tennisbaan)"
)
_CAP = r"(?:['’]?[A-ZÀ-Þ][\w’'&-]*|['’]t)"
_NAME = rf"{_CAP}(?:\s(?:(?:van|de|den|der|het|aan|in|op|en|onder|bij|te|ter|'t|’t)\s){{0,2}}{_CAP}){{0,4}}"
_ARTICLE = r"(?:(?:de|het|['’]t|onze|ons|ús|een|’t)\s)?"
_NOT = (
    r"(?!(?:maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|januari|februari|"
    r"maart|april|mei|juni|juli|augustus|september|oktober|november|december|Maandag|"
    r"Zaterdag)\b)"
)
_ADDRESS = (
    r"(?:,?\s(?:aan\s(?:de|het)\s)?[A-ZÀ-Þ][\w’'-]+(?:straat|laan|weg|plein|kade|dijk|"
    r"singel|pad|gracht|hof|steeg|dreef|wei|markt)(?:\s\d{1,4}\w?|\s\[adres\])?)?"
)
_VENUE = re.compile(
    rf"(?:\b(?:in|bij|by|op|aan|vanaf|voor|achter|rond|naast|te|naar|langs|rondom|foar|yn)|"
    rf"[Ll]ocatie:?|[Pp]laats:?|[Ww]aar:?|,|\(|@)\s"
    rf"(?P<place>{_ARTICLE}{_NOT}(?:(?:\w+\s)?{_BUILDING}(?:\s{_NAME})?|(?:hoek|"
    rf"ingang)\s{_NAME}|{_NAME}){_ADDRESS})(?![\w-])"
)
_PERSONAL = re.compile(
    r"^(?:[Ii]edereen|[Aa]anmelden|Neem|Kom|Meld|Gratis|Toegang|Zij|Wij|We|Er|Dan|Daar|Ook|"
    r"Doe|Wie|Voor|Info|Graag|Het|De|Je|Ik|Om|U|Hij|En|Na|Met|Alle|Nu|Een|Meer|Bij|Als|"
    r"Tot)$|\["
)


def find_venue(sentence: str, after: int) -> str:
    """The place nearest after a position, else nearest before it, as written; or ``""``."""
    matches = [
        m for m in _VENUE.finditer(sentence) if not _PERSONAL.search(m["place"].replace("[adres]", ""))
    ]
    later = [m for m in matches if m.start() >= after]
    chosen = later[0] if later else (matches[-1] if matches else None)
    return chosen["place"].strip(" ,.") if chosen else ""
