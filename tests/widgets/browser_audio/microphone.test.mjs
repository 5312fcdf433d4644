import assert from "node:assert/strict";
import test from "node:test";

import { microphonesAmong } from "../../../voicelab/widgets/browser_audio/microphone.js";

test("microphones are chosen among the devices; before permission they have no identifier", () => {
  const devices = [
    { kind: "audioinput", deviceId: "1", label: "Headset" },
    { kind: "audiooutput", deviceId: "2", label: "Loudspeaker" },
    { kind: "audioinput", deviceId: "", label: "" },
  ];
  assert.deepEqual(microphonesAmong(devices), [{ device_id: "1", label: "Headset" }]);
});
