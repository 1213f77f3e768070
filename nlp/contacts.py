"""Where a text holds an e-mail address, phone number, IBAN, BSN, home address or account (LAW 9).

Every pattern starts at a boundary and is bounded in length, so that the time grows with the text's length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of text, `text[start:end]`, and what it holds: the word of its placeholder."""

    start: int
    end: int
    kind: str


URL = re.compile(r"(?<![\w@])(?:https?://|www\.)[^\s<>\"'“”‘’\])]{1,2000}", re.IGNORECASE)
HASHTAG = re.compile(r"(?<![\w/])#\w{1,100}")
_EMAIL = re.compile(
    r"(?<![\w.+-])(?:mailto:)?[\w.+'-]{1,64}(?:@|\s?[\[({]\s?(?:at|apenstaartje)\s?[\])}]\s?)"
    r"(?:[\w-]{1,63}(?:\.|\s?[\[(]\s?(?:dot|punt)\s?[\])]\s?|\s(?:punt)\s(?=(?:nl|com|org|"
    r"eu|frl)\b))){1,5}[a-z]{2,18}(?![\w])",
    re.IGNORECASE,
)
_SEPARATOR = r"[ \t\u00a0./()\u2010-\u2015-]{0,4}"
_DUTCH_PHONE = re.compile(
    rf"(?<![\w+.,/-])(?:\(?(?:\+|00)\s?31\)?{_SEPARATOR}(?:0{_SEPARATOR})?|"
    rf"\(?0)(?:[1-9])(?:{_SEPARATOR}\d){{8}}(?!\d)"
)
_FOREIGN_PHONE = re.compile(r"(?<![\w+])(?:\+|00)(?!31)[1-9]\d{0,2}(?:[ ./()-]{0,2}\d){7,11}(?!\d)")
_SERVICE_PHONE = re.compile(r"^0[89]00")
_DATE = re.compile(r"^0?\d[-./ ]\d{1,2}[-./ ](?:19|20)\d\d(?!\d)|^\d\d[.:]\d\d ?[-–—] ?\d\d[.:]\d\d")
_IBAN = re.compile(
    r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[ \u00a0.-]?[A-Z0-9]){11,30}(?![A-Za-z0-9])", re.IGNORECASE
)
_IBAN_LENGTH = {"NL": 18, "BE": 16, "DE": 22, "FR": 27, "GB": 22, "ES": 24, "PL": 28, "TR": 26, "LU": 20}
_BSN = re.compile(r"(?<![\w.,+-])\d{2,4}(?:[. ]?\d{2,3}){2}(?![\w-]|[.,]\d)")
_BSN_WORD = re.compile(r"\b(?:bsn|sofi|burgerservicenummer)", re.IGNORECASE)
_MONEY_BEFORE = re.compile(r"(?:€|eur|euro)\s?$", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w@./])@[A-Za-z0-9_](?:[\w.-]{0,60}\w)?(?:@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4})?")
_REDDIT = re.compile(r"(?<![\w.])/?u/[\w-]{2,30}(?![\w/])")
_URL_ACCOUNT = re.compile(
    r"(?<=/)(?:@[\w.-]{1,60}(?:@[\w.-]{1,60})?)|(?<=/u/)[\w-]+|(?<=/user/)[\w.-]+|(?<=/profile/)[\w.:-]+"
)
STREET_END = (
    r"(?:straat|straatje|laan|laantje|weg|wegje|plein|pleintje|kade|dijk|dijkje|singel|pad|"
    r"paadje|park|gracht|hof|hofje|"
    r"steeg|steegje|dreef|markt|wal|haven|kamp|baan|oord|wijk|burg|plantsoen|ring|brink|"
    r"erf|horst|akker|akkers|"
    r"veld|kwartier|boulevard|allee|strjitte|wei|dyk|leane|reed|wetering|vaart|donk|heide|"
    r"steen|poort|brug|es|meent|"
    r"warande|passage|stoep|eind|einde|hoek|berg|kruis|gaard|gaarde|hage|borg|zoom|waard|"
    r"stede|sloot|werf|bos|esch)"
)
_HOUSE_NUMBER = r"\d{1,4}(?:\s?[a-zA-Z](?![\w]))?(?:[-/ ]?(?:\d{1,3}|[IVX]{1,4}|hs|bis|rood))?"
_POSTCODE = r"[1-9]\d{3}\s?[A-Z]{2}"
_ADDRESS = re.compile(
    rf"\b[A-ZÀ-Þ'’][\w'’.-]{{1,40}}?{STREET_END}\s(?:nr\.?\s|nummer\s|huisnummer\s)?"
    rf"(?P<number>\d{{1,4}}(?:\s?[a-zA-Z](?!\w))?(?:[-/]\d{{1,3}})?)(?![\w:]|"
    rf"[.,]\d)(?P<postcode>,?\s{{1,2}}{_POSTCODE}\b)?"
)
_STREET_WORDS = re.compile(
    rf"\b(?:straat|laan|weg|plein|kade|dijk|singel|gracht|steeg|Brink|Markt|Dorp|Singel|"
    rf"Kade|Dijk|Dam|Hof|Wal|Haven)"
    rf"\s(?:nr\.?\s|nummer\s)?(?P<number>\d{{1,4}}(?:\s?[a-zA-Z](?!\w))?)(?![\w:]|"
    rf"[.,]\d)(?P<postcode>,?\s{{1,2}}{_POSTCODE}\b)"
)
_HOUSE_NUMBER_WORD = re.compile(
    r"\b(?:huisnummer|op nummer|op nr\.?)\s(?P<number>\d{1,4}(?:\s?[a-zA-Z](?!\w))?)(?!\w)"
)
_POSTCODE_NUMBER = re.compile(
    rf"(?<!\w){_POSTCODE}[,\s-]{{0,3}}(?:nr\.?\s|nummer\s|"
    rf"huisnummer\s)?\d{{1,4}}(?:\s?[a-zA-Z](?!\w))?(?!\w|[.:]\d)"
)
_MEASURE_AFTER = re.compile(
    r"^\s?(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|"
    r"november|december|uur|meter|m2|km|"
    r"kilometer|mensen|bewoners|jaar|woningen|bomen|huizen|procent|%|euro|keer|dagen|weken|"
    r"auto|parkeer|lang|zonnep|nieuwe)",
    re.IGNORECASE,
)
_PUBLIC_BUILDING = re.compile(
    r"\b(?:dorpshuis|buurthuis|wijkcentrum|wijkgebouw|buurtcentrum|buurthûs|doarpshûs|mfc|"
    r"mfa|multifunctionele|kulturhus|café|eetcafé|"
    r"kerk|school|basisschool|zaal|bibliotheek|gemeentehuis|stadhuis|stadskantoor|sporthal|"
    r"sportpark|kantine|clubhuis|"
    r"restaurant|theater|museum|gymzaal|verenigingsgebouw|ontmoetingscentrum|"
    r"gemeenschapshuis|trefpunt|aula|hotel|"
    r"winkel|apotheek|werkplaats|loods|gebouw|pand|kulturhus|kazerne|station|inloophuis|"
    r"huiskamer|locatie|centrum|stichting|"
    r"supermarkt|bakkerij|boekhandel|kantoor|hal|markthal|zwembad|speeltuin|manege|"
    r"boerderij|tuin|moestuin|kapel|synagoge|"
    r"moskee|buurtkamer|cultuurhuis|poppodium|filmhuis|galerie|atelier|garage|kringloop|"
    r"dorpshuiskamer|repair)\w{0,12}\b[^.!?\n]{0,60}$",
    re.IGNORECASE,
)


def find_contacts(text: str) -> list[Span]:
    """All contacts of a text in no particular order; spans may overlap."""
    urls = [m.span() for m in URL.finditer(text)]
    spans = [Span(*m.span(), "e-mail") for m in _EMAIL.finditer(text)]
    spans += _phones(text, urls)
    spans += [
        Span(m.start(), m.start() + n, "iban") for m in _IBAN.finditer(text) if (n := _iban_length(m[0]))
    ]
    spans += [
        Span(*m.span(), "bsn")
        for m in _BSN.finditer(text)
        if _is_bsn(text, m) and not _inside(m.start(), urls)
    ]
    spans += _addresses(text)
    spans += _accounts(text, urls)
    return spans


def _inside(position: int, ranges: list[tuple[int, int]]) -> bool:
    return any(start <= position < end for start, end in ranges)


def _phones(text: str, urls: list[tuple[int, int]]) -> Iterator[Span]:
    for match in (*_DUTCH_PHONE.finditer(text), *_FOREIGN_PHONE.finditer(text)):
        digits = re.sub(r"\D", "", match[0])
        if _SERVICE_PHONE.match(digits) or _DATE.match(match[0]) or _inside(match.start(), urls):
            continue
        yield Span(*match.span(), "telefoon")


def _iban_length(found: str) -> int:
    """How many characters of a candidate are a valid IBAN (ISO 13616, mod 97), 0 when none are."""
    wanted = _IBAN_LENGTH.get(found[:2].upper())
    positions = [n for n, c in enumerate(found) if c.isalnum()]
    lengths = [wanted] if wanted else list(range(min(len(positions), 34), 14, -1))
    for length in lengths:
        if length <= len(positions):
            plain = "".join(found[n] for n in positions[:length]).upper()
            if plain.isascii() and int("".join(str(int(c, 36)) for c in plain[4:] + plain[:4])) % 97 == 1:
                return positions[length - 1] + 1
    return 0


def _is_bsn(text: str, match: re.Match[str]) -> bool:
    digits = re.sub(r"\D", "", match[0])
    near = bool(_BSN_WORD.search(text[max(0, match.start() - 40) : match.start()]))
    if len(digits) == 8 and near:
        digits = "0" + digits
    if (
        len(digits) != 9
        or int(digits) == 0
        or _MONEY_BEFORE.search(text[max(0, match.start() - 5) : match.start()])
    ):
        return False
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(w * int(d) for w, d in zip(weights, digits, strict=True)) % 11 == 0 or near


def _addresses(text: str) -> Iterator[Span]:
    for pattern in (_ADDRESS, _STREET_WORDS, _HOUSE_NUMBER_WORD):
        for match in pattern.finditer(text):
            if not _is_public(text, match):
                yield Span(match.start("number"), match.end(), "adres")
    for match in _POSTCODE_NUMBER.finditer(text):
        if not _MEASURE_AFTER.match(text[match.end() : match.end() + 14]):
            yield Span(*match.span(), "adres")


def _is_public(text: str, match: re.Match[str]) -> bool:
    """A meeting place's address is no home address; a number that counts something is none at all."""
    before = text[max(0, match.start() - 90) : match.start()]
    return bool(_PUBLIC_BUILDING.search(before) or _MEASURE_AFTER.match(text[match.end() : match.end() + 14]))


def _accounts(text: str, urls: list[tuple[int, int]]) -> Iterator[Span]:
    for pattern in (_HANDLE, _REDDIT):
        for match in pattern.finditer(text):
            if not _inside(match.start(), urls):
                yield Span(*match.span(), "account")
    for start, end in urls:
        yield from (
            Span(start + m.start(), start + m.end(), "account")
            for m in _URL_ACCOUNT.finditer(text[start:end])
        )
