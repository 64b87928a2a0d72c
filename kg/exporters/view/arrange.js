"use strict";
// Where the entities of a focus stand: the one that is looked at in the middle, the others around it by distance and
// by what links them. A pure function of the view; the map of the whole graph comes with the data.

(function (KG) {
  const ROUNDS = 260;
  const GAP = 22;

  /** Return positions by id. ids: Map of id to steps from the middle. */
  KG.arrange = (middle, ids, pairs) => {
    const items = [...ids.keys()].map((id) => {
      const node = KG.data.nodes.get(id);
      return { id, radius: node.size, steps: ids.get(id), x: node.x, y: node.y };
    });
    const home = items.find((item) => item.id === middle);
    const ring = 110 + 26 * Math.sqrt(items.length);
    // Begin on rings, ordered by the direction that each has on the map, so that the eye finds things again.
    for (const steps of [1, 2, 3]) {
      const own = items.filter((item) => item !== home && item.steps === steps);
      own.sort((p, q) => Math.atan2(p.y - home.y, p.x - home.x) - Math.atan2(q.y - home.y, q.x - home.x) || (p.id < q.id ? -1 : 1));
      own.forEach((item, k) => {
        item.angle = (2 * Math.PI * k) / own.length;
        item.start = ring * steps;
      });
    }
    for (const item of items) {
      item.x = item === home ? 0 : item.start * Math.cos(item.angle) * 1.25;
      item.y = item === home ? 0 : item.start * Math.sin(item.angle);
    }
    const at = new Map(items.map((item) => [item.id, item]));
    const links = pairs.filter((p) => p.a !== middle && p.b !== middle).map((p) => [at.get(p.a), at.get(p.b), Math.min(1, p.weight / 6)]);
    for (let round = 0; round < ROUNDS; round += 1) {
      const heat = 14 * (1 - round / ROUNDS) + 0.3;
      for (const item of items) { item.dx = 0; item.dy = 0; }
      for (let i = 0; i < items.length; i += 1) {
        for (let j = i + 1; j < items.length; j += 1) {
          const [p, q] = [items[i], items[j]];
          let [x, y] = [p.x - q.x, p.y - q.y];
          const far = Math.hypot(x, y) || 0.01;
          const touch = p.radius + q.radius + GAP;
          let push = 2600 / (far * far);
          if (far < touch) push += (touch - far) * 0.5;
          x *= push / far; y *= push / far;
          p.dx += x; p.dy += y; q.dx -= x; q.dy -= y;
        }
      }
      for (const [p, q, weight] of links) {
        const [x, y] = [q.x - p.x, q.y - p.y];
        const far = Math.hypot(x, y) || 0.01;
        const pull = 0.012 * weight * Math.max(0, far - 70) / far;
        p.dx += x * pull; p.dy += y * pull; q.dx -= x * pull; q.dy -= y * pull;
      }
      for (const item of items) {
        if (item === home) continue;
        const far = Math.hypot(item.x / 1.25, item.y) || 0.01;
        const pull = 0.07 * (item.start - far) / far;
        item.dx += item.x * pull; item.dy += item.y * pull;
        const length = Math.hypot(item.dx, item.dy) || 1;
        const step = Math.min(length, heat) / length;
        item.x += item.dx * step; item.y += item.dy * step;
      }
    }
    return new Map(items.map((item) => [item.id, { x: Math.round(item.x), y: Math.round(item.y) }]));
  };
})(window.KG);
