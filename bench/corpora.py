"""The corpus as it is written, with all fields: for what is measured on persons, contacts and names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from models.corpus import CORPORA

APART = CORPORA / "apart"


def rows(folder: Path = CORPORA) -> list[dict[str, Any]]:
    """All documents of a folder, the corpus unless told otherwise."""
    files = sorted(folder.glob("*.jsonl"))
    return [json.loads(line) for f in files for line in f.read_text("utf-8").split("\n") if line.strip()]
