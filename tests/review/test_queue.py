from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given, settings

from kg.ontology import Corrections
from kg.records import EntityType
from kg.review.items import Item
from kg.review.queue import queue
from tests.graphs import document, graph, node
from tests.review.cases import hostile, review_graph, shipped, unknown


def _by_key() -> dict[str, Item]:
    return {item.key: item for item in queue(review_graph(), shipped())}


def test_each_kind_of_doubt_is_asked_once_and_chance_finds_are_not() -> None:
    """A person would not be asked what the program cannot know, or would drown in names that stand once."""
    assert set(_by_key()) == {
        "name saltglass labs", "version qwen-97", "handle saltglass", "link cursor -> cursor-company", "tie qwen",
        "claim openai acquired anthropic",
    }  # fmt: skip


def test_a_name_is_one_item_over_documents_and_types() -> None:
    """The same lab would be asked about once a document, or once for each type that it was taken for."""
    item = _by_key()["name saltglass labs"]
    assert (item.documents, item.sources, item.company) == (2, 2, 2)
    assert item.type == "Lab 1, Organization 1"
    assert len(item.proposal.former) == 1  # the hand-made clusters do not hold the type
    assert [q.day for q in item.quotes] == ["2026-01-01", "2026-01-03"]
    assert item.quotes[0].text == "Saltglass Labs and Anthropic agree."


def test_an_unseen_version_is_proposed_under_its_family() -> None:
    """Whoever accepts it would have to look up where it belongs."""
    item = _by_key()["version qwen-97"]
    assert item.proposal.facts == (("member_of_family", "qwen-family"),)
    assert item.near[0].id == "qwen-family"


def test_more_sources_come_first_whatever_the_order_of_the_graph() -> None:
    """The queue would be another one each time, and what matters would stand at its end."""
    made = review_graph()
    first = queue(made, shipped())
    assert first[0].key == "name saltglass labs"
    shuffled = list(made.mentions)
    random.Random(3).shuffle(shuffled)
    in_order = tuple(sorted(shuffled, key=lambda m: (m.document, m.start)))
    assert queue(replace(made, mentions=in_order, nodes=made.nodes[::-1], documents=made.documents[::-1]), shipped()) == first


def test_what_is_settled_is_not_asked_again() -> None:
    """`never` would be for one day."""
    settled = Corrections(settled=frozenset({"name saltglass labs", "tie qwen"}))
    keys = {item.key for item in queue(review_graph(), replace(shipped(), corrections=settled))}
    assert "name saltglass labs" not in keys
    assert "tie qwen" not in keys
    assert "version qwen-97" in keys


@given(hostile)
@settings(max_examples=40, deadline=None)
def test_hostile_names_make_items_that_a_table_can_hold(name: str) -> None:
    """One page with a line break in a name would spoil the file of decisions."""
    docs = [document(key, f"{name} said. OpenAI too.") for key in "ab"]
    found = [unknown(d, name, EntityType.PERSON) for d in docs]
    for item in queue(graph([node(shipped().entities["openai"])], documents=docs, found=found), shipped(), ("name", "handle")):
        assert not set(item.key + item.proposal.label + item.proposal.id) & set("\t\n\r|")
        (item.key + item.title).encode()
