"""examples/batteries: the program in another field, by data alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "batteries"


def kg(folder: Path, *arguments: str) -> str:
    """Return what a command prints; it has to succeed."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "COLUMNS": "200"}
    command = [sys.executable, "-m", "kg", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the example was built."""
    folder = tmp_path_factory.mktemp("batteries")
    kg(folder, "build", str(EXAMPLE / "texts"), "--ontology", str(EXAMPLE), "--json")
    return folder


def asked(folder: Path, query: str) -> list[dict[str, str]]:
    """Return the rows of a query, ids without their namespace."""
    answer = json.loads(kg(folder, "query", query, "--format", "json"))
    return [{k: v["value"].rpartition("/")[2] for k, v in row.items()} for row in answer["results"]["bindings"]]


def test_the_folder_is_clean() -> None:
    """The example would teach what lint refuses."""
    report = json.loads(kg(ROOT, "ontology", "lint", "--ontology", str(EXAMPLE), "--owl", "--json"))
    assert report["faults"] == []
    assert {row["type"]: row["own"] for row in report["types"]} == {
        row["type"]: row["records"] for row in report["types"]
    }  # nothing that is shipped
    assert {"Lab", "Model", "Person", "Policy", "Benchmark", "Dataset", "Organization"} == {r["type"] for r in report["types"]}


def test_names_of_the_field_are_linked(built: Path) -> None:
    """The folder would be read, and nothing of it found."""
    rows = asked(built, "SELECT ?e ?n WHERE { ?e aigo:mentioned true ; aigo:mentionCount ?n }")
    found = {row["e"] for row in rows}
    assert found == {
        "norrvolt", "amberline", "skerry", "harbour-motors", "kestrel-2", "kestrel-2-max", "kestrel-3-mini", "tidewater-3",
        "coldsoak-500", "ilse-marrow", "tomas-reedholm", "cell-passport-act",
    }  # fmt: skip


def test_an_unseen_version_falls_under_its_line(built: Path) -> None:
    """A new cell would be unknown, or stand beside its line instead of under it."""
    rows = asked(built, "SELECT ?p ?above WHERE { aig:kestrel-3-mini ?p ?above . FILTER(STRSTARTS(STR(?p), STR(aigo:known))) }")
    assert {tuple(row.values()) for row in rows} == {
        ("onto#knownMemberOfFamily", "kestrel"), ("onto#knownDevelopedBy", "norrvolt"),
    }  # fmt: skip


def test_a_bird_is_no_line_of_cells(built: Path) -> None:
    """The rule for ordinary words would not reach another field."""
    (row,) = asked(built, "SELECT (COUNT(?m) AS ?n) WHERE { ?m itsrdf:taIdentRef aig:kestrel }")
    assert row["n"] == "0"


def test_relations_hold_shipped_and_own(built: Path) -> None:
    """Either the shipped rules would be lost in another field, or its own not be read."""
    rows = asked(built, "SELECT ?s ?p ?o WHERE { ?st a aigo:Statement ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o }")
    assert {("norrvolt", "onto#supplies", "harbour-motors"), ("kestrel-2-max", "onto#releasedBy", "norrvolt"),
            ("kestrel-2-max", "onto#outperforms", "tidewater-3"), ("tomas-reedholm", "onto#founded", "amberline"),
            ("skerry", "onto#opposes", "cell-passport-act")} <= {(r["s"], r["p"], r["o"]) for r in rows}  # fmt: skip


def test_classes_and_predicates_of_ones_own_reach_the_export(built: Path) -> None:
    """An export would use terms that its own schema does not define, and nobody could check it."""
    (row,) = asked(built, "SELECT ?c WHERE { aig:norrvolt a ?c . FILTER(?c = aigo:CellMaker) }")
    assert row["c"] == "onto#CellMaker"
    schema = (built / "exports" / "schema.ttl").read_text(encoding="utf-8")
    assert "aigo:CellMaker a owl:Class" in schema
    assert "aigo:supplies a owl:ObjectProperty" in schema
    assert "agrees with" in kg(built, "check", "--ontology", str(EXAMPLE))
    assert "Norrvolt" in kg(built, "neighbors", "Harbour Motors", "--relation", "supplies")
