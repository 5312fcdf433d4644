import assert from "node:assert/strict";
import test from "node:test";

import {
  barsPath,
  neighbour,
  positionText,
  wordAt,
  wordsOf,
} from "../../../voicelab/widgets/panel/exchange_wave.js";

/** @import { Strip, Timeline } from "../../../voicelab/widgets/panel/exchange_wave.js" */

/** @type {Strip} */
const HEARD = { side: "heard", start: 0, seconds: 1, peaks: [0, 100], words: [["Hello", 0, 0.5], ["you", 0.5, 1]] };
/** @type {Strip} */
const SPOKEN = { side: "spoken", start: 1.5, seconds: 1, peaks: [100, 50], words: [["مرحبا", 1.5, 2.5]] };
/** @type {Timeline} */
const TIMELINE = {
  number: 1,
  seconds: 2.5,
  strips: [HEARD, SPOKEN],
  gap: { start: 1, end: 1.5, text: "0.50 s" },
  cut: null,
  description: "",
  missing: "",
};
const WORDS = wordsOf(TIMELINE);

test("each peak is a bar around the middle, and silence a thin one", () => {
  assert.equal(barsPath(HEARD, 100, 40, 0, Infinity), "M0.0 19.5h35.0v1.0h-35.0zM50.0 0.0h35.0v40.0h-35.0z");
});

test("bars are drawn of a part of a strip, and each in one part only", () => {
  const whole = barsPath(SPOKEN, 100, 40, 0, Infinity);
  assert.equal(barsPath(SPOKEN, 100, 40, 0, 2) + barsPath(SPOKEN, 100, 40, 2, Infinity), whole);
  assert.equal(barsPath(SPOKEN, 100, 40, 9, Infinity), "");
});

test("words are in the order of their times, whatever order a service told them in", () => {
  const strips = [{ ...HEARD, words: /** @type {[string, number, number][]} */ ([["you", 0.5, 1], ["Hello", 0, 0.5]]) }, SPOKEN];
  assert.deepEqual(wordsOf({ ...TIMELINE, strips }), WORDS);
});

test("the word that sounds is known, and none does in the wait or at the end", () => {
  assert.deepEqual([0, 0.6, 1.2, 1.5, 2.5].map((seconds) => wordAt(WORDS, seconds)), [0, 1, -1, 2, -1]);
});

test("keys go from word to word, and to both ends", () => {
  assert.equal(neighbour(WORDS, 0, 1, 2.5), 0.5);
  assert.equal(neighbour(WORDS, 0.5, 1, 2.5), 1.5);
  assert.equal(neighbour(WORDS, 1.5, 1, 2.5), 2.5);
  assert.equal(neighbour(WORDS, 1.7, -1, 2.5), 1.5);
  assert.equal(neighbour(WORDS, 0, -1, 2.5), 0);
  assert.equal(neighbour([], 1, 1, 2.5), 2.5);
});

test("a position is said with its word and whose it is", () => {
  assert.equal(positionText(WORDS, 0.6), "0.6 seconds, you: you");
  assert.equal(positionText(WORDS, 1.6), "1.6 seconds, reply: مرحبا");
  assert.equal(positionText(WORDS, 1.2), "1.2 seconds");
});
