// An audio element that plays one sound after the other: whether it sounds, and what is said where it does not.

/** @param {HTMLAudioElement} player */
export function isSounding(player) {
  return !player.paused && !player.ended;
}

/**
 * Return why a sound was not played, to be told; `null` where another one was wanted meanwhile.
 * @param {unknown} error
 */
export function whySilent(error) {
  if (!(error instanceof Error)) return String(error);
  return error.name === "AbortError" ? null : error.message;
}
