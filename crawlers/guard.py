"""The one gate for addresses: nothing inside the municipality's network is ever asked for anything.

Names are judged by the addresses that they resolve to, at the moment of connecting: the resolver hands
Twisted only addresses that passed, so DNS rebinding and redirects meet the same gate.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

NOT_PUBLIC = "adres is niet openbaar"
NO_WEB = "adres is geen gewoon webadres"
#: networks that `is_global` calls public (in some versions of Python), or that lead to another address
FORBIDDEN = tuple(
    ipaddress.ip_network(n)
    for n in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24",
        "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
        "::/96", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64", "2001::/23", "2001:db8::/32", "2002::/16",
        "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    )
)  # fmt: skip
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_NUMBER = re.compile(r"(0x[0-9a-f]*|\d+)", re.IGNORECASE)


def public(address: str) -> bool:
    """Whether an IP address is one of the public internet. What is no IP address is not."""
    try:
        ip = _inner(ipaddress.ip_address(address.partition("%")[0]))
    except ValueError:
        return False
    if ip.is_multicast or not ip.is_global:
        return False
    return not any(ip.version == network.version and ip in network for network in FORBIDDEN)


def _inner(ip: Address) -> Address:
    """The IPv4 address that an IPv6 address stands for, else the address itself."""
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return ip.ipv4_mapped
        if ip in _NAT64:
            return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip


def odd_host(host: str) -> bool:
    """Whether a host is written so that programs read it differently: `127.1`, `0x7f.1`, `2130706433`.

    A host whose last label is a number is an IPv4 address (https://url.spec.whatwg.org/#ends-in-a-number-checker).
    """
    if ":" in host:
        return not _is_ip(host)
    last = host.rstrip(".").rsplit(".", 1)[-1]
    return not last or (bool(_NUMBER.fullmatch(last)) and not _is_ip(host))


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def endpoint(host: str, port: int) -> str:
    """`host:port` as it is written in `network.allow`."""
    return f"[{host}]:{port}" if ":" in host else f"{host.lower()}:{port}"


class Gate:
    """Decides on addresses; `allow` holds the exact host:port pairs that may be private.

    `refused` keeps the endpoints for which a resolved address was turned down.
    """

    def __init__(self, allow: Iterable[str] = ()) -> None:
        self._allow = frozenset(entry.lower() for entry in allow)
        self.refused: set[str] = set()

    def url_problem(self, url: str) -> str:
        """Why this URL may not be asked for, as a Dutch clause; "" when it may (its address still counts)."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            return NO_WEB
        if parts.scheme not in ("http", "https") or not host or parts.username or port == 0:
            return NO_WEB
        where = endpoint(host, port or {"http": 80, "https": 443}[parts.scheme])
        if where in self._allow:
            return ""
        return NOT_PUBLIC if odd_host(host) or (_is_ip(host) and not public(host)) else ""

    def permits(self, host: str, port: int, address: str) -> bool:
        """Whether a connection to this address may be made for this host and port."""
        where = endpoint(host, port)
        good = where in self._allow or (public(address) and not odd_host(host))
        if not good:
            self.refused.add(where)
        return good


class GuardedResolver:
    """Twisted's name resolver with the gate behind it (`IHostnameResolver`).

    `HostnameEndpoint` resolves every host through it, literal addresses too, and connects to what comes out.
    """

    def __init__(self, inner: Any, gate: Gate) -> None:
        self._inner, self._gate = inner, gate

    def resolveHostName(  # noqa: N802 - Twisted's name
        self,
        receiver: Any,
        hostName: str,  # noqa: N803 - Twisted's name
        portNumber: int = 0,  # noqa: N803 - Twisted's name
        **options: Any,
    ) -> Any:
        """Resolve, handing on only the addresses that the gate lets through."""
        sieve = _Sieve(receiver, self._gate, hostName, portNumber)
        return self._inner.resolveHostName(sieve, hostName, portNumber, **options)


class _Sieve:
    """An `IResolutionReceiver` that drops the addresses which the gate turns down."""

    def __init__(self, receiver: Any, gate: Gate, host: str, port: int) -> None:
        self._gate, self._host, self._port = gate, host, port
        self._receiver = receiver
        self.resolutionBegan = receiver.resolutionBegan
        self.resolutionComplete = receiver.resolutionComplete

    def addressResolved(self, address: Any) -> None:  # noqa: N802 - the name is Twisted's
        """Hand on an address, or not."""
        if self._gate.permits(self._host, self._port, address.host):
            self._receiver.addressResolved(address)
