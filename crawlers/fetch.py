"""Getting one address politely: the gate, robots.txt, TDM reservations, redirects, retries, size and time.

Scrapy's engine does the fetching; `Fetcher` decides before and after each request. It is made per visit,
so that it counts and collects evidence for one source.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from json import loads
from typing import Any
from urllib.parse import urljoin, urlsplit

import scrapy
from protego import Protego
from scrapy import exceptions
from scrapy.http import Response

from crawlers import law
from crawlers.guard import NOT_PUBLIC, Gate, endpoint
from voorkant.errors import SourceError
from voorkant.settings import NetworkSettings

REDIRECTS = frozenset((301, 302, 303, 307, 308))
MAX_REDIRECTS = 8
RETRY_STATUS = frozenset((408, 425, 429, 500, 502, 503, 504))
#: waits longer than this (seconds) are for the next visit
MAX_WAIT = 60.0
#: how long (seconds) the rules of a site are remembered within one process
RULES_AGE = 600.0
MAX_CRAWL_DELAY = 10.0

Download = Callable[[scrapy.Request], Awaitable[Response]]


class FetchError(SourceError):
    """An address gave no usable answer. `status` is the HTTP status, 0 when there was none."""

    def __init__(self, message: str, status: int = 0, *, retry: bool = False, wait: float = 0.0) -> None:
        super().__init__(message)
        self.status, self.retry, self.wait = status, retry, wait


@dataclass(frozen=True, slots=True)
class Page:
    """An answer in the 200s, or a 304. Header names in lower case; `url` is where redirects ended."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON; raises SourceError when it is none."""
        try:
            return loads(self.body.decode("utf-8-sig"))
        except (ValueError, RecursionError):
            what = "een webpagina" if law.is_html(self.headers, self.body) else "onleesbare gegevens"
            raise SourceError(f"stuurde geen gegevens maar {what}") from None


@dataclass(frozen=True, slots=True)
class SiteRules:
    """What one origin says about being read, as last asked."""

    robots: law.Robots
    parsed: Protego | None
    tdm: bytes
    asked: float

    def delay(self, agent: str) -> float:
        """Seconds between requests that robots.txt asks for, bounded."""
        asked = self.parsed.crawl_delay(agent) if self.parsed else None
        return min(float(asked or 0.0), MAX_CRAWL_DELAY)


@dataclass(slots=True)
class Network:
    """What all visits in one process share."""

    settings: NetworkSettings
    user_agent: str
    gate: Gate
    download: Download
    rules: dict[str, SiteRules] = field(default_factory=dict)

    @property
    def agent(self) -> str:
        """Our name in robots.txt."""
        return law.product_token(self.user_agent)


class Fetcher:
    """Fetches for one source; counts requests and keeps the evidence of every legal decision in `law`."""

    def __init__(self, network: Network) -> None:
        self._net = network
        self.requests = 0
        self.law: list[str] = []

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> Page:
        """GET an address that the site allows us to read.

        Raises FetchError (a Dutch clause) for anything but an answer in the 200s or a 304.
        """
        rules = await self._allowed(url)
        page = await self._follow(url, dict(headers or {}), check=True)
        if law.login_page(url, page.url, page.headers, page.body):
            self.law.append(f"{law.origin(page.url)}: inlogpagina")
            raise FetchError(law.LOGIN)
        if law.origin(page.url) != law.origin(url):
            rules = await self._rules(page.url)
        self._note(law.reservation(rules.tdm, page.headers, page.body, page.url))
        return page

    def may_keep(self, page: Page) -> bool:
        """Whether a page allows that it is kept and quoted; the evidence is noted."""
        verdict = law.page_verdict(page.headers, page.body, self._net.agent)
        if not verdict.allowed:
            self.law.append(f"{law.origin(page.url)}: {verdict.evidence}, pagina niet bewaard")
        return verdict.allowed

    async def sitemaps(self, url: str) -> list[str]:
        """The sitemaps that a site's robots.txt names."""
        rules = await self._rules(url)
        return list(rules.parsed.sitemaps) if rules.parsed else []

    def _note(self, verdict: law.Verdict) -> None:
        if verdict.evidence:
            self.law.append(verdict.evidence)
        if not verdict.allowed:
            raise FetchError(verdict.reason)

    async def _allowed(self, url: str) -> SiteRules:
        """Refuse an address that the gate or robots.txt turns down; waits as robots.txt asks."""
        self._gate(url)
        rules = await self._rules(url)
        self._note(law.robots_verdict(rules.robots, rules.parsed, url, self._net.agent))
        extra = rules.delay(self._net.agent) - self._net.settings.delay
        if extra > 0:
            await asyncio.sleep(extra)
        return rules

    def _gate(self, url: str) -> None:
        problem = self._net.gate.url_problem(url)
        if problem:
            raise FetchError(problem)

    async def _rules(self, url: str) -> SiteRules:
        site = law.origin(url)
        known = self._net.rules.get(site)
        if known and time.monotonic() - known.asked < RULES_AGE:
            return known
        robots = await self._robots(f"{site}/robots.txt")
        tdm = b"" if robots.failure else await self._tdm(f"{site}/.well-known/tdmrep.json")
        rules = SiteRules(robots, robots.parsed(), tdm, time.monotonic())
        if not robots.failure:
            self._net.rules[site] = rules
        return rules

    async def _robots(self, url: str) -> law.Robots:
        try:
            page = await self._follow(url, {})
        except FetchError as error:
            if 400 <= error.status < 500 and error.status != 429:
                return law.Robots(error.status)
            if str(error) == NOT_PUBLIC:
                raise
            return law.Robots(error.status, failure=str(error))
        return law.Robots(page.status, page.body)

    async def _tdm(self, url: str) -> bytes:
        try:
            return (await self._follow(url, {})).body
        except FetchError:
            return b""

    async def _follow(self, url: str, headers: dict[str, str], *, check: bool = False) -> Page:
        """Follow redirects, each through the gate and (with `check`) robots.txt."""
        for _ in range(MAX_REDIRECTS):
            page = await self._persist(url, headers)
            if page.status not in REDIRECTS:
                return page
            url = urljoin(url, page.headers.get("location", ""))
            self._gate(url)
            if check:
                await self._allowed(url)
        raise FetchError("verwijst steeds door")

    async def _persist(self, url: str, headers: dict[str, str]) -> Page:
        """Ask, and ask again after a while when the trouble may pass."""
        for attempt in range(self._net.settings.retries + 1):
            try:
                return await self._once(url, headers)
            except FetchError as error:
                wait = max(error.wait, max(self._net.settings.delay, 0.05) * 2**attempt)
                if not error.retry or attempt == self._net.settings.retries or wait > MAX_WAIT:
                    raise
                await asyncio.sleep(wait)
        raise AssertionError("unreachable")

    async def _once(self, url: str, headers: dict[str, str]) -> Page:
        self._gate(url)
        self.requests += 1
        request = scrapy.Request(url, headers=headers, dont_filter=True)
        # shielded: a visit that is called off must not upset the engine's own bookkeeping
        task = asyncio.ensure_future(self._net.download(request))
        task.add_done_callback(_swallow)
        try:
            response = await asyncio.shield(task)
        except asyncio.CancelledError:
            raise
        except Exception as error:
            raise self._explain(error, url) from error
        return self._page(response)

    def _page(self, response: Response) -> Page:
        headers = {
            k.decode("latin-1").lower(): b", ".join(v).decode("latin-1") for k, v in response.headers.items()
        }
        status = response.status
        if not (200 <= status < 300 or status == 304 or (status in REDIRECTS and "location" in headers)):
            retry = status in RETRY_STATUS
            raise FetchError(status_clause(status), status, retry=retry, wait=retry_after(headers))
        return Page(response.url, status, headers, response.body)

    def _explain(self, error: Exception, url: str) -> FetchError:
        settings = self._net.settings
        if isinstance(error, exceptions.DownloadTimeoutError):
            return FetchError(f"gaf binnen {settings.timeout:g} seconden geen antwoord", retry=True)
        if isinstance(error, exceptions.DownloadCancelledError | exceptions.IgnoreRequest):
            return FetchError(f"stuurde meer dan {settings.max_bytes / 1e6:g} MB")
        if isinstance(error, exceptions.CannotResolveHostError) and self._refused(url):
            return FetchError(NOT_PUBLIC)
        return FetchError("is niet bereikbaar", retry=True)

    def _refused(self, url: str) -> bool:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}[parts.scheme]
        return endpoint(parts.hostname or "", port) in self._net.gate.refused


def _swallow(task: asyncio.Future[Response]) -> None:
    if not task.cancelled():
        task.exception()


def status_clause(status: int) -> str:
    """What an HTTP status means for the user."""
    if status in (401, 403):
        return f"laat ons niet toe (fout {status})"
    return f"antwoordt met fout {status}"


def retry_after(headers: Mapping[str, str]) -> float:
    """Seconds to wait, from a Retry-After header with seconds or a date; 0 when it says nothing."""
    value = headers.get("retry-after", "").strip()
    if value.isdigit():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return 0.0
