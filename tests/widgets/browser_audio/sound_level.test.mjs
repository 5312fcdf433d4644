import assert from "node:assert/strict";
import test from "node:test";

import {
  isClipped,
  levelDbfs,
  meterShare,
  Needle,
  peakDbfs,
  SILENT_DBFS,
} from "../../../voicelab/widgets/browser_audio/sound_level.js";

test("full scale is 0 dB, and half of it 6 dB less", () => {
  assert.equal(levelDbfs(Int16Array.of(-32768, -32768)), 0);
  assert.equal(levelDbfs(Int16Array.of(16384, -16384)).toFixed(2), "-6.02");
  assert.equal(peakDbfs(Float32Array.of(0.1, -0.5, 0)).toFixed(2), "-6.02");
});

test("silence has a level, too", () => {
  assert.equal(levelDbfs(new Int16Array(8)), SILENT_DBFS);
  assert.equal(peakDbfs(new Float32Array(8)), SILENT_DBFS);
});

test("what a browser gives beyond full scale is at full scale", () => {
  assert.equal(peakDbfs(Float32Array.of(1.3, -0.5)), 0);
});

test("a meter is dark in silence and lit at full scale", () => {
  assert.deepEqual([SILENT_DBFS, -60, -30, 0, 3].map(meterShare), [0, 0, 0.5, 1, 1]);
});

test("sound that reaches full scale again and again is clipped; one sample there is not", () => {
  assert.equal(isClipped(Int16Array.of(0, 32767, 32767, -32768, 0)), true);
  assert.equal(isClipped(Int16Array.of(32767, 32766, -32766, 32766)), false);
});

/** @param {Needle} needle @param {number} peak @param {number} seconds */
function hold(needle, peak, seconds) {
  for (let frame = 0; frame < Math.round(seconds * 60); frame += 1) needle.move(peak, 1 / 60);
}

test("a needle is up at once, and comes back 20 dB in 1.5 s", () => {
  const needle = new Needle();
  hold(needle, -10, 0.1);
  assert.ok(Math.abs(needle.level + 10) < 0.5);
  hold(needle, SILENT_DBFS, 1.5);
  assert.ok(Math.abs(needle.level + 30) < 0.5);
});

test("a needle does not fall below what sounds", () => {
  const needle = new Needle();
  hold(needle, -10, 0.1);
  hold(needle, -20, 3);
  assert.equal(needle.level, -20);
});

test("the mark stays at the latest peak for 1.5 s, and then comes after the needle", () => {
  const needle = new Needle();
  hold(needle, -10, 0.1);
  hold(needle, -40, 1.4);
  assert.ok(Math.abs(needle.mark + 10) < 0.5);
  hold(needle, -40, 4);
  assert.equal(needle.mark, -40);
  assert.equal(needle.isAtRest, false);
  hold(needle, SILENT_DBFS, 8);
  assert.equal(needle.isAtRest, true);
});

test("after a pause of the drawing the needle goes on from where it was", () => {
  const needle = new Needle();
  hold(needle, -10, 0.1);
  needle.move(SILENT_DBFS, 60);
  assert.ok(needle.level > -15);
});
