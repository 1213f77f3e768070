"""What an initiative calls itself, from its documents: a choice among all that may be a name in them.

A conditional logit over the names that recur (McFadden 1974). Learned on the towns of the corpus, whose truth
tells what each initiative calls itself, by `python -m bench.names`.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, field

from nlp.proper_names import Form, mentions, named_in_office, squeeze
from nlp.words import word_set
from voorkant.text import fold

_PLACE_BEFORE = re.compile(
    r"\b(?:in|op|aan|bij|langs|naar|uit|rond|achter|vanuit|tussen|voor|te|van|door)\s(?:de|het|['’]t)?\s?$",
    re.IGNORECASE,
)
_PLACE_END = re.compile(
    r"(?:straat|laan|weg|plein|kade|dijk|park|gracht|steeg|singel|brug|haven|polder|veld|hof|markt|pad|wijk|"
    r"kerk|school|huis|dal|bos|oord)$",
    re.IGNORECASE,
)
_TELLING = word_set(
    "is wil zegt moet blijft houd houdt laat red stop geef kiest wekt repareert raapt let slaapt kookt kom "
    "geen nee ja nooit tegen voor hier samen onze ons"
)
#: firms, authorities and professional institutions: they hold no pen of a citizen initiative (docs/labels.md)
_INSTITUTION = re.compile(
    r"\b(?:b\.?v|n\.?v|v\.?o\.?f|holding|vastgoed|projectontwikkel\w*|gemeente\w*|provincie|waterschap|"
    r"hoogheemraadschap|veiligheidsregio|ministerie|rijkswaterstaat|prorail|politie|brandweer|ggd|\w*corporatie|"
    r"college|raad|omgevingsdienst|ziekenhuis|universiteit|rechtbank|rabobank|postnl|ns)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_][\w’']*")
#: `'t Honk`, of which a hashtag or the edge of a quotation took the apostrophe
_ELIDED = re.compile(r"['’]?([tT]|[sn])(?= [^\W\d_])")
_HASHTAG = re.compile(r"#\w+")
#: a hashtag glues words together: it tells little of how a name is spelt
TAGGED = 0.1
#: what is a place in so many of its documents names no initiative
MOSTLY = 0.5
#: so much a name counts more that it had (`python -m bench.names`): people know it by that
CLEARLY = 0.5
#: a hashtag is sought in the text in so many words
SPELT_IN = 6


@dataclass(frozen=True, slots=True)
class Source:
    """A document as naming sees it."""

    title: str
    text: str
    organisations: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


@dataclass(slots=True)
class Candidate:
    """A name that recurs: in how many documents, how, and how it is spelt."""

    key: str
    documents: int = 0
    forms: Counter[str] = field(default_factory=Counter)
    spellings: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    @property
    def spelling(self) -> str:
        """The commonest; of equals the longest, then the first of the alphabet."""
        return min(self.spellings, key=lambda s: (-self.spellings[s], -len(s), s))


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for or against a candidate, from 0 to 1 but for `often` (a logarithm)."""

    share: float
    often: float
    tag: float
    organisation: float
    capitals: float
    title: float
    one_word: float
    article: float
    location: float
    place_word: float
    telling: float
    place: float


#: learned by `python -m bench.names`
WEIGHTS = Signs(
    share=0.31,
    often=1.32,
    tag=1.15,
    organisation=0.19,
    capitals=0.41,
    title=0.29,
    one_word=-0.9,
    article=-0.94,
    location=-0.67,
    place_word=-0.28,
    telling=0.56,
    place=-0.15,
)
_ORGANISATION = "organisation"


def choose_name(sources: Sequence[Source], weights: Signs = WEIGHTS, former: str = "") -> str | None:
    """The likeliest name; None when nothing that may be a name recurs.

    `former`: what it was called, which lasts for as long as it recurs and no other is clearly likelier.
    """
    had = squeeze(former)
    scored = [
        (score(signs, weights) + CLEARLY * (squeeze(name) == had), name)
        for name, signs in candidates(sources)
    ]
    best = min(scored, key=lambda s: (-s[0], s[1]))[1] if scored else None
    return _opened(best) if best else None


def _opened(name: str) -> str:
    """As a name begins: with a capital, but `'t Honk` with what is left of its article."""
    if elided := _ELIDED.match(name):
        return f"'{elided[1].lower()}{name[elided.end() :]}"
    return name[0].upper() + name[1:]


def score(signs: Signs, weights: Signs) -> float:
    """The pull of a candidate."""
    return float(sum(w * s for w, s in zip(astuple(weights), astuple(signs), strict=True)))


def candidates(sources: Sequence[Source]) -> list[tuple[str, Signs]]:
    """Every name that at least two documents have, with its signs; of one document none."""
    squeezed = [squeeze(f"{s.title} {s.text}") for s in sources]
    places = Counter(squeeze(p) for s in sources for p in set(s.places))
    officials = frozenset[str]().union(*(named_in_office(f"{s.title}\n{s.text}") for s in sources))
    found = []
    for candidate in _met(sources).values():
        if any(official.endswith(candidate.key) for official in officials):
            continue
        written = sum(candidate.key in text for text in squeezed)
        candidate.documents = max(written, candidate.forms[_ORGANISATION])
        seldom = candidate.documents < 2 or set(candidate.forms) == {Form.START}
        if not seldom and not ruled_out(candidate, places[candidate.key]):
            if set(candidate.forms) == {Form.TAG}:
                _spell_out(candidate, sources)
            signs = _signs(candidate, sources, places[candidate.key])
            found.append((candidate.spelling, signs))
    return found


def ruled_out(candidate: Candidate, as_place: int) -> bool:
    """Mostly a place, or what holds no pen of a citizen initiative, however often it is fought or asked."""
    return as_place >= candidate.documents * MOSTLY or bool(_INSTITUTION.search(candidate.spelling))


def _met(sources: Sequence[Source]) -> dict[str, Candidate]:
    found: dict[str, Candidate] = {}
    for source in sources:
        named = [(m.key, m.spelling, m.form.value) for m in mentions(source.title, source.text)]
        named += [(key, o, _ORGANISATION) for o in source.organisations if (key := squeeze(o))]
        for key, spelling, form in dict.fromkeys(named):
            candidate = found.setdefault(key, Candidate(key))
            candidate.forms[form] += 1
            candidate.spellings[spelling] += TAGGED if form == Form.TAG else 1
    return found


def _spell_out(candidate: Candidate, sources: Iterable[Source]) -> None:
    """`#schonevloedlijn` is written out somewhere as `schone vloedlijn`, or stays as it is."""
    for source in sources:
        words = _WORD.findall(_HASHTAG.sub(" ", f"{source.title} {source.text}"))
        for start in range(len(words)):
            for end in range(start + 2, min(len(words), start + SPELT_IN) + 1):
                part = words[start:end]
                if squeeze("".join(part)) == candidate.key:
                    spelt = " ".join(part)
                    candidate.spellings[_opened(spelt)] += 10


def _signs(candidate: Candidate, sources: Sequence[Source], as_place: int) -> Signs:
    hits, forms, name = candidate.documents, candidate.forms, candidate.spelling
    words = name.split()
    return Signs(
        share=hits / len(sources),
        often=math.log(hits),
        tag=min(1.0, forms[Form.TAG] / hits),
        organisation=min(1.0, forms[_ORGANISATION] / hits),
        capitals=min(1.0, forms[Form.TEXT] / hits),
        title=min(1.0, forms[Form.TITLE] / hits),
        one_word=float(len(words) == 1),
        article=float(words[0].lower() in ("de", "het")),
        location=_location(name, sources),
        place_word=float(bool(_PLACE_END.search(words[-1]))),
        telling=float(any(fold(w).strip("'’") in _TELLING for w in words)),
        place=min(1.0, as_place / hits),
    )


def _location(name: str, sources: Iterable[Source]) -> float:
    """How often something happens in, at or near it."""
    where = total = 0
    pattern = re.compile(re.escape(name))
    for source in sources:
        whole = f"{source.title}\n{source.text}"
        for met in pattern.finditer(whole):
            total += 1
            where += bool(_PLACE_BEFORE.search(whole[max(0, met.start() - 12) : met.start()]))
    return where / total if total else 0.0
