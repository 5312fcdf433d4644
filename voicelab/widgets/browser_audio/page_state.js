// What the page shows, from what it knows: the only place where its state is decided.

/** @import { Loudness } from "./loudness.js" */
/** @import { GateMessage, StateMessage } from "./wire.js" */
/** @typedef {"hands-free" | "push-to-talk"} TalkMode */
/** @typedef {{state: string, detail: string}} PageState one of the words of page_states.py, and the browser's own */

/**
 * All that the state depends on.
 * @typedef {object} PageFacts
 * @property {boolean} isConnected whether the kernel answered, and hears the page beside running cells if it can
 * @property {"answering" | "slow" | "gone"} kernel
 * @property {"off" | "requested" | "open"} microphone
 * @property {boolean} isMuted
 * @property {TalkMode} mode
 * @property {boolean} isKeyHeld
 * @property {boolean} isPlaybackBlocked
 * @property {boolean} isTrackSilent whether the open microphone gives no sound, as when the system mutes it
 * @property {Loudness} loudness of what the open microphone gives
 * @property {boolean} isSessionClosed whether the session is closed, for good
 * @property {PageState | null} refusal why there is no sound, until the microphone is requested again
 */

/** @type {Readonly<PageFacts>} */
export const FIRST_FACTS = Object.freeze({
  isConnected: false,
  kernel: "answering",
  microphone: "off",
  isMuted: false,
  mode: "hands-free",
  isKeyHeld: false,
  isPlaybackBlocked: false,
  isTrackSilent: false,
  loudness: "unknown",
  isSessionClosed: false,
  refusal: null,
});

/** @type {Record<string, string>} */
const REFUSALS = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "no-device",
  OverconstrainedError: "no-device",
  NotReadableError: "device-busy",
  AbortError: "device-busy",
};
const CANNOT_TALK = ["session-closed", "connecting", "buffers-stripped", "kernel-gone"];

/**
 * Return the state that follows from the facts.
 * @param {PageFacts} facts @returns {PageState}
 */
export function stateShown(facts) {
  const comesFirst = facts.kernel === "gone" || facts.isSessionClosed;
  return !comesFirst && facts.refusal ? facts.refusal : { state: wordFor(facts), detail: "" };
}

/** @param {PageFacts} facts */
function wordFor(facts) {
  if (facts.kernel === "gone") return "kernel-gone";
  if (facts.isSessionClosed) return "session-closed";
  if (facts.isPlaybackBlocked) return "playback-blocked";
  if (facts.microphone === "requested") return "asking-permission";
  if (facts.microphone === "open") return captureWord(facts);
  if (!facts.isConnected) return "connecting";
  return facts.mode === "push-to-talk" ? "ready-for-key" : "ready";
}

/** @param {PageFacts} facts */
function captureWord(facts) {
  if (facts.kernel === "slow") return "waiting-for-kernel";
  if (isGateOpen(facts)) return soundWord(facts);
  return facts.isMuted ? "muted" : "waiting-for-key";
}

/** @param {PageFacts} facts */
function soundWord({ isTrackSilent, loudness }) {
  if (isTrackSilent || loudness === "none") return "no-sound";
  return loudness === "low" ? "too-quiet" : "capturing";
}

/**
 * Whether what the microphone hears is sent.
 * @param {Pick<PageFacts, "isMuted" | "mode" | "isKeyHeld">} facts
 */
export function isGateOpen({ isMuted, mode, isKeyHeld }) {
  return !isMuted && (mode === "hands-free" || isKeyHeld);
}

/**
 * Return the gate as the kernel is told of it: whether it stands open, and whether a key that is held makes a turn.
 * @param {PageFacts} facts
 */
function gateOf(facts) {
  const is_open = isGateOpen(facts);
  return { is_open, is_turn: is_open && facts.isKeyHeld };
}

/**
 * Return the facts after some have changed; the same object if none has.
 * @param {Readonly<PageFacts>} facts @param {Partial<PageFacts>} changes @returns {Readonly<PageFacts>}
 */
export function factsAfter(facts, changes) {
  const names = /** @type {(keyof PageFacts)[]} */ (Object.keys(changes));
  return names.some((name) => changes[name] !== facts[name]) ? Object.freeze({ ...facts, ...changes }) : facts;
}

/**
 * Return the messages that tell the kernel of a change.
 *
 * Each refusal is told, also one that is the same again: in the kernel, somebody waits for sound.
 * @param {PageFacts} before @param {PageFacts} after @param {number} capture
 * @returns {(GateMessage | StateMessage)[]}
 */
export function reportsOf(before, after, capture) {
  /** @type {(GateMessage | StateMessage)[]} */
  const reports = [];
  const gate = gateOf(after);
  // The gate of a microphone that opens stands open, unless a key is to open it.
  const gateBefore = before.microphone === "open" ? gateOf(before) : { is_open: gate.is_open, is_turn: false };
  const isMoved = gate.is_open !== gateBefore.is_open || gate.is_turn !== gateBefore.is_turn;
  if (after.microphone === "open" && isMoved) reports.push({ type: "gate", capture, ...gate });
  const shown = stateShown(after);
  const shownBefore = stateShown(before);
  const isOther = shown.state !== shownBefore.state || shown.detail !== shownBefore.detail;
  const isRefused = after.refusal !== null && after.refusal !== before.refusal;
  if ((isOther || isRefused) && shown.state !== "kernel-gone") reports.push({ type: "state", capture, ...shown });
  return reports;
}

/**
 * Return why a page can have no sound at all; `null` if it can.
 * @param {{isEchoed: boolean, hasAudio: boolean}} page whether binary messages reach the kernel and come back, and
 *   whether the browser gives microphone and worklets to this page @returns {PageState | null}
 */
export function refusalAtOnce({ isEchoed, hasAudio }) {
  if (!isEchoed) return { state: "buffers-stripped", detail: "" };
  return hasAudio ? null : { state: "insecure-origin", detail: "" };
}

/**
 * Return the state that an error of the browser's puts the page into.
 * @param {unknown} error @returns {PageState}
 */
export function refusalOf(error) {
  if (!(error instanceof Error)) return { state: "failed", detail: String(error) };
  return Object.hasOwn(REFUSALS, error.name)
    ? { state: REFUSALS[error.name], detail: "" }
    : { state: "failed", detail: error.message };
}

/**
 * Whether a microphone that was missing is there: any one, or the one that was taken away.
 * @param {PageState | null} refusal @param {{kind: string, deviceId: string}[]} devices all of the browser's
 * @param {string} deviceId of the microphone in use before
 */
export function isThereAgain(refusal, devices, deviceId) {
  // Before a page may use a microphone it sees them without their names.
  const microphones = devices.filter(({ kind }) => kind === "audioinput");
  if (refusal?.state === "no-device") return microphones.length > 0;
  return refusal?.state === "device-gone" && microphones.some((each) => each.deviceId === deviceId);
}

/**
 * Return what the Talk button says, and whether it can be pressed.
 * @param {PageFacts} facts
 */
export function talkButton(facts) {
  const isPushToTalk = facts.mode === "push-to-talk";
  const cannot = CANNOT_TALK.includes(stateShown(facts).state);
  return {
    text: isPushToTalk ? "Hold to talk" : "Talk",
    isDisabled: cannot || (!isPushToTalk && facts.microphone !== "off"),
  };
}
