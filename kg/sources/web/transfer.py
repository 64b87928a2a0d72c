"""Transfer as the reader uses it: what was had and has not changed is not transferred again."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import urlsplit

from kg.errors import SourceError
from kg.sources.formats.sniff import sniff
from kg.sources.web import guard, memory
from kg.sources.web.ahead import Ahead
from kg.sources.web.asking import Asker, Reply, Wish
from kg.sources.web.connection import Unanswered, origin, parsed
from kg.sources.web.fetched import Fetched
from kg.sources.web.headers import content_type
from kg.sources.web.limits import Clock, Limits
from kg.sources.web.memory import Remembered
from kg.sources.web.robots import Robots, robots_of, unreadable

if TYPE_CHECKING:
    from types import TracebackType

    import httpx

#: A list of feeds is kept up to this many bytes; a longer one is transferred each time.
LONGEST_LIST: Final = 1024 * 1024
_FEEDS: Final = frozenset({"feed", "jsonfeed", "opml"})


@dataclass(frozen=True, slots=True)
class _Job:
    """An address that somebody wants."""

    address: str
    source: str = ""  #: of a page: the source whose item links to it
    is_page: bool = False
    is_named: bool = False


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What came of a job. Nothing of it counts before it is taken: only then is it read."""

    record: Remembered
    fetched: Fetched | None = None  #: None with no error: nothing has changed
    error: str = ""
    was_asked: bool = False
    was_heard: bool = False
    note: str = ""


class Transfer:
    """Answers addresses as `kg.sources.web.fetched.Web` says, with a memory that its user loads and saves.

    ``code`` is a fingerprint of the code that reads what is transferred: content that other code read is transferred
    again. A source that the user named may be private, and so may a redirect that stays on its server; with
    ``allow_private`` everything may. Use it as a context manager: leaving the block ends what runs ahead.
    """

    def __init__(
        self,
        remembered: Iterable[Remembered] = (),
        *,
        code: str = "",
        allow_private: bool = False,
        limits: Limits = Limits(),  # noqa: B008 - frozen
        clock: Clock = Clock(),  # noqa: B008 - frozen
        resolve: guard.Resolve = guard.resolve,
    ) -> None:
        self._limits, self._clock, self._code = limits, clock, code
        # What was remembered when the run began stays as it is: an address that two sources lead to is read for both.
        self._had = {r.key: memory.for_code(r, code) for r in remembered}
        self._asker = Asker(limits, clock, allow_private, resolve)
        self._robots: dict[tuple[str, str, int], Robots] = {}
        self._ahead = Ahead(
            self._work, lambda job: urlsplit(job.address).netloc, threads=limits.threads, held=limits.ahead,
            size=lambda outcome: len(outcome.fetched.data) if outcome.fetched else 0, most_bytes=limits.ahead_bytes,
        )  # fmt: skip
        self._learnt: dict[tuple[str, str], _Outcome] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._ahead.close()

    # -- for the reader ------------------------------------------------------------------------------------------

    def prefetch(self, addresses: Iterable[str], *, named: bool) -> None:
        """Begin to transfer sources, those of different hosts at the same time; `feed` with the same words takes them."""
        self._ahead.add(_Job(address, is_named=named) for address in addresses)

    def prefetch_pages(self, pages: Iterable[tuple[str, str]]) -> None:
        """Begin to transfer pages, each an address and the source whose item links to it; `page` takes them."""
        self._ahead.add(_Job(address, source, is_page=True) for address, source in pages)

    def feed(self, address: str, *, named: bool) -> Fetched | None:
        """Return a source's bytes, or None when they have not changed since the last run. Raises SourceError.

        A list of feeds is returned also when it has not changed, since what it lists may have. robots.txt is not asked:
        a feed is there to be fetched by programs, and a page that the user names is fetched for the user.
        """
        return self._take(_Job(address, is_named=named))

    def page(self, address: str, *, source: str = "") -> Fetched | None:
        """Return the page that an item of a source links to, or None when it was had through that source and is unchanged.

        Raises SourceError, also when the site's robots.txt asks programs to stay away.
        """
        return self._take(_Job(address, source, is_page=True))

    # -- for the pipeline ----------------------------------------------------------------------------------------

    @property
    def unchanged(self) -> tuple[str, ...]:
        """The sources of this run that had nothing new, in the order in which they were asked for."""
        return tuple(o.record.address for o in self._learnt.values() if o.fetched is None and not o.error and not o.record.source)

    @property
    def unchanged_pages(self) -> frozenset[str]:
        """The pages that items of this run link to and that had nothing new."""
        found = (o for o in self._learnt.values() if o.fetched is None and not o.error)
        return frozenset(o.record.address for o in found if o.record.source)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know and is no failure, a line each."""
        return tuple(o.note for o in self._learnt.values() if o.note)

    def learnt(self, unread: Collection[str] = ()) -> tuple[Remembered, ...]:
        """Return what to remember of the addresses of this run.

        Save it with the documents that were read or after them, never before: it says that their content was had.
        ``unread`` names the sources whose content could not be read; theirs is transferred again. A page that was of no
        use is remembered, and asked for only conditionally. A run in which no server answered says something of this
        machine's network and nothing of the sources: its failures do not count.
        """
        asked = [o for o in self._learnt.values() if o.was_asked]
        is_offline = bool(asked) and not any(o.was_heard for o in asked)
        kept = [o.record for o in self._learnt.values() if not (o.error and is_offline)]
        return tuple(memory.unread(r) if not r.source and r.address in unread else r for r in kept)

    # -- within --------------------------------------------------------------------------------------------------

    def _take(self, job: _Job) -> Fetched | None:
        outcome = self._ahead.take(job)
        self._learnt[outcome.record.key] = outcome
        if outcome.error:
            raise SourceError(job.address, outcome.error)
        return outcome.fetched

    def _work(self, job: _Job) -> _Outcome:
        had = self._had.get((job.source, job.address)) or Remembered(job.address, job.source)
        now = self._clock.now()
        if memory.is_resting(had, now) and had.retry_at:
            reason = f"is not asked again before {had.retry_at:%Y-%m-%d %H:%M} UTC, since it {had.error}"
            return _Outcome(had, error=reason)
        if had.digest and memory.is_fresh(had, now):
            return _Outcome(had, _unchanged(had))
        try:
            reply = self._asker.get(self._wish(job, had))
        except Unanswered as trouble:
            record = memory.after_failure(had, trouble.reason, now, trouble.retry_at)
            return _Outcome(record, error=trouble.reason, was_asked=True, was_heard=trouble.was_heard)
        if reason := _no_feed(job, had, reply):
            # A login page in front of a network answers for every address: it is no word from the source itself.
            return _Outcome(memory.after_failure(had, reason, now, None), error=reason, was_asked=True)
        return self._had_answer(job, had, reply)

    def _wish(self, job: _Job, had: Remembered) -> Wish:
        return Wish(
            had.moved_to or job.address,
            trusted=job.address if job.is_named else "",
            conditions=lambda address: memory.conditions(had, address),
            permit=self._permit if job.is_page else lambda _: 0.0,
            gap=self._limits.page_gap if job.is_page else self._limits.feed_gap,
        )

    def _had_answer(self, job: _Job, had: Remembered, reply: Reply) -> _Outcome:
        """Return what an answer with content, or one that it is the same, comes to."""
        answer = reply.answer
        moved_to = reply.moved_to or had.moved_to
        if parsed(job.address).userinfo:
            moved_to = ""  # asked directly, the new address would not get the login
        is_too_long = False
        if answer.status == 304:
            digest, listed, fetched = had.digest, had.listed, _unchanged(had)
        else:
            fetched = Fetched(answer.data, content_type(answer.headers), reply.address)
            kind = _kind(job, reply)
            digest = f"{kind} {hashlib.sha256(answer.data).hexdigest()}"
            if kind not in _FEEDS and _host(reply.address) != _host(job.address):
                moved_to = ""  # a page of somebody else's, perhaps of who sells the network: the next run asks the source
            is_list = not job.is_page and kind == "opml"
            listed = answer.data if is_list and len(answer.data) <= LONGEST_LIST else b""
            is_too_long = is_list and not listed
            if digest == had.digest and not is_list:
                fetched = None
        record = memory.after_success(
            had, answer.headers, answered=reply.address, moved_to=moved_to, digest=digest, listed=listed, code=self._code,
            now=self._clock.now(),
        )  # fmt: skip
        record = memory.unread(record) if is_too_long else record
        note = ""
        if moved_to and moved_to != had.moved_to and not job.is_page:
            note = f"{job.address}: moved for good to {moved_to}, which is asked from now on; name that one"
        return _Outcome(record, fetched, was_asked=True, was_heard=True, note=note)

    def _permit(self, url: httpx.URL) -> float:
        """Return the seconds that a site asks to keep between two requests. Raises Unanswered when it asks to stay away."""
        where = origin(url)
        if where not in self._robots:
            self._robots[where] = self._read_robots(url)
        robots = self._robots[where]
        if robots.refusal:
            raise Unanswered(robots.refusal, is_passing=True)
        if not robots.allows(str(url)):
            raise Unanswered("is closed to programs by the robots.txt of its site", was_heard=True)
        return min(robots.delay(), self._limits.longest_gap)

    def _read_robots(self, url: httpx.URL) -> Robots:
        address = str(url.copy_with(username=None, password=None, path="/robots.txt", query=None))
        wish = Wish(address, gap=self._limits.feed_gap, cut=self._limits.robots_bytes)
        try:
            return robots_of(self._asker.follow(wish, self._clock.monotonic() + self._limits.total).answer)
        except Unanswered as trouble:
            if trouble.is_forbidden:
                raise
            return unreadable(trouble.reason)


def _unchanged(had: Remembered) -> Fetched | None:
    """Return what stands for unchanged content: nothing, or a list of feeds, since what it lists may have changed."""
    return Fetched(had.listed, "text/x-opml", had.answered) if had.listed else None


def _kind(job: _Job, reply: Reply) -> str:
    """Return what an answer holds, see `kg.sources.formats.sniff`."""
    suffix = PurePath(urlsplit(job.address).path).suffix.lower()
    return sniff(reply.answer.data, suffix, content_type(reply.answer.headers))


def _no_feed(job: _Job, had: Remembered, reply: Reply) -> str:
    """Return why a page that came in a feed's place is not to be read, or nothing when it may be.

    A source that was a feed before must stay one; what a list names must not lead to another site's page.
    """
    if job.is_page or reply.answer.status == 304 or _kind(job, reply) != "html":
        return ""
    if had.digest.split(" ")[0] in _FEEDS:
        return f"gave a page where a feed was (at {_host(reply.address)}): check the address, or sign in to the network"
    if not job.is_named and _host(reply.address) != _host(job.address):
        return f"leads to a page at {_host(reply.address)} and to no feed: check the address, or sign in to the network"
    return ""


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")
