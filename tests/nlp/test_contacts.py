from __future__ import annotations

import time

import pytest

from nlp.masking import Masker

MASKER = Masker([])

NUMBERS = [
    ("Bel 06-12345678/06-87654321.", "Bel [telefoon]/[telefoon]."),
    ("Bel 030-1234567/06-87654321.", "Bel [telefoon]/[telefoon]."),
    ("06-12345678,06-87654321", "[telefoon],[telefoon]"),
    ("Tel.06-12345678", "Tel.[telefoon]"),
    ("mobiel06-12345678", "mobiel[telefoon]"),
    ("Bel 31612345678", "Bel [telefoon]"),
    ("App naar 612345678.", "App naar [telefoon]."),
    ("Zie https://wa.me/31612345678", "Zie https://wa.me/[telefoon]"),
    (
        "https://api.whatsapp.com/send?phone=31612345678&text=hoi",
        "https://api.whatsapp.com/send?phone=[telefoon]&text=hoi",
    ),
    ("Bel nul zes 12 34 56 78.", "Bel [telefoon]."),
    ("Bel 06 twaalf 34 56 78.", "Bel [telefoon]."),
    ("nul zes twaalf vierendertig zesenvijftig zeven acht", "[telefoon]"),
    ("bsn,111222333,", "bsn,[bsn],"),
    ("BSN-nummer 111-222-333", "BSN-nummer [bsn]"),
    ("Bel mij (06-12345678) even.", "Bel mij ([telefoon]) even."),
    ("Bel (0515) 43 21 00.", "Bel [telefoon]."),
    ("Inschrijven via 0515-555 0121.", "Inschrijven via [telefoon]."),
]
ACCOUNTS = [
    ("insta: jantje.breda_99", "insta: [account]"),
    ("Mijn instagram is jantje_b", "Mijn instagram is [account]"),
    ("Volg mij op Instagram: jantje_breda", "Volg mij op Instagram: [account]"),
    ("https://www.instagram.com/jantje.breda_99/", "https://www.instagram.com/[account]/"),
    ("facebook.com/jan.de.vries.9421", "facebook.com/[account]"),
    ("https://www.facebook.com/profile.php?id=10012", "https://www.facebook.com/profile.php?id=[account]"),
    ("Zie x.com/jantjebreda/status/1.", "Zie x.com/[account]/status/1."),
    ("t.me/jantje", "t.me/[account]"),
    ("https://snapchat.com/add/jantje", "https://snapchat.com/add/[account]"),
    ("snapchat: jantje_b", "snapchat: [account]"),
    ("discord jantje#1234", "discord [account]"),
    ("tiktok @jan.breda", "tiktok [account]"),
    ("Volg @jan.breda.", "Volg [account]."),
    ("Mail wilma @voorbeeld.nl", "Mail [e-mail]"),
]
HOMES = [
    ("ik woon op de lindelaan 14, bel gerust aan", "ik woon op de lindelaan [adres], bel gerust aan"),
    ("Aanmelden bij [persoon], lindelaan 14", "Aanmelden bij [persoon], lindelaan [adres]"),
    ("bij mij thuis: kerkstraat 5", "bij mij thuis: kerkstraat [adres]"),
    ("op het adres Laan van Meerdervoort 1024", "op het adres Laan van Meerdervoort [adres]"),
    ("Ik woon op 't Hof 3", "Ik woon op 't Hof [adres]"),
    ("Kerkstr. 5", "Kerkstr. [adres]"),
    ("Achter de Hoven 45, daar woon ik", "Achter de Hoven [adres], daar woon ik"),
    ("Lange Nieuwstraat 14 hs, 3512 PN Utrecht", "Lange Nieuwstraat [adres] Utrecht"),
    ("Je kunt het in de bus doen op Boeier 14.", "Je kunt het in de bus doen op Boeier [adres]."),
    ("Marnixstraat 12-A hs, bel gerust", "Marnixstraat [adres], bel gerust"),
]
UNTOUCHED = [
    "Het buurthuis, Laan van Meerdervoort 14, is open.",
    "Aanmelden in de bibliotheek, kerkstraat 5",
    "Bij ons op de snelweg 3 ongelukken. Kom naar de kerkstraat 5 keer.",
    "We delen uit in de hal van Woonbaken, Waagplein 4, en gaan niet weg.",
    "https://www.facebook.com/groups/buurtbos/permalink/12",
    "https://www.facebook.com/events/123 en https://www.youtube.com/watch?v=abc",
    "https://petities.nl/petitions/red-het-bos en https://netflix.com/title",
    "Facebook: www.buurt.nl of Facebook: buurt.nl/tuin",
    "Instagram is 10 jaar oud. Facebook: elke dag foto's. Dat snap ik. Goed.",
    "#stopjandevries https://krant.nl/nieuws/jan-de-vries-stopt",
    "Zaak 612345678 en 31612345678.",
    "Zaak Z/0612345678 van 2025/06-12345678.",
    "De foto 123456789 is kwijt.",
    "Dossier 0515-55501211 en 2025-0515-5550121.",
    "NL22RABO0341177820 klopt niet.",
    "Zie 111-222-334.",
    "nul zes twee keer 12",
    "06 twee drie",
]


@pytest.mark.parametrize(("text", "wanted"), NUMBERS + ACCOUNTS + HOMES)
def test_what_is_masked(text: str, wanted: str) -> None:
    assert MASKER.mask(text) == wanted
    assert MASKER.mask(wanted) == wanted


@pytest.mark.parametrize("text", UNTOUCHED)
def test_stays_as_it_is(text: str) -> None:
    assert MASKER.mask(text) == text


@pytest.mark.parametrize(
    "unit",
    [
        "nul zes ",
        "06 een ",
        "/06-12345678",
        "bel 6 ",
        "wa.me/",
        "111-",
        "x.com/",
        "insta: a",
        "ig a.",
        "op de weg ",
        "Laan van ",
    ],
)
def test_time_grows_with_length(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    started = time.process_time()
    MASKER.mask(text)
    assert time.process_time() - started < 6
