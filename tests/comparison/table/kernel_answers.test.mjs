import assert from "node:assert/strict";
import test from "node:test";

import { KernelAnswers } from "../../../voicelab/comparison/table/kernel_answers.js";
import { PageModel } from "../../widgets/page/page_model.mjs";

test("each request gets its own answer", async () => {
  const model = new PageModel();
  const answers = new KernelAnswers(model, () => {});
  const [one, other] = [answers.ask({ type: "alignment", cell: 1 }), answers.ask({ type: "alignment", cell: 2 })];
  const [first, second] = model.sentOf("alignment");
  assert.notEqual(first.request, second.request);
  model.receive({ type: "answer", request: second.request, title: "two" });
  model.receive({ type: "answer", request: "another page's", title: "none" });
  model.receive({ type: "sound", request: first.request });
  model.receive({ type: "answer", request: first.request, title: "one" });
  assert.deepEqual([(await one).title, (await other).title], ["one", "two"]);
  answers.close();
});

test("what cannot be done says why", async () => {
  const model = new PageModel();
  const answers = new KernelAnswers(model, () => {});
  const asked = answers.ask({ type: "change" });
  model.receive({ type: "answer", request: model.sentOf("change")[0].request, problem: "There is no such page." });
  await assert.rejects(asked, { message: "There is no such page." });
});

test("a kernel that lets wait is told of until it answers", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const model = new PageModel();
  /** @type {boolean[]} */
  const waiting = [];
  const answers = new KernelAnswers(model, (isWaiting) => waiting.push(isWaiting));
  const asked = answers.ask({ type: "change" });
  context.mock.timers.tick(1999);
  assert.deepEqual(waiting, []);
  context.mock.timers.tick(1);
  assert.deepEqual(waiting, [true]);
  model.receive({ type: "answer", request: model.sentOf("change")[0].request });
  await asked;
  assert.deepEqual(waiting, [true, false]);
});

test("a kernel that cannot be reached is told of at once", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  context.mock.method(console, "warn", () => {});
  const model = new PageModel();
  model.send = () => {
    throw new Error("the comm is closed");
  };
  /** @type {boolean[]} */
  const waiting = [];
  const answers = new KernelAnswers(model, (isWaiting) => waiting.push(isWaiting));
  void answers.ask({ type: "change" });
  assert.deepEqual(waiting, [true]);
  answers.close();
});
