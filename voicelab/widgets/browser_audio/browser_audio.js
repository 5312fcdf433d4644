// What BrowserAudio shows.

import { element, setText } from "../page/elements.js";
import { keepSingleKeys } from "../page/keys.js";
import { keepSelectTitles } from "../page/select_titles.js";
import { Page } from "./browser_page.js";
import { followHolding } from "./holding.js";
import { LevelMeter } from "./level_meter.js";
import { talkButton } from "./page_state.js";

/** @import { TalkMode } from "./page_state.js" */

/** States that come and go while one talks: none of their sentences may move what stands below. */
const USUAL_STATES = [
  "ready",
  "asking-permission",
  "capturing",
  "too-quiet",
  "muted",
  "waiting-for-key",
  "waiting-for-kernel",
];

/** @type {Map<string, Page>} */
const PAGES = new Map();

/** @param {HTMLSelectElement} select @param {{value: string, label: string}[]} choices @param {string} value */
function fillSelect(select, choices, value) {
  select.replaceChildren(...choices.map((choice) => element("option", { value: choice.value }, choice.label)));
  select.value = value;
}

class AudioView {
  /** @param {Page} page @param {HTMLElement} el */
  constructor(page, el) {
    this.page = page;
    this.talk = element("button", { type: "button", className: "voicelab-talk" });
    this.stop = element("button", { type: "button", className: "voicelab-stop" }, "Stop");
    this.mute = element("button", { type: "button" }, "Mute");
    this.meter = new LevelMeter(page);
    this.mode = element("select", { ariaLabel: "How to talk" });
    fillSelect(
      this.mode,
      [
        { value: "hands-free", label: "hands-free" },
        { value: "push-to-talk", label: "push-to-talk" },
      ],
      page.facts.mode,
    );
    this.device = element("select", { ariaLabel: "Microphone", className: "voicelab-microphone" });
    this.sentence = element("span", { className: "voicelab-sentence", role: "status" });
    const buttons = element("div", { className: "voicelab-buttons" }, this.talk, this.stop, this.mute);
    const choices = element("div", { className: "voicelab-choices" }, this.mode, this.device);
    const sentences = element("div", { className: "voicelab-sentences" }, this.sentence);
    for (const state of USUAL_STATES) {
      sentences.append(element("span", { ariaHidden: "true" }, page.model.get("_sentences")[state] ?? ""));
    }
    const level = element("div", { className: "voicelab-level" }, this.meter.root, sentences);
    this.root = element("div", { className: "voicelab-audio" }, buttons, choices, level);
    keepSingleKeys(this.root);
    keepSelectTitles(this.root);
    el.append(this.root);
    this.unfollow = followHolding(this.talk, page.key, () => page.facts.mode === "push-to-talk");
    this.listen();
    this.showChange();
  }

  listen() {
    const { page } = this;
    this.talk.addEventListener("click", () => page.facts.mode === "hands-free" && page.press("talk"));
    this.stop.addEventListener("click", () => page.press("stop"));
    this.mute.addEventListener("click", () => page.choose({ muted: !page.facts.isMuted }));
    this.mode.addEventListener("change", () =>
      page.choose({ mode: /** @type {TalkMode} */ (this.mode.value) }),
    );
    this.device.addEventListener("change", () => page.choose({ device_id: this.device.value }));
    page.addEventListener("change", this.showChange);
  }

  close() {
    this.unfollow();
    this.page.removeEventListener("change", this.showChange);
    this.meter.close();
  }

  showChange = () => {
    const { page } = this;
    const { text, isDisabled } = talkButton(page.facts);
    this.talk.textContent = text;
    if (isDisabled && document.activeElement === this.talk) this.stop.focus(); // or the keyboard would lose its place
    this.talk.disabled = isDisabled;
    this.talk.title = isDisabled ? page.sentence : "";
    this.mode.value = page.facts.mode;
    this.mute.ariaPressed = String(page.facts.isMuted);
    const known = page.devices.map(({ device_id, label }, i) => ({
      value: device_id,
      label: label || `Microphone ${i + 1}`,
    }));
    const choices = known.length ? known : [{ value: "", label: "Default microphone" }];
    fillSelect(this.device, choices, page.deviceId || choices[0].value);
    this.root.dataset.state = page.state;
    this.root.dataset.mode = page.facts.mode;
    this.root.closest(".voicelab-panel")?.toggleAttribute("data-kernel-gone", page.state === "kernel-gone");
    setText(this.sentence, page.sentence);
    this.sentence.toggleAttribute("data-refused", page.facts.refusal !== null);
    this.meter.follow();
  };
}

export default {
  /** @param {{model: Model}} context */
  initialize({ model }) {
    const key = model.get("_key");
    const page = new Page(model);
    PAGES.set(key, page);
    return () => {
      page.close();
      PAGES.delete(key);
    };
  },

  /** @param {{model: Model, el: HTMLElement}} context */
  render({ model, el }) {
    const page = PAGES.get(model.get("_key"));
    if (!page) throw new Error("this widget was removed");
    const view = new AudioView(page, el);
    return () => view.close();
  },
};
