"use strict";
// "Why are these linked?": the shortest chain between two entities, statements preferred to standing together.

(function (KG) {
  const el = KG.el;

  /** What a step costs: a settled statement least, standing together in one sentence most. */
  function cost(view) {
    if (view.claims.some((claim) => claim.status === "Supported")) return 1;
    if (view.claims.length) return 1.3;
    if (view.known.length) return 1.5;
    return 2 + 1 / (1 + view.together.sentences);
  }

  /** Dijkstra over all links that the filters let through, drawn or not; null when there is no chain. */
  KG.findPath = (from, to) => {
    const far = new Map([[from, 0]]);
    const by = new Map();
    const done = new Set();
    const heap = [[0, from]];
    const less = (p, q) => p[0] < q[0] || (p[0] === q[0] && p[1] < q[1]);
    const push = (item) => {
      let k = heap.push(item) - 1;
      while (k && less(heap[k], heap[(k - 1) >> 1])) { [heap[k], heap[(k - 1) >> 1]] = [heap[(k - 1) >> 1], heap[k]]; k = (k - 1) >> 1; }
    };
    const pop = () => {
      const top = heap[0];
      const last = heap.pop();
      if (heap.length) {
        heap[0] = last;
        for (let k = 0; ;) {
          let least = k;
          for (const child of [2 * k + 1, 2 * k + 2]) if (child < heap.length && less(heap[child], heap[least])) least = child;
          if (least === k) break;
          [heap[k], heap[least]] = [heap[least], heap[k]];
          k = least;
        }
      }
      return top;
    };
    while (heap.length) {
      const [at, id] = pop();
      if (done.has(id)) continue;
      done.add(id);
      if (id === to) break;
      for (const pair of KG.data.nodes.get(id).pairs) {
        const other = KG.other(pair, id);
        const view = done.has(other) ? null : KG.view(pair);
        if (!view || (other !== to && !KG.allowed(KG.data.nodes.get(other)))) continue;
        const total = at + cost(view);
        if (total < (far.has(other) ? far.get(other) : Infinity)) {
          far.set(other, total);
          by.set(other, pair);
          push([total, other]);
        }
      }
    }
    if (!by.has(to)) return null;
    const steps = [];
    for (let id = to; id !== from;) {
      const pair = by.get(id);
      steps.unshift(pair);
      id = KG.other(pair, id);
    }
    return steps;
  };

  /** Work out the chain of the state again, after a change of ends or of filters. */
  KG.resolveChain = () => {
    const { chain } = KG.state;
    if (!chain) return;
    const ready = chain.from && chain.to && chain.from !== chain.to;
    const steps = ready ? KG.findPath(chain.from, chain.to) : null;
    KG.state.chain = { from: chain.from, to: chain.to, steps };
  };

  KG.chainCard = (chain) => {
    const set = (ends) => {
      KG.change({ chain: { ...chain, ...ends, steps: null } }, { history: "push" });
      // On to the field that is empty, else to the answer: the keyboard of a phone would cover it.
      const body = document.getElementById("body");
      ([...body.querySelectorAll("input[data-end]")].find((input) => !input.value) || body).focus({ preventScroll: true });
    };
    const field = (label, id, key) => {
      const input = el("input", { type: "search", placeholder: "Name or alias", "aria-label": label, autocomplete: "off", spellcheck: "false", "data-end": key, value: id ? KG.label(id) : "" });
      input.addEventListener("focus", () => input.select());
      const box = el("div", { class: "combo end" }, el("span", { class: "end-label", text: label }), input);
      KG.combo(input, { keep: true, onpick: (node) => set({ [key]: node.id }) });
      return box;
    };
    const parts = [
      KG.button([KG.icon("back"), "Overview"], KG.home, { class: "back" }),
      el("div", { class: "title" }, el("h2", { id: "card-title", text: "Why are these linked?" })),
      el("div", { class: "ends-form" }, field("From", chain.from, "from"), field("To", chain.to, "to"),
        chain.from && chain.to ? KG.button("Swap", () => set({ from: chain.to, to: chain.from }), { class: "plain" }) : null),
    ];
    if (!chain.from || !chain.to) parts.push(el("p", { class: "quiet", text: "Choose two entities: the shortest chain of statements between them appears here, with the words." }));
    else if (chain.from === chain.to) parts.push(el("p", { class: "quiet", text: "Both ends are the same entity." }));
    else if (!chain.steps) {
      parts.push(el("section", { class: "empty" }, el("p", { text: KG.filtered() ? "No chain of links joins the two under the present filters." : "No chain of links joins the two." }),
        KG.filtered() ? KG.button("Clear the filters", KG.clearFilters, { class: "main" }) : null));
    } else parts.push(result(chain));
    return parts;
  };

  function result(chain) {
    const { steps } = chain;
    const only = steps.length === 1;
    let at = chain.from;
    const items = steps.map((pair) => {
      const from = at;
      at = KG.other(pair, from);
      return el("li", { class: "step" }, stop(from), only ? null : brief(pair, from));
    });
    const list = el("ol", { class: "chain" }, items, el("li", { class: "step" }, stop(chain.to)));
    const words = only ? "They are linked directly." : `A chain of ${steps.length} links.`;
    KG.say(words);
    return [el("p", { class: "quiet", text: words }), list, only ? KG.between(steps[0]) : null];
  }

  function stop(id) {
    const node = KG.data.nodes.get(id);
    return KG.button([KG.badge(node.type, node.provisional), KG.name(node.label, 80)], () => KG.openEntity(id), { class: "go stop" });
  }

  function brief(pair, from) {
    const view = KG.view(pair) || pair;
    const [claim] = [...view.claims].sort((p, q) => q.belief - p.belief);
    const text = claim ? KG.stating(claim, claim.from === from) : view.known.length ? `${KG.reading(view.known[0].predicate, view.known[0].from === from)} (known beforehand)` : `named together in ${KG.window(view.together)}`;
    const item = claim ? claim.evidence[0] : view.known.length ? null : view.together;
    return KG.button([
      el("span", { class: "says" }, el("i", { text }), claim && claim.status === "Contested" ? el("span", { class: "tag contested", text: "contested" }) : null),
      item && item.quote && item.quote !== "…" ? el("span", { class: "words", dir: "auto", text: `“${KG.clip(item.quote, 220)}”` }) : null,
    ], () => KG.openPair(pair.a, pair.b), { class: "statement", "aria-label": `${text}: show all between the two` });
  }
})(window.KG);
