// The microphone's level, as a meter that moves with the voice.

import { element, setText } from "../page/elements.js";
import { meterShare, Needle, SILENT_DBFS } from "./sound_level.js";

/** @import { Page } from "./browser_page.js" */

const SCALE_DBFS = [-60, -40, -20, 0];
const CLIPPED_MS = 2500;
/** How often the values for screen readers are set, and all of it where motion is to be reduced. */
const CALM_MS = 500;
const TOO_LOUD = "Too loud: the sound is cut off. Speak farther from the microphone, or lower its level.";

/**
 * Return the meter's value in words.
 * @param {{isMuted: boolean, isListening: boolean, isClipped: boolean, level: number}} shown
 */
export function levelText({ isMuted, isListening, isClipped, level }) {
  if (isMuted) return "muted";
  if (!isListening) return "off";
  if (isClipped) return "clipping";
  return level <= SILENT_DBFS ? "silent" : `${Math.round(level)} decibels`;
}

/** Draws nothing while it is out of sight, or the microphone is off. */
export class LevelMeter {
  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.needle = new Needle();
    this.rest = element("span", { className: "voicelab-meter-rest" });
    this.mark = element("span", { className: "voicelab-meter-mark" });
    this.mark.hidden = true;
    const track = element("span", { className: "voicelab-meter-track" }, this.rest, this.mark);
    const scale = element("span", { className: "voicelab-meter-scale", ariaHidden: "true" });
    for (const level of SCALE_DBFS) {
      const tick = element("span", {}, level === 0 ? "0 dB" : String(level).replace("-", "−"));
      tick.style.left = `${100 * meterShare(level)}%`;
      scale.append(tick);
    }
    this.word = element("span", { className: "voicelab-meter-word", ariaHidden: "true" });
    this.root = element("span", { className: "voicelab-meter" }, track, this.word, scale);
    this.root.setAttribute("role", "meter");
    this.root.setAttribute("aria-label", "Microphone level in decibels of full scale");
    this.root.setAttribute("aria-valuemin", String(SILENT_DBFS));
    this.root.setAttribute("aria-valuemax", "0");
    this.reduced = matchMedia("(prefers-reduced-motion: reduce)");
    this.isInSight = true;
    this.drawing = 0;
    this.drawnMs = 0;
    this.saidMs = -CALM_MS;
    this.clippedMs = -CLIPPED_MS;
    this.sight = new IntersectionObserver(([seen]) => {
      this.isInSight = seen.isIntersecting;
      this.follow();
    });
    this.sight.observe(this.root);
    this.say(0);
  }

  get isMoving() {
    return this.isInSight && (this.page.isListening || !this.needle.isAtRest);
  }

  /** Go on drawing if there is something to be drawn. */
  follow = () => {
    if (this.isMoving && !this.drawing) {
      this.drawnMs = performance.now();
      this.drawing = requestAnimationFrame(this.draw);
    }
    this.say(performance.now());
  };

  close() {
    cancelAnimationFrame(this.drawing);
    this.sight.disconnect();
  }

  /** @param {number} nowMs */
  draw = (nowMs) => {
    const { microphone, isListening } = this.page;
    const elapsed = Math.max(0, nowMs - this.drawnMs);
    const isDue = !this.reduced.matches || elapsed >= CALM_MS;
    if (isDue) {
      this.drawnMs = nowMs;
      this.needle.move((isListening && microphone?.peakDbfs()) || SILENT_DBFS, elapsed / 1000);
      this.rest.style.transform = `scaleX(${1 - meterShare(this.needle.level)})`;
      const share = meterShare(this.needle.mark);
      this.mark.style.transform = `translateX(${100 * share}%)`;
      this.mark.hidden = share === 0;
    }
    if (isListening && microphone?.loudness.isClipping) this.clippedMs = nowMs;
    const isClipped = nowMs - this.clippedMs < CLIPPED_MS;
    if (nowMs - this.saidMs >= CALM_MS || isClipped !== this.root.hasAttribute("data-clipped")) this.say(nowMs);
    this.drawing = this.isMoving ? requestAnimationFrame(this.draw) : 0;
    if (!this.drawing) this.say(nowMs);
  };

  /** Set what is read, not drawn. @param {number} nowMs */
  say(nowMs) {
    this.saidMs = nowMs;
    const { isListening, facts } = this.page;
    const isMuted = facts.isMuted && facts.microphone === "open";
    const isClipped = isListening && nowMs - this.clippedMs < CLIPPED_MS;
    const level = Math.max(SILENT_DBFS, Math.round(this.needle.level));
    this.root.toggleAttribute("data-clipped", isClipped);
    this.root.toggleAttribute("data-muted", isMuted);
    this.root.title = isClipped ? TOO_LOUD : "";
    setText(this.word, isMuted ? "muted" : isClipped ? "clipping" : "");
    this.root.setAttribute("aria-valuenow", String(level));
    this.root.setAttribute("aria-valuetext", levelText({ isMuted, isListening, isClipped, level }));
  }
}
