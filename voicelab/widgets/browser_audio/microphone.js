// The browser's microphone.

import { RecentMinimum } from "./kernel_clock.js";
import { LoudnessJudge } from "./loudness.js";
import { peakDbfs } from "./sound_level.js";

const SAMPLE_RATE_HZ = 16000;
// JupyterLab redraws its status at each message to the kernel: with frames of 0.04 s, browser, server and kernel
// are at work for half as long again.
const FRAME_SECONDS = 0.08;
// On a busy machine the sound's own clock stands still now and then: what is older than this is no measure.
const CLOCK_MS = 5000;
// Longer than a screen's picture stands, so that no peak falls between two.
const PEAK_SAMPLES = 1024;

/** @import { MicrophoneDevice } from "./wire.js" */

/**
 * Return the microphones among the browser's devices; those without an identifier cannot be chosen.
 * @param {Iterable<{kind: string, deviceId: string, label: string}>} devices @returns {MicrophoneDevice[]}
 */
export function microphonesAmong(devices) {
  return [...devices]
    .filter(({ kind, deviceId }) => kind === "audioinput" && deviceId)
    .map(({ deviceId, label }) => ({ device_id: deviceId, label }));
}

/** Whether the browser gives microphones and worklets to this page. */
export function hasAudio() {
  return Boolean(navigator.mediaDevices && window.AudioWorklet);
}

/** Return the browser's permission for microphones; `null` where it does not tell. */
async function permission() {
  try {
    return await navigator.permissions.query({ name: /** @type {PermissionName} */ ("microphone") });
  } catch {
    return null;
  }
}

/** Return the state that a microphone which ended by itself leaves: it is not allowed any more, or was taken away. */
export async function whyEnded() {
  const status = await permission();
  return status && status.state !== "granted" ? "denied" : "device-gone";
}

/**
 * Call back once, when a permission that is denied is denied no more.
 * @param {() => void} callback
 */
export async function onPermission(callback) {
  const status = await permission();
  if (!status) return;
  status.onchange = () => {
    if (status.state === "denied") return;
    status.onchange = null;
    callback();
  };
}

/** An open microphone. */
export class Microphone {
  /**
   * @param {MediaStream} stream @param {AudioContext} context @param {AudioNode} source @param {AudioWorkletNode} node
   */
  constructor(stream, context, source, node) {
    this.stream = stream;
    this.context = context;
    this.source = source;
    /** @type {AnalyserNode | null} made when it is first asked */
    this.analyser = null;
    this.latest = new Float32Array(PEAK_SAMPLES);
    this.loudness = new LoudnessJudge(context.sampleRate);
    this.track = stream.getAudioTracks()[0];
    this.frames = 0;
    this.contextStartMs = new RecentMinimum(CLOCK_MS);
    /** @type {(pcm: ArrayBuffer, capturedMs: number) => void} */
    this.onframe = () => {};
    /** @type {(state: string) => void} */
    this.onended = () => {};
    this.track.onended = async () => this.onended(await whyEnded());
    node.port.onmessage = ({ data }) => {
      const endMs = (data.end / context.sampleRate) * 1000;
      this.contextStartMs.add(performance.now() - endMs);
      this.onframe(data.pcm, (this.contextStartMs.value ?? 0) + endMs);
    };
  }

  /** @param {MediaTrackConstraints} processing @param {string} wanted "" for the default @param {string} worklet */
  static async open(processing, wanted, worklet) {
    const deviceId = wanted ? { ideal: wanted } : undefined;
    const audio = { ...processing, channelCount: 1, deviceId };
    const stream = await navigator.mediaDevices.getUserMedia({ audio });
    try {
      return await Microphone.connectAtAnyRate(stream, worklet);
    } catch (error) {
      for (const track of stream.getTracks()) track.stop();
      throw error;
    }
  }

  /** @param {MediaStream} stream @param {string} worklet */
  static async connectAtAnyRate(stream, worklet) {
    try {
      return await Microphone.connect(stream, worklet, new AudioContext({ sampleRate: SAMPLE_RATE_HZ }));
    } catch (error) {
      // Firefox does not convert the device's rate: the kernel does it then.
      if (/** @type {Error} */ (error).name !== "NotSupportedError") throw error;
      return await Microphone.connect(stream, worklet, new AudioContext());
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
      // A browser stops it for a call, or while the machine sleeps.
      context.onstatechange = () => {
        if (context.state !== "running" && context.state !== "closed") void context.resume();
      };
      void context.resume();
      return new Microphone(stream, context, source, node);
    } catch (error) {
      void context.close();
      throw error;
    }
  }

  /** Return the peak of the latest sound, in decibels of full scale: what sounds now, before its frame is there. */
  peakDbfs() {
    if (!this.analyser) {
      this.analyser = new AnalyserNode(this.context, { fftSize: PEAK_SAMPLES });
      this.source.connect(this.analyser);
    }
    this.analyser.getFloatTimeDomainData(this.latest);
    return peakDbfs(this.latest);
  }

  close() {
    this.onframe = this.onended = () => {};
    this.track.onended = this.track.onmute = this.track.onunmute = null;
    for (const track of this.stream.getTracks()) track.stop();
    void this.context.close();
  }
}
