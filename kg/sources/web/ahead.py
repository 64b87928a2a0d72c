"""Work done on threads before it is wanted, taken in whatever order it is wanted."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import Future
from typing import Generic, TypeVar

Job = TypeVar("Job", bound=Hashable)
Result = TypeVar("Result")


class Ahead(Generic[Job, Result]):
    """Does jobs ahead of the one who takes their results, one at a time of each group.

    At most ``held`` results wait to be taken, and nothing is begun while those that wait come to ``most_bytes`` or more.
    A job that nobody began yet is done by its taker, so that no order of taking can get stuck. The threads are daemons:
    leaving the program waits for none of them.
    """

    def __init__(
        self, work: Callable[[Job], Result], group: Callable[[Job], str], *, threads: int, held: int,
        size: Callable[[Result], int] = lambda _: 0, most_bytes: int = 1,
    ) -> None:  # fmt: skip
        self._work = work
        self._size = size
        self._most_bytes = most_bytes
        self._group = group
        self._threads = threads
        self._most = held
        self._changed = threading.Condition()
        self._waiting: dict[Job, None] = {}
        self._begun: dict[Job, Future[Result]] = {}
        self._sizes: dict[Job, int] = {}
        self._busy: set[str] = set()
        self._running = 0

    def add(self, jobs: Iterable[Job]) -> None:
        """Begin to do the jobs, in their order."""
        with self._changed:
            self._waiting.update((job, None) for job in jobs if job not in self._begun)
            fresh = min(self._threads, len(self._waiting)) - self._running
            self._running += max(0, fresh)
        for _ in range(fresh):
            threading.Thread(target=self._run, daemon=True).start()

    def take(self, job: Job) -> Result:
        """Return the result of a job, or raise what it raised. One taken before, or never added, is done now."""
        with self._changed:
            if job in self._waiting:
                del self._waiting[job]
                self._changed.notify_all()
            future = self._begun.get(job)
        if future is None:
            return self._work(job)
        try:
            return future.result()
        finally:
            with self._changed:
                self._begun.pop(job, None)
                self._sizes.pop(job, None)
                self._changed.notify_all()

    def close(self) -> None:
        """Begin nothing more and forget what was not taken."""
        with self._changed:
            self._waiting.clear()
            self._begun.clear()
            self._sizes.clear()
            self._changed.notify_all()

    def _run(self) -> None:
        while (claimed := self._claim()) is not None:
            job, future = claimed
            try:
                result = self._work(job)
            except BaseException as error:
                future.set_exception(error)
            else:
                with self._changed:
                    if job in self._begun:
                        self._sizes[job] = self._size(result)
                future.set_result(result)
                del result  # a thread that waits must not keep what was taken from it
            del future, claimed
            with self._changed:
                self._busy.discard(self._group(job))
                self._changed.notify_all()

    def _claim(self) -> tuple[Job, Future[Result]] | None:
        """Return the next job whose group is free, waiting for one, or None when none is left."""
        with self._changed:
            while self._waiting:
                job = next((job for job in self._waiting if self._group(job) not in self._busy), None)
                if job is None or len(self._begun) >= self._most or sum(self._sizes.values()) >= self._most_bytes:
                    self._changed.wait()
                    continue
                del self._waiting[job]
                self._busy.add(self._group(job))
                future = self._begun[job] = Future()
                return job, future
            self._running -= 1
            return None
