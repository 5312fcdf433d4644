import assert from "node:assert/strict";
import test from "node:test";

import { secondsText } from "../../../voicelab/widgets/page/units.js";

test("seconds are shown with two decimals", () => {
  assert.equal(secondsText(0.6249), "0.62 s");
  assert.equal(secondsText(0), "0.00 s");
});

test("nothing is shown where nothing was measured", () => {
  assert.equal(secondsText(null), "");
});
