"""Count for each rule how many of its findings annotated texts confirm, and write the table beside the rules.

Usage: python benchmarks/rule_precision.py GOLD_DIR... [--write]

A finding is judged when both of its ends are entities that the annotators named in that document, so that a wrong link is not
held against a rule; optional relations count neither way. One relation of a document counts once for each rule. The table
(ontology/relations_measured.txt, columns set apart by tabs) holds every rule, those that were never seen with 0 of 0; it counts
findings with both ends named in the sentence. Those an end of which was looked for are counted for each way of finding it
(ontology/relations_ways.txt): how many were right, and how many their rules would let expect with both ends named.
`kg.relations.measured` says what the counts make of the author's figure. Documents of benchmarks/unseen are refused.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from kg.evaluation import Gold, read_gold
from kg.linking import Linker
from kg.ontology import load
from kg.records import Evidence, Way
from kg.relations import Extractor
from kg.relations.measured import HEAD, HEAD_OF_WAYS, factor, posterior, table_beside, ways_beside
from kg.relations.rules import find_file

EITHER_WAY: Final = frozenset(("competes_with", "partners_with"))
NOTE: Final = (
    "# Written by benchmarks/rule_precision.py. Rules may be tuned on these texts; on others they are right a little less often."
)
Triple = tuple[str, str, str]
Finding = tuple[str, tuple[Way, ...]]  # a rule, and how the ends were found that are not named


def triple(gold: Gold, subject: str, predicate: str, object_: str) -> Triple:
    """Return a relation by the keys of its ends, in one direction if its predicate has none."""
    ends = gold.key(subject), gold.key(object_)
    first, second = sorted(ends) if predicate in EITHER_WAY else ends
    return first, predicate, second


def judged(gold: Gold, record: Mapping[str, Any], evidence: tuple[Evidence, ...]) -> Iterator[tuple[Finding, bool]]:
    """Yield for each rule and relation that it found in a document whether the annotators say so, too.

    Where a rule found it in several sentences, the one counts that names most of the ends.
    """
    named = {gold.key(canonical) for mention in record["mentions"] for canonical in mention["canonical"]}
    stated = {triple(gold, r["subject"], r["predicate"], r["object"]) for r in record["relations"] if not r["optional"]}
    optional = {triple(gold, r["subject"], r["predicate"], r["object"]) for r in record["relations"]} - stated
    found: dict[tuple[str, Triple], tuple[Way, ...]] = {}
    for e in sorted(evidence, key=lambda e: (len(e.resolved_by), e.resolved_by)):
        found.setdefault((e.rule, triple(gold, e.subject_label, e.predicate, e.object_label)), e.resolved_by)
    for (rule, relation), ways in sorted(found.items()):
        if relation not in optional and {relation[0], relation[2]} <= named:
            yield (rule, ways), relation in stated


def main() -> None:
    """Print a line for each rule, the worst first, and write the table if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true", help="write ontology/relations_measured.txt")
    args = parser.parse_args()
    if any("unseen" in folder.resolve().parts for folder in args.gold):
        sys.exit("benchmarks/unseen is scored only, never learnt from")
    ontology = load()
    linker, extractor = Linker(ontology), Extractor(ontology)
    right: Counter[str] = Counter()
    every: Counter[str] = Counter()
    looked_for: list[tuple[Finding, bool]] = []
    for folder in args.gold:
        gold = read_gold(folder)
        for document in gold.documents():
            evidence = extractor.extract(document, linker.link(document))
            for (rule_id, ways), is_right in judged(gold, gold.records[document.key], evidence):
                if ways:
                    looked_for.append(((rule_id, ways), is_right))
                else:
                    every[rule_id] += 1
                    right[rule_id] += is_right
    rules = extractor.book.rules
    expected = {rule.id: posterior(rule.precision, right[rule.id], every[rule.id]) for rule in rules}
    for rule in sorted((r for r in rules if every[r.id]), key=lambda r: (expected[r.id], r.id)):
        print(f"{rule.id:28} {right[rule.id]:4} of {every[rule.id]:4}   {rule.precision:.2f} -> {expected[rule.id]:.3f}")
    seen = sum(1 for rule in rules if every[rule.id])
    print(f"{sum(right.values())} of {sum(every.values())} findings right; {seen} of {len(rules)} rules seen, others keep theirs")
    by_way = _by_way(looked_for, expected)
    for way, (good, due) in by_way.items():
        print(f"{way:28} {good:4} of {due:6.1f} expected   x {factor(good, due):.3f}")
    if args.write:
        lines = [
            NOTE,
            "\t".join(HEAD),
            *(f"{rule.id}\t{right[rule.id]}\t{every[rule.id]}" for rule in sorted(rules, key=lambda r: r.id)),
        ]
        table_beside(find_file()).write_text("\n".join(lines) + "\n", encoding="utf-8")
        rows = [NOTE, "\t".join(HEAD_OF_WAYS), *(f"{way}\t{good}\t{due:.1f}" for way, (good, due) in by_way.items())]
        ways_beside(find_file()).write_text("\n".join(rows) + "\n", encoding="utf-8")


def _by_way(findings: list[tuple[Finding, bool]], expected: Mapping[str, float]) -> dict[Way, tuple[int, float]]:
    """Return for each way how many findings were right, and how many their rules let expect."""
    good: Counter[Way] = Counter()
    due: dict[Way, list[float]] = {}
    for (rule, ways), is_right in findings:
        for way in ways:
            good[way] += is_right
            due.setdefault(way, []).append(expected[rule])
    return {way: (good[way], round(math.fsum(due.get(way, ())), 1)) for way in Way}


if __name__ == "__main__":
    main()
