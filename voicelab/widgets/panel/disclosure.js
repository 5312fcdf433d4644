// What Disclosure shows.

import { element, setText } from "../page/elements.js";
import { randomId } from "../page/messages.js";
import { widgetOf } from "../page/page_view.js";
import { withPanel } from "../page/panels.js";
import { recall, remember } from "../page/remembered.js";

/** @import { MessageStore } from "../page/page_view.js" */

const IS_OPEN = "voicelab-settings-open";

/** @param {MessageStore} _store @param {HTMLElement} el */
function showDisclosure(_store, el) {
  const id = randomId(2);
  const summary = element("span", { className: "voicelab-summary", id: `voicelab-summary-${id}` });
  const name = element("span", { className: "voicelab-name" }, "Settings");
  const button = element("button", { type: "button", className: "voicelab-disclosure" }, name, summary);
  button.setAttribute("aria-label", "Settings");
  button.setAttribute("aria-describedby", summary.id);
  button.ariaExpanded = "false";
  el.append(button);

  withPanel(el, (panel) => {
    const settings = panel.querySelector(".voicelab-settings");
    if (settings) {
      settings.id ||= `voicelab-settings-${id}`;
      button.setAttribute("aria-controls", settings.id);
    }
    /** @param {boolean} isOpen */
    const show = (isOpen) => {
      button.ariaExpanded = String(isOpen);
      panel.toggleAttribute("data-settings-open", isOpen);
    };
    show(recall(IS_OPEN) === "yes");
    button.addEventListener("click", () => {
      const isOpen = button.ariaExpanded !== "true";
      show(isOpen);
      remember(IS_OPEN, isOpen ? "yes" : "no");
    });
  });

  /** @param {any} message */
  function receive(message) {
    if (message.type !== "summary") return;
    setText(summary, message.text);
    summary.title = message.text;
  }

  return { receive };
}

export default widgetOf(showDisclosure);
