// The two ends of the sound, on the browser's audio thread.

import { FrameCollector } from "./frame_collector.js";
import { PlayQueue } from "./play_queue.js";

const BLOCK_SAMPLES = 128;

/** Posts `{pcm, end}`: a frame of the microphone, and the context's frame at which its last sample was taken. */
class CaptureProcessor extends AudioWorkletProcessor {
  /** @param {{processorOptions: {frameSamples: number}}} options */
  constructor(options) {
    super();
    this.frames = new FrameCollector(options.processorOptions.frameSamples, ({ buffer }, taken) =>
      this.port.postMessage({ pcm: buffer, end: currentFrame + taken }, [/** @type {ArrayBuffer} */ (buffer)]),
    );
  }

  /** @param {Float32Array[][]} inputs */
  process(inputs) {
    const block = inputs[0][0];
    this.frames.add(block, block ? block.length : BLOCK_SAMPLES);
    return true;
  }
}

/** Takes the commands of a `PlayQueue`, and posts what became of the reply. */
class PlayProcessor extends AudioWorkletProcessor {
  constructor() {
    super();
    this.queue = new PlayQueue(sampleRate, (playback) => this.port.postMessage(playback));
    this.port.onmessage = ({ data }) => this.queue.apply(data, currentFrame);
  }

  /**
   * @param {Float32Array[][]} _inputs
   * @param {Float32Array[][]} outputs
   */
  process(_inputs, outputs) {
    this.queue.fill(outputs[0][0], currentFrame);
    return true;
  }
}

registerProcessor("voicelab-capture", CaptureProcessor);
registerProcessor("voicelab-play", PlayProcessor);
