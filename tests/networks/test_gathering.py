"""Documents join initiatives one by one; short streams written for these tests."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from networks.gathering import Gatherer
from networks.groups import Group, Item
from networks.terms import FOUNDING, Vocabulary, made_of, terms, with_runs
from networks.tidying import tidy
from pipeline.evidence import count_terms
from pipeline.modelling import ordinary_dutch
from voorkant.records import Annotation, Document

START = datetime(2026, 3, 1, 9, tzinfo=UTC)

STREAM = [
    ("bad", "Houd het buitenbad open", "Zwemmers van De Waterlelie verzamelen namen tegen de sluiting."),
    ("bus", "Wie rijdt de buurtbus", "Voor de buurtbus zoeken we chauffeurs, de lijnbus stopt in juli."),
    ("bad", "", "Al 300 namen voor De Waterlelie! Zonder zwembad leert geen kind zwemmen"),
    ("bos", "Notenbomen achter de kerk", "Op het veld achter de kerk planten we een voedselbos met bessen."),
    ("bus", "Buurtbus rijdt", "Acht vrijwillige chauffeurs besturen sinds vandaag de buurtbus Stevensweert."),
    ("bad", "Raad praat over zwembad", "De toekomst van De Waterlelie staat donderdag op de agenda."),
    ("bos", "", "Zaterdag de eerste spade in de grond voor ons voedselbos achter de kerk"),
]  # fmt: skip


def item(number: int, title: str, text: str, **other: object) -> Item:
    base = Item(
        id=f"{number:02d}".ljust(16, "0"), url=f"https://forum.example/{number}",
        published=START + timedelta(days=number),
        terms=terms(title, text),
    )  # fmt: skip
    return replace(base, **other)  # type: ignore[arg-type]  # a test's shorthand


def items() -> list[Item]:
    return [item(n, title, text) for n, (_, title, text) in enumerate(STREAM)]


def test_a_stream_falls_apart_into_its_efforts() -> None:
    gatherer = Gatherer(ordinary_dutch())
    groups = [gatherer.place(i).group for i in items()]
    by_truth = {
        truth: {g for (t, _, _), g in zip(STREAM, groups, strict=True) if t == truth}
        for truth, _, _ in STREAM
    }
    assert [len(found) for found in by_truth.values()] == [1, 1, 1]
    assert len(set(groups)) == 3


def test_it_never_looks_ahead() -> None:
    whole = Gatherer(ordinary_dutch())
    decided = [whole.place(i).group for i in items()]
    for length in range(1, len(STREAM)):
        gatherer = Gatherer(ordinary_dutch())
        assert [gatherer.place(i).group for i in items()[:length]] == decided[:length]


def test_restored_it_decides_as_if_it_had_never_stopped() -> None:
    straight = Gatherer(ordinary_dutch())
    decided = [straight.place(i) for i in items()]
    later = Gatherer(ordinary_dutch())
    for known, placement in list(zip(items(), decided, strict=True))[:4]:
        later.restore(known, placement.group)
    assert [later.place(i) for i in items()[4:]] == decided[4:]


def test_a_reply_belongs_to_its_thread_even_when_it_names_nothing() -> None:
    gatherer = Gatherer(ordinary_dutch())
    first = gatherer.place(items()[0])
    reply = item(50, "", "Doe ik mee!", reply_to=items()[0].url, relevance=0.1)
    assert gatherer.place(reply).group == first.group


def test_what_is_no_initiative_founds_nothing() -> None:
    gatherer = Gatherer(ordinary_dutch())
    placement = gatherer.place(item(1, "", "Mist boven de rivier vanochtend", relevance=0.05))
    assert placement.group is None
    assert gatherer.groups == {}


def test_a_doubtful_document_joins_what_it_clearly_belongs_to() -> None:
    gatherer = Gatherer(ordinary_dutch())
    for known in items():
        gatherer.place(known)
    doubtful = replace(items()[2], id="f" * 16, url="https://x.example/", relevance=0.4)
    assert gatherer.place(doubtful).group == f"i-{items()[0].id[:12]}"


def test_a_doubtful_document_is_found_again_once_its_effort_is_known() -> None:
    gatherer = Gatherer(ordinary_dutch())
    doubtful = replace(items()[2], id="f" * 16, url="https://x.example/", relevance=0.1)
    assert gatherer.place(doubtful).group is None
    assert gatherer.reconsider(doubtful) is None, "nothing is known yet"
    for known in items():
        gatherer.place(known)
    found = gatherer.reconsider(doubtful)
    assert found
    assert found.group == f"i-{items()[0].id[:12]}"
    assert gatherer.groups[found.group].size == 4


def test_a_name_that_is_a_groups_own_leads_to_it() -> None:
    gatherer = Gatherer(ordinary_dutch())
    first = gatherer.place(item(0, "Red de Waterlelie", "Wij willen dat het buitenbad open blijft."))
    gatherer.place(item(1, "Buurtbus", "Chauffeurs gezocht voor de buurtbus naar Roermond."))
    post = item(2, "", "Vandaag 40 man en een ijscokar. Mooi hoor! #reddewaterlelie")
    new = gatherer.newcomer(post)
    assert list(gatherer.candidates(new)) == [first.group]
    assert gatherer.similarity(new, gatherer.groups[first.group or ""], linked=False).own_name > 0.6


def test_the_same_day_and_a_stir_pull() -> None:
    gatherer = Gatherer(ordinary_dutch())
    day = {"d:2026-03-21": 1.0}
    first = item(1, "Houd het buitenbad open", "Zwemmers verzamelen namen.")
    group = gatherer.place(replace(first, terms={**first.terms, **day})).group or ""
    post = item(2, "", "Om tien uur verzamelen, neem een handdoek mee")
    dated = replace(post, terms={**post.terms, **day})
    late, post, dated = (
        post,
        *(replace(p, published=first.published + timedelta(hours=1)) for p in (post, dated)),
    )

    def pull(one: Item) -> float:
        similarity = gatherer.similarity(gatherer.newcomer(one), gatherer.groups[group], linked=False)
        return gatherer.weights.joining(similarity)

    assert pull(dated) > pull(post) > pull(late)
    assert gatherer.vector(dated) == gatherer.vector(post), "days are compared, not weighed"


def test_the_days_of_a_document_but_not_its_own() -> None:
    text = "Vandaag 40 man op de been. Zaterdag 14 maart om tien uur weer, de rechter spreekt op 2 april."
    document = Document(
        "https://forum.example/1", "forum", "", text, datetime(2026, 3, 9, 18, tzinfo=UTC), START
    )
    found = count_terms(document, Annotation(document.id, "nl", {}))
    assert {t for t in found if t[0] == "d"} == {"d:2026-03-14", "d:2026-04-02"}


def test_a_group_that_loses_a_document_stirs_less() -> None:
    group = Group("i")
    for one in items()[:3]:
        group.add(one, with_runs(one.terms))
    group.remove(items()[1], with_runs(items()[1].terms))
    assert group.times == [items()[0].published, items()[2].published]


def test_a_word_that_every_message_of_a_town_has_tells_nothing() -> None:
    vocabulary = Vocabulary(ordinary_dutch())
    before = vocabulary.rarity("w:lindewaarde")
    for number in range(500):
        vocabulary.learn(["w:lindewaarde", f"w:woord{number}"])
    assert vocabulary.rarity("w:lindewaarde") < before / 4
    assert vocabulary.rarity("w:woord7") > before / 2


def test_a_protest_and_the_plan_it_fights_are_less_alike() -> None:
    gatherer = Gatherer(ordinary_dutch())
    gatherer.place(replace(items()[0], kinds={"protest": 0.9}))
    group = next(iter(gatherer.groups.values()))

    def pull(**kinds: float) -> float:
        similarity = gatherer.similarity(
            gatherer.newcomer(replace(items()[2], kinds=kinds)), group, linked=False
        )
        return gatherer.weights.joining(similarity)

    assert pull(voorstel=0.9) < pull(protest=0.9)


def test_a_word_glued_to_one_of_the_group_pulls() -> None:
    gatherer = Gatherer(ordinary_dutch())
    group = gatherer.place(item(0, "", "Wij timmeren vleermuiskasten voor de Molenwijk.")).group or ""
    similar = [
        gatherer.similarity(gatherer.newcomer(item(1, "", text)), gatherer.groups[group], linked=False)
        for text in ("Hij zag gisteren een vleermuis", "Hij zag gisteren een fazant")
    ]
    assert similar[0].compound > 0.4
    assert similar[1].compound == 0


def test_a_hashtag_made_of_words_of_the_other_is_seen_from_both_sides() -> None:
    def told(first: str, second: str) -> float:
        gatherer = Gatherer(ordinary_dutch())
        group = gatherer.place(item(0, "", first)).group or ""
        new = gatherer.newcomer(item(1, "", second))
        return gatherer.similarity(new, gatherer.groups[group], linked=False).tag_words

    words, tag = "Klein telt ook, zeggen wij: laat de winkel open", "Vandaag 40 man! #kleinteltook"
    assert told(words, tag) == told(tag, words) == 1
    assert told(words, "Vandaag 40 man! #lindeteltook") == 0


@pytest.mark.parametrize(
    ("tag", "made"),
    [("houdbadopen", True), ("hetbad", True), ("bad", False), ("inhet", False), ("badpakken", False)],
)
def test_a_hashtag_is_a_run_of_words(tag: str, *, made: bool) -> None:
    assert made_of(tag, terms("", "Houd het bad voor ons open")) is made


def test_what_a_group_announced_is_where_the_day_itself_belongs() -> None:
    gatherer = Gatherer(ordinary_dutch())
    first = item(0, "Houd het buitenbad open", "Zwemmers verzamelen namen.")
    group = gatherer.place(replace(first, terms={**first.terms, "d:2026-03-08": 1.0})).group or ""
    on_the_day = gatherer.newcomer(item(7, "", "Wat een opkomst, veertig man in de regen"))
    assert gatherer.candidates(on_the_day) == {group: False}
    assert gatherer.similarity(on_the_day, gatherer.groups[group], linked=False).announced == 1
    day_after = gatherer.newcomer(item(8, "", "Wat een opkomst, veertig man in de regen"))
    assert gatherer.candidates(day_after) == {}


def test_what_says_too_little_belongs_where_it_answers_or_nowhere() -> None:
    gatherer = Gatherer(ordinary_dutch())
    group = gatherer.place(items()[0]).group
    little = item(1, "", "Buitenbad Waterlelie", relevance=0.0)
    assert gatherer.place(little).group is None
    answer = replace(little, id="f" * 16, url="https://x.example/", reply_to=items()[0].url)
    assert gatherer.place(answer).group == group


def test_an_answer_to_what_is_in_no_group_is_read_with_it() -> None:
    gatherer = Gatherer(ordinary_dutch())
    group = gatherer.place(items()[0]).group
    gatherer.restore(item(1, "", "De Waterlelie, daar leerde ik zwemmen in het buitenbad"), None)
    answer = item(2, "", "Ik ook! Waar kan ik tekenen?")
    assert group not in gatherer.candidates(gatherer.newcomer(answer))
    answer = replace(answer, reply_to="https://forum.example/1")
    assert group in gatherer.candidates(gatherer.newcomer(answer))


def test_words_of_founding_and_a_plan_pull_towards_founding() -> None:
    gatherer = Gatherer(ordinary_dutch())
    plain = item(0, "", "Zaterdag staan we weer met de kraam bij de brug")
    idea = item(0, "", "Ik wil een kraam bij de brug, wie doet er mee?")
    assert FOUNDING in idea.terms
    assert FOUNDING not in plain.terms
    voiced = replace(plain, phases={"idee": 0.9})
    founding = [gatherer.away(one)[1] for one in (plain, voiced, replace(plain, terms=idea.terms))]
    assert founding[0] < founding[1]
    assert founding[0] < founding[2]


def test_what_many_groups_have_points_at_none_however_many_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    gatherer = Gatherer(ordinary_dutch())
    for n, known in enumerate(items()):
        gatherer.restore(replace(known, terms={"w:waterlelie": 1.0, f"w:woord{n}": 1.0}), f"i-{n}")
    for n in range(7, 27):
        gatherer.restore(item(n, "", f"Onderwerp{n}"), f"i-{n}")
    found = {f"i-{n}" for n in range(7)}
    assert gatherer.sharing({"w:waterlelie": 1.0}) == found, "seven of 27 groups are no more than COMMON"
    monkeypatch.setattr("networks.gathering.MOST_HOLDERS", 6)
    assert gatherer.sharing({"w:waterlelie": 1.0}) == set()


def test_the_length_of_a_group_follows_what_it_takes_in() -> None:
    one, other = (Group(name) for name in ("i-een", "i-twee"))
    one.add(items()[0], {"w:a": 3.0})
    assert one.length == 3
    one.add(items()[2], {"w:b": 4.0})
    assert one.length == 5
    other.add(items()[1], {"w:a": 9.0})
    one.absorb(other)
    assert one.length == pytest.approx(math.sqrt(160))


def test_tidy_merges_two_groups_that_turn_out_to_be_one() -> None:
    gatherer = Gatherer(ordinary_dutch())
    for known in items():
        gatherer.restore(known, None)
    bad = [i for i, (truth, _, _) in zip(items(), STREAM, strict=True) if truth == "bad"]
    gatherer.restore(bad[0], "i-een")
    gatherer.restore(bad[2], "i-een")
    gatherer.restore(replace(bad[0], id="x", url="https://x.example/1"), "i-twee")
    gatherer.touched.add("i-twee")
    merges = tidy(gatherer)
    assert [(m.keep, m.gone) for m in merges] == [("i-een", "i-twee")]
    assert gatherer.groups["i-een"].size == 3
    assert tidy(gatherer) == []
    assert gatherer.place(item(60, "", "Precies!", reply_to="https://x.example/1")).group == "i-een"


def test_tidy_leaves_different_efforts_apart() -> None:
    gatherer = Gatherer(ordinary_dutch())
    for known in items():
        gatherer.place(known)
    assert tidy(gatherer) == []


def test_terms_know_names_tags_subjects_and_singulars() -> None:
    found = terms(
        "Linden", "Wij redden de Linden van Stevensweert #RedDeLinden", ["Bomenwacht"], ["Stevensweert"]
    )
    assert {
        "n:stevensweert",
        "h:reddelinden",
        "s:monumentale-boom",
        "o:bomenwacht",
        "p:stevensweert",
    } <= found.keys()
    assert "w:lind" in found
    assert not any(t.startswith("w:de") for t in found)


def test_masks_are_no_terms() -> None:
    assert not any("persoon" in term for term in terms("", "Bel [persoon] op [telefoon] voor de buurttuin"))


def test_what_everybody_says_surprises_nobody() -> None:
    vocabulary = Vocabulary()
    for number in range(200):
        vocabulary.learn(["w:dag", f"w:woord{number}"])
    assert vocabulary.surprise("w:dag") < 0.05
    assert vocabulary.surprise("w:nieuw") > 0.7
