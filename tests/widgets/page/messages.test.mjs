import assert from "node:assert/strict";
import test from "node:test";

import { bufferOf, randomId } from "../../../voicelab/widgets/page/messages.js";

test("identifiers are not the same twice", () => {
  assert.equal(new Set(Array.from({ length: 100 }, () => randomId(2))).size, 100);
});

test("a buffer is the message's part of what came, and a copy", () => {
  const whole = new Uint8Array([1, 2, 3, 4, 5]);
  const part = bufferOf(new DataView(whole.buffer, 1, 3));
  whole.fill(0);
  assert.deepEqual([...new Uint8Array(part)], [2, 3, 4]);
});
