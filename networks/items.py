"""The documents of networks, as relations are read from them: stance, topics, and what they point at.

A link says something of who brings it when it leads to one page elsewhere. A front page says nothing, nor
does an account on a platform (LAW 4), a link to a document that is known here, or one within a site, its
menu. Papers and authorities point for everybody. What waits for a human (LAW 14) is left out altogether, so
that whatever rests on documents rests on such as can be opened.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from networks.evidence import Evidence
from voorkant.records import Network
from voorkant.sources import person_address
from voorkant.vocabulary import Kind, PublisherKind, Stance

Pair = tuple[str, str]

REPORTERS = (PublisherKind.MEDIA, PublisherKind.OVERHEID)
_FRONT = re.compile(r"/?(?:(?:nl|home|welkom|index(?:\.\w+)?)/?)?", re.IGNORECASE)
#: where a short path is an account
_SOCIAL = re.compile(
    r"(?:^|\.)(?:facebook|instagram|linkedin|pinterest|threads|tiktok|twitter|x|youtube)\.(?:com|net)$"
)
_ACCOUNT = re.compile(r"(?:/(?:c|channel|company|in|pages))?/[^/]+/?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Item:
    """One document with the network that its initiative belongs to.

    `topics`: its hashtags and longer words; `pages`: the addresses elsewhere that it points at.
    """

    network: str
    evidence: Evidence
    stance: Stance
    protest: bool
    topics: frozenset[str]
    pages: frozenset[str]

    @property
    def url(self) -> str:
        """Its address."""
        return self.evidence.document.url

    @property
    def at(self) -> datetime:
        """When it was published."""
        return self.evidence.document.published

    @property
    def who(self) -> str:
        """The pseudonym of its account, or empty."""
        return self.evidence.document.participant or ""


def items(
    networks: Sequence[Network], evidence: Mapping[str, Sequence[Evidence]], now: datetime
) -> list[Item]:
    """The documents of networks up to `now` that may speak, in the order of time; `evidence` goes by
    initiative id.
    """
    return sorted(_items(networks, evidence, now), key=lambda i: (i.at, i.url, i.network))


def _items(
    networks: Sequence[Network], evidence: Mapping[str, Sequence[Evidence]], now: datetime
) -> Iterator[Item]:
    known = {
        (network.id, initiative): [e for e in evidence.get(initiative, ()) if e.document.published <= now]
        for network in networks
        for initiative in network.initiatives
    }
    # a document that waits is left out, and yet no page elsewhere
    here = {d.url for proofs in known.values() for e in proofs for d in e.all}
    for (network, _), proofs in known.items():
        yield from _of(network, [e for e in proofs if e.speaks], here)


def _of(network: str, known: Sequence[Evidence], here: Set[str]) -> Iterator[Item]:
    protest = sum(e.label("kind").value == Kind.PROTEST for e in known) * 2 > len(known)
    for one in known:
        yield Item(network, one, _stance(one), protest, _topics(one), _pages(one) - here)


def _stance(evidence: Evidence) -> Stance:
    value = evidence.label("stance").value
    return Stance(value) if isinstance(value, str) else Stance.NEUTRAAL


def _topics(evidence: Evidence) -> frozenset[str]:
    found = evidence.counted
    return frozenset(t for t in found if t[0] == "h" or (t[0] == "w" and len(t) > 6 and t[2:].isalpha()))


def _pages(evidence: Evidence) -> frozenset[str]:
    document = evidence.document
    reports = evidence.publisher in REPORTERS and not document.participant
    if reports:
        return frozenset()
    return frozenset(u for u in document.links if host(u) != host(document.url) and _one_page(u))


def spread(items: Sequence[Item], pairs: Collection[Pair], amount: float) -> dict[Pair, float]:
    """What of an amount would be each pair's, were it spread by how busy the two are."""
    size = Counter(i.network for i in items)
    weight = {pair: size[pair[0]] * size[pair[1]] for pair in pairs}
    total = sum(weight.values()) or 1
    return {pair: amount * w / total for pair, w in weight.items()}


def host(url: str) -> str:
    """Whose address it is."""
    return urlsplit(url).netloc.removeprefix("www.")


def _one_page(url: str) -> bool:
    """Whether a web address leads to one page, which is not an account."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or person_address(url):
        return False
    account = _SOCIAL.search(parts.netloc) and _ACCOUNT.fullmatch(parts.path)
    return bool(parts.query) or not (account or _FRONT.fullmatch(parts.path))
