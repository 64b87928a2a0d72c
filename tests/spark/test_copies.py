"""What documents share, found in groups: the same as `kg.sources.copies` finds in all documents at once.

The queries are Spark's; DuckDB, which is at hand everywhere, understands them with a few words changed.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import duckdb
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.records import Document
from kg.sources.copies.identity import merge
from kg.sources.copies.passages import with_copied
from kg.sources.copies.recurring import with_recurring
from kg.spark import copies
from kg.spark.columns import DOCUMENT, Step, batches_of, document_cells, document_of, rows_in, schema_with
from kg.spark.dataflow import clusters_of
from kg.spark.queries import EARLIER, PROPOSED, SAME
from tests.sources.copies.texts import Part, body, doc, post, prose, put_in

Rows = list[dict[str, Any]]
IN_DUCKDB = {
    "explode(": "unnest(", "size(sampled)": "len(sampled)", "struct(shingles, name)": "row(shingles, name)",
    "collect_list(struct(number, holder.undated, holder.published, holder.id))":
        "list({'number': number, 'undated': holder.undated, 'published': holder.published, 'id': holder.id})",
    "min(struct(undated, published, id))": "min({'undated': undated, 'published': published, 'id': id})",
    "0D": "0",
}  # fmt: skip


def asked(query: str, **tables: pa.Table) -> Rows:
    """Return the rows that a query finds in tables."""
    for spark, here in IN_DUCKDB.items():
        query = query.replace(spark, here)
    with duckdb.connect() as connection:
        for name, table in tables.items():
            connection.register(name, table)
        found = connection.execute(query)
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def made(step: Step, schema: pa.Schema, rows: Iterable[Sequence[object]], size: int = 3) -> list[pa.RecordBatch]:
    """Return what a step makes of rows in small batches."""
    return list(step(batches_of(schema, rows, size)))


def folded(documents: Sequence[Document]) -> list[Document]:
    """Return what one turn of the job leaves of documents, as `dataflow.Flow` goes about it."""
    cells = sorted((document_cells(d) for d in documents), key=lambda row: (row[0], row[12]))
    texts = pa.Table.from_batches(made(copies.compared, DOCUMENT, cells), copies.COMPARED)
    by_name = {row["name"]: row for row in texts.to_pylist()}
    both = schema_with(copies.PAIRS.remove(2), *(pa.field(side, pa.struct(list(DOCUMENT))) for side in ("one", "two")))
    proposed = [(row["a"], row["b"]) for row in asked(PROPOSED, texts=texts)]
    held = {at: {name: row[name] for name in DOCUMENT.names} for at, row in by_name.items()}
    shared = rows_in(made(copies.verified, both, [(a, b, held[a], held[b]) for a, b in proposed]))
    pairs = [*asked(SAME, texts=texts), *shared]
    clusters = clusters_of((row["a"], row["b"]) for row in pairs)
    begun: dict[str, Rows] = defaultdict(list)
    for row in pairs:
        begun[row["a"]].append({"b": row["b"], "sure": float(row["sure"])})
    given = sorted(({**row, "cluster": clusters.get(at, at), "pairs": begun[at]} for at, row in by_name.items()), key=by_cluster)
    left = list(copies.fold([pa.RecordBatch.from_pylist(given)])) if given else []
    return [document_of(row) for row in rows_in(left)]


def by_cluster(row: dict[str, Any]) -> str:
    """Return what a cluster's rows are sorted by."""
    return str(row["cluster"])


def some_copies(seed: int, count: int) -> list[Document]:
    """Return documents of which some are copies: whole, cut, framed, of one link, of one title, and far apart."""
    chance = random.Random(seed)
    found: list[Document] = []
    for number in range(count):
        text = chance.choice([prose(chance.randrange(4), chance.choice([8, 30, 60, 400])), prose(1000 + number, 120)])
        change = chance.random()
        if change < 0.3:
            text = text[: int(len(text) * chance.uniform(0.3, 1))]
        elif change < 0.5:
            text = f"{prose(chance.randrange(3), chance.choice([10, 70]))}\n\n{text}"
        given: dict[str, Any] = {"title": chance.choice(["", "", "Pier 1", "Pier 2"])}
        if chance.random() < 0.3:
            given["link"] = f"https://{chance.choice(['a', 'b'])}.example/{chance.randrange(3)}"
        if chance.random() < 0.5:
            given["published"] = post(chance.randrange(9), ["x"]).published
        found.append(doc(text, f"n{number}", **given))
    return found


@given(seed=st.integers(0, 10**6), count=st.integers(0, 12))
@settings(max_examples=30, deadline=None)
def test_folding_in_groups_is_folding(seed: int, count: int) -> None:
    """A post that stands at two places would count once on one machine and twice on many, or two posts become one."""
    documents = some_copies(seed, count)
    shuffled = random.Random(seed + 1).sample(documents, len(documents))
    assert {d.id: d for d in folded(shuffled)} == {d.id: d for d in merge(documents)}
    assert len(folded(documents)) == len(merge(documents))


def test_many_texts_that_share_a_phrase() -> None:
    """Texts that share a template are compared in a chain only; comparing all of them would find pairs that a build does not."""
    frame = prose(1, 60)
    documents = [doc(f"{frame} {prose(100 + n, 40 if n % 3 else 8)}", f"n{n}") for n in range(40)]
    merged = merge(documents)
    assert 1 < len(merged) < len(documents)
    assert {d.id: d for d in folded(documents)} == {d.id: d for d in merged}


def test_what_cannot_be_a_copy_is_not_compared() -> None:
    """Each text would be sent to every other that uses a common phrase: a web crawl would be compared with itself.

    Some are for want of a larger sample.
    """
    phrase = prose(5, 9)
    documents = [doc(f"{prose(10 + n, 200)} {phrase} {prose(50 + n, 200)}", f"n{n}") for n in range(12)]
    cells = sorted((document_cells(d) for d in documents), key=lambda row: (row[0], row[12]))
    texts = pa.Table.from_batches(made(copies.compared, DOCUMENT, cells), copies.COMPARED)
    sharing = sum(not set(one).isdisjoint(two) for one, two in combinations(texts["sampled"].to_pylist(), 2))
    assert sharing > 60
    assert len(asked(PROPOSED, texts=texts)) < sharing / 2


@given(seed=st.integers(0, 10**6))
@settings(max_examples=25, deadline=None)
def test_frames_and_passages_in_groups(seed: int) -> None:
    """What recurs or was copied would count on many machines, and not on one."""
    chance = random.Random(seed)
    notice, passage = prose(1, 12) + ".", prose(2, 40) + "."
    documents = []
    for number in range(8):
        parts: list[Part] = [*body(number, 3)]
        if chance.random() < 0.6:
            parts = put_in(parts, 3, notice)
        if chance.random() < 0.4:
            parts = put_in(parts, 1, passage)
        when = {} if chance.random() < 0.8 else {"published": None}
        documents.append(post(chance.randrange(5) if chance.random() < 0.3 else number, parts, chance.choice("AB"), **when))
    documents = list({d.id: replace(d, link=f"https://{d.outlet}.example/{n}") for n, d in enumerate(documents)}.values())
    chance.shuffle(documents)
    wanted = with_recurring(documents)
    assert sorted(framed(documents), key=by_id) == sorted(wanted, key=by_id)
    assert sorted(with_passages(wanted), key=by_id) == sorted(with_copied(wanted), key=by_id)


def by_id(document: Document) -> str:
    """Return what documents are sorted by here."""
    return document.id


def framed(documents: Sequence[Document]) -> list[Document]:
    """Return the documents with the frames that their sources show."""
    of = list(rows_in(made(copies.with_sources, DOCUMENT, map(document_cells, documents))))
    members = sorted(({**row, "source": name} for row in of for name in row["of"]), key=lambda row: str(row["source"]))
    shown = list(rows_in(copies.framed([pa.RecordBatch.from_pylist(members)])))
    joined = [{**row, "frames": [frame for frame in shown if frame["id"] == row["id"]]} for row in of]
    return [document_of(row) for row in rows_in(copies.with_frames([pa.RecordBatch.from_pylist(joined)]))]


def with_passages(documents: Sequence[Document]) -> list[Document]:
    """Return the documents with the passages that an earlier one has."""
    cells = [document_cells(d) for d in documents]
    numbered = pa.Table.from_batches(made(copies.numbered, DOCUMENT, cells), copies.NUMBERED)
    earlier = {row["id"]: row["earlier"] for row in asked(EARLIER, numbered=numbered)}
    rows = [{**dict(zip(DOCUMENT.names, row, strict=True)), "earlier": earlier.get(row[0])} for row in cells]
    kinds = pa.list_(
        pa.struct([("number", pa.int64()), ("undated", pa.bool_()), ("published", pa.timestamp("us")), ("id", pa.string())])
    )
    given = pa.Table.from_pylist(rows, schema=schema_with(DOCUMENT, pa.field("earlier", kinds))).to_batches()
    return [document_of(row) for row in rows_in(copies.with_copied_passages(given))]


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")).filter(lambda p: p[0] < p[1]), max_size=9))
def test_clusters_are_what_pairs_lead_to(pairs: list[tuple[str, str]]) -> None:
    """Copies of copies would stay apart, or strangers be weighed together."""
    found = clusters_of(pairs)
    reach = {name: {name} for pair in pairs for name in pair}
    for _ in reach:
        for a, b in pairs:
            reach[a] |= reach[b]
            reach[b] |= reach[a]
    assert found == {name: min(others) for name, others in reach.items()}
