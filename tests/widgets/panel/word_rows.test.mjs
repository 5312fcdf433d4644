import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { needsLeader, rowsOf, scaleOf } from "../../../voicelab/widgets/panel/word_rows.js";

/**
 * @type {{name: string, seconds: number, width: number, starts: number[], widths: number[], scale: number,
 *   places: number[][]}[]}
 */
const CASES = JSON.parse(readFileSync(new URL("../../exchange/word_rows.json", import.meta.url), "utf-8"));

for (const { name, seconds, width, starts, widths, scale, places } of CASES) {
  test(name, () => {
    const found = scaleOf(seconds, width, starts, widths);
    assert.ok(Math.abs(found - scale) < 0.001, `${found}`);
    const placed = rowsOf(starts, widths, found);
    assert.deepEqual(placed.map(({ row }) => row), places.map(([, row]) => row));
    placed.forEach(({ left }, i) => assert.ok(Math.abs(left - places[i][0]) < 0.001));
  });
}

test("a short exchange fills the width within reason; a long one keeps its words readable, and has an end", () => {
  assert.equal(scaleOf(1, 800, [], []), 160);
  assert.equal(scaleOf(8, 800, [], []), 100);
  assert.equal(scaleOf(60, 800, [], []), 75);
  assert.equal(scaleOf(9000, 800, [], []) * 9000, 100_000);
  assert.ok(scaleOf(0, 800, [], []) > 0);
});

test("a line leads from a word to its time only where it stands elsewhere", () => {
  assert.equal(needsLeader({ left: 100, row: 2 }, 1, 100), false);
  assert.equal(needsLeader({ left: 104, row: 0 }, 1, 100), true);
});
