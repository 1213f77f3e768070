"""Invented texts long enough to be copied: an article, what followed it, and a form of the town hall."""

ARTICLE = (
    "Bewoners van de Veenbuurt willen het oude pompstation aan de Turfkade zelf gaan beheren. Dat heeft "
    "de werkgroep Pompen Maar dinsdag bekendgemaakt. Er komen 14 werkplekken, een keuken en een zaal "
    "voor 60 mensen. De gemeente wil het gebouw verkopen, maar de buurt vraagt om uitstel tot het "
    "voorjaar. Volgens de werkgroep hebben al 212 huishoudens een bijdrage toegezegd. Donderdag is er "
    "een open avond in het gebouw zelf, met soep en een rondleiding langs de kelder. Wie wil meedenken "
    "hoeft zich niet aan te melden. Het plan ligt daarna twee weken ter inzage in de bibliotheek, waar "
    "ook het rekenwerk te zien is."
)
FOLLOW_UP = (
    "De werkgroep Pompen Maar heeft het gebouw aan de Turfkade gekregen: de gemeente verkoopt het niet "
    "en geeft de buurt drie jaar. In die tijd moet blijken of verhuur van de zaal genoeg opbrengt om "
    "het dak te vervangen. De eerste vergadering van huurders is op 9 maart. Wie een werkplek zoekt, "
    "kan zich melden bij de bibliotheek van de Veenbuurt, waar een lijst hangt. Een architect tekent "
    "intussen aan de entree."
)
NOTICE = (
    "De gemeente heeft een aanvraag ontvangen voor het kappen van {n} bomen aan de {street}. De "
    "aanvraag is op {day} maart ingediend onder nummer {key}. U kunt nu nog geen bezwaar maken. Dat kan "
    "pas als wij een besluit hebben genomen. Wilt u de stukken inzien, maak dan een afspraak via het "
    "algemene nummer van de gemeente. Wij nemen meestal binnen acht weken een besluit en maken dat op "
    "deze plaats bekend."
)
