// The two ends of the sound, on the browser's audio thread.

/**
 * Gathers what the microphone gives into frames of 16-bit samples.
 *
 * Posts `{pcm, end}`: the samples, and the context's frame at which the last one was taken.
 */
class CaptureProcessor extends AudioWorkletProcessor {
  /** @param {{processorOptions: {frameSamples: number}}} options */
  constructor(options) {
    super();
    this.size = options.processorOptions.frameSamples;
    this.samples = new Int16Array(this.size);
    this.filled = 0;
  }

  /** @param {Float32Array[][]} inputs */
  process(inputs) {
    const input = inputs[0][0];
    const length = input ? input.length : 128;
    for (let i = 0; i < length; i++) {
      const value = input ? Math.round(input[i] * 32768) : 0;
      this.samples[this.filled++] = Math.max(-32768, Math.min(32767, value));
      if (this.filled === this.size) {
        this.port.postMessage({ pcm: this.samples.buffer, end: currentFrame + i + 1 }, [this.samples.buffer]);
        this.samples = new Int16Array(this.size);
        this.filled = 0;
      }
    }
    return true;
  }
}

/**
 * Plays one reply after the other, each as it arrives and without gaps.
 *
 * Takes `{begin: reply}`, `{samples, reply}`, `{end: reply}` and `{flush: reply}`; posts how many samples
 * of the reply left, were dropped and were missing, and the context's frame at which the first one left.
 */
class PlayProcessor extends AudioWorkletProcessor {
  reply = 0;
  /** @type {Int16Array[]} */
  queue = [];
  offset = 0;
  heard = 0;
  dropped = 0;
  underrun = 0;
  /** @type {number | null} */
  firstFrame = null;
  isComplete = false;
  isOver = true;
  lastTold = 0;

  constructor() {
    super();
    this.port.onmessage = ({ data }) => this.take(data);
  }

  /** @param {number} reply */
  begin(reply) {
    this.reply = reply;
    this.queue = [];
    this.offset = this.heard = this.dropped = this.underrun = 0;
    this.firstFrame = null;
    this.isComplete = this.isOver = false;
  }

  /** @param {{begin?: number, flush?: number, end?: number, reply?: number, samples?: ArrayBuffer}} data */
  take(data) {
    if (data.begin !== undefined) {
      this.begin(data.begin);
    } else if (data.flush === this.reply) {
      this.drop();
      this.isOver = true;
      this.tell();
    } else if (data.end === this.reply) {
      this.isComplete = true;
    } else if (data.reply === this.reply && data.samples) {
      this.queue.push(new Int16Array(data.samples));
      if (this.isOver) {
        this.drop();
        this.tell();
      }
    }
  }

  drop() {
    for (const piece of this.queue) this.dropped += piece.length;
    this.dropped -= this.offset;
    this.queue = [];
    this.offset = 0;
  }

  tell() {
    this.lastTold = currentFrame;
    this.port.postMessage({
      reply: this.reply,
      heard: this.heard,
      dropped: this.dropped,
      underrun: this.underrun,
      firstFrame: this.firstFrame,
      lastFrame: currentFrame,
      over: this.isOver,
    });
  }

  /**
   * @param {Float32Array[][]} _inputs
   * @param {Float32Array[][]} outputs
   */
  process(_inputs, outputs) {
    if (this.isOver) return true;
    const output = outputs[0][0];
    let filled = 0;
    while (filled < output.length && this.queue.length > 0) {
      const piece = this.queue[0];
      const count = Math.min(output.length - filled, piece.length - this.offset);
      for (let i = 0; i < count; i++) output[filled + i] = piece[this.offset + i] / 32768;
      if (this.firstFrame === null && count > 0) this.firstFrame = currentFrame + filled;
      filled += count;
      this.offset += count;
      if (this.offset === piece.length) {
        this.queue.shift();
        this.offset = 0;
      }
    }
    const isFirst = this.heard === 0 && filled > 0;
    this.heard += filled;
    if (this.isComplete && this.queue.length === 0) this.isOver = true;
    else if (this.firstFrame !== null) this.underrun += output.length - filled;
    if (isFirst || this.isOver || currentFrame - this.lastTold > sampleRate / 10) this.tell();
    return true;
  }
}

registerProcessor("voicelab-capture", CaptureProcessor);
registerProcessor("voicelab-play", PlayProcessor);
