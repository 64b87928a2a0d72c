"""Which engine builds, and the options of the one that builds on many machines."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.common import fail, tell_failures

if TYPE_CHECKING:
    from kg.ontology import Ontology
    from kg.spark.job import Cluster


class Engine(StrEnum):
    """What builds."""

    EMBEDDED = "embedded"
    SPARK = "spark"


_PANEL = "On many machines"

EngineOption = Annotated[
    Engine,
    typer.Option(
        "--engine", rich_help_panel=_PANEL,
        help="embedded builds on this machine; spark on a cluster (an extra), from files that may also be Parquet, JSON lines, "
        "WARC and WET. Both make the same rows.",
    ),
]  # fmt: skip
MasterOption = Annotated[
    str,
    typer.Option(
        metavar="URL", rich_help_panel=_PANEL,
        help="For spark: spark://HOST:PORT, yarn, k8s://..., or local[N] on this machine, which is the default.",
    ),
]  # fmt: skip
TablesOption = Annotated[
    str,
    typer.Option(
        metavar="FOLDER", rich_help_panel=_PANEL,
        help="For spark: where the Parquet tables go, a folder or URI that all machines can write to. Without it the store's "
        "name with .tables.",
    ),
]  # fmt: skip
TablesOnlyOption = Annotated[
    bool, typer.Option("--tables-only", rich_help_panel=_PANEL, help="For spark: make the tables, and neither store nor outputs.")
]
SettingOption = Annotated[
    list[str] | None,
    typer.Option(
        "--spark-conf", metavar="NAME=VALUE", rich_help_panel=_PANEL,
        help="For spark: a setting as spark-submit takes it, as in spark.executor.memory=4g; repeatable.",
    ),
]  # fmt: skip


def cluster_of(
    engine: Engine, master: str, tables: str, settings: Sequence[str] | None, store: Path, *, tables_only: bool
) -> Cluster | None:
    """Return where to build; None for this machine. Leaves with one line when the options do not fit together."""
    if engine is Engine.EMBEDDED:
        if master or tables or tables_only or settings:
            fail("--master, --tables, --tables-only and --spark-conf are for another engine: add --engine spark")
        return None
    from importlib.util import find_spec

    wanted = [name for name in ("pyspark", "pandas", "pyarrow", "warcio") if find_spec(name) is None]
    if wanted:
        fail(f"the Spark engine is an extra, and {', '.join(wanted)} is missing: pip install 'model-mention-kg[spark]'")
    from kg.spark.job import Cluster

    pairs = [setting.partition("=") for setting in settings or ()]
    for name, mark, _ in pairs:
        if not mark or not name.startswith("spark."):
            fail(f"--spark-conf {name}: write a setting as in spark.executor.memory=4g")
    return Cluster(master or "local[*]", tables or f"{store}.tables", {name: value for name, _, value in pairs})


def build_on(
    cluster: Cluster,
    sources: Sequence[str],
    store: Path,
    out: Path,
    own: Ontology,
    base: str | None,
    *,
    tables_only: bool,
    as_json: bool,
) -> None:
    """Build on a cluster and say what came of it. Raises EngineError, StoreError or ExportError."""
    from kg.cli.progress import Bar, print_built
    from kg.spark import job

    with Bar() as bar:
        if not tables_only:
            built = job.build(sources, store, out, own, cluster, bar, base=base)
            made: Mapping[str, int] = {}
        else:
            made, failures = job.make_tables(sources, own, cluster, bar)
    if not tables_only:
        print_built(built, store, out, as_json=as_json)
        return
    if as_json:
        told = [{"source": f.source, "reason": f.reason} for f in failures]
        record = {"tables": cluster.tables, "rows": made, "failures": told}
        typer.echo(json.dumps(record, ensure_ascii=False, indent=1))
    elif made:
        for name, rows in made.items():
            typer.echo(f"{rows:>12,}  {name}")
        typer.echo(f"Tables: {cluster.tables}")
    tell_failures(failures, is_all=not made, nothing="nothing was built")
