"""What texts name to and from other tools, in the form that those tools write themselves."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest

from pipeline.label_formats import Task, read, studio_interface, write
from pipeline.span_formats import doccano_labels
from voorkant.errors import InputError
from voorkant.named import NAMED_FIELDS, Gathering, Named

#: emoji and a title: tools count characters in their own ways
TITLE = "Feest 🎉 in Veenwijk"
TEXT = "De Groene Hoek plant zaterdag 12 september om tien uur bomen op de Markt. Zaterdag 12 september dus!"
NAMED = Named(
    ("Veenwijk", "Markt"),
    ("De Groene Hoek",),
    (Gathering("2026-09-12T10:00+02:00", "de Markt", "zaterdag 12 september"),),
)
TASK = Task("d1", "h1", TITLE, TEXT)
DONE = replace(TASK, labeller="Noor", labels={}, named=NAMED)
WHOLE = f"{TITLE}\n\n{TEXT}"
SPANS = ["jsonl", "label-studio", "doccano-spans", "prodigy-spans"]


def rows(form: str, *tasks: Task) -> list[tuple[str, dict[str, Any]]]:
    text = "\n".join(write(form, tasks))
    found = json.loads(text) if form == "label-studio" else [json.loads(line) for line in text.split("\n")]
    return [(f"b, regel {n}", row) for n, row in enumerate(found, start=1)]


def at(words: str) -> tuple[int, int]:
    return WHOLE.index(words), WHOLE.index(words) + len(words)


@pytest.mark.parametrize("form", SPANS)
def test_what_was_written_reads_the_same(form: str) -> None:
    by = "Noor" if form == "doccano-spans" else ""
    [given] = read(form, rows(form, DONE), by)
    assert (given.said.document, given.said.version, given.said.labeller) == ("d1", "h1", "Noor")
    named = given.said.named
    assert named is not None and named.meetings == NAMED.meetings and given.said.labels == {}
    assert (set(named.places), named.organisations) == (set(NAMED.places), NAMED.organisations)
    assert read(form, rows(form, TASK), "Noor") == [], "nobody labelled it yet"


@pytest.mark.parametrize("form", ["jsonl", "label-studio", "prodigy-spans"])
def test_that_nothing_is_named_is_said_too(form: str) -> None:
    [given] = read(form, rows(form, replace(DONE, named=Named())), "")
    assert given.said.named == Named()
    choices_alone = replace(DONE, labels={"hostile": False}, named=None)
    assert [g.said.named for g in read(form, rows(form, choices_alone), "Noor")] in ([None], [])


def test_the_text_stands_where_the_spots_say() -> None:
    [(_, row)] = rows("doccano-spans", DONE)
    assert {(row["text"][a:b], kind) for a, b, kind in row["label"]} == {
        ("Veenwijk", "places"), ("Markt", "places"), ("De Groene Hoek", "organisations"),
        ("zaterdag 12 september", "meetings"),
    }  # fmt: skip
    [(_, row)] = rows("prodigy-spans", DONE)
    for span in row["spans"]:
        first, last = (row["tokens"][span[key]] for key in ("token_start", "token_end"))
        assert (first["start"], last["end"]) == (span["start"], span["end"])
    assert all(row["text"][t["start"] : t["end"]] == t["text"] for t in row["tokens"])
    assert [t["id"] for t in row["tokens"]] == list(range(len(row["tokens"])))
    [(_, row)] = rows("label-studio", DONE)
    for part in row["annotations"][0]["result"]:
        if part["type"] == "labels":
            assert row["data"]["text"][part["value"]["start"] : part["value"]["end"]] == part["value"]["text"]


def studio(*parts: dict[str, Any], **other: Any) -> list[tuple[str, dict[str, Any]]]:
    """A task as Label Studio exports it (labelstud.io/guide/export): regions and what was asked of them."""
    [(_, base)] = rows("label-studio", TASK)
    made = [{"to_name": "text", "origin": "manual", **part} for part in parts]
    annotation = {"id": 7, "completed_by": 3, "result": made, "was_cancelled": False, **other}
    return [("b, taak 1", {**base, "annotations": [annotation]})]


def test_label_studio_as_it_exports() -> None:
    start, end = at("zaterdag 12 september")
    spot = {"start": start, "end": end}
    region = {"id": "Dx_a", "from_name": "names", "type": "labels",
              "value": {**spot, "text": "zaterdag 12 september", "labels": ["meetings"]}}  # fmt: skip
    told = {"id": "Dx_a", "from_name": "meeting_start", "type": "textarea",
            "value": {**spot, "text": ["2026-09-12 10:00"]}}  # fmt: skip
    place = {"id": "Dx_b", "from_name": "names", "type": "labels",  # older versions give no words
             "value": {"start": at("Markt")[0], "end": at("Markt")[1], "labels": ["places"]}}  # fmt: skip
    [given] = read("label-studio", studio(region, told, place), "")
    assert given.said.labeller == "3"
    meeting = Gathering("2026-09-12 10:00", "", "zaterdag 12 september")
    assert given.said.named == Named(("Markt",), (), (meeting,))
    [given] = read("label-studio", studio(region), "")
    assert given.said.named == Named((), (), (replace(meeting, start=""),)), "the day is read in the text"
    none = {"id": "Dx_c", "from_name": "nothing_named", "type": "choices", "value": {"choices": ["geen"]}}
    assert [g.said.named for g in read("label-studio", studio(none), "")] == [Named()]


def test_what_was_marked_anew_in_label_studio_is_of_who_did_so() -> None:
    [(_, task)] = rows("label-studio", DONE)
    [ours] = task["annotations"]
    back = {**ours, "id": 77, "import_id": ours["id"], "completed_by": 3}

    def labeller(change: Any) -> str:
        parts = json.loads(json.dumps(back["result"]))
        change(parts)
        [given] = read("label-studio", [("t", {**task, "annotations": [{**back, "result": parts}]})], "")
        return given.said.labeller

    def region(parts: list[dict[str, Any]]) -> dict[str, Any]:
        return next(p for p in parts if p["value"].get("labels") == ["meetings"])

    def start(parts: list[dict[str, Any]]) -> dict[str, Any]:
        return next(p for p in parts if p["from_name"] == "meeting_start")

    assert labeller(lambda parts: None) == "Noor", "whoever took the file in there said nothing"
    assert labeller(lambda parts: parts.remove(region(parts))) == "3"
    assert labeller(lambda parts: start(parts)["value"].update(text=["2026-09-13"])) == "3"
    assert labeller(lambda parts: region(parts)["value"].update(text="12 september", start=99)) == "3"


def test_label_studio_asks_for_the_day_of_a_gathering() -> None:
    view = ElementTree.fromstring(studio_interface())
    [labels] = view.iter("Labels")
    assert [x.get("value") for x in labels.iter("Label")] == list(NAMED_FIELDS)
    asked = {x.get("name"): (x.get("perRegion"), x.get("whenLabelValue")) for x in view.iter("TextArea")}
    assert asked == dict.fromkeys(["meeting_start", "meeting_place"], ("true", "meetings"))


def test_doccano_as_it_exports() -> None:
    """Sequence labelling: what else a row had comes back beside it; what is new has no day yet."""
    [(_, row)] = rows("doccano-spans", DONE)
    new = [*at("om tien uur"), "meetings"]
    back = {**row, "id": 7, "label": [*row["label"], new], "Comments": []}
    [given] = read("doccano-spans", [("b, regel 1", back)], "Noor")
    assert given.said.named is not None
    assert given.said.named.meetings == (*NAMED.meetings, Gathering("", "", "om tien uur"))
    with pytest.raises(InputError, match=r"b, regel 1: .*--by"):
        read("doccano-spans", [("b, regel 1", back)], "")
    labels = json.loads(doccano_labels())
    assert [x["text"] for x in labels] == list(NAMED_FIELDS) and len({x["suffix_key"] for x in labels}) == 3


def test_prodigy_as_it_exports() -> None:
    """A row of db-out after `spans_manual`; what was skipped or rejected says nothing."""
    [(_, row)] = rows("prodigy-spans", TASK)
    start, end = at("Markt")
    span = {"start": start, "end": end, "token_start": 1, "token_end": 1, "label": "places"}
    added = {"_input_hash": -1, "_task_hash": 2, "_view_id": "spans_manual", "_annotator_id": "noor"}
    done = {**row, **added, "spans": [span], "answer": "accept"}
    others = [{**done, "answer": "ignore"}, {**done, "answer": "reject"}]
    [given] = read("prodigy-spans", [(f"b, regel {n}", r) for n, r in enumerate([done, *others])], "")
    assert (given.said.labeller, given.said.named) == ("noor", Named(("Markt",)))


@pytest.mark.parametrize(
    ("form", "row", "said"),
    [
        ("jsonl", {"document": "d", "labeller": "N", "named": {"places": "Veenwijk"}}, "--format jsonl"),
        ("jsonl", {"document": "d", "labeller": "N", "named": {"places": [1]}}, "--format jsonl"),
        ("jsonl", {"document": "d", "labeller": "N", "named": ["Veenwijk"]}, "--format jsonl"),
        ("jsonl", {"document": "d", "labeller": "N", "named": {"meetings": [{}]}}, "--format jsonl"),
        ("doccano-spans", {"document": "d", "text": "t", "label": ["theme:sport"]}, "--format doccano-spans"),
        ("doccano-spans", {"document": "d", "text": "t", "label": [[0, 1, "PER"]]}, "'PER' bestaat niet"),
        ("prodigy-spans", {"meta": {"document": "d"}, "answer": "accept", "spans": [{}]}, "prodigy-spans"),
    ],
)  # fmt: skip
def test_mistakes_name_place_and_remedy(form: str, row: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=r"^lijst, regel 3: ") as caught:
        read(form, [("lijst, regel 3", row)], "Noor")
    assert said in str(caught.value) and "\n" not in str(caught.value)
