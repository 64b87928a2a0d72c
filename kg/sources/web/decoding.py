"""The bytes of an answer, unpacked piece by piece, never more of them held than the cap and one piece."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable
from typing import Any, Final

#: How much a decompressor may give at a time, in bytes.
PIECE: Final = 64 * 1024
#: The codings that are asked for.
ACCEPTED: Final = "gzip, deflate"

_GZIP = 16 + zlib.MAX_WBITS


class TooLarge(Exception):  # noqa: N818 - the name says what happened
    """More bytes than the cap, before or after decompression."""


class Damaged(Exception):  # noqa: N818 - the name says what happened
    """Bytes that are not what they are declared as; ``str`` says what is wrong."""


def body(pieces: Iterable[bytes], coding: str, cap: int, *, cut: bool = False) -> bytes:
    """Return the decoded bytes of an answer.

    ``coding`` is its Content-Encoding. With ``cut``, what goes beyond the cap is left out. Raises TooLarge, and Damaged
    for a coding that was not asked for and for data that break it.
    """
    name = coding.strip().lower()
    if name in ("", "identity"):
        unpack = None
    elif name in ("gzip", "x-gzip", "deflate"):
        unpack = _Unpacker(is_gzip=name != "deflate")
    else:
        raise Damaged(f"sends content coded as {coding[:40]!r}, which was not asked for")
    kept, received = io.BytesIO(), 0
    for piece in pieces:
        received += len(piece)
        if unpack is not None and received > cap:  # empty members without end
            raise TooLarge
        for part in unpack.feed(piece) if unpack else (piece,):
            room = cap - kept.tell()
            kept.write(part[:room])
            if len(part) > room:
                if cut:
                    return kept.getvalue()
                raise TooLarge
    if unpack is not None and received and not unpack.is_whole:
        raise Damaged("sends damaged compressed data (it ends too early)")
    return kept.getvalue()


class _Unpacker:
    """Decompresses gzip (of one or several members) or deflate (with or without its zlib wrapping)."""

    def __init__(self, *, is_gzip: bool) -> None:
        self._is_gzip = is_gzip
        self._start = b""
        self._engine: Any = None
        self._is_over = False

    @property
    def is_whole(self) -> bool:
        """Whether the data so far end where they may end."""
        return self._is_over

    def feed(self, data: bytes) -> Iterable[bytes]:
        """Yield what the data unpack to, at most `PIECE` bytes at a time."""
        while data:
            if self._engine is None:
                data = self._start + data
                if len(data) < 2:  # the first two bytes tell how to read on
                    self._start = data
                    return
                self._start = b""
                if self._is_over and data[:2] != b"\x1f\x8b":
                    return  # padding behind the last member
                self._engine, self._is_over = zlib.decompressobj(self._bits(data)), False
            try:
                part = self._engine.decompress(data, PIECE)
            except zlib.error as error:
                raise Damaged(f"sends damaged compressed data ({error})") from error
            if part:
                yield part
            data = self._engine.unconsumed_tail
            if self._engine.eof:
                data, self._engine, self._is_over = self._engine.unused_data, None, True
                if not self._is_gzip:
                    return  # nothing follows a deflate stream
            elif not data and len(part) == PIECE:
                yield from self._rest()

    def _rest(self) -> Iterable[bytes]:
        """Yield what the engine still holds when it has taken all of its input."""
        while True:
            try:
                part = self._engine.decompress(b"", PIECE)
            except zlib.error as error:
                raise Damaged(f"sends damaged compressed data ({error})") from error
            if not part:
                break
            yield part
        if self._engine.eof:
            self._start, self._engine, self._is_over = self._engine.unused_data, None, True

    def _bits(self, data: bytes) -> int:
        if self._is_gzip:
            return _GZIP
        is_wrapped = data[0] & 0x0F == 8 and (data[0] * 256 + data[1]) % 31 == 0
        return zlib.MAX_WBITS if is_wrapped else -zlib.MAX_WBITS
