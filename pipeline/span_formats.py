"""What texts name, as stretches of text: in our own JSON lines and as other tools write them.

Label Studio: regions of `Labels`, with a `TextArea` per region for day and place of a gathering.
doccano: sequence labelling, `[start, end, label]`. Prodigy: the interface `spans_manual`, with tokens.
Both have no place for the day of a gathering: what is known stands in the row as `meetings`, what is new is
read in the text. Tools count characters in their own ways, so where a tool gives words these count.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from voorkant.errors import InputError
from voorkant.named import NAMED_FIELDS, Gathering, Named, Region, gathered, on_one_line, regions
from voorkant.plain import to_plain

Row = Mapping[str, Any]
#: our names for what Label Studio shows: the regions, that there are none, and of a gathering when and where
_REGIONS, _NOTHING, _START, _PLACE = "names", "nothing_named", "meeting_start", "meeting_place"
_NONE = "geen"
#: a kind each: its colour and its key, as on the labelling page
_LOOKS = {"places": ("#1b5e20", "p"), "organisations": ("#6a1b9a", "o"), "meetings": ("#7a3e00", "b")}
_TOKEN = re.compile(r"\w+|[^\w\s]")
#: where, which kind
Spot = tuple[int, int, str]


def own(named: Named) -> Row:
    """As our own JSON lines have it."""
    told: Row = to_plain(named)
    return told


def read_own(row: Row) -> Named:
    """Raises KeyError, TypeError or AttributeError for another shape."""
    meetings = tuple(_gathering(m) for m in row.get("meetings", ()))
    return Named(_words(row.get("places", [])), _words(row.get("organisations", [])), meetings)


def _words(values: Any) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise TypeError
    return tuple(_word(value) for value in values)


def _word(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _gathering(row: Row) -> Gathering:
    return Gathering(_word(row["start"]), _word(row.get("place", "")), _word(row.get("words", "")))


def studio_interface() -> list[str]:
    """The part of Label Studio's labelling interface that marks what is named."""
    asked = 'toName="text" perRegion="true" visibleWhen="region-selected" editable="true" maxSubmissions="1"'
    when = f'whenTagName="{_REGIONS}" whenLabelValue="meetings"'
    return [
        f'  <Labels name="{_REGIONS}" toName="text">',
        *(f'    <Label value="{k}" background="{c}" hotkey="{key}"/>' for k, (c, key) in _LOOKS.items()),
        "  </Labels>",
        f'  <TextArea name="{_START}" {asked} {when} placeholder="2026-03-12 20:00"/>',
        f'  <TextArea name="{_PLACE}" {asked} {when} placeholder="waar"/>',
        f'  <Header value="{_NOTHING}"/>',
        f'  <Choices name="{_NOTHING}" toName="text" choice="single"><Choice value="{_NONE}"/></Choices>',
    ]


def studio_parts(text: str, named: Named | None) -> list[Row]:
    """The parts of an annotation; that nothing is named is a choice, as no region says nothing."""
    if named is None:
        return []
    found = regions(text, named)
    if not found:
        choice = {"from_name": _NOTHING, "type": "choices", "value": {"choices": [_NONE]}}
        return [{"id": _NOTHING, "to_name": "text", **choice}]
    return [part for region in found for part in _studio_region(text, region)]


def _studio_region(text: str, region: Region) -> Iterator[Row]:
    spot = {"start": region.start, "end": region.end}
    same = {"id": _id(region), "to_name": "text"}
    value = {**spot, "text": text[region.start : region.end], "labels": [region.kind]}
    yield {**same, "from_name": _REGIONS, "type": "labels", "value": value}
    if region.gathering:
        for name, written in ((_START, region.gathering.start), (_PLACE, region.gathering.place)):
            if written:
                yield {**same, "from_name": name, "type": "textarea", "value": {**spot, "text": [written]}}


def _id(region: Region) -> str:
    """By its id a part tells, when it comes back, whether it still says what it said."""
    told = (region.gathering.start, region.gathering.place) if region.gathering else ()
    return ":".join((region.kind, str(region.start), str(region.end), *told))


def studio_ids(text: str, named: Named | None) -> set[str]:
    """The ids of the parts that say this."""
    return {part["id"] for part in studio_parts(text, named)}


def is_named(part: Row) -> bool:
    """Whether a part of an annotation is one of what is named."""
    return part.get("from_name") in (_REGIONS, _NOTHING, _START, _PLACE)


def read_studio(text: str, parts: Iterable[Row]) -> Named | None:
    """What regions name; None when there is neither a region nor the word that there is none."""
    told = [part for part in parts if is_named(part)]
    asked = {(p["id"], p["from_name"]): p["value"]["text"] for p in told if p["type"] == "textarea"}
    found = []
    for part in (p for p in told if p["type"] == "labels"):
        [kind] = part["value"]["labels"]
        start, place = (_line(asked.get((part["id"], name), "")) for name in (_START, _PLACE))
        words = part["value"].get("text") or text[part["value"]["start"] : part["value"]["end"]]
        found.append((_kind(kind), words, Gathering(start, place) if kind == "meetings" else None))
    return gathered(found) if told else None


def _line(written: Any) -> str:
    """Label Studio gives a list, or in older versions a text."""
    return " ".join(written) if isinstance(written, list) else _word(written)


def _kind(written: Any) -> str:
    if written not in NAMED_FIELDS:
        raise InputError(f"het label {written!r} bestaat niet. Kies uit {', '.join(NAMED_FIELDS)}.")
    return str(written)


def doccano_labels() -> str:
    """The labels to read into a doccano project of sequence labelling."""
    rows = [
        {"text": kind, "prefix_key": None, "suffix_key": key, "background_color": colour,
         "text_color": "#ffffff"}
        for kind, (colour, key) in _LOOKS.items()
    ]  # fmt: skip
    return json.dumps(rows, ensure_ascii=False, indent=1)


def doccano(text: str, named: Named | None) -> Row:
    """What doccano's row says of what is named."""
    found = regions(text, named or Named())
    return {"label": [[r.start, r.end, r.kind] for r in _once(found)], **_meetings(named)}


def read_doccano(row: Row) -> Named | None:
    """What a row names. An empty one says nothing: doccano does not tell whether anybody looked."""
    spots = [(start, end, _kind(kind)) for start, end, kind in row["label"]]
    return _from_spots(row, spots) if spots else None


def prodigy(text: str, named: Named | None) -> Row:
    """What Prodigy's row says of what is named: tokens, and spans with their first and last token."""
    tokens = [m.span() for m in _TOKEN.finditer(text)]
    first, last = {a: n for n, (a, _) in enumerate(tokens)}, {b: n for n, (_, b) in enumerate(tokens)}
    return {
        "tokens": [
            {"text": text[a:b], "start": a, "end": b, "id": n, "ws": text[b : b + 1].isspace()}
            for n, (a, b) in enumerate(tokens)
        ],
        "spans": [
            {"start": r.start, "end": r.end, "token_start": first[r.start], "token_end": last[r.end],
             "label": r.kind}
            for r in _once(regions(text, named or Named()))
        ],
        **_meetings(named),
    }  # fmt: skip


def read_prodigy(row: Row) -> Named | None:
    """What a row names that was accepted; without spans it names nothing."""
    spots = [(s["start"], s["end"], _kind(s["label"])) for s in row.get("spans") or ()]
    return _from_spots(row, spots) if row.get("answer") == "accept" and "spans" in row else None


def _once(found: Sequence[Region]) -> list[Region]:
    """Several gatherings that the same words tell are one stretch."""
    return list({(r.start, r.end, r.kind): r for r in found}.values())


def _meetings(named: Named | None) -> Row:
    return {"meetings": to_plain(named.meetings)} if named and named.meetings else {}


def _from_spots(row: Row, spots: Iterable[Spot]) -> Named:
    """Gatherings whose words were known before keep their day; of others it is yet to be read."""
    known: dict[str, list[Gathering]] = {}
    for gathering in (_gathering(m) for m in row.get("meetings") or ()):
        known.setdefault(gathering.words, []).append(gathering)
    found: list[tuple[str, str, Gathering | None]] = []
    for start, end, kind in spots:
        words = on_one_line(row["text"][start:end])
        days = [replace(g, words="") for g in known.get(words, ())] or [Gathering("")]
        found += [(kind, words, day) for day in days] if kind == "meetings" else [(kind, words, None)]
    return gathered(found)
