// How long a reply took, as one bar with its figure; what it was made of shows on demand, and is said in words.

import { element } from "../page/elements.js";
import { secondsText } from "../page/units.js";

const PARTS_PX = 120;
/** In place of the figure where the reply began before the user was done, and what that means. */
export const CUT_IN = "cut in";
const NO_WAIT = "The reply began before you were done";

/** @typedef {{name: string, seconds: number}} Stage */

/**
 * Return a latency in words, for those who do not see the bar.
 * @param {number} latency @param {Stage[]} stages
 */
export function latencyWords(latency, stages) {
  const parts = stages.map(({ name, seconds }) => `${name} ${seconds.toFixed(2)}`).join(", ");
  const whole = `${latency.toFixed(2)} seconds from the end of your words to the reply's first sound`;
  return parts ? `${whole}: ${parts}` : whole;
}

/** Keeps its place from the first, so that nothing moves when the figure comes. */
export class LatencyBar {
  constructor() {
    this.root = element("span", { className: "voicelab-latency" });
    for (const begin of ["pointerenter", "focus"]) this.root.addEventListener(begin, () => this.place());
    this.root.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.root.dataset.dismissed = "";
    });
    for (const end of ["blur", "pointerleave"]) {
      this.root.addEventListener(end, () => delete this.root.dataset.dismissed);
    }
  }

  get isShown() {
    return this.root.childElementCount > 0;
  }

  /** Have the parts show above the bar, or below it where the captions would cut them. */
  place() {
    const { top } = this.root.getBoundingClientRect();
    const edge = this.root.closest(".voicelab-turns")?.getBoundingClientRect().top ?? 0;
    this.root.toggleAttribute("data-below", top - edge < PARTS_PX);
  }

  /** @param {number | null} latency @param {Stage[]} stages @param {boolean} cutIn */
  show(latency, stages, cutIn) {
    if (this.isShown) return;
    if (latency !== null) this.showWait(latency, stages);
    else if (cutIn) this.showParts(NO_WAIT, CUT_IN, element("span", { className: "voicelab-parts" }, NO_WAIT));
  }

  /** @param {number} latency @param {Stage[]} stages */
  showWait(latency, stages) {
    const bar = element("span", { className: "voicelab-bar" });
    const parts = element("span", { className: "voicelab-parts" }, "From your last word to the first sound");
    for (const { name, seconds } of stages) {
      const part = element("span", { className: `voicelab-part voicelab-${name}` });
      part.style.flexGrow = String(100 * seconds); // sums below 1 would not fill it
      bar.append(part);
      const swatch = element("i", { className: `voicelab-part voicelab-${name}` });
      parts.append(element("span", {}, swatch, name, element("span", {}, secondsText(seconds))));
    }
    this.root.append(bar);
    this.showParts(latencyWords(latency, stages), secondsText(latency), parts);
  }

  /** @param {string} words @param {string} figure @param {HTMLElement} parts what shows on demand */
  showParts(words, figure, parts) {
    this.root.append(element("span", { className: "voicelab-figure" }, figure), parts);
    for (const each of this.root.children) each.ariaHidden = "true";
    this.root.setAttribute("role", "img");
    this.root.ariaLabel = words;
    this.root.tabIndex = -1;
  }
}
