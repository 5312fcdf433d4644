// What Captions shows.

/** @type {Record<string, string>} */
const OUTCOME_WORDS = { interrupted: "interrupted", filtered: "stopped by the content filter", failed: "failed" };

/** One turn: its elements stay, only their texts change. */
class TurnLine {
  constructor() {
    this.you = element("span", { className: "voicelab-words" });
    this.heard = element("span", { className: "voicelab-heard" });
    this.ahead = element("span", { className: "voicelab-ahead" });
    this.outcome = element("span", { className: "voicelab-outcome" });
    this.latency = element("span", { className: "voicelab-latency" });
    this.stages = element("div", { className: "voicelab-stages" });
    this.error = element("div", { className: "voicelab-error" });
    const reply = element("span", { className: "voicelab-words" }, this.heard, this.ahead, this.outcome);
    this.replyLine = element("div", { className: "voicelab-said" }, who("Reply"), reply, this.latency);
    this.root = element(
      "div",
      { className: "voicelab-turn" },
      element("div", { className: "voicelab-said" }, who("You"), this.you),
      this.replyLine,
      this.stages,
      this.error,
    );
  }

  /** @param {any} turn */
  show(turn) {
    const isOver = turn.outcome !== "";
    this.root.dataset.outcome = turn.outcome;
    // A screen reader waits for the whole reply, in place of reading each word of it.
    this.root.ariaBusy = String(!isOver);
    setText(this.you, turn.you || "(nothing was understood)");
    this.you.classList.toggle("voicelab-nothing", !turn.you);
    this.replyLine.hidden = !turn.reply && turn.outcome === "no-match";
    setText(this.heard, turn.reply.slice(0, turn.heard));
    setText(this.ahead, turn.reply.slice(turn.heard));
    setText(this.outcome, OUTCOME_WORDS[turn.outcome] ?? "");
    setText(this.latency, turn.latency === null ? "" : `${turn.latency.toFixed(2)} s`);
    this.latency.title = "From the end of your words to the reply's first sound";
    setText(this.error, turn.error);
    this.showStages(turn.stages);
  }

  /** @param {{name: string, seconds: number}[]} stages */
  showStages(stages) {
    if (this.stages.childElementCount || !stages.length) return;
    const bar = element("span", { className: "voicelab-bar", ariaHidden: "true" });
    const names = element("span", {});
    for (const { name, seconds } of stages) {
      const part = element("span", { className: `voicelab-part voicelab-${name}` });
      part.style.flexGrow = String(seconds);
      bar.append(part);
      const dot = element("i", { className: `voicelab-${name}`, ariaHidden: "true" });
      names.append(element("span", { className: "voicelab-stage" }, dot, `${name} ${seconds.toFixed(2)} s`));
    }
    this.stages.append(bar, names);
  }
}

/** @param {string} name */
function who(name) {
  return element("span", { className: "voicelab-who" }, name);
}

/** @param {Told} told @param {HTMLElement} el */
function showCaptions(told, el) {
  const turns = element("div", { className: "voicelab-turns", role: "log" });
  turns.setAttribute("aria-label", "Conversation");
  turns.setAttribute("aria-live", "polite");
  turns.tabIndex = 0;
  const empty = element("div", { className: "voicelab-empty" }, "What you say and what is replied appears here.");
  const guess = element("span", { className: "voicelab-words" });
  const hypothesis = element("div", { className: "voicelab-said voicelab-hypothesis" }, who("You"), guess);
  hypothesis.hidden = true;
  turns.append(empty, hypothesis);
  const text = element("input", { type: "text", placeholder: "Or type what you would say", ariaLabel: "Typed turn" });
  const ask = element("button", { type: "button" }, "Ask");
  const form = element("div", { className: "voicelab-typed" }, text, ask);
  el.append(element("div", { className: "voicelab-captions" }, turns, form));

  const send = () => {
    if (text.value.trim()) told.model.send({ type: "typed", text: text.value });
    text.value = "";
  };
  ask.addEventListener("click", send);
  // A form's own submission never comes in a notebook: the front end takes the key for itself.
  text.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Enter" && !event.isComposing) send();
  });

  /** @type {Map<number, TurnLine>} */
  const lines = new Map();

  /** Change something, and keep the end in sight unless the reader has scrolled up. @param {() => void} change */
  function following(change) {
    const atEnd = turns.scrollHeight - turns.scrollTop - turns.clientHeight < 40;
    change();
    if (atEnd) turns.scrollTop = turns.scrollHeight;
  }

  /** @param {any} turn */
  function showTurn(turn) {
    let line = lines.get(turn.turn);
    if (!line) {
      line = new TurnLine();
      lines.set(turn.turn, line);
      empty.hidden = true;
      hypothesis.before(line.root);
    }
    line.show(turn);
  }

  /** @param {string} words */
  function showHypothesis(words) {
    setText(guess, words && `${words} …`);
    hypothesis.hidden = !words;
    if (words) empty.hidden = true;
  }

  /** @param {any} message */
  function take(message) {
    if (message.type === "turn") following(() => showTurn(message));
    else if (message.type === "hypothesis") following(() => showHypothesis(message.text));
  }

  return { take };
}

export default widgetOf(showCaptions);
