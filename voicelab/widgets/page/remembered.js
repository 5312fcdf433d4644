// What the browser remembers of how the user likes to see things; nothing of what was said.

/** @typedef {Pick<Storage, "getItem" | "setItem">} Memory */

/** @returns {Memory | undefined} */
function browserMemory() {
  try {
    return globalThis.localStorage; // refused to pages in a sandbox
  } catch {
    return undefined;
  }
}

/**
 * Return what is remembered under a name; `null` if nothing is, or the browser keeps nothing.
 * @param {string} name @param {Memory} [memory]
 */
export function recall(name, memory = browserMemory()) {
  try {
    return memory?.getItem(name) ?? null;
  } catch {
    return null;
  }
}

/**
 * Remember something, where the browser keeps anything.
 * @param {string} name @param {string} value @param {Memory} [memory]
 */
export function remember(name, value, memory = browserMemory()) {
  try {
    memory?.setItem(name, value);
  } catch {
    // Full, or refused: it is asked again the next time.
  }
}
