// Names for screen readers, which ipywidgets' sliders lack.

import { spokenValue } from "../page/units.js";

/** What of a panel has to change for its sliders to be named anew. @type {MutationObserverInit} */
export const SLIDER_CHANGES = {
  childList: true,
  characterData: true,
  subtree: true,
  attributeFilter: ["aria-valuenow", "aria-valuetext"],
};

/** @param {Element} part @param {string} name @param {string} value */
function setAttribute(part, name, value) {
  if (part.getAttribute(name) !== value) part.setAttribute(name, value);
}

/**
 * Name the sliders by the label beside them, and their values as they are shown, with the unit.
 * @param {Element} panel
 */
export function nameSliders(panel) {
  for (const slider of panel.querySelectorAll(".widget-slider")) {
    const name = slider.querySelector("label")?.textContent ?? "";
    const readout = slider.querySelector(".widget-readout");
    for (const part of slider.querySelectorAll('[role="slider"], .widget-readout')) {
      setAttribute(part, "aria-label", name);
    }
    for (const handle of slider.querySelectorAll('[role="slider"]')) {
      const now = handle.getAttribute("aria-valuenow") ?? "";
      setAttribute(handle, "aria-valuetext", spokenValue(readout?.textContent || now, name));
    }
  }
}
