"use strict";
// The map: what is drawn, hit, highlighted and named. A surface draws it: vis-network on a canvas, or, where there is a
// graphics card and more than a thousand entities are in view, sigma by WebGL.

(function (KG) {
  const CARD_FROM = 1000;
  const CLOSE = 1.25; // scale from which on single names say more than captions
  const stage = document.getElementById("stage");
  const box = document.getElementById("map");
  const marks = new Map(); // id -> {node, x, y}: where each was last drawn
  const moved = new Map(); // what the reader dragged elsewhere
  let surface;
  const leading = new Set(KG.data ? KG.data.ranked.slice(0, 6).map((node) => node.id) : []); // named in any case
  const foremost = new Set(KG.data ? KG.data.opening : []); // of thousands, only these are drawn in full colour
  let card = null; // whether there is a graphics card; not asked before it matters
  let hovered = null; // {node} or {pair}
  let lit = null; // Set of ids that stand out, or null
  let litPairs = new Set();
  let walls = [];
  let placed = [];
  let layoutKey = "";
  let partKey = "";
  let aimed = "";
  let touched = false;
  let opened = false;
  let tall = false;
  let groups = []; // communities in view, see KG.groups

  /** Discs grow a little when far away; never by more than the free room that the layout leaves. */
  const radius = (node, scale) => (surface && surface.kind === "canvas" && marks.size > CARD_FROM ? node.size : surface && surface.kind === "webgl" ? node.size * KG.grown(scale) : node.size + Math.min(4.4, Math.max(0, 1 / scale - 1) * 3));

  // -- drawing --

  /** How an entity looks now. */
  const look = (mark, scale) => {
    const { node } = mark;
    return {
      type: node.type, radius: radius(node, scale), colour: KG.palette.types[node.type] || KG.palette.soft,
      alpha: lit ? (lit.has(node.id) ? 1 : 0.16) : marks.size > CARD_FROM && !foremost.has(node.id) ? 0.5 : 1,
      hollow: Boolean(node.provisional || node.unmentioned), dashed: Boolean(node.provisional), chosen: isChosen(node.id), hovered: Boolean(hovered && hovered.node === node.id),
    };
  };

  const isChosen = (id) => {
    const s = KG.state;
    if (s.pair) return s.pair.includes(id);
    if (s.chain) return id === s.chain.from || id === s.chain.to;
    return id === s.entity;
  };

  function style(pair) {
    const view = KG.view(pair);
    const stroke = KG.stroke(view);
    const strong = litPairs.has(pair.key);
    const faded = lit && !strong;
    const forward = view.claims.some((c) => c.from === pair.a && !symmetric(c));
    const backward = view.claims.some((c) => c.from === pair.b && !symmetric(c));
    return {
      key: pair.key, a: pair.a, b: pair.b, forward, backward, dashes: stroke.dashes,
      colour: strong && stroke.kind === "together" ? KG.palette.soft : stroke.colour,
      alpha: faded ? stroke.alpha * (KG.state.depth ? 0.45 : 0.1) : strong ? Math.min(1, stroke.alpha + (stroke.kind === "together" ? 0.25 : 0.3)) : stroke.alpha,
      width: strong && stroke.kind !== "together" ? stroke.width + 0.6 : stroke.width,
    };
  }
  const symmetric = (claim) => Boolean((KG.data.predicates[claim.predicate] || {}).symmetric);

  /** Names over the map, in pixels of the screen; a point of the map is at (x + scale * its x, y + scale * its y). */
  function writeNames(ctx, { scale, x, y }) {
    if (!opened) return;
    const seen = [];
    const [wide, high] = [box.clientWidth, box.clientHeight];
    for (const [id, mark] of marks) {
      const disc = { id, x: x + scale * mark.x, y: y + scale * mark.y, radius: radius(mark.node, scale) * scale, node: mark.node, faded: Boolean(lit && !lit.has(id)) };
      if (disc.x > -60 && disc.x < wide + 60 && disc.y > -60 && disc.y < high + 60) seen.push(disc);
    }
    const at = new Map(seen.map((disc) => [disc.id, disc]));
    placed = KG.placeLabels(ctx, wanted(seen, at, scale), seen.length > CARD_FROM ? seen.filter((d) => foremost.has(d.id)) : seen, walls, wide, high);
    KG.drawLabels(ctx, placed);
  }

  /** What deserves a name, in this order: chosen, pointed at, words on lines, what is lit, the strongest. */
  function wanted(seen, at, scale) {
    const items = [];
    const first = seen.filter((d) => isChosen(d.id) || (hovered && hovered.node === d.id));
    for (const d of first) items.push({ ...d, text: d.node.label, strong: true });
    const words = (pair) => {
      const [p, q] = [at.get(pair.a), at.get(pair.b)];
      const view = KG.view(pair);
      if (!p || !q || !view) return;
      const claim = view.claims[0];
      const more = view.claims.length > 1 ? ` +${view.claims.length - 1}` : "";
      const text = claim ? KG.stating(claim, true) + more
        : view.together ? `together in ${KG.window(view.together)}` : `${KG.words(view.known[0].predicate)} (known)`;
      items.push({ id: pair.key, text, x: (p.x + q.x) / 2, y: (p.y + q.y) / 2, radius: 0, words: true, colour: claim && claim.status === "Contested" ? KG.palette.contested : null });
    };
    if (hovered && hovered.pair) words(KG.data.pairs.get(hovered.pair));
    const litClaims = KG.shown.pairs.filter((p) => litPairs.has(p.key) && KG.view(p).claims.length);
    for (const pair of litClaims.slice(0, 8)) words(pair);
    if (KG.state.pair) { const pair = KG.pairOf(...KG.state.pair); if (pair && !litClaims.includes(pair)) words(pair); }
    const rest = seen.filter((d) => !first.includes(d) && (lit ? lit.has(d.id) : seen.length <= CARD_FROM || foremost.has(d.id)));
    // Who leads a community is named with the next of it, as a town with its region, until one looks closer.
    const captions = new Map(lit || scale > CLOSE ? [] : groups.map((group) => [group.head, group]));
    for (const [head, group] of captions) { const d = at.get(head); if (d && !first.includes(d)) items.push({ ...d, text: d.node.label, under: KG.caption(group), leading: leading.has(head), crowded: marks.size > CARD_FROM }); }
    const steps = (d) => (KG.state.depth ? KG.shown.ids.get(d.id) : 0);
    rest.sort((p, q) => steps(p) - steps(q) || q.node.strength - p.node.strength);
    for (const d of rest.filter((one) => !captions.has(one.id)).slice(0, 120)) items.push({ ...d, text: d.node.label, leading: !lit && leading.has(d.id) });
    return items;
  }

  // -- what stands out --

  function light() {
    const s = KG.state;
    lit = null;
    litPairs = new Set();
    if (s.chain && s.chain.steps) {
      lit = new Set(s.chain.steps.flatMap((p) => [p.a, p.b]));
      s.chain.steps.forEach((p) => litPairs.add(p.key));
    } else if (s.group && !s.entity && !s.pair && !s.chain) {
      const { group } = KG.data.nodes.get(s.group);
      lit = new Set([...KG.shown.ids.keys()].filter((id) => KG.data.nodes.get(id).group === group));
      for (const pair of KG.shown.pairs) if (lit.has(pair.a) && lit.has(pair.b)) litPairs.add(pair.key);
    } else if (s.pair) {
      lit = new Set(s.pair);
      const pair = KG.pairOf(...s.pair);
      if (pair) litPairs.add(pair.key);
    } else if (s.entity) {
      const near = KG.shown.pairs.filter((p) => p.a === s.entity || p.b === s.entity);
      near.forEach((p) => litPairs.add(p.key));
      // Within a focus all of it is wanted; only the lines of the middle stand out.
      lit = s.depth ? new Set(KG.shown.ids.keys()) : new Set([s.entity, ...near.map((p) => KG.other(p, s.entity))]);
    }
  }

  // -- contents --

  function positions() {
    const s = KG.state;
    if (s.depth && s.entity) return KG.arrange(s.entity, KG.shown.ids, KG.shown.pairs);
    const spots = new Map();
    for (const id of KG.shown.ids.keys()) {
      const node = KG.data.nodes.get(id);
      spots.set(id, moved.get(id) || (tall ? { x: node.y, y: node.x } : { x: node.x, y: node.y }));
    }
    return spots;
  }

  /** The map lies on its long side; on a tall screen it stands, mirrored at the diagonal, which keeps every distance. */
  function turn() {
    const now = stage.clientHeight * 0.75 > 1.1 * stage.clientWidth;
    if (now === tall) return false;
    tall = now;
    moved.clear();
    return true;
  }

  const on = {
    click, open,
    /** vis-network says where it put an entity; its mark, if it is still drawn. */
    moved(id, x, y) { const mark = marks.get(id); if (mark) { mark.x = x; mark.y = y; } return mark; },
    dragged(ids) {
      for (const id of ids) { const mark = marks.get(id); if (mark && !KG.state.depth) moved.set(id, { x: Math.round(mark.x), y: Math.round(mark.y) }); }
    },
    look,
    special: () => [...marks.values()].filter(({ node }) => isChosen(node.id) || (hovered && hovered.node === node.id)),
    under: (ctx) => { if (!lit) KG.drawGrounds(ctx, groups, (id) => marks.get(id)); },
    over: writeNames,
  };

  /** Take the surface that suits what is to be drawn, and keep the view over a change of it. */
  function choose() {
    const many = marks.size > CARD_FROM || KG.wanted === "webgl";
    if (many && card === null) card = KG.wanted !== "canvas" && Boolean(KG.hasCard && KG.hasCard());
    const kind = many && card ? "webgl" : "canvas";
    if (surface && surface.kind === kind) return;
    const kept = surface ? { ...surface.view(), scale: surface.scale() } : null;
    if (surface) surface.stop();
    surface = null;
    if (kind === "webgl") {
      try {
        surface = KG.glSurface(box, on);
      } catch (error) {
        // A card that gives up is no card; the canvas draws whatever there is.
        card = false;
        console.info(`WebGL is not used: ${error.message}`);
      }
    }
    if (!surface) surface = KG.visSurface(box, on);
    if (kept) surface.moveTo(kept.x, kept.y, kept.scale, 0);
  }

  function draw() {
    const s = KG.state;
    // Fit again when something else is laid out, or when a filter leaves another part of it, unless the reader moved it.
    const key = s.depth && s.entity ? `${s.entity} ${s.depth}` : "";
    const part = `${key} ${s.group} ${s.since} ${s.until} ${s.more} ${[...s.hide]} ${s.sources ? [...s.sources] : ""}`;
    const refit = key !== layoutKey || (part !== partKey && !touched && !KG.playing());
    layoutKey = key;
    partKey = part;
    light();
    const spots = positions();
    groups = s.depth ? [] : KG.groups(spots.keys());
    marks.clear();
    for (const [id, spot] of spots) marks.set(id, { node: KG.data.nodes.get(id), ...spot });
    choose();
    surface.draw(marks, KG.shown.pairs, style);
    hovered = null;
    if (!s.entity && !s.pair && !s.chain) aimed = "";
    if (!opened) return;
    if (refit) { touched = false; fit(!KG.calm()); }
    if (!refit || !key) reveal();
  }

  /** Bring what was chosen into the free part of the map. */
  function reveal(animate = !KG.calm()) {
    const s = KG.state;
    const ids = s.chain && s.chain.steps ? s.chain.steps.flatMap((p) => [p.a, p.b]) : s.pair || (s.entity ? [s.entity] : []);
    const spots = ids.map((id) => marks.get(id)).filter(Boolean);
    const aim = ids.join(" ");
    if (!spots.length || aim === aimed) return;
    aimed = aim;
    const free = room();
    const seen = spots.map((m) => surface.toScreen(m.x, m.y));
    const inside = seen.every((c) => c.x > free.left + 30 && c.x < free.right - 30 && c.y > free.top + 30 && c.y < free.bottom - 30);
    if (spots.length === 1) {
      // With its strongest neighbours, so that their names can be read; never farther away than it was.
      const near = KG.data.nodes.get(ids[0]).pairs.filter((p) => litPairs.has(p.key)).slice(0, 16).map((p) => marks.get(KG.other(p, ids[0]))).filter(Boolean);
      if (near.length && !s.depth) fit(animate, [...spots, ...near], surface.scale());
      else if (!inside) centre(spots[0].x, spots[0].y, Math.max(surface.scale(), KG.narrow() ? 0.75 : 0.5), animate);
      return;
    }
    // Two that stand close together, or a chain, are worth a closer look.
    const wide = Math.max(...seen.map((c) => c.x)) - Math.min(...seen.map((c) => c.x));
    const high = Math.max(...seen.map((c) => c.y)) - Math.min(...seen.map((c) => c.y));
    if (!inside || Math.max(wide / (free.right - free.left), high / (free.bottom - free.top)) < 0.25 || KG.narrow()) fit(animate, spots);
  }

  /** The part of the map that nothing covers. */
  function room() {
    const frame = box.getBoundingClientRect();
    const { level } = document.getElementById("panel").dataset;
    const legend = document.getElementById("legend").getBoundingClientRect();
    const tools = document.getElementById("tools").getBoundingClientRect();
    let bottom = frame.height;
    // Where the sheet comes to rest, not where it is on its way there.
    if (KG.narrow()) bottom = level === "low" ? frame.height - 148 : frame.height / 2;
    if (legend.height) bottom = Math.min(bottom, Math.max(legend.top - frame.top, frame.height * 0.3));
    return { left: 0, right: frame.width, top: Math.min(tools.bottom - frame.top + 4, frame.height * 0.2), bottom };
  }

  function centre(x, y, scale, animate) {
    const free = room();
    const side = box.clientWidth / 2 - (free.left + free.right) / 2;
    const down = box.clientHeight / 2 - (free.top + free.bottom) / 2;
    surface.moveTo(x + side / scale, y + down / scale, scale, animate ? 320 : 0);
  }

  /** Show all, or these; not from farther away than a scale. */
  function fit(animate, spots, least = KG.FARTHEST) {
    let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
    for (const m of spots || marks.values()) {
      left = Math.min(left, m.x - m.node.size);
      right = Math.max(right, m.x + m.node.size);
      top = Math.min(top, m.y - m.node.size);
      bottom = Math.max(bottom, m.y + m.node.size);
    }
    if (left > right || !box.clientWidth) return;
    const free = room();
    const pad = (KG.narrow() ? 22 : 46) + (spots ? 60 : 0);
    const scale = Math.min(Math.max(60, free.right - free.left - 2 * pad) / (right - left || 1), Math.max(60, free.bottom - free.top - 2 * pad) / (bottom - top || 1), spots ? 1.3 : 1.5);
    if (spots && scale < least) centre(spots[0].x, spots[0].y, least, animate);
    else centre((left + right) / 2, (top + bottom) / 2, Math.max(scale, KG.FARTHEST), animate);
  }

  // -- pointing --

  const near = (p, q, x, y) => {
    const [dx, dy] = [q.x - p.x, q.y - p.y];
    const along = Math.max(0.08, Math.min(0.92, ((x - p.x) * dx + (y - p.y) * dy) / (dx * dx + dy * dy || 1)));
    return Math.hypot(p.x + along * dx - x, p.y + along * dy - y);
  };

  /** What is at a point of the screen: a node, a line, or nothing. */
  function hit(x, y, reach) {
    const scale = surface.scale();
    const at = surface.toMap(x, y);
    let best = null;
    for (const [id, mark] of marks) {
      const far = Math.hypot(mark.x - at.x, mark.y - at.y) - radius(mark.node, scale);
      if (far < reach / scale && (!best || far < best.far)) best = { node: id, far };
    }
    if (best) return best;
    for (const pair of KG.shown.pairs) {
      if (lit && !litPairs.has(pair.key)) continue;
      const far = near(marks.get(pair.a), marks.get(pair.b), at.x, at.y);
      const claim = KG.view(pair).claims.length > 0;
      if (far < (reach + 1) / scale && (!best || far - (claim ? 1.5 : 0) < best.far)) best = { pair: pair.key, far: far - (claim ? 1.5 : 0) };
    }
    return best;
  }

  function point(event) {
    if (event.buttons) { touched = true; return; }
    const frame = box.getBoundingClientRect();
    const found = hit(event.clientX - frame.left, event.clientY - frame.top, 4);
    const same = (found && found.node) === (hovered && hovered.node) && (found && found.pair) === (hovered && hovered.pair);
    if (same) return;
    hovered = found && (found.node || found.pair) ? found : null;
    box.classList.toggle("over", Boolean(hovered));
    surface.redraw();
  }

  function click(x, y, event) {
    const touch = event && (event.pointerType === "touch" || (event.srcEvent && event.srcEvent.pointerType === "touch"));
    const found = hit(x, y, touch ? 14 : 5);
    if (found && found.node) KG.openEntity(found.node);
    else if (found) { const pair = KG.data.pairs.get(found.pair); KG.openPair(pair.a, pair.b); }
    else if (KG.state.pair || KG.state.chain || (KG.state.entity && !KG.state.depth)) KG.change({ pair: null, chain: null, ...(KG.state.depth ? {} : { entity: null }) }, { history: "push" });
  }

  function open(x, y) {
    const found = hit(x, y, 6);
    if (found && found.node) KG.change({ entity: found.node, depth: 1, pair: null, chain: null }, { history: "push" });
  }

  function keys(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const view = surface.view();
    const scale = surface.scale();
    const step = 80 / scale;
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    if (moves[event.key]) surface.moveTo(view.x + moves[event.key][0], view.y + moves[event.key][1], scale, 0);
    else if (event.key === "+" || event.key === "=") KG.map.zoom(1.3);
    else if (event.key === "-") KG.map.zoom(1 / 1.3);
    else if (event.key === "0") fit(!KG.calm());
    else return;
    touched = true;
    event.preventDefault();
  }

  // -- the parts of the page that others use --

  KG.map = {
    start() {
      KG.colours();
      turn();
      choose();
      box.addEventListener("wheel", () => { touched = true; }, { passive: true });
      box.addEventListener("pointermove", point);
      box.addEventListener("pointerleave", () => { hovered = null; surface.redraw(); });
      box.addEventListener("keydown", keys);
      matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { KG.colours(); draw(); });
      // Paper is light, whatever the screen is.
      const paper = (on) => { document.documentElement.classList.toggle("paper", on); KG.colours(); draw(); surface.picture(); };
      window.addEventListener("beforeprint", () => paper(true));
      window.addEventListener("afterprint", () => paper(false));
      let size = `${stage.clientWidth} ${stage.clientHeight}`;
      new ResizeObserver(() => {
        const now = `${stage.clientWidth} ${stage.clientHeight}`;
        if (now === size) return; // it calls once for nothing
        size = now;
        if (turn()) draw();
        KG.map.measure();
        if (!touched) requestAnimationFrame(KG.map.open);
      }).observe(stage);
    },
    draw, fit,
    /** The first sight: everything, then what the address asks for; nothing while the table stands in its place. */
    open() { if (box.clientWidth) { opened = true; fit(false); aimed = ""; reveal(false); } },
    /** The table made room again: what changed meanwhile is fitted, unless the reader had moved the map. */
    again() { if (!opened || !touched) requestAnimationFrame(() => requestAnimationFrame(KG.map.open)); },
    /** Note where the controls stand, so that no name is written under them. */
    measure() {
      const frame = box.getBoundingClientRect();
      walls = ["tools", "zoom", "legend", "panel"].map((id) => document.getElementById(id).getBoundingClientRect())
        .filter((r) => r.width && r.height)
        .map((r) => ({ x: r.left - frame.left - 4, y: r.top - frame.top - 4, w: r.width + 8, h: r.height + 8 }));
      if (surface) surface.redraw();
    },
    zoom(factor) {
      touched = true;
      const { x, y } = surface.view();
      surface.moveTo(x, y, Math.min(KG.CLOSEST, Math.max(KG.FARTHEST, surface.scale() * factor)), KG.calm() ? 0 : 160);
    },
    land([x, y, scale]) { touched = true; surface.moveTo(x, y, Math.min(KG.CLOSEST, Math.max(KG.FARTHEST, scale)), 0); },
    place() { const { x, y } = surface.view(); return `${Math.round(x)},${Math.round(y)},${surface.scale().toFixed(3)}`; },
    settle() { touched = false; },
    picture: () => surface.picture(),
    surface: () => surface.kind,
    labels: () => placed,
    marks: () => marks,
    radius,
    style,
    scale: () => surface.scale(),
    toScreen: (id) => { const mark = marks.get(id); return mark ? surface.toScreen(mark.x, mark.y) : null; },
    faded: (id) => Boolean(lit && !lit.has(id)),
  };
})(window.KG);
