import assert from "node:assert/strict";
import test from "node:test";

import { EndInSight } from "../../../voicelab/widgets/panel/end_in_sight.js";

/** Return a box of 100 pixels with so many in it, scrolled to its end. @param {number} scrollHeight */
function boxAtEnd(scrollHeight) {
  const box = { scrollTop: 0, scrollHeight, clientHeight: 100 };
  const end = new EndInSight(box);
  end.follow();
  box.scrollTop = scrollHeight - 100;
  return { box, end };
}

/** @param {{scrollTop: number, scrollHeight: number}} box */
const isAtEnd = ({ scrollTop, scrollHeight }) => scrollTop >= scrollHeight - 100;

test("lines that break anew scroll the box, and the end stays in sight", () => {
  const { box, end } = boxAtEnd(300);
  box.scrollHeight = 600; // narrower; the browser says first that it scrolled
  end.scrolled();
  assert.ok(isAtEnd(box));
  box.scrollHeight = 700;
  end.follow();
  assert.ok(isAtEnd(box));
});

test("a box that becomes lower keeps its end in sight", () => {
  const { box, end } = boxAtEnd(300);
  box.clientHeight = 40;
  box.scrollTop = 200;
  end.scrolled();
  assert.ok(box.scrollTop >= 260);
});

test("a reader who has scrolled up stays there, whatever comes and however wide the box becomes", () => {
  const { box, end } = boxAtEnd(300);
  box.scrollTop = 50;
  end.scrolled();
  box.scrollHeight = 400;
  end.follow();
  assert.equal(box.scrollTop, 50);
  box.scrollHeight = 600;
  end.scrolled();
  assert.equal(box.scrollTop, 50);
});

test("a reader who has come back to the end follows it", () => {
  const { box, end } = boxAtEnd(300);
  for (const scrollTop of [50, 190]) {
    box.scrollTop = scrollTop;
    end.scrolled();
    assert.equal(box.scrollTop, scrollTop); // nobody is pulled along while scrolling
  }
  box.scrollHeight = 400;
  end.follow();
  assert.ok(isAtEnd(box));
});

test("a box that is hidden forgets nothing", () => {
  const { box, end } = boxAtEnd(300);
  Object.assign(box, { scrollTop: 0, scrollHeight: 0, clientHeight: 0 });
  end.scrolled();
  Object.assign(box, { scrollHeight: 300, clientHeight: 100 });
  end.follow();
  assert.ok(isAtEnd(box));
});
