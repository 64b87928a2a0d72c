"""`kg mentions` without a store: the frame of a source is known there too."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import execute
from tests.sources.copies.texts import prose
from tests.test_pipeline_copies import SPONSOR, feed, letter


def test_the_frame_of_a_feed_is_marked(tmp_path: Path) -> None:
    """Whoever reads the lines of `kg mentions` would count the sponsors; the order of the documents would change."""
    feed(tmp_path, "letter", [letter(day) for day in (3, 1, 2)])
    (tmp_path / "note.txt").write_text(f"{prose(7, 24)}\n\n{SPONSOR}\n", encoding="utf-8")
    done = execute(tmp_path, "mentions", "letter.xml", "note.txt")
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    sponsors = [(row["doc"].rpartition("#")[2], row["zone"]) for row in rows if row["surface"] == "OpenAI"]
    assert sponsors == [("3", "recurring"), ("1", "recurring"), ("2", "recurring"), ("note", None)]
