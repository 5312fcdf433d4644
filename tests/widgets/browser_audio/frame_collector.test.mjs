import assert from "node:assert/strict";
import test from "node:test";

import { FrameCollector } from "../../../voicelab/widgets/browser_audio/frame_collector.js";

/** @param {number} size */
function collector(size) {
  /** @type {{samples: number[], taken: number}[]} */
  const frames = [];
  const made = new FrameCollector(size, (frame, taken) => frames.push({ samples: [...frame], taken }));
  return { frames, add: (/** @type {number[]} */ ...block) => made.add(Float32Array.from(block), block.length), made };
}

test("samples are gathered over blocks into frames of one size", () => {
  const { frames, add } = collector(3);
  add(0.25, 0.5);
  add(-0.25, -0.5);
  assert.deepEqual(frames, [{ samples: [8192, 16384, -8192], taken: 1 }]);
});

test("a block that ends several frames gives each its place", () => {
  const { frames, add } = collector(2);
  add(0, 0, 0.5, 0.5, 0.25);
  assert.deepEqual(frames.map(({ taken }) => taken), [2, 4]);
});

test("what is beyond full scale is cut off", () => {
  const { frames, add } = collector(4);
  add(1.5, 1, -1, -1.5);
  assert.deepEqual(frames[0].samples, [32767, 32767, -32768, -32768]);
});

test("a microphone that gives no block gives silence", () => {
  const { frames, made } = collector(128);
  made.add(undefined, 128);
  assert.deepEqual(frames, [{ samples: Array(128).fill(0), taken: 128 }]);
});

test("a frame that was given away is not written to again", () => {
  /** @type {Int16Array[]} */
  const frames = [];
  const made = new FrameCollector(1, (frame) => frames.push(frame));
  made.add(Float32Array.of(0.25, 0.5), 2);
  assert.deepEqual(frames.map(([sample]) => sample), [8192, 16384]);
});
