"""Bytes to characters."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import SourceError
from kg.sources.charsets import declared_charset, decode


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("Zoë – ok".encode(), "utf-8"),
        (codecs.BOM_UTF8 + "Zoë – ok".encode(), "utf-8"),
        (codecs.BOM_UTF16_LE + "Zoë – ok".encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + "Zoë – ok".encode("utf-16-be"), "utf-16-be"),
        (codecs.BOM_UTF32_LE + "Zoë – ok".encode("utf-32-le"), "utf-32-le"),
        ("Zoë – ok".encode("cp1252"), "cp1252"),
    ],
)
def test_each_encoding_gives_the_same_text(data: bytes, encoding: str) -> None:
    """A file's names would be garbled, or its offsets shifted by a byte-order mark."""
    decoded = decode(data, "x.txt")
    assert (decoded.text, decoded.encoding) == ("Zoë – ok", encoding)


def test_real_utf8_beats_a_lying_declaration() -> None:
    """A feed that declares Latin-1 and sends UTF-8 would give mojibake."""
    assert decode("Müller – “x”".encode(), "x", "iso-8859-1").text == "Müller – “x”"


def test_declared_charset_is_used_when_bytes_fit() -> None:
    """Pages in Shift JIS or KOI8-R would be read as cp1252."""
    assert decode("モデル".encode("shift_jis"), "x", "Shift_JIS").text == "モデル"
    assert decode("модель".encode("koi8-r"), "x", "koi8-r").text == "модель"
    assert decode("モデル".encode("iso2022_jp"), "x", "iso-2022-jp").text == "モデル"


@pytest.mark.parametrize("declared", ["base64", "zip", "no-such-charset", "\x00", "rot13", "idna", "undefined"])
def test_a_declared_codec_that_is_no_charset_is_ignored(declared: str) -> None:
    """A page could make the program run a decompressor, or crash it with an unknown name."""
    assert decode(b"plain caf\xe9", "x", declared).text == "plain café"


@pytest.mark.parametrize(
    "data",
    [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", b"a\x00b", b"\x1f\x8b\x08\x08" + bytes(range(1, 32)) * 9, b"\x81\x8d\x8f\x90"],
)
def test_binary_is_named(data: bytes) -> None:
    """A picture in a folder would become a document."""
    with pytest.raises(SourceError, match=r"x\.txt: is (a binary file|neither)"):
        decode(data, "x.txt")


def test_broken_utf16_is_named() -> None:
    """Half a character at the end of a file would be a crash."""
    with pytest.raises(SourceError, match="breaks at byte"):
        decode(codecs.BOM_UTF16_LE + b"a\x00\x00\xd8", "x.txt")


def test_declarations_are_found() -> None:
    """Charsets declared in a header, an XML declaration or a meta element would be ignored."""
    assert declared_charset(b"", "text/html; charset=KOI8-R") == "KOI8-R"
    assert declared_charset(b'<?xml version="1.0" encoding="EUC-JP"?>') == "EUC-JP"
    assert declared_charset(b'<html><meta http-equiv=x content="text/html; charset=big5">') == "big5"
    assert declared_charset(b"<html>") == ""


@given(st.binary(max_size=300), st.text(max_size=12))
def test_any_bytes_give_text_or_a_named_error(data: bytes, declared: str) -> None:
    """Some byte string would crash the run instead of being counted."""
    try:
        decoded = decode(data, "x", declared)
    except SourceError:
        return
    assert "\x00" not in decoded.text
