"""What an address answered, and what asks it: the contact between reading and transfer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Protocol

#: A larger file or answer is refused, counted after decompression; real feeds stay below 10 MB.
MAX_BYTES: Final = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address answered."""

    data: bytes
    content_type: str  #: as the server declares it, with its charset
    address: str  #: after redirects


class Web(Protocol):
    """Answers addresses. Both raise SourceError with a reason a person can act on."""

    def feed(self, address: str, *, named: bool) -> Fetched | None:
        """Return a source's bytes, or None when they have not changed since the last run.

        A list of feeds is returned also when it has not changed, since what it lists may have.
        ``named`` says that the user named the address; one that a list or a feed led to may not be private.
        """

    def page(self, address: str, *, source: str = "") -> Fetched | None:
        """Return the page that an item of a source links to.

        None when it was had before through the same source and has not changed since: the document that was read then
        stands as it is.
        """

    def prefetch_pages(self, pages: Iterable[tuple[str, str]]) -> None:
        """Hear which pages will be asked for with `page`: each an address and its source."""

    def prefetch(self, addresses: Iterable[str], *, named: bool) -> None:
        """Hear which sources will be asked for with `feed`, so that slow ones may be begun at the same time."""
