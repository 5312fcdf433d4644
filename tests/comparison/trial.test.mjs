import assert from "node:assert/strict";
import test from "node:test";

import { actionOf, LISTEN_FIRST, trialShown } from "../../voicelab/comparison/trial.js";

const FIRST = { trial: 0, total: 2, question: "Hello?", problem: "" };
const OVER = { trial: 2, total: 2, question: "", problem: "" };
const HEARD = { hasHeardBoth: true, isChosen: false, note: "" };

test("letters play, figures choose, the space bar plays again", () => {
  assert.deepEqual(actionOf({ key: "a" }), { play: "a" });
  assert.deepEqual(actionOf({ key: "B" }), { play: "b" });
  assert.deepEqual(actionOf({ key: " " }), { play: "again" });
  assert.deepEqual(actionOf({ key: "1" }), { choose: "a" });
  assert.deepEqual(actionOf({ key: "2" }), { choose: "b" });
  assert.deepEqual(actionOf({ key: "0" }), { choose: "same" });
});

test("other keys, those with a modifier and those held down are not for the test", () => {
  assert.equal(actionOf({ key: "Tab" }), undefined);
  assert.equal(actionOf({ key: "a", ctrlKey: true }), undefined);
  assert.equal(actionOf({ key: "1", metaKey: true }), undefined);
  assert.equal(actionOf({ key: "1", altKey: true }), undefined);
  assert.equal(actionOf({ key: "1", repeat: true }), undefined);
});

test("nothing can be chosen before both were heard, nor twice", () => {
  assert.equal(trialShown(FIRST, HEARD).canChoose, true);
  assert.equal(trialShown(FIRST, { ...HEARD, hasHeardBoth: false }).canChoose, false);
  assert.equal(trialShown(FIRST, { ...HEARD, isChosen: true }).canChoose, false);
});

test("a trial says where it stands and what to do", () => {
  const { count, question, status } = trialShown(FIRST, { ...HEARD, hasHeardBoth: false });
  assert.deepEqual([count, question, status], ["1 of 2", "Hello?", "Listen to both: keys a and b."]);
  assert.match(trialShown(FIRST, HEARD).status, /^Which is better/);
});

test("a test that is over asks nothing more", () => {
  const { isOver, canChoose, count, question, status } = trialShown(OVER, HEARD);
  assert.deepEqual([isOver, canChoose, count, question], [true, false, "2 of 2", ""]);
  assert.match(status, /2 choices are in the log/);
});

test("what the kernel could not keep goes before what the page notes", () => {
  const unkept = { ...FIRST, problem: "This choice could not be kept." };
  assert.equal(trialShown(unkept, { ...HEARD, note: LISTEN_FIRST }).status, "This choice could not be kept.");
  assert.equal(trialShown(FIRST, { ...HEARD, note: LISTEN_FIRST }).status, LISTEN_FIRST);
});
