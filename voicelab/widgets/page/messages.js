// What the messages between page and kernel are made of.

const LAST_REPEAT_MS = 60000;

/**
 * Return an identifier that no other page has.
 * @param {number} words how many times 32 bits it holds
 */
export function randomId(words) {
  // crypto.randomUUID() is missing on pages that are not on https.
  return Array.from(crypto.getRandomValues(new Uint32Array(words)), (part) => part.toString(16)).join("-");
}

/**
 * Do something again and again, ever more seldom, until the function that is returned is called.
 * @param {() => void} work @param {number} firstMs
 */
export function repeatWithBackoff(work, firstMs) {
  let delayMs = firstMs;
  /** @type {ReturnType<typeof setTimeout>} */
  let timer;
  const wait = () => {
    timer = setTimeout(() => {
      delayMs = Math.min(2 * delayMs, LAST_REPEAT_MS);
      wait();
      work();
    }, delayMs);
  };
  wait();
  return () => clearTimeout(timer);
}

/**
 * Return a copy of a message's buffer: the one that came may be a part of a larger message.
 * @param {DataView} view @returns {ArrayBuffer}
 */
export function bufferOf(view) {
  return /** @type {ArrayBuffer} */ (view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
}
