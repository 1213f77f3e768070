"""The child process: holds the Twisted reactor and one Scrapy engine, and carries out visits.

Jobs come in as lines on standard input, documents and outcomes go out as lines on standard output (wire.py).
What passes here is unmasked: nothing is logged, nothing is written to disk. Ends when its input ends.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerRunner, Crawler
from scrapy.settings import Settings
from scrapy.utils.reactor import install_reactor

from crawlers import wire
from crawlers.connectors import CONNECTORS, SEARCHES
from crawlers.fetch import Fetcher, Network
from crawlers.guard import Gate, GuardedResolver
from crawlers.visit import Job, ended, start
from voorkant.errors import SourceError
from voorkant.settings import NetworkSettings

LINE_LIMIT = 1 << 30
REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
_MIDDLEWARES = "scrapy.downloadermiddlewares"

Send = Callable[[wire.Message], None]


def scrapy_settings(network: NetworkSettings, user_agent: str) -> Settings:
    """Scrapy with only what fetching needs; robots.txt, redirects and retries are our own (fetch.py).

    No proxy: behind one, the gate could not see which address is connected to.
    """
    off = ("robotstxt.RobotsTxt", "redirect.Redirect", "redirect.MetaRefresh", "cookies.Cookies",
           "retry.Retry", "httpproxy.HttpProxy", "httpauth.HttpAuth", "httpcache.HttpCache",
           "offsite.Offsite")  # fmt: skip
    return Settings(
        {
            "TWISTED_REACTOR": REACTOR,
            "USER_AGENT": user_agent,
            "DOWNLOADER_MIDDLEWARES": {f"{_MIDDLEWARES}.{name}Middleware": None for name in off},
            "SPIDER_MIDDLEWARES_BASE": {},
            "EXTENSIONS_BASE": {},
            "DEFAULT_REQUEST_HEADERS": {"Accept": "*/*", "Accept-Language": "nl, en;q=0.5"},
            "DOWNLOAD_DELAY": network.delay,
            "DOWNLOAD_DELAY_JITTER": 0.0,
            "CONCURRENT_REQUESTS": 32,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
            "DOWNLOAD_TIMEOUT": network.timeout,
            "DOWNLOAD_MAXSIZE": network.max_bytes,
            "DOWNLOAD_WARNSIZE": 0,
            "DOWNLOAD_VERIFY_CERTIFICATES": True,
            "COOKIES_ENABLED": False,
            "REFERER_ENABLED": False,
            "TELNETCONSOLE_ENABLED": False,
            "LOG_ENABLED": False,
        }
    )


async def carry_out(job: Job, network: Network, send: Send) -> None:
    """Visit one source, look for what is kept from it, and send what came of it.

    Never raises, never takes longer than `source_timeout`.
    """
    visit = start(job, Fetcher(network))
    count = 0

    async def read() -> None:
        nonlocal count
        connector = CONNECTORS.get(job.source.kind)
        if connector is None:
            raise SourceError(f"soort {job.source.kind} wordt nog niet gelezen")
        async for document in connector(visit):
            count += 1
            send(wire.document(document))

    began, limit = time.monotonic(), network.settings.source_timeout
    error = await _boundary(read(), limit)
    if job.again and not error:
        # trouble here is none of the reading: what was not looked for is looked for at the next visit
        await _boundary(
            SEARCHES[job.source.kind](visit, job.again), max(0.0, began + limit - time.monotonic())
        )
    send(wire.outcome(ended(visit, count, error)))


async def _boundary(reading: Any, limit: float) -> str:
    """Run it; the Dutch clause of what went wrong, or ""."""
    try:
        await asyncio.wait_for(reading, limit)
    except TimeoutError:
        return f"was na {limit:g} seconden nog niet klaar"
    except SourceError as error:
        return str(error)
    except Exception as error:  # one failing source must not stop the others
        return f"gaf iets dat we niet kunnen verwerken ({type(error).__name__})"
    return ""


class VisitSpider(scrapy.Spider):
    """Keeps Scrapy's engine open for as long as jobs come in."""

    name = "voorkant"

    def __init__(self, reader: asyncio.StreamReader, network: Network, send: Send, **options: Any) -> None:
        super().__init__(**options)
        self._reader, self._network, self._send = reader, network, send

    async def start(self) -> AsyncIterator[Any]:
        """Read jobs and carry each out in a task of its own, until the input ends."""
        engine: Any = self.crawler.engine
        self._network.download = engine.download_async
        self._send({"ready": True})
        tasks: set[asyncio.Task[None]] = set()
        while line := await self._reader.readline():
            task = asyncio.create_task(self._carry_out(line))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        os._exit(0)  # the parent is done or gone: what is under way has nobody to go to
        yield  # pragma: no cover - makes this an asynchronous generator, as Scrapy wants

    async def _carry_out(self, line: bytes) -> None:
        await carry_out(wire.read_job(wire.decode(line)), self._network, self._send)


async def _no_download(_: scrapy.Request) -> Any:
    raise RuntimeError("Scrapy is not up yet")


async def _serve(crawler_of: Callable[[NetworkSettings, str], Crawler], send: Send, reactor: Any) -> None:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=LINE_LIMIT)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin.buffer)
    settings, user_agent = wire.read_hello(wire.decode(await reader.readline()))
    gate = Gate(settings.allow)
    reactor.installNameResolver(GuardedResolver(reactor.nameResolver, gate))
    network = Network(settings, user_agent, gate, _no_download)
    await crawler_of(settings, user_agent).crawl_async(reader=reader, network=network, send=send)


def _sender() -> Send:
    """Lines go to what was standard output; whatever a library prints from now on goes nowhere."""
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    logging.disable(logging.CRITICAL)

    def send(message: wire.Message) -> None:
        line = memoryview(wire.encode(message))
        while line:
            line = line[out.write(line) :]

    return send


def main() -> None:
    """Serve until the input ends."""
    send = _sender()
    install_reactor(REACTOR)
    from twisted.internet import reactor  # noqa: PLC0415 - importing it earlier would install another

    anything: Any = reactor

    def crawler_of(settings: NetworkSettings, user_agent: str) -> Crawler:
        runner = AsyncCrawlerRunner(scrapy_settings(settings, user_agent))
        return runner.create_crawler(VisitSpider)

    task: list[asyncio.Task[None]] = []
    anything.callWhenRunning(
        lambda: task.append(asyncio.ensure_future(_guarded(_serve(crawler_of, send, anything))))
    )
    anything.run(installSignalHandlers=False)


async def _guarded(serving: Any) -> None:
    """When serving ends, however it ends, the process ends: the parent sees it and says so."""
    try:
        await serving
    finally:
        os._exit(1)


if __name__ == "__main__":
    main()
