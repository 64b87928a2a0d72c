"""`kg ontology lint` at the command line."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import execute
from tests.linking.reading import HEADER, write

FAULTY = ("b|Lab|Quillmere|...|||unverified", "a|Lab|Ternholt|ternholt|||unverified", "c|Lub|Merle Works||||unverified")


def test_every_fault_has_a_line_with_file_and_line(tmp_path: Path) -> None:
    """Somebody would mend one fault, run it again, and be told of the next."""
    write(tmp_path / "mine", "labs.tsv", HEADER, *FAULTY)
    done = execute(tmp_path, "ontology", "lint", "--ontology", "mine")
    assert done.returncode == 1
    lines = done.stderr.splitlines()
    assert [line.split(": ", 2)[1] for line in lines] == [f"mine/labs.tsv:{n}" for n in (2, 3, 3, 4)]
    assert "4 faults" in done.stdout


def test_other_commands_name_every_fault_and_load_nothing(tmp_path: Path) -> None:
    """A build would go on with half of somebody's records, or name three faults of ten."""
    write(tmp_path / "mine", "labs.tsv", HEADER, *(f"Id {n}|Lab|Quillmere {n}||||unverified" for n in range(6)))
    (tmp_path / "a.md").write_text("OpenAI released a model.\n", encoding="utf-8")
    done = execute(tmp_path, "build", "a.md", "--ontology", "mine")
    assert done.returncode == 1
    assert [line.split(": ", 2)[1] for line in done.stderr.splitlines()] == [f"mine/labs.tsv:{n}" for n in range(2, 8)]
    assert not (tmp_path / "exports").exists()


def test_the_same_as_one_object(tmp_path: Path) -> None:
    """A program that watches the ontology would have to read a table."""
    write(tmp_path / "mine", "labs.tsv", HEADER, "quillmere|Lab|Quillmere||||unverified")
    done = execute(tmp_path, "ontology", "lint", "--ontology", "mine", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    (labs,) = [row for row in told["types"] if row["type"] == "Lab"]
    assert labs["own"] == 1
    assert labs["records"] == labs["curated"] + labs["generated"] + labs["own"]
    assert 0 < labs["sourced"] < labs["records"]
    assert {"name", "id", "rule"} == set(told["ordinary_words"][0])
    write(tmp_path / "mine", "labs.tsv", HEADER, *FAULTY)
    done = execute(tmp_path, "ontology", "lint", "--ontology", "mine", "--json")
    assert done.returncode == 1
    assert len(json.loads(done.stdout)["faults"]) == 4
