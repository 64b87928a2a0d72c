"""Agreement: outputs that say the same pass, and every planted difference is named."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from kg.check import FILES, check
from kg.check_rdf import LISTED, Problem, contradictions, violations
from kg.errors import ExportError
from kg.exporters import FORMATS, export
from kg.ids import co_mention_id, mention_id
from kg.ontology.vocabulary import DEFAULT_BASE
from kg.records import Entity, EntityType, KnowledgeGraph, Node
from tests.rdf_graphs import ontology, small_graph


@cache
def exported() -> Path:
    """Return a folder with all outputs of the small graph."""
    folder = Path(mkdtemp(prefix="kg-check-"))
    for name in FORMATS:
        export(small_graph(), ontology(), name, folder)
    return folder


def edit_page(folder: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    """Change the data of the page as it stands in its first block."""
    text = (folder / "graph.html").read_text(encoding="utf-8")
    head, mark, rest = text.partition('<script type="application/json" id="data">')
    data, end, tail = rest.partition("</script>")
    found = json.loads(data)
    edit(found)
    (folder / "graph.html").write_text(f"{head}{mark}{json.dumps(found)}{end}{tail}", encoding="utf-8")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Return a copy of the outputs that a test may break."""
    return Path(shutil.copytree(exported(), tmp_path / "exports"))


def problems(folder: Path, graph: KnowledgeGraph | None = None) -> list[str]:
    """Return what is found, as lines."""
    return [str(p) for p in check(graph or small_graph(), ontology(), folder)]


def change(path: Path, old: str, new: str, count: int = -1) -> None:
    """Replace a text in a file that has it."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, count), encoding="utf-8")


def drop(path: Path, part: str) -> None:
    """Remove the lines of a file that hold a text."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    assert any(part in line for line in lines)
    path.write_text("".join(line for line in lines if part not in line), encoding="utf-8")


def test_outputs_of_one_graph_agree() -> None:
    """A check that cries wolf is switched off."""
    assert problems(exported()) == []


def test_importing_the_module_is_cheap() -> None:
    """`kg --help` would load a validator."""
    code = "import sys, kg.check; print([m for m in ('pyoxigraph', 'rdflib', 'pyshacl', 'networkx') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def put(rows: list[Any], at: int, key: str | int, value: object) -> None:
    """Change one cell of a row or record."""
    rows[at][key] = value


def _node(data: dict[str, Any], key: str) -> int:
    return next(k for k, node in enumerate(data["nodes"]) if node["id"] == key)


def _pair_row(data: dict[str, Any]) -> int:
    ends = sorted((_node(data, PAIR.a), _node(data, PAIR.b)))
    return next(k for k, row in enumerate(data["together"]) if sorted(row[:2]) == ends)


CLAIM = small_graph().claims[0]
DATED = next(c for c in small_graph().claims if c.true_from)
PAIR = small_graph().co_mentions[0]
MENTION = small_graph().mentions[0]
M = mention_id(MENTION.document, MENTION.start, MENTION.end)

CASES: dict[str, tuple[Callable[[Path], None], str]] = {
    "nt lacks a mention": (lambda d: drop(d / "graph.nt", f"/id/{M}>"), f"graph.nt: lacks the mention aig:{M}"),
    "nt lacks a claim": (lambda d: drop(d / "graph.nt", f"/id/{CLAIM.id}>"), f"graph.nt: lacks the claim aig:{CLAIM.id}"),
    "nt lacks evidence": (
        lambda d: drop(d / "graph.nt", f"/id/{CLAIM.evidence[0].id}>"),
        f"graph.nt: lacks the evidence aig:{CLAIM.evidence[0].id}",
    ),
    "nt invents an entity": (
        lambda d: change(d / "graph.nt", "/id/beta>", "/id/betta>"),
        "graph.nt: has the entity aig:betta, which the graph has not",
    ),
    "ttl has another day": (
        lambda d: change(d / "graph.ttl", 'aigo:trueFrom "2025-09-01"', 'aigo:trueFrom "2025-09-02"'),
        f'graph.ttl: says aig:{DATED.id} aigo:trueFrom "2025-09-02"',
    ),
    "csv lacks a day": (lambda d: change(d / "claims.csv", ",2025-09-01,", ",,"), "claims.csv: says true_from ''"),
    "table of edges lacks a day": (lambda d: change(d / "edges.csv", ",2025-11-30,", ",,"), "edges.csv: says true_until ''"),
    "graphml has another day": (
        lambda d: change(d / "graph.graphml", ">2025-09-01<", ">2024-09-01<"), "graph.graphml: says true_from '2024-09-01'",
    ),
    "page has another day": (
        lambda d: change(d / "graph.html", '"2025-09-01"', '"2024-09-01"'), "graph.html: says true_from '2024-09-01'",
    ),
    "ttl says another label": (
        lambda d: change(d / "graph.ttl", 'skos:prefLabel "Beta"', 'skos:prefLabel "Betta"'),
        'graph.ttl: says aig:beta skos:prefLabel "Betta"',
    ),
    "ttl states what nobody stated": (
        lambda d: change(d / "graph.ttl", "# facts\n", "# facts\naig:metr aigo:acquires aig:quill-lab .\n"),
        "graph.ttl: says aig:metr aigo:acquires aig:quill-lab",
    ),
    "trig puts a fact in another layer": (
        lambda d: change(d / "graph.trig", "aigg:facts {", "aigg:background {"),
        "graph.trig: does not say aig:beta aigo:basedOn aig:alpha-1",
    ),
    "jsonld says another count": (
        lambda d: change(d / "graph.jsonld", '"aigo:mentionCount":5', '"aigo:mentionCount":6'),
        "graph.jsonld: says aig:alpha-1 aigo:mentionCount",
    ),
    "graphml lacks an edge": (
        lambda d: change(d / "graph.graphml", f">{CLAIM.id}</data>", ">st-x</data>"),
        f"graph.graphml: lacks the claim {CLAIM.id}",
    ),
    "graphml says another status": (
        lambda d: change(d / "graph.graphml", ">Contested<", ">Supported<"),
        "graph.graphml: says status 'Supported' of the claim",
    ),
    "graphml lacks a node": (
        lambda d: change(d / "graph.graphml", ">gamma-2.5</data>", ">gamma</data>"),
        "graph.graphml: lacks the entity gamma-2.5",
    ),
    "nodes.csv lacks a row": (lambda d: drop(d / "nodes.csv", "beta,"), "nodes.csv: lacks the entity beta"),
    "edges.csv counts otherwise": (
        lambda d: change(d / "edges.csv", f"{co_mention_id(PAIR.a, PAIR.b)},co_mention,co_mention,co_mention,false,2.0,,,,2,2", (
            f"{co_mention_id(PAIR.a, PAIR.b)},co_mention,co_mention,co_mention,false,2.0,,,,3,2")),
        f"edges.csv: says sentences '3' of the co-mention {co_mention_id(PAIR.a, PAIR.b)}, the graph '2'",
    ),
    "claims.csv lacks evidence": (
        lambda d: drop(d / "claims.csv", CLAIM.evidence[0].id),
        f"claims.csv: lacks the evidence {CLAIM.evidence[0].id}",
    ),
    "mentions.csv links otherwise": (
        lambda d: change(d / "mentions.csv", f",{MENTION.entity},", ",beta2,"),
        f"mentions.csv: says entity 'beta2' of the mention {M}",
    ),
    "the page lacks a claim": (
        lambda d: change(d / "graph.html", CLAIM.id, "st-x"), f"graph.html: lacks the claim {CLAIM.id}"
    ),
    "the page counts a pair otherwise": (
        lambda d: edit_page(d, lambda data: put(data["together"], _pair_row(data), 2, 3)),
        f"graph.html: says sentences '3' of the co-mention {co_mention_id(PAIR.a, PAIR.b)}, the graph '2'",
    ),
    "the page invents an entity": (
        lambda d: edit_page(d, lambda data: put(data["nodes"], _node(data, "beta"), "id", "betta")),
        "graph.html: has the entity betta, which the graph has not",
    ),
    "the description counts otherwise": (
        lambda d: change(d / "dataset.ttl", "void:triples ", "void:triples 1", 1),
        'dataset.ttl: says https://w3id.org/aig/dataset void:triples "1',
    ),
    "the description lacks a layer": (
        lambda d: change(d / "dataset.ttl", "aigg:mentions , ", ""),
        "dataset.ttl: does not say https://w3id.org/aig/dataset void:subset aigg:mentions",
    ),
    "the context takes a number for an address": (
        lambda d: change(d / "context.jsonld", "xsd:decimal", "@id", 1), "context.jsonld: is not the context",
    ),
    "ttl is not the file that is described": (
        lambda d: change(d / "graph.ttl", "# facts\n", "# Facts\n"), "graph.ttl: is not the file that dataset.ttl describes",
    ),
    "the page counts mentions otherwise": (
        lambda d: edit_page(d, lambda data: data["counts"].update(mentions=1)),
        "graph.html: says count '1",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_planted_differences_are_named(name: str, out: Path) -> None:
    """The outputs would disagree, and nobody would know in what."""
    plant, expected = CASES[name]
    plant(out)
    found = problems(out)
    assert any(line.startswith(expected) for line in found), found
    assert {line.split(":")[0] for line in found} == {expected.split(":")[0]}


@pytest.mark.parametrize("name", FILES)
def test_missing_and_broken_files_are_problems(name: str, out: Path) -> None:
    """One broken file must not hide the others, nor end in a traceback."""
    (out / name).write_text('"broken <', encoding="utf-8")
    found = problems(out)
    assert len(found) >= 1
    assert all(line.startswith(f"{name}: ") and "\n" not in line for line in found), found
    (out / name).unlink()
    assert problems(out) == [f"{name}: is missing; kg export all writes it"]


def test_every_output_notices_another_graph(out: Path) -> None:
    """After a build without an export all files are old, and each has to say so."""
    entity = Entity("delta", "Delta", "Model", EntityType.MODEL, source="unverified")
    newer = replace(small_graph(), nodes=(*small_graph().nodes, Node(entity, 0, 0)))
    found = problems(out, newer)
    for name in ("graph.ttl", "graph.nt", "graph.trig", "graph.jsonld", "graph.graphml", "nodes.csv", "graph.html"):
        assert any(line.startswith(f"{name}: lacks the entity") and "delta" in line for line in found), name


def test_many_differences_are_counted(out: Path) -> None:
    """Ten thousand lines of the same kind would bury the one that matters."""
    path = out / "mentions.csv"
    nothing = replace(small_graph(), mentions=())
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text(lines[0] + "".join(line.replace("m-", f"m-{n}-") for n in range(5) for line in lines[1:]), encoding="utf-8")
    found = [p for p in check(nothing, ontology(), out) if p.file == "mentions.csv"]
    assert len(found) == LISTED + 2
    assert "more of this kind" in found[-2].what


def test_a_graph_that_breaks_its_shapes_is_a_problem(tmp_path: Path) -> None:
    """All outputs can agree on nonsense."""
    graph = small_graph()
    claim = replace(graph.claims[0], belief=1.5)
    wrong = replace(graph, claims=(claim, *graph.claims[1:]))
    for name in ("rdf", "graphml", "csv"):
        export(wrong, ontology(), name, tmp_path)
    export(wrong, ontology(), "html", tmp_path)
    found = problems(tmp_path, wrong)
    assert len(found) == 1
    assert found[0].startswith(f"graph.ttl: aig:{claim.id} breaks its shape at aigo:belief: ")


def test_what_contradicts_the_classes_is_a_problem() -> None:
    """A statement can make a thing a member of two disjoint classes, and a reasoner would then believe anything."""
    graph = small_graph()
    leads = next(c for c in graph.claims if c.predicate == "leads")
    wrong = replace(leads, subject="eu-ai-act", id="st-wrong")
    # That only the wrong one is named says that the others are right.
    found = [str(p) for p in contradictions(replace(graph, claims=(*graph.claims, wrong)), ontology(), DEFAULT_BASE)]
    assert found
    assert all(line.startswith("graph.ttl: by OWL RL: ") and "eu-ai-act" in line for line in found)


def test_a_large_graph_is_validated_in_part_and_that_is_said(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Validation of millions of triples takes hours; silence about it would be a false promise."""
    monkeypatch.setattr("kg.check_rdf.SHACL_LIMIT", 1200)
    notes: list[str] = []
    assert check(small_graph(), ontology(), out, on_note=notes.append) == []
    assert len(notes) == 1
    assert "one claim, co-mention and mention in 2 was, " in notes[0]
    wrong = replace(small_graph(), claims=tuple(replace(c, belief=1.5) for c in small_graph().claims))
    export(wrong, ontology(), "rdf", out)
    found = [str(p) for p in violations(ontology(), out / "graph.ttl", DEFAULT_BASE, notes.append)]
    assert 0 < len(found) < len(wrong.claims)
    assert all("breaks its shape at aigo:belief" in line for line in found)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """The commonest mistake deserves a clear line."""
    with pytest.raises(ExportError, match="no such folder"):
        check(small_graph(), ontology(), tmp_path / "nowhere")
    assert str(Problem("graph.nt", "is missing")) == "graph.nt: is missing"
