import assert from "node:assert/strict";
import test from "node:test";

import { RaterAnswers, raterNamed, shuffled } from "../../../voicelab/comparison/listening/rater_answers.js";
import { sha256 } from "../../../voicelab/comparison/listening/sha256.js";

/** @import { PublishedTest } from "../../../voicelab/comparison/listening/rater_answers.js" */

const NOW = new Date("2026-11-30T01:02:03.004Z");

/** @type {PublishedTest} */
const TEST = {
  test: "4f1c",
  sealKey: "77",
  method: "pairs",
  trials: Array.from({ length: 6 }, (_, number) => {
    return { id: `t${number}`, question: `Question ${number}?`, stimuli: [`s${number}a`, `s${number}b`], reference: null };
  }),
  clips: {},
};

function memory() {
  /** @type {Map<string, string>} */
  const kept = new Map();
  return {
    kept,
    getItem: (/** @type {string} */ name) => kept.get(name) ?? null,
    setItem: (/** @type {string} */ name, /** @type {string} */ value) => void kept.set(name, value),
  };
}

test("each rater has an order of their own, and the same one again", () => {
  const order = (/** @type {string} */ rater) => new RaterAnswers(TEST, rater, memory()).trials.map(({ id }) => id);
  assert.deepEqual(order("Ann"), order("Ann"));
  assert.notDeepEqual(order("Ann"), order("Bo"));
  assert.deepEqual(order("Ann").sort(), TEST.trials.map(({ id }) => id));
});

test("every order is about as likely", () => {
  const first = Array.from({ length: 200 }, (_, seed) => shuffled(["a", "b"], `${seed}`)[0]);
  const count = first.filter((each) => each === "a").length;
  assert.ok(70 < count && count < 130, `${count}`);
});

test("who comes back goes on, and another rater begins", () => {
  const browser = memory();
  const ann = new RaterAnswers(TEST, "Ann", browser);
  ann.add([1, 0], NOW);
  ann.add([0, 0], NOW);
  const again = new RaterAnswers(TEST, "Ann", browser);
  assert.equal(again.count, 2);
  assert.deepEqual(again.answers, ann.answers);
  assert.deepEqual(again.trials, ann.trials);
  assert.equal(new RaterAnswers(TEST, "Bo", browser).count, 0);
});

test("a page that is open twice has the answers of both, and the first where both have one", () => {
  const browser = memory();
  const [one, other] = [new RaterAnswers(TEST, "Ann", browser), new RaterAnswers(TEST, "Ann", browser)];
  one.add([1, 0], NOW);
  other.add([0, 1], NOW); // of the trial that was answered in the first: it is the next one's turn
  assert.deepEqual(other.answers, one.answers);
  other.add([0, 0], NOW);
  one.catchUp();
  assert.equal(one.count, 2);
  assert.deepEqual(one.trials, other.trials);
  assert.deepEqual(JSON.parse(one.file), JSON.parse(other.file));
  browser.kept.clear();
  one.add([1, 0], NOW);
  assert.equal(new RaterAnswers(TEST, "Ann", browser).count, 3, "what was removed meanwhile is there again");
});

test("what the browser has of another test, or damaged, is no answer", () => {
  for (const kept of ["{", "5", "[null]", '[{"trial": "of another test"}]']) {
    const browser = memory();
    browser.setItem("voicelab-listening-4f1c-Ann", kept);
    assert.equal(new RaterAnswers(TEST, "Ann", browser).count, 0, kept);
  }
});

test("a browser that keeps nothing does not stop the test", () => {
  const refuses = () => {
    throw new Error("denied");
  };
  const ann = new RaterAnswers(TEST, "Ann", { getItem: refuses, setItem: refuses });
  ann.add([0, 1], NOW);
  assert.equal(ann.count, 1);
});

test("the file has ratings by the names of the stimuli, and a seal", () => {
  const ann = new RaterAnswers(TEST, "Ann", memory());
  ann.add([1, 0], NOW);
  const { rater, judgements, seal, test: name } = JSON.parse(ann.file);
  const { id, stimuli } = ann.trials[0];
  const ratings = { [stimuli[0]]: 1, [stimuli[1]]: 0 };
  assert.deepEqual(judgements, [{ trial: id, judged_utc: "2026-11-30T01:02:03.004Z", ratings }]);
  assert.equal(seal, sha256(`77\n${JSON.stringify([name, rater, judgements])}`));
  assert.equal(ann.fileName, "judgements-ann.json");
});

test("a name is one line, not too long, and has no half of a character", () => {
  assert.equal(raterNamed("  Ann \n  B.\ud800 "), "Ann B.");
  assert.equal(Array.from(raterNamed("🎧".repeat(200))).length, 100);
  assert.equal(raterNamed(" \t "), "");
});
