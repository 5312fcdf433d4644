import assert from "node:assert/strict";
import test from "node:test";

import { PlayQueue } from "../../../voicelab/widgets/browser_audio/play_queue.js";

/** @import { Playback } from "../../../voicelab/widgets/browser_audio/play_queue.js" */

const RATE = 16000;
const BLOCK = 4;

/** A queue, what it reports, and the context's clock. */
class Player {
  /** @type {Playback[]} */
  reports = [];
  frame = 1000;
  queue = new PlayQueue(RATE, (playback) => this.reports.push(playback));

  /** @param {import("../../../voicelab/widgets/browser_audio/play_queue.js").Command} command */
  apply(command) {
    this.queue.apply(command, this.frame);
  }

  /** @param {number} reply @param {...number} samples */
  add(reply, ...samples) {
    this.apply({ reply, samples: Int16Array.from(samples).buffer });
  }

  /** Play a block, and return its samples as 16-bit ones. */
  play() {
    const block = new Float32Array(BLOCK);
    this.queue.fill(block, this.frame);
    this.frame += BLOCK;
    return [...block].map((sample) => sample * 32768);
  }

  get last() {
    return this.reports[this.reports.length - 1];
  }
}

test("pieces are played one after the other without a gap", () => {
  const player = new Player();
  player.apply({ begin: 1 });
  player.add(1, 1, 2, 3);
  player.add(1, 4, 5);
  assert.deepEqual([player.play(), player.play()], [[1, 2, 3, 4], [5, 0, 0, 0]]);
});

test("a reply is over when all of it was played, and each sample accounted for", () => {
  const player = new Player();
  player.apply({ begin: 1 });
  player.add(1, 1, 2, 3, 4, 5);
  player.apply({ end: 1 });
  player.play();
  player.play();
  assert.deepEqual(player.last, { reply: 1, heard: 5, dropped: 0, underrun: 0, firstFrame: 1000, over: true });
});

test("the first sample is reported at once, with its place in the context's time", () => {
  const player = new Player();
  player.apply({ begin: 1 });
  player.play();
  assert.deepEqual(player.reports, []);
  player.add(1, 1);
  player.play();
  assert.equal(player.last.firstFrame, 1004);
  assert.equal(player.last.over, false);
});

test("a piece that comes too late is an underrun; the wait for the first one is none", () => {
  const player = new Player();
  player.apply({ begin: 1 });
  player.play();
  player.add(1, 1, 2);
  player.play();
  player.play();
  player.add(1, 3);
  player.apply({ end: 1 });
  player.play();
  assert.equal(player.last.underrun, 6);
  assert.equal(player.last.heard, 3);
});

test("what was heard is reported ten times a second", () => {
  const player = new Player();
  player.apply({ begin: 1 });
  player.add(1, ...Array(RATE).fill(1));
  for (let played = 0; played < RATE; played += BLOCK) player.play();
  assert.equal(player.reports.length, 10);
});

test("a flush is silent at once, and counts what was dropped", () => {
  const player = new Player();
  player.apply({ begin: 1 });
  player.add(1, 1, 2, 3, 4, 5, 6);
  player.add(1, 7, 8);
  player.play();
  player.apply({ flush: 1 });
  assert.deepEqual(player.play(), [0, 0, 0, 0]);
  const { heard, dropped, over } = player.last;
  assert.deepEqual([heard, dropped, over], [4, 4, true]);
});

test("a piece that comes after the flush is dropped and counted, too", () => {
  const player = new Player();
  player.apply({ begin: 1 });
  player.apply({ flush: 1 });
  player.add(1, 1, 2);
  assert.equal(player.last.dropped, 2);
  assert.deepEqual(player.play(), [0, 0, 0, 0]);
});

test("what belongs to another reply changes nothing", () => {
  const player = new Player();
  player.apply({ begin: 2 });
  player.add(1, 9, 9);
  player.apply({ flush: 1 });
  player.apply({ end: 1 });
  player.add(2, 1, 2);
  assert.deepEqual(player.play(), [1, 2, 0, 0]);
  assert.equal(player.last.over, false);
});

test("a reply that begins replaces the one before", () => {
  const player = new Player();
  player.apply({ begin: 1 });
  player.add(1, 9, 9, 9, 9, 9);
  player.play();
  player.apply({ begin: 2 });
  player.add(2, 1);
  assert.deepEqual(player.play(), [1, 0, 0, 0]);
  assert.equal(player.last.heard, 1);
});
