import assert from "node:assert/strict";
import test from "node:test";

import { levelText } from "../../../voicelab/widgets/browser_audio/level_meter.js";
import { SILENT_DBFS } from "../../../voicelab/widgets/browser_audio/sound_level.js";

const SHOWN = { isMuted: false, isListening: true, isClipped: false, level: -23 };

test("the meter's value is said in words", () => {
  assert.equal(levelText(SHOWN), "-23 decibels");
  assert.equal(levelText({ ...SHOWN, level: SILENT_DBFS }), "silent");
  assert.equal(levelText({ ...SHOWN, isClipped: true }), "clipping");
  assert.equal(levelText({ ...SHOWN, isListening: false }), "off");
  assert.equal(levelText({ ...SHOWN, isListening: false, isMuted: true }), "muted");
});
