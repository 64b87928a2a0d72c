"""The process that takes a PDF apart: bytes in, one JSON object out. It knows nothing of the program, so that it starts fast."""

from __future__ import annotations

import io
import json
import sys
from typing import Any


def main(memory: int, seconds: int, most_pages: int, most_characters: int) -> None:
    """Print the pages and the metadata of the PDF on standard input, or ``fault`` with what is wrong with it."""
    _limit(memory, seconds)
    try:
        answer = _read(sys.stdin.buffer.read(), most_pages, most_characters)
    except MemoryError:
        answer = {"fault": "memory"}
    except Exception as error:  # foreign bytes: any error of the library is the file's
        answer = {"fault": "damaged", "detail": _brief(error)}
    sys.stdout.write(json.dumps(answer))


def _limit(memory: int, seconds: int) -> None:
    try:
        import resource
    except ImportError:  # no such limits on this system: the parent's time limit remains
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(data: bytes, most_pages: int, most_characters: int) -> dict[str, Any]:
    import logging

    from pypdf import PasswordType, PdfReader
    from pypdf.errors import DependencyError

    logging.disable(logging.CRITICAL)  # what it mends is of no interest
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted:
        try:
            if reader.decrypt("") is PasswordType.NOT_DECRYPTED:
                return {"fault": "encrypted"}
        except (DependencyError, NotImplementedError):
            return {"fault": "encrypted"}
    count = len(reader.pages)
    if not count:
        return {"fault": "pages"}
    pages: list[str] = []
    broken = size = 0
    last = ""
    for number in range(min(count, most_pages)):
        try:
            text = reader.pages[number].extract_text() or ""
        except MemoryError:
            raise
        except Exception as error:  # one page's fault must not cost the others
            broken, text, last = broken + 1, "", _brief(error)
        size += len(text)
        if size > most_characters:
            break
        pages.append(text)
    if broken == len(pages) > 0:
        return {"fault": "damaged", "detail": last}
    return {"pages": pages, "count": count, "broken": broken, **_metadata(reader)}


def _metadata(reader: Any) -> dict[str, str]:  # noqa: ANN401 - the library is loaded late
    try:
        found = reader.metadata or {}
        named = {"title": "/Title", "author": "/Author", "created": "/CreationDate", "modified": "/ModDate"}
        return {name: str(found.get(key) or "")[:1000] for name, key in named.items()}
    except Exception:  # a document without a readable head still has its text
        return {}


def _brief(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:5]))
