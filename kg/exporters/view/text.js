"use strict";
// Words and elements. Whatever a record holds becomes text through textContent and nothing else; the page never
// makes markup from a string.

window.KG = {};

(function (KG) {
  const SVG = "http://www.w3.org/2000/svg";

  function fill(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (name === "text") element.textContent = value;
      else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else element.setAttribute(name, value === true ? "" : String(value));
    }
    for (const child of children.flat(3)) {
      if (child !== null && child !== undefined && child !== false) element.append(child);
    }
    return element;
  }

  /** Make an element; strings among the children become text. */
  KG.el = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
  KG.svg = (tag, attributes, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

  /** A name, in its own direction whatever the script. */
  KG.name = (text, limit) => KG.el("bdi", { text: limit ? KG.clip(text, limit) : text, title: limit && text.length > limit ? KG.clip(text, 500) : null });

  /** A link that leaves the page: http and https only, else plain text. */
  KG.outward = (address, text) => {
    let safe = "";
    try {
      const url = new URL(address);
      if (url.protocol === "http:" || url.protocol === "https:") safe = url.href;
    } catch { /* not an address */ }
    if (!safe) return KG.el("span", { dir: "auto", text });
    return KG.el("a", { href: safe, rel: "noopener noreferrer", target: "_blank", dir: "auto", text });
  };

  KG.button = (label, onclick, attributes) => KG.el("button", { type: "button", onclick, ...attributes }, label);

  const ICONS = {
    plus: "M10 4v12M4 10h12", minus: "M4 10h12", fit: "M4 8V4h4M12 4h4v4M16 12v4h-4M8 16H4v-4",
    path: "M5 15a2 2 0 1 0 .01 0M15 5a2 2 0 1 0 .01 0M6.5 13.5l7-7", link: "M8.5 11.5l3-3M9 6l1.5-1.5a3.2 3.2 0 0 1 5 5L14 11M11 14l-1.5 1.5a3.2 3.2 0 0 1-5-5L6 9",
    save: "M10 3v9M6 9l4 4 4-4M4 16h12", table: "M3.5 5h13v10h-13zM3.5 8.5h13M8 5v10", back: "M11 5l-5 5 5 5M6 10h9",
    play: "M7 5l8 5-8 5z", stop: "M6 6h8v8H6z",
    help: "M7.5 7.5a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8M10 14.5v.2", close: "M5 5l10 10M15 5L5 15",
  };
  KG.icon = (name) => KG.svg("svg", { class: "icon", viewBox: "0 0 20 20", "aria-hidden": "true" }, KG.svg("path", { d: ICONS[name] }));

  /** Cut at a number of characters, never inside one. */
  KG.clip = (text, limit) => {
    if (text.length <= limit) return text;
    const characters = Array.from(text);
    return characters.length <= limit ? text : characters.slice(0, limit - 1).join("").trimEnd() + "…";
  };

  /** Fold case, accents, hyphens and spaces, so that "gpt4o" style typing finds names. */
  KG.fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[\s\-_‐-―·./]+/gu, " ").trim();

  KG.words = (identifier) => identifier.replace(/_/g, " ");
  const grouped = new Intl.NumberFormat("en");
  KG.number = (n) => grouped.format(n);
  KG.count = (n, one, many) => `${KG.number(n)} ${n === 1 ? one : many || one + "s"}`;

  const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
  KG.month = (text) => `${MONTHS[Number(text.slice(5, 7)) - 1] || "?"} ${text.slice(0, 4)}`;
  KG.day = (text) => (text ? `${Number(text.slice(8, 10))} ${KG.month(text)}` : "no date");
  KG.span = (first, last) => (!first ? "" : first === last || !last ? KG.day(first) : `${KG.day(first)} – ${KG.day(last)}`);

  /** A quotation with the two names marked; marks are [start, end, role] in UTF-16 units. */
  KG.quote = (quote, marks) => {
    if (quote === "…") return KG.el("p", { class: "quiet", text: "Not quoted here: as much of this text is quoted as may be passed on." });
    const parts = [];
    let at = 0;
    for (const [start, end, role] of marks || []) {
      if (start < at || end > quote.length) continue;
      parts.push(quote.slice(at, start), KG.el("mark", { class: role, text: quote.slice(start, end) }));
      at = end;
    }
    parts.push(quote.slice(at));
    return KG.el("blockquote", { dir: "auto" }, parts);
  };

  /** Tell a screen reader. */
  KG.say = (text) => { document.getElementById("live").textContent = text; };

  /** Show a line over the map for a while, and say it. */
  let timer = 0;
  KG.notice = (text, lasting) => {
    const box = document.getElementById("notice");
    box.textContent = text;
    box.hidden = !text;
    clearTimeout(timer);
    if (text) KG.say(text);
    if (text && !lasting) timer = setTimeout(() => { box.hidden = true; }, 4000);
  };

  KG.calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
  KG.narrow = () => matchMedia("(max-width: 760px)").matches;

  /** A table whose columns sort. columns: {label, value(row), show(row), numeric, wide}; the wide ones are left out on a phone. */
  KG.table = ({ caption, columns, rows, limit, sort, onrow }) => {
    const table = KG.el("table");
    const body = KG.el("tbody");
    let shown = limit || 50;
    let [by, down] = sort || [0, false];
    const more = KG.el("p", { class: "more" });
    const draw = () => {
      const { value } = columns[by];
      const sorted = [...rows].sort((a, b) => {
        const [x, y] = [value(a), value(b)];
        const order = typeof x === "number" ? x - y : String(x).localeCompare(String(y), "en", { numeric: true });
        return down ? -order : order;
      });
      body.replaceChildren(...sorted.slice(0, shown).map((row) =>
        KG.el("tr", null, columns.map((c) => KG.el("td", { class: looks(c) }, c.show ? c.show(row) : String(c.value(row)))))));
      heads.forEach((head, k) => head.setAttribute("aria-sort", k === by ? (down ? "descending" : "ascending") : "none"));
      more.replaceChildren();
      if (shown < rows.length) {
        more.append(KG.button(`Show ${KG.number(Math.min(200, rows.length - shown))} more of ${KG.number(rows.length)}`, () => { shown += 200; draw(); }, { class: "plain" }));
      }
    };
    const looks = (c) => [c.numeric ? "number" : "", c.wide ? "wide" : ""].filter(Boolean).join(" ") || null;
    const heads = columns.map((c, k) => KG.el("th", { scope: "col", class: looks(c) },
      KG.button(c.label, () => { down = by === k ? !down : Boolean(c.numeric); by = k; draw(); })));
    table.append(KG.el("caption", { class: "unseen", text: caption }), KG.el("thead", null, KG.el("tr", null, heads)), body);
    draw();
    return KG.el("div", { class: "table" }, table, more);
  };

  /** Up and down move through the buttons and links of a list. */
  KG.arrows = (list, selector) => {
    list.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step || event.target.matches("input, select")) return;
      const items = [...list.querySelectorAll(selector)];
      const at = items.indexOf(event.target.closest(selector));
      if (at < 0) return;
      event.preventDefault();
      (items[at + step] || items[at]).focus();
    });
    return list;
  };
})(window.KG);
