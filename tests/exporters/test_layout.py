from __future__ import annotations

import math
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kg.exporters.layout import OPENING, WHOLE, Layout, lay_out, pair_weights
from kg.records import KnowledgeGraph
from tests.exporters.demo import demo_graph, hub_graph, tiny_graph
from tests.graphs import shuffled

_ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def graph() -> KnowledgeGraph:
    """Return the invented graph, small enough to be shown whole."""
    return demo_graph()


@pytest.fixture(scope="module")
def large() -> KnowledgeGraph:
    """Return one that is too large for that."""
    return demo_graph(900, 200, 900)


def _closest(layout: Layout, ids: list[str]) -> float:
    """Return the least free room between the discs of two entities."""
    least = math.inf
    for k, i in enumerate(ids):
        p = layout.places[i]
        for j in ids[k + 1 :]:
            q = layout.places[j]
            least = min(least, math.hypot(p.x - q.x, p.y - q.y) - p.radius - q.radius)
    return least


def test_order_of_records_does_not_matter(graph: KnowledgeGraph) -> None:
    """Broken if the map moves when the store hands over the same records in another order."""
    assert lay_out(shuffled(graph, 1)) == lay_out(graph) == lay_out(shuffled(graph, 2))


def test_order_of_records_does_not_matter_beyond_the_opening(large: KnowledgeGraph) -> None:
    """Broken if the placing around neighbours walks a set or follows the order of the records."""
    assert lay_out(shuffled(large, 1)) == lay_out(large)


def test_hash_seed_does_not_matter() -> None:
    """Broken if a set of strings is walked anywhere: two processes would then draw two maps."""
    code = (
        "from tests.exporters.demo import demo_graph; from kg.exporters.layout import lay_out; import hashlib;"
        "print(hashlib.sha256(repr(lay_out(demo_graph(400, 60, 300))).encode()).hexdigest())"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=_ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, check=True, capture_output=True
        ).stdout
        for seed in ("0", "1", "42")
    }
    assert len(seen) == 1


def test_every_entity_has_a_place_of_its_own(large: KnowledgeGraph) -> None:
    """Broken if an entity is left out, or two stand on one point so that one can never be clicked."""
    layout = lay_out(large)
    assert set(layout.places) == {n.entity.id for n in large.nodes}
    assert len({(p.x, p.y) for p in layout.places.values()}) == len(layout.places)
    assert all(math.isfinite(v) for p in layout.places.values() for v in (p.x, p.y, p.radius, p.strength))


def test_opening_view_does_not_overlap(graph: KnowledgeGraph, large: KnowledgeGraph) -> None:
    """Broken if discs of the opening view touch; the page lets them grow by 4.4 units each when far away."""
    for one in (graph, large):
        layout = lay_out(one)
        assert _closest(layout, list(layout.opening)) > 2 * 4.4 - 1.9


def test_weak_entities_keep_clear_of_each_other(large: KnowledgeGraph) -> None:
    """Broken if what is placed around a neighbour covers that neighbour or another entity."""
    assert _closest(lay_out(large), sorted(lay_out(large).places)) > 0


def test_opening_is_the_strongest(large: KnowledgeGraph) -> None:
    """Broken if the page opens on a hairball, or on anything but what matters most."""
    layout = lay_out(large)
    assert len(layout.opening) == OPENING
    weakest = min(layout.places[i].strength for i in layout.opening)
    assert all(p.strength <= weakest for i, p in layout.places.items() if i not in set(layout.opening))


def test_small_graph_opens_whole(graph: KnowledgeGraph) -> None:
    """Broken if entities of a graph that fits on a screen have to be searched for."""
    assert len(graph.nodes) <= WHOLE
    assert len(lay_out(graph).opening) == len(graph.nodes)


def test_neighbours_stand_nearer_than_strangers(graph: KnowledgeGraph) -> None:
    """Broken if the forces do nothing: the strongest links must be shorter than an average distance."""
    places = lay_out(graph).places

    def far(a: str, b: str) -> float:
        return math.hypot(places[a].x - places[b].x, places[a].y - places[b].y)

    links = pair_weights(graph)
    strongest = sorted(links, key=lambda p: (-links[p], p))[:80]
    ids = sorted(places)
    average = sum(far(a, b) for a in ids for b in ids) / len(ids) ** 2
    assert sum(far(*p) for p in strongest) / len(strongest) < 0.6 * average


def test_outliers_are_drawn_in(graph: KnowledgeGraph) -> None:
    """Broken if one far entity shrinks all others to dust when the page fits the map."""
    layout = lay_out(graph)
    far = sorted(math.hypot(p.x, p.y) for p in layout.places.values())
    assert far[-1] < 1.5 * far[round(0.95 * len(far))]


def test_separate_parts_stay_close() -> None:
    """Broken if entities without links are flung away instead of packed beside each other."""
    layout = lay_out(tiny_graph(*(f"Lab {k}" for k in range(60))))
    assert max(abs(v) for p in layout.places.values() for v in (p.x, p.y)) < 900
    assert _closest(layout, sorted(layout.places)) > 0


def test_hub_with_five_thousand_neighbours() -> None:
    """Broken if one entity with thousands of neighbours makes the layout slow, or piles them on one point."""
    layout = lay_out(hub_graph(5000))
    assert len({(p.x, p.y) for p in layout.places.values()}) == 5001


@pytest.mark.parametrize("labels", [(), ("Solo",), ("One", "Two")])
def test_next_to_nothing(labels: tuple[str, ...]) -> None:
    """Broken if a graph with no, one or two entities divides by zero."""
    layout = lay_out(tiny_graph(*labels))
    assert len(layout.places) == len(layout.opening) == len(labels)
    assert all(math.isfinite(p.x) and math.isfinite(p.y) for p in layout.places.values())
