"""Recall and precision on the hand-written corpus: `python tests/nlp/measure.py [-v]`. No test itself."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parents[2]))
CORPORA = Path(__file__).parents[2] / "models" / "corpora"


def rows() -> list[dict[str, Any]]:
    """All documents of the corpus."""
    out = []
    for file in sorted(CORPORA.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            try:
                out.append(json.loads(line))
            except json.JSONDecodeError:
                continue
    return out


def measure_masking(documents: list[dict[str, Any]], *, verbose: bool = False) -> Counter[str]:
    """Counts: persons and contacts told and found, `[persoon]` spans that touch no person told."""
    from nlp.masking import Masker

    masker, counts = Masker(), Counter[str]()
    for row in documents:
        text = f"{row.get('title', '')}\n\n{row['text']}"
        spans = masker.find(text)
        for field in ("persons", "contacts"):
            for told in row.get(field, ()):
                core = (
                    told if field == "contacts" else re.sub(r"^(?:[a-z]+|Oma|Opa|Moeke) (?=[A-Z])", "", told)
                )
                hits = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(core)}", text)]
                ok = bool(hits) and all(
                    any(
                        s.start < e and b < s.end and (field != "persons" or (s.start <= b and e <= s.end))
                        for s in spans
                    )
                    for b, e in hits
                )
                counts[field] += bool(hits)
                counts[field + "_found"] += ok
                if verbose and hits and not ok:
                    print(f"MISS {field} {row['id']}: {told!r}")
        offices = " ".join(row.get("office_holders", ()))
        persons = " ".join(row.get("persons", ()))
        for span in spans:
            word = text[span.start : span.end]
            if (
                span.kind == "persoon"
                and not any(p in persons for p in re.findall(r"\w+", word))
                and word not in offices
            ):
                counts["false"] += 1
                if verbose:
                    print(f"FALSE {row['id']}: {word!r} in {text[max(0, span.start - 40) : span.end + 25]!r}")
    return counts


def _meetings(row: dict[str, Any]) -> set[str]:
    from nlp.dates import find_meetings

    zone = ZoneInfo("Europe/Amsterdam")
    text = f"{row.get('title', '')}\n\n{row['text']}"
    found = find_meetings(text, datetime.fromisoformat(row["published"]), zone)
    return {
        f"{m.start.astimezone(zone):%Y-%m-%d}" + ("" if m.all_day else f"T{m.start.astimezone(zone):%H:%M}")
        for m in found
        if m.state == "planned"
    }


def measure_meetings(documents: list[dict[str, Any]], *, verbose: bool = False) -> Counter[str]:
    """Counts of meetings told, found, right and right in the day alone."""
    counts = Counter[str]()
    for row in documents:
        told = {m["start"][:16] for m in row.get("meetings", ())}
        found = _meetings(row)
        counts.update(told=len(told), found=len(found), right=len(told & found))
        counts["right_day"] += len({t[:10] for t in told} & {f[:10] for f in found})
        if verbose and told != found:
            print(f"MEETING {row['id']} {row['published'][:10]} told {sorted(told)} found {sorted(found)}")
    return counts


def measure_sets(documents: list[dict[str, Any]], field: str, *, verbose: bool = False) -> Counter[str]:
    """Counts of places or organisations told, found, right."""
    from nlp.masking import Masker
    from nlp.organisations import find_organisations
    from nlp.places import Gazetteer

    counts = Counter[str]()
    for row in documents:
        text = f"{row.get('title', '')}\n\n{row['text']}"
        told = {t.casefold() for t in row.get(field, ())}
        if field == "places":
            found = {p.name.casefold() for p in Gazetteer((), row["municipality"]).find(text)} - {
                row["municipality"].casefold()
            }
            told -= {row["municipality"].casefold()}
        else:
            found = {o.casefold() for o in find_organisations(Masker().mask(text))}
        counts.update(told=len(told), found=len(found), right=len(told & found))
        if verbose and told != found:
            print(f"{field} {row['id']} missed {sorted(told - found)} extra {sorted(found - told)}")
    return counts


if __name__ == "__main__":
    verbose, corpus = "-v" in sys.argv, rows()
    wanted = [a for a in sys.argv[1:] if not a.startswith("-")] or [
        "masking",
        "meetings",
        "places",
        "organisations",
    ]
    if "masking" in wanted:
        print("masking", dict(measure_masking(corpus, verbose=verbose)))
    if "meetings" in wanted:
        print("meetings", dict(measure_meetings(corpus, verbose=verbose)))
    for what in ("places", "organisations"):
        if what in wanted:
            print(what, dict(measure_sets(corpus, what, verbose=verbose)))
