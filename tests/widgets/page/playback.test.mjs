import assert from "node:assert/strict";
import test from "node:test";

import { isSounding, whySilent } from "../../../voicelab/widgets/page/playback.js";

test("a player sounds until it is paused or at its end", () => {
  for (const [paused, ended, sounds] of [[false, false, true], [true, false, false], [false, true, false]]) {
    const player = /** @type {HTMLAudioElement} */ ({ paused, ended });
    assert.equal(isSounding(player), sounds);
  }
});

test("a sound whose place another one took is no problem, and any other failure is told", () => {
  assert.equal(whySilent(new DOMException("The play() request was interrupted", "AbortError")), null);
  assert.equal(whySilent(new Error("The log kept no sound of this reply.")), "The log kept no sound of this reply.");
  assert.equal(whySilent("refused"), "refused");
});
