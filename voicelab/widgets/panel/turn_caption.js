// A turn of the conversation, as its caption says it.

/** @import { Stage } from "./latency_bar.js" */
/**
 * A turn, as captions.py sends it.
 * @typedef {object} Turn
 * @property {number} turn
 * @property {string} you
 * @property {string} nothing why that stays empty, once it is known
 * @property {boolean} is_final whether that is the final transcript
 * @property {string} reply
 * @property {number} heard how many characters of the reply were heard
 * @property {string} outcome empty while the turn runs, "waiting" until it begins
 * @property {string} error
 * @property {string[]} tools a line for each call of a tool
 * @property {number | null} latency
 * @property {boolean} cut_in whether the reply began before the user was done
 * @property {Stage[]} stages
 */

/** @type {Record<string, string>} */
const OUTCOME_WORDS = {
  waiting: "waiting",
  interrupted: "interrupted",
  filtered: "stopped by the content filter",
  failed: "failed",
};

/** What was heard, and whose transcript is still to come. */
const NOT_YET_KNOWN = "…";
const UNHEARD = "interrupted before it was heard";

/**
 * Return the texts of a turn's caption, and what of it is shown.
 * @param {Turn} turn
 */
export function captionOf(turn) {
  return {
    isRunning: turn.outcome === "",
    isUnderstood: turn.you !== "",
    hasReplyLine: turn.reply !== "" || !["no-match", "dropped"].includes(turn.outcome),
    you: turn.you || (turn.nothing ? `(${turn.nothing})` : NOT_YET_KNOWN),
    heard: turn.reply.slice(0, turn.heard),
    notYetHeard: turn.reply.slice(turn.heard),
    outcome: turn.outcome === "interrupted" && turn.heard === 0 ? UNHEARD : (OUTCOME_WORDS[turn.outcome] ?? ""),
    error: turn.error,
    tools: turn.tools,
  };
}

/** @param {Turn} turn */
function isOver(turn) {
  return turn.outcome !== "" && turn.outcome !== "waiting";
}

/** Whether it is final what the user said, or that it is not known. @param {Turn} turn */
function isKnown(turn) {
  return turn.is_final && (turn.you !== "" || turn.nothing !== "");
}

/**
 * Return what a screen reader is to say when a turn has changed: what was understood, once it is final, and the reply,
 * once it is over. A turn that is over when the page comes is said no more.
 * @param {Turn | undefined} before @param {Turn} turn
 */
export function announcement(before, turn) {
  if (isOver(turn) && (!before || isOver(before))) return "";
  const { you, heard, hasReplyLine, outcome } = captionOf(turn);
  if (turn.outcome === "dropped") return `You: ${you}, not answered`;
  const parts = [];
  if (isKnown(turn) && !(before && isKnown(before))) {
    parts.push([`You: ${you}`, isOver(turn) ? "" : outcome].filter(Boolean).join(", "));
  }
  if (isOver(turn) && hasReplyLine) {
    const reply = turn.outcome === "interrupted" ? heard : turn.reply;
    parts.push(`Reply: ${[reply, outcome].filter(Boolean).join(", ")}`);
  }
  return parts.join(" ");
}

/**
 * Return a hypothesis as its caption shows it: more may come.
 * @param {string} words
 */
export function hypothesisText(words) {
  return words && `${words} …`;
}
