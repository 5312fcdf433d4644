// The browser's speaker.

import { bufferOf } from "../page/messages.js";

/** @import { Playback } from "./play_queue.js" */
/** @import { Begin, FinishMessage, Sound } from "./wire.js" */
/** @typedef {{sampleRate: number, currentTime: number, baseLatency: number, outputLatency?: number}} ContextTimes */

/**
 * Return how long what has left the worklet is on its way to the ear, in milliseconds.
 * @param {ContextTimes} context
 */
export function latencyMs({ baseLatency, outputLatency }) {
  return (baseLatency + (outputLatency || 0)) * 1000;
}

/**
 * Return when the page's clock showed the time at which a frame of the context was heard, in milliseconds.
 * @param {number | null} frame @param {ContextTimes} context @param {number} nowMs
 */
export function heardMs(frame, context, nowMs) {
  if (frame === null) return null;
  return nowMs + (frame / context.sampleRate - context.currentTime) * 1000 + latencyMs(context);
}

const BLOCKED_MS = 500;
const TOUCHES = ["pointerdown", "keydown"];

/** Plays replies, and reports what was heard of them, and whether the browser lets none be heard. */
export class Speaker {
  /**
   * @param {string} worklet
   * @param {(playback: Playback, firstHeardMs: number | null) => void} onplayed
   * @param {(isBlocked: boolean) => void} onblocked
   */
  constructor(worklet, onplayed, onblocked) {
    this.worklet = worklet;
    this.onplayed = onplayed;
    this.onblocked = onblocked;
    this.rate = 0;
    this.reply = 0;
    /** @type {AudioContext | null} */
    this.context = null;
    /** @type {Promise<MessagePort>} */
    this.port = Promise.reject(new Error("no reply has begun"));
    this.port.catch(() => {});
    this.isPlaying = false;
    this.received = 0;
    this.heard = 0;
  }

  /** @param {Begin | Sound | FinishMessage} message @param {DataView[]} buffers */
  async handle(message, buffers) {
    switch (message.type) {
      case "begin":
        return this.begin(message.reply, message.sample_rate_hz);
      case "sound":
        return this.add(message.reply, bufferOf(buffers[0]));
      case "end":
        return this.end(message.reply);
      case "flush":
        return this.flush(message.reply);
    }
  }

  /** @param {number} reply @param {number} rate */
  async begin(reply, rate) {
    this.reply = reply;
    this.isPlaying = true;
    this.received = this.heard = 0;
    if (rate !== this.rate) this.close();
    if (!this.context) {
      this.rate = rate;
      this.context = new AudioContext({ sampleRate: rate });
      this.port = this.connect(this.context);
    }
    this.post({ begin: reply });
    void this.context.resume();
    await this.port;
    setTimeout(() => this.isBlocked && this.waitForTouch(), BLOCKED_MS);
  }

  /** Browsers play nothing before the user has touched the page. */
  waitForTouch() {
    const resume = () => void this.context?.resume();
    const goOn = () => {
      for (const touch of TOUCHES) document.removeEventListener(touch, resume, true);
      this.onblocked(false);
    };
    for (const touch of TOUCHES) document.addEventListener(touch, resume, true);
    this.context?.addEventListener("statechange", goOn, { once: true });
    this.onblocked(true);
  }

  /** @param {AudioContext} context */
  async connect(context) {
    try {
      await context.audioWorklet.addModule(this.worklet);
    } catch (error) {
      // The next reply tries again, with another context.
      if (context === this.context) this.close();
      throw error;
    }
    const node = new AudioWorkletNode(context, "voicelab-play", { numberOfInputs: 0, outputChannelCount: [1] });
    node.port.onmessage = ({ data }) => this.report(context, data);
    node.connect(context.destination);
    return node.port;
  }

  /** @param {object} message @param {ArrayBuffer[]} [transfer] */
  post(message, transfer = []) {
    this.port.then((port) => port.postMessage(message, transfer)).catch(() => {});
  }

  /** @param {number} reply @param {ArrayBuffer} samples */
  add(reply, samples) {
    if (reply === this.reply) this.received += samples.byteLength / 2;
    this.post({ reply, samples }, [samples]);
  }

  /** @param {number} reply */
  end(reply) {
    this.post({ end: reply });
  }

  /** @param {number} reply */
  flush(reply) {
    const wasBlocked = this.isBlocked;
    this.post({ flush: reply });
    if (!wasBlocked || !this.context) return;
    // A context that does not run answers nothing.
    const { heard, received } = this;
    const dropped = received - heard;
    this.report(this.context, { reply, heard, dropped, underrun: 0, firstFrame: null, over: true });
  }

  /** @param {AudioContext} context @param {Playback} playback */
  report(context, playback) {
    if (playback.reply !== this.reply) return;
    this.heard = playback.heard;
    const firstHeardMs = heardMs(playback.firstFrame, context, performance.now());
    const pass = () => {
      if (playback.over && playback.reply === this.reply) this.isPlaying = false;
      this.onplayed(playback, firstHeardMs);
    };
    if (playback.over && playback.dropped === 0) setTimeout(pass, latencyMs(context));
    else pass();
  }

  get isBlocked() {
    return this.isPlaying && this.context !== null && this.context.state !== "running";
  }

  suspendIfIdle() {
    if (!this.isPlaying) void this.context?.suspend();
  }

  close() {
    void this.context?.close();
    this.context = null;
  }
}
