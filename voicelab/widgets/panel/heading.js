// What Heading shows; it also does for the whole panel what ipywidgets leave undone.

import { element, setText } from "../page/elements.js";
import { keepSingleKeys } from "../page/keys.js";
import { widgetOf } from "../page/page_view.js";
import { withPanel } from "../page/panels.js";
import { keepSelectTitles } from "../page/select_titles.js";
import { nameSliders, SLIDER_CHANGES } from "./slider_names.js";
import { isAnnounced } from "./state_announcement.js";

/** @import { MessageStore } from "../page/page_view.js" */

/** @param {HTMLElement} panel */
function completePanel(panel) {
  keepSingleKeys(panel);
  panel.setAttribute("role", "region");
  // Of several panels in a page, each has its own name.
  const before = document.querySelectorAll(".voicelab-panel[aria-label]").length;
  panel.setAttribute("aria-label", before ? `voicelab session ${before + 1}` : "voicelab session");
  keepSelectTitles(panel);
  nameSliders(panel);
  new MutationObserver(() => nameSliders(panel)).observe(panel, SLIDER_CHANGES);
}

/** @param {MessageStore} _store @param {HTMLElement} el */
function showHeading(_store, el) {
  const state = element("span", { className: "voicelab-state" }, "connecting");
  const lost = element("span", { className: "voicelab-state-unknown" }, "the kernel does not answer");
  const announcer = element("span", { className: "voicelab-announcer", role: "status" });
  const services = element("summary", {});
  const details = element("div", {});
  const place = element("details", { className: "voicelab-place" }, services, details);
  const hide = element("style", {});
  const title = element("div", { className: "voicelab-title" }, element("b", {}, "voicelab"), state, lost, place);
  el.append(element("div", { className: "voicelab-heading" }, title, announcer), hide);
  place.addEventListener("keydown", (event) => {
    if (event.key === "Escape") place.open = false;
  });
  place.addEventListener("focusout", (event) => {
    if (!place.contains(/** @type {Node | null} */ (event.relatedTarget))) place.open = false;
  });
  /** @type {HTMLElement | undefined} */
  let panel;
  withPanel(el, (found) => {
    panel = found;
    completePanel(found);
    if (state.dataset.state) found.dataset.session = state.dataset.state;
  });

  /** @param {any} message */
  function receive(message) {
    if (message.type === "status") {
      setText(services, message.services);
      setText(details, message.details);
      setText(state, message.words);
      if (isAnnounced(state.dataset.state, message.state)) setText(announcer, message.words);
      state.title = message.words;
      state.dataset.state = message.state;
      if (panel) panel.dataset.session = message.state;
      setText(hide, `.jp-OutputArea-child:has(.${message.transcript}) { display: none; }`);
    }
  }

  return { receive };
}

export default widgetOf(showHeading);
