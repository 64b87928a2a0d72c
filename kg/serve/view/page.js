"use strict";
// Ctrl-Enter sends the query, and a query that runs says so. Without this script the page works as well.
const form = document.getElementById("ask");
if (form) {
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  form.addEventListener("submit", () => { document.getElementById("run").textContent = "Asking…"; });
  window.addEventListener("pageshow", () => { document.getElementById("run").textContent = "Ask"; });
}
