"""What happened to networks, as a comparison of two readings and as a timeline with its picture."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest

from frontdesk import changes, desk, timeline
from frontdesk.changes import Change, Happened
from frontdesk.timeline import Lane
from storage.store import Store
from voorkant.records import Network
from voorkant.settings import Settings
from voorkant.vocabulary import NetworkState

NOW = datetime(2026, 9, 10, 4, 30, tzinfo=UTC)
SVG = "{http://www.w3.org/2000/svg}"


def network(key: str, *held: str, state: NetworkState = NetworkState.STABIEL, people: int = 9) -> Network:
    return Network(key, key.upper(), None, "", NOW, NOW, state, held, (), (), people)


def between(before: list[Network], after: list[Network], **moved_to: str) -> list[tuple[str, str, str, str]]:
    """(network, what, into, out of) of what happened."""
    old, new = ({n.id: n for n in reading} for reading in (before, after))
    found = changes.changes(old, old | new, NOW, moved_to)
    return [(c.network, c.kind.name, c.into, c.out_of) for c in found]


def faded(key: str, *held: str) -> Network:
    return network(key, *held, state=NetworkState.VERVAAGD)


def test_born_and_faded() -> None:
    assert between([], [network("a", "x")]) == [("a", "BORN", "", "")]
    assert between([network("a", "x")], [faded("a", "x")]) == [("a", "FADED", "", "")]
    assert between([faded("a", "x")], [network("a", "x")]) == [("a", "BORN", "", "")], "it lives again"
    assert between([faded("a", "x")], [faded("a", "x")]) == []


def test_grew_and_shrank_by_initiatives_or_by_state() -> None:
    old = [network("a", "x", "y")]
    assert between(old, [network("a", "x", "y", "z")]) == [("a", "GREW", "", "")]
    assert between(old, [network("a", "x")]) == [("a", "SHRANK", "", "")]
    assert between(old, [network("a", "x", "y", state=NetworkState.GROEIT)]) == [("a", "GREW", "", "")]
    assert between(old, [network("a", "x", "y", state=NetworkState.KRIMPT)]) == [("a", "SHRANK", "", "")]
    assert between(old, old) == []
    [change] = changes.changes({"a": old[0]}, {"a": network("a", "y", "z", "x")}, NOW)
    assert (change.came, change.went, change.at) == (("z",), (), NOW)


def test_merged_is_told_of_both_and_is_no_growth() -> None:
    old = [network("a", "x", "y"), network("b", "u", "v", "w")]
    new = [faded("a", "x", "y"), network("b", "u", "v", "w", "x", "y")]
    assert between(old, new) == [("a", "MERGED", "b", ""), ("b", "MERGED", "", "a")]
    half = [faded("a", "x", "y"), network("b", "u", "v", "w", "x")]
    assert between(old, half) == [("a", "APART", "", ""), ("b", "GREW", "", "")], "no more than half of it"


def test_what_fell_apart_tells_where_it_went() -> None:
    before = {"a": network("a", "x", "y", "z", "u"), "b": network("b", "v")}
    after = {
        "a": faded("a", "x", "y", "z", "u"),
        "b": network("b", "v", "q", "y"),
        "c": network("c", "z"),
        "d": network("d", "u"),
    }
    end = next(c for c in changes.changes(before, after, NOW, {"x": "q"}) if c.network == "a")
    assert end.kind is Happened.APART
    assert end.moved == (("q", "b"), ("u", "d"), ("y", "b"), ("z", "c"))


@pytest.mark.parametrize(
    ("ended", "told"),
    [
        (
            Change(NOW, "a", Happened.APART, moved=(("bad", "n1"), ("bus", "n2"), ("zon", "n1"))),
            "uiteengevallen; Red het zwembad en Zonnepark Veenbuurt gingen naar Groen Veen en Buurtbus ging "
            "naar Samen Onderweg",
        ),
        (
            Change(NOW, "a", Happened.FADED, went=("bad", "bus")),
            "uiteengevallen: de initiatieven delen te weinig mensen",
        ),
        (Change(NOW, "a", Happened.FADED, went=("bus",)), "geen netwerk meer: er doen te weinig mensen mee"),
        (
            Change(NOW + timedelta(days=30), "a", Happened.FADED, went=("bus",)),
            "vervaagd: de laatste tijd is er niets meer van gezien",
        ),
        (
            Change(NOW, "a", Happened.FADED, went=("gone", "too")),
            "vervaagd: de laatste tijd is er niets meer van gezien",
        ),
    ],
)
def test_not_seen_any_more_is_told_of_what_is_not_seen_any_more(
    town: Store, settings: Settings, ended: Change, told: str
) -> None:
    with town.begin() as db:
        found = timeline.gather(db, desk.read(db, settings, NOW))
    assert timeline.sentence(found, ended) == told


def test_split_is_told_of_both_and_is_no_shrinking() -> None:
    old = [network("a", "x", "y", "z", "u")]
    new = [network("a", "x", "y"), network("c", "z", "u")]
    assert between(old, new) == [("a", "SPLIT", "", "c"), ("c", "SPLIT", "a", "")]
    assert between([*old, network("b", "q")], [*new, network("b", "q")]) == between(old, new)


def test_an_initiative_that_was_merged_counts_under_its_new_name() -> None:
    old = [network("a", "x"), network("b", "y")]
    assert between(old, [faded("a", "x"), network("b", "y")], x="y") == [
        ("a", "MERGED", "b", ""), ("b", "MERGED", "", "a"),
    ]  # fmt: skip
    assert between([network("b", "x", "y")], [network("b", "y")], x="y") == []


def test_participants_alone_do_not_make_a_timeline_long() -> None:
    def grew(day: int, *came: str) -> Change:
        return Change(NOW + timedelta(days=day), "a", Happened.GREW, came=came)

    born = Change(NOW, "a", Happened.BORN)
    days = [born, grew(2), grew(5, "x"), grew(9), grew(20), grew(22)]
    assert changes.calm(reversed(days)) == [born, grew(5, "x"), grew(20)]


def test_timeline_of_a_network(town: Store, settings: Settings) -> None:
    with town.begin() as db:
        lying = desk.read(db, settings, NOW)
        told = timeline.gather(db, lying)
    events = timeline.of_network(told, lying.networks["n1"])
    assert [(e.lane, e.said, e.at.day) for e in events] == [
        (Lane.MEETING, "Geplande bijeenkomst van Zonnepark Veenbuurt, buurthuis De Turf", 17),
        (Lane.ALERT, "Zonnepark Veenbuurt groeit snel: 9 gezien, 2,5 verwacht", 10),
        (Lane.NETWORK, "Ontstaan als netwerk", 9),
        (Lane.START, "Eerste bericht over Zonnepark Veenbuurt", 31),
        (Lane.START, "Zonnepark Veenbuurt: fase idee", 31),
    ]
    assert [e.said for e in timeline.of_all(told)] == [
        "Samen Onderweg · ontstaan als netwerk", "Groen Veen · ontstaan als netwerk",
    ]  # fmt: skip


def test_first_time_with_the_municipality_and_in_its_council(town: Store, settings: Settings) -> None:
    with town.begin() as db:
        told = timeline.gather(db, desk.read(db, settings, NOW))
    assert told.official == {}
    official = {"veenbode": "de raad", "plein": "de gemeente"}
    known = timeline.Told(told.desk, told.changes, told.networks, official)
    events = timeline.of_network(known, told.desk.networks["n1"])
    first = {e.said: e.at for e in events if e.lane is Lane.OFFICIAL}
    oldest = {s: min(d.published for d in told.desk.evidence("zon") if d.source == s) for s in official}
    assert first == {
        f"Zonnepark Veenbuurt: voor het eerst bij {who}": oldest[s] for s, who in official.items()
    }


def test_the_picture_tells_itself_and_its_marks_lie_apart(town: Store, settings: Settings) -> None:
    with town.begin() as db:
        lying = desk.read(db, settings, NOW)
    many = [timeline.Event(NOW - timedelta(hours=9 * n), lane, "iets") for n in range(90) for lane in Lane]
    drawn = ElementTree.fromstring(timeline.draw(many, "A <b>", lying.as_of, lying.settings.zone))
    assert drawn.get("role") == "img"
    assert drawn.findtext(f"{SVG}title") == "Tijdlijn van A <b>"
    assert "450 gebeurtenissen: netwerk 90, groeit snel 90" in (drawn.findtext(f"{SVG}desc") or "")
    spots: dict[str, list[float]] = {}
    for mark in drawn.iter(f"{SVG}g"):
        x, y = (mark.get("transform") or "")[len("translate(") : -1].split()
        spots.setdefault(y, []).append(float(x))
    assert len(spots) == len(Lane)
    for row in spots.values():
        assert all(b - a >= 17 for a, b in zip(sorted(row), sorted(row)[1:], strict=False))
    assert sum(int(mark.findtext(f"{SVG}text") or 1) for mark in drawn.iter(f"{SVG}g")) == len(many)
    assert timeline.draw([], "A", lying.as_of, lying.settings.zone) == ""
