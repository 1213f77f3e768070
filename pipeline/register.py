"""The record for the Algoritmeregister (LAW 16), made from the configuration and checked.

Field names, limits and choices: the publication standard 1.0.0 of the register (MinBZK,
https://minbzk.github.io/Algoritmeregister-Publicatiestandaard/). Texts are for whoever reads the register.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from voorkant.errors import ConfigError, InputError
from voorkant.settings import Settings
from voorkant.vocabulary import PublisherKind

Record = Mapping[str, Any]

STANDARD = "1.0.0"
#: each text has to be shorter than this (characters)
LIMITS: Mapping[str, int] = {
    "name": 100, "description_short": 350, "organization": 100, "contact_email": 500, "website": 500,
    "goal": 2500, "proportionality": 2500, "human_intervention": 2500, "risks": 2500, "lawful_basis": 2500,
    "process_index_url": 500, "source_data": 2500, "methods_and_models": 5000, "tags": 2500,
}  # fmt: skip
MANDATORY = (
    "name", "description_short", "organization", "status", "contact_email", "publication_category", "lang",
    "standard_version",
)  # fmt: skip
#: what the register calls each field, in its order
TITLES: Mapping[str, str] = {
    "name": "Naam", "description_short": "Korte omschrijving", "organization": "Organisatie",
    "category": "Thema", "status": "Status", "begin_date": "Begindatum", "contact_email": "Contactgegevens",
    "website": "Link naar publiekspagina", "publication_category": "Publicatiecategorie",
    "goal": "Doel en impact", "proportionality": "Afwegingen", "human_intervention": "Menselijke tussenkomst",
    "risks": "Risicobeheer", "lawful_basis": "Wettelijke basis",
    "process_index_url": "Link naar verwerkingsregister", "source_data": "Gegevens",
    "source_data_grouping": "Verwijzingen gegevensbronnen", "methods_and_models": "Technische werking",
    "lang": "Taal", "standard_version": "Versie publicatiestandaard", "tags": "Zoektermen",
}  # fmt: skip
#: the key of voorkant.yaml that a field comes from
KEYS: Mapping[str, str] = {
    "description_short": "municipality.name", "organization": "municipality.name",
    "contact_email": "register.contact of processing.privacy_officer", "website": "register.website",
    "goal": "processing.purpose", "lawful_basis": "processing.legal_basis",
    "process_index_url": "processing.register_id",
}  # fmt: skip
_CONTACT = re.compile(r"https://\S+|[^\s@]+@[^\s@]+\.[^\s@]+")
_SPEAKERS = {
    PublisherKind.MEDIA: "kranten en andere media", PublisherKind.OVERHEID: "overheden",
    PublisherKind.ORGANISATIE: "organisaties", PublisherKind.PLATFORM: "platforms en forums",
    PublisherKind.BEWONERS: "bewonersgroepen",
}  # fmt: skip


def made(settings: Settings) -> Record:
    """The record, checked. Raises InputError (or ConfigError) that names each problem and its remedy."""
    _complete(settings)
    found = record(settings)
    wrong = problems(found)
    if wrong:
        file = settings.folder / "voorkant.yaml"
        raise InputError("\n".join(f"{file}: {problem}" for problem in wrong))
    return found


def _complete(settings: Settings) -> None:
    told, file = settings.processing, settings.folder / "voorkant.yaml"
    needed = {
        "processing.purpose": told.purpose,
        "processing.legal_basis": told.legal_basis,
        "processing.privacy_officer (of register.contact)": settings.register.contact or told.privacy_officer,
    }
    missing = [key for key, value in needed.items() if not value.strip()]
    if missing:
        verb = "ontbreekt" if len(missing) == 1 else "ontbreken"
        what = f"voor het Algoritmeregister {verb} {', '.join(missing)}"
        raise ConfigError(file, None, what, "Vul dat hier in")
    if not settings.sources:
        raise ConfigError(
            settings.folder / "sources.yaml", None, "er staan geen bronnen in, dus er valt niets te melden",
            "Voeg bronnen toe met `voorkant sources add`",
        )  # fmt: skip


def problems(found: Record) -> list[str]:
    """A Dutch sentence for each thing in a record that the standard does not allow."""
    told = [f"{_called(field)} is leeg. {_remedy(field, 'Vul dit in')}" for field in _empty(found)]
    for field, limit in LIMITS.items():
        length = len(str(found.get(field, "")))
        if length >= limit:
            remedy = _remedy(field, f"Maak het korter dan {limit} tekens")
            told.append(f"{_called(field)} heeft {length} tekens. {remedy}")
    contact = str(found.get("contact_email", ""))
    if contact and not _CONTACT.fullmatch(contact):
        remedy = _remedy("contact_email", "Schrijf een mailadres, of een webadres dat met https:// begint")
        told.append(f"{_called('contact_email')} is {contact!r}. {remedy}")
    return told


def _empty(found: Record) -> list[str]:
    return [field for field in MANDATORY if not str(found.get(field, "")).strip()]


def _called(field: str) -> str:
    return f"{TITLES[field]} ({field})"


def _remedy(field: str, what: str) -> str:
    return f"{what} bij {KEYS[field]}." if field in KEYS else f"{what}."


def record(settings: Settings) -> Record:
    """The record, unchecked: the fields of the standard that can be told from the configuration."""
    told, own = settings.processing, settings.register
    in_register = told.register_id if told.register_id != "VUL-IN" else ""
    link = in_register if in_register.startswith("https://") else ""
    fields = {
        "name": "Burgerinitiatieven vinden en volgen (Voorkant)",
        "description_short": _short(settings),
        "organization": f"Gemeente {settings.municipality}",
        "category": ["Organisatie en bedrijfsvoering"],
        "status": own.status,
        "begin_date": own.since,
        "contact_email": own.contact or told.privacy_officer,
        "website": own.website,
        "publication_category": own.category,
        "goal": f"{_sentence(told.purpose)} {GOAL}",
        "proportionality": PROPORTIONALITY,
        "human_intervention": HUMANS,
        "risks": RISKS,
        "lawful_basis": " ".join(
            (
                _sentence(told.legal_basis),
                f"In ons verwerkingsregister: {in_register}." if in_register else "",
            )
        ).strip(),
        "process_index_url": link,
        "source_data": _data(settings),
        "source_data_grouping": [{"title": s.publisher, "link": s.url} for s in settings.sources],
        "methods_and_models": METHOD,
        "lang": "nld",
        "standard_version": STANDARD,
        "tags": "burgerinitiatief, bewonersinitiatief, participatie, openbare bronnen, sociale media",
    }
    return {field: fields[field] for field in TITLES if fields[field]}


def _sentence(text: str) -> str:
    clean = " ".join(text.split())
    return clean if clean.endswith((".", "!", "?")) else f"{clean}."


def _short(settings: Settings) -> str:
    return (
        f"Voorkant leest elke dag openbare berichten over {settings.municipality} en vindt daarin "
        "initiatieven van inwoners. Medewerkers van de gemeente zien zo vroeg wat er begint en hoe het "
        "groeit. Het volgt initiatieven, organisaties en plaatsen, nooit personen."
    )


def _data(settings: Settings) -> str:
    """What is read, and how long it is kept."""
    terms, speakers = settings.retention, Counter(s.publisher_kind for s in settings.sources)
    read = ", ".join(f"{_SPEAKERS[kind]} ({number})" for kind, number in speakers.most_common())
    return (
        f"Openbare berichten uit {len(settings.sources)} bronnen: {read}. Alleen wat iedereen zonder account "
        "kan lezen, en niet als een site of schrijver zegt dat programma's het niet mogen lezen. In die "
        "berichten staan soms persoonsgegevens. Namen van personen, mailadressen, telefoonnummers, "
        "rekeningnummers, burgerservicenummers en huisadressen maken we onleesbaar voordat we iets bewaren. "
        "Alleen namen van bestuurders blijven staan. Een account bewaren we als code; na "
        f"{terms.account_key_days} dagen is die niet meer te herleiden. De tekst bewaren we "
        f"{terms.full_text_days} dagen, titel en link {terms.document_days} dagen. Wat een initiatief is "
        "(naam, onderwerp, plek, organisaties, begin) bewaren we nog "
        f"{terms.initiative_days} dagen nadat het laatste bericht erover gewist is; een naam wissen we op "
        "verzoek. Wat bij de bron verdwijnt, wissen we ook. Om het algoritme te maken zijn voorbeelden "
        "geschreven door de makers: geen berichten van echte mensen."
    )


GOAL = (
    "Inwoners beginnen steeds vaker zelf iets: een buurttuin, een petitie, een actie, een inzameling. Als "
    "de gemeente dat vroeg ziet, kan zij meedoen, mensen met elkaar in contact brengen en haar beloften "
    "nakomen. Inwoners merken dat de gemeente hun initiatief eerder kent. Niemand krijgt door dit algoritme "
    "een besluit, een score of een etiket. Het is niet bedoeld om demonstraties in de gaten te houden."
)
PROPORTIONALITY = (
    "Zonder dit algoritme moeten medewerkers zelf kranten, sites en sociale media lezen. Dan missen ze "
    "veel, en ze zien daarbij meer van personen dan nodig is. Het algoritme leest alleen openbare bronnen "
    "die de gemeente heeft gekozen, elk met een doel, een grondslag en een datum waarop die keuze opnieuw "
    "wordt bekeken. Het volgt geen personen en maakt geen lijst of kaart van personen. Aantallen deelnemers "
    "onder de vijf laten we niet zien. Naar buiten gaan alleen een kort stukje tekst en de link. Er is geen "
    "label en geen filter voor godsdienst, politieke voorkeur, gezondheid of afkomst. Het nadeel is dat "
    "woorden van inwoners gelezen worden zonder dat zij dat weten. Daarom staat hieronder welke bronnen we "
    "lezen en kan iedereen vragen om zijn berichten te wissen."
)
HUMANS = (
    "Het algoritme laat zien en stelt voor; medewerkers beslissen wat zij ermee doen. Bij elke uitkomst "
    "staan de berichten waarop die steunt, de reden, de kans en de versie van het model. Een bericht dat "
    "het algoritme vijandig vindt, gaat niet naar buiten voordat een mens ernaar heeft gekeken. Een "
    "medewerker kan een bericht of een account voorgoed laten wissen en het lezen van alle bronnen in één "
    "keer stilzetten."
)
RISKS = (
    "Het algoritme kan zich vergissen: het kan een initiatief missen, twee initiatieven voor één aanzien, "
    "of iets anders voor een initiatief aanzien. Daarom is de kwaliteit gemeten op gemeenten waar het niet "
    "van geleerd heeft, en staan bij elke uitkomst de berichten zelf. Niet elke groep gebruikt openbare "
    "sociale media; wie daar niet schrijft, valt minder op. Elk overzicht zegt daarom welke bronnen niet "
    "gelezen zijn. Het onleesbaar maken van namen gaat niet altijd goed: een enkele naam kan blijven staan. "
    "Daarom bewaren we teksten kort en gaan er alleen korte stukjes naar buiten. Wie op de balie kijkt, "
    "wordt vastgelegd in een logboek."
)
METHOD = (
    "Invoer: openbare berichten, met namen en adressen onleesbaar gemaakt door regels. Werking, in stappen. "
    "1. Regels herkennen taal, plaatsen, organisaties en bijeenkomsten. 2. Classificatiemodellen "
    "(logistische regressie op woorden, lettergroepen en vaste kenmerken van de tekst, scikit-learn) geven "
    "elk bericht zeven labels met een kans: gaat het over een burgerinitiatief, van welke soort, over welk "
    "thema, in welke fase, is de schrijver voor of tegen, is het een oproep en is de toon vijandig. 3. "
    "Berichten die op elkaar lijken in woorden, plaats en tijd, of op elkaar antwoorden, worden samen één "
    "initiatief. 4. Initiatieven met dezelfde steun vormen een netwerk (Leiden-algoritme voor "
    "gemeenschappen in een graaf); personen zijn daarin geen punt en geen lijn. 5. Groei wordt vergeleken "
    "met het eigen verleden van een initiatief, met een grens aan het aantal valse meldingen. Uitvoer: een "
    "dagelijks overzicht, meldingen van snelle groei en een balie met pagina's, steeds met de berichten "
    "erbij. Het algoritme is niet zelflerend: een model verandert alleen als een medewerker het opnieuw "
    "traint en in gebruik neemt. De software heeft een open licentie (EUPL-1.2)."
)


def readable(found: Record) -> str:
    """The record as text, a field a paragraph."""
    return "\n\n".join(
        f"{title}\n{_plain(found[field])}" for field, title in TITLES.items() if field in found
    )


def _plain(value: Any) -> str:
    if not isinstance(value, list):
        return str(value)
    return "\n".join(f"{v['title']}: {v['link']}" if isinstance(v, dict) else str(v) for v in value)
