// A widget's model for tests: it keeps what the page sends, and tells what the kernel would.

export class PageModel {
  /** @type {{message: any, buffers: (ArrayBuffer | DataView)[], callbacks: any}[]} */
  sent = [];
  /** @type {Map<string, Set<(...values: any[]) => void>>} */
  listeners = new Map();

  /** @param {Record<string, any>} [traits] */
  constructor(traits = {}) {
    this.traits = traits;
  }

  /** @param {string} name */
  get(name) {
    return this.traits[name];
  }

  /** @param {object} message @param {object} [callbacks] @param {(ArrayBuffer | DataView)[]} [buffers] */
  send(message, callbacks, buffers = []) {
    this.sent.push({ message, buffers, callbacks });
  }

  /** @param {string} name @param {(...values: any[]) => void} callback */
  on(name, callback) {
    const listeners = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, listeners.add(callback));
  }

  /** @param {string} name @param {(...values: any[]) => void} callback */
  off(name, callback) {
    this.listeners.get(name)?.delete(callback);
  }

  /**
   * Be sent a message by the kernel.
   * @param {object} message @param {DataView[]} [buffers]
   */
  receive(message, buffers = []) {
    for (const listener of this.listeners.get("msg:custom") ?? []) listener(message, buffers);
  }

  /** @param {string} type */
  sentOf(type) {
    return this.sent.map(({ message }) => message).filter((message) => message.type === type);
  }
}
