import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { matching, pageOf, searchForm } from "../../../voicelab/comparison/report/cell_filter.js";

const CELLS = [
  { text: searchForm("Où est le CAFÉ?\nIl est là."), marks: ["yes-0"] },
  { text: searchForm("Where is it? \u2068כאן\u2069"), marks: ["no-0", "failures"] },
  { text: searchForm("It is <b>here</b>"), marks: [""] },
];

test("words are found whatever their case and accents, and all of them are wanted", () => {
  assert.deepEqual(matching(CELLS, "cafe est", ""), [0]);
  assert.deepEqual(matching(CELLS, "  CAFÉ  ", ""), [0]);
  assert.deepEqual(matching(CELLS, "is it", ""), [1, 2]);
  assert.deepEqual(matching(CELLS, "it? כאן", ""), [1]);
  assert.deepEqual(matching(CELLS, "<b>", ""), [2]);
  assert.deepEqual(matching(CELLS, "nowhere", ""), []);
});

test("what is typed finds the same as in the notebook", () => {
  /** @type {{typed: string, text: string, found: boolean}[]} */
  const cases = JSON.parse(readFileSync(new URL("../search_cases.json", import.meta.url), "utf-8"));
  for (const { typed, text, found } of cases) {
    const places = matching([{ text: searchForm(text), marks: [] }], typed, "");
    assert.equal(places.length === 1, found, `${typed} in ${text}`);
  }
});

test("a mark is wanted beside the words", () => {
  assert.deepEqual(matching(CELLS, "", "failures"), [1]);
  assert.deepEqual(matching(CELLS, "cafe", "failures"), []);
  assert.deepEqual(matching(CELLS, "", ""), [0, 1, 2]);
});

test("a page that is not there is the nearest that is", () => {
  assert.deepEqual(pageOf(120, 10_000, 2, 50), {
    page: 2, pages: 3, first: 50, end: 100, status: "120 of 10,000 cells: 51 to 100",
  });
  assert.deepEqual(pageOf(120, 120, 9, 50), { page: 3, pages: 3, first: 100, end: 120, status: "120 cells: 101 to 120" });
  assert.deepEqual(pageOf(0, 4, 0, 50), { page: 1, pages: 1, first: 0, end: 0, status: "0 of 4 cells" });
});

test("all fit on one page of any size", () => {
  assert.deepEqual(pageOf(3, 3, 1, Infinity), { page: 1, pages: 1, first: 0, end: 3, status: "3 cells" });
});
