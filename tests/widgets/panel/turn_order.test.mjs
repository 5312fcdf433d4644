import assert from "node:assert/strict";
import test from "node:test";

import { byPlace, nextOf } from "../../../voicelab/widgets/panel/turn_order.js";

/** Put each before the one that it belongs before, in the order of arrival. @template T
 * @param {T[]} arriving @param {(a: T, b: T) => number} order */
function placed(arriving, order) {
  /** @type {T[]} */
  const shown = [];
  for (const each of arriving) {
    const next = nextOf(shown, each, order);
    shown.splice(next === undefined ? shown.length : shown.indexOf(next), 0, each);
  }
  return shown;
}

test("turns stand by their numbers, in whatever order they arrive", () => {
  const arriving = [3, 1, 2, 12, 5].map((turn) => ({ turn, notice: 0 }));
  assert.deepEqual(placed(arriving, byPlace).map(({ turn }) => turn), [1, 2, 3, 5, 12]);
});

test("a notice stands behind its turn and the notices before it", () => {
  const arriving = [[2, 0], [1, 4], [0, 1], [1, 3], [1, 0]].map(([turn, notice]) => ({ turn, notice }));
  assert.deepEqual(
    placed(arriving, byPlace).map(({ turn, notice }) => [turn, notice]),
    [[0, 1], [1, 0], [1, 3], [1, 4], [2, 0]],
  );
});

test("the latest stands first where the order says so", () => {
  assert.deepEqual(placed([2, 1, 3, 10], (a, b) => b - a), [10, 3, 2, 1]);
});
