"""Measure the counting of pairs at ten million mentions against a dict with a Counter and against pandas.

Usage: python benchmarks/pairs.py [--mentions N] [--rounds N] [--without PEER ...]

The mentions are made up: so many documents of ten mentions, 5,000 entities of which the nth most frequent comes 1/n as often
as the first, 500 outlets of which the same holds, six sentences and two paragraphs a document. All sides count, for sentences,
paragraphs and documents, the distinct pairs that share one, and the NPMI of each; ours counts sources, days and the
first sentence of each pair besides. Ours starts from the tables of a store, the others from arrays of numbers. Each side
runs in a process of its own, in turn; a ratio is of CPU time. What they find is compared.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path

import numpy as np

ENTITIES, OUTLETS, A_DOCUMENT, SENTENCES = 5_000, 500, 10, 6
KINDS = ("sentence", "paragraph", "document")
Arrays = dict[str, "np.ndarray[tuple[int], np.dtype[np.int32]]"]


def zipf(dice: np.random.Generator, kinds: int, count: int) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    """Return so many numbers below ``kinds``, the nth 1/n as often as the first."""
    shares = np.cumsum(1 / np.arange(1, kinds + 1))
    return np.searchsorted(shares / shares[-1], dice.random(count)).clip(0, kinds - 1).astype(np.int32)


def made(documents: int, seed: int) -> Arrays:
    """Return the mentions of so many documents."""
    dice = np.random.default_rng(seed)
    count = documents * A_DOCUMENT
    sentence = dice.integers(0, SENTENCES, count).astype(np.int32)
    return {
        "document": np.repeat(np.arange(documents, dtype=np.int32), A_DOCUMENT), "entity": zipf(dice, ENTITIES, count),
        "sentence": sentence, "paragraph": sentence // 3,
    }  # fmt: skip


def fill(path: Path, arrays: Arrays) -> None:
    """Put mentions into a new store as `kg build` would."""
    import duckdb

    from kg.store import schema

    schema._create(path)
    with duckdb.connect(str(path)) as connection:
        connection.register("incoming", arrays)
        connection.execute("""
            INSERT INTO mentions BY NAME SELECT 'doc-' || printf('%08d', document) AS document,
                'entity-' || printf('%05d', entity) AS entity, sentence AS sentence_no, paragraph AS paragraph_no, '' AS left_out
            FROM incoming
        """)
        connection.execute("""
            CREATE TEMP TABLE fresh AS SELECT 'doc-' || printf('%08d', document) AS id,
                TIMESTAMP '2020-01-01' + to_seconds(60 * document) AS published
            FROM (SELECT DISTINCT document FROM incoming)
        """)
        connection.execute("INSERT INTO documents BY NAME SELECT id, published, 'as' AS analysed_as FROM fresh")
        connection.execute("INSERT INTO analyses BY NAME SELECT id AS document, 'on' AS depends_on FROM fresh")


# -- the sides, each in a process of its own --------------------------------------------------------------------


def ours(folder: Path) -> tuple[float, list[float]]:
    """Count with the program."""
    from kg.store import schema
    from kg.store.counting import count, scores
    from kg.store.windows import Caps

    store = folder / "kg.duckdb"
    connection = schema.connect(store, create=False)
    dice = np.random.default_rng(3)
    outlets = [f"outlet {n}" for n in range(OUTLETS)]
    ids = connection.execute("SELECT id FROM documents ORDER BY id").fetchall()
    speaking = {key: outlets[n] for (key,), n in zip(ids, zipf(dice, OUTLETS, len(ids)).tolist(), strict=True)}
    del ids
    start = time.process_time()
    tally = count(connection, speaking, Caps()).tally
    found = scores(tally)
    spent = time.process_time() - start
    columns = (tally.sentences, tally.paragraphs, tally.whole)
    sums, counts = [int(t.sum()) for t in columns], [int((t > 0).sum()) for t in columns]
    own = zip(found, columns, strict=True)
    return spent, [*counts, *sums, *(round(float(s[t > 0].sum()), 1) for s, t in own)]


def _npmi(together: float, one: float, other: float, windows: int) -> float:
    return math.log(together * windows / (one * other)) / -math.log(together / windows)


def with_counter(folder: Path) -> tuple[float, list[float]]:
    """Count with a dict of sets and a Counter of pairs."""
    arrays = dict(np.load(folder / "mentions.npz"))
    documents, entities, within = arrays["document"].tolist(), arrays["entity"].tolist(), {
        "sentence": arrays["sentence"].tolist(), "paragraph": arrays["paragraph"].tolist(),
    }  # fmt: skip
    start = time.process_time()
    counts, sums, totals = [], [], []
    for kind in KINDS:
        windows: dict[int, set[int]] = {}
        numbers: Iterable[int] = (
            (d * 8 + n for d, n in zip(documents, within[kind], strict=True)) if kind in within else documents
        )
        for window, entity in zip(numbers, entities, strict=True):
            found = windows.get(window)
            if found is None:
                windows[window] = {entity}
            else:
                found.add(entity)
        single: Counter[int] = Counter()
        pairs: Counter[tuple[int, int]] = Counter()
        for names in windows.values():
            single.update(names)
            if len(names) > 1:
                pairs.update(combinations(sorted(names), 2))
        n = len(windows)
        scores = {pair: _npmi(c, single[pair[0]], single[pair[1]], n) for pair, c in pairs.items()}
        counts.append(len(pairs))
        sums.append(sum(pairs.values()))
        totals.append(round(sum(round(s, 6) for s in scores.values()), 1))
    return time.process_time() - start, [*counts, *sums, *totals]


def with_pandas(folder: Path) -> tuple[float, list[float]]:
    """Count with pandas: a merge of each window with itself, and a group-by."""
    import pandas as pd

    frame = pd.DataFrame(dict(np.load(folder / "mentions.npz")))
    start = time.process_time()
    counts, sums, totals = [], [], []
    for kind in KINDS:
        window = frame["document"].astype("int64") * 8 + (frame[kind] if kind != "document" else 0)
        rows = pd.DataFrame({"w": window, "e": frame["entity"]}).drop_duplicates()
        single, n = rows["e"].value_counts(), rows["w"].nunique()
        both = rows.merge(rows, on="w")
        both = both[both["e_x"] < both["e_y"]]
        pairs = both.groupby(["e_x", "e_y"]).size().rename("c").reset_index()
        one, other = (pairs[e].map(single).to_numpy().astype(float) for e in ("e_x", "e_y"))
        c = pairs["c"].to_numpy()
        scores = np.log(c * n / (one * other)) / -np.log(c / n)
        counts.append(len(pairs))
        sums.append(int(c.sum()))
        totals.append(round(float(np.round(scores, 6).sum()), 1))
        del rows, both, pairs
    return time.process_time() - start, [*counts, *sums, *totals]


SIDES = {"ours": ours, "dict + Counter": with_counter, "pandas": with_pandas}


def run(side: str, folder: Path) -> tuple[float, float, list[float]]:
    """Return CPU seconds, megabytes at most, and what was found."""
    command = [sys.executable, __file__, "--side", side, "--folder", str(folder)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    spent, most, found = json.loads(done.stdout)
    return spent, most, found


def told(ratios: list[float], unit: str = "times") -> str:
    """Return the median of ratios with the lowest and highest."""
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}) {unit}"


def main() -> None:
    """Run all sides in turn and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mentions", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--without", nargs="*", default=[], choices=[*SIDES][1:])
    parser.add_argument("--side", choices=SIDES, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.side:
        spent, found = SIDES[args.side](args.folder)
        print(json.dumps([spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3, found]))
        return
    if "pandas" not in args.without and find_spec("pandas") is None:
        parser.error("pandas is not installed here: make bench installs it, --without pandas goes without")
    documents = args.mentions // A_DOCUMENT
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        arrays = made(documents, 5)
        np.savez(folder / "mentions.npz", allow_pickle=False, **arrays)
        fill(folder / "kg.duckdb", arrays)
        sides = [side for side in SIDES if side not in args.without]
        found: dict[str, list[tuple[float, float, list[float]]]] = {side: [] for side in sides}
        for _ in range(args.rounds):
            for side in sides:
                found[side].append(run(side, folder))
        for side in sides[1:]:
            if any(abs(a - b) > 0.2 for a, b in zip(found["ours"][0][2], found[side][0][2], strict=True)):
                print(f"WHAT {side} FINDS DIFFERS: {found['ours'][0][2]} {found[side][0][2]}")
        print(f"{args.mentions:,} mentions; CPU time\n")
        for side in sides[1:]:
            ratios = [theirs[0] / own[0] for theirs, own in zip(found[side], found["ours"], strict=True)]
            print(f"pairs + NPMI, {side} : ours | {told(ratios)}")
            memory = [theirs[1] / own[1] for theirs, own in zip(found[side], found["ours"], strict=True)]
            print(f"pairs + NPMI, memory at most, {side} : ours | {told(memory)}")
        print(f"pairs + NPMI, memory at most, ours | {told([f[1] / 1e3 for f in found['ours']], 'GB')}")


if __name__ == "__main__":
    main()
