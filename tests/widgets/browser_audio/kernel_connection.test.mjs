import assert from "node:assert/strict";
import test from "node:test";

import { isEchoOf, KernelConnection, kernelHealth } from "../../../voicelab/widgets/browser_audio/kernel_connection.js";

const AT_REST = { nowMs: 10000, pingedMs: 9000, pongedMs: 9010, suspectedMs: Infinity };

/** A connection, what it sends and says, and a clock that the test moves. */
class Kernel {
  nowMs = 0;
  /** @type {any[]} */
  sent = [];
  /** @type {any[]} */
  reports = [];
  connection = new KernelConnection(
    (message, buffers = [], callbacks) => this.sent.push({ ...message, buffers, callbacks }),
    {
      onwelcome: (isEchoed) => this.reports.push({ isEchoed }),
      onchange: (changes) => this.reports.push(changes),
      onlost: () => this.reports.push("lost"),
    },
    () => this.nowMs,
  );

  /** @param {import("node:test").TestContext} context */
  constructor({ mock }) {
    this.timers = mock.timers;
    this.timers.enable({ apis: ["setTimeout"] });
    this.connection.open();
  }

  /** @param {number} ms */
  pass(ms) {
    this.nowMs += ms;
    this.timers.tick(ms);
  }

  /** @param {boolean} route_is_final */
  answer(route_is_final = true) {
    this.connection.pong({ sent_ms: this.nowMs - 10, received_at: this.nowMs / 1000, route_is_final });
  }

  get pings() {
    return this.sent.filter(({ type }) => type === "ping");
  }
}

test("a kernel that answered its latest ping is there, however long ago", () => {
  assert.equal(kernelHealth({ ...AT_REST, nowMs: 1e9 }), "answering");
});

test("a kernel is slow after a second and a half, and gone after a minute", () => {
  const unanswered = { ...AT_REST, pingedMs: 9500, pongedMs: 9010 };
  assert.equal(kernelHealth({ ...unanswered, nowMs: 10510 }), "answering");
  assert.equal(kernelHealth({ ...unanswered, nowMs: 10511 }), "slow");
  assert.equal(kernelHealth({ ...unanswered, nowMs: 69010 }), "slow");
  assert.equal(kernelHealth({ ...unanswered, nowMs: 69011 }), "gone");
});

test("a kernel that is suspected to have gone has three seconds", () => {
  assert.equal(kernelHealth({ ...AT_REST, suspectedMs: 7000 }), "answering");
  assert.equal(kernelHealth({ ...AT_REST, suspectedMs: 6999 }), "gone");
});

test("an echo is the same bytes", () => {
  const sent = Uint8Array.of(1, 2, 3);
  assert.equal(isEchoOf(sent, new DataView(Uint8Array.of(1, 2, 3).buffer)), true);
  assert.equal(isEchoOf(sent, new DataView(Uint8Array.of(1, 2, 4).buffer)), false);
  assert.equal(isEchoOf(sent, new DataView(new ArrayBuffer(0))), false);
  assert.equal(isEchoOf(sent, undefined), false);
});

test("hello carries bytes, and their echo is looked at", (context) => {
  const kernel = new Kernel(context);
  const [{ type, buffers }] = kernel.sent;
  assert.equal(type, "hello");
  const answer = { sent_ms: 0, received_at: 0, route_is_final: true };
  kernel.connection.welcome(answer, [new DataView(buffers[0])]);
  assert.deepEqual(kernel.reports[0], { isEchoed: true });
});

test("a hello is repeated ever more seldom until it is answered, and a later answer changes nothing", (context) => {
  const kernel = new Kernel(context);
  const hellos = () => kernel.sent.filter(({ type }) => type === "hello");
  for (const ms of [250, 500, 1000]) kernel.pass(ms);
  assert.equal(hellos().length, 4);
  const answer = { sent_ms: 0, received_at: 0, route_is_final: true };
  kernel.connection.welcome(answer, [new DataView(hellos()[0].buffers[0])]);
  kernel.connection.welcome(answer, []);
  kernel.pass(60000);
  assert.equal(hellos().length, 4);
  assert.deepEqual(kernel.reports.filter((each) => "isEchoed" in each), [{ isEchoed: true }]);
});

test("pings follow the answer, for the front end may open its subshell late", (context) => {
  const kernel = new Kernel(context);
  kernel.connection.welcome({ sent_ms: 0, received_at: 0, route_is_final: true }, []);
  kernel.pass(4000);
  assert.equal(kernel.pings.length, 5);
});

test("a page is connected once its messages have their final route", (context) => {
  const kernel = new Kernel(context);
  kernel.answer(false);
  assert.deepEqual(kernel.reports, [{ kernel: "answering" }]);
  kernel.pass(50);
  assert.equal(kernel.pings.length, 1);
  kernel.answer(true);
  assert.deepEqual(kernel.reports.pop(), { isConnected: true });
});

test("a page whose messages get no other route is connected all the same", (context) => {
  const kernel = new Kernel(context);
  kernel.pass(1001);
  kernel.answer(false);
  assert.deepEqual(kernel.reports.pop(), { isConnected: true });
});

test("a page that is connected says so once", (context) => {
  const kernel = new Kernel(context);
  kernel.answer();
  kernel.answer();
  assert.equal(kernel.reports.filter(({ isConnected }) => isConnected).length, 1);
});

test("a heartbeat pings once a second", (context) => {
  const kernel = new Kernel(context);
  kernel.nowMs = 10000;
  kernel.connection.beat();
  kernel.nowMs = 10999;
  kernel.connection.beat();
  assert.equal(kernel.pings.length, 1);
  kernel.nowMs = 11000;
  kernel.connection.beat();
  assert.equal(kernel.pings.length, 2);
});

test("a kernel that answers late is slow until it answers", (context) => {
  const kernel = new Kernel(context);
  kernel.nowMs = 10000;
  kernel.connection.expectAnswer();
  kernel.nowMs = 11000;
  kernel.connection.beat();
  kernel.nowMs = 12000;
  kernel.connection.beat();
  assert.deepEqual(kernel.reports.pop(), { kernel: "slow" });
  kernel.answer();
  assert.deepEqual(kernel.reports.pop(), { kernel: "answering" });
});

test("a kernel that deals with a ping and does not answer it is lost", (context) => {
  const kernel = new Kernel(context);
  kernel.nowMs = 10000;
  kernel.connection.ping();
  kernel.pings[0].callbacks.iopub.status({ content: { execution_state: "idle" } });
  kernel.pass(3050);
  assert.equal(kernel.reports.pop(), "lost");
});

test("a kernel that answers its ping is under no suspicion", (context) => {
  const kernel = new Kernel(context);
  kernel.nowMs = 10000;
  kernel.connection.ping();
  kernel.answer();
  kernel.pings[0].callbacks.iopub.status({ content: { execution_state: "idle" } });
  kernel.pass(3050);
  assert.equal(kernel.reports.includes("lost"), false);
});

test("a kernel that the front end suspects is asked at once, and cleared by its answer", (context) => {
  const kernel = new Kernel(context);
  kernel.nowMs = 10000;
  kernel.connection.suspect();
  assert.equal(kernel.pings.length, 1);
  kernel.answer();
  kernel.pass(3050);
  assert.equal(kernel.reports.includes("lost"), false);
});

test("a connection that is closed says nothing more", (context) => {
  const kernel = new Kernel(context);
  kernel.connection.close();
  kernel.pass(10000);
  assert.equal(kernel.pings.length, 0);
});

test("a kernel that was lost is asked again and again, ever more seldom, until it answers", (context) => {
  const kernel = new Kernel(context);
  kernel.pass(4000);
  const before = kernel.pings.length;
  kernel.connection.awaitReturn();
  kernel.connection.awaitReturn();
  kernel.pass(2000);
  kernel.pass(4000);
  assert.equal(kernel.pings.length - before, 2);
  kernel.answer();
  assert.deepEqual(kernel.reports.filter((each) => each.kernel).pop(), { kernel: "answering" });
  kernel.pass(60000);
  kernel.pass(60000);
  assert.equal(kernel.pings.length - before, 2);
});

test("a page that was asleep does not take the kernel for gone", (context) => {
  const kernel = new Kernel(context);
  kernel.nowMs = 10000;
  kernel.connection.expectAnswer();
  kernel.nowMs = 10000 + 8 * 3600 * 1000; // the lid was shut for a night, with a ping under way
  kernel.connection.beat();
  assert.equal(kernel.reports.includes("lost"), false);
  for (const ms of [1000, 1000]) {
    kernel.nowMs += ms;
    kernel.connection.beat();
  }
  assert.deepEqual(kernel.reports.pop(), { kernel: "slow" });
});
