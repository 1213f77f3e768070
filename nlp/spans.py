"""Names of places or organisations as runs of words: what is seen at each word, and the best way through.

A tagger of the kind of Collins (2002): each word is outside a name, begins one, or goes on with one; signs
of the word and of what stands around it have weights, so has each step from word to word, and the path with
the highest sum wins (Viterbi). Weights come from the corpus (models/finding.py). Linear in the text's length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

from nlp.lexicon import first_names, municipalities, surnames, towns
from nlp.words import FUNCTION_WORDS, GROUP_LIKE, KNOWN_ORGANISATIONS, STREET_LIKE, word_set

OUTSIDE, BEGINS, INSIDE = 0, 1, 2
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
#: sums of groups of signs that a tagger keeps in mind
_KEPT = 50_000


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text, where they stand, and whether each begins a sentence, line or quotation."""

    texts: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    opens: tuple[bool, ...]


def words(text: str) -> Words:
    """Words, placeholders, signs and ends of line (`¶`), in order."""
    found = list(_WORD.finditer(text))
    texts = [_LINE if m[0][0] == "\n" else m[0] for m in found]
    opens = [n == 0 or texts[n - 1] in _OPENS_AFTER for n in range(len(found))]
    return Words(tuple(texts), tuple(m.span() for m in found), tuple(opens))


def _shape(word: str) -> str:
    if word[0].isupper():
        if len(word) > 1 and word.isupper():
            return "XX"
        return "Xx" if word[1:].islower() or len(word) == 1 else "XxX"
    return "d" if word[0].isdigit() else "x" if word[0].isalpha() else word[0]


@cache
def _town_words() -> Mapping[str, tuple[str, ...]]:
    """Names of towns and municipalities, folded, as their words, by the first."""
    found: dict[str, list[str]] = {}
    for name in sorted({*towns(), *(m.name for m in municipalities())}):
        key = " ".join(m[0] for m in _WORD.finditer(_low(name)))
        found.setdefault(key.split(" ")[0], []).append(key)
    return {first: tuple(sorted(keys, key=len, reverse=True)) for first, keys in found.items()}


def _low(word: str) -> str:
    return word.lower().replace("’", "'")


@lru_cache(maxsize=50_000)
def _own(word: str) -> tuple[str, ...]:
    """What a word is by itself."""
    low, shape = _low(word), _shape(word)
    found = [f"w={low}", f"s={shape}", f"p3={low[:3]}", f"p4={low[:4]}"]
    found += [f"z{n}={low[-n:]}" for n in (2, 3, 4, 5)]
    return (*found, *_lists(word))


@lru_cache(maxsize=50_000)
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


@lru_cache(maxsize=50_000)
def _beside(side: str, word: str) -> tuple[str, ...]:
    """What a word next to it says: its lists and ending."""
    low = _low(word)
    return (*(side + sign for sign in _lists(word)), f"{side}z3={low[-3:]}", f"{side}z4={low[-4:]}")


def _known_towns(texts: Sequence[str], lows: Sequence[str]) -> list[str]:
    """Per word `B` or `I` where the list of towns has a name, with its number of words."""
    marks = [""] * len(lows)
    by_first = _town_words()
    n = 0
    while n < len(lows):
        for key in by_first.get(lows[n], ()):
            length = key.count(" ") + 1
            if " ".join(lows[n : n + length]) == key and (length > 1 or _like_a_town(texts[n])):
                marks[n : n + length] = [f"B{length}", *[f"I{length}"] * (length - 1)]
                n += length - 1
                break
        n += 1
    return marks


def _like_a_town(word: str) -> bool:
    """Without a capital only what is hardly ever another word: `zutphen`, not `een`, `heel` or `velden`."""
    return not word[0].islower() or (len(word) > 5 and word not in FUNCTION_WORDS and word not in _ALSO_WORDS)


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


def _elsewhere(seen: Words, lows: Sequence[str]) -> dict[str, list[str]]:
    """What the text says elsewhere of a capitalised word that it has twice, or also without capital."""
    plain = {w for w in seen.texts if w[0].islower()}
    places: dict[str, list[int]] = {}
    for n, word in enumerate(seen.texts):
        if word[0].isupper():
            places.setdefault(lows[n], []).append(n)
    found: dict[str, list[str]] = {}
    for low, at in places.items():
        signs = {"also plain"} if low in plain else set()
        if len(at) > 1:
            signs |= {"inside elsewhere" for n in at if not seen.opens[n]}
            signs |= {f"once l1={lows[n - 1]}" for n in at[:8] if n and not seen.opens[n]}
            signs |= {f"once r1={lows[n + 1]}" for n in at[:8] if n + 1 < len(lows)}
        found[low] = sorted(signs)
    return found


class Signs(NamedTuple):
    """What is seen at a word: ready-made groups that come back with every such word, and the rest."""

    groups: tuple[tuple[str, ...], ...]
    rest: tuple[str, ...]

    def all(self) -> Iterator[str]:
        """Every sign."""
        return chain(*self.groups, self.rest)


def signs(seen: Words) -> list[Signs | None]:
    """Per word its signs; None for a word that is far from anything that looks like a name."""
    texts, lows = seen.texts, [_low(w) for w in seen.texts]
    shapes = [_shape(w) for w in texts]
    size = len(texts)
    begun = _runs(shapes, lows)
    ended = [size - 1 - n if n >= 0 else -1 for n in reversed(_runs(shapes[::-1], lows[::-1]))]
    marks, told = _known_towns(texts, lows), _elsewhere(seen, lows)
    padded = [_EDGE] * 3 + lows + [_EDGE] * 3
    shaped = [_EDGE] * 2 + shapes + [_EDGE] * 2
    out: list[Signs | None] = []
    for n, word in enumerate(texts):
        near = any(s[0] == "X" for s in shaped[n : n + 5])
        strange = shapes[n][0] not in "Xxd" and word not in _JOINING
        if strange or not (near or marks[n] or _street(word)):
            out.append(None)
            continue
        shape, low = shapes[n], lows[n]
        l3, l2, l1, _, r1, r2, _ = padded[n : n + 7]
        s2, s1, _, t1, t2 = shaped[n : n + 5]
        groups = [_own(word)]
        found = [
            f"l1={l1}", f"l2={l2}", f"l3={l3}", f"r1={r1}", f"r2={r2}", f"l12={l2} {l1}",
            f"l1w={l1} {low}", f"wr1={low} {r1}", f"r12={r1} {r2}", f"ss={s1}{shape}{t1}",
            f"sss={s2}{s1}{shape}{t1}{t2}", f"l1s={l1}{shape}", f"sr1={shape}{r1}",
        ]  # fmt: skip
        if n:
            groups.append(_beside("l1", texts[n - 1]))
            found += ("opened",) if seen.opens[n - 1] else ()
        if n + 1 < size:
            groups.append(_beside("r1", texts[n + 1]))
        if seen.opens[n]:
            found.append(f"opens {shape}")
        if marks[n]:
            found += (f"town {marks[n]}{shape}", f"town {marks[n]}{shape} l1={l1}")
        if n and marks[n - 1]:
            found.append(f"after town{marks[n - 1][0]}")
        if n + 1 < size and marks[n + 1]:
            found.append(f"before town{marks[n + 1][0]}{shape}")
        if begun[n] >= 0 and ended[n] >= 0:
            first, last, far = begun[n], ended[n], n - begun[n]
            found += (
                f"run{min(far, 3)}={lows[first]}", f"run ends={lows[last][-4:]}",
                f"before run={padded[first + 2]}", f"after run={padded[last + 4]}",
                f"left={min(6, last - n)}", f"gone={min(4, far)}",
                *(f"run {sign}" for sign in _lists(texts[first])),
            )  # fmt: skip
            if seen.opens[first]:
                found.append(f"run opens {far > 0}")
        if shape[0] == "X":
            found += told[low]
        out.append(Signs(tuple(groups), tuple(found)))
    return out


#: a number for each of outside, begins, inside
Row = tuple[float, float, float]


class Tagger:
    """Finds the names of one kind. `weights`: per sign what it adds to outside, begins, inside."""

    def __init__(
        self,
        weights: Mapping[str, Row],
        steps: Sequence[Sequence[float]],
        caution: float,
    ) -> None:
        self.weights = weights
        self.steps = steps
        self.caution = caution
        #: what a word gives by itself, and beside another, is added up once
        self._known: dict[tuple[str, ...], Row] = {}

    def find(self, seen: Words, seen_signs: Sequence[Signs | None]) -> list[tuple[int, int]]:
        """Where the names stand in the text."""
        path = [OUTSIDE] * len(seen.texts)
        for stretch in stretches(seen_signs):
            sums = [self._sums(one) for one in seen_signs[stretch.start : stretch.stop] if one is not None]
            for n, tag in zip(stretch, best_path(sums, self.steps), strict=True):
                path[n] = tag
        return _joined(path, seen.spans)

    def _sums(self, found: Signs) -> Row:
        outside, begins, inside = self._sum(found.rest)
        for group in found.groups:
            more = self._sum_of(group)
            outside += more[0]
            begins += more[1]
            inside += more[2]
        return outside + self.caution, begins, inside

    def _sum_of(self, group: tuple[str, ...]) -> Row:
        known = self._known.get(group)
        if known is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            known = self._known[group] = self._sum(group)
        return known

    def _sum(self, found: tuple[str, ...]) -> Row:
        outside = begins = inside = 0.0
        get = self.weights.get
        for sign in found:
            row = get(sign)
            if row is not None:
                outside += row[0]
                begins += row[1]
                inside += row[2]
        return outside, begins, inside


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
    """The tags with the highest sum of words and steps; before the first word it is outside."""
    best = [0.0, float("-inf"), float("-inf")]
    came: list[tuple[int, int, int]] = []
    (oo, ob, _), (bo, bb, bi), (io, ib, ii) = steps
    for outside, begins, inside in sums:
        o, b, i = best
        to_out = max((o + oo, OUTSIDE), (b + bo, BEGINS), (i + io, INSIDE))
        to_begin = max((o + ob, OUTSIDE), (b + bb, BEGINS), (i + ib, INSIDE))
        to_inside = max((b + bi, BEGINS), (i + ii, INSIDE))
        came.append((to_out[1], to_begin[1], to_inside[1]))
        best = [to_out[0] + outside, to_begin[0] + begins, to_inside[0] + inside]
    tag = max((OUTSIDE, BEGINS, INSIDE), key=best.__getitem__)
    path = [tag]
    for row in reversed(came[1:]):
        tag = row[tag]
        path.append(tag)
    return path[::-1]


def _joined(path: Sequence[int], spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for tag, (start, end) in zip(path, spans, strict=True):
        if tag == BEGINS:
            found.append((start, end))
        elif tag == INSIDE:
            found[-1] = (found[-1][0], end)
    return found
