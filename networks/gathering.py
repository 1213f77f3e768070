"""Gather: documents join initiatives one by one as they come, never looking ahead.

A newcomer is compared with the groups that share a rare term or a name with it or that it answers or links to
(inverted index). It chooses between them, founding one, and being about none: what the classifier doubts may
clearly belong to something that is known. After Allan's topic detection (single pass), with a choice that is
learned from towns in place of a fixed threshold. `tidy` later joins groups that more evidence has shown
to be one.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from sys import intern

from networks.choosing import WEIGHTS, Apart, Weights, apart
from networks.groups import Group, Item
from networks.similarity import Newcomer, Similarity, compare, introduce
from networks.terms import Background, Terms, Vocabulary, with_runs


@dataclass(frozen=True, slots=True)
class Placement:
    """Where one document went; `group` is None when it is about no initiative."""

    group: str | None
    probability: float
    reason: str
    founded: bool = False


#: a document that is older stays where it is
SETTLED = timedelta(days=14)
#: old documents are forgotten so many at a time
MANY = 1000


@dataclass(frozen=True, slots=True)
class Recent:
    """A document in a group, as it was added to it."""

    item: Item
    vector: Terms
    group: str


#: a term in more than this share of the groups points at no group in particular
COMMON = 0.3
#: nor does one that more groups have, however many there are: what a document costs has an end
MOST_HOLDERS = 100
CANDIDATES = 25
#: a name that more groups have is no group's own
OWNERS = 3
#: joining has to be so much likelier than founding: two shown as one mislead more than one shown twice
CAUTION = math.log(4)


def share(score: float, scores: Sequence[float]) -> float:
    """The probability of one choice among all (`scores` holds it too)."""
    top = max(scores)
    return math.exp(score - top) / sum(math.exp(s - top) for s in scores)


class Gatherer:
    """Places documents in groups, one by one in the order given."""

    def __init__(self, background: Background | None = None, weights: Weights = WEIGHTS) -> None:
        self.weights = weights
        self.groups: dict[str, Group] = {}
        self.vocabulary = Vocabulary(background)
        #: groups that changed since `tidy` last looked
        self.touched: set[str] = set()
        self._of_url: dict[str, str] = {}
        self._urls: defaultdict[str, list[str]] = defaultdict(list)
        self._index: defaultdict[str, set[str]] = defaultdict(set)
        #: the words of the newest that are in no group, by address
        self._loose: dict[str, Mapping[str, float]] = {}
        #: what may still move, by its id, and after how many to forget what is too old for that
        self._added: dict[str, tuple[Item, Terms]] = {}
        self._most = MANY

    def place(self, item: Item) -> Placement:
        """Decide on one document and take it in."""
        placement = self._decide(item)
        self.restore(item, placement.group)
        if placement.group:
            self.touched.add(placement.group)
        return placement

    def restore(self, item: Item, group: str | None) -> None:
        """Take in a document that was decided on before."""
        vector = self.vector(item) if group is not None else with_runs(item.terms)
        self.vocabulary.learn([*vector, *(t for t in item.terms if t[0] == "k")])
        if group is not None:
            self._add(item, vector, group)
        else:
            self._loose[item.url] = item.terms
            if len(self._loose) > MANY:
                del self._loose[next(iter(self._loose))]

    def reconsider(self, item: Item) -> Placement | None:
        """Where a document that was about none belongs by now, if anywhere; it is not learned anew."""
        placement = self._decide(item)
        if placement.group is None or placement.founded:
            return None
        self._add(item, self.vector(item), placement.group)
        self.touched.add(placement.group)
        return placement

    def follow(self, url: str, group: str | None) -> None:
        """Take in the address of a copy, or of what is long known: it can be answered and linked to, and
        teaches nothing new.
        """
        if group is not None:
            self._of_url[url] = group
            self._urls[group].append(url)

    def knows(self, url: str) -> bool:
        """Whether what is at an address is in a group."""
        return url in self._of_url

    def _add(self, item: Item, vector: Terms, group: str) -> None:
        self.groups.setdefault(group, Group(group)).add(item, vector)
        self.follow(item.url, group)
        self._added[item.id] = item, vector
        if len(self._added) > self._most:
            self.recent(item.published - SETTLED)
            self._most = 2 * len(self._added) + MANY
        for term in (*vector, *item.terms):
            self._index[term].add(group)

    def recent(self, since: datetime) -> list[Recent]:
        """What stands in groups and was published since, oldest first; what is older is forgotten here."""
        self._added = {key: one for key, one in self._added.items() if one[0].published > since}
        found = sorted(self._added.values(), key=lambda one: (one[0].published, one[0].id))
        return [Recent(item, vector, self._of_url[item.url]) for item, vector in found]

    def take_out(self, one: Recent) -> None:
        """Undo that a document was added to its group; an emptied group is gone."""
        del self._of_url[one.item.url]
        self._urls[one.group].remove(one.item.url)
        group = self.groups[one.group]
        group.remove(one.item, one.vector)
        for term in (*one.vector, *one.item.terms):
            if not group.size or (term not in group.sums and term not in group.having):
                self._index[term].discard(one.group)
        if not group.size:
            del self.groups[one.group]
            self.touched.discard(one.group)

    def put_in(self, one: Recent, group: str) -> None:
        """Add a document that was taken out; a group that it did not come from has changed by it."""
        self._add(one.item, one.vector, group)
        if group != one.group:
            self.touched |= {group, one.group} & self.groups.keys()

    def newcomer(self, item: Item) -> Newcomer:
        """A document as it stands before the groups. An answer to what is in no group is read with that."""
        above = next((t for t in (item.reply_to, item.thread) if t and t in self._loose), None)
        read = replace(item, terms={**self._loose[above], **item.terms}) if above else item
        return introduce(read, self.vector(read), self.vocabulary)

    def apart(self, item: Item) -> Apart:
        """What a document tells by itself."""
        return apart(item, len(self.groups))

    def away(self, item: Item) -> tuple[float, float]:
        """How strongly a document pulls away from all groups: to no initiative, and to one of its own."""
        told = self.apart(item)
        return self.weights.leaving(item, told), self.weights.founding(told)

    def pulls(self, item: Item) -> dict[str, float]:
        """How strongly each candidate group pulls at a document."""
        new = self.newcomer(item)
        return self._pulls(new, self.candidates(new))

    def _pulls(self, new: Newcomer, candidates: Mapping[str, bool]) -> dict[str, float]:
        return {
            group: self.weights.joining(self.similarity(new, self.groups[group], linked=linked))
            for group, linked in candidates.items()
        }

    def merge(self, keep: str, gone: str) -> None:
        """Two groups turn out to be one; the second lives on in the first."""
        other = self.groups.pop(gone)
        self.groups[keep].absorb(other)
        for term in (*other.sums, *other.having):
            self._index[term].discard(gone)
            self._index[term].add(keep)
        moved = self._urls.pop(gone, [])
        self._of_url.update(dict.fromkeys(moved, keep))
        self._urls[keep] += moved

    def sharing(self, terms: Mapping[str, float]) -> set[str]:
        """The groups that share most of what is rare in these terms."""
        limit = min(max(3, COMMON * len(self.groups)), MOST_HOLDERS)
        votes: defaultdict[str, float] = defaultdict(float)
        for term, weight in terms.items():
            holders: Collection[str] = self._index.get(term, ())
            if len(holders) <= limit:
                for group in holders:
                    votes[group] += weight * weight
        return set(sorted(votes, key=lambda g: (-votes[g], g))[:CANDIDATES])

    def candidates(self, new: Newcomer) -> dict[str, bool]:
        """The groups that it may belong to, and whether it links to a document of theirs."""
        item = new.item
        linked = {self._of_url[link] for link in item.links if link in self._of_url}
        own = (*(t for t in item.terms if t[0] == "k"), new.today)
        owners = [self._index.get(t, set()) for t in own]
        named = {group for groups in owners if len(groups) <= OWNERS for group in groups}
        return {group: group in linked for group in sorted(self.sharing(new.vector) | linked | named)}

    def similarity(self, new: Newcomer, group: Group, *, linked: bool) -> Similarity:
        """How a document stands to a group, from what is known by now."""
        return compare(new, group, self.vocabulary, linked=linked)

    def _decide(self, item: Item) -> Placement:
        answered = self.answered(item)
        if answered:
            return Placement(answered, 0.97, "antwoord in dezelfde draad")
        if not item.relevance:
            return Placement(None, 1.0, "zegt te weinig om te plaatsen")
        new = self.newcomer(item)
        candidates = self.candidates(new)
        pulls = self._pulls(new, candidates)
        none, founding = self.away(item)
        best, group = max(((score, g) for g, score in pulls.items()), default=(-math.inf, ""))
        every = [none, founding, *pulls.values()]
        if best > max(founding + CAUTION, none):
            reason = self._reason(new.vector, self.groups[group], linked=candidates[group])
            return Placement(group, share(best, every), reason)
        if none >= founding:
            return Placement(None, share(none, every), "gaat niet over een initiatief")
        return Placement(f"i-{item.id[:12]}", share(founding, every), "eerste bericht", founded=True)

    def vector(self, item: Item) -> Terms:
        """Its terms as a vector of length 1; a term that many vectors have is kept once."""
        weighed = self.vocabulary.weigh(with_runs(item.terms))
        return {intern(term): weight for term, weight in weighed.items()}

    def answered(self, item: Item) -> str | None:
        """The group of what it answers."""
        targets = (item.reply_to, item.thread)
        return next((self._of_url[t] for t in targets if t and t in self._of_url), None)

    def _reason(self, vector: Terms, group: Group, *, linked: bool) -> str:
        if linked:
            return "verwijst ernaar"
        shared = {t: v * group.sums[t] for t, v in vector.items() if t in group.sums and t[0] != "c"}
        words = sorted(shared, key=lambda t: (-shared[t], t))
        distinct = list(dict.fromkeys(t[2:] for t in words))[:4]
        return "deelt " + ", ".join(distinct)
