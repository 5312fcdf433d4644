// The key or button that is held to talk.

const RELEASE_MS = 120;

/** Tells when the key is held: at once when it is pressed, and a little late when it is let go. */
export class TalkKey {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  release = undefined;

  /** @param {(isHeld: boolean) => void} onchange */
  constructor(onchange) {
    this.onchange = onchange;
  }

  /** @param {boolean} isHeld */
  hold(isHeld) {
    this.forget();
    if (isHeld) this.onchange(true);
    // The end of the last word is still on its way through the browser.
    else this.release = setTimeout(() => this.onchange(false), RELEASE_MS);
  }

  /** Tell nothing more of a key that was let go. */
  forget() {
    clearTimeout(this.release);
  }
}
