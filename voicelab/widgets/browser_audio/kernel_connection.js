// Whether the kernel is there, and what its clock shows.

import { repeatWithBackoff } from "../page/messages.js";
import { KernelClock } from "./kernel_clock.js";

/** @import { PageFacts } from "./page_state.js" */
/** @import { FromPage } from "./wire.js" */
/** @typedef {(message: FromPage, buffers?: ArrayBuffer[], callbacks?: object) => void} Send */
/** @typedef {{sent_ms: number, received_at: number, route_is_final: boolean}} Answer a welcome or a pong */
/**
 * @typedef {object} Listener
 * @property {(isEchoed: boolean) => void} onwelcome the kernel answered; binary messages pass through, or not
 * @property {(changes: Partial<PageFacts>) => void} onchange
 * @property {() => void} onlost
 */

const PING_MS = 1000;
const SLOW_MS = 1500;
const SUSPECT_MS = 3000;
const GONE_MS = 60000;
const ASLEEP_MS = 5000;
const FIRST_RETURN_MS = 2000;
const ROUTE_MS = 1000;
const ROUTE_PING_MS = 50;
const FIRST_HELLO_MS = 250;
const FIRST_PINGS_MS = [200, 500, 1000, 2000, 4000];
const SELF_TEST_BYTES = 1024;

/**
 * Return how the kernel is doing, by the times of the latest ping, of the latest pong, and since when the kernel
 * is suspected to have gone; all in milliseconds.
 * @param {{nowMs: number, pingedMs: number, pongedMs: number, suspectedMs: number}} times
 * @returns {PageFacts["kernel"]}
 */
export function kernelHealth({ nowMs, pingedMs, pongedMs, suspectedMs }) {
  if (nowMs - suspectedMs > SUSPECT_MS) return "gone";
  if (pongedMs >= pingedMs) return "answering";
  const silentMs = nowMs - pongedMs;
  if (silentMs > GONE_MS) return "gone";
  return silentMs > SLOW_MS ? "slow" : "answering";
}

/**
 * Whether a binary message came back as it was sent.
 * @param {Uint8Array} sent @param {DataView | undefined} echo
 */
export function isEchoOf(sent, echo) {
  return echo?.byteLength === sent.length && sent.every((byte, i) => byte === echo.getUint8(i));
}

/** Says hello to the kernel, pings it, and reckons its clock. */
export class KernelConnection {
  clock = new KernelClock();
  isWelcome = false;
  isConnected = false;
  endHello = () => {};
  /** @type {(() => void) | null} */
  endAsking = null;
  suspectedMs = Infinity;
  /** @type {Set<ReturnType<typeof setTimeout>>} */
  timers = new Set();

  /** @param {Send} send @param {Listener} listener @param {() => number} [nowMs] */
  constructor(send, listener, nowMs = () => performance.now()) {
    this.send = send;
    this.listener = listener;
    this.nowMs = nowMs;
    this.openedMs = this.pongedMs = nowMs();
    this.pingedMs = 0;
    this.beatMs = 0;
    this.selfTest = crypto.getRandomValues(new Uint8Array(SELF_TEST_BYTES));
  }

  open() {
    this.hello();
    // The front end may not have opened its subshell yet: what was sent before waits for all queued cells.
    this.endHello = repeatWithBackoff(() => this.hello(), FIRST_HELLO_MS);
    for (const laterMs of FIRST_PINGS_MS) this.later(laterMs, () => this.isWelcome && this.ping());
  }

  hello() {
    this.send({ type: "hello", sent_ms: this.nowMs() }, [this.selfTest.buffer.slice(0)]);
  }

  close() {
    this.endHello();
    this.endAsking?.();
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  /** @param {number} delayMs @param {() => void} work */
  later(delayMs, work) {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      work();
    }, delayMs);
    this.timers.add(timer);
  }

  /** @param {Answer} answer @param {DataView[]} buffers */
  welcome(answer, buffers) {
    // A hello that was held up is answered, too, and knows nothing of what came in between.
    if (!this.isWelcome) this.listener.onwelcome(isEchoOf(this.selfTest, buffers[0]));
    this.isWelcome = true;
    this.endHello();
    this.pong(answer);
  }

  /** @param {Answer} answer */
  pong({ sent_ms, received_at, route_is_final }) {
    this.pongedMs = this.nowMs();
    this.suspectedMs = Infinity;
    this.endAsking?.();
    this.endAsking = null;
    this.clock.add(sent_ms, received_at, this.pongedMs);
    this.listener.onchange({ kernel: "answering" });
    if (!this.isConnected) this.connect(route_is_final);
  }

  /**
   * Be connected once the kernel takes what the page sends beside running cells, or if it does not come to that.
   * @param {boolean} routeIsFinal
   */
  connect(routeIsFinal) {
    if (routeIsFinal || this.nowMs() - this.openedMs > ROUTE_MS) {
      this.isConnected = true;
      this.listener.onchange({ isConnected: true });
    } else {
      this.later(ROUTE_PING_MS, () => this.ping());
    }
  }

  /** The front end says that the kernel has come or gone: ask it. */
  suspect = () => {
    this.markSuspected();
    this.ping();
  };

  markSuspected() {
    this.beatMs = this.nowMs();
    this.suspectedMs = Math.min(this.suspectedMs, this.beatMs);
    this.later(SUSPECT_MS + 50, () => this.beat());
  }

  /** Ask again and again whether a kernel that was lost is back: it may have been held up, or out of reach. */
  awaitReturn() {
    this.endAsking ??= repeatWithBackoff(() => this.ping(), FIRST_RETURN_MS);
  }

  /** Begin to count the kernel's silence now: it may have been busy for as long as it likes. */
  expectAnswer() {
    this.isConnected = true;
    this.pongedMs = this.beatMs = this.nowMs();
    this.ping();
  }

  /** Say that the page is there, and see whether the kernel is; to be called several times a second. */
  beat() {
    const { pingedMs, pongedMs, suspectedMs } = this;
    const nowMs = this.nowMs();
    const pauseMs = nowMs - this.beatMs;
    this.beatMs = nowMs;
    // The page itself stood still, as when the machine sleeps: the kernel could not answer it.
    if (pauseMs > ASLEEP_MS) return this.expectAnswer();
    const isSuspected = nowMs - suspectedMs > SUSPECT_MS;
    if (!isSuspected && nowMs - pingedMs < PING_MS) return;
    const kernel = kernelHealth({ nowMs, pingedMs, pongedMs, suspectedMs });
    if (kernel === "gone") {
      this.listener.onlost();
    } else {
      this.listener.onchange({ kernel });
      this.ping();
    }
  }

  ping() {
    const sent_ms = this.nowMs();
    this.pingedMs = sent_ms;
    /** @param {{content: {execution_state: string}}} message */
    const status = ({ content }) => {
      // A kernel that has dealt with a ping and does not answer knows nothing of this widget.
      if (content.execution_state === "idle" && this.pongedMs < sent_ms) this.markSuspected();
    };
    this.send({ type: "ping", sent_ms }, [], { iopub: { status } });
  }
}
