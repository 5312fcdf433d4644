// A blind listening test: it plays two replies by their letters and tells the kernel which is preferred.

/** @typedef {"a" | "b"} Side */
/** @typedef {{trial: number, total: number, question: string, problem: string}} Trial */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string>} properties
 * @param {...(Node | string)} children
 */
function make(tag, properties, ...children) {
  const element = document.createElement(tag);
  Object.assign(element, properties);
  element.append(...children);
  return element;
}

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
    this.count = make("span", { className: "voicelab-count" });
    this.question = make("p", { className: "voicelab-question" });
    this.plays = { a: this.playButton("a"), b: this.playButton("b") };
    this.choices = [
      this.choiceButton("a", "A is better", "1"),
      this.choiceButton("same", "No difference", "0"),
      this.choiceButton("b", "B is better", "2"),
    ];
    this.status = make("p", { className: "voicelab-status", role: "status" });
    this.pair = make("div", { className: "voicelab-row" }, this.plays.a, this.plays.b);
    this.judge = make("div", { className: "voicelab-row" }, ...this.choices);
    this.root = make(
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

  get isOver() {
    return this.trial.trial >= this.trial.total;
  }

  close() {
    this.player.pause();
    this.model.off("change:_trial", this.next);
    this.sounds.close();
  }

  /** @param {Side} side */
  playButton(side) {
    const button = make("button", { type: "button", className: "voicelab-play" }, `▶ ${side.toUpperCase()}`);
    button.addEventListener("click", () => this.play(side));
    return button;
  }

  /** @param {string} choice @param {string} text @param {string} key */
  choiceButton(choice, text, key) {
    const button = make("button", { type: "button" }, `${text} (${key})`);
    button.dataset.choice = choice;
    button.addEventListener("click", () => this.choose(choice));
    return button;
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const key = event.key.toLowerCase();
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (key === "a" || key === "b") this.play(key);
    else if (key === "1") this.choose("a");
    else if (key === "2") this.choose("b");
    else if (key === "0") this.choose("same");
    else if (key === " ") this.play(this.last);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {Side} side */
  async play(side) {
    if (this.isOver) return;
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

  /** @param {string} choice */
  choose(choice) {
    const { trial } = this.trial;
    if (this.isOver || this.chosen === trial) return;
    if (this.played.size < 2) {
      this.note = "Listen to both first.";
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
    const { trial, total, question, problem } = this.trial;
    const isPlaying = !this.player.paused && !this.player.ended;
    this.count.textContent = this.isOver ? `${total} of ${total}` : `${trial + 1} of ${total}`;
    this.question.textContent = this.isOver ? "" : question;
    this.pair.hidden = this.judge.hidden = this.isOver;
    for (const side of /** @type {Side[]} */ (["a", "b"])) {
      this.plays[side].setAttribute("aria-pressed", String(isPlaying && this.last === side));
    }
    for (const button of this.choices) {
      button.disabled = this.played.size < 2 || this.chosen === trial;
      button.title = this.played.size < 2 ? "Listen to both first." : "";
    }
    this.status.textContent = problem || this.note || this.hint(total);
  }

  /** @param {number} total */
  hint(total) {
    if (this.isOver) return `Done: ${total} choices are in the log. ranking() sums them up.`;
    if (this.played.size < 2) return "Listen to both: keys a and b.";
    return "Which is better? Keys 1, 2, or 0 for no difference; space plays again.";
  }
}

export default {
  /** @param {{model: Model, el: HTMLElement}} context */
  render({ model, el }) {
    const view = new ListeningView(model, el);
    return () => view.close();
  },
};
