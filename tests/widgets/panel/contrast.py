"""The contrast of what is shown, by WCAG 2: from the colours that the browser computed."""

from __future__ import annotations

from playwright.sync_api import Locator

__all__ = ["texts_of_low_contrast"]

_MEASURE = """(panel, least) => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  // The browser itself turns whatever colour it computed, such as color(srgb …), into bytes.
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };
  const over = ([r, g, b, a], below) => [r, g, b].map((part, i) => part * a + below[i] * (1 - a));
  const luminance = (color) => {
    const [r, g, b] = color.map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (one, other) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const chain = (part) => (part ? [...chain(part.parentElement), part] : []);
  const contrast = (part, pseudo) => {
    let back = [255, 255, 255];
    let opacity = 1;
    for (const each of chain(part)) {
      const style = getComputedStyle(each);
      back = over(rgba(style.backgroundColor), back);
      opacity *= Number(style.opacity);
    }
    const [r, g, b, a] = rgba(getComputedStyle(part, pseudo).color);
    return { opacity, ratio: ratio(over([r, g, b, a * opacity], back), back) };
  };
  const seen = [];
  const look = (part, text, pseudo) => {
    if (!text.trim() || !part.checkVisibility({ visibilityProperty: true })) return;
    if (part.closest(".voicelab-announcer, .voicelab-wave-description, caption")) return; // only read out
    const { opacity, ratio: measured } = contrast(part, pseudo);
    if (opacity > 0) seen.push({ text: text.trim().slice(0, 60), measured });
  };
  const texts = document.createTreeWalker(panel, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { parentElement } = texts.currentNode;
    if (parentElement.tagName !== "STYLE") look(parentElement, texts.currentNode.data);
  }
  for (const field of panel.querySelectorAll("input, textarea")) {
    look(field, field.value);
    look(field, field.placeholder ?? "", "::placeholder");
  }
  return {
    count: seen.length,
    low: seen.filter(({ measured }) => measured < least).map((it) => `${it.measured.toFixed(2)}: ${it.text}`),
  };
}"""


def texts_of_low_contrast(panel: Locator, least: float = 4.5) -> list[str]:
    """Return the texts that stand out less from what is behind them, each with its contrast."""
    found = panel.evaluate(_MEASURE, least)
    assert found["count"] > 10, "there are texts"
    low: list[str] = found["low"]
    return low
