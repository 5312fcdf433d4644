// What is chosen of a comparison's table, and what is said of it.

/**
 * What of a column is chosen: the places of its values, or numbers from and to.
 * @typedef {{values: number[], low: number | null, high: number | null}} ChosenValues
 */
/** @typedef {Record<string, ChosenValues>} Where */
/**
 * What is chosen, as controls.py sends it.
 * @typedef {object} ChosenView
 * @property {string} search
 * @property {Where} where
 * @property {string[]} only
 * @property {string} sort empty for the order in which they were asked
 * @property {boolean} descending
 * @property {number[]} difference the places of two columns, or nothing
 * @property {number} page_size
 */
/** @typedef {{page: number, pages: number, rows_found: number, rows_in_all: number, cells_found: number}} Counts */

/** @type {ChosenValues} */
const NOTHING = { values: [], low: null, high: null };
const PAGE_SIZES = [10, 25, 50, 100];
const LONGEST_REASON = 80;

/** What shows all there is. */
export const EVERYTHING = { search: "", where: {}, only: [] };

/**
 * Return the filters with a value chosen, or not.
 * @param {Where} where @param {string} name @param {number} place @param {boolean} isChosen
 * @returns {Where}
 */
export function withValue(where, name, place, isChosen) {
  const chosen = where[name] ?? NOTHING;
  const others = chosen.values.filter((each) => each !== place);
  return { ...where, [name]: { ...chosen, values: isChosen ? [...others, place] : others } };
}

/**
 * Return the filters with another end of a range, as it was typed.
 * @param {Where} where @param {string} name @param {"low" | "high"} end @param {string} typed
 * @returns {Where}
 */
export function withEnd(where, name, end, typed) {
  const number = typed.trim() === "" ? Number.NaN : Number(typed);
  return { ...where, [name]: { ...(where[name] ?? NOTHING), [end]: Number.isNaN(number) ? null : number } };
}

/** @param {Where} where @param {string} name @param {number} place */
export function hasValue(where, name, place) {
  return (where[name] ?? NOTHING).values.includes(place);
}

/** @param {Where} where @param {string} name @param {"low" | "high"} end */
export function endText(where, name, end) {
  return String((where[name] ?? NOTHING)[end] ?? "");
}

/**
 * Return a list with something in it, or without.
 * @param {string[]} list @param {string} name @param {boolean} isIn
 */
export function withName(list, name, isIn) {
  const others = list.filter((each) => each !== name);
  return isIn ? [...others, name] : others;
}

/**
 * Return which two of some columns are compared when one is chosen as the first or the second; -1 is none.
 * @param {number[]} difference what was compared before @param {0 | 1} side @param {number} place @param {number} count
 * @returns {number[]}
 */
export function withColumn(difference, side, place, count) {
  if (place < 0 || count < 2) return [];
  const before = difference[1 - side];
  const isFree = before !== undefined && before !== place;
  const other = isFree ? before : [...Array(count).keys()].find((each) => each !== place) ?? 0;
  return side === 0 ? [place, other] : [other, place];
}

/** Whether a part is shown of what there is. @param {ChosenView} view */
export function isNarrowed({ search, where, only }) {
  return search.trim() !== "" || only.length > 0 || Object.keys(where).length > 0;
}

/** @param {Where} where */
export function filtersText(where) {
  const count = Object.keys(where).length;
  return count ? `Filters (${count})` : "Filters";
}

/** How much is found of how much there is. @param {Counts} counts @param {ChosenView} view */
export function countText({ rows_found, rows_in_all, cells_found }, view) {
  const all = rows_in_all.toLocaleString("en");
  if (!isNarrowed(view)) return rows_in_all === 1 ? "1 row" : `${all} rows`;
  if (rows_found === 0) return `None of ${all} rows has what is looked for`;
  const cells = cells_found === 1 ? "1 cell" : `${cells_found.toLocaleString("en")} cells`;
  return `${rows_found.toLocaleString("en")} of ${all} rows, ${cells} found`;
}

/** @param {Counts} counts */
export function pageText({ page, pages }) {
  return `Page ${page.toLocaleString("en")} of ${pages.toLocaleString("en")}`;
}

/**
 * What the marks of words mean, and the order of rows; empty where no columns are compared.
 * @param {ChosenView} view @param {string[]} heads @param {boolean} sortsByDifference
 */
export function legendText({ difference, sort }, heads, sortsByDifference) {
  if (difference.length === 0) return "";
  const marks = `Struck out: only in “${heads[0]}”. Underlined: only in “${heads[1]}”.`;
  return sortsByDifference ? `${marks} Rows are sorted by ${sort} of the second less that of the first.` : marks;
}

/** The sizes of pages to choose from. @param {number} size the present one */
export function pageSizes(size) {
  return [...new Set([...PAGE_SIZES, size])].sort((a, b) => a - b);
}

/** The beginning of a long reason, and whether there is more of it. @param {string} reason */
export function reasonShown(reason) {
  const letters = [...reason];
  const isCut = letters.length > LONGEST_REASON;
  return { text: isCut ? `${letters.slice(0, LONGEST_REASON - 1).join("")}…` : reason, isCut };
}

/** What stands ahead of a score: a sign to be seen, and a word to be read out. @param {"" | "right" | "wrong"} verdict */
export function verdictSign(verdict) {
  return { sign: { "": "", right: "✓", wrong: "✗" }[verdict], word: verdict };
}
