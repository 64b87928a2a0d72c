"use strict";
// The months one after the other: whoever is named for the first time joins the map, which stands still meanwhile.

(function (KG) {
  if (!KG.data) return;
  const STEP = 1200; // milliseconds for a month
  let timer = 0;
  let at = -1; // the month that is shown, while it plays
  let own = false; // whether the change under way is a step of this

  KG.playing = () => at >= 0;

  /** How many are named, and how many things stated, for the first time in a month. */
  function news(month) {
    const within = (day) => Boolean(day) && day.slice(0, 7) === month;
    const entities = KG.data.ranked.filter((node) => within(node.first)).length;
    let statements = 0;
    for (const pair of KG.data.pairs.values()) for (const claim of pair.claims) if (within(claim.first)) statements += 1;
    return `${KG.month(month)}: ${KG.count(entities, "new name")}, ${KG.count(statements, "new statement")}`;
  }

  function show() {
    const { months } = KG.data;
    own = true;
    KG.change({ since: 0, until: at }, { history: "none", silent: true });
    own = false;
    document.querySelectorAll("#body [data-month]").forEach((bar, m) => bar.setAttribute("aria-pressed", String(m <= at)));
    KG.notice(news(months[at]), true);
    timer = setTimeout(() => {
      if (at + 1 < months.length) { at += 1; show(); } else KG.stop(true);
    }, STEP);
  }

  function begin() {
    KG.change({ since: -1, until: -1, entity: null, pair: null, chain: null, group: null, depth: 0, table: false }, { history: "push" });
    KG.map.settle();
    KG.map.fit(false);
    at = 0;
    mark();
    show();
  }

  /** Stop where it is, or, at its end, with all months. */
  KG.stop = (ended) => {
    if (at < 0) return;
    clearTimeout(timer);
    at = -1;
    KG.change(ended ? { since: -1, until: -1 } : {});
  };

  const label = () => (at < 0 ? [KG.icon("play"), "Play"] : [KG.icon("stop"), "Stop"]);
  function mark() {
    const button = document.querySelector("#body [data-play]");
    if (button) button.replaceChildren(...label());
  }
  KG.playButton = () => KG.button(label(), () => (at < 0 ? begin() : KG.stop(false)), { class: "plain play", "data-play": "months", title: "Show the months one after the other" });

  // Whatever else the reader does ends it.
  KG.onchange(() => {
    if (own || at < 0) return;
    clearTimeout(timer);
    at = -1;
  });
})(window.KG);
