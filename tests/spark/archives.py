"""Small web archives, written with the library that reads them."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter


def write_wet(path: Path, texts: Mapping[str, str]) -> None:
    """Write the texts of pages by their addresses, as Common Crawl writes WET files."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=path.suffix == ".gz")
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "a test"}))
        for address, text in texts.items():
            body = io.BytesIO(text.encode("utf-8", "surrogatepass"))
            headers = {"WARC-Type": "conversion", "Content-Type": "text/plain"}
            writer.write_record(writer.create_warc_record(address, "conversion", payload=body, warc_headers_dict=headers))


def write_warc(path: Path, pages: Mapping[str, tuple[int, str, bytes]]) -> None:
    """Write the answers of servers by their addresses: status, content type and body; each with its request."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=path.suffix == ".gz")
        for address, (status, kind, body) in pages.items():
            asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "harbour.example")], is_http_request=True)
            writer.write_record(writer.create_warc_record(address, "request", http_headers=asked))
            answered = StatusAndHeaders(f"{status} OK", [("Content-Type", kind)], protocol="HTTP/1.1")
            record = writer.create_warc_record(address, "response", payload=io.BytesIO(body), http_headers=answered)
            writer.write_record(record)
