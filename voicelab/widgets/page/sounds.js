// Sounds that the kernel sends when they are wanted, in pieces. Nothing of them is saved with the notebook.

import { bufferOf, randomId } from "./messages.js";

/** @typedef {{pieces: ArrayBuffer[], resolve: (url: string) => void, reject: (why: Error) => void}} WantedSound */

/** The sounds of one view, by their names. */
export class Sounds {
  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    /** @type {Map<string, WantedSound>} */
    this.wanted = new Map();
    /** @type {Map<string, Promise<string>>} */
    this.known = new Map();
    /** @type {string[]} */
    this.urls = [];
    model.on("msg:custom", this.receive);
  }

  /**
   * Return the address of a sound, once it is here.
   * @param {string} name
   */
  get(name) {
    let sound = this.known.get(name);
    if (!sound) {
      sound = this.request(name);
      sound.catch(() => this.known.delete(name));
      this.known.set(name, sound);
    }
    return sound;
  }

  /** @param {string} name @returns {Promise<string>} */
  request(name) {
    const request = randomId(2);
    return new Promise((resolve, reject) => {
      this.wanted.set(request, { pieces: [], resolve, reject });
      this.model.send({ type: "sound", request, name });
    });
  }

  /** @param {any} message @param {DataView[]} buffers */
  receive = (message, buffers) => {
    const wanted = message.type === "sound" ? this.wanted.get(message.request) : undefined;
    if (!wanted) return;
    if (message.problem) {
      this.wanted.delete(message.request);
      wanted.reject(new Error(message.problem));
      return;
    }
    wanted.pieces.push(bufferOf(buffers[0]));
    if (!message.last) return;
    this.wanted.delete(message.request);
    const url = URL.createObjectURL(new Blob(wanted.pieces, { type: "audio/wav" }));
    this.urls.push(url);
    wanted.resolve(url);
  };

  close() {
    this.model.off("msg:custom", this.receive);
    for (const url of this.urls) URL.revokeObjectURL(url);
  }
}
