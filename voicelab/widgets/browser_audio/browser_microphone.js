// The browser's microphone.

const SAMPLE_RATE_HZ = 16000;
// JupyterLab redraws its status at each message to the kernel: with frames of 0.04 s, browser, server and kernel
// are at work for half as long again.
const FRAME_SECONDS = 0.08;

/** @type {Record<string, string>} */
const REFUSAL_STATES = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "no-device",
  OverconstrainedError: "no-device",
  NotReadableError: "device-busy",
  AbortError: "device-busy",
};

/** An open microphone. */
class Microphone {
  /** @param {MediaStream} stream @param {AudioContext} context @param {AudioWorkletNode} node */
  constructor(stream, context, node) {
    this.stream = stream;
    this.context = context;
    this.track = stream.getAudioTracks()[0];
    this.frames = 0;
    // On a busy machine the sound's own clock stands still now and then: what is older than this is no measure.
    this.contextStartMs = new RecentMinimum(5000);
    /** @type {(pcm: ArrayBuffer, capturedMs: number) => void} */
    this.onframe = () => {};
    node.port.onmessage = ({ data }) => {
      const endMs = (data.end / context.sampleRate) * 1000;
      this.contextStartMs.add(performance.now() - endMs);
      this.onframe(data.pcm, (this.contextStartMs.value ?? 0) + endMs);
    };
  }

  /** @param {MediaTrackConstraints} constraints @param {string} worklet */
  static async open(constraints, worklet) {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: constraints });
    try {
      return await Microphone.connect(stream, worklet, new AudioContext({ sampleRate: SAMPLE_RATE_HZ }));
    } catch (error) {
      // Firefox does not convert the device's rate: the kernel does it then.
      if (/** @type {Error} */ (error).name === "NotSupportedError") {
        return await Microphone.connect(stream, worklet, new AudioContext());
      }
      for (const track of stream.getTracks()) track.stop();
      throw error;
    }
  }

  /** @param {MediaStream} stream @param {string} worklet @param {AudioContext} context */
  static async connect(stream, worklet, context) {
    try {
      const source = context.createMediaStreamSource(stream);
      await context.audioWorklet.addModule(worklet);
      const node = new AudioWorkletNode(context, "voicelab-capture", {
        channelCount: 1,
        channelCountMode: "explicit",
        processorOptions: { frameSamples: Math.round(context.sampleRate * FRAME_SECONDS) },
      });
      source.connect(node).connect(context.destination);
      void context.resume();
      return new Microphone(stream, context, node);
    } catch (error) {
      void context.close();
      throw error;
    }
  }

  close() {
    this.onframe = () => {};
    for (const track of this.stream.getTracks()) track.stop();
    void this.context.close();
  }
}
