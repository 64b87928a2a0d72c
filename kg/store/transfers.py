"""What is remembered of addresses between runs, as rows. It decides what is transferred and never reaches an output."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence

import duckdb

from kg.sources.web.memory import Remembered
from kg.store import schema
from kg.store.rows import Row, aware, plain, safe, stamp

_COLUMNS = ", ".join(name for name, _ in schema.TABLES["transfers"])


def load(connection: duckdb.DuckDBPyConnection) -> tuple[Remembered, ...]:
    """Return all records, sorted by source and address."""
    found = connection.execute(f"SELECT {_COLUMNS} FROM transfers").fetchall()  # noqa: S608 - names of this package
    return tuple(sorted((_record(row) for row in found), key=lambda record: record.key))


def save(connection: duckdb.DuckDBPyConnection, records: Sequence[Remembered]) -> None:
    """Keep records, each in place of the one with its source and address."""
    if not records:
        return
    keys = [[safe(part) for part in record.key] for record in records]
    connection.execute(
        "DELETE FROM transfers WHERE (source, address) IN (SELECT (unnest(?), unnest(?)))",
        [[source for source, _ in keys], [address for _, address in keys]],
    )
    schema.insert(connection, "transfers", [_row(record) for record in records])


def forget(connection: duckdb.DuckDBPyConnection, sources: Iterable[str]) -> None:
    """Remove the records of sources and of the pages that their items link to."""
    keys = [safe(source) for source in sources]
    connection.execute(
        "DELETE FROM transfers WHERE source IN (SELECT unnest($1::VARCHAR[])) OR (source = '' AND address IN "
        "(SELECT unnest($1::VARCHAR[])))",
        [keys],
    )


def _row(r: Remembered) -> Row:
    return (
        safe(r.source), safe(r.address), safe(r.read_by), safe(r.answered), safe(r.etag), safe(r.last_modified), r.digest,
        b64encode(r.listed).decode("ascii"), safe(r.moved_to), stamp(r.fresh_until), r.failures, stamp(r.retry_at),
        stamp(r.succeeded), safe(r.error),
    )  # fmt: skip


def _record(row: Row) -> Remembered:
    (
        source, address, read_by, answered, etag, last_modified, digest, listed, moved_to, fresh_until, failures, retry_at,
        succeeded, error,
    ) = row  # fmt: skip
    return Remembered(
        plain(address), plain(source), read_by=plain(read_by), answered=plain(answered), etag=plain(etag),
        last_modified=plain(last_modified), digest=digest, listed=b64decode(listed), moved_to=plain(moved_to),
        fresh_until=aware(fresh_until), failures=failures, retry_at=aware(retry_at), succeeded=aware(succeeded),
        error=plain(error),
    )  # fmt: skip
