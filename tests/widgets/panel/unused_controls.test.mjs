import assert from "node:assert/strict";
import test from "node:test";

import { controlName } from "../../../voicelab/widgets/panel/unused_controls.js";

test("a control is known by its class, whatever other classes it has", () => {
  assert.equal(controlName(["widget-text", "voicelab-control-max_tokens", "x"]), "max_tokens");
  assert.equal(controlName(["widget-text", "voicelab-controls"]), "");
});
