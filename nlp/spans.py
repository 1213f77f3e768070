"""Names of places or organisations as runs of words: what is seen at each word, and the best way through.

A tagger of the kind of Collins (2002): each word is outside a name, begins one of a kind, or goes on with it;
signs of the word and of what stands around it have weights, so has each step from word to word, and the path
with the highest sum wins (Viterbi). Weights come from the corpus (models/finding.py). Linear in the text's
length.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import chain, count, repeat
from operator import add
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.lexicon import first_names, municipalities, organisations, surnames, towns
from nlp.tokens import remembered
from nlp.words import FUNCTION_WORDS, GROUP_LIKE, KNOWN_ORGANISATIONS, STREET_LIKE, word_set

#: the tags of the first kind of names; those of the next follow
OUTSIDE, BEGINS, INSIDE = 0, 1, 2
#: where a name stands in a text: start, end
Span = tuple[int, int]
_WORD = re.compile(r"\[[\w-]+\]|['’](?:t|s|n)\b|[^\W_]+(?:[’'&.+‑-][^\W_]+)*|[^\w\s]|_|\n+")
#: stands for one or more ends of line
_LINE = "¶"
_OPENS_AFTER = frozenset(f'.!?:“"„‘•…*–—{_LINE}')
#: signs that may stand inside a name
_JOINING = frozenset("&+/.,-‑'’!")
#: small words that may stand inside a name
_SMALL = word_set(
    "van de den der het voor en in op aan te ter ten tot tegen zonder bij om fan & 't rond over met"
)
_MORE_STREETS = (
    "kwartier", "hof", "brink", "wal", "kanaal", "vaart", "meer", "plas", "allee", "wei", "es", "kamp",
    "veld", "heide",
)  # fmt: skip
_TOWN_LIKE = (
    "veen", "dam", "dijk", "broek", "hoven", "loo", "lo", "zijl", "beek", "wolde", "huizen", "berg",
    "burg", "drecht", "horst", "dorp", "um", "ga", "wier", "heim", "inge", "ingen", "sel", "monde",
    "donk", "hout", "rade", "erp", "oord", "meer", "stad", "wold", "kapelle", "land", "laar", "ens",
    "rode", "warden", "ward", "inen", "voort", "vliet", "mond", "waard", "zand", "hem", "aart",
    "bergen", "schans",
)  # fmt: skip
_MORE_GROUPS = (
    "bond", "koor", "groep", "club", "fonds", "school", "college", "huis", "theater", "museum", "café",
    "omroep", "schap", "regio", "unie", "zorg", "kring", "wacht", "schutterij", "gilde", "bakkerij",
    "slagerij", "bode", "courant", "beheer", "bouw", "wonen", "energie",
)  # fmt: skip
_STREETS = tuple({*STREET_LIKE, *_MORE_STREETS})
_GROUPS = tuple({*GROUP_LIKE, *_MORE_GROUPS})
#: names of towns that are ordinary words too
_ALSO_WORDS = word_set(
    "houten putten buren bergen huizen velden linden heide handel schore waarde burgum schoten deurne "
    "overslag hulten halle spijk ingen kapel america engelen partij tijnje kolhorn noorden winkel "
    "kapelle kampen emmen duiven ommen heusden weert zeeland stokkum leende kessel bakel drempt "
    "montfort nuland horssen kranenburg geffen steensel rossum zegge hoeven heikant meppen buinen doorn "
    "leiden sloten wierden brummen veere sluis "
)
_EDGE = "<>"
#: groups of signs that are kept in mind
_KEPT = 50_000


class Words:
    """The words of a text, where they stand, and whether each begins a sentence, line or quotation."""

    def __init__(self, text: str) -> None:
        self.texts = tuple(_LINE if word[0] == "\n" else word for word in _WORD.findall(text))
        self.opens = (True, *(word in _OPENS_AFTER for word in self.texts[:-1])) if self.texts else ()
        self._text = text

    @cached_property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Where each word stands; most texts hold no name, and nobody asks."""
        return tuple(m.span() for m in _WORD.finditer(self._text))


def words(text: str) -> Words:
    """Words, placeholders, signs and ends of line (`¶`), in order."""
    return Words(text)


def _shape(word: str) -> str:
    if word[0].isupper():
        if len(word) > 1 and word.isupper():
            return "XX"
        return "Xx" if word[1:].islower() or len(word) == 1 else "XxX"
    return "d" if word[0].isdigit() else "x" if word[0].isalpha() else word[0]


class _Listed(NamedTuple):
    """Names, folded, as their words: those of one word, and by their first two words the longer ones."""

    single: frozenset[str]
    longer: Mapping[str, tuple[str, ...]]
    firsts: frozenset[str]
    #: those that may be something else
    doubtful: frozenset[str]


def _listed(names: Iterable[str], doubtful: Iterable[str] = ()) -> _Listed:
    keys, less = (
        {" ".join(m[0] for m in _WORD.finditer(_low(n))) for n in part} for part in (names, doubtful)
    )
    longer: dict[str, list[str]] = {}
    for key in sorted((k for k in keys | less if " " in k), key=lambda k: (-k.count(" "), k)):
        longer.setdefault(" ".join(key.split(" ")[:2]), []).append(key)
    return _Listed(
        frozenset(k for k in keys | less if " " not in k),
        {first: tuple(found) for first, found in longer.items()},
        frozenset(key.split(" ")[0] for key in longer),
        frozenset(less),
    )


@cache
def _towns() -> _Listed:
    """Towns and municipalities."""
    return _listed({*towns(), *(m.name for m in municipalities())})


@cache
def _bodies() -> _Listed:
    """Organisations that are known in the whole country."""
    return _listed(organisations().sure, organisations().common)


def _low(word: str) -> str:
    return word.lower().replace("’", "'")


class _Known(NamedTuple):
    """What a word says wherever it stands: of itself, and of the words beside it."""

    low: str
    shape: str
    own: tuple[str, ...] = ()
    #: of the word right after it, and of those two and three further
    left: tuple[str, ...] = ()
    second_left: str = f"l2={_EDGE}"
    third_left: str = f"l3={_EDGE}"
    #: of the word right before it, and of the one before that
    right: tuple[str, ...] = ()
    second_right: str = f"r2={_EDGE}"
    #: on which lists it stands and which endings it has
    lists: tuple[str, ...] = ()
    #: looks like a street
    street: bool = False


#: beyond the first and the last word
_BEYOND = _Known(_EDGE, _EDGE, left=(f"l1={_EDGE}",), right=(f"r1={_EDGE}",))


@remembered
def _known(word: str) -> _Known:
    low, shape, lists = _low(word), _shape(word), _lists(word)
    own = [f"w={low}", f"s={shape}", f"p3={low[:3]}", f"p4={low[:4]}"]
    own += [f"z{n}={low[-n:]}" for n in (2, 3, 4, 5)]
    left, right = (
        (*(side + sign for sign in lists), f"{side}z3={low[-3:]}", f"{side}z4={low[-4:]}", f"{side}={low}")
        for side in ("l1", "r1")
    )
    beside = (left, f"l2={low}", f"l3={low}", right, f"r2={low}")
    return _Known(low, shape, (*own, *lists), *beside, lists, _street(word))


def _lists(word: str) -> tuple[str, ...]:
    """On which lists it stands and which endings it has."""
    low, shape = _low(word), _shape(word)
    found = []
    for names, sign in ((first_names(), "FIRST"), (surnames(), "LAST")):
        if word in names:
            found.append(sign if word in names.sure else f"{sign}?")
    if low in FUNCTION_WORDS:
        found.append("FUNCTION")
    if low in KNOWN_ORGANISATIONS:
        found.append("KNOWN")
    for endings, sign in ((_STREETS, "STREET"), (_TOWN_LIKE, "TOWNLIKE"), (_GROUPS, "GROUP")):
        if low.endswith(endings):
            found.append(sign + shape)
    return tuple(found)


def _street(word: str) -> bool:
    """Written without a capital it may still be one: `googpad`."""
    return len(word) > 5 and word[-1] in "tnegdkp" and word.endswith(STREET_LIKE[:15])


def _marked(
    texts: Sequence[str], lows: Sequence[str], names: _Listed, fits: Callable[[str, str], bool]
) -> list[str]:
    """Per word `B` or `I` where a list has a name, with its number of words and `?` for a doubtful one.

    `fits` judges single words, as written and folded.
    """
    marks = [""] * len(lows)
    after = 0
    for n in [n for n, low in enumerate(lows) if low in names.single or low in names.firsts]:
        if n >= after and (key := _name_at(n, texts, lows, names, fits)):
            length, less = key.count(" ") + 1, "?" if key in names.doubtful else ""
            marks[n : n + length] = [f"B{length}{less}", *[f"I{length}{less}"] * (length - 1)]
            after = n + length
    return marks


def _name_at(
    n: int, texts: Sequence[str], lows: Sequence[str], names: _Listed, fits: Callable[[str, str], bool]
) -> str:
    """The longest listed name that begins at a word. One that begins with a small word needs a capital."""
    for key in names.longer.get(" ".join(lows[n : n + 2]), ()) if lows[n] in names.firsts else ():
        end = n + key.count(" ") + 1
        if " ".join(lows[n:end]) == key and (
            lows[n] not in FUNCTION_WORDS or any(word[0].isupper() for word in texts[n:end])
        ):
            return key
    return lows[n] if lows[n] in names.single and fits(texts[n], lows[n]) else ""


def _like_a_town(word: str, _: str) -> bool:
    """Without a capital only what is hardly ever another word: `zutphen`, not `een`, `heel` or `velden`."""
    return not word[0].islower() or (len(word) > 5 and word not in FUNCTION_WORDS and word not in _ALSO_WORDS)


def _like_a_body(word: str, key: str) -> bool:
    """Without a capital only what is nothing else: `vvd`, not `ns` or `trouw`."""
    return not word[0].islower() or (len(word) > 2 and key not in _bodies().doubtful)


def _runs(shapes: Sequence[str], lows: Sequence[str]) -> list[int]:
    """Per word where the run of capitalised words began that it is in (small words allowed), else -1."""
    starts, start = [], -1
    for n, (shape, low) in enumerate(zip(shapes, lows, strict=True)):
        if shape[0] == "X":
            start = n if start < 0 else start
        elif low not in _SMALL:
            start = -1
        starts.append(start)
    return starts


def _elsewhere(texts: Sequence[str], opens: Sequence[bool], lows: Sequence[str]) -> dict[str, list[str]]:
    """What the text says elsewhere of a capitalised word that it has twice, or also without capital."""
    plain = {w for w in texts if w[0].islower()}
    places: dict[str, list[int]] = {}
    for n, word in enumerate(texts):
        if word[0].isupper():
            places.setdefault(lows[n], []).append(n)
    found: dict[str, list[str]] = {}
    for low, at in places.items():
        signs = {"also plain"} if low in plain else set()
        if len(at) > 1:
            signs |= {"inside elsewhere" for n in at if not opens[n]}
            signs |= {f"once l1={lows[n - 1]}" for n in at[:8] if n and not opens[n]}
            signs |= {f"once r1={lows[n + 1]}" for n in at[:8] if n + 1 < len(lows)}
        found[low] = sorted(signs)
    return found


class Signs(NamedTuple):
    """What is seen at a word: ready-made groups that come back with every such word, and the rest."""

    own: tuple[str, ...]
    left: tuple[str, ...]
    right: tuple[str, ...]
    rest: list[str]

    def all(self) -> Iterator[str]:
        """Every sign."""
        return chain(*self)


class _View:
    """A text's words with what is known of each, and of them together."""

    def __init__(self, seen: Words) -> None:
        self.texts, self.opens = seen.texts, seen.opens
        self.known = [_known(word) for word in seen.texts]
        self.lows = [one.low for one in self.known]
        self.shapes = [one.shape for one in self.known]
        self.marks = _marked(self.texts, self.lows, _towns(), _like_a_town)
        self.bodies = _marked(self.texts, self.lows, _bodies(), _like_a_body)
        self.padded = [_BEYOND] * 3 + self.known + [_BEYOND] * 3

    def positions(self) -> Iterator[int]:
        """The words that are near anything that looks like a name."""
        near = {
            n + far for n, shape in enumerate(self.shapes) if shape[0] == "X" for far in (-2, -1, 0, 1, 2)
        }
        listed = zip(self.texts, self.marks, self.bodies, self.known, strict=True)
        for n, (word, town, body, one) in enumerate(listed):
            if (n in near or town or body or one.street) and (one.shape[0] in "Xxd" or word in _JOINING):
                yield n

    @cached_property
    def runs(self) -> tuple[list[int], list[int]]:
        """Per word where the run of capitalised words that it is in began and ended, else -1."""
        last = len(self.lows) - 1
        back = _runs(self.shapes[::-1], self.lows[::-1])
        return _runs(self.shapes, self.lows), [last - n if n >= 0 else -1 for n in reversed(back)]

    @cached_property
    def told(self) -> dict[str, list[str]]:
        """What the text says elsewhere of a capitalised word."""
        return _elsewhere(self.texts, self.opens, self.lows)

    def signs(self, n: int) -> Signs:
        """The signs of a word: its own, those of the words beside it, and of where it stands."""
        third, second, before, one, after, next_but_one, _ = self.padded[n : n + 7]
        low, shape, l1, r1 = one.low, one.shape, before.low, after.low
        rest = [
            second.second_left, third.third_left, next_but_one.second_right,
            f"l12={second.low} {l1}", f"l1w={l1} {low}", f"wr1={low} {r1}", f"r12={r1} {next_but_one.low}",
            f"ss={before.shape}{shape}{after.shape}",
            f"sss={second.shape}{before.shape}{shape}{after.shape}{next_but_one.shape}",
            f"l1s={l1}{shape}", f"sr1={shape}{r1}",
        ]  # fmt: skip
        if n and self.opens[n - 1]:
            rest.append("opened")
        if self.opens[n]:
            rest.append(f"opens {shape}")
        self._towns(n, l1, rest)
        if self.bodies[n]:
            self._body(n, rest)
        if self.runs[0][n] >= 0 and self.runs[1][n] >= 0:
            self._run(n, self.runs[0][n], self.runs[1][n], rest)
        if shape[0] == "X":
            rest += self.told[low]
        return Signs(one.own, before.left, after.right, rest)

    def _towns(self, n: int, l1: str, rest: list[str]) -> None:
        marks, shape = self.marks, self.shapes[n]
        if marks[n]:
            rest += (f"town {marks[n]}{shape}", f"town {marks[n]}{shape} l1={l1}")
        if n and marks[n - 1]:
            rest.append(f"after town{marks[n - 1][0]}")
        if n + 1 < len(marks) and marks[n + 1]:
            rest.append(f"before town{marks[n + 1][0]}{shape}")

    def _body(self, n: int, rest: list[str]) -> None:
        mark = self.bodies[n]
        ends = n + 1 >= len(self.bodies) or self.bodies[n + 1][:1] != "I"
        rest += (f"body {mark}", f"body {mark}{self.shapes[n]}", f"body {mark[0]}{ends}{mark[-1] == '?'}")

    def _run(self, n: int, first: int, last: int, rest: list[str]) -> None:
        far = n - first
        rest += (
            f"run{min(far, 3)}={self.lows[first]}", f"run ends={self.lows[last][-4:]}",
            f"before run={self.padded[first + 2].low}", f"after run={self.padded[last + 4].low}",
            f"left={min(6, last - n)}", f"gone={min(4, far)}",
            *["run " + sign for sign in self.known[first].lists],
        )  # fmt: skip
        if self.opens[first]:
            rest.append(f"run opens {far > 0}")


def signs(seen: Words) -> list[Signs | None]:
    """Per word its signs; None for a word that is far from anything that looks like a name."""
    view = _View(seen)
    found: list[Signs | None] = [None] * len(seen.texts)
    for n in view.positions():
        found[n] = view.signs(n)
    return found


class Tagger:
    """Finds names, of one kind or of several that exclude one another.

    `weights`: for each of `signs` what it adds to outside, begins and goes on, the latter two for each kind.
    """

    def __init__(
        self,
        signs: Sequence[str],
        weights: NDArray[np.float32],
        steps: Sequence[Sequence[float]],
        caution: float,
    ) -> None:
        self.signs = signs
        self.weights = weights
        self.steps = steps
        self.caution = caution
        #: each word outside a name has the caution added
        self._steps = [(out + caution, *rest) for out, *rest in steps]
        #: of what a word gives by itself, or beside another, the rows
        self._groups: dict[tuple[str, ...], tuple[int, ...]] = {}

    def find(self, seen: Words, found: Sequence[Signs | None]) -> tuple[list[Span], ...]:
        """Where names stand in the text, for each kind."""
        rows = self.sums(found).tolist()
        path, at = [OUTSIDE] * len(seen.texts), 0
        for stretch in stretches(found):
            path[stretch.start : stretch.stop] = best_path(rows[at : at + len(stretch)], self._steps)
            at += len(stretch)
        kinds: tuple[list[Span], ...] = tuple([] for _ in range(len(self.steps) // 2))
        return _joined(path, seen.spans, kinds) if any(path) else kinds

    def sums(self, found: Sequence[Signs | None]) -> NDArray[np.float64]:
        """For each word that has signs what they add up to, for each tag."""
        rows: list[int] = []
        begins: list[int] = []
        row_of, rows_of_group = self._row.get, self._groups.get
        for one in found:
            if one is not None:
                begins.append(len(rows))
                for group in (one.own, one.left, one.right):
                    known = rows_of_group(group)
                    rows += self._rows(group) if known is None else known
                rows += map(row_of, one.rest, repeat(0))
        if not rows:
            return np.zeros((0, len(self.steps)))
        return np.asarray(np.add.reduceat(self._padded.take(rows, axis=0), begins, axis=0))

    @cached_property
    def _row(self) -> dict[str, int]:
        """Of each sign its row; the first is of signs that it does not know."""
        return dict(zip(self.signs, count(1), strict=False))

    @cached_property
    def _padded(self) -> NDArray[np.float64]:
        return np.vstack([np.zeros((1, len(self.steps))), self.weights])

    def _rows(self, group: tuple[str, ...]) -> tuple[int, ...]:
        if len(self._groups) >= _KEPT:
            self._groups.clear()
        self._groups[group] = found = tuple(self._row[sign] for sign in group if sign in self._row)
        return found


def stretches(found: Sequence[Signs | None]) -> list[range]:
    """The runs of words that have signs."""
    out: list[range] = []
    start = None
    for n, one in enumerate([*found, None]):
        if one is not None and start is None:
            start = n
        elif one is None and start is not None:
            out.append(range(start, n))
            start = None
    return out


def best_path(sums: Sequence[Sequence[float]], steps: Sequence[Sequence[float]]) -> list[int]:
    """The tags with the highest sum of words and steps; before the first word it is outside.

    A name goes on only after its own beginning.
    """
    into = list(zip(*steps, strict=True))
    scores = [0.0] + [float("-inf")] * (len(into) - 1)
    came: list[list[int]] = []
    for row in sums:  # this runs for every word that is near a name
        reached: list[float] = []
        origins: list[int] = []
        for tag, gain in enumerate(row):
            if tag and not tag % 2:
                begun, on = scores[tag - 1] + into[tag][tag - 1], scores[tag] + into[tag][tag]
                best, origin = (begun, tag - 1) if begun >= on else (on, tag)
            else:
                ways = list(map(add, scores, into[tag]))
                best = max(ways)
                origin = ways.index(best)
            reached.append(best + gain)
            origins.append(origin)
        scores = reached
        came.append(origins)
    tag = max(range(len(scores)), key=scores.__getitem__)
    path = [tag]
    for origins in reversed(came[1:]):
        tag = origins[tag]
        path.append(tag)
    return path[::-1]


def begins(kind: int) -> int:
    """The tag with which a name of a kind begins; the next one goes on with it."""
    return 2 * kind + BEGINS


def _joined(
    path: Sequence[int], spans: Sequence[Span], kinds: tuple[list[Span], ...]
) -> tuple[list[Span], ...]:
    for tag, (start, end) in zip(path, spans, strict=True):
        if tag == OUTSIDE:
            continue
        found = kinds[(tag - 1) // 2]
        if tag % 2:
            found.append((start, end))
        else:
            found[-1] = (found[-1][0], end)
    return kinds
