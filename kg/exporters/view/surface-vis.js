"use strict";
// The canvas: vis-network pans, zooms and draws. Up to a thousand entities it draws each by itself and lets them be
// dragged; of more it only keeps the view, and they are drawn here in batches, the weak lines left out while moving.

(function (KG) {
  const MANY = 1000;
  const AT_ONCE = 400; // lines in one path: a longer one takes the browser more than in proportion
  const MOVING = 1500; // lines that stay while the map moves
  const SETTLED = 140; // milliseconds without a move

  KG.visSurface = (box, on) => {
    const nodes = new vis.DataSet();
    const lines = new vis.DataSet();
    const network = new vis.Network(box, { nodes, edges: lines }, { ...KG.data.options, autoResize: true });
    let many = null; // {marks, pairs} when there are too many to be single items
    let moving = 0;
    let fresh = false; // thousands that have not been drawn yet: only marks and the strongest lines, for the first sight

    // vis-network draws at once at every change of its data or view: once in the next frame is enough.
    const tell = (what) => network.body.emitter.emit(what);
    const soon = () => tell("_requestRedraw");
    const together = (change) => { tell("_blockRedraw"); change(); tell("_allowRedraw"); soon(); };
    tell("_blockRedraw");
    const still = () => { clearTimeout(moving); moving = setTimeout(() => { moving = 0; fresh = false; soon(); }, SETTLED); };
    // As long as the ground is held, however slowly it is pulled.
    network.on("dragStart", () => { if (many) { clearTimeout(moving); moving = -1; } });
    network.on("zoom", () => {
      if (many) still();
      const scale = network.getScale();
      const kept = Math.min(KG.CLOSEST, Math.max(KG.FARTHEST, scale));
      if (kept !== scale) network.moveTo({ scale: kept });
    });
    network.on("click", ({ pointer, event }) => on.click(pointer.DOM.x, pointer.DOM.y, event));
    network.on("doubleClick", ({ pointer }) => on.open(pointer.DOM.x, pointer.DOM.y));
    network.on("dragEnd", ({ nodes: dragged }) => { if (many) still(); on.dragged(dragged); network.unselectAll(); });
    network.on("beforeDrawing", (ctx) => { if (!fresh) on.under(ctx); if (many) batches(ctx); });
    network.on("afterDrawing", (ctx) => {
      const t = ctx.getTransform();
      const ratio = t.a / network.getScale();
      ctx.save();
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      on.over(ctx, { scale: t.a / ratio, x: t.e / ratio, y: t.f / ratio });
      ctx.restore();
    });

    // -- one by one --

    const single = ({ ctx, id, x, y }) => {
      const mark = on.moved(id, x, y);
      return mark ? { drawNode: () => KG.drawMark(ctx, on.look(mark, network.getScale()), x, y), nodeDimensions: { width: 2 * mark.node.size, height: 2 * mark.node.size } } : {};
    };

    function vised(line) {
      return {
        id: line.key, from: line.a, to: line.b, color: { color: line.colour, opacity: line.alpha }, width: line.width, dashes: line.dashes,
        arrows: { to: { enabled: line.forward }, from: { enabled: line.backward } },
      };
    }

    // -- many --

    function batches(ctx) {
      const scale = network.getScale();
      const [from, to] = [network.DOMtoCanvas({ x: 0, y: 0 }), network.DOMtoCanvas({ x: box.clientWidth, y: box.clientHeight })];
      const { marks } = many;
      // All lines are worked out when they are drawn for the first time.
      const strokes = fresh ? many.strongest : (many.all ||= gathered(marks, many.pairs, many.style));
      let left = moving ? MOVING : Infinity;
      // Where tens of thousands of lines cross, each has to be fainter for the ground to be seen.
      const thin = Math.min(1, Math.sqrt(1500 / many.count));
      ctx.save();
      for (const { look, items } of strokes) {
        if (left <= 0) break;
        ctx.globalAlpha = look.alpha * thin;
        ctx.strokeStyle = look.colour;
        ctx.lineWidth = Math.max(look.width, 0.5 / scale);
        ctx.setLineDash(look.dashes && !moving ? look.dashes : []);
        let held = 0;
        ctx.beginPath();
        for (const [p, q] of items) {
          if (Math.max(p.x, q.x) < from.x || Math.min(p.x, q.x) > to.x || Math.max(p.y, q.y) < from.y || Math.min(p.y, q.y) > to.y) continue;
          ctx.moveTo(p.x, p.y);
          ctx.lineTo(q.x, q.y);
          held += 1;
          left -= 1;
          if (left <= 0) break;
          if (held % AT_ONCE === 0) { ctx.stroke(); ctx.beginPath(); }
        }
        ctx.stroke();
      }
      ctx.restore();
      const stamps = new Map();
      const pixels = scale * (window.devicePixelRatio || 1);
      for (const mark of marks.values()) {
        if (mark.x < from.x - 40 || mark.x > to.x + 40 || mark.y < from.y - 40 || mark.y > to.y + 40) continue;
        const look = on.look(mark, scale);
        if (look.chosen || look.hovered || look.radius * pixels > 12) { KG.drawMark(ctx, look, mark.x, mark.y); continue; }
        const key = `${look.colour}${look.hollow}${look.alpha}${look.type}${Math.round(look.radius * pixels)}`;
        let stamp = stamps.get(key);
        if (!stamp) stamps.set(key, stamp = stamped(look, pixels));
        ctx.drawImage(stamp.image, mark.x - stamp.half, mark.y - stamp.half, 2 * stamp.half, 2 * stamp.half);
      }
    }

    /** One entity's mark as a picture, drawn once for all that look the same. */
    function stamped(look, pixels) {
      const half = look.radius * 1.3 + 2;
      const image = document.createElement("canvas");
      image.width = image.height = Math.max(1, Math.ceil(2 * half * pixels));
      const ctx = image.getContext("2d");
      ctx.scale(image.width / (2 * half), image.height / (2 * half));
      KG.drawMark(ctx, look, half, half);
      return { image, half };
    }

    /** Lines that look the same, together; the plainest at the bottom, unless the map moves and only the strongest are wanted. */
    function gathered(marks, pairs, style) {
      const groups = new Map();
      for (const pair of pairs) {
        const look = style(pair);
        const width = Math.round(look.width * 2) / 2;
        const key = `${look.colour} ${look.alpha} ${width} ${look.dashes}`;
        if (!groups.has(key)) groups.set(key, { look: { ...look, width }, items: [] });
        groups.get(key).items.push([marks.get(pair.a), marks.get(pair.b)]);
      }
      return [...groups.values()];
    }

    return {
      kind: "canvas",
      draw(marks, pairs, style) {
        fresh = marks.size > MANY;
        many = fresh ? { marks, pairs, style, strongest: gathered(marks, pairs.slice(0, MOVING), style), all: null, count: pairs.length } : null;
        together(() => {
          nodes.clear();
          lines.clear();
          // Of thousands, marks and the strongest lines come first, and all lines a moment later.
          if (many) { still(); return; }
          nodes.add([...marks].map(([id, mark]) => ({ id, x: mark.x, y: mark.y, shape: "custom", ctxRenderer: single, size: mark.node.size })));
          // Thin lines first: what is stated is drawn over what merely stands together.
          lines.add([...pairs].reverse().map((pair) => vised(style(pair))));
        });
      },
      redraw: soon,
      scale: () => network.getScale(),
      view: () => network.getViewPosition(),
      toMap: (x, y) => network.DOMtoCanvas({ x, y }),
      toScreen: (x, y) => network.canvasToDOM({ x, y }),
      moveTo(x, y, scale, duration) {
        if (duration) network.moveTo({ position: { x, y }, scale, animation: { duration, easingFunction: "easeInOutQuad" } });
        else together(() => network.moveTo({ position: { x, y }, scale, animation: false }));
      },
      picture() { network.redraw(); return box.querySelector("canvas"); },
      stop() { clearTimeout(moving); network.destroy(); box.replaceChildren(); },
    };
  };
})(window.KG);
