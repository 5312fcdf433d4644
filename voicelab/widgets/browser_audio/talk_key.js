// The key or button that is held to talk.

const RELEASE_MS = 120;

/** Tells when the key is held: at once when it is pressed, and a little late when the last holder lets go. */
export class TalkKey {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  release = undefined;
  /** @type {Set<string>} */
  holders = new Set();

  /** @param {(isHeld: boolean) => void} onchange */
  constructor(onchange) {
    this.onchange = onchange;
  }

  get isHeld() {
    return this.holders.size > 0;
  }

  /** @param {string} holder a pointer or a key: while one of several holds, nothing is let go */
  press(holder) {
    clearTimeout(this.release);
    this.holders.add(holder);
    this.onchange(true);
  }

  /** @param {string} holder */
  letGo(holder) {
    if (this.holders.delete(holder) && !this.isHeld) this.tellRelease();
  }

  /** Let go for all: what they do from now on does not come to this page, or they gave up. */
  letAllGo() {
    if (!this.isHeld) return;
    this.holders.clear();
    this.tellRelease();
  }

  tellRelease() {
    // The end of the last word is still on its way through the browser.
    this.release = setTimeout(() => this.onchange(false), RELEASE_MS);
  }

  /** Tell nothing more of a key that is held, or was let go. */
  forget() {
    clearTimeout(this.release);
    this.holders.clear();
  }
}
