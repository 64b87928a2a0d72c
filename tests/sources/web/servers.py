"""A server on this machine that answers as a test says, byte by byte if need be, and keeps a log of what it was asked."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from kg.sources.web.limits import Clock, Limits
from kg.sources.web.transfer import Transfer

START = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Request:
    """What was asked."""

    path: str
    headers: dict[str, str]  #: names in lower case


#: What is sent: the whole answer, or what writes it to the connection.
Answer = bytes | Callable[[Request, socket.socket], None]


@dataclass
class Site:
    """A running server."""

    address: str
    port: int
    routes: dict[str, Answer | list[Answer]] = field(default_factory=dict)  #: a list is gone through, its last stays
    log: list[Request] = field(default_factory=list)

    def paths(self) -> list[str]:
        """Return the paths that were asked, in order."""
        return [request.path for request in self.log]

    def answer_to(self, request: Request) -> Answer:
        """Return what a request gets."""
        route = self.routes.get(request.path, reply(404))
        if isinstance(route, list):
            return route.pop(0) if len(route) > 1 else route[0]
        return route


def reply(status: int = 200, body: bytes = b"", /, **headers: str) -> bytes:
    """Return a whole answer; ``_`` in a name stands for ``-``. A length is added unless one is given."""
    fields = {"Content-Length": str(len(body)), "Connection": "close"}
    fields.update({name.replace("_", "-").title(): value for name, value in headers.items()})
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status} Said\r\n{head}\r\n".encode("latin-1") + body


def conditional(body: bytes, etag: str = '"one"', **headers: str) -> Callable[[Request, socket.socket], None]:
    """Return an answer that says 304 to who has the ETag."""

    def answer(request: Request, line: socket.socket) -> None:
        had = request.headers.get("if-none-match") == etag
        line.sendall(reply(304, b"", etag=etag, **headers) if had else reply(200, body, etag=etag, **headers))

    return answer


@contextmanager
def serve(host: str = "127.0.0.1") -> Iterator[Site]:
    """Run a server on a free port for as long as the block runs."""
    listening = socket.create_server((host, 0))
    port = listening.getsockname()[1]
    site = Site(f"http://{host}:{port}", port)

    def handle(line: socket.socket) -> None:
        with line, suppress(OSError):
            line.settimeout(10)
            head = b""
            while b"\r\n\r\n" not in head:
                piece = line.recv(65536)
                if not piece:
                    return
                head += piece
            first, *rest = head.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
            pairs = (part.split(": ", 1) for part in rest)
            request = Request(first.split(" ")[1], {name.lower(): value for name, value in pairs})
            site.log.append(request)
            answer = site.answer_to(request)
            if isinstance(answer, bytes):
                line.sendall(answer)
            else:
                answer(request, line)
            line.shutdown(socket.SHUT_WR)

    def accept() -> None:
        while True:
            try:
                line = listening.accept()[0]
            except OSError:
                return
            threading.Thread(target=handle, args=(line,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield site
    finally:
        listening.close()


class Hands:
    """A clock that only waiting moves, and a record of the waiting."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self.passed = 0.0

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.slept.append(round(seconds, 3))
        self.passed += seconds

    def clock(self) -> Clock:
        """Return the clock."""
        return Clock(lambda: START + timedelta(seconds=self.passed), lambda: self.passed, self.sleep)


#: Bounds that a test can wait for.
SHORT = Limits(max_bytes=1024 * 1024, step=0.4, total=0.8, feed_gap=0, page_gap=0, retries=0)
#: The same without the haste: for tests that look at something else.
CALM = Limits(max_bytes=1024 * 1024, feed_gap=0, page_gap=0, retries=0)


def calm(**more: object) -> Transfer:
    """Return a transfer that neither paces nor retries."""
    return Transfer(**{"limits": CALM, **more})  # type: ignore[arg-type]
