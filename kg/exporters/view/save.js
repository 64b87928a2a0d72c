"use strict";
// Taking the visible part along: a picture, a drawing, tables, a link.

(function (KG) {
  function hand(name, blob) {
    const address = URL.createObjectURL(blob);
    const link = KG.el("a", { href: address, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
    KG.notice(`${name} saved`);
  }

  const stem = () => {
    const { entity, pair } = KG.state;
    const name = pair ? pair.join("-") : entity || "graph";
    return name.replace(/[^\w.-]+/g, "-").slice(0, 60) || "graph";
  };

  // -- PNG: what the canvas shows, on the page's ground --

  KG.savePng = () => {
    const canvas = KG.map.picture();
    const copy = document.createElement("canvas");
    copy.width = canvas.width;
    copy.height = canvas.height;
    const ctx = copy.getContext("2d");
    ctx.fillStyle = KG.palette.ground;
    ctx.fillRect(0, 0, copy.width, copy.height);
    ctx.drawImage(canvas, 0, 0);
    copy.toBlob((blob) => hand(`${stem()}.png`, blob), "image/png");
  };

  // -- SVG: written from the positions, with the labels that stand now --

  const plain = (text) => String(text).replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "\ufffd").replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);
  const attributes = (given) => Object.entries(given).filter(([, v]) => v !== null && v !== undefined && v !== false).map(([k, v]) => ` ${k}="${plain(v)}"`).join("");
  const tag = (name, given, inner) => (inner === undefined ? `<${name}${attributes(given)}/>` : `<${name}${attributes(given)}>${inner}</${name}>`);
  const r1 = (n) => Math.round(n * 10) / 10;

  KG.svgText = () => {
    const [width, height] = [document.getElementById("map").clientWidth, document.getElementById("map").clientHeight];
    const scale = KG.map.scale();
    const spot = new Map([...KG.map.marks().keys()].map((id) => [id, KG.map.toScreen(id)]));
    const out = [tag("rect", { width, height, fill: KG.palette.ground })];
    for (const pair of [...KG.shown.pairs].reverse()) {
      const line = KG.map.style(pair);
      const [p, q] = [spot.get(pair.a), spot.get(pair.b)];
      out.push(tag("line", { x1: r1(p.x), y1: r1(p.y), x2: r1(q.x), y2: r1(q.y), stroke: line.colour, "stroke-opacity": line.alpha, "stroke-width": r1(Math.max(0.4, line.width * scale)), "stroke-dasharray": line.dashes ? line.dashes.map((d) => r1(d * scale)).join(" ") : null }));
      for (const [on, from, to, id] of [[line.forward, p, q, pair.b], [line.backward, q, p, pair.a]]) {
        if (!on) continue;
        const angle = Math.atan2(to.y - from.y, to.x - from.x);
        const far = (KG.map.radius(KG.data.nodes.get(id), scale) + 2) * scale;
        const [x, y, size] = [to.x - far * Math.cos(angle), to.y - far * Math.sin(angle), Math.max(3, 7 * scale)];
        const corner = (turn) => `${r1(x - size * Math.cos(angle + turn))} ${r1(y - size * Math.sin(angle + turn))}`;
        out.push(tag("path", { d: `M${r1(x)} ${r1(y)}L${corner(0.4)}L${corner(-0.4)}z`, fill: line.colour, "fill-opacity": line.alpha }));
      }
    }
    for (const [id, { node }] of KG.map.marks()) {
      const { x, y } = spot.get(id);
      const colour = KG.palette.types[node.type];
      const hollow = node.provisional || node.unmentioned;
      const faint = KG.map.faded(id) ? 0.16 : null;
      out.push(tag("path", { d: KG.outline(node.type, x, y, r1(KG.map.radius(node, scale) * scale)), fill: colour, "fill-opacity": hollow ? 0.34 : null, opacity: faint, stroke: hollow ? colour : KG.palette.ground, "stroke-width": 1.4, "stroke-dasharray": node.provisional ? "3 2.4" : null }, tag("title", {}, plain(node.label))));
    }
    for (const label of KG.map.labels()) {
      const [x, end] = KG.anchor(label);
      const anchor = end === "center" ? "middle" : end;
      if (label.under) out.push(tag("text", { x: r1(x), y: r1(label.y + label.size + 9), "text-anchor": anchor, "dominant-baseline": "central", "font-family": "system-ui, sans-serif", "font-size": 10.5, fill: KG.palette.soft, stroke: KG.palette.ground, "stroke-width": 3, "paint-order": "stroke" }, `\u2068${plain(label.under.text)}\u2069`));
      out.push(tag("text", { x: r1(x), y: r1(label.y + (label.h - (label.under ? 12 : 0)) / 2), "text-anchor": anchor, "dominant-baseline": "central", "font-family": "system-ui, sans-serif", "font-size": label.size, "font-weight": label.size > 12 ? 650 : 500, fill: label.colour || (label.words ? KG.palette.soft : KG.palette.ink), stroke: KG.palette.ground, "stroke-width": 3, "paint-order": "stroke" }, `\u2068${plain(label.text)}\u2069`));
    }
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">${tag("title", {}, "AI mention graph")}\n${out.join("\n")}\n</svg>\n`;
  };

  // -- CSV --

  /** A cell that no spreadsheet takes for a formula. */
  const cell = (value) => {
    let text = String(value === null || value === undefined ? "" : value);
    if (/^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text)) text = "'" + text;
    return /[",\n\r]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  };
  const csv = (head, rows) => [head, ...rows].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";

  KG.entitiesCsv = () => csv(["id", "label", "type", "class", "provisional", "mentions", "documents", "first_seen", "last_seen", "aliases"],
    [...KG.shown.ids.keys()].map((id) => KG.data.nodes.get(id)).map((n) => [n.id, n.label, n.type, n.class, Boolean(n.provisional), n.mentions, n.documents, n.first, n.last, n.aliases.join("|")]));

  KG.linksCsv = () => csv(["source", "target", "source_label", "target_label", "kind", "relation", "status", "belief", "sentences", "documents", "first", "last", "quote", "link"],
    KG.shown.pairs.flatMap((pair) => {
      const { claims, together, known } = KG.view(pair);
      const ends = (e) => [e.from, e.to, KG.label(e.from), KG.label(e.to)];
      const link = (e) => (e && KG.data.documents[e.document] ? KG.data.documents[e.document].link : "");
      return [
        ...claims.map((c) => [...ends(c), "claim", c.predicate, c.status, c.belief, KG.said(c), "", c.first, c.last, c.evidence.length ? c.evidence[0].quote : "", link(c.evidence[0])]),
        ...(together ? [[...ends(together), "together", "", "", "", together.sentences, together.documents, together.first, together.last, together.quote, link(together)]] : []),
        ...known.map((k) => [...ends(k), "known", k.predicate, "", "", "", "", "", "", "", ""]),
      ];
    }));

  KG.saveMenu = () => [
    ["Picture (PNG)", KG.savePng],
    ["Drawing (SVG)", () => hand(`${stem()}.svg`, new Blob([KG.svgText()], { type: "image/svg+xml" }))],
    ["Entities (CSV)", () => hand(`${stem()}-entities.csv`, new Blob([KG.entitiesCsv()], { type: "text/csv" }))],
    ["Links (CSV)", () => hand(`${stem()}-links.csv`, new Blob([KG.linksCsv()], { type: "text/csv" }))],
  ];

  KG.copyLink = async () => {
    const hash = "#" + KG.address(KG.map.place());
    history.replaceState(null, "", hash);
    try {
      await navigator.clipboard.writeText(location.href);
      KG.notice("Link to this view copied");
    } catch {
      KG.notice("The address bar now holds the link to this view");
    }
  };
})(window.KG);
