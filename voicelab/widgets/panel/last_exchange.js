// What LastExchange shows: the last exchange's sound with its words, to be played.

import { element, errorText, setText } from "../page/elements.js";
import { randomId } from "../page/messages.js";
import { widgetOf } from "../page/page_view.js";
import { Sounds } from "../page/sounds.js";
import { ExchangePlayer } from "./exchange_player.js";
import { barsPath, neighbour, positionText, wordAt, wordsOf } from "./exchange_wave.js";
import { needsLeader, ROWS, rowsOf, scaleOf } from "./word_rows.js";

/** @import { MessageStore } from "../page/page_view.js" */
/** @import { Timeline } from "./exchange_wave.js" */
/** @import { WordPlace } from "./word_rows.js" */

const SVG = "http://www.w3.org/2000/svg";
const WAVE_PIXELS = 44;
const ROW_PIXELS = 16;
const WORDS_PIXELS = ROWS * ROW_PIXELS;
const EMPTY = "The sound of the last exchange appears here.";

/** @param {string} tag @param {Record<string, string>} attributes */
function svgElement(tag, attributes) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

class WaveView {
  /** @param {MessageStore} store @param {HTMLElement} el */
  constructor(store, el) {
    const sounds = new Sounds(store.model);
    this.sounds = sounds;
    /** @type {Timeline | null} */
    this.timeline = null;
    /** @type {ReturnType<typeof wordsOf>} */
    this.words = [];
    /** @type {HTMLElement[]} */
    this.spans = [];
    this.seconds = 0;
    this.scale = 1;
    this.player = new ExchangePlayer(
      ({ side }) => sounds.get(`${this.timeline?.number}-${side}`),
      (seconds) => this.moved(seconds),
    );
    this.button = element("button", { type: "button" });
    this.title = element("span", { className: "voicelab-wave-title" }, EMPTY);
    this.status = element("span", { className: "voicelab-wave-status", role: "status" });
    this.description = element("span", { className: "voicelab-wave-description", id: `voicelab-${randomId(2)}` });
    this.drawing = svgElement("svg", { height: String(WAVE_PIXELS + WORDS_PIXELS), "aria-hidden": "true" });
    this.marks = element("div", { className: "voicelab-wave-marks" });
    this.text = element("div", { className: "voicelab-wave-words" });
    this.text.style.height = `${WORDS_PIXELS}px`;
    this.text.style.marginTop = `${-WORDS_PIXELS}px`;
    this.cursor = element("div", { className: "voicelab-wave-cursor" });
    this.line = element("div", { className: "voicelab-wave-line" });
    this.line.append(this.marks, this.drawing, this.text, this.cursor);
    this.line.setAttribute("role", "slider");
    this.line.setAttribute("aria-label", "Position in the last exchange");
    this.line.setAttribute("aria-describedby", this.description.id);
    this.line.setAttribute("aria-valuemin", "0");
    this.scroll = element("div", { className: "voicelab-wave-scroll" }, this.line);
    const head = element("div", { className: "voicelab-wave-head" }, this.button, this.title, this.status);
    const root = element("div", { className: "voicelab-last-exchange" }, head, this.scroll, this.description);
    el.append(root);
    this.button.addEventListener("click", () => this.toggle());
    this.line.addEventListener("click", (event) => this.pressed(event));
    this.line.addEventListener("keydown", (event) => this.key(event));
    this.layout = new ResizeObserver(() => this.draw());
    this.layout.observe(this.scroll);
    this.showButton();
  }

  /** @param {any} message */
  receive = (message) => {
    if (message.type !== "exchange") return;
    this.player.stop();
    this.timeline = /** @type {Timeline} */ (message);
    this.words = wordsOf(this.timeline);
    this.spans = this.words.map(({ text, side }) => element("span", { dir: "auto", className: side }, text));
    this.seconds = 0;
    setText(this.status, "");
    setText(this.title, [`Exchange ${message.number}`, message.missing].filter(Boolean).join(" · "));
    this.title.title = message.missing;
    setText(this.description, message.description);
    this.line.setAttribute("aria-valuemax", message.seconds.toFixed(1));
    this.draw();
    this.showPosition();
  };

  close() {
    this.player.stop();
    this.layout.disconnect();
    this.sounds.close();
  }

  get hasSound() {
    return this.timeline !== null && this.timeline.strips.length > 0;
  }

  draw() {
    const { timeline, words, spans } = this;
    this.line.tabIndex = this.hasSound ? 0 : -1;
    this.line.hidden = !this.hasSound;
    this.showButton();
    if (!timeline || !this.hasSound || !this.scroll.clientWidth) return;
    this.text.replaceChildren(...spans);
    const starts = words.map(({ start }) => start);
    const widths = spans.map((span) => span.offsetWidth);
    this.scale = scaleOf(timeline.seconds, this.scroll.clientWidth - 8, starts, widths);
    const places = rowsOf(starts, widths, this.scale);
    places.forEach(({ left, row }, i) => {
      const span = spans[i];
      span.style.left = `${left}px`;
      span.style.top = `${row * ROW_PIXELS}px`;
      const isUnheard = timeline.cut !== null && words[i].side === "spoken" && words[i].start >= timeline.cut;
      span.classList.toggle("voicelab-unheard", isUnheard);
    });
    const ends = places.map(({ left }, i) => left + widths[i]);
    const width = Math.ceil(Math.max(timeline.seconds * this.scale, this.showMarks(timeline), ...ends)) + 4;
    this.line.style.width = `${width}px`;
    this.drawing.setAttribute("width", String(width));
    this.drawing.replaceChildren(...this.paths(timeline), ...this.leaders(places));
    this.showPosition();
  }

  /** @param {Timeline} timeline */
  *paths({ strips, gap, cut }) {
    for (const strip of strips) {
      const split = strip.side === "spoken" && cut !== null ? cut : Infinity;
      const name = `voicelab-wave-${strip.side}`;
      yield svgElement("path", { class: name, d: barsPath(strip, this.scale, WAVE_PIXELS, 0, split) });
      const rest = barsPath(strip, this.scale, WAVE_PIXELS, split, Infinity);
      if (rest) yield svgElement("path", { class: `${name} voicelab-unheard`, d: rest });
    }
    const middle = String(WAVE_PIXELS / 2);
    if (gap) {
      const [x1, x2] = [gap.start, gap.end].map((seconds) => String(seconds * this.scale));
      yield svgElement("line", { class: "voicelab-wave-gap", x1, x2, y1: middle, y2: middle });
    }
    if (cut !== null) {
      const at = String(cut * this.scale);
      yield svgElement("line", { class: "voicelab-wave-cut", x1: at, x2: at, y1: "0", y2: String(WAVE_PIXELS) });
    }
  }

  /** From the words that do not stand under their times. @param {WordPlace[]} places */
  *leaders(places) {
    for (const [i, place] of places.entries()) {
      const { start } = this.words[i];
      if (!needsLeader(place, start, this.scale)) continue;
      const [x1, x2] = [start * this.scale, place.left].map(String);
      const y2 = String(WAVE_PIXELS + place.row * ROW_PIXELS + 4);
      yield svgElement("line", { class: "voicelab-wave-leader", x1, x2, y1: String(WAVE_PIXELS), y2 });
    }
  }

  /**
   * Write above the wave how long the wait was and where the reply was cut; return where that ends.
   * @param {Timeline} timeline
   */
  showMarks({ gap, cut }) {
    const all = [];
    if (gap) all.push({ at: gap.start, text: gap.text, title: "From the end of your words to the reply's first sound" });
    if (cut !== null) all.push({ at: cut, text: "stopped", title: "Here you interrupted the reply" });
    const labels = all.map(({ text, title }) => element("span", { title }, text));
    this.marks.replaceChildren(...labels);
    const widths = labels.map((label) => label.offsetWidth);
    const places = rowsOf(all.map(({ at }) => at), widths, this.scale, 1);
    places.forEach(({ left }, i) => (labels[i].style.left = `${left}px`));
    return Math.max(0, ...places.map(({ left }, i) => left + widths[i]));
  }

  showButton() {
    const { isPlaying } = this.player;
    setText(this.button, isPlaying ? "■" : "▶");
    this.button.ariaLabel = isPlaying ? "Stop the last exchange" : "Play the last exchange";
    this.button.disabled = !this.hasSound;
  }

  showPosition() {
    const { seconds, words, spans } = this;
    this.cursor.style.transform = `translateX(${seconds * this.scale}px)`;
    const sounding = this.player.isPlaying ? wordAt(words, seconds) : -1;
    spans.forEach((span, i) => span.classList.toggle("voicelab-sounding", i === sounding));
    this.line.setAttribute("aria-valuenow", seconds.toFixed(1));
    this.line.setAttribute("aria-valuetext", positionText(words, seconds));
  }

  /** Keep the position in sight. */
  followPosition() {
    const { scroll } = this;
    const at = this.seconds * this.scale;
    if (at < scroll.scrollLeft || at > scroll.scrollLeft + scroll.clientWidth - 40) scroll.scrollLeft = at - 40;
  }

  /** @param {number | null} seconds */
  moved(seconds) {
    if (seconds === null) {
      this.showButton();
    } else {
      this.seconds = seconds;
      this.followPosition();
    }
    this.showPosition();
  }

  /** @param {number} seconds */
  async playFrom(seconds) {
    if (!this.timeline) return;
    this.seconds = seconds;
    setText(this.status, "");
    try {
      const playing = this.player.play(this.timeline.strips, seconds);
      this.showButton();
      await playing;
    } catch (error) {
      setText(this.status, errorText(error));
    }
    this.showButton();
  }

  toggle() {
    if (this.player.isPlaying) return this.player.stop();
    const isAtEnd = this.timeline !== null && this.seconds >= this.timeline.seconds - 0.1;
    void this.playFrom(isAtEnd ? 0 : this.seconds);
  }

  /** @param {MouseEvent} event */
  pressed(event) {
    if (!this.hasSound) return;
    const word = this.words[this.spans.findIndex((span) => span === event.target)];
    const x = event.clientX - this.line.getBoundingClientRect().left;
    void this.playFrom(word ? word.start : Math.max(0, x / this.scale));
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const last = this.timeline?.seconds ?? 0;
    const to = /** @type {Record<string, () => number>} */ ({
      ArrowRight: () => neighbour(this.words, this.seconds, 1, last),
      ArrowLeft: () => neighbour(this.words, this.seconds, -1, last),
      Home: () => 0,
      End: () => last,
    })[event.key];
    if (to) this.seek(to());
    else if (event.key === " " || event.key === "Enter") this.toggle();
    else return;
    event.preventDefault();
  }

  /** @param {number} seconds */
  seek(seconds) {
    if (this.player.isPlaying) return void this.playFrom(seconds);
    this.seconds = seconds;
    this.followPosition();
    this.showPosition();
  }
}

export default widgetOf((store, el) => new WaveView(store, el));
