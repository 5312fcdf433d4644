// A trial of a listening test as it is shown: in the notebook and on the page for raters.

import { element, setText } from "../../widgets/page/elements.js";
import { keepSingleKeys } from "../../widgets/page/keys.js";
import { isSounding, whySilent } from "../../widgets/page/playback.js";
import { AGAIN, REFERENCE, actionOf, categoryOf, choicesOf, soundsOf, titleOf, trialShown } from "./trial.js";

/** @import { Trial } from "./trial.js" */
/**
 * @typedef {{
 *   sound: (number: number, name: string) => Promise<string>,
 *   judge: (number: number, ratings: number[]) => void,
 * }} Host
 */

const MIDDLE = "50";

export class TrialView {
  /**
   * @param {Host} host gives the address of a sound by its name, and is given what was judged
   * @param {Trial} trial
   */
  constructor(host, trial) {
    this.host = host;
    this.trial = trial;
    this.player = new Audio();
    /** @type {Set<string>} */
    this.heard = new Set();
    /** @type {Set<number>} */
    this.rated = new Set();
    this.isJudged = false;
    this.note = "";
    this.last = "";
    /** @type {Map<string, HTMLButtonElement>} */
    this.plays = new Map();
    /** @type {Map<string, HTMLInputElement>} */
    this.sliders = new Map();
    /** @type {HTMLButtonElement[]} */
    this.choices = [];
    this.count = element("span", { className: "voicelab-count" });
    this.question = element("p", { className: "voicelab-question", dir: "auto" });
    this.sounds = element("div", { className: "voicelab-sounds" });
    this.judge = element("div", { className: "voicelab-row" });
    this.status = element("p", { className: "voicelab-status", role: "status" });
    this.root = element(
      "div",
      { className: "voicelab-box voicelab-listening", tabIndex: "0" },
      this.count,
      this.question,
      this.sounds,
      this.judge,
      this.status,
    );
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", "Listening test");
    keepSingleKeys(this.root);
    this.root.addEventListener("keydown", (event) => this.press(event));
    this.player.addEventListener("playing", () => this.show());
    this.player.addEventListener("ended", () => this.show());
    this.begin();
  }

  /** @param {Trial} trial another one, or the same with what went wrong */
  setTrial(trial) {
    const isSame = trial.number === this.trial.number;
    this.trial = trial;
    this.isJudged = false;
    if (isSame) this.show();
    else this.begin();
  }

  close() {
    this.player.pause();
  }

  get shown() {
    const { heard, rated, isJudged, note } = this;
    return trialShown(this.trial, { heard, rated, isJudged, note });
  }

  begin() {
    this.player.pause();
    this.heard.clear();
    this.rated.clear();
    this.sliders.clear();
    this.isJudged = false;
    this.note = "";
    const names = soundsOf(this.trial);
    this.last = names[0] ?? "";
    this.plays = new Map(names.map((name) => [name, this.playButton(name)]));
    const isSideBySide = this.trial.method === "mushra";
    this.sounds.replaceChildren(
      ...Array.from(this.plays, ([name, button]) => {
        return isSideBySide && name !== REFERENCE ? this.sliderRow(name, button) : button;
      }),
    );
    this.sounds.classList.toggle("voicelab-row", !isSideBySide);
    this.choices = isSideBySide
      ? [this.judgeButton("Next", () => this.sliderRatings())]
      : choicesOf(this.trial.method).map(({ text, key, ratings }) =>
          this.judgeButton(`${text} (${key})`, () => ratings),
        );
    this.judge.replaceChildren(...this.choices);
    this.show();
  }

  /** @param {string} name */
  playButton(name) {
    const button = element("button", { type: "button" }, `▶ ${titleOf(name)}`);
    button.addEventListener("click", () => void this.play(name));
    return button;
  }

  /** @param {string} text @param {() => number[]} ratings */
  judgeButton(text, ratings) {
    const button = element("button", { type: "button" }, text);
    button.addEventListener("click", () => this.choose(ratings()));
    return button;
  }

  /** @param {string} name @param {HTMLButtonElement} button */
  sliderRow(name, button) {
    const slider = element("input", { type: "range", min: "0", max: "100", step: "1", value: MIDDLE });
    slider.setAttribute("aria-label", `Rating of ${titleOf(name)}`);
    const output = element("output", {}, "–");
    const rate = () => {
      this.rated.add(Number(name));
      const text = `${slider.value} ${categoryOf(slider.valueAsNumber)}`;
      output.textContent = text;
      slider.setAttribute("aria-valuetext", text);
      this.show();
    };
    slider.addEventListener("input", rate);
    slider.addEventListener("pointerup", rate); // who means the middle moves nothing
    this.sliders.set(name, slider);
    return element("div", { className: "voicelab-rating" }, button, slider, output);
  }

  sliderRatings() {
    return Array.from(this.sliders.values(), (slider) => slider.valueAsNumber);
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    // The focused button's own key.
    if (event.key === " " && event.target instanceof HTMLButtonElement) return;
    const action = actionOf(event, this.trial);
    if (!action) return;
    if ("judge" in action) this.choose(action.judge);
    else {
      const name = action.play === AGAIN ? this.last : action.play;
      this.sliders.get(name)?.focus();
      void this.play(name);
    }
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {string} name */
  async play(name) {
    if (this.shown.isOver) return;
    const { number } = this.trial;
    this.last = name;
    try {
      const url = await this.host.sound(number, name);
      if (this.trial.number !== number || this.last !== name) return;
      this.player.src = url;
      await this.player.play();
      this.heard.add(name);
      this.note = "";
    } catch (error) {
      const why = whySilent(error);
      if (why === null) return;
      this.note = why;
    }
    this.show();
  }

  /** @param {number[]} ratings */
  choose(ratings) {
    const { isOver, canJudge, listenFirst } = this.shown;
    if (isOver || this.isJudged) return;
    if (!canJudge) {
      this.note = listenFirst;
      this.show();
      return;
    }
    this.isJudged = true;
    this.root.focus(); // the focused button goes with its trial
    this.player.pause();
    this.host.judge(this.trial.number, ratings);
    this.show();
  }

  show() {
    const { count, question, status, isOver, canJudge, listenFirst } = this.shown;
    const isPlaying = isSounding(this.player);
    setText(this.count, count);
    setText(this.question, question);
    this.sounds.hidden = this.judge.hidden = isOver;
    for (const [name, button] of this.plays) {
      button.setAttribute("aria-pressed", String(isPlaying && this.last === name));
    }
    for (const button of this.choices) {
      button.disabled = !canJudge;
      button.title = listenFirst;
    }
    setText(this.status, status);
  }
}
