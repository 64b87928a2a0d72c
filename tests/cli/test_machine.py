"""What programs read: the fields that the contract names, in every machine format."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kg.cli import app
from kg.pipeline import sample_folder
from tests.cli.conftest import KG, Run, Sample, execute

INTERVIEW = str(sample_folder() / "slow-tokens-014.md")

MENTION = [
    "doc", "start", "end", "surface", "type", "id", "label", "cluster", "candidates", "confidence", "reason", "provisional",
    "zone",
]  # fmt: skip
RELATION = [
    "doc", "start", "end", "subject", "object", "subject_id", "object_id", "predicate", "narrow", "polarity", "modality",
    "holder", "quote", "confidence", "rule", "resolved_by", "true_from", "true_until", "true_phrase",
]  # fmt: skip
TYPES = {"Lab", "Organization", "Model", "Person", "Policy", "Product", "Benchmark", "Dataset", "License", "Hardware"}
MODALITIES = {"asserted", "hedged", "reported", "hypothetical", "predicted"}
BUILT = {
    "documents", "places", "revisions", "mentions", "entities", "provisional", "co_mentions", "claims", "evidence", "failures",
    "files",
}  # fmt: skip


def lines_of(text: str) -> list[dict[str, Any]]:
    """Return the objects of JSON lines."""
    return [json.loads(line) for line in text.splitlines()]


def rows_of(text: str) -> list[dict[str, str]]:
    """Return the rows of a CSV table."""
    return list(csv.DictReader(io.StringIO(text)))


def test_build_says_in_json_what_it_did(tmp_path: Path) -> None:
    """Programs that call `kg build --json` would miss a field, or find a bar between the braces."""
    (tmp_path / "note.txt").write_text("Google released Gemma 4 under Apache 2.0.\n", encoding="utf-8")
    (tmp_path / "empty.md").write_bytes(b"")
    done = execute(tmp_path, "build", "note.txt", "empty.md", "--json", "--store", "s/ai.duckdb", "--out", "o")
    assert done.returncode == 0
    built = json.loads(done.stdout)
    assert set(built) >= BUILT
    assert (built["documents"], built["places"], built["revisions"]) == (1, 1, 1)
    assert built["failures"] == [{"source": "empty.md", "reason": "is empty"}]
    assert all((tmp_path / file).is_file() for file in built["files"])
    assert all(isinstance(built[key], int) for key in BUILT - {"failures", "files"})
    assert (tmp_path / "s" / "ai.duckdb").is_file()


def test_a_failed_build_is_an_object_too(tmp_path: Path) -> None:
    """A program would have to parse an error message to learn which source failed."""
    done = execute(tmp_path, "build", "missing.xml", "--json")
    assert done.returncode == 1
    built = json.loads(done.stdout)
    assert set(built) >= BUILT
    assert built["documents"] == 0
    assert [failure["source"] for failure in built["failures"]] == ["missing.xml"]


def test_mentions_have_the_fields_of_the_contract(quick: Run) -> None:
    """Programs that read the lines would break."""
    found = lines_of(quick("mentions", INTERVIEW).stdout)
    text = Path(INTERVIEW).read_text(encoding="utf-8")
    assert len(found) > 20
    for m in found:
        assert list(m) == MENTION
        assert m["doc"] == "slow-tokens-014"
        assert text[m["start"] : m["end"]] == m["surface"]
        assert m["type"] in TYPES
        assert (m["id"] is None) == (m["cluster"] is not None)
        assert 0 <= m["confidence"] <= 1
        assert m["reason"]
        assert isinstance(m["candidates"], list)
        assert isinstance(m["provisional"], bool)
    assert any(m["zone"] == "speaker" for m in found), "speaker labels are printed"
    assert [m["start"] for m in found] == sorted(m["start"] for m in found)


def test_relations_have_the_fields_of_the_contract(quick: Run) -> None:
    """Programs that read the lines would break."""
    from kg.ontology import load

    found = lines_of(quick("relations", str(sample_folder())).stdout)
    text = Path(INTERVIEW).read_text(encoding="utf-8")
    broad = {p.broad for p in load().schema.predicates.values()}
    assert len(found) > 50
    for e in found:
        assert list(e) == RELATION
        assert e["predicate"] in broad
        assert e["polarity"] in ("+", "-")
        assert e["modality"] in MODALITIES
        assert e["subject"]
        assert e["object"]
        if e["doc"] == "slow-tokens-014":
            assert text[e["start"] : e["end"]] == e["quote"]
    assert {e["polarity"] for e in found} == {"+", "-"}
    assert any(e["holder"] for e in found)


def test_a_document_of_many_is_named_with_its_item(quick: Run) -> None:
    """Mentions of two posts of one feed could not be told apart."""
    docs = {m["doc"] for m in lines_of(quick("mentions", str(sample_folder() / "harbour-policy.rss")).stdout)}
    assert len(docs) == 5
    assert all(doc.startswith("harbour-policy#") for doc in docs)


def test_standard_input_is_a_source(tmp_path: Path) -> None:
    """`curl ... | kg mentions -` would not work."""
    done = execute(tmp_path, "mentions", "-", stdin="OpenAI’s GPT-4-turbo.\n".encode())
    assert [m["surface"] for m in lines_of(done.stdout)] == ["OpenAI", "GPT-4-turbo"]
    assert {m["doc"] for m in lines_of(done.stdout)} == {"stdin"}


@pytest.mark.parametrize(("command", "fields"), [("mentions", MENTION), ("relations", RELATION)])
def test_csv_says_what_the_lines_say(quick: Run, command: str, fields: list[str]) -> None:
    """A spreadsheet would show something else than a program reads."""
    wanted = lines_of(quick(command, INTERVIEW).stdout)
    rows = rows_of(quick(command, INTERVIEW, "--format", "csv").stdout)
    assert list(rows[0]) == fields
    assert len(rows) == len(wanted)
    for key in ("polarity", "quote", "surface", "start"):
        if key in fields:
            assert [row[key] for row in rows] == [str(w[key]) for w in wanted]


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    """A hostile feed could run a formula in the spreadsheet of whoever opens the CSV."""
    (tmp_path / "=cmd|calc.txt").write_text("Google released Gemma 4.\n", encoding="utf-8")
    rows = rows_of(execute(tmp_path, "mentions", "=cmd|calc.txt", "--format", "csv").stdout)
    assert rows
    assert all(not cell.startswith(("=", "@", "\t")) for row in rows for cell in row.values())


NEIGHBOUR = {"id", "label", "relation", "direction", "weight", "first_seen", "last_seen", "quote"}


def test_neighbours_in_json_and_csv(quick: Run) -> None:
    """Relation, direction, weight, dates and a quote would not reach a program."""
    rows = json.loads(quick("neighbors", "Gemma 4", "--format", "json", "--limit", "0").stdout)
    assert all(set(row) >= NEIGHBOUR for row in rows)
    assert {"→", "←"} & {row["direction"] for row in rows} == set()
    assert any(row["id"] == "google" and row["relation"] == "released_by" and row["direction"] == "out" for row in rows)
    table = rows_of(quick("neighbors", "Gemma 4", "--format", "csv", "--limit", "0").stdout)
    assert [row["id"] for row in table] == [row["id"] for row in rows]


def test_neighbours_are_narrowed(quick: Run) -> None:
    """The conditions of `kg neighbors` would be taken and not applied."""
    everything = json.loads(quick("neighbors", "google", "--format", "json", "--limit", "0").stdout)
    developed = json.loads(quick("neighbors", "google", "--relation", "developedBy", "--format", "json", "--limit", "0").stdout)
    models = json.loads(quick("neighbors", "google", "--kind", "model", "--format", "json", "--limit", "0").stdout)
    late = json.loads(quick("neighbors", "google", "--since", "2026-07-01", "--format", "json", "--limit", "0").stdout)
    two = json.loads(quick("neighbors", "google", "--format", "json", "--limit", "2").stdout)
    far = json.loads(quick("neighbors", "google", "--depth", "2", "--format", "json", "--limit", "0").stdout)
    assert 0 < len(developed) < len(everything)
    assert {row["type"] for row in models} == {"Model"}
    assert late
    assert all(row["last_seen"] >= "2026-07-01" for row in late)
    assert two == everything[:2]
    assert len(far) > len(everything)
    assert {row["depth"] for row in far} == {1, 2}


def test_show_search_why_and_path_in_json(quick: Run) -> None:
    """A program could not use what a person sees."""
    card = json.loads(quick("show", "Gemma 4", "--json").stdout)
    assert (card["id"], card["type"]) == ("gemma-4", "Model")
    assert card["mentions"] > 0
    document = json.loads(quick("show", "slow-tokens-014", "--json").stdout)
    assert document["key"] == "slow-tokens-014"
    assert document["places"][0]["source"].endswith("slow-tokens-014.md")
    hits = json.loads(quick("search", "qwen", "--format", "json").stdout)
    assert {"qwen-team", "qwen-family"} <= {hit["id"] for hit in hits}
    assert json.loads(quick("search", "zzzzzz", "--format", "json").stdout) == []
    between = json.loads(quick("why", "Gemma 4", "Google", "--json").stdout)
    assert {claim["predicate"] for claim in between["claims"]} >= {"released_by"}
    assert all(evidence["quote"] for claim in between["claims"] for evidence in claim["evidence"])
    assert between["co_mention"]["sentences"] > 0
    chain = json.loads(quick("path", "Mistral AI", "Gemma 4", "--json").stdout)
    assert chain["entities"][0] == "mistral-ai"
    assert chain["entities"][-1] == "gemma-4"
    assert len(chain["steps"]) == len(chain["entities"]) - 1


def test_query_answers_in_every_format(quick: Run) -> None:
    """One of the W3C formats would not be readable by other tools."""
    text = "SELECT ?m ?name WHERE { ?m aigo:developedBy aig:google ; skos:prefLabel ?name } ORDER BY ?m"
    table = quick("query", text).stdout.splitlines()
    rows = rows_of(quick("query", text, "--format", "csv").stdout)
    bindings = json.loads(quick("query", text, "--format", "json").stdout)["results"]["bindings"]
    tree = ET.fromstring(quick("query", text, "--format", "xml").stdout)
    results = tree.findall(".//{http://www.w3.org/2005/sparql-results#}result")
    assert len(rows) == len(bindings) == len(results) == len(table) - 1 > 0
    turtle = quick("query", "CONSTRUCT { ?m a ?t } WHERE { ?m a ?t } LIMIT 3").stdout
    assert turtle.startswith("@prefix")
    assert quick("query", "ASK { aig:gemma-4 ?p ?o }").stdout == "yes\n"


def test_queries_have_names_parameters_and_files(quick: Run, tmp_path: Path) -> None:
    """The shipped questions could not be asked about anything but their examples."""
    given = rows_of(quick("query", "licences", "--param", "lab=mistral-ai", "--format", "csv").stdout)
    other = rows_of(quick("query", "licences", "--format", "csv").stdout)
    assert given
    assert other
    assert given != other
    (tmp_path / "q.rq").write_text("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }", encoding="utf-8")
    assert int(rows_of(quick("query", "-f", str(tmp_path / "q.rq"), "--format", "csv").stdout)[0]["n"]) > 1000
    prefixes = quick("query", "--prefixes").stdout.splitlines()
    assert any(line.startswith("PREFIX aig: <") for line in prefixes)
    cut = quick("query", "SELECT ?s WHERE { ?s ?p ?o }", "--limit", "3", "--format", "csv")
    assert len(rows_of(cut.stdout)) == 3
    assert cut.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("output", "files"),
    [
        ("rdf", {"graph.ttl", "graph.nt", "graph.trig", "graph.jsonld", "schema.ttl", "shapes.ttl"}),
        ("graphml", {"graph.graphml"}),
        ("html", {"graph.html"}),
        ("csv", {"nodes.csv", "edges.csv", "claims.csv", "mentions.csv"}),
    ],
)
def test_export_writes_what_the_build_wrote(sample: Sample, quick: Run, tmp_path: Path, output: str, files: set[str]) -> None:
    """An output made later would differ from the one that the build made."""
    done = quick("export", output, "--out", str(tmp_path))
    assert done.returncode == 0
    assert {Path(line).relative_to(tmp_path).parts[0] for line in done.stdout.splitlines()} == {
        p.name for p in tmp_path.iterdir()
    }
    assert files <= {p.name for p in tmp_path.iterdir()}
    for name in files:
        assert (tmp_path / name).read_bytes() == (sample.folder / "exports" / name).read_bytes(), name


def test_check_finds_what_was_touched(sample: Sample, kg: Run, tmp_path: Path) -> None:
    """Outputs that disagree would pass as checked."""
    assert kg("check").returncode == 0
    kg("export", "all", "--out", str(tmp_path))
    table = tmp_path / "nodes.csv"
    table.write_bytes(b"\r\n".join(table.read_bytes().split(b"\r\n")[:-2]) + b"\r\n")
    done = kg("check", "--out", str(tmp_path))
    assert done.returncode == 1
    assert "nodes.csv" in done.stdout
    assert done.stderr.count("\n") == 1
    assert sample.folder.is_dir()


def test_own_records_extend_the_ontology(tmp_path: Path) -> None:
    """A user could not teach the program a name."""
    own = tmp_path / "ontology.d"
    own.mkdir()
    (tmp_path / "note.txt").write_text("We met the people of Zyxwarth Foundry.\n", encoding="utf-8")
    before = lines_of(execute(tmp_path, "mentions", "note.txt").stdout)
    assert all(m["id"] != "zyxwarth-foundry" for m in before)
    shipped = next(_shipped_tables())
    header = shipped.read_text(encoding="utf-8").splitlines()[0].split("\t")
    values = {"id": "zyxwarth-foundry", "label": "Zyxwarth Foundry", "class": "Lab", "source": "unverified"}
    (own / shipped.name).write_text(
        "\t".join(header) + "\n" + "\t".join(values.get(name, "") for name in header) + "\n", encoding="utf-8"
    )
    after = lines_of(execute(tmp_path, "mentions", "note.txt").stdout)
    assert any(m["id"] == "zyxwarth-foundry" and m["type"] == "Lab" for m in after), after


def _shipped_tables() -> Iterator[Path]:
    from kg.ontology.files import data_dir

    for table in sorted(data_dir().rglob("*.tsv")):
        names = table.read_text(encoding="utf-8").split("\n", 1)[0].split("\t")
        if {"id", "label", "class"} <= set(names):
            yield table


# -- streams -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["mentions", "relations"])
def test_a_reader_that_leaves_early(command: str) -> None:
    """`kg mentions ... | head -1` would end in a traceback."""
    shell = f"'{KG}' {command} '{sample_folder()}' | head -1"
    done = subprocess.run(["/bin/sh", "-c", shell], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 1


def test_colour_is_for_terminals_that_want_it(kg: Run) -> None:
    """Escape codes would stand in files, pipes and logs, or on the screen of somebody who asked for none."""
    for args in (("neighbors", "gemma-4"), ("query", "--list")):
        assert "\x1b" not in kg(*args).stdout
        coloured = kg(*args, FORCE_COLOR="1", TERM="xterm-256color").stdout
        plain = kg(*args, FORCE_COLOR="1", TERM="xterm-256color", NO_COLOR="1").stdout
        assert "\x1b" in coloured
        assert not any(f"\x1b[{code}m" in plain for code in (*range(30, 38), *range(90, 98)))
        assert "\x1b[38;" not in plain


def test_text_reaches_a_pipe_as_utf_8(kg: Run) -> None:
    """Names and quotes would be garbled, or end in a traceback, where the locale knows no UTF-8."""
    wanted = kg("why", "gemma-4", "google").stdout
    assert "“" in wanted
    assert kg("why", "gemma-4", "google", PYTHONIOENCODING="ascii", LC_ALL="C", LANG="C").stdout == wanted


def test_errors_do_not_mix_with_data(tmp_path: Path) -> None:
    """A program that reads the lines would stumble over a message."""
    (tmp_path / "note.txt").write_text("Google released Gemma 4.\n", encoding="utf-8")
    done = execute(tmp_path, "mentions", "missing.md", "note.txt")
    assert lines_of(done.stdout)


def test_the_app_can_be_called_from_python(sample: Sample) -> None:
    """Typer's own runner, and programs that embed the app, would find no commands."""
    done = CliRunner().invoke(app, ["search", "qwen", "--store", str(sample.folder / "kg.duckdb"), "--format", "json"])
    assert done.exit_code == 0
    assert json.loads(done.stdout)
