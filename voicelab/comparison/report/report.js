// The cells of a report: searched, filtered, page by page. Without this script all are on one page.

import { matching, pageOf, searchForm } from "./cell_filter.js";

/** @template {Element} Kind @param {ParentNode} within @param {string} name @param {new () => Kind} kind */
function control(within, name, kind) {
  const found = within.querySelector(`[name="${name}"]`);
  if (!(found instanceof kind)) throw new TypeError(`the report has no ${name}`);
  return found;
}

/** @typedef {import("./cell_filter.js").Cell} Cell */

class CellsView {
  /** @param {HTMLFormElement} tools @param {HTMLTableSectionElement} body */
  constructor(tools, body) {
    this.rows = [...body.rows];
    this.search = control(tools, "search", HTMLInputElement);
    this.mark = control(tools, "mark", HTMLSelectElement);
    this.size = control(tools, "size", HTMLSelectElement);
    this.previous = control(tools, "previous", HTMLButtonElement);
    this.next = control(tools, "next", HTMLButtonElement);
    this.status = control(tools, "status", HTMLOutputElement);
    this.page = 1;
    /** @type {Cell[] | undefined} */
    this.made = undefined;
    /** @type {HTMLTableRowElement[]} */
    this.shown = [];
    tools.addEventListener("submit", (event) => event.preventDefault());
    for (const each of [this.search, this.mark, this.size]) each.addEventListener("input", () => this.turnTo(1));
    this.previous.addEventListener("click", () => this.turnTo(this.page - 1));
    this.next.addEventListener("click", () => this.turnTo(this.page + 1));
    this.turnTo(1);
  }

  /** What is searched in; made at the first search, since it takes a while. */
  get cells() {
    this.made ??= this.rows.map((row) => ({
      text: [...row.cells].map((cell) => searchForm(cell.textContent)).join("\n"), // no phrase goes on in the next
      marks: (row.dataset.marks ?? "").split(" "),
    }));
    return this.made;
  }

  /** @param {number} page */
  turnTo(page) {
    const isWhole = !this.search.value && !this.mark.value;
    const found = isWhole ? this.rows.map((_, place) => place) : matching(this.cells, this.search.value, this.mark.value);
    const { first, end, pages, status, ...turned } = pageOf(found.length, this.rows.length, page, Number(this.size.value));
    for (const row of this.shown) row.classList.remove("shown");
    this.shown = found.slice(first, end).map((place) => this.rows[place]);
    for (const row of this.shown) row.classList.add("shown");
    this.page = turned.page;
    this.previous.disabled = this.page <= 1;
    this.next.disabled = this.page >= pages;
    if (this.status.value !== status) this.status.value = status;
  }
}

document.documentElement.classList.add("scripted");
addEventListener("DOMContentLoaded", () => {
  const tools = document.querySelector("form.tools");
  const body = document.querySelector("table.cells tbody");
  if (tools instanceof HTMLFormElement && body instanceof HTMLTableSectionElement) new CellsView(tools, body);
});
