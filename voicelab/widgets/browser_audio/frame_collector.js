// What the microphone gives, in frames.

/** Gathers samples between -1 and 1 into frames of 16-bit samples. */
export class FrameCollector {
  /**
   * `onframe` gets each frame, and how many samples of the latest block belong to it.
   * @param {number} frameSamples @param {(frame: Int16Array, taken: number) => void} onframe
   */
  constructor(frameSamples, onframe) {
    this.onframe = onframe;
    this.frame = new Int16Array(frameSamples);
    this.filled = 0;
  }

  /**
   * Add a block of samples; a microphone that gives none gives silence.
   * @param {Float32Array | undefined} block @param {number} length
   */
  add(block, length) {
    for (let i = 0; i < length; i++) {
      const value = block ? Math.round(block[i] * 32768) : 0;
      this.frame[this.filled++] = Math.max(-32768, Math.min(32767, value));
      if (this.filled < this.frame.length) continue;
      const frame = this.frame;
      this.frame = new Int16Array(frame.length);
      this.filled = 0;
      this.onframe(frame, i + 1);
    }
  }
}
