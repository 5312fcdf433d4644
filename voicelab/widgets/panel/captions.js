// What Captions shows.

import { element, setText } from "../page/elements.js";
import { WAITING, widgetOf } from "../page/page_view.js";
import { EndInSight } from "./end_in_sight.js";
import { stepThroughBars } from "./latency_keys.js";
import { announcement, hypothesisText } from "./turn_caption.js";
import { speaker, TurnLine } from "./turn_line.js";
import { byPlace, nextOf } from "./turn_order.js";

/** @import { MessageStore } from "../page/page_view.js" */
/** @import { Turn } from "./turn_caption.js" */
/** @import { Place } from "./turn_order.js" */

/** @param {MessageStore} store @param {HTMLElement} el */
function showCaptions(store, el) {
  const turns = element("div", { className: "voicelab-turns", role: "log" });
  turns.setAttribute("aria-label", "Conversation");
  // What is still being said changes with every word: `announcer` says what has become final.
  turns.setAttribute("aria-live", "off");
  turns.tabIndex = 0;
  const announcer = announcerOf();
  const noticeAnnouncer = announcerOf(); // its own: what a notice says must not take the place of a reply
  const empty = element(
    "div",
    { className: "voicelab-empty" },
    element("strong", { className: "voicelab-when-idle voicelab-when-hands-free" }, "Press Talk and speak"),
    element("strong", { className: "voicelab-when-idle voicelab-when-push-to-talk" }, "Hold the button and speak"),
    element("strong", { className: "voicelab-when-arriving" }, "The models are still arriving"),
    element("strong", { className: "voicelab-when-listening" }, "Say something"),
    element("span", {}, "What you say and what is replied appears here."),
  );
  const words = element("span", { className: "voicelab-words", dir: "auto" });
  const hypothesis = element("div", { className: "voicelab-line voicelab-hypothesis" }, speaker("You"), words);
  hypothesis.hidden = true;
  turns.append(empty, hypothesis);
  const text = element("input", { type: "text", dir: "auto", ariaLabel: "Typed turn" });
  text.placeholder = "Or type what you would say";
  const ask = element("button", { type: "button" }, "Ask");
  const anew = element("button", { type: "button", title: "The model forgets what was said; the log keeps it" });
  anew.textContent = "New conversation";
  const form = element("div", { className: "voicelab-typed" }, text, ask, anew);
  const waiting = element("div", { className: "voicelab-waiting", role: "status" });
  el.append(element("div", { className: "voicelab-captions" }, turns, form, waiting, announcer, noticeAnnouncer));

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
  /** @type {Map<number, Turn>} */
  const latest = new Map();
  const inOrder = () => [...lines].sort(([one], [other]) => one - other).map(([, { latency }]) => latency);
  const bars = stepThroughBars(turns, inOrder);
  /** @type {Set<number>} */
  const notices = new Set();
  /** @type {(Place & {root: HTMLElement})[]} */
  const places = [];
  const end = new EndInSight(turns);
  turns.addEventListener("scroll", () => end.scrolled());
  // Lines break anew where only they become narrower, too.
  const layout = new ResizeObserver(() => end.follow());
  layout.observe(turns);
  layout.observe(hypothesis);

  /** Change something, and keep the end in sight unless the reader has scrolled up. @param {() => void} change */
  function following(change) {
    change();
    end.follow();
  }

  /** Put a turn or a notice in its place. @param {number} turn @param {number} notice @param {HTMLElement} root */
  function place(turn, notice, root) {
    const placed = { turn, notice, root };
    (nextOf(places, placed, byPlace)?.root ?? hypothesis).before(root);
    places.push(placed);
    layout.observe(root);
    empty.hidden = true;
  }

  /** @param {Turn} turn */
  function showTurn(turn) {
    let line = lines.get(turn.turn);
    if (!line) {
      line = new TurnLine();
      lines.set(turn.turn, line);
      place(turn.turn, 0, line.root);
    }
    line.show(turn);
    if (turn.latency !== null || turn.cut_in) bars.chooseLast();
    const said = announcement(latest.get(turn.turn), turn);
    latest.set(turn.turn, turn);
    if (said) announce(announcer, said);
  }

  /** @param {{notice: number, after: number, text: string, is_past?: boolean}} message */
  function showNotice({ notice, after, text: said, is_past = false }) {
    if (notices.has(notice)) return;
    const line = element("div", { className: "voicelab-notice", dir: "auto" }, said);
    notices.add(notice);
    place(after, notice, line);
    if (!is_past) announce(noticeAnnouncer, said);
  }

  /** @param {number} turn */
  function withdraw(turn) {
    const index = places.findIndex((place) => place.root === lines.get(turn)?.root);
    if (index < 0) return;
    const [{ root }] = places.splice(index, 1);
    layout.unobserve(root);
    root.remove();
    lines.delete(turn);
    latest.delete(turn);
  }

  function clear() {
    for (const { root } of places.splice(0)) {
      layout.unobserve(root);
      root.remove();
    }
    lines.clear();
    latest.clear();
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
    else if (message.type === "withdrawn") following(() => withdraw(message.turn));
    else if (message.type === "anew") clear();
    else if (message.type === "shut") showShut(message.is_shut);
  }

  /** @param {boolean} isWaiting */
  function showWaiting(isWaiting) {
    setText(waiting, isWaiting ? WAITING : "");
  }

  return { receive, showWaiting, close: () => layout.disconnect() };
}

/** Return what screen readers read out when something is put into it. */
function announcerOf() {
  const announcer = element("div", { className: "voicelab-announcer" });
  announcer.setAttribute("aria-live", "polite");
  return announcer;
}

/** @param {HTMLElement} announcer @param {string} said */
function announce(announcer, said) {
  // A new element for each: readers may pass over what only changes its text to the same again.
  announcer.replaceChildren(element("p", {}, said));
}

export default widgetOf(showCaptions);
