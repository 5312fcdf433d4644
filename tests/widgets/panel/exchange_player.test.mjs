import assert from "node:assert/strict";
import test from "node:test";
import { setImmediate } from "node:timers/promises";

import { ExchangePlayer } from "../../../voicelab/widgets/panel/exchange_player.js";

/** @import { TestContext } from "node:test" */
/** @import { Strip } from "../../../voicelab/widgets/panel/exchange_wave.js" */

/** @type {Strip[]} */
const STRIPS = [
  { side: "heard", start: 0, seconds: 1, peaks: [1], words: [] },
  { side: "spoken", start: 1.5, seconds: 2, peaks: [1], words: [] },
];

/**
 * A player whose sounds are played by the test.
 * @param {TestContext} context @param {(strip: Strip) => Promise<string>} [addressOf]
 */
function aPlayer({ mock }, addressOf = async ({ side }) => side) {
  mock.timers.enable({ apis: ["setTimeout"] });
  let nowMs = 0;
  mock.method(performance, "now", () => nowMs);
  const audio = { src: "", currentTime: 0, ended: false, isPlaying: false, async play() { this.isPlaying = true; }, pause() { this.isPlaying = false; } };
  /** @type {(number | null)[]} */
  const moves = [];
  const player = new ExchangePlayer(addressOf, (seconds) => moves.push(seconds), () => /** @type {any} */ (audio));
  /** @param {number} ms */
  async function pass(ms) {
    nowMs += ms;
    mock.timers.tick(30);
    await setImmediate();
  }
  return { player, audio, moves, pass };
}

test("an exchange is played as it was held: the user, the wait, the reply", async (context) => {
  const { player, audio, moves, pass } = aPlayer(context);
  await player.play(STRIPS, 0);
  assert.deepEqual([audio.src, audio.isPlaying], ["heard", true]);
  audio.currentTime = 0.5;
  await pass(30);
  assert.equal(moves.at(-1), 0.5);
  audio.currentTime = 1; // the recording itself goes on a little
  await pass(30);
  assert.equal(audio.isPlaying, false);
  await pass(250);
  assert.equal(moves.at(-1), 1.25);
  await pass(300);
  assert.deepEqual([audio.src, audio.isPlaying, audio.currentTime], ["spoken", true, 0]);
  audio.currentTime = 1;
  await pass(30);
  assert.equal(moves.at(-1), 2.5);
  audio.ended = true;
  await pass(30);
  assert.equal(moves.at(-1), null);
  assert.equal(player.isPlaying, false);
});

test("it begins where it is asked to", async (context) => {
  const { player, audio } = aPlayer(context);
  await player.play(STRIPS, 2);
  assert.deepEqual([audio.src, audio.currentTime], ["spoken", 0.5]);
  player.stop();
});

test("behind its end nothing is played", async (context) => {
  const { player, audio, moves } = aPlayer(context);
  await player.play(STRIPS, 9);
  assert.deepEqual([audio.isPlaying, player.isPlaying, moves], [false, false, [null]]);
});

test("it is stopped also while its sound is on its way", async (context) => {
  /** @type {(address: string) => void} */
  let give = () => {};
  const { player, audio } = aPlayer(context, () => new Promise((resolve) => (give = resolve)));
  const playing = player.play(STRIPS, 0);
  assert.equal(player.isPlaying, true);
  player.stop();
  give("heard");
  await playing;
  assert.deepEqual([audio.isPlaying, player.isPlaying], [false, false]);
});

test("a sound that cannot be had is told, and nothing plays", async (context) => {
  const { player } = aPlayer(context, () => Promise.reject(new Error("The file is gone.")));
  await assert.rejects(player.play(STRIPS, 0), /The file is gone/);
  assert.equal(player.isPlaying, false);
});
