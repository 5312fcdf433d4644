// What Problems shows.

import { element } from "../page/elements.js";
import { widgetOf } from "../page/page_view.js";

/** @import { MessageStore } from "../page/page_view.js" */

/** @param {MessageStore} store @param {HTMLElement} el */
function showProblems(store, el) {
  const lines = element("div", {});
  lines.setAttribute("role", "alert");
  const dismiss = element("button", { type: "button", ariaLabel: "Dismiss the messages" }, "Dismiss");
  dismiss.hidden = true;
  dismiss.addEventListener("click", () => store.request({ type: "dismiss" }));
  el.append(element("div", { className: "voicelab-problems" }, lines, dismiss));

  /** @param {{type: string, texts: string[]}} message */
  function receive({ type, texts }) {
    if (type !== "problems") return;
    // What stands there already is not read out again.
    for (const line of [...lines.children]) {
      if (!texts.includes(line.textContent ?? "")) line.remove();
    }
    const shown = new Set([...lines.children].map((line) => line.textContent));
    for (const text of texts) {
      if (!shown.has(text)) lines.append(element("div", { className: "voicelab-error", dir: "auto" }, text));
    }
    dismiss.hidden = texts.length === 0;
  }

  return { receive };
}

export default widgetOf(showProblems);
