"""Headers that every answer carries, and which hosts may be asked for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from hmac import compare_digest
from ipaddress import ip_address
from urllib.parse import urlsplit

from fastapi import HTTPException, Request, Response
from fastapi.responses import PlainTextResponse

from voorkant.errors import InputError

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def loopback(host: str) -> bool:
    """Whether a host is this machine itself: `localhost` or a loopback address."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def refuse_open(host: str) -> None:
    """Raises InputError unless a host is loopback: there is no sign-in yet."""
    if not loopback(host):
        raise InputError(
            f"Op {host} zou iedereen kunnen meekijken: er is nog geen aanmelding ingesteld. "
            "Gebruik 127.0.0.1, of zet een server met aanmelding ervoor."
        )


def refuse_forged(request: Request, told: str, token: str) -> None:
    """Raises HTTPException 403 unless a form that changes something came from our own page.

    On loopback any page in the same browser can send us a form; it cannot read the word in ours. Browsers
    also tell where a form came from (an Origin they hide, as we send no referrer).
    """
    elsewhere = request.headers.get("sec-fetch-site", "same-origin") != "same-origin"
    if elsewhere or not compare_digest(told.encode(), token.encode()):
        raise HTTPException(
            403, "Dit formulier komt niet van deze balie, of is te oud. Open de pagina opnieuw."
        )


async def guard(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Refuse other hosts (a page elsewhere could point its own name at this machine); add the headers."""
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    if not loopback(host):
        return PlainTextResponse("Dit adres hoort niet bij Voorkant.", status_code=421, headers=dict(HEADERS))
    response = await call_next(request)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    static = request.url.path.startswith("/static/")
    response.headers.setdefault("Cache-Control", "no-cache" if static else "no-store")
    if request.url.path.startswith("/v1"):
        response.headers["API-Version"] = "1.0.0"
    return response
