import assert from "node:assert/strict";
import test from "node:test";

import {
  AGAIN,
  REFERENCE,
  actionOf,
  categoryOf,
  choicesOf,
  soundsOf,
  titleOf,
  trialShown,
} from "../../../voicelab/comparison/listening/trial.js";

/** @import { Method, Progress, Trial } from "../../../voicelab/comparison/listening/trial.js" */

/** @param {Method} method @param {Partial<Trial>} more @returns {Trial} */
function trialOf(method, more = {}) {
  const stimuli = { pairs: 2, opinion: 1, mushra: 4 }[method];
  const usual = { number: 0, total: 2, question: "Hello?", hasReference: false, whenDone: "Done.", problem: "" };
  return { ...usual, method, stimuli, ...more };
}

/** @param {Trial} trial @returns {Progress} */
function heard(trial) {
  return { heard: new Set(soundsOf(trial)), rated: new Set(), isJudged: false, note: "" };
}

const UNHEARD = { heard: new Set(), rated: new Set(), isJudged: false, note: "" };
const PAIR = trialOf("pairs");
const WITH_REFERENCE = trialOf("mushra", { hasReference: true });

test("letters play, figures judge, the space bar plays again", () => {
  assert.deepEqual(actionOf({ key: "a" }, PAIR), { play: "0" });
  assert.deepEqual(actionOf({ key: "B" }, PAIR), { play: "1" });
  assert.deepEqual(actionOf({ key: " " }, PAIR), { play: AGAIN });
  assert.deepEqual(actionOf({ key: "1" }, PAIR), { judge: [1, 0] });
  assert.deepEqual(actionOf({ key: "2" }, PAIR), { judge: [0, 1] });
  assert.deepEqual(actionOf({ key: "0" }, PAIR), { judge: [0, 0] });
  assert.deepEqual(actionOf({ key: "5" }, trialOf("opinion")), { judge: [5] });
  assert.deepEqual(actionOf({ key: "d" }, WITH_REFERENCE), { play: "3" });
  assert.deepEqual(actionOf({ key: "r" }, WITH_REFERENCE), { play: REFERENCE });
});

test("other keys, those with a modifier and those held down are not for the test", () => {
  for (const key of ["Tab", "Enter", "ArrowUp", "c", "r", "3"]) assert.equal(actionOf({ key }, PAIR), undefined, key);
  assert.equal(actionOf({ key: "5" }, WITH_REFERENCE), undefined);
  assert.equal(actionOf({ key: "a", ctrlKey: true }, PAIR), undefined);
  assert.equal(actionOf({ key: "1", metaKey: true }, PAIR), undefined);
  assert.equal(actionOf({ key: "1", altKey: true }, PAIR), undefined);
  assert.equal(actionOf({ key: "1", repeat: true }, PAIR), undefined);
});

test("nothing can be judged before all was heard, nor twice", () => {
  for (const trial of [PAIR, trialOf("opinion")]) {
    assert.equal(trialShown(trial, UNHEARD).canJudge, false);
    assert.equal(trialShown(trial, heard(trial)).canJudge, true);
    assert.equal(trialShown(trial, { ...heard(trial), isJudged: true }).canJudge, false);
  }
  assert.equal(trialShown(PAIR, { ...heard(PAIR), heard: new Set(["0"]) }).canJudge, false);
});

test("side by side, the reference is to be heard and every slider to be moved", () => {
  const rated = new Set([0, 1, 2, 3]);
  const all = { ...heard(WITH_REFERENCE), rated };
  assert.equal(trialShown(WITH_REFERENCE, all).canJudge, true);
  assert.equal(trialShown(WITH_REFERENCE, { ...all, rated: new Set([0, 1, 3]) }).canJudge, false);
  assert.equal(trialShown(WITH_REFERENCE, { ...all, heard: new Set(["0", "1", "2", "3"]) }).canJudge, false);
});

test("a trial says where it stands and what to do", () => {
  const { count, question, status, listenFirst } = trialShown(PAIR, UNHEARD);
  assert.deepEqual([count, question, status], ["1 of 2", "Hello?", "Listen to both: keys a and b."]);
  assert.equal(listenFirst, "Listen to both first.");
  assert.match(trialShown(PAIR, heard(PAIR)).status, /^Which is better/);
  assert.match(trialShown(trialOf("opinion"), heard(trialOf("opinion"))).status, /^How good does it sound/);
});

test("that there is no reference is said", () => {
  assert.match(trialShown(trialOf("mushra"), UNHEARD).status, /keys a to d.*There is no reference/);
  assert.match(trialShown(WITH_REFERENCE, UNHEARD).status, /^Listen to the reference \(key r\)/);
});

test("a test that is over asks nothing more", () => {
  const over = trialOf("mushra", { number: 2, question: "", stimuli: 0 });
  const { isOver, canJudge, count, question, status } = trialShown(over, UNHEARD);
  assert.deepEqual([isOver, canJudge, count, question, status], [true, false, "2 of 2", "", "Done."]);
});

test("what the kernel could not keep goes before what the page notes", () => {
  const unkept = trialOf("pairs", { problem: "This could not be kept." });
  assert.equal(trialShown(unkept, { ...UNHEARD, note: "No sound." }).status, "This could not be kept.");
  assert.equal(trialShown(PAIR, { ...UNHEARD, note: "No sound." }).status, "No sound.");
});

test("opinions are those of ITU-T P.800, the best first", () => {
  const texts = choicesOf("opinion").map(({ text, ratings }) => `${text} ${ratings[0]}`);
  assert.deepEqual(texts, ["Excellent 5", "Good 4", "Fair 3", "Poor 2", "Bad 1"]);
});

test("a slider has the five categories on its way, and stimuli have letters", () => {
  const categories = [0, 19, 20, 59, 60, 99, 100].map(categoryOf);
  assert.deepEqual(categories, ["Bad", "Bad", "Poor", "Fair", "Good", "Excellent", "Excellent"]);
  assert.deepEqual(soundsOf(WITH_REFERENCE).map(titleOf), ["Reference", "A", "B", "C", "D"]);
});
