"""A writer of small PDF files."""

from __future__ import annotations

import zlib
from collections.abc import Sequence


def pdf(pages: Sequence[Sequence[str]], *, info: str = "", encrypt: str = "", packed: bytes = b"") -> bytes:
    """Return a PDF whose pages hold the lines, one below the other. ``packed`` replaces the content of every page."""
    kids = []
    raw = [b"", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"]
    for page in pages:
        shown = " T* ".join(f"({_escaped(line)}) Tj" for line in page)
        content = packed or zlib.compress(f"BT /F1 11 Tf 14 TL 60 780 Td {shown} ET".encode("cp1252"))
        raw.append(b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(content) + content + b"\nendstream")
        raw.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>"
            % len(raw)
        )
        kids.append(len(raw))
    raw[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    raw[1] = b"<< /Type /Pages /Kids [" + b" ".join(b"%d 0 R" % k for k in kids) + b"] /Count %d >>" % len(kids)
    raw.append(f"<< {info} >>".encode("cp1252"))
    out = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(raw, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % at for at in offsets)
    trailer = f"/Size {len(raw) + 1} /Root 1 0 R /Info {len(raw)} 0 R {encrypt}".encode()
    return (
        out
        + b"xref\n0 %d\n0000000000 65535 f \n" % (len(raw) + 1)
        + table
        + b"trailer << "
        + trailer
        + b" >>\nstartxref\n%d\n%%%%EOF" % len(out)
    )


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
