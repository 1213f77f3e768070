"""A text as its reader sees it, in the letters that Dutch is written with.

Who wants to be read by people and not by machines writes `Jаn` with a Cyrillic а, `ｊａｎ＠…`, or `06` with
something invisible in between. People read all of these as they read the plain form, so does all of this
room: masking (LAW 9) and the labels would else be passed by. What is truly written in another script stays.
After UTS #39 (confusables) and UAX #15 (compatibility forms); the letters stand in data/look_alikes.txt.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from voorkant.text import composed

_FILE = Path(__file__).parent / "data" / "look_alikes.txt"
#: no text of these characters alone has anything to undo
_PLAIN = re.compile("[\t\n\r -~\u00a0-\u00ac\u00ae-\u0130\u0134-\u017e‘’‚“”„–—…•€]*")
#: shown right to left whatever it is, up to its end: `ln.` is read as `.nl`
_REVERSED = re.compile("\u202e([^\u202c\u202e\n]*)\u202c?")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffc\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+"
)
#: joiners belong to the spelling of some scripts and to composed emoji
_JOINERS = frozenset("\u200c\u200d")
#: what is left of accents and strokes when letters and their accents are one again
_MARKS = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f]"
_STRAY_MARKS = re.compile(rf"(?<=[\s!-~\u00c0-\u024f\u1e00-\u1eff]){_MARKS}+")
#: two or more small raised or lowered letters or digits are no exponent and no note
_RAISED = re.compile("[²³¹⁰ⁱ⁴-⁹ⁿ₀-₉ₐ-ₜʰ-ʸᴬ-ᵪᶛ-ᶿ]{2,}")
_SIGNS: Mapping[int, str] = {
    **dict.fromkeys(map(ord, "−⁃˗➖‐‑⁻"), "-"),
    **dict.fromkeys(map(ord, "。｡․"), "."),
    **dict.fromkeys(map(ord, "⁄∕⧸"), "/"),
    **dict.fromkeys(map(ord, "∶ː꞉"), ":"),
    **dict.fromkeys(map(ord, "ʼʹ′"), "'"),
    **dict.fromkeys(map(ord, "\u0085\u2800"), " "),
    ord("℮"): "e",
}
#: white letters on black: their number and that of the first, which has no plain form in Unicode
_ON_BLACK = (0x1F150, 0x1F170)
_SAME_BUT_FORM = frozenset(("<wide>", "<narrow>", "<font>", "<circle>", "<square>", "<small>", "<compat>"))
_WORD = re.compile(rf"[^\W\d_](?:[^\W\d_]|{_MARKS})*")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")


class _Forms(dict[int, str]):
    """By code point what a reader takes it for, found when first met."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _form(chr(code))
        return found


def _form(char: str) -> str:
    code = ord(char)
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    for first in _ON_BLACK:
        if first <= code < first + 26:
            return chr(ord("A") + code - first)
    if unicodedata.category(char) == "Zs" and char != "\u00a0":
        return " "
    kind = unicodedata.decomposition(char).split(" ")[0]
    plain = unicodedata.normalize("NFKC", char) if kind in _SAME_BUT_FORM else char
    latin = plain.isascii() and (len(plain) == 1 or plain.isalnum())
    return plain if latin or kind == "<font>" else char


_FORMS = _Forms(_SIGNS)


@cache
def _tables() -> tuple[dict[int, str], dict[int, str], re.Pattern[str]]:
    """(what is the same to the eye, that and what passes for it, a pattern for a word that has any)."""
    same: dict[int, str] = {}
    passes: dict[int, str] = {}
    for line in _FILE.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            letter, alikes = line.split(" ", 1)
            sure, _, near = alikes.partition("|")
            same |= dict.fromkeys(map(ord, sure), letter)
            passes |= dict.fromkeys(map(ord, near), letter)
    every = "".join(map(chr, {**same, **passes}))
    return same, {**passes, **same}, re.compile(f"[{re.escape(every)}]")


def undisguised(text: str) -> str:
    """The same in plain letters, digits and signs; twice is as once. In proportion to the text's length."""
    if _PLAIN.fullmatch(text):
        return text
    text = composed(_REVERSED.sub(lambda m: m[1][::-1], text)).translate(_FORMS)
    text = _INVISIBLE.sub(_kept_joiner, text)
    text = _RAISED.sub(lambda m: unicodedata.normalize("NFKC", m[0]), text)
    return _STRAY_MARKS.sub("", composed(_in_latin(composed(text))))


def _kept_joiner(match: re.Match[str]) -> str:
    before = match.string[match.start() - 1] if match.start() else " "
    joins = unicodedata.category(before) in ("Lo", "So", "Sk")
    run = match[0].strip("\ufe0e\ufe0f")
    return run if joins and run in _JOINERS else ""


def _in_latin(text: str) -> str:
    """Look-alikes as Latin letters: within Latin words, and whole words of them where Latin is the rule."""
    same, passes, any_of = _tables()
    if not any_of.search(text):
        return text

    def mixed(match: re.Match[str]) -> str:
        word = match[0]
        return word.translate(passes) if any_of.search(word) and _LATIN.search(word) else word

    def alike(word: str) -> bool:
        return all(ord(c) in same or not c.isalpha() for c in word)

    text = _WORD.sub(mixed, text)
    foreign = [m[0] for m in _WORD.finditer(text) if not _LATIN.search(m[0])]
    latin = sum(1 for _ in _WORD.finditer(text)) - len(foreign)
    if sum(not alike(word) for word in foreign) > latin:
        return text
    return _WORD.sub(lambda m: m[0].translate(same) if alike(m[0]) else m[0], text)
