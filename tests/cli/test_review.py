"""`kg ontology review` as a user runs it: decide, build, and what follows everywhere."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kg.cli import app
from kg.store import read_snapshot
from tests.cli.conftest import KG

LETTER = """# Notes from the quay

Wren Okafor writes: Saltglass Labs released Qwen 97.3 27B on Monday. Saltglass Labs also advises Anthropic on evaluations.

Nobody at Saltglass Labs would say when the next one comes.
"""
COLUMN = """# What the harbour says

Mistral AI was acquired by Saltglass Labs. Qwen 97.3 27B competes with DeepSeek V3, says Noor Castellane.
"""


@dataclass(frozen=True)
class Desk:
    """A folder with two texts, where everything is run."""

    folder: Path

    def run(self, *args: str, code: int = 0) -> Result:
        """Return what a command did, in this process."""
        done = CliRunner().invoke(app, list(args), env={"COLUMNS": "80", "NO_COLOR": "1"})
        if done.exception and not isinstance(done.exception, SystemExit) and code == 0:
            raise done.exception
        assert (done.exit_code != 0) == bool(code), done.output
        return done

    def edit(self, **decisions: str) -> None:
        """Change the decisions of queue.txt: ``kind_about`` of the item, spaces as underscores, to the new lines."""
        text = (self.folder / "queue.txt").read_text(encoding="utf-8")
        for item, lines in decisions.items():
            block = re.search(rf"(?m)^item +{item.replace('_', ' ')}\n(?:.+\n)+", text)
            assert block is not None, (item, text)
            changed = block.group()
            for line in lines.split("\n"):
                changed = re.sub(rf"(?m)^{line.split(' ')[0]}\b.*$", line, changed)
            text = text.replace(block.group(), changed)
        (self.folder / "queue.txt").write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Return a desk whose two texts are built once, before anything is decided."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "texts").mkdir()
    (folder / "texts" / "letter.md").write_text(LETTER, encoding="utf-8")
    (folder / "texts" / "column.md").write_text(COLUMN, encoding="utf-8")
    desk = Desk(folder)
    here = Path.cwd()
    os.chdir(folder)
    try:
        desk.run("build", "texts")
        yield desk
    finally:
        os.chdir(here)


def test_what_is_accepted_links_and_its_former_ids_redirect(built: Desk) -> None:
    """The review would be a list of wishes: nothing decided in it would reach the graph, or a rebuild would lose it."""
    before = read_snapshot(built.folder / "kg.duckdb")
    [cluster] = {m.cluster for m in before.mentions if m.surface == "Saltglass Labs"}
    [provisional] = {m.entity for m in before.mentions if m.provisional}
    assert cluster is not None
    assert provisional == "qwen-97.3-27b"
    claim = next(c for c in before.claims if {c.subject, c.object} & {"mistral-ai", "deepseek-v3"})

    built.run("ontology", "review", "--export", "queue.txt")
    built.edit(
        name_saltglass_labs="decision  new\nfacts country=Saltmarsh",
        **{"version_qwen-97.3-27b": "decision  new\nid qwen97.3-27b"},
    )
    assert "2 decisions written" in built.run("ontology", "review", "--apply", "queue.txt").output
    log = (built.folder / "ontology.d" / "decisions.tsv").read_bytes()
    assert (
        "no new decision, nothing written; 2 decisions stood there already"
        in built.run("ontology", "review", "--apply", "queue.txt").output
    )
    assert (built.folder / "ontology.d" / "decisions.tsv").read_bytes() == log

    with (built.folder / "ontology.d" / "decisions.tsv").open("a", encoding="utf-8") as file:
        file.write(f"wrong-claim\tclaim {claim.subject} {claim.predicate} {claim.object}\n")
    table = json.loads(built.run("build", "texts", "--json").output)
    after = read_snapshot(built.folder / "kg.duckdb")
    linked = {m.surface: m.entity for m in after.mentions}
    assert linked["Saltglass Labs"] == "saltglass-labs"
    assert linked["Qwen 97.3 27B"] == "qwen97.3-27b"
    assert table["provisional"] == 0
    assert table["rejected"] == 1
    assert claim.id not in {c.id for c in after.claims}

    for old, new in ((cluster, "saltglass-labs"), (provisional, "qwen97.3-27b")):
        assert json.loads(built.run("show", old, "--json").output)["id"] == new
        assert built.run("neighbors", old, "--format", "csv").output == built.run("neighbors", new, "--format", "csv").output
        rdf = f"SELECT ?new WHERE {{ aig:{old} dcterms:isReplacedBy ?new ; owl:deprecated true }}"
        assert new in built.run("query", rdf).output
    assert cluster not in (built.folder / "exports" / "graph.graphml").read_text(encoding="utf-8")
    assert json.loads(built.run("show", "qwen-27b-97.3", "--json").output)["id"] == "qwen97.3-27b"  # by the version grammar
    built.run("check")

    built.run("build", "texts", "--store", "again.duckdb", "--out", "again")
    for path in sorted(p for p in (built.folder / "exports").rglob("*") if p.is_file() and p.name != "provenance.ttl"):
        assert path.read_bytes() == (built.folder / "again" / path.relative_to(built.folder / "exports")).read_bytes(), path.name


def test_all_faults_of_a_file_are_said_at_once_and_nothing_is_taken_in(built: Desk) -> None:
    """A typo would cost one run each, or half a file would be taken in."""
    text = """\
item      name a lab
decision  new
id        A Lab!
class     Laboratory
label     A Lab
facts     developed_by=antropic

item      name another
decision  alias antropic

item      name a third
decision  delete

item      link x -> openai
decision  wrong-link in nowhere-to-be-found

item      name good
decision  new
id        good-lab
class     Lab
label     Good Lab
colour    green
"""
    Path("faulty.txt").write_text(text, encoding="utf-8")
    done = built.run("ontology", "review", "--ontology", "mine", "--apply", "faulty.txt", code=1)
    for expected in (
        "faulty.txt:2: the id 'A Lab!' is no slug", "faulty.txt:2: the class 'Laboratory'", "faulty.txt:2: 'antropic'",
        "faulty.txt:9: 'antropic' is no id of the ontology; did you mean anthropic (Anthropic)", "faulty.txt:12: 'delete'",
        "faulty.txt:15: 'nowhere-to-be-found' is no document", "faulty.txt:22: unknown word 'colour'", "nothing was taken in",
    ):  # fmt: skip
        assert expected in done.stderr, done.stderr
    assert not Path("mine").exists()


def test_a_decision_that_breaks_the_ontology_is_not_written(built: Desk) -> None:
    """The next command would refuse the whole ontology for what the review itself had written."""
    text = "item name ring\ndecision new\nid ring-a\nclass Model\nlabel Ring A\nfacts version_of=ring-a\n"
    Path("ring.txt").write_text(text, encoding="utf-8")
    assert "above itself" in built.run("ontology", "review", "--ontology", "mine", "--apply", "ring.txt", code=1).stderr
    assert not Path("mine").exists()


def test_what_was_accepted_is_shown_as_a_diff(built: Desk) -> None:
    """Whoever keeps the curated files could not take over what others accepted."""
    text = "item name tin cup labs\ndecision new\nid tin-cup-labs\nclass Lab\nlabel Tin Cup Labs\n"
    Path("cup.txt").write_text(text, encoding="utf-8")
    built.run("ontology", "review", "--ontology", "theirs", "--apply", "cup.txt")
    shown = built.run("ontology", "review", "--ontology", "theirs", "--promote").output
    assert shown.startswith("--- a/ontology/curated/labs.tsv\n+++ b/ontology/curated/labs.tsv\n")
    assert "\n+tin-cup-labs\tLab\tTin Cup Labs\t" in shown
    assert "nothing to promote" in built.run("ontology", "review", "--ontology", "empty", "--promote").output


def test_it_says_what_to_do_where_there_is_no_terminal(built: Desk) -> None:
    """A script would hang, waiting for keys that nobody presses."""
    done = built.run("ontology", "review", code=1)
    assert done.stderr.count("\n") == 1
    assert "--export" in done.stderr
    assert "no kind" in built.run("ontology", "review", "--kind", "nonsense", "--json", code=1).stderr


def test_a_person_decides_in_the_terminal(built: Desk) -> None:
    """Nobody could work through the queue without an editor; or what was decided before a stop would be lost."""
    items = json.loads(built.run("ontology", "review", "--ontology", "hers", "--kind", "name", "--json").output)
    assert len(items) > 1
    lead, follow = pty.openpty()
    try:
        process = subprocess.Popen(
            [KG, "ontology", "review", "--ontology", "hers", "--kind", "name"], cwd=built.folder, stdin=follow,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "COLUMNS": "80", "NO_COLOR": "1"},
        )  # fmt: skip
        os.write(lead, b"z\nx\nn\n\n\n\n\n\x04")  # and the end of the input
        out, err = process.communicate(timeout=60)
    finally:
        os.close(lead)
        os.close(follow)
    assert process.returncode == 0, err.decode()
    shown = out.decode()
    assert "one of " in shown
    assert "2 decisions written" in " ".join(shown.split())
    assert "\x1b[" not in shown
    assert all(len(line) <= 80 for line in shown.split("\n") if "]:" not in line), shown
    written = (built.folder / "hers" / "decisions.tsv").read_text(encoding="utf-8").split("\n")[1:]
    assert [line.split("\t")[0] for line in written if line] == ["never", "new"]
