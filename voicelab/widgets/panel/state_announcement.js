// Which states a screen reader is told of: not each of those that come and go with every turn, while somebody speaks.

const OF_EACH_TURN = ["listening", "thinking", "speaking"];
/** The caption says it, or the voice. */
const NEVER = ["thinking", "speaking", "idle"];

/**
 * Whether a state is announced, after another.
 * @param {string | undefined} before @param {string} state
 */
export function isAnnounced(before, state) {
  // Of what takes long, as models that arrive, each step has other words and the same state.
  if (before === undefined || before === state || NEVER.includes(state)) return false;
  return state !== "listening" || !OF_EACH_TURN.includes(before);
}
