// Where the words of an exchange stand under its waveform; exchange/word_rows.py does the same in cells.

export const ROWS = 3;
// In pixels a second: with three rows, as dense as anybody speaks, and as wide as a single word needs.
const LEAST_SCALE = 75;
const MOST_SCALE = 160;
/** In pixels: a page draws no more. */
const WIDEST = 100_000;
const STEP = 1.25;
/** As far from its time as a word may stand before all of the exchange is drawn wider, in pixels. */
const MOST_SHIFT = 60;
/** Between words of a row, in pixels. */
const GAP = 4;
const LEADER_SHIFT = 3;

/** @typedef {{left: number, row: number}} WordPlace pixels from the left, and the row from above */

/**
 * Return where words stand: none is left out, none on another, and each behind those that begin before. A word stands
 * under its time, in the first row that has room there; where none has, in that which has room first.
 * @param {number[]} starts in seconds, in any order @param {number[]} widths in pixels
 * @param {number} scale in pixels a second @param {number} [rows]
 * @returns {WordPlace[]}
 */
export function rowsOf(starts, widths, scale, rows = ROWS) {
  const ends = new Array(rows).fill(0);
  /** @type {WordPlace[]} */
  const places = new Array(starts.length);
  const order = starts.map((_, i) => i).sort((a, b) => starts[a] - starts[b]);
  for (const i of order) {
    const at = starts[i] * scale;
    const free = ends.findIndex((end) => end <= at);
    const row = free >= 0 ? free : ends.indexOf(Math.min(...ends));
    const left = Math.max(at, ends[row]);
    ends[row] = left + widths[i] + GAP;
    places[i] = { left, row };
  }
  return places;
}

/**
 * Return how many pixels a second takes: all in sight if that can be read, wider where words need it.
 * @param {number} seconds how long the exchange is @param {number} width that can be seen at once, in pixels
 * @param {number[]} starts @param {number[]} widths of the words, as for `rowsOf`
 */
export function scaleOf(seconds, width, starts, widths) {
  if (seconds <= 0) return LEAST_SCALE;
  const most = Math.min(MOST_SCALE, WIDEST / seconds);
  let scale = Math.min(most, Math.max(LEAST_SCALE, width / seconds));
  while (scale < most && farthest(starts, widths, scale) > MOST_SHIFT) scale = Math.min(most, scale * STEP);
  return scale;
}

/**
 * Say whether a word stands so far from its time that a line has to lead there.
 * @param {WordPlace} place @param {number} start @param {number} scale
 */
export function needsLeader({ left }, start, scale) {
  return left - start * scale > LEADER_SHIFT;
}

/** @param {number[]} starts @param {number[]} widths @param {number} scale */
function farthest(starts, widths, scale) {
  return rowsOf(starts, widths, scale).reduce((most, { left }, i) => Math.max(most, left - starts[i] * scale), 0);
}
