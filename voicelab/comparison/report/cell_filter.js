// Which cells of a report are shown: by the words that are searched for, by what became of them, page by page.

/** @typedef {{text: string, marks: string[]}} Cell */

const ACCENTS = /[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f\u2066-\u2069]/g;
const VOWEL_SIGNS = /(?=\p{M})[\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]/gu;
/** Letters that keyboards take for each other; a final sigma is a sigma. @type {Record<string, string>} */
const ALIKE = { ک: "ك", ی: "ي", ى: "ي", ٱ: "ا", ة: "ه", "\u0640": "", ς: "σ" };
const ALIKE_LETTERS = new RegExp(`[${Object.keys(ALIKE).join("")}]`, "g");
const TERM = /["“”„«»]([^"“”„«»]*)["“”„«»]?|\S+/g;

/**
 * Return a text in the form in which it is searched: without case, accents, line breaks and marks of direction.
 * As search_form.py does.
 * @param {string} text
 */
export function searchForm(text) {
  const folded = text.normalize("NFKC").toUpperCase().toLowerCase();
  const letters = folded.normalize("NFD").replace(ACCENTS, "").replace(VOWEL_SIGNS, "");
  const alike = letters.replace(ALIKE_LETTERS, (letter) => ALIKE[letter]);
  return alike.normalize("NFC").replace(/\s+/g, " ").trim();
}

/**
 * Return what is looked for by what somebody typed: words, and phrases between quotation marks. As search_form.py does.
 * @param {string} typed
 */
export function searchTerms(typed) {
  return Array.from(typed.matchAll(TERM), ([whole, phrase]) => searchForm(phrase ?? whole)).filter(Boolean);
}

/**
 * Return the places of the cells that have all words and phrases and the mark, in their order.
 *
 * `search` is what somebody typed, `mark` what cells must be marked with; none of both where it is empty.
 * @param {Cell[]} cells @param {string} search @param {string} mark
 */
export function matching(cells, search, mark) {
  const terms = searchTerms(search);
  /** @type {number[]} */
  const places = [];
  cells.forEach(({ text, marks }, place) => {
    const isMarked = !mark || marks.includes(mark);
    if (isMarked && terms.every((term) => text.includes(term))) places.push(place);
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
