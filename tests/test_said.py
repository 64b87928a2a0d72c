"""The sentences that name an entity, and whose words they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kg.errors import LookupFailed
from kg.lookup import find, unknown
from kg.quoting import LEFT_OUT, QUOTE_LIMIT, allowance
from kg.records import Document, EntityType, KnowledgeGraph, Zone, ZoneKind
from kg.said import Said, said, shared, spellings
from tests.graphs import document, entity, graph, mention, node, on

TALK = (
    "Ada Reed: I like Skua 3. Bo Ek: Skua 3 beats Tern 2! “Skua 3 is slow,” said Cy Orr. We thank our sponsor Skua 3. "
    "Update: Skua 3 is gone."
)


def _zone(text: str, words: str, kind: ZoneKind, label: str = "") -> Zone:
    at = text.index(words)
    return Zone(at, at + len(words), kind, label)


def corpus() -> KnowledgeGraph:
    """Return a talk with speakers, a quotation, an advertisement and a correction, and two plain posts."""
    zones = (
        _zone(TALK, "Ada Reed", ZoneKind.SPEAKER), _zone(TALK, "Ada Reed: I like Skua 3.", ZoneKind.UTTERANCE, "Ada Reed"),
        _zone(TALK, "Bo Ek", ZoneKind.SPEAKER), _zone(TALK, "Bo Ek: Skua 3 beats Tern 2!", ZoneKind.UTTERANCE, "Bo Ek"),
        _zone(TALK, "“Skua 3 is slow,”", ZoneKind.QUOTATION, "Cy Orr"),
        _zone(TALK, "We thank our sponsor Skua 3.", ZoneKind.BOILERPLATE),
        _zone(TALK, "Update: Skua 3 is gone.", ZoneKind.CORRECTION, "2026-01-09"),
    )  # fmt: skip
    talk = document("talk", TALK, zones=zones, authors=("Dee Fox",), published=on(5))
    post = document("post", "Skua 3 costs little.", authors=("Ada Reed",), published=on(7))
    undated = document("undated", "Skua 3 is old.")
    skuas = [mention(talk, "Skua 3", "skua-3", EntityType.MODEL, nth) for nth in range(5)]
    return graph(
        [node(entity("skua-3", "Skua 3", EntityType.MODEL)), node(entity("tern-2", "Tern 2", EntityType.MODEL)),
         node(entity("ada-reed", "Ada Reed", EntityType.PERSON, aliases=("A. Reed",)))],
        documents=[talk, post, undated],
        found=[
            *skuas, mention(talk, "Tern 2", "tern-2", EntityType.MODEL),
            *(mention(d, "Skua 3", "skua-3", EntityType.MODEL) for d in (post, undated)),
        ],
    )  # fmt: skip


def told(found: list[Said]) -> list[tuple[str, str]]:
    """Return the words with who says them."""
    return [(one.quote, ", ".join(one.speakers)) for one in found]


def test_each_sentence_has_whoever_says_it_the_latest_first() -> None:
    """Words of a guest would be the author's, an advertisement an opinion, and last year's news come first."""
    assert told(said(corpus(), ["skua-3"])) == [
        ("Update: Skua 3 is gone.", "Dee Fox"), ("Skua 3 costs little.", "Ada Reed"), ("I like Skua 3.", "Ada Reed"),
        ("Skua 3 beats Tern 2!", "Bo Ek"), ("“Skua 3 is slow,” said Cy Orr.", "Cy Orr"), ("Skua 3 is old.", ""),
    ]  # fmt: skip
    [update, *_] = said(corpus(), ["skua-3"])
    assert update.day == date(2026, 1, 9)
    assert TALK[update.start : update.end] == update.quote


def test_it_can_be_narrowed() -> None:
    """A researcher would have to read everything to find what one person said, or of two models at once."""
    whole = corpus()
    by = spellings(whole, "A. Reed")
    assert told(said(whole, ["skua-3"], by=by)) == [("Skua 3 costs little.", "Ada Reed"), ("I like Skua 3.", "Ada Reed")]
    assert told(said(whole, ["skua-3"], by=spellings(whole, "bo ek"))) == [("Skua 3 beats Tern 2!", "Bo Ek")]
    assert told(said(whole, ["skua-3"], together=["tern-2"])) == [("Skua 3 beats Tern 2!", "Bo Ek")]
    assert told(said(whole, ["tern-2", "skua-3"], since=date(2026, 1, 7), until=date(2026, 1, 8))) == [
        ("Skua 3 costs little.", "Ada Reed")
    ]
    assert said(whole, ["skua-3"], by=spellings(whole, "Nobody")) == []


def test_a_name_without_a_record_is_found_too() -> None:
    """What is new would be asked for in vain: nobody has made a record of it."""
    post = document("post", "Zorblatt Labs is new. We like Zorblatt Labs.")
    twice = [mention(post, "Zorblatt Labs", None, nth=nth, label="Zorblatt Labs") for nth in range(2)]
    whole = graph([], documents=[post], found=twice)
    [cluster] = unknown(whole, "zorblatt labs")
    assert [one.quote for one in said(whole, [cluster])] == ["Zorblatt Labs is new.", "We like Zorblatt Labs."]
    with pytest.raises(LookupFailed, match="is named 2 times, but no record says what it is"):
        find(whole, "Zorblatt Labs")
    assert unknown(whole, "") == unknown(whole, "Zorblatt") == ()


def test_the_order_of_documents_does_not_matter() -> None:
    """Two runs over one corpus would list the same sentences differently."""
    whole = corpus()
    turned = replace(whole, documents=whole.documents[::-1], mentions=whole.mentions[::-1])
    assert said(turned, ["skua-3"]) == said(whole, ["skua-3"])


def test_no_more_is_passed_on_than_may_be_quoted() -> None:
    """The JSON of a question would hand on a whole article, sentence by sentence."""
    text = " ".join(f"Skua 3 did thing number {n} and then some more of it, as it had the day before." for n in range(60))
    long: Document = document("long", text, published=on(1))
    spans = [mention(long, "Skua 3", "skua-3", EntityType.MODEL, nth) for nth in range(60)]
    whole = graph([node(entity("skua-3", "Skua 3", EntityType.MODEL))], documents=[long], found=spans)
    found = said(whole, ["skua-3"])
    assert len(found) == 60
    quoted = [quote for _, quote in shared(found, whole.documents)]
    assert sum(len(quote) for quote in quoted if quote != LEFT_OUT) <= allowance(len(text))
    assert LEFT_OUT in quoted
    assert all(len(quote) <= QUOTE_LIMIT for quote in quoted)
