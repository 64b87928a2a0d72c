"""CSV: the columns, the values, and that a spreadsheet runs nothing."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import ExportError
from kg.exporters.cells import clean
from kg.exporters.tables import FORMULA_STARTS, guarded, write
from kg.ids import co_mention_id, mention_id
from kg.records import KnowledgeGraph
from tests.graphs import HOSTILE, document, entity, graph, industry, mention, node, ontology, pair


def rows(tmp_path: Path, whole: KnowledgeGraph, name: str) -> list[dict[str, str]]:
    """Return the rows of one table."""
    write(whole, ontology(), tmp_path)
    with (tmp_path / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def test_nodes(tmp_path: Path) -> None:
    """A column that Gephi or Cosmograph looks for would be missing, or hold something else."""
    found = {row["id"]: row for row in rows(tmp_path, industry(), "nodes.csv")}
    assert list(found) == ["ada-reed", "anthropic", "gpt", "gpt-5.4", "openai"]
    assert found["openai"] == {
        "id": "openai", "label": "OpenAI", "type": "Lab", "class": "Lab", "aliases": "Open AI", "provisional": "false",
        "mentioned": "true", "mentions": "2", "documents": "1", "time": "2026-01-01", "first_seen": "2026-01-01T12:00:00Z",
        "last_seen": "2026-01-01T12:00:00Z",
    }  # fmt: skip
    assert (found["gpt"]["mentioned"], found["gpt"]["time"]) == ("false", "")
    assert found["gpt-5.4"]["provisional"] == "true"


def test_edges(tmp_path: Path) -> None:
    """An edge would be lost, or a co-mention would look stated."""
    found = rows(tmp_path, industry(), "edges.csv")
    assert sorted((r["source"], r["target"], r["kind"], r["predicate"], r["directed"], r["weight"]) for r in found) == [
        ("ada-reed", "openai", "claim", "works_for", "true", "1.0"),
        ("ada-reed", "openai", "co_mention", "co_mention", "false", "1.0"),
        ("anthropic", "openai", "co_mention", "co_mention", "false", "0.0"),
        ("gpt", "openai", "background", "developed_by", "true", "0.0"),
        ("gpt-5.4", "gpt", "background", "member_of_family", "true", "0.0"),
        ("gpt-5.4", "openai", "claim", "developed_by", "true", "2.0"),
        ("gpt-5.4", "openai", "co_mention", "co_mention", "false", "3.0"),
    ]
    [shared] = [r for r in found if (r["source"], r["kind"]) == ("gpt-5.4", "co_mention")]
    assert (shared["sentences"], shared["npmi_document"], shared["time"], shared["belief"]) == ("3", "-0.125", "2026-01-01", "")
    assert shared["edge_id"] == "co-gpt-5.4--openai"


def test_claims_have_a_row_for_each_evidence(tmp_path: Path) -> None:
    """A side of a dispute, its holder, its quote or its source would be missing."""
    found = [r for r in rows(tmp_path, industry(), "claims.csv") if r["predicate"] == "developed_by"]
    assert [(r["polarity"], r["modality"], r["holder"], r["quote"]) for r in found] == [
        ("'+", "asserted", "", "OpenAI made GPT-5.4."), ("'-", "reported", "Anthropic", "Anthropic denies it."),
    ]  # fmt: skip
    assert {(r["subject"], r["object"], r["status"], r["belief"]) for r in found} == {("GPT-5.4", "OpenAI", "Contested", "0.4")}
    assert {(r["document"], r["document_key"], r["outlet"], r["authors"], r["date"]) for r in found} == {
        ("doc-a", "a", "The Letter", "Bo Ek", "2026-01-01T12:00:00Z")
    }
    assert {r["link"] for r in found} == {"https://example.org/a?b=1&c=2"}


def test_mentions(tmp_path: Path) -> None:
    """Offsets, ids or the reason of a link would be missing."""
    first, second, third = rows(tmp_path, industry(), "mentions.csv")
    assert first["mention"] == mention_id("doc-a", 0, 6) == "m-a-0-6"
    assert (first["start"], first["end"], first["surface"], first["id"]) == ("0", "6", "OpenAI", "openai")
    assert (first["candidates"], first["confidence"], first["reason"]) == ("openai|openai-api", "0.75", "list+1")
    assert (second["zone"], second["provisional"], second["type"]) == ("heading", "true", "Model")
    assert (third["id"], third["cluster"][:4], third["label"]) == ("", "nil-", "Ada Reed")


def test_ids_are_those_of_the_rdf() -> None:
    """The outputs could not be compared by id."""
    rdf_layers = pytest.importorskip("kg.exporters.rdf_layers")
    assert rdf_layers.co_mention_id("b", "a") == co_mention_id("b", "a")
    assert rdf_layers.mention_id("doc-1", 2, 3) == mention_id("doc-1", 2, 3)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_formulas_are_guarded(text: str) -> None:
    """A title in a feed would run in the reader's spreadsheet."""
    assert guarded(text) == "'" + text
    assert guarded("a" + text) == "a" + text


@given(texts=st.lists(HOSTILE, min_size=5, max_size=5))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_hostile_text_is_read_back(tmp_path: Path, texts: list[str]) -> None:
    """A quote, a line break or a stray character would shift the columns."""
    a, b, c, d, e = texts
    doc = document("a", b + "x", link=c)
    whole = graph(
        [node(entity("x", a, aliases=(d,))), node(entity("y"))], pairs=[pair("x", "y", quote=e)], documents=[doc],
        found=[mention(doc, doc.text, "x", label=d, reason=c)],
    )  # fmt: skip
    first, _ = rows(tmp_path, whole, "nodes.csv")
    assert first["label"] == guarded((a or "x").strip())
    [edge] = rows(tmp_path, whole, "edges.csv")
    assert edge["quote"] == guarded(e) or len(e) > 300
    [spot] = rows(tmp_path, whole, "mentions.csv")
    assert (spot["surface"], spot["label"], spot["reason"], spot["link"]) == tuple(map(guarded, (b + "x", d, c, c)))
    for name in ("nodes.csv", "edges.csv", "claims.csv", "mentions.csv"):
        for row in rows(tmp_path, whole, name):
            for column, cell in row.items():
                assert not cell.startswith(FORMULA_STARTS) or column.startswith("npmi_")


def test_same_graph_same_bytes(tmp_path: Path) -> None:
    """Two exports of one graph would differ."""
    paths = write(industry(), ontology(), tmp_path)
    assert [p.name for p in paths] == ["nodes.csv", "edges.csv", "claims.csv", "mentions.csv"]
    first = [p.read_bytes() for p in paths]
    write(industry(), ontology(), tmp_path)
    assert [p.read_bytes() for p in paths] == first
    assert all(data.count(b"\r") == data.count(b"\n") == data.count(b"\r\n") for data in first)
    assert {p.name for p in tmp_path.iterdir()} == {p.name for p in paths}


def test_empty_graph_has_headers(tmp_path: Path) -> None:
    """A reader of an empty export would find no columns."""
    for path in write(graph([]), ontology(), tmp_path):
        assert len(path.read_text().splitlines()) == 1


def test_claims_without_their_documents(tmp_path: Path) -> None:
    """A graph that was cut down would not be exported."""
    bare = replace(industry(), documents=(), nodes=())
    assert {r["document_key"] for r in rows(tmp_path, bare, "claims.csv")} == {""}
    assert {r["subject"] for r in rows(tmp_path, bare, "claims.csv")} == {"gpt-5.4", "ada-reed"}


def test_unwritable_place_is_one_line(tmp_path: Path) -> None:
    """A wrong folder would end in a traceback."""
    with pytest.raises(ExportError, match="cannot be written"):
        write(industry(), ontology(), tmp_path / "none")


def test_clean_keeps_what_can_be_written() -> None:
    """Letters of other scripts would be lost with the control characters."""
    assert clean("Ünï 零\t\n\r𝔘\u2028") == "Ünï 零\t\n\r𝔘\u2028"
    assert clean("\0\ud800\x1f\ufffe") == "\ufffd" * 4
