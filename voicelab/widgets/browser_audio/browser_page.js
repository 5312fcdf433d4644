// The page's half of BrowserAudio: it owns microphone and speaker, once for all views of the widget.
// What crosses is described in _wire.py.

/**
 * @typedef {object} Model
 * @property {(name: string) => any} get
 * @property {(content: object, callbacks?: object, buffers?: (ArrayBuffer | DataView)[]) => void} send
 * @property {(name: string, callback: (...values: any[]) => void) => void} on
 * @property {(name: string, callback: (...values: any[]) => void) => void} off
 */
/** @typedef {{type: string, page: string, [field: string]: any}} ToPage */
/** @typedef {"hands-free" | "push-to-talk"} TalkMode */

const PING_MS = 1000;
const KERNEL_SLOW_MS = 1500;
const KERNEL_SUSPECT_MS = 3000;
const KERNEL_GONE_MS = 60000;
const KEY_RELEASE_MS = 120;
const SETTLE_MS = 1000;
const SETTLE_PING_MS = 50;
const FIRST_PINGS_MS = [200, 500, 1000, 2000, 4000];
const SELF_TEST_BYTES = 1024;
const SILENT_DBFS = -90;

/** The page, as the kernel knows it. Fires "change" and "level". */
class Page extends EventTarget {
  /** @param {Model} model */
  constructor(model) {
    super();
    this.model = model;
    this.page = Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(16)).join("-");
    this.worklet = URL.createObjectURL(new Blob([model.get("_worklet")], { type: "text/javascript" }));
    this.clock = new KernelClock();
    this.player = new Player(this.worklet, (told, heardMs) => this.tellPlayed(told, heardMs));
    /** @type {Microphone | null} */
    this.microphone = null;
    this.captures = 0;
    this.isWanted = false;
    this.state = "no-page-yet";
    this.detail = "";
    this.levelDbfs = SILENT_DBFS;
    this.deviceId = "";
    /** @type {{device_id: string, label: string}[]} */
    this.devices = [];
    this.muted = false;
    /** @type {TalkMode} */
    this.mode = "hands-free";
    this.keyIsHeld = false;
    this.wasOpen = true;
    this.openedMs = performance.now();
    this.pingedMs = 0;
    this.pongedMs = performance.now();
    this.suspectMs = Infinity;
    this.selfTest = crypto.getRandomValues(new Uint8Array(SELF_TEST_BYTES));
    model.on("msg:custom", this.receive);
    model.on("comm_live_update", this.suspect);
    window.addEventListener("pagehide", this.leave);
    navigator.mediaDevices?.addEventListener("devicechange", this.listDevices);
    this.send({ type: "hello", sent_ms: performance.now() }, [this.selfTest.buffer.slice(0)]);
    void this.listDevices();
    // The front end may not have opened its subshell yet: what comes a little later goes there.
    for (const laterMs of FIRST_PINGS_MS) setTimeout(() => this.ping(), laterMs);
  }

  close() {
    this.stop();
    this.player.close();
    this.model.off("msg:custom", this.receive);
    this.model.off("comm_live_update", this.suspect);
    window.removeEventListener("pagehide", this.leave);
    navigator.mediaDevices?.removeEventListener("devicechange", this.listDevices);
    URL.revokeObjectURL(this.worklet);
  }

  get sentence() {
    const sentence = this.model.get("_sentences")[this.state] ?? this.state;
    return this.detail ? `${sentence} (${this.detail})` : sentence;
  }

  get isOpen() {
    return !this.muted && (this.mode === "hands-free" || this.keyIsHeld);
  }

  /** @param {object} message @param {ArrayBuffer[]} [buffers] @param {object} [callbacks] */
  send(message, buffers = [], callbacks) {
    try {
      this.model.send({ ...message, page: this.page }, callbacks, buffers);
    } catch (error) {
      console.warn("voicelab: the kernel cannot be reached", error);
      this.loseKernel();
    }
  }

  /** @param {string} state @param {string} [detail] */
  setState(state, detail = "") {
    if (state === this.state && detail === this.detail) return;
    this.state = state;
    this.detail = detail;
    if (state !== "kernel-gone") this.send({ type: "state", state, detail });
    this.dispatchEvent(new Event("change"));
  }

  /** @param {unknown} error */
  fail(error) {
    console.error("voicelab", error);
    const { name, message } = error instanceof Error ? error : { name: "", message: String(error) };
    this.stop();
    if (name in REFUSAL_STATES) this.setState(REFUSAL_STATES[name]);
    else this.setState("failed", message);
  }

  /** @param {ToPage} message @param {DataView[]} buffers */
  receive = (message, buffers) => {
    if (message.page !== this.page) {
      if (message.type !== "welcome" && message.type !== "pong") this.stop();
      return;
    }
    try {
      this.obey(message, buffers);
    } catch (error) {
      this.fail(error);
    }
  };

  /** @param {ToPage} message @param {DataView[]} buffers */
  obey(message, buffers) {
    switch (message.type) {
      case "welcome":
        this.checkEcho(buffers);
        this.hearKernel(message);
        break;
      case "pong":
        this.hearKernel(message);
        break;
      case "start":
        void this.start();
        break;
      case "stop":
        this.stop();
        break;
      case "choose":
        this.choose(/** @type {any} */ (message));
        break;
      case "begin":
        void this.play(message.reply, message.sample_rate_hz);
        break;
      case "sound": {
        const view = buffers[0];
        const samples = /** @type {ArrayBuffer} */ (
          view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength)
        );
        this.player.add(message.reply, samples);
        break;
      }
      case "end":
        this.player.end(message.reply);
        break;
      case "flush":
        this.player.flush(message.reply);
        break;
    }
  }

  /** @param {ToPage} message */
  hearKernel(message) {
    this.pongedMs = performance.now();
    this.suspectMs = Infinity;
    this.clock.add(message.sent_ms, message.received_at, this.pongedMs);
    if (this.state === "waiting-for-kernel") this.showCapture();
    else if (this.state === "no-page-yet") this.settle(message);
  }

  /** @param {DataView[]} buffers */
  checkEcho(buffers) {
    const echo = buffers[0];
    const isSame =
      echo?.byteLength === SELF_TEST_BYTES && this.selfTest.every((byte, i) => byte === echo.getUint8(i));
    if (!isSame) this.setState("buffers-stripped");
    else if (!navigator.mediaDevices || !window.AudioWorklet) this.setState("insecure-origin");
  }

  /**
   * Be ready once the kernel takes what the page sends beside running cells, or if it does not come to that.
   * @param {ToPage} message
   */
  settle({ settled }) {
    if (settled || performance.now() - this.openedMs > SETTLE_MS) this.setState("ready");
    else setTimeout(() => this.ping(), SETTLE_PING_MS);
  }

  /** The front end says that the kernel has come or gone: ask. */
  suspect = () => {
    this.doubtKernel();
    this.ping();
  };

  doubtKernel() {
    this.suspectMs = Math.min(this.suspectMs, performance.now());
    setTimeout(() => this.beat(), KERNEL_SUSPECT_MS + 50);
  }

  loseKernel() {
    this.isWanted = false;
    this.microphone?.close();
    this.microphone = null;
    this.player.close();
    this.setState("kernel-gone");
  }

  leave = () => this.send({ type: "state", state: "page-gone", detail: "" });

  /** Say that the page is there, and see whether the kernel is. */
  beat() {
    const now = performance.now();
    if (now - this.suspectMs > KERNEL_SUSPECT_MS) return this.loseKernel();
    if (now - this.pingedMs < PING_MS) return undefined;
    if (this.pongedMs < this.pingedMs) {
      if (now - this.pongedMs > KERNEL_GONE_MS) return this.loseKernel();
      if (now - this.pongedMs > KERNEL_SLOW_MS && this.microphone) this.setState("waiting-for-kernel");
    }
    return this.ping();
  }

  ping() {
    const sent_ms = performance.now();
    this.pingedMs = sent_ms;
    /** @param {{content: {execution_state: string}}} message */
    const status = ({ content }) => {
      // A kernel that has dealt with a ping and does not answer knows nothing of this widget.
      if (content.execution_state === "idle" && this.pongedMs < sent_ms) this.doubtKernel();
    };
    this.send({ type: "ping", sent_ms }, [], { iopub: { status } });
  }

  /** @param {"talk" | "stop"} button */
  press(button) {
    this.send({ type: button });
    if (button === "talk") {
      void this.start();
    } else {
      this.stop();
      this.player.flush(this.player.reply);
    }
  }

  async start() {
    if (this.isWanted) return;
    if (!navigator.mediaDevices || !window.AudioWorklet) {
      this.repeatState("insecure-origin");
      return;
    }
    this.isWanted = true;
    this.setState("asking-permission");
    this.pongedMs = performance.now();
    this.ping();
    const waiting = setInterval(() => this.beat(), PING_MS / 2);
    try {
      const deviceId = this.deviceId ? { ideal: this.deviceId } : undefined;
      const constraints = { ...this.model.get("_processing"), channelCount: 1, deviceId };
      const microphone = await Microphone.open(constraints, this.worklet);
      if (this.isWanted && !this.microphone) this.listen(microphone);
      else microphone.close();
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
    this.wasOpen = this.isOpen;
    microphone.track.onended = () => this.fail(new DOMException("", "NotFoundError"));
    microphone.onframe = (pcm, capturedMs) => this.sendFrame(microphone, pcm, capturedMs);
    this.deviceId = microphone.track.getSettings().deviceId ?? this.deviceId;
    this.send({ type: "capture", capture: this.captures, sample_rate_hz: microphone.context.sampleRate });
    this.showCapture();
    void this.listDevices();
  }

  /** @param {Microphone} microphone @param {ArrayBuffer} pcm @param {number} capturedMs */
  sendFrame(microphone, pcm, capturedMs) {
    const samples = new Int16Array(pcm);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    this.levelDbfs = this.isOpen && power > 0 ? 10 * Math.log10(power / 32768 ** 2) : SILENT_DBFS;
    this.dispatchEvent(new Event("level"));
    if (this.isOpen) {
      const captured_at = this.clock.seconds(capturedMs);
      this.send({ type: "frame", capture: this.captures, number: microphone.frames++, captured_at }, [pcm]);
    }
    this.beat();
  }

  stop() {
    this.isWanted = false;
    this.keyIsHeld = false;
    const microphone = this.microphone;
    this.microphone = null;
    if (microphone) {
      microphone.close();
      this.send({ type: "capture-ended", capture: this.captures, frames: microphone.frames });
      this.player.rest();
    }
    this.levelDbfs = SILENT_DBFS;
    this.dispatchEvent(new Event("level"));
    if (microphone || this.state === "asking-permission") this.setState("ready");
  }

  /** Show the state that the open microphone is in, and tell the kernel when its gate closes. */
  showCapture() {
    if (!this.microphone) return;
    if (this.isOpen !== this.wasOpen) {
      this.wasOpen = this.isOpen;
      this.send({ type: "gate", capture: this.captures, is_open: this.isOpen });
    }
    this.setState(this.isOpen ? "capturing" : this.muted ? "muted" : "waiting-for-key");
  }

  /** @param {string} state */
  repeatState(state) {
    this.state = "";
    this.setState(state);
  }

  /** @param {boolean} isHeld */
  holdKey(isHeld) {
    if (isHeld) {
      this.keyIsHeld = true;
      if (!this.isWanted) this.press("talk");
      this.showCapture();
    } else if (this.keyIsHeld) {
      // The end of the last word is still on its way through the browser.
      setTimeout(() => {
        this.keyIsHeld = false;
        this.showCapture();
      }, KEY_RELEASE_MS);
    }
  }

  /** @param {{device_id?: string, muted?: boolean, mode?: TalkMode}} choice */
  choose({ device_id = this.deviceId, muted = this.muted, mode = this.mode }) {
    const isOther = device_id !== this.deviceId;
    this.deviceId = device_id;
    this.muted = muted;
    this.mode = mode;
    this.tellDevices();
    this.showCapture();
    if (isOther && this.microphone) void this.changeDevice();
  }

  async changeDevice() {
    this.microphone?.close();
    this.microphone = null;
    this.isWanted = false;
    await this.start();
  }

  listDevices = async () => {
    const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
    this.devices = all
      .filter((device) => device.kind === "audioinput" && device.deviceId)
      .map((device) => ({ device_id: device.deviceId, label: device.label }));
    this.tellDevices();
  };

  tellDevices() {
    const { devices, deviceId, muted, mode } = this;
    this.send({ type: "devices", devices, device_id: deviceId, muted, mode });
    this.dispatchEvent(new Event("change"));
  }

  /** @param {number} reply @param {number} rate */
  async play(reply, rate) {
    try {
      await this.player.begin(reply, rate);
      setTimeout(() => this.player.isBlocked && this.unblock(), 500);
    } catch (error) {
      this.fail(error);
    }
  }

  /** Browsers play nothing before the user has touched the page. */
  unblock() {
    const before = this.state;
    const beating = setInterval(() => this.beat(), PING_MS);
    const resume = () => void this.player.context?.resume();
    const touches = ["pointerdown", "keydown"];
    for (const touch of touches) document.addEventListener(touch, resume, true);
    this.setState("playback-blocked");
    this.player.context?.addEventListener(
      "statechange",
      () => {
        clearInterval(beating);
        for (const touch of touches) document.removeEventListener(touch, resume, true);
        if (this.state === "playback-blocked") this.setState(before);
      },
      { once: true },
    );
  }

  /** @param {PlayedSoFar} told @param {number | null} firstHeardMs */
  tellPlayed({ reply, heard, dropped, underrun, over }, firstHeardMs) {
    const first_heard_at = firstHeardMs === null ? null : this.clock.seconds(firstHeardMs);
    this.send({ type: "played", reply, heard, dropped, underrun, over, first_heard_at });
    this.beat();
    if (over && !this.microphone) this.player.rest();
  }
}
