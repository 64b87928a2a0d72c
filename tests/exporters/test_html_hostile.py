"""The page of hostile records and of odd graphs."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from pathlib import Path

from kg.exporters.html import write
from kg.exporters.html_payload import PAYLOAD_VERSION
from kg.records import (
    BackgroundFact,
    Claim,
    CoMention,
    Document,
    Entity,
    EntityType,
    Evidence,
    KnowledgeGraph,
    Mention,
    Modality,
    Node,
    Polarity,
    Status,
)  # fmt: skip
from tests.exporters.demo import hub_graph, schema_only, tiny_graph
from tests.exporters.watching import Watched, click_node

#: Ways out of every context that a page has; each would set window.__xss.
_ATTACKS = (
    "</script><script>window.__xss=1</script>",
    "<img src=x onerror=window.__xss=1>",
    '"><svg onload=window.__xss=1>',
    "'-window.__xss=1-'",
    "\u2028window.__xss=1\u2029//",
    "javascript:window.__xss=1",
    "{{ 7*7 }}{% raw %}${window.__xss=1}`",
    "]]><!--<script>window.__xss=1//",
    '<a href="javascript:window.__xss=1">href</a>',
    "</style><style>*{display:none}</style>",
    "__proto__",
    "\x00\x1b\ud800 \u202e<b>bold</b>&lt;i&gt;&amp;",
)


def _hostile() -> tuple[KnowledgeGraph, list[str]]:
    """Return a graph in which every text field of every record is an attack, and the labels used."""
    attacks = itertools.cycle(_ATTACKS)
    day = datetime(2026, 3, 4, tzinfo=UTC)

    def text() -> str:
        return next(attacks)

    labels = [f"{attack} {k}" for k, attack in enumerate(_ATTACKS)]
    entities = [
        Entity(
            f"{attack}~{k}", labels[k], text(), list(EntityType)[k % 10], (text(), text()), (text(),),
            (("developed_by", text()), ("member_of_family", text()), ("role", text())), text(), k % 2 == 0,
        )
        for k, attack in enumerate(_ATTACKS)
    ]  # fmt: skip
    documents, mentions, claims, pairs, known = [], [], [], [], []
    for k, (one, two) in enumerate(itertools.pairwise(entities)):
        body = f"{one.label} and {two.label} {text()}"
        documents.append(Document(
            f"{text()}{k}", text(), body, text() + "title", (text(),), day, None, text() if k % 2 else "https://x.example/\"><script>",
            text(), text(),
        ))  # fmt: skip
        i = documents[-1].id
        mentions.append(Mention(i, 0, len(one.label), one.label, one.type, one.id, one.label, reason=text()))
        evidence = Evidence(
            text(), i, 0, len(body), one.id, two.id, one.label, two.label, text(), text(), Polarity.AFFIRMED, Modality.REPORTED,
            body, 0.8, text(), text() + "holder", text(), (0, len(one.label)),
        )  # fmt: skip
        claims.append(Claim(f"st-{k}", one.id, text(), text(), two.id, 0.8, Status.CONTESTED, (evidence,), day, day))
        low, high = sorted((one.id, two.id))
        pairs.append(CoMention(low, high, 2, 2, 1, 1, 0.5, 0.5, 0.5, day, day, body, i))
        known.append(BackgroundFact(one.id, text(), two.id, text()))
    nodes = tuple(Node(e, 2, 1, day, day) for e in entities)
    return KnowledgeGraph(nodes, tuple(documents), tuple(mentions), tuple(pairs), tuple(claims), tuple(known), ((text(), 3),)), [
        e.id for e in entities
    ]


def test_hostile_strings_show_as_text(watched: Watched, tmp_path: Path) -> None:
    """Broken if anything that a feed or a record can hold runs, or is swallowed instead of shown."""
    graph, ids = _hostile()
    path = tmp_path / "hostile.html"
    write(graph, schema_only(), path)
    page = watched.open(path)
    shown = page.evaluate("[...KG.data.nodes.keys()]")
    assert len(shown) == len(ids)
    for i, after in zip(shown, [*shown[1:], shown[0]], strict=True):
        page.evaluate("id => KG.openEntity(id)", i)
        assert page.locator("#card-title").text_content() == page.evaluate("id => KG.data.nodes.get(id).label", i)
        page.evaluate("([a, b]) => KG.openPair(a, b)", [i, after])
        page.evaluate("([a, b]) => KG.change({ pair: null, chain: { from: a, to: b, steps: null } })", [i, after])
    page.evaluate("KG.home()")
    for attack in _ATTACKS:
        page.fill("#search", attack)
    page.fill("#search", "onerror")
    assert "<img src=x onerror=window.__xss=1>" in (page.locator(".found").first.text_content() or "")
    page.fill("#search", "")
    page.evaluate("KG.change({ table: true })")
    page.evaluate("KG.svgText(); KG.linksCsv(); KG.entitiesCsv()")
    assert page.evaluate("typeof window.__xss") == "undefined"
    assert page.locator("img, iframe, object, embed, body style").count() == 0
    for link in page.locator("a").all():
        assert (link.get_attribute("href") or "").startswith("https://")
        assert link.get_attribute("rel") == "noopener noreferrer"
    # The address may hold anything too.
    page.goto(path.as_uri() + "#entity=%3Cimg%20src=x%20onerror=window.__xss=1%3E&depth=9&since=x&at=1,2&%%%=%E0")
    page.wait_for_timeout(200)
    assert page.evaluate("typeof window.__xss") == "undefined"
    assert "Not in this graph" in (page.locator("#notice").text_content() or "")


def test_svg_of_hostile_graph_is_well_formed(watched: Watched, tmp_path: Path) -> None:
    """Broken if a name with markup or a control character makes a drawing that no program opens, or one that runs."""
    path = tmp_path / "hostile.html"
    write(_hostile()[0], schema_only(), path)
    page = watched.open(path)
    assert page.evaluate("""() => {
        const doc = new DOMParser().parseFromString(KG.svgText(), "image/svg+xml");
        return !doc.querySelector("parsererror") && !doc.querySelector("script, image, a, foreignObject");
    }""")


def test_policy_stops_what_is_injected(watched: Watched, demo_page: Path) -> None:
    """Broken if a script that got into the page in spite of all could run."""
    page = watched.open(demo_page)
    page.evaluate("""() => {
        const script = document.createElement("script");
        script.textContent = "window.__xss = 1";
        const div = document.createElement("div");
        div.innerHTML = "<img src='data:,' onerror='window.__xss = 2'>";
        document.body.append(script, div);
        window.__net = fetch("https://news.example/").then(() => "sent", () => "refused");
    }""")
    page.wait_for_timeout(200)
    assert page.evaluate("window.__xss") is None
    assert page.evaluate("window.__net") == "refused"
    assert watched.complaints
    watched.complaints.clear()


def test_empty_graph(watched: Watched, tmp_path: Path) -> None:
    """Broken if a graph without entities is a blank page or an error."""
    write(tiny_graph(), schema_only(), tmp_path / "g.html")
    page = watched.open(tmp_path / "g.html")
    assert "Nothing here yet" in (page.locator("#body").text_content() or "")
    page.keyboard.press("t")
    page.keyboard.press("p")


def test_one_entity(watched: Watched, tmp_path: Path) -> None:
    """Broken if a single entity is drawn as big as the screen, or not at all."""
    write(tiny_graph("Solo Lab"), schema_only(), tmp_path / "g.html")
    page = watched.open(tmp_path / "g.html")
    assert [label["text"] for label in page.evaluate("KG.map.labels()")] == ["Solo Lab"]
    assert page.evaluate("KG.map.scale()") <= 1.5
    click_node(page, "e0")
    assert "linked to nothing" in (page.locator("#body").text_content() or "")


def test_five_thousand_neighbours(watched: Watched, tmp_path: Path) -> None:
    """Broken if a hub freezes the page, or the page hides that it draws only some of the neighbours."""
    write(hub_graph(5000), schema_only(), tmp_path / "g.html")
    page = watched.open(tmp_path / "g.html", "#entity=hub&depth=1")
    assert "of 5,000 neighbours drawn" in (page.locator("#summary").text_content() or "")
    assert page.evaluate("KG.shown.ids.size") == 150
    assert "5,000" in (page.locator("#body h3", has_text="Neighbours").text_content() or "")
    assert page.locator("#body tbody tr").count() == 25
    page.locator(".more button").click()
    assert page.locator("#body tbody tr").count() == 225


def test_long_and_right_to_left_names(watched: Watched, tmp_path: Path) -> None:
    """Broken if a name of 500 characters bursts the panel or the map, or Arabic and Hebrew names lose their order."""
    arabic, hebrew = "نموذج فالكون العربي 3", "מעבדת הבינה המלאכותית"
    write(tiny_graph("W" * 500, arabic, hebrew, "短い名前"), schema_only(), tmp_path / "g.html")
    for size in ((1440, 900), (390, 844)):
        page = watched.open(tmp_path / "g.html", "#entity=e0", size=size)
        assert page.evaluate("document.documentElement.scrollWidth") == size[0]
        body = "(() => { const b = document.getElementById('body'); return b.scrollWidth <= b.clientWidth })()"
        assert page.evaluate(body)
        assert all(label["w"] < 700 and len(label["text"]) <= 48 for label in page.evaluate("KG.map.labels()"))
        page.evaluate("KG.openEntity('e1')")
        assert page.locator("#card-title").get_attribute("dir") == "auto"
        assert page.locator("#card-title").text_content() == arabic
        page.fill("#search", "מעבדת")
        assert hebrew in (page.locator(".found li").first.text_content() or "")


def test_another_payload_is_refused(watched: Watched, demo_page: Path, tmp_path: Path) -> None:
    """Broken if a page shows nothing, silently, for data of another version."""
    head = '"format":"kg-graph","version":'
    text = demo_page.read_text(encoding="utf-8").replace(f"{head}{PAYLOAD_VERSION},", f"{head}99,")
    (tmp_path / "g.html").write_text(text, encoding="utf-8")
    page = watched.open(tmp_path / "g.html", ready=False)
    page.wait_for_timeout(300)
    assert "given version 99" in page.locator("[role=alert]").inner_text()
