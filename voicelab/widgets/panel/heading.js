// What Heading shows; it also does for the whole panel what ipywidgets leave undone.

import { element, setText } from "../page/elements.js";
import { keepSingleKeys } from "../page/keys.js";
import { widgetOf } from "../page/page_view.js";

/** @import { MessageStore } from "../page/page_view.js" */

/**
 * Name the sliders for screen readers by the label beside them.
 * @param {Element} panel
 */
function nameSliders(panel) {
  for (const slider of panel.querySelectorAll(".widget-slider")) {
    const name = slider.querySelector("label")?.textContent ?? "";
    for (const part of slider.querySelectorAll('[role="slider"], .widget-readout')) {
      if (part.getAttribute("aria-label") !== name) part.setAttribute("aria-label", name);
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
  new MutationObserver(() => nameSliders(panel)).observe(panel, { childList: true, subtree: true });
}

/** @param {MessageStore} store @param {HTMLElement} el */
function showHeading(store, el) {
  const state = element("span", { className: "voicelab-state", role: "status" });
  const place = element("span", { className: "voicelab-place" });
  const hide = element("style", {});
  const problems = element("div", { className: "voicelab-problems", role: "alert" });
  const title = element("div", { className: "voicelab-title" }, element("b", {}, "voicelab"), state, place);
  el.append(element("div", { className: "voicelab-heading" }, title, problems), hide);
  watchPanel(el);

  /** @param {{kind: string, text: string}[]} shown */
  function showProblems(shown) {
    const lines = shown.map(({ kind, text }) => element("div", { className: `voicelab-${kind}` }, text));
    const dismiss = element("button", { type: "button", ariaLabel: "Dismiss the messages" }, "Dismiss");
    dismiss.addEventListener("click", () => store.model.send({ type: "dismiss" }));
    problems.replaceChildren(...(lines.length ? [element("div", {}, ...lines), dismiss] : []));
  }

  /** @param {any} message */
  function receive(message) {
    if (message.type === "problems") {
      showProblems(message.problems);
    } else if (message.type === "status") {
      setText(place, message.place);
      setText(state, message.words);
      state.dataset.state = message.state;
      setText(hide, `.jp-OutputArea-child:has(.${message.transcript}) { display: none; }`);
    }
  }

  return { receive };
}

export default widgetOf(showHeading);
