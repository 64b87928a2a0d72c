"""Bytes to characters: byte-order marks, declared and real charsets, and what is no text at all."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

from kg.errors import SourceError

#: The charset that bytes are read in when they are no UTF-8 and nothing usable is declared.
FALLBACK: Final = "cp1252"
#: A text may hold this share of control characters (page feeds of old listings, escapes of a terminal) and no more.
CONTROL_SHARE: Final = 0.01

_BOMS: Final = (  # UTF-32 first: its little-endian mark begins with the one of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: Charsets of which each byte string is ASCII: they are only recognised when declared.
_SEVEN_BIT: Final = ("iso2022", "hz")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Characters, and the charset they were read in."""

    text: str
    encoding: str


def decode(data: bytes, source: str, declared: str = "") -> Decoded:
    """Return the characters of a text or markup file, without a byte-order mark.

    A byte-order mark decides; then bytes that are valid UTF-8 are UTF-8 whatever is declared (other charsets make
    valid UTF-8 by accident only in a few bytes, and feeds and servers often declare wrongly); then the declared
    charset if the bytes fit it; then cp1252. Raises SourceError when the bytes are no text.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            try:
                return Decoded(_text_only(data[len(mark) :].decode(name), source), name)
            except UnicodeDecodeError as error:
                raise SourceError(source, f"starts as {name} but breaks at byte {error.start}") from error
    codec = _known(declared)
    if codec.startswith(_SEVEN_BIT) and (text := _try(data, codec)) is not None:
        return Decoded(_text_only(text, source), codec)
    if b"\x00" in data:
        raise SourceError(source, "is a binary file, not text")
    for name in ("utf-8", codec, FALLBACK):
        if name and (text := _try(data, name)) is not None:
            return Decoded(_text_only(text, source), name)
    raise SourceError(source, "is neither UTF-8 nor another text encoding that can be recognised")


def declared_charset(data: bytes, content_type: str = "") -> str:
    """Return the charset that a content type, an XML declaration or a meta element names, or an empty string."""
    if match := re.search(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", content_type, re.IGNORECASE):
        return match.group(1)
    head = data[:4096]
    found = _XML_CHARSET.search(head) or _META_CHARSET.search(head)
    return found.group(1).decode("ascii", "replace") if found else ""


def _known(declared: str) -> str:
    try:
        name = codecs.lookup(declared.strip()).name if declared.strip() else ""
    except (LookupError, ValueError):
        return ""
    # The web means cp1252 when it says Latin-1 or ASCII: curly quotes stand where Latin-1 has control codes.
    return FALLBACK if name in ("iso8859-1", "ascii") else name


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return str(data, encoding)
    except (UnicodeError, LookupError, ValueError):
        # LookupError: a codec such as base64 or zip, which is no charset and must not be run on foreign bytes.
        return None


def _text_only(text: str, source: str) -> str:
    controls = sum(1 for _ in _CONTROL.finditer(text))
    if "\x00" in text or controls > max(2, CONTROL_SHARE * len(text)):
        raise SourceError(source, "is a binary file, not text")
    return text
