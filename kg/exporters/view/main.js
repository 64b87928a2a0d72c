"use strict";
// Putting the page together: the controls, the panel that follows the state, the keyboard.

(function (KG) {
  if (!KG.data) return;
  const el = KG.el;
  const $ = (id) => document.getElementById(id);
  const panel = $("panel");
  const body = $("body");
  const search = $("search");

  let begun = false; // whether there is more to see than the map

  // -- the panel --

  function summary() {
    const { nodes } = KG.data;
    const { ids, pairs, allPairs, total } = KG.shown;
    const s = KG.state;
    if (!nodes.size) return "No entity";
    let text = ids.size === nodes.size ? KG.count(ids.size, "entity", "entities") : `${KG.number(ids.size)} of ${KG.count(nodes.size, "entity", "entities")}`;
    if (s.depth && total > ids.size) text = `${KG.number(ids.size - 1)} of ${KG.number(total - 1)} neighbours drawn`;
    text += pairs.length < allPairs ? ` · ${KG.number(pairs.length)} of ${KG.count(allPairs, "link")}` : ` · ${KG.count(pairs.length, "link")}`;
    return text;
  }

  function render(changes, silent) {
    const s = KG.state;
    if (!begun) return;
    $("summary").textContent = summary();
    $("cleared").hidden = !KG.filtered();
    if (!silent) {
      const inside = body.contains(document.activeElement);
      const pressed = inside ? { ...document.activeElement.dataset } : {};
      const [key, value] = Object.entries(pressed)[0] || [];
      const held = body.scrollTop;
      const parts = s.chain ? KG.chainCard(s.chain) : s.pair ? KG.pairCard(...s.pair) : s.entity ? KG.entityCard(KG.data.nodes.get(s.entity)) : KG.overview();
      body.replaceChildren(...parts.flat(4).filter(Boolean));
      const moved = "entity" in changes || "pair" in changes || "chain" in changes;
      body.scrollTop = moved ? 0 : held;
      // The same control keeps the keyboard's place; a new card takes it over.
      if (inside) {
        const same = key ? [...body.querySelectorAll(`[data-${key}]`)].find((item) => item.dataset[key] === value) : null;
        (same || body).focus({ preventScroll: true });
      }
      if (moved && (s.entity || s.pair || s.chain)) raise();
      const title = body.querySelector("#card-title");
      if (moved && title) KG.say(`${title.textContent}. ${summary()}`);
      else KG.say(summary());
    } else KG.say(summary());
    listing();
    for (const button of document.querySelectorAll("#tools [data-tool]")) {
      if (button.dataset.tool === "table") button.setAttribute("aria-pressed", String(s.table));
    }
    $("notice").hidden = true;
    if (!KG.data.nodes.size) KG.notice("This graph is empty", true);
    else if (!KG.shown.ids.size) KG.notice("The filters hide every entity", true);
  }

  // -- the bottom sheet of a phone --

  const LEVELS = ["low", "half", "full"];
  function level(name) {
    panel.dataset.level = name;
    $("grip").setAttribute("aria-expanded", String(name !== "low"));
  }
  KG.sheet = (name) => { if (KG.narrow()) level(name); };
  function raise() { if (KG.narrow() && panel.dataset.level === "low") level("half"); }

  function sheet() {
    level("low");
    const grip = $("grip");
    let from = null;
    grip.addEventListener("pointerdown", (event) => { from = event.clientY; grip.setPointerCapture(event.pointerId); });
    grip.addEventListener("pointerup", (event) => {
      const moved = event.clientY - from;
      const at = LEVELS.indexOf(panel.dataset.level);
      if (Math.abs(moved) > 24) level(LEVELS[Math.min(2, Math.max(0, at + (moved < 0 ? 1 : -1)))]);
      from = null;
    });
    grip.addEventListener("click", (event) => {
      if (event.detail && panel.dataset.level !== grip.dataset.before) { grip.dataset.before = panel.dataset.level; return; }
      level(LEVELS[(LEVELS.indexOf(panel.dataset.level) + 1) % 3]);
      grip.dataset.before = panel.dataset.level;
    });
    grip.dataset.before = "low";
  }

  // -- the table that says what the map shows --

  function listing() {
    const box = $("listing");
    if (!KG.state.table && !box.hidden) KG.map.again();
    box.hidden = !KG.state.table;
    $("map").hidden = KG.state.table;
    $("zoom").hidden = KG.state.table;
    if (!KG.state.table) { box.replaceChildren(); return; }
    const links = new Map();
    for (const pair of KG.shown.pairs) for (const id of [pair.a, pair.b]) links.set(id, (links.get(id) || 0) + 1);
    const rows = [...KG.shown.ids.keys()].map((id) => KG.data.nodes.get(id));
    box.replaceChildren(el("h2", { text: "What the map shows" }), KG.table({
      caption: "Entities on the map", rows, limit: 300, sort: [2, true],
      columns: [
        { label: "Name", value: (n) => n.label, show: (n) => KG.button([KG.badge(n.type, n.provisional), KG.name(n.label, 80)], () => KG.openEntity(n.id), { class: "go" }) },
        { label: "Type", value: (n) => n.type, wide: true },
        { label: "Mentions", numeric: true, value: (n) => n.mentions, show: (n) => KG.number(n.mentions) },
        { label: "Links", numeric: true, value: (n) => links.get(n.id) || 0, show: (n) => KG.number(links.get(n.id) || 0) },
        { label: "First seen", value: (n) => n.first, show: (n) => el("span", { class: "when", text: n.first ? KG.day(n.first) : "" }), wide: true },
        { label: "Last seen", value: (n) => n.last, show: (n) => el("span", { class: "when", text: n.last ? KG.day(n.last) : "" }) },
      ],
    }));
  }

  // -- controls --

  function controls() {
    const tool = (name, label, onclick, attributes) => KG.button([KG.icon(name), el("span", { class: "label", text: label })], onclick, { "data-tool": name, title: label, "aria-label": label, ...attributes });
    const menu = el("div", { class: "menu", role: "menu", hidden: true },
      KG.saveMenu().map(([label, act]) => KG.button(label, () => { menu.hidden = true; opener.setAttribute("aria-expanded", "false"); opener.focus(); act(); }, { role: "menuitem" })));
    const opener = tool("save", "Save", () => {
      menu.hidden = !menu.hidden;
      opener.setAttribute("aria-expanded", String(!menu.hidden));
      if (!menu.hidden) menu.querySelector("button").focus();
    }, { "aria-haspopup": "menu", "aria-expanded": "false" });
    KG.arrows(menu, "button");
    menu.addEventListener("keydown", (event) => { if (event.key === "Escape") { menu.hidden = true; opener.setAttribute("aria-expanded", "false"); opener.focus(); event.stopPropagation(); } });
    document.addEventListener("pointerdown", (event) => { if (!menu.hidden && !menu.contains(event.target) && !opener.contains(event.target)) { menu.hidden = true; opener.setAttribute("aria-expanded", "false"); } });
    $("tools").replaceChildren(
      tool("path", "Why linked?", why), tool("table", "Table", table, { "aria-pressed": "false" }),
      tool("link", "Copy link", KG.copyLink), el("div", { class: "holder" }, opener, menu), tool("help", "Help", help));
    $("zoom").replaceChildren(
      KG.button(KG.icon("plus"), () => KG.map.zoom(1.3), { "aria-label": "Zoom in", title: "Zoom in (+)" }),
      KG.button(KG.icon("minus"), () => KG.map.zoom(1 / 1.3), { "aria-label": "Zoom out", title: "Zoom out (-)" }),
      KG.button(KG.icon("fit"), () => { KG.map.settle(); KG.map.fit(!KG.calm()); }, { "aria-label": "Fit all", title: "Fit all (0)" }));
  }

  function why() {
    const s = KG.state;
    const [from, to] = s.pair || [s.entity, null];
    KG.change({ chain: { from, to, steps: null }, pair: null }, { history: "push" });
    const empty = [...body.querySelectorAll("input[data-end]")].find((input) => !input.value);
    if (empty) empty.focus();
  }
  const table = () => KG.change({ table: !KG.state.table });

  function help() {
    const rows = [["/", "search"], ["↑ ↓", "move in a list"], ["Enter", "open"], ["Esc", "close, step back"], ["f", "focus on the entity, again for more steps"], ["p", "why are two linked"], ["t", "table instead of map"],
      ["arrows, + − 0", "pan, zoom, fit, when the map has the keyboard"], ["?", "this help"]];
    const box = $("help");
    box.replaceChildren(
      el("h2", { id: "help-title", text: "Reading the map" }),
      el("p", { text: "Shape and colour say what something is; size, how strongly it is linked. A solid arrow is a statement that stands in a sentence; a thin line only means that two are named together; dots are what the ontology knew before. A dashed outline is provisional, a dashed orange arrow contested. Click anything to read the words." }),
      el("p", { text: "Double-click an entity to look at it alone with its neighbours. With Shift, a click on a type keeps only that type, and a click on a month widens the range." }),
      el("dl", { class: "keys" }, rows.map(([key, what]) => el("div", null, el("dt", null, el("kbd", { text: key })), el("dd", { text: what })))),
      el("p", { class: "range" }, KG.button("Close", () => box.close(), { class: "main" }), KG.data.nodes.size ? KG.button("Take a short tour", () => { box.close(); KG.tour(); }, { class: "plain" }) : null));
    box.showModal();
  }

  function keyboard(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || $("help").open) return;
    const typing = event.target.matches("input, select, textarea");
    const s = KG.state;
    if (event.key === "Escape") {
      if (KG.playing()) { KG.stop(false); return; }
      if (typing) { event.target.blur(); return; }
      if (s.chain || s.pair) KG.change({ chain: null, pair: null }, { history: "push" });
      else if (s.depth) KG.change({ depth: 0 }, { history: "push" });
      else if (s.entity || s.group) KG.home();
      else if (s.table) table();
      return;
    }
    if (typing && event.target.type !== "checkbox" && event.target.type !== "range") return;
    if (event.key === "/") { event.preventDefault(); raise(); search.focus(); search.select(); }
    else if (event.key === "?") help();
    else if (event.key === "t") table();
    else if (event.key === "p") { event.preventDefault(); why(); }
    else if (event.key === "f" && s.entity) KG.focus((s.depth + 1) % 4);
  }

  // -- start --

  function lacking(missing) {
    if (missing.length) KG.notice(`Not in this graph: ${missing.map((id) => KG.clip(id, 60)).join(", ")}`);
  }

  function follow() {
    const { state, missing } = KG.follow(location.hash);
    KG.change(state, { history: "none" });
    lacking(missing);
    if (KG.landing) requestAnimationFrame(() => KG.map.land(KG.landing));
  }

  KG.onchange(() => KG.colours());
  KG.onchange(render);
  KG.onchange(() => KG.map.draw());
  controls();
  sheet();
  KG.legend();
  $("cleared").querySelector("button").addEventListener("click", () => { KG.clearFilters(); search.focus(); });
  KG.combo(search, { onpick: (node) => { search.blur(); KG.openEntity(node.id); } });
  document.addEventListener("keydown", keyboard);
  window.addEventListener("hashchange", follow);
  const all = KG.data.nodes.size + KG.data.waiting;
  if (KG.data.opening.length < all) search.placeholder = `Search ${KG.number(all)} names and their aliases`;
  KG.map.start();

  /** Once the file is read to its end. */
  const whole = (then) => (document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", then) : then());
  // After the next frame has been shown: work of a quarter of a second in front of it would be waited for.
  const soon = (then) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(then)));

  /** The map first, for it is what one waits for; then its names and the panel. */
  function show() {
    const { state, missing } = KG.follow(location.hash);
    KG.change(state, { history: "none" });
    KG.map.fit(false);
    soon(() => {
      begun = true;
      render(state);
      KG.map.measure();
      KG.map.open();
      if (KG.landing) KG.map.land(KG.landing);
      lacking(missing);
      document.documentElement.dataset.ready = "true";
    });
  }

  /** What a large graph has beyond its opening view stands behind this script. */
  function rest() {
    KG.readRest();
    KG.legend();
    show();
  }

  const { waiting } = KG.data;
  const asked = location.hash.length > 1;
  if (waiting) $("summary").textContent = `Reading ${KG.count(waiting, "more entity", "more entities")} …`;
  if (asked) whole(waiting ? rest : show);
  else if (waiting) {
    KG.opening();
    KG.map.fit(false);
    whole(() => soon(rest));
  } else show();
})(window.KG);
