"""One address to an answer: redirects by hand, retries with growing pauses, a turn of the host for each request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from kg.sources.web import guard
from kg.sources.web.connection import Answer, Unanswered, ask, origin, parsed, without_login
from kg.sources.web.headers import retry_after
from kg.sources.web.limits import Clock, Limits
from kg.sources.web.pacing import Pacing

if TYPE_CHECKING:
    import httpx

_PERMANENT: Final = (301, 308)
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_PASSING: Final = (408, 429, 500, 502, 503, 504)
_ADVICE: Final = {
    401: "asks for a login",
    402: "asks for payment",
    403: "refuses access",
    404: "is not there: check the address",
    410: "is gone for good: remove it from the sources",
    429: "asks to wait: try again later",
}


@dataclass(frozen=True, slots=True)
class Reply:
    """What an address led to."""

    address: str  #: that answered, after redirects, without user and password
    answer: Answer  #: status 200, or 304 to a conditional request
    moved_to: str  #: how far redirects that are permanent led from the first address; empty when there was none


@dataclass(frozen=True, slots=True)
class Wish:
    """An address with what may be done to have it."""

    address: str
    trusted: str = ""  #: the server of this address may be private; empty: none may
    conditions: Callable[[str], Mapping[str, str]] = lambda _: {}  #: header fields for each address on the way
    permit: Callable[[httpx.URL], float] = lambda _: 0.0  #: seconds to keep from the request before; may raise Unanswered
    gap: float = 0.0  #: the least of these seconds
    retries: int | None = None  #: None: as many as the limits say
    cut: int = 0  #: see `connection.ask`
    body: bytes | None = None  #: to post instead of asking for something


@dataclass(frozen=True, slots=True)
class Asker:
    """Asks addresses. For use from several threads."""

    limits: Limits
    clock: Clock
    allow_private: bool
    resolve: guard.Resolve
    pacing: Pacing = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pacing", Pacing(self.clock))

    def get(self, wish: Wish) -> Reply:
        """Return what the address leads to, of status 200 or 304. Raises Unanswered.

        Faults that pass (no connection, 429, 5xx) are tried again while the time for the address lasts.
        """
        limits, deadline = self.limits, self.clock.monotonic() + self.limits.total
        retries = limits.retries if wish.retries is None else wish.retries
        attempt = 0
        while True:
            try:
                return self._good(self.follow(wish, deadline), wish)
            except Unanswered as trouble:
                pause = limits.first_pause * 2**attempt if trouble.wait is None else trouble.wait
                is_time = pause <= limits.longest_pause and self.clock.monotonic() + pause < deadline
                if not trouble.is_passing or attempt >= retries or not is_time:
                    raise
            self.clock.sleep(pause)
            attempt += 1

    def follow(self, wish: Wish, deadline: float) -> Reply:
        """Return the answer at the end of the redirects, whatever its status. Raises Unanswered."""
        url = parsed(wish.address)
        trusted = origin(parsed(wish.trusted)) if wish.trusted else None
        login, moved_to, is_permanent = (url.userinfo, origin(url)), "", True
        passed: set[str] = set()
        while True:
            here = without_login(url)
            if here in passed:
                raise Unanswered("redirects in a circle", was_heard=True)
            if len(passed) > self.limits.redirects:
                raise Unanswered(f"redirects more than {self.limits.redirects} times", was_heard=True)
            passed.add(here)
            may_be_private = self.allow_private or trusted == origin(url)
            gap = max(wish.gap, wish.permit(url))
            if not url.userinfo and login[1] == origin(url) and login[0]:
                url = url.copy_with(userinfo=login[0])  # the user's login is for this server only
            with self.pacing.turn(url.host, gap):
                answer = ask(
                    url, wish.conditions(here), limits=self.limits, clock=self.clock, deadline=deadline,
                    may_be_private=may_be_private, resolve=self.resolve, cut=wish.cut,
                    body=wish.body,
                )  # fmt: skip
            if answer.status not in _REDIRECTS:
                return Reply(here, answer, moved_to)
            if not answer.headers.get("location"):
                raise Unanswered(f"redirects to nowhere (HTTP {answer.status})", was_heard=True)
            url = parsed(answer.headers["location"], url).copy_with(username=None, password=None)
            is_permanent = is_permanent and answer.status in _PERMANENT
            moved_to = without_login(url) if is_permanent else moved_to

    def _good(self, reply: Reply, wish: Wish) -> Reply:
        """Return the reply when it is one to read. Raises Unanswered for another."""
        status, phrase = reply.answer.status, reply.answer.phrase
        if status == 200 or (status == 304 and wish.conditions(reply.address)):
            return reply
        shown = f"(HTTP {status}{' ' + phrase if phrase else ''})"
        now = self.clock.now()
        wait = retry_after(reply.answer.headers, now) if status in _PASSING else None
        retry_at = now + timedelta(seconds=min(wait, 1e8)) if wait else None
        if wait is not None and wait > self.limits.longest_pause and retry_at:
            reason = f"asks to wait until {retry_at:%Y-%m-%d %H:%M} UTC {shown}"
        else:
            reason = f"{_ADVICE.get(status, 'failed: try again later' if status >= 500 else 'gave no content')} {shown}"
        raise Unanswered(reason, is_passing=status in _PASSING, was_heard=True, wait=wait, retry_at=retry_at)
