// One trial of a listening test: what is said of it, which ratings there are, and what a key does.

/** @typedef {"pairs" | "opinion" | "mushra"} Method */
/**
 * What the page knows of a trial: stimuli are known by their places, from 0.
 * @typedef {{
 *   number: number, total: number, method: Method, question: string, stimuli: number, hasReference: boolean,
 *   whenDone: string, problem: string,
 * }} Trial
 */
/** @typedef {{heard: ReadonlySet<string>, rated: ReadonlySet<number>, isJudged: boolean, note: string}} Progress */
/** @typedef {{text: string, key: string, ratings: number[]}} Choice */
/** @typedef {{play: string} | {judge: number[]}} Action */

export const REFERENCE = "reference";
export const AGAIN = "again";

/** One for each stimulus: as many as a trial has at most, see design.py. */
const LETTERS = "abcdefghijkl";
const REFERENCE_KEY = "r";

/** The categories of ITU-T P.800, which ITU-R BS.1534 has on its scale of 100, too; from 1 to 5. */
const CATEGORIES = ["Bad", "Poor", "Fair", "Good", "Excellent"];
const CATEGORY_WIDTH = 20;

/** @type {Record<Method, Choice[]>} */
const CHOICES = {
  pairs: [
    { text: "A is better", key: "1", ratings: [1, 0] },
    { text: "No difference", key: "0", ratings: [0, 0] },
    { text: "B is better", key: "2", ratings: [0, 1] },
  ],
  opinion: CATEGORIES.map((text, place) => ({ text, key: `${place + 1}`, ratings: [place + 1] })).reverse(),
  mushra: [],
};

const LISTEN_FIRST = {
  pairs: "Listen to both first.",
  opinion: "Listen first.",
  mushra: "Listen to all first.",
};

/** @param {string} name of a sound: a place, or the reference */
export function titleOf(name) {
  return name === REFERENCE ? "Reference" : LETTERS[Number(name)].toUpperCase();
}

/** @param {Method} method */
export function choicesOf(method) {
  return CHOICES[method];
}

/** @param {number} rating from 0 to 100 */
export function categoryOf(rating) {
  return CATEGORIES[Math.min(Math.floor(rating / CATEGORY_WIDTH), CATEGORIES.length - 1)];
}

/**
 * Return the names of the sounds of a trial, in the order in which they are shown.
 * @param {Trial} trial
 */
export function soundsOf({ stimuli, hasReference }) {
  const places = Array.from({ length: stimuli }, (_, place) => `${place}`);
  return hasReference ? [REFERENCE, ...places] : places;
}

/**
 * Return what a key does; `undefined` if it is not for the test.
 * @param {{key: string, ctrlKey?: boolean, metaKey?: boolean, altKey?: boolean, repeat?: boolean}} event
 * @param {Trial} trial
 * @returns {Action | undefined}
 */
export function actionOf({ key, ctrlKey = false, metaKey = false, altKey = false, repeat = false }, trial) {
  if (ctrlKey || metaKey || altKey || repeat || key.length !== 1) return undefined;
  if (key === " ") return { play: AGAIN };
  const letter = key.toLowerCase();
  if (letter === REFERENCE_KEY) return trial.hasReference ? { play: REFERENCE } : undefined;
  const place = LETTERS.indexOf(letter);
  if (place >= 0) return place < trial.stimuli ? { play: `${place}` } : undefined;
  const choice = CHOICES[trial.method].find((each) => each.key === key);
  return choice && { judge: choice.ratings };
}

/**
 * Return what a trial shows.
 *
 * `heard` are the names of the sounds that were played, `rated` the places whose slider was moved; `isJudged`
 * is whether the rater has judged already, and `note` what went wrong last.
 * @param {Trial} trial @param {Progress} progress
 */
export function trialShown(trial, { heard, rated, isJudged, note }) {
  const { number, total, method, question, problem, whenDone } = trial;
  const isOver = number >= total;
  const hasHeardAll = soundsOf(trial).every((name) => heard.has(name));
  const isRated = method !== "mushra" || rated.size === trial.stimuli;
  return {
    isOver,
    canJudge: !isOver && hasHeardAll && isRated && !isJudged,
    count: `${isOver ? total : number + 1} of ${total}`,
    question: isOver ? "" : question,
    listenFirst: hasHeardAll ? "" : LISTEN_FIRST[method],
    status: problem || note || (isOver ? whenDone : hint(trial, hasHeardAll, isRated)),
  };
}

/** @param {Trial} trial @param {boolean} hasHeardAll @param {boolean} isRated */
function hint({ method, stimuli, hasReference }, hasHeardAll, isRated) {
  if (method === "pairs") {
    if (!hasHeardAll) return "Listen to both: keys a and b.";
    return "Which is better? Keys 1, 2, or 0 for no difference; space plays again.";
  }
  if (method === "opinion") {
    if (!hasHeardAll) return "Listen: key a.";
    return "How good does it sound? Keys 5 (excellent) to 1 (bad); space plays again.";
  }
  const last = LETTERS[stimuli - 1];
  if (!hasHeardAll) {
    if (hasReference) return `Listen to the reference (key r) and to all others (keys a to ${last}).`;
    return `Listen to all (keys a to ${last}). There is no reference: go by what you would call excellent.`;
  }
  if (!isRated) {
    return hasReference
      ? "Rate each beside the reference, by its slider: 100 is as good as that, and one of them is the same."
      : "Rate each by its slider: 100 is the best that you can think of.";
  }
  return "Listen again as often as you like, then choose Next.";
}
