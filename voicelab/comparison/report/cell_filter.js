// Which cells of a report are shown: by the words that are searched for, by what became of them, page by page.

/** @typedef {{text: string, marks: string[]}} Cell */

/**
 * Return a text in the form in which it is searched: without case, accents, line breaks and marks of direction.
 * @param {string} text
 */
export function searchForm(text) {
  const plain = text.normalize("NFKD").replace(/[\u0300-\u036f\u2066-\u2069]/g, "");
  return plain.toLowerCase().replace(/\s+/g, " ").trim();
}

/**
 * Return the places of the cells that have all words and the mark, in their order.
 *
 * `search` is what somebody typed, `mark` what cells must be marked with; none of both where it is empty.
 * @param {Cell[]} cells @param {string} search @param {string} mark
 */
export function matching(cells, search, mark) {
  const words = searchForm(search).split(" ").filter(Boolean);
  /** @type {number[]} */
  const places = [];
  cells.forEach(({ text, marks }, place) => {
    const isMarked = !mark || marks.includes(mark);
    if (isMarked && words.every((word) => text.includes(word))) places.push(place);
  });
  return places;
}

/**
 * Return which of some cells are on a page, the nearest that there is, and what is said of them.
 * @param {number} count @param {number} total @param {number} page from 1 @param {number} size
 */
export function pageOf(count, total, page, size) {
  const pages = Math.max(1, Math.ceil(count / size));
  const shown = Math.min(Math.max(1, page), pages);
  const first = shown === 1 ? 0 : (shown - 1) * size;
  const end = Math.min(count, first + size);
  const all = total.toLocaleString("en");
  const found = count === total ? `${all} cells` : `${count.toLocaleString("en")} of ${all} cells`;
  const some = count > 0 && end - first < count;
  const which = some ? `: ${(first + 1).toLocaleString("en")} to ${end.toLocaleString("en")}` : "";
  return { page: shown, pages, first, end, status: `${found}${which}` };
}
