"""One DuckDB file for the one writer, and immutable snapshots for everybody else.

Importing this package loads neither DuckDB nor numpy: the commands that only read open a snapshot.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from kg.store.published import snapshot_dir

if TYPE_CHECKING:
    from kg.store.reading import Counts as Counts
    from kg.store.snapshot import read_snapshot as read_snapshot
    from kg.store.status import Health as Health
    from kg.store.status import read_health as read_health
    from kg.store.windows import Caps as Caps
    from kg.store.writer import Store as Store

__all__ = ["Caps", "Counts", "Health", "Store", "read_health", "read_snapshot", "snapshot_dir"]

_LATE = {
    "Store": "kg.store.writer", "Counts": "kg.store.reading", "Caps": "kg.store.windows",
    "read_snapshot": "kg.store.snapshot", "Health": "kg.store.status", "read_health": "kg.store.status",
}  # fmt: skip


def __getattr__(name: str) -> object:
    """Return what is named in `_LATE`, imported when first asked for."""
    home = _LATE.get(name)
    if home is not None:
        return getattr(import_module(home), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
