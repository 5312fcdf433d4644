import assert from "node:assert/strict";
import test from "node:test";
import { setImmediate } from "node:timers/promises";

import { Page } from "../../../voicelab/widgets/browser_audio/browser_page.js";
import { PageModel } from "../page/page_model.mjs";

/** @import { TestContext } from "node:test" */

const SENTENCES = { ready: "Ready.", failed: "The page's sound failed." };

/**
 * Open a page in a browser that has no sound, and whose microphone `getUserMedia` gives.
 * @param {TestContext} context @param {(wanted: any) => Promise<any>} [getUserMedia]
 */
function openPage({ mock }, getUserMedia = () => new Promise(() => {})) {
  mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  mock.method(console, "warn", () => {});
  mock.method(console, "error", () => {});
  const mediaDevices = Object.assign(new EventTarget(), { getUserMedia, enumerateDevices: async () => [] });
  Object.defineProperty(globalThis, "navigator", { value: { mediaDevices }, configurable: true });
  Object.assign(globalThis, { window: Object.assign(new EventTarget(), { AudioWorklet: class {} }) });
  const model = new PageModel({ _worklet: "", _processing: {}, _sentences: SENTENCES });
  const page = new Page(model);
  return { page, model, timers: mock.timers };
}

/** @param {Page} page @param {PageModel} model @param {boolean} [isEchoed] */
function welcome(page, model, isEchoed = true) {
  const [{ message, buffers }] = model.sent;
  const answer = { type: "welcome", page: page.id, sent_ms: message.sent_ms, received_at: 0, route_is_final: true };
  model.receive(answer, isEchoed ? [new DataView(/** @type {ArrayBuffer} */ (buffers[0]))] : []);
}

/** @param {PageModel} model */
function statesSent(model) {
  return model.sentOf("state").map(({ state }) => state);
}

test("a page says hello, and is ready when the kernel answers", (context) => {
  const { page, model } = openPage(context);
  assert.equal(model.sent[0].message.type, "hello");
  assert.equal(page.state, "connecting");
  welcome(page, model);
  assert.equal(page.sentence, "Ready.");
  assert.deepEqual(statesSent(model), ["ready"]);
  page.close();
});

test("a page whose bytes do not come back says so", (context) => {
  const { page, model } = openPage(context);
  welcome(page, model, false);
  assert.equal(page.state, "buffers-stripped");
  page.close();
});

test("each message names its page", (context) => {
  const { page, model } = openPage(context);
  welcome(page, model);
  assert.deepEqual([...new Set(model.sent.map(({ message }) => message.page))], [page.id]);
  page.close();
});

test("a microphone that is denied is shown as denied, and can be asked for again", async (context) => {
  const { page, model } = openPage(context, () => Promise.reject(new DOMException("", "NotAllowedError")));
  welcome(page, model);
  page.press("talk");
  await setImmediate();
  page.press("talk");
  await setImmediate();
  const asked = ["asking-permission", "denied"];
  assert.deepEqual(statesSent(model), ["ready", ...asked, ...asked]);
  page.close();
});

test("a failure is shown with the browser's own words", async (context) => {
  const { page, model } = openPage(context, () => Promise.reject(new TypeError("no constraints")));
  welcome(page, model);
  page.press("talk");
  await setImmediate();
  assert.equal(page.sentence, "The page's sound failed. (no constraints)");
  page.close();
});

test("Stop takes a request for the microphone back", (context) => {
  const { page, model } = openPage(context);
  welcome(page, model);
  page.press("talk");
  page.press("stop");
  assert.deepEqual(statesSent(model), ["ready", "asking-permission", "ready"]);
  page.close();
});

/**
 * A browser that gives the microphone asked for; what was asked for, and how to give it.
 * @param {TestContext} context
 */
function openPageWithMicrophones(context) {
  /** @type {{wanted: string | undefined, give: () => void, refuse: (error: Error) => void}[]} */
  const requests = [];
  /** @type {{readyState: string}[]} */
  const tracks = [];
  const opened = openPage(context, ({ audio }) => {
    const wanted = audio.deviceId?.ideal;
    const track = {
      readyState: "live",
      stop() {
        this.readyState = "ended";
      },
      getSettings: () => ({ deviceId: wanted ?? "built-in" }),
    };
    const stream = { getAudioTracks: () => [track], getTracks: () => [track] };
    return new Promise((resolve, refuse) => {
      requests.push({ wanted, give: () => resolve((tracks.push(track), stream)), refuse });
    });
  });
  class Context {
    sampleRate = 16000;
    audioWorklet = { addModule: async () => {} };
    createMediaStreamSource() {
      return { connect: (/** @type {object} */ node) => node };
    }
    async resume() {}
    async close() {}
  }
  class Node {
    port = {};
    connect() {}
  }
  Object.assign(globalThis, { AudioContext: Context, AudioWorkletNode: Node });
  return { ...opened, requests, live: () => tracks.filter(({ readyState }) => readyState === "live").length };
}

test("a capture that the kernel begins after Stop was pressed is over already", (context) => {
  const { page, model, requests } = openPageWithMicrophones(context);
  welcome(page, model);
  page.press("talk");
  page.press("stop");
  page.press("stop");
  model.receive({ type: "start", page: page.id, capture: 1 });
  model.receive({ type: "start", page: page.id, capture: 2 });
  assert.equal(requests.length, 1);
  assert.equal(page.state, "ready");
  assert.deepEqual([...model.sentOf("talk"), ...model.sentOf("stop")].map(({ capture }) => capture), [1, 1, 2]);
  page.close();
});

test("the kernel ends what it means, and nothing newer", async (context) => {
  const { page, model, requests, live } = openPageWithMicrophones(context);
  welcome(page, model);
  page.press("talk");
  page.press("stop");
  page.press("talk");
  model.receive({ type: "start", page: page.id, capture: 2 });
  model.receive({ type: "stop", page: page.id, capture: 1 });
  for (const request of requests) request.give();
  await setImmediate();
  assert.deepEqual([requests.length, live(), page.state], [2, 1, "capturing"]);
  model.receive({ type: "stop", page: page.id, capture: 2 });
  assert.deepEqual([live(), page.state], [0, "ready"]);
  assert.deepEqual(model.sentOf("capture-ended").map(({ capture }) => capture), [2]);
  page.close();
});

test("a turn that is held when hands-free is chosen ends where the key is let go", async (context) => {
  const { page, model, requests, timers } = openPageWithMicrophones(context);
  welcome(page, model);
  page.choose({ mode: "push-to-talk" });
  page.key.press("pointer 1");
  model.receive({ type: "start", page: page.id, capture: 1 });
  requests[0].give();
  await setImmediate();
  page.choose({ mode: "hands-free" });
  const held = model.sentOf("gate").length;
  page.key.letGo("pointer 1");
  timers.tick(1000);
  assert.deepEqual(model.sentOf("gate").slice(held).map(({ is_open, is_turn }) => [is_open, is_turn]), [[true, false]]);
  assert.deepEqual(model.sentOf("gate").filter(({ is_turn }) => !is_turn).length, 1);
  page.close();
});

test("a page that takes over counts its captures anew, as the kernel does then", (context) => {
  const { page, model, requests } = openPageWithMicrophones(context);
  welcome(page, model);
  page.press("talk");
  page.press("stop");
  model.receive({ type: "page-gone", page: "another" });
  model.receive({ type: "start", page: page.id, capture: 1 });
  assert.equal(requests.length, 2);
  page.close();
});

test("a newer capture of the kernel's takes the place of the one before", async (context) => {
  const { page, model, requests, live } = openPageWithMicrophones(context);
  welcome(page, model);
  for (const capture of [1, 2]) {
    model.receive({ type: "start", page: page.id, capture });
    requests[capture - 1].give();
    await setImmediate();
  }
  assert.equal(live(), 1);
  assert.deepEqual(model.sentOf("capture").map(({ capture }) => capture), [1, 2]);
  page.close();
});

test("a request that is refused after Stop refuses nothing of the next Talk", async (context) => {
  const { page, model, requests, live } = openPageWithMicrophones(context);
  welcome(page, model);
  page.press("talk");
  page.press("stop");
  page.press("talk");
  requests[1].give();
  await setImmediate();
  requests[0].refuse(new DOMException("", "NotAllowedError"));
  await setImmediate();
  assert.deepEqual([live(), page.state], [1, "capturing"]);
  page.close();
});

test("the key that opens the microphone is held once it is open", async (context) => {
  const { page, model, requests } = openPageWithMicrophones(context);
  welcome(page, model);
  page.choose({ mode: "push-to-talk" });
  page.key.press("space");
  requests[0].give();
  await setImmediate();
  assert.equal(page.state, "capturing");
  page.close();
});

test("a page whose bytes do not come back opens no microphone", (context) => {
  const { page, model, requests } = openPageWithMicrophones(context);
  welcome(page, model, false);
  model.receive({ type: "start", page: page.id, capture: 1 });
  assert.equal(requests.length, 0);
  const refused = model.sentOf("state").map(({ state, capture }) => [state, capture]);
  assert.deepEqual(refused, [["buffers-stripped", 0], ["buffers-stripped", 1]]);
  page.close();
});

test("a microphone chosen while permission is asked is the one that listens", async (context) => {
  const { page, model, requests } = openPageWithMicrophones(context);
  welcome(page, model);
  page.press("talk");
  page.choose({ device_id: "headset" });
  requests[0].give();
  await setImmediate();
  assert.deepEqual(requests.map(({ wanted }) => wanted), [undefined, "headset"]);
  requests[1].give();
  await setImmediate();
  assert.equal(page.state, "capturing");
  assert.equal(page.microphone?.track.getSettings().deviceId, "headset");
  assert.equal(model.sentOf("devices").pop()?.device_id, "headset");
  page.close();
});

test("a microphone that is unplugged is missed until it is there again", async (context) => {
  const { page, model, requests } = openPageWithMicrophones(context);
  welcome(page, model);
  page.press("talk");
  requests[0].give();
  await setImmediate();
  const track = /** @type {any} */ (page.microphone?.track);
  track.onmute();
  assert.equal(page.state, "no-sound");
  track.onunmute();
  assert.equal(page.state, "capturing");
  await track.onended();
  assert.equal(page.state, "device-gone");
  const devices = [{ kind: "audioinput", deviceId: "headset", label: "" }];
  Object.assign(navigator.mediaDevices, { enumerateDevices: async () => devices });
  await page.listDevices();
  assert.equal(page.state, "device-gone");
  devices.push({ kind: "audioinput", deviceId: "built-in", label: "" });
  await page.listDevices();
  assert.equal(page.state, "ready");
  assert.deepEqual(statesSent(model).slice(-2), ["device-gone", "ready"]);
  page.close();
});

test("where there was no microphone, any that comes will do", async (context) => {
  const { page, model } = openPage(context, () => Promise.reject(new DOMException("", "NotFoundError")));
  welcome(page, model);
  page.press("talk");
  await setImmediate();
  assert.equal(page.state, "no-device");
  await page.listDevices();
  assert.equal(page.state, "no-device");
  const there = async () => [{ kind: "audioinput", deviceId: "", label: "" }];
  Object.assign(navigator.mediaDevices, { enumerateDevices: there });
  await page.listDevices();
  assert.equal(page.state, "ready");
  page.close();
});

test("a microphone that is denied may be allowed in the browser's settings", async (context) => {
  const { page, model } = openPage(context, () => Promise.reject(new DOMException("", "NotAllowedError")));
  const status = { state: "denied", onchange: () => {} };
  Object.assign(navigator, { permissions: { query: async () => status } });
  welcome(page, model);
  page.press("talk");
  await setImmediate();
  await setImmediate();
  assert.equal(page.state, "denied");
  status.state = "granted";
  status.onchange();
  assert.equal(page.state, "ready");
  page.close();
});

test("a page whose session is closed lets the microphone go, and opens it no more", async (context) => {
  const { page, model, requests } = openPageWithMicrophones(context);
  welcome(page, model);
  page.press("talk");
  requests[0].give();
  await setImmediate();
  model.receive({ type: "session-closed", page: page.id });
  assert.equal(page.microphone, null);
  assert.equal(page.state, "session-closed");
  page.press("talk");
  model.receive({ type: "start", page: page.id, capture: 9 });
  page.key.press("space");
  assert.equal(requests.length, 1);
  page.close();
});

test("a page stops when another one is served", (context) => {
  const { page, model } = openPage(context);
  welcome(page, model);
  page.press("talk");
  model.receive({ type: "start", page: "another", capture: 1 });
  assert.equal(page.state, "ready");
  page.close();
});

test("the kernel's answers to another page change nothing", (context) => {
  const { page, model } = openPage(context);
  welcome(page, model);
  page.press("talk");
  model.receive({ type: "pong", page: "another", sent_ms: 0, received_at: 0, route_is_final: true });
  assert.equal(page.state, "asking-permission");
  page.close();
});

test("a page offers itself in place of another that has gone", (context) => {
  const { page, model } = openPage(context);
  welcome(page, model);
  const before = model.sent.length;
  model.receive({ type: "page-gone", page: page.id });
  assert.equal(model.sent.length, before);
  model.receive({ type: "page-gone", page: "another" });
  assert.deepEqual(
    model.sent.slice(before).map(({ message: { type, state } }) => ({ type, state })),
    [{ type: "hello", state: undefined }, { type: "state", state: "ready" }],
  );
  page.close();
});

test("a kernel that cannot be reached is gone, until it answers", (context) => {
  const { page, model } = openPage(context);
  welcome(page, model);
  const send = model.send;
  model.send = () => {
    throw new Error("the comm is closed");
  };
  page.connection.ping();
  assert.equal(page.state, "kernel-gone");
  model.send = send;
  model.receive({ type: "pong", page: page.id, sent_ms: 0, received_at: 0, route_is_final: true });
  assert.equal(page.state, "ready");
  page.close();
});

test("a key that is let go is held a little longer, for the end of the last word", (context) => {
  const { page, timers } = openPage(context);
  page.setFacts({ mode: "push-to-talk", microphone: "open" });
  page.key.press("space");
  page.key.letGo("space");
  assert.equal(page.state, "capturing");
  timers.tick(120);
  assert.equal(page.state, "waiting-for-key");
  page.close();
});

test("a key that is pressed again at once stays held", (context) => {
  const { page, timers } = openPage(context);
  page.setFacts({ mode: "push-to-talk", microphone: "open" });
  page.key.press("space");
  page.key.letGo("space");
  page.key.press("space");
  timers.tick(1000);
  assert.equal(page.state, "capturing");
  page.close();
});

test("a key is held until it is let go, though the mode changes and changes back", (context) => {
  const { page, timers } = openPage(context);
  page.setFacts({ mode: "push-to-talk", microphone: "open" });
  page.key.press("space");
  page.choose({ mode: "hands-free" });
  page.choose({ mode: "push-to-talk" });
  assert.equal(page.state, "capturing");
  page.key.letGo("space");
  timers.tick(1000);
  assert.equal(page.state, "waiting-for-key");
  page.close();
});

test("a key that is held stays held when another microphone is chosen", (context) => {
  const { page } = openPage(context);
  page.setFacts({ mode: "push-to-talk", microphone: "open" });
  page.key.press("space");
  page.choose({ device_id: "headset" });
  assert.equal(page.facts.isKeyHeld, true);
  page.close();
});

test("muting is reported to the kernel with the devices, and closes the gate", (context) => {
  const { page, model } = openPage(context);
  welcome(page, model);
  page.setFacts({ microphone: "open" });
  page.choose({ muted: true });
  assert.equal(model.sentOf("devices").pop()?.muted, true);
  assert.equal(model.sentOf("gate").pop()?.is_open, false);
  assert.equal(page.state, "muted");
  page.close();
});

test("a page that is left says goodbye", (context) => {
  const { page, model } = openPage(context);
  window.dispatchEvent(new Event("pagehide"));
  assert.deepEqual(statesSent(model), ["page-gone"]);
  page.close();
});
