"""The options of the engine for many machines: what does not fit together is one line, and nothing is begun."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import execute
from tests.cli.test_errors import is_one_line


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--master", "local[2]"], "add --engine spark"),
        (["--tables-only"], "add --engine spark"),
        (["--engine", "spark", "--jobs", "2"], "leave them out"),
        (["--engine", "spark", "--spark-conf", "memory=4g"], "spark.executor.memory=4g"),
        (["--engine", "spark", "--spark-conf", "spark.executor.memory"], "spark.executor.memory=4g"),
        (["--engine", "spark", "--tables", "s3://bucket/x"], "--tables-only"),
    ],
    ids=["master alone", "tables alone", "jobs", "no setting", "no value", "store from elsewhere"],
)
def test_options_that_do_not_fit(tmp_path: Path, options: list[str], says: str) -> None:
    """A job would start with half of what was asked for, or end an hour later."""
    stub(tmp_path)
    done = execute(tmp_path, "build", *options, PYTHONPATH=str(tmp_path / "stubs"))
    assert done.returncode == 1
    assert is_one_line(done.stderr), done.stderr
    assert says in done.stderr
    assert not (tmp_path / "kg.duckdb").exists()


def stub(folder: Path) -> None:
    """Put empty packages where those of the extra may be missing; nothing here gets as far as using them."""
    for name in ("pyspark", "pandas"):
        (folder / "stubs" / name).mkdir(parents=True)
        (folder / "stubs" / name / "__init__.py").write_text("", encoding="utf-8")


def test_a_store_that_is_there(tmp_path: Path) -> None:
    """A store of years would be mixed with what a job made, or lost."""
    stub(tmp_path)
    (tmp_path / "kg.duckdb").write_text("mine", encoding="utf-8")
    done = execute(tmp_path, "build", "--engine", "spark", PYTHONPATH=str(tmp_path / "stubs"))
    assert done.returncode == 1
    assert is_one_line(done.stderr), done.stderr
    assert "kg.duckdb: is there already" in done.stderr
    assert (tmp_path / "kg.duckdb").read_text(encoding="utf-8") == "mine"


def test_nothing_to_read_starts_nothing(tmp_path: Path) -> None:
    """A slip in a path would cost the start of a cluster."""
    stub(tmp_path)
    for more in ([], ["--tables-only"]):
        done = execute(tmp_path, "build", "missing.jsonl", "--engine", "spark", *more, PYTHONPATH=str(tmp_path / "stubs"))
        assert done.returncode == 1
        assert "missing.jsonl: does not exist" in done.stderr
        assert "nothing was built" in done.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["stubs"]
    told = execute(tmp_path, "build", "gone", "--engine", "spark", "--tables-only", "--json", PYTHONPATH=str(tmp_path / "stubs"))
    assert json.loads(told.stdout)["failures"][0]["source"] == "gone"


def test_a_folder_with_something_else_in_it(tmp_path: Path) -> None:
    """A typing mistake would fill a folder of somebody's with tables."""
    stub(tmp_path)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("x", encoding="utf-8")
    (tmp_path / "a.jsonl").write_text('{"text": "x"}\n', encoding="utf-8")
    done = execute(tmp_path, "build", "a.jsonl", "--engine", "spark", "--tables", "mine", PYTHONPATH=str(tmp_path / "stubs"))
    assert done.returncode == 1
    assert "mine: is a folder with something else in it" in done.stderr
    assert [p.name for p in (tmp_path / "mine").iterdir()] == ["letter.txt"]
