"""What stands at a path: files, pipes with and without a writer, devices."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from kg.errors import SourceError
from kg.sources import files
from kg.sources.files import read_file

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")


def test_a_file_is_read_up_to_the_cap_and_one_byte(tmp_path: Path) -> None:
    """A file at the cap would be refused, or one beyond it read as if it were whole."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"0123456789")
    assert read_file(str(path)) == b"0123456789"
    assert read_file(str(path), most=4) == b"01234"


def test_a_pipe_is_read_to_its_end_however_slowly_it_comes(tmp_path: Path) -> None:
    """`kg build <(curl ...)` would read a part of what the command gives, or nothing."""
    path = tmp_path / "pipe"
    os.mkfifo(path)

    def write() -> None:
        time.sleep(0.2)
        with path.open("wb", buffering=0) as pipe:
            for _ in range(5):
                pipe.write(b"x" * 30_000)
                time.sleep(0.05)

    writer = threading.Thread(target=write)
    writer.start()
    assert read_file(str(path)) == b"x" * 150_000
    writer.join()


def test_a_pipe_without_a_writer_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One forgotten pipe in a folder would hang the build for ever."""
    monkeypatch.setattr(files, "WRITER_SECONDS", 0.1)
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with pytest.raises(SourceError, match="nothing was written"):
        read_file(str(path))


def test_a_pipe_that_does_not_end_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer that stalls would hang the build for ever."""
    monkeypatch.setattr(files, "PIPE_SECONDS", 0.3)
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with path.open("r+b", buffering=0) as pipe:
        pipe.write(b"begun")
        with pytest.raises(SourceError, match="did not end"):
            read_file(str(path))


@pytest.mark.parametrize("source", ["/dev/null", "/dev/zero", "/nowhere/at/all", "a\0b", "."])
def test_what_is_no_file_is_named(source: str) -> None:
    """A device would be read without end, a wrong path would be a traceback."""
    with pytest.raises(SourceError):
        read_file(source)
