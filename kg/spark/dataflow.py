"""The order of the steps, as DataFrames. What each leaves is written out, so that a lost machine costs one step's part of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from kg.records import Failure
from kg.sources.copies.recurring import POSTS
from kg.spark import claims, copies, counting, queries, reading
from kg.spark.analysing import FOUND, Analysis
from kg.spark.columns import DOCUMENT, Step, fields_of
from kg.spark.parts import Part
from kg.store.rows import plain

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql.types import StructType

#: Documents of one task, and the fewest tasks there are for each processor so that none waits long for the last.
TASK_DOCUMENTS: Final = 500
TASKS_A_PROCESSOR: Final = 4

#: What a job leaves.
TABLES: Final = ("documents", "places", "mentions", "evidence", "provisional", "pairs", "claims", "failures")
#: Where the steps leave what the next ones read; gone when the job is done.
WORK: Final = "_work"

#: Called before each step with its name.
Begin = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Flow:
    """One job: a session, the folder of its tables, and who is told what it is about."""

    spark: SparkSession
    folder: str  #: path or URI, without a slash at its end
    begin: Begin

    def run(self, parts: Sequence[Part], analysis: Analysis) -> dict[str, int]:
        """Make all tables of the documents that the parts hold, and return how many rows each has."""
        self.begin("reading")
        read = self._read(parts)
        self.begin("comparing")
        documents = self._with_copied(self._with_frames(self._without_copies(read)))
        self.begin("linking")
        found = self._keep(self._step(self._spread(documents), analysis, FOUND), "found")
        found.createOrReplaceTempView("found")
        self.begin("counting")
        self._write(documents.select(*_names("documents")), "documents")
        self._write(documents.selectExpr("inline(places)"), "places")
        for table in ("mentions", "evidence", "provisional"):
            self._write(found.selectExpr(f"inline({table})").select(*_names(table)), table)
        self._write(
            found.selectExpr(
                "document",
                f"if(depends_on <> '', '{analysis.fingerprint}', '{analysis.fingerprint}-part') AS fingerprint",
                "depends_on",
            ),
            "analyses",
        )
        self._write_failures(read, found)
        self._count()
        self._judge(analysis)
        return {name: self._table(name).count() for name in TABLES}

    def failures(self, most: int) -> tuple[Failure, ...]:
        """Return what could not be read or analysed, in the order of the sources and at most so many."""
        rows = self._table("failures").orderBy("part", "piece", "document").limit(most).collect()
        return tuple(Failure(plain(row["source"]), plain(row["reason"])) for row in rows)

    # -- reading -------------------------------------------------------------------------------------------------

    def _read(self, parts: Sequence[Part]) -> DataFrame:
        """Return the documents of all parts with keys of their own, and the failures."""
        table = pa.Table.from_pylist([asdict(part) for part in parts], schema=reading.PARTS)
        given = self.spark.createDataFrame(table).repartition(min(len(parts), 100_000), "number")
        read = self._keep(self._step(given, reading.read, reading.READ), "read")
        read.createOrReplaceTempView("read")
        # As in `kg.sources.reader`: the first to come has the key, the others one that says which they are.
        late = self.spark.sql("""
            SELECT part, piece, concat(key, ending, repeat('x', CAST(again AS INT))) AS own FROM (
                SELECT *, row_number() OVER (PARTITION BY key, ending ORDER BY part, piece) - 1 AS again FROM (
                    SELECT part, piece, key, ending, row_number() OVER (PARTITION BY key ORDER BY part, piece) AS n
                    FROM read WHERE reason = ''
                ) WHERE n > 1
            )
        """)
        known = read.join(late, ["part", "piece"], "left").selectExpr("* EXCEPT (key, own)", "coalesce(own, key) AS key")
        return known.select(*read.columns)

    def _write_failures(self, read: DataFrame, found: DataFrame) -> None:
        unread = read.where("reason <> ''").selectExpr("part", "piece", "'' AS document", "source", "reason")
        faulty = found.where("fault <> ''").selectExpr(
            "9223372036854775807 AS part", "0L AS piece", "document", "key AS source",
            "concat('could not be analysed: ', fault) AS reason",
        )  # fmt: skip
        self._write(unread.unionByName(faulty), "failures")

    # -- what documents share ------------------------------------------------------------------------------------

    def _without_copies(self, read: DataFrame) -> DataFrame:
        """Return one document for each text, folded until there are no copies."""
        documents = read.where("reason = ''").select(*DOCUMENT.names)
        before = documents.select("id").distinct().count()
        for turn in range(1, 100):
            documents = self._folded(documents, turn)
            left = documents.count()
            if left == before:
                break
            before = left
        return documents

    def _folded(self, documents: DataFrame, turn: int) -> DataFrame:
        by_id = documents.repartition("id", "revision").sortWithinPartitions("id", "revision")
        texts = self._keep(self._step(by_id, copies.compared, copies.COMPARED), f"texts{turn}")
        texts.createOrReplaceTempView("texts")
        both = self.spark.sql(queries.PROPOSED).select("a", "b")
        held = texts.selectExpr("name", f"struct({', '.join(DOCUMENT.names)}) AS held")
        both = both.join(held.toDF("a", "one"), "a").join(held.toDF("b", "two"), "b")
        shared = self._step(both, copies.verified, copies.PAIRS)
        pairs = self._keep(self.spark.sql(queries.SAME).union(shared), f"pairs{turn}")
        clusters = clusters_of((row["a"], row["b"]) for row in pairs.select("a", "b").toLocalIterator())
        if not clusters:
            return texts.select(*DOCUMENT.names)
        named = pa.table({"name": list(clusters), "cluster": list(clusters.values())})
        cluster = self.spark.createDataFrame(named)
        begun = pairs.selectExpr("a AS name", "struct(b, sure) AS pair").groupBy("name").agg({"pair": "collect_list"})
        begun = begun.toDF("name", "pairs")
        joined = texts.join(cluster, "name").join(begun, "name", "left")
        joined = joined.repartition("cluster").sortWithinPartitions("cluster")
        folded = self._step(joined, copies.fold, DOCUMENT)
        alone = texts.join(cluster, "name", "left_anti").select(*DOCUMENT.names)
        return self._keep(alone.unionByName(folded), f"folded{turn}")

    def _with_frames(self, documents: DataFrame) -> DataFrame:
        """Return the documents with what the others of their sources show to be frame."""
        of = self._keep(self._step(documents, copies.with_sources, copies.OF_SOURCE), "sources")
        exploded = of.selectExpr("*", "explode(of) AS source")
        large = exploded.groupBy("source").count().where(f"count >= {POSTS}").select("source")
        members = exploded.join(large, "source").repartition("source").sortWithinPartitions("source")
        shown = self._step(members, copies.framed, copies.FRAMES)
        frames = shown.selectExpr("id", "struct(whole, parts) AS frame").groupBy("id").agg({"frame": "collect_list"})
        joined = of.drop("of").join(frames.toDF("id", "frames"), "id", "left")
        return self._keep(self._step(joined, copies.with_frames, DOCUMENT), "framed")

    def _with_copied(self, documents: DataFrame) -> DataFrame:
        """Return the documents with the passages that an earlier one has."""
        numbered = self._keep(self._step(documents, copies.numbered, copies.NUMBERED), "numbered")
        numbered.createOrReplaceTempView("numbered")
        earlier = self.spark.sql(queries.EARLIER)
        joined = documents.join(earlier, "id", "left")
        return self._keep(self._step(joined, copies.with_copied_passages, DOCUMENT), "copied")

    # -- what is found -------------------------------------------------------------------------------------------

    def _spread(self, documents: DataFrame) -> DataFrame:
        """Return the documents in as many tasks as keep all processors busy to the end."""
        fewest = TASKS_A_PROCESSOR * self.spark.sparkContext.defaultParallelism
        return documents.repartition(max(fewest, documents.count() // TASK_DOCUMENTS), "id")

    def _count(self) -> None:
        self._keep(self.spark.sql(counting.VOICES), "voices").createOrReplaceTempView("voices")
        self._keep(self.spark.sql(counting.SINGLES), "singles").createOrReplaceTempView("singles")
        self._write(self.spark.sql(counting.TOTALS), "totals")
        totals = {row["name"]: row["number"] for row in self._table("totals").collect()}
        self._write(self.spark.sql(counting.pairs(totals)), "pairs")

    def _judge(self, analysis: Analysis) -> None:
        said = self.spark.sql(counting.SAID).repartition("claim").sortWithinPartitions("claim")
        self._write(self._step(said, claims.Judging(analysis.task), claims.CLAIMS), "claims")

    # -- Spark ---------------------------------------------------------------------------------------------------

    def _step(self, given: DataFrame, step: Step, schema: pa.Schema) -> DataFrame:
        """Return what a step makes of rows, partition by partition, in the worker processes."""
        from pyspark.sql.pandas.types import from_arrow_schema

        return given.mapInArrow(step, from_arrow_schema(schema, prefer_timestamp_ntz=True))

    def _keep(self, made: DataFrame, name: str) -> DataFrame:
        """Write what a step made and return it as it is read again."""
        return self._write(made, f"{WORK}/{name}")

    def _write(self, made: DataFrame, name: str) -> DataFrame:
        made.write.mode("overwrite").parquet(f"{self.folder}/{name}")
        return self._table(name, made.schema)

    def _table(self, name: str, schema: StructType | None = None) -> DataFrame:
        reader = self.spark.read if schema is None else self.spark.read.schema(schema)
        return reader.parquet(f"{self.folder}/{name}")


def clusters_of(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return for each name that is in a pair the smallest one that pairs lead to from it."""
    above: dict[str, str] = {}

    def top(name: str) -> str:
        found = above.setdefault(name, name)
        while above[found] != found:
            above[found] = found = above[above[found]]
        return found

    for a, b in pairs:
        one, two = sorted((top(a), top(b)))
        above[two] = one
    return {name: top(name) for name in sorted(above)}


def _names(table: str) -> list[str]:
    return [field.name for field in fields_of(table)]
