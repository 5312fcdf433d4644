import assert from "node:assert/strict";
import test from "node:test";

import { Microphone, microphonesAmong, whyEnded } from "../../../voicelab/widgets/browser_audio/microphone.js";

test("microphones are chosen among the devices; before permission they have no identifier", () => {
  const devices = [
    { kind: "audioinput", deviceId: "1", label: "Headset" },
    { kind: "audiooutput", deviceId: "2", label: "Loudspeaker" },
    { kind: "audioinput", deviceId: "", label: "" },
  ];
  assert.deepEqual(microphonesAmong(devices), [{ device_id: "1", label: "Headset" }]);
});

test("a microphone whose sound cannot be had is let go", async () => {
  let isStopped = false;
  const track = { stop: () => (isStopped = true) };
  const stream = { getAudioTracks: () => [track], getTracks: () => [track] };
  const mediaDevices = { getUserMedia: async () => stream };
  Object.defineProperty(globalThis, "navigator", { value: { mediaDevices }, configurable: true });
  const refuse = class {
    audioWorklet = { addModule: () => Promise.reject(new Error("no worklet")) };
    createMediaStreamSource() {}
    async close() {}
  };
  Object.assign(globalThis, { AudioContext: refuse });
  await assert.rejects(Microphone.open({}, "", ""), /no worklet/);
  assert.equal(isStopped, true);
});

test("a microphone that ends by itself was unplugged, or is allowed no more", async () => {
  for (const [state, shown] of [["granted", "device-gone"], ["denied", "denied"], ["prompt", "denied"]]) {
    const permissions = { query: async () => ({ state }) };
    Object.defineProperty(globalThis, "navigator", { value: { permissions }, configurable: true });
    assert.equal(await whyEnded(), shown);
  }
  Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });
  assert.equal(await whyEnded(), "device-gone");
});
