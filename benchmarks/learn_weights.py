"""Learn what the signals of new names are worth, from annotated texts that we wrote.

Usage: python benchmarks/learn_weights.py GOLD_DIR... [--write] [--folds N]

A softmax regression over the named signals of `kg.linking.newnames`, held near the weights of the table (an L2 penalty on
the distance), so a signal that the texts hardly show keeps the value that a person gave it. Prints the accuracy on names
that were held out, by folds over documents, before and after; with --write the table is rewritten with two digits.
Documents of benchmarks/unseen are refused.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

import numpy as np

from kg.evaluation import read_gold
from kg.linking import Linker
from kg.linking.newnames import MOST_OF_ONE, held_by
from kg.ontology import load

KINDS = ("lab", "model", "product", "benchmark", "dataset", "person", "word")
OF_GOLD = {"org": "lab", "license": None, "hardware": None, "policy": None}
NEAR = 0.6  #: strength of the pull towards the table
RATE, STEPS = 0.05, 1500
#: Running text has more capitalised words that name nothing than annotated practice texts, which are dense in names.
WORD_WEIGHT = 2.0

Example = tuple[str, Counter[str], str]


def examples(linker: Linker, folder: Path) -> list[Example]:
    """Return (document, counted signals, kind) of every new name in a gold folder."""
    gold = read_gold(folder)
    found: list[Example] = []
    for document in gold.documents():
        marks = {m["start"]: m for m in gold.records[document.key]["mentions"]}
        inside = {i for m in marks.values() for i in range(m["start"], m["end"])}
        for name, seen in linker.new_names(document).items():
            kinds: Counter[str] = Counter()
            for start, end in seen.places:
                m = marks.get(start)
                if m is None:
                    kinds["skip" if start in inside else "word"] += 1
                elif m["optional"] or not (m["end"] == end or start in seen.tails):
                    kinds["skip"] += 1
                else:
                    kinds[OF_GOLD.get(m["type"][0], m["type"][0]) or "skip"] += 1
            kind = kinds.most_common(1)[0][0]
            if kind != "skip" and (seen.lone or seen.tails):
                held = Counter(held_by(name, seen.signals, linker._grammar))
                found.append((document.key, Counter({k: min(v, MOST_OF_ONE) for k, v in held.items()}), kind))
    return found


def learn(data: list[Example], names: list[str], start: np.ndarray) -> np.ndarray:
    """Return weights (signals by kinds) that fit the examples and stay near the start."""
    x = np.array([[held[n] for n in names] for _, held, _ in data], dtype=float)
    y = np.eye(len(KINDS))[[KINDS.index(kind) for _, _, kind in data]]
    weight = np.array([WORD_WEIGHT if kind == "word" else 1.0 for _, _, kind in data])[:, None]
    w = start.copy()
    for _ in range(STEPS):
        z = x @ w
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        w -= RATE * (x.T @ ((p - y) * weight) + NEAR * (w - start)) / len(data) * 10
    return w


def accuracy(data: list[Example], names: list[str], w: np.ndarray) -> tuple[float, float, float]:
    """Return (share right, precision, recall) where a kind other than word is an answer."""
    right = answered = wanted = same = 0
    for _, held, kind in data:
        z = np.array([held[n] for n in names]) @ w
        p = np.exp(z - z.max())
        p /= p.sum()
        best = KINDS[int(p.argmax())] if p.max() >= 0.6 else "word"
        same += best == kind
        answered += best != "word"
        wanted += kind != "word"
        right += best == kind != "word"
    return same / len(data), right / max(1, answered), right / max(1, wanted)


def main() -> int:
    """Learn, report, and write when asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--folds", type=int, default=5)
    args = parser.parse_args()
    if any("unseen" in folder.resolve().parts for folder in args.gold):
        print("the unseen sets are not learnt from", file=sys.stderr)
        return 1
    ontology = load()
    linker = Linker(ontology)
    data = [e for folder in args.gold for e in examples(linker, folder)]
    table = linker._signals.new_weights
    names = [n for n in table if any(held[n] for _, held, _ in data)]
    start = np.array([[table[n][k] for k in KINDS] for n in names])
    print(f"{len(data)} names:", dict(Counter(kind for _, _, kind in data)))
    print("table  right {:.3f}, precision {:.3f}, recall {:.3f}".format(*accuracy(data, names, start)))
    documents = sorted({d for d, _, _ in data})
    scores = []
    for fold in range(args.folds):
        held_out = set(documents[fold :: args.folds])
        w = learn([e for e in data if e[0] not in held_out], names, start)
        scores.append(accuracy([e for e in data if e[0] in held_out], names, w))
    print("learnt, on held-out documents: right {:.3f}, precision {:.3f}, recall {:.3f}".format(*tuple(np.mean(scores, axis=0))))
    if args.write:
        w = learn(data, names, start)
        path = ontology.folder / "linking" / "new_names.tsv"
        header, *rows = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
        columns = header.split("\t")
        out = [header]
        for row in rows:
            cells = row.split("\t")
            if cells[0] in names:
                for k, value in zip(KINDS, w[names.index(cells[0])], strict=True):
                    cells[columns.index(k)] = f"{value:.2f}"
            out.append("\t".join(cells))
        path.write_text("\n".join(out) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
