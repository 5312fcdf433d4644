import assert from "node:assert/strict";
import { resolveObjectURL } from "node:buffer";
import test from "node:test";

import { Sounds } from "../../../voicelab/widgets/page/sounds.js";
import { PageModel } from "./page_model.mjs";

/** @param {number[]} bytes */
function piece(...bytes) {
  return new DataView(new Uint8Array([0, ...bytes, 0]).buffer, 1, bytes.length);
}

test("a sound is put together from its pieces", async () => {
  const model = new PageModel();
  const sounds = new Sounds(model);
  const wanted = sounds.get("1-a");
  const [{ request, name }] = model.sentOf("sound");
  model.receive({ type: "sound", request, last: false }, [piece(1, 2)]);
  model.receive({ type: "sound", request: "another page's", last: true }, [piece(9)]);
  model.receive({ type: "sound", request, last: true }, [piece(3)]);
  const sound = resolveObjectURL(await wanted);
  assert.equal(name, "1-a");
  assert.equal(sound?.type, "audio/wav");
  assert.deepEqual([...new Uint8Array((await sound?.arrayBuffer()) ?? [])], [1, 2, 3]);
  sounds.close();
});

test("a sound is requested once, however often it is played", () => {
  const model = new PageModel();
  const sounds = new Sounds(model);
  assert.equal(sounds.get("1"), sounds.get("1"));
  assert.equal(model.sentOf("sound").length, 1);
});

test("a sound that cannot be had says why, and may be requested again", async () => {
  const model = new PageModel();
  const sounds = new Sounds(model);
  const wanted = sounds.get("1");
  model.receive({ type: "sound", request: model.sentOf("sound")[0].request, problem: "The file is gone." });
  await assert.rejects(wanted, { message: "The file is gone." });
  sounds.get("1").catch(() => {});
  assert.equal(model.sentOf("sound").length, 2);
});

test("the sounds of a view that is closed are let go", async () => {
  const model = new PageModel();
  const sounds = new Sounds(model);
  const wanted = sounds.get("1");
  model.receive({ type: "sound", request: model.sentOf("sound")[0].request, last: true }, [piece(1)]);
  const url = await wanted;
  sounds.close();
  assert.equal(resolveObjectURL(url), undefined);
});
