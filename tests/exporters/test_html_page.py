"""The page as its reader uses it."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import pytest

from kg.exporters.html import write
from kg.records import (
    CoMention,
    Entity,
    EntityType,
    KnowledgeGraph,
    Modality,
    Node,
    Status,
)  # fmt: skip
from tests.exporters.demo import demo_graph, schema_only
from tests.exporters.watching import Watched, click_node, click_pair


def test_opens_quietly_with_readable_names(watched: Watched, demo_page: Path) -> None:
    """Broken if names are missing, more than thirty, on top of each other, or under the controls."""
    page = watched.open(demo_page)
    labels = page.evaluate("KG.map.labels()")
    assert 15 <= len(labels) <= 30
    for a, b in itertools.combinations(labels, 2):
        apart = a["x"] + a["w"] <= b["x"] or b["x"] + b["w"] <= a["x"] or a["y"] + a["h"] <= b["y"] or b["y"] + b["h"] <= a["y"]
        assert apart, (a["text"], b["text"])
    assert page.locator("#summary").text_content() == "200 entities · 890 links"


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=["desk", "phone"])
def test_the_strongest_are_named_at_the_opening(watched: Watched, demo_page: Path, size: tuple[int, int]) -> None:
    """Broken if whoever is linked most has no name on the map because their neighbours stand close."""
    page = watched.open(demo_page, size=size)
    named, strongest = page.evaluate(
        "[KG.map.labels().map((label) => label.id), KG.data.ranked.slice(0, 6).map((node) => node.id)]"
    )
    assert set(strongest) <= set(named)


def test_opening_discs_do_not_overlap(watched: Watched, demo_page: Path) -> None:
    """Broken if two entities cover each other at the opening zoom, on a desk or on a phone."""
    for size in ((1440, 900), (390, 844)):
        page = watched.open(demo_page, size=size)
        worst = page.evaluate("""() => {
            const s = KG.map.scale();
            const all = [...KG.map.marks().values()].map((m) => [m.x * s, m.y * s, KG.map.radius(m.node, s) * s]);
            let worst = Infinity;
            for (let i = 0; i < all.length; i += 1) for (let j = 0; j < i; j += 1) {
                worst = Math.min(worst, Math.hypot(all[i][0] - all[j][0], all[i][1] - all[j][1]) - all[i][2] - all[j][2]);
            }
            return worst;
        }""")
        assert worst > -1


def test_search_by_alias_and_hidden_name(watched: Watched, demo_page: Path) -> None:
    """Broken if an entity is found only by its label: people type handles, API ids and short forms."""
    page = watched.open(demo_page)
    page.keyboard.press("/")
    page.keyboard.type("halden team")
    first = page.locator(".found li").first
    assert "Halden Labs" in (first.text_content() or "")
    assert "Lab" in (first.text_content() or "")
    assert (page.locator(".hits").first.text_content() or "").endswith("found")
    assert "found" in (page.locator("#live").text_content() or "")
    page.fill("#search", "heron_4_pro_api")
    page.keyboard.press("Enter")
    assert page.locator("#card-title").text_content() == "Heron 4 Pro"
    page.fill("#search", "no such thing anywhere")
    assert "Nothing is called" in (page.locator(".hits").first.text_content() or "")


def test_who_made_it_and_what_is_it_based_on(watched: Watched, graph: KnowledgeGraph, demo_page: Path) -> None:
    """Broken if a newcomer cannot go from an alias to maker and base with the words in a few steps."""
    claim = next(c for c in graph.claims if c.predicate == "fine_tuned_from" and c.status is Status.SUPPORTED)
    node = next(n for n in graph.nodes if n.entity.id == claim.subject)
    page = watched.open(demo_page)
    page.fill("#search", node.entity.hidden[0])
    page.keyboard.press("Enter")
    body = page.locator("#body")
    assert "Developer" in (body.text_content() or "")
    page.locator(".statement", has_text="fine tuned from").first.click()
    assert claim.evidence[0].quote in (body.text_content() or "")


def test_click_on_a_node_opens_its_card(watched: Watched, demo_page: Path) -> None:
    """Broken if a click misses, or the card lacks type, counts, dates, chart or neighbours."""
    page = watched.open(demo_page)
    click_node(page, "halden-labs")
    text = page.locator("#body").text_content() or ""
    for part in ("Halden Labs", "Lab", "also Halden team", "Named", "Seen", "Mentions by month", "Stated", "Neighbours"):
        assert part in text
    assert "entity=halden-labs" in page.url
    rows = page.locator("#body tbody tr")
    before = rows.first.text_content()
    page.locator("th button", has_text="Name").click()
    assert page.locator("th[aria-sort=ascending]").text_content() == "Name"
    assert rows.first.text_content() != before


def test_click_on_a_line_shows_the_evidence(watched: Watched, graph: KnowledgeGraph, demo_page: Path) -> None:
    """Broken if an edge does not lead to its sentences, with names marked, stance, source and a safe link."""
    page = watched.open(demo_page, "#entity=halden-labs&depth=1")
    claim = next(c for c in graph.claims if c.object == "halden-labs" and page.evaluate("id => KG.shown.ids.has(id)", c.subject))
    click_pair(page, claim.subject, "halden-labs")
    assert "pair=" in page.url
    assert claim.evidence[0].quote in (page.locator("#body").text_content() or "")
    assert {"s", "o"} <= set(page.locator("blockquote mark").evaluate_all("all => all.map((m) => m.className)"))
    link = page.locator(".evidence a").first
    assert (link.get_attribute("href") or "").startswith("https://news.example/")
    assert link.get_attribute("rel") == "noopener noreferrer"


def test_stance_is_told(watched: Watched, graph: KnowledgeGraph, demo_page: Path) -> None:
    """Broken if a denied, hedged or reported sentence looks like a plain statement."""
    claim = next(c for c in graph.claims if c.status is Status.CONTESTED)
    page = watched.open(demo_page, f"#pair={claim.subject}~{claim.object}")
    text = page.locator("#body").text_content() or ""
    assert "contested" in text
    assert page.locator(".evidence .tag", has_text="denied").count() >= 1
    reported = next(c for c in graph.claims if any(e.modality is Modality.REPORTED for e in c.evidence[:1]))
    page = watched.open(demo_page, f"#pair={reported.subject}~{reported.object}")
    assert "according to" in (page.locator(".evidence").first.text_content() or "")


def test_why_are_two_linked(watched: Watched, demo_page: Path) -> None:
    """Broken if two entities without a common sentence cannot be joined by a chain of statements with words."""
    page = watched.open(demo_page, "#entity=signe-holt")
    page.keyboard.press("p")
    page.locator("input[data-end=to]").fill("webstrata")
    page.keyboard.press("Enter")
    steps = page.locator(".chain .stop")
    assert steps.first.text_content() == "Signe Holt"
    assert steps.last.text_content() == "WebStrata"
    assert page.locator(".chain .words").count() == steps.count() - 1
    assert "path=signe-holt~webstrata" in page.url


def test_path_prefers_statements(watched: Watched, tmp_path: Path, graph: KnowledgeGraph) -> None:
    """Broken if standing together in a sentence beats a statement of the same length."""
    labels = [Entity(i, i.upper(), "Lab", EntityType.LAB) for i in ("a", "b", "c", "d")]
    base = graph.claims[0]
    claims = tuple(
        replace(base, id=f"st-{s}{o}", subject=s, object=o, status=Status.SUPPORTED) for s, o in (("a", "b"), ("b", "d"))
    )
    pairs = tuple(CoMention(a, b, 90, 90, 9, 4, 0.9, 0.9, 0.9) for a, b in (("a", "c"), ("c", "d")))
    small = KnowledgeGraph(tuple(Node(e, 3, 2) for e in labels), graph.documents, (), pairs, claims, ())
    write(small, schema_only(), tmp_path / "g.html")
    page = watched.open(tmp_path / "g.html", "#path=a~d")
    assert page.locator(".chain .stop").all_text_contents() == ["A", "B", "D"]
    page.evaluate("KG.change({ kinds: new Set(['together']) })")
    assert page.locator(".chain .stop").all_text_contents() == ["A", "C", "D"]


def test_what_was_new_in_a_month(watched: Watched, graph: KnowledgeGraph, demo_page: Path) -> None:
    """Broken if a month cannot be picked, or its list is not what first appeared in it."""
    page = watched.open(demo_page)
    page.locator("[data-month='2026-03']").click()
    expected = sorted(n.entity.label for n in graph.nodes if n.first_seen and f"{n.first_seen:%Y-%m}" == "2026-03")
    assert sorted(page.locator(".new .row .badge + .what").all_text_contents()) == expected
    assert "since=2026-03&until=2026-03" in page.url
    assert "of 200 entities" in (page.locator("#summary").text_content() or "")
    page.locator("[data-month='2026-03']").click()
    assert "since" not in page.url


def test_filters(watched: Watched, demo_page: Path) -> None:
    """Broken if a filter by type, kind, predicate, number or belief leaves what it should hide."""
    page = watched.open(demo_page)
    page.locator("#legend [data-type=Model]").click()
    assert page.evaluate("[...KG.shown.ids.keys()].every((id) => KG.data.nodes.get(id).type !== 'Model')")
    assert page.locator("#legend [data-type=Model]").get_attribute("aria-pressed") == "false"
    page.locator("#legend [data-type=Lab]").click(modifiers=["Shift"])
    assert page.evaluate("[...KG.shown.ids.keys()].every((id) => KG.data.nodes.get(id).type === 'Lab')")
    page.evaluate("KG.clearFilters()")
    for kind in ("together", "known"):
        page.locator(f"[data-kind={kind}]").uncheck()
    assert page.evaluate("KG.shown.pairs.every((p) => KG.view(p).claims.length && !KG.view(p).together)")
    page.locator("summary", has_text="What is stated").click()
    page.locator("[data-predicates=trained_on]").click()
    assert page.evaluate("KG.shown.pairs.every((p) => KG.view(p).claims.every((c) => c.predicate === 'trained_on'))")
    assert "says=trained_on" in page.url
    page.evaluate("KG.clearFilters()")
    page.evaluate("KG.change({ least: 3, belief: 0.9 })")
    assert page.evaluate("KG.shown.pairs.every((p) => KG.view(p).claims.every((c) => c.belief >= 0.9 && KG.said(c) >= 3))")
    page.locator(".filtered button").click()
    assert page.locator("#summary").text_content() == "200 entities · 890 links"


def test_sharing_only_a_document_is_drawn_on_request(watched: Watched, tmp_path: Path) -> None:
    """Broken if a round-up that names a hundred entities becomes a clump of lines, or its pairs are lost."""
    entities = [Entity(i, i.upper(), "Lab", EntityType.LAB) for i in ("a", "b", "c")]
    pairs = (CoMention("a", "b", 2, 2, 1, 1, 0.5, 0.5, 0.5), CoMention("a", "c", 0, 0, 3, 2, 0.0, 0.0, 0.4))
    write(KnowledgeGraph(tuple(Node(e, 3, 2) for e in entities), (), (), pairs, (), ()), schema_only(), tmp_path / "g.html")
    page = watched.open(tmp_path / "g.html")
    assert page.locator("#summary").text_content() == "3 entities · 1 link"
    page.locator("input[aria-label='At least']").press("ArrowLeft")
    assert page.locator("#summary").text_content() == "3 entities · 2 links"
    page.evaluate("KG.openPair('a', 'c')")
    assert "In 3 documents, 2 sources" in (page.locator("#body").text_content() or "")


def test_filters_that_hide_everything_say_so(watched: Watched, demo_page: Path) -> None:
    """Broken if an empty map leaves the reader guessing."""
    page = watched.open(demo_page)
    page.evaluate("KG.change({ hide: new Set(KG.data.types) })")
    assert "hide every entity" in (page.locator("#notice").text_content() or "")


def test_link_opens_the_same_view(watched: Watched, demo_page: Path) -> None:
    """Broken if a link that was sent shows something else: filters, focus, selection and place must all come back."""
    page = watched.open(demo_page)
    page.evaluate("KG.change({ hide: new Set(['Person']), kinds: new Set(['claim']), since: 2, until: 8, least: 1 })")
    page.evaluate("KG.openEntity('halden-labs')")
    page.keyboard.press("f")
    page.locator("[data-tool=link]").click()
    address = page.url.split("#", 1)[1]
    shown = "[[...KG.shown.ids.keys()].sort(), KG.shown.pairs.length, KG.map.place(), KG.address()]"
    wanted = page.evaluate(shown)
    again = watched.open(demo_page, "#" + address)
    assert again.evaluate(shown) == wanted
    assert again.locator("#card-title").text_content() == "Halden Labs"


def test_back_button_steps_back(watched: Watched, demo_page: Path) -> None:
    """Broken if the browser's own Back leaves the page instead of going to the card before."""
    page = watched.open(demo_page)
    page.evaluate("KG.openEntity('halden-labs')")
    page.evaluate("KG.openEntity('okapi')")
    page.evaluate("history.back()")
    page.wait_for_timeout(200)
    assert page.locator("#card-title").text_content() == "Halden Labs"


def test_focus_shows_neighbours_only(watched: Watched, demo_page: Path) -> None:
    """Broken if focus of depth 1, 2, 3 draws less, the same, or strangers."""
    page = watched.open(demo_page, "#entity=heron-4")
    sizes = []
    for _ in range(3):
        page.keyboard.press("f")
        sizes.append(page.evaluate("KG.shown.ids.size"))
    assert 1 < sizes[0] < sizes[1] <= sizes[2]
    page.keyboard.press("f")
    assert page.evaluate("KG.state.depth") == 0
    page.keyboard.press("f")
    assert page.evaluate("""[...KG.shown.ids.keys()].every((id) => id === 'heron-4' || KG.pairOf(id, 'heron-4'))""")


def test_everything_is_within_reach(watched: Watched, tmp_path: Path) -> None:
    """Broken if an entity outside of the opening view cannot be found, shown and expanded."""
    graph = demo_graph(700, 150, 700)
    write(graph, schema_only(), tmp_path / "g.html")
    page = watched.open(tmp_path / "g.html")
    assert page.evaluate("KG.shown.ids.size") == 220
    page.locator("[data-more=on]").click()
    assert page.evaluate("KG.shown.ids.size") == 420
    assert "more=200" in page.url
    page.locator("[data-more=off]").click()
    assert page.evaluate("KG.shown.ids.size") == 220
    outside = page.evaluate("KG.data.ranked.slice(240).find((n) => n.pairs.length > 1).id")
    page.fill("#search", page.evaluate("id => KG.label(id)", outside))
    page.keyboard.press("Enter")
    assert page.evaluate("id => KG.shown.ids.has(id)", outside)
    hub = page.evaluate("KG.data.ranked.find((n) => n.pairs.some((p) => !KG.shown.ids.has(KG.other(p, n.id)))).id")
    before = page.evaluate("KG.shown.ids.size")
    page.evaluate("id => KG.openEntity(id)", hub)
    page.locator(".actions button", has_text="to map").click()
    assert page.evaluate("KG.shown.ids.size") > before - 1
    assert page.evaluate("KG.state.extra.size") > 1


def test_keyboard_alone(watched: Watched, demo_page: Path) -> None:
    """Broken if search, lists, cards, table or help need a mouse."""
    page = watched.open(demo_page)
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("hero")
    page.keyboard.press("ArrowDown")
    second = page.locator(".found li[aria-selected=true] .what").text_content()
    page.keyboard.press("Enter")
    assert page.locator("#card-title").text_content() == second
    page.locator(".statement").first.focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement === document.querySelectorAll('.statement')[1]")
    page.keyboard.press("Enter")
    assert page.locator(".title.two").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("#card-title").text_content() == second
    page.keyboard.press("Escape")
    assert page.evaluate("KG.state.entity") is None
    page.keyboard.press("t")
    assert page.locator("#listing tbody tr").count() == 200
    page.keyboard.press("t")
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#help").is_visible()
    page.locator("#map").focus()
    scale = page.evaluate("KG.map.scale()")
    page.keyboard.press("+")
    page.wait_for_timeout(100)
    assert page.evaluate("KG.map.scale()") > scale


def test_screen_reader_hears_what_changes(watched: Watched, demo_page: Path) -> None:
    """Broken if a change of the map is silent for those who do not see it."""
    page = watched.open(demo_page)
    page.evaluate("KG.openEntity('okapi')")
    assert (page.locator("#live").text_content() or "").startswith("Okapi. ")
    unnamed = page.locator("button:visible, input:visible, select:visible").evaluate_all(
        "all => all.filter((e) => !(e.textContent.trim() || e.ariaLabel || e.labels?.length || e.title)).map((e) => e.outerHTML)"
    )
    assert unnamed == []


def test_saved_files(watched: Watched, demo_page: Path) -> None:
    """Broken if PNG, SVG or CSV are not handed over, or a cell could be a formula."""
    page = watched.open(demo_page, "#entity=halden-labs&depth=1")
    for label, start in (("PNG", b"\x89PNG"), ("SVG", b"<svg "), ("Entities", b"id,label,"), ("Links", b"source,target,")):
        page.locator("[data-tool=save]").click()
        with page.expect_download() as handed:
            page.locator(".menu button", has_text=label).click()
        saved = handed.value.path()
        assert saved.read_bytes().startswith(start)
    rows = page.evaluate("KG.linksCsv()").count("\r\n") - 1
    links = "(p) => { const v = KG.view(p); return v.claims.length + (v.together ? 1 : 0) + v.known.length }"
    assert rows == page.evaluate(f"KG.shown.pairs.map({links}).reduce((a, b) => a + b, 0)")
    page.evaluate("KG.data.nodes.get('halden-labs').label = '=1+2'")
    assert "'=1+2" in page.evaluate("KG.entitiesCsv()")


@pytest.mark.parametrize("dark", [False, True])
def test_phone(watched: Watched, demo_page: Path, dark: bool) -> None:
    """Broken if the page scrolls sideways on a phone, or the panel covers the map, or a tap opens nothing."""
    page = watched.open(demo_page, size=(390, 844), dark=dark)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    top = page.locator("#panel").bounding_box()
    assert top
    assert 600 < top["y"] < 760
    spots = page.evaluate("[...KG.map.marks().keys()].map((id) => KG.map.toScreen(id))")
    assert all(0 < p["x"] < 390 and 50 < p["y"] < top["y"] for p in spots)
    spot = page.evaluate("KG.map.toScreen('bluefin-intelligence')")
    page.touchscreen.tap(spot["x"], spot["y"])
    page.wait_for_timeout(500)
    raised = page.locator("#panel").bounding_box()
    assert raised
    assert raised["y"] < 430
    assert page.locator("#card-title").text_content() == "Bluefin Intelligence"
    chosen = page.evaluate("KG.map.toScreen('bluefin-intelligence')")
    assert 0 < chosen["y"] < raised["y"]
    small = page.locator("#tools button:visible").evaluate_all("all => all.filter((b) => b.offsetHeight < 40).length")
    assert small == 0


def test_dark_and_light(watched: Watched, demo_page: Path) -> None:
    """Broken if the page ignores the reader's scheme, or text on the ground falls under 4.5 to 1, or a shape under 3 to 1."""
    grounds = []
    for dark in (False, True):
        page = watched.open(demo_page, dark=dark)
        found = page.evaluate("KG.palette")
        grounds.append(found["ground"])
        for name in ("ink", "soft"):
            assert _contrast(found[name], found["ground"]) >= 4.5
        for kind, colour in found["types"].items():
            assert _contrast(colour, found["ground"]) >= 3, kind
    assert grounds[0] != grounds[1]
    page = watched.open(demo_page)
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(100)
    assert page.evaluate("KG.palette.ground") == grounds[1]


def _contrast(one: str, two: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
        r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    high, low = sorted((light(one), light(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)
