"""The drawing of one neighbourhood."""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.exporters.svg import MOST, WIDTH, draw
from kg.records import CoMention, Entity, EntityType, KnowledgeGraph, Node, Polarity, Status
from tests.exporters.demo import hub_graph, tiny_graph
from tests.exporters.test_html_hostile import _hostile
from tests.exporters.watching import Watched
from tests.graphs import shuffled

SVG = "{http://www.w3.org/2000/svg}"


def _texts(drawing: str, look: str) -> list[str]:
    root = ET.fromstring(drawing)
    return ["".join(t.itertext()).strip("\u2068\u2069") for t in root.iter(f"{SVG}text") if look in t.attrib["class"].split()]


def test_same_graph_same_bytes(graph: KnowledgeGraph) -> None:
    """Broken if the order of the records moves anything in a drawing that was published."""
    assert draw(graph, "halden-labs") == draw(shuffled(graph, 3), "halden-labs")


def test_the_strongest_neighbours_are_named_in_full(graph: KnowledgeGraph) -> None:
    """Broken if a neighbour of the drawing has no name, or the drawing hides that there are more."""
    drawing = draw(graph, "halden-labs", limit=10)
    names = _texts(drawing, "name")
    assert len(names) == 11
    assert names.count("Halden Labs") == 1
    assert set(names) <= {n.entity.label for n in graph.nodes}
    assert any(text.endswith(" neighbours") and "10 of " in text for text in _texts(drawing, "soft"))


def test_claims_are_arrows_that_say_what(graph: KnowledgeGraph) -> None:
    """Broken if a stated relation is a bare line, its arrow points the wrong way, or a contested one looks settled."""
    claim = next(c for c in graph.claims if c.predicate == "fine_tuned_from" and c.status is Status.SUPPORTED)
    both = tuple(n for n in graph.nodes if n.entity.id in (claim.subject, claim.object))
    for status, look in ((Status.SUPPORTED, "claim"), (Status.CONTESTED, "contested"), (Status.UNSUPPORTED, "weak")):
        small = KnowledgeGraph(both, graph.documents, (), (), (replace(claim, status=status),), ())
        drawing = draw(small, claim.subject)
        assert _texts(drawing, "words") == ["fine tuned from"]
        assert drawing.count(f'<line class="line {look}"') == 2  # the link and the legend
        ahead, behind = (_tips(draw(small, i), look) for i in (claim.subject, claim.object))
        assert ahead > 800  # at the neighbour, to the right of the middle
        assert behind < 700  # at the entity in the middle


def test_what_is_denied_says_so_on_its_line(graph: KnowledgeGraph) -> None:
    """Broken if an arrow claims what every sentence behind it denies."""
    claim = next(c for c in graph.claims if c.predicate == "fine_tuned_from")
    denied = replace(claim, evidence=tuple(replace(e, polarity=Polarity.DENIED) for e in claim.evidence))
    both = tuple(n for n in graph.nodes if n.entity.id in (claim.subject, claim.object))
    drawing = draw(KnowledgeGraph(both, graph.documents, (), (), (denied,), ()), claim.subject)
    assert _texts(drawing, "words") == ["fine tuned from (denied)"]
    assert "(denied, " in drawing  # in the description for screen readers


def _tips(drawing: str, look: str) -> float:
    """Return how far to the right the first arrow of a kind has its tip."""
    root = ET.fromstring(drawing)
    head = next(p for p in root.iter(f"{SVG}polygon") if p.attrib["class"] == f"head {look}")
    return float(head.attrib["points"].split(",")[0])


def test_nothing_lies_over_anything(watched: Watched, tmp_path: Path, graph: KnowledgeGraph) -> None:
    """Broken if names touch each other or a mark, or run out of the drawing, in a real browser's fonts."""
    wide = [Entity(f"w{k}", "W" * 90 if k % 2 else "長い名前の研究所" * 9, "Lab", EntityType.LAB) for k in range(MOST)]
    pairs = tuple(CoMention("a", e.id, 2, 2, 1, 1, 0.1, 0.1, 0.1) for e in wide)
    hub = Entity("a", "نموذج فالكون العربي 3", "Model", EntityType.MODEL)
    long = KnowledgeGraph(tuple(Node(e, 1, 1) for e in (hub, *wide)), (), (), pairs, (), ())
    for k, (one, entity) in enumerate(((graph, "halden-labs"), (long, "a"))):
        path = tmp_path / f"{k}.svg"
        path.write_text(draw(one, entity, limit=MOST), encoding="utf-8")
        page = watched.open(path, size=(WIDTH, 2400), ready=False)
        boxes = page.evaluate("""() => [...document.querySelectorAll(".name, .kind, .mark")].map((e) => {
            const b = e.getBoundingClientRect();
            return [b.left, b.top, b.right, b.bottom, e.getAttribute("class") + " " + e.textContent];
        })""")
        for a in boxes:
            assert 0 <= a[0] < a[2] <= WIDTH, a
        for a, b in itertools.combinations([b for b in boxes if not b[4].startswith("kind")], 2):
            assert a[2] <= b[0] + 1 or b[2] <= a[0] + 1 or a[3] <= b[1] + 5 or b[3] <= a[1] + 5, (a, b)


def test_hostile_names_stay_text(watched: Watched, tmp_path: Path) -> None:
    """Broken if a record can put a script, a link or a picture into the drawing, or make it unreadable."""
    hostile, ids = _hostile()
    for i in ids:
        drawing = draw(hostile, i)
        root = ET.fromstring(drawing)
        kinds = {e.tag.removeprefix(SVG) for e in root.iter()}
        assert kinds <= {"svg", "title", "desc", "style", "rect", "line", "polygon", "circle", "text"}
        assert not any(name.startswith("on") or name.endswith("href") for e in root.iter() for name in e.attrib)
    path = tmp_path / "g.svg"
    path.write_text(drawing, encoding="utf-8")
    assert watched.open(path, ready=False).evaluate("typeof window.__xss") == "undefined"


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=120), st.text(max_size=40))
def test_any_name_gives_a_drawing(label: str, other: str) -> None:
    """Broken if any text at all that a name can hold makes a file that no program opens."""
    root = ET.fromstring(draw(tiny_graph(label, other), "e0"))
    assert root.find(f"{SVG}title") is not None


def test_it_tells_what_it_shows(graph: KnowledgeGraph) -> None:
    """Broken if someone who does not see the drawing learns nothing from it."""
    root = ET.fromstring(draw(graph, "heron-4"))
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"] == "title desc"
    assert root.findtext(f"{SVG}title") == "Heron 4 and its neighbours"
    told = root.findtext(f"{SVG}desc") or ""
    assert "Heron 4 " in told
    assert "sentence" in told


@pytest.mark.parametrize("scheme", ["auto", "light", "dark"])
def test_schemes(graph: KnowledgeGraph, scheme: str) -> None:
    """Broken if a drawing that was asked for in one scheme follows the reader's, or the other way round."""
    drawing = draw(graph, "heron-4", scheme=scheme)  # type: ignore[arg-type]
    assert ("prefers-color-scheme" in drawing) is (scheme == "auto")
    assert (".ground{fill:#14171b}" in drawing) is (scheme != "light")
    assert (".ground{fill:#f6f5f1}" in drawing) is (scheme != "dark")


def test_alone_and_among_thousands() -> None:
    """Broken if an entity without links has no drawing, or one with thousands has one of thousands."""
    assert "0 neighbours" in draw(tiny_graph("Solo"), "e0")
    drawing = draw(hub_graph(5000), "hub", limit=MOST)
    assert f"{MOST} of 5000 neighbours" in drawing
    assert len(_texts(drawing, "name")) == MOST + 1
