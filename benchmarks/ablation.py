"""Show where the linking score comes from: one part of the linker after the other, and what happens to names that no list has.

Usage: python benchmarks/ablation.py GOLD_FOLDER... [--removal]

The table adds one part at a time. With ``--removal``, the entities of each gold folder are removed from the ontology in
thirds (a hash of the id, modulo 3), with all their names and with the versions below them: what is left to find them is
their grammar and their sentence. Printed are the mean span F1 with its fall, and the share of removed versions that land
under their family.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from removal import in_thirds, is_model, without

from kg.evaluation import Gold, Report, normal, read_gold, score
from kg.linking import Linker, linker, sifting
from kg.linking.ground.signals import Signals
from kg.linking.ground.surfaces import Candidate
from kg.linking.listed import candidates
from kg.linking.references import acronyms, definite, relatives, shortforms
from kg.linking.unlisted import introduced, newnames, unknown_models, unknowns
from kg.ontology import Ontology, load
from kg.records import Document, Mention

PARTS = ("lists", "+ version grammar", "+ context", "+ short forms", "+ unknown names (NIL)")
_WITHOUT_CONTEXT = frozenset({"bias"})


def _nothing(*_: object, **__: object) -> tuple[()]:
    return ()


def _named_only(found: Iterator[Candidate]) -> Iterator[Candidate]:
    """Yield the candidates that a list has, without what the version grammar read."""
    for candidate in found:
        readings = tuple(r for r in candidate.readings if r.kind != "version" and r.entity is not None)
        if readings:
            yield Candidate(candidate.start, candidate.end, readings)


def _lists_only(*args: Any, **kwargs: Any) -> Iterator[Candidate]:  # noqa: ANN401 - handed on as they are
    return _named_only(_FIND(*args, **kwargs))


_FIND = candidates.find


@contextmanager
def with_parts(count: int, made: Linker) -> Iterator[None]:
    """Leave out of a linker all but the first ``count`` + 1 of `PARTS` for as long as the block runs."""
    with ExitStack() as stack:

        def stub(module: object, *names: str) -> None:
            for name in names:
                stack.enter_context(patch.object(module, name, _nothing))

        if count < 1:
            stack.enter_context(patch.object(linker.candidates, "find", _lists_only))
        if count < 2:
            full = made._signals
            bare = Signals((), (), {k: v for k, v in full.weights.items() if k in _WITHOUT_CONTEXT}, full.new_weights)
            stack.enter_context(patch.object(made, "_signals", bare))
        if count < 3:
            stub(shortforms, "people")
            stub(acronyms, "find")
            stub(relatives, "versions")
            stub(definite, "policies")
            stub(introduced, "persons", "speakers", "in_bylines")
        if count < 4:
            stub(unknown_models, "find")
            stub(unknowns, "find")
            stub(sifting, "speakers")
            stack.enter_context(patch.object(newnames, "gather", lambda *_, **__: {}))
        yield


def evaluated(gold: Gold, made: Linker) -> tuple[Report, dict[str, Sequence[Mention]]]:
    """Return the scores of a linker on a gold folder, and what it found."""
    mentions: dict[str, Sequence[Mention]] = {d.key: made.link(d) for d in documents(gold)}
    return score(gold, mentions, {}), mentions


def documents(gold: Gold) -> list[Document]:
    """Return the texts of a gold folder as the program reads any text."""
    from kg.sources.formats.plain import read_text
    from kg.sources.structure.findings import structured

    found = []
    for bare in gold.documents():
        piece = structured(read_text(bare.text))
        found.append(replace(bare, zones=piece.kept.zones, title=piece.title, authors=piece.authors))
    return found


# -- the parts ---------------------------------------------------------------------------------------------------


def ablation(folders: Sequence[Path], ontology: Ontology) -> None:
    """Print a table with a row for each part and a column for each folder."""
    made = Linker(ontology)
    golds = [read_gold(folder) for folder in folders]
    print("| parts | " + " | ".join(f"{f.parent.name}/{f.name}: linking P, R, F1; spans F1" for f in folders) + " |")
    print("|---|" + "---|" * len(folders))
    for count, part in enumerate(PARTS):
        cells = []
        with with_parts(count, made):
            for gold in golds:
                r, _ = evaluated(gold, made)
                cells.append(f"{r.linking.precision:.3f}, {r.linking.recall:.3f}, {r.linking.f1:.3f}; {r.spans.f1:.3f}")
        print(f"| {part} | {' | '.join(cells)} |", flush=True)


# -- names that no list has --------------------------------------------------------------------------------------


def removal(folder: Path, ontology: Ontology) -> None:
    """Print what is left of a folder's scores when a third of its entities is in no list."""
    gold = read_gold(folder)
    whole, _ = evaluated(gold, Linker(ontology))
    spans, landed, versions = [], 0, 0
    for third, gone in enumerate(in_thirds(gold, ontology)):
        report, found = evaluated(gold, Linker(without(ontology, gone)))
        spans.append(report.spans.f1)
        right, all_of = _landed(gold, ontology, gone, found)
        landed, versions = landed + right, versions + all_of
        scores = f"span F1 {report.spans.f1:.3f}, linking F1 {report.linking.f1:.3f}"
        print(f"{folder.name}, third {third}: {len(gone)} removed; {scores}")
    mean = sum(spans) / 3
    fall = f"{mean:.3f} in the mean (a fall of {whole.spans.f1 - mean:.3f})"
    share = f"{landed} of {versions} mentions of removed versions under their family"
    print(f"{folder.name}: span F1 {whole.spans.f1:.3f} with all lists, {fall}; {share}")


def _landed(gold: Gold, ontology: Ontology, gone: set[str], found: Mapping[str, Sequence[Mention]]) -> tuple[int, int]:
    """Return how many mentions of removed versions are linked below their family, and how many there are.

    Only versions whose family is still there are asked for.
    """
    families = {
        normal(e.label): set(e.fact("member_of_family"))
        for key in gone
        if is_model(ontology, key) and not set((e := ontology.entities[key]).fact("member_of_family")) & gone
    }
    right = of = 0
    for name, record in gold.records.items():
        at = {(m.start, m.end): m for m in found[name]}
        for want in record["mentions"]:
            wanted = families.get(normal(want["canonical"][0]))
            if not wanted or want["optional"] or want["type"][0] != "model":
                continue
            of += 1
            mention = at.get((want["start"], want["end"]))
            if mention is not None and mention.entity is not None:
                above = ontology.entities.get(mention.entity)
                under = {mention.entity, *(above.fact("member_of_family") if above else ())}
                label = normal(mention.label)
                right += bool(under & wanted) or any(label.startswith(_stem(ontology, f)) for f in wanted)
    return right, of


def _stem(ontology: Ontology, family: str) -> str:
    return normal(ontology.entities[family].label)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--removal", action="store_true")
    args = parser.parse_args()
    ontology = load()
    if args.removal:
        for folder in args.folders:
            removal(folder, ontology)
    else:
        ablation(args.folders, ontology)


if __name__ == "__main__":
    main()
