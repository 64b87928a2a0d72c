"""The real `kg` executable, a built sample, and a server that says 404."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Protocol

import pytest
from typer.testing import CliRunner

from kg.cli import app

KG = str(Path(sys.executable).with_name("kg"))


class Run(Protocol):
    """Runs `kg`."""

    def __call__(self, *args: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[str]:
        """Return what `kg` with these arguments did, in the folder of the built sample."""


@dataclass(frozen=True)
class Sample:
    """A folder with a built sample: kg.duckdb and exports/."""

    folder: Path
    built: subprocess.CompletedProcess[str]


def execute(folder: Path, *args: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the executable as a shell would, 80 columns wide and with no terminal."""
    plain = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS")}
    done = subprocess.run(
        [KG, *args], cwd=folder, input=stdin, capture_output=True, check=False, timeout=120,
        env={**plain, "COLUMNS": "80", **environment},
    )  # fmt: skip
    assert b"Traceback" not in done.stderr + done.stdout, done.stderr.decode()
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """Return the sample corpus, built once by the command."""
    folder = tmp_path_factory.mktemp("sample")
    built = execute(folder, "build")
    assert built.returncode == 0, built.stderr
    return Sample(folder, built)


@pytest.fixture
def kg(sample: Sample) -> Run:
    """Return the command, run beside the built sample."""

    def run(*args: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[str]:
        return execute(sample.folder, *args, stdin=stdin, **environment)

    return run


@pytest.fixture
def quick(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return the command, run in this process: for what it prints when all is well."""
    monkeypatch.chdir(sample.folder)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)

    def run(*args: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[str]:
        done = CliRunner().invoke(app, list(args), input=stdin, env={"COLUMNS": "80", **environment}, catch_exceptions=False)
        return subprocess.CompletedProcess(list(args), done.exit_code, done.stdout, done.stderr)

    return run


@pytest.fixture
def missing_page() -> Iterator[str]:
    """Return an address on this machine that answers 404."""

    class _NotFound(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), _NotFound)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/feed.xml"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
