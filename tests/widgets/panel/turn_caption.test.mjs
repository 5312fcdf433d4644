import assert from "node:assert/strict";
import test from "node:test";

import { announcement, captionOf, hypothesisText } from "../../../voicelab/widgets/panel/turn_caption.js";

const RUNNING = {
  turn: 1,
  you: "What is the tallest mountain?",
  nothing: "",
  is_final: true,
  reply: "Mount Everest is.",
  heard: 5,
  outcome: "",
  error: "",
  tools: [],
  latency: null,
  cut_in: false,
  stages: [],
};

test("a reply is in two parts, heard and not yet heard", () => {
  const { heard, notYetHeard, isRunning } = captionOf(RUNNING);
  assert.deepEqual([heard, notYetHeard, isRunning], ["Mount", " Everest is.", true]);
});

test("a turn with an outcome runs no more", () => {
  assert.equal(captionOf({ ...RUNNING, outcome: "completed" }).isRunning, false);
});

test("an outcome that is none of the usual is shown in words", () => {
  for (const [outcome, words] of [
    ["completed", ""],
    ["interrupted", "interrupted"],
    ["filtered", "stopped by the content filter"],
    ["failed", "failed"],
    ["waiting", "waiting"],
  ]) {
    assert.equal(captionOf({ ...RUNNING, outcome }).outcome, words);
  }
});

test("where nothing was understood that is shown, and there is no line for a reply", () => {
  const nothing = "nothing was understood";
  const caption = captionOf({ ...RUNNING, you: "", nothing, reply: "", heard: 0, outcome: "no-match" });
  assert.equal(caption.you, "(nothing was understood)");
  assert.equal(caption.isUnderstood, false);
  assert.equal(caption.hasReplyLine, false);
});

test("what was heard ahead of its transcript is not taken for nothing", () => {
  for (const unknown of [{ is_final: false }, { is_final: true }, { outcome: "waiting" }]) {
    assert.equal(captionOf({ ...RUNNING, ...unknown, you: "" }).you, "…");
  }
});

test("there is a line for a reply that has not begun", () => {
  assert.equal(captionOf({ ...RUNNING, reply: "", heard: 0 }).hasReplyLine, true);
});

test("a hypothesis shows that more may come", () => {
  assert.equal(hypothesisText("what is"), "what is …");
  assert.equal(hypothesisText(""), "");
});

test("a turn that gave way while the model was thinking says that nothing of it was heard", () => {
  const caption = captionOf({ ...RUNNING, reply: "", heard: 0, outcome: "interrupted" });
  assert.equal(caption.outcome, "interrupted before it was heard");
  assert.equal(caption.hasReplyLine, true);
});

test("a screen reader says what was understood, once, and the reply when it is over", () => {
  const over = { ...RUNNING, heard: 17, outcome: "completed" };
  assert.equal(announcement(undefined, { ...RUNNING, reply: "" }), "You: What is the tallest mountain?");
  assert.equal(announcement({ ...RUNNING, reply: "" }, RUNNING), "");
  assert.equal(announcement(RUNNING, over), "Reply: Mount Everest is.");
  assert.equal(announcement(over, over), "");
});

test("what a turn begins with ahead of its final transcript is said when that has come", () => {
  const predicted = { ...RUNNING, you: "what is the tallest mountain", is_final: false };
  const over = { ...RUNNING, heard: 17, outcome: "completed" };
  assert.equal(announcement(undefined, predicted), "");
  assert.equal(announcement(predicted, RUNNING), "You: What is the tallest mountain?");
  assert.equal(announcement(RUNNING, over), "Reply: Mount Everest is.");
  assert.equal(announcement(predicted, over), "You: What is the tallest mountain? Reply: Mount Everest is.");
});

test("what waits is said to wait, once, and that it was not answered if its turn never begins", () => {
  const waiting = { ...RUNNING, reply: "", heard: 0, outcome: "waiting" };
  const dropped = { ...waiting, outcome: "dropped", error: "Not answered." };
  assert.equal(announcement(undefined, waiting), "You: What is the tallest mountain?, waiting");
  assert.equal(announcement(waiting, { ...waiting, outcome: "" }), "");
  assert.equal(announcement(waiting, dropped), "You: What is the tallest mountain?, not answered");
  assert.equal(captionOf(waiting).isRunning, false);
  assert.equal(captionOf(dropped).hasReplyLine, false);
});

test("what was over before the page came is not said again", () => {
  assert.equal(announcement(undefined, { ...RUNNING, outcome: "completed" }), "");
});

test("of an interrupted reply that part is said which was heard; of a failure, that it failed", () => {
  assert.equal(announcement(RUNNING, { ...RUNNING, outcome: "interrupted" }), "Reply: Mount, interrupted");
  assert.equal(announcement(RUNNING, { ...RUNNING, reply: "", outcome: "failed" }), "Reply: failed");
  const nothing = { ...RUNNING, you: "", reply: "" };
  const over = { ...nothing, nothing: "no transcript came", reply: "Yes.", heard: 4, outcome: "completed" };
  assert.equal(announcement(undefined, nothing), "");
  assert.equal(announcement(nothing, over), "You: (no transcript came) Reply: Yes.");
});
