"""The closed label fields and their values (docs/labels.md), as people write them and as they are kept."""

from __future__ import annotations

from collections.abc import Mapping

from voorkant.errors import InputError
from voorkant.records import LABEL_FIELDS, Label, LabelValue
from voorkant.vocabulary import Kind, Phase, Stance, Theme

_TRUTH: tuple[LabelValue, ...] = (True, False)
#: per field what it may be; None says that no value fits, or that the field does not apply
LABEL_VALUES: Mapping[str, tuple[LabelValue, ...]] = {
    "initiative": _TRUTH,
    "kind": (*(k.value for k in Kind), None),
    "theme": (*(t.value for t in Theme), None),
    "phase": (*(p.value for p in Phase), None),
    "stance": (*(s.value for s in Stance), None),
    "call_to_action": _TRUTH,
    "hostile": _TRUTH,
}
#: below this probability of what it says the model would rather say nothing
UNSURE = 0.6
#: these tell of the initiative that a document is about, and say nothing when it is about none
ONLY_INITIATIVE = ("kind", "phase", "stance")
#: what is left of these without an initiative; a call needs one as well (docs/decisions/0026)
_WITHOUT: Mapping[str, LabelValue] = {**dict.fromkeys(ONLY_INITIATIVE), "call_to_action": False}
_SPELT: Mapping[LabelValue, str] = {True: "ja", False: "nee", None: "geen"}
_READ: Mapping[str, LabelValue] = {
    "ja": True, "nee": False, "geen": None, "true": True, "false": False, "null": None,
}  # fmt: skip


def closed(label: Label) -> dict[str, object]:
    """A closed label as everybody gets it."""
    return {"value": label.value, "probability": label.probability}


def unsure(labels: Mapping[str, Label], below: float) -> list[str]:
    """The fields of which what is said is less likely than one may act upon."""
    return [field for field, label in labels.items() if label.probability < below]


def spell(value: LabelValue) -> str:
    """A value as a person writes it.

    >>> spell(True), spell(None), spell("energie")
    ('ja', 'geen', 'energie')
    """
    return str(_SPELT.get(value, value))


def read_value(field: str, written: object) -> LabelValue:
    """The value of a field from what was written (`ja`, `nee`, `geen`, a word of the vocabulary, true, null).

    Raises InputError, one Dutch sentence without a place, for a field or value that does not exist.
    """
    if field not in LABEL_VALUES:
        raise InputError(f"Het label {field!r} bestaat niet. Kies uit {', '.join(LABEL_FIELDS)}.")
    word = written.strip().casefold() if isinstance(written, str) else written
    value = _READ.get(word, word) if isinstance(word, str) else word
    # by type as well: in Python 1 equals True
    if not any(type(value) is type(one) and value == one for one in LABEL_VALUES[field]):
        allowed = ", ".join(spell(one) for one in LABEL_VALUES[field])
        raise InputError(f"Het label {field} kan niet {written!r} zijn. Kies uit {allowed}.")
    return value if isinstance(value, bool | None) else str(value)


def read_pair(written: str, separator: str) -> tuple[str, LabelValue]:
    """(field, value) from `theme=energie`, or with another separator; raises InputError."""
    field, found, value = written.partition(separator)
    if not found:
        raise InputError(f"{written!r} is geen label. Schrijf bijvoorbeeld theme{separator}energie.")
    return field.strip(), read_value(field.strip(), value)


class ContradictionError(InputError):
    """`field` says what only an initiative has, beside that there is none; then it is `empty`."""

    def __init__(self, field: str, empty: LabelValue) -> None:
        told = field if empty is None else f"{field}=ja"
        super().__init__(
            f"Het label {told} hoort er alleen bij als initiative ja is. "
            f"Maak {field} {spell(empty)}, of initiative ja."
        )
        self.field, self.empty = field, empty


def described(labels: Mapping[str, LabelValue]) -> dict[str, LabelValue]:
    """The fields that say what only an initiative has, each as it is where there is none.

    >>> described({"kind": "petitie", "call_to_action": True, "theme": "energie", "phase": None})
    {'kind': None, 'call_to_action': False}
    """
    return {f: empty for f, empty in _WITHOUT.items() if labels.get(f) not in (None, False)}


def refuse_contradiction(labels: Mapping[str, LabelValue]) -> None:
    """Raises ContradictionError when one person's labels of one document cannot all be true."""
    if labels.get("initiative") is False:
        for field, empty in described(labels).items():
            raise ContradictionError(field, empty)


def complete(before: Mapping[str, LabelValue], given: Mapping[str, LabelValue]) -> dict[str, LabelValue]:
    """The labels that one person gives a document, and what becomes void by them: no initiative, no kind.

    `before` is what the same person said of it earlier. Raises InputError when the two cannot both be true.
    """
    void = described(before) if given.get("initiative") is False else {}
    refuse_contradiction({**before, **void, **given})
    return {**void, **given}
