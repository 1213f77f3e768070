"""Closed word lists that several rules share. Lower case, without dots."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """The words of a line."""
    return frozenset(text.split())


TITLES = word_set(
    "dhr mevr mw mej meneer mijnheer menear mevrouw mefrou heer juffrouw dr ds drs ir mr "
    "ing prof prof.dr pastoor pastor dominee imam "
    "zuster pater broeder rabbijn juf meester oma opa oom tante pake beppe omke buurman "
    "buurvrouw buuf hr familie fam gezin echtpaar "
    "jonkheer jhr zr koppel duo families heit mem nonkel moeke "
    "bewoonster heren dames gebroeders gebr zussen zusjes broers abla abi hadji ome tanta weduwe wed"
)
#: titles that are written with a dot, which therefore ends no sentence
DOTTED = word_set(
    "dhr mevr mw mej dr ds drs ir mr ing prof jhr zr fam gebr hr wed st nr tel ca bijv blz a.s jl "
    "incl excl ong resp"
)
OFFICES = word_set(
    "burgemeester wethouder wethouders minister staatssecretaris gedeputeerde commissaris "
    "raadslid raadsleden "
    "fractievoorzitter fractieleider dijkgraaf statenlid heemraad locoburgemeester "
    "loco-burgemeester minister-president premier kamerlid "
    "boargemaster deputearre raadslied lijsttrekker wethâlder burgerraadslid commissielid"
)
ROLES = word_set(
    "voorzitter voorzitster woordvoerder woordvoerster secretaris penningmeester "
    "bestuurslid buurtbewoner buurtbewoonster bewoner "
    "inwoner inwoonster initiatiefnemer initiatiefneemster initiatiefnemers trekker "
    "vrijwilliger vrijwilligster omwonende huisarts "
    "directeur boer boerin wijkagent organisator organisatrice eigenaar eigenares "
    "oprichter oprichtster moeder vader dorpsgenoot "
    "buurtgenoot verslaggever kunstenaar kunstenares coördinator projectleider "
    "opbouwwerker docent leerkracht leraar lerares "
    "winkelier ondernemer ondernemster bakker slager visser student studente "
    "gepensioneerde ouder dochter zoon zus broer vriend vriendin vrouw "
    "man echtgenoot echtgenote partner collega kok beheerder beheerster gids dirigent "
    "trainer coach scheidsrechter tuinman bioloog "
    "ecoloog historicus schrijver schrijfster dichter fotograaf advocaat architect "
    "indiener indienster ondertekenaar kartrekker aanjager "
    "makelaar notaris rechercheur "
    "medeoprichter mede-oprichter mede-initiatiefnemer inspreker inspreekster bestuurder "
    "contactpersoon redacteur penvoerder imker hovenier timmerman "
    "verpleegkundige wijkverpleegkundige jongerenwerker buurtwerker straatcoach schipper "
    "molenaar koster dorpsbewoner wijkbewoner "
    "vrijwilligers bewoners buren overbuurman overbuurvrouw buurjongen buurmeisje "
    "scholier leerling kleinzoon kleindochter neef nicht coördinatrice tuinder visboer kweker "
    "manager portier "
    "bedrijfsleider bakkersvrouw doelman keeper spits doelvrouw aanvoerder kapper kapster lezer "
    "lezeres onderwijzer "
    "onderwijzeres juffrouw herder herderin stuurman stuurvrouw exploitant griffier wijkbeheerder boa "
    "buschauffeur chauffeur fysiotherapeut specialist psycholoog tandarts dierenarts verloskundige "
    "apotheker jurist "
    "journalist columnist dichteres zanger zangeres pianist trompettist drummer gitarist organist "
    "componist acteur "
    "actrice regisseur choreograaf uitvinder monteur loodgieter elektricien schilder metselaar smid "
    "rietdekker "
    "stukadoor schoenmaker klompenmaker postbode brandweerman brandweercommandant politieman agent "
    "agente veldwachter "
    "rector conrector pedagoog logopedist diëtist kraamverzorgster mantelzorger wijkzuster "
    "archivaris conservator "
    "archeoloog wetenschapper onderzoeker hoogleraar lector promovendus uitbater kastelein kroegbaas barman "
    "veehouder akkerbouwer fruitteler boswachter jager visser herbergier marktkoopman standwerker "
    "weduwe wielrenner "
    "voetballer schaatser winnaar winnares kampioen titelverdediger uitblinker gastheer gastvrouw presentator"
)
#: how other words for what somebody does end
ROLE_ENDS = (
    "makelaar", "houder", "houdster", "wachter", "leider", "leidster", "meester", "adviseur",
    "adviseuse", "arts",
    "agent", "docent", "docente", "voorzitter", "directeur", "coördinator", "beheerder",
    "begeleider", "begeleidster",
    "trainer", "verzorger", "verzorgster", "therapeut", "deskundige", "onderzoeker", "kundige",
    "werker", "werkster",
    "speler", "speelster", "verdediger", "regisseur", "bestuurder", "redacteur", "schrijver",
    "schipper", "boer",
    "boerin", "monteur", "chauffeur", "handelaar", "bezorger", "ondersteuner", "consulent", "functionaris",
    "ambtenaar", "woordvoerder", "eigenaar", "teler", "kweker", "vrijwilliger", "aanvoerder", "advocaat",
)  # fmt: skip
#: a name after them is nobody's
ANIMALS = word_set(
    "kat kater poes hond teckel labrador pup geit bok koe kalf stier paard pony merrie hengst veulen "
    "ezel varken schaap "
    "ram lam kip haan kaketoe papegaai parkiet goudvis schildpad konijn cavia hamster ooievaar uil egel zwaan"
)
SPEECH = word_set(
    "zegt zei vertelt vertelde lacht lachte vindt vond stelt stelde meent denkt dacht "
    "roept riep verzucht verzuchtte weet wist "
    "antwoordt antwoordde legt vraagt vroeg knikt glimlacht grijnst hoopt verklaart "
    "verklaarde benadrukt waarschuwt reageert reageerde "
    "schrijft schreef aldus volgens besluit bekent mompelt herinnert merkt moppert "
    "constateert concludeert somt begint vervolgt seit sei fertelt fernimt "
    "erkent beaamt betoogt bromt fluistert grapt klinkt noemt oppert schat twijfelt verwacht wijst zucht vult"
)
PERSON_VERBS = SPEECH | word_set(
    "woont heeft had is was gaat ging kwam komt wil wilde kan kon mag moet doet deed zag "
    "ziet staat stond loopt liep bracht brengt maakt maakte kreeg krijgt "
    "nam neemt begon belt belde zit zat helpt hielp kookt regelt werkt werkte stopt "
    "stopte zoekt verhuist bedacht organiseert trekt verzamelt liet laat opende"
)
#: before a name that might also be a word
PERSON_BEFORE = (
    word_set(
        "bij met door aan en aldus volgens hallo hoi hi hey hee dag beste lieve dank bedankt "
        "dankjewel vraag bel mail app via namens voor van zoals ook als "
        "samen heet heette noemt groetjes groeten groet"
    )
    | SPEECH
)
PARTICLES = word_set(
    "van der den de het 't ’t ten ter te v.d v.d. vd v/d vd. op in aan bij uit el al ben bin bint von zu di "
    "da dos del della du la le les d o' uyt onder 's ’s oude ait ould abu"
)
MONTHS = word_set(
    "januari februari maart april mei juni juli augustus september oktober november "
    "december jan feb mrt apr jun jul aug sep sept okt nov dec"
)
WEEKDAYS = word_set("maandag dinsdag woensdag donderdag vrijdag zaterdag zondag")
ORG_BEFORE = word_set(
    "stichting vereniging coöperatie energiecoöperatie bakkerij slagerij café eetcafé "
    "garage autobedrijf boekhandel restaurant makelaardij "
    "basisschool school obs cbs rkbs scholengemeenschap college lyceum camping hotel "
    "kapsalon fonds sint st santa san sinte prins prinses koning koningin keizer huize "
    "kasteel kerk "
    "supermarkt museum klooster molen schip slot paleis theater zaal park brug villa "
    "sporthal storm bv firma fa aannemersbedrijf bouwbedrijf "
    "loonbedrijf transportbedrijf kwekerij hoveniersbedrijf apotheek zorgcentrum "
    "verpleeghuis ziekenhuis hospice kinderdagverblijf "
    "kinderopvang dierenwinkel fietsenwinkel drogisterij hoeve boerderij buurthuis "
    "dorpshuis wijkcentrum buurtcentrum mfc studio dansschool balletschool manege "
    "bakker's merk radio omroep krant orkaan polder straat laan plein steeg gemaal "
    "taxi bureau buro residentie vakbond vervoerder corporatie "
    "actiegroep werkgroep buurtgroep groep bad zwembad kringloop bloemen fanfare harmonie gilde "
    "sprinter intercity "
    "kotter boot tjalk botter parochie woonzorgcentrum complex wooncomplex flat camping "
    "zorgverzekeraar brouwerij "
    "jachthaven uitgeverij bouwmarkt tuincentrum vof team club vv fc sc heilige "
    "verzorgingshuis vrienden rederij gemeente speelotheek peuterspeelzaal kinderboerderij dierenweide "
    "buurtschap hoogheemraadschap waterschap netbeheerder woningcorporatie drukkerij kinderopvang "
    "bibliotheek zorginstelling omroep winkelcentrum gymzaal zwemclub ijsclub"
)
#: words that, after a name, make it the name of a thing
THING_AFTER = word_set(
    "stichting fonds school college lyceum stadion museum park hoeve hof hal bos tuin "
    "toernooi bokaal prijs award festival arena centrum "
    "straat laan plein weg kade gracht singel steeg pad dreef brug tunnel bv b.v n.v nv "
    "groep advies bouw makelaars kliniek trofee memorial huis kerk toren molen "
    "kapel markt supermarkt bakkerij elftal ziekenhuis loop cup boulevard passage"
)
#: of these also those in lower case
FIRM_AFTER = word_set(
    "stichting fonds stadion college lyceum toernooi bokaal award festival bv b.v n.v nv vof "
    "makelaars trofee memorial"
)
#: how words for groups and institutions end
GROUP_LIKE = (
    "vereniging",
    "stichting",
    "comité",
    "belang",
    "belangen",
    "coöperatie",
    "corporatie",
    "platform",
    "fractie",
    "partij",
    "commissie",
    "netwerk",
    "collectief",
    "bond",
    "bedrijf",
    "dienst",
    "festival",
    "project",
    "koor",
    "winkel",
    "centrum",
    "initiatief",
    "beweging",
    "berichten",
    "nieuws",
    "krant",
    "preventie",
    "weekend",
    "kaart",
    "brief",
    "punt",
    "team",
    "raad",
    "bank",
    "auto's",
    "handel",
    "zaak",
    "combinatie",
    "organisatie",
    "verzekeraar",
    "thuiszorg",
    "bureau",
    "management",
    "service",
    "loket",
    "kantoor",
    "smederij",
    "fabriek",
    "aandelen",
    "instelling",
    "praktijk",
    "waterschap",
    "heemraadschap",
    "buurtschap",
    "otheek",
    "dierenweide",
    "kinderboerderij",
    "ploeg",
    "brigade",
)
#: where something is, before its name
PLACE_BEFORE = word_set(
    "in te uit rond rondom omgeving richting vanuit langs binnen buiten nabij tussen om regio "
    "gemeente dorp stad wijk "
    "buurt buurtschap station polder"
)
#: never before a person's name; a thing's it often is (`de Odilia`, `een Frans bedrijf`)
ARTICLES = word_set("de een 't ’t d'n geen elk elke ieder iedere")
STREET_LIKE = (
    "straat",
    "straatje",
    "laan",
    "laantje",
    "plein",
    "kade",
    "singel",
    "gracht",
    "steeg",
    "steegje",
    "dreef",
    "plantsoen",
    "weg",
    "wegje",
    "pad",
    "park",
    "hofje",
    "school",
    "kerk",
    "brug",
    "tunnel",
    "huis",
    "college",
    "strjitte",
    "leane",
    "stichting",
    "fonds",
    "bos",
    "polder",
    "boulevard",
    "sluis",
    "haven",
    "markt",
    "toren",
    "molen",
    "kapel",
    "zaal",
    "club",
    "groep",
    "ziekenhuis",
    "toernooi",
    "pleintje",
    "wijk",
    "buurt",
    "flat",
    "hal",
    "dyk",
)
KNOWN_ORGANISATIONS = word_set(
    "rijkswaterstaat staatsbosbeheer natuurmonumenten vitens prorail liander enexis "
    "stedin arriva qbuzz ns vattenfall eneco essent shell "
    "greenpeace milieudefensie amnesty rabobank ing abn philips schiphol tennet gasunie "
    "nam rivm ggd ggz kpn postnl nos rtl jumbo lidl aldi action hema blokker "
    "plus spar dirk coop groenlinks pvda vvd cda pvv bbb ggdgemeente volkskrant trouw "
    "telegraaf parool waternet wetterskip vechtstromen keolis "
    "ebs connexxion transdev gvb ret htm facebook google instagram whatsapp signal "
    "nextdoor twitter bluesky mastodon youtube buurtapp "
    "provincie gemeente rijk raad college dorpsbelang provinsje politie brandweer nato "
    "volt denk forum sp d66 ziggo odido nederland europa defensie woonbedrijf ymere "
    "vestia "
    "woonstad eigen kamer tweede eerste stadsregio voedselbank humanitas rode-kruis kruis "
    "leger nieuwsuur jeugdland wikipedia vattenfall amazon airbnb uber heineken "
    "oranje ajax feyenoord psv zonnebloem"
)
FUNCTION_WORDS = word_set(
    "de het een en of maar want dus toch ook nog al alle alles als dan dat die deze dit "
    "daar daarom daarna er erg goed graag had hebben "
    "heeft heb hier hij zij ze wij we ik jij je jullie u hun hen haar zijn is was waren "
    "wordt worden werd zal zullen zou kan kunnen kon "
    "moet moeten mag mogen wil willen wilt gaat gaan komt komen kom doet doen laat laten "
    "niet geen nu nooit altijd weer meer veel weinig "
    "wat wie waar wanneer waarom hoe welke welk om aan in op bij naar met van voor over "
    "door tegen tussen onder boven achter na sinds tot "
    "uit zonder binnen buiten volgens tijdens vanaf via per ondanks vanwege wegens "
    "behalve mits tenzij omdat doordat zodat toen terwijl "
    "hoewel zoals zo te ter ten toe af zelf zich elkaar iemand niemand iedereen iets "
    "niets men mijn jouw zijn ons onze uw hallo hoi beste "
    "lieve dag dank bedankt groet groeten gisteren vandaag morgen vanavond straks later "
    "eerst eindelijk inmiddels intussen ondertussen helaas gelukkig natuurlijk misschien "
    "wel ja nee nou oké ok ps nb tip let help stop red houd weg samen alleen vooral juist "
    "bijna net pas reeds soms vaak steeds eens ooit "
    "twee drie vier vijf zes zeven acht negen tien eerste tweede derde nieuwe nieuw oude "
    "oud groot grote kleine klein mooie lange korte hele "
    "bewoners buurtbewoners inwoners omwonenden buren ouders kinderen jongeren ouderen "
    "mensen vrijwilligers ondernemers winkeliers raad college gemeente provincie "
    "stichting vereniging werkgroep comité actiegroep petitie initiatief project plan "
    "plannen buurt wijk dorp stad straat plein park school kerk huis bos tuin "
    "dorpshuis buurthuis zaterdag zondag maandag dinsdag woensdag donderdag vrijdag "
    "januari februari maart april mei juni juli augustus september oktober november "
    "december "
    "kerst pasen pinksteren koningsdag sinterklaas nederland nederlandse europese friese "
    "groningse drentse overijsselse gelderse utrechtse zeeuwse brabantse limburgse "
    "oost west noord zuid noordelijke zuidelijke oostelijke westelijke midden god heer "
    "raadsvragen aanmelden opgave inloop aanvang locatie datum tijd info informatie "
    "contact foto tekst bron onderwerp "
    "betreft geachte hoogachtend namens mede dankzij steun teken kijk lees zie meld bel "
    "mail geef doe neem denk weet vraag hulp gezocht gevraagd oproep aangeboden update "
    "nieuws agenda verslag sint "
    "mevrouw meneer wethouder burgemeester minister koning koningin prins prinses us wy "
    "jo hja dy it is fan op te mei foar net ek en in"
)
#: national parties, as their local branches are called
PARTIES = (
    "VVD", "CDA", "PvdA", "D66", "GroenLinks", "GL", "PvdA GroenLinks", "PvdA/GroenLinks", "PvdA-GroenLinks",
    "GroenLinks PvdA", "GroenLinks/PvdA", "GroenLinks-PvdA", "SP", "PVV", "CU", "ChristenUnie", "SGP", "PvdD",
    "BBB", "FvD", "DENK", "Volt", "JA21", "NSC", "50PLUS", "Partij voor de Dieren",
)  # fmt: skip
PORTFOLIOS = word_set(
    "financiën wonen verkeer sport onderwijs zorg economie cultuur duurzaamheid ruimte "
    "ruimtelijke jeugd klimaat infrastructuur "
    "binnenlandse justitie volkshuisvesting sociale natuur landbouw energie welzijn "
    "mobiliteit vervoer milieu buitenlandse defensie "
    "staten samenleving leefomgeving bedrijfsvoering economische participatie groen bouwen wmo "
    "veiligheid personeel algemene asiel onderwijs, openbare"
)
NATIONALITIES = word_set(
    "nederlands engels duits frans fries turks marokkaans pools arabisch nederlanders "
    "friezen turken duitsers belgen polen syriërs oekraïners groningers drenten "
    "brabanders limburgers zeeuwen amsterdammers rotterdammers"
)
#: before a number that is no house's: `groep 8`, `lijn 4`
COUNTED_BEFORE = word_set(
    "groep zaal lijn artikel bus kamer fase route unit perron team spoor klas lokaal kavel blok vak "
    "deel hoofdstuk "
    "pagina blz bladzijde week dag ronde punt agendapunt vraag stap kast plaats nummer tafel poort "
    "gate hal gebouw "
    "paviljoen etage verdieping trein boot tram motie amendement variant optie scenario bijlage "
    "besluit zaak dossier "
    "editie versie nota krant uitgave jaargang seizoen poule veld baan windstoten windkracht top max "
    "maximaal circa "
    "januari februari maart april mei juni juli augustus september oktober november december maandag "
    "dinsdag woensdag "
    "donderdag vrijdag zaterdag zondag rond sinds vanaf tot uiterlijk eind begin anno in bron "
    "antwoord lid leden ruim "
    "sporthal sportveld lied psalm gezang vers afslag knooppunt paal hectometerpaal tel telefoon "
    "boete kaart loket balie"
)
#: verbs that may follow a house number and look like the plural of a thing
PLURAL_VERBS = word_set(
    "wonen woonden staan stonden liggen zitten zaten hebben hadden komen kwamen worden werden kunnen "
    "konden moeten "
    "willen zullen zouden mogen zijn waren doen deden gaan gingen hangen zoeken vinden krijgen "
    "brengen afgeven bezorgen "
    "ophalen afhalen inleveren aanbellen melden halen binnen samen tussen tegen buiten onder achter "
    "boven alleen even "
    "graag eens soms steeds dus als los is was naast langs thuis gratis altijd maken bouwen helpen "
    "geven vragen"
)
