"use strict";
// What a type looks like: a shape and a colour each, so that neither has to be told apart alone. One geometry serves
// the canvas, the legend and the SVG file.

(function (KG) {
  const turn = (n, from, radius) => Array.from({ length: n }, (_, k) => {
    const angle = from + (2 * Math.PI * k) / n;
    const far = Array.isArray(radius) ? radius[k % radius.length] : radius;
    return [far * Math.cos(angle), far * Math.sin(angle)];
  });
  const up = -Math.PI / 2;

  // Points on a disc of radius 1; null is the disc itself. Areas are about equal.
  const SHAPES = {
    Model: null,
    Lab: [[-0.88, -0.88], [0.88, -0.88], [0.88, 0.88], [-0.88, 0.88]],
    Organization: turn(6, 0, 1.05),
    Person: [[0, -1.15], [1.1, 0.82], [-1.1, 0.82]],
    Policy: [[-1.0, -0.85], [1.0, -0.85], [1.0, 0.15], [0, 1.15], [-1.0, 0.15]],
    Product: turn(4, up, 1.2),
    Benchmark: turn(10, up, [1.25, 0.6]),
    Dataset: [[-1.05, -0.66], [1.05, -0.66], [1.05, 0.66], [-1.05, 0.66]],
    License: [[-1.1, -0.82], [1.1, -0.82], [0, 1.15]],
    Hardware: [[-0.38, -1.05], [0.38, -1.05], [0.38, -0.38], [1.05, -0.38], [1.05, 0.38], [0.38, 0.38], [0.38, 1.05], [-0.38, 1.05], [-0.38, 0.38], [-1.05, 0.38], [-1.05, -0.38], [-0.38, -0.38]],
  };

  KG.PLURALS = {
    Model: "Models", Lab: "Labs", Organization: "Organizations", Person: "People", Policy: "Policies", Product: "Products",
    Benchmark: "Benchmarks", Dataset: "Datasets", License: "Licences", Hardware: "Hardware",
  };

  KG.trace = (ctx, type, x, y, radius) => {
    const points = SHAPES[type];
    ctx.beginPath();
    if (!points) ctx.arc(x, y, radius, 0, 2 * Math.PI);
    else {
      points.forEach(([px, py], k) => (k ? ctx.lineTo(x + px * radius, y + py * radius) : ctx.moveTo(x + px * radius, y + py * radius)));
      ctx.closePath();
    }
  };

  /** Draw an entity's mark. look: {type, radius, colour, alpha, hollow, dashed, chosen, hovered}. */
  KG.drawMark = (ctx, look, x, y) => {
    ctx.globalAlpha = look.alpha;
    ctx.setLineDash([]);
    KG.trace(ctx, look.type, x, y, look.radius);
    ctx.fillStyle = KG.palette.ground;
    ctx.fill();
    if (look.hollow) {
      ctx.globalAlpha *= 0.34;
      ctx.fillStyle = look.colour;
      ctx.fill();
      ctx.globalAlpha = look.alpha;
      ctx.lineWidth = 1.6;
      ctx.strokeStyle = look.colour;
      ctx.setLineDash(look.dashed ? [3, 2.4] : []);
      ctx.stroke();
      ctx.setLineDash([]);
    } else {
      ctx.fillStyle = look.colour;
      ctx.fill();
      ctx.lineWidth = 1.5;
      ctx.strokeStyle = KG.palette.ground;
      ctx.stroke();
    }
    if (look.chosen || look.hovered) {
      KG.trace(ctx, look.type, x, y, look.radius + 4);
      ctx.lineWidth = look.chosen ? 2.2 : 1.4;
      ctx.strokeStyle = look.chosen ? KG.palette.ink : KG.palette.soft;
      ctx.stroke();
    }
    ctx.globalAlpha = 1;
  };

  /** The scales between which the map is shown, and how much larger marks are drawn when it is far away, as a factor. */
  KG.CLOSEST = 6;
  KG.FARTHEST = 0.02;
  KG.grown = (scale) => 1 + Math.min(4.4, Math.max(0, 1 / scale - 1) * 3) / 12;

  const round = (n) => Math.round(n * 10) / 10;
  KG.outline = (type, x, y, radius) => {
    const points = SHAPES[type];
    if (!points) return `M${round(x - radius)} ${round(y)}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0z`;
    return "M" + points.map(([px, py]) => `${round(x + px * radius)} ${round(y + py * radius)}`).join("L") + "z";
  };

  KG.badge = (type, provisional) => KG.svg("svg", { class: `badge type-${type}${provisional ? " provisional" : ""}`, viewBox: "0 0 20 20", "aria-hidden": "true" },
    KG.svg("path", { d: KG.outline(type, 10, 10, 6.6) }));

  /** The colours of the style sheet, read again when dark turns light. */
  KG.colours = () => {
    const style = getComputedStyle(document.documentElement);
    const read = (name) => style.getPropertyValue(`--${name}`).trim();
    const types = {};
    for (const type of Object.keys(SHAPES)) types[type] = read(`type-${type}`);
    KG.palette = {
      types, dark: matchMedia("(prefers-color-scheme: dark)").matches && !document.documentElement.classList.contains("paper"), ground: read("ground"), ink: read("ink"), soft: read("soft"), claim: read("claim"), contested: read("contested"),
      together: read("together"), known: read("known"), accent: read("accent"),
    };
    return KG.palette;
  };

  /** How the link between two entities is drawn, from what of it is in view. */
  KG.stroke = (view) => {
    const palette = KG.palette;
    if (view.claims.length) {
      const sentences = view.claims.reduce((sum, claim) => sum + KG.said(claim), 0);
      const width = 1.3 + Math.min(2, Math.log2(sentences) / 2);
      if (view.claims.some((claim) => claim.status === "Contested")) return { kind: "contested", colour: palette.contested, alpha: 0.9, width, dashes: [7, 4] };
      if (view.claims.every((claim) => claim.status === "Unsupported")) return { kind: "weak", colour: palette.claim, alpha: 0.4, width: 1.1, dashes: false };
      return { kind: "claim", colour: palette.claim, alpha: 0.72, width, dashes: false };
    }
    if (view.together) return { kind: "together", colour: palette.together, alpha: view.together.sentences ? 0.38 : 0.2, width: 0.5 + Math.min(1.4, Math.log2(1 + view.together.sentences) / 3), dashes: false };
    return { kind: "known", colour: palette.known, alpha: 0.55, width: 0.9, dashes: [1.5, 4] };
  };
})(window.KG);
