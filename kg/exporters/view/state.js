"use strict";
// What is being looked at: filters, selection, focus. Everything that is drawn follows from it, and so does the
// address, so that a link opens the same view.

(function (KG) {
  const KINDS = ["claim", "together", "known"];
  const FOCUS_LIMIT = 150;
  const PAIR_LIMIT = 1200;
  const PAIRS_EACH = 4; // of more than three hundred entities, so many links for each

  const fresh = () => ({
    hide: new Set(), kinds: new Set(KINDS), predicates: null, sources: null, least: 1, belief: 0, since: -1, until: -1,
    entity: null, pair: null, chain: null, group: null, depth: 0, more: 0, extra: new Set(), table: false,
  });
  KG.state = fresh();
  KG.KINDS = KINDS;
  KG.wanted = ""; // the surface that the address asks for, if any
  let revision = 0;

  // -- filters --

  const inRange = (first, last) => {
    const { since, until } = KG.state;
    if (since < 0) return true;
    return Boolean(first) && first.slice(0, 7) <= KG.data.months[until] && (last || first).slice(0, 7) >= KG.data.months[since];
  };

  /** Whether a month and a source, by their indices, are let through. */
  const passes = (month, source) => {
    const { since, until, sources } = KG.state;
    return (since < 0 || (month >= since && month <= until)) && (!sources || sources.has(source));
  };
  /** Mentions of an entity by month, of the sources that are let through. */
  KG.monthly = (node) => {
    const { sources } = KG.state;
    const counts = KG.data.months.map(() => 0);
    for (const [month, source, n] of node.seen) if (month >= 0 && (!sources || sources.has(source))) counts[month] += n;
    return counts;
  };

  const claimPasses = (claim) => {
    const { kinds, predicates, sources, least, belief, since } = KG.state;
    return kinds.has("claim") && (!predicates || predicates.has(claim.predicate)) && KG.said(claim) >= least && claim.belief >= belief
      && ((since < 0 && !sources) || claim.said.some(([month, source]) => passes(month, source)));
  };

  /** What of a pair the filters let through, or null. */
  KG.view = (pair) => {
    if (pair.seen === revision) return pair.viewed;
    const { kinds, predicates, sources, least, belief, since } = KG.state;
    const claims = pair.claims.filter(claimPasses);
    const open = !predicates && !belief;
    const together = open && kinds.has("together") && pair.together && pair.together.sentences >= least && inRange(pair.together.first, pair.together.last) && (!sources || pair.together.in.some((s) => sources.has(s))) ? pair.together : null;
    const known = kinds.has("known") && since < 0 && !sources && least <= 1 && !belief ? pair.known.filter((k) => !predicates || predicates.has(k.predicate)) : [];
    pair.seen = revision;
    pair.viewed = claims.length || together || known.length ? { claims, together, known } : null;
    return pair.viewed;
  };

  KG.allowed = (node) => {
    const { hide, since, sources } = KG.state;
    if (hide.has(node.type)) return false;
    if (since < 0 && !sources) return true;
    return node.seen.length || sources ? node.seen.some(([month, source]) => passes(month, source)) : inRange(node.first, node.last);
  };

  KG.filtered = () => {
    const s = KG.state;
    return s.hide.size > 0 || s.kinds.size < KINDS.length || s.predicates !== null || s.sources !== null || s.least !== 1 || s.belief > 0 || s.since >= 0;
  };

  // -- what is in view --

  /** Entities within some steps of one, the strongest links first, and how many there would be. */
  function around(id, depth) {
    const reached = new Map([[id, 0]]);
    let edge = [id];
    let total = 1;
    for (let step = 1; step <= depth; step += 1) {
      const next = [];
      for (const from of edge) {
        for (const pair of KG.data.nodes.get(from).pairs) {
          const to = KG.other(pair, from);
          if (reached.has(to) || !KG.view(pair) || !KG.allowed(KG.data.nodes.get(to))) continue;
          reached.set(to, step);
          next.push([to, pair.weight]);
        }
      }
      total += next.length;
      next.sort((x, y) => y[1] - x[1] || (x[0] < y[0] ? -1 : 1));
      const room = Math.max(0, FOCUS_LIMIT - (total - next.length));
      for (const [to] of next.slice(room)) reached.delete(to);
      edge = next.slice(0, room).map(([to]) => to);
    }
    return { reached, total };
  }

  function compute() {
    const s = KG.state;
    const ids = new Map();
    let total = 0;
    if (s.depth && s.entity) {
      const { reached, total: all } = around(s.entity, s.depth);
      reached.forEach((step, id) => ids.set(id, step));
      total = all;
    } else {
      for (const id of KG.data.opening) ids.set(id, 0);
      let left = s.more;
      for (const node of KG.data.ranked) {
        if (left && !ids.has(node.id)) { ids.set(node.id, 0); left -= 1; }
      }
      for (const id of s.extra) ids.set(id, 0);
    }
    for (const id of [...ids.keys()]) if (!KG.allowed(KG.data.nodes.get(id))) ids.delete(id);
    // What is selected is always drawn, whatever the filters say.
    const wanted = [s.entity, ...(s.pair || []), ...(s.chain && s.chain.steps ? s.chain.steps.flatMap((p) => [p.a, p.b]) : [])];
    for (const id of wanted) if (id && KG.data.nodes.has(id) && !ids.has(id)) ids.set(id, 0);
    const pairs = [];
    for (const id of ids.keys()) {
      for (const pair of KG.data.nodes.get(id).pairs) {
        if (pair.a === id && ids.has(pair.b) && KG.view(pair)) pairs.push(pair);
      }
    }
    for (const pair of pairs) pair.rank = (KG.view(pair).claims.length ? 1000 : 0) + pair.weight;
    pairs.sort((p, q) => q.rank - p.rank || (p.key < q.key ? -1 : 1));
    let kept = pairs;
    const limit = Math.max(PAIR_LIMIT, PAIRS_EACH * ids.size);
    if (pairs.length > limit) {
      // A node keeps its own links when it is the one that is looked at.
      kept = pairs.filter((p, k) => k < limit || p.a === s.entity || p.b === s.entity);
    }
    KG.shown = { ids, pairs: kept, allPairs: pairs.length, total };
  }

  // -- changes --

  const listeners = [];
  KG.onchange = (listener) => listeners.push(listener);

  /** Change the state and everything that follows from it. */
  KG.change = (changes, { history = "replace", silent = false } = {}) => {
    Object.assign(KG.state, changes);
    revision += 1;
    KG.resolveChain();
    compute();
    if (history !== "none") {
      const hash = KG.address();
      const old = location.hash.replace(/^#/, "");
      if (hash !== old) window.history[history === "push" ? "pushState" : "replaceState"](null, "", "#" + hash);
    }
    for (const listener of listeners) listener(changes, silent);
  };

  /** Draw the opening view and nothing else, before the rest of the graph is there. */
  KG.opening = () => {
    revision += 1;
    compute();
    KG.map.draw();
  };

  KG.openEntity = (id) => {
    if (!KG.data.nodes.has(id)) return;
    const s = KG.state;
    const changes = { entity: id, pair: null, chain: null, group: null };
    if (s.depth && KG.shown.ids.has(id) && s.entity !== id) changes.depth = s.depth;
    KG.change(changes, { history: "push" });
  };
  KG.openPair = (a, b) => KG.change({ pair: [a, b], chain: null }, { history: "push" });
  KG.home = () => KG.change({ entity: null, pair: null, chain: null, group: null, depth: 0 }, { history: "push" });
  KG.focus = (depth) => KG.change({ depth, pair: null, chain: null }, { history: "push" });
  KG.clearFilters = () => {
    const { hide, kinds, predicates, sources, least, belief, since, until } = fresh();
    KG.change({ hide, kinds, predicates, sources, least, belief, since, until });
  };
  /** Add the strongest neighbours of an entity to the map. */
  KG.expand = (id) => {
    const extra = new Set(KG.state.extra);
    extra.add(id);
    let left = 40;
    for (const pair of KG.data.nodes.get(id).pairs) {
      const other = KG.other(pair, id);
      if (left && KG.view(pair) && !KG.shown.ids.has(other)) { extra.add(other); left -= 1; }
    }
    KG.change({ extra });
  };

  // -- the address --

  const join = (ids) => [...ids].map((id) => encodeURIComponent(id).replace(/~/g, "%7E")).join("~");
  const split = (text) => text.split("~").filter(Boolean).map((id) => { try { return decodeURIComponent(id); } catch { return id; } });

  KG.address = (place) => {
    const s = KG.state;
    const parts = [];
    const put = (key, value) => parts.push(`${key}=${value}`);
    if (s.entity) put("entity", join([s.entity]));
    if (s.depth) put("depth", s.depth);
    if (s.pair) put("pair", join(s.pair));
    if (s.chain) put("path", [s.chain.from || "", s.chain.to || ""].map((id) => join([id])).join("~"));
    if (s.group) put("group", join([s.group]));
    if (s.hide.size) put("hide", join(s.hide));
    if (s.kinds.size < KINDS.length) put("links", join(s.kinds) || "none");
    if (s.predicates) put("says", join(s.predicates) || "none");
    if (s.sources) put("from", join([...s.sources].map((k) => KG.data.sources[k])) || "none");
    if (s.least !== 1) put("least", s.least);
    if (s.belief) put("belief", s.belief);
    if (s.since >= 0) { put("since", KG.data.months[s.since]); put("until", KG.data.months[s.until]); }
    if (s.more) put("more", s.more);
    if (s.extra.size) put("with", join(s.extra));
    if (s.table) put("table", 1);
    if (KG.wanted) put("draw", KG.wanted);
    if (place) put("at", place);
    return parts.join("&");
  };

  /** Read the address into a state; returns what to tell the reader, if something in it is unknown. */
  KG.follow = (hash) => {
    const given = new Map(hash.replace(/^#/, "").split("&").filter(Boolean).map((part) => {
      const cut = part.indexOf("=");
      return cut < 0 ? [part, ""] : [part.slice(0, cut), part.slice(cut + 1)];
    }));
    const state = fresh();
    const missing = [];
    const entity = (id) => {
      if (KG.known(id)) return KG.known(id);
      if (id) missing.push(id);
      return null;
    };
    const ids = (key) => split(given.get(key) || "");
    state.entity = entity(ids("entity")[0]);
    if (state.entity) state.depth = Math.min(3, Math.max(0, Number(given.get("depth")) || 0));
    const ends = ids("pair").map(entity);
    if (ends.length === 2 && ends[0] && ends[1]) state.pair = ends;
    if (given.has("path")) {
      const [from, to] = given.get("path").split("~").map((id) => entity(split(id)[0]) || null);
      state.chain = { from, to, steps: null };
    }
    state.group = entity(ids("group")[0]);
    KG.wanted = ["canvas", "webgl"].find((kind) => kind === given.get("draw")) || "";
    state.hide = new Set(ids("hide").filter((type) => KG.data.types.includes(type)));
    if (given.has("links")) state.kinds = new Set(ids("links").filter((kind) => KINDS.includes(kind)));
    if (given.has("says")) state.predicates = new Set(ids("says").filter((p) => p in KG.data.predicates));
    if (given.has("from")) state.sources = new Set(ids("from").map((name) => KG.data.sources.indexOf(name)).filter((k) => k >= 0));
    state.least = given.has("least") ? Math.max(0, Math.floor(Number(given.get("least"))) || 0) : 1;
    state.belief = Math.min(1, Math.max(0, Number(given.get("belief")) || 0));
    const [since, until] = [KG.data.at.get(given.get("since")), KG.data.at.get(given.get("until"))];
    if (since !== undefined) { state.since = since; state.until = Math.max(since, until === undefined ? since : until); }
    state.more = Math.max(0, Math.floor(Number(given.get("more"))) || 0);
    state.extra = new Set(ids("with").filter((id) => KG.data.nodes.has(id)));
    state.table = given.get("table") === "1";
    const at = (given.get("at") || "").split(",").map(Number);
    KG.landing = at.length === 3 && at.every(Number.isFinite) && at[2] > 0 ? at : null;
    return { state, missing };
  };
})(window.KG);
