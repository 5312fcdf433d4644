import assert from "node:assert/strict";
import test from "node:test";

import { recall, remember } from "../../../voicelab/widgets/page/remembered.js";

/** @param {Map<string, string>} kept */
function memoryOf(kept) {
  return {
    getItem: (/** @type {string} */ name) => kept.get(name) ?? null,
    setItem: (/** @type {string} */ name, /** @type {string} */ value) => void kept.set(name, value),
  };
}

test("what is remembered is recalled", () => {
  const memory = memoryOf(new Map());
  assert.equal(recall("open", memory), null);
  remember("open", "yes", memory);
  assert.equal(recall("open", memory), "yes");
});

test("a browser that keeps nothing changes nothing", () => {
  const refuse = () => {
    throw new Error("The operation is insecure.");
  };
  const memory = { getItem: refuse, setItem: refuse };
  remember("open", "yes", memory);
  assert.equal(recall("open", memory), null);
  remember("open", "yes");
  assert.equal(recall("open"), null); // Node has no such memory
});
