"use strict";
// The legend, which is also the filter by type, and the first page of the panel: links, time, what is strongest, what is new.

(function (KG) {
  const el = KG.el;

  // -- the legend on the map --

  KG.legend = () => {
    const counts = new Map();
    for (const node of KG.data.nodes.values()) counts.set(node.type, (counts.get(node.type) || 0) + 1);
    const box = document.getElementById("legend");
    const present = Object.keys(KG.PLURALS).filter((type) => counts.has(type));
    box.replaceChildren(...present.map((type) => KG.button([KG.badge(type), el("span", { text: KG.PLURALS[type] }), el("span", { class: "much", text: KG.number(counts.get(type)) })], (event) => {
      const hide = new Set(KG.state.hide);
      if (event.shiftKey) {
        // With Shift only this one stays; again brings all back.
        const only = present.filter((other) => other !== type);
        const alone = only.every((other) => hide.has(other)) && !hide.has(type);
        hide.clear();
        if (!alone) only.forEach((other) => hide.add(other));
      } else if (hide.has(type)) hide.delete(type);
      else hide.add(type);
      KG.change({ hide });
    }, { class: "chip", "data-type": type, "aria-pressed": "true", title: `Hide or show ${KG.PLURALS[type].toLowerCase()}; with Shift only these` })));
    box.hidden = present.length === 0;
    KG.arrows(box, "button");
  };

  KG.onchange(() => {
    const drawn = new Map();
    for (const id of KG.shown.ids.keys()) { const { type } = KG.data.nodes.get(id); drawn.set(type, (drawn.get(type) || 0) + 1); }
    for (const chip of document.querySelectorAll("#legend .chip")) {
      const { type } = chip.dataset;
      chip.setAttribute("aria-pressed", String(!KG.state.hide.has(type)));
      // What is on the map; of a type that is hidden, nothing.
      chip.querySelector(".much").textContent = KG.state.hide.has(type) ? "" : KG.number(drawn.get(type) || 0);
    }
  });

  // -- filters --

  const LINKS = { claim: "Stated in a sentence", together: "Named together", known: "Known beforehand" };
  const LINES = { claim: "M2 6H21M21 6l-5-3M21 6l-5 3", together: "M2 6H26", known: "M2 6H26" };

  function line(kind) {
    return KG.svg("svg", { class: `line ${kind}`, viewBox: "0 0 28 12", "aria-hidden": "true" }, KG.svg("path", { d: LINES[kind] || LINES.claim }));
  }

  function links() {
    const totals = { claim: 0, together: 0, known: 0 };
    for (const pair of KG.data.pairs.values()) {
      totals.claim += pair.claims.length;
      totals.together += pair.together && pair.together.sentences ? 1 : 0;
      totals.known += pair.known.length;
    }
    const row = (kind) => el("label", { class: "toggle" },
      el("input", {
        type: "checkbox", checked: KG.state.kinds.has(kind), "data-kind": kind,
        onchange: (event) => {
          const kinds = new Set(KG.state.kinds);
          if (event.target.checked) kinds.add(kind); else kinds.delete(kind);
          KG.change({ kinds }, { silent: true });
        },
      }), line(kind), el("span", { text: LINKS[kind] }), el("span", { class: "much", text: KG.number(totals[kind]) }));
    const contested = [...KG.data.pairs.values()].flatMap((pair) => pair.claims).filter((claim) => claim.status === "Contested").length;
    return el("section", { class: "links" }, el("h2", { text: "Links" }), KG.KINDS.filter((kind) => totals[kind]).map(row),
      contested ? el("p", { class: "note-line" }, line("contested"), KG.count(contested, "statement"), " contested") : null, predicates(), sources(), sliders());
  }

  /** A folded set of pills of which any number may be pressed; none pressed lets all through. items: [value, name, count]. */
  function pills(key, title, items, silent) {
    if (items.length < 2) return null;
    const state = el("span", { class: "much" });
    const tell = () => { state.textContent = KG.state[key] ? `${KG.state[key].size} of ${items.length}` : "all"; };
    tell();
    const pill = ([value, name, count]) => KG.button([KG.name(name, 46), el("span", { class: "much", text: KG.number(count) })], (event) => {
      const set = new Set(KG.state[key] || []);
      if (set.has(value)) set.delete(value); else set.add(value);
      event.currentTarget.setAttribute("aria-pressed", String(set.has(value)));
      KG.change({ [key]: set.size ? set : null }, { silent });
      tell();
    }, { class: "pill", [`data-${key}`]: value, "aria-pressed": String(Boolean(KG.state[key] && KG.state[key].has(value))) });
    const box = el("div", { class: "pills" }, items.slice(0, 24).map(pill));
    if (items.length > 24) {
      const more = KG.button(`Show ${KG.number(items.length - 24)} more`, () => more.replaceWith(...items.slice(24, 424).map(pill)), { class: "plain" });
      box.append(more);
    }
    return el("details", { open: Boolean(KG.state[key]) || opened.has(key), ontoggle: (event) => { if (event.target.open) opened.add(key); else opened.delete(key); } },
      el("summary", null, title, state), KG.arrows(box, "button"));
  }
  const opened = new Set();

  function predicates() {
    const counts = new Map();
    for (const pair of KG.data.pairs.values()) for (const claim of pair.claims) counts.set(claim.predicate, (counts.get(claim.predicate) || 0) + 1);
    const names = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a) || (a < b ? -1 : 1));
    return pills("predicates", "What is stated", names.map((name) => [name, KG.words(name), counts.get(name)]), true);
  }

  function sources() {
    const counts = KG.data.sources.map(() => 0);
    for (const node of KG.data.nodes.values()) for (const [, source, n] of node.seen) if (source >= 0) counts[source] += n;
    // The chart above counts what the chosen sources say, so the panel is drawn anew.
    return pills("sources", "Who says it", KG.data.sources.map((name, k) => [k, name, counts[k]]).filter(([, , n]) => n), false);
  }

  function sliders() {
    let most = 1;
    let wide = false;
    for (const pair of KG.data.pairs.values()) {
      for (const claim of pair.claims) most = Math.max(most, KG.said(claim));
      if (pair.together) {
        most = Math.max(most, pair.together.sentences);
        wide = wide || !pair.together.sentences;
      }
    }
    // Counts are skewed: the slider goes by what there is, doubling.
    const steps = [...(wide ? [0] : []), 1, 2, 3, 5, 8, 12, 20, 35, 60, 100, 200, 500, 1000].filter((n) => n <= most);
    const slider = (label, values, now, text, apply) => {
      const out = el("output", { text: text(now) });
      return el("label", { class: "slider" }, el("span", { text: label }), out, el("input", {
        type: "range", min: 0, max: values.length - 1, step: 1, value: Math.max(0, values.indexOf(now)), "aria-label": label,
        oninput: (event) => { const value = values[Number(event.target.value)]; out.textContent = text(value); apply(value); },
      }));
    };
    const beliefs = [0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95];
    return [
      steps.length > 1 ? slider("At least", steps, KG.state.least, (n) => (n ? KG.count(n, "sentence") : "the same document"), (least) => KG.change({ least }, { silent: true })) : null,
      KG.data.counts.claims ? slider("Belief", beliefs, KG.state.belief, (b) => (b ? `${Math.round(b * 100)} % or more` : "any"), (belief) => KG.change({ belief }, { silent: true })) : null,
    ];
  }

  // -- time --

  function time() {
    const { months, nodes } = KG.data;
    if (months.length < 2) return null;
    const counts = months.map(() => 0);
    for (const node of nodes.values()) KG.monthly(node).forEach((n, m) => { counts[m] += n; });
    const set = (since, until) => { KG.change({ since, until }); };
    const s = KG.state;
    const bars = bar(counts, (m, event) => {
      if (event.shiftKey && s.since >= 0) set(Math.min(m, s.since), Math.max(m, s.until));
      else if (s.since === m && s.until === m) set(-1, -1);
      else set(m, m);
    });
    const choice = (label, now, apply) => el("label", null, el("span", { text: label }), el("select", { "aria-label": label, onchange: (event) => apply(Number(event.target.value)) },
      el("option", { value: -1, text: "any", selected: now < 0 }), months.map((m, k) => el("option", { value: k, text: KG.month(m), selected: k === now }))));
    return el("section", { class: "time" }, el("div", { class: "headed" }, el("h2", { text: "When" }), KG.playButton()), bars,
      el("div", { class: "range" },
        choice("From", s.since, (k) => (k < 0 ? set(-1, -1) : set(k, Math.max(k, s.until < 0 ? months.length - 1 : s.until)))),
        choice("To", s.until, (k) => (k < 0 ? set(-1, -1) : set(Math.min(Math.max(s.since, 0), k), k))),
        s.since >= 0 ? KG.button("Any time", () => set(-1, -1), { class: "plain" }) : null));
  }

  /** Bars for months; with a handler they are buttons. */
  function bar(counts, onpick) {
    const most = Math.max(1, ...counts);
    const { since, until } = KG.state;
    const items = counts.map((n, m) => {
      const what = `${KG.month(KG.data.months[m])}: ${KG.count(n, "mention")}`;
      const fill = el("span");
      fill.style.height = n ? `${Math.max(4, (100 * n) / most)}%` : "0";
      const on = since >= 0 && m >= since && m <= until;
      return onpick ? KG.button(fill, (event) => onpick(m, event), { title: what, "aria-label": what, "aria-pressed": String(on), "data-month": KG.data.months[m] })
        : el("div", { title: what, class: on ? "on" : null }, fill);
    });
    const box = el("div", { class: onpick ? "bars pick" : "bars", role: onpick ? "group" : "img", "aria-label": onpick ? "Mentions by month: press one to see that month" : `Mentions by month: ${counts.map((n, m) => (n ? `${KG.month(KG.data.months[m])} ${n}` : "")).filter(Boolean).join(", ")}` }, items);
    const { months } = KG.data;
    const told = months.length <= 6 ? months : [months[0], months[months.length - 1]];
    const ends = el("div", { class: told === months ? "ends each" : "ends", "aria-hidden": "true" }, told.map((month) => el("span", { text: KG.month(month) })));
    return el("div", { class: "chart" }, onpick ? KG.arrows(box, "button") : box, ends);
  }
  KG.bars = bar;

  // -- lists --

  const entry = (node, beside) => KG.button([KG.badge(node.type, node.provisional), el("span", { class: "what" }, KG.name(node.label, 80)), el("span", { class: "much", text: beside })], () => KG.openEntity(node.id), { class: "row" });
  KG.entry = entry;

  function fresh() {
    const { since, until } = KG.state;
    if (since < 0) return null;
    const { months, ranked, pairs } = KG.data;
    const within = (day) => day && day.slice(0, 7) >= months[since] && day.slice(0, 7) <= months[until];
    const when = since === until ? `in ${KG.month(months[since])}` : `from ${KG.month(months[since])} to ${KG.month(months[until])}`;
    const entities = ranked.filter((node) => within(node.first) && KG.allowed(node));
    const claims = [...pairs.values()].flatMap((pair) => pair.claims.filter((claim) => within(claim.first)).map((claim) => ({ pair, claim })));
    claims.sort((p, q) => q.claim.belief - p.claim.belief || q.pair.weight - p.pair.weight);
    return el("section", { class: "new" }, el("h2", { text: `New ${when}` }),
      el("h3", null, "First named", el("span", { class: "much", text: KG.number(entities.length) })),
      entities.length ? KG.arrows(el("div", { class: "rows" }, longList(entities, (n) => entry(n, KG.day(n.first)))), "button") : el("p", { class: "quiet", text: "Nobody and nothing new." }),
      el("h3", null, "First stated", el("span", { class: "much", text: KG.number(claims.length) })),
      claims.length ? KG.arrows(el("div", { class: "rows" }, longList(claims, ({ pair, claim }) => KG.button([
        el("span", { class: "what" }, KG.name(KG.label(claim.from), 60), " ", el("i", { text: KG.stating(claim, true) }), " ", KG.name(KG.label(claim.to), 60)),
        el("span", { class: "much", text: KG.day(claim.first) })], () => KG.openPair(pair.a, pair.b), { class: "row" }))), "button") : el("p", { class: "quiet", text: "No new statement." }));
  }

  function longList(items, show) {
    const box = [];
    const rest = items.slice(12);
    box.push(...items.slice(0, 12).map(show));
    if (rest.length) {
      const more = KG.button(`Show ${KG.number(Math.min(rest.length, 100))} more`, () => more.replaceWith(...rest.slice(0, 100).map(show)), { class: "plain" });
      box.push(more);
    }
    return box;
  }

  function strongest() {
    // By what is counted beside the names, among the strongest: a list that says "most" has to go down.
    const links = (node) => node.pairs.filter((pair) => KG.view(pair) && KG.allowed(KG.data.nodes.get(KG.other(pair, node.id)))).length;
    const list = KG.data.ranked.filter(KG.allowed).slice(0, 24).map((node) => [node, links(node)]).filter(([, n]) => n).sort((p, q) => q[1] - p[1]).slice(0, 8);
    return el("section", null, list.length ? [el("h2", { text: "Most linked" }), KG.arrows(el("div", { class: "rows" }, list.map(([node, n]) => entry(node, KG.count(n, "link")))), "button")] : null, more());
  }

  /** Who belongs together, named by the strongest; press one to see it alone. */
  function groups() {
    const list = KG.groups([...KG.shown.ids.keys()]).slice(0, 10);
    if (list.length < 2) return null;
    const row = (group) => {
      const on = KG.state.group !== null && KG.data.nodes.get(KG.state.group).group === group.group;
      const swatch = el("span", { class: "swatch" });
      swatch.style.background = KG.groupColour(group.group);
      return KG.button([swatch, el("span", { class: "what" }, [group.head, ...group.others].map((id, k) => [k ? ", " : "", KG.name(KG.label(id), 30)])), el("span", { class: "much", text: KG.number(group.ids.length) })],
        () => KG.change({ group: on ? null : group.head }, { history: "push" }), { class: "row", "aria-pressed": String(on), "data-group": group.head });
    };
    return el("section", null, el("h2", { text: "Close together" }), KG.arrows(el("div", { class: "rows" }, list.map(row)), "button"));
  }

  /** A way to more than the opening view, in steps that stay legible. */
  function more() {
    const rest = KG.data.nodes.size - KG.data.opening.length - KG.state.more;
    if (KG.state.depth || (rest <= 0 && !KG.state.more)) return null;
    const step = (n) => KG.change({ more: Math.max(0, KG.state.more + n) });
    return el("p", { class: "range" },
      rest > 200 ? KG.button(`Draw all ${KG.number(KG.data.nodes.size)}`, () => step(rest), { class: "plain", "data-more": "all" }) : null,
      rest > 0 ? KG.button(`Draw ${KG.number(Math.min(200, rest))} more on the map`, () => step(Math.min(200, rest)), { class: "plain", "data-more": "on" }) : null,
      KG.state.more ? KG.button("Draw fewer", () => step(-KG.state.more), { class: "plain", "data-more": "off" }) : null);
  }

  /** The first page of the panel. */
  KG.overview = () => {
    const { counts } = KG.data;
    const left = KG.data.removals.filter(([, n]) => n);
    if (!KG.data.nodes.size) {
      return [el("section", { class: "empty" }, el("h2", { text: "Nothing here yet" }),
        el("p", { text: counts.documents ? `${KG.count(counts.documents, "document was", "documents were")} read, and none of them names an entity that the ontology knows.` : "No document has been read. Build the graph from a feed, a page or a file, and open this page again." }))];
    }
    return [
      time(), fresh(), KG.data.pairs.size ? links() : null, strongest(), groups(),
      el("section", { class: "about" },
        KG.button("Take a short tour", KG.tour, { class: "plain" }),
        el("p", { class: "quiet", text: `${KG.count(counts.documents, "document")}, ${KG.count(counts.mentions, "mention")}, ${KG.count(counts.claims, "statement")} with ${KG.count(counts.evidence, "quote")}, ${KG.count(counts.co_mentions, "pair")} that share a sentence, paragraph or document. Being named together is not a statement.` }),
        left.length ? el("p", { class: "quiet", text: `Left out of the counts: ${left.map(([why, n]) => `${KG.number(n)} ${KG.words(why)}`).join(", ")}.` }) : null),
    ];
  };
})(window.KG);
