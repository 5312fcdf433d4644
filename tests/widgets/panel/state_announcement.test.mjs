import assert from "node:assert/strict";
import test from "node:test";

import { isAnnounced } from "../../../voicelab/widgets/panel/state_announcement.js";

test("that a conversation begins and ends is announced, and what interrupts it", () => {
  assert.ok(isAnnounced("not-heard", "listening"));
  assert.ok(isAnnounced("listening", "not-heard"));
  assert.ok(isAnnounced("speaking", "stop-phrase"));
  assert.ok(isAnnounced("idle", "closed"));
});

test("what comes and goes with each turn is not", () => {
  assert.ok(!isAnnounced("listening", "thinking"));
  assert.ok(!isAnnounced("thinking", "speaking"));
  assert.ok(!isAnnounced("speaking", "listening"));
  assert.ok(!isAnnounced("idle", "thinking")); // a typed turn
  assert.ok(!isAnnounced("speaking", "idle"));
});

test("of models that arrive it is said that they do, and not how far each step is", () => {
  assert.ok(isAnnounced("idle", "arriving"));
  assert.ok(!isAnnounced("arriving", "arriving"));
});

test("nor is the state in which the panel is found", () => {
  assert.ok(!isAnnounced(undefined, "idle"));
});
