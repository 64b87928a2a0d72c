"use strict";
// The communities of the graph: a soft ground under those that belong together, and a caption of the strongest of them.

(function (KG) {
  if (!KG.data) return;
  const LEAST = 4; // members in view, below which a community is not worth a ground of its own
  const MOST = 14;
  const REACH = 46; // free ground around a member, in units of the map
  const NAMED = 2; // members that a caption names after the first
  const HUES = [210, 28, 150, 320, 48, 262, 96, 190, 0, 235];

  /** The communities in view, the strongest first: {head, others: ids, ids}. Heads are as strong as can be in this view. */
  KG.groups = (ids) => {
    const groups = new Map();
    for (const id of ids) {
      const { group } = KG.data.nodes.get(id);
      if (group < 0) continue;
      if (!groups.has(group)) groups.set(group, []);
      groups.get(group).push(id);
    }
    return [...groups].filter(([, members]) => members.length >= LEAST).sort((p, q) => p[0] - q[0]).slice(0, MOST).map(([group, members]) => {
      const ranked = [...members].sort((p, q) => KG.data.nodes.get(q).strength - KG.data.nodes.get(p).strength || (p < q ? -1 : 1));
      return { group, head: ranked[0], others: ranked.slice(1, 1 + NAMED), ids: ranked };
    });
  };

  KG.groupColour = (group) => {
    const hue = HUES[group % HUES.length];
    return KG.palette.dark ? `hsl(${hue} 22% 14.5%)` : `hsl(${hue} 42% 93.5%)`;
  };

  /** Draw the grounds in units of the map. place(id) gives {x, y} or nothing. */
  KG.drawGrounds = (ctx, groups, place) => {
    ctx.save();
    // From the weakest to the strongest, so that the ground of the strongest is whole.
    for (const { group, ids } of [...groups].reverse()) {
      ctx.beginPath();
      for (const id of ids) {
        const at = place(id);
        if (!at) continue;
        ctx.moveTo(at.x + REACH, at.y);
        ctx.arc(at.x, at.y, REACH, 0, 2 * Math.PI);
      }
      ctx.fillStyle = KG.groupColour(group);
      ctx.fill();
    }
    ctx.restore();
  };

  /** The line under the name of a head. */
  KG.caption = ({ others, ids }) => {
    const names = others.map((id) => KG.clip(KG.label(id), 16)).join(", ");
    const rest = ids.length - 1 - others.length;
    return rest > 0 ? `with ${names} +${rest}` : `with ${names}`;
  };
})(window.KG);
