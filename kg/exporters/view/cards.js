"use strict";
// The cards of the panel: an entity, and everything between two.

(function (KG) {
  const el = KG.el;
  const CLASSES = (name) => name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();

  const go = (id, text) => KG.button(KG.name(text || KG.label(id), 90), () => KG.openEntity(id), { class: "go" });
  const back = () => KG.button([KG.icon("back"), "Overview"], KG.home, { class: "back" });

  // -- an entity --

  KG.entityCard = (node) => {
    const seen = new Set([KG.fold(node.label)]);
    const aliases = node.aliases.filter((alias) => !seen.has(KG.fold(alias)) && seen.add(KG.fold(alias)));
    const kind = node.class && node.class !== node.type ? CLASSES(node.class) : "";
    return [
      back(),
      el("div", { class: "title" },
        el("p", { class: "kind" }, KG.badge(node.type, node.provisional), el("span", { text: kind ? `${node.type}, ${kind}` : node.type }),
          node.provisional ? el("span", { class: "tag provisional", title: "An unseen version that was placed by its name; not in the ontology yet", text: "provisional" }) : null,
          node.unmentioned ? el("span", { class: "tag", title: "No document names it; it is here to place others", text: "not mentioned" }) : null),
        el("h2", { id: "card-title", dir: "auto", class: node.label.length > 80 ? "long" : null, text: node.label }),
        aliases.length ? el("p", { class: "aliases" }, "also ", aliases.slice(0, 6).map((alias, k) => [k ? ", " : "", KG.name(alias, 120)]), aliases.length > 6 ? `, and ${aliases.length - 6} more` : "") : null),
      actions(node),
      el("dl", null, facts(node),
        el("div", null, el("dt", { text: "Named" }), el("dd", { text: node.mentions ? `${KG.count(node.mentions, "time")} in ${KG.count(node.documents, "document")}` : "never" })),
        node.first ? el("div", null, el("dt", { text: "Seen" }), el("dd", { text: KG.span(node.first, node.last) })) : null),
      chart(node), statements(node), neighbours(node),
    ];
  };

  function actions(node) {
    const s = KG.state;
    const depth = (n) => KG.button(String(n), () => KG.focus(s.depth === n ? 0 : n), { "aria-pressed": String(s.depth === n), "aria-label": `Show only what is within ${KG.count(n, "step")}`, "data-depth": n });
    const undrawn = node.pairs.filter((pair) => KG.view(pair) && !KG.shown.ids.has(KG.other(pair, node.id))).length;
    return el("div", { class: "actions" },
      el("div", { class: "steps", role: "group", "aria-label": "Focus: steps around this entity" }, el("span", { text: "Focus" }), [1, 2, 3].map(depth)),
      !s.depth && undrawn ? KG.button(`Add ${KG.number(Math.min(40, undrawn))}${undrawn > 40 ? ` of ${KG.number(undrawn)}` : ""} to map`, () => KG.expand(node.id), { title: "Draw its strongest neighbours that are not on the map yet" }) : null,
      KG.button("Why linked to…", () => KG.change({ chain: { from: node.id, to: null, steps: null }, pair: null }, { history: "push" })));
  }

  function facts(node) {
    const grouped = new Map();
    for (const [name, label, id] of node.facts) {
      if (!grouped.has(name)) grouped.set(name, []);
      grouped.get(name).push(id && id !== node.id ? go(id, label) : el("bdi", { text: label }));
    }
    return [...grouped].map(([name, values]) => el("div", null, el("dt", { text: KG.words(name[0].toUpperCase() + name.slice(1)) }),
      el("dd", null, values.slice(0, 8).map((value, k) => [k ? ", " : "", value]), values.length > 8 ? ` and ${values.length - 8} more` : "")));
  }

  function chart(node) {
    const counts = KG.monthly(node);
    if (!counts.some(Boolean) || counts.length < 2) return null;
    return el("section", null, el("h3", { text: "Mentions by month" }), KG.bars(counts));
  }

  /** What is stated of it, each with its first quote: the answer to "who made it and what is it based on". */
  function statements(node) {
    const rows = [];
    for (const pair of node.pairs) {
      const view = KG.view(pair);
      if (view) for (const claim of view.claims) rows.push({ pair, claim, forward: claim.from === node.id });
    }
    if (!rows.length) {
      const lacking = node.unmentioned ? "No document names it; what stands above is known beforehand." : KG.filtered() ? "Nothing that the filters let through." : "No sentence states anything about it; what stands above is known beforehand.";
      return el("section", null, el("h3", { text: "Stated" }), el("p", { class: "quiet", text: lacking }));
    }
    const order = (r) => (r.forward ? 0 : 2) + (r.claim.status === "Unsupported" ? 1 : 0);
    rows.sort((p, q) => order(p) - order(q) || q.claim.belief - p.claim.belief || KG.said(q.claim) - KG.said(p.claim));
    const row = ({ pair, claim, forward }) => {
      const other = forward ? claim.to : claim.from;
      const shown = claim.evidence.find((item) => item.quote !== "…");
      return KG.button([
        el("span", { class: "says" }, el("i", { text: KG.stating(claim, forward) }), " ", KG.name(KG.label(other), 70), status(claim, true), el("span", { class: "much", text: KG.number(KG.said(claim)) })),
        shown ? el("span", { class: "words", dir: "auto", text: `“${KG.clip(shown.quote, 220)}”` }) : null,
      ], () => KG.openPair(pair.a, pair.b), { class: "statement" });
    };
    const box = KG.arrows(el("div", { class: "statements" }, rows.slice(0, 8).map(row)), "button");
    if (rows.length > 8) {
      const more = KG.button(`Show ${KG.number(Math.min(200, rows.length - 8))} more`, () => more.replaceWith(...rows.slice(8, 208).map(row)), { class: "plain" });
      box.append(more);
    }
    return el("section", null, el("h3", null, "Stated", el("span", { class: "much", text: KG.number(rows.length) })), box);
  }

  function neighbours(node) {
    const rows = node.pairs.filter((pair) => KG.view(pair)).map((pair) => {
      const view = KG.view(pair);
      const other = KG.data.nodes.get(KG.other(pair, node.id));
      const relation = view.claims.length ? [...new Set(view.claims.map((c) => KG.stating(c, c.from === node.id)))].join(", ")
        : view.together ? "together" : [...new Set(view.known.map((k) => KG.reading(k.predicate, k.from === node.id)))].join(", ");
      const sentences = view.claims.reduce((n, c) => n + KG.said(c), 0);
      const last = [...view.claims.map((c) => c.last), view.together ? view.together.last : ""].sort().pop() || "";
      return { pair, other, relation, weight: Math.max(sentences, view.together ? view.together.sentences : 0), strength: pair.weight, last };
    });
    if (!rows.length) {
      return el("section", null, el("h3", { text: "Neighbours" }), el("p", { class: "quiet", text: node.pairs.length ? "None that the filters let through." : "It is linked to nothing." }));
    }
    return el("section", null, el("h3", null, "Neighbours", el("span", { class: "much", text: KG.number(rows.length) })), KG.table({
      caption: `Neighbours of ${KG.clip(node.label, 80)}`, rows, limit: 25, sort: [2, true],
      columns: [
        { label: "Name", value: (r) => r.other.label, show: (r) => KG.button([KG.badge(r.other.type, r.other.provisional), KG.name(r.other.label, 60)], () => KG.openEntity(r.other.id), { class: "go" }) },
        { label: "Link", value: (r) => r.relation, show: (r) => KG.button(KG.clip(r.relation, 60), () => KG.openPair(r.pair.a, r.pair.b), { class: "go quiet", "aria-label": `${r.relation}: show the words` }) },
        { label: "Times", numeric: true, value: (r) => r.weight + r.strength / 1e6, show: (r) => (r.weight ? KG.number(r.weight) : "") },
        { label: "Last", value: (r) => r.last, show: (r) => el("span", { class: "when", text: r.last ? KG.month(r.last) : "" }) },
      ],
    }));
  }

  // -- two entities --

  const STATUS = { Supported: "supported", Contested: "contested", Unsupported: "weak" };
  function status(claim, brief) {
    if (brief && claim.status === "Supported") return null;
    const words = { Supported: "supported", Contested: "contested", Unsupported: "not settled" }[claim.status] || claim.status;
    return el("span", { class: `tag ${STATUS[claim.status] || ""}`, title: `Belief ${Math.round(claim.belief * 100)} %`, text: brief ? words : `${words}, ${Math.round(claim.belief * 100)} %` });
  }

  /** The days that the words themselves place a statement in. */
  function placed(item) {
    const [first, last] = [item.trueFrom, item.trueUntil];
    if (!first && !last) return null;
    const days = !last ? `since ${KG.day(first)}` : !first ? `until ${KG.day(last)}` : first === last ? KG.day(first) : `${KG.day(first)} to ${KG.day(last)}`;
    return el("span", { class: "tag", title: "When it is true, by the words of the sentence", text: `true ${days}` });
  }

  function evidence(item) {
    const document = KG.data.documents[item.document] || {};
    const modality = item.modality && item.modality !== "asserted" ? item.modality : "";
    return el("li", { class: item.denied ? "denied" : null },
      KG.quote(item.quote, item.marks),
      el("p", { class: "source" },
        item.denied ? el("span", { class: "tag contested", text: "denied" }) : null,
        modality ? el("span", { class: "tag", text: modality }) : null,
        placed(item),
        item.holder ? el("span", { class: "holder" }, "according to ", item.holderId ? go(item.holderId, item.holder) : KG.name(item.holder, 80)) : null,
        source(document)));
  }

  function source(document) {
    const parts = [
      document.date ? el("time", { datetime: document.date, text: KG.day(document.date) }) : null,
      document.authors ? KG.name(document.authors, 80) : null,
      document.outlet ? KG.name(document.outlet, 60) : null,
      document.link ? KG.outward(document.link, KG.clip(document.title || document.link, 120)) : KG.name(document.title || "", 120),
    ].filter(Boolean);
    return el("span", { class: "from" }, parts.map((part, k) => [k ? " · " : "", part]));
  }

  const claimBlock = (claim) => el("article", { class: "claim" },
    el("h3", null, go(claim.from), " ", el("i", { text: KG.stating(claim, true) }), " ", go(claim.to)),
    el("p", { class: "belief" }, status(claim), el("span", { class: "quiet", text: `${KG.count(KG.said(claim), "sentence")}${claim.first ? `, ${KG.span(claim.first, claim.last)}` : ""}` })),
    el("ul", { class: "evidence" }, claim.evidence.map(evidence)),
    claim.more ? el("p", { class: "quiet", text: `and ${KG.count(claim.more, "further sentence")} that this page does not carry` }) : null);

  /** Normalised pointwise mutual information in words. */
  KG.chance = (npmi) => (npmi >= 0.5 ? "Far more often than chance." : npmi >= 0.15 ? "More often than chance." : npmi > -0.15 ? "About as often as chance." : "Less often than chance.");

  function togetherBlock(together, claims) {
    // The same entity has the same colour all over the card, and a quote that is shown above is not shown again.
    const turned = claims.length > 0 && claims[0].from !== together.from;
    const marks = (together.marks || []).map(([start, end, role]) => [start, end, turned ? { s: "o", o: "s" }[role] : role]);
    const fresh = together.quote && !claims.some((claim) => claim.evidence.some((item) => item.quote === together.quote));
    const counted = [together.sentences ? KG.count(together.sentences, "sentence") : "", together.paragraphs ? KG.count(together.paragraphs, "paragraph") : "", together.documents ? KG.count(together.documents, "document") : "", together.sources ? KG.count(together.sources, "source") : ""].filter(Boolean);
    return el("article", { class: "together" }, el("h3", { text: "Named together" }),
      el("p", null, `In ${counted.join(", ")}${together.first ? `; ${KG.span(together.first, together.last)}` : ""}. `,
        el("abbr", { title: `NPMI ${together.npmi.toFixed(2)}: normalised pointwise mutual information by sentence, from -1 (never) over 0 (chance) to 1 (always)`, text: KG.chance(together.npmi) })),
      fresh ? el("ul", { class: "evidence" }, el("li", null, KG.quote(together.quote, marks), el("p", { class: "source" }, source(KG.data.documents[together.document] || {})))) : null);
  }

  /** All that joins two entities, or only what the filters let through when there is any. */
  KG.between = (pair) => {
    const view = KG.view(pair) || { claims: pair.claims, together: pair.together, known: pair.known };
    const rank = { Supported: 0, Contested: 1, Unsupported: 2 };
    const claims = [...view.claims].sort((p, q) => rank[p.status] - rank[q.status] || q.belief - p.belief);
    return [
      claims.map(claimBlock),
      view.together ? togetherBlock(view.together, claims) : null,
      view.known.length ? el("article", { class: "known" }, el("h3", { text: "Known beforehand" }),
        view.known.map((fact) => el("p", null, go(fact.from), " ", el("i", { text: KG.words(fact.predicate) }), " ", go(fact.to), el("span", { class: "quiet", text: fact.origin && fact.origin !== "unverified" ? ` (${KG.clip(fact.origin, 160)})` : "" }))),
        el("p", { class: "quiet", text: "From the ontology; not counted as stated." })) : null,
    ];
  };

  KG.pairCard = (a, b) => {
    const pair = KG.pairOf(a, b);
    const head = [back(), el("div", { class: "title two" }, el("p", { class: "kind", text: "Between" }), el("h2", { id: "card-title" }, go(a), el("span", { class: "and", text: "and" }), go(b)))];
    if (!pair) {
      return [head, el("section", { class: "empty" }, el("p", { text: "No sentence names the two together, and nothing states a link between them." }),
        KG.button("Look for a chain", () => KG.change({ pair: null, chain: { from: a, to: b, steps: null } }, { history: "push" }), { class: "main" }))];
    }
    const part = KG.view(pair);
    const whole = pair.claims.length + (pair.together ? 1 : 0) + pair.known.length;
    const shown = part ? part.claims.length + (part.together ? 1 : 0) + part.known.length : whole;
    return [head, shown < whole ? el("p", { class: "filtered" }, "Filters hide part of this. ", KG.button("Clear them", KG.clearFilters, { class: "plain" })) : null, KG.between(pair)];
  };
})(window.KG);
