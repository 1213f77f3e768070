"""Words with which Dutch people begin something, or feel whether others would."""

from __future__ import annotations

import re

_WORDS = re.compile(
    r"\b(?:idee|voorstel|gezocht|beginnen|begonnen|benieuwd|niemand|eigenlijk|gek plan|wat als"
    r"|ik (?:wil|denk|loop|zoek|ga|zou)|zou(?:den)? (?:we|wij|ik)|zou(?:den)? .{0,30}kunnen"
    r"|(?:zullen|kunnen) we|kun je|waarom (?:zou|niet)|ben ik de enige"
    r"|zit (?:ik )?(?:te|eraan te) denken|wie (?:doet|helpt|wil|zin|voelt))\b|\biemand\?|\bwij, ",
    re.IGNORECASE,
)


def count_founding(text: str) -> int:
    """How many such words a text has."""
    return len(_WORDS.findall(text))
