"""Compressed bodies: whole, cut, damaged, and made to burst."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.sources.web.decoding import PIECE, Damaged, TooLarge, body


def raw_deflate(data: bytes) -> bytes:
    """Return a deflate stream without its zlib wrapping, as some servers send it."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


PACKERS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "plain": ("", bytes),
    "identity": ("identity", bytes),
    "gzip": ("gzip", gzip.compress),
    "x-gzip": ("X-GZIP", gzip.compress),
    "two members": ("gzip", lambda data: gzip.compress(data[:3]) + gzip.compress(data[3:])),
    "padded": ("gzip", lambda data: gzip.compress(data) + b"\0" * 40),
    "zlib": ("deflate", zlib.compress),
    "raw": ("deflate", raw_deflate),
}


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    """Yield the data as a network might."""
    return (data[at : at + size] for at in range(0, len(data), size))


@given(data=st.binary(max_size=500).map(lambda d: d * 300), size=st.integers(1, 70_000), packer=st.sampled_from(sorted(PACKERS)))
def test_what_was_packed_comes_out(data: bytes, size: int, packer: str) -> None:
    """A feed would be damaged where the network cuts it."""
    coding, pack = PACKERS[packer]
    packed = pack(data)
    assert body(pieces(packed, max(size, len(packed) // 50)), coding, 10**6) == data


def test_byte_by_byte() -> None:
    """The first byte of a member alone would be taken for its kind."""
    for coding, pack in PACKERS.values():
        assert body(pieces(pack(b"hello, hello"), 1), coding, 100) == b"hello, hello"


@pytest.mark.parametrize("packer", ["gzip", "two members", "zlib", "raw"])
def test_a_bomb_is_refused_and_never_held(packer: str) -> None:
    """A few kilobytes from a server would take all of the machine's memory."""
    cap = 1_000_000
    coding, pack = PACKERS[packer]
    bomb = pack(bytes(200_000_000))
    assert len(bomb) < cap
    tracemalloc.start()
    with pytest.raises(TooLarge):
        body(pieces(bomb, 65536), coding, cap)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2 * cap + 4 * PIECE  # a buffer that grows may stand beside its copy


def test_a_bomb_of_empty_members_is_refused() -> None:
    """A server could send members of nothing for ever."""

    def endless() -> Iterator[bytes]:
        while True:
            yield gzip.compress(b"") * 1000

    with pytest.raises(TooLarge):
        body(endless(), "gzip", 100_000)


def test_the_cap_itself_is_allowed() -> None:
    """The bound would be one byte off."""
    for coding, pack in PACKERS.values():
        assert len(body([pack(b"x" * 1000)], coding, 1000)) == 1000
        with pytest.raises(TooLarge):
            body([pack(b"x" * 1001)], coding, 1000)
        assert body([pack(b"x" * 5000)], coding, 1000, cut=True) == b"x" * 1000


DAMAGED = {
    "no gzip at all": ("gzip", b"this is not gzip"),
    "half a gzip": ("gzip", gzip.compress(b"hello" * 100)[:-9]),
    "one byte of gzip": ("gzip", b"\x1f"),
    "noise in a gzip": ("gzip", gzip.compress(b"hello" * 100)[:20] + b"\xff" * 30),
    "half a zlib": ("deflate", zlib.compress(b"hello" * 9)[:-5]),
    "words for zlib": ("deflate", b"plain words"),
    "brotli": ("br", b"x"),
    "gzip twice": ("gzip, gzip", b"x"),
    "zstd": ("zstd", b"x"),
}


# By name: compressed bytes hold the time, and an id made of them differs between two workers.
@pytest.mark.parametrize(("coding", "data"), DAMAGED.values(), ids=DAMAGED)
def test_damaged_data_are_told(coding: str, data: bytes) -> None:
    """Half a feed would be read as a whole one, or the run would end in a traceback."""
    with pytest.raises(Damaged) as caught:
        body([data], coding, 10_000)
    assert "damaged" in str(caught.value) or "not asked for" in str(caught.value)


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate"]))
def test_whatever_bytes_end_in_bytes_or_an_error(data: bytes, coding: str) -> None:
    """Some sequence of bytes would crash or hang the run."""
    with suppress(Damaged, TooLarge):
        assert len(body(pieces(data, 7), coding, 5000)) <= 5000


def test_nothing_is_whole() -> None:
    """An empty answer that claims to be compressed would be damaged, not empty."""
    assert body([], "gzip", 10) == b""
