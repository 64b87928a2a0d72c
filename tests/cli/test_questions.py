"""The shipped questions on the sample: answers that whoever reads it can confirm, the same from another engine."""

from __future__ import annotations

import json

import pyoxigraph as ox
import pytest
import rdflib

from tests.cli.conftest import Run, Sample

#: Query, parameters, and rows (some cells of them, by name) that the sentences of the sample state in so many words.
ANSWERS: list[tuple[str, dict[str, str], list[dict[str, str]]]] = [
    ("people", {}, [
        {"name": "Liang Wenfeng", "relation": "founded", "organizationName": "DeepSeek"},
        {"name": "Arthur Mensch", "relation": "founded", "organizationName": "Mistral AI"},
    ]),
    ("policies", {}, [
        # By "It covers ..." alone, and a pronoun is believed the less.
        {"actor": "EU AI Act", "relation": "regulates", "target": "Mistral AI", "status": "Unsupported"},
        {"actor": "EU AI Act", "relation": "regulates", "target": "OpenAI", "status": "Unsupported"},
        {"actor": "Entity List", "relation": "regulates", "target": "Zhipu AI", "status": "Supported"},
    ]),
    ("positions", {}, [
        {"who": "Anthropic", "side": "for", "about": "SB 53", "quote": "Anthropic endorsed SB 53 before it passed."},
    ]),
    ("comparisons", {}, [{"subject": "SGLang", "relation": "competesWith", "object": "vLLM"}]),
    ("denied", {}, [
        {"subject": "Llama 3.3", "relation": "licensedUnder", "object": "Apache 2.0"},
        {"subject": "Phi-4", "relation": "developedBy", "object": "OpenAI", "quote": "Phi-4 isn’t a model by OpenAI."},
    ]),
    ("lineage", {"model": "composer-2"}, [{"ancestor": "kimi-k2.5", "stated": "true"}, {"ancestor": "kimi", "stated": "false"}]),
    ("made-from", {}, [{"child": "alpaca", "how": "fineTunedFrom", "parent": "llama-7b"}]),
    ("evaluated-on", {}, [{"artifact": "gpt-4", "benchmark": "mmlu"}]),
    ("licences", {"lab": "google"}, [{"model": "gemma-4", "licence": "apache-2.0", "source": "stated"}]),
]  # fmt: skip

#: What rdflib answers in seconds; the small graph of tests/queries has them all.
QUICK = ("about", "comparisons", "denied", "lineage", "people", "policies", "positions", "who-developed")


@pytest.mark.parametrize(("name", "params", "wanted"), ANSWERS, ids=[name for name, *_ in ANSWERS])
def test_a_question_finds_what_the_sample_says(
    quick: Run, name: str, params: dict[str, str], wanted: list[dict[str, str]]
) -> None:
    """A shipped question would miss what stands there in so many words."""
    given = [part for key, value in params.items() for part in ("--param", f"{key}={value}")]
    done = quick("query", name, *given, "--format", "json")
    rows = [
        {key: cell["value"].rpartition("#")[2].rpartition("/id/")[2] for key, cell in row.items()}
        for row in json.loads(done.stdout)["results"]["bindings"]
    ]
    for row in wanted:
        assert any(row.items() <= found.items() for found in rows), (row, rows)


@pytest.mark.parametrize(
    "name", ["Google", "google", "aig:google", "https://w3id.org/aig/id/google"], ids=["label", "id", "prefixed", "iri"]
)
def test_a_parameter_is_named_as_people_name_things(quick: Run, name: str) -> None:
    """A label in place of an id would find nothing, and "no rows" reads as if nothing were known."""
    asked = [
        json.loads(quick("query", "licences", "--param", f"lab={given}", "--format", "json").stdout) for given in (name, "google")
    ]
    assert asked[0]["results"]["bindings"]
    assert asked[0] == asked[1]


@pytest.mark.parametrize(
    ("name", "said"),
    [("Gogle", "did you mean google (Lab)"), ("Qwen", "stands for several entities")],
    ids=["misspelt", "ambiguous"],
)
def test_a_parameter_that_names_nothing_is_told(kg: Run, name: str, said: str) -> None:
    """A slip of the pen, or a name of two things, would be answered by silence."""
    done = kg("query", "about", "--param", f"entity={name}")
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert "\n" not in done.stderr.strip()


def _same(text: str) -> str:
    """Return a value as Oxigraph writes it: the same moment with Z, and a decimal zero without its point."""
    return "0" if text == "0.0" else text.replace("+00:00", "Z")


def test_another_engine_answers_the_exported_questions_alike(sample: Sample) -> None:
    """The files in exports/queries are for any engine, on any of the exported files."""
    exports = sample.folder / "exports"
    theirs = rdflib.Graph().parse(exports / "graph.nt", format="nt")
    ours = ox.Store()
    ours.bulk_load(path=exports / "graph.ttl", format=ox.RdfFormat.TURTLE)
    for name in QUICK:
        text = (exports / "queries" / f"{name}.rq").read_text(encoding="utf-8")
        found = ours.query(text)
        assert isinstance(found, ox.QuerySolutions)
        rows = sorted(str([None if cell is None else cell.value for cell in row]) for row in found)
        others = sorted(str([None if c is None else _same(str(c)) for c in row]) for row in theirs.query(text))  # type: ignore[union-attr]
        assert rows == others, name
