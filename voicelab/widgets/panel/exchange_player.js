// Plays an exchange as it was held: what was said, the wait, and the reply.

/** @import { Strip } from "./exchange_wave.js" */

const STEP_MS = 30;

/** Plays one strip after the other, with the silence between them. */
export class ExchangePlayer {
  /**
   * @param {(strip: Strip) => Promise<string>} addressOf returns the address of a strip's sound
   * @param {(seconds: number | null) => void} onmove called as it plays with the position, and with `null` at the end
   * @param {() => HTMLAudioElement} make
   */
  constructor(addressOf, onmove, make = () => new Audio()) {
    this.addressOf = addressOf;
    this.onmove = onmove;
    this.audio = make();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.run = 0;
  }

  get isPlaying() {
    return this.timer !== undefined;
  }

  /**
   * Play from a position; rejects if a sound cannot be had.
   * @param {Strip[]} strips @param {number} seconds
   */
  async play(strips, seconds) {
    this.halt();
    const run = ++this.run;
    const next = strips.find(({ start, seconds: length }) => seconds < start + length);
    if (!next) return this.stop();
    if (seconds < next.start) {
      this.wait(strips, seconds, next.start);
      return;
    }
    this.repeat(() => {}); // it plays from now on, also while the sound is on its way
    try {
      const address = await this.addressOf(next);
      if (run !== this.run) return;
      if (this.audio.src !== address) this.audio.src = address;
      this.audio.currentTime = seconds - next.start;
      await this.audio.play();
      if (run !== this.run) return this.audio.pause();
    } catch (error) {
      if (run !== this.run) return;
      this.stop();
      throw error;
    }
    this.follow(strips, next);
  }

  /** Let the wait between two strips pass. @param {Strip[]} strips @param {number} from @param {number} to */
  wait(strips, from, to) {
    const begunMs = performance.now();
    this.repeat(() => {
      const seconds = from + (performance.now() - begunMs) / 1000;
      if (seconds >= to) void this.play(strips, to).catch(() => {});
      else this.onmove(seconds);
    });
  }

  /** @param {Strip[]} strips @param {Strip} strip */
  follow(strips, strip) {
    this.repeat(() => {
      const { currentTime, ended } = this.audio;
      // Behind the end of speech the recording goes on for a moment.
      if (ended || currentTime >= strip.seconds) void this.play(strips, strip.start + strip.seconds).catch(() => {});
      else this.onmove(strip.start + currentTime);
    });
  }

  /** @param {() => void} step */
  repeat(step) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.repeat(step);
      step();
    }, STEP_MS);
  }

  halt() {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.audio.pause();
  }

  stop() {
    this.run += 1;
    this.halt();
    this.onmove(null);
  }
}
