"""What outlives texts and documents (LAW 10), and whose words go out (LAW 14)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from frontdesk import desk as desks
from frontdesk.desk import Desk
from frontdesk.digest import build
from frontdesk.export import FIELDS, rows
from frontdesk.lead import lead_days, years
from frontdesk.render import FORMATS, render
from frontdesk.views import initiative_page
from networks.evidence import Evidence
from networks.terms import Background
from pipeline.deciding import decide, undo
from pipeline.drawing import draw
from pipeline.evidence import archive
from pipeline.following import connect, profile
from pipeline.gathering import gather
from pipeline.privacy import forget_words, retain
from pipeline.tools import Tools
from storage.store import Store
from tests.pipeline.small_town import DAY, NOW, document
from tests.tables import everything
from voorkant.errors import InputError
from voorkant.records import (
    Annotation,
    Argument,
    Decision,
    Document,
    Initiative,
    Label,
    Meeting,
    Membership,
    Network,
    PlaceMention,
)
from voorkant.reports import Wish
from voorkant.settings import Retention, Settings
from voorkant.text import excerpt
from voorkant.vocabulary import NetworkState, PublisherKind, Ruling, Stance

#: more words than an excerpt has
CHAT = (
    "Gisteren stonden we weer met een man of tien in de regen bij de halte en we hebben er lang over gepraat "
    "met elkaar, want zo gaat het al weken achtereen en iedereen in de straat heeft er wel een eigen verhaal "
    "bij, vertelde een buurman die er al woont."
)
TALK = (
    "Op de markt sprak ik vanochtend met mensen die elke week met lijn zes naar het ziekenhuis of naar hun "
    "kleinkinderen gaan, en geen van hen had een brief gekregen over wat er na de zomer gebeurt als de "
    "vervoerder besluit om ermee op te houden."
)
POINT = "Zonder die bus komen ouderen niet meer bij de dokter."
REQUEST = "Wij vragen de gemeente om de bus naar het station te laten rijden."
FIRST = f"{CHAT} {POINT} {REQUEST} De groep Bus Blijft telt nu veertig mensen uit het hele dorp."
SECOND = f"{TALK} {POINT} Kom morgen naar de avond van Bus Blijft in het dorpshuis."
LATER = NOW + 40 * DAY
YEARS_LATER = NOW + 400 * DAY


def town_of(settings: Settings) -> Tools:
    tools = Tools(settings)
    tools.background = Background()
    return tools


def arrive(
    store: Store, settings: Settings, now: datetime, *found: Document, hostile: bool = False, **of: object
) -> None:
    """Documents come in, are understood, gathered and connected."""
    understood(store, now, *found, hostile=hostile, **of)
    follow(store, settings, now)


def understood(store: Store, now: datetime, *found: Document, hostile: bool = False, **of: object) -> None:
    labels = {
        "initiative": Label(True, 0.99), "kind": Label("petitie", 0.9), "theme": Label("wonen-ruimte", 0.9),
        "phase": Label("idee", 0.8), "stance": Label("steun", 0.9), "call_to_action": Label(False, 0.9),
        "hostile": Label(hostile, 0.99),
    }  # fmt: skip
    with store.begin() as db:
        for one in found:
            db.documents.save(one)
        made = [(Annotation(d.id, "nl", labels, model="m", **of), d.content_hash) for d in found]  # type: ignore[arg-type]  # as given
        db.annotations.save(made, now)


def belong(store: Store, initiative: str, *found: Document, **of: Any) -> None:
    """Documents are of an initiative, whatever gathering would say."""
    understood(store, NOW, *found, **of)
    with store.begin() as db:
        db.initiatives.join(Membership(d.id, initiative, Stance.STEUN, 0.9, "zo", NOW) for d in found)
        draw(db, (), NOW)


def follow(store: Store, settings: Settings, now: datetime, *, anew: bool = False) -> None:
    with store.begin() as db:
        if anew:
            db.initiatives.draw_anew(i.id for i in db.initiatives.all(now))
    gather(store, town_of(settings), now)
    connect(store, town_of(settings), now)


def thread(*texts: str, at: datetime = NOW - 2 * DAY, people: int = 0, title: str = "") -> list[Document]:
    """Posts that answer the first; so many people wrote them in turn."""
    first = document("plein", texts[0], at, title, who="p0" if people else None)
    rest = [
        replace(
            document("plein", t, at + timedelta(hours=n), who=f"p{n % people}" if people else None),
            reply_to=first.url,
        )
        for n, t in enumerate(texts[1:], 1)
    ]
    return [first, *rest]


def judge(store: Store, settings: Settings, ruling: Ruling, url: str, actor: str) -> int:
    """Somebody decides whether a document may speak."""
    return decide(store, town_of(settings), Wish(actor, ruling, "", urls=(url,)), NOW)


def shown(store: Store, now: datetime) -> tuple[list[Initiative], list[Argument], list[Network]]:
    with store.begin() as db:
        return db.initiatives.all(now), db.networks.arguments(now), db.networks.all(now)


def desk(store: Store, settings: Settings, now: datetime) -> Desk:
    with store.begin() as db:
        return desks.read(db, settings, now)


def said_of(store: Store, now: datetime) -> Sequence[Evidence]:
    with store.begin() as db:
        (proofs,) = archive(db, now, counted=True).evidence.values()
    return proofs


def told(store: Store, settings: Settings) -> str:
    """All that goes out: exports, a Monday's digest in each form, and the portraits as they are kept."""
    monday = NOW + 6 * DAY
    with store.begin() as db:
        exports = [list(rows(db, settings, what, moment)) for what in FIELDS for moment in (NOW, monday)]
        paper = build(db, settings, None, monday, NOW - DAY)
        kept = db.initiatives.all(NOW), db.networks.all(NOW), db.networks.relations(NOW)
    return " ".join([str(exports), *(render(paper, settings, form) for form in FORMATS), str(kept)])


def test_what_was_found_outlives_the_texts(known: Store, small: Settings) -> None:
    posts = thread(
        FIRST, SECOND, *(f"Ik ben voor, ik neem altijd de bus naar de trein. {n}" for n in range(6)), people=6
    )
    arrive(known, small, NOW, *posts)
    ((one,), points, (network,)) = shown(known, NOW)
    assert (one.name, one.need is not None) == ("Bus Blijft", True)
    assert POINT in one.summary or REQUEST in one.summary
    words = profile(one, said_of(known, NOW)).words
    assert words
    (point,) = [a for a in points if a.summary == POINT]
    assert (point.count, point.first_seen) == (2, posts[0].published)

    assert retain(known, small, LATER)["teksten"] == len(posts)
    follow(known, small, LATER, anew=True)
    ((after,), *rest) = shown(known, LATER)
    assert after == one
    assert rest == [points, [replace(network, state=NetworkState.STABIEL)]]
    assert profile(one, said_of(known, LATER)).words == words, "what a lifestyle is told by"
    told = desk(known, small, LATER)
    assert {d.text for d in told.documents.values()} == {""}
    assert {desks.words_of(d) for d in told.documents.values()} == {excerpt(d.text) for d in posts}

    asked = "Wij vragen de gemeente nu om een buurtbus voor het hele dorp."
    (new,) = thread(f"{asked} {POINT}", at=LATER)
    arrive(known, small, LATER, replace(new, reply_to=posts[0].url))
    ((later,), points, _) = shown(known, LATER)
    assert later.name == one.name and later.summary == one.summary
    assert later.need is not None and later.need.text == asked, "what is asked is renewed"
    (point,) = [a for a in points if a.summary == POINT]
    assert (point.count, point.first_seen) == (3, posts[0].published)


def test_new_texts_give_a_better_name_and_summary(known: Store, small: Settings) -> None:
    posts = thread(FIRST, SECOND)
    arrive(known, small, NOW, *posts)
    retain(known, small, LATER)
    fresh = (
        "Wij gaan zelf rijden, met Dorp Rijdt. Dorp Rijdt zoekt vrijwilligers voor een eigen buurtbus.",
        "De eerste rit van Dorp Rijdt was een feest, met taart en een toespraak bij de kerk.",
        "Wie een rijbewijs heeft en een ochtend over, kan bij Dorp Rijdt terecht als chauffeur.",
    )
    news = [replace(one, reply_to=posts[0].url) for one in thread(*fresh, at=LATER - DAY)]
    arrive(known, small, LATER, *news)
    ((one,), _, _) = shown(known, LATER)
    assert one.name == "Dorp Rijdt"
    assert "buurtbus" in one.summary


def test_what_is_erased_is_quoted_no_more_when_the_texts_are_gone(known: Store, small: Settings) -> None:
    posts = thread(FIRST, SECOND.replace("Bus Blijft", "de groep"), f"Ik heb getekend. {POINT}")
    arrive(known, small, NOW, *posts)
    retain(known, small, LATER)
    with known.begin() as db:
        assert db.documents.drop([posts[0].id]) == 1
    follow(known, small, LATER)
    ((one,), points, _) = shown(known, LATER)
    assert REQUEST not in one.summary and one.need is None and "Bus Blijft" not in one.name
    with known.begin() as db:
        made = [m for said in db.networks.made([d.id for d in posts]).values() for m in said]
    assert posts[0].id not in {m.quoted for m in made}
    assert posts[0].url not in {u for a in points for u in a.examples}


def test_what_waits_names_nothing_until_it_is_released(known: Store, small: Settings) -> None:
    posts = thread(
        "Er is een plan voor de bus hier.", "De bus moet blijven rijden in het dorp, zegt iedereen hier."
    )
    arrive(known, small, NOW, *posts)
    angry = replace(
        document("plein", f"Weg met die nietsnut! {REQUEST}", NOW, "Nietsnut sloopt de bus"),
        reply_to=posts[0].url,
    )
    again = replace(document("plein", "Nietsnut en zijn club, weg ermee!", NOW), reply_to=posts[0].url)
    # an initiative bears the name of an organisation that two of its documents have
    arrive(
        known, small, NOW, angry, again, hostile=True, places=(PlaceMention("Kade"),),
        organisations=("Club Kwaad",), meetings=(Meeting(NOW + DAY, "De Kelder"),),
    )  # fmt: skip

    words = ("Nietsnut", "Kade", "De Kelder", "Club Kwaad", REQUEST)
    assert not [w for w in words if w in told(known, small)]
    numbers = [judge(known, small, Ruling.RELEASE, d.url, "Noor") for d in (angry, again)]
    assert [w for w in words if w in told(known, small)] == list(words)
    for number in numbers:
        undo(known, town_of(small), number, "Noor", NOW)
    assert not [w for w in words if w in told(known, small)]


def test_what_a_human_keeps_inside_stays_so_whatever_a_model_says(known: Store, small: Settings) -> None:
    posts = thread("Er is een plan voor de bus hier.", "De bus moet blijven rijden, zegt iedereen hier.")
    arrive(known, small, NOW, *posts)
    angry = replace(
        document("plein", f"Weg met die nietsnut! {REQUEST}", NOW, "Nietsnut"), reply_to=posts[0].url
    )
    arrive(known, small, NOW, angry, hostile=True)
    tools = town_of(small)

    def speaks() -> tuple[bool, bool]:
        """Whether its words are anywhere; whether it waits."""
        return "ietsnut" in told(known, small), desk(known, small, NOW).waits(angry.id)

    assert speaks() == (False, True)
    withheld = judge(known, small, Ruling.WITHHOLD, angry.url, "Noor")
    assert speaks() == (False, False)
    understood(known, NOW, angry, hostile=False)  # a newer model reads it
    follow(known, small, NOW, anew=True)
    assert speaks() == (False, False), "people decide over the machine"
    with pytest.raises(InputError, match="blijft al verborgen"):
        judge(known, small, Ruling.WITHHOLD, angry.url, "Sam")

    released = judge(known, small, Ruling.RELEASE, angry.url, "Sam")
    assert speaks() == (True, False), "the last decision counts"
    with known.begin() as db:
        assert [d.id for d in db.humans.decisions(NOW)] == [released], "it takes the place of the one before"
    with pytest.raises(InputError, match="geldt niet"):
        undo(known, tools, withheld, "Noor", NOW)
    again = judge(known, small, Ruling.WITHHOLD, angry.url, "Noor")
    assert speaks() == (False, False)
    understood(known, NOW, angry, hostile=True)
    undo(known, tools, again, "Noor", NOW)
    assert speaks() == (False, True), "it waits as before any decision: no older release comes back"
    with known.begin() as db:
        log = [(r["actor"], r["action"]) for r in reversed(db.humans.log()) if r["action"][:4] != "beke"]
    assert log == [
        ("Noor", "verborgen gehouden"), ("Sam", "vrijgegeven"), ("Noor", "verborgen gehouden"),
        ("Noor", "besluit teruggedraaid"),
    ]  # fmt: skip


def test_a_human_can_keep_inside_what_no_model_flagged(known: Store, small: Settings) -> None:
    posts = thread(FIRST, SECOND)
    arrive(known, small, NOW, *posts)
    assert POINT in told(known, small)
    numbers = [judge(known, small, Ruling.WITHHOLD, d.url, "Noor") for d in posts]
    assert POINT not in told(known, small) and "Bus Blijft" not in told(known, small)
    for number in numbers:
        undo(known, town_of(small), number, "Noor", NOW)
    assert POINT in told(known, small)
    with pytest.raises(InputError, match="wacht niet"):
        judge(known, small, Ruling.RELEASE, posts[0].url, "Noor")


def test_an_organisation_that_only_what_waits_names_ties_nothing(known: Store, small: Settings) -> None:
    angry = []
    for name in ("bus", "brug", "linde"):
        calls = (f"De {name} moet blijven, zegt buur {n}." for n in range(6))
        posts = thread(*calls, people=6, title=f"Red de {name}")
        posts = [replace(d, participant=f"{name} {d.participant}") for d in posts]
        foul = thread(
            *(f"Weg met de sloper van de {name}, zegt Club Kwaad. Dat is {n} keer te veel." for n in "tw")
        )
        angry += foul
        belong(known, name, *posts)
        belong(known, name, *foul, hostile=True, organisations=("Club Kwaad",))
    connect(known, town_of(small), NOW)
    with known.begin() as db:
        assert len(db.networks.all(NOW)) == 3
    assert "Club Kwaad" not in told(known, small)
    for one in angry:
        with known.begin() as db:
            db.humans.decide(Decision(0, NOW, "Noor", Ruling.RELEASE, one.id, ""))
    with known.begin() as db:
        db.initiatives.draw_anew(("bus", "brug", "linde"))
        draw(db, (), NOW)
    connect(known, town_of(small), NOW)
    with known.begin() as db:
        tying = {
            what: [r for r in rows(db, small, what, NOW) if "Club Kwaad" in str(r)]
            for what in ("brokers", "bridges", "networks", "initiatives")
        }
    assert all(tying.values()), tying


def test_an_initiative_of_which_all_waits_has_a_name_that_says_nothing(known: Store, small: Settings) -> None:
    arrive(known, small, NOW, *thread(FIRST, SECOND, title="Nietsnut sloopt de bus"), hostile=True)
    ((one,), points, _) = shown(known, NOW)
    assert (one.name, one.summary, one.need, points) == ("Initiatief zonder naam", "", None, [])


def with_council(store: Store, settings: Settings) -> Settings:
    """The Courant is the council's."""
    sources = tuple(
        replace(s, publisher_kind=PublisherKind.OVERHEID) if s.id == "courant" else s
        for s in settings.sources
    )
    with store.begin() as db:
        db.fetches.sync_sources(sources)
    return replace(settings, sources=sources)


def test_when_it_began_outlives_the_documents(known: Store, small: Settings) -> None:
    settings = with_council(known, small)
    posts = thread(FIRST, SECOND, title="Bus Blijft")
    official = replace(
        document("courant", f"De raad spreekt over Bus Blijft. {POINT}", NOW), reply_to=posts[0].url
    )
    arrive(known, settings, NOW, *posts, official)
    before = desk(known, settings, NOW)
    (one,) = before.initiatives.values()
    assert lead_days(before, one.id) == 2

    halfway = replace(
        document("plein", f"Bus Blijft bestaat nog. {POINT}", NOW + 300 * DAY), reply_to=posts[0].url
    )
    arrive(
        known,
        settings,
        NOW + 170 * DAY,
        replace(halfway, published=NOW + 170 * DAY, collected=NOW + 170 * DAY),
    )
    for moment in (YEARS_LATER, YEARS_LATER + 300 * DAY):
        retain(known, settings, moment)
        follow(known, settings, moment)
        now = desk(known, settings, moment)
        (left,) = now.initiatives.values()
        assert (left.id, left.name, left.first_seen) == (one.id, one.name, one.first_seen)
        assert left.phases == one.phases
        assert lead_days(now, left.id) == 2
        assert years(now) == years(before)
    with known.begin() as db:
        assert initiative_page(db, now, left)["evidence"] == []
        assert build(db, settings, None, moment).quiet
    assert not now.documents and left.summary == "" and left.need is None, "no words outlive their term"


def test_a_name_that_outlived_its_documents_can_be_erased(known: Store, small: Settings) -> None:
    said = (f"Sam Sluis zegt: wij blijven, {n} keer." for n in range(6))
    posts = thread(*said, people=6, title="De straat van Sam Sluis")
    arrive(known, small, NOW, *posts, organisations=("Stichting Sam Sluis", "Club Goed"))
    with known.begin() as db:
        (one,) = db.initiatives.all(NOW)
        rename = Decision(0, NOW, "Noor", Ruling.RENAME, one.id, "Plein Sam Sluis")
        number = db.humans.decide(rename)
        assert forget_words(db, "sam sluis") == (0, 1), "it goes with its documents"
    follow(known, small, NOW, anew=True)
    assert "Plein Sam Sluis" in told(known, small)
    retain(known, small, YEARS_LATER)
    follow(known, small, YEARS_LATER)
    assert "Sam Sluis" in told(known, small)
    with known.begin() as db:
        assert forget_words(db, "Sluis Sam") == forget_words(db, "am sluis") == (0, 0), "whole words"
        assert forget_words(db, "  SAM sluis ") == (1, 0)
        with pytest.raises(InputError, match="minstens 3"):
            forget_words(db, "a.b")
        versions = [*db.initiatives.versions(one.id), *db.networks.versions(db.networks.all(NOW)[0].id)]
        (decision,) = db.humans.decisions(YEARS_LATER)
    assert "Sam Sluis" not in f"{told(known, small)} {versions} {decision}"
    assert decision.id == number and "Club Goed" in str(versions), "nothing else goes"
    (left,) = desk(known, small, YEARS_LATER).initiatives.values()
    assert (left.name, left.first_seen) == ("Initiatief zonder naam", one.first_seen)


def test_an_initiative_without_documents_goes_and_still_counts(known: Store, small: Settings) -> None:
    settings = replace(with_council(known, small), retention=Retention(initiative_days=100))
    said = (f"Sam Sluis zegt: wij blijven, {n} keer. {POINT}" for n in range(6))
    posts = thread(*said, people=6, title="De straat van Sam Sluis")
    official = document("courant", "De raad spreekt over de straat van Sam Sluis.", NOW)
    arrive(
        known, settings, NOW, *posts, replace(official, reply_to=posts[0].url), organisations=("Club Sluis",)
    )
    ((one,), (point, *_), (network,)) = shown(known, NOW)
    wish = Wish("Noor", Ruling.ANSWER, one.id, "De Sluis krijgt een bus.", point=point.id)
    decide(known, town_of(settings), wish, NOW)
    decide(known, town_of(settings), Wish("Noor", Ruling.RENAME, one.id, "Plein aan de Sluis"), NOW)
    figure = years(desk(known, settings, NOW))
    assert [(y.begun, y.official, y.earlier, y.days) for y in figure] == [(1, 1, 1, 2.0)]

    gone = []
    for night in (YEARS_LATER, YEARS_LATER + 99 * DAY, YEARS_LATER + 100 * DAY, YEARS_LATER + 101 * DAY):
        gone.append(retain(known, settings, night)["initiatieven"])
        follow(known, settings, night)
        assert years(desk(known, settings, night)) == figure
        names = [name for name in ("Sluis", one.id, network.id) if name in everything(known, "audit")]
        assert names == ([] if any(gone) else ["Sluis", one.id, network.id])
    assert gone == [0, 0, 1, 0]
    last = desk(known, settings, night)
    assert not last.initiatives and not last.networks
    with known.begin() as db:
        assert build(db, settings, None, night).quiet
        assert not [row for what in FIELDS for row in rows(db, settings, what, night)]


def test_what_people_rejected_or_merged_goes_too_and_counts_as_it_did(known: Store, small: Settings) -> None:
    settings = replace(small, retention=Retention(initiative_days=100))
    for name in ("bus", "halte", "brug"):
        posts = thread(*(f"De {name} moet blijven, zegt buur {n}." for n in range(3)), title=f"Red de {name}")
        belong(known, name, *posts)
    with known.begin() as db:
        db.initiatives.draw_anew(("bus", "halte", "brug"))
        draw(db, (), NOW)
    for wish in (Wish("Noor", Ruling.MERGE, "bus", "halte"), Wish("Noor", Ruling.REJECT, "brug")):
        decide(known, town_of(settings), wish, NOW)
    figure = years(desk(known, settings, NOW))
    assert [y.begun for y in figure] == [1]
    retain(known, settings, YEARS_LATER)
    assert retain(known, settings, YEARS_LATER + 100 * DAY)["initiatieven"] == 3
    assert years(desk(known, settings, YEARS_LATER + 100 * DAY)) == figure
    with known.begin() as db:
        assert db.humans.decisions(YEARS_LATER + 100 * DAY) == []
    assert "Red de" not in everything(known, "audit")


def test_what_people_decided_on_does_not_begin_a_second_time(known: Store, small: Settings) -> None:
    posts = [document("bode", FIRST, NOW - DAY), document("plein", SECOND, NOW)]
    posts[1] = replace(posts[1], reply_to=posts[0].url)
    arrive(known, small, NOW, *posts)
    ((one,), _, _) = shown(known, NOW)
    back = NOW + 200 * DAY
    with known.begin() as db:
        db.humans.decide(Decision(0, NOW, "Noor", Ruling.REJECT, one.id, ""))
    again = document("courant", f"Bus Blijft is terug. {FIRST} {SECOND}", back)
    arrive(known, small, back, again)
    with known.begin() as db:
        (member,) = db.initiatives.members(back, [again.id])
        assert member.initiative == one.id
        assert db.initiatives.all(back) == []
