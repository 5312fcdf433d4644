// Keys that are pressed in a part of the page are for that part, not for the notebook around it.

const NO_SHORTCUTS = "data-lm-suppress-shortcuts";

/**
 * Keep single keys from the notebook's shortcuts; those with Ctrl or ⌘, as to save, stay the notebook's.
 *
 * JupyterLab looks for a shortcut from the focused element outwards, and many hold for whatever has the focus:
 * the attribute must stand on that element itself.
 * @param {Element} part
 */
function keepSingleKeys(part) {
  /** @param {Event} event */
  function keep(event) {
    const held = event instanceof KeyboardEvent && (event.ctrlKey || event.metaKey);
    if (event.target instanceof Element) event.target.toggleAttribute(NO_SHORTCUTS, !held);
  }
  // The modifier's own press comes first, so that the key after it finds the attribute gone.
  for (const type of ["keydown", "keyup", "focusin"]) part.addEventListener(type, keep, { capture: true });
}
