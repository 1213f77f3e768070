"""Links to elsewhere that two networks share: a petition, a report, a collection, an article.

After what is known of link sharing: who brings the same rare pages has something in common (see
`synchrony.py` for the research, which looks at accounts; here it is networks, and no account counts twice).
Nothing of this could be learned: the written towns of the corpus hold no links to elsewhere. So the rule is
plain, and chosen beforehand to tell too little rather than too much:

- both bring the page with approval, and both in protests or neither: where anybody opposes, or one protests
  and the other does not, the same page is rather what they quarrel about;
- each account or source counts once, in the network where it first brought the page; a text that was copied
  once; what was posted in step as one post (`synchrony.py`);
- a page of three networks counts half for each two of them; of more, or of more than half of those there
  are, it is everybody's;
- there have to be two such links, or two documents on each side, and more than chance gives: were all that is
  brought after others spread by how busy networks are, less than half a pair in town would have as much;
- who brings it later strengthens who had it first.

With so much it is as likely as not that the one strengthens the other, and four times so much makes it four
in five.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations

from scipy.special import pdtrc

from networks.items import Item, Pair, host, spread
from networks.synchrony import Post, bursts
from voorkant.vocabulary import PublisherKind, Stance

#: a page is in so many networks at most
SHARED = 3
#: links in two documents, one on each side, that are the least to tell by
ENOUGH = 2.0
#: so many pairs of all that there are may have as much by chance
BY_CHANCE = 0.5
#: publishers whose site is their own, so that a link to it is no link to elsewhere
_THEMSELVES = (PublisherKind.BEWONERS, PublisherKind.ORGANISATIE)


@dataclass(slots=True)
class Shared:
    """What one network brought after the other, both with approval: how much, and in which documents.

    `documents` are numbers of items as they are to be shown, both sides of each page first; `later` are
    those of the network that came later.
    """

    weight: float = 0.0
    documents: list[int] = field(default_factory=list)
    later: list[int] = field(default_factory=list)

    @property
    def probability(self) -> float:
        """That it strengthens: chosen, not learned."""
        return self.weight / (self.weight + ENOUGH) if self.weight >= ENOUGH else 0.0


def brought(items: Sequence[Item]) -> dict[str, list[int]]:
    """The documents that point at each page elsewhere, in the order of `items`.

    What is on the site of who speaks here is not elsewhere: pointing there is speaking of that network.
    """
    sites = {host(i.url) for i in items if i.evidence.publisher in _THEMSELVES}
    found: defaultdict[str, list[int]] = defaultdict(list)
    for n, item in enumerate(items):
        for page in item.pages:
            if host(page) not in sites:
                found[page].append(n)
    return dict(sorted(found.items()))


def once(items: Sequence[Item], numbers: Sequence[int]) -> list[int]:
    """Of documents that point at one page the first of each account or source, posts in step as one."""
    voices: dict[str, int] = {}
    for n in numbers:
        voices.setdefault(items[n].who or items[n].evidence.document.source, n)
    firsts = [items[n] for n in voices.values()]
    in_step = bursts(Post(i.at, i.url, i.who, ("link",)) for i in firsts if i.who)
    repeated = {url for burst in in_step for url in burst.urls[1:]}
    return [n for n in voices.values() if items[n].url not in repeated]


def shared(items: Sequence[Item], pages: Mapping[str, Sequence[int]]) -> dict[Pair, Shared]:
    """What networks brought after each other more than by chance, by (the later, the earlier)."""
    networks = {i.network for i in items}
    pairs = list(permutations(sorted(networks), 2))
    found = _followed(items, pages, len(networks))
    expected = spread(items, pairs, sum(one.weight for one in found.values()))
    enough = {pair: one for pair, one in found.items() if one.probability}
    # Poisson: whole documents, the halves of what three bring let go
    chance = {pair: float(pdtrc(int(one.weight) - 1, expected[pair])) for pair, one in enough.items()}
    return {pair: one for pair, one in enough.items() if chance[pair] * len(pairs) < BY_CHANCE}


def _followed(items: Sequence[Item], pages: Mapping[str, Sequence[int]], networks: int) -> dict[Pair, Shared]:
    found: defaultdict[Pair, Shared] = defaultdict(Shared)
    for numbers in pages.values():
        holders = {items[n].network for n in numbers}
        if 2 <= len(holders) <= min(SHARED, max(2, networks // 2)):
            for later, earlier, after, before in _orders(items, numbers):
                one = found[later, earlier]
                one.weight += min(len(before), len(after)) / (len(holders) - 1)
                one.documents += [before[0], after[0], *before[1:], *after[1:]]
                one.later += after
    return dict(found)


def _orders(items: Sequence[Item], numbers: Sequence[int]) -> Iterator[tuple[str, str, list[int], list[int]]]:
    """(the later, the earlier, documents of each) of networks that brought a page with approval."""
    holding: defaultdict[str, list[int]] = defaultdict(list)
    for n in once(items, numbers):
        if items[n].stance is Stance.STEUN:
            holding[items[n].network].append(n)
    for later, earlier in permutations(sorted(holding), 2):
        before, after = holding[earlier], holding[later]
        if items[before[0]].at < items[after[0]].at and _agree(items, numbers, {later, earlier}):
            yield later, earlier, after, before


def _agree(items: Sequence[Item], numbers: Sequence[int], pair: set[str]) -> bool:
    """Whether all of two networks who bring a page and take sides take the same."""
    told = (items[n] for n in numbers if items[n].network in pair)
    return len({(i.stance, i.protest) for i in told if i.stance is not Stance.NEUTRAAL}) == 1
