import assert from "node:assert/strict";
import test from "node:test";

import {
  EVERYTHING,
  countText,
  endText,
  filtersText,
  hasValue,
  isNarrowed,
  legendText,
  pageText,
  pageSizes,
  reasonShown,
  verdictSign,
  withColumn,
  withEnd,
  withName,
  withValue,
} from "../../../voicelab/comparison/table/state.js";

const ALL = { ...EVERYTHING, sort: "", descending: false, difference: [], page_size: 10 };
const COUNTS = { page: 1, pages: 25, rows_found: 1250, rows_in_all: 1250, cells_found: 2500 };

test("a value is chosen once, and given up again", () => {
  const one = withValue({}, "tags", 2, true);
  assert.deepEqual(one, { tags: { values: [2], low: null, high: null } });
  assert.deepEqual(withValue(one, "tags", 2, true), one);
  assert.equal(hasValue(one, "tags", 2), true);
  assert.equal(hasValue(one, "tags", 0), false);
  assert.equal(hasValue(one, "topic", 2), false);
  assert.deepEqual(withValue(withValue(one, "tags", 0, true), "tags", 2, false).tags.values, [0]);
});

test("an end of a range is a number, or open", () => {
  const from = withEnd({}, "cost", "low", "0.5");
  assert.deepEqual(from.cost, { values: [], low: 0.5, high: null });
  assert.deepEqual(withEnd(from, "cost", "high", "1e3").cost.high, 1000);
  assert.equal(endText(from, "cost", "low"), "0.5");
  assert.equal(endText(from, "cost", "high"), "");
  assert.equal(withEnd(from, "cost", "low", " ").cost.low, null);
  assert.equal(withEnd(from, "cost", "low", "-").cost.low, null);
  assert.equal(withEnd(from, "cost", "low", "0").cost.low, 0);
  assert.equal(endText(withEnd(from, "cost", "low", "0"), "cost", "low"), "0");
});

test("what is chosen before stays as it was", () => {
  const where = withValue({}, "tags", 2, true);
  withValue(where, "tags", 3, true);
  withEnd(where, "tags", "low", "1");
  assert.deepEqual(where, { tags: { values: [2], low: null, high: null } });
  assert.deepEqual(withName(["failures"], "differences", true), ["failures", "differences"]);
  assert.deepEqual(withName(["failures"], "failures", false), []);
});

test("two columns are compared, never one with itself", () => {
  assert.deepEqual(withColumn([], 0, 2, 3), [2, 0]);
  assert.deepEqual(withColumn([], 0, 0, 3), [0, 1]);
  assert.deepEqual(withColumn([0, 1], 1, 2, 3), [0, 2]);
  assert.deepEqual(withColumn([0, 1], 0, 1, 2), [1, 0]);
  assert.deepEqual(withColumn([0, 2], 0, 1, 3), [1, 2]);
  assert.deepEqual(withColumn([0, 1], 0, -1, 3), []);
  assert.deepEqual(withColumn([], 0, 0, 1), []);
});

test("the count says how much is shown of how much there is", () => {
  assert.equal(countText(COUNTS, ALL), "1,250 rows");
  assert.equal(countText({ ...COUNTS, rows_in_all: 1 }, ALL), "1 row");
  const found = { ...COUNTS, rows_found: 12, cells_found: 1 };
  assert.equal(countText(found, { ...ALL, search: "x" }), "12 of 1,250 rows, 1 cell found");
  const nothing = { ...COUNTS, rows_found: 0, cells_found: 0 };
  assert.equal(countText(nothing, { ...ALL, only: ["failures"] }), "None of 1,250 rows has what is looked for");
  assert.equal(pageText({ ...COUNTS, page: 2, pages: 1000 }), "Page 2 of 1,000");
});

test("a view is narrowed by words, filters, failures and differences alone", () => {
  assert.equal(isNarrowed(ALL), false);
  assert.equal(isNarrowed({ ...ALL, search: "  " }), false);
  assert.equal(isNarrowed({ ...ALL, sort: "cost", descending: true, difference: [0, 1] }), false);
  assert.equal(isNarrowed({ ...ALL, where: withValue({}, "tags", 0, true) }), true);
  assert.equal(filtersText({}), "Filters");
  assert.equal(filtersText(withValue({}, "tags", 0, true)), "Filters (1)");
});

test("the legend names the columns in which the marked words are, and how rows are sorted", () => {
  assert.equal(legendText(ALL, ["old", "new"], false), "");
  const view = { ...ALL, difference: [1, 0], sort: "cost" };
  const text = "Struck out: only in “new”. Underlined: only in “old”.";
  assert.equal(legendText(view, ["new", "old"], false), text);
  const order = "Rows are sorted by cost of the second less that of the first.";
  assert.equal(legendText(view, ["new", "old"], true), `${text} ${order}`);
});

test("the size of a page that Python chose is among the others", () => {
  assert.deepEqual(pageSizes(10), [10, 25, 50, 100]);
  assert.deepEqual(pageSizes(7), [7, 10, 25, 50, 100]);
});

test("a long reason is cut between letters, a short one is whole", () => {
  assert.deepEqual(reasonShown("It is short."), { text: "It is short.", isCut: false });
  const { text, isCut } = reasonShown("🙂".repeat(81));
  assert.equal(isCut, true);
  assert.equal(text, `${"🙂".repeat(79)}…`);
});

test("what is right or wrong is told by a sign and by a word", () => {
  assert.deepEqual(verdictSign("wrong"), { sign: "✗", word: "wrong" });
  assert.deepEqual(verdictSign("right"), { sign: "✓", word: "right" });
  assert.deepEqual(verdictSign(""), { sign: "", word: "" });
});
