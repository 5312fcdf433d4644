import assert from "node:assert/strict";
import test from "node:test";

import { sha256 } from "../../../voicelab/comparison/listening/sha256.js";

test("digests are those of the standard", () => {
  assert.equal(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  assert.equal(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  const two = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
  assert.equal(sha256(two), "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
});

test("texts of every length around a block, and of other scripts, have digests of their own", async () => {
  const texts = [...Array.from({ length: 130 }, (_, length) => "x".repeat(length)), "é".repeat(40), "🎧 מה"];
  for (const text of texts) {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
    assert.equal(sha256(text), Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join(""));
  }
});
