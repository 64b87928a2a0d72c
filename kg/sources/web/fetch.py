"""Bytes from an http(s) address. The only place that knows httpx, which is loaded at the first address."""

from __future__ import annotations

import time
from typing import Final

from kg.errors import SourceError
from kg.sources.web.fetched import MAX_BYTES, Fetched

#: Seconds to connect, and between two pieces of an answer.
STEP_SECONDS: Final = 15.0
#: Seconds for the whole answer: a server that drips bytes keeps within every step.
TOTAL_SECONDS: Final = 60.0
MAX_REDIRECTS: Final = 5
USER_AGENT: Final = "kg/0.1 (feed reader; knowledge graph of AI posts)"

_ADVICE: Final = {
    401: "asks for a login",
    402: "asks for payment",
    403: "refuses access",
    404: "is not there: check the address",
    410: "is gone for good: remove it from the sources",
    429: "asks to wait: try again later",
}


def fetch(
    address: str,
    *,
    max_bytes: int = MAX_BYTES,
    step_seconds: float = STEP_SECONDS,
    total_seconds: float = TOTAL_SECONDS,
) -> Fetched:
    """Return what an address answers. Raises SourceError with a reason a person can act on."""
    import httpx

    deadline = time.monotonic() + total_seconds
    headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "gzip, deflate"}
    try:
        with (
            httpx.Client(timeout=step_seconds, max_redirects=MAX_REDIRECTS, follow_redirects=True) as client,
            client.stream("GET", address, headers=headers) as answer,
        ):
            if answer.status_code != 200:
                raise SourceError(address, _status_reason(answer.status_code, answer.reason_phrase))
            pieces: list[bytes] = []
            size = 0
            for piece in answer.iter_bytes():
                size += len(piece)
                if size > max_bytes:
                    raise SourceError(address, f"is larger than {_megabytes(max_bytes)}")
                if time.monotonic() > deadline:
                    raise SourceError(address, f"did not finish within {total_seconds:g} seconds")
                pieces.append(piece)
            return Fetched(b"".join(pieces), answer.headers.get("content-type", ""), str(answer.url))
    except httpx.TooManyRedirects as error:
        raise SourceError(address, f"redirects more than {MAX_REDIRECTS} times") from error
    except httpx.TimeoutException as error:
        raise SourceError(address, f"did not answer within {step_seconds:g} seconds") from error
    except httpx.ConnectError as error:
        raise SourceError(address, f"cannot be reached ({_cause(error)})") from error
    except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
        raise SourceError(address, f"is or leads to no http(s) address ({_cause(error)})") from error
    except httpx.DecodingError as error:
        raise SourceError(address, f"sends damaged compressed data ({_cause(error)})") from error
    except (httpx.HTTPError, httpx.StreamError, ValueError) as error:
        # ValueError: an address or a header that the library's own checks let through (lone surrogates, say).
        raise SourceError(address, f"broke off ({_cause(error)})") from error


def _status_reason(status: int, phrase: str) -> str:
    advice = _ADVICE.get(status, "failed: try again later" if status >= 500 else "gave no content")
    return f"{advice} (HTTP {status}{' ' + phrase if phrase else ''})"


def _cause(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:g} MB"
