"""Where the words of a waveform stand, by the boxes that the browser drew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from playwright.sync_api import Locator

__all__ = ["faults_of_words"]

_BOXES = """(waveform, selector) => {
  const whole = waveform.getBoundingClientRect();
  return [...waveform.querySelectorAll(selector)].map((part) => {
    const { left, right, top, bottom } = part.getBoundingClientRect();
    const { visibility, opacity, color, direction } = getComputedStyle(part);
    const x = left - whole.left + waveform.scrollLeft;
    const isSeen = visibility === "visible" && Number(opacity) > 0.3 && right > left;
    const isIn = x >= -1 && x + right - left <= waveform.scrollWidth + 1 && bottom <= whole.bottom + 1;
    const isCut = part.scrollWidth > part.clientWidth && part.textContent.length < 40;
    return { text: part.textContent, left, right, top, bottom, isSeen, isIn, isCut };
  });
}"""


def faults_of_words(waveform: Locator, selector: str, words: Sequence[str]) -> list[str]:
    """Return what is wrong: words that are missing, unseen, cut or outside, and those on one another.

    Parameters
    ----------
    waveform
        What scrolls.
    selector
        Of its words.
    words
        Those that should be there.
    """
    boxes = waveform.evaluate(_BOXES, selector)
    missing = Counter(words) - Counter(box["text"] for box in boxes)
    faults = [f"missing: {word}" for word in missing]
    for name in ("isSeen", "isIn"):
        faults += [f"not {name}: {box['text']}" for box in boxes if not box[name]]
    faults += [f"cut: {box['text']}" for box in boxes if box["isCut"]]
    boxes.sort(key=lambda box: box["left"])
    for index, one in enumerate(boxes):
        for other in boxes[index + 1 :]:
            if other["left"] >= one["right"]:
                break
            if one["top"] < other["bottom"] - 1 and other["top"] < one["bottom"] - 1:
                faults.append(f"{one['text']} on {other['text']}")
    return faults
