"""Labels and documents to label, in our own JSON lines and as other tools write them.

Label Studio: a list of tasks, with `Choices` named after our fields (labelstud.io/guide/task_format).
doccano: text classification as JSON lines, labels in one list, what else a row has is its metadata.
Prodigy: JSON lines of the interface `choice` (prodi.gy/docs/api-interfaces#choice).
doccano and Prodigy have one list of labels for all fields, so there a label is written `theme:energie`.
What texts name goes along in our own lines and to Label Studio; for doccano and Prodigy, which ask one thing
in a project or session, it is a format of its own (span_formats.py).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, zip_longest
from string import ascii_lowercase, digits
from typing import Any
from xml.sax.saxutils import quoteattr

from frontdesk.labelling import Said
from pipeline import span_formats
from voorkant.errors import InputError
from voorkant.labels import LABEL_VALUES, read_pair, read_value, refuse_contradiction, spell
from voorkant.named import Named
from voorkant.records import LabelValue

FORMATS = ("jsonl", "label-studio", "doccano", "prodigy", "doccano-spans", "prodigy-spans")
_SEPARATOR = ":"
#: what doccano takes as the key of a label, each once; a label beyond these gets none
_DOCCANO_KEYS = digits + ascii_lowercase
#: a field each; white is to be read on them
_COLOURS = ("#0b5394", "#7a3e00", "#1b5e20", "#6a1b9a", "#880e4f", "#37474f", "#b71c1c")
Row = Mapping[str, Any]
#: who, the labels, what the text names (None: not said)
_Told = tuple[str, Mapping[str, LabelValue], Named | None]


@dataclass(frozen=True, slots=True)
class Task:
    """A masked document for a person to label, or as one person labelled it.

    `version` is the digest of the text (`Document.content_hash`), `why` why it was chosen.
    """

    document: str
    version: str
    title: str
    text: str
    context: str = ""
    why: str = ""
    labeller: str = ""
    labels: Mapping[str, LabelValue] | None = None
    named: Named | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What one person said of one document; `where` names file and line, for a message about it."""

    where: str
    said: Said


def write(form: str, tasks: Sequence[Task]) -> Iterator[str]:
    """The lines of a file in a format."""
    if form == "label-studio":
        yield json.dumps([_studio_task(t) for t in tasks], ensure_ascii=False, indent=1)
        return
    one: Callable[[Task], Row] = {
        "jsonl": _own, "doccano": _doccano, "prodigy": _prodigy, "doccano-spans": _doccano_spans,
        "prodigy-spans": _prodigy_spans,
    }[form]  # fmt: skip
    for task in tasks:
        yield json.dumps(one(task), ensure_ascii=False)


def read(form: str, rows: Iterable[tuple[str, Row]], by: str) -> list[Given]:
    """The labels in rows with their places; `by` says who labelled, whatever the rows say.

    Rows without any label are passed over. Raises InputError that names file, line and remedy.
    """
    one: Mapping[str, Callable[[Row], Iterator[_Told]]] = {
        "jsonl": _read_own, "label-studio": _read_studio, "doccano": _read_list, "prodigy": _read_prodigy,
        "doccano-spans": _read_doccano_spans, "prodigy-spans": _read_prodigy_spans,
    }  # fmt: skip
    given = []
    for where, row in rows:
        try:
            found = list(one[form](row))
            given += [
                _checked(where, row, (by or who, labels, named))
                for who, labels, named in found
                if labels or named is not None
            ]
        except InputError as error:
            raise InputError(f"{where}: {error}") from None
        except (AttributeError, KeyError, TypeError, IndexError, ValueError):
            raise InputError(
                f"{where}: dit is geen {form} zoals `voorkant label export --format {form}` het schrijft. "
                "Kies het goede --format."
            ) from None
    return given


def _checked(where: str, row: Row, told: _Told) -> Given:
    who, labels, named = told
    data = row.get("data") if isinstance(row.get("data"), dict) else row
    source = data if data and "document" in data else row.get("meta", {})
    document, version = source.get("document"), source.get("version", "")
    if not isinstance(document, str) or not document:
        raise InputError(
            "het veld document ontbreekt, waaraan we het document herkennen. "
            "Label wat `voorkant label next` of `label export` schreef."
        )
    if not who:
        raise InputError("wie heeft dit gelabeld? Geef --by NAAM.")
    refuse_contradiction(labels)
    return Given(where, Said(document, str(version), who, labels, named))


def studio_interface() -> str:
    """The labelling interface to paste into Label Studio (Settings, Labeling Interface, Code)."""
    lines = [
        "<View>",
        '  <Text name="context" value="$context"/>',
        '  <Text name="text" value="$text"/>',
    ]
    for field, values in LABEL_VALUES.items():
        lines += [
            f"  <Header value={quoteattr(field)}/>",
            f'  <Choices name={quoteattr(field)} toName="text" choice="single" showInline="true">',
            *(f"    <Choice value={quoteattr(spell(value))}/>" for value in values),
            "  </Choices>",
        ]
    lines += span_formats.studio_interface()
    return "\n".join([*lines, "</View>"])


def doccano_labels() -> str:
    """The labels to read into doccano (Labels, Actions, Import Labels): a JSON list, with a key each."""
    written = _every_label()
    colours = dict(zip(LABEL_VALUES, cycle(_COLOURS), strict=False))
    rows = [
        {
            "text": one, "prefix_key": None, "suffix_key": key,
            "background_color": colours[one.partition(_SEPARATOR)[0]], "text_color": "#ffffff",
        }
        for one, key in zip_longest(written, _DOCCANO_KEYS[: len(written)])
    ]  # fmt: skip
    return json.dumps(rows, ensure_ascii=False, indent=1)


def _whole(task: Task) -> str:
    return f"{task.title}\n\n{task.text}".strip()


def _own(task: Task) -> Row:
    row = {
        "document": task.document, "version": task.version, "title": task.title, "text": task.text,
        "context": task.context,
    }  # fmt: skip
    told = {"why": task.why} if task.why else {}
    labels = {"labeller": task.labeller, "labels": dict(task.labels)} if task.labels is not None else {}
    named = {"named": span_formats.own(task.named)} if task.named is not None else {}
    return {**row, **told, **labels, **named}


def _read_own(row: Row) -> Iterator[_Told]:
    labels, named = row.get("labels") or {}, row.get("named")
    read = {f: read_value(f, value) for f, value in labels.items()}
    yield str(row.get("labeller", "")), read, None if named is None else span_formats.read_own(named)


def _studio_task(task: Task) -> Row:
    data = {
        "document": task.document, "version": task.version, "text": _whole(task), "context": task.context,
        **({"labeller": task.labeller} if task.labeller else {}),
        **({"why": task.why} if task.why else {}),
    }  # fmt: skip
    # by its id a part tells, when it comes back, whether it still says what it said
    result = [
        {
            "id": _pair(field, value), "from_name": field, "to_name": "text", "type": "choices",
            "value": {"choices": [spell(value)]},
        }
        for field, value in (task.labels or {}).items()
    ] + span_formats.studio_parts(data["text"], task.named)  # fmt: skip
    # no completed_by: Label Studio refuses who has no account there. The id comes back as import_id
    return {"data": data, **({"annotations": [{"id": 1, "result": result}]} if result else {})}


def _read_studio(row: Row) -> Iterator[_Told]:
    text = row["data"].get("text", "")
    for annotation in row.get("annotations", []):
        if annotation.get("was_cancelled"):
            continue
        labels: dict[str, LabelValue] = {}
        for part in annotation["result"]:
            if part["type"] == "choices" and not span_formats.is_named(part):
                [choice] = part["value"]["choices"] or [None]
                labels[part["from_name"]] = read_value(part["from_name"], choice)
        named = span_formats.read_studio(text, annotation["result"])
        ours = {*_listed(labels), *span_formats.studio_ids(text, named)}
        yield _studio_labeller(row["data"].get("labeller", ""), annotation, ours), labels, named


def _studio_labeller(first: str, annotation: Row, ours: Collection[str]) -> str:
    """Who labelled: `completed_by`, which is whoever took our file in for what nobody touched there since.

    `first` is who labelled it before it went to Label Studio; what comes back untouched is still theirs: it
    has the ids (`ours`) that we gave to what it says.
    """
    user = _studio_user(annotation.get("completed_by"))
    ids = {part.get("id") for part in annotation["result"]}
    untouched = annotation.get("import_id") is not None and ids == ours
    return first if first and (untouched or not user) else user


def _studio_user(user: Any) -> str:
    """Label Studio gives a number, or with an expanded export an object with the account's address."""
    return str(user.get("email") or user["id"]) if isinstance(user, dict) else str(user or "")


def _doccano(task: Task) -> Row:
    return {"text": _whole(task), "label": _listed(task.labels or {}), **_meta(task)}


def _doccano_spans(task: Task) -> Row:
    text = _whole(task)
    return {"text": text, **span_formats.doccano(text, task.named), **_meta(task)}


def _meta(task: Task) -> Row:
    return {"document": task.document, "version": task.version, "context": task.context}


def _read_list(row: Row) -> Iterator[_Told]:
    yield "", _unlisted(row["label"]), None


def _read_doccano_spans(row: Row) -> Iterator[_Told]:
    yield "", {}, span_formats.read_doccano(row)


def _prodigy(task: Task) -> Row:
    options = _every_label()
    row = {
        "text": _whole(task), "meta": _meta(task), "options": [{"id": o, "text": o} for o in options],
        "config": {"choice_style": "multiple"},
    }  # fmt: skip
    if task.labels is None:
        return row
    return {**row, "accept": _listed(task.labels), **_accepted(task)}


def _prodigy_spans(task: Task) -> Row:
    text = _whole(task)
    row = {"text": text, "meta": _meta(task), **span_formats.prodigy(text, task.named)}
    return row if task.named is None else {**row, **_accepted(task)}


def _accepted(task: Task) -> Row:
    return {"answer": "accept", "_annotator_id": task.labeller}


def _read_prodigy(row: Row) -> Iterator[_Told]:
    if row.get("answer", "accept") == "accept":
        yield _annotator(row), _unlisted(row.get("accept", [])), None


def _read_prodigy_spans(row: Row) -> Iterator[_Told]:
    yield _annotator(row), {}, span_formats.read_prodigy(row)


def _annotator(row: Row) -> str:
    return str(row.get("_annotator_id") or row.get("_session_id") or "")


def _listed(labels: Mapping[str, LabelValue]) -> list[str]:
    return [_pair(field, value) for field, value in labels.items()]


def _every_label() -> list[str]:
    return [_pair(field, value) for field, values in LABEL_VALUES.items() for value in values]


def _pair(field: str, value: LabelValue) -> str:
    return f"{field}{_SEPARATOR}{spell(value)}"


def _unlisted(written: Sequence[str]) -> dict[str, LabelValue]:
    labels: dict[str, LabelValue] = {}
    for one in written:
        field, value = read_pair(one, _SEPARATOR)
        if field in labels:
            raise InputError(f"het label {field} staat er twee keer. Laat er één staan.")
        labels[field] = value
    return labels
