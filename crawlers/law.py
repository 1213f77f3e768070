"""What a site says about being read by programs, decided as LAW.md 17 asks, with evidence."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from protego import Protego

from crawlers.plain import to_text

REFUSED = "robots.txt staat lezen niet toe"
RESERVED = "heeft een voorbehoud voor tekst- en datamining"
LOGIN = "vraagt om in te loggen"
#: directives after which a page is not kept
UNKEPT = frozenset(("noindex", "noarchive", "nosnippet", "none"))
#: a page with a password field and fewer visible characters than this is a login page
LOGIN_TEXT = 1500
_META = re.compile(rb"<meta\b[^>]{0,1000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"""([\w:-]+)\s*=\s*("[^"]*"|'[^']*'|[^\s>"']+)""")
_PASSWORD = re.compile(rb"<input\b[^>]{0,500}type\s*=\s*[\"']?password", re.IGNORECASE)
_LOGIN_PATH = re.compile(
    r"/(log-?in|sign-?in|inloggen|aanmelden|sso|saml2?|oauth2?|authorize|wp-login\.php)(/|$)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision: whether reading is allowed, the Dutch clause when it is not, and what it rests on."""

    allowed: bool
    reason: str = ""
    evidence: str = ""


def origin(url: str) -> str:
    """Scheme, host and port of a URL."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def product_token(user_agent: str) -> str:
    """The name that robots.txt files use for us: what stands before the version."""
    return re.split(r"[/\s(]", user_agent.strip(), maxsplit=1)[0] or "*"


@dataclass(frozen=True, slots=True)
class Robots:
    """A site's robots.txt as it was answered. `failure` is set when it could not be had."""

    status: int = 0
    body: bytes = b""
    failure: str = ""

    def parsed(self) -> Protego | None:
        """The rules, or None when there are none (an answer in the 400s)."""
        if not 200 <= self.status < 300:
            return None
        # a byte order mark would hide the first line, and with it the rules
        return Protego.parse(self.body.decode("utf-8", "replace").lstrip("\ufeff\ufffe"))


def robots_verdict(robots: Robots, rules: Protego | None, url: str, agent: str) -> Verdict:
    """RFC 9309: no rules in the 400s, nothing allowed when robots.txt cannot be had (5xx, no answer)."""
    where = f"{origin(url)}/robots.txt"
    if robots.failure:
        return Verdict(False, f"is niet gelezen: robots.txt {robots.failure}", f"{where}: {robots.failure}")
    if rules is None or rules.can_fetch(url, agent):
        return Verdict(True, "", f"{where}: toegestaan (antwoord {robots.status})")
    return Verdict(False, REFUSED, f"{where}: niet toegestaan voor {urlsplit(url).path or '/'}")


def site_reservation(body: bytes, url: str) -> bool | None:
    """What /.well-known/tdmrep.json says of a URL: the first rule whose location fits; None for nothing."""
    try:
        rules = json.loads(body.decode("utf-8-sig"))
    except ValueError:
        return None
    path = urlsplit(url)._replace(scheme="", netloc="", fragment="").geturl() or "/"
    for rule in rules if isinstance(rules, list) else [rules]:
        if isinstance(rule, dict) and _fits(str(rule.get("location", "")), path):
            return _flag(rule.get("tdm-reservation"))
    return None


def _fits(location: str, path: str) -> bool:
    pattern = ".*".join(map(re.escape, re.sub(r"\*+", "*", location.removesuffix("$")).split("*")))
    end = "$" if location.endswith("$") else ""
    return bool(location) and re.match(pattern + end, path) is not None


def _flag(value: Any) -> bool | None:
    return {"1": True, "0": False}.get(str(value).strip())


def reservation(site: bytes, headers: Mapping[str, str], body: bytes, url: str) -> Verdict:
    """The TDM reservation of a page: tdmrep.json, overridden by the header, overridden by the page's meta."""
    meta = metas(body) if is_html(headers, body) else {}
    said = (
        (f"{origin(url)}/.well-known/tdmrep.json", site_reservation(site, url)),
        ("header tdm-reservation", _flag(headers.get("tdm-reservation"))),
        ("meta tdm-reservation", _flag(meta.get("tdm-reservation"))),
    )
    decided = [(where, value) for where, value in said if value is not None]
    if not decided:
        return Verdict(True)
    where, value = decided[-1]
    return Verdict(False, RESERVED, f"{where}: voorbehoud") if value else Verdict(True, "", f"{where}: geen")


def page_verdict(headers: Mapping[str, str], body: bytes, agent: str) -> Verdict:
    """Whether a page asks not to be indexed, kept or quoted (X-Robots-Tag, meta robots)."""
    meta = metas(body)
    texts = (
        ("X-Robots-Tag", _for_us(headers.get("x-robots-tag", ""), agent)),
        ("meta robots", meta.get("robots", "")),
        ("meta robots", meta.get(agent.lower(), "")),
    )
    for where, text in texts:
        found = UNKEPT & set(re.split(r"[\s,]+", text.lower()))
        if found:
            return Verdict(False, "wil niet bewaard worden", f"{where}: {min(found)}")
    return Verdict(True)


def _for_us(value: str, agent: str) -> str:
    """The directives for everybody or for us: `name:` starts those of another program."""
    kept, ours = [], True
    for part in value.split(","):
        name, colon, rest = part.partition(":")
        if colon and name.strip().lower() not in ("unavailable_after", "max-snippet", "max-image-preview"):
            ours, part = name.strip().lower() in ("*", agent.lower()), rest  # noqa: PLW2901 - the rest of it
        kept.append(part if ours else "")
    return ",".join(kept)


def metas(body: bytes) -> dict[str, str]:
    """Name and content of a page's meta elements, lower-case names, from its first 200 kB."""
    found: dict[str, str] = {}
    for tag in _META.findall(body[:200_000]):
        pairs = {k.lower(): v.strip(b"\"'").decode("utf-8", "replace") for k, v in _ATTRIBUTE.findall(tag)}
        name = pairs.get(b"name") or pairs.get(b"property")
        if name:
            found.setdefault(name.lower(), pairs.get(b"content", ""))
    return found


def is_html(headers: Mapping[str, str], body: bytes) -> bool:
    """Whether an answer is a web page."""
    if "html" in headers.get("content-type", "").lower():
        return True
    return body[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype html", b"<html"))


def login_page(asked: str, url: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether an answer is a login page: sent on to one, or hardly more than a password field."""
    if (
        asked != url
        and _LOGIN_PATH.search(urlsplit(url).path)
        and not _LOGIN_PATH.search(urlsplit(asked).path)
    ):
        return True
    if not is_html(headers, body) or not _PASSWORD.search(body[:500_000]):
        return False
    return len(to_text(body[:500_000].decode("utf-8", "replace"))) < LOGIN_TEXT
