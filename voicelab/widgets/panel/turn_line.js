// One turn, as it stands among the captions.

import { element, setText } from "../page/elements.js";
import { LatencyBar } from "./latency_bar.js";
import { captionOf } from "./turn_caption.js";

/** @import { Turn } from "./turn_caption.js" */

/** @param {string} name */
export function speaker(name) {
  return element("span", { className: "voicelab-who" }, name);
}

/** Its elements stay, only their texts change. */
export class TurnLine {
  constructor() {
    this.you = words();
    this.heard = element("span", { className: "voicelab-heard" });
    this.ahead = element("span", { className: "voicelab-ahead" });
    this.outcome = element("bdi", { className: "voicelab-outcome" });
    this.latency = new LatencyBar();
    this.tools = element("div", { className: "voicelab-calls" });
    this.error = element("div", { className: "voicelab-error", dir: "auto" });
    const reply = words(this.heard, this.ahead, this.outcome);
    this.replyLine = element("div", { className: "voicelab-line" }, speaker("Reply"), reply, this.latency.root);
    this.root = element(
      "div",
      { className: "voicelab-turn" },
      element("div", { className: "voicelab-line" }, speaker("You"), this.you),
      this.tools,
      this.replyLine,
      this.error,
    );
  }

  /** @param {string[]} lines */
  showTools(lines) {
    while (this.tools.childElementCount > lines.length) this.tools.lastElementChild?.remove();
    lines.forEach((line, place) => {
      if (!this.tools.children[place]) {
        this.tools.append(element("div", { className: "voicelab-line" }, speaker("Tool"), words()));
      }
      setText(/** @type {HTMLElement} */ (this.tools.children[place].lastElementChild), line);
    });
  }

  /** @param {Turn} turn */
  show(turn) {
    const caption = captionOf(turn);
    this.root.dataset.outcome = turn.outcome;
    this.root.ariaBusy = String(caption.isRunning);
    setText(this.you, caption.you);
    this.you.classList.toggle("voicelab-nothing", !caption.isUnderstood);
    this.replyLine.hidden = !caption.hasReplyLine;
    setText(this.heard, caption.heard);
    setText(this.ahead, caption.notYetHeard);
    setText(this.outcome, caption.outcome);
    setText(this.error, caption.error);
    this.showTools(caption.tools);
    this.latency.show(turn.latency, turn.stages, turn.cut_in);
  }
}

/** @param {...Node} parts */
function words(...parts) {
  // Arabic and Hebrew run from the right, whatever the language of the page.
  return element("span", { className: "voicelab-words", dir: "auto" }, ...parts);
}
