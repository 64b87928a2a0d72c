from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import OntologyError
from kg.linking.ground import signals
from kg.linking.ground.signals import KIND_OF, KINDS, WORD, likelier, softmax
from kg.ontology import Ontology
from kg.records import EntityType


@given(st.lists(st.floats(-800, 800), min_size=1, max_size=9))
def test_confidences_are_probabilities(scores: list[float]) -> None:
    """A confidence would be above 1, or a large weight would overflow."""
    found = softmax(scores)
    assert math.isclose(sum(found), 1)
    assert all(0 <= p <= 1 for p in found)
    assert found[scores.index(max(scores))] == max(found)


@given(st.floats(-800, 800), st.floats(-800, 800))
def test_of_two_scores_the_first_is_as_likely_as_among_many(score: float, other: float) -> None:
    """A name with one reading would be judged otherwise than one with two."""
    assert likelier(score, other) == softmax([score, other])[0]


def test_every_type_has_a_kind() -> None:
    """A reading of some type would have no weight at all."""
    assert set(KIND_OF) == set(EntityType)
    assert {*KIND_OF.values(), WORD} == set(KINDS)


def test_every_shipped_signal_has_weights_for_every_kind(shipped: Ontology) -> None:
    """A signal would be seen and count for nothing."""
    found = signals.load(shipped.folder / "linking")
    for name, _ in (*found.before, *found.after):
        assert set(KINDS) <= set(found.weights[name]), name


def test_a_signal_looks_no_further_than_its_sentence(shipped: Ontology) -> None:
    """What the sentence before does would be laid at the door of this one's subject."""
    found = signals.load(shipped.folder / "linking")
    folded = "veloria hired twelve people"
    alone = found.around(folded, 0, 7, 0, len(folded))
    assert alone
    assert found.around(folded, 0, 7, 0, 7) == []


def test_a_score_is_the_sum_of_its_weights(shipped: Ontology) -> None:
    """The reason printed with a mention would not be why it was chosen."""
    found = signals.load(shipped.folder / "linking")
    first, second = sorted(found.weights)[:2]
    total = found.weights[first]["lab"] + found.weights[second]["lab"]
    assert found.score("lab", [first, second]) == pytest.approx(total)
    assert found.score("lab", ["no such signal"]) == 0


def test_faults_of_both_files_are_told_at_once(tmp_path: Path) -> None:
    """A typo in a pattern would give a traceback, and hide the next one."""
    (tmp_path / "signals.toml").write_text(
        '[[signal]]\nname = "open"\nside = "before"\npatterns = ["("]\n'
        '[[signal]]\nname = "bare"\nside = "after"\npatterns = ["x"]\n'
    )
    header = "signal\t" + "\t".join(KINDS)
    (tmp_path / "weights.tsv").write_text(f"{header}\nopen\t1\n")
    (tmp_path / "new_names.tsv").write_text(f"{header}\n")
    with pytest.raises(OntologyError) as caught:
        signals.load(tmp_path)
    text = "\n".join(caught.value.faults)
    assert "signals.toml: open" in text
    assert "weights.tsv:2" in text
    assert "'bare'" in text
