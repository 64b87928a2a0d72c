"use strict";
// A short tour, for who asks for it: five cards, each beside what it speaks of.

(function (KG) {
  if (!KG.data) return;
  const el = KG.el;
  const GAP = 14;
  const STOPS = [
    { at: "#finder", sheet: "low", title: "Find a name", text: "Type any name, alias or handle. Enter opens its card: who made it, what it is based on, and the sentences that say so." },
    { at: "#map", sheet: "low", title: "Read the map", text: "Shape and colour say what something is, size how strongly it is linked. An arrow is a statement, a thin line only means named together. Press a mark or a line to read the words." },
    { at: "#body .time", sheet: "half", title: "See what was new", text: "Press a month: the map shows who is named in it, and the list below who and what is new. Play runs through the months." },
    { at: "[data-tool=path]", sheet: "low", title: "Ask why", text: "Name two, and read the shortest chain of statements between them, with the quotes." },
    { at: "[data-tool=link]", sheet: "low", title: "Take it along", text: "A copied link opens exactly this view. Save gives a picture, a drawing or tables. The question mark has the keys." },
  ];
  const card = el("div", { id: "tour", role: "dialog", "aria-labelledby": "tour-title", hidden: true });
  document.body.append(card);
  let stops = [];
  let at = -1;
  let before = null; // what had the keyboard

  KG.tour = () => {
    before = document.activeElement;
    KG.home();
    stops = STOPS.filter((stop) => document.querySelector(stop.at));
    go(0);
  };

  function close() {
    at = -1;
    card.hidden = true;
    ring(null);
    if (before && before.isConnected) before.focus();
  }

  function ring(target) {
    document.querySelectorAll(".toured").forEach((item) => item.classList.remove("toured"));
    if (target) target.classList.add("toured");
  }

  function go(k) {
    if (k >= stops.length) { close(); return; }
    at = k;
    const stop = stops[k];
    KG.sheet(stop.sheet);
    const target = document.querySelector(stop.at);
    ring(target);
    target.scrollIntoView({ block: "nearest" });
    const last = k === stops.length - 1;
    card.replaceChildren(
      el("p", { class: "quiet", text: `${k + 1} of ${stops.length}` }), el("h2", { id: "tour-title", text: stop.title }), el("p", { text: stop.text }),
      el("p", { class: "range" },
        KG.button(last ? "Done" : "Next", () => go(k + 1), { class: "main", "data-tour": "on" }),
        k ? KG.button("Back", () => go(k - 1), { class: "plain" }) : null,
        last ? null : KG.button("Skip", close, { class: "plain" })));
    card.hidden = false;
    place(target);
    card.querySelector("[data-tour]").focus();
    // The sheet of a phone takes a moment to come to rest.
    if (KG.narrow()) setTimeout(() => { if (at === k) place(target); }, 280);
  }

  /** Beside what it speaks of, where there is room: right of it, below, above, else in the middle. */
  function place(target) {
    const r = target.getBoundingClientRect();
    const [w, h, wide, high] = [card.offsetWidth, card.offsetHeight, window.innerWidth, window.innerHeight];
    const whole = r.width > wide / 2 && r.height > high / 2;
    let [x, y] = [(r.left + r.right - w) / 2, (r.top + r.bottom - h) / 2];
    if (!whole && r.right + GAP + w < wide) [x, y] = [r.right + GAP, r.top];
    else if (!whole) [x, y] = [r.left, r.bottom + GAP + h < high ? r.bottom + GAP : r.top - GAP - h];
    card.style.left = `${Math.max(12, Math.min(x, wide - w - 12))}px`;
    card.style.top = `${Math.max(12, Math.min(y, high - h - 12))}px`;
  }

  card.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    else if (event.key === "ArrowRight") go(at + 1);
    else if (event.key === "ArrowLeft" && at) go(at - 1);
    else return;
    event.stopPropagation();
    event.preventDefault();
  });
  window.addEventListener("resize", () => { if (at >= 0) place(document.querySelector(stops[at].at)); });
})(window.KG);
