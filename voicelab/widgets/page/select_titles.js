// What is chosen in a select, as its title where its box is too narrow: its text cannot wrap.

const ruler = typeof OffscreenCanvas === "undefined" ? null : new OffscreenCanvas(1, 1).getContext("2d");

/** @param {HTMLSelectElement} select @param {string} text */
function fits(select, text) {
  const style = getComputedStyle(select);
  if (!ruler || !select.clientWidth) return true;
  ruler.font = style.font;
  const room = select.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  return ruler.measureText(text).width <= room;
}

/** @param {Element} panel */
function titleSelects(panel) {
  for (const select of panel.querySelectorAll("select")) {
    if (select.ariaDisabled === "true") continue; // its title says why
    const chosen = select.selectedOptions[0]?.text ?? "";
    const title = fits(select, chosen) ? "" : chosen;
    if (select.title !== title) select.title = title;
  }
}

/**
 * Keep the titles of a panel's selects true. What a cell chooses changes nothing in the page but the select's state,
 * so they are looked at again when somebody is about to read them.
 * @param {Element} panel
 */
export function keepSelectTitles(panel) {
  const look = () => titleSelects(panel);
  new MutationObserver(look).observe(panel, { childList: true, subtree: true, attributeFilter: ["data-settings-open"] });
  new ResizeObserver(look).observe(panel);
  for (const event of ["change", "pointerover", "focusin"]) panel.addEventListener(event, look);
}
