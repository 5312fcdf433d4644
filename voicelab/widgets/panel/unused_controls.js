// Controls and choices that have no effect now: why, for those who look and for those who listen.

/** @typedef {Record<string, string>} Reasons */
/** @typedef {{ controls: Reasons, choices: Record<string, Reasons>, lines: string[] }} Unused */

const PREFIX = "voicelab-control-";
const PARTS = "input, select, textarea, [role=slider]";

/** What of the settings has to change for this to be said anew. @type {MutationObserverInit} */
const CHANGES = { childList: true, subtree: true, attributeFilter: ["class", "disabled"] };

/** The name of a control, by its class. @param {Iterable<string>} classes */
export function controlName(classes) {
  for (const each of classes) if (each.startsWith(PREFIX)) return each.slice(PREFIX.length);
  return "";
}

/** @param {Element} part @param {string} name @param {string} value */
function setOrRemove(part, name, value) {
  if (!value) part.removeAttribute(name);
  else if (part.getAttribute(name) !== value) part.setAttribute(name, value);
}

/** @param {Element} control @param {string} reason */
function explainControl(control, reason) {
  if (!reason && !control.hasAttribute("data-unused")) return;
  setOrRemove(control, "data-unused", reason && "yes");
  for (const part of [control, ...control.querySelectorAll(`label, ${PARTS}`)]) setOrRemove(part, "title", reason);
  for (const part of control.querySelectorAll(PARTS)) {
    setOrRemove(part, "aria-disabled", reason && "true");
    setOrRemove(part, "aria-description", reason);
  }
}

/** @param {Element} control @param {Reasons} reasons */
function explainChoices(control, reasons) {
  for (const option of /** @type {NodeListOf<HTMLOptionElement>} */ (control.querySelectorAll("option"))) {
    const reason = reasons[option.value] ?? "";
    if (option.disabled !== Boolean(reason)) option.disabled = Boolean(reason);
    setOrRemove(option, "title", reason);
    setOrRemove(option, "aria-description", reason);
  }
}

/**
 * Keep what has no effect explained, whenever the front end draws it.
 * @param {Element} settings @returns {(unused: Unused) => void} to be called with what has none now
 */
export function keepExplained(settings) {
  /** @type {Unused} */
  let unused = { controls: {}, choices: {}, lines: [] };
  const explain = () => {
    for (const control of settings.querySelectorAll(`[class*="${PREFIX}"]`)) {
      const name = controlName(control.classList);
      explainControl(control, unused.controls[name] ?? "");
      explainChoices(control, unused.choices[name] ?? {});
    }
  };
  new MutationObserver(explain).observe(settings, CHANGES);
  return (now) => {
    unused = now;
    explain();
  };
}
