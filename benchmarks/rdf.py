"""Measure the RDF against rdflib: loading, each shipped query, writing Turtle, and `kg query` from the shell.

Usage: python benchmarks/rdf.py STORE [--triples N] [--rounds N] [--cap SECONDS] [--shell-rounds N] [--only QUERY ...]

STORE is one that `kg build` wrote (the sample's, say). Its published graph is multiplied, with the ids of everything but
the ontology made new in each copy, until it has N triples, so the shape stays: how many mentions a document, how many claims
an entity. Every round does the same with both engines in turn, in CPU time, since the machine may be busy; a ratio is
rdflib's time over ours, as the median with the lowest and highest. rdflib answers each query once, in a process that is
ended after the cap of seconds of CPU time; then the ratio is "more than", by what it had used. Rows are counted on both
sides; an answer that is a graph is written as Turtle on both sides, since that is what `kg query` gives. With --only, nothing
else is measured.
For the shell, `python -c "import rdflib"` is one and `kg query` on STORE so many times that, in CPU and in wall time.
"""

from __future__ import annotations

import argparse
import gc
import math
import multiprocessing
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

import pyoxigraph as ox
import rdflib

from kg.exporters.rdf import rendered, turtle
from kg.ontology import load
from kg.queries import bind, named
from kg.query import Dataset
from kg.records import KnowledgeGraph
from kg.store import read_snapshot

Name = Callable[[str], str]


def multiplied(graph: KnowledgeGraph, copies: int) -> KnowledgeGraph:
    """Return a graph of several copies of one, each with ids of its own."""
    made = [graph, *(_renamed(graph, lambda key, n=n: f"{key}-{n}" if key else key) for n in range(2, copies + 1))]
    return replace(
        graph,
        **{
            name: tuple(record for one in made for record in getattr(one, name))
            for name in ("nodes", "documents", "mentions", "co_mentions", "claims", "background")
        },
    )  # fmt: skip


def _renamed(g: KnowledgeGraph, new: Name) -> KnowledgeGraph:
    return replace(
        g,
        nodes=tuple(replace(n, entity=replace(n.entity, id=new(n.entity.id))) for n in g.nodes),
        documents=tuple(replace(d, id=new(d.id), key=new(d.key), link=new(d.link)) for d in g.documents),
        mentions=tuple(
            replace(
                m, document=new(m.document), entity=m.entity and new(m.entity), cluster=m.cluster and new(m.cluster),
                candidates=tuple(map(new, m.candidates)),
            )
            for m in g.mentions
        ),
        co_mentions=tuple(replace(c, a=new(c.a), b=new(c.b), quote_document=new(c.quote_document)) for c in g.co_mentions),
        claims=tuple(
            replace(
                c, id=new(c.id), subject=new(c.subject), object=new(c.object),
                evidence=tuple(
                    replace(
                        e, id=new(e.id), document=new(e.document), subject=new(e.subject), object=new(e.object),
                        holder_id=new(e.holder_id),
                    )
                    for e in c.evidence
                ),
            )
            for c in g.claims
        ),
        background=tuple(replace(f, subject=new(f.subject), object=new(f.object)) for f in g.background),
    )  # fmt: skip


# -- measuring ---------------------------------------------------------------------------------------------------


def cpu(work: Callable[[], object]) -> float:
    """Return the seconds of CPU time that a piece of work takes, on all threads."""
    start = time.process_time()
    work()
    return time.process_time() - start


def told(ratios: Sequence[float]) -> str:
    """Return the median of ratios with the lowest and highest."""
    return f"{statistics.median(ratios):8.1f}   ({min(ratios):.1f} to {max(ratios):.1f})"


def show(what: str, result: str) -> None:
    """Print one line of the table."""
    print(f"{what:40} {result}", flush=True)


def loading(nt: Path, trig: Path, rounds: int) -> rdflib.Graph:
    """Compare loading, and return what rdflib loaded."""
    ratios: dict[str, list[float]] = {"loading N-Triples": [], "loading TriG, as kg query does": []}
    graph = rdflib.Graph()
    for _ in range(rounds):
        graph = rdflib.Graph()
        theirs = cpu(lambda g=graph: g.parse(nt, format="nt"))
        ours = cpu(lambda: ox.Store().bulk_load(path=nt, format=ox.RdfFormat.N_TRIPLES))
        ratios["loading N-Triples"].append(theirs / ours)
        ratios["loading TriG, as kg query does"].append(theirs / cpu(lambda: len(Dataset.from_file(trig))))
    for what, found in ratios.items():
        show(what, told(found))
    return graph


def _theirs(graph: rdflib.Graph, text: str, sender: Connection, cap: float) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(cap), math.ceil(cap)))
    start = time.process_time()
    result = graph.query(text)
    if result.graph is not None:
        result.graph.serialize(format="turtle")
    rows = len(result.graph) if result.graph is not None else len(list(result))
    sender.send((time.process_time() - start, rows))


def theirs_within(graph: rdflib.Graph, text: str, cap: float) -> tuple[float, int | None]:
    """Return the CPU time of rdflib's answer and its rows; the time it had used and None when it was ended."""
    there = multiprocessing.get_context("fork")
    receiver, sender = there.Pipe(duplex=False)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    worker = there.Process(target=_theirs, args=(graph, text, sender, cap))
    worker.start()
    sender.close()
    try:
        found = receiver.recv()
    except EOFError:
        found = None
    worker.join()
    return found or (resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before, None)


def queries(graph: rdflib.Graph, dataset: Dataset, rounds: int, cap: float, only: Sequence[str]) -> None:
    """Compare the shipped queries with their defaults, all or those that are named."""
    print(f"\n{'query':32} {'rows':>7} {'ratio':>8}")
    gc.collect()
    gc.freeze()  # else a collection that our few objects set off walks through all that rdflib holds, and counts as ours
    for name, query in named().items():
        if only and name not in only:
            continue
        text = bind(query, {})
        spent, rows = theirs_within(graph, text, cap)
        times, ours = [], 0
        for _ in range(rounds + 1):
            start = time.process_time()
            result = dataset.query(name, limit=None)
            times.append(time.process_time() - start)
            ours = len(result.rows) if result.kind == "select" else rows or 0
        ratios = [spent / taken for taken in times[1:]]  # the first warms up
        more = "more than " if rows is None else ""
        note = "" if rows in (None, ours) else f"   ROWS DIFFER: rdflib has {rows}"
        print(f"{name:32} {ours:7} {more}{told(ratios)}{note}", flush=True)


def writing(graph: rdflib.Graph, nt: Path, rounds: int) -> None:
    """Compare writing Turtle from triples that are in memory."""
    triples = [quad.triple for quad in ox.parse(path=nt, format=ox.RdfFormat.N_TRIPLES)]
    ratios = [cpu(lambda: graph.serialize(format="turtle")) / cpu(lambda: turtle(triples)) for _ in range(rounds)]
    show("writing Turtle", told(ratios))


def shell(store: Path, rounds: int) -> None:
    """Compare `kg query` with the import of rdflib, each in a process of its own."""
    commands = {
        "import rdflib": ["-c", "import rdflib"],
        "kg query, one row": ["-m", "kg", "query", "ASK { ?s a aigo:Model }", "--store", str(store)],
        "kg query most-mentioned": ["-m", "kg", "query", "most-mentioned", "--store", str(store)],
        "kg query share-of-voice, CSV": ["-m", "kg", "query", "share-of-voice", "--store", str(store), "--format", "csv"],
        "kg query about, with a time-out": ["-m", "kg", "query", "about", "--store", str(store), "--timeout", "60"],
    }
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
            subprocess.run([sys.executable, *command], stdout=subprocess.DEVNULL, check=True, env=os.environ)
            wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
            spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            if number:  # the first round warms up
                taken[name].append((spent, wall))
    print("\nfrom the shell, in times of `import rdflib`")
    for name in list(commands)[1:]:
        pairs = list(zip(taken[name], taken["import rdflib"], strict=True))
        for which, what in enumerate(("CPU", "wall")):
            show(f"{name}: {what}", told([ours[which] / theirs[which] for ours, theirs in pairs]))


def main() -> None:
    """Run everything and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", type=Path)
    parser.add_argument("--triples", type=int, default=250_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cap", type=float, default=60)
    parser.add_argument("--shell-rounds", type=int, default=9)
    parser.add_argument("--only", nargs="+", default=[], metavar="QUERY")
    given = parser.parse_args()
    ontology, graph = load(), read_snapshot(given.store)
    copies = -(-given.triples // len(rendered(graph, ontology)))
    with tempfile.TemporaryDirectory() as folder:
        nt, trig = Path(folder, "graph.nt"), Path(folder, "graph.trig")
        for _ in range(20):
            triples = rendered(multiplied(graph, copies), ontology)
            if len(triples) >= given.triples:
                break
            copies += 1
        triples.write(nt)
        triples.write(trig)
        print(f"{len(triples):,} triples, {copies} times the graph of {given.store}; ratios of CPU time, rdflib over ours\n")
        del triples
        theirs = rdflib.Graph().parse(nt, format="nt") if given.only else loading(nt, trig, given.rounds)
        if not given.only:
            writing(theirs, nt, given.rounds)
        queries(theirs, Dataset.from_file(trig), given.rounds, given.cap, given.only)
    if not given.only:
        shell(given.store, given.shell_rounds)


if __name__ == "__main__":
    main()
