"""Where a text holds somebody's account: as a handle, in an address, or after a platform's name.

An address does not tell whose account it is, so an organisation's goes too (LAW 9); what is surely no
person's stays: groups, events, companies, posts by their number. Names inside a hashtag or the address of
an article stay as well: they are words of a whole that people must be able to find.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.addresses import Span

_HANDLE = re.compile(r"(?<![\w@./])@[A-Za-z0-9_](?:[\w.-]{0,60}\w)?(?:@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4})?")
_BLUESKY = re.compile(r"(?<![\w@./-])[\w-]{2,40}\.bsky\.social\b", re.IGNORECASE)
_REDDIT = re.compile(r"(?<![\w.])/?u/[\w-]{2,30}(?![\w/])")
_URL_ACCOUNT = re.compile(
    r"(?<=/)(?:@[\w.-]{1,60}(?:@[\w.-]{1,60})?)|(?<=/u/)[\w-]+|(?<=/user/)[\w.-]+|(?<=/profile/)[\w.:-]+"
)
#: LinkedIn keeps persons under /in/; also without https://
_PROFILE = re.compile(r"(?<=linkedin\.com/in/)[\w%.-]{1,80}", re.IGNORECASE)
#: what may come before the account in a path, and what is there instead of one
_LEADS_TO = "add|stories|people|user|users|channel|c|s"
_NO_ACCOUNT = (
    "groups?|events?|pages?|hashtag|search|explore|watch|reels?|posts?|photos?|videos?|p|i|l|share|sharer|"
    r"sharer\.php|photo\.php|permalink\.php|story\.php|profile\.php|help|legal|policies|about|privacy|login|home|intent|"
    "marketplace|gaming|live|shorts|embed|playlist|results|feed|tag|discover|spotlight|joinchat|addstickers|"
    "share_channel|proxy|messages|settings|business|ads|jobs|tv|plugins|dialog|tr|pin"
)
_ON_PLATFORM = re.compile(
    r"(?<![\w-])(?:(?:facebook|fb|instagram|snapchat|twitter|x|threads|pinterest|tiktok|youtube)\.(?:com|net|nl)|"
    rf"instagr\.am|t(?:elegram)?\.me)/(?:#!/)?(?:(?:{_LEADS_TO})/)?(?!(?:{_NO_ACCOUNT}|{_LEADS_TO})(?![\w.-]))"
    r"(?P<account>\w[\w.%-]{0,78}[\w-])|"
    r"(?<=facebook\.com/profile\.php\?id=)(?P<id>\d{1,20})",
    re.IGNORECASE,
)
_PLATFORM = (
    r"(?:insta(?:gram)?|ig|snap(?:chat)?|tik ?tok|twitter|facebook|fb|telegram|discord|threads|bluesky|"
    r"mastodon|youtube|twitch|reddit|linkedin)"
)
#: an account looks like no word: it has a digit, a line or a dot inside
_NAMED = re.compile(
    rf"\b{_PLATFORM}(?:[ -]?(?:account|naam|profiel|gebruikersnaam))?"
    r"(?:\s?[:=]\s?|\s(?:is|heet|onder|als)\s|\s)"
    r"(?P<account>[a-z_](?=[a-z]{0,40}(?:[\d_]|\.\w))[\w.-]{1,40}(?<![.-]))(?![\w/@]|\.\w)",
    re.IGNORECASE,
)
#: Discord numbers its accounts
_NUMBERED = re.compile(r"(?<![\w.])[\w.]{2,32}#\d{4}\b")
_ONLY_PLATFORM = re.compile(rf"{_PLATFORM}\s?@", re.IGNORECASE)
_TOP = "nl|com|org|net|eu|frl|be|de|info|amsterdam|fr|uk|gov|edu|nu|online|site|shop|io|app|me|tv"
_SITE = re.compile(rf"(?:^www\.|\.(?:{_TOP})$)", re.IGNORECASE)


def find_accounts(text: str, urls: list[tuple[int, int]]) -> Iterator[Span]:
    """The accounts of a text whose addresses stand at `urls`; spans may overlap."""
    folded = text.casefold()
    for pattern, sign in ((_HANDLE, "@"), (_REDDIT, "u/"), (_BLUESKY, ".bsky.social")):
        for match in pattern.finditer(text) if sign in folded else ():
            if not inside(match.start(), urls):
                yield Span(*match.span(), "account")
    if "linkedin" in folded:
        yield from (Span(*m.span(), "account") for m in _PROFILE.finditer(text))
    if "discord" in folded:
        yield from (Span(*m.span(), "account") for m in _NUMBERED.finditer(text))
    for match in _ON_PLATFORM.finditer(text):
        yield Span(*match.span("account" if match["account"] else "id"), "account")
    for match in _NAMED.finditer(text):
        if not _SITE.search(match["account"]):
            yield Span(*match.span("account"), "account")
    for start, end in urls:
        yield from (
            Span(start + m.start(), start + m.end(), "account")
            for m in _URL_ACCOUNT.finditer(text[start:end])
        )


def names_account(address: str) -> bool:
    """Whether what looks like e-mail is a word before a handle: `tiktok @jan.breda`."""
    before, _, after = address.partition("@")
    spaced = before.endswith(" ") and not after.startswith(" ")
    return spaced and bool(_ONLY_PLATFORM.match(address) or not _SITE.search(after))


def inside(position: int, ranges: list[tuple[int, int]]) -> bool:
    """Whether a position lies in one of the ranges."""
    return any(start <= position < end for start, end in ranges)
