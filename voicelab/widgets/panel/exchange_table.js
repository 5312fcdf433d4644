// What ExchangeTable shows.

/** Columns, each with its class: what is measured stands to the right. */
const COLUMNS = {
  "#": "voicelab-number",
  heard: "",
  reply: "",
  tokens: "voicelab-number",
  finish: "",
  latency: "voicelab-number",
  "": "",
};

/** @param {Told} told @param {HTMLElement} el */
function showTable(told, el) {
  const sounds = new Sounds(told.model);
  const body = element("tbody", {});
  const head = element("tr", {});
  for (const [name, className] of Object.entries(COLUMNS)) {
    head.append(element("th", { scope: "col", className }, name || "play"));
  }
  const caption = element("caption", {}, "Exchanges of this session, the latest first");
  const table = element("table", {}, caption, element("thead", {}, head), body);
  const count = element("span", {}, "No exchanges yet");
  const said = element("span", { role: "status" });
  const save = element("button", { type: "button" }, "Export CSV");
  const foot = element("div", { className: "voicelab-foot" }, count, said, save);
  const scroll = element("div", { className: "voicelab-scroll" }, table);
  scroll.tabIndex = 0;
  scroll.setAttribute("role", "group");
  scroll.setAttribute("aria-label", "Log");
  scroll.hidden = true;
  el.append(element("div", { className: "voicelab-table" }, scroll, foot));
  let isWanted = false;
  save.addEventListener("click", () => {
    isWanted = true;
    told.model.send({ type: "export" });
  });
  /** @type {Map<number, HTMLElement>} */
  const rows = new Map();
  const player = new Audio();

  /** @param {number} turn */
  async function play(turn) {
    try {
      setText(said, "");
      player.src = await sounds.get(String(turn));
      await player.play();
    } catch (error) {
      setText(said, error instanceof Error ? error.message : String(error));
    }
  }

  /** @param {any} row */
  function lineOf(row) {
    const button = element("button", { type: "button", ariaLabel: `Play reply ${row.turn}` }, "▶");
    button.addEventListener("click", () => void play(row.turn));
    const latency = row.latency === null ? "" : `${row.latency.toFixed(2)} s`;
    const values = [row.turn, row.heard, row.reply, row.tokens ?? "", row.finish ?? "", latency];
    const line = element("tr", {});
    Object.entries(COLUMNS).forEach(([name, className], i) => {
      const content = name ? String(values[i]) : row.sound ? button : "";
      const cell = element("td", { className }, content);
      cell.dataset.name = name;
      line.append(cell);
    });
    return line;
  }

  /** @param {any} message */
  function addRow({ row, most }) {
    const line = lineOf(row);
    const before = rows.get(row.turn);
    if (before) before.replaceWith(line);
    else body.prepend(line);
    rows.set(row.turn, line);
    const oldest = Math.min(...rows.keys());
    if (rows.size > most) {
      rows.get(oldest)?.remove();
      rows.delete(oldest);
    }
    scroll.hidden = false;
    const all = Math.max(...rows.keys());
    const shown = all > rows.size ? `, the last ${rows.size} shown` : "";
    setText(count, (all === 1 ? "1 exchange" : `${all} exchanges`) + shown);
  }

  /** @type {any[]} */
  let pieces = [];

  /** @param {{name: string, last: boolean}} message @param {DataView[]} buffers */
  function download({ name, last }, buffers) {
    if (!isWanted) return; // another view of this table asked for it
    pieces.push(...buffers);
    if (!last) return;
    const url = URL.createObjectURL(new Blob(pieces, { type: "text/csv" }));
    pieces = [];
    isWanted = false;
    element("a", { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
    setText(said, `Saved as ${name}`);
  }

  /** @param {any} message @param {DataView[]} buffers */
  function take(message, buffers) {
    if (message.type === "row") addRow(message);
    else if (message.type === "file") download(message, buffers);
  }

  return { take, close: () => sounds.close() };
}

export default widgetOf(showTable);
