from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from kg.ontology import Ontology, load
from kg.ontology.lint import counts, lint
from tests.linking.reading import HEADER, write

AMBIGUOUS = "name|ids|how"


@pytest.fixture
def made(tmp_path: Path) -> Ontology:
    """An ontology whose own folder is a small one."""
    write(
        tmp_path / "curated", "labs.tsv", HEADER, "quill-family|ModelFamily|Quill||||unverified",
        "quill-team|Lab|Quill||||registry 1.0", "solo|Lab|Solo||||unverified",
    )  # fmt: skip
    write(tmp_path, "ambiguous.tsv", AMBIGUOUS, "Quill|quill-family;quill-team|the lab where it acts")
    full = load(tmp_path)
    mine = {"quill-family", "quill-team", "solo"}
    return dataclasses.replace(
        full, entities={k: v for k, v in full.entities.items() if k in mine},
        names=tuple(n for n in full.names if n.entity in mine), folder=tmp_path,
    )  # fmt: skip


def test_the_shipped_ontology_has_no_fault() -> None:
    """A shared name would be undeclared, or a file unsorted, in what is shipped."""
    assert lint(load()) == []


def test_a_declared_name_is_no_fault(made: Ontology) -> None:
    """A clean folder would be complained of, and the real faults be lost among them."""
    assert lint(made) == []


def test_an_undeclared_shared_name_is_a_fault(made: Ontology) -> None:
    """A new homonym would come in unseen, and be told apart by chance."""
    write(made.folder, "ambiguous.tsv", AMBIGUOUS)
    (fault,) = lint(made)
    assert "'quill'" in fault
    assert "quill-family, quill-team" in fault


def test_a_declaration_of_other_entities_is_a_fault(made: Ontology) -> None:
    """A third owner of a declared name would come in unseen, or a deleted one stay declared."""
    write(made.folder, "ambiguous.tsv", AMBIGUOUS, "Quill|quill-family;quill-gone|the lab where it acts")
    found = lint(made)
    assert any("shared by quill-family, quill-team" in f for f in found)
    assert any("quill-gone" in f and "no records" in f for f in found)


def test_a_declaration_says_how(made: Ontology) -> None:
    """Nobody would know what tells the two apart."""
    write(made.folder, "ambiguous.tsv", AMBIGUOUS, "Quill|quill-family;quill-team|")
    (fault,) = lint(made)
    assert "ambiguous.tsv:2: does not say how" in fault


def test_an_unsorted_file_is_a_fault(made: Ontology) -> None:
    """Two people's additions would collide at the end of each file."""
    write(made.folder / "curated", "labs.tsv", HEADER, "solo|Lab|Solo||||unverified", "quill-team|Lab|Quill||||unverified")
    assert any("curated/labs.tsv" in f and "'quill-team' stands after 'solo'" in f for f in lint(made))


def test_records_are_counted_by_type_and_source(made: Ontology) -> None:
    """Records without a source would be counted as sourced."""
    assert counts(made) == [("Lab", 2, 1), ("Model", 1, 0)]
