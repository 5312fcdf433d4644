import assert from "node:assert/strict";
import test from "node:test";

import { LoudnessJudge } from "../../../voicelab/widgets/browser_audio/loudness.js";

const RATE = 16000;
const FRAME = 1280;

/** @param {number} dbfs @returns {Int16Array} a frame of a square wave */
function frame(dbfs) {
  const amplitude = Math.round(32768 * 10 ** (dbfs / 20));
  return Int16Array.from({ length: FRAME }, (_, i) => (i % 2 ? amplitude : -amplitude));
}

/**
 * Words of 0.4 s with pauses of 0.2 s, over noise; the judgement at the end.
 * @param {LoudnessJudge} judge @param {number} voice @param {number} noise @param {number} seconds
 */
function speak(judge, voice, noise, seconds) {
  let judged = judge.loudness;
  for (let i = 0; i < Math.round((seconds * RATE) / FRAME); i += 1) judged = judge.add(frame(i % 7 < 2 ? noise : voice));
  return judged;
}

test("a voice near its microphone is loud enough", () => {
  assert.equal(speak(new LoudnessJudge(RATE), -25, -65, 4), "enough");
});

test("a voice that stands out of the room and is low is too low", () => {
  assert.equal(speak(new LoudnessJudge(RATE), -58, -75, 4), "low");
});

test("a low voice is loud enough as soon as it is raised", () => {
  const judge = new LoudnessJudge(RATE);
  speak(judge, -58, -75, 4);
  assert.equal(judge.add(frame(-30)), "enough");
});

test("a quiet room in which nobody speaks is no sign of a low level", () => {
  assert.equal(speak(new LoudnessJudge(RATE), -70, -72, 60), "unknown");
  const judge = new LoudnessJudge(RATE);
  speak(judge, -25, -65, 2);
  assert.equal(speak(judge, -66, -68, 60), "enough");
});

test("one knock in a quiet minute is no voice", () => {
  const judge = new LoudnessJudge(RATE);
  for (let minute = 0; minute < 10; minute += 1) {
    speak(judge, -75, -75, 10);
    speak(judge, -55, -55, 0.4);
  }
  assert.equal(judge.loudness, "unknown");
});

test("a fan that starts is no voice", () => {
  const judge = new LoudnessJudge(RATE);
  speak(judge, -80, -80, 2);
  speak(judge, -68, -68, 10);
  assert.equal(judge.loudness, "unknown");
});

test("a microphone that gives no sound at all for some seconds is off", () => {
  const judge = new LoudnessJudge(RATE);
  for (let i = 0; i < 70; i += 1) judge.add(new Int16Array(FRAME));
  assert.equal(judge.loudness, "unknown");
  for (let i = 0; i < 10; i += 1) judge.add(new Int16Array(FRAME));
  assert.equal(judge.loudness, "none");
  assert.equal(judge.add(frame(-70)), "unknown");
});

test("silence after sound is a pause, however long", () => {
  const judge = new LoudnessJudge(RATE);
  speak(judge, -25, -65, 1);
  for (let i = 0; i < 500; i += 1) judge.add(new Int16Array(FRAME));
  assert.equal(judge.loudness, "enough");
});

test("a microphone that is opened anew is judged anew", () => {
  const judge = new LoudnessJudge(RATE);
  speak(judge, -58, -75, 4);
  judge.begin();
  assert.equal(judge.add(frame(-75)), "unknown");
});

test("a frame at full scale clips, and the next one need not", () => {
  const judge = new LoudnessJudge(RATE);
  judge.add(new Int16Array(FRAME).fill(32767));
  assert.equal(judge.isClipping, true);
  judge.add(frame(-20));
  assert.equal(judge.isClipping, false);
});
