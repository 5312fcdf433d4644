// What Disclosure shows.

import { element, setText } from "../page/elements.js";
import { randomId } from "../page/messages.js";
import { widgetOf } from "../page/page_view.js";
import { withPanel } from "../page/panels.js";
import { recall, remember } from "../page/remembered.js";
import { keepExplained } from "./unused_controls.js";

/** @import { MessageStore } from "../page/page_view.js" */
/** @import { Unused } from "./unused_controls.js" */

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
  // Also for those who have no mouse: what is greyed has no focus, and no tooltip under a finger.
  const reasons = element("ul", {});
  const greyed = element("summary", {}, "What is greyed, and why");
  const why = element("details", { className: "voicelab-why" }, greyed, reasons);
  why.hidden = true;
  el.append(button, why);

  /** @type {Unused | undefined} */
  let unused;
  /** @type {((unused: Unused) => void) | undefined} */
  let explain;
  withPanel(el, (panel) => {
    const settings = panel.querySelector(".voicelab-settings");
    if (settings) {
      explain = keepExplained(settings);
      if (unused) explain(unused);
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
    if (message.type === "summary") {
      setText(summary, message.text);
      summary.title = message.text;
    } else if (message.type === "unused") {
      unused = message.unused;
      explain?.(message.unused);
      const lines = /** @type {Unused} */ (message.unused).lines;
      why.hidden = !lines.length;
      reasons.replaceChildren(...lines.map((line) => element("li", {}, line)));
    }
  }

  return { receive };
}

export default widgetOf(showDisclosure);
