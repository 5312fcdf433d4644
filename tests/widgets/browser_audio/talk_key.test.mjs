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
  key.press("space");
  key.letGo("space");
  assert.deepEqual(told, [true]);
  timers.tick(120);
  assert.deepEqual(told, [true, false]);
});

test("a key that is pressed again at once was never let go", (context) => {
  const { key, told, timers } = talkKey(context);
  key.press("space");
  key.letGo("space");
  key.press("space");
  timers.tick(1000);
  assert.deepEqual(told, [true, true]);
});

test("a key that two hold is let go when the last of them does", (context) => {
  const { key, told, timers } = talkKey(context);
  key.press("pointer 1");
  key.press("pointer 2");
  key.letGo("pointer 1");
  timers.tick(1000);
  assert.deepEqual(told, [true, true]);
  key.letGo("pointer 2");
  timers.tick(1000);
  assert.deepEqual(told, [true, true, false]);
});

test("a key that all let go at once is let go once", (context) => {
  const { key, told, timers } = talkKey(context);
  key.press("pointer 1");
  key.press("space");
  key.letAllGo();
  key.letGo("space");
  key.letAllGo();
  timers.tick(1000);
  assert.deepEqual(told, [true, true, false]);
});

test("a key that is forgotten tells nothing more", (context) => {
  const { key, told, timers } = talkKey(context);
  key.press("space");
  key.forget();
  key.letGo("space");
  timers.tick(1000);
  assert.deepEqual(told, [true]);
});
