// The page's half of BrowserAudio: it owns microphone and speaker, once for all views of the widget.

import { randomId } from "../page/messages.js";
import { KernelConnection } from "./kernel_connection.js";
import { hasAudio, Microphone, microphonesAmong, onPermission } from "./microphone.js";
import {
  FIRST_FACTS, factsAfter, isGateOpen, isThereAgain, refusalAtOnce, refusalOf, reportsOf, stateShown
} from "./page_state.js";
import { Speaker } from "./speaker.js";
import { TalkKey } from "./talk_key.js";

/** @import { PageFacts, PageState, TalkMode } from "./page_state.js" */
/** @import { Playback } from "./play_queue.js" */
/** @import { FromPage, MicrophoneDevice, PageGone, ToPage } from "./wire.js" */

const BEAT_MS = 500;

/** The page, as the kernel knows it. Fires "change". */
export class Page extends EventTarget {
  /** @param {Model} model */
  constructor(model) {
    super();
    this.model = model;
    this.id = randomId(4);
    this.worklet = URL.createObjectURL(new Blob([model.get("_worklet")], { type: "text/javascript" }));
    this.facts = FIRST_FACTS;
    this.connection = new KernelConnection(this.send, {
      onwelcome: (isEchoed) => this.setFacts({ refusal: refusalAtOnce({ isEchoed, hasAudio: hasAudio() }) }),
      onchange: (changes) => this.setFacts(changes),
      onlost: () => this.loseKernel(),
    });
    this.speaker = new Speaker(this.worklet, this.reportPlayed, this.block);
    /** @type {Microphone | null} */
    this.microphone = null;
    this.capture = 0; // the latest: wanted while the microphone is requested or open, else over
    this.deviceId = "";
    /** @type {MicrophoneDevice[]} */
    this.devices = [];
    this.key = new TalkKey((isHeld) => this.keyMoved(isHeld));
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this.blockedBeat = undefined;
    model.on("msg:custom", this.receive);
    model.on("comm_live_update", this.connection.suspect);
    window.addEventListener("pagehide", this.sendPageGone);
    navigator.mediaDevices?.addEventListener("devicechange", this.listDevices);
    this.connection.open();
    void this.listDevices();
  }

  close() {
    this.stop();
    this.connection.close();
    this.speaker.close();
    this.model.off("msg:custom", this.receive);
    this.model.off("comm_live_update", this.connection.suspect);
    window.removeEventListener("pagehide", this.sendPageGone);
    navigator.mediaDevices?.removeEventListener("devicechange", this.listDevices);
    URL.revokeObjectURL(this.worklet);
  }

  get state() {
    return stateShown(this.facts).state;
  }

  /** Whether what the microphone hears is sent. */
  get isListening() {
    return this.microphone !== null && isGateOpen(this.facts);
  }

  get sentence() {
    const { state, detail } = stateShown(this.facts);
    const sentence = this.model.get("_sentences")[state] ?? state;
    return detail ? `${sentence} (${detail})` : sentence;
  }

  /** @param {FromPage} message @param {ArrayBuffer[]} [buffers] @param {object} [callbacks] */
  send = (message, buffers = [], callbacks) => {
    try {
      this.model.send({ ...message, page: this.id }, callbacks, buffers);
    } catch (error) {
      console.warn("voicelab: the kernel cannot be reached", error);
      this.loseKernel();
    }
  };

  /**
   * Set the facts that have changed, and tell the kernel and the views what follows from them.
   * @param {Partial<PageFacts>} changes
   */
  setFacts(changes) {
    const before = this.facts;
    this.facts = factsAfter(before, changes);
    if (this.facts === before) return;
    for (const report of reportsOf(before, this.facts, this.capture)) this.send(report);
    this.dispatchEvent(new Event("change"));
  }

  /** @param {unknown} error */
  fail(error) {
    console.error("voicelab", error);
    this.refuse(refusalOf(error));
  }

  /** @param {PageState} refusal */
  refuse(refusal) {
    this.closeMicrophone();
    this.setFacts({ microphone: "off", isKeyHeld: false, refusal });
    if (refusal.state === "denied") void onPermission(this.forgetDenial);
  }

  forgetDenial = () => {
    if (this.facts.refusal?.state === "denied") this.setFacts({ refusal: null });
  };

  /** @param {ToPage} message @param {DataView[]} buffers */
  receive = (message, buffers) => {
    if (message.page !== this.id) {
      if (message.type === "page-gone") this.takeOver();
      // Another page has taken microphone and speaker over.
      else if (message.type !== "welcome" && message.type !== "pong") this.stop();
    } else if (message.type !== "page-gone") {
      try {
        this.handle(message, buffers);
      } catch (error) {
        this.fail(error);
      }
    }
  };

  /** @param {Exclude<ToPage, PageGone>} message @param {DataView[]} buffers */
  handle(message, buffers) {
    switch (message.type) {
      case "welcome":
        return this.connection.welcome(message, buffers);
      case "pong":
        return this.connection.pong(message);
      case "start":
        return void this.start(message.capture);
      case "stop":
        return message.capture < this.capture ? undefined : this.stop();
      case "session-closed":
        this.stop();
        return this.setFacts({ isSessionClosed: true });
      case "choose":
        return this.choose(message);
      default:
        return void this.speaker.handle(message, buffers).catch((error) => this.fail(error));
    }
  }

  /** Serve in place of a page that has gone; as a new page does, it counts from 1. */
  takeOver() {
    this.capture = 0;
    this.connection.hello();
    this.send({ type: "state", capture: 0, ...stateShown(this.facts) });
  }

  loseKernel() {
    this.key.forget();
    this.microphone?.close();
    this.microphone = null;
    this.speaker.close();
    this.setFacts({ kernel: "gone", microphone: "off", isKeyHeld: false });
    this.connection.awaitReturn();
  }

  sendPageGone = () => this.send({ type: "state", capture: this.capture, state: "page-gone", detail: "" });

  /** @param {"talk" | "stop"} button */
  press(button) {
    // Stop ends the next one, too, where none is wanted here: the kernel may have just begun it.
    const capture = this.facts.microphone === "off" ? this.capture + 1 : this.capture;
    this.send({ type: button, capture });
    if (button === "talk") {
      void this.start(capture);
    } else {
      this.stop();
      this.capture = capture;
      this.speaker.flush(this.speaker.reply);
    }
  }

  /** @param {number} capture one that is under way or over does not begin again */
  async start(capture) {
    if (capture <= this.capture || this.facts.isSessionClosed) return;
    if (this.facts.microphone !== "off") this.stop();
    this.capture = capture;
    const isEchoed = this.facts.refusal?.state !== "buffers-stripped";
    const refusal = refusalAtOnce({ isEchoed, hasAudio: hasAudio() });
    return refusal ? this.setFacts({ refusal }) : this.openMicrophone();
  }

  async openMicrophone() {
    const { capture } = this;
    const isWanted = () => this.capture === capture && this.facts.microphone === "requested";
    this.setFacts({ isConnected: true, kernel: "answering", microphone: "requested", refusal: null });
    this.connection.expectAnswer();
    const waiting = setInterval(() => this.connection.beat(), BEAT_MS);
    try {
      const wanted = this.deviceId;
      const microphone = await Microphone.open(this.model.get("_processing"), wanted, this.worklet);
      if (isWanted() && this.deviceId === wanted) return this.listen(microphone);
      microphone.close();
      // Another one was chosen while permission was being asked.
      if (isWanted()) await this.openMicrophone();
    } catch (error) {
      if (isWanted()) this.fail(error);
    } finally {
      clearInterval(waiting);
    }
  }

  /** @param {Microphone} microphone */
  listen(microphone) {
    this.microphone = microphone;
    microphone.onended = (state) => this.refuse({ state, detail: "" });
    microphone.track.onmute = () => this.setFacts({ isTrackSilent: true });
    microphone.track.onunmute = () => this.setFacts({ isTrackSilent: false });
    microphone.onframe = (pcm, capturedMs) => this.sendFrame(microphone, pcm, capturedMs);
    this.deviceId = microphone.track.getSettings().deviceId ?? this.deviceId;
    this.send({ type: "capture", capture: this.capture, sample_rate_hz: microphone.context.sampleRate });
    this.setFacts({ microphone: "open", isTrackSilent: false, loudness: "unknown" });
    void this.listDevices();
  }

  /** @param {Microphone} microphone @param {ArrayBuffer} pcm @param {number} capturedMs */
  sendFrame(microphone, pcm, capturedMs) {
    if (isGateOpen(this.facts)) {
      this.setFacts({ loudness: microphone.loudness.add(new Int16Array(pcm)) });
      const captured_at = this.connection.clock.seconds(capturedMs);
      this.send({ type: "frame", capture: this.capture, number: microphone.frames++, captured_at }, [pcm]);
    } else {
      microphone.loudness.begin();
    }
    this.connection.beat();
  }

  stop() {
    this.closeMicrophone();
    this.setFacts({ microphone: "off", isKeyHeld: false });
  }

  closeMicrophone() {
    this.key.forget();
    const microphone = this.microphone;
    this.microphone = null;
    if (microphone) {
      microphone.close();
      this.send({ type: "capture-ended", capture: this.capture, frames: microphone.frames });
      this.speaker.suspendIfIdle();
    }
  }

  /** @param {boolean} isHeld */
  keyMoved(isHeld) {
    this.setFacts({ isKeyHeld: isHeld });
    if (isHeld && this.facts.microphone === "off") this.press("talk");
  }

  /** @param {{device_id?: string, muted?: boolean, mode?: TalkMode}} choice */
  choose({ device_id = this.deviceId, muted = this.facts.isMuted, mode = this.facts.mode }) {
    const isOther = device_id !== this.deviceId;
    this.deviceId = device_id;
    // Who holds the key while the mode changes ends that turn by letting go.
    this.setFacts({ isMuted: muted, mode, isKeyHeld: this.key.isHeld });
    this.reportDevices();
    if (!isOther || !this.microphone) return;
    this.microphone.close();
    this.microphone = null;
    void this.openMicrophone();
  }

  listDevices = async () => {
    const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
    this.devices = microphonesAmong(all);
    if (isThereAgain(this.facts.refusal, all, this.deviceId)) this.setFacts({ refusal: null });
    this.reportDevices();
  };

  reportDevices() {
    const { devices, deviceId, facts } = this;
    this.send({ type: "devices", devices, device_id: deviceId, muted: facts.isMuted, mode: facts.mode });
    this.dispatchEvent(new Event("change"));
  }

  /** @param {boolean} isBlocked */
  block = (isBlocked) => {
    clearInterval(this.blockedBeat);
    if (isBlocked) this.blockedBeat = setInterval(() => this.connection.beat(), BEAT_MS);
    this.setFacts({ isPlaybackBlocked: isBlocked });
  };

  /** @param {Playback} playback @param {number | null} firstHeardMs */
  reportPlayed = ({ reply, heard, dropped, underrun, over }, firstHeardMs) => {
    const first_heard_at = firstHeardMs === null ? null : this.connection.clock.seconds(firstHeardMs);
    this.send({ type: "played", reply, heard, dropped, underrun, over, first_heard_at });
    this.connection.beat();
    if (over && !this.microphone) this.speaker.suspendIfIdle();
  };
}
