import assert from "node:assert/strict";
import test from "node:test";

import { KernelClock, RecentMinimum } from "../../../voicelab/widgets/browser_audio/kernel_clock.js";

test("the lowest value counts", () => {
  const minimum = new RecentMinimum(1000);
  for (const value of [5, 3, 4]) minimum.add(value, 0);
  assert.equal(minimum.value, 3);
});

test("a value counts no longer than it should", () => {
  const minimum = new RecentMinimum(1000);
  minimum.add(3, 0);
  minimum.add(5, 900);
  assert.equal(minimum.value, 3);
  minimum.add(7, 1001);
  assert.equal(minimum.value, 5);
});

test("there is no lowest value of nothing", () => {
  assert.equal(new RecentMinimum(1000).value, null);
});

test("the kernel's time is unknown before anything came back", () => {
  assert.equal(new KernelClock().seconds(0), null);
});

test("the kernel's time is reckoned from a round trip, half of it for each way", () => {
  const clock = new KernelClock();
  clock.add(1000, 50.01, 1020); // the kernel's clock shows 50.01 s in the middle, at 1,010 ms
  assert.equal(clock.seconds(2010), 51.01);
});

test("a message that was held up does not move the clock", () => {
  const clock = new KernelClock();
  clock.add(1000, 50.01, 1020);
  clock.add(2000, 54.0, 5010); // the kernel was busy for three seconds
  assert.equal(clock.seconds(2010), 51.01);
});
