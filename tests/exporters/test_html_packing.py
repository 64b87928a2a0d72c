"""The blocks of the page: nothing is lost between a record and the script that reads it."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kg.exporters.html_packing import AT_ONCE, COLUMNS, pack, unpack

DAYS = st.sampled_from(["", "2026-01-05", "2026-02-28", "2026-11-30"])
TOGETHER = st.fixed_dictionaries(
    {"sentences": st.integers(0, 3)},
    optional={
        "paragraphs": st.integers(0, 9), "documents": st.integers(0, 9), "sources": st.integers(0, 4),
        "npmi": st.floats(-1, 1).map(lambda x: round(x, 3)), "first": DAYS, "last": DAYS, "in": st.lists(st.integers(0, 3)),
        "quote": st.text(max_size=9), "document": st.integers(0, 3), "marks": st.lists(st.tuples(st.integers(0, 5), st.just(9))),
    },
)  # fmt: skip


def unpacked(block: dict[str, Any], names: list[str], row: list[Any]) -> dict[str, Any]:
    """Return a row as the page reads it."""
    values: dict[str, Any] = dict.fromkeys(COLUMNS, 0) | dict(zip(COLUMNS, row[2:], strict=False))
    for end in ("first", "last"):
        values[end] = block["days"][values[end] - 1] if values[end] else ""
    values["document"] -= 1
    return {"from": names[row[0]], "to": names[row[1]], **values}


@given(st.lists(TOGETHER, max_size=6), st.booleans())
def test_a_row_holds_what_the_record_held(records: list[dict[str, Any]], large: bool) -> None:
    """A date, a document or a count would move to another pair, or nought and nothing would become the same."""
    size = AT_ONCE + 5 if large else 12
    nodes = [{"id": f"n{k}"} for k in range(size)]
    others = [f"n{size - 1 - k}" if k % 2 else f"n{k + 1}" for k in range(size)]
    edges = [{"kind": "together", "from": f"n{k}", "to": others[k], **r} for k, r in enumerate(records)]
    head = {"opening": [f"n{k}" for k in range(8)], "documents": ["a"], "former": {"b": "c"}}
    first, rest = json.loads(json.dumps(pack(head, nodes, edges)))
    blocks = [first, rest] if rest else [first]
    assert bool(rest) is large
    names = [n["id"] for block in blocks for n in block["nodes"]]
    assert sorted(names) == sorted(n["id"] for n in nodes)
    assert blocks[-1]["documents"] == ["a"]
    assert blocks[-1]["former"] == {"b": "c"}
    found = {(r["from"], r["to"]): r for block in blocks for r in (unpacked(block, names, row) for row in block["together"])}
    assert len(found) == len(records)
    for edge in edges:
        row = found[edge["from"], edge["to"]]
        assert row["document"] == edge.get("document", -1)
        for column in COLUMNS:
            if column != "document":
                assert (row[column] or None) == (json.loads(json.dumps(edge.get(column))) or None)
    again = {(e["from"], e["to"]): e for e in unpack(blocks)[1]}
    for edge in json.loads(json.dumps(edges)):
        assert again[edge["from"], edge["to"]] == {key: value for key, value in edge.items() if value or key == "document"}


def test_what_the_opening_view_draws_stands_in_the_first_block() -> None:
    """A large page would open without some of its lines, or wait for lines that it does not draw."""
    nodes = [{"id": f"n{k}"} for k in range(AT_ONCE + 1)]
    edges = [{"kind": "claim", "from": a, "to": b, "id": f"{a}{b}"} for a, b in (("n1", "n2"), ("n2", "n9"), ("n8", "n9"))]
    head = {"opening": ["n1", "n2"], "documents": [], "former": {}}
    first, rest = pack(head, nodes, edges)
    assert [n["id"] for n in first["nodes"]] == ["n1", "n2"]
    assert first["waiting"] == len(rest["nodes"]) == AT_ONCE - 1
    assert [e["id"] for e in first["edges"]] == ["n1n2"]
    assert [e["id"] for e in rest["edges"]] == ["n2n9", "n8n9"]
