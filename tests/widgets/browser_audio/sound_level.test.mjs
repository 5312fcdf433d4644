import assert from "node:assert/strict";
import test from "node:test";

import { levelDbfs, litSegments, SILENT_DBFS } from "../../../voicelab/widgets/browser_audio/sound_level.js";

test("full scale is 0 dB, and half of it 6 dB less", () => {
  assert.equal(levelDbfs(Int16Array.of(-32768, -32768)), 0);
  assert.equal(levelDbfs(Int16Array.of(16384, -16384)).toFixed(2), "-6.02");
});

test("silence has a level, too", () => {
  assert.equal(levelDbfs(new Int16Array(8)), SILENT_DBFS);
});

test("a meter is dark in silence and lit at full scale", () => {
  assert.deepEqual([SILENT_DBFS, -60, -30, 0].map((level) => litSegments(level, 12)), [0, 0, 6, 12]);
});
