"""What readers call the themes: pages, mails and the reasons that are made for them use the same words."""

from __future__ import annotations

from collections.abc import Mapping

from voorkant.vocabulary import Theme

THEMES: Mapping[Theme, str] = {
    Theme.ENERGIE: "Energie",
    Theme.MILIEU: "Milieu",
    Theme.GROEN_NATUUR: "Groen en natuur",
    Theme.WONEN_RUIMTE: "Wonen en ruimte",
    Theme.VERKEER: "Verkeer",
    Theme.VEILIGHEID: "Veiligheid",
    Theme.ZORG_WELZIJN: "Zorg en welzijn",
    Theme.JEUGD_ONDERWIJS: "Jeugd en onderwijs",
    Theme.SPORT: "Sport",
    Theme.CULTUUR_ERFGOED: "Cultuur en erfgoed",
    Theme.ECONOMIE: "Economie",
    Theme.BESTUUR_PARTICIPATIE: "Bestuur en participatie",
}


def in_sentence(theme: Theme) -> str:
    """The name of a theme amid other words: `groen en natuur`."""
    return THEMES[theme].lower()
