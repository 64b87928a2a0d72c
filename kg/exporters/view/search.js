"use strict";
// Search as you type: a text field with a list under it, used at the head of the panel and for the ends of a path.

(function (KG) {
  const MOST = 40;
  let serial = 0;

  /** Make a field into a search over all names. onpick gets the entity; onclear a field that was emptied. */
  KG.combo = (input, { onpick, keep = false, fallback = () => [] }) => {
    serial += 1;
    const list = KG.el("ul", { id: `found-${serial}`, class: "found", role: "listbox", "aria-label": "Entities found", hidden: true });
    const count = KG.el("p", { class: "hits", hidden: true });
    const drop = KG.el("div", { class: "drop" }, count, list);
    input.after(drop);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-autocomplete", "list");
    let found = [];
    let at = -1;

    const close = () => {
      list.hidden = true;
      count.hidden = true;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };

    const mark = (k) => {
      at = k;
      [...list.children].forEach((item, n) => item.setAttribute("aria-selected", n === k ? "true" : "false"));
      if (k >= 0 && list.children[k]) {
        input.setAttribute("aria-activedescendant", list.children[k].id);
        list.children[k].scrollIntoView({ block: "nearest" });
      } else input.removeAttribute("aria-activedescendant");
    };

    const pick = (k) => {
      const hit = found[k];
      if (!hit) return;
      input.value = keep ? hit.node.label : "";
      close();
      onpick(hit.node);
    };

    const show = () => {
      const query = input.value;
      found = KG.fold(query) ? KG.find(query) : fallback();
      const empty = !KG.fold(query);
      if (empty && !found.length) { close(); if (!query) KG.say(""); return; }
      list.replaceChildren(...found.slice(0, MOST).map((hit, k) =>
        KG.el("li", { id: `${list.id}-${k}`, role: "option", "aria-selected": "false", onpointerdown: (event) => event.preventDefault(), onclick: () => pick(k) },
          KG.badge(hit.node.type, hit.node.provisional),
          KG.el("span", { class: "what" }, KG.name(hit.node.label, 80), hit.by ? KG.el("span", { class: "by" }, "also ", KG.name(hit.by, 60)) : null),
          KG.el("span", { class: "kind" }, hit.node.type, KG.el("span", { class: "much", title: "mentions", text: KG.number(hit.node.mentions) })))));
      count.textContent = found.length === 0 ? `Nothing is called “${KG.clip(query.trim(), 40)}”.`
        : found.length > MOST ? `${KG.number(found.length)} found, the first ${MOST} shown` : empty ? "" : `${KG.number(found.length)} found`;
      count.hidden = !count.textContent;
      list.hidden = found.length === 0;
      input.setAttribute("aria-expanded", String(found.length > 0));
      KG.say(count.textContent);
      mark(found.length && !empty ? 0 : -1);
    };

    input.addEventListener("input", show);
    // A field that holds what was chosen waits for the first key: its list would cover the answer.
    input.addEventListener("focus", () => { if ((input.value && !keep) || fallback().length) show(); });
    input.addEventListener("blur", () => setTimeout(close, 80));
    input.addEventListener("keydown", (event) => {
      const size = Math.min(found.length, MOST);
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (list.hidden) show();
        if (size) mark((at + (event.key === "ArrowDown" ? 1 : size - 1) + (at < 0 && event.key === "ArrowUp" ? 1 : 0)) % size);
        event.preventDefault();
      } else if (event.key === "Enter") {
        if (!list.hidden && at >= 0) pick(at);
        event.preventDefault();
      } else if (event.key === "Escape" && (input.value || !list.hidden)) {
        input.value = "";
        close();
        event.stopPropagation();
        event.preventDefault();
      }
    });
    return { close };
  };
})(window.KG);
