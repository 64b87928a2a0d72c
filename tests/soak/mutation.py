"""Inputs made from good and hostile ones by cutting, splicing, repeating and overwriting: the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Final

#: Pieces that mean something to a parser here.
TOKENS: Final = (
    b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<!DOCTYPE x [", b"<!ENTITY a 'b'>", b"&a;", b"&#x0;", b"&#xD800;", b"<item>",
    b"</item>", b"<entry>", b"<div>", b"</div>", b"<blockquote>", b"<table><tr><td>", b"<pre>", b"<b>", b"<form>", b"---\n",
    b"+++\n", b"```\n", b"> ", b"- ", b"1. ", b"# ", b"| a |", b"[^1]:", b"**Ada Vane:** ", b"[00:12:33] ", b"Update: ",
    b"By Ada Vane", b"\xe2\x80\x9c", b"\xe2\x80\x9d", b"\xff", b"\x00", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xff\xfe", b"\r",
    b"\r\n", b"\xc2\xa0", b"\xe2\x80\xae", b"\xcc\xb5", b"2026-11-02", b"15/04/2026 | 6 min\n", b'{"', b"[[[[", b"=?utf-8?q?",
    b"Content-Type: multipart/mixed; boundary=b\r\n", b"--b\r\n", b"From a@b Mon Nov  2 09:00:00 2026\n", b"endobj", b"stream",
    b"GPT-5.4", b"Claude Opus 4.6", b"Qwen 3.5/3.6", b"the Act", b"...",
)  # fmt: skip
#: An input grows no longer than this.
LONGEST: Final = 60_000


def mutated(seed: int, bases: Sequence[bytes]) -> bytes:
    """Return one input: a base changed one to eight times."""
    chance = random.Random(seed)
    data = chance.choice(bases)[:LONGEST]
    for _ in range(chance.randint(1, 8)):
        data = _changed(data, chance, bases)[:LONGEST]
    return data


def _changed(data: bytes, chance: random.Random, bases: Sequence[bytes]) -> bytes:
    at = chance.randint(0, len(data))
    to = min(len(data), at + chance.randint(0, 400))
    match chance.randrange(8):
        case 0:
            return data[:at] + data[to:]
        case 1:
            return data[:at]
        case 2:
            return data[:at] + chance.choice(TOKENS) * chance.choice((1, 1, 2, 30, 500)) + data[at:]
        case 3:
            return data[:to] + data[at:to] * chance.choice((1, 5, 60)) + data[to:]
        case 4:
            other = chance.choice(bases)[:LONGEST]
            start = chance.randint(0, len(other))
            return data[:at] + other[start : start + chance.randint(1, 2_000)] + data[to:]
        case 5:
            return data[:at] + chance.randbytes(chance.randint(1, 8)) + data[to:]
        case 6:
            return data[:at] + data[at:to][::-1] + data[to:]
        case _:
            return data[:at] + chance.choice(TOKENS) + data[to:]
