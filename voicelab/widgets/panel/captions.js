// What Captions shows.

import { element, setText } from "../page/elements.js";
import { WAITING, widgetOf } from "../page/page_view.js";
import { secondsText } from "../page/units.js";
import { captionOf, hypothesisText } from "./turn_caption.js";

/** @import { MessageStore } from "../page/page_view.js" */
/** @import { Stage, Turn } from "./turn_caption.js" */

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
    this.replyLine = element("div", { className: "voicelab-line" }, speaker("Reply"), reply, this.latency);
    this.root = element(
      "div",
      { className: "voicelab-turn" },
      element("div", { className: "voicelab-line" }, speaker("You"), this.you),
      this.replyLine,
      this.stages,
      this.error,
    );
  }

  /** @param {Turn} turn */
  show(turn) {
    const caption = captionOf(turn);
    this.root.dataset.outcome = turn.outcome;
    // A screen reader waits for the whole reply, in place of reading each word of it.
    this.root.ariaBusy = String(!caption.isOver);
    setText(this.you, caption.you);
    this.you.classList.toggle("voicelab-nothing", !caption.isUnderstood);
    this.replyLine.hidden = !caption.hasReplyLine;
    setText(this.heard, caption.heard);
    setText(this.ahead, caption.notYetHeard);
    setText(this.outcome, caption.outcome);
    setText(this.latency, caption.latency);
    this.latency.title = "From the end of your words to the reply's first sound";
    setText(this.error, caption.error);
    this.showStages(turn.stages);
  }

  /** @param {Stage[]} stages */
  showStages(stages) {
    if (this.stages.childElementCount || !stages.length) return;
    const bar = element("span", { className: "voicelab-bar", ariaHidden: "true" });
    const names = element("span", {});
    for (const { name, seconds } of stages) {
      const part = element("span", { className: `voicelab-part voicelab-${name}` });
      part.style.flexGrow = String(seconds);
      bar.append(part);
      const dot = element("i", { className: `voicelab-${name}`, ariaHidden: "true" });
      names.append(element("span", { className: "voicelab-stage" }, dot, `${name} ${secondsText(seconds)}`));
    }
    this.stages.append(bar, names);
  }
}

/** @param {string} name */
function speaker(name) {
  return element("span", { className: "voicelab-who" }, name);
}

/** @param {MessageStore} store @param {HTMLElement} el */
function showCaptions(store, el) {
  const turns = element("div", { className: "voicelab-turns", role: "log" });
  turns.setAttribute("aria-label", "Conversation");
  turns.setAttribute("aria-live", "polite");
  turns.tabIndex = 0;
  const empty = element("div", { className: "voicelab-empty" }, "What you say and what is replied appears here.");
  const words = element("span", { className: "voicelab-words" });
  const hypothesis = element("div", { className: "voicelab-line voicelab-hypothesis" }, speaker("You"), words);
  hypothesis.hidden = true;
  turns.append(empty, hypothesis);
  const text = element("input", { type: "text", placeholder: "Or type what you would say", ariaLabel: "Typed turn" });
  const ask = element("button", { type: "button" }, "Ask");
  const anew = element("button", { type: "button", title: "The model forgets what was said; the log keeps it" });
  anew.textContent = "New conversation";
  const form = element("div", { className: "voicelab-typed" }, text, ask, anew);
  const waiting = element("div", { className: "voicelab-waiting", role: "status" });
  el.append(element("div", { className: "voicelab-captions" }, turns, form, waiting));

  let sent = "";
  const send = () => {
    const typed = text.value;
    if (!typed.trim() || typed === sent) return; // the kernel has yet to take it
    sent = typed;
    store.request({ type: "typed", text: typed }, () => {
      sent = "";
      if (text.value === typed) text.value = "";
    });
  };
  ask.addEventListener("click", send);
  anew.addEventListener("click", () => store.request({ type: "new" }));
  // A form's own submission never comes in a notebook: the front end takes the key for itself.
  text.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Enter" && !event.isComposing) send();
  });

  /** @type {Map<number, TurnLine>} */
  const lines = new Map();

  /** @type {Map<number, HTMLElement>} */
  const notices = new Map();
  // Until the page is laid out nothing can be scrolled, and a front end may lay it out anew at any time.
  let isAtEnd = true;
  const followEnd = () => {
    if (isAtEnd) turns.scrollTop = turns.scrollHeight;
  };
  turns.addEventListener("scroll", () => {
    if (turns.clientHeight) isAtEnd = turns.scrollHeight - turns.scrollTop - turns.clientHeight < 40;
  });
  const layout = new ResizeObserver(followEnd);
  layout.observe(turns);

  /** Change something, and keep the end in sight unless the reader has scrolled up. @param {() => void} change */
  function following(change) {
    change();
    followEnd();
  }

  /** @param {Turn} turn */
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

  /** @param {{notice: number, after: number, text: string}} message */
  function showNotice({ notice, after, text: said }) {
    if (notices.has(notice)) return;
    const line = element("div", { className: "voicelab-notice" }, said);
    notices.set(notice, line);
    empty.hidden = true;
    const next = [...lines].find(([turn]) => turn > after)?.[1].root;
    (next ?? hypothesis).before(line);
  }

  function clear() {
    for (const { root } of lines.values()) root.remove();
    for (const line of notices.values()) line.remove();
    lines.clear();
    notices.clear();
    empty.hidden = false;
  }

  /** @param {boolean} isShut */
  function showShut(isShut) {
    for (const part of [text, ask, anew]) part.disabled = isShut;
    text.placeholder = isShut ? "This session is closed" : "Or type what you would say";
  }

  /** @param {string} hypothesized */
  function showHypothesis(hypothesized) {
    setText(words, hypothesisText(hypothesized));
    hypothesis.hidden = !hypothesized;
    if (hypothesized) empty.hidden = true;
  }

  /** @param {any} message */
  function receive(message) {
    if (message.type === "turn") following(() => showTurn(message));
    else if (message.type === "hypothesis") following(() => showHypothesis(message.text));
    else if (message.type === "notice") following(() => showNotice(message));
    else if (message.type === "anew") clear();
    else if (message.type === "shut") showShut(message.is_shut);
  }

  /** @param {boolean} isWaiting */
  function showWaiting(isWaiting) {
    setText(waiting, isWaiting ? WAITING : "");
  }

  return { receive, showWaiting, close: () => layout.disconnect() };
}

export default widgetOf(showCaptions);
