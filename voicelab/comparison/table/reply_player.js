// Plays replies, one at a time, by the buttons that stand beside them.

import { element, errorText } from "../../widgets/page/elements.js";
import { Sounds } from "../../widgets/page/sounds.js";

export class ReplyPlayer {
  /** @param {Model} model @param {(problem: string) => void} showProblem called with why a sound cannot be had, or with nothing */
  constructor(model, showProblem) {
    this.sounds = new Sounds(model);
    this.showProblem = showProblem;
    this.player = new Audio();
    this.player.addEventListener("ended", () => this.silence());
    /** @type {HTMLButtonElement | null} */
    this.playing = null;
  }

  /** @param {string} name the sound's */
  button(name) {
    const properties = { type: "button", className: "voicelab-play", ariaLabel: "Play the reply" };
    const button = element("button", properties, "▶");
    button.addEventListener("click", () => void this.play(button, name));
    return button;
  }

  /** @param {HTMLButtonElement} button @param {string} name */
  async play(button, name) {
    const wasPlaying = this.playing === button;
    this.silence();
    if (wasPlaying) return;
    this.playing = button;
    button.textContent = "■";
    button.ariaLabel = "Stop the reply";
    try {
      const url = await this.sounds.get(name);
      if (this.playing !== button) return;
      this.player.src = url;
      await this.player.play();
      this.showProblem("");
    } catch (error) {
      if (this.playing !== button) return;
      this.silence();
      this.showProblem(errorText(error));
    }
  }

  silence() {
    this.player.pause();
    if (!this.playing) return;
    this.playing.textContent = "▶";
    this.playing.ariaLabel = "Play the reply";
    this.playing = null;
  }

  close() {
    this.silence();
    this.sounds.close();
  }
}
