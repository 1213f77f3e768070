"""The town's documents: complete, in order, and without a word of the truth."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta

import pytest

from demo.addresses import Addresses, encode, record_key, slug, snowflake
from demo.documents import (
    FILE,
    FIRST,
    LAST,
    SOURCES,
    ZONE,
    TownDocument,
    at_moment,
    load_documents,
    local_moment,
    visible,
)
from demo.markup import hashtags, mastodon_link, mastodon_text, paragraphs, short_link

PUBLISHED = {"id", "source", "published", "title", "text", "author", "reply_to", "links", "edited"}
BASE = "http://127.0.0.1:8001"


@pytest.fixture
def addresses() -> Addresses:
    return Addresses(BASE, load_documents())


def test_the_file_tells_only_what_the_town_publishes() -> None:
    rows = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
    assert set().union(*rows) == PUBLISHED
    assert [r["published"] for r in rows] == sorted(r["published"] for r in rows)
    assert all(set(r.get("edited", {"published": "", "text": ""})) == {"published", "text"} for r in rows)


def test_ids_tell_source_and_order_and_nothing_else() -> None:
    seen: Counter[str] = Counter()
    for d in load_documents():
        seen[d.source] += 1
        assert d.id == f"{d.source}-{seen[d.source]:03d}"
    assert set(seen) == set(SOURCES) and seen.total() >= 450


def test_all_lies_within_the_sixty_days() -> None:
    assert all(FIRST <= d.published <= LAST for d in load_documents())
    assert (LAST - FIRST).days == 60  # the clock went back one hour


def test_replies_and_links_point_back_in_time() -> None:
    known: dict[str, TownDocument] = {}
    for d in load_documents():
        assert all(known[link].published < d.published for link in d.links)
        if d.reply_to:
            assert known[d.reply_to].source == d.source
            assert known[d.reply_to].published < d.published
        known[d.id] = d


def test_every_kind_has_what_its_service_needs() -> None:
    for d in load_documents():
        social = d.source in ("mastodon", "bluesky")
        assert bool(d.title) != (social or (d.source == "forum" and d.reply_to is not None)), d.id
        assert d.author or d.source not in ("mastodon", "bluesky", "forum")
        assert "http" not in d.text and "<" not in d.text
        assert d.reply_to is None or d.source in ("mastodon", "bluesky", "forum")


def test_the_moment_decides_what_is_there_and_how_it_reads() -> None:
    edited = [d for d in load_documents() if d.edit]
    assert len(edited) >= 5
    for d in edited:
        assert d.edit and d.edit.at > d.published and d.edit.text != d.text
        before = visible([d], d.edit.at - timedelta(seconds=1))
        assert before == [d] and before[0].changed == d.published
        after = at_moment(d, d.edit.at)
        assert (after.text, after.updated) == (d.edit.text, d.edit.at)
        assert visible([d], d.published - timedelta(seconds=1)) == []


def test_local_times_know_summer_time() -> None:
    assert local_moment("2026-10-24T12:00").hour == 10
    assert local_moment("2026-10-26T12:00").hour == 11
    assert local_moment("2026-09-01T00:00") == FIRST
    assert FIRST.astimezone(ZONE).hour == 0


def test_every_address_is_one_and_leads_back(addresses: Addresses) -> None:
    urls = {addresses.url_of(d.id) for d in load_documents()}
    assert len(urls) == len(load_documents())
    assert all(addresses.id_of(addresses.url_of(d.id)) == d.id for d in load_documents())
    assert addresses.id_of(addresses.url_of("veenbode-001") + "?utm_source=nieuwsbrief#top") == "veenbode-001"
    assert addresses.id_of(f"{BASE}/veenbode/nergens") is None
    with pytest.raises(KeyError):
        addresses.url_of("veenbode-999")


def test_addresses_have_the_crawlers_canonical_form(addresses: Addresses) -> None:
    assert addresses.url_of("mastodon-001").startswith(f"{BASE}/mastodon/statuses/")
    assert addresses.url_of("bluesky-001").startswith("https://bsky.app/profile/did:plc:")
    first = next(d for d in load_documents() if d.source == "forum" and not d.reply_to)
    reply = next(d for d in load_documents() if d.reply_to == first.id)
    topic = addresses.url_of(first.id)
    assert topic.rsplit("/", 1)[1].isdigit()
    assert addresses.url_of(reply.id).startswith(f"{topic}/")


def test_no_address_names_an_account(addresses: Addresses) -> None:
    for d in load_documents():
        if d.source in ("mastodon", "bluesky"):
            assert d.author not in addresses.url_of(d.id)


def test_ids_of_services_grow_with_time(addresses: Addresses) -> None:
    numbers = list(addresses.status_ids.values())
    assert numbers == sorted(set(numbers)) and len(str(numbers[0])) == 18
    keys = [uri.rsplit("/", 1)[1] for uri in addresses.record_uris.values()]
    assert keys == sorted(set(keys)) and {len(k) for k in keys} == {13}
    assert snowflake(FIRST, 1) < snowflake(FIRST, 2) < snowflake(FIRST + timedelta(milliseconds=1), 0)
    assert record_key(FIRST, 9) < record_key(FIRST + timedelta(milliseconds=1), 0)
    assert encode(33, 3) == "233"


def test_slugs_are_plain() -> None:
    assert slug("Café 't Anker: één ‘nee’!") == "cafe-t-anker-een-nee"
    assert slug("!!!") == "bericht"


def test_markup_escapes_what_people_write() -> None:
    inner = mastodon_text("http://h")
    assert inner("<b> & #Linde") == (
        '&lt;b&gt; &amp; <a href="http://h/tags/linde" class="mention hashtag" rel="tag">'
        "#<span>Linde</span></a>"
    )
    assert inner("&#39; is geen hashtag") == "&amp;#39; is geen hashtag"
    assert paragraphs(["a\nb", "c"]) == "<p>a<br />b</p>\n<p>c</p>"
    assert hashtags("#Linde en #linde en #hittestad, nr #3") == ("linde", "hittestad")
    assert short_link("https://a.example/" + "x" * 40).endswith("...")
    assert short_link("https://a.example/b") == "a.example/b"
    assert '<span class="">a.example/b</span>' in mastodon_link("https://a.example/b")
