// What the speaker plays, piece by piece.

/**
 * What became of a reply's samples so far; `firstFrame` is the audio context's frame at which the first one left.
 * @typedef {object} Playback
 * @property {number} reply
 * @property {number} heard samples that left
 * @property {number} dropped samples that a flush let go
 * @property {number} underrun samples of silence, put in because the next piece was not there in time
 * @property {number | null} firstFrame
 * @property {boolean} over whether nothing of the reply will follow
 */
/** @typedef {{begin?: number, flush?: number, end?: number, reply?: number, samples?: ArrayBuffer}} Command */

/** Plays one reply after the other, each as it arrives and without gaps. */
export class PlayQueue {
  reply = 0;
  /** @type {Int16Array[]} */
  pieces = [];
  offset = 0;
  heard = 0;
  dropped = 0;
  underrun = 0;
  /** @type {number | null} */
  firstFrame = null;
  isComplete = false;
  isOver = true;
  reportedFrame = 0;

  /**
   * `onreport` gets what became of the reply: at its first sample, ten times a second, and at its end.
   * @param {number} sampleRateHz @param {(playback: Playback) => void} onreport
   */
  constructor(sampleRateHz, onreport) {
    this.reportFrames = sampleRateHz / 10;
    this.onreport = onreport;
  }

  /**
   * Apply `{begin: reply}`, `{samples, reply}`, `{end: reply}` or `{flush: reply}`.
   * @param {Command} command @param {number} frame the context's present frame
   */
  apply(command, frame) {
    if (command.begin !== undefined) {
      this.begin(command.begin);
    } else if (command.flush === this.reply) {
      this.drop();
      this.isOver = true;
      this.report(frame);
    } else if (command.end === this.reply) {
      this.isComplete = true;
    } else if (command.reply === this.reply && command.samples) {
      this.pieces.push(new Int16Array(command.samples));
      if (this.isOver) {
        this.drop();
        this.report(frame);
      }
    }
  }

  /** @param {number} reply */
  begin(reply) {
    this.reply = reply;
    this.pieces = [];
    this.offset = this.heard = this.dropped = this.underrun = 0;
    this.firstFrame = null;
    this.isComplete = this.isOver = false;
  }

  drop() {
    for (const piece of this.pieces) this.dropped += piece.length;
    this.dropped -= this.offset;
    this.pieces = [];
    this.offset = 0;
  }

  /** @param {number} frame */
  report(frame) {
    this.reportedFrame = frame;
    const { reply, heard, dropped, underrun, firstFrame, isOver } = this;
    this.onreport({ reply, heard, dropped, underrun, firstFrame, over: isOver });
  }

  /**
   * Write the next samples into a block; what it lacks stays silent.
   * @param {Float32Array} block @param {number} frame the context's frame of its first sample
   */
  fill(block, frame) {
    if (this.isOver) return;
    let filled = 0;
    while (filled < block.length && this.pieces.length > 0) filled += this.copy(block, filled, frame);
    const isFirst = this.heard === 0 && filled > 0;
    this.heard += filled;
    if (this.isComplete && this.pieces.length === 0) this.isOver = true;
    else if (this.firstFrame !== null) this.underrun += block.length - filled;
    if (isFirst || this.isOver || frame - this.reportedFrame > this.reportFrames) this.report(frame);
  }

  /**
   * Copy from the first piece, and return how many samples.
   * @param {Float32Array} block @param {number} start @param {number} frame
   */
  copy(block, start, frame) {
    const piece = this.pieces[0];
    const count = Math.min(block.length - start, piece.length - this.offset);
    for (let i = 0; i < count; i++) block[start + i] = piece[this.offset + i] / 32768;
    if (this.firstFrame === null && count > 0) this.firstFrame = frame + start;
    this.offset += count;
    if (this.offset === piece.length) {
      this.pieces.shift();
      this.offset = 0;
    }
    return count;
  }
}
