import assert from "node:assert/strict";
import test from "node:test";

import { heardMs, latencyMs } from "../../../voicelab/widgets/browser_audio/speaker.js";

const CONTEXT = { sampleRate: 24000, currentTime: 2, baseLatency: 0.01, outputLatency: 0.03 };

test("sound is on its way for the latencies of the context and of the device", () => {
  assert.equal(latencyMs(CONTEXT), 40);
});

test("a browser that knows nothing of its device counts the context alone", () => {
  assert.equal(latencyMs({ ...CONTEXT, outputLatency: undefined }), 10);
});

test("a sample was heard when its frame left, and the latency later", () => {
  assert.equal(heardMs(36000, CONTEXT, 10000), 9540); // its frame left half a second ago
});

test("nothing was heard before the first frame", () => {
  assert.equal(heardMs(null, CONTEXT, 10000), null);
});
