/* A digit fills the row and moves to the next; without this file the Tab key does. */
"use strict";

(() => {
  const rows = [...document.querySelectorAll("[data-keying] .rows input")];
  for (const [at, row] of rows.entries()) {
    row.addEventListener("focus", () => row.select());
    row.addEventListener("input", () => {
      const isWhole = row.value !== "" && row.checkValidity();
      row.setAttribute("aria-invalid", String(row.value !== "" && !isWhole));
      if (!isWhole) return row.select();
      const next = rows[at + 1] || row.form.querySelector(".actions button");
      return next.focus();
    });
    row.addEventListener("keydown", (event) => {
      const to = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
      if (rows[to]) {
        event.preventDefault();
        rows[to].focus();
      }
    });
  }
})();
