"""What the page lets one narrow down and find: sources, communities, former ids."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kg.exporters.html import render, write
from kg.records import Document, KnowledgeGraph, Place
from tests.exporters.demo import demo_graph, schema_only
from tests.exporters.watching import Watched, payload


def test_sources_are_outlets_else_places(graph: KnowledgeGraph) -> None:
    """Broken if two spellings of one outlet are two sources, or a text without an outlet belongs to none."""
    first, second, third, *_ = graph.documents
    changed = {
        first.id: replace(first, outlet="Policy Loop | Podcast"),
        second.id: replace(second, outlet="", link="https://letters.example/1"),
        third.id: replace(third, outlet="", link="", places=(Place("notes/week.md", ""),)),
    }
    documents: tuple[Document, ...] = tuple(changed.get(d.id, d) for d in graph.documents)
    sources = payload(render(replace(graph, documents=documents), schema_only()))["sources"]
    assert sorted(sources) == sorted(
        ["The Gradient Post", "Weights & Measures Weekly", "Policy Loop", "Latent Letters", "letters.example", "week.md"]
    )


def test_filter_by_source(watched: Watched, graph: KnowledgeGraph, demo_page: Path) -> None:
    """Broken if what only other sources say stays, what the chosen one says goes, or the link to the view forgets it."""
    page = watched.open(demo_page)
    page.locator("summary", has_text="Who says it").click()
    page.locator("[data-sources]", has_text="Policy Loop").click()
    own = {d.id for d in graph.documents if d.outlet == "Policy Loop"}
    named = {m.entity for m in graph.mentions if m.document in own}
    assert set(page.evaluate("[...KG.shown.ids.keys()]")) == named
    said = {c.id for c in graph.claims if any(e.document in own for e in c.evidence)}
    assert set(page.evaluate("KG.shown.pairs.flatMap((p) => KG.view(p).claims.map((c) => c.id))")) == said
    assert page.evaluate("KG.shown.pairs.every((p) => !KG.view(p).known.length)")
    assert "from=Policy%20Loop" in page.url
    assert page.locator("[data-sources][aria-pressed=true]").text_content().startswith("Policy Loop")  # type: ignore[union-attr]
    bars = page.evaluate("[...KG.data.nodes.values()].reduce((n, x) => n + KG.monthly(x).reduce((a, b) => a + b, 0), 0)")
    assert bars == sum(m.document in own for m in graph.mentions)
    again = watched.open(demo_page, "#" + page.url.split("#", 1)[1])
    assert set(again.evaluate("[...KG.shown.ids.keys()]")) == named


def test_source_and_month_hold_for_the_same_sentence(watched: Watched, graph: KnowledgeGraph, demo_page: Path) -> None:
    """Broken if a claim passes because one sentence is of the source and another one of the month."""
    page = watched.open(demo_page, "#from=Policy%20Loop&since=2026-03&until=2026-04")
    when = {d.id: f"{d.published:%Y-%m}" for d in graph.documents if d.published and d.outlet == "Policy Loop"}
    wanted = {c.id for c in graph.claims if any(when.get(e.document) in ("2026-03", "2026-04") for e in c.evidence)}
    assert set(page.evaluate("KG.shown.pairs.flatMap((p) => KG.view(p).claims.map((c) => c.id))")) == wanted


def test_former_ids_lead_to_the_entity(watched: Watched, graph: KnowledgeGraph, tmp_path: Path) -> None:
    """Broken if a link that was sent before an entity was renamed opens nothing, or its old id cannot be searched."""
    renamed = replace(graph, redirects=(("nil-heron-four", "heron-4"), ("okra-v9", "nobody")))
    write(renamed, schema_only(), tmp_path / "g.html")
    page = watched.open(tmp_path / "g.html", "#entity=nil-heron-four")
    assert page.locator("#card-title").text_content() == "Heron 4"
    assert page.evaluate("KG.state.entity") == "heron-4"
    page.fill("#search", "nil-heron-four")
    page.keyboard.press("Enter")
    assert page.locator("#card-title").text_content() == "Heron 4"
    lost = watched.open(tmp_path / "g.html", "#entity=okra-v9")
    assert "Not in this graph" in (lost.locator("#notice").text_content() or "")


def test_communities_are_captioned_and_can_be_lit(watched: Watched, demo_page: Path) -> None:
    """Broken if nothing says who belongs together, or a group cannot be looked at alone and linked to."""
    page = watched.open(demo_page)
    heads = page.evaluate("KG.groups([...KG.shown.ids.keys()]).map((g) => g.head)")
    assert len(heads) >= 3
    named = page.evaluate("KG.map.labels().filter((l) => l.size === 14).map((l) => l.id)")
    assert set(named) <= set(heads)
    assert len(named) >= 3
    page.locator(f"[data-group='{heads[0]}']").click()
    own = page.evaluate(
        "id => [...KG.data.nodes.values()].filter((n) => n.group === KG.data.nodes.get(id).group).map((n) => n.id)", heads[0]
    )
    lit = page.evaluate("[...KG.shown.ids.keys()].filter((id) => !KG.map.faded(id))")
    assert sorted(lit) == sorted(own)
    assert f"group={heads[0]}" in page.url
    page.keyboard.press("Escape")
    assert page.evaluate("[...KG.shown.ids.keys()].some((id) => KG.map.faded(id))") is False


def test_months_and_sources_of_all_mentions_add_up() -> None:
    """Broken if a mention is counted twice, or lost, on its way into the charts."""
    graph = demo_graph(60, 40, 60)
    data = payload(render(graph, schema_only()))
    for node in data["nodes"]:
        assert sum(n for _, _, n in node.get("seen", ())) == node.get("mentions", 0)
