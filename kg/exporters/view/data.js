"use strict";
// The payload, read once: entities, the pairs that link them, and what can be searched.

(function (KG) {
  const VERSION = 3;
  // What stands in a row of two that are named together, after the numbers of the two.
  const COLUMNS = ["sentences", "paragraphs", "documents", "sources", "npmi", "first", "last", "in", "quote", "document", "marks"];
  const raw = [];
  let index; // of the names

  function parse(id) {
    const block = JSON.parse(document.getElementById(id).textContent);
    if (id === "data" && (block.format !== "kg-graph" || block.version !== VERSION)) {
      throw new Error(`This page reads version ${VERSION} of its data and was given version ${block.version}.`);
    }
    raw.push(block);
  }

  /** Put together what has been read so far: the opening view of a large graph, or all there is. */
  function assemble() {
    const listed = raw.flatMap((block) => block.nodes);
    const nodes = new Map();
    listed.forEach((node, at) => nodes.set(node.id, { aliases: [], hidden: [], seen: [], facts: [], mentions: 0, documents: 0, first: "", last: "", class: "", pairs: [], ...node, at }));
    const pairs = new Map();
    const between = (p, q) => {
      const [a, b] = p < q ? [p, q] : [q, p];
      const key = `${nodes.get(a).at} ${nodes.get(b).at}`;
      let pair = pairs.get(key);
      if (!pair) pairs.set(key, pair = { key, a, b, claims: [], together: null, known: [] });
      return pair;
    };
    for (const block of raw) {
      for (const edge of block.edges) {
        const [from, to] = [listed[edge.from].id, listed[edge.to].id];
        if (from === to) continue;
        if (edge.kind === "claim") between(from, to).claims.push({ evidence: [], said: [], more: 0, belief: 0, first: "", last: "", ...edge, from, to });
        else between(from, to).known.push({ ...edge, from, to });
      }
      for (const row of block.together) {
        const [from, to] = [listed[row[0]].id, listed[row[1]].id];
        if (from === to) continue;
        const together = { kind: "together", from, to };
        COLUMNS.forEach((column, k) => { together[column] = row[k + 2] || 0; });
        together.first = together.first ? block.days[together.first - 1] : "";
        together.last = together.last ? block.days[together.last - 1] : "";
        together.document -= 1;
        for (const column of ["in", "marks"]) together[column] = together[column] || [];
        together.quote = together.quote || "";
        between(from, to).together = together;
      }
    }
    for (const pair of pairs.values()) {
      pair.weight = weigh(pair);
      nodes.get(pair.a).pairs.push(pair);
      nodes.get(pair.b).pairs.push(pair);
    }
    for (const node of nodes.values()) node.pairs.sort((p, q) => q.weight - p.weight || (p.key < q.key ? -1 : 1));
    const ranked = [...nodes.values()].sort((a, b) => b.strength - a.strength || (a.id < b.id ? -1 : 1));
    const [head] = raw;
    const at = new Map(head.months.map((month, k) => [month, k]));
    const { documents, former } = raw[raw.length - 1];
    return { ...head, documents, former, nodes, pairs, ranked, at, waiting: raw.length > 1 ? 0 : head.waiting || 0 };
  }

  /** The same weights as the layout has: a claim counts more than standing together. */
  function weigh(pair) {
    let weight = pair.known.length ? 0.5 : 0;
    for (const claim of pair.claims) {
      weight += (claim.status === "Unsupported" ? 1 : 2) + Math.log2(1 + KG.said(claim)) / 2;
    }
    if (pair.together) weight += Math.log2(1 + pair.together.sentences) / 2 + Math.log2(1 + pair.together.paragraphs) / 8;
    return weight;
  }

  /** An entity by its id, or by one that it had before. */
  KG.known = (id) => (KG.data.nodes.has(id) ? id : Object.hasOwn(KG.data.former, id) ? KG.data.former[id] : null);
  /** How many sentences a claim rests on, those beyond the page's cap included. */
  KG.said = (claim) => claim.evidence.length + claim.more;
  /** In what two were named together: sentences when there are any, else the wider window. */
  KG.window = (together) => (together.sentences ? KG.count(together.sentences, "sentence")
    : together.paragraphs ? KG.count(together.paragraphs, "paragraph") : KG.count(together.documents, "document"));
  KG.other = (pair, id) => (pair.a === id ? pair.b : pair.a);
  KG.pairOf = (a, b) => KG.data.pairs.get((a < b ? [a, b] : [b, a]).map((id) => KG.data.nodes.get(id).at).join(" "));
  KG.label = (id) => (KG.data.nodes.get(id) || { label: id }).label;

  /** How a claim reads from one of its ends: "developed by", or "developed" from the other. */
  KG.reading = (predicate, forward) => {
    const known = KG.data.predicates[predicate] || {};
    if (forward || known.symmetric) return KG.words(predicate);
    return known.inverse ? KG.words(known.inverse) : `is what … ${KG.words(predicate)}`;
  };

  /** The same of a claim itself: one that all its sentences deny says so wherever it is named. */
  KG.stating = (claim, forward) => KG.reading(claim.predicate, forward) + (claim.denied ? " (denied)" : "");

  /** Read the rest of a large graph. */
  KG.readRest = () => {
    parse("rest");
    KG.data = assemble();
    index = null;
  };

  try {
    parse("data");
    KG.data = assemble();
  } catch (error) {
    // Say so instead of showing nothing; without data the rest of the page does not start.
    document.getElementById("body").append(KG.el("section", { class: "empty", role: "alert" }, KG.el("h2", { text: "This graph cannot be shown" }), KG.el("p", { text: error.message })));
    return;
  }

  // -- search over labels, aliases and hidden names --

  index = null; // made at the first search: most readers of a large graph look before they type

  function indexed() {
    if (index) return index;
    index = [];
    for (const node of KG.data.ranked) {
      const seen = new Set();
      const add = (text, rank) => {
        const folded = KG.fold(text);
        if (folded && !seen.has(folded)) {
          seen.add(folded);
          index.push({ node, text, rank, folded, tight: folded.replace(/ /g, "") });
        }
      };
      add(node.label, 0);
      node.aliases.forEach((alias) => add(alias, 1));
      node.hidden.forEach((hidden) => add(hidden, 2));
      add(node.id, 2);
    }
    for (const [old, id] of Object.entries(KG.data.former)) {
      const folded = KG.fold(old);
      index.push({ node: KG.data.nodes.get(id), text: old, rank: 2, folded, tight: folded.replace(/ /g, "") });
    }
    return index;
  }

  /** Entities whose names hold the query: whole names first, then beginnings, words, and parts. */
  KG.find = (query) => {
    const folded = KG.fold(query);
    const tight = folded.replace(/ /g, "");
    if (!tight) return [];
    const best = new Map();
    for (const entry of indexed()) {
      let score = -1;
      if (entry.tight === tight) score = 0;
      else if (entry.folded.startsWith(folded) || entry.tight.startsWith(tight)) score = 1;
      else if (entry.folded.includes(" " + folded)) score = 2;
      else if (entry.tight.includes(tight)) score = 3;
      if (score < 0) continue;
      // Who is written about comes before who is only known, when both bear the very name.
      score = score * 4 + (score === 0 && entry.rank < 2 ? (entry.node.mentions ? 0 : 2) : 0) + entry.rank;
      const held = best.get(entry.node.id);
      if (!held || score < held.score) best.set(entry.node.id, { node: entry.node, score, by: entry.rank ? entry.text : "" });
    }
    return [...best.values()].sort((a, b) => a.score - b.score || b.node.strength - a.node.strength || (a.node.id < b.node.id ? -1 : 1));
  };
})(window.KG);
