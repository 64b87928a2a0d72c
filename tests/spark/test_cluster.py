"""The engine on a real local cluster: the same rows and bytes as the embedded one, whatever dies on the way."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from kg import pipeline
from kg.analysis import Analyst, program_fingerprint
from kg.analysis.messages import Task
from kg.ids import content_id
from kg.ontology import Ontology, load
from kg.records import KnowledgeGraph
from kg.sources import read
from kg.spark.analysing import Analysis
from kg.spark.corpora import read_part
from kg.spark.dataflow import Flow
from kg.spark.job import Cluster, build
from kg.spark.parts import parts_of
from kg.spark.session import session
from kg.store import Store
from kg.store.tables import write_done
from tests.spark.corpus import bytes_of, executors, kill, rows_of

pytestmark = pytest.mark.spark

#: Three workers of one processor and little memory each.
MASTER = "local-cluster[3,1,640]"
SETTINGS = {"spark.executor.memory": "512m"}
TRIALS = 10
KG = str(Path(sys.executable).with_name("kg"))


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    """Return the shipped ontology."""
    return load()


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return the sample corpus with a copy of one of its texts elsewhere, and a feed that cannot be read."""
    folder = tmp_path_factory.mktemp("inputs")
    (folder / "copy.md").write_bytes((pipeline.sample_folder() / "slow-tokens-014.md").read_bytes())
    (folder / "broken.xml").write_text("<?xml version='1.0'?><rss><channel><item><title>x", encoding="utf-8")
    return [str(pipeline.sample_folder()), str(folder)]


@pytest.fixture(scope="module")
def embedded(inputs: list[str], ontology: Ontology, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a store and outputs of the embedded engine."""
    folder = tmp_path_factory.mktemp("embedded")
    built = pipeline.build(inputs, folder / "kg.duckdb", folder / "out", ontology)
    assert built.claims > 100
    assert len(built.failures) == 3
    return folder


def graph_of(folder: Path, ontology: Ontology) -> KnowledgeGraph:
    """Return the graph of the store in a folder."""
    with Store.open(folder / "kg.duckdb") as store:
        return store.graph(ontology)


def test_the_same_store_and_the_same_bytes(inputs: list[str], embedded: Path, ontology: Ontology, tmp_path: Path) -> None:
    """Somebody who goes from one machine to many would get other ids, counts or claims, and could compare nothing."""
    built = build(
        inputs, tmp_path / "kg.duckdb", tmp_path / "out", ontology, Cluster("local[2]", str(tmp_path / "tables"), SETTINGS)
    )
    assert rows_of(tmp_path / "kg.duckdb") == rows_of(embedded / "kg.duckdb")
    assert bytes_of(tmp_path / "out") == bytes_of(embedded / "out")
    assert graph_of(tmp_path, ontology) == graph_of(embedded, ontology)
    with Store.open(embedded / "kg.duckdb") as store:
        assert built.failures == store.failures()
    assert not executors()
    # The embedded engine goes on from there, and finds nothing to do.
    again = pipeline.build(inputs, tmp_path / "kg.duckdb", tmp_path / "again", ontology)
    assert again.analysed == 0
    assert bytes_of(tmp_path / "again") == bytes_of(embedded / "out")


def test_ten_killed_workers_leave_no_trace(inputs: list[str], embedded: Path, ontology: Ontology, tmp_path: Path) -> None:
    """A machine that dies, as one of many does every day, would cost rows, or count them twice."""
    program = program_fingerprint()
    fingerprint = content_id("run", ontology.fingerprint, program)
    wanted, graph = rows_of(embedded / "kg.duckdb"), graph_of(embedded, ontology)
    parts = parts_of(inputs, lambda _: None)
    chance = random.Random(11)
    killed: list[tuple[str, int]] = []
    with session(MASTER, SETTINGS, tmp_path / "spark.log") as spark:
        analysis = Analysis(fingerprint, spark.sparkContext.broadcast(Task(ontology, program)))
        for trial in range(TRIALS):
            when = ("linking", "linking", "reading", "comparing", "counting")[trial % 5]

            def at(stage: str, when: str = when) -> None:
                if stage == when:
                    timer = threading.Timer(chance.uniform(0.2, 3.0), strike, [when])
                    timer.daemon = True
                    timer.start()

            def strike(when: str) -> None:
                deadline = time.monotonic() + 60
                while not (found := executors()) and time.monotonic() < deadline:
                    time.sleep(0.1)
                victim = chance.choice(found)
                kill(victim)
                killed.append((when, victim))

            folder = tmp_path / f"tables{trial}"
            folder.mkdir()
            Flow(spark, str(folder), at).run(parts, analysis)
            write_done(folder, ontology.fingerprint, program)
            assert len(killed) == trial + 1, "the job was done before anything was killed"
            with Store.open(tmp_path / f"{trial}.duckdb") as store:
                store.take_tables(folder)
                assert store.graph(ontology, folder) == graph, (trial, when)
            assert rows_of(tmp_path / f"{trial}.duckdb") == wanted, (trial, when)
    assert not executors()


def test_json_lines_parquet_and_archives_are_read_by_the_workers(tmp_path: Path, ontology: Ontology) -> None:
    """A corpus as it lies in a data lake would have to be taken apart into files first."""
    import pyarrow as pa
    from pyarrow import parquet

    from tests.spark.archives import write_wet

    notes = (
        "OpenAI released GPT-5.",
        "Alibaba released Qwen3.",
        "Mistral AI built Mistral Large 2.",
        "Meta trained Llama 3 in 2024.",
    )
    rows = [{"url": f"https://harbour{n}.example/", "text": note} for n, note in enumerate(notes)]
    (tmp_path / "lake").mkdir()
    (tmp_path / "lake" / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows[:2]), encoding="utf-8")
    parquet.write_table(pa.Table.from_pylist(rows[2:]), tmp_path / "lake" / "b.parquet")
    write_wet(tmp_path / "lake" / "c.warc.wet.gz", {"https://quay.example/x": "Anthropic developed Claude.\n"})
    done = subprocess.run(
        [KG, "build", "lake", "--engine", "spark", "--master", "local[1]", "--tables-only", "--tables", "tables", "--json"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    made = json.loads(done.stdout)
    assert made["failures"] == []
    analyst = Analyst(ontology)
    documents = [d for part in parts_of([str(tmp_path / "lake")], print) for d in read_part(part, print)]
    found = [analyst.analyse(d) for d in documents]
    assert made["rows"]["documents"] == len(documents) == 5
    assert made["rows"]["mentions"] == sum(len(one.mentions) for one in found) >= 10
    assert made["rows"]["evidence"] == sum(len(one.evidence) for one in found) >= 3
    assert not (tmp_path / "kg.duckdb").exists()
    assert list(read([str(tmp_path / "lake")], on_failure=lambda _: None)) == []
