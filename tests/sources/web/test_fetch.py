"""Transfer, against a real server on this machine that misbehaves."""

from __future__ import annotations

import gzip
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from kg.errors import SourceError
from kg.sources.web.fetch import fetch


class Handler(BaseHTTPRequestHandler):
    """Answers each path in its own way."""

    def do_GET(self) -> None:
        """Answer."""
        path = self.path
        if path == "/ok":
            self._send(200, b"hello", {"Content-Type": "text/plain; charset=koi8-r"})
        elif path == "/moved":
            self._send(301, b"", {"Location": "/ok"})
        elif path == "/loop":
            self._send(302, b"", {"Location": "/loop"})
        elif path == "/away":
            self._send(302, b"", {"Location": "file:///etc/hostname"})
        elif path == "/endless":
            self.send_response(200)
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b"x" * 65536)
            except OSError:
                pass
        elif path == "/drip":
            self.send_response(200)
            self.end_headers()
            try:
                for _ in range(100):
                    self.wfile.write(b"x")
                    self.wfile.flush()
                    time.sleep(0.05)
            except OSError:
                pass
        elif path == "/silent":
            time.sleep(1.5)
        elif path == "/short":
            self._send(200, b"half", {"Content-Length": "4000"})
        elif path == "/bomb":
            self._send(200, gzip.compress(b"\0" * 20_000_000), {"Content-Encoding": "gzip"})
        elif path == "/nogzip":
            self._send(200, b"this is not gzip", {"Content-Encoding": "gzip"})
        elif path == "/agent":
            self._send(200, (self.headers["User-Agent"] or "").encode(), {})
        else:
            self._send(int(path[1:]), b"", {})

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server on a free port of this machine."""
    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.daemon_threads = True
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    running.server_close()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def test_answer(server: str) -> None:
    """Nothing could be fetched, or a page's charset or final address would be lost."""
    got = fetch(f"{server}/moved")
    assert (got.data, got.content_type, got.address) == (b"hello", "text/plain; charset=koi8-r", f"{server}/ok")


def test_user_agent_says_who_asks(server: str) -> None:
    """Sites that refuse nameless programs would refuse this one."""
    assert fetch(f"{server}/agent").data.startswith(b"kg/")


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("404", "is not there: check the address (HTTP 404"),
        ("410", "is gone for good"),
        ("403", "refuses access"),
        ("429", "asks to wait"),
        ("500", "failed: try again later (HTTP 500"),
        ("204", "gave no content (HTTP 204"),
        ("loop", "redirects more than 5 times"),
        ("away", "no http(s) address"),
        ("endless", "is larger than 1 MB"),
        ("bomb", "is larger than 1 MB"),
        ("nogzip", "damaged compressed data"),
        ("short", "broke off"),
        ("silent", "did not answer within 0.5 seconds"),
        ("drip", "did not finish within 0.8 seconds"),
    ],
)
def test_reasons(server: str, path: str, reason: str) -> None:
    """A person would not learn what to do, or one server would hold up or crash the run."""
    with pytest.raises(SourceError) as caught:
        fetch(f"{server}/{path}", max_bytes=1024 * 1024, step_seconds=0.5, total_seconds=0.8)
    assert caught.value.source == f"{server}/{path}"
    assert reason in caught.value.reason
    assert "\n" not in caught.value.reason


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:1/", "http://", "http://[bad", "http://a b/", "http://h:99999/x", "http://x\ud800.example/"]
)
def test_addresses_that_lead_nowhere(address: str) -> None:
    """A mistyped address would be a traceback."""
    with pytest.raises(SourceError):
        fetch(address, step_seconds=0.5)


def test_httpx_is_loaded_late() -> None:
    """Reading a text file would load a network library."""
    code = "import sys, kg.sources.reader; sys.exit('httpx' in sys.modules or 'feedparser' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
