"""One JSON body posted to an address that the user typed, and the body of the answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from kg.errors import SourceError
from kg.sources.web import guard
from kg.sources.web.asking import Asker, Wish
from kg.sources.web.connection import Unanswered, parsed
from kg.sources.web.limits import Clock, Limits

#: A model may think for a while; its answers are small. Redirects are not followed: a key is for one server.
LIMITS: Final = Limits(max_bytes=1024 * 1024, step=60.0, total=120.0, redirects=0, longest_pause=30.0)


class Poster:
    """Posts to one address, with retries, bounded in time and size. The key is sent as a bearer token and never shown."""

    def __init__(self, address: str, key: str = "", *, limits: Limits = LIMITS, clock: Clock | None = None) -> None:
        """Take the address and the key. Raises SourceError for an address or key that cannot be sent."""
        try:
            url = parsed(address)
        except Unanswered as error:
            raise SourceError("--llm-url", error.reason) from error
        if key and not (key.isascii() and key.isprintable() and " " not in key):
            raise SourceError("the key", "holds characters that no key has; set it again")
        if key and url.scheme == "http" and not (guard.is_own_machine(url.host) or guard.is_spelled_private(url.host)):
            raise SourceError("--llm-url", "the key would go over the network unencrypted; use https")
        self._headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {key}"} if key else {})}
        self._address = address
        self._asker = Asker(replace(limits, redirects=0), clock or Clock(), allow_private=False, resolve=guard.resolve)

    def __call__(self, body: bytes) -> bytes:
        """Return the answer to a body. Raises SourceError with a reason that holds neither address nor key."""
        wish = Wish(self._address, trusted=self._address, conditions=lambda _: self._headers, body=body)
        try:
            reply = self._asker.get(wish)
        except Unanswered as error:
            raise SourceError("the model", error.reason) from error
        if reply.answer.status != 200:
            raise SourceError("the model", f"gave no content (HTTP {reply.answer.status})")
        return reply.answer.data
