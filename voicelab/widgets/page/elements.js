// Elements made of plain text: what comes from the kernel is never read as HTML.

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string>} properties
 * @param {...(Node | string)} children
 */
export function element(tag, properties, ...children) {
  const made = document.createElement(tag);
  Object.assign(made, properties);
  made.append(...children);
  return made;
}

/**
 * Change an element's text only if it is another: no flicker, and nothing is read out twice.
 * @param {HTMLElement} shown @param {string} text
 */
export function setText(shown, text) {
  if (shown.textContent !== text) shown.textContent = text;
}

/** What is said of an error. @param {unknown} error */
export function errorText(error) {
  return error instanceof Error ? error.message : String(error);
}
