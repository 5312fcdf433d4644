import assert from "node:assert/strict";
import test from "node:test";

import { isForNotebook } from "../../../voicelab/widgets/page/keys.js";

test("a single key is not for the notebook", () => {
  assert.equal(isForNotebook({ ctrlKey: false, metaKey: false }), false);
});

test("keys with Ctrl or the command key stay the notebook's", () => {
  assert.equal(isForNotebook({ ctrlKey: true }), true);
  assert.equal(isForNotebook({ metaKey: true }), true);
});

test("what is no key, as an element that gets the focus, is not for the notebook", () => {
  assert.equal(isForNotebook({}), false);
});
