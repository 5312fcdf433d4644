import assert from "node:assert/strict";
import test from "node:test";

import { latencyWords } from "../../../voicelab/widgets/panel/latency_bar.js";

test("a latency is told in words, the whole first", () => {
  const stages = [
    { name: "recognition", seconds: 0.6502 },
    { name: "model", seconds: 0.23 },
  ];
  assert.equal(
    latencyWords(0.8802, stages),
    "0.88 seconds from the end of your words to the reply's first sound: recognition 0.65, model 0.23",
  );
});

test("a latency of which no parts are known is told alone", () => {
  assert.equal(latencyWords(1, []), "1.00 seconds from the end of your words to the reply's first sound");
});
