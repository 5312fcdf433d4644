// Whether what a microphone hears is loud enough to be recognised, and not too loud.

import { isClipped, levelDbfs } from "./sound_level.js";

/** @typedef {"unknown" | "enough" | "low" | "none"} Loudness */

/** Speech below this is lost on recognizers; a voice near its microphone has -30 to -15. */
const LOW_DBFS = -50;
/** What stands out of the room's own noise by so much is taken for somebody who speaks. */
const STANDS_OUT_DB = 9;
const LOW_SECONDS = 2;
const NONE_SECONDS = 6;
/** How fast the room's noise is believed to grow, so that a fan is no speech for long. */
const NOISE_GROWS_DB_A_SECOND = 4;
/** Words and the pauses between them weigh as much as so long a time. */
const FORGET_SECONDS = 8;

/**
 * Judges the sound of an open microphone, piece by piece.
 *
 * Silence is no sign of a low level, for nobody may be speaking: only what stands out of the noise and is low is.
 * A microphone that gives nothing at all, not even noise, is off by a switch of its own.
 */
export class LoudnessJudge {
  /** @param {number} sampleRate in Hz */
  constructor(sampleRate) {
    this.sampleRate = sampleRate;
    this.isClipping = false;
    /** @type {Loudness} */
    this.loudness = "unknown";
    this.noise = this.lowSeconds = this.noneSeconds = 0;
    this.hasSounded = false;
  }

  /** Judge anew: the gate was opened. */
  begin() {
    this.loudness = "unknown";
    this.noise = this.lowSeconds = this.noneSeconds = 0;
    this.hasSounded = false;
  }

  /** @param {Int16Array} samples */
  add(samples) {
    const seconds = samples.length / this.sampleRate;
    const level = levelDbfs(samples);
    this.isClipping = isClipped(samples);
    this.noise = Math.min(level, this.noise + NOISE_GROWS_DB_A_SECOND * seconds);
    this.hasSounded ||= samples.some((sample) => sample !== 0);
    if (!this.hasSounded) {
      this.noneSeconds += seconds;
      if (this.noneSeconds >= NONE_SECONDS) this.loudness = "none";
    } else if (level >= LOW_DBFS) {
      this.lowSeconds = 0;
      this.loudness = "enough";
    } else {
      const isSpeech = level > this.noise + STANDS_OUT_DB;
      this.lowSeconds = Math.max(0, this.lowSeconds + (isSpeech ? seconds : -seconds * (LOW_SECONDS / FORGET_SECONDS)));
      if (this.lowSeconds >= LOW_SECONDS) this.loudness = "low";
      else if (this.loudness === "none") this.loudness = "unknown";
    }
    return this.loudness;
  }
}
