from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import ExportError, OntologyError
from kg.ontology import load
from kg.review import folder as own
from kg.review.promotion import promote
from tests.ontology.test_decisions import ALIAS, ALL, LAB, LINK, VERSION


def test_the_same_decision_is_written_once(tmp_path: Path) -> None:
    """The log would grow with each time that a file is applied."""
    mine = tmp_path / "mine"
    assert own.add(mine, ALL) == list(ALL)
    before = (mine / "decisions.tsv").read_bytes()
    assert own.add(mine, ALL) == []
    assert (mine / "decisions.tsv").read_bytes() == before
    assert [d for _, d in own.decided(mine)] == list(ALL)


def test_a_file_that_somebody_edited_is_kept_as_it_is(tmp_path: Path) -> None:
    """A last line without its end would be joined to the next decision, and edits would be lost."""
    own.add(tmp_path, [LAB])
    path = tmp_path / "decisions.tsv"
    edited = path.read_text(encoding="utf-8").replace("Saltglass Labs", "Saltglass Laboratory").rstrip("\n")
    path.write_text(edited, encoding="utf-8")
    own.add(tmp_path, [ALIAS])
    assert [(d.action, d.label) for _, d in own.decided(tmp_path)] == [("new", "Saltglass Laboratory"), ("alias", "")]


def test_a_faulty_log_is_not_added_to(tmp_path: Path) -> None:
    """Decisions would be written behind a fault that hides them."""
    own.add(tmp_path, [LAB])
    with (tmp_path / "decisions.tsv").open("a", encoding="utf-8") as file:
        file.write("nonsense\tname a\n")
    with pytest.raises(OntologyError, match="unknown action"):
        own.add(tmp_path, [ALIAS])


def test_a_decision_taken_out_takes_its_records_with_it(tmp_path: Path) -> None:
    """What was taken back would stay in the clean records."""
    own.add(tmp_path, [LAB, LINK])
    own.write_out(tmp_path, load(tmp_path))
    assert {p.name for p in (tmp_path / "reviewed").iterdir()} == {"labs.tsv", "redirects.tsv", "wrong_links.tsv"}
    own.remove(tmp_path, {2})
    own.write_out(tmp_path, load(tmp_path))
    assert {p.name for p in (tmp_path / "reviewed").iterdir()} == {"wrong_links.tsv"}


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    """The user would get a trace."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ExportError, match="cannot be written"):
        own.add(tmp_path / "file" / "mine", [LAB])


def test_promotion_is_a_diff_that_the_curated_layer_takes(tmp_path: Path) -> None:
    """Accepted records would have to be copied by hand, or what is wrong in one corpus would be wrong for all."""
    mine, shipped = tmp_path / "mine", tmp_path / "ontology"
    (shipped / "curated").mkdir(parents=True)
    head = "id\tclass\tlabel\taliases\thidden\tcontext\tsource"
    labs = f"{head}\tcountry\nanthropic\tLab\tAnthropic\t\t\t\tunverified\t\nopenai\tLab\tOpenAI\tOAI\t\t\tunverified\t\n"
    (shipped / "curated" / "labs.tsv").write_text(labs, encoding="utf-8")
    (shipped / "curated" / "models.tsv").write_text(f"{head}\tdeveloped_by\n", encoding="utf-8")
    own.add(mine, ALL)
    tables = own.tables(mine, load(mine))
    made = promote(tables, shipped)
    after = {path.name: text for path, (_, text) in made.files.items()}
    assert after["labs.tsv"].split("\n")[1:] == [
        "anthropic\tLab\tAnthropic\t\t\t\tunverified\t",
        "openai\tLab\tOpenAI\tOAI | Open Intelligence\t\t\tunverified\t",
        "saltglass-labs\tLab\tSaltglass Labs\tSaltglass\tsaltglasslabs\t\tunverified\t",
        "",
    ]
    assert after["redirects.tsv"] == "old\tnew\nnil-1\tsaltglass-labs\nnil-2\topenai\nnil-3\tsaltglass-labs\n"
    assert "+saltglass-labs" in made.diff()
    assert made.diff().startswith("--- a/ontology/curated/labs.tsv\n+++ b/ontology/curated/labs.tsv\n")
    # Nothing of the version: its file has no such column, and half a record would be wrong.
    assert any("member_of_family" in fault for fault in made.faults)
    promoted = {d for line, d in own.decided(mine) if line in made.lines}
    assert promoted == set(ALL[:3])
    assert VERSION not in promoted
