// What the views of the kernel's messages share; their other half is page_view.py.

const REPEAT_MS = 500;

/** @typedef {{receive: (message: any, buffers: DataView[]) => void, close?: () => void}} View */

/** The latest of the kernel's messages, for all views of a widget. Fires "change" with each message. */
export class MessageStore extends EventTarget {
  /** @param {Model} model */
  constructor(model) {
    super();
    this.model = model;
    /** @type {Map<string, any>} */
    this.latest = new Map();
    model.on("msg:custom", this.receive);
    this.hello();
    // The front end may not have opened its subshell yet: what comes a little later goes there.
    this.repeat = setTimeout(() => this.hello(), REPEAT_MS);
  }

  hello() {
    this.model.send({ type: "hello" });
  }

  /** @param {any} message @param {DataView[]} [buffers] */
  receive = (message, buffers) => {
    const turn = message.turn ?? message.row?.turn ?? "";
    if (!buffers?.length) this.latest.set(`${message.type} ${turn}`, message);
    this.dispatchEvent(new CustomEvent("change", { detail: { message, buffers } }));
  };

  close() {
    clearTimeout(this.repeat);
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
      for (const message of store.latest.values()) view.receive(message, []);
      store.addEventListener("change", listener);
      return () => {
        store.removeEventListener("change", listener);
        view.close?.();
      };
    },
  };
}
