"""What named sources stand for."""

from __future__ import annotations

import glob
from pathlib import Path

import pytest

from kg.records import Failure
from kg.sources.inputs import expand


def names(*sources: str) -> list[str]:
    """Return the sources that are read, in their order."""
    failures: list[Failure] = []
    found = [i.source for i in expand(sources, failures.append)]
    return found or [f.reason for f in failures]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with posts in folders, as the current one."""
    for name in ("a.md", "x/b.md", "x/y/c.md", "x/y/d.txt", ".git/e.md", "x/.hidden.md", "odd[1]/f.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"Text of {name}.")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "pattern", ["**/*.md", "./**/*.md", "x/**/*.md", "x/**", "**", "*/**/*.md", "**/y/**/*.md", "**/**/*.md", "nowhere/**/*.md"]
)
def test_two_stars_match_what_the_standard_library_matches(folder: Path, pattern: str) -> None:
    """A pattern would mean something else here than in a shell."""
    for spelled in (pattern, f"{folder}/{pattern}"):
        expected = sorted({n for n in glob.glob(spelled, recursive=True) if Path(n).is_file()})  # noqa: PTH207
        assert sorted(names(spelled)) == (expected or ["is a pattern that no file matches"])


def test_two_stars_end_where_links_lead_back(folder: Path) -> None:
    """Three links that lead back make more paths than anybody can wait for."""
    for number in range(3):
        (folder / f"x/back{number}").symlink_to(folder, target_is_directory=True)
    assert names("x/**/*.md") == ["x/b.md", "x/y/c.md"]


def test_spellings_of_one_feed_in_a_list(folder: Path) -> None:
    """The addresses that registered readers wrote would be missing files, and the user be told to check a path."""
    outlines = "".join(
        f"<outline xmlUrl='{target}'/>" for target in ("feed:https://a.example/f", "feed://b.example/f", "ftp://c.example/f")
    )
    (folder / "l.opml").write_text(f"<opml><body>{outlines}</body></opml>")
    assert names("l.opml") == ["https://a.example/f", "http://b.example/f", "ftp://c.example/f"]
