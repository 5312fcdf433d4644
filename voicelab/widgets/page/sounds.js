// Sounds that the kernel sends when they are wanted, in pieces. Nothing of them is saved with the notebook.

/** @typedef {{pieces: Uint8Array[], resolve: (url: string) => void, reject: (why: Error) => void}} WantedSound */

class Sounds {
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
      sound = this.ask(name);
      sound.catch(() => this.known.delete(name));
      this.known.set(name, sound);
    }
    return sound;
  }

  /** @param {string} name @returns {Promise<string>} */
  ask(name) {
    const request = Array.from(crypto.getRandomValues(new Uint32Array(2)), (part) => part.toString(16)).join("-");
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
    const piece = buffers[0];
    wanted.pieces.push(new Uint8Array(piece.buffer.slice(piece.byteOffset, piece.byteOffset + piece.byteLength)));
    if (!message.last) return;
    this.wanted.delete(message.request);
    const url = URL.createObjectURL(new Blob(/** @type {BlobPart[]} */ (wanted.pieces), { type: "audio/wav" }));
    this.urls.push(url);
    wanted.resolve(url);
  };

  close() {
    this.model.off("msg:custom", this.receive);
    for (const url of this.urls) URL.revokeObjectURL(url);
  }
}
