// Keys that are pressed in a part of the page are for that part, not for the notebook around it.

const NO_SHORTCUTS = "data-lm-suppress-shortcuts";

/**
 * Whether a key stays the notebook's: one with Ctrl or ⌘, as to save.
 * @param {{ctrlKey?: boolean, metaKey?: boolean}} event
 */
export function isForNotebook({ ctrlKey = false, metaKey = false }) {
  return ctrlKey || metaKey;
}

/**
 * Keep single keys from the notebook's shortcuts.
 *
 * JupyterLab looks for a shortcut from the focused element outwards, and many hold for whatever has the focus:
 * the attribute must stand on that element itself.
 * @param {Element} part
 */
export function keepSingleKeys(part) {
  /** @param {Event} event */
  function keep(event) {
    const isNotebooks = isForNotebook(/** @type {Partial<KeyboardEvent>} */ (event));
    if (event.target instanceof Element) event.target.toggleAttribute(NO_SHORTCUTS, !isNotebooks);
  }
  // The modifier's own press comes first, so that the key after it finds the attribute gone.
  for (const type of ["keydown", "keyup", "focusin"]) part.addEventListener(type, keep, { capture: true });
}
