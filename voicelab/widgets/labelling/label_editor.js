// Exchanges to be labelled by hand, one at a time: what was asked and replied, and what a person says of it.

import { element, setText } from "../page/elements.js";
import { keepSingleKeys } from "../page/keys.js";
import { isSounding, whySilent } from "../page/playback.js";
import { Sounds } from "../page/sounds.js";
import { labelAction, labelsShown } from "./label_keys.js";

/** @import { Field, Item, Side } from "./label_keys.js" */

/** @type {[Field, string, number][]} */
const FIELDS = [
  ["expected", "Right answers, one a line (a)", 2],
  ["transcript", "What is really said (t)", 2],
  ["tags", "Tags, with commas between (g)", 1],
  ["notes", "Notes (n)", 2],
];

class LabelView {
  /** @param {Model} model @param {HTMLElement} el */
  constructor(model, el) {
    this.model = model;
    this.sounds = new Sounds(model);
    this.player = new Audio();
    /** @type {Side} */
    this.last = "reply";
    this.place = -1;
    this.note = "";
    this.count = element("span", { className: "voicelab-count" });
    this.title = element("span", { className: "voicelab-title" });
    this.asked = said();
    this.reply = said();
    this.problem = element("p", { className: "voicelab-error" });
    this.plays = {
      asked: this.playButton("asked", "▶ Question (q)"),
      reply: this.playButton("reply", "▶ Reply (r)"),
    };
    this.up = this.button("Good (1)", () => this.thumb(this.item.thumbs_up === true ? null : true));
    this.down = this.button("Bad (2)", () => this.thumb(this.item.thumbs_up === false ? null : false));
    /** @type {Record<string, HTMLTextAreaElement>} */
    this.fields = {};
    this.heard = this.button("As it was heard (h)", () => this.fillInHeard());
    this.silent = element("input", { type: "checkbox" });
    this.silent.addEventListener("change", () => this.say("is_silent", this.silent.checked));
    this.ofSpeech = element(
      "div",
      { className: "voicelab-row" },
      this.heard,
      element("label", {}, this.silent, " Nothing is said"),
    );
    this.previous = this.button("‹ Back (←)", () => this.go(-1));
    this.next = this.button("Next › (→)", () => this.go(1));
    this.unlabelled = this.button("Next without a label (u)", () => this.model.send({ type: "unlabelled" }));
    this.undo = this.button("Undo (z)", () => this.model.send({ type: "undo" }));
    this.status = element("p", { className: "voicelab-status" });
    this.status.setAttribute("role", "status");
    this.body = element(
      "div",
      {},
      row(this.plays.asked, this.asked),
      row(this.plays.reply, this.reply),
      this.problem,
      row(this.up, this.down),
      ...FIELDS.flatMap(([name, label, rows]) => {
        const field = this.field(name, label, rows);
        return name === "transcript" ? [field, this.ofSpeech] : [field];
      }),
    );
    this.root = element(
      "div",
      { className: "voicelab-box voicelab-labels", tabIndex: "0" },
      row(this.count, this.title),
      this.body,
      row(this.previous, this.next, this.unlabelled, this.undo),
      this.status,
    );
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", "Labels");
    keepSingleKeys(this.root);
    this.root.addEventListener("keydown", (event) => this.press(event));
    for (const type of ["playing", "ended", "pause"]) {
      this.player.addEventListener(type, () => this.showPlaying());
    }
    model.on("change:_item", this.show);
    el.append(this.root);
    this.show();
  }

  /** @returns {Item} */
  get item() {
    return this.model.get("_item");
  }

  close() {
    this.player.pause();
    this.model.off("change:_item", this.show);
    this.sounds.close();
  }

  /** @param {string} text @param {() => void} act */
  button(text, act) {
    const button = element("button", { type: "button" }, text);
    button.addEventListener("click", act);
    return button;
  }

  /** @param {Side} side @param {string} text */
  playButton(side, text) {
    return this.button(text, () => void this.play(side));
  }

  /** @param {Field} name @param {string} text @param {number} rows */
  field(name, text, rows) {
    const area = element("textarea", { dir: "auto", rows: String(rows) });
    area.addEventListener("change", () => this.say(name, area.value));
    this.fields[name] = area;
    return element("label", { className: "voicelab-field" }, text, area);
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const { target } = event;
    const isField = target instanceof HTMLTextAreaElement;
    const isControl = target instanceof HTMLButtonElement || target instanceof HTMLInputElement;
    const action = labelAction(event, isField ? "field" : isControl ? "control" : "group");
    if (!action || this.item.total === 0) return;
    if ("thumb" in action) this.thumb(action.thumb);
    else if ("play" in action) void this.play(action.play === "again" ? this.last : action.play);
    else if ("edit" in action) this.fields[action.edit].focus();
    else if ("go" in action) this.go(action.go);
    else if (action.act === "leave") this.root.focus();
    else if (action.act === "heard") this.fillInHeard();
    else this.model.send({ type: action.act });
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {boolean | null} value */
  thumb(value) {
    this.say("thumbs_up", value);
  }

  /** @param {string} part @param {string | boolean | null} value */
  say(part, value) {
    this.note = "";
    // Of the exchange that the field belongs to: another one may be shown by the time it is left.
    this.model.send({ type: "say", place: this.place, part, value });
  }

  fillInHeard() {
    if (!this.item.is_spoken || !this.item.asked) return;
    this.fields.transcript.value = this.item.asked;
    this.say("transcript", this.item.asked);
  }

  /** @param {number} step */
  go(step) {
    this.model.send({ type: "go", place: this.place + step });
  }

  /** @param {Side} side */
  async play(side) {
    const { place } = this;
    if (this.plays[side].disabled) return;
    if (isSounding(this.player) && this.last === side) {
      this.player.pause();
      return;
    }
    this.last = side;
    try {
      const url = await this.sounds.get(`${place}-${side}`);
      if (this.place !== place || this.last !== side) return;
      this.player.src = url;
      await this.player.play();
      this.note = "";
    } catch (error) {
      const why = whySilent(error);
      if (why === null) return;
      this.note = why;
    }
    this.showStatus();
  }

  show = () => {
    const { item } = this;
    const { isEmpty } = labelsShown(item, "");
    const isOther = item.place !== this.place;
    if (isOther) {
      this.player.pause();
      this.note = "";
    }
    this.place = item.place;
    this.body.hidden = isEmpty;
    this.showStatus();
    if (isEmpty) return;
    setText(this.title, item.title);
    setText(this.asked, item.asked || `(${item.nothing_asked.toLowerCase()})`);
    setText(this.reply, item.reply || "(no reply)");
    setText(this.problem, [item.outcome, item.error].filter(Boolean).join(": "));
    this.problem.hidden = !item.outcome && !item.error;
    this.plays.asked.disabled = !item.has_asked;
    this.plays.reply.disabled = !item.has_reply;
    this.up.setAttribute("aria-pressed", String(item.thumbs_up === true));
    this.down.setAttribute("aria-pressed", String(item.thumbs_up === false));
    for (const [name] of FIELDS) {
      const area = this.fields[name];
      // What is just being written is not replaced.
      if (isOther || area !== document.activeElement) area.value = item[name];
    }
    this.silent.checked = item.is_silent;
    this.ofSpeech.hidden = !item.is_spoken;
    this.heard.disabled = !item.asked;
    this.showPlaying();
  };

  showPlaying() {
    const isPlaying = isSounding(this.player);
    for (const side of /** @type {Side[]} */ (["asked", "reply"])) {
      this.plays[side].setAttribute("aria-pressed", String(isPlaying && this.last === side));
    }
  }

  showStatus() {
    const { isEmpty, count, status, hasPrevious, hasNext } = labelsShown(this.item, this.note);
    setText(this.count, count);
    setText(this.status, status);
    this.previous.disabled = !hasPrevious;
    this.next.disabled = !hasNext;
    this.unlabelled.disabled = isEmpty || this.item.labelled === this.item.total;
    this.undo.disabled = !this.item.can_undo;
  }
}

/** What somebody said, in its own direction; what is long scrolls, by the keyboard, too. */
function said() {
  return element("p", { className: "voicelab-said", dir: "auto", tabIndex: "0" });
}

/** @param {...HTMLElement} children */
function row(...children) {
  return element("div", { className: "voicelab-row" }, ...children);
}

export default {
  /** @param {{model: Model, el: HTMLElement}} context */
  render({ model, el }) {
    const view = new LabelView(model, el);
    return () => view.close();
  },
};
