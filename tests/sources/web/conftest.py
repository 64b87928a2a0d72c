"""No proxy of the machine's own, and a server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sources.web.servers import Site, serve


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def site() -> Iterator[Site]:
    """A server on a free port of this machine."""
    with serve() as running:
        yield running
