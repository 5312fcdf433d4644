// The browser's speaker.

/** @typedef {{reply: number, heard: number, dropped: number, underrun: number, firstFrame: number | null, over: boolean}} PlayedSoFar */

/** Plays replies, and tells what was heard of them. */
class Player {
  /** @param {string} worklet @param {(told: PlayedSoFar, firstHeardMs: number | null) => void} onplayed */
  constructor(worklet, onplayed) {
    this.worklet = worklet;
    this.onplayed = onplayed;
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

  /** @param {number} reply @param {number} rate */
  async begin(reply, rate) {
    this.reply = reply;
    this.isPlaying = true;
    this.received = this.heard = 0;
    if (!this.context || rate !== this.rate) {
      void this.context?.close();
      this.rate = rate;
      this.context = new AudioContext({ sampleRate: rate });
      this.port = this.connect(this.context);
    }
    this.post({ begin: reply });
    void this.context.resume();
    await this.port;
  }

  /** @param {AudioContext} context */
  async connect(context) {
    await context.audioWorklet.addModule(this.worklet);
    const node = new AudioWorkletNode(context, "voicelab-play", { numberOfInputs: 0, outputChannelCount: [1] });
    node.port.onmessage = ({ data }) => this.told(context, data);
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
    this.told(this.context, { reply, heard, dropped, underrun: 0, firstFrame: null, over: true });
  }

  /** @param {AudioContext} context @param {PlayedSoFar} told */
  told(context, told) {
    if (told.reply !== this.reply) return;
    this.heard = told.heard;
    const latencyMs = (context.baseLatency + (context.outputLatency || 0)) * 1000;
    let firstHeardMs = null;
    if (told.firstFrame !== null) {
      const firstMs = (told.firstFrame / context.sampleRate - context.currentTime) * 1000;
      firstHeardMs = performance.now() + firstMs + latencyMs;
    }
    const tell = () => {
      if (told.over && told.reply === this.reply) this.isPlaying = false;
      this.onplayed(told, firstHeardMs);
    };
    // What has left the worklet is on its way to the ear for so long.
    if (told.over && told.dropped === 0) setTimeout(tell, latencyMs);
    else tell();
  }

  get isBlocked() {
    return this.isPlaying && this.context !== null && this.context.state !== "running";
  }

  rest() {
    if (!this.isPlaying) void this.context?.suspend();
  }

  close() {
    void this.context?.close();
    this.context = null;
  }
}
