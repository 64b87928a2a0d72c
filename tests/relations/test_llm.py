"""A language model as an extractor, behind a real server on loopback: what it may add, and what it cannot break."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from kg.errors import SourceError
from kg.ontology import Ontology
from kg.records import Evidence
from kg.relations.llm import PATIENCE, ModelExtractor
from kg.relations.sentencewise import Sentence, Sentencewise
from kg.sources.web.limits import Limits
from kg.sources.web.posting import Poster
from tests.relations.marked import document_of

Respond = Callable[[BaseHTTPRequestHandler, dict[str, Any]], None]
QUICK = Limits(max_bytes=20_000, step=1.0, total=2.0, redirects=0, retries=1, first_pause=0.01, longest_pause=0.1)
TOLD = "[Nvidia|Lab] snapped up [Run:ai|Organization] for a song."
GOOD = {
    "subject": "n1", "predicate": "acquires", "object": "n2", "quote": "snapped up", "polarity": "+", "modality": "asserted",
    "holder": "",
}  # fmt: skip


@contextmanager
def endpoint(respond: Respond) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Serve a chat endpoint that answers as told; yield its address and what it was sent."""
    sent: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            sent.append({"path": self.path, "key": self.headers.get("Authorization"), "body": body})
            respond(self, body)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1/chat/completions", sent
    finally:
        server.shutdown()
        server.server_close()


def answer(data: bytes, status: int = 200, **headers: str) -> Respond:
    """Return a way to respond with a body."""

    def respond(handler: BaseHTTPRequestHandler, _: dict[str, Any]) -> None:
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(data)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(data)

    return respond


def chat(content: object, **message: object) -> bytes:
    """Return an answer as the protocol has it."""
    text = content if isinstance(content, str) else json.dumps(content)
    return json.dumps({"choices": [{"message": {"content": text, **message}, "finish_reason": "stop"}]}).encode()


def read(
    shipped: Ontology, respond: Respond, marked: str = TOLD, key: str = ""
) -> tuple[tuple[Evidence, ...], ModelExtractor, Any]:
    """Return what a model behind a server adds to a text, the extractor with its counts, and what the server was sent."""
    with endpoint(respond) as (address, sent):
        model = ModelExtractor(shipped, "tiny", Poster(address, key, limits=QUICK))
        document, mentions = document_of(marked)
        return Sentencewise(shipped, model).extract(document, mentions), model, sent


def test_what_the_model_reads_becomes_evidence(shipped: Ontology) -> None:
    """Its words would get lost, or be taken for those of a sure rule."""
    [e], model, sent = read(shipped, answer(chat({"relations": [GOOD]})), key="secret-7")
    assert (e.subject_label, e.predicate, e.object_label, e.rule) == ("Nvidia", "acquires", "Run:ai", "llm:tiny")
    assert e.quote == "Nvidia snapped up Run:ai for a song."
    assert e.confidence < 0.7
    assert e.subject_span == (0, 6)
    assert not model.refused
    assert sent[0]["key"] == "Bearer secret-7"
    assert sent[0]["body"]["response_format"]["type"] == "json_schema"


REFUSED: dict[str, tuple[object, str]] = {
    "an end that is not in the sentence": ({**GOOD, "object": "n9"}, "an end that is no mention"),
    "one end twice": ({**GOOD, "object": "n1"}, "one thing at both ends"),
    "a predicate of its own": ({**GOOD, "predicate": "likes"}, "an unknown predicate"),
    "words of its own": ({**GOOD, "quote": "bought"}, "a quote that is not in the sentence"),
    "no words": ({**GOOD, "quote": " "}, "a quote that is not in the sentence"),
    "a modality of its own": ({**GOOD, "modality": "sure"}, "an unknown polarity or modality"),
    "a holder from elsewhere": ({**GOOD, "holder": "Reuters"}, "a holder that is not in the sentence"),
    "kinds that the predicate does not take": (
        {**GOOD, "predicate": "licensed_under"}, "an end of a kind that the predicate does not take",
    ),
    "a field too many": ({**GOOD, "score": "1"}, "not in the form asked for"),
    "a number for a name": ({**GOOD, "subject": 1}, "not in the form asked for"),
    "no object at all": ("n1 acquires n2", "not in the form asked for"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_breaks_the_form_is_refused_and_counted(name: str, shipped: Ontology) -> None:
    """A made-up relation would stand in the graph beside what sentences state."""
    bad, reason = REFUSED[name]
    found, model, _ = read(shipped, answer(chat({"relations": [bad, GOOD]})))
    assert len(found) == 1
    assert model.refused == {reason: 1}


FAILING: dict[str, tuple[Respond, str]] = {
    "an error of the server": (answer(b"", 500), "failed: try again later"),
    "too many requests": (answer(b"", 429, Retry_After="3600"), "asks to wait"),
    "a wrong key": (answer(b"", 401), "asks for a login"),
    "a redirect": (answer(b"", 302, Location="/elsewhere"), "redirects more than 0 times"),
    "no JSON": (answer(b"<html>"), "answered in no form that it should"),
    "JSON of another kind": (answer(b'{"choices": []}'), "answered in no form that it should"),
    "prose": (answer(chat("Sure! Here is what I found")), "wrote no JSON of the form asked for"),
    "a list that is none": (answer(chat({"relations": {}})), "wrote no JSON of the form asked for"),
    "a refusal": (answer(chat("", refusal="I cannot help with that")), "refused to answer"),
    "deeply nested JSON": (answer(b"[" * 9_000), "answered in no form that it should"),
    "an endless body": (answer(b"x" * 60_000), "is larger than"),
    "a server that never answers": (lambda *_: time.sleep(1.5), "did not "),
}


@pytest.mark.parametrize("name", FAILING)
def test_a_failing_endpoint_is_a_counted_failure(name: str, shipped: Ontology) -> None:
    """One bad answer would end a build of thousands of documents, or pass unseen."""
    respond, reason = FAILING[name]
    found, model, _ = read(shipped, respond, key="secret-7")
    assert found == ()
    [failure] = model.failures
    assert failure.source == "one"
    assert reason in failure.reason
    assert "secret-7" not in repr(model.failures)


def test_an_endpoint_that_is_down_is_given_up(shipped: Ontology) -> None:
    """Ten thousand sentences would each wait for a server that is not there."""
    document, mentions = document_of(" ".join([TOLD] * (PATIENCE + 4)))
    model = ModelExtractor(shipped, "tiny", Poster("http://127.0.0.1:9/v1/chat/completions", limits=QUICK))
    assert Sentencewise(shipped, model).extract(document, mentions) == ()
    assert model.asked == PATIENCE
    assert model.unanswered.total() == PATIENCE + 4


def test_keys_and_addresses_that_cannot_be_sent_are_refused_without_showing_them() -> None:
    """A key would travel unencrypted, or appear in an error message."""
    for address, key in (
        ("http://models.example/v1", "secret-7"),
        ("ftp://models.example/v1", ""),
        ("https://models.example/v1", "secret-7\r\nX-Other: 1"),
    ):
        with pytest.raises(SourceError) as caught:
            Poster(address, key)
        assert "secret-7" not in str(caught.value)


def test_any_function_of_a_sentence_is_an_extractor(shipped: Ontology) -> None:
    """People could not plug in what they have."""
    seen: list[Sentence] = []

    def keep(sentence: Sentence) -> tuple[Evidence, ...]:
        seen.append(sentence)
        return ()

    document, mentions = document_of(f"[Nvidia|Lab] is large. {TOLD} Nobody was there.")
    assert Sentencewise(shipped, keep).extract(document, mentions) == ()
    assert [s.text for s in seen] == ["Nvidia snapped up Run:ai for a song."]
    assert [m.surface for m in seen[0].mentions] == ["Nvidia", "Run:ai"]
