// One trial of a listening test: what is said of it, and what a key does.

/** @typedef {"a" | "b"} Side */
/** @typedef {Side | "same"} Choice */
/** @typedef {{trial: number, total: number, question: string, problem: string}} Trial */
/** @typedef {{play: Side | "again"} | {choose: Choice}} Action */

export const LISTEN_FIRST = "Listen to both first.";

/** @type {Record<string, Action>} */
const ACTIONS = {
  a: { play: "a" },
  b: { play: "b" },
  " ": { play: "again" },
  1: { choose: "a" },
  2: { choose: "b" },
  0: { choose: "same" },
};

/**
 * Return what a key does; `undefined` if it is not for the test.
 * @param {{key: string, ctrlKey?: boolean, metaKey?: boolean, altKey?: boolean, repeat?: boolean}} event
 * @returns {Action | undefined}
 */
export function actionOf({ key, ctrlKey = false, metaKey = false, altKey = false, repeat = false }) {
  return ctrlKey || metaKey || altKey || repeat ? undefined : ACTIONS[key.toLowerCase()];
}

/**
 * Return what a trial shows.
 *
 * `hasHeardBoth` is whether both replies were played, `isChosen` whether the user has chosen already, and
 * `note` what went wrong last.
 * @param {Trial} trial @param {{hasHeardBoth: boolean, isChosen: boolean, note: string}} progress
 */
export function trialShown({ trial, total, question, problem }, { hasHeardBoth, isChosen, note }) {
  const isOver = trial >= total;
  return {
    isOver,
    canChoose: !isOver && hasHeardBoth && !isChosen,
    count: `${isOver ? total : trial + 1} of ${total}`,
    question: isOver ? "" : question,
    status: problem || note || hint(isOver, total, hasHeardBoth),
  };
}

/** @param {boolean} isOver @param {number} total @param {boolean} hasHeardBoth */
function hint(isOver, total, hasHeardBoth) {
  if (isOver) return `Done: ${total} choices are in the log. ranking() sums them up.`;
  if (!hasHeardBoth) return "Listen to both: keys a and b.";
  return "Which is better? Keys 1, 2, or 0 for no difference; space plays again.";
}
