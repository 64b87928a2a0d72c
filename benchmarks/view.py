"""How soon the page draws and how smoothly it moves, beside pages that pyvis writes of the same nodes and links.

    .venv/bin/python benchmarks/view.py [--rounds 3] [--slow-rounds 1]

A headless Chromium opens each page from a file, with every request beyond it refused. Time to the first draw runs from
the navigation to the frame after the one in which as many marks were painted as there are nodes. Dragging is the mean
time from a pull at the ground to the frame that shows it. All pages take turns, so that a busy machine slows all of
them; only ratios are printed, with the least and the greatest of the rounds. pyvis' default page runs its physics
before it shows anything; "off" is the same page with coordinates given and physics switched off.
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, KeysView
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from kg.exporters.html import write
from kg.exporters.layout import lay_out
from kg.ontology import Ontology
from kg.ontology.files import Faults, data_dir
from kg.ontology.schema import load_schema
from kg.records import Claim, CoMention, Entity, EntityType, KnowledgeGraph, Node, Status

#: How often the ground is pulled when dragging is measured.
PULLS = 25
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: Counts what is painted, whoever paints it, and notes when the wanted number is reached.
HOOK = """
(() => {
  const wanted = %d;
  let painted = 0;
  const count = (prototype, name) => {
    const original = prototype[name];
    prototype[name] = function (...given) {
      painted += 1;
      if (painted === wanted) requestAnimationFrame(() => setTimeout(() => { window.__drawn = performance.now(); }));
      return original.apply(this, given);
    };
  };
  for (const name of ["fill", "drawImage"]) count(CanvasRenderingContext2D.prototype, name);
})();
"""
NEXT_FRAME = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now()))))"


def graph_of(size: int, seed: int = 7) -> KnowledgeGraph:
    """Return an invented graph: newcomers join those that are linked already, most within their own community; degree 6."""
    dice = random.Random(seed)
    kinds = list(EntityType)
    entities = [
        Entity(f"e{k:05d}", f"{kinds[k % 10].value} {k:05d}", kinds[k % 10].value, kinds[k % 10], (f"alias {k:05d}",))
        for k in range(size)
    ]
    drawn: dict[int, list[int]] = {}
    pairs: dict[tuple[int, int], int] = {}
    for k in range(size):
        own = drawn.setdefault(k % 12, [])
        for _ in range(3):
            pool = own if dice.random() < 0.85 else dice.choice(list(drawn.values()))
            other = dice.choice(pool) if pool else k
            if other != k:
                pairs[min(k, other), max(k, other)] = 1 + dice.randrange(5)
                own.append(other)
        own.append(k)
    claims, together = [], []
    for n, ((a, b), weight) in enumerate(sorted(pairs.items())):
        i, j = entities[a].id, entities[b].id
        if n % 5 == 0:
            claims.append(Claim(f"st-{n}", i, "uses", "uses", j, 0.8, Status.SUPPORTED, ()))
        else:
            together.append(
                CoMention(i, j, weight, weight, 1, 1, 0.3, 0.3, 0.3, quote=f"{entities[a].label} and {entities[b].label}.")
            )
    return KnowledgeGraph(tuple(Node(e, 3, 2) for e in entities), (), (), tuple(together), tuple(claims), ())


def schema_only() -> Ontology:
    """Return an ontology with the schema and no entities."""
    return Ontology(load_schema(data_dir(), Faults()), {}, (), data_dir(), "benchmark")


def pyvis_page(graph: KnowledgeGraph, path: Path, *, physics: bool) -> None:
    """Write what pyvis makes of the same nodes and links."""
    from pyvis.network import Network

    class Net(Network):  # type: ignore[misc]
        """pyvis's own network without its walk over all ids for each edge."""

        def get_nodes(self) -> KeysView[str]:
            ids: KeysView[str] = self.node_map.keys()
            return ids

    network = Net(directed=True, cdn_resources="in_line", height="900px", width="100%")
    places = lay_out(graph).places
    for node in graph.nodes:
        place = places[node.entity.id]
        given = {} if physics else {"x": place.x, "y": place.y}
        network.add_node(node.entity.id, node.entity.label, title=node.entity.type.value, **given)
    for claim in graph.claims:
        network.add_edge(claim.subject, claim.object, title=claim.predicate)
    for co in graph.co_mentions:
        network.add_edge(co.a, co.b, title=co.quote)
    if not physics:
        network.toggle_physics(status=False)
    path.write_text(network.generate_html("page.html"), encoding="utf-8")


class Screen:
    """A browser that opens one page at a time."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser

    def open(self, path: Path, address: str, nodes: int, patience: float = 240) -> tuple[Page, float]:
        """Return the page and the milliseconds until it was drawn; infinity when patience ran out."""
        context = self._browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
        own = path.as_uri()
        context.route("**/*", lambda route: route.continue_() if route.request.url.split("#")[0] == own else route.abort())
        page = context.new_page()
        page.add_init_script(HOOK % nodes)
        page.goto(own + address, wait_until="commit", timeout=patience * 1000)
        # Asked from outside: the page's own policy allows no condition that is given as text.
        until = time.monotonic() + patience
        while time.monotonic() < until:
            if drawn := page.evaluate("window.__drawn"):
                return page, drawn
            page.wait_for_timeout(50)
        return page, float("inf")

    @staticmethod
    def drag(page: Page) -> float:
        """Return the mean milliseconds from a pull at the ground to the frame that shows it."""
        page.wait_for_timeout(800)
        x, y = 1120, 90
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x - 20, y)
        started = page.evaluate(NEXT_FRAME)
        for k in range(PULLS):
            page.mouse.move(x - 20 - 8 * k, y + 3 * k)
            ended = page.evaluate(NEXT_FRAME)
        page.mouse.up()
        return float(ended - started) / PULLS


def spread(ratios: list[float]) -> str:
    """Return the median with the least and the greatest."""
    return f"{statistics.median(ratios):.1f} ({min(ratios):.1f} to {max(ratios):.1f}, {len(ratios)} rounds)"


def main() -> None:
    """Measure and print the ratios."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--slow-rounds", type=int, default=1, help="rounds with pyvis' default page, which takes minutes")
    parser.add_argument("--absolute", action="store_true", help="print milliseconds, too")
    given = parser.parse_args()
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        raise SystemExit("no Chromium on this machine")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        pages = {}
        for size in (300, 1000, 10000):
            graph = graph_of(size)
            pages[f"ours {size}"] = Path(folder, f"ours-{size}.html")
            write(graph, schema_only(), pages[f"ours {size}"])
            for physics in (True, False) if size < 10000 else (False,):
                name = f"{'default' if physics else 'off'} {size}"
                pages[name] = Path(folder, f"{name.replace(' ', '-')}.html")
                pyvis_page(graph, pages[name], physics=physics)
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        screen = Screen(browser)

        def drawn(name: str, nodes: int, address: str = "") -> float:
            page, soon = screen.open(pages[name], address, nodes)
            page.context.close()
            return soon

        def dragged(name: str, nodes: int, address: str = "") -> tuple[float, float]:
            page, soon = screen.open(pages[name], address, nodes)
            smooth = screen.drag(page)
            page.context.close()
            return soon, smooth

        report: list[tuple[str, Callable[[], dict[str, float]], int]] = [
            ("300", lambda: {"ours": drawn("ours 300", 300), "off": drawn("off 300", 300)}, given.rounds),
            ("1000", lambda: {"ours": drawn("ours 1000", 1000, "#more=1000"), "off": drawn("off 1000", 1000)}, given.rounds),
            ("10000 opening", lambda: {"ours": drawn("ours 10000", 220), "small": drawn("ours 300", 300)}, given.rounds),
        ]  # fmt: skip
        slow: list[tuple[str, Callable[[], dict[str, float]], int]] = [
            ("300 default", lambda: {"ours": drawn("ours 300", 300), "default": drawn("default 300", 300)}, given.slow_rounds),
            ("1000 default", lambda: {"ours": drawn("ours 1000", 1000, "#more=1000"), "default": drawn("default 1000", 1000)},
             given.slow_rounds),
        ]  # fmt: skip

        def tell(title: str, measure: Callable[[], dict[str, float]], rounds: int) -> None:
            seen = [measure() for _ in range(rounds)]
            if not seen:
                return
            other = next(key for key in seen[0] if key != "ours")
            if other == "small":
                text = f"takes {spread([s['ours'] / s[other] for s in seen])} times the 300-node page"
            else:
                text = f"first drawn {spread([s[other] / s['ours'] for s in seen])} times sooner than pyvis ({other})"
            print(f"{title:>14} nodes: {text}", *(seen if given.absolute else ()), flush=True)

        for one in report:
            tell(*one)
        soon, smooth = [], []
        for _ in range(given.rounds):
            (ours, gap), (off, wide) = dragged("ours 10000", 10000, "#more=10000"), dragged("off 10000", 10000)
            soon.append(off / ours)
            smooth.append(wide / gap)
            if given.absolute:
                print(ours, gap, off, wide)
        print(f"{'10000 all':>14} nodes: first drawn {spread(soon)} times sooner than pyvis (off)")
        print(f"{'10000 all':>14} nodes: dragged {spread(smooth)} times smoother than pyvis (off)", flush=True)
        for one in slow:
            tell(*one)
        browser.close()


if __name__ == "__main__":
    main()
