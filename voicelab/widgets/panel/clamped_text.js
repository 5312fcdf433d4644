// Long texts in a table: their first lines, and a button that shows the rest.

import { element } from "../page/elements.js";

/** Texts of one table. Whether a text is cut depends on the width that it has, so all are measured together. */
export class ClampedTexts {
  /** @param {Element} table where they stand */
  constructor(table) {
    this.table = table;
    this.isDue = false;
    this.width = new ResizeObserver(() => this.measure());
    this.width.observe(table);
  }

  /**
   * Return a text with its button.
   * @param {string} text @param {string} name what it is, for screen readers
   */
  make(text, name) {
    const shown = element("div", { className: "voicelab-clamped", dir: "auto" }, text);
    const more = element("button", { type: "button", className: "voicelab-more", ariaExpanded: "false" }, "more");
    more.ariaLabel = `more of ${name}`;
    more.hidden = true;
    more.addEventListener("click", () => {
      const isWhole = shown.classList.toggle("voicelab-whole");
      more.ariaExpanded = String(isWhole);
      more.textContent = isWhole ? "less" : "more";
      more.ariaLabel = `${more.textContent} of ${name}`;
    });
    this.measure();
    return element("div", {}, shown, more);
  }

  /** Show the buttons of those that are cut: once a frame, however many rows came. */
  measure() {
    if (this.isDue) return;
    this.isDue = true;
    requestAnimationFrame(() => {
      this.isDue = false;
      const texts = /** @type {HTMLElement[]} */ ([...this.table.querySelectorAll(".voicelab-clamped")]);
      const areCut = texts.map((text) => text.scrollHeight > text.clientHeight + 1);
      texts.forEach((text, i) => {
        const more = /** @type {HTMLElement} */ (text.nextElementSibling);
        if (!text.classList.contains("voicelab-whole")) more.hidden = !areCut[i];
      });
    });
  }

  close() {
    this.width.disconnect();
  }
}
