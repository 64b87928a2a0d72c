"""A page of fifty thousand entities: it opens on the strongest, and all others are within reach."""

from __future__ import annotations

from pathlib import Path

from kg.exporters.html import write
from kg.exporters.html_packing import AT_ONCE
from kg.records import CoMention, Entity, EntityType, KnowledgeGraph, Node
from tests.exporters.demo import schema_only
from tests.exporters.watching import Watched

SIZE = 50_000


def _large() -> KnowledgeGraph:
    """Return two hundred labs in a ring, and models beside each."""
    labs = [Entity(f"lab-{k:03d}", f"Lab {k:03d}", "Lab", EntityType.LAB) for k in range(200)]
    models = [Entity(f"m-{k:05d}", f"Model {k:05d}", "Model", EntityType.MODEL, (f"alias {k:05d}",)) for k in range(SIZE - 200)]
    pairs = [CoMention(f"lab-{k % 200:03d}", e.id, 1 + k % 3, 1, 1, 1, 0.3, 0.3, 0.3) for k, e in enumerate(models)]
    ring = [CoMention(labs[k - 1].id, labs[k].id, 9, 9, 2, 1, 0.4, 0.4, 0.4) for k in range(200)]
    return KnowledgeGraph(tuple(Node(e, 2, 1) for e in (*labs, *models)), (), (), (*pairs, *ring), (), ())


def test_fifty_thousand_entities(watched: Watched, tmp_path: Path) -> None:
    """Broken if so large a page shows nothing, waits for all before it draws, or loses who is not in its opening view."""
    write(_large(), schema_only(), tmp_path / "g.html")
    assert (tmp_path / "g.html").stat().st_size < 900_000 + 300 * SIZE
    page = watched.open(tmp_path / "g.html", ready=False)
    page.wait_for_selector("html[data-ready]")
    assert page.evaluate("KG.shown.ids.size") == 220
    assert page.evaluate("KG.data.nodes.size") == SIZE > AT_ONCE
    assert page.locator("#summary").text_content() == "220 of 50,000 entities · 220 links"
    page.fill("#search", "alias 49000")
    page.keyboard.press("Enter")
    assert page.locator("#card-title").text_content() == "Model 49000"
    assert page.evaluate("KG.shown.ids.has('m-49000')")
    page.keyboard.press("f")
    assert page.evaluate("[...KG.shown.ids.keys()].sort().join(' ')") == "lab-000 m-49000"
