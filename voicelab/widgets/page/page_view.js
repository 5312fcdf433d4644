// What the views of the kernel's messages share; their other half is page_view.py.

import { randomId, repeatWithBackoff } from "./messages.js";

const REPEAT_MS = 500;

/** How long the kernel may take to answer before it is said that it does not. */
export const WAIT_MS = 2000;

/** What is said while the kernel does not take what the user did. */
export const WAITING =
  "The kernel does not answer. It may be busy with a cell; after a restart, run the cells again.";

/**
 * @typedef {object} View
 * @property {(message: any, buffers: DataView[]) => void} receive called with each message; what came before the view
 *   was shown is marked `is_past`
 * @property {(isWaiting: boolean) => void} [showWaiting] called when the kernel has not taken a request for a while,
 *   and when it has
 * @property {() => void} [close]
 */

/**
 * The latest of the kernel's messages, for all views of a widget. Fires "change" with each message, and "waiting"
 * when requests wait for the kernel, or do so no more.
 */
export class MessageStore extends EventTarget {
  /** @param {Model} model */
  constructor(model) {
    super();
    this.model = model;
    /** @type {Map<string, any>} */
    this.latest = new Map();
    /** @type {Map<string, {ontaken: () => void, timer: ReturnType<typeof setTimeout>}>} */
    this.requests = new Map();
    this.isWaiting = false;
    model.on("msg:custom", this.receive);
    this.greeting = randomId(2);
    this.hello();
    // The front end may not have opened its subshell yet: what was sent before waits for all queued cells.
    this.endHello = repeatWithBackoff(() => this.hello(), REPEAT_MS);
  }

  hello() {
    this.model.send({ type: "hello", request: this.greeting });
  }

  /**
   * Send what the user did, and say so if the kernel does not take it.
   * @param {object} message @param {() => void} [ontaken]
   */
  request(message, ontaken = () => {}) {
    const request = randomId(2);
    this.requests.set(request, { ontaken, timer: setTimeout(() => this.setWaiting(true), WAIT_MS) });
    try {
      this.model.send({ ...message, request });
    } catch (error) {
      console.warn("voicelab: the kernel cannot be reached", error);
      this.setWaiting(true);
    }
  }

  /** @param {string} request */
  taken(request) {
    if (request === this.greeting) return this.endHello();
    const waiting = this.requests.get(request);
    if (!waiting) return;
    this.requests.delete(request);
    clearTimeout(waiting.timer);
    waiting.ontaken();
    if (this.requests.size === 0) this.setWaiting(false);
  }

  /** @param {boolean} isWaiting */
  setWaiting(isWaiting) {
    if (isWaiting === this.isWaiting) return;
    this.isWaiting = isWaiting;
    this.dispatchEvent(new Event("waiting"));
  }

  /** @param {any} message @param {DataView[]} [buffers] */
  receive = (message, buffers) => {
    if (message.type === "received") return this.taken(message.request);
    const name = message.turn ?? message.row?.turn ?? message.notice ?? "";
    if (message.type === "anew") this.latest.clear();
    if (message.type === "withdrawn") this.latest.delete(`turn ${name}`);
    else if (!buffers?.length) this.latest.set(`${message.type} ${name}`, message);
    this.dispatchEvent(new CustomEvent("change", { detail: { message, buffers } }));
  };

  close() {
    this.endHello();
    for (const { timer } of this.requests.values()) clearTimeout(timer);
    this.model.off("msg:custom", this.receive);
  }
}

/**
 * Make a widget of a view: one store for the widget, one view for each place where it is shown.
 * @param {(store: MessageStore, el: HTMLElement) => View} show
 */
export function widgetOf(show) {
  /** @type {Map<unknown, MessageStore>} */
  const stores = new Map();
  return {
    /** @param {{model: Model}} context */
    initialize({ model }) {
      const key = model.get("_key");
      const store = new MessageStore(model);
      stores.set(key, store);
      return () => {
        store.close();
        stores.delete(key);
      };
    },
    /** @param {{model: Model, el: HTMLElement}} context */
    render({ model, el }) {
      const store = stores.get(model.get("_key"));
      if (!store) throw new Error("this widget was removed");
      const view = show(store, el);
      const listener = (/** @type {Event} */ event) => {
        const { message, buffers } = /** @type {CustomEvent} */ (event).detail;
        view.receive(message, buffers);
      };
      for (const message of store.latest.values()) view.receive({ ...message, is_past: true }, []);
      const showWaiting = () => view.showWaiting?.(store.isWaiting);
      store.addEventListener("change", listener);
      store.addEventListener("waiting", showWaiting);
      return () => {
        store.removeEventListener("waiting", showWaiting);
        store.removeEventListener("change", listener);
        view.close?.();
      };
    },
  };
}
