"""The build that counts now, as the server holds it, and the change to the next one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kg.errors import KgError, ServeError, StoreError
from kg.graph import documents_by_id, nodes_by_id
from kg.quoting import shared
from kg.records import Document, KnowledgeGraph, Node
from kg.serve.pool import Pool
from kg.store import read_snapshot, snapshot_dir
from kg.store.published import CURRENT, PAGE, current_dir

#: Seconds between two looks at what is published.
INTERVAL: Final = 0.5
#: The description of the dataset in a build.
_VOID = "dataset.ttl"


@dataclass(frozen=True, slots=True)
class Content:
    """What a build holds, read once."""

    folder: Path
    graph: KnowledgeGraph  #: without the texts, the mentions, and what may not be quoted
    nodes: dict[str, Node]  #: by the id of the entity
    documents: dict[str, Document]
    redirects: dict[str, str]  #: former id to the entity that stands for it
    statements: dict[str, str]  #: id of a claim to its subject
    view: bytes | None  #: the page of the graph
    void: str | None  #: the description of the dataset, in Turtle

    @property
    def name(self) -> str:
        """Return what changes with the build and with nothing else."""
        return self.folder.name


@dataclass(slots=True)
class Generation:
    """A build with the processes that answer queries over it."""

    content: Content
    pool: Pool
    etag: str = field(init=False)

    def __post_init__(self) -> None:
        self.etag = f'"{self.content.name}"'


def read_content(store: Path) -> Content:
    """Return the published build of a store. Raises StoreError when nothing sound is published."""
    folder = snapshot_dir(store)
    graph = read_snapshot(store, texts=False)
    while (now := snapshot_dir(store)) != folder:  # published while we read: the parts have to be of one build
        folder, graph = now, read_snapshot(store, texts=False)
    graph = shared(graph)
    view, void = _bytes(folder / PAGE), _bytes(folder / _VOID)
    return Content(
        folder, graph, nodes_by_id(graph), documents_by_id(graph), dict(graph.redirects),
        {claim.id: claim.subject for claim in graph.claims}, view, None if void is None else void.decode("utf-8"),
    )  # fmt: skip


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


class Published:
    """Holds the generation that is served, and looks for the next one beside the requests."""

    def __init__(self, store: Path, *, workers: int, waiting: int, say: Callable[[str], None]) -> None:
        self._store = store
        self._workers = workers
        self._waiting = waiting
        self._say = say
        self._current: Generation | None = None
        self._former: list[Pool] = []

    @property
    def now(self) -> Generation:
        """Return the generation that is served. Raises ServeError before the first is there."""
        if self._current is None:
            raise ServeError("no published graph is loaded yet")
        return self._current

    async def load(self) -> None:
        """Load what is published now and serve that from then on. Raises StoreError or ServeError; then nothing changes."""
        content = await asyncio.to_thread(read_content, self._store)
        pool = Pool(content.folder, size=self._workers, waiting=self._waiting)
        await pool.warm()
        former, self._current = self._current, Generation(content, pool)
        if former is not None:
            former.pool.retire()
            self._former = [p for p in self._former if p.busy] + [former.pool]

    async def follow(self) -> None:
        """Load each build that is published, for ever. One that cannot be loaded is told of, and the old one is served on."""
        failed: tuple[Path, int] | None = None
        while True:
            await asyncio.sleep(INTERVAL)
            with suppress(StoreError, OSError):  # nothing published for a moment, or the folder gone: the next look will tell
                folder = current_dir(self._store)
                # A build that was mended has its old name, and a pointer that was written anew.
                seen = folder, (folder.parent / CURRENT).stat().st_mtime_ns
                if folder == self.now.content.folder or seen == failed:
                    continue
                try:
                    await self.load()
                    failed = None
                    self._say(f"serving the build {folder.name} from now on")
                except KgError as error:
                    failed = seen
                    self._say(f"the new build cannot be served, the one before is served on: {error}")

    @asynccontextmanager
    async def following(self) -> AsyncIterator[None]:
        """Follow what is published for as long as the context lasts; then end all worker processes."""
        follower = asyncio.create_task(self.follow())
        try:
            yield
        finally:
            follower.cancel()
            with suppress(asyncio.CancelledError):
                await follower
            await self.close()

    async def close(self) -> None:
        """End all worker processes."""
        for pool in [*self._former, *([self._current.pool] if self._current else [])]:
            await pool.close()
