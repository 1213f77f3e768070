"""Masking on the corpus, each half of the municipalities by what the other taught, and on documents apart.

    .venv/bin/python -m bench.masking

`-v` shows the misses of half 0 only, so that half 1 says what the rules do on texts they were not made on.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256

from models import corpus
from models.corpus import APART, Example
from models.finding import learn_persons
from models.masked import Masking, field_of, masking
from nlp.masking import Masker
from nlp.spans import Tagger


def half(example: Example) -> int:
    """0 or 1 by the municipality, the same on every machine."""
    return sha256(example.municipality.encode()).digest()[-1] % 2


def measure_masking(
    documents: Iterable[Example], persons: Tagger | None = None, *, verbose: bool = False
) -> Counter[str]:
    """Persons, contacts told and masked in every mention, office holders told and kept, spans and false ones.

    The office holders told of a document are its configuration. A false span touches nothing told. Accounts
    (`@wilma`) are not in the labels and not counted.
    """
    counts = Counter[str]()
    for example in documents:
        found = masking(example, persons)
        counts.update(_counted(found))
        if verbose:
            for line in _wrong(example.id, found):
                print(line)
    return counts


def _counted(found: Masking) -> Iterator[str]:
    for told in found.told:
        yield told.field
        if told.right:
            yield f"{told.field}_right"
    yield from (f"{field_of(span)}_spans" for span in found.spans)
    yield from (f"{field_of(span)}_false" for span in found.false)


def _wrong(document: str, found: Masking) -> Iterator[str]:
    for told in (t for t in found.told if not t.right):
        around = found.text[max(0, told.at - 40) : told.at + len(told.name) + 25]
        yield f"MISS {told.field} {document}: {told.name!r} in {around!r}"
    for span in found.false:
        around = found.text[max(0, span.start - 40) : span.end + 25]
        yield f"FALSE {field_of(span)} {document}: {found.text[span.start : span.end]!r} in {around!r}"


def report(examples: list[Example], *, verbose: bool = False) -> None:
    """Prints the figures of both halves and of the documents apart, and the time."""
    for n in (0, 1):
        persons = learn_persons([e for e in examples if half(e) != n])
        mine = [e for e in examples if half(e) == n]
        _print(f"half {n}", measure_masking(mine, persons, verbose=verbose and n == 0))
    persons = learn_persons(examples)
    _print("apart", measure_masking(corpus.load(APART), persons))
    masker, started = Masker(persons=persons), time.process_time()
    for example in examples:
        masker.find(f"{example.title}\n\n{example.text}")
    print(f"  {1000 * (time.process_time() - started) / len(examples):.3f} ms a document")


def _print(name: str, counts: Counter[str]) -> None:
    print(f"masking {name}", dict(sorted(counts.items())))
    for field in ("persons", "contacts"):
        recall = counts[f"{field}_right"] / max(1, counts[field])
        precision = 1 - counts[f"{field}_false"] / max(1, counts[f"{field}_spans"])
        print(f"  {field}: recall {recall:.4f}, precision {precision:.4f}")


if __name__ == "__main__":
    report(corpus.load(), verbose="-v" in sys.argv)
