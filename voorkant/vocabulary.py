"""The closed vocabularies: the Dutch words a regisseur uses, stored as written (docs/labels.md)."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What the citizens do."""

    ZELFORGANISATIE = "zelforganisatie"
    PETITIE = "petitie"
    PROTEST = "protest"
    VOORSTEL = "voorstel"
    INZAMELING = "inzameling"


class Theme(StrEnum):
    """What it is about; each maps to BBV budget headings (docs/labels.md)."""

    ENERGIE = "energie"
    MILIEU = "milieu"
    GROEN_NATUUR = "groen-natuur"
    WONEN_RUIMTE = "wonen-ruimte"
    VERKEER = "verkeer"
    VEILIGHEID = "veiligheid"
    ZORG_WELZIJN = "zorg-welzijn"
    JEUGD_ONDERWIJS = "jeugd-onderwijs"
    SPORT = "sport"
    CULTUUR_ERFGOED = "cultuur-erfgoed"
    ECONOMIE = "economie"
    BESTUUR_PARTICIPATIE = "bestuur-participatie"


class Phase(StrEnum):
    """Where an initiative stands; the order is that of a life."""

    IDEE = "idee"
    MOBILISEREN = "mobiliseren"
    ORGANISEREN = "organiseren"
    UITVOEREN = "uitvoeren"
    RESULTAAT = "resultaat"
    GESTOPT = "gestopt"


class Stance(StrEnum):
    """The writer's stance towards the initiative."""

    STEUN = "steun"
    VERZET = "verzet"
    NEUTRAAL = "neutraal"


class Lifestyle(StrEnum):
    """What the members of a network share beyond one initiative; never set for a person."""

    DUURZAAM = "duurzaam"
    GEZIN = "gezin"
    ZORGZAAM = "zorgzaam"
    SPORTIEF = "sportief"
    CREATIEF = "creatief"
    ONDERNEMEND = "ondernemend"
    DORPS = "dorps"
    ACTIVISTISCH = "activistisch"
    MOBILITEIT = "mobiliteit"
    DIGITAAL = "digitaal"
    NATUUR = "natuur"


class RelationKind(StrEnum):
    """How one network stands to another."""

    VERSTERKT = "versterkt"
    BESTRIJDT = "bestrijdt"
    BEINVLOEDT = "beinvloedt"


class NetworkState(StrEnum):
    """What last happened to a network."""

    GEBOREN = "geboren"
    STABIEL = "stabiel"
    GROEIT = "groeit"
    KRIMPT = "krimpt"
    VERVAAGD = "vervaagd"


class MeetingState(StrEnum):
    """Whether one can still go there."""

    PLANNED = "planned"
    PAST = "past"
    CANCELLED = "cancelled"


class SourceKind(StrEnum):
    """How a source is read."""

    FEED = "feed"
    SITE = "site"
    MASTODON = "mastodon"
    BLUESKY = "bluesky"
    DISCOURSE = "discourse"
    ICAL = "ical"
    NOTUBIZ = "notubiz"
    IBABS = "ibabs"
    ORI = "ori"
    BEKENDMAKINGEN = "bekendmakingen"
    DECIDIM = "decidim"
    CONSUL = "consul"
    PETITIES = "petities"
    YOUTUBE = "youtube"
    REDDIT = "reddit"


class Speaker(StrEnum):
    """Who speaks in a source: a paper, an authority, a group, who petitions, or anybody."""

    MEDIA = "media"
    OVERHEID = "overheid"
    GROEP = "groep"
    PETITIE = "petitie"
    PUBLIEK = "publiek"


class Channel(StrEnum):
    """What a subscription brings: an overview each day, only fast growth, or each week how the model did."""

    DIGEST = "digest"
    ALERT = "alert"
    DRIFT = "drift"


class Presence(StrEnum):
    """Whether a document that we keep is still at its source."""

    THERE = "there"
    GONE = "gone"
    UNCLEAR = "unclear"


class PublisherKind(StrEnum):
    """Who speaks through a source."""

    MEDIA = "media"
    OVERHEID = "overheid"
    ORGANISATIE = "organisatie"
    PLATFORM = "platform"
    BEWONERS = "bewoners"


class PlaceKind(StrEnum):
    """What a place in places.csv is."""

    WIJK = "wijk"
    BUURT = "buurt"
    DORP = "dorp"
    STAD = "stad"
    STRAAT = "straat"
    PLEIN = "plein"
    PARK = "park"
    GEBOUW = "gebouw"
    WATER = "water"


class Fallacy(StrEnum):
    """What an argument may suffer from; hinted at, never asserted."""

    SLOPE = "hellend vlak"
    PERSON = "op de man"


class Ruling(StrEnum):
    """What people decide about an initiative (or, ON_DOCUMENTS, a document); it holds until they undo it."""

    RENAME = "rename"
    PHASE = "phase"
    MERGE = "merge"
    SPLIT = "split"
    REJECT = "reject"
    #: what the municipality says to an argument, whenever it comes back
    ANSWER = "answer"
    #: the words of a document that was flagged as hostile may go out (LAW 14)
    RELEASE = "vrijgeven"
    #: the words of a document stay inside, whatever a model says of its tone
    WITHHOLD = "verbergen"


#: whether a document may speak; on one document the last of these counts
ON_DOCUMENTS = frozenset((Ruling.RELEASE, Ruling.WITHHOLD))


class Verdict(StrEnum):
    """What a difference with the weeks before asks for."""

    STEADY = "gelijk"
    REMARK = "let op"
    ALARM = "alarm"
    TOO_LITTLE = "te weinig"


class Direction(StrEnum):
    """In which way the model is wrong: it saw nothing, saw something that is not there, or took another."""

    MISSED = "gemist"
    WRONGLY = "onterecht"
    MIXED_UP = "verwisseld"
