"""`kg new` and `kg report`: the same days, the same findings, in the format that was asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run, execute

DAYS = ("--since", "2020-01-01", "--until", "2030-01-01")


def test_the_json_of_both_is_one_object(quick: Run, tmp_path: Path) -> None:
    """A script that reads one would have to learn the other."""
    news = quick("new", *DAYS, "--json").stdout
    assert quick("report", *DAYS, "--json").stdout == news
    assert quick("report", *DAYS, "--format", "json").stdout == news
    quick("report", *DAYS, "--out", str(tmp_path / "a.JSON"))
    assert (tmp_path / "a.JSON").read_text(encoding="utf-8") == news
    found = json.loads(news)
    assert found["claims"]
    assert all(found["counts"][kind] >= len(found[kind]) for kind in ("entities", "claims", "rising", "contested"))


def test_the_ending_says_the_format(quick: Run, tmp_path: Path) -> None:
    """A page would hold Markdown, or a file of a kind that nobody can open would be written without a word."""
    for name, begins in (("a.md", "# AI mentions"), ("a.html", "<!doctype html>"), ("a.htm", "<!doctype html>"), ("a.json", "{")):
        assert quick("report", *DAYS, "--out", str(tmp_path / name)).stdout.strip() == str(tmp_path / name)
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)
    assert quick("report", *DAYS, "--format", "html", "--out", str(tmp_path / "a")).returncode == 0
    for wrong in ("report.pdf", "report"):
        done = quick("report", *DAYS, "--out", str(tmp_path / wrong))
        assert (done.returncode, done.stdout) == (1, "")
        assert "its ending says no format; let it end in .md, .html or .json" in done.stderr
        assert not (tmp_path / wrong).exists()
    assert "leave one out" in quick("report", "--json", "--format", "md").stderr


def test_a_watch_list_narrows_both(quick: Run, tmp_path: Path) -> None:
    """A reader of three labs would get the report on all of them."""
    watch = tmp_path / "labs.txt"
    watch.write_text("Mistral AI  # one of them\n\nno such lab anywhere\n", encoding="utf-8")
    all_, some = (json.loads(quick("report", *DAYS, "--json", *more).stdout) for more in ((), ("--watch", str(watch))))
    assert 0 < some["counts"]["claims"] < all_["counts"]["claims"]
    assert all("mistral-ai" in (c["subject"], c["object"]) for c in some["claims"])
    assert len(some["unknown"]) == 1
    assert "no such lab" in some["unknown"][0]
    assert json.loads(quick("new", *DAYS, "--json", "--watch", str(watch)).stdout) == some


@pytest.mark.parametrize("command", ["new", "report"])
def test_a_store_without_dates_says_what_to_do(command: str, tmp_path: Path) -> None:
    """The user would know that something is missing, and not what."""
    (tmp_path / "note.txt").write_text("Mistral AI released Mistral Large.", encoding="utf-8")
    assert execute(tmp_path, "build", "note.txt").returncode == 0
    done = execute(tmp_path, command)
    assert (done.returncode, done.stdout) == (1, "")
    assert "front matter" in done.stderr
    (tmp_path / "note.md").write_text("---\ndate: 2026-03-31\n---\n\nMistral AI released Mistral Large 2.\n", encoding="utf-8")
    assert execute(tmp_path, "build", "note.md").returncode == 0
    assert "2026-03-31" in execute(tmp_path, command).stdout
