// A comparison side by side: text from the kernel's page, sound when it is played.

import { element } from "../widgets/page/elements.js";
import { Sounds } from "../widgets/page/sounds.js";

/** @typedef {{reply: string, facts: string, error: string, sound: string}} TableCell */
/** @typedef {{label: string, detail: string, cells: TableCell[][]}} TableRow */
/** @typedef {{page: number, pages: number, heads: string[], rows: TableRow[]}} TablePage */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} className
 * @param {...(Node | string)} children
 */
function make(tag, className, ...children) {
  return element(tag, { className }, ...children);
}

/** Something that was said, asked or typed, in its own direction. @param {string} className @param {string} text */
function speech(className, text) {
  return element("div", { className, dir: "auto" }, text);
}

class TableView {
  /** @param {Model} model @param {HTMLElement} el */
  constructor(model, el) {
    this.model = model;
    this.sounds = new Sounds(model);
    this.player = new Audio();
    /** @type {HTMLButtonElement | null} */
    this.playing = null;
    this.table = make("div", "voicelab-scroll");
    this.previous = this.pageButton("‹ Previous", -1);
    this.next = this.pageButton("Next ›", 1);
    this.count = make("span", "voicelab-count");
    this.status = make("span", "voicelab-status");
    this.status.setAttribute("role", "status");
    const pager = make("div", "voicelab-pager", this.previous, this.count, this.next, this.status);
    el.append(make("div", "voicelab-comparison", this.table, pager));
    this.player.addEventListener("ended", () => this.silence());
    model.on("change:_page", this.show);
    this.show();
  }

  /** @returns {TablePage} */
  get page() {
    return this.model.get("_page");
  }

  close() {
    this.silence();
    this.model.off("change:_page", this.show);
    this.sounds.close();
  }

  /** @param {string} text @param {number} step */
  pageButton(text, step) {
    const button = make("button", "", text);
    button.type = "button";
    button.addEventListener("click", () => {
      this.status.textContent = "";
      this.model.send({ type: "page", page: this.page.page + step });
    });
    return button;
  }

  show = () => {
    this.silence();
    const { page, pages, heads, rows } = this.page;
    const head = make("tr", "", make("th", ""), ...heads.map((text) => make("th", "", text)));
    const body = rows.map((row) => this.row(row));
    this.table.replaceChildren(make("table", "", make("thead", "", head), make("tbody", "", ...body)));
    this.count.textContent = `Page ${page} of ${pages}`;
    this.previous.disabled = page <= 1;
    this.next.disabled = page >= pages;
  };

  /** @param {TableRow} row */
  row({ label, detail, cells }) {
    const head = make("th", "", speech("", label), make("small", "", detail));
    return make("tr", "", head, ...cells.map((several) => make("td", "", ...several.map((cell) => this.cell(cell)))));
  }

  /** @param {TableCell} cell */
  cell({ reply, facts, error, sound }) {
    const parts = [speech("voicelab-reply", reply)];
    if (error) parts.push(make("div", "voicelab-error", error));
    const foot = make("div", "voicelab-foot");
    if (sound) foot.append(this.playButton(sound));
    foot.append(make("small", "", facts));
    return make("div", "voicelab-cell", ...parts, foot);
  }

  /** @param {string} sound */
  playButton(sound) {
    const button = make("button", "voicelab-play", "▶");
    button.type = "button";
    button.ariaLabel = "Play the reply";
    button.addEventListener("click", () => this.play(button, sound));
    return button;
  }

  /** @param {HTMLButtonElement} button @param {string} sound */
  async play(button, sound) {
    const wasPlaying = this.playing === button;
    this.silence();
    if (wasPlaying) return;
    this.playing = button;
    button.textContent = "■";
    button.ariaLabel = "Stop the reply";
    try {
      const url = await this.sounds.get(sound);
      if (this.playing !== button) return;
      this.player.src = url;
      await this.player.play();
      this.status.textContent = "";
    } catch (error) {
      if (this.playing !== button) return;
      this.silence();
      this.status.textContent = error instanceof Error ? error.message : String(error);
    }
  }

  silence() {
    this.player.pause();
    if (!this.playing) return;
    this.playing.textContent = "▶";
    this.playing.ariaLabel = "Play the reply";
    this.playing = null;
  }
}

export default {
  /** @param {{model: Model, el: HTMLElement}} context */
  render({ model, el }) {
    const view = new TableView(model, el);
    return () => view.close();
  },
};
