"""Near-duplicates: how well copies are told from other texts, on documents of the corpus with planted edits.

    .venv/bin/python -m bench.copies

Copies are made by a seeded script, as editors and people make them. Other texts are all real pairs of one
town, those about one initiative also by themselves, and forms filled in anew: the same text with other
numbers and names, which is another document however alike. Towns for choosing and for the figures are apart.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from zlib import crc32

from bench.towns import by_town
from models import corpus
from networks.copies import LEAST_WORDS, Index, Sketch, alikeness, sketch
from nlp.masking import Masker

Dice = random.Random
PER_EDIT = 400
OPENINGS = (
    "(Persbericht) ", "Van onze redactie. ", "Ingezonden mededeling: ", "Deel dit bericht! Teken ook. ",
    "Lezersbericht. Wij ontvingen onderstaande tekst van bewoners en plaatsen die graag. ",
)  # fmt: skip
LEADS = (
    "Inwoners zijn een eigen plan begonnen. Zij vertellen er hieronder meer over.",
    "Er is nieuws uit de buurt, zo liet een groep bewoners deze week aan onze krant weten.",
    "Wat begon als een gesprek op straat is nu een echt plan, en dat gaat de hele wijk aan.",
)
MASKS = ("[naam]", "[e-mail]", "[adres]")
#: how many of a form's numbers are filled in anew; the rest is the office's own (hours, terms, telephone)
FORMS = {"form, all numbers": 1.0, "form, half of them": 0.5}


def _sentences(text: str) -> list[str]:
    return [s for s in re.split(r"(?<=[.!?])\s+", text.strip()) if s]


def cut(text: str, dice: Dice) -> str:
    """The last part goes, as a paper that is short of room does."""
    said = _sentences(text)
    return " ".join(said[: max(1, round(len(said) * dice.uniform(0.5, 0.8)))])


def new_lead(text: str, dice: Dice) -> str:
    """Another first sentence."""
    return " ".join([dice.choice(LEADS), *_sentences(text)[1:]])


def masked(text: str, dice: Dice) -> str:
    """Some capitalised words are masked that were not in the other."""

    def half(match: re.Match[str]) -> str:
        return dice.choice(MASKS) if dice.random() < 0.5 else match[0]

    return re.sub(r"(?<=[a-z,] )[A-Z]\w+", half, text)


def opened(text: str, dice: Dice) -> str:
    """A line of the source, or of who pastes it, goes before."""
    return dice.choice(OPENINGS) + text


def swapped(text: str, dice: Dice) -> str:
    """Two parts change places."""
    said = _sentences(text)
    at = dice.randrange(1, max(2, len(said)))
    return " ".join(said[at:] + said[:at])


def extract(text: str, dice: Dice) -> str:
    """What a feed shows of an article: its first words."""
    words = text.split()
    return " ".join(words[: dice.randrange(LEAST_WORDS + 2, 75)]) + " …"


def retyped(text: str, dice: Dice) -> str:
    """One word in fifteen is another: a sub-editor's hand."""
    words = text.split()
    return " ".join(dice.choice(words) if dice.random() < 1 / 15 else w for w in words)


def several(text: str, dice: Dice) -> str:
    """Three edits at once."""
    for edit in dice.sample([cut, new_lead, masked, opened, swapped, retyped], 3):
        text = edit(text, dice)
    return text


EDITS: Mapping[str, Callable[[str, Dice], str]] = {
    edit.__name__: edit
    for edit in (opened, masked, cut, new_lead, swapped, retyped, extract, several)
}  # fmt: skip


def filled_in(text: str, names: Sequence[str], dice: Dice, share: float) -> str:
    """The same form about something else: this share of the numbers is another, and so are names."""

    def other(match: re.Match[str]) -> str:
        digits = len(match[0])
        return str(dice.randrange(10 ** (digits - 1), 10**digits)) if dice.random() < share else match[0]

    text = re.sub(r"\d+", other, text)
    return re.sub(r"(?<=[a-z,] )[A-Z]\w+", lambda _: dice.choice(names), text)


@dataclass(slots=True)
class Told:
    """Per sort of pair: how many there were, and of how many it was said that they are copies."""

    pairs: Counter[str] = field(default_factory=Counter)
    copies: Counter[str] = field(default_factory=Counter)

    def note(self, sort: str, *, copy: bool) -> None:
        """Count one pair."""
        self.pairs[sort] += 1
        self.copies[sort] += copy


def found(one: Sketch | None, other: Sketch | None) -> bool:
    """Whether two texts would be taken for copies: they share a band, and are alike."""
    if one is None or other is None:
        return False
    index = Index()
    index.add("other", other)
    return bool(index.candidates(one)) and alikeness(one, other) > 0


def measure(examples: Sequence[corpus.Example], seed: int = 1) -> Told:
    """Edited and filled-in documents, and all real pairs of each town that share a band."""
    dice, told = Dice(seed), Told()
    mask = Masker(()).mask
    texts = {e.id: mask(e.text) for e in examples}
    sketches = {key: sketch(text) for key, text in texts.items()}
    long = [e for e in examples if sketches[e.id]]
    for name, edit in EDITS.items():
        for one in dice.sample(long, min(PER_EDIT, len(long))):
            edited = sketch(edit(texts[one.id], dice))
            if edited or name == "extract":
                told.note(name, copy=found(edited, sketches[one.id]))
    forms = [e for e in long if e.publisher_kind == "overheid" and len(re.findall(r"\d+", e.text)) > 1]
    names = sorted({p for e in examples for p in e.places})
    for sort, share in FORMS.items():
        for one in dice.sample(forms, min(PER_EDIT, len(forms))):
            other = sketch(filled_in(texts[one.id], names, dice, share))
            told.note(sort, copy=found(other, sketches[one.id]))
    for town in by_town(examples).values():
        _real_pairs(town, sketches, told)
    return told


def _real_pairs(town: Sequence[corpus.Example], sketches: Mapping[str, Sketch | None], told: Told) -> None:
    index = Index()
    for one in town:
        if mine := sketches[one.id]:
            near = index.candidates(mine)
            for other in near.values():
                told.copies["real pairs"] += alikeness(mine, other) > 0
                told.pairs["real pairs compared"] += 1
            index.add(one.id, mine)
    long = [e for e in town if sketches[e.id]]
    told.pairs["real pairs"] += len(long) * (len(long) - 1) // 2
    same: defaultdict[str, list[Sketch]] = defaultdict(list)
    for e in long:
        if e.initiative and (mine := sketches[e.id]):
            same[e.subject].append(mine)
    for held in same.values():
        for one_, other_ in combinations(held, 2):
            told.note("of one initiative", copy=found(one_, other_))


def main() -> None:
    """Print the share taken for copies per sort of pair, and precision, recall and macro-F1 in all."""
    examples = corpus.load()
    for name, rest in (("for choosing", 0), ("for the figures", 1)):
        told = measure([e for e in examples if crc32(e.municipality.encode()) % 2 == rest])
        print(f"towns {name}")
        for sort, pairs in told.pairs.items():
            print(f"  {sort:<20} {told.copies[sort]:>5} of {pairs:>7} taken for copies")
        true = sum(told.copies[e] for e in EDITS)
        missed = sum(told.pairs[e] for e in EDITS) - true
        others = ("of one initiative", *FORMS)
        false = sum(told.copies[o] for o in others)
        right = sum(told.pairs[o] for o in others) - false
        precision, recall = true / (true + false), true / (true + missed)
        f1, other_f1 = 2 * true / (2 * true + false + missed), 2 * right / (2 * right + false + missed)
        print(f"  precision {precision:.3f}, recall {recall:.3f}, macro-F1 {(f1 + other_f1) / 2:.3f}")


if __name__ == "__main__":
    main()
