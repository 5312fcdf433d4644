import assert from "node:assert/strict";
import test from "node:test";

import { MessageStore, widgetOf } from "../../../voicelab/widgets/page/page_view.js";
import { PageModel } from "./page_model.mjs";

const NOWHERE = /** @type {HTMLElement} */ (/** @type {unknown} */ (null));

/** Return a widget whose views keep what they receive. */
function recordingWidget() {
  /** @type {any[][]} */
  const views = [];
  const widget = widgetOf(() => {
    /** @type {any[]} */
    const received = [];
    views.push(received);
    return { receive: (message) => received.push(message), close: () => received.push("closed") };
  });
  return { widget, views };
}

test("a page says hello ever more seldom until the kernel has taken it", ({ mock }) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const model = new PageModel();
  const store = new MessageStore(model);
  assert.equal(model.sentOf("hello").length, 1);
  for (const ms of [500, 1000]) mock.timers.tick(ms);
  assert.equal(model.sentOf("hello").length, 3);
  model.receive({ type: "received", request: model.sentOf("hello")[0].request });
  mock.timers.tick(60000);
  assert.equal(model.sentOf("hello").length, 3);
  store.close();
});

test("a store that is closed neither speaks nor listens", ({ mock }) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const model = new PageModel();
  const store = new MessageStore(model);
  store.close();
  mock.timers.tick(500);
  model.receive({ type: "status" });
  assert.equal(model.sentOf("hello").length, 1);
  assert.equal(store.latest.size, 0);
});

test("a view that is shown later gets the latest of each kind and turn, in order", () => {
  const { widget, views } = recordingWidget();
  const model = new PageModel({ _key: "1" });
  const close = widget.initialize({ model });
  model.receive({ type: "turn", turn: 1, you: "a" });
  model.receive({ type: "turn", turn: 2, you: "b" });
  model.receive({ type: "turn", turn: 1, you: "a, again" });
  widget.render({ model, el: NOWHERE });
  assert.deepEqual(views[0].map(({ you }) => you), ["a, again", "b"]);
  close();
});

test("a view that is shown later knows nothing of a turn that was withdrawn, and has the next one of its number", () => {
  const { widget, views } = recordingWidget();
  const model = new PageModel({ _key: "1" });
  const close = widget.initialize({ model });
  for (const you of ["what is", "what is the time"]) {
    model.receive({ type: "turn", turn: 3, you });
    model.receive({ type: "withdrawn", turn: 3 });
  }
  widget.render({ model, el: NOWHERE });
  assert.deepEqual(views[0], []);
  model.receive({ type: "turn", turn: 3, you: "what is the time in Rome" });
  widget.render({ model, el: NOWHERE });
  assert.deepEqual(views[1].map(({ you }) => you), ["what is the time in Rome"]);
  close();
});

test("what came before a view was shown is marked as past", () => {
  const { widget, views } = recordingWidget();
  const model = new PageModel({ _key: "1" });
  const close = widget.initialize({ model });
  model.receive({ type: "notice", notice: 1 });
  widget.render({ model, el: NOWHERE });
  model.receive({ type: "notice", notice: 2 });
  assert.deepEqual(views[0], [{ type: "notice", notice: 1, is_past: true }, { type: "notice", notice: 2 }]);
  close();
});

test("rows are distinguished by their turn", () => {
  const { widget, views } = recordingWidget();
  const model = new PageModel({ _key: "1" });
  const close = widget.initialize({ model });
  model.receive({ type: "row", row: { turn: 1 } });
  model.receive({ type: "row", row: { turn: 2 } });
  widget.render({ model, el: NOWHERE });
  assert.equal(views[0].length, 2);
  close();
});

test("what has buffers is passed on and not kept", () => {
  const { widget, views } = recordingWidget();
  const model = new PageModel({ _key: "1" });
  const close = widget.initialize({ model });
  widget.render({ model, el: NOWHERE });
  model.receive({ type: "file" }, [new DataView(new ArrayBuffer(4))]);
  widget.render({ model, el: NOWHERE });
  assert.deepEqual(views, [[{ type: "file" }], []]);
  close();
});

test("a view that is closed receives no more, and the others do", () => {
  const { widget, views } = recordingWidget();
  const model = new PageModel({ _key: "1" });
  const close = widget.initialize({ model });
  const closeFirst = widget.render({ model, el: NOWHERE });
  widget.render({ model, el: NOWHERE });
  closeFirst();
  model.receive({ type: "status" });
  assert.deepEqual(views, [["closed"], [{ type: "status" }]]);
  close();
});

test("a widget that was removed is not rendered", () => {
  const { widget } = recordingWidget();
  const model = new PageModel({ _key: "1" });
  widget.initialize({ model })();
  assert.throws(() => widget.render({ model, el: NOWHERE }), /this widget was removed/);
});
