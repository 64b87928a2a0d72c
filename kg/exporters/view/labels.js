"use strict";
// Which names are written and where. At most thirty at once; none touches another, none hides under the controls.

(function (KG) {
  const MOST = 30;
  const MOST_NARROW = 16;
  const TOUCH = 2; // pixels of a disc that a name may cover
  const GRAZE = 4; // and, all in all, the name of a community's head
  const COVER = 24; // or that of one of the strongest of all: a map without their names is no map
  const FAMILY = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif';
  const widths = new Map();

  const apart = (p, q) => p.x + p.w <= q.x || q.x + q.w <= p.x || p.y + p.h <= q.y || q.y + q.h <= p.y;

  function measure(ctx, font, text) {
    const key = font + text;
    if (!widths.has(key)) {
      if (widths.size > 5000) widths.clear();
      ctx.font = font;
      widths.set(key, ctx.measureText(text).width);
    }
    return widths.get(key);
  }

  /** Where a name may stand: below, beside, above, aslant; that of a community's head a little farther off, too. */
  function spots({ x, y, words, under, leading }, w, h, r, single) {
    if (words) return [[x - w / 2, y - h / 2, 0]];
    const around = (far) => {
      const slant = 0.72 * far;
      // The third says where the text begins: at its side that is nearest to the mark.
      return [
        [x - w / 2, y + far, 0], [x + far + 1, y - h / 2, 1], [x - w - far - 1, y - h / 2, -1], [x - w / 2, y - far - h, 0],
        [x + slant, y + slant, 1], [x - w - slant, y + slant, -1], [x + slant, y - h - slant, 1], [x - w - slant, y - h - slant, -1],
      ];
    };
    return leading && single ? [...around(r), ...around(r + 6), ...around(r + 14)] : under && single ? [...around(r), ...around(r + 6)] : around(r);
  }

  /**
   * Place labels in pixels of the screen.
   * items: {id, text, x, y, radius, strong, under, leading}, the most wanted first; spots without radius are words on a line.
   * discs: all that is drawn; walls: rectangles to keep clear of.
   */
  KG.placeLabels = (ctx, items, discs, walls, width, height) => {
    const placed = [];
    const most = KG.narrow() ? MOST_NARROW : MOST;
    const queue = [...items];
    for (let k = 0; k < queue.length; k += 1) {
      const item = queue[k];
      if (placed.length >= most) break;
      const size = item.strong || item.under ? 14 : item.words ? 11 : 12;
      const font = `${item.strong || item.under ? 600 : item.words ? 400 : 500} ${size}px ${FAMILY}`;
      const text = KG.clip(item.text.replace(/\s+/g, " "), item.strong ? 48 : 30);
      const under = item.under && !item.single && !item.crowded ? { text: KG.clip(item.under.replace(/\s+/g, " "), 46), font: `400 10.5px ${FAMILY}` } : null;
      const w = Math.max(measure(ctx, font, text), under ? measure(ctx, under.font, under.text) : 0) + 6;
      const h = size + 5 + (under ? 12 : 0);
      const r = item.radius + 2;
      let best = null;
      for (const [x, y, side] of spots(item, w, h, r, !under)) {
        const box = { x, y, w, h };
        if (x < 2 || y < 2 || x + w > width - 2 || y + h > height - 2) continue;
        if (placed.some((p) => !apart(p, box)) || walls.some((wall) => !apart(wall, box))) continue;
        let hidden = 0;
        for (const disc of discs) {
          if (disc.id === item.id) continue;
          const dx = Math.max(x - disc.x, 0, disc.x - x - w);
          const dy = Math.max(y - disc.y, 0, disc.y - y - h);
          if (dx * dx + dy * dy >= disc.radius * disc.radius) continue;
          const deep = disc.radius - Math.sqrt(dx * dx + dy * dy);
          if (!disc.faded) hidden += Math.max(0, deep - TOUCH) * (item.node && disc.node.strength < item.node.strength / 4 ? 0.6 : 1);
        }
        if (!best || hidden < best.hidden) best = { ...box, side, hidden };
        if (!hidden) break;
      }
      // The second line only where there is room for it; among thousands of discs there is none, and names go over them.
      if (item.under && !item.single && !item.crowded && (!best || best.hidden)) { queue.splice(k + 1, 0, { ...item, single: true }); continue; }
      // A name may touch a disc, not cover one: better to leave it out until one zooms in. Who leads a community is named at some cost.
      if (!best || (best.hidden > (item.leading ? COVER : item.under || item.words ? GRAZE : 0) && !item.strong && !item.crowded)) continue;
      placed.push({ ...best, id: item.id, text, font, size, under, strong: item.strong, words: item.words, colour: item.colour });
    }
    return placed;
  };

  /** At which x a label is written, and which end of the text stands there. */
  KG.anchor = ({ x, w, side }) => (side > 0 ? [x + 3, "start"] : side < 0 ? [x + w - 3, "end"] : [x + w / 2, "center"]);

  KG.drawLabels = (ctx, placed) => {
    const { ground, ink, soft } = KG.palette;
    ctx.textBaseline = "middle";
    ctx.lineJoin = "round";
    for (const label of placed) {
      ctx.font = label.font;
      ctx.lineWidth = label.words ? 5 : 3.5;
      ctx.strokeStyle = ground;
      ctx.fillStyle = label.colour || (label.words ? soft : ink);
      const [x, end] = KG.anchor(label);
      const y = label.y + (label.h - (label.under ? 12 : 0)) / 2 + 0.5;
      // Left and right, whatever the script: the side belongs to the map.
      ctx.textAlign = { start: "left", end: "right", center: "center" }[end];
      ctx.strokeText(label.text, x, y);
      ctx.fillText(label.text, x, y);
      if (label.under) {
        ctx.font = label.under.font;
        ctx.fillStyle = soft;
        ctx.strokeText(label.under.text, x, y + label.size / 2 + 7);
        ctx.fillText(label.under.text, x, y + label.size / 2 + 7);
      }
    }
  };
})(window.KG);
