from __future__ import annotations

import pytest

from kg.review.answers import Answer, Check, answer_to
from kg.review.items import Item
from kg.review.queue import queue
from tests.review.cases import review_graph, shipped

NEW = Answer("name a", "new", id="a-lab", class_id="Lab", label="A Lab")


def _item(key: str) -> Item:
    return next(item for item in queue(review_graph(), shipped()) if item.key == key)


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (Answer("nonsense", "new"), "begins with"),
        (Answer("name a", "delete"), "no decision about a name"),
        (Answer("claim a b c", "new"), "no decision about a claim"),
        (Answer("name a", "new", id="openai", class_id="Lab", label="A"), "taken by OpenAI"),
        (Answer("name a", "new", id="a b", class_id="Lab", label="A"), "no slug"),
        (Answer("name a", "new", id="a", class_id="Agent", label="A"), "not one that entities can have"),
        (Answer("name a", "new", id="a", class_id="Lab"), "no label"),
        (Answer("name a", "new", id="a", class_id="Lab", label="--"), "no letter"),
        (Answer("name a", "new", id="a", class_id="Model", label="A", facts=(("developed_by", "opnai"),)), "openai (OpenAI)"),
        (Answer("name a", "alias", target="anthropc", label="A"), "did you mean anthropic"),
        (Answer("name a", "alias", label="A"), "whose name it is"),
        (Answer("tie qwen", "wrong-link"), "what it is not"),
        (Answer("claim a b", "wrong-claim"), "no claim"),
        (Answer("link x -> openai", "wrong-link", document="nowhere"), "no document"),
    ],
)  # fmt: skip
def test_what_cannot_hold_is_refused_with_a_reason(answer: Answer, fault: str) -> None:
    """The mistake would come out at the next build, as a fault of a file that the user did not write."""
    decision, wrong = Check(shipped(), documents={"somewhere"}).decide(answer)
    assert decision is None
    assert any(fault in what for what in wrong), wrong


def test_skipping_decides_nothing() -> None:
    """An unread block would settle something."""
    assert Check(shipped()).decide(Answer("name a")) == (None, [])


def test_proposals_hold_as_they_are() -> None:
    """Who agrees with what is suggested would be told that it is wrong."""
    for key in ("name saltglass labs", "version qwen-97", "handle saltglass"):
        decision, wrong = Check(shipped()).decide(answer_to(_item(key), "new"))
        assert decision is not None, wrong
    decision, _ = Check(shipped()).decide(answer_to(_item("link cursor -> cursor-company"), "wrong-link"))
    assert decision is not None
    assert (decision.entity, decision.names) == ("cursor-company", ("cursor",))


def test_an_entity_may_be_named_by_a_name_that_only_it_has() -> None:
    """People would have to know the ids by heart."""
    decision, _ = Check(shipped()).decide(Answer("name a", "alias", target="Open AI", label="A"))
    assert decision is not None
    assert decision.entity == "openai"


def test_what_was_decided_before_holds_still() -> None:
    """Applying one file twice would fail on the ids that the first time made."""
    first, _ = Check(shipped()).decide(NEW)
    assert first is not None
    known = shipped()
    taken = type(known)(
        known.schema, {**known.entities, "a-lab": known.entities["openai"]}, known.names, known.folder, known.fingerprint
    )
    assert Check(taken).decide(NEW)[0] is None
    assert Check(taken, [first]).decide(NEW) == (first, [])


def test_ids_made_beside_it_may_be_used() -> None:
    """A lab and its model could not be accepted in one go."""
    model = Answer("name b", "new", id="b", class_id="Model", label="B", facts=(("developed_by", "a-lab"),))
    assert Check(shipped()).decide(model)[0] is None
    assert Check(shipped(), coming=["a-lab"]).decide(model)[0] is not None
