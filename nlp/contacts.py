"""Where a text holds an e-mail address, phone number, IBAN, BSN, home (addresses.py) or account (LAW 9).

Accounts are in accounts.py, numbers told in words in spoken_numbers.py.
Every pattern starts at a boundary and is bounded in length, so that the time grows with the text's length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.accounts import find_accounts, inside, names_account
from nlp.addresses import Span, find_addresses
from nlp.spoken_numbers import spoken_phones

URL = re.compile(r"(?<![\w@])(?:https?://|www\.)[^\s<>\"'“”‘’\])]{1,2000}", re.IGNORECASE)
#: the same, and as a page shows one: `petities.nl/petities/red-de-linden`
_BARE_PAGE = r"(?<![\w@.-])[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}(?::\d{1,5})?/\S{0,2000}"
PAGE = re.compile(rf"{URL.pattern}|{_BARE_PAGE}", re.IGNORECASE)
HASHTAG = re.compile(r"(?<![\w/])#\w{1,100}")
#: what people write for @ and for a dot to keep mail from machines
_AT = (
    r"(?:\s?[@＠]\s?|\s?[\[({<]\s?(?:at|a|@|apenstaartje|apestaartje)\s?[\])}>]\s?|\s(?:apenstaartje|"
    r"apestaartje)\s)"
)
_DOT = (
    r"(?:\.|\s?[\[({<]\s?(?:dot|punt|\.)\s?[\])}>]\s?|\s(?:punt|dot)\s(?=\w{2,18}\b)|\s\.\s?(?=(?:nl|com|"
    r"org|net|eu|frl)\b))"
)
_EMAIL = re.compile(
    rf"(?<![\w.+-])(?:mailto:)?[\w.+'-]{{1,64}}{_AT}(?:[\w-]{{1,63}}{_DOT}){{1,5}}[a-z]{{2,18}}(?!\w)",
    re.IGNORECASE,
)
#: every form of e-mail address has one of these; most texts have none, and need not be searched further
_SIGN_OF_EMAIL = re.compile(
    r"[@＠]|[\[({<]\s?(?:at|a|apen?staartje)\b|\s(?:at|apen?staartje)\s", re.IGNORECASE
)
_SPOKEN_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}\sat\s[\w-]{1,63}\s(?:punt|dot)\s(?:nl|com|org|net|eu|frl)\b", re.IGNORECASE
)
_DIGIT = re.compile(r"\d")
_SEPARATOR = r"[ \t\u00a0._/()\u2010-\u2015-]{0,4}"
#: not inside a number or a code; a word may stand right before it: `Tel.06-12345678`
_ALONE = r"(?<![\w+])(?<!\d[.,/-])(?<![/-])"
#: `mobiel06-12345678`
_GLUED = r"(?<=[a-z]{3})(?=[0+])"
_WHOLE_PHONE = (
    rf"(?:\(?(?:\+|00)\s?31\)?{_SEPARATOR}(?:0{_SEPARATOR})?|\(?[0oO](?=\D{{0,4}}\d))"
    rf"[1-9](?:{_SEPARATOR}\d){{8}}(?!\d)"
)
_DUTCH_PHONE = re.compile(rf"(?:{_ALONE}|{_GLUED}){_WHOLE_PHONE}")
#: right behind another: `030-1234567/06-87654321`
_NEXT_PHONE = re.compile(rf"[/,.;|–-](?P<number>{_WHOLE_PHONE})")
#: +31 without its plus, or 06 without its nought: any number may look so, thus only where one is to be called
_BARE_PHONE = re.compile(rf"{_ALONE}(?:31 ?[1-9]|6)(?:[ .-]?\d){{8}}(?![\w-]|[.,]\d)")
#: links by which one calls or writes to a number
_LINKED_PHONE = re.compile(
    r"(?:\bwa\.me/|\bsignal\.me/#p/|[?&]phone=)(?P<number>(?:\+|%2B)?\d{7,15})(?!\d)", re.IGNORECASE
)
#: a number with a digit too few or too many is still somebody's: a mobile one, one with an area code of four
_MISCOUNTED = re.compile(
    rf"{_ALONE}0?6\s?[-–.]\s?\d(?:[ .-]?\d){{6,8}}(?!\d)|{_ALONE}06\d{{7}}(?:\d{{2}})?(?!\d)|"
    rf"{_ALONE}0[1-57]\d\d\s?[-–]\s?\d(?:[ .]?\d){{6}}(?!\d)"
)
#: without area code, as a village paper prints it
_LOCAL_PHONE = re.compile(
    r"\b(?:tel(?:efoon)?(?:nummer|nr\.?)?|☎|"
    r"📞)[.:]{0,2}\s{0,2}(?P<number>[1-9]\d{2}(?:[ .-]?\d){3,4})(?![\w-]|[.,]\d)",
    re.IGNORECASE,
)
_FOREIGN_PHONE = re.compile(r"(?<![\w+])(?:\+|00)(?!31)[1-9]\d{0,2}(?:[ ./()-]{0,2}\d){7,11}(?!\d)")
#: free and paid numbers, and the short one of a municipality: few of them are a person's, but who could tell
_SERVICE_PHONE = re.compile(
    r"(?<![\w+.,/-])(?:0|(?:\+|00)31[ .-]?)(?:800|90[069])(?:[ .-]?\d){4,7}(?!\d)|"
    r"(?<![\w+.,/-])14 ?0[1-9]\d{1,2}(?![\w-]|[.,]\d)"
)
#: `0900-1700`, `14 020 mensen` are telephone numbers only when somebody is to be called
_HOURS = re.compile(r"0[89]00[ -]?(?:[01]\d|2[0-3])[0-5]\d$")
_NUMBER_OF = re.compile(r"^ (?:euro|man|stuks|leden|[a-z]{3,}e[nr])\b")
_CALLING = re.compile(
    r"\b(?:bel(?:t|len)?|tel(?:efoon\w*)?|(?:whats)?app(?:en|je|t)?|sms(?:en|je|t)?|mob(?:iel\w*)?|gsm|signal|"
    r"nummer)\b\W{0,3}(?:\w+\W){0,2}$",
    re.IGNORECASE,
)
_DATE = re.compile(r"^0?\d[-./ ]\d{1,2}[-./ ](?:19|20)\d\d(?!\d)|^\d\d[.:]\d\d ?[-–—] ?\d\d[.:]\d\d")
_IBAN = re.compile(
    r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[ \u00a0.-]?[A-Z0-9]){11,30}(?![A-Za-z0-9])", re.IGNORECASE
)
_IBAN_LENGTH = {"NL": 18, "BE": 16, "DE": 22, "FR": 27, "GB": 22, "ES": 24, "PL": 28, "TR": 26, "LU": 20}
#: written in groups, as only account numbers are: wrong check digits then are a slip of somebody's pen
_IBAN_IN_GROUPS = re.compile(r"NL\d\d([ \u00a0.-])[A-Z]{4}\1\d{4}\1\d{4}\1\d\d(?!\d)", re.IGNORECASE)
_DUTCH_IBAN = re.compile(r"NL\d\d[ \u00a0.-]?[A-Z]{4}(?:[ \u00a0.-]?\d){10}(?!\d)", re.IGNORECASE)
_PAYING = re.compile(
    r"\b(?:iban|rek(?:ening|ken|\.)|bank|giro|gireer|overm|maak|stort|doneer|doner|betaal|bijdrage|gift)",
    re.IGNORECASE,
)
#: where money goes: `kan op NL…`
_ONTO = re.compile(r"\b(?:op|naar|via|aan)[:\s]{1,2}$", re.IGNORECASE)
_BSN = re.compile(
    r"(?<![\w+-])(?<!\d[.,])(?:\d{8,9}|\d{3}(?P<sign>[. -])\d{3}(?P=sign)\d{3}|"
    r"\d{4}(?P<mark>[. -])\d{2}(?P=mark)\d{3})(?![\w-]|[.,]\d)"
)
_BSN_WORD = re.compile(r"\b(?:bsn|sofi|burgerservicenummer)", re.IGNORECASE)
_NO_BSN_BEFORE = re.compile(
    r"(?:(?:€|eur|euro)\s?|\b(?:rsin|fiscaal|kvk|btw)\b\W{0,3}(?:nummer|nr)?\W{0,3})$", re.IGNORECASE
)


def find_contacts(text: str) -> list[Span]:
    """All contacts of a text in no particular order; spans may overlap."""
    urls = [m.span() for m in URL.finditer(text)]
    addresses = (_EMAIL, _SPOKEN_EMAIL) if _SIGN_OF_EMAIL.search(text) else ()
    spans = [
        Span(*m.span(), "e-mail") for p in addresses for m in p.finditer(text) if not names_account(m[0])
    ]
    spans += spoken_phones(text)
    if _DIGIT.search(text):
        spans += _numbers(text, urls)
        spans += find_addresses(text)
    spans += find_accounts(text, urls)
    return spans


def _numbers(text: str, urls: list[tuple[int, int]]) -> Iterator[Span]:
    yield from _phones(text, urls)
    for match in _IBAN.finditer(text):
        if length := _iban_length(text, match):
            yield Span(match.start(), match.start() + length, "iban")
    for match in _BSN.finditer(text):
        if _is_bsn(text, match) and not inside(match.start(), urls):
            yield Span(*match.span(), "bsn")


def _phones(text: str, urls: list[tuple[int, int]]) -> Iterator[Span]:
    for pattern in (_DUTCH_PHONE, _MISCOUNTED, _FOREIGN_PHONE, _SERVICE_PHONE, _BARE_PHONE):
        for match in pattern.finditer(text):
            if not (_DATE.match(match[0]) or inside(match.start(), urls) or _is_count(text, match)):
                yield _balanced(text, *match.span())
                yield from _following(text, match.end())
    for pattern in (_LOCAL_PHONE, _LINKED_PHONE):
        yield from (Span(*m.span("number"), "telefoon") for m in pattern.finditer(text))


def _following(text: str, end: int) -> Iterator[Span]:
    """The numbers that are glued to one that ends here."""
    while match := _NEXT_PHONE.match(text, end):
        yield _balanced(text, *match.span("number"))
        end = match.end()


def _balanced(text: str, start: int, end: int) -> Span:
    """Without a bracket that closes after the number, as in `(06-12345678)`."""
    number = text[start:end]
    return Span(start + (number.count("(") > number.count(")")), end, "telefoon")


def _is_count(text: str, match: re.Match[str]) -> bool:
    """Whether what may be a number to call is hours, a number of things or any other number."""
    if match.re not in (_SERVICE_PHONE, _BARE_PHONE):
        return False
    if _CALLING.search(text[max(0, match.start() - 30) : match.start()]):
        return False
    return match.re is _BARE_PHONE or bool(
        _HOURS.match(match[0]) or _NUMBER_OF.match(text[match.end() : match.end() + 30])
    )


def _iban_length(text: str, match: re.Match[str]) -> int:
    """How many characters of a candidate are an IBAN (ISO 13616, mod 97), 0 when none are.

    A Dutch one with wrong check digits counts when it is written or spoken of as an account: a slip of the
    pen is as personal.
    """
    found = match[0]
    wanted = _IBAN_LENGTH.get(found[:2].upper())
    positions = [n for n, c in enumerate(found) if c.isalnum()]
    lengths = [wanted] if wanted else list(range(min(len(positions), 34), 14, -1))
    for length in lengths:
        if length <= len(positions):
            plain = "".join(found[n] for n in positions[:length]).upper()
            if plain.isascii() and int("".join(str(int(c, 36)) for c in plain[4:] + plain[:4])) % 97 == 1:
                return positions[length - 1] + 1
    before = text[max(0, match.start() - 60) : match.start()]
    spoken_of = _PAYING.search(before) or _ONTO.search(before)
    meant = _IBAN_IN_GROUPS.match(found) or (spoken_of and _DUTCH_IBAN.match(found))
    return meant.end() if meant else 0


def _is_bsn(text: str, match: re.Match[str]) -> bool:
    digits = re.sub(r"\D", "", match[0])
    before = text[max(0, match.start() - 40) : match.start()]
    near = bool(_BSN_WORD.search(before))
    if len(digits) == 8 and near:
        digits = "0" + digits
    if len(digits) != 9 or int(digits) == 0 or _NO_BSN_BEFORE.search(before):
        return False
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(w * int(d) for w, d in zip(weights, digits, strict=True)) % 11 == 0 or near
