// What ExchangeTable shows.

import { element, errorText, setText } from "../page/elements.js";
import { WAITING, widgetOf } from "../page/page_view.js";
import { Sounds } from "../page/sounds.js";
import { ClampedTexts } from "./clamped_text.js";
import { COLUMNS, countText, rowToDrop } from "./exchange_rows.js";
import { nextOf } from "./turn_order.js";

/** @import { MessageStore } from "../page/page_view.js" */
/** @import { Row } from "./exchange_rows.js" */

/** @param {MessageStore} store @param {HTMLElement} el */
function showTable(store, el) {
  const sounds = new Sounds(store.model);
  // A style sheet that makes cards of the rows takes from them what a screen reader knows a table by.
  const body = withRole("rowgroup", element("tbody", {}));
  const head = withRole("row", element("tr", {}));
  for (const { name, isNumber } of COLUMNS) head.append(headOf(name, isNumber));
  head.append(headOf("play"));
  const caption = element("caption", {}, "Exchanges of this session, the latest first");
  const group = withRole("rowgroup", element("thead", {}, head));
  const table = withRole("table", element("table", {}, caption, group, body));
  const texts = new ClampedTexts(table);
  const count = element("span", {}, countText([]));
  const status = element("span", { role: "status" });
  const save = element("button", { type: "button" }, "Export CSV");
  const foot = element("div", { className: "voicelab-foot" }, count, status, save);
  const scroll = element("div", { className: "voicelab-scroll" }, table);
  scroll.tabIndex = 0;
  scroll.setAttribute("role", "group");
  scroll.setAttribute("aria-label", "Log");
  scroll.hidden = true;
  el.append(element("div", { className: "voicelab-table" }, scroll, foot));
  let isExportRequested = false;
  save.addEventListener("click", () => {
    isExportRequested = true;
    store.request({ type: "export" });
  });
  /** @type {Map<number, HTMLElement>} */
  const rows = new Map();
  const player = new Audio();

  /** @param {number} turn */
  async function play(turn) {
    try {
      setText(status, "");
      player.src = await sounds.get(String(turn));
      await player.play();
    } catch (error) {
      setText(status, errorText(error));
    }
  }

  /** @param {Row} row */
  function lineOf(row) {
    const line = withRole("row", element("tr", {}));
    for (const { name, isNumber, isSpeech, text, unit } of COLUMNS) {
      const made = cell(name, isNumber ? "voicelab-number" : "", isSpeech ? "" : text(row));
      if (isSpeech && text(row)) made.append(texts.make(text(row), `${name} ${row.turn}`));
      if (unit) made.dataset.unit = unit(row);
      line.append(made);
    }
    if (row.error) {
      const error = element("div", { className: "voicelab-error" }, texts.make(row.error, `error ${row.turn}`));
      line.querySelector('[data-name="reply"]')?.append(error);
    }
    const button = element("button", { type: "button", ariaLabel: `Play reply ${row.turn}` }, "▶");
    button.addEventListener("click", () => void play(row.turn));
    line.append(cell("play", "", row.sound ? button : ""));
    return line;
  }

  /** @param {{row: Row, most: number}} message */
  function addRow({ row, most }) {
    const line = lineOf(row);
    const before = rows.get(row.turn);
    const older = nextOf(rows.keys(), row.turn, (a, b) => b - a);
    if (before) before.replaceWith(line);
    else body.insertBefore(line, older === undefined ? null : (rows.get(older) ?? null));
    rows.set(row.turn, line);
    const dropped = rowToDrop(rows.keys(), most);
    if (dropped !== undefined) {
      rows.get(dropped)?.remove();
      rows.delete(dropped);
    }
    scroll.hidden = false;
    setText(count, countText(rows.keys()));
  }

  /** @type {DataView[]} */
  let pieces = [];

  /** @param {{name: string, last: boolean}} message @param {DataView[]} buffers */
  function download({ name, last }, buffers) {
    if (!isExportRequested) return; // another view of this table asked for it
    pieces.push(...buffers);
    if (!last) return;
    const url = URL.createObjectURL(new Blob(/** @type {BlobPart[]} */ (pieces), { type: "text/csv" }));
    pieces = [];
    isExportRequested = false;
    element("a", { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
    setText(status, `Saved as ${name}`);
  }

  /** @param {any} message @param {DataView[]} buffers */
  function receive(message, buffers) {
    if (message.type === "row") addRow(message);
    else if (message.type === "file") download(message, buffers);
  }

  /** @param {boolean} isWaiting */
  function showWaiting(isWaiting) {
    setText(status, isWaiting ? WAITING : "");
  }

  function close() {
    sounds.close();
    texts.close();
  }

  return { receive, showWaiting, close };
}

/**
 * @template {HTMLElement} Made
 * @param {string} role @param {Made} made
 */
function withRole(role, made) {
  made.setAttribute("role", role);
  return made;
}

/** @param {string} name @param {boolean} [isNumber] */
function headOf(name, isNumber) {
  const made = element("th", { scope: "col", className: isNumber ? "voicelab-number" : "" }, name);
  made.dataset.name = name;
  return withRole("columnheader", made);
}

/** @param {string} name @param {string} className @param {Node | string} content */
function cell(name, className, content) {
  const made = element("td", { className }, content);
  made.dataset.name = name;
  return withRole("cell", made);
}

export default widgetOf(showTable);
