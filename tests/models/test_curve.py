"""A learning curve learns from more and more of the same municipalities, and never from those judged on."""

from __future__ import annotations

from itertools import pairwise

from models import corpus
from models.curve import SHARES, curve, nested
from models.judging import split
from models.training import prepared
from voorkant.records import LABEL_FIELDS


def test_shares_are_nested_and_the_same_each_time() -> None:
    towns = [f"stad {n // 3}" for n in range(300)]
    found = nested(towns, SHARES, 7)
    assert [(share, len(names)) for share, names in found] == [(0.12, 12), (0.25, 25), (0.5, 50), (1.0, 100)]
    assert all(a < b for (_, a), (_, b) in pairwise(found))
    assert found == nested(towns[::-1], SHARES, 7) != nested(towns, SHARES, 8)


def test_what_is_never_judged_on_is_learned_from() -> None:
    some = [e for e in corpus.load() if e.id.startswith("gemengd")]
    _, test = split(some)
    home = some[test[0]].municipality
    ready = prepared(some, str)
    [plain], [with_home] = (list(curve(some, ready, (1.0,), never=never)) for never in ((), {home}))
    at_home = sum(e.municipality == home for e in some)
    assert with_home[0].documents == plain[0].documents + at_home
    assert with_home[0].municipalities == plain[0].municipalities + 1


def test_the_curve_tells_what_was_learned_from() -> None:
    some = [e for e in corpus.load() if e.id.startswith(("gemengd", "weekblad"))]
    half, whole = curve(some, prepared(some, str), (0.5, 1.0))
    learn, _ = split(some)
    assert (whole[0].documents, whole[0].municipalities) == (
        len(learn),
        len({some[n].municipality for n in learn}),
    )
    assert half[0].documents < whole[0].documents and half[0].municipalities * 2 - whole[
        0
    ].municipalities in (0, 1)
    assert [p.field for p in half] == list(LABEL_FIELDS) and all(0 < p.f1 < 1 for p in whole)
