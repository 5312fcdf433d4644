import assert from "node:assert/strict";
import test from "node:test";

import {
  factsAfter,
  FIRST_FACTS,
  isGateOpen,
  refusalAtOnce,
  refusalOf,
  reportsOf,
  stateShown,
  talkButton,
} from "../../../voicelab/widgets/browser_audio/page_state.js";

/** @import { PageFacts } from "../../../voicelab/widgets/browser_audio/page_state.js" */

const READY = factsAfter(FIRST_FACTS, { isConnected: true });
const CAPTURING = factsAfter(READY, { microphone: "open" });
const HELD_BACK = factsAfter(CAPTURING, { mode: "push-to-talk" });
const DENIED = { state: "denied", detail: "" };

/** @param {Partial<PageFacts>} changes @param {PageFacts} [facts] */
function stateAfter(changes, facts = READY) {
  return stateShown(factsAfter(facts, changes)).state;
}

test("a page waits for the kernel's first answer, then it is ready", () => {
  assert.equal(stateShown(FIRST_FACTS).state, "no-page-yet");
  assert.equal(stateShown(READY).state, "ready");
});

test("a microphone is asked for, and captures", () => {
  assert.equal(stateAfter({ microphone: "requested" }), "asking-permission");
  assert.equal(stateAfter({ microphone: "open" }), "capturing");
});

test("an open microphone is muted, or waits for its key", () => {
  assert.equal(stateAfter({ isMuted: true }, CAPTURING), "muted");
  assert.equal(stateShown(HELD_BACK).state, "waiting-for-key");
  assert.equal(stateAfter({ isKeyHeld: true }, HELD_BACK), "capturing");
  assert.equal(stateAfter({ isKeyHeld: true, isMuted: true }, HELD_BACK), "muted");
});

test("a slow kernel is waited for while there is something to say to it", () => {
  assert.equal(stateAfter({ kernel: "slow" }, CAPTURING), "waiting-for-kernel");
  assert.equal(stateAfter({ kernel: "slow" }), "ready");
  assert.equal(stateAfter({ kernel: "slow", microphone: "requested" }), "asking-permission");
});

test("a kernel that is gone goes before all else", () => {
  for (const changes of [{}, { refusal: DENIED }, { isPlaybackBlocked: true }]) {
    assert.equal(stateAfter({ ...changes, kernel: "gone" }, CAPTURING), "kernel-gone");
  }
});

test("a kernel that is back makes the page ready again", () => {
  const gone = factsAfter(READY, { kernel: "gone" });
  assert.equal(stateAfter({ kernel: "answering" }, gone), "ready");
});

test("blocked playback is shown, and the state from before comes back", () => {
  const blocked = factsAfter(CAPTURING, { isPlaybackBlocked: true });
  assert.equal(stateShown(blocked).state, "playback-blocked");
  assert.equal(stateAfter({ isPlaybackBlocked: false }, blocked), "capturing");
});

test("a refusal is shown with the browser's words until the microphone is asked for again", () => {
  const failed = factsAfter(READY, { refusal: { state: "failed", detail: "no worklet" } });
  assert.deepEqual(stateShown(failed), { state: "failed", detail: "no worklet" });
  assert.equal(stateAfter({ microphone: "requested", refusal: null }, failed), "asking-permission");
});

test("facts that stay the same are the same object", () => {
  assert.equal(factsAfter(READY, { isConnected: true, microphone: "off" }), READY);
  assert.notEqual(factsAfter(READY, { isMuted: true }), READY);
});

test("the gate is open hands-free, or while the key is held, and never while muted", () => {
  assert.equal(isGateOpen(READY), true);
  assert.equal(isGateOpen({ isMuted: false, mode: "push-to-talk", isKeyHeld: false }), false);
  assert.equal(isGateOpen({ isMuted: false, mode: "push-to-talk", isKeyHeld: true }), true);
  assert.equal(isGateOpen({ isMuted: true, mode: "push-to-talk", isKeyHeld: true }), false);
});

test("each of the browser's errors has its state", () => {
  for (const [name, state] of [
    ["NotAllowedError", "denied"],
    ["SecurityError", "denied"],
    ["NotFoundError", "no-device"],
    ["OverconstrainedError", "no-device"],
    ["NotReadableError", "device-busy"],
    ["AbortError", "device-busy"],
  ]) {
    assert.deepEqual(refusalOf(new DOMException("the browser's words", name)), { state, detail: "" });
  }
});

test("an error that is none of them is a failure, with its message", () => {
  assert.deepEqual(refusalOf(new TypeError("no such method")), { state: "failed", detail: "no such method" });
  assert.deepEqual(refusalOf("odd"), { state: "failed", detail: "odd" });
  const named = Object.assign(new Error("not a state"), { name: "constructor" });
  assert.equal(refusalOf(named).state, "failed");
});

test("a page whose bytes do not come back, or that has no audio, is refused at once", () => {
  assert.equal(refusalAtOnce({ isEchoed: true, hasAudio: true }), null);
  assert.equal(refusalAtOnce({ isEchoed: true, hasAudio: false })?.state, "insecure-origin");
  assert.equal(refusalAtOnce({ isEchoed: false, hasAudio: false })?.state, "buffers-stripped");
});

test("the kernel gets a report of a state that is another", () => {
  assert.deepEqual(reportsOf(FIRST_FACTS, READY, 0), [{ type: "state", state: "ready", detail: "" }]);
  assert.deepEqual(reportsOf(READY, factsAfter(READY, { isMuted: true }), 0), []);
});

test("the kernel gets a report of each refusal, also of the same one again", () => {
  const refused = factsAfter(READY, { refusal: DENIED });
  const again = factsAfter(refused, { refusal: { ...DENIED } });
  assert.deepEqual(reportsOf(refused, again, 0), [{ type: "state", ...DENIED }]);
  assert.deepEqual(reportsOf(again, factsAfter(again, { isMuted: true }), 0), []);
});

test("nothing is reported to a kernel that is gone", () => {
  assert.deepEqual(reportsOf(READY, factsAfter(READY, { kernel: "gone" }), 0), []);
});

test("the kernel gets a report when the gate of an open microphone moves, before its state", () => {
  const muted = factsAfter(CAPTURING, { isMuted: true });
  assert.deepEqual(reportsOf(CAPTURING, muted, 3), [
    { type: "gate", capture: 3, is_open: false },
    { type: "state", state: "muted", detail: "" },
  ]);
  assert.deepEqual(reportsOf(muted, CAPTURING, 3)[0], { type: "gate", capture: 3, is_open: true });
});

test("a microphone that opens or closes has no gate that moves", () => {
  const waiting = factsAfter(READY, { mode: "push-to-talk" });
  const opened = factsAfter(waiting, { microphone: "open", isKeyHeld: true });
  assert.deepEqual(reportsOf(waiting, opened, 1).map(({ type }) => type), ["state"]);
  const closed = factsAfter(opened, { microphone: "off", isKeyHeld: false });
  assert.deepEqual(reportsOf(opened, closed, 1).map(({ type }) => type), ["state"]);
});

test("Talk can be pressed when the page is ready, and not twice", () => {
  assert.deepEqual(talkButton(READY), { text: "● Talk", isDisabled: false });
  assert.equal(talkButton(factsAfter(READY, { microphone: "requested" })).isDisabled, true);
  assert.equal(talkButton(CAPTURING).isDisabled, true);
});

test("Hold to talk can be pressed while the microphone is open", () => {
  assert.deepEqual(talkButton(HELD_BACK), { text: "● Hold to talk", isDisabled: false });
});

test("Talk cannot be pressed where nothing would be heard, and can be tried again after a refusal", () => {
  const stripped = { refusal: { state: "buffers-stripped", detail: "" } };
  assert.equal(talkButton(FIRST_FACTS).isDisabled, true);
  assert.equal(talkButton(factsAfter(READY, stripped)).isDisabled, true);
  assert.equal(talkButton(factsAfter(READY, { kernel: "gone" })).isDisabled, true);
  assert.equal(talkButton(factsAfter(READY, { refusal: DENIED })).isDisabled, false);
});
