"""The places that a document touches: configured ones, and those that a finder saw, else by rules.

As in the corpus: districts, neighbourhoods, streets, squares, parks, waters, villages and towns in the
municipality or its region. A building is none (it may be an organisation), nor is a town far away that is
only mentioned, a country, or a motorway. The rules know municipalities, and unlisted places by their form.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from nlp.lexicon import first_names, municipalities
from nlp.office_holders import HolderNames
from nlp.words import FUNCTION_WORDS, KNOWN_ORGANISATIONS, MONTHS, NATIONALITIES, WEEKDAYS
from voorkant.records import Place, PlaceMention
from voorkant.settings import OfficeHolder

#: names that are ordinary words too: only with a capital after a preposition or after a word for a place
AMBIGUOUS = frozenset(
    [
        "best",
        "goes",
        "ede",
        "heerde",
        "leek",
        "bergen",
        "buren",
        "borne",
        "houten",
        "soest",
        "vught",
        "epe",
        "losser",
        "loon",
        "beek",
        "stein",
        "echt",
        "putten",
        "voorst",
        "hoorn",
        "huizen",
        "laren",
        "hulst",
        "sluis",
        "kapelle",
        "altena",
        "asten",
        "dongen",
        "deurne",
        "urk",
        "tiel",
        "weert",
        "elst",
        "mook",
        "gouda",
        "delft",
        "heeze",
        "rucphen",
        "maashorst",
        "emmen",
        "assen",
        "someren",
        "waterland",
        "bladel",
        "duiven",
        "rheden",
        "hattem",
        "brummen",
        "wierden",
        "kampen",
        "ommen",
        "borsele",
        "veere",
        "weesp",
        "edam",
        "noord",
        "zuid",
        "oost",
        "west",
        "centrum",
        "markt",
        "park",
        "haven",
        "dorp",
        "molen",
        "brug",
        "kern",
        "midden",
        "brink",
        "plein",
        "kerk",
        "school",
        "station",
        "wal",
        "dam",
        "horst",
        "zand",
        "veld",
        "veen",
        "bos",
        "tuin",
        "dijk",
        "westland",
        "rijswijk",
        "woerden",
        "diemen",
        "druten",
        "eersel",
        "wageningen",
    ]
)
_SUFFIX = (
    r"(?:straat|straatje|laan|laantje|weg|plein|pleintje|kade|dijk|singel|pad|park|gracht|"
    r"hof|hofje|steeg|dreef|plantsoen|strjitte|leane|dyk|"
    r"wijk|buurt|kwartier|polder|bos|markt|wal|haven|brink|wetering|vaart|kanaal|meer|plas|"
    r"veld|kamp|es|meent|heide|boulevard|allee|baan|kolk|wei)"
)
_FORMED = re.compile(
    rf"(?<![\w-])(?:(?:['’]t|(?:De|Het|Oude|Nieuwe|Lange|Korte|Grote|Kleine|Eerste|Tweede|"
    rf"Oud|Nieuw|Hoge|Lage|Sint|St\.|Burgemeester|Prins|Prinses|Koningin|Dokter|Dr\.|"
    rf"Pastoor|Van|[A-Z]\.)\s)(?:(?:de|der|den|van)\s)?)*"
    rf"(?:[A-ZÀ-Þ][\w’'-]{{0,30}}\s(?:(?:de|der|den|van|ter|"
    rf"ten)\s){{0,2}})?[A-ZÀ-Þ][\w’-]{{2,30}}?{_SUFFIX}(?![\w-])"
)
_LEAD = re.compile(r"(?P<word>[\w’'.-]+)\s(?:(?:van|op|in|aan)\s)?(?:(?:de|het|den|der|'t|’t)\s)?")
_PART_OF_NAME = frozenset(
    [
        "oude",
        "nieuwe",
        "lange",
        "korte",
        "grote",
        "kleine",
        "eerste",
        "tweede",
        "derde",
        "oud",
        "nieuw",
        "sint",
        "hoge",
        "lage",
        "prins",
        "prinses",
        "koning",
        "koningin",
        "burgemeester",
        "minister",
    ]
)
_STREET_ONLY = re.compile(
    r"(?:straat|straatje|laan|laantje|weg|plein|pleintje|kade|singel|pad|gracht|steeg|"
    r"dreef|plantsoen|strjitte|hofje|park|dijk|buurt|wijk|kwartier|hof|markt)$"
)
_NAME = (
    r"(?P<name>(?:(?:De|Het|['’]t|Den|Sint|Oud|Nieuw|Groot|Klein)[ "
    r"-])?[A-ZÀ-Þ][\w’-]{2,30}(?:[ -](?:(?:aan|op|bij|in|van|de|den|der|het|"
    r"en)\s){1,2}[A-ZÀ-Þ][\w’-]+|\s(?:Noord|Oost|Zuid|West|Centrum|Midden)\b)?)"
)
_AFTER_KIND = re.compile(
    rf"\b(?:[Ww]ijk|[Bb]uurt|[Dd]orp|[Dd]orpje|[Gg]ehucht|[Ss]tadsdeel|[Ss]tad|[Kk]ern|"
    rf"[Pp]older|[Bb]uurtschap|[Ww]oonwijk|[Nn]atuurgebied|[Dd]oarp|[Ww]aterplas|"
    rf"[Nn]ieuwbouwwijk|[Dd]istrict)\s{_NAME}"
)
_AFTER_PREPOSITION = re.compile(
    rf"\b(?:in|te|uit|bij|rond|nabij|tussen|naar|richting|yn|út|heel|hiel)\s{_NAME}(?![\w’-])"
)
_ENDING = (
    r"(?:veen|dam|dijk|wijk|broek|hoven|loo|lo|kerk|zijl|beek|wolde|huizen|berg|burg|drecht|horst|dorp|um|ga|wier|"
    r"heim|inge|ingen|sel|monde|donk|hout|rade|erp|oord|meer|stad|wold|kapelle|land|laar|ens|rode|warden|ward|inen)"
)
_OF = re.compile(
    rf"\b[a-zà-ÿ]{{3,}}\s(?:van|voor|buiten)\s(?P<name>[A-ZÀ-Þ][a-zà-ÿ]{{1,20}}{_ENDING})(?![\w-]|\s[A-ZÀ-Þ])"
    rf"|,\s(?P<signed>[A-ZÀ-Þ][a-zà-ÿ]{{1,20}}{_ENDING})\s*$",
    re.MULTILINE,
)
_ON_THE = re.compile(
    r"\b(?:op|aan|langs|rond|bij|over)\s(?:de|het|['’]t)\s(?P<name>[A-ZÀ-Þ][\w’-]{2,30})(?![\w-]|\s[A-ZÀ-Þ])"
)
_DATELINE = re.compile(r"^(?P<name>[A-ZÀ-Þ][A-ZÀ-Þ’' /-]{2,40})\s[-–—|]\s", re.MULTILINE)
_PLACE_WORDS_BEFORE = re.compile(
    r"(?:\b(?:in|te|bij|uit|van|naar|rond|gemeente|stad|dorp|wijk|buurt|nabij|tussen|heel|"
    r"richting|omgeving|voor|regio|station|dorpshuis|gemeentehuis|burgemeester|bewoners|"
    r"inwoners|en|of|raad|raadslid|wethouder)|[,/(#-])\s?$",
    re.IGNORECASE,
)
_NO_PLACE = (
    FUNCTION_WORDS
    | MONTHS
    | WEEKDAYS
    | KNOWN_ORGANISATIONS
    | NATIONALITIES
    | frozenset(
        [
            "god",
            "facebook",
            "whatsapp",
            "instagram",
            "teams",
            "zoom",
            "excel",
            "duitsland",
            "frankrijk",
            "engeland",
            "belgië",
            "spanje",
            "italië",
            "amerika",
            "portugal",
            "turkije",
            "marokko",
            "oekraïne",
            "syrië",
            "europa",
            "azië",
            "afrika",
            "polen",
            "brussel",
            "parijs",
            "londen",
            "berlijn",
            "den",
            "corona",
            "covid",
            "google",
            "youtube",
            "twitter",
            "signal",
            "mastodon",
            "tweede",
            "google",
            "street",
            "engels",
            "voedselbank",
            "leefbaarheid",
        ]
    )
)


#: before the rest of `'s-Hertogenbosch`
_ELIDED = re.compile(r"(?<!\w)['’]s(?:-|(?=$))")
#: longer than this a name in capitals is shouted and no abbreviation
_ABBREVIATION = 3


class _Hit(NamedTuple):
    start: int
    end: int
    name: str
    code: str


class Gazetteer:
    """Finds places in a text. Built once; safe to share between threads."""

    def __init__(
        self, places: Sequence[Place], municipality: str, office_holders: Sequence[OfficeHolder] = ()
    ) -> None:
        self._holders = HolderNames(office_holders)
        entries: dict[str, tuple[str, str]] = {}
        for town in municipalities():
            entries.setdefault(town.name.casefold(), (town.name, town.code))
        for name, official in (("Den Haag", "'s-Gravenhage"), ("Den Bosch", "'s-Hertogenbosch")):
            entries[name.casefold()] = (name, entries[official.casefold()][1])
        if municipality:
            entries.setdefault(municipality.casefold(), (municipality, ""))
        self._bearers = _by_name(places)
        entries |= {key: (of[0].name, of[0].code) for key, of in self._bearers.items()}
        self._own = self._bearers.keys() | {municipality.casefold()}
        self._entries = entries
        self._keys = list(entries)
        self._automaton = AhoCorasick(
            [_straight(key) for key in self._keys], matchkind=MatchKind.LeftmostLongest
        )

    def find(self, text: str, named: Sequence[tuple[int, int]] | None = None) -> tuple[PlaceMention, ...]:
        """The places in order of appearance, each once, under one spelling.

        `named`: where a finder (finder.py) saw places; then municipalities and unlisted places count only
        when it saw them, what is configured always. Without one the rules of this file say.
        """
        if named is None:
            found = [*self._listed(text), *_unlisted(text)]
        else:
            own = [hit for hit in self._listed(text) if hit.name.casefold() in self._own]
            found = [*own, *(self._named(text, start, end) for start, end in named)]
        persons = self._holders.find(text)
        found = [hit for hit in found if not any(s <= hit.start and hit.end <= e for s, e in persons)]
        hits = sorted(found, key=lambda h: (h.start, -h.end, not h.code))
        mentions: dict[str, PlaceMention] = {}
        last = 0
        for hit in hits:
            if hit.start >= last and hit.end > hit.start:
                mentions.setdefault(hit.name.casefold(), PlaceMention(hit.name, hit.code))
                last = hit.end
        return tuple(self._which(key, mention, mentions.keys()) for key, mention in mentions.items())

    def _which(self, key: str, mention: PlaceMention, named: AbstractSet[str]) -> PlaceMention:
        """Which of several places of one name: the only one that lies in something that the text names too.

        Where the text does not tell, no code: a wrong one would lead to another neighbourhood.
        """
        bearers = self._bearers.get(key, ())
        if len(bearers) < 2:
            return mention
        near = [p for p in bearers if self._around(p) & named]
        return PlaceMention(mention.name, near[0].code if len(near) == 1 else "")

    def _around(self, place: Place) -> set[str]:
        """What it lies in, and what that lies in, by folded name."""
        found: set[str] = set()
        above = [place.part_of.casefold()]
        while above:
            name = above.pop()
            if name and name not in found:
                found.add(name)
                above += [p.part_of.casefold() for p in self._bearers.get(name, ())]
        return found - {place.name.casefold()}

    def _named(self, text: str, start: int, end: int) -> _Hit:
        if elided := _ELIDED.search(text, max(0, start - 3), start):
            start = elided.start()
        name = text[start:end]
        if name.isupper() and len(name) > _ABBREVIATION:  # a dateline
            name = name.title()
        key = name.casefold()
        known = self._entries.get(key) or self._entries.get(_straight(key))
        return _Hit(start, end, *(known or (name, "")))

    def _listed(self, text: str) -> Iterator[_Hit]:
        lowered = _same_length_lower(text)
        for index, start, end in self._automaton.find_matches_as_indexes(_straight(lowered)):
            key = self._keys[index]
            name, code = self._entries[key]
            if _whole(text, start, end) and self._meant(text, start, end, key):
                yield _Hit(start, end, name, code)

    def _meant(self, text: str, start: int, end: int, key: str) -> bool:
        """Whether this spelling at this position is the place and not the word that it also is."""
        written = text[start:end]
        before = text[max(0, start - 20) : start]
        common = key in AMBIGUOUS or key in FUNCTION_WORDS
        if re.search(r"[@/.]$", before) or text[end : end + 1] == "@":
            return False
        if written[0].isupper() or (written[0] in "'’" and any(c.isupper() for c in written)):
            following = re.match(r"\s([A-ZÀ-Þ][\w-]+)", text[end : end + 30])
            if common:
                return bool(_PLACE_WORDS_BEFORE.search(before)) or bool(
                    re.match(r"\s?[-–—]\s", text[end : end + 3]) and written.isupper()
                )
            return not (following and following[1] in ("Bank",))
        hashtag = before.endswith("#")
        return (not common and (len(key) > 4 or " " in key)) or hashtag


def _by_name(places: Iterable[Place]) -> dict[str, tuple[Place, ...]]:
    """Those that bear a name, by the name in lower case."""
    found: defaultdict[str, list[Place]] = defaultdict(list)
    for place in places:
        found[place.name.casefold()].append(place)
    return {name: tuple(of) for name, of in found.items()}


def _straight(text: str) -> str:
    """With one kind of apostrophe."""
    return text.replace("’", "'")


def _same_length_lower(text: str) -> str:
    lowered = text.casefold()
    return (
        lowered
        if len(lowered) == len(text)
        else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    )


def _whole(text: str, start: int, end: int) -> bool:
    left, right = text[start - 1 : start] if start else "", text[end : end + 1]
    if left.isalnum() or left == "_" or right.isalnum() or right == "_":
        return False
    return not (left == "-" and text[start - 2 : start - 1].isalpha()) and not (
        right == "-" and text[end + 1 : end + 2].isalpha()
    )


def _unlisted(text: str) -> Iterator[_Hit]:
    for match in _FORMED.finditer(text):
        if _STREET_ONLY.search(match[0]) and not _starts_plainly(text, match):
            skip = _plain_lead(match[0])
            yield _Hit(match.start() + skip, match.end(), match[0][skip:], "")
    for match in _OF.finditer(text):
        group = "name" if match["name"] else "signed"
        if _is_name(match[group], ""):
            yield _Hit(match.start(group), match.end(group), match[group], "")
    for pattern in (_AFTER_KIND, _AFTER_PREPOSITION, _ON_THE, _DATELINE):
        for match in pattern.finditer(text):
            if _is_name(match["name"], text[match.end("name") : match.end("name") + 30]):
                name = match["name"]
                yield _Hit(
                    match.start("name"),
                    match.end("name"),
                    name.title() if name.isupper() and len(name) > 3 else name,
                    "",
                )


def _plain_lead(name: str) -> int:
    """How many characters of `Bewoners van de Lindelaan` come before the street's own name."""
    lead = _LEAD.match(name)
    if lead is None or lead["word"].lower() in _PART_OF_NAME or lead["word"].lower() not in FUNCTION_WORDS:
        return 0
    return lead.end()


def _starts_plainly(text: str, match: re.Match[str]) -> bool:
    """`Buurtpark` or `Dorpsplein` at the start of a sentence may be a plain word."""
    before = text[: match.start()].rstrip(" ")[-1:]
    plain = match[0].lower() in (
        "voetpad",
        "fietspad",
        "speelpark",
        "buurtpark",
        "dorpsplein",
        "stadspark",
        "snelweg",
        "woonwijk",
        "sportpark",
        "zandpad",
        "terug weg",
        "onderweg",
        "rondweg",
        "supermarkt",
        "kerstmarkt",
        "rommelmarkt",
        "weekmarkt",
        "boekenmarkt",
        "wildpark",
        "kinderboerderij",
        "binnenweg",
        "winkelstraat",
        "woonstraat",
        "buurt",
        "nieuwbouwwijk",
        "vrijmarkt",
        "zadenmarkt",
        "boerenmarkt",
        "plantenmarkt",
        "ruilmarkt",
    )
    return plain and (not before or before in '.!?\n‘“":')


def _is_name(name: str, following: str) -> bool:
    first = re.split(r"[\s-]", name)[0]
    lower = name.lower()
    if (
        lower in _NO_PLACE
        or (first.lower() in _NO_PLACE and " " not in name)
        or (name.isupper() and len(name) < 4)
    ):
        return False
    if first in first_names().sure and not re.search(r"(?:straat|weg|plein|laan|park|kade)$", name):
        return False
    return not re.match(r"\s(?:(?:van|de|der|den|ten|ter)\s){0,2}[A-ZÀ-Þ]", following) or " " in name
