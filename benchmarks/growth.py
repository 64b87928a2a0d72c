"""Measure how the linker grows: with the number of names, with the text, on a single line, in memory.

Usage: python benchmarks/growth.py [--rounds N] [--copies N]

Names: one ontology of 1,000 names that the texts need, and the same with 99,000 made-up ones; both link the same texts in
turn, in CPU time. Text: a text of one line, and the same eight times over, per code point. Memory: the largest resident size
after one corpus and after as many copies of it as asked for.
"""

from __future__ import annotations

import argparse
import dataclasses
import random
import resource
import statistics
import time
from collections.abc import Iterable
from pathlib import Path

from kg.linking import Linker
from kg.ontology import Name, Ontology, load
from kg.pipeline import sample_folder
from kg.records import Document, Entity, EntityType
from kg.sources import merge, read

HERE = Path(__file__).parent
FEW, MANY = 1_000, 100_000
_SYLLABLES = (
    "ba be bri cal cor da dex dor el fen fir gal gor hal hex il jor ka kel lor lun mar mex mir nal nor ol or pel pra qua"
    " rav rel ros sal sel sor tal tem tor ul ur val vex vor wel wyn xan yor zel zor"
).split()


def shrunk(ontology: Ontology, linker: Linker, documents: Iterable[Document]) -> Ontology:
    """Return the ontology with 1,000 names: those of what the documents mention and of its kin, then others in order."""
    wanted: list[str] = []
    for document in documents:
        for mention in linker.link(document):
            above = ontology.entities.get(mention.entity or "")
            while above is not None and above.id not in wanted:
                wanted.append(above.id)
                kin = above.fact("member_of_family") or above.fact("version_of") or above.fact("developed_by")
                above = ontology.entities.get(kin[0]) if kin else None
    order = {key: at for at, key in enumerate([*wanted, *(k for k in ontology.entities if k not in set(wanted))])}
    names = sorted(ontology.names, key=lambda n: order[n.entity])[:FEW]
    kept = {n.entity for n in names}
    return dataclasses.replace(
        ontology,
        entities={k: e for k, e in ontology.entities.items() if k in kept},
        names=tuple(sorted(names, key=lambda n: (n.text, n.entity))),
    )


def swollen(ontology: Ontology) -> Ontology:
    """Return the ontology with made-up names up to 100,000, a quarter each of labs, models, people and products."""
    chance = random.Random(7)
    entities, names = dict(ontology.entities), list(ontology.names)
    kinds = (EntityType.LAB, EntityType.MODEL, EntityType.PERSON, EntityType.PRODUCT)
    while len(names) < MANY:
        words = ["".join(chance.choices(_SYLLABLES, k=3)).title() for _ in range(2)]
        key, kind = f"made-{len(names)}", kinds[len(names) % 4]
        label = " ".join(words) + (f" {chance.randint(1, 9)}" if kind is EntityType.MODEL else "")
        entities[key] = Entity(key, label, kind.value, kind, (), (), (), "made up")
        names.append(Name(label, key, "label", context=False))
    return dataclasses.replace(
        ontology, entities=dict(sorted(entities.items())), names=tuple(sorted(names, key=lambda n: (n.text, n.entity)))
    )


def timed(linker: Linker, documents: Iterable[Document]) -> float:
    """Return the CPU seconds that linking takes."""
    started = time.process_time()
    for document in documents:
        linker.link(document)
    return time.process_time() - started


def main() -> None:
    """Run all four and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--copies", type=int, default=100)
    args = parser.parse_args()
    documents = list(merge(read([str(sample_folder()), str(HERE / "practice" / "docs")], on_failure=print)))
    ontology = load()
    linker = Linker(ontology)
    small = shrunk(ontology, linker, documents)
    few, many = Linker(small), Linker(swollen(small))

    def row(what: str, ratios: list[float]) -> None:
        print(f"{what} | {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}) times", flush=True)

    timed(few, documents), timed(many, documents)
    row("100,000 names : 1,000 names", [timed(many, documents) / timed(few, documents) for _ in range(args.rounds)])
    line = " ".join(" ".join(d.text.split()) for d in documents)
    one = [Document(id="doc-line", key="line", text=line)]
    eight = [Document(id="doc-lines", key="lines", text=" ".join([line] * 8))]
    row(
        f"a line of {8 * len(line):,} code points : one of {len(line):,}, per code point",
        [timed(linker, eight) / 8 / timed(linker, one) for _ in range(3)],
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for copy in range(args.copies):
        timed(linker, (dataclasses.replace(d, id=f"{d.id}-{copy}", text=f"{d.text}\nCopy {copy}.") for d in documents))
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    row(f"memory at its largest after {args.copies} times the corpus : before", [after / before])


if __name__ == "__main__":
    main()
