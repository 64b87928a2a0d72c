"""What keeps Spark from starting is said in one line, and what a worker raised is found in what Spark says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kg.errors import EngineError
from kg.spark.session import cause, check_java, is_here, processors_of

PYTHON_RAISED = """An exception was thrown from the Python worker. Please see the stack trace below.
Traceback (most recent call last):
  File "kg/spark/analysing.py", line 70, in __call__
    examiner = _examiner(self)
kg.errors.OntologyError: the ontology has 1 fault(s): relations.toml: rule 1 has no id

  SQLSTATE: 39000
"""


def java(folder: Path, says: str) -> Path:
    """Write a program that is called java and tells its version, and return its home."""
    (folder / "bin").mkdir(parents=True)
    program = folder / "bin" / "java"
    program.write_text(f"#!/bin/sh\necho '{says}' >&2\n", encoding="utf-8")
    program.chmod(0o755)
    return folder


def test_no_java(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Somebody who installed the extra would see Java's absence as a stack of Python."""
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineError, match="needs Java 17 or later, and there is none here: install it"):
        check_java()
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "gone"))
    with pytest.raises(EngineError, match="JAVA_HOME"):
        check_java()


@pytest.mark.parametrize("says", ['openjdk version "11.0.2" 2019-01-15', 'java version "1.8.0_392"', "what?"])
def test_an_old_java(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, says: str) -> None:
    """Spark would end in a class that has no such version."""
    monkeypatch.setenv("JAVA_HOME", str(java(tmp_path, says)))
    with pytest.raises(EngineError, match="needs Java 17"):
        check_java()


@pytest.mark.parametrize("says", ['openjdk version "17.0.15" 2025-04-15', 'openjdk version "21" 2023-09-19'])
def test_a_java_that_will_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, says: str) -> None:
    """A good Java would be refused."""
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", f"{java(tmp_path, says) / 'bin'}{os.pathsep}{os.environ['PATH']}")
    check_java()


@pytest.mark.parametrize(
    ("master", "here", "processors"),
    [
        ("local", True, 1), ("local[4]", True, 4), ("local[*]", True, 0), ("local[2,4]", True, 2),
        ("local-cluster[3,2,1024]", True, 6), ("spark://head:7077", False, 0), ("yarn", False, 0),
    ],
)  # fmt: skip
def test_masters(master: str, here: bool, processors: int) -> None:
    """A job on one machine would make two hundred files of a few rows, one on a cluster would listen to itself only."""
    assert (is_here(master), processors_of(master)) == (here, processors)


def test_the_cause_is_what_the_worker_raised() -> None:
    """A user would be told of Java's stages and not of the line in the ontology."""
    assert cause(RuntimeError(PYTHON_RAISED)) == (
        "kg.errors.OntologyError: the ontology has 1 fault(s): relations.toml: rule 1 has no id"
    )
    assert (
        cause(RuntimeError("[PATH_NOT_FOUND] there is nothing at s3://x\nmore")) == "[PATH_NOT_FOUND] there is nothing at s3://x"
    )
    assert cause(RuntimeError()) == "RuntimeError"
