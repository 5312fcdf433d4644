// Who holds the button to talk: pointers and the space bar, wherever they let go.

/** @import { TalkKey } from "./talk_key.js" */

const MAIN_BUTTON = 0;
const SPACE = "space";
const POINTER_ENDS = /** @type {const} */ (["pointerup", "pointercancel", "lostpointercapture"]);

/**
 * Have a key pressed and let go with a button.
 *
 * A pointer may leave the button, and the window, and still holds it. All is let go when the window or the tab has
 * the user's attention no more, for their release would never come, and by Escape.
 * @param {HTMLButtonElement} button @param {TalkKey} key
 * @param {() => boolean} isHeldToTalk whether holding the button means anything now
 * @returns {() => void} what ends that
 */
export function followHolding(button, key, isHeldToTalk) {
  const ended = new AbortController();
  const { signal } = ended;
  const pointer = (/** @type {PointerEvent} */ event) => `pointer ${event.pointerId}`;

  button.addEventListener("pointerdown", (event) => {
    if (event.button !== MAIN_BUTTON || !isHeldToTalk()) return;
    button.setPointerCapture(event.pointerId);
    key.press(pointer(event));
  }, { signal });
  // Of a button that is removed, the document is told.
  const release = (/** @type {PointerEvent} */ event) => key.letGo(pointer(event));
  for (const end of POINTER_ENDS) document.addEventListener(end, release, { signal, capture: true });
  // A finger that rests would open it, and end the turn by that.
  button.addEventListener("contextmenu", (event) => isHeldToTalk() && event.preventDefault(), { signal });

  button.addEventListener("keydown", (event) => {
    if (event.key !== " " || !isHeldToTalk()) return;
    event.preventDefault();
    if (!event.repeat) key.press(SPACE);
  }, { signal });
  button.addEventListener("keyup", (event) => {
    if (event.key !== " ") return;
    if (isHeldToTalk()) event.preventDefault();
    key.letGo(SPACE);
  }, { signal });
  button.addEventListener("blur", () => key.letGo(SPACE), { signal });

  window.addEventListener("blur", () => key.letAllGo(), { signal });
  document.addEventListener("visibilitychange", () => document.hidden && key.letAllGo(), { signal });
  // Ahead of the notebook, which may keep it to itself.
  const giveUp = (/** @type {KeyboardEvent} */ event) => event.key === "Escape" && key.letAllGo();
  document.addEventListener("keydown", giveUp, { signal, capture: true });

  return () => {
    ended.abort();
    key.letAllGo();
  };
}
