// The rows of the exchange table: what stands in them, and which are shown.

import { CUT_IN } from "./latency_bar.js";
import { secondsText } from "../page/units.js";

/**
 * An exchange, as exchange_table.py sends it.
 * @typedef {object} Row
 * @property {number} turn
 * @property {string} heard
 * @property {string} reply
 * @property {string} error why it failed; empty if it did not
 * @property {number | null} tokens
 * @property {string | null} finish
 * @property {number | null} latency
 * @property {boolean} cut_in whether the reply began before the user was done
 * @property {boolean} sound whether the reply can be played
 */

/**
 * Columns, each with its text and whether it is measured, or what was said; the last one holds the button that plays.
 * @type {{name: string, isNumber?: boolean, isSpeech?: boolean, text: (row: Row) => string,
 *   unit?: (row: Row) => string}[]}
 */
export const COLUMNS = [
  { name: "#", isNumber: true, text: (row) => String(row.turn) },
  { name: "heard", isSpeech: true, text: (row) => row.heard },
  { name: "reply", isSpeech: true, text: (row) => row.reply },
  {
    name: "tokens",
    isNumber: true,
    text: (row) => String(row.tokens ?? ""),
    unit: (row) => (row.tokens === 1 ? "token" : "tokens"),
  },
  { name: "finish", text: (row) => row.finish ?? "" },
  { name: "latency", isNumber: true, text: (row) => (row.cut_in ? CUT_IN : secondsText(row.latency)) },
];

/**
 * Return the turn whose row goes when there are more than `most`; `undefined` while there is room.
 * @param {Iterable<number>} turns @param {number} most
 */
export function rowToDrop(turns, most) {
  const all = [...turns];
  return all.length > most ? Math.min(...all) : undefined;
}

/**
 * Say how many exchanges there were, and how many of them are shown.
 * @param {Iterable<number>} shown their turns
 */
export function countText(shown) {
  const turns = [...shown];
  if (turns.length === 0) return "No exchanges yet";
  const all = Math.max(...turns);
  const text = all === 1 ? "1 exchange" : `${all} exchanges`;
  return all > turns.length ? `${text}, the last ${turns.length} shown` : text;
}
