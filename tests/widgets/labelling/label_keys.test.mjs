import assert from "node:assert/strict";
import test from "node:test";

import { labelAction, labelsShown } from "../../../voicelab/widgets/labelling/label_keys.js";

/** @type {any} */
const ITEM = { place: 1, total: 3, labelled: 2, note: "" };

test("figures give thumbs, letters play, edit, go on and undo", () => {
  /** @type {[string, object][]} */
  const expected = [
    ["1", { thumb: true }],
    ["2", { thumb: false }],
    ["0", { thumb: null }],
    ["q", { play: "asked" }],
    ["R", { play: "reply" }],
    [" ", { play: "again" }],
    ["a", { edit: "expected" }],
    ["n", { edit: "notes" }],
    ["ArrowLeft", { go: -1 }],
    ["u", { act: "unlabelled" }],
    ["z", { act: "undo" }],
  ];
  for (const [key, action] of expected) assert.deepEqual(labelAction({ key }, "group"), action);
});

test("what is written in a field stays there, until Escape leaves it", () => {
  assert.equal(labelAction({ key: "1" }, "field"), undefined);
  assert.equal(labelAction({ key: "ArrowLeft" }, "field"), undefined);
  assert.deepEqual(labelAction({ key: "Escape" }, "field"), { act: "leave" });
  assert.equal(labelAction({ key: "Escape" }, "group"), undefined);
});

test("the space bar presses the button that has the focus", () => {
  assert.equal(labelAction({ key: " " }, "control"), undefined);
  assert.deepEqual(labelAction({ key: "1" }, "control"), { thumb: true });
});

test("keys with a modifier and keys held down are not for the labels", () => {
  for (const more of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }, { repeat: true }]) {
    assert.equal(labelAction({ key: "z", ...more }, "group"), undefined);
  }
});

test("where the rater stands is told, and what went wrong before it", () => {
  const { count, status, hasPrevious, hasNext } = labelsShown(ITEM, "");
  assert.deepEqual([count, status, hasPrevious, hasNext], ["2 of 3, 2 labelled", "", true, true]);
  assert.equal(labelsShown({ ...ITEM, labelled: 3 }, "").status, "Everything has a label.");
  assert.equal(labelsShown({ ...ITEM, note: "Undone." }, "").status, "Undone.");
  assert.equal(labelsShown({ ...ITEM, note: "Undone." }, "No sound.").status, "No sound.");
});

test("a log without exchanges says so", () => {
  const { isEmpty, count, status, hasNext } = labelsShown({ ...ITEM, place: 0, total: 0, labelled: 0 }, "");
  assert.deepEqual([isEmpty, count, status, hasNext], [true, "", "There is nothing to label.", false]);
});
