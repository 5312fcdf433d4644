// The page's half of BrowserAudio: it owns microphone and speaker, once for all views of the widget.

import { bufferOf, randomId } from "../page/messages.js";
import { KernelConnection } from "./kernel_connection.js";
import { hasAudio, Microphone, microphonesAmong, onPermission, whyEnded } from "./microphone.js";
import { FIRST_FACTS, factsAfter, isGateOpen, refusalAtOnce, refusalOf, reportsOf, stateShown } from "./page_state.js";
import { Speaker } from "./speaker.js";
import { TalkKey } from "./talk_key.js";

/** @import { PageFacts, TalkMode } from "./page_state.js" */
/** @import { Playback } from "./play_queue.js" */
/** @import { FromPage, MicrophoneDevice, ToPage } from "./wire.js" */

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
    this.speaker = new Speaker(
      this.worklet,
      (playback, firstHeardMs) => this.reportPlayed(playback, firstHeardMs),
      (isBlocked) => this.block(isBlocked),
    );
    /** @type {Microphone | null} */
    this.microphone = null;
    this.captures = 0;
    this.deviceId = "";
    /** @type {MicrophoneDevice[]} */
    this.devices = [];
    this.key = new TalkKey((isHeld) => this.keyMoved(isHeld));
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this.blockedBeat = undefined;
    model.on("msg:custom", this.receive);
    model.on("comm_live_update", this.suspectKernel);
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
    this.model.off("comm_live_update", this.suspectKernel);
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
    for (const report of reportsOf(before, this.facts, this.captures)) this.send(report);
    this.dispatchEvent(new Event("change"));
  }

  /** @param {unknown} error */
  fail(error) {
    console.error("voicelab", error);
    this.closeMicrophone();
    this.setFacts({ microphone: "off", isKeyHeld: false, refusal: refusalOf(error) });
    if (this.facts.refusal?.state === "denied") void onPermission(this.forgetDenial);
  }

  forgetDenial = () => {
    if (this.facts.refusal?.state === "denied") this.setFacts({ refusal: null });
  };

  /** @param {ToPage} message @param {DataView[]} buffers */
  receive = (message, buffers) => {
    if (message.page !== this.id) {
      // Another page has taken microphone and speaker over.
      if (message.type !== "welcome" && message.type !== "pong") this.stop();
      return;
    }
    try {
      this.handle(message, buffers);
    } catch (error) {
      this.fail(error);
    }
  };

  /** @param {ToPage} message @param {DataView[]} buffers */
  handle(message, buffers) {
    switch (message.type) {
      case "welcome":
        return this.connection.welcome(message, buffers);
      case "pong":
        return this.connection.pong(message);
      case "start":
        return void this.start();
      case "stop":
        return this.stop();
      case "session-closed":
        this.stop();
        return this.setFacts({ isSessionClosed: true });
      case "choose":
        return this.choose(message);
      case "begin":
        return void this.speaker.begin(message.reply, message.sample_rate_hz).catch((error) => this.fail(error));
      case "sound":
        return this.speaker.add(message.reply, bufferOf(buffers[0]));
      case "end":
        return this.speaker.end(message.reply);
      case "flush":
        return this.speaker.flush(message.reply);
    }
  }

  suspectKernel = () => this.connection.suspect();

  loseKernel() {
    this.microphone?.close();
    this.microphone = null;
    this.speaker.close();
    this.setFacts({ kernel: "gone", microphone: "off", isKeyHeld: false });
    this.connection.awaitReturn();
  }

  sendPageGone = () => this.send({ type: "state", state: "page-gone", detail: "" });

  /** @param {"talk" | "stop"} button */
  press(button) {
    this.send({ type: button });
    if (button === "talk") {
      void this.start();
    } else {
      this.stop();
      this.speaker.flush(this.speaker.reply);
    }
  }

  async start() {
    if (this.facts.microphone !== "off" || this.facts.isSessionClosed) return;
    const refusal = refusalAtOnce({ isEchoed: true, hasAudio: hasAudio() });
    return refusal ? this.setFacts({ refusal }) : this.openMicrophone();
  }

  async openMicrophone() {
    this.setFacts({ isConnected: true, kernel: "answering", microphone: "requested", refusal: null });
    this.connection.expectAnswer();
    const waiting = setInterval(() => this.connection.beat(), BEAT_MS);
    try {
      const wanted = this.deviceId;
      const deviceId = wanted ? { ideal: wanted } : undefined;
      const constraints = { ...this.model.get("_processing"), channelCount: 1, deviceId };
      const microphone = await Microphone.open(constraints, this.worklet);
      const isRequested = this.facts.microphone === "requested";
      if (isRequested && this.deviceId === wanted) return this.listen(microphone);
      microphone.close();
      // Another one was chosen while permission was being asked.
      if (isRequested) await this.openMicrophone();
    } catch (error) {
      this.fail(error);
    } finally {
      clearInterval(waiting);
    }
  }

  /** @param {Microphone} microphone */
  listen(microphone) {
    this.microphone = microphone;
    this.captures += 1;
    microphone.track.onended = async () => this.fail(await whyEnded());
    microphone.track.onmute = () => this.setFacts({ isTrackSilent: true });
    microphone.track.onunmute = () => this.setFacts({ isTrackSilent: false });
    microphone.onframe = (pcm, capturedMs) => this.sendFrame(microphone, pcm, capturedMs);
    this.deviceId = microphone.track.getSettings().deviceId ?? this.deviceId;
    this.send({ type: "capture", capture: this.captures, sample_rate_hz: microphone.context.sampleRate });
    this.setFacts({ microphone: "open", isTrackSilent: false, loudness: "unknown" });
    void this.listDevices();
  }

  /** @param {Microphone} microphone @param {ArrayBuffer} pcm @param {number} capturedMs */
  sendFrame(microphone, pcm, capturedMs) {
    if (isGateOpen(this.facts)) {
      this.setFacts({ loudness: microphone.loudness.add(new Int16Array(pcm)) });
      const captured_at = this.connection.clock.seconds(capturedMs);
      this.send({ type: "frame", capture: this.captures, number: microphone.frames++, captured_at }, [pcm]);
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
      this.send({ type: "capture-ended", capture: this.captures, frames: microphone.frames });
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
    this.setFacts({ isMuted: muted, mode });
    this.reportDevices();
    if (!isOther || !this.microphone) return;
    this.microphone.close();
    this.microphone = null;
    void this.openMicrophone();
  }

  listDevices = async () => {
    const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
    this.devices = microphonesAmong(all);
    // Before a page may use a microphone it sees them without their names.
    const isThere = all.some(({ kind }) => kind === "audioinput");
    if (isThere && this.facts.refusal?.state === "no-device") this.setFacts({ refusal: null });
    this.reportDevices();
  };

  reportDevices() {
    const { devices, deviceId, facts } = this;
    this.send({ type: "devices", devices, device_id: deviceId, muted: facts.isMuted, mode: facts.mode });
    this.dispatchEvent(new Event("change"));
  }

  /** @param {boolean} isBlocked */
  block(isBlocked) {
    clearInterval(this.blockedBeat);
    if (isBlocked) this.blockedBeat = setInterval(() => this.connection.beat(), BEAT_MS);
    this.setFacts({ isPlaybackBlocked: isBlocked });
  }

  /** @param {Playback} playback @param {number | null} firstHeardMs */
  reportPlayed({ reply, heard, dropped, underrun, over }, firstHeardMs) {
    const first_heard_at = firstHeardMs === null ? null : this.connection.clock.seconds(firstHeardMs);
    this.send({ type: "played", reply, heard, dropped, underrun, over, first_heard_at });
    this.connection.beat();
    if (over && !this.microphone) this.speaker.suspendIfIdle();
  }
}
