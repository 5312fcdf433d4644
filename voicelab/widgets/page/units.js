// How measured values are written.

/**
 * Return seconds as they are shown; empty where nothing was measured.
 * @param {number | null} seconds
 */
export function secondsText(seconds) {
  return seconds === null ? "" : `${seconds.toFixed(2)} s`;
}
