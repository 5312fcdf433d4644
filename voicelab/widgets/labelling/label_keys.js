// What a key does while exchanges are labelled, and what is said of where the rater stands.

/** @typedef {"asked" | "reply"} Side */
/** @typedef {"expected" | "transcript" | "tags" | "notes"} Field */
/**
 * @typedef {{thumb: boolean | null} | {play: Side | "again"} | {edit: Field} | {go: number}
 *   | {act: "heard" | "unlabelled" | "undo" | "leave"}} Action
 */
/**
 * @typedef {object} Item
 * @property {number} place of the exchange, from 0
 * @property {number} total
 * @property {number} labelled how many the rater has labelled
 * @property {boolean} can_undo
 * @property {string} note what the kernel says of what was done last
 * @property {string} title
 * @property {string} asked
 * @property {string} nothing_asked why there are no words; empty where there are
 * @property {string} reply
 * @property {string} outcome empty where the turn was completed
 * @property {string} error
 * @property {boolean} is_spoken whether it was said, and not typed
 * @property {boolean} has_asked whether there is sound of the question
 * @property {boolean} has_reply whether there is sound of the reply
 * @property {boolean | null} thumbs_up
 * @property {string} expected answers, one a line
 * @property {string} transcript
 * @property {boolean} is_silent whether a person says that nothing is said
 * @property {string} tags
 * @property {string} notes
 */

/** @type {Record<string, Action>} */
const ACTIONS = {
  1: { thumb: true },
  2: { thumb: false },
  0: { thumb: null },
  q: { play: "asked" },
  r: { play: "reply" },
  " ": { play: "again" },
  a: { edit: "expected" },
  t: { edit: "transcript" },
  g: { edit: "tags" },
  n: { edit: "notes" },
  h: { act: "heard" },
  u: { act: "unlabelled" },
  z: { act: "undo" },
  arrowright: { go: 1 },
  arrowleft: { go: -1 },
};

/**
 * Return what a key does; `undefined` if it is not for the labels.
 *
 * `where` is what has the focus: a `field` takes all keys but Escape, a `control` the space bar.
 * @param {{key: string, ctrlKey?: boolean, metaKey?: boolean, altKey?: boolean, repeat?: boolean}} event
 * @param {"field" | "control" | "group"} where
 * @returns {Action | undefined}
 */
export function labelAction(event, where) {
  const { key, ctrlKey = false, metaKey = false, altKey = false, repeat = false } = event;
  if (ctrlKey || metaKey || altKey || repeat) return undefined;
  if (where === "field") return key === "Escape" ? { act: "leave" } : undefined;
  if (where === "control" && key === " ") return undefined;
  return ACTIONS[key.toLowerCase()];
}

/**
 * Return what is said of where the rater stands. `note` is what went wrong last on the page.
 * @param {Item} item @param {string} note
 */
export function labelsShown({ place, total, labelled, note: told }, note) {
  const isEmpty = total === 0;
  const state = isEmpty ? "There is nothing to label." : labelled === total ? "Everything has a label." : "";
  return {
    isEmpty,
    count: isEmpty ? "" : `${place + 1} of ${total}, ${labelled} labelled`,
    status: note || told || state,
    hasPrevious: place > 0,
    hasNext: place + 1 < total,
  };
}
