"""The labelled corpus: documents written by hand, with the labels of docs/labels.md."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from voorkant.errors import InputError
from voorkant.labels import ONLY_INITIATIVE
from voorkant.plain import from_plain
from voorkant.speakers import speaker_named
from voorkant.vocabulary import Kind, Phase, Speaker, Stance, Theme

CORPORA = Path(__file__).parent / "corpora"
#: by writers who saw none of the rest: never learned from
APART = CORPORA / "apart"
_CLOSED: dict[str, frozenset[str]] = {
    "kind": frozenset(Kind),
    "theme": frozenset(Theme),
    "phase": frozenset(Phase),
    "stance": frozenset(Stance),
}

_SPEAKERS: Mapping[str, Speaker] = {
    "nieuws": Speaker.MEDIA,
    "weekblad": Speaker.MEDIA,
    "gemeente": Speaker.OVERHEID,
    "raad": Speaker.OVERHEID,
    "organisatie": Speaker.GROEP,
    "petitie": Speaker.PETITIE,
    "forum": Speaker.PUBLIEK,
    "sociaal": Speaker.PUBLIEK,
}


@dataclass(frozen=True, slots=True)
class Gathering:
    """A labelled meeting: `start` as written in the corpus, a date or a date with hour and offset."""

    start: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled document. Field meanings: models/corpora/README.md."""

    id: str
    channel: str
    municipality: str
    subject: str
    published: datetime
    text: str
    title: str = ""
    publisher_kind: str = ""
    reply_to: str | None = None
    #: None only for labels from elsewhere than a corpus: nobody said
    initiative: bool | None = False
    kind: str | None = None
    theme: str | None = None
    phase: str | None = None
    stance: str | None = None
    call_to_action: bool | None = False
    hostile: bool | None = False
    meetings: tuple[Gathering, ...] = ()
    places: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    office_holders: tuple[str, ...] = ()
    #: in a town: which of its sources, an invented account, what it links to
    source: str = ""
    author: str = ""
    links: tuple[str, ...] = ()
    #: how many read it: two who agree without seeing each other's labels, or three of whom most decide
    checked: int = 1
    #: the text of what it answers and of what began the thread
    context: str = ""

    @property
    def speaker(self) -> Speaker | None:
        """Who speaks where it stands, whoever wrote it."""
        return _SPEAKERS.get(self.channel) or speaker_named(self.publisher_kind)


def load(folder: Path = CORPORA) -> list[Example]:
    """All examples of a folder, by id. Raises InputError that names file and line for a wrong one."""
    examples: dict[str, Example] = {}
    for file in sorted(folder.glob("*.jsonl")):
        for number, example in _read(file):
            if example.id in examples:
                raise InputError(f"{file.name}, regel {number}: id {example.id!r} komt twee keer voor.")
            examples[example.id] = example
    return [_with_context(example, examples) for _, example in sorted(examples.items())]


def digest(examples: Sequence[Example]) -> str:
    """Pins the data that a model was made from: 12 hexadecimal digits."""
    lines = (repr(example) for example in examples)
    return sha256("\n".join(lines).encode()).hexdigest()[:12]


def unlike(examples: Sequence[Example], judged: Collection[int]) -> list[int]:
    """The places of what may be learned from when those at `judged` are judged on.

    These are of other municipalities and on other subjects: a subject that is told in two towns is known.
    """
    towns = {examples[n].municipality for n in judged}
    subjects = {examples[n].subject.lower() for n in judged} - {""}
    return [
        n for n, e in enumerate(examples) if e.municipality not in towns and e.subject.lower() not in subjects
    ]


def _read(file: Path) -> Iterator[tuple[int, Example]]:
    for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            example = from_plain(Example, {k: v for k, v in row.items() if v is not None})
        except (ValueError, TypeError) as error:
            raise InputError(
                f"{file.name}, regel {number}: geen geldig document ({error}). Schrijf de velden zoals in "
                "models/corpora/README.md, een dag als 2026-09-10T12:00:00+02:00."
            ) from error
        _check(example, f"{file.name}, regel {number}")
        yield number, example


def _check(example: Example, where: str) -> None:
    for field, allowed in _CLOSED.items():
        value = getattr(example, field)
        if value is not None and value not in allowed:
            raise InputError(
                f"{where}: {field} {value!r} bestaat niet. Kies uit {', '.join(sorted(allowed))}."
            )
    for field in ONLY_INITIATIVE:
        if (getattr(example, field) is not None) != example.initiative:
            raise InputError(f"{where}: {field} hoort er precies bij als initiative waar is.")


def _with_context(example: Example, examples: dict[str, Example]) -> Example:
    """With the text of what it answers and of what began the thread."""
    above = [examples[example.reply_to]] if example.reply_to in examples else []
    while above and (further := examples.get(above[-1].reply_to or "")) and further not in above:
        above.append(further)
    texts = (f"{e.title}\n{e.text}".strip() for e in dict.fromkeys((*above[:1], *above[-1:])))
    return replace(example, context="\n".join(texts))
