// A blind listening test: it plays two replies by their letters and reports to the kernel which is preferred.

import { element } from "../widgets/page/elements.js";
import { keepSingleKeys } from "../widgets/page/keys.js";
import { Sounds } from "../widgets/page/sounds.js";
import { LISTEN_FIRST, actionOf, trialShown } from "./trial.js";

/** @import { Choice, Side, Trial } from "./trial.js" */

class ListeningView {
  /** @param {Model} model @param {HTMLElement} el */
  constructor(model, el) {
    this.model = model;
    this.sounds = new Sounds(model);
    this.player = new Audio();
    /** @type {Set<Side>} */
    this.played = new Set();
    /** @type {Side} */
    this.last = "a";
    this.note = "";
    this.chosen = -1;
    this.count = element("span", { className: "voicelab-count" });
    this.question = element("p", { className: "voicelab-question", dir: "auto" });
    this.plays = { a: this.playButton("a"), b: this.playButton("b") };
    this.choices = [
      this.choiceButton("a", "A is better", "1"),
      this.choiceButton("same", "No difference", "0"),
      this.choiceButton("b", "B is better", "2"),
    ];
    this.status = element("p", { className: "voicelab-status", role: "status" });
    this.pair = element("div", { className: "voicelab-row" }, this.plays.a, this.plays.b);
    this.judge = element("div", { className: "voicelab-row" }, ...this.choices);
    this.root = element(
      "div",
      { className: "voicelab-listening", tabIndex: "0" },
      this.count,
      this.question,
      this.pair,
      this.judge,
      this.status,
    );
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", "Listening test");
    keepSingleKeys(this.root);
    this.root.addEventListener("keydown", (event) => this.press(event));
    this.player.addEventListener("playing", () => this.show());
    this.player.addEventListener("ended", () => this.show());
    model.on("change:_trial", this.next);
    el.append(this.root);
    this.show();
  }

  /** @returns {Trial} */
  get trial() {
    return this.model.get("_trial");
  }

  get shown() {
    const { note } = this;
    const isChosen = this.chosen === this.trial.trial;
    return trialShown(this.trial, { hasHeardBoth: this.played.size === 2, isChosen, note });
  }

  close() {
    this.player.pause();
    this.model.off("change:_trial", this.next);
    this.sounds.close();
  }

  /** @param {Side} side */
  playButton(side) {
    const button = element("button", { type: "button", className: "voicelab-play" }, `▶ ${side.toUpperCase()}`);
    button.addEventListener("click", () => void this.play(side));
    return button;
  }

  /** @param {Choice} choice @param {string} text @param {string} key */
  choiceButton(choice, text, key) {
    const button = element("button", { type: "button" }, `${text} (${key})`);
    button.dataset.choice = choice;
    button.addEventListener("click", () => this.choose(choice));
    return button;
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const action = actionOf(event);
    if (!action) return;
    if ("choose" in action) this.choose(action.choose);
    else void this.play(action.play === "again" ? this.last : action.play);
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {Side} side */
  async play(side) {
    if (this.shown.isOver) return;
    const { trial } = this.trial;
    this.last = side;
    try {
      const url = await this.sounds.get(`${trial}-${side}`);
      if (this.trial.trial !== trial || this.last !== side) return;
      this.player.src = url;
      await this.player.play();
      this.played.add(side);
      this.note = "";
    } catch (error) {
      if (error instanceof Error && error.name === "AbortError") return;
      this.note = error instanceof Error ? error.message : String(error);
    }
    this.show();
  }

  /** @param {Choice} choice */
  choose(choice) {
    const { trial } = this.trial;
    const { isOver, canChoose } = this.shown;
    if (isOver || this.chosen === trial) return;
    if (!canChoose) {
      this.note = LISTEN_FIRST;
      this.show();
      return;
    }
    this.chosen = trial;
    this.player.pause();
    this.model.send({ type: "choose", trial, choice });
    this.show();
  }

  next = () => {
    this.player.pause();
    this.played.clear();
    this.chosen = -1;
    this.note = "";
    this.last = "a";
    this.show();
  };

  show() {
    const { count, question, status, isOver, canChoose } = this.shown;
    const isPlaying = !this.player.paused && !this.player.ended;
    this.count.textContent = count;
    this.question.textContent = question;
    this.pair.hidden = this.judge.hidden = isOver;
    for (const side of /** @type {Side[]} */ (["a", "b"])) {
      this.plays[side].setAttribute("aria-pressed", String(isPlaying && this.last === side));
    }
    for (const button of this.choices) {
      button.disabled = !canChoose;
      button.title = this.played.size < 2 ? LISTEN_FIRST : "";
    }
    this.status.textContent = status;
  }
}

export default {
  /** @param {{model: Model, el: HTMLElement}} context */
  render({ model, el }) {
    const view = new ListeningView(model, el);
    return () => view.close();
  },
};
