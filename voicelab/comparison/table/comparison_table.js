// A comparison side by side: what is shown is chosen above it, text comes from the kernel's page, sound when it is played.

import { element, errorText, setText } from "../../widgets/page/elements.js";
import { keepSingleKeys } from "../../widgets/page/keys.js";
import { WAITING } from "../../widgets/page/page_view.js";
import { KernelAnswers } from "./kernel_answers.js";
import { ReplyPlayer } from "./reply_player.js";
import { rowElement } from "./cells.js";
import { TableControls, labelled } from "./controls.js";
import { countText, isNarrowed, legendText, pageText } from "./state.js";

/** @import { TableRow } from "./cells.js" */
/** @import { ChosenView, Counts } from "./state.js" */

/** @typedef {Counts & {heads: string[], rows: TableRow[], sorts_by_difference: boolean, view: ChosenView}} TablePage */

class TableView {
  /** @param {Model} model @param {HTMLElement} el */
  constructor(model, el) {
    this.model = model;
    this.status = element("span", { className: "voicelab-status", role: "status" });
    this.answers = new KernelAnswers(model, (isWaiting) => this.tell(isWaiting ? WAITING : ""));
    this.player = new ReplyPlayer(model, (problem) => this.tell(problem));
    this.controls = new TableControls((changes) => void this.ask({ type: "change", changes }));
    this.legend = element("p", { className: "voicelab-legend" });
    this.table = element("div", { className: "voicelab-scroll", tabIndex: "0" });
    this.table.setAttribute("role", "group");
    this.table.ariaLabel = "Replies";
    this.previous = this.pageButton("‹ Previous", -1);
    this.next = this.pageButton("Next ›", 1);
    this.count = element("span", { className: "voicelab-count", role: "status" });
    this.place = element("span", { className: "voicelab-place" });
    const counts = element("div", { className: "voicelab-counts" }, this.count, this.status);
    const sizes = labelled("rows a page", this.controls.page_size);
    const pager = element("div", { className: "voicelab-pager" }, this.previous, this.place, this.next, sizes);
    const root = element("div", { className: "voicelab-comparison" });
    root.append(this.controls.element, counts, this.legend, this.table, pager);
    keepSingleKeys(root);
    el.append(root);
    model.on("change:_controls", this.offer);
    model.on("change:_page", this.show);
    this.offer();
    this.show();
  }

  /** @returns {TablePage} */
  get page() {
    return this.model.get("_page");
  }

  close() {
    this.model.off("change:_controls", this.offer);
    this.model.off("change:_page", this.show);
    this.controls.close();
    this.player.close();
    this.answers.close();
  }

  /** @param {string} text */
  tell(text) {
    setText(this.status, text);
  }

  /** Want something of the kernel, and say so if it cannot be had. @param {object} message */
  async ask(message) {
    this.tell("");
    try {
      await this.answers.ask(message);
    } catch (error) {
      this.tell(errorText(error));
    }
    this.updateControls();
  }

  /** Show what is chosen, unless the kernel has not heard of it all yet. */
  updateControls() {
    if (!this.answers.isAsking) this.controls.update(this.page.view);
  }

  /** @param {string} text @param {number} step */
  pageButton(text, step) {
    const button = element("button", { type: "button" }, text);
    button.addEventListener("click", () => void this.ask({ type: "page", page: this.page.page + step }));
    return button;
  }

  offer = () => this.controls.offer(this.model.get("_controls"));

  show = () => {
    this.player.silence();
    const { page, pages, heads, rows, sorts_by_difference, view } = this.page;
    const tools = {
      playButton: (/** @type {string} */ name) => this.player.button(name),
      align: (/** @type {number} */ cell) => this.answers.ask({ type: "alignment", cell }),
      marksFound: isNarrowed(view),
    };
    const names = ["Input", ...heads.map((head) => head || "Reply")].map((text) => element("th", { scope: "col", dir: "auto" }, text));
    const caption = element("caption", { className: "voicelab-unseen" }, "Replies side by side");
    const head = element("thead", {}, element("tr", {}, ...names));
    const body = element("tbody", {}, ...rows.map((row) => rowElement(row, tools)));
    this.table.replaceChildren(element("table", {}, caption, head, body));
    setText(this.count, countText(this.page, view));
    setText(this.place, pageText(this.page));
    setText(this.legend, legendText(view, heads, sorts_by_difference));
    this.legend.hidden = view.difference.length === 0;
    this.previous.disabled = page <= 1;
    this.next.disabled = page >= pages;
    this.updateControls();
  };
}

export default {
  /** @param {{model: Model, el: HTMLElement}} context */
  render({ model, el }) {
    const view = new TableView(model, el);
    return () => view.close();
  },
};
