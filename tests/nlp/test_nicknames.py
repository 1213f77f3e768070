"""Accounts named without an @."""

from __future__ import annotations

import pytest

from nlp.nicknames import mask_nicknames

KNOWN = {"mvdberg", "bso_els", "jan.de.b", "lezer22"}


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Vraag het mvdberg.", "Vraag het [account]."),
        ("Opgeven bij bso_els, of hier", "Opgeven bij [account], of hier"),
        ("MvdBerg: goed plan! @lezer22 ook?", "[account]: goed plan! [account] ook?"),
        ("dank jan.de.b!", "dank [account]!"),
        (
            "zie https://forum.example/u/mvdberg en #mvdberg",
            "zie https://forum.example/u/mvdberg en #mvdberg",
        ),
        ("de mvdbergs en lezer2", "de mvdbergs en lezer2"),
        ("[persoon] en [account]", "[persoon] en [account]"),
        ("", ""),
    ],
)
def test_an_account_is_masked_and_a_word_is_not(text: str, masked: str) -> None:
    found = mask_nicknames(text, lambda word: word.casefold() in KNOWN)
    assert found == masked
    assert mask_nicknames(found, lambda word: word.casefold() in KNOWN) == masked
