// In which order what is shown of a session stands, in whatever order its messages arrive.

/** @typedef {{turn: number, notice: number}} Place behind which turn a notice came up; a turn itself is notice 0 */

/**
 * Compare two places: the turns by their numbers, the notices of each behind it.
 * @param {Place} a @param {Place} b
 */
export function byPlace(a, b) {
  return a.turn - b.turn || a.notice - b.notice;
}

/**
 * Return the one that something is to stand before; `undefined` if it comes last.
 * @template T @param {Iterable<T>} shown those that stand already, in any order @param {T} added
 * @param {(a: T, b: T) => number} order
 */
export function nextOf(shown, added, order) {
  return [...shown].filter((each) => order(each, added) > 0).sort(order).at(0);
}
