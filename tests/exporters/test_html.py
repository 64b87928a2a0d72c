from __future__ import annotations

import base64
import hashlib
import itertools
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kg.errors import ExportError
from kg.exporters import html
from kg.exporters.html import render, write
from kg.exporters.html_payload import EVIDENCE_PER_CLAIM, PAYLOAD_VERSION, safe_link
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
from tests.exporters.demo import demo_graph, hub_graph, schema_only, shuffled, tiny_graph

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Open = Callable[..., "Page"]

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


@pytest.fixture(scope="module")
def graph() -> KnowledgeGraph:
    """Return the invented graph."""
    return demo_graph()


@pytest.fixture(scope="module")
def demo_page(graph: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write its page once."""
    path = tmp_path_factory.mktemp("page") / "graph.html"
    write(graph, schema_only(), path)
    return path


class Watched:
    """Pages of one browser with everything they asked the network for and complained about."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self._contexts: list[Any] = []

    def open(
        self, path: Path, hash_: str = "", *, size: tuple[int, int] = (1440, 900), dark: bool = False, ready: bool = True
    ) -> Page:
        """Open the page with every request but the file itself recorded and refused."""
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme="dark" if dark else "light",
            reduced_motion="reduce", has_touch=size[0] < 500, accept_downloads=True,
        )  # fmt: skip
        self._contexts.append(context)
        page = context.new_page()
        own = path.as_uri()

        def guard(route: Any) -> None:
            if route.request.url.split("#")[0] == own:
                route.continue_()
            else:
                self.requests.append(route.request.url)
                route.abort()

        context.route("**/*", guard)
        page.on("request", lambda r: self.requests.append(r.url) if _leaves(r.url, own) else None)
        page.on("console", lambda m: self.complaints.append(f"{m.type}: {m.text}") if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: self.complaints.append(f"error: {e}"))
        page.set_default_timeout(8000)
        page.goto(own + hash_)
        if ready:
            page.wait_for_selector("html[data-ready]")
            page.wait_for_timeout(120)
        return page

    def close(self) -> None:
        """Close all pages."""
        for context in self._contexts:
            context.close()


def _leaves(url: str, own: str) -> bool:
    return url.split("#")[0] != own and not url.startswith(("data:", "blob:"))


@pytest.fixture
def watched(browser: Browser) -> Iterator[Watched]:
    """Pages that must stay quiet: no request, no error."""
    pages = Watched(browser)
    yield pages
    pages.close()
    assert pages.requests == []
    assert pages.complaints == []


def _payload(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found.group(1))
    return data


def _click_node(page: Page, i: str) -> None:
    spot = page.evaluate("id => { const p = KG.map.toScreen(id); return [p.x, p.y] }", i)
    box = page.locator("#map").bounding_box()
    assert box
    page.mouse.click(box["x"] + spot[0], box["y"] + spot[1])
    page.wait_for_timeout(60)


def _click_pair(page: Page, a: str, b: str) -> None:
    spot = page.evaluate(
        "([a, b]) => { const [p, q] = [KG.map.toScreen(a), KG.map.toScreen(b)]; return [(p.x + q.x) / 2, (p.y + q.y) / 2] }",
        [a, b],
    )
    box = page.locator("#map").bounding_box()
    assert box
    page.mouse.click(box["x"] + spot[0], box["y"] + spot[1])
    page.wait_for_timeout(60)


# -- the file ----------------------------------------------------------------------------------------------------


def test_same_graph_same_bytes(graph: KnowledgeGraph, tmp_path: Path) -> None:
    """Broken if a time, a set or the order of the records gets into the file."""
    write(graph, schema_only(), tmp_path / "a.html")
    write(shuffled(graph, 4), schema_only(), tmp_path / "b.html")
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_nothing_is_fetched_by_the_markup(graph: KnowledgeGraph) -> None:
    """Broken if the file names a script, style, picture or frame that lies elsewhere."""
    page = render(graph, schema_only())
    markup = re.sub(r"<(script|style)\b[^>]*>.*?</\1>", "", page, flags=re.DOTALL)
    assert re.findall(r"""(?:src|href|action|data)\s*=\s*["']?([^"'\s>]+)""", markup) == ["data:,"]
    assert "sourceMappingURL" not in page
    assert page.startswith("<!doctype html>")


def test_policy_names_every_script_and_style(graph: KnowledgeGraph) -> None:
    """Broken if the Content-Security-Policy is missing, loose, or does not match what the file holds."""
    page = render(graph, schema_only())
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert found
    policy = found.group(1)
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for tag in ("script", "style"):
        for body in re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL):
            digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in policy


def test_size(graph: KnowledgeGraph) -> None:
    """Broken if the page without its data grows beyond 0.9 MB."""
    page = render(graph, schema_only())
    data = re.search(r'id="data">(.*?)</script>', page, re.DOTALL)
    assert data
    assert len(page.encode()) - len(data.group(1).encode()) < 900_000


def test_another_vis_is_refused(graph: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    """Broken if a changed vis-network gets into the page unseen."""
    monkeypatch.setattr(html, "_VIS_SHA256", "0" * 64)
    with pytest.raises(ExportError, match=r"reinstall pyvis"):
        render(graph, schema_only())


def test_unwritable_path_is_one_line(tmp_path: Path) -> None:
    """Broken if a path that cannot be written ends in a traceback, or leaves a temporary file."""
    (tmp_path / "file").write_text("")
    with pytest.raises(ExportError, match="cannot be written"):
        write(tiny_graph(), schema_only(), tmp_path / "file" / "graph.html")
    (tmp_path / "graph.html").mkdir()
    with pytest.raises(ExportError, match="cannot be written"):
        write(tiny_graph(), schema_only(), tmp_path / "graph.html")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "graph.html"]


def test_payload_says_what_the_graph_says(graph: KnowledgeGraph) -> None:
    """Broken if an entity, claim, co-mention or background fact is lost or doubled on the way into the page."""
    data = _payload(render(graph, schema_only()))
    assert (data["format"], data["version"]) == ("kg-graph", PAYLOAD_VERSION)
    assert {n["id"] for n in data["nodes"]} == {n.entity.id for n in graph.nodes}
    kinds = [e["kind"] for e in data["edges"]]
    assert kinds.count("claim") == len(graph.claims)
    assert kinds.count("together") == len(graph.co_mentions)
    assert kinds.count("known") == len(graph.background)


def test_marks_stand_on_the_names(graph: KnowledgeGraph) -> None:
    """Broken if offsets are not turned into the page's UTF-16 units: an emoji would shift every mark after it."""
    base = graph.claims[0]
    quote = "🙂 Ångström beats Müller 🙂"
    start = 100
    spans = [(start + quote.index(name), start + quote.index(name) + len(name)) for name in ("Ångström", "Müller")]
    evidence = replace(
        base.evidence[0], quote=quote, start=start, end=start + len(quote), subject_span=spans[0], object_span=spans[1]
    )
    claim = replace(base, evidence=(evidence,))
    data = _payload(render(replace(graph, claims=(claim,)), schema_only()))
    [edge] = [e for e in data["edges"] if e["kind"] == "claim"]
    units = quote.encode("utf-16-le")
    cut = [units[2 * a : 2 * b].decode("utf-16-le") for a, b, _ in edge["evidence"][0]["marks"]]
    assert cut == ["Ångström", "Müller"]


def test_evidence_is_capped_and_counted(graph: KnowledgeGraph) -> None:
    """Broken if a claim with thousands of sentences swells the page, or hides that it has them, or drops the denial."""
    base = graph.claims[0]
    many = [replace(base.evidence[0], id=f"ev-{k}", confidence=0.9) for k in range(40)]
    many[20] = replace(many[20], polarity=Polarity.DENIED, confidence=0.1)
    data = _payload(render(replace(graph, claims=(replace(base, evidence=tuple(many)),)), schema_only()))
    [edge] = [e for e in data["edges"] if e["kind"] == "claim"]
    assert len(edge["evidence"]) == EVIDENCE_PER_CLAIM
    assert edge["more"] == 40 - EVIDENCE_PER_CLAIM
    assert sum(bool(e.get("denied")) for e in edge["evidence"]) == 1


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("https://news.example/a?b=1#c", True), ("http://news.example", True), ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False), ("data:text/html,x", False), ("file:///etc/passwd", False), ("//news.example", False),
        ("https://", False), ("https://a b", False), ("java\nscript:1", False), ("", False), ("https://[", False),
    ],
)  # fmt: skip
def test_links_are_http_or_nothing(link: str, kept: bool) -> None:
    """Broken if an address from a feed can be anything but a web page."""
    assert bool(safe_link(link)) is kept


# -- hostile records ---------------------------------------------------------------------------------------------


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


# -- the page ----------------------------------------------------------------------------------------------------


def test_opens_quietly_with_readable_names(watched: Watched, demo_page: Path) -> None:
    """Broken if names are missing, more than thirty, on top of each other, or under the controls."""
    page = watched.open(demo_page)
    labels = page.evaluate("KG.map.labels()")
    assert 15 <= len(labels) <= 30
    for a, b in itertools.combinations(labels, 2):
        apart = a["x"] + a["w"] <= b["x"] or b["x"] + b["w"] <= a["x"] or a["y"] + a["h"] <= b["y"] or b["y"] + b["h"] <= a["y"]
        assert apart, (a["text"], b["text"])
    assert page.locator("#summary").text_content() == "200 entities · 890 links"


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
    _click_node(page, "halden-labs")
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
    _click_pair(page, claim.subject, "halden-labs")
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
    page.locator("summary").click()
    page.locator("[data-predicate=trained_on]").click()
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


# -- odd graphs --------------------------------------------------------------------------------------------------


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
    _click_node(page, "e0")
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
    text = demo_page.read_text(encoding="utf-8").replace('"format":"kg-graph","version":1', '"format":"kg-graph","version":99')
    (tmp_path / "g.html").write_text(text, encoding="utf-8")
    page = watched.open(tmp_path / "g.html", ready=False)
    page.wait_for_timeout(300)
    assert "given version 99" in page.locator("[role=alert]").inner_text()
