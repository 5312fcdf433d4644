import assert from "node:assert/strict";
import test from "node:test";

import { COLUMNS, countText, rowToDrop } from "../../../voicelab/widgets/panel/exchange_rows.js";

const ROW = {
  turn: 2, heard: "Hello", reply: "Hi.", error: "", tokens: 31, finish: "stop", latency: 0.5849, cut_in: false, sound: true
};

/** @param {import("../../../voicelab/widgets/panel/exchange_rows.js").Row} row */
function texts(row) {
  return Object.fromEntries(COLUMNS.map(({ name, text }) => [name, text(row)]));
}

test("a row has a text for each column", () => {
  const shown = { "#": "2", heard: "Hello", reply: "Hi.", tokens: "31", finish: "stop", latency: "0.58 s" };
  assert.deepEqual(texts(ROW), shown);
});

test("what was not measured is empty", () => {
  const { tokens, finish, latency } = texts({ ...ROW, tokens: null, finish: null, latency: null });
  assert.deepEqual([tokens, finish, latency], ["", "", ""]);
});

test("a reply that began before the user was done has that in place of its latency", () => {
  assert.equal(texts({ ...ROW, latency: null, cut_in: true }).latency, "cut in");
});

test("what is measured stands to the right", () => {
  assert.deepEqual(COLUMNS.filter(({ isNumber }) => isNumber).map(({ name }) => name), ["#", "tokens", "latency"]);
});

test("the oldest row goes when there are too many, in whatever order they came", () => {
  assert.equal(rowToDrop([5, 3, 4], 3), undefined);
  assert.equal(rowToDrop([5, 3, 4, 6], 3), 3);
});

test("exchanges are counted by the latest, for older ones may not be shown", () => {
  assert.equal(countText([]), "No exchanges yet");
  assert.equal(countText([1]), "1 exchange");
  assert.equal(countText([2, 1]), "2 exchanges");
  assert.equal(countText([11, 12]), "12 exchanges, the last 2 shown");
});
