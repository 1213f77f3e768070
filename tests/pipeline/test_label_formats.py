"""Labels to and from other tools, in the form that those tools write themselves."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from pipeline.label_formats import FORMATS, Task, doccano_labels, read, studio_interface, write
from tests.pipeline.town_support import Told
from voorkant.errors import InputError
from voorkant.labels import LABEL_VALUES, spell
from voorkant.records import LABEL_FIELDS, LabelValue

LABELS: dict[str, LabelValue] = {
    "initiative": True, "kind": "petitie", "theme": None, "phase": "mobiliseren", "stance": "steun",
    "call_to_action": True, "hostile": False,
}  # fmt: skip
TASK = Task("d1", "h1", "Buurtbus", "Teken voor onze bus!\nKom langs.", "Wie weet meer?")
DONE = Task("d1", "h1", "Buurtbus", "Teken voor onze bus!", labeller="Noor", labels=LABELS)
OTHER = Task("d1", "h1", "Buurtbus", "Teken voor onze bus!", labeller="Sam", labels={"initiative": False})


def rows(form: str, *tasks: Task) -> list[tuple[str, dict[str, Any]]]:
    text = "\n".join(write(form, tasks))
    found = json.loads(text) if form == "label-studio" else [json.loads(line) for line in text.split("\n")]
    return [(f"b, regel {n}", row) for n, row in enumerate(found, start=1)]


@pytest.mark.parametrize("form", [f for f in FORMATS if not f.endswith("-spans")])
def test_what_was_written_reads_the_same(form: str) -> None:
    by = "Noor" if form == "doccano" else ""
    [given] = read(form, rows(form, DONE), by)
    assert (given.said.document, given.said.version, given.said.labeller) == ("d1", "h1", "Noor")
    assert given.said.labels == LABELS
    assert read(form, rows(form, TASK), "Noor") == [], "nobody labelled it yet"


@pytest.mark.parametrize("form", ["jsonl", "label-studio", "prodigy"])
def test_two_labellers_stay_two(form: str) -> None:
    given = read(form, rows(form, DONE, OTHER), "")
    assert {(g.said.labeller, g.said.labels["initiative"]) for g in given} == {("Noor", True), ("Sam", False)}


def test_label_studio_as_it_exports() -> None:
    """The shape of labelstud.io/guide/task_format, of a task made by us and labelled there by two people."""
    base = json.loads(next(write("label-studio", [TASK])))[0]
    assert set(base["data"]) >= {"text", "context", "document", "version"}

    def annotation(who: Any, choice: str, **other: Any) -> dict[str, Any]:
        part = {
            "id": "Dx_aB91ISN", "from_name": "theme", "to_name": "text", "type": "choices",
            "value": {"choices": [choice]}, "origin": "manual",
        }  # fmt: skip
        return {
            "id": 1001, "completed_by": who, "result": [part], "was_cancelled": False, "ground_truth": False,
            "created_at": "2026-03-09T22:16:08.728353Z", "updated_at": "2026-03-09T22:16:08.728378Z",
            "lead_time": 4.288, **other,
        }  # fmt: skip

    task = {
        **base, "id": 1, "project": 83, "drafts": [], "predictions": [],
        "annotations": [
            annotation(10, "verkeer"), annotation({"id": 11, "email": "sam@gemeente.example"}, "geen"),
            annotation(12, "milieu", was_cancelled=True),
        ],
    }  # fmt: skip
    found = [(g.said.labeller, g.said.labels) for g in read("label-studio", [("b, taak 1", task)], "")]
    assert found == [("10", {"theme": "verkeer"}), ("sam@gemeente.example", {"theme": None})]


def test_what_was_labelled_anew_in_label_studio_is_of_who_did_so() -> None:
    """An annotation of ours is taken in under an account there and comes back with our id as `import_id`."""
    task = json.loads(next(write("label-studio", [DONE])))[0]
    [ours] = task["annotations"]
    assert isinstance(ours["id"], int) and "completed_by" not in ours
    back = {**ours, "id": 77, "import_id": ours["id"], "completed_by": 3, "was_cancelled": False}
    part = {
        "id": "Dx_aB91ISN", "from_name": "theme", "to_name": "text", "type": "choices", "origin": "manual",
        "value": {"choices": ["milieu"]},
    }  # fmt: skip
    other = {"id": 78, "import_id": None, "result": [part]}
    revised = json.loads(json.dumps(back))
    next(p for p in revised["result"] if p["from_name"] == "theme")["value"]["choices"] = ["sport"]

    def labellers(*annotations: dict[str, Any], by: str = "") -> list[tuple[str, Any]]:
        row = {**task, "annotations": list(annotations)}
        given = read("label-studio", [("b, taak 1", row)], by)
        return [(g.said.labeller, g.said.labels["theme"]) for g in given]

    sam = {"id": 4, "email": "sam@gemeente.example"}
    assert labellers({**other, "completed_by": sam}) == [("sam@gemeente.example", "milieu")]
    assert labellers({**other, "completed_by": 4}) == [("4", "milieu")]
    assert labellers(revised) == [("3", "sport")], "not what Noor said"
    assert labellers(back) == [("Noor", None)], "whoever took the file in there said nothing"
    assert labellers({**back, "import_id": None}) == [("3", None)], "said there, be it the same"
    assert labellers(ours) == [("Noor", None)], "never was in Label Studio"
    assert labellers(back, revised, by="Kim") == [("Kim", None), ("Kim", "sport")]


def test_label_studio_shows_every_field_and_value() -> None:
    view = ElementTree.fromstring(studio_interface())
    shown = {c.get("name"): [o.get("value") for o in c.iter("Choice")] for c in view.iter("Choices")}
    assert shown.pop("nothing_named") == ["geen"]
    assert shown == {field: [spell(v) for v in values] for field, values in LABEL_VALUES.items()}
    assert {t.get("value") for t in view.iter("Text")} == {"$text", "$context"}
    assert {c.get("toName") for c in view.iter("Choices")} == {"text"}


def test_doccano_as_it_exports() -> None:
    """Metadata comes back beside the text, with doccano's own number and comments."""
    row = json.loads(next(write("doccano", [TASK])))
    assert row["label"] == [] and row["text"] == "Buurtbus\n\nTeken voor onze bus!\nKom langs."
    back = {**row, "id": 7, "label": ["theme:verkeer", "hostile:nee"], "Comments": ["mooi"]}
    [given] = read("doccano", [("b, regel 1", back)], "Noor")
    assert given.said.labels == {"theme": "verkeer", "hostile": False}
    with pytest.raises(InputError, match=r"b, regel 1: .*--by"):
        read("doccano", [("b, regel 1", back)], "")


def test_doccano_is_told_every_label_once_with_a_key_of_its_own() -> None:
    """The fields and what they may be: LabelType of doccano (backend/label_types/models.py)."""
    labels = json.loads(doccano_labels())
    assert [x["text"] for x in labels] == [
        f"{field}:{spell(v)}" for field, values in LABEL_VALUES.items() for v in values
    ]
    keys = [x["suffix_key"] for x in labels if x["suffix_key"]]
    assert len(set(keys)) == len(keys) == min(len(labels), 36)
    assert all(len(k) == 1 and (k.isdigit() or "a" <= k <= "z") for k in keys)
    assert {len(x["background_color"]) for x in labels} == {7} and len(labels[0]) == 5
    row = {"document": "d", "version": "h", "label": [labels[0]["text"], labels[-1]["text"]]}
    [given] = read("doccano", [("b, regel 1", row)], "Noor")
    assert given.said.labels == {"initiative": True, "hostile": False}


def test_prodigy_as_it_exports() -> None:
    """A row of db-out after the interface `choice`; what was skipped or rejected says nothing."""
    row = json.loads(next(write("prodigy", [TASK])))
    assert row["config"] == {"choice_style": "multiple"}
    assert {"id": "theme:verkeer", "text": "theme:verkeer"} in row["options"]
    added = {"_input_hash": -1, "_task_hash": 2, "_view_id": "choice", "_timestamp": 1700000000,
             "_session_id": "buurt-noor", "_annotator_id": "buurt-noor"}  # fmt: skip
    done = {**row, **added, "accept": ["initiative:ja"], "answer": "accept"}
    skipped = [{**done, "answer": "ignore"}, {**done, "answer": "reject"}]
    [given] = read("prodigy", [(f"b, regel {n}", r) for n, r in enumerate([done, *skipped])], "")
    assert (given.said.labeller, given.said.labels) == ("buurt-noor", {"initiative": True})


@pytest.mark.parametrize(
    ("form", "row", "said"),
    [
        ("jsonl", {"document": "d", "labels": {"thema": "energie"}, "labeller": "N"}, "'thema' bestaat niet"),
        ("jsonl", {"document": "d", "labels": {"theme": "auto"}, "labeller": "N"}, "verkeer"),
        ("jsonl", {"document": "d", "labels": {"hostile": 1}, "labeller": "N"}, "ja, nee"),
        ("jsonl", {"document": "d", "labels": {"theme": ["energie"]}, "labeller": "N"}, "Kies uit"),
        ("jsonl", {"document": "d", "labels": ["theme"], "labeller": "N"}, "--format"),
        ("jsonl", {"document": "d", "labels": {"hostile": True}}, "--by"),
        ("jsonl", {"labels": {"hostile": True}, "labeller": "N"}, "document ontbreekt"),
        ("jsonl", {"document": "d", "labels": {"initiative": False, "kind": "petitie"}, "labeller": "N"},
         "kind hoort er alleen bij"),
        ("jsonl", {"document": "d", "labels": {"initiative": False, "call_to_action": True}, "labeller": "N"},
         "call_to_action=ja hoort er alleen bij"),
        ("doccano", {"document": "d", "text": "t"}, "--format doccano"),
        ("doccano", {"document": "d", "label": ["energie"]}, "theme:energie"),
        ("doccano", {"document": "d", "label": ["theme:energie", "theme:sport"]}, "twee keer"),
        ("prodigy", {"meta": {"document": "d"}, "answer": "accept", "accept": "x"}, "geen label"),
        ("label-studio", {"annotations": [{"result": [{"type": "choices"}]}], "data": {}}, "--format label"),
    ],
)  # fmt: skip
def test_mistakes_name_place_and_remedy(form: str, row: dict[str, Any], said: str) -> None:
    by = "Noor" if form == "doccano" else ""
    with pytest.raises(InputError, match=r"^lijst, regel 3: ") as caught:
        read(form, [("lijst, regel 3", row)], by)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_value_for_each_field() -> None:
    assert tuple(LABEL_VALUES) == LABEL_FIELDS


def test_each_tool_is_told_the_labels_in_its_own_way(bare: Path, ask: Callable[..., Told]) -> None:
    for form in ("jsonl", "label-studio"):
        assert ask(bare, "label", "export", "--interface", "--format", form).out.startswith("<View>")
    doccano = ask(bare, "label", "export", "--interface", "--format", "doccano")
    assert "theme:verkeer" in {x["text"] for x in json.loads(doccano.out)}
    prodigy = ask(bare, "label", "export", "--interface", "--format", "prodigy")
    assert prodigy.code == 2 and "Laat --interface weg" in prodigy.err
