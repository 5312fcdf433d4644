// Where a widget stands in its panel, if it stands in one.

/**
 * Call back with the panel around a widget's element, once the front end has put it there.
 * @param {HTMLElement} el @param {(panel: HTMLElement) => void} then @param {number} [tries]
 */
export function withPanel(el, then, tries = 300) {
  const panel = /** @type {HTMLElement | null} */ (el.closest(".voicelab-panel"));
  if (panel) then(panel);
  else if (tries) requestAnimationFrame(() => withPanel(el, then, tries - 1));
}
