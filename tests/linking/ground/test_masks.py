from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.linking import Linker
from kg.linking.ground import masks
from kg.linking.ground.masks import masked_spans
from kg.records import Zone, ZoneKind
from tests.linking.reading import ODD_TEXT, document, spans, surfaces


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.sampled_from(list(ZoneKind))), max_size=6), ODD_TEXT)
def test_masked_stretches_are_sorted_and_apart(edges: list[tuple[int, int, ZoneKind]], text: str) -> None:
    """Looking up whether a name is masked would miss the stretch that holds it."""
    zones = [Zone(min(a, b), max(a, b), kind) for a, b, kind in edges]
    spans = masked_spans(document(text, zones))
    assert all(a <= b for a, b in spans)
    assert all(b < c for (_, b), (c, _) in pairwise(spans))
    covered = {i for a, b in spans for i in range(a, b)}
    assert all(i in covered for z in zones if z.kind in (ZoneKind.CODE, ZoneKind.TIMESTAMP) for i in range(z.start, z.end))


@pytest.mark.parametrize(("text", "masked"), [
    ("see https://a.example/GPT-5 now", "https://a.example/GPT-5"), ("mail a.b+c@d.example now", "a.b+c@d.example"),
    ("run `GPT-5` now", "`GPT-5`"), ("on a.b.openai.com now", "a.b.openai.com"),
    ("on www.b.example now", "www.b.example"),
])  # fmt: skip
def test_what_is_masked(text: str, masked: str) -> None:
    """Names in addresses and code would be counted as mentions."""
    assert [text[a:b] for a, b in masked_spans(document(text))] == [masked]


@pytest.mark.parametrize("text", ["I met him. OpenAI came too.", "It costs 3.5 dollars", "a` b", "@openai wrote"])
def test_what_is_not_masked(text: str) -> None:
    """A full stop without a space or a handle would hide what stands there."""
    assert masked_spans(document(text)) == []


_PIECES = st.sampled_from([
    *"a b.com x .com . .. @ ` https:// HTTP:// http www. WWW. :// / - _ é ſ K 1 .io + .co.uk news .news/x ( , 和".split(),
    " ", "\n",
])  # fmt: skip


@given(st.lists(_PIECES, max_size=14).map("".join))
def test_trying_only_where_an_address_can_begin_misses_none(text: str) -> None:
    """An address that begins where nothing was tried would have names in it."""
    assert [*masks._addresses(text)] == [m.span() for m in masks._MASKED.finditer(text)]


@pytest.mark.parametrize("piece", ["a.com", "_.com", "a.b", "@", "a@", "`", "http://", "..com"])
def test_many_marks_in_one_run_are_read_in_linear_time(piece: str) -> None:
    """A megabyte of full stops without a space would be walked once for each of them."""
    document_ = document(piece * 20_000)
    assert masked_spans(document_) == masked_spans(document_)


@pytest.mark.parametrize("text", ["See coderabbit.ai/quell for it.", "Put it into CLAUDE.md or gemini.json."])
def test_addresses_without_a_scheme_and_files_hold_no_names(linker: Linker, text: str) -> None:
    """The first part of an address, or of a file's name, would be the product that it is called after."""
    assert spans(linker, text) == []


def test_a_name_with_a_point_is_no_file(linker: Linker) -> None:
    """Names that are written with a point would be lost with the names of files."""
    assert surfaces(linker, "She works at Character.AI, and they like 01.AI too.") == ["Character.AI", "01.AI"]
