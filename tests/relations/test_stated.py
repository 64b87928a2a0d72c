"""Sentences of every shape: what they state, how, and what they leave unsaid."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.relations import Extractor
from tests.relations.marked import STATED, found, key

LINES = [
    line for line in (Path(__file__).parent / "stated.txt").read_text(encoding="utf-8").splitlines()
    if line.strip() and not line.startswith("#")
]  # fmt: skip


@pytest.mark.parametrize("line", LINES, ids=lambda line: line[:70])
def test_exactly_what_is_stated_is_found(line: str, extractor: Extractor) -> None:
    """Subject, predicate, object, polarity and modality are right, and nothing else is found."""
    marked, _, stated = line.partition("=>")
    expected = {}
    for statement in filter(str.strip, stated.split(" ; ")):
        parts = STATED.fullmatch(statement.strip())
        assert parts is not None, statement
        expected[key(parts["subject"], parts["predicate"], parts["object"])] = (parts["polarity"], parts["modality"])
        if parts["holder"]:
            assert parts["holder"] in {e.holder for e in found(extractor, marked)}
    evidence = found(extractor, marked)
    assert {key(e.subject_label, e.predicate, e.object_label): (e.polarity, e.modality) for e in evidence} == expected
