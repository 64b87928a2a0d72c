"""What a request asks, before anything is asked."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.serve.protocol import FORM, LONGEST, QUERY, UPDATE, Asked, Refused, read_get, read_post

Q = "ASK {}"


def test_the_three_ways_to_ask_are_one() -> None:
    """A client that posts would get another answer than one that gets."""
    graphs = {"default-graph-uri": ["http://a/1", "http://a/2"], "named-graph-uri": ["http://a/3"]}
    asked = Asked(Q, ("http://a/1", "http://a/2"), ("http://a/3",))
    everything = urlencode({"query": Q, **graphs}, doseq=True)
    assert read_get(everything) == asked
    assert read_post(f"{FORM}; charset=UTF-8", "", everything.encode()) == asked
    assert read_post(QUERY, urlencode(graphs, doseq=True), Q.encode()) == asked


def test_nothing_asked_is_the_description() -> None:
    """The service could not be described."""
    assert read_get("") is None
    assert read_get("default-graph-uri=http://a/1") is None


@pytest.mark.parametrize(
    ("query_string", "status"),
    [
        ("query=a&query=b", 400),
        ("query=", 400),
        ("query=%20", 400),
        ("query=%ff", 400),
        ("&".join(["a=b"] * 1001), 400),
        ("update=CLEAR%20ALL", 403),
        ("query=ASK&update=x", 403),
        ("query=" + "a" * (LONGEST + 1), 413),
    ],
    ids=["two queries", "empty", "blank", "not UTF-8", "too many parameters", "update", "query and update", "too long"],
)
def test_a_get_that_asks_wrongly(query_string: str, status: int) -> None:
    """A wrong request would be answered as if it were another one."""
    with pytest.raises(Refused) as caught:
        read_get(query_string)
    assert caught.value.status == status
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        (None, b"ASK {}", 415),
        ("text/plain", b"ASK {}", 415),
        ("multipart/form-data; boundary=x", b"", 415),
        (f"{QUERY}; charset=latin-1", b"ASK {}", 415),
        (QUERY, b"\xff", 400),
        (QUERY, b"", 400),
        (FORM, b"", 400),
        (FORM, b"query=%ff", 400),
        (FORM, b"update=CLEAR+ALL", 403),
        (UPDATE, b"CLEAR ALL", 403),
    ],
    ids="no-type text multipart latin-1 not-UTF-8 empty empty-form form-not-UTF-8 update-form update".split(),
)  # fmt: skip
def test_a_post_that_asks_wrongly(content_type: str | None, body: bytes, status: int) -> None:
    """A client would not learn what is wrong with its request, or an update would go through."""
    with pytest.raises(Refused) as caught:
        read_post(content_type, "", body)
    assert caught.value.status == status


@given(st.text(min_size=1).filter(lambda t: t.strip()))
def test_a_query_arrives_as_it_was_sent(text: str) -> None:
    """A space, a plus or a foreign letter in a query would come out as another one."""
    text = text.encode("utf-8", "ignore").decode() or "x"
    if not text.strip():
        return
    assert read_get(urlencode({"query": text})) == Asked(text)
    assert read_post(FORM, "", urlencode({"query": text}).encode()) == Asked(text)
    assert read_post(QUERY, "", text.encode()) == Asked(text)


@given(st.text(max_size=80), st.binary(max_size=80), st.sampled_from([FORM, QUERY, UPDATE, "", "a/b;;=;charset"]))
def test_no_request_breaks_the_reading(query_string: str, body: bytes, content_type: str) -> None:
    """Any client could make the server fail."""
    for way in ("get", "post"):
        try:
            read_get(query_string) if way == "get" else read_post(content_type, query_string, body)
        except Refused as error:
            assert 400 <= error.status < 500
