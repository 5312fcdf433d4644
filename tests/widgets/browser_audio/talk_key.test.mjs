import assert from "node:assert/strict";
import test from "node:test";

import { TalkKey } from "../../../voicelab/widgets/browser_audio/talk_key.js";

/** @param {import("node:test").TestContext} context */
function talkKey({ mock }) {
  mock.timers.enable({ apis: ["setTimeout"] });
  /** @type {boolean[]} */
  const told = [];
  return { key: new TalkKey((isHeld) => told.push(isHeld)), told, timers: mock.timers };
}

test("a key is held at once, and let go a little later, for the end of the last word", (context) => {
  const { key, told, timers } = talkKey(context);
  key.hold(true);
  key.hold(false);
  assert.deepEqual(told, [true]);
  timers.tick(120);
  assert.deepEqual(told, [true, false]);
});

test("a key that is pressed again at once was never let go", (context) => {
  const { key, told, timers } = talkKey(context);
  key.hold(true);
  key.hold(false);
  key.hold(true);
  timers.tick(1000);
  assert.deepEqual(told, [true, true]);
});

test("a key that is forgotten tells nothing more", (context) => {
  const { key, told, timers } = talkKey(context);
  key.hold(false);
  key.forget();
  timers.tick(1000);
  assert.deepEqual(told, []);
});
