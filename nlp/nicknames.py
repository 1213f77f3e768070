"""Accounts that are named in running text, without an @ (LAW 5, 9).

Only who knows the accounts of a service can tell a nickname from a word, so the caller says which are.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from nlp.contacts import HASHTAG, URL

PLACEHOLDER = "[account]"
_KEPT = re.compile(rf"{URL.pattern}|{HASHTAG.pattern}|\[[a-z-]{{3,10}}\]", re.IGNORECASE)
_WORD = re.compile(r"(?<![\w@#./-])@?(\w[\w.-]{1,38}\w)(?![\w@])")


def mask_nicknames(text: str, is_account: Callable[[str], bool]) -> str:
    """The text with `[account]` for each word that is an account; addresses and hashtags stay."""
    parts: list[str] = []
    last = 0
    for kept in _KEPT.finditer(text):
        parts += [_masked(text[last : kept.start()], is_account), kept[0]]
        last = kept.end()
    return "".join([*parts, _masked(text[last:], is_account)])


def _masked(part: str, is_account: Callable[[str], bool]) -> str:
    return _WORD.sub(lambda m: PLACEHOLDER if is_account(m[1]) else m[0], part)
