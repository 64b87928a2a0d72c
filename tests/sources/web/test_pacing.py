"""Turns at a host, and work done ahead."""

from __future__ import annotations

import threading
import time
from collections import Counter

import pytest

from kg.sources.web.ahead import Ahead
from kg.sources.web.limits import Limits
from kg.sources.web.pacing import Pacing
from kg.sources.web.transfer import Transfer
from tests.sources.web.servers import Hands, Site, reply


def test_a_host_is_left_in_peace_between_two_requests() -> None:
    """Fifty posts of one site would be fetched as fast as its server can, and the program be locked out."""
    hands = Hands()
    pacing = Pacing(hands.clock())
    for host, gap in (("a", 1), ("a", 1), ("b", 1), ("a", 0.25)):
        with pacing.turn(host, gap):
            hands.passed += 0.5
    assert hands.slept == [1]  # host b took half a second of a's pause, and all of the last one


def test_a_failed_turn_ends() -> None:
    """A host whose first address fails would never be asked again."""
    pacing = Pacing(Hands().clock())
    with pytest.raises(ZeroDivisionError), pacing.turn("a", 1):
        raise ZeroDivisionError
    with pacing.turn("a", 1):
        pass


class Work:
    """Jobs that are counted while they are done."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.now: Counter[str] = Counter()
        self.most_at_once = 0
        self.most_in_group = 0
        self._lock = threading.Lock()

    def __call__(self, job: str) -> str:
        """Take a moment."""
        with self._lock:
            self.now[job[0]] += 1
            self.most_at_once = max(self.most_at_once, self.now.total())
            self.most_in_group = max(self.most_in_group, *self.now.values())
        time.sleep(0.02)
        with self._lock:
            self.now[job[0]] -= 1
            self.done.append(job)
        if job.endswith("!"):
            raise ValueError(job)
        return job.upper()


def test_results_come_in_the_order_in_which_they_are_wanted() -> None:
    """The documents of a run would depend on which server was quicker, or one host be asked twice at a time."""
    work = Work()
    ahead = Ahead(work, lambda job: job[0], threads=4, held=6)
    jobs = [f"{host}{n}" for n in range(4) for host in "abcde"]
    ahead.add(jobs)
    assert [ahead.take(job) for job in reversed(jobs)] == [job.upper() for job in reversed(jobs)]
    assert sorted(work.done) == sorted(jobs)
    assert 1 < work.most_at_once <= 5  # four threads and the taker


def test_one_of_a_group_at_a_time_and_few_results_wait() -> None:
    """Threads would pile up at one host, or a thousand feeds wait in memory for their reader."""
    work = Work()
    ahead = Ahead(work, lambda job: job[0], threads=8, held=3)
    ahead.add([f"{host}{n}" for n in range(3) for host in "ab"])
    time.sleep(0.4)
    assert len(work.done) == 3
    assert work.most_in_group == 1
    assert ahead.take("a0") == "A0"
    time.sleep(0.2)
    assert len(work.done) == 4


def test_what_waits_is_bounded_by_its_bytes() -> None:
    """Sixteen feeds of the largest size would wait in memory for one slow reader."""
    work = Work()
    ahead = Ahead(work, lambda job: job, threads=1, held=9, size=lambda _: 10, most_bytes=20)
    ahead.add("abcdef")
    time.sleep(0.3)
    assert len(work.done) == 2
    assert [ahead.take(job) for job in "abcdef"] == [*"ABCDEF"]


def test_an_error_is_raised_where_its_result_is_wanted() -> None:
    """A dead server would end another one's transfer, or be passed over in silence."""
    ahead = Ahead(Work(), lambda job: job[0], threads=2, held=4)
    ahead.add(["a!", "b"])
    assert ahead.take("b") == "B"
    with pytest.raises(ValueError, match="a!"):
        ahead.take("a!")


def test_closing_begins_nothing_more() -> None:
    """An interrupted run would go on asking servers."""
    work = Work()
    ahead = Ahead(work, lambda job: job[0], threads=1, held=9)
    ahead.add([f"a{n}" for n in range(9)])
    ahead.close()
    time.sleep(0.1)
    assert len(work.done) <= 1


def test_slow_hosts_are_asked_at_the_same_time(site: Site) -> None:
    """Fifty feeds would take fifty times as long as one."""
    together = threading.Barrier(4, timeout=5)

    def slow(_: object, line: object) -> None:
        together.wait()  # passes only when four requests are under way
        line.sendall(reply(200, b"hello"))  # type: ignore[attr-defined]

    hosts = [f"{name}.example" for name in "abcd"]
    site.routes["/feed"] = slow
    addresses = [f"http://{host}:{site.port}/feed" for host in hosts]
    with Transfer(resolve=lambda *_: ("127.0.0.1",), limits=Limits(retries=0)) as web:
        web.prefetch(addresses, named=True)
        got = [web.feed(address, named=True) for address in addresses]
    assert [fetched.address for fetched in got if fetched] == addresses
