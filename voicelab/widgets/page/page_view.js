// What the panel's views share: a store that the kernel's messages fill, and elements made of plain text.

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string>} properties
 * @param {...(Node | string)} children
 */
function element(tag, properties, ...children) {
  const made = document.createElement(tag);
  Object.assign(made, properties);
  made.append(...children);
  return made;
}

/**
 * Change an element's text only if it is another: no flicker, and nothing is read out twice.
 * @param {HTMLElement} shown @param {string} text
 */
function setText(shown, text) {
  if (shown.textContent !== text) shown.textContent = text;
}

/** @typedef {{take: (message: any, buffers: DataView[]) => void, close?: () => void}} View */

/** What the kernel told, for all views of a widget. Fires "change" with each message. */
class Told extends EventTarget {
  /** @param {Model} model */
  constructor(model) {
    super();
    this.model = model;
    /** @type {Map<string, any>} */
    this.latest = new Map();
    model.on("msg:custom", this.receive);
    this.hello();
    // The front end may not have opened its subshell yet: what comes a little later goes there.
    this.later = setTimeout(() => this.hello(), 500);
  }

  hello() {
    this.model.send({ type: "hello" });
  }

  /** @param {any} message @param {DataView[]} buffers */
  receive = (message, buffers) => {
    const part = message.turn ?? message.row?.turn ?? "";
    if (!buffers?.length) this.latest.set(`${message.type} ${part}`, message);
    this.dispatchEvent(new CustomEvent("change", { detail: { message, buffers } }));
  };

  close() {
    clearTimeout(this.later);
    this.model.off("msg:custom", this.receive);
  }
}

/**
 * Make a widget of a view: one store for the widget, one view for each place where it is shown.
 * @param {(told: Told, el: HTMLElement) => View} show
 */
function widgetOf(show) {
  /** @type {Map<unknown, Told>} */
  const stores = new Map();
  return {
    /** @param {{model: Model}} context */
    initialize({ model }) {
      const key = model.get("_key");
      const told = new Told(model);
      stores.set(key, told);
      return () => {
        told.close();
        stores.delete(key);
      };
    },
    /** @param {{model: Model, el: HTMLElement}} context */
    render({ model, el }) {
      const told = stores.get(model.get("_key"));
      if (!told) throw new Error("this widget was removed");
      const view = show(told, el);
      const listener = (/** @type {Event} */ event) => {
        const { message, buffers } = /** @type {CustomEvent} */ (event).detail;
        view.take(message, buffers);
      };
      for (const message of told.latest.values()) view.take(message, []);
      told.addEventListener("change", listener);
      return () => {
        told.removeEventListener("change", listener);
        view.close?.();
      };
    },
  };
}
