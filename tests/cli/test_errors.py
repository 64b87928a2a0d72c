"""What goes wrong for a reason that a user can mend is one line on stderr, and the exit status says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run, Sample, execute

BROKEN = {
    "empty.md": b"",
    "blank.txt": b" \n\n \n",
    "binary.txt": bytes(range(256)) * 16,
    "broken.xml": b"<?xml version='1.0'?><rss><channel><item><title>x",
    "page.html": b"<html><head></head><body></body></html>",
    "list.opml": b"<opml><body><outline",
}


def is_one_line(text: str) -> bool:
    """Return whether a text is one line of ours."""
    return text.startswith("kg: ") and text.endswith("\n") and text.count("\n") == 1 and "\x1b" not in text


@pytest.mark.parametrize("command", ["build", "mentions"])
@pytest.mark.parametrize("name", BROKEN)
def test_a_source_that_cannot_be_read(tmp_path: Path, command: str, name: str) -> None:
    """A user would not learn which file is at fault, a script would not learn that anything is."""
    for file, data in BROKEN.items():
        (tmp_path / file).write_bytes(data)
    done = execute(tmp_path, command, name)
    assert done.returncode == 1
    assert done.stdout == ""
    assert name in done.stderr
    assert all(line.startswith("kg: ") for line in done.stderr.splitlines())
    assert not (tmp_path / "kg.duckdb").exists()


@pytest.mark.parametrize("command", ["build", "mentions", "relations"])
def test_one_missing_file_is_one_line(tmp_path: Path, command: str) -> None:
    """The simplest mistake of all would be answered with a page of text."""
    done = execute(tmp_path, command, "missing.md")
    assert is_one_line(done.stderr), done.stderr
    assert "missing.md: does not exist" in done.stderr


@pytest.mark.parametrize("command", ["build", "mentions"])
def test_an_address_that_is_not_there(tmp_path: Path, missing_page: str, command: str) -> None:
    """A feed that moved would look like a feed without news."""
    done = execute(tmp_path, command, missing_page)
    assert done.returncode == 1
    assert is_one_line(done.stderr), done.stderr
    assert missing_page in done.stderr
    assert "404" in done.stderr


def test_a_source_that_is_not_there_beside_a_store(kg: Run) -> None:
    """The table of what the store holds would read as if something had been built."""
    done = kg("build", "nowhere.xml")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "kg: nothing was built: nowhere.xml: does not exist: check the path\n"


def test_an_address_where_nobody_listens(tmp_path: Path) -> None:
    """A server that is down would end in a traceback."""
    done = execute(tmp_path, "build", "http://127.0.0.1:9/feed.xml")
    assert done.returncode == 1
    assert is_one_line(done.stderr), done.stderr


def test_the_rest_is_read(tmp_path: Path) -> None:
    """One bad source would cost all the others, or go unsaid."""
    (tmp_path / "note.txt").write_text("Google released Gemma 4.\n", encoding="utf-8")
    for command in ("build", "mentions"):
        done = execute(tmp_path, command, "missing.md", "note.txt")
        assert done.returncode == 0
        assert done.stderr == "kg: not read: missing.md: does not exist: check the path\n"
        assert "Gemma 4" in done.stdout or "documents" in done.stdout


LOOKUPS = (("neighbors", "openai"), ("show", "openai"), ("search", "openai"), ("why", "openai", "google"))


@pytest.mark.parametrize(
    "args",
    [*LOOKUPS, ("path", "openai", "google"), ("query", "most-mentioned"), ("export",), ("check",)],
    ids=lambda args: args[0],
)
def test_nothing_built_yet(tmp_path: Path, args: tuple[str, ...]) -> None:
    """A user who begins with a look-up would not learn that a build comes first, or would find a new empty store."""
    done = execute(tmp_path, *args)
    assert done.returncode == 1
    assert is_one_line(done.stderr), done.stderr
    assert "run kg build first" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("args", [("neighbors",), ("show",), ("why", "openai"), ("path", "openai")], ids=" ".join)
def test_an_unknown_entity(kg: Run, args: tuple[str, ...]) -> None:
    """A slip of the pen would look like an entity without links."""
    done = kg(*args, "Antropic")
    assert (done.returncode, done.stdout) == (1, "")
    assert is_one_line(done.stderr), done.stderr
    assert "did you mean" in done.stderr
    assert "anthropic (Lab)" in done.stderr


@pytest.mark.parametrize("args", [("neighbors",), ("show",), ("why", "openai"), ("query", "about", "--param")], ids=" ".join)
def test_a_name_without_a_record(kg: Run, args: tuple[str, ...]) -> None:
    """What is named all over the corpus would look as if it were never named."""
    done = kg(*args, "entity=Tidewater Labs" if args[0] == "query" else "Tidewater Labs")
    assert (done.returncode, done.stdout) == (1, "")
    assert is_one_line(done.stderr), done.stderr
    assert "times, but no record says what it is" in done.stderr


def test_a_speaker_who_says_nothing_of_it(kg: Run) -> None:
    """A misspelt name would look as if its bearer had never said a word about it."""
    done = kg("quotes", "Gemma 4", "--by", "Bartolomew Finch")
    assert (done.returncode, done.stdout) == (1, "")
    assert is_one_line(done.stderr), done.stderr
    assert "Bartholomew Finch" in done.stderr


@pytest.mark.parametrize("args", [("neighbors",), ("show",), ("why", "openai"), ("path", "openai")], ids=" ".join)
def test_an_ambiguous_entity(kg: Run, args: tuple[str, ...]) -> None:
    """The program would choose between a lab and a model of one name, and say nothing."""
    done = kg(*args, "Qwen")
    assert (done.returncode, done.stdout) == (1, "")
    assert is_one_line(done.stderr), done.stderr
    assert "stands for several entities" in done.stderr
    assert "qwen-team (Lab)" in done.stderr
    assert "qwen-family (Model)" in done.stderr


def test_a_name_with_control_characters(kg: Run) -> None:
    """What is typed could write on the terminal by way of the message."""
    done = kg("show", "Gem\x1b[31mma\n4")
    assert done.returncode == 1
    assert is_one_line(done.stderr), done.stderr


def test_a_relation_that_there_is_not(kg: Run) -> None:
    """A mistyped relation would look like one that nobody stated."""
    done = kg("neighbors", "gemma-4", "--relation", "devloped_by")
    assert (done.returncode, done.stdout) == (1, "")
    assert is_one_line(done.stderr), done.stderr
    assert "developed_by" in done.stderr


def test_a_type_that_there_is_not(kg: Run) -> None:
    """A mistyped type would look like a type without neighbours."""
    done = kg("neighbors", "gemma-4", "--kind", "Labs")
    assert (done.returncode, done.stdout) == (1, "")
    assert is_one_line(done.stderr), done.stderr
    assert "Lab, Organization, Model" in done.stderr


@pytest.mark.parametrize("command", ["why", "path"])
def test_an_entity_and_itself(kg: Run, command: str) -> None:
    """Two names of one entity would be reported as unconnected."""
    done = kg(command, "Gemma 4", "gemma-4")
    assert done.returncode == 1
    assert "the same entity" in done.stderr
    assert is_one_line(done.stderr)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("lineage", "--param", "modl=gemma-4"), "it has: model"),
        (("who-developed", "--param", "model=gemma-4"), "it has: none"),
        (("lineage", "--param", "model"), "NAME=VALUE"),
        (("linage",), "did you mean lineage"),
        (("SELECT * WHERE {",), "cannot be parsed"),
        (("SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",), "SERVICE"),
        (("DELETE WHERE { ?s ?p ?o }",), ""),
        (("-f", "missing.rq"), "missing.rq"),
        (("",), "say a query"),
        ((), "say a query"),
        (("ASK { ?s ?p ?o }", "--format", "ttl"), "CONSTRUCT"),
        (("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 1", "--format", "csv"), "ttl"),
    ],
)
def test_a_query_that_cannot_be_asked(kg: Run, args: tuple[str, ...], said: str) -> None:
    """A wrong query would give an empty answer, or a page of the engine's own."""
    done = kg("query", *args)
    assert (done.returncode, done.stdout) == (1, "")
    assert is_one_line(done.stderr), done.stderr
    assert said in done.stderr


def test_a_query_file_that_is_no_text(kg: Run, tmp_path: Path) -> None:
    """Naming the wrong file would end in a traceback."""
    (tmp_path / "binary.rq").write_bytes(bytes(range(128, 256)))
    done = kg("query", "-f", str(tmp_path / "binary.rq"))
    assert done.returncode == 1
    assert is_one_line(done.stderr), done.stderr


def test_outputs_that_cannot_be_written(kg: Run, sample: Sample) -> None:
    """A full or forbidden place would end in a traceback."""
    done = kg("export", "csv", "--out", "kg.duckdb")
    assert done.returncode == 1
    assert is_one_line(done.stderr), done.stderr
    done = kg("build", "--store", "exports/graph.ttl/kg.duckdb")
    assert done.returncode == 1
    assert is_one_line(done.stderr), done.stderr
    assert (sample.folder / "kg.duckdb").is_file()


def test_a_store_that_is_none(tmp_path: Path) -> None:
    """Naming the wrong file as store would end in a traceback, or overwrite the file."""
    (tmp_path / "note.txt").write_text("Google released Gemma 4.\n", encoding="utf-8")
    done = execute(tmp_path, "build", "note.txt", "--store", "note.txt")
    assert done.returncode == 1
    assert is_one_line(done.stderr), done.stderr
    assert (tmp_path / "note.txt").read_text(encoding="utf-8") == "Google released Gemma 4.\n"


def test_a_gold_folder_that_is_none(tmp_path: Path) -> None:
    """`kg eval` on the wrong folder would end in a traceback, or print zeros."""
    done = execute(tmp_path, "eval", "nowhere")
    assert done.returncode == 1
    assert is_one_line(done.stderr), done.stderr


def test_own_records_with_faults(tmp_path: Path) -> None:
    """A typing error in one's own records would be taken for nothing, or end in a traceback."""
    done = execute(tmp_path, "ontology", "lint", "--ontology", "nowhere")
    assert done.returncode == 1
    assert is_one_line(done.stderr), done.stderr
    assert "nowhere" in done.stderr


WRONG = (
    ("neighbors",),
    ("mentions",),
    ("export", "pdf"),
    ("search", "x", "--limit", "0"),
    ("nonsense",),
    ("new", "--since", "1/2/2026"),
)


@pytest.mark.parametrize("args", WRONG, ids=" ".join)
def test_wrong_use_has_a_status_of_its_own(kg: Run, args: tuple[str, ...]) -> None:
    """A script could not tell a wrong call from a failed one."""
    done = kg(*args)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Usage: kg" in done.stderr


@pytest.mark.parametrize("command", [("new",), ("report",), ("neighbors", "google")], ids=lambda command: command[0])
def test_a_day_that_is_none_says_how_to_write_one(kg: Run, command: tuple[str, ...]) -> None:
    """A user would be told of a format in per cent signs."""
    done = kg(*command, "--since", "2026-02-30")
    assert done.returncode == 2
    assert "write it as 2026-03-31" in done.stderr


def test_an_origin_that_no_browser_sends(kg: Run) -> None:
    """`kg serve --cors example.org` would serve, and no page of example.org could read it."""
    done = kg("serve", "--port", "0", "--cors", "example.org")
    assert (done.returncode, done.stdout) == (1, "")
    assert is_one_line(done.stderr)
    assert "https://example.org" in done.stderr
