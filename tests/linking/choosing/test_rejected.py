from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from kg.ids import content_id
from kg.linking import Linker
from kg.linking.listed.successor import successor
from kg.ontology import Corrections, Ontology
from kg.ontology.corrections import WrongLink
from kg.records import Mention
from tests.graphs import document
from tests.review.cases import shipped

TEXT = "OpenAI said no. Anthropic hired people, and Saltglass Labs did. Qwen 97.3 came."


def _corrected(**corrections: object) -> Ontology:
    return replace(shipped(), corrections=Corrections(**corrections))  # type: ignore[arg-type]


def _links(ontology: Ontology, key: str = "a") -> dict[str, Mention]:
    return {m.surface: m for m in Linker(ontology).link(document(key, TEXT))}


@cache
def _untouched() -> dict[str, Mention]:
    return _links(shipped())


def test_a_wrong_link_is_none_any_more() -> None:
    """The program would make the same mistake at each build."""
    assert _untouched()["OpenAI"].entity == "openai"
    wrong = frozenset({WrongLink("openai", "openai")})
    found = _links(_corrected(wrong_links=wrong))
    assert "OpenAI" not in found or found["OpenAI"].entity != "openai"
    assert found["Anthropic"] == _untouched()["Anthropic"]


@pytest.mark.parametrize(("where", "stays"), [("doc-a", False), ("a", False), ("b", True)])
def test_it_may_be_wrong_in_one_document_only(where: str, stays: bool) -> None:
    """A correction for one text would change all others."""
    found = _links(_corrected(wrong_links=frozenset({WrongLink("openai", "openai", where)})))
    assert ("OpenAI" in found and found["OpenAI"].entity == "openai") is stays


def test_an_unseen_version_can_be_ruled_out_and_moved() -> None:
    """What is no version at all would come back under a provisional id."""
    assert _untouched()["Qwen 97.3"].entity == "qwen-97.3"
    out = _links(_corrected(wrong_links=frozenset({WrongLink("qwen 97.3", "qwen-97.3")})))
    assert all(m.entity != "qwen-97.3" for m in out.values())
    moved = _links(_corrected(redirects={"qwen-97.3": "qwen3"}))["Qwen 97.3"]
    assert (moved.entity, moved.provisional) == ("qwen3", False)


def test_an_accepted_unknown_is_linked_whatever_it_is_taken_for() -> None:
    """The review would ask again for what it was told, since the signals still see an unknown."""
    cluster = _untouched()["Saltglass Labs"].cluster
    assert cluster is not None
    found = _links(_corrected(redirects={cluster: "anthropic"}))["Saltglass Labs"]
    assert (found.entity, found.label, found.cluster) == ("anthropic", "Anthropic", None)


def test_a_former_id_is_read_by_the_version_grammar() -> None:
    """An old id with its parts in another order would be lost."""
    assert successor("qwen3.5-instruct-27b", shipped()) == "qwen3.5-27b"
    assert successor(content_id("nil", "Lab", "anthropic"), shipped()) == "anthropic"
    assert successor("x", _corrected(redirects={"x": "openai"})) == "openai"
    for nothing in ("no-such-thing-7", "openai", "Not An Id", ""):
        assert successor(nothing, shipped()) is None
