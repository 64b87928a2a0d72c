"""A folder of hostile files with three good ones among them, through the reader and through a whole build."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from kg.store import read_snapshot
from tests.hostile import feeds, texts
from tests.hostile.case import Case

CASES: Final[Mapping[str, Case]] = {**feeds.FILES, **texts.FILES}
#: What stands beside them and must not be lost: three texts that share nothing.
GOOD: Final[Mapping[str, str]] = {
    "good-one.md": "# A quiet week\n\nGoogle released Gemma 4 under Apache 2.0, and the desk tried it on old tax forms.\n",
    "good-three.txt": "Notes from the harbour\n\nThe pilots compared Claude Opus 4.6 with GPT-5.4 on tide tables.\n",
    "good-two.html": "<title>Two</title><article><h1>Two</h1><p>Mistral AI published a small model for bakers.</p></article>",
}
#: CPU seconds that reading one file may take, and megabytes that it may add, with room for a slow machine.
MOST_SECONDS: Final = 20
MOST_MEGABYTES: Final = 400


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with every case and the good files."""
    made = tmp_path_factory.mktemp("hostile")
    for name, case in CASES.items():
        (made / name).write_bytes(case.make())
    for name, text in GOOD.items():
        (made / name).write_text(text, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def came_of_it(folder: Path) -> dict[str, dict[str, Any]]:
    """Return what reading each file gave, in a process that may take five minutes for all of them."""
    command = [sys.executable, "-m", "tests.hostile.reading", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    last = lines[-1]["name"] if lines else "nothing"
    assert done.returncode == 0, f"reading broke after {last}: {done.stderr[-500:]}"
    before = 0
    for line in lines:
        line["added_mb"], before = line["peak_mb"] - before, line["peak_mb"]
    return {line["name"]: line for line in lines}


def test_there_are_sixty_cases() -> None:
    """The corpus would have shrunk below what was promised."""
    assert len(CASES) >= 60


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_file_is_read_or_named(name: str, came_of_it: dict[str, dict[str, Any]]) -> None:
    """A hostile file would vanish without a word, take good entries with it, or read files of this machine."""
    line, case = came_of_it[name], CASES[name]
    assert line["documents"] >= case.documents, line
    assert not line["leaked"]
    if case.told:
        assert line["failures"]
        assert all(source.endswith(name) or name in source or reason for source, reason in line["failures"])


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_file_costs_little(name: str, came_of_it: dict[str, dict[str, Any]]) -> None:
    """One file would stop the reading of fifty feeds, or fill the memory."""
    line = came_of_it[name]
    assert line["seconds"] < MOST_SECONDS
    if name != min(came_of_it):  # the first file pays for what is loaded
        assert line["added_mb"] < MOST_MEGABYTES


def test_a_build_goes_on_and_names_what_was_lost(folder: Path, tmp_path: Path) -> None:
    """One hostile file among fifty sources would cost the day's build, or be lost without anybody hearing of it."""
    store = tmp_path / "kg.duckdb"
    command = [sys.executable, "-m", "kg", "build", str(folder), "--store", str(store), "--out", str(tmp_path / "out"), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr[-1000:]
    assert "Traceback" not in done.stderr
    built = json.loads(done.stdout)
    named = " ".join(f["source"] for f in built["failures"])
    unnamed = [name for name, case in CASES.items() if case.told and name not in named]
    assert not unnamed
    graph = read_snapshot(store)
    for text in GOOD.values():
        words = text.split("\n\n")[-1].split("<p>")[-1].split("</p>")[0].strip()
        assert any(words in document.text for document in graph.documents), words
    assert {"gemma-4", "mistral-ai"} <= {node.entity.id for node in graph.nodes}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    """A pipe without a writer would hang the build, a device would never end, a link to itself would be an error of ours."""
    os.mkfifo(tmp_path / "pipe.xml")
    (tmp_path / "loop.xml").symlink_to(tmp_path / "loop.xml")
    (tmp_path / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "line\nbreak\x1b[31m.md").write_text("# A note\n\nMistral AI published a model.\n", encoding="utf-8")
    odd = os.fsdecode(b"not-utf-8-\xff.md")
    (tmp_path / odd).write_text("# Another note\n\nGoogle released Gemma 4 in spring.\n", encoding="utf-8")
    sources = [str(tmp_path), str(tmp_path / "pipe.xml"), str(tmp_path / "loop.xml"), "/dev/zero"]
    command = [sys.executable, "-m", "kg", "mentions", *sources]
    done = subprocess.run(command, capture_output=True, timeout=120, check=False)
    stderr = done.stderr.decode()
    assert done.returncode == 0, stderr
    for name in ("pipe.xml", "loop.xml", "/dev/zero"):
        assert name in stderr
    assert "\x1b" not in stderr
    assert {"Mistral AI", "Gemma 4"} <= {json.loads(line)["label"] for line in done.stdout.splitlines()}
