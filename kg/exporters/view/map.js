"use strict";
// The drawn map: vis-network draws nodes and lines, pans and zooms; what is hit, highlighted and named is ours.

(function (KG) {
  const stage = document.getElementById("stage");
  const box = document.getElementById("map");
  const marks = new Map(); // id -> {node, x, y}: where each was last drawn
  const moved = new Map(); // what the reader dragged elsewhere
  let network;
  let nodes;
  let lines;
  let hovered = null; // {node} or {pair}
  let lit = null; // Set of ids that stand out, or null
  let litPairs = new Set();
  let walls = [];
  let placed = [];
  let layoutKey = "";
  let aimed = "";
  let touched = false;
  let opened = false;
  let tall = false;

  /** Discs grow a little when far away; never by more than the free room that the layout leaves. */
  const radius = (node, scale) => node.size + Math.min(4.4, Math.max(0, 1 / scale - 1) * 3);

  // -- drawing --

  function drawNode({ ctx, id, x, y }) {
    const mark = marks.get(id);
    if (!mark) return {};
    mark.x = x;
    mark.y = y;
    return {
      drawNode() {
        const { node } = mark;
        const scale = network.getScale();
        const r = radius(node, scale);
        const colour = KG.palette.types[node.type] || KG.palette.soft;
        const chosen = isChosen(id);
        ctx.globalAlpha = lit && !lit.has(id) ? 0.16 : 1;
        ctx.setLineDash([]);
        KG.trace(ctx, node.type, x, y, r);
        ctx.fillStyle = KG.palette.ground;
        ctx.fill();
        if (node.provisional || node.unmentioned) {
          ctx.globalAlpha *= 0.34;
          ctx.fillStyle = colour;
          ctx.fill();
          ctx.globalAlpha /= 0.34;
          ctx.lineWidth = 1.6;
          ctx.strokeStyle = colour;
          ctx.setLineDash(node.provisional ? [3, 2.4] : []);
          ctx.stroke();
          ctx.setLineDash([]);
        } else {
          ctx.fillStyle = colour;
          ctx.fill();
          ctx.lineWidth = 1.5;
          ctx.strokeStyle = KG.palette.ground;
          ctx.stroke();
        }
        if (chosen || (hovered && hovered.node === id)) {
          KG.trace(ctx, node.type, x, y, r + 4);
          ctx.lineWidth = chosen ? 2.2 : 1.4;
          ctx.strokeStyle = chosen ? KG.palette.ink : KG.palette.soft;
          ctx.stroke();
        }
      },
      nodeDimensions: { width: 2 * mark.node.size, height: 2 * mark.node.size },
    };
  }

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
      id: pair.key, from: pair.a, to: pair.b,
      color: { color: strong && stroke.kind === "together" ? KG.palette.soft : stroke.colour, opacity: faded ? stroke.alpha * (KG.state.depth ? 0.45 : 0.1) : strong ? Math.min(1, stroke.alpha + 0.3) : stroke.alpha },
      width: strong ? stroke.width + 0.6 : stroke.width,
      dashes: stroke.dashes,
      arrows: { to: { enabled: forward }, from: { enabled: backward } },
    };
  }
  const symmetric = (claim) => Boolean((KG.data.predicates[claim.predicate] || {}).symmetric);

  function afterDrawing(ctx) {
    const t = ctx.getTransform();
    const ratio = t.a / network.getScale();
    const scale = t.a / ratio;
    const seen = [];
    for (const [id, mark] of marks) {
      const disc = { id, x: (t.a * mark.x + t.e) / ratio, y: (t.d * mark.y + t.f) / ratio, radius: radius(mark.node, scale) * scale, node: mark.node, faded: Boolean(lit && !lit.has(id)) };
      seen.push(disc);
    }
    const at = new Map(seen.map((disc) => [disc.id, disc]));
    placed = KG.placeLabels(ctx, wanted(seen, at), seen, walls, box.clientWidth, box.clientHeight);
    ctx.save();
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    KG.drawLabels(ctx, placed);
    ctx.restore();
  }

  /** What deserves a name, in this order: chosen, pointed at, words on lines, what is lit, the strongest. */
  function wanted(seen, at) {
    const items = [];
    const first = seen.filter((d) => isChosen(d.id) || (hovered && hovered.node === d.id));
    for (const d of first) items.push({ ...d, text: d.node.label, strong: true });
    const words = (pair) => {
      const [p, q] = [at.get(pair.a), at.get(pair.b)];
      const view = KG.view(pair);
      if (!p || !q || !view) return;
      const claim = view.claims[0];
      const more = view.claims.length > 1 ? ` +${view.claims.length - 1}` : "";
      const text = claim ? KG.words(claim.predicate) + more
        : view.together ? `together in ${KG.window(view.together)}` : `${KG.words(view.known[0].predicate)} (known)`;
      items.push({ id: pair.key, text, x: (p.x + q.x) / 2, y: (p.y + q.y) / 2, radius: 0, words: true, colour: claim && claim.status === "Contested" ? KG.palette.contested : null });
    };
    if (hovered && hovered.pair) words(KG.data.pairs.get(hovered.pair));
    const litClaims = KG.shown.pairs.filter((p) => litPairs.has(p.key) && KG.view(p).claims.length);
    for (const pair of litClaims.slice(0, 8)) words(pair);
    if (KG.state.pair) { const pair = KG.pairOf(...KG.state.pair); if (pair && !litClaims.includes(pair)) words(pair); }
    const rest = seen.filter((d) => !first.includes(d) && (!lit || lit.has(d.id)));
    const steps = (d) => (KG.state.depth ? KG.shown.ids.get(d.id) : 0);
    rest.sort((p, q) => steps(p) - steps(q) || q.node.strength - p.node.strength);
    for (const d of rest.slice(0, 120)) items.push({ ...d, text: d.node.label });
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

  function draw() {
    const s = KG.state;
    const key = s.depth && s.entity ? `${s.entity} ${s.depth}` : "";
    const refit = key !== layoutKey;
    layoutKey = key;
    light();
    const spots = positions();
    marks.clear();
    for (const [id, spot] of spots) marks.set(id, { node: KG.data.nodes.get(id), ...spot });
    nodes.clear();
    lines.clear();
    nodes.add([...spots].map(([id, spot]) => ({ id, x: spot.x, y: spot.y, shape: "custom", ctxRenderer: drawNode, size: KG.data.nodes.get(id).size })));
    // Thin lines first: what is stated is drawn over what merely stands together.
    lines.add([...KG.shown.pairs].reverse().map(style));
    hovered = null;
    if (!s.entity && !s.pair && !s.chain) aimed = "";
    if (!opened) return;
    if (refit) fit(!KG.calm());
    else reveal();
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
    const seen = spots.map((m) => network.canvasToDOM({ x: m.x, y: m.y }));
    const inside = seen.every((c) => c.x > free.left + 30 && c.x < free.right - 30 && c.y > free.top + 30 && c.y < free.bottom - 30);
    if (spots.length === 1) {
      const scale = Math.max(network.getScale(), KG.narrow() ? 0.75 : 0.5);
      if (!inside || scale > network.getScale()) centre(spots[0].x, spots[0].y, scale, animate);
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
    const position = {
      x: x + (box.clientWidth / 2 - (free.left + free.right) / 2) / scale,
      y: y + (box.clientHeight / 2 - (free.top + free.bottom) / 2) / scale,
    };
    network.moveTo({ position, scale, animation: animate ? { duration: 320, easingFunction: "easeInOutQuad" } : false });
  }

  function fit(animate, spots) {
    const all = spots || [...marks.values()];
    if (!all.length) return;
    const xs = all.flatMap((m) => [m.x - m.node.size, m.x + m.node.size]);
    const ys = all.flatMap((m) => [m.y - m.node.size, m.y + m.node.size]);
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const free = room();
    const pad = (KG.narrow() ? 22 : 46) + (spots ? 60 : 0);
    const scale = Math.min(Math.max(60, free.right - free.left - 2 * pad) / (right - left || 1), Math.max(60, free.bottom - free.top - 2 * pad) / (bottom - top || 1), spots ? 1.3 : 1.5);
    centre((left + right) / 2, (top + bottom) / 2, Math.max(scale, 0.02), animate);
  }

  // -- pointing --

  const near = (p, q, x, y) => {
    const [dx, dy] = [q.x - p.x, q.y - p.y];
    const along = Math.max(0.08, Math.min(0.92, ((x - p.x) * dx + (y - p.y) * dy) / (dx * dx + dy * dy || 1)));
    return Math.hypot(p.x + along * dx - x, p.y + along * dy - y);
  };

  /** What is at a point of the screen: a node, a line, or nothing. */
  function hit(x, y, reach) {
    const scale = network.getScale();
    const at = network.DOMtoCanvas({ x, y });
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
    if (event.buttons) return;
    const frame = box.getBoundingClientRect();
    const found = hit(event.clientX - frame.left, event.clientY - frame.top, 4);
    const same = (found && found.node) === (hovered && hovered.node) && (found && found.pair) === (hovered && hovered.pair);
    if (same) return;
    hovered = found && (found.node || found.pair) ? found : null;
    box.classList.toggle("over", Boolean(hovered));
    network.redraw();
  }

  function click({ pointer, event }) {
    const touch = event && (event.pointerType === "touch" || (event.srcEvent && event.srcEvent.pointerType === "touch"));
    const found = hit(pointer.DOM.x, pointer.DOM.y, touch ? 14 : 5);
    if (found && found.node) KG.openEntity(found.node);
    else if (found) { const pair = KG.data.pairs.get(found.pair); KG.openPair(pair.a, pair.b); }
    else if (KG.state.pair || KG.state.chain || (KG.state.entity && !KG.state.depth)) KG.change({ pair: null, chain: null, ...(KG.state.depth ? {} : { entity: null }) }, { history: "push" });
  }

  function keys(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const view = network.getViewPosition();
    const scale = network.getScale();
    const step = 80 / scale;
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    if (moves[event.key]) network.moveTo({ position: { x: view.x + moves[event.key][0], y: view.y + moves[event.key][1] } });
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
      nodes = new vis.DataSet();
      lines = new vis.DataSet();
      network = new vis.Network(box, { nodes, edges: lines }, { ...KG.data.options, autoResize: true });
      network.on("afterDrawing", afterDrawing);
      network.on("click", click);
      network.on("doubleClick", ({ pointer }) => {
        const found = hit(pointer.DOM.x, pointer.DOM.y, 6);
        if (found && found.node) KG.change({ entity: found.node, depth: 1, pair: null, chain: null }, { history: "push" });
      });
      network.on("dragEnd", ({ nodes: dragged }) => {
        touched = true;
        for (const id of dragged) { const mark = marks.get(id); if (mark && !KG.state.depth) moved.set(id, { x: Math.round(mark.x), y: Math.round(mark.y) }); }
        network.unselectAll();
      });
      network.on("zoom", () => {
        touched = true;
        const scale = network.getScale();
        if (scale < 0.02 || scale > 6) network.moveTo({ scale: Math.min(6, Math.max(0.02, scale)) });
      });
      box.addEventListener("pointermove", point);
      box.addEventListener("pointerleave", () => { hovered = null; network.redraw(); });
      box.addEventListener("keydown", keys);
      matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { KG.colours(); draw(); });
      new ResizeObserver(() => {
        if (turn()) draw();
        KG.map.measure();
        if (!touched) requestAnimationFrame(KG.map.open);
      }).observe(stage);
    },
    draw, fit,
    /** The first sight: everything, then what the address asks for. */
    open() { opened = true; fit(false); aimed = ""; reveal(false); },
    /** Note where the controls stand, so that no name is written under them. */
    measure() {
      const frame = box.getBoundingClientRect();
      walls = ["tools", "zoom", "legend", "panel"].map((id) => document.getElementById(id).getBoundingClientRect())
        .filter((r) => r.width && r.height)
        .map((r) => ({ x: r.left - frame.left - 4, y: r.top - frame.top - 4, w: r.width + 8, h: r.height + 8 }));
      if (network) network.redraw();
    },
    zoom(factor) { touched = true; network.moveTo({ scale: Math.min(6, Math.max(0.02, network.getScale() * factor)), animation: KG.calm() ? false : { duration: 160, easingFunction: "easeInOutQuad" } }); },
    land([x, y, scale]) { touched = true; network.moveTo({ position: { x, y }, scale }); },
    place() { const { x, y } = network.getViewPosition(); return `${Math.round(x)},${Math.round(y)},${network.getScale().toFixed(3)}`; },
    settle() { touched = false; },
    canvas: () => box.querySelector("canvas"),
    labels: () => placed,
    marks: () => marks,
    radius,
    style,
    scale: () => network.getScale(),
    toScreen: (id) => { const mark = marks.get(id); return mark ? network.canvasToDOM({ x: mark.x, y: mark.y }) : null; },
    faded: (id) => Boolean(lit && !lit.has(id)),
  };
})(window.KG);
