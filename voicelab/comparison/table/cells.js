// The cells of a comparison's table.

import { element, errorText, setText } from "../../widgets/page/elements.js";
import { alignedWords } from "./aligned_words.js";
import { reasonShown, verdictSign } from "./state.js";

/** @import { Alignment } from "./aligned_words.js" */

/** @typedef {{text: string, mark: "" | "left-out" | "added"}} Piece */
/** @typedef {{name: string, value: string, verdict: "" | "right" | "wrong", reason: string}} CellScore */
/**
 * A cell, as cells.py sends it.
 * @typedef {object} TableCell
 * @property {number} number
 * @property {string} heard
 * @property {boolean} is_alignable
 * @property {Piece[]} reply
 * @property {string} facts
 * @property {string} error
 * @property {CellScore[]} scores
 * @property {boolean} has_sound
 * @property {boolean} is_found
 */
/** @typedef {{label: string, detail: string, known: [string, string][], cells: TableCell[][]}} TableRow */
/**
 * @typedef {object} CellTools
 * @property {(name: string) => HTMLElement} playButton
 * @property {(cell: number) => Promise<Alignment>} align
 * @property {boolean} marksFound whether cells that were looked for stand beside others
 */

const MARKS = /** @type {const} */ ({ "left-out": "del", added: "ins" });

/** @param {TableRow} row @param {CellTools} tools */
export function rowElement({ label, detail, known, cells }, tools) {
  const told = known.map(([name, text]) =>
    element("div", { className: "voicelab-known" }, `${name} `, element("bdi", {}, text)),
  );
  const head = element("th", { scope: "row" }, speech("", label), element("small", {}, detail), ...told);
  const columns = cells.map((several) => element("td", {}, ...several.map((cell) => cellElement(cell, tools))));
  return element("tr", {}, head, ...columns);
}

/** @param {TableCell} cell @param {CellTools} tools */
function cellElement(cell, { playButton, align, marksFound }) {
  const made = element("div", { className: "voicelab-cell" });
  if (marksFound && cell.is_found) {
    made.classList.add("voicelab-found");
    made.append(unseen("Found: "));
  }
  if (cell.heard) {
    const said = element("span", { className: "voicelab-name" }, "heard ");
    made.append(element("div", { className: "voicelab-heard" }, said, element("bdi", {}, cell.heard)));
  }
  made.append(replyElement(cell.reply));
  if (cell.error) made.append(speech("voicelab-error", cell.error));
  if (cell.scores.length) made.append(element("ul", {}, ...cell.scores.map(scoreElement)));
  const foot = element("div", { className: "voicelab-foot" });
  if (cell.has_sound) foot.append(playButton(String(cell.number)));
  foot.append(element("small", {}, cell.facts));
  made.append(foot);
  if (cell.is_alignable) made.append(alignmentElement(() => align(cell.number)));
  return made;
}

/** @param {Piece[]} pieces */
function replyElement(pieces) {
  const reply = speech("voicelab-reply", "");
  reply.append(...pieces.map(({ text, mark }) => (mark ? element(MARKS[mark], {}, text) : text)));
  return reply;
}

/** @param {CellScore} score */
function scoreElement({ name, value, verdict, reason }) {
  const { sign, word } = verdictSign(verdict);
  const made = element("li", {});
  if (sign) {
    const seen = element("span", { className: `voicelab-${verdict}` }, `${sign} `);
    seen.setAttribute("aria-hidden", "true");
    made.append(seen, unseen(`${word}: `));
  }
  made.append(element("span", { className: "voicelab-name" }, `${name} `), element("bdi", {}, value));
  if (reason) made.append(reasonElement(reason));
  return made;
}

/** @param {string} reason */
function reasonElement(reason) {
  const { text, isCut } = reasonShown(reason);
  if (!isCut) return speech("voicelab-reason", reason);
  const summary = element("summary", { dir: "auto" }, text);
  return element("details", { className: "voicelab-reason" }, summary, speech("", reason));
}

/** The words that were heard beside those that were said, once they are wanted. @param {() => Promise<Alignment>} align */
function alignmentElement(align) {
  const shown = element("div", {});
  shown.hidden = true;
  const button = element("button", { type: "button", ariaExpanded: "false" }, "Words heard");
  button.addEventListener("click", async () => {
    const isOpen = button.ariaExpanded !== "true";
    button.ariaExpanded = String(isOpen);
    shown.hidden = !isOpen;
    if (!isOpen || shown.childElementCount) return;
    try {
      shown.replaceChildren(alignedWords(await align()));
    } catch (error) {
      setText(shown, errorText(error));
    }
  });
  return element("div", { className: "voicelab-words" }, button, shown);
}

/** Something that was said, asked or typed, in its own direction. @param {string} className @param {string} text */
function speech(className, text) {
  return element("div", { className, dir: "auto" }, text);
}

/** @param {string} text for screen readers alone */
function unseen(text) {
  return element("span", { className: "voicelab-unseen" }, text);
}
