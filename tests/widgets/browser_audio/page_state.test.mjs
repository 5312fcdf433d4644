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
  assert.equal(stateShown(FIRST_FACTS).state, "connecting");
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
  assert.deepEqual(reportsOf(FIRST_FACTS, READY, 0), [{ type: "state", capture: 0, state: "ready", detail: "" }]);
  assert.deepEqual(reportsOf(READY, factsAfter(READY, { isMuted: true }), 0), []);
});

test("the kernel gets a report of each refusal, also of the same one again", () => {
  const refused = factsAfter(READY, { refusal: DENIED });
  const again = factsAfter(refused, { refusal: { ...DENIED } });
  assert.deepEqual(reportsOf(refused, again, 0), [{ type: "state", capture: 0, ...DENIED }]);
  assert.deepEqual(reportsOf(again, factsAfter(again, { isMuted: true }), 0), []);
});

test("nothing is reported to a kernel that is gone", () => {
  assert.deepEqual(reportsOf(READY, factsAfter(READY, { kernel: "gone" }), 0), []);
});

test("the kernel gets a report when the gate of an open microphone moves, before its state", () => {
  const muted = factsAfter(CAPTURING, { isMuted: true });
  assert.deepEqual(reportsOf(CAPTURING, muted, 3), [
    { type: "gate", capture: 3, is_open: false, is_turn: false },
    { type: "state", capture: 3, state: "muted", detail: "" },
  ]);
  assert.deepEqual(reportsOf(muted, CAPTURING, 3)[0], { type: "gate", capture: 3, is_open: true, is_turn: false });
});

/** @param {PageFacts} before @param {PageFacts} after */
function gates(before, after) {
  return reportsOf(before, after, 1).flatMap((each) => (each.type === "gate" ? [[each.is_open, each.is_turn]] : []));
}

test("a microphone that opens or closes has no gate that moves", () => {
  assert.deepEqual(gates(READY, CAPTURING), []);
  assert.deepEqual(gates(CAPTURING, READY), []);
});

test("a key that is held is one turn, from the microphone's first sound on", () => {
  const waiting = factsAfter(READY, { mode: "push-to-talk" });
  const held = factsAfter(waiting, { microphone: "open", isKeyHeld: true });
  assert.deepEqual(gates(waiting, held), [[true, true]]);
  assert.deepEqual(gates(held, factsAfter(held, { isKeyHeld: false })), [[false, false]]);
  assert.deepEqual(gates(factsAfter(held, { isKeyHeld: false }), held), [[true, true]]);
  assert.deepEqual(gates(held, factsAfter(held, { isMuted: true })), [[false, false]]);
});

test("a key that is held ends its turn when the mode becomes hands-free", () => {
  const held = factsAfter(CAPTURING, { mode: "push-to-talk", isKeyHeld: true });
  assert.deepEqual(gates(held, CAPTURING), [[true, false]]);
  assert.deepEqual(gates(CAPTURING, held), [[true, true]]);
});

test("a microphone that opens before its key is pressed has its gate shut", () => {
  const waiting = factsAfter(READY, { mode: "push-to-talk" });
  assert.deepEqual(gates(waiting, factsAfter(waiting, { microphone: "open" })), []);
});

test("a closed session goes before all but a kernel that is gone", () => {
  const closed = factsAfter(READY, { isSessionClosed: true });
  assert.equal(stateShown(closed).state, "session-closed");
  assert.equal(stateAfter({ refusal: DENIED, isPlaybackBlocked: true }, closed), "session-closed");
  assert.equal(stateAfter({ kernel: "gone" }, closed), "kernel-gone");
  assert.equal(talkButton(closed).isDisabled, true);
});

test("a microphone that the system mutes is on and gives no sound", () => {
  assert.equal(stateAfter({ isTrackSilent: true }, CAPTURING), "no-sound");
  assert.equal(stateAfter({ isTrackSilent: true, isMuted: true }, CAPTURING), "muted");
  assert.equal(stateAfter({ isTrackSilent: true }), "ready");
});

test("a microphone that gives nothing, or too little, is on and says so", () => {
  assert.equal(stateAfter({ loudness: "none" }, CAPTURING), "no-sound");
  assert.equal(stateAfter({ loudness: "low" }, CAPTURING), "too-quiet");
  assert.equal(stateAfter({ loudness: "low", isMuted: true }, CAPTURING), "muted");
  assert.equal(stateAfter({ loudness: "enough" }, CAPTURING), "capturing");
  assert.equal(stateAfter({ loudness: "low" }), "ready");
});

const VALUES = {
  isConnected: [true, false],
  kernel: ["answering", "slow", "gone"],
  microphone: ["off", "requested", "open"],
  isMuted: [false, true],
  mode: ["hands-free", "push-to-talk"],
  isKeyHeld: [false, true],
  isPlaybackBlocked: [false, true],
  isTrackSilent: [false, true],
  loudness: ["unknown", "low", "none"],
  isSessionClosed: [false, true],
  refusal: [null, DENIED],
};

/** @returns {PageFacts[]} all facts that there can be */
function allFacts() {
  /** @type {any[]} */
  let all = [{}];
  for (const [name, values] of Object.entries(VALUES)) {
    all = all.flatMap((facts) => values.map((value) => ({ ...facts, [name]: value })));
  }
  return all;
}

test("in every state: what is said to be heard is sent, and Talk is there when it would be", () => {
  for (const facts of allFacts()) {
    const { state } = stateShown(facts);
    const wrong = `${state} of ${JSON.stringify(facts)}`;
    if (state === "capturing") assert.ok(isGateOpen(facts) && facts.microphone === "open", wrong);
    if (state === "muted") assert.ok(!isGateOpen(facts) && facts.isMuted, wrong);
    if (state === "ready" || state === "ready-for-key") {
      assert.ok(facts.microphone === "off" && facts.isConnected, wrong);
      assert.equal(state === "ready", talkButton(facts).text === "Talk", wrong);
    }
    if (facts.kernel === "gone" || facts.isSessionClosed) assert.ok(talkButton(facts).isDisabled, wrong);
    const canTalk = facts.kernel !== "gone" && !facts.isSessionClosed && facts.isConnected;
    if (canTalk && facts.microphone === "off") assert.ok(!talkButton(facts).isDisabled, wrong);
  }
});

test("a page is ready for what its button says: to be pressed, or to be held", () => {
  assert.equal(stateAfter({ mode: "push-to-talk" }), "ready-for-key");
  assert.equal(stateAfter({ mode: "push-to-talk", isConnected: false }), "connecting");
});

test("Talk can be pressed when the page is ready, and not twice", () => {
  assert.deepEqual(talkButton(READY), { text: "Talk", isDisabled: false });
  assert.equal(talkButton(factsAfter(READY, { microphone: "requested" })).isDisabled, true);
  assert.equal(talkButton(CAPTURING).isDisabled, true);
});

test("Hold to talk can be pressed while the microphone is open", () => {
  assert.deepEqual(talkButton(HELD_BACK), { text: "Hold to talk", isDisabled: false });
});

test("Talk cannot be pressed where nothing would be heard, and can be tried again after a refusal", () => {
  const stripped = { refusal: { state: "buffers-stripped", detail: "" } };
  assert.equal(talkButton(FIRST_FACTS).isDisabled, true);
  assert.equal(talkButton(factsAfter(READY, stripped)).isDisabled, true);
  assert.equal(talkButton(factsAfter(READY, { kernel: "gone" })).isDisabled, true);
  assert.equal(talkButton(factsAfter(READY, { refusal: DENIED })).isDisabled, false);
});
