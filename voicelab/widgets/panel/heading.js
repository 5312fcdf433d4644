// What Heading shows; it also does for the whole panel what ipywidgets leave undone.

import { element, setText } from "../page/elements.js";
import { keepSingleKeys } from "../page/keys.js";
import { widgetOf } from "../page/page_view.js";
import { spokenValue } from "../page/units.js";

/** @import { MessageStore } from "../page/page_view.js" */

/** @param {Element} part @param {string} name @param {string} value */
function setAttribute(part, name, value) {
  if (part.getAttribute(name) !== value) part.setAttribute(name, value);
}

/**
 * Name the sliders for screen readers by the label beside them, and their values as they are shown, with the unit.
 * @param {Element} panel
 */
function nameSliders(panel) {
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

/** @param {HTMLElement} el @param {number} [tries] */
function watchPanel(el, tries = 300) {
  const panel = el.closest(".voicelab-panel");
  if (!panel) {
    if (tries) requestAnimationFrame(() => watchPanel(el, tries - 1));
    return;
  }
  keepSingleKeys(panel);
  panel.setAttribute("role", "region");
  panel.setAttribute("aria-label", "voicelab session");
  nameSliders(panel);
  new MutationObserver(() => nameSliders(panel)).observe(panel, {
    childList: true,
    characterData: true,
    subtree: true,
    attributeFilter: ["aria-valuenow", "aria-valuetext"],
  });
}

/** @param {MessageStore} store @param {HTMLElement} el */
function showHeading(store, el) {
  const state = element("span", { className: "voicelab-state", role: "status" });
  const place = element("span", { className: "voicelab-place" });
  const hide = element("style", {});
  const title = element("div", { className: "voicelab-title" }, element("b", {}, "voicelab"), state, place);
  el.append(element("div", { className: "voicelab-heading" }, title), hide);
  watchPanel(el);

  /** @param {any} message */
  function receive(message) {
    if (message.type === "status") {
      setText(place, message.place);
      place.title = message.place;
      setText(state, message.words);
      state.title = message.words;
      state.dataset.state = message.state;
      setText(hide, `.jp-OutputArea-child:has(.${message.transcript}) { display: none; }`);
    }
  }

  return { receive };
}

export default widgetOf(showHeading);
