import assert from "node:assert/strict";
import test from "node:test";

import { heardMs, latencyMs, Speaker } from "../../../voicelab/widgets/browser_audio/speaker.js";

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

/**
 * A browser whose first worklet cannot be loaded: its contexts, and what is posted to their worklets.
 * @param {import("node:test").TestContext} context
 */
function browserThatFailsOnce({ mock }) {
  mock.timers.enable({ apis: ["setTimeout"] });
  /** @type {AudioContext[]} */
  const contexts = [];
  /** @type {object[]} */
  const posted = [];
  class Context {
    state = "running";
    audioWorklet = { addModule: () => (contexts.length > 1 ? Promise.resolve() : Promise.reject(new Error("offline"))) };
    constructor() {
      contexts.push(/** @type {AudioContext} */ (/** @type {unknown} */ (this)));
    }
    async resume() {}
    async close() {
      this.state = "closed";
    }
  }
  class Node {
    port = { postMessage: (/** @type {object} */ message) => posted.push(message) };
    connect() {}
  }
  Object.assign(globalThis, { AudioContext: Context, AudioWorkletNode: Node });
  return { contexts, posted };
}

test("a speaker that could not begin begins the next reply of the same rate", async (context) => {
  const { contexts, posted } = browserThatFailsOnce(context);
  const speaker = new Speaker("", () => {}, () => {});
  await assert.rejects(speaker.begin(1, 24000), /offline/);
  await speaker.begin(2, 24000);
  assert.deepEqual(contexts.map(({ state }) => state), ["closed", "running"]);
  assert.deepEqual(posted, [{ begin: 2 }]);
});
